//! Reading texts of lines `key value`, and saying which line is wrong.
//!
//! Every text of ours has one writing. A reader may take a little more than that: it then writes
//! what it understood and compares, so that no second writing of the same facts is ever taken.

use jiff::Timestamp;

use crate::defect::{Defect, Flaw};

/// The number, from 1, of the first line that should not be as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadLine(pub(crate) usize);

pub(crate) fn owned(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A number without a sign; the comparison with what we would write refuses leading zeros.
pub(crate) fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

/// An instant in universal time, `2026-11-20T00:00:00Z`.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok().filter(|instant| whole(*instant))
}

/// Written to the second, and in a year of four digits.
pub(crate) fn whole(instant: Timestamp) -> bool {
    const YEARS: std::ops::Range<i64> = 0..253_402_300_800;
    instant.subsec_nanosecond() == 0 && YEARS.contains(&instant.as_second())
}

/// The number, from 1, of the first line in which the two differ.
pub(crate) fn first_difference(ours: &str, theirs: &str) -> Option<usize> {
    if ours == theirs {
        return None;
    }
    let same = (ours.split('\n').zip(theirs.split('\n')))
        .take_while(|(a, b)| a == b)
        .count();
    Some(same + 1)
}

/// Lines read one after the other.
pub(crate) struct Lines<'a> {
    rest: std::iter::Peekable<std::str::Lines<'a>>,
    at: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let rest = text.lines().peekable();
        Self { rest, at: 0 }
    }

    pub(crate) fn next<T>(&mut self, read: impl Fn(&'a str) -> Option<T>) -> Result<T, BadLine> {
        self.at += 1;
        (self.rest.next().and_then(read)).ok_or(BadLine(self.at))
    }

    /// The line `key value`.
    pub(crate) fn field<T>(
        &mut self,
        key: &str,
        read: impl Fn(&'a str) -> Option<T>,
    ) -> Result<T, BadLine> {
        self.next(|line| read(line.strip_prefix(key)?.strip_prefix(' ')?))
    }

    /// The same where the next line has this key.
    pub(crate) fn another<T>(
        &mut self,
        key: &str,
        read: impl Fn(&'a str) -> Option<T>,
    ) -> Result<Option<T>, BadLine> {
        let next = self.rest.peek().and_then(|line| line.split(' ').next());
        if next == Some(key) {
            self.field(key, read).map(Some)
        } else {
            Ok(None)
        }
    }

    pub(crate) fn end(&mut self) -> Result<(), BadLine> {
        match self.rest.next() {
            None => Ok(()),
            Some(_) => Err(BadLine(self.at + 1)),
        }
    }
}

/// Lines of bytes with their numbers, the first one's given; each ends with a line end.
pub(crate) struct Numbered<'a> {
    rest: &'a [u8],
    /// The number of the line that was read last.
    at: usize,
}

impl<'a> Numbered<'a> {
    pub(crate) fn of(rest: &'a [u8], first: usize) -> Self {
        let at = first - 1;
        Self { rest, at }
    }

    pub(crate) fn next(&mut self) -> Result<(usize, &'a [u8]), Defect> {
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let end = end.ok_or(Defect::somewhere(Flaw::CutOff))?;
        let line = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        self.at += 1;
        Ok((self.at, line))
    }

    pub(crate) fn end(&self) -> Result<(), Defect> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Defect::at(self.at + 1, Flaw::Line))
        }
    }
}
