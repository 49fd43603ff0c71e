//! Evidence through the site: words, a number, files; who may open them, and what is not
//! taken.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a story that cannot begin has failed"
)]

mod common;

use std::io::{Cursor, Write as _};

use axum::http::{StatusCode, header};
use civic::directory::Role;
use common::{Client, Site};
use image::{DynamicImage, ImageFormat, RgbImage};

/// A site with a public pledge of a member: to teach ten people. Its address.
async fn pledged() -> (Site, String) {
    let site = common::site().await;
    let progress = site.progress();
    let id = progress.read_plan().await.expect("a plan");
    progress.approve(id).await.expect("in force");
    let member = site.signed_in(Role::Member).await;
    let page = member.get("/pledges/new").await.body;
    let (_, rest) = page.split_once("name=\"area\" value=\"").expect("an area");
    let due = site.world.house.today().plus(60).to_string();
    let fields = [
        ("area", rest.split('"').next().unwrap_or_default()),
        ("action", "教老人用手机挂号"),
        ("measure", "教会10人"),
        ("amount", "10"),
        ("unit", "人"),
        ("due", due.as_str()),
    ];
    let pledge = member.post("/pledges", &fields).await;
    assert_eq!(pledge.status, StatusCode::SEE_OTHER, "{}", pledge.body);
    let pledge = pledge.location;
    let secretary = site.signed_in(Role::Secretary).await;
    for (step, field) in [
        ("check", ("verdict", "pass")),
        ("publication", ("secrecy", "1")),
    ] {
        let done = secretary.post(&format!("{pledge}/{step}"), &[field]).await;
        assert_eq!(done.location, pledge, "{}", done.body);
    }
    (site, pledge)
}

/// A photo with what a telephone writes into it: the place where it was taken.
fn photo() -> Vec<u8> {
    let mut plain = Cursor::new(Vec::new());
    let picture: DynamicImage = RgbImage::new(60, 40).into();
    picture.write_to(&mut plain, ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    let mut segment = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0".to_vec();
    segment.extend(b"39.90N116.40E");
    let mut out = plain[..2].to_vec();
    out.extend([0xff, 0xe1]);
    let length = u16::try_from(segment.len() + 2).unwrap();
    out.extend(length.to_be_bytes());
    out.extend(segment);
    out.extend(&plain[2..]);
    out
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|w| w == what)
}

