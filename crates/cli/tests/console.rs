//! The console, as it is typed.

#![expect(
    clippy::unwrap_used,
    reason = "a console that cannot be run has failed"
)]

use std::path::Path;
use std::process::{Command, Output};

fn sanzheng(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sanzheng"))
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn five_working_days_after_28_september_2011_end_on_10_october() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = said(&sanzheng(
        folder.path(),
        &["workday", "add", "2011-09-28", "5"],
    ));
    assert_eq!((code, out.as_str()), (0, "2011-10-10\n"));
    let (_, out, err) = said(&sanzheng(
        folder.path(),
        &["workday", "add", "2031-09-28", "5"],
    ));
    assert_eq!(out, "2031-10-03\n", "weekends alone");
    assert!(err.contains("没有2031年的放假安排"), "{err}");
    let (code, _, err) = said(&sanzheng(
        folder.path(),
        &["workday", "add", "2011-09-28", "4000000000"],
    ));
    assert_eq!(code, 2, "{err}");
}

/// Bad input: one line, exit code 2, nothing stored.
#[test]
fn what_is_not_a_plan_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let novel =
        "雨下了一夜。清晨她推开窗，巷子里飘着豆浆的香气，卖花的老人正在擦他的自行车。\n".repeat(40);
    let mut truncated = b"PK\x03\x04".to_vec();
    truncated.extend([7_u8; 400]);
    let cases: [(&str, Vec<u8>); 6] = [
        ("empty.txt", Vec::new()),
        (
            "binary.txt",
            (0..4096_u32)
                .map(|n| u8::try_from(n * 7 % 31).unwrap())
                .collect(),
        ),
        ("large.txt", vec![b'a'; 50 << 20]),
        ("truncated.docx", truncated),
        (
            "old.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document".to_vec(),
        ),
        ("novel.txt", novel.into_bytes()),
    ];
    for (name, bytes) in cases {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        for args in [vec!["read", name], vec!["read", name, "--json"]] {
            let (code, out, err) = said(&sanzheng(folder.path(), &args));
            assert_eq!((code, out.as_str()), (2, ""), "{name}: {err}");
            assert_eq!(err.lines().count(), 1, "{name}: {err}");
            assert!(err.starts_with(name), "{err}");
        }
    }
    let (code, _, err) = said(&sanzheng(folder.path(), &["read", "missing.txt"]));
    assert_eq!((code, err.lines().count()), (2, 1));
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        6,
        "nothing was stored"
    );
}

#[test]
fn a_folder_is_read_file_by_file_one_object_a_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("plans")).unwrap();
    let plan = include_str!("../../../data/demo/plan.txt");
    for name in ["b.txt", "a.txt"] {
        std::fs::write(folder.path().join("plans").join(name), plan).unwrap();
    }
    std::fs::write(folder.path().join("plans/c.rtf"), b"{\\rtf1\\ansi").unwrap();
    let (code, out, err) = said(&sanzheng(folder.path(), &["read", "plans", "--json"]));
    assert_eq!(code, 2, "one could not be read: {err}");
    let lines: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let files: Vec<&str> = lines.iter().filter_map(|l| l["file"].as_str()).collect();
    assert_eq!(files, ["a.txt", "b.txt", "c.rtf"]);
    assert!(lines[0]["doc"]["title"].is_string());
    assert!(
        lines[2]["refused"]
            .as_str()
            .unwrap()
            .contains("另存为 DOCX")
    );
}

#[test]
fn the_sample_plan_is_read_into_one_json_object() {
    let folder = tempfile::tempdir().unwrap();
    let plan = include_str!("../../../data/demo/plan.txt");
    let plan = plan
        .replace("{year}", "2026")
        .replace("{issue_date}", "2026年5月6日");
    std::fs::write(folder.path().join("plan.txt"), plan).unwrap();
    let (code, out, _) = said(&sanzheng(folder.path(), &["read", "plan.txt", "--json"]));
    assert_eq!(code, 0);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        json["doc"]["title"],
        "示范社区开展“三为三争”主题活动实施方案"
    );
    assert_eq!(json["tracks"].as_array().unwrap().len(), 3);
    assert!(
        json["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|i| i["span"].is_array())
    );
}

