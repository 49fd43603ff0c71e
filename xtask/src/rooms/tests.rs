//! The scanner on small texts, and on the workspace itself.

use super::{Fault, Table, room_faults, rule_faults, violations, web_faults};
use crate::cargo::root;
use std::collections::BTreeSet;
use std::path::Path;

const TEXT: &str = "# Rooms
| pledge | desk |
<!-- rooms -->
| room | may import |
|---|---|
| `audit` | — |
| `campaign` | none |
| `notice` | `campaign` |
| `pledge` | campaign, notice |
| `desk` | all |
<!-- /rooms -->
| campaign | desk |
";

fn table() -> Table {
    Table::parse(TEXT).unwrap()
}

fn faults(file: &str, text: &str) -> Vec<(usize, String)> {
    let found = room_faults(&table(), Path::new(file), text);
    found
        .into_iter()
        .map(|Fault { line, what }| (line, what))
        .collect()
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let found = violations(&root()).unwrap();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn an_import_in_the_table_passes_and_another_is_named_with_its_line() {
    let text = "use crate::campaign::Step;\nuse crate::{audit, directory, notice, pledge};\nuse crate::desk;\n";
    assert_eq!(
        faults("pledge/mod.rs", text),
        [(3, "pledge may not import desk".to_owned())]
    );
    assert_eq!(faults("desk/mod.rs", text), []);
}

#[test]
fn audit_imports_none_though_all_import_it() {
    assert_eq!(
        faults("audit/mod.rs", "use crate::directory::Actor;"),
        [(1, "audit may not import directory".to_owned())]
    );
    assert_eq!(
        faults(
            "campaign/mod.rs",
            "use crate::{audit::note, directory::Actor};"
        ),
        []
    );
}

#[test]
fn super_is_followed_to_the_crates_root() {
    let expected = [(1, "notice may not import pledge".to_owned())];
    assert_eq!(
        faults("notice/mod.rs", "use super::pledge::Pledge;"),
        expected
    );
    assert_eq!(
        faults("notice/rules.rs", "use super::super::pledge;"),
        expected
    );
    assert_eq!(
        faults(
            "notice/page/mod.rs",
            "fn f() { self::super::super::pledge::open() }"
        ),
        expected
    );
    assert_eq!(
        faults("notice/mod.rs", "mod clock { use super::super::pledge; }"),
        expected
    );
    // A module of the room's own, with the name of another room.
    assert_eq!(faults("notice/rules.rs", "use super::pledge;"), []);
    assert_eq!(
        faults("notice/mod.rs", "mod clock { use super::pledge; }"),
        []
    );
}

#[test]
fn importing_the_whole_crate_is_importing_every_room() {
    let expected = [(1, "notice may not import everything".to_owned())];
    assert_eq!(faults("notice/mod.rs", "use crate::*;"), expected);
    assert_eq!(faults("notice/mod.rs", "use super::*;"), expected);
    assert_eq!(faults("notice/rules.rs", "use super::*;"), []);
}

#[test]
fn tests_and_files_beside_the_rooms_may_import_any_room() {
    assert_eq!(faults("notice/tests.rs", "use crate::desk;"), []);
    assert_eq!(
        faults(
            "notice/rules.rs",
            "#[cfg(test)]\nmod tests { use crate::desk; }"
        ),
        []
    );
    assert_eq!(faults("lib.rs", "pub use crate::desk;"), []);
}

#[test]
fn comments_name_no_room() {
    assert_eq!(
        faults(
            "notice/mod.rs",
            "//! See [`crate::desk`].\n/* crate::desk */"
        ),
        []
    );
}

#[test]
fn rules_know_no_transaction_and_never_wait() {
    let text = "//! No Tx, no async.\nfn f(tx: &mut Tx) {}\nasync fn g() {}\nstruct Txt;";
    let lines = |file| {
        rule_faults(Path::new(file), text)
            .into_iter()
            .map(|fault| fault.line)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines("notice/rules.rs"), [2, 3]);
    assert_eq!(lines("notice/rules/clock.rs"), [2, 3]);
    assert_eq!(lines("notice/store.rs"), [0; 0]);
}

#[test]
fn web_never_sees_a_store() {
    let text = "use civic::pledge::{rules, store};\nlet x = pledge::store::open();\nlet store = 1;\n// ::store\n";
    let lines: Vec<usize> = web_faults(text)
        .into_iter()
        .map(|fault| fault.line)
        .collect();
    assert_eq!(lines, [1, 2]);
}

#[test]
fn a_room_without_a_row_and_a_row_naming_no_room_are_told() {
    let table = Table::parse("<!-- rooms -->\n| notice | campain |\n<!-- /rooms -->").unwrap();
    let rooms = BTreeSet::from(["notice".to_owned(), "pledge".to_owned()]);
    let told = [
        "crates/civic/src/pledge: ARCHITECTURE.md has no row for this room",
        "ARCHITECTURE.md:2: notice may import campain, which is no room",
    ];
    assert_eq!(table.faults(&rooms), told);
}

#[test]
fn a_page_without_the_table_is_refused() {
    assert!(Table::parse("| notice | campaign |").is_err());
    assert!(Table::parse("<!-- rooms -->\n| notice | campaign |").is_err());
}
