//! What is wrong with a box, and where.

use std::fmt;

use crate::amendment::NotAnExtension;
use crate::leaf::NotALeaf;
use crate::manifest::NotAManifest;

/// The first defect of a box that could be located.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The line of the file, counted from 1; none where no line can be named.
    pub line: Option<usize>,
    /// What is wrong.
    pub flaw: Flaw,
}

impl Defect {
    pub(crate) fn at(line: usize, flaw: Flaw) -> Self {
        let line = Some(line);
        Self { line, flaw }
    }

    pub(crate) fn somewhere(flaw: Flaw) -> Self {
        Self { line: None, flaw }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "第{line}行：{}", self.flaw),
            None => write!(f, "{}", self.flaw),
        }
    }
}

impl std::error::Error for Defect {}

/// What can be wrong with a box, or a file of its leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// Not a box, or one of a later format.
    NotABox,
    /// Cut off: the file does not end with a line end, or lacks its last parts.
    CutOff,
    /// A line that should not be as it is.
    Line,
    /// The manifest.
    Manifest(NotAManifest),
    /// An amendment.
    Amendment(NotAnExtension),
    /// Sealed before the opening, or before the closing in force though somebody on a roll could
    /// still vote.
    Early,
    /// Leaves are shown that must not be, or kept back without cause.
    Level,
    /// Roll, issued, returned, valid and void do not balance for this electorate.
    Turnout(String),
    /// A row of counts that cannot be: its sum is wrong, or a cell is shown that must not be.
    Row,
    /// The counts differ from the leaves.
    Count,
    /// A leaf that this round cannot have.
    Leaf(NotALeaf),
    /// The same leaf as in the line before.
    Doubled,
    /// Leaves are not sorted by their hash: one was changed, added or moved.
    Order,
    /// So many leaves are stated, so many found.
    Leaves(u64, u64),
    /// So many leaves of this electorate for this subject, so many valid ballots.
    Uneven {
        /// The electorate's name.
        electorate: String,
        /// The subject's name.
        subject: String,
        /// Leaves found.
        leaves: u32,
        /// Valid ballots.
        ballots: u32,
    },
    /// The tree over the leaves has another root than stated.
    Tree,
    /// The file's last line is not the root of its head.
    OwnRoot,
    /// All fits together, and it is not the box that was published.
    Published,
    /// The leaves belong to another box.
    OtherBox,
    /// The leaf is not the one whose hash the box holds.
    Hash,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABox => f.write_str("不是票箱文件，或者是更新版本的票箱"),
            Self::CutOff => f.write_str("文件不完整，后面缺了一截"),
            Self::Line => f.write_str("写法不对"),
            Self::Manifest(why) => write!(f, "{why}"),
            Self::Amendment(why) => write!(f, "{why}"),
            Self::Early => f.write_str("没有到截止时间就封了箱，名册上还有人没有投票"),
            Self::Level => f.write_str("公开范围与评议方案不符"),
            Self::Turnout(name) => write!(f, "“{name}”的名册、发出、收回、有效、作废数对不上"),
            Self::Row => f.write_str("这一行计票数不成立"),
            Self::Count => f.write_str("这一行计票数与票箱里的票不符"),
            Self::Leaf(why) => write!(f, "这一张票{why}"),
            Self::Doubled => f.write_str("这一张票与上一张重复"),
            Self::Order => f.write_str("这一张票排序不对，可能被改过、添过或挪过"),
            Self::Leaves(stated, found) => write!(f, "应有{stated}张，实有{found}张"),
            Self::Uneven {
                electorate,
                subject,
                leaves,
                ballots,
            } => write!(
                f,
                "“{electorate}”评“{subject}”的有{leaves}张，有效票是{ballots}张"
            ),
            Self::Tree => f.write_str("有票被改过、添过或少了，查不出是哪一张"),
            Self::OwnRoot => f.write_str("文件末尾的根与内容不符，方案、人数或计票数被改过"),
            Self::Published => f.write_str("不是公布的那个票箱：根与给出的不同"),
            Self::OtherBox => f.write_str("不是这个票箱的票"),
            Self::Hash => f.write_str("这一张票与票箱里的校验值不符"),
        }
    }
}
