//! Amendments: what may still be changed after opening, published, with a hash of its own (ruling 19).
//!
//! One thing may: the closing can be put off. Each amendment names the hash of the one before it,
//! the first one the manifest's, so that none can be slipped in or left out.

use std::fmt;

use jiff::Timestamp;

use crate::digest::Digest;
use crate::lines::{BadLine, Lines, first_difference, instant, owned, whole};
use crate::manifest::Manifest;
use crate::words::{self, NotWords};

const FIRST: &str = "sanzheng-amendment 1";

/// A later closing (延长评议).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    after: Digest,
    closes: Timestamp,
    reason: String,
}

impl Extension {
    /// Puts the closing off.
    ///
    /// # Errors
    ///
    /// When the new closing is not later than the one in force, or no reason is given.
    pub fn new(
        manifest: &Manifest,
        earlier: &[Extension],
        closes: Timestamp,
        reason: &str,
    ) -> Result<Self, NotAnExtension> {
        let one = Self {
            after: earlier.last().map_or(manifest.hash(), Self::hash),
            closes,
            reason: reason.to_owned(),
        };
        one.check(closing(manifest, earlier))?;
        Ok(one)
    }

    /// Reads one back from its bytes; `earlier` are those before it.
    ///
    /// # Errors
    ///
    /// When the bytes are not those of an extension that may follow the earlier ones.
    pub fn parse(
        manifest: &Manifest,
        earlier: &[Extension],
        text: &str,
    ) -> Result<Self, NotAnExtension> {
        let one = read(text).map_err(|BadLine(line)| NotAnExtension::Line(line))?;
        if one.after != earlier.last().map_or(manifest.hash(), Self::hash) {
            return Err(NotAnExtension::After);
        }
        one.check(closing(manifest, earlier))?;
        first_difference(&one.text(), text).map_or(Ok(one), |line| Err(NotAnExtension::Line(line)))
    }

    /// Its bytes, as published and as they stand in the box.
    #[must_use]
    pub fn text(&self) -> String {
        let Self {
            after,
            closes,
            reason,
        } = self;
        format!("{FIRST}\nafter {after}\ncloses {closes}\nreason {reason}\n")
    }

    /// The SHA-256 digest of its bytes.
    #[must_use]
    pub fn hash(&self) -> Digest {
        Digest::of(&[self.text().as_bytes()])
    }

    /// The closing from here on.
    #[must_use]
    pub fn closes(&self) -> Timestamp {
        self.closes
    }

    /// Why, in the words that were published.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    fn check(&self, in_force: Timestamp) -> Result<(), NotAnExtension> {
        if self.closes <= in_force || !whole(self.closes) {
            return Err(NotAnExtension::Closing);
        }
        words::check(&self.reason).map_err(NotAnExtension::Reason)
    }
}

/// The closing in force after these amendments.
#[must_use]
pub fn closing(manifest: &Manifest, amendments: &[Extension]) -> Timestamp {
    amendments.last().map_or(manifest.closes, Extension::closes)
}

fn read(text: &str) -> Result<Extension, BadLine> {
    let mut lines = Lines::of(text);
    lines.next(|line| (line == FIRST).then_some(()))?;
    let one = Extension {
        after: lines.field("after", |text| text.parse().ok())?,
        closes: lines.field("closes", instant)?,
        reason: lines.field("reason", owned)?,
    };
    lines.end()?;
    Ok(one)
}

/// Why an amendment is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAnExtension {
    /// This line, counted from 1, is not as it is written.
    Line(usize),
    /// It does not follow the one before it.
    After,
    /// The closing is not put off, or not to a whole second.
    Closing,
    /// The reason cannot be published as it is.
    Reason(NotWords),
}

impl fmt::Display for NotAnExtension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "延期公告第{line}行写法不对"),
            Self::After => f.write_str("延期公告与前一份文件接不上"),
            Self::Closing => f.write_str("只能往后延期，精确到秒"),
            Self::Reason(why) => write!(f, "延期理由{why}"),
        }
    }
}

impl std::error::Error for NotAnExtension {}