/// A document with one more part, so many times over.
fn document(part: &str, block: &[u8], times: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for name in ["word/document.xml", part] {
        zip.start_file(name, plain).unwrap();
        for _ in 0..times {
            zip.write_all(block).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// The addresses of the files on a page, each once.
fn files(page: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in page.split("href=\"").skip(1) {
        let href = part.split('"').next().unwrap_or_default();
        if href.contains("/files/") && !out.iter().any(|h| h == href) {
            out.push(href.to_owned());
        }
    }
    out
}

async fn add(who: &Client, pledge: &str, text: &str, files: &[(&str, &[u8])]) -> common::Answer {
    let path = format!("{pledge}/evidence");
    let fields = [("text", text), ("done", "3")];
    who.upload_all(&path, &fields, files).await
}

#[tokio::test]
async fn what_was_done_is_told_in_words_number_and_picture_and_the_picture_stays_inside() {
    let (site, pledge) = pledged().await;
    let member = site.signed_in(Role::Member).await;
    let secretary = site.signed_in(Role::Secretary).await;
    let sent = photo();
    assert!(holds(&sent, b"39.90N"));
    let list = b"%PDF-1.7 words";
    let both: [(&str, &[u8]); 2] = [("教学现场.png", &sent), ("名单.pdf", list)];
    let done = add(&member, &pledge, "在活动室教了三位", &both).await;
    assert_eq!(done.location, pledge, "{}", done.body);
    let done = add(&member, &pledge, "又教了三位", &[("", b"")]).await;
    assert_eq!(
        done.location, pledge,
        "nothing chosen is nothing: {}",
        done.body
    );

    let record = secretary.get(&pledge).await.body;
    for told in [
        "在活动室教了三位（3人）",
        "已做6人，承诺10人",
        "教学现场.jpg",
        "<img src=",
    ] {
        assert!(record.contains(told), "{told}: {record}");
    }
    let mut kept = files(&record);
    kept.sort_by_key(|f| !record.contains(&format!("<img src=\"{f}\"")));
    assert_eq!(kept.len(), 2);
    for who in [&member, &secretary] {
        let (head, bytes) = who.fetch(&kept[0]).await;
        let says = |name| head.headers[name].to_str().unwrap();
        assert_eq!(head.status, StatusCode::OK);
        assert_eq!(says(header::CONTENT_TYPE), "image/jpeg");
        assert_eq!(says(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(says(header::CACHE_CONTROL), "no-store");
        assert!(says(header::CONTENT_DISPOSITION).starts_with("attachment"));
        let seen = image::load_from_memory(&bytes).unwrap();
        assert_eq!((seen.width(), seen.height()), (60, 40));
        assert!(!holds(&bytes, b"39.90N") && !holds(&bytes, b"Exif"));
    }
    let (head, bytes) = secretary.fetch(&kept[1]).await;
    let says = |name| head.headers[name].to_str().unwrap();
    assert_eq!(says(header::CONTENT_TYPE), "application/pdf");
    assert!(says(header::CONTENT_DISPOSITION).starts_with("attachment"));
    assert_eq!(bytes, list);

    // Settled, words and number are public; the files are for no more people than before.
    let secrecy = [("secrecy", "1")];
    secretary.post(&format!("{pledge}/keeping"), &secrecy).await;
    let code = pledge.rsplit('/').next().unwrap_or_default();
    let visitor = site.visitor();
    let public = visitor.get(&format!("/t/town0/pledges/{code}")).await.body;
    for told in ["在活动室教了三位（3人）", "已做6人，承诺10人"] {
        assert!(public.contains(told), "{told}: {public}");
    }
    assert!(!public.contains("教学现场") && !public.contains("/files/"));
    for file in &kept {
        let door = visitor.get(file).await;
        assert!(door.location.starts_with("/sign-in"), "{}", door.location);
        for role in [Role::Resident, Role::Liaison, Role::SystemAdmin] {
            let (head, _) = site.signed_in(role).await.fetch(file).await;
            assert_eq!(head.status, StatusCode::NOT_FOUND, "{}", role.word());
        }
        for role in [Role::Member, Role::Secretary, Role::Superior] {
            let (head, _) = site.of_other(role).await.fetch(file).await;
            assert_eq!(head.status, StatusCode::NOT_FOUND, "{}", role.word());
        }
        assert_eq!(secretary.fetch(file).await.0.status, StatusCode::OK);
    }
    for page in ["/me/data", "/me/data/export"] {
        let own = member.get(page).await.body;
        assert!(
            own.contains("教学现场.jpg") && own.contains("名单.pdf"),
            "{own}"
        );
    }
}

#[tokio::test]
async fn what_is_not_taken_is_said_by_name_and_no_word_is_lost() {
    let (site, pledge) = pledged().await;
    let member = site.signed_in(Role::Member).await;
    let zeros = vec![0; 1 << 20];
    let (macros, bomb) = (
        document("word/vbaProject.bin", b"x", 1),
        document("word/two.xml", &zeros, 101),
    );
    assert!(bomb.len() < 1 << 20, "a small file that is none");
    let (pdf, long) = (&b"%PDF-1.7 words"[..], vec![b'x'; 32 << 20]);
    let heic = &b"\0\0\0\x18ftypheic\0\0"[..];
    for (sent, said) in [
        (
            vec![("表.docx", &macros[..])],
            "“表.docx”：这个文件带有程序",
        ),
        (vec![("大.docx", &bomb)], "展开后太大"),
        (vec![("照片.jpg", heic)], "苹果的HEIC照片不能传"),
        (vec![("空.pdf", &b""[..])], "这个文件是空的"),
        (vec![("一.pdf", pdf); 4], "一次最多传3个附件"),
        (vec![("长.pdf", &long)], "每个不超过10MB"),
        (
            vec![("好.pdf", pdf), ("坏.exe", &b"MZ"[..])],
            "“坏.exe”：程序不能传",
        ),
    ] {
        let answer = add(&member, &pledge, "在活动室教了三位<老人>", &sent).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        for text in [said, "有1处要补正", "在活动室教了三位&#60;老人"] {
            assert!(answer.body.contains(text), "{text}: {}", answer.body);
        }
        assert!(
            answer
                .body
                .contains("name=\"done\" type=\"number\" value=\"3\"")
        );
    }
    // What was chosen does not come back by itself: it is said.
    let path = format!("{pledge}/evidence");
    let fields = [("text", ""), ("done", "-3")];
    let answer = member.upload(&path, &fields, ("好.pdf", pdf)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in [
        "请填写做了什么",
        "数量写整数",
        "刚才选的附件要再选一次",
        "有3处要补正",
    ] {
        assert!(answer.body.contains(text), "{text}: {}", answer.body);
    }
    let record = member.get(&pledge).await.body;
    assert!(record.contains("<dd>0条</dd>") && files(&record).is_empty());
}
