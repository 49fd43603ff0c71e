//! Notices on their pages: the question for people, the feed, the register, what is for
//! members alone, and a date in doubt.

mod common;

use axum::http::StatusCode;
use civic::PublicationId;
use civic::directory::Role;
use common::{Site, Told};

/// The proposed honours of the first branch on notice; the clock on its third day.
async fn on_notice(site: &Site) -> ground::Result<PublicationId> {
    let progress = site.progress();
    let id = progress.read_plan().await?;
    progress.approve(id).await?;
    let day = ground::Day::new(2026, 9, 29).ok_or(ground::Error::NotFound)?;
    let start = site.world.house.zone.at(day, 9, 30);
    let (_, notice) = progress.rate(id, 0, start).await?;
    site.world.clock("2026-10-09", 10, 5);
    Ok(notice)
}

/// What stands between two marks.
fn between<'b>(body: &'b str, from: &str, to: &str) -> &'b str {
    let (_, rest) = body.split_once(from).unwrap_or_default();
    rest.split(to).next().unwrap_or_default()
}

/// The numbers of the question, reckoned.
fn reckon(question: &str) -> String {
    let digit = |c| "零一二三四五六七八九".chars().position(|d| d == c);
    let numbers: Vec<usize> = question
        .replace("一共", "")
        .chars()
        .filter_map(digit)
        .collect();
    let taken = if question.contains('减') {
        numbers[2]
    } else {
        0
    };
    (numbers[0] + numbers[1] - taken).to_string()
}

