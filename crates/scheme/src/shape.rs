//! Every key of a scheme file: its table, its kind, whether it must be there, and what it says. The
//! loader, the JSON Schema and the test of the handbook all read this one list.

mod schema;
mod tables;

pub use schema::json_schema;
pub(crate) use tables::*;

/// One key of a table.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) must: bool,
    /// What it says, for the editor's help.
    pub(crate) says: &'static str,
}

/// What a value looks like.
pub(crate) enum Kind {
    Text,
    Code,
    Points,
    Cut,
    Share,
    Whole,
    Flag,
    Day,
    Condition,
    Choice(&'static [&'static str]),
    Codes,
    CodesOrAll,
    Pairs,
    Worth,
    Table(&'static [Key]),
    Rows(&'static [Key]),
}

pub(crate) const fn must(name: &'static str, kind: Kind, says: &'static str) -> Key {
    Key {
        name,
        kind,
        must: true,
        says,
    }
}

pub(crate) const fn may(name: &'static str, kind: Kind, says: &'static str) -> Key {
    Key {
        name,
        kind,
        must: false,
        says,
    }
}

/// Every table with its name, for the handbook's test.
#[cfg(test)]
pub(crate) fn every_table() -> Vec<(&'static str, &'static [Key])> {
    fn below(
        name: &'static str,
        keys: &'static [Key],
        all: &mut Vec<(&'static str, &'static [Key])>,
    ) {
        all.push((name, keys));
        for key in keys {
            if let Kind::Table(inner) | Kind::Rows(inner) = key.kind {
                below(key.name, inner, all);
            }
        }
    }
    let mut all = Vec::new();
    below("", FILE, &mut all);
    all
}
