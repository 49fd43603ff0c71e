//! A sealed box, checked at the console by somebody who has nothing but the file.

#![expect(
    clippy::unwrap_used,
    reason = "a console that cannot be run has failed"
)]

use std::path::Path;
use std::process::Command;

use ballot::{
    Ballot, Closing, Draft, Electorate, FormSeed, Grade, GradeSet, Item, Level, Manifest,
    ReceiptKey, RoundId, Sealed, Slips, Standing, seal,
};

fn key() -> ReceiptKey {
    ReceiptKey::from_secret(&[3; 32])
}

fn round(level: Level) -> Manifest {
    let grade = |name: &str, standing| Grade {
        name: name.to_owned(),
        standing,
    };
    let grades = vec![
        grade("满意", Standing::For),
        grade("不满意", Standing::Against),
        grade("不了解", Standing::Apart),
    ];
    let electorate = |name: &str, least| Electorate {
        name: name.to_owned(),
        roll: 20,
        least,
        weight: 1,
    };
    let draft = Draft {
        round: RoundId::from_bytes([1; 16]),
        title: "示例评议".to_owned(),
        level,
        smallest: 5,
        opens: "2026-11-20T00:00:00Z".parse().unwrap(),
        closes: "2026-11-24T09:30:00Z".parse().unwrap(),
        receipt_key: key().public(),
        sets: vec![GradeSet {
            title: "三档".to_owned(),
            grades,
        }],
        items: vec![Item {
            title: "服务群众".to_owned(),
            set: 0,
        }],
        subjects: vec!["甲同志".to_owned()],
        electorates: vec![electorate("党员", 20), electorate("居民", 2)],
    };
    draft.fix().unwrap()
}

fn ballot(round: &Manifest, form: u8) -> Ballot {
    Ballot::new(
        round,
        FormSeed::from_random([form; 16]),
        &[vec![Some(usize::from(form % 10 == 9))]],
    )
    .unwrap()
}

/// Ten members and ten residents voted; one of each was not satisfied.
fn sealed(round: &Manifest) -> Sealed {
    let leaves = (0..20).flat_map(|form| {
        ballot(round, form)
            .leaves(round, usize::from(form / 10))
            .unwrap()
    });
    let slips = Slips {
        issued: 20,
        void: 0,
    };
    let closing = Closing {
        sealed: round.closes,
        slips: vec![slips; 2],
    };
    seal(round, &[], &closing, leaves.collect(), Vec::new()).unwrap()
}

fn verify(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_sanzheng"))
        .args(["box", "verify"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn a_box_is_counted_and_held_against_the_published_root() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = sealed(&round(Level::Open));
    std::fs::write(folder.path().join("a.box"), &sealed.file).unwrap();
    let (code, out, err) = verify(
        folder.path(),
        &["a.box", "--root", &sealed.root.to_string().to_uppercase()],
    );
    assert_eq!((code, err.as_str()), (0, ""));
    for said in [
        "党员：名册20，发出20，收回10，有效10，作废0，没有达到最低参评数\n",
        "居民：名册20，发出20，收回10，有效10，作废0\n",
        "    居民：满意9，不满意1，不了解0，未填0，满意率90.00%\n",
        "共20张，2026年11月24日17:30（北京时间）封箱，根\n",
        "核对无误",
    ] {
        assert!(out.contains(said), "{said}\n{out}");
    }
}

/// Ruling 20.
#[test]
fn without_the_root_it_says_what_the_check_is_worth() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("a.box"),
        sealed(&round(Level::Open)).file,
    )
    .unwrap();
    let (code, out, _) = verify(folder.path(), &["a.box"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("这还不能说明它就是公布的那一个") && !out.contains("核对无误"),
        "{out}"
    );
}

#[test]
fn a_defect_is_named_with_its_line_and_the_exit_code_is_1() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = sealed(&round(Level::Open));
    let row = "count 2 1 1 9 1 0 0";
    let at = 1 + sealed.file.lines().position(|line| line == row).unwrap();
    std::fs::write(
        folder.path().join("a.box"),
        sealed.file.replace(row, "count 2 1 1 10 0 0 0"),
    )
    .unwrap();
    let (code, out, err) = verify(folder.path(), &["a.box"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(
        err,
        format!("a.box：第{at}行：这一行计票数与票箱里的票不符\n")
    );
    std::fs::write(folder.path().join("b.box"), sealed.file).unwrap();
    let (code, _, err) = verify(folder.path(), &["b.box", "--root", &"0".repeat(64)]);
    assert_eq!(
        (code, err.as_str()),
        (1, "b.box：不是公布的那个票箱：根与给出的不同\n")
    );
}

#[test]
fn of_a_closed_box_the_tellers_see_what_others_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = sealed(&round(Level::Closed));
    std::fs::write(folder.path().join("a.box"), &sealed.file).unwrap();
    std::fs::write(folder.path().join("a.leaves"), sealed.leaves.unwrap()).unwrap();
    let (_, out, _) = verify(folder.path(), &["a.box"]);
    assert!(
        out.contains("    党员：不了解0，未填0，其余不单列，合计10\n"),
        "{out}"
    );
    let (code, out, err) = verify(folder.path(), &["a.box", "--leaves", "a.leaves"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("    党员：满意9，不满意1，不了解0，未填0，满意率90.00%\n"),
        "{out}"
    );
}

#[test]
fn a_voter_finds_the_ballot_that_a_receipt_promises() {
    let folder = tempfile::tempdir().unwrap();
    let round = round(Level::Closed);
    std::fs::write(folder.path().join("a.box"), sealed(&round).file).unwrap();
    let receipt = |form| {
        key()
            .promise(&round, &ballot(&round, form).leaves(&round, 0).unwrap())
            .to_string()
    };
    let (code, out, _) = verify(folder.path(), &["a.box", "--receipt", &receipt(0)]);
    assert_eq!(code, 0);
    assert!(out.ends_with("回执：签名有效，这张票已计入。\n"), "{out}");
    let (code, out, _) = verify(folder.path(), &["a.box", "--receipt", &receipt(99)]);
    assert_eq!(code, 1);
    assert!(out.contains("票箱里却没有对第1位的评议"), "{out}");
}

#[test]
fn what_cannot_be_read_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("novel.txt"), "雨下了一夜。\n").unwrap();
    let (code, out, err) = verify(folder.path(), &["novel.txt"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(
        err,
        "novel.txt：第1行：不是票箱文件，或者是更新版本的票箱\n"
    );
    let (code, _, err) = verify(folder.path(), &["nowhere.box"]);
    assert_eq!((code, err.lines().count()), (2, 1), "{err}");
    let (code, _, err) = verify(folder.path(), &["novel.txt", "--root", "abc"]);
    assert_eq!(code, 2);
    assert!(err.contains("应为64位十六进制数字"), "{err}");
}
