//! The plan reader: an official plan document (实施方案) in, a structured draft out; every item knows
//! its place in the source. Pure: no files, no clock, no network.
//!
//! Three steps, each of use alone:
//! 1. [`decode`]: bytes to text, or an [`Unreadable`] that says what to do;
//! 2. [`read`]: text to a [`Draft`]; never fails, and takes time linear in the text;
//! 3. [`verdict`]: whether the draft was read from a plan at all.
//!
//! ```
//! let bytes = "某社区学习活动实施方案\n一、目标任务\n1、学深一步。\n2、做实一步。\n二、工作要求\n各党支部要在5月底前完成。".as_bytes();
//! let decoded = reader::decode(bytes)?;
//! let draft = reader::read(&decoded.text);
//! assert_eq!(draft.deadlines[0].date, "--05+e");
//! assert!(reader::verdict(&draft).is_ok());
//! # Ok::<(), reader::Unreadable>(())
//! ```
//!
//! Inside: `clean` and `page` tidy the text and keep the place of every character; `frame` finds title,
//! signature and body; `outline` the markers; `sieve` what a sentence cannot hold; then one module per question (`schedule`, `deadlines`, `cadence`,
//! `threshold`, `quotes`, `criteria`, `people` and `names`, `duties`, `tracks`, `theme`); `assemble` puts the
//! findings together and `doubt` says what is left to a person. Rules are those of the genre (markers, stops, modal verbs, counted names), not
//! of one document; no campaign's words stand in them.

mod assemble;
mod cadence;
mod clean;
mod context;
mod criteria;
mod dates;
mod deadlines;
mod decode;
mod docx;
mod doubt;
mod draft;
mod duties;
mod effort;
mod error;
mod frame;
mod hanzi;
mod names;
mod outline;
mod page;
mod parties;
mod pattern;
mod people;
mod public;
mod quotes;
mod residue;
mod schedule;
mod sieve;
mod theme;
mod threshold;
mod tracks;
mod verdict;

pub use decode::{Decoded, Format, decode};
pub use draft::{
    Cadence, Criteria, Deadline, Doc, Draft, Duty, Field, Freq, Heading, Item, Kind, LeadingGroup,
    Named, Op, Phase, Responsible, Span, Threshold, Tone, Track, Unit, Unread,
};
pub use error::{NotAPlan, Unreadable};
pub use verdict::verdict;

/// Reads a plan. What the text does not say stays empty; whether it is a plan is for [`verdict`] to say.
#[must_use]
pub fn read(text: &str) -> Draft {
    assemble::draft(text)
}

/// The paragraphs of a plan as a reader wants them: what the hosting page left is dropped, lines
/// that were broken for the width of a page are joined. For display; spans belong to the source.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<String> {
    let page = page::Page::new(text);
    page.lines
        .iter()
        .filter_map(|line| page.text.get(line.range.clone()))
        .map(|words| words.trim().to_owned())
        .filter(|words| !words.is_empty())
        .collect()
}
