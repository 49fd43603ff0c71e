//! A document in the official layout (公文), GB/T 9704-2012.

use serde::Serialize;

use super::Block;

/// A document in the official layout.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Letter {
    /// Which of the standard's three formats.
    pub format: LetterFormat,
    /// The issuer's mark (发文机关标志) in red, without 文件: the layout adds nothing to it.
    pub mark: String,
    /// Document number (发文字号), as 东关发〔2026〕3号.
    pub number: Option<String>,
    /// Who signs it off (签发人); on papers that go up.
    pub signer: Option<String>,
    /// Copy number (份号), six digits.
    pub copy: Option<String>,
    /// Secrecy and its term (密级和保密期限).
    pub secrecy: Option<String>,
    /// Urgency (紧急程度).
    pub urgency: Option<String>,
    /// The title (标题).
    pub title: String,
    /// To whom (主送机关), without the colon.
    pub to: Option<String>,
    /// What it says.
    pub body: Vec<Block>,
    /// Names of what is attached (附件说明), without numbers.
    pub annexes: Vec<String>,
    /// Who signs (发文机关署名).
    pub signature: String,
    /// The day it was made (成文日期), as 2026年5月16日.
    pub date: String,
    /// Whether a seal goes over the signature: it moves both (7.3.5).
    pub seal: Seal,
    /// A note below the date (附注), without its brackets.
    pub note: Option<String>,
    /// The foot of the last page (版记).
    pub colophon: Option<Colophon>,
}

/// Formats of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterFormat {
    /// 文件格式.
    Document,
    /// 信函格式 (10.1).
    Correspondence,
    /// 纪要格式 (10.3).
    Minutes,
}

/// Whether room is left for a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Seal {
    /// 加盖印章.
    Stamped,
    /// 不加盖印章.
    None,
}

/// The foot of the last page (版记).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Colophon {
    /// 抄送机关.
    pub copies_to: Option<String>,
    /// 印发机关.
    pub printed_by: String,
    /// 印发日期, as 2026年5月16日.
    pub printed_on: String,
}
