//! The console's part of the roster, as it is typed.

#![expect(
    clippy::unwrap_used,
    reason = "a console that cannot be run has failed"
)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use paper::sheet::{Column, Writer};

const HEADINGS: [&str; 6] = ["所在党支部", "姓名", "性别", "人员类别", "党员类别", "手机"];

fn sanzheng(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sanzheng"));
    command
        .args(args)
        .current_dir(folder)
        .env_remove("SANZHENG_KEYS");
    command
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn json(output: &Output) -> serde_json::Value {
    let (code, out, err) = said(output);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn town(folder: &Path) {
    let init = [
        "init",
        "--code",
        "qingyang",
        "--committee",
        "青杨街道党工委",
        "--community",
        "青杨社区党总支",
        "--branch",
        "青杨社区第一党支部",
        "--branch",
        "青杨社区第二党支部",
    ];
    assert_eq!(said(&sanzheng(folder, &init)).0, 0);
}

/// People of the first branch; their names are told apart by two characters.
fn write(folder: &Path, name: &str, count: usize, spoil: impl Fn(usize, &mut Vec<String>)) {
    let columns = HEADINGS.map(|title| Column {
        title: title.to_owned(),
        width: 12.0,
        ..Column::default()
    });
    let letter = |n: usize| char::from_u32(0x4e00 + u32::try_from(n).unwrap()).unwrap();
    let mut writer = Writer::new("名册", &columns, 0).unwrap();
    for n in 0..count {
        let name = format!("丁{}{}", letter(n / 1000 + 1), letter(n % 1000 + 20));
        let mut row = [
            "第一党支部",
            &name,
            "男",
            "正式党员",
            "社区",
            &format!("190{n:08}"),
        ]
        .map(str::to_owned)
        .to_vec();
        spoil(n, &mut row);
        writer.row(&row).unwrap();
    }
    std::fs::write(folder.join(name), writer.finish().unwrap()).unwrap();
}

fn import<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [
        &["roster", "import"],
        rest,
        &["--org", "community", "--json"],
    ]
    .concat()
}

#[test]
fn the_tree_is_printed_with_codes_and_parents() {
    let folder = tempfile::tempdir().unwrap();
    town(folder.path());
    let orgs = json(&sanzheng(folder.path(), &["org", "list", "--json"]));
    let expected = serde_json::json!([
        {"code": "qingyang", "name": "青杨街道党工委", "kind": "committee", "parent": null},
        {"code": "community", "name": "青杨社区党总支", "kind": "community", "parent": "qingyang"},
        {"code": "branch-1", "name": "青杨社区第一党支部", "kind": "branch", "parent": "community"},
        {"code": "branch-2", "name": "青杨社区第二党支部", "kind": "branch", "parent": "community"},
    ]);
    assert_eq!(orgs, expected);
}

#[test]
fn a_file_is_checked_imported_exported_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    town(folder);
    write(folder, "in.xlsx", 20, |n, row| match n {
        4 => row[1].clear(),
        9 => row[5] = "12345".into(),
        _ => {}
    });
    let dry = json(&sanzheng(folder, &import(&["in.xlsx", "--dry-run"])));
    assert_eq!(
        (&dry["batch"], &dry["accepted"]),
        (&serde_json::Value::Null, &18.into())
    );
    assert_eq!(
        said(&sanzheng(folder, &["roster", "batches"])).1,
        "",
        "nothing was kept"
    );
    let whole = sanzheng(folder, &import(&["in.xlsx", "--all-or-nothing"]));
    let (code, out, _) = said(&whole);
    assert_eq!(code, 1);
    assert!(out.starts_with("{\"accepted\":0,\"batch\":null"), "{out}");
    let done = json(&sanzheng(folder, &import(&["in.xlsx"])));
    assert_eq!(done["accepted"], 18);
    let refused: Vec<(u64, &str)> = done["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["row"].as_u64().unwrap(), r["column"].as_str().unwrap()))
        .collect();
    assert_eq!(refused, [(6, "姓名"), (11, "手机")]);
    assert_eq!(done.as_object().unwrap().len(), 3);
    let again = json(&sanzheng(folder, &import(&["in.xlsx", "--update"])));
    assert_eq!(again["accepted"], 18);
    let (code, _, err) = said(&sanzheng(
        folder,
        &["roster", "export", "--org", "community", "-o", "out.xlsx"],
    ));
    assert_eq!(code, 0, "{err}");
    let same = json(&sanzheng(folder, &import(&["out.xlsx", "--update"])));
    assert_eq!(
        (&same["accepted"], same["refused"].as_array().unwrap().len()),
        (&18.into(), 0)
    );
    for batch in [&same, &again, &done] {
        let id = batch["batch"].as_str().unwrap();
        let (code, _, err) = said(&sanzheng(folder, &["roster", "rollback", id]));
        assert_eq!(code, 0, "{err}");
    }
    let (code, _, err) = said(&sanzheng(
        folder,
        &["roster", "rollback", done["batch"].as_str().unwrap()],
    ));
    assert!(code == 1 && err.contains("已经撤销"), "{err}");
    let (code, out, _) = said(&sanzheng(folder, &["audit", "verify"]));
    assert!(code == 0 && out.contains("链条完整"), "{out}");
}

#[test]
fn the_form_can_be_filled_in_and_what_is_no_roster_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    town(folder);
    let (code, _, err) = said(&sanzheng(
        folder,
        &["roster", "template", "-o", "form.xlsx"],
    ));
    assert_eq!(code, 0, "{err}");
    std::fs::write(
        folder.join("page.xls"),
        "<html><table><tr><td>姓名</td></tr></table>",
    )
    .unwrap();
    std::fs::write(folder.join("empty.xlsx"), "").unwrap();
    for (file, word) in [
        ("form.xlsx", "没有人员"),
        ("page.xls", "网页"),
        ("empty.xlsx", "空文件"),
        ("missing.xlsx", "missing.xlsx"),
    ] {
        let (code, out, err) = said(&sanzheng(folder, &import(&[file])));
        assert_eq!(
            (code, out.as_str(), err.lines().count()),
            (2, "", 1),
            "{file}: {err}"
        );
        assert!(err.contains(word), "{err}");
    }
    assert_eq!(said(&sanzheng(folder, &["roster", "batches"])).1, "");
    let (code, _, err) = said(&sanzheng(
        folder,
        &["roster", "import", "form.xlsx", "--org", "nowhere"],
    ));
    assert!(code == 1 && err.contains("branch-1"), "{err}");
}

