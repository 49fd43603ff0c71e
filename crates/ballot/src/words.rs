//! What may stand in the free text of a manifest: words that are seen as they are, on one line.

use std::fmt;

/// Signs of the longest title or name.
const LONGEST: usize = 200;

/// Why a text may not stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotWords {
    /// Nothing is written.
    Empty,
    /// More signs than there is room for.
    Long,
    /// A blank at an end, a line break, or a sign that is not seen.
    Unseen,
}

impl fmt::Display for NotWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("没有写"),
            Self::Long => write!(f, "超过{LONGEST}字"),
            Self::Unseen => f.write_str("有换行、首尾空格或看不见的字符"),
        }
    }
}

pub(crate) fn check(text: &str) -> Result<(), NotWords> {
    if text.is_empty() {
        return Err(NotWords::Empty);
    }
    if text.chars().count() > LONGEST {
        return Err(NotWords::Long);
    }
    if text.trim() != text || text.chars().any(unseen) {
        return Err(NotWords::Unseen);
    }
    Ok(())
}

/// Signs that break a line or change how others are seen: two names that look alike must be alike.
pub(crate) fn unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}
