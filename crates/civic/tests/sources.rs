//! What the compiler cannot say about who makes what.

use std::path::Path;

/// Only the desk finds on a gate: nobody else can hand `close_step` a report.
#[test]
fn only_the_desk_makes_a_gate_report() {
    let mut makers = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path)
                .unwrap()
                .contains("GateReport {\n        campaign")
            {
                makers.push(path.file_name().unwrap().to_owned().into_string().unwrap());
            }
        }
    }
    assert_eq!(makers, ["mod.rs"], "one maker");
    let desk = include_str!("../src/desk/mod.rs");
    assert!(desk.contains("GateReport {\n        campaign"));
}