#[test]
fn a_first_town_is_founded_and_a_second_of_the_same_code_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let init = [
        "init",
        "--code",
        "qingyang",
        "--committee",
        "青杨街道党工委",
        "--community",
        "青杨社区党总支",
        "--branch",
        "第一党支部",
    ];
    let (code, out, err) = said(&sanzheng(folder.path(), &init));
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("branch-1") && out.contains("一次性密码"),
        "{out}"
    );
    let (code, _, err) = said(&sanzheng(folder.path(), &init));
    assert_eq!((code, err.trim()), (1, "这个代码已经用过，换一个"));
    let add = [
        "account", "add", "--town", "qingyang", "--org", "nowhere", "--name", "某人", "--role",
        "clerk", "--login", "a",
    ];
    let (code, _, err) = said(&sanzheng(folder.path(), &add));
    assert!(
        code == 1 && err.contains("branch-1"),
        "the codes that exist are named: {err}"
    );
    let (code, out, _) = said(&sanzheng(folder.path(), &["audit", "verify"]));
    assert!(code == 0 && out.contains("链条完整"), "{out}");
    let (code, _, err) = said(&sanzheng(
        folder.path(),
        &["demo", "--data", "sanzheng-data", "--no-serve"],
    ));
    assert!(
        code == 1 && err.contains("已经有数据"),
        "a demo does not settle among records: {err}"
    );
    let resume = [
        "demo",
        "--resume",
        "--data",
        "sanzheng-data",
        "--no-serve",
        "--today",
        "2030-01-01",
    ];
    let (code, _, err) = said(&sanzheng(folder.path(), &resume));
    assert!(
        code == 1 && err.contains("演示"),
        "a real town's clock is not moved: {err}"
    );
}

#[test]
fn nothing_is_served_before_a_town_is_founded() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = said(&sanzheng(folder.path(), &["serve"]));
    assert!(code == 1 && err.contains("sanzheng init"), "{err}");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "no empty database is left behind"
    );
}

#[test]
fn a_database_that_is_newer_than_the_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let init = [
        "init",
        "--code",
        "qy",
        "--committee",
        "党工委",
        "--community",
        "党总支",
    ];
    assert_eq!(said(&sanzheng(folder.path(), &init)).0, 0);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let db = ground::Db::sqlite(&folder.path().join("sanzheng-data/sanzheng.db"))
            .await
            .unwrap();
        db.write(|tx| {
            Box::pin(
                ground::sql!(
                    tx,
                    "insert into migration (number, name) values (9999, 'later')"
                )
                .run(),
            )
        })
        .await
        .unwrap();
        db.close().await;
    });
    let (code, _, err) = said(&sanzheng(folder.path(), &["audit", "verify"]));
    assert!(code == 1 && err.contains("请换用新版程序"), "{err}");
}

#[test]
fn a_locked_out_administrator_is_helped_at_the_console() {
    let folder = tempfile::tempdir().unwrap();
    let init = [
        "init",
        "--code",
        "qy",
        "--committee",
        "党工委",
        "--community",
        "党总支",
    ];
    assert_eq!(said(&sanzheng(folder.path(), &init)).0, 0);
    let recover = |more: &[&str]| {
        let all = [&["admin", "recover"], more].concat();
        said(&sanzheng(folder.path(), &all))
    };
    let (code, out, err) = recover(&["qy-admin"]);
    assert!(code == 0 && out.contains("一次性密码"), "{err}");
    assert!(out.contains("动态码、备用码和通行密钥都已取消"), "{out}");
    let (code, out, _) = recover(&["qy-admin", "--keep-second-factor"]);
    assert!(code == 0 && out.contains("动态码和通行密钥没有动"), "{out}");
    let (code, _, err) = recover(&["nobody"]);
    assert_eq!((code, err.trim()), (1, "没有“nobody”这个账号"));
    let (_, out, _) = said(&sanzheng(folder.path(), &["audit", "verify"]));
    assert!(out.contains("链条完整"), "{out}");
}

/// Ruling 7 at the console: what is trusted is shown, and a person says which day it is.
#[test]
fn a_date_in_doubt_is_shown_and_confirmed_at_the_console() {
    let folder = tempfile::tempdir().unwrap();
    let init = [
        "init",
        "--code",
        "qingyang",
        "--committee",
        "青杨街道党工委",
        "--community",
        "青杨社区党总支",
    ];
    assert_eq!(said(&sanzheng(folder.path(), &init)).0, 0);
    let (code, out, _) = said(&sanzheng(folder.path(), &["clock", "show"]));
    assert!(code == 0 && out.contains("qingyang：正常"), "{out}");

    let day = |days: i64| {
        let now = ground::Clock::System(0)
            .now()
            .plus_seconds(days * 24 * 3600);
        (ground::Zone::default().day(now).to_string(), now)
    };
    // As if the server had been off for a month.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let file = folder.path().join("sanzheng-data/sanzheng.db");
        let db = ground::Db::sqlite(&file).await.unwrap();
        let old = day(-30).1;
        db.write(|tx| Box::pin(ground::sql!(tx, "update site_clock set mark = $1", old).run()))
            .await
            .unwrap();
        db.close().await;
    });
    let (code, out, _) = said(&sanzheng(folder.path(), &["clock", "show"]));
    assert!(code == 1 && out.contains("往前跳了一天以上"), "{out}");
    let (code, _, err) = said(&sanzheng(folder.path(), &["clock", "confirm", &day(-3).0]));
    assert!(code == 1 && err.contains("先把服务器的时钟校准"), "{err}");
    let (code, out, err) = said(&sanzheng(folder.path(), &["clock", "confirm", &day(0).0]));
    assert!(code == 0 && out.contains("已确认"), "{out}{err}");
    let (code, out, _) = said(&sanzheng(folder.path(), &["clock", "show"]));
    assert!(code == 0 && out.contains("正常"), "{out}");
}
