//! Comments (意见): apart from the grades, with a nonce of their own and no electorate, in a file of
//! their own that is sorted. The box holds that file's digest alone.

use std::fmt;

use crate::cast::FormSeed;
use crate::digest::{Digest, unhex};
use crate::leaf::NONCE;
use crate::manifest::Manifest;
use crate::words::unseen;

/// Signs of the longest comment.
pub const LONGEST_COMMENT: usize = 500;

const FIRST: &str = "sanzheng-comments 1";

/// A comment, as the records keep it under a random key until the box is sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Comment(String);

impl Comment {
    /// What was written in a form; of a subject counted from 0, or of the whole. Line breaks become
    /// blanks. None where nothing is left.
    ///
    /// # Errors
    ///
    /// When it is too long or there is no such subject.
    pub fn new(
        manifest: &Manifest,
        seed: &FormSeed,
        subject: Option<usize>,
        written: &str,
    ) -> Result<Option<Self>, NotAComment> {
        if subject.is_some_and(|subject| subject >= manifest.subjects.len()) {
            return Err(NotAComment::Subject);
        }
        let seen = written.replace(|sign: char| sign.is_whitespace() || unseen(sign), " ");
        let said = seen
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        match said.chars().count() {
            0 => Ok(None),
            1..=LONGEST_COMMENT => {
                let number = subject.map_or(0, |subject| subject + 1);
                let nonce = seed.nonce(manifest, b"comment", number);
                Ok(Some(Self(format!("{number} {nonce} {said}"))))
            }
            count => Err(NotAComment::Long(count)),
        }
    }

    /// Reads one back from its line.
    ///
    /// # Errors
    ///
    /// When it is no line that [`Comment::line`] gave.
    pub fn parse(manifest: &Manifest, line: &str) -> Result<Self, NotAComment> {
        let mut parts = line.splitn(3, ' ');
        let mut next = || parts.next().ok_or(NotAComment::Line);
        let (number, nonce, said) = (next()?, next()?, next()?);
        let place: usize = number.parse().map_err(|_| NotAComment::Line)?;
        let canonical =
            place.to_string() == number && unhex::<{ NONCE / 2 }>(nonce.as_bytes()).is_some();
        let tidy = said.trim() == said && !said.is_empty() && !said.chars().any(unseen);
        if place > manifest.subjects.len() {
            return Err(NotAComment::Subject);
        }
        match said.chars().count() {
            _ if !canonical || !tidy => Err(NotAComment::Line),
            ..=LONGEST_COMMENT => Ok(Self(line.to_owned())),
            count => Err(NotAComment::Long(count)),
        }
    }

    /// The line: number of the subject from 1 (0: of the whole), nonce, words.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.0
    }

    /// The subject, counted from 0; none where it is of the whole.
    #[must_use]
    pub fn subject(&self) -> Option<usize> {
        self.0
            .split(' ')
            .next()?
            .parse::<usize>()
            .ok()?
            .checked_sub(1)
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &str {
        self.0.splitn(3, ' ').nth(2).unwrap_or_default()
    }
}

/// Never prints what it says: it would end in a log.
impl fmt::Debug for Comment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Comment(…)")
    }
}

/// The file of comments: the same bytes in whatever order they came.
pub(crate) fn file(manifest: &Manifest, mut comments: Vec<Comment>) -> String {
    comments.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut text = format!("{FIRST}\nmanifest {}\n\n", manifest.hash());
    for comment in comments {
        text.push_str(&comment.0);
        text.push('\n');
    }
    text
}

/// The comments of a file whose digest the box holds.
///
/// # Errors
///
/// When the file is not that one.
pub fn read_comments(
    manifest: &Manifest,
    digest: Digest,
    file: &str,
) -> Result<Vec<Comment>, NotAComment> {
    if Digest::of(&[file.as_bytes()]) != digest {
        return Err(NotAComment::File);
    }
    file.lines()
        .skip(3)
        .map(|line| Comment::parse(manifest, line))
        .collect()
}

/// Why a comment is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAComment {
    /// So many signs, more than there is room for.
    Long(usize),
    /// No such subject.
    Subject,
    /// Not the line of a comment.
    Line,
    /// Not the file that the box was sealed with.
    File,
}

impl fmt::Display for NotAComment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Long(count) => write!(f, "意见最多{LONGEST_COMMENT}字，现在是{count}字"),
            Self::Subject => f.write_str("没有这个评议对象"),
            Self::Line => f.write_str("意见写法不对"),
            Self::File => f.write_str("不是封箱时的那份意见"),
        }
    }
}

impl std::error::Error for NotAComment {}
