//! What a paper says, before it is laid out: the one thing that PDF, DOCX and XLSX are made of.
//!
//! A paper holds words and never formatting; the layout belongs to its kind. Whoever makes a
//! paper knows the room; whoever lays it out knows the standard (GB/T 9704-2012 for letters,
//! field-facts 2.11 and 2.23 for boards, ledgers and forms).

mod letter;
mod plate;
mod sheet;

use serde::Serialize;

pub use letter::{Colophon, Letter, LetterFormat, Seal};
pub use plate::{Card, Certificate, Plate, Plates};
pub use sheet::{Align, Column, Field, Layout, Sheet, Size, Table};

/// Anything that can be printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Paper {
    /// A document in the official layout (公文).
    Letter(Letter),
    /// A sheet for the board, a ledger, a form.
    Sheet(Sheet),
    /// Plates, cards, certificates (牌匾、名片、证书).
    Plates(Plates),
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading with its own number in front, as 一、 （一） 1. （1）.
    Heading {
        /// 1 to 4: 黑体, 楷体, 仿宋, 仿宋.
        level: u8,
        /// With its number.
        text: String,
    },
    /// A paragraph, indented by two characters.
    Text {
        /// Its words; a line break stays one.
        text: String,
    },
    /// Fields in a ruled grid, row by row; the widths of a row share the whole.
    Grid {
        /// The rows.
        rows: Vec<Vec<Field>>,
    },
    /// A table, its head repeated on every page.
    Table(Table),
    /// Lines to sign on, side by side: 填表人, 审核人, 唱票人 …
    Signers {
        /// What stands before each line.
        names: Vec<String>,
    },
}

/// A code to scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Qr {
    /// What it holds: an address or the code of a form.
    pub content: String,
    /// What stands below it.
    pub caption: String,
}

impl Paper {
    /// What it is called: the name of its file, the title in the reader of its PDF.
    pub fn title(&self) -> &str {
        match self {
            Self::Letter(letter) => &letter.title,
            Self::Sheet(sheet) => &sheet.title,
            Self::Plates(plates) => plates.title(),
        }
    }

    /// Its tables, where it has any: what can leave as XLSX.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let blocks = match self {
            Self::Letter(letter) => letter.body.as_slice(),
            Self::Sheet(sheet) => sheet.blocks.as_slice(),
            Self::Plates(_) => &[],
        };
        blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }
}
