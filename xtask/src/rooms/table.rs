//! The table of rooms, as ARCHITECTURE.md has it.

use std::collections::{BTreeMap, BTreeSet};

use super::{ROOMS, TABLE};

/// What every room may import, but for `audit` itself.
const COMMON: [&str; 2] = ["directory", "audit"];

/// The table: each room with its line and what it may import beyond the common rooms.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: BTreeMap<String, (usize, Imports)>,
}

#[derive(Debug, PartialEq, Eq)]
enum Imports {
    All,
    These(BTreeSet<String>),
}

impl Table {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut table = Self::default();
        let lines = text
            .lines()
            .enumerate()
            .skip_while(|(_, line)| line.trim() != "<!-- rooms -->");
        let mut closed = false;
        for (index, line) in lines.skip(1) {
            if line.trim() == "<!-- /rooms -->" {
                closed = true;
                break;
            }
            if let Some((room, imports)) = row(line) {
                table.rows.insert(room, (index + 1, imports));
            }
        }
        if !closed || table.rows.is_empty() {
            return Err(format!(
                "{TABLE} has no table between `<!-- rooms -->` and `<!-- /rooms -->`"
            ));
        }
        Ok(table)
    }

    /// What is wrong with the table itself, given the rooms that have a folder.
    pub(super) fn faults(&self, rooms: &BTreeSet<String>) -> Vec<String> {
        let without_row = rooms.iter().filter(|room| !self.rows.contains_key(*room));
        let mut faults: Vec<String> = without_row
            .map(|room| format!("{ROOMS}/{room}: {TABLE} has no row for this room"))
            .collect();
        for (room, (line, imports)) in &self.rows {
            let Imports::These(names) = imports else {
                continue;
            };
            let unknown = names
                .iter()
                .filter(|name| !rooms.contains(*name) && !self.rows.contains_key(*name));
            faults.extend(
                unknown.map(|name| {
                    format!("{TABLE}:{line}: {room} may import {name}, which is no room")
                }),
            );
        }
        faults
    }

    pub(super) fn is_room(&self, name: &str) -> bool {
        self.rows.contains_key(name) || COMMON.contains(&name)
    }

    pub(super) fn allows(&self, from: &str, to: &str) -> bool {
        let common = from != "audit" && COMMON.contains(&to);
        let listed = self
            .rows
            .get(from)
            .is_some_and(|(_, imports)| match imports {
                Imports::All => true,
                Imports::These(names) => names.contains(to),
            });
        from == to || common || listed
    }
}

/// `| room | may import |`, unless it is the head of the table or the rule under it.
fn row(line: &str) -> Option<(String, Imports)> {
    let mut cells = line
        .trim()
        .strip_prefix('|')?
        .split('|')
        .map(|cell| cell.replace(['`', '*'], ""));
    let room = cells.next()?.trim().to_owned();
    let listed = cells.next()?;
    if room == "room" || room.starts_with([':', '-']) {
        return None;
    }
    let names: BTreeSet<String> = listed
        .split(',')
        .map(str::trim)
        .map(str::to_owned)
        .collect();
    if names.contains("all") {
        return Some((room, Imports::All));
    }
    let nothing = ["", "none", "-", "–", "—"];
    Some((
        room,
        Imports::These(
            names
                .into_iter()
                .filter(|name| !nothing.contains(&name.as_str()))
                .collect(),
        ),
    ))
}
