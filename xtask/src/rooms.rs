//! `cargo xtask rooms`: holds the code to the table of rooms in ARCHITECTURE.md.
//!
//! The table stands between `<!-- rooms -->` and `<!-- /rooms -->`, in rows `| room | may import |`. A cell names
//! rooms with commas between them, or says `all` or `none`. Every room may also import `directory` and `audit`;
//! `audit` imports none. A room's tests may import any: they tell stories, and stories cross rooms.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cargo::root;
use crate::source::{Named, Token, paths, tokens};

mod table;

use table::Table;

const TABLE: &str = "ARCHITECTURE.md";
const ROOMS: &str = "crates/civic/src";
const WEB: &str = "crates/web/src";

/// Prints each violation as `file:line: what`.
pub(crate) fn run() -> Result<ExitCode, String> {
    let violations = violations(&root())?;
    violations
        .iter()
        .for_each(|violation| println!("{violation}"));
    if violations.is_empty() {
        println!("rooms: every import is in the table of {TABLE}");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

/// Everything in the workspace at `root` that the table does not allow.
fn violations(root: &Path) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(root.join(TABLE))
        .map_err(|fault| format!("{TABLE}, which has the table of rooms: {fault}"))?;
    let table = Table::parse(&text)?;
    let files = sources(&root.join(ROOMS))?;
    let rooms: BTreeSet<String> = files.iter().filter_map(|(path, _)| room_of(path)).collect();
    let mut found = table.faults(&rooms);
    for (path, text) in &files {
        let shown = format!("{ROOMS}/{}", path.display());
        found.extend(
            room_faults(&table, path, text)
                .into_iter()
                .map(|fault| fault.at(&shown)),
        );
        found.extend(
            rule_faults(path, text)
                .into_iter()
                .map(|fault| fault.at(&shown)),
        );
    }
    for (path, text) in sources(&root.join(WEB))? {
        let shown = format!("{WEB}/{}", path.display());
        found.extend(web_faults(&text).into_iter().map(|fault| fault.at(&shown)));
    }
    Ok(found)
}

/// Something on a line of a file that should not be.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    line: usize,
    what: String,
}

impl Fault {
    fn at(&self, file: &str) -> String {
        format!("{file}:{}: {}", self.line, self.what)
    }
}

/// Imports in a room's file, at `path` under the rooms' folder, that the table does not allow.
fn room_faults(table: &Table, path: &Path, text: &str) -> Vec<Fault> {
    let (Some(room), false) = (room_of(path), is_test(path)) else {
        return Vec::new();
    };
    let module = module_of(path);
    let mut faults = Vec::new();
    for named in paths(text) {
        if named.inside.iter().any(|module| module == "tests") {
            continue;
        }
        let Some(first) = first_of_crate(&module, &named) else {
            continue;
        };
        if first == "*" {
            faults.push(Fault {
                line: named.line,
                what: format!("{room} may not import everything"),
            });
        } else if table.is_room(&first) && !table.allows(&room, &first) {
            faults.push(Fault {
                line: named.line,
                what: format!("{room} may not import {first}"),
            });
        }
    }
    faults
}

/// The first word under the crate's root of a path found in `module`, if it is a path within the crate.
fn first_of_crate(module: &[String], named: &Named) -> Option<String> {
    let mut rest = named.words.as_slice();
    let mut base: Vec<&String> = Vec::new();
    match rest.first()?.as_str() {
        "crate" => rest = rest.get(1..)?,
        "self" | "super" => base = module.iter().chain(&named.inside).collect(),
        _ => return None,
    }
    while let Some(word) = rest.first() {
        match word.as_str() {
            "self" => {}
            "super" => drop(base.pop()),
            _ => break,
        }
        rest = rest.get(1..)?;
    }
    base.into_iter().chain(rest).next().cloned()
}

/// `rules.rs` is pure: it knows no transaction and never waits.
fn rule_faults(path: &Path, text: &str) -> Vec<Fault> {
    if !path
        .components()
        .any(|part| part.as_os_str() == "rules.rs" || part.as_os_str() == "rules")
    {
        return Vec::new();
    }
    let banned = tokens(text)
        .into_iter()
        .filter_map(|(token, line)| match token {
            Token::Word(word) if word == "Tx" || word == "async" => Some(Fault {
                line,
                what: format!("rules may not mention {word}"),
            }),
            _ => None,
        });
    banned.collect()
}

/// The counter asks the rooms' verbs, never their stores.
fn web_faults(text: &str) -> Vec<Fault> {
    let named = paths(text)
        .into_iter()
        .filter(|named| named.words.iter().skip(1).any(|word| word == "store"));
    named
        .map(|named| Fault {
            line: named.line,
            what: format!("web may not mention {}", named.words.join("::")),
        })
        .collect()
}

/// The room whose folder holds the file; files beside the folders belong to none.
fn room_of(path: &Path) -> Option<String> {
    let mut parts = path.iter();
    let room = parts.next()?.to_str()?.to_owned();
    parts.next().map(|_| room)
}

fn is_test(path: &Path) -> bool {
    path.components()
        .any(|part| part.as_os_str() == "tests.rs" || part.as_os_str() == "tests")
}

/// The module that a file under the crate's `src` is.
fn module_of(path: &Path) -> Vec<String> {
    let stem = path.with_extension("");
    let names = stem
        .iter()
        .filter_map(|part| part.to_str())
        .filter(|name| *name != "mod");
    names.map(str::to_owned).collect()
}

/// The Rust files under a folder, by their path within it, with their text.
fn sources(folder: &Path) -> Result<Vec<(PathBuf, String)>, String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let entries =
            fs::read_dir(&next).map_err(|fault| format!("{}: {fault}", next.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path)
                    .map_err(|fault| format!("{}: {fault}", path.display()))?;
                found.push((path.strip_prefix(folder).unwrap_or(&path).to_owned(), text));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests;
