//! Why a file cannot be read, or is read and is no plan. Every message says what, where and what to do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The bytes could not be turned into text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// No bytes, or nothing but blanks.
    Empty,
    /// More bytes than a plan can have; carries the size in bytes.
    TooLarge(usize),
    /// Bytes that are no text in any encoding: a picture, a program.
    Binary,
    /// A DOCX whose archive or main part is damaged; carries what was missing.
    BrokenDocx(&'static str),
    /// An archive that inflates beyond all measure.
    ZipBomb,
    /// A word-processor or print format that is not read; carries its name.
    OldFormat(&'static str),
    /// Text-like bytes that fit no known Chinese encoding.
    UndecodableText,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("文件是空的，没有读到一个字。请换一份有正文的文件。"),
            Self::TooLarge(bytes) => write!(
                f,
                "文件有{}兆字节，超过20兆的上限。请只留正文，另存为 DOCX 或 TXT 再读。",
                bytes / (1024 * 1024)
            ),
            Self::Binary => f.write_str("文件里不是文字，像图片或程序。请提供 DOCX 或 TXT 文件。"),
            Self::BrokenDocx(part) => write!(
                f,
                "DOCX 文件已损坏：{part}。请用文字处理软件打开后另存为 DOCX 再读。"
            ),
            Self::ZipBomb => f.write_str(
                "DOCX 文件展开后过大，未予读取。请把正文复制到新文件，另存为 DOCX 再读。",
            ),
            Self::OldFormat(name) => {
                write!(f, "文件是 {name} 格式，不能直接读。请另存为 DOCX 再读。")
            }
            Self::UndecodableText => f.write_str(
                "文件的文字编码认不出来。请另存为 UTF-8 编码的 TXT，或另存为 DOCX 再读。",
            ),
        }
    }
}

impl std::error::Error for Unreadable {}

/// The text was read and does not look like a plan; carries what was looked for in vain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAPlan {
    /// Short Chinese names of the missing parts, in reading order.
    pub missed: Vec<String>,
}

impl fmt::Display for NotAPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "这不像一份活动方案：没有找到{}。请核对是否选错了文件；确是方案的，请补上标题和编号后再读。",
            self.missed.join("、")
        )
    }
}

impl std::error::Error for NotAPlan {}