#[tokio::test]
async fn where_many_objections_come_a_person_answers_a_question_and_nobody_is_shut_out() -> Told {
    let site = common::site().await;
    let notice = on_notice(&site).await?;
    let (address, visitor) = (
        format!("/t/town0/notices/{notice}/objections"),
        site.visitor(),
    );
    for n in 0..5 {
        let matter = format!("第{n}处写得不对");
        let answer = visitor.post(&address, &[("matter", &matter)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    let mut fields = vec![("matter", "第六处也写得不对"), ("about", "")];
    let asked = visitor.post(&address, &fields).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        asked.body.contains(">第六处也写得不对</textarea>"),
        "nothing is lost"
    );
    let label = between(&asked.body, "<label for=\"f-human\">", "<");
    assert!(label.ends_with('？'), "a question in plain words: {label}");
    assert!(
        asked.body.contains("aria-describedby=\"e-human\""),
        "read out with its error"
    );
    let token = between(&asked.body, "name=\"human_token\" value=\"", "\"").to_owned();
    let right = reckon(label);
    fields.extend([("human_token", token.as_str()), ("human", "一百")]);
    let wrong = visitor.post(&address, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The first question is still good: the right answer opens the post, once.
    fields[3].1 = &right;
    let taken = visitor.post(&address, &fields).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    assert!(taken.body.contains("您的查询码"));
    fields[0].1 = "再来一处";
    let again = visitor.post(&address, &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("那道题过时了"));
    Ok(())
}

#[tokio::test]
async fn an_objection_with_script_or_of_ten_megabytes_does_no_harm() -> Told {
    let site = common::site().await;
    let notice = on_notice(&site).await?;
    let (address, visitor) = (
        format!("/t/town0/notices/{notice}/objections"),
        site.visitor(),
    );
    let huge = "长".repeat(10 << 20);
    let answer = visitor.post(&address, &[("matter", &huge)]).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    let script = "<script>alert(1)</script>\" onfocus=\"x";
    let fields = [
        ("matter", script),
        ("about", script),
        ("name", "<b>示范居民</b>"),
        ("contact", "<img src=x>"),
    ];
    let answer = visitor.post(&address, &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let half = visitor
        .post(&address, &[("matter", script), ("name", script)])
        .await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(half.body.contains("姓名和联系方式都要写"));
    assert!(!half.body.contains("<script>alert"), "shown as text");
    let supervisor = site.signed_in(Role::Supervisor).await;
    let page = supervisor.get(&format!("/notices/{notice}")).await;
    assert!(page.body.contains("&#60;script&#62;alert(1)") && !page.body.contains("<script>alert"));
    assert!(
        !page.body.contains("示范居民"),
        "a signature is opened, not shown"
    );
    let open = between(&page.body, "action=\"/objections/", "/signature\"");
    let opened = supervisor
        .post(&format!("/objections/{open}/signature"), &[])
        .await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(
        opened.body.contains("&#60;b&#62;示范居民"),
        "{}",
        opened.body
    );
    let clerk = site.signed_in(Role::Clerk).await;
    let refused = clerk
        .post(&format!("/objections/{open}/signature"), &[])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let register = clerk.get("/objections").await;
    assert!(register.body.contains("署名") && register.body.contains("平台设定"));
    assert!(
        !register.body.contains("alert(1)"),
        "what it says is not in the register"
    );
    Ok(())
}

#[tokio::test]
async fn the_feed_lists_open_notices_and_says_when_one_was_taken_down() -> Told {
    let site = common::site().await;
    let notice = on_notice(&site).await?;
    let visitor = site.visitor();
    let feed = visitor.get("/t/town0/notices.atom").await;
    assert_eq!(feed.status, StatusCode::OK);
    let entry = format!("<id>urn:uuid:{notice}</id>");
    for words in [
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"",
        &entry,
        &format!("href=\"http://site.test/t/town0/notices/{notice}\""),
        "<updated>2026-09-29T01:30:00Z</updated>",
    ] {
        assert!(feed.body.contains(words), "{words}: {}", feed.body);
    }
    let other = visitor.get("/t/town1/notices.atom").await;
    assert!(other.status == StatusCode::OK && !other.body.contains("<entry>"));
    let secretary = site.signed_in(Role::Secretary).await;
    let page = format!("/notices/{notice}");
    let down = [("reason", "写错了名单")];
    let answer = secretary.post(&format!("{page}/withdrawal"), &down).await;
    assert_eq!(answer.location, page);
    let feed = visitor.get("/t/town0/notices.atom").await;
    assert!(feed.body.contains("已经撤下") && feed.body.contains("2026-10-09T02:05:00Z"));
    Ok(())
}

#[tokio::test]
async fn a_correction_links_to_what_stood_before() -> Told {
    let site = common::site().await;
    let notice = on_notice(&site).await?;
    let secretary = site.signed_in(Role::Secretary).await;
    let page = format!("/notices/{notice}");
    let fields = [("version", "1"), ("lead", "更正后的说明"), ("secrecy", "1")];
    let answer = secretary.post(&format!("{page}/correction"), &fields).await;
    assert_eq!(answer.location, page, "{}", answer.body);
    let visitor = site.visitor();
    let public = format!("/t/town0/notices/{notice}");
    let now = visitor.get(&public).await;
    assert!(now.body.contains("更正后的说明") && now.body.contains("/versions/1\""));
    let before = visitor.get(&format!("{public}/versions/1")).await;
    assert_eq!(before.status, StatusCode::OK);
    assert!(!before.body.contains("更正后的说明") && before.body.contains("已在2026年10月9日更正"));
    for none in ["0", "3", "x"] {
        let answer = visitor.get(&format!("{public}/versions/{none}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{none}");
    }
    // Where it hung is written down, and read by all.
    let proof = [("medium", "web"), ("place", "首页"), ("day", "2026-10-09")];
    let answer = secretary.post(&format!("{page}/proofs"), &proof).await;
    assert_eq!(answer.location, page, "{}", answer.body);
    assert!(visitor.get(&public).await.body.contains("网上公示栏：首页"));
    Ok(())
}

/// Ruling 7 on the page: nothing ends, those concerned are told, the administrator confirms.
#[tokio::test]
async fn a_date_in_doubt_is_shown_to_those_concerned_and_confirmed_by_the_administrator() -> Told {
    let site = common::site().await;
    let notice = on_notice(&site).await?;
    let house = &site.world.house;
    site.world
        .db
        .write(|tx| Box::pin(civic::directory::clock::tick(tx, house)))
        .await?;
    house
        .clock
        .slip(house.clock.now().plus_seconds(30 * 24 * 3600));
    let secretary = site.signed_in(Role::Secretary).await;
    assert!(
        secretary
            .get("/desk")
            .await
            .body
            .contains("服务器的日期有疑问")
    );
    assert_eq!(secretary.get("/clock").await.status, StatusCode::NOT_FOUND);
    let page = format!("/notices/{notice}");
    let words = [("conclusion", "没有意见，结果成立")];
    let early = secretary.post(&format!("{page}/conclusion"), &words).await;
    assert!(early.body.contains("公示期还没有满"), "{}", early.body);
    let public = site
        .visitor()
        .get(&format!("/t/town0/notices/{notice}"))
        .await;
    assert!(
        public.body.contains("我有不同意见"),
        "objections are still heard"
    );

    let admin = site.signed_in(Role::SystemAdmin).await;
    let asked = admin.get("/clock").await;
    assert!(asked.body.contains("往前跳了一天以上"), "{}", asked.body);
    let wrong = admin.post("/clock", &[("day", "2026-10-09")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("先把服务器的时钟校准"));
    let right = admin.post("/clock", &[("day", "2026-11-08")]).await;
    assert_eq!(right.location, "/clock", "{}", right.body);
    assert!(admin.get("/clock").await.body.contains("服务器的时钟正常"));
    let done = secretary.post(&format!("{page}/conclusion"), &words).await;
    assert_eq!(done.location, page, "{}", done.body);
    Ok(())
}