/// kill −9 while the file is being read: nothing of it is there, and the next import works.
#[test]
fn an_import_that_is_killed_leaves_nobody_and_can_be_done_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    town(folder);
    write(folder, "long.xlsx", 30_000, |_, _| {});
    let mut child = command(folder, &import(&["long.xlsx"]))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.contains("已核对"), "{first}");
    child.kill().unwrap();
    child.wait().unwrap();
    sanzheng(
        folder,
        &["roster", "export", "-o", "out.xlsx", "--org", "community"],
    );
    let (_, out, _) = said(&sanzheng(folder, &["roster", "batches"]));
    assert!(out.contains("正在核对") && !out.contains("已导入"), "{out}");
    let (_, out, _) = said(&sanzheng(
        folder,
        &["roster", "export", "-o", "out.xlsx", "--org", "community"],
    ));
    assert!(out.contains("0人"), "{out}");
    write(folder, "short.xlsx", 10, |_, _| {});
    assert_eq!(
        json(&sanzheng(folder, &import(&["short.xlsx"])))["accepted"],
        10
    );
}

/// A file that may not grow is what a full disk is to the one who writes it.
#[test]
fn an_import_onto_a_full_disk_says_so_and_leaves_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    town(folder);
    write(folder, "long.xlsx", 5_000, |_, _| {});
    let full = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 6000; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_sanzheng"))
        .args(import(&["long.xlsx"]))
        .current_dir(folder)
        .env_remove("SANZHENG_KEYS")
        .output()
        .unwrap();
    let (code, out, err) = said(&full);
    assert!(code == 1 && out.is_empty(), "{code} {out}");
    assert!(err.contains("磁盘"), "{err}");
    let export = ["roster", "export", "-o", "out.xlsx", "--org", "community"];
    let (_, out, _) = said(&sanzheng(folder, &export));
    assert!(out.contains("0人"), "{out}");
    // With room again, the same file goes in whole.
    assert_eq!(
        json(&sanzheng(folder, &import(&["long.xlsx"])))["accepted"],
        5_000
    );
}
