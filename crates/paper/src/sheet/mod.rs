//! Workbooks: read row by row whatever program wrote them, written as XLSX.
//!
//! The kind of a file is what it holds, not what it is called. A cell says what
//! it really is: a number that Excel made out of an identity number stays a
//! number, a formula is told from a value, a month from a day.

mod date;
mod guard;
mod old;
mod shared;
mod styles;
mod workbook;
mod write;
mod xlsx;
mod xml;

use std::fmt;
use std::io::{Read, Seek};

pub use date::Date;
pub use write::{Column, Writer};

/// What can be read from: a file, or bytes in memory.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number that is shown as a number.
    Number(f64),
    /// A number that is shown as a day or a month.
    Date(Date),
    /// True or false.
    Truth(bool),
    /// A formula; what it came to when the file was saved is not taken for a value.
    Formula,
    /// An error: `#REF!`, `#N/A`.
    Broken,
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Its number as the sheet shows it, from 1.
    pub number: u32,
    /// Its cells from column A on; those beyond the last are empty.
    pub cells: Vec<Cell>,
}

/// What is told of a workbook, in its order.
#[derive(Debug, PartialEq)]
pub enum Told {
    /// A sheet begins.
    Sheet {
        /// Its name.
        name: String,
        /// Whether it is hidden.
        hidden: bool,
    },
    /// A row of it.
    Row(Row),
}

/// Whether the reader is to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// On.
    On,
    /// To the next sheet.
    NextSheet,
    /// No further.
    Stop,
}

/// What a workbook may be at most. Beyond lies mischief, or work for several files.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes that it unpacks to.
    pub unpacked: u64,
    /// Rows of a sheet.
    pub rows: u32,
    /// Columns that are looked at.
    pub columns: usize,
    /// Characters of a cell that are kept.
    pub letters: usize,
}

impl Default for Limits {
    /// Room for 200,000 people.
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            unpacked: 1 << 30,
            rows: 200_100,
            columns: 256,
            letters: 2000,
        }
    }
}

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// Not a workbook; what it seems to be.
    NotASheet(&'static str),
    /// It carries programs.
    Macro,
    /// It is locked by a password.
    Locked,
    /// Longer than so many MiB.
    TooLong(u64),
    /// It unpacks to more than any roster.
    Bomb,
    /// More rows than this.
    TooManyRows(u32),
    /// Cut, or not as its kind should be; which part.
    Torn(&'static str),
    /// The machine could not read it.
    Machine(String),
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotASheet(what) => {
                write!(
                    f,
                    "这不是能读的表格（{what}）。请用 WPS 或 Excel 另存为 .xlsx 再来"
                )
            }
            Self::Macro => {
                f.write_str("这个文件带有宏（程序），为安全起见不读。请另存为不带宏的 .xlsx 再来")
            }
            Self::Locked => f.write_str("这个文件加了密码，读不了。请取消密码后再来"),
            Self::TooLong(mib) => write!(f, "文件超过{mib}兆的上限，请拆成几份"),
            Self::Bomb => f.write_str("文件解开后大得不合常理，没有读"),
            Self::TooManyRows(rows) => write!(f, "超过{rows}行，请拆成几份"),
            Self::Torn(part) => write!(f, "文件不完整（{part}）。请重新保存一份再来"),
            Self::Machine(why) => write!(f, "文件读不出来：{why}"),
        }
    }
}

impl std::error::Error for No {}

impl From<std::io::Error> for No {
    fn from(cause: std::io::Error) -> Self {
        match cause.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Torn("提前结束"),
            std::io::ErrorKind::InvalidData => Self::Torn("内容"),
            _ => Self::Machine(cause.to_string()),
        }
    }
}

/// Reads a workbook and tells of it row by row, in bounded memory for XLSX; the
/// old kinds are read whole, which their own limits keep small.
pub fn read(
    mut source: impl Source,
    limits: &Limits,
    tell: &mut dyn FnMut(Told) -> Go,
) -> Result<(), No> {
    match guard::kind(&mut source, limits)? {
        guard::Kind::Xlsx => xlsx::read(source, limits, tell),
        kind => old::read(source, kind, limits, tell),
    }
}
