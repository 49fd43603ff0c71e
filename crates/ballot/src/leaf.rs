//! Leaves: what one ballot says of one subject, on a line of its own.
//!
//! `2 14 1124 0123456789abcdef0123456789abcdef`: electorate, subject, one sign an item (the
//! grade's number in its set, or `-` where nothing was ticked), and 16 bytes that nobody
//! can guess without the form's seed, so that the hash of a leaf gives nothing away. Leaves of one ballot have nothing in
//! common but the electorate.

use std::fmt;

use crate::digest::{Digest, unhex};
use crate::manifest::Manifest;

/// Hexadecimal digits of a nonce.
pub(crate) const NONCE: usize = 32;
/// The sign of an item that was left blank.
pub(crate) const BLANK: u8 = b'-';

/// A leaf, sound for its manifest. The records keep its line and its hash, under a key that is random.
#[derive(Clone, PartialEq, Eq)]
pub struct Leaf(String);

impl Leaf {
    /// Reads a leaf back from its line.
    ///
    /// # Errors
    ///
    /// When the manifest has no such leaf.
    pub fn parse(manifest: &Manifest, line: &str) -> Result<Self, NotALeaf> {
        Parts::of(manifest, line.as_bytes())?;
        Ok(Self(line.to_owned()))
    }

    pub(crate) fn from_parts(electorate: usize, subject: usize, marks: &str, nonce: &str) -> Self {
        Self(format!(
            "{} {} {marks} {nonce}",
            electorate + 1,
            subject + 1
        ))
    }

    /// The line, without a line end.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.0
    }

    /// The hash that a receipt promises and the tree holds.
    #[must_use]
    pub fn hash(&self, manifest: &Manifest) -> Digest {
        hash_of(manifest, self.0.as_bytes())
    }
}

/// Never prints what it says: it would end in a log.
impl fmt::Debug for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Leaf(…)")
    }
}

/// The hash of a leaf's line: SHA-256 of a zero byte (RFC 6962's mark of a leaf), the manifest's
/// hash, and the line.
pub(crate) fn hash_of(manifest: &Manifest, line: &[u8]) -> Digest {
    Digest::of(&[&[0], manifest.hash().as_bytes(), line])
}

/// A leaf's line taken apart; numbers from 0.
pub(crate) struct Parts<'a> {
    pub(crate) electorate: usize,
    pub(crate) subject: usize,
    pub(crate) marks: &'a [u8],
}

impl<'a> Parts<'a> {
    pub(crate) fn of(manifest: &Manifest, line: &'a [u8]) -> Result<Self, NotALeaf> {
        let mut parts = line.split(|byte| *byte == b' ');
        let mut next = || parts.next().ok_or(NotALeaf::Form);
        let electorate = place(next()?, manifest.electorates.len()).ok_or(NotALeaf::Electorate)?;
        let subject = place(next()?, manifest.subjects.len()).ok_or(NotALeaf::Subject)?;
        let marks = next()?;
        check_marks(manifest, marks)?;
        let nonce = next()?;
        if parts.next().is_some() {
            return Err(NotALeaf::Form);
        }
        unhex::<{ NONCE / 2 }>(nonce).ok_or(NotALeaf::Nonce)?;
        Ok(Self {
            electorate,
            subject,
            marks,
        })
    }
}

/// One sign an item, each a grade of the item's set or a blank.
pub(crate) fn check_marks(manifest: &Manifest, marks: &[u8]) -> Result<(), NotALeaf> {
    if marks.len() != manifest.items.len() {
        return Err(NotALeaf::Items);
    }
    for (item, mark) in marks.iter().enumerate() {
        let grades = manifest.set_of(item).map_or(0, |set| set.grades.len());
        let known = match mark {
            b'1'..=b'9' => usize::from(mark - b'0') <= grades,
            mark => *mark == BLANK,
        };
        if !known {
            return Err(NotALeaf::Grade(item));
        }
    }
    Ok(())
}

/// A number from 1 to `most`, without leading zeros, counted from 0.
fn place(digits: &[u8], most: usize) -> Option<usize> {
    if digits.is_empty() || digits.len() > 4 || digits[0] == b'0' {
        return None;
    }
    let mut number = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = 10 * number + usize::from(digit - b'0');
    }
    (number <= most).then(|| number - 1)
}

/// Why a line is no leaf of this round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotALeaf {
    /// Not four parts with one blank between them.
    Form,
    /// No such electorate.
    Electorate,
    /// No such subject.
    Subject,
    /// Not one sign an item.
    Items,
    /// No such grade for this item, counted from 0.
    Grade(usize),
    /// Not 32 hexadecimal digits.
    Nonce,
}

impl fmt::Display for NotALeaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("写法不对"),
            Self::Electorate => f.write_str("没有这个评议人群"),
            Self::Subject => f.write_str("没有这个评议对象"),
            Self::Items => f.write_str("评议项目的个数不对"),
            Self::Grade(item) => write!(f, "第{}项没有这个等次", item + 1),
            Self::Nonce => f.write_str("随机数写法不对"),
        }
    }
}

impl std::error::Error for NotALeaf {}
