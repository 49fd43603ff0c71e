//! Sheets that are no letters: for the board, for the ledger, to fill in.

use serde::Serialize;

use super::{Block, Qr};

/// A sheet of the board, the ledger or the form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    /// How it is laid out.
    pub layout: Layout,
    /// The paper.
    pub size: Size,
    /// The title, in the middle.
    pub title: String,
    /// Below the title, label and value: 单位, 日期, 编号 …
    pub meta: Vec<(String, String)>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Who signs, right below the text, and when; on notices for the board.
    pub signature: Option<(String, String)>,
    /// Lines to sign on at its foot: 填表人, 审核人.
    pub signers: Vec<String>,
    /// A code to scan: the page of a notice, the record of a form.
    pub qr: Option<Qr>,
    /// Small print at the foot.
    pub foot: Option<String>,
}

/// Layouts of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// To be read from two metres (公示栏).
    Board,
    /// Rows and columns (台账).
    Ledger,
    /// To be filled in and signed (表单).
    Form,
}

/// Papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// A4, upright.
    A4,
    /// A4, lying.
    A4Wide,
    /// A3, upright.
    A3,
    /// A3, lying.
    A3Wide,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a text a column; empty ones are to be filled by hand.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// What stands over it and its neighbours of the same word, in a head of two lines.
    pub group: Option<String>,
    /// Its share of the width.
    pub width: u16,
    /// Where its text stands.
    pub align: Align,
}

/// Where text stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Middle,
    /// At the right; numbers.
    Right,
}

/// A field of a form: what is asked, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// What is asked.
    pub label: String,
    /// What stands there; empty where it is filled by hand.
    pub value: String,
    /// Its share of the row's width, label and value together.
    pub width: u16,
    /// How many lines it is high at least.
    pub lines: u16,
}
