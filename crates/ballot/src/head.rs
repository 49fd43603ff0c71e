//! The head of a box: everything but the leaves. Its SHA-256 digest is the box's root.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::amendment::{Extension, NotAnExtension};
use crate::counts::Counts;
use crate::defect::{Defect, Flaw};
use crate::digest::Digest;
use crate::lines::{BadLine, Lines, first_difference, instant, number};
use crate::manifest::{Level, Manifest, NotAManifest};
use crate::tally::Shape;

pub(crate) const FIRST: &str = "sanzheng-box 1";
const CLOSING: &str = "sanzheng-closing 1";

/// What came back of an electorate's slips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turnout {
    /// Rights that were given out (发出); at most the roll.
    pub issued: u32,
    /// Ballots that came back (收回).
    pub returned: u32,
    /// Those that count (有效).
    pub valid: u32,
    /// Those that do not (作废): paper on which nothing can be made out.
    pub void: u32,
}

/// The head of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What was fixed before opening.
    pub manifest: Manifest,
    /// What was changed after.
    pub amendments: Vec<Extension>,
    /// When the box was sealed.
    pub sealed: Timestamp,
    /// Whether the leaves stand in the box, or their hashes.
    pub shown: Level,
    /// For each electorate.
    pub turnout: Vec<Turnout>,
    /// How many comments were left.
    pub comments: u32,
    /// The digest of the file of comments.
    pub comments_file: Digest,
    /// The counts; with cells withheld where the leaves are not in the box.
    pub counts: Counts,
    /// Leaves in the box.
    pub leaves: u64,
    /// The root of the tree over their hashes.
    pub tree: Digest,
}

impl Head {
    /// The head's bytes, up to the line end after the tree's root.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{FIRST}\n\n{}\n", self.manifest.text());
        for amendment in &self.amendments {
            text.push_str(&amendment.text());
            text.push('\n');
        }
        let mut line = |said: std::fmt::Arguments<'_>| {
            // Writing to a String cannot fail.
            let _ = text.write_fmt(said);
        };
        line(format_args!(
            "{CLOSING}\nsealed {}\nshown {}\n",
            self.sealed,
            self.shown.word()
        ));
        for (n, one) in (1..).zip(&self.turnout) {
            let Turnout {
                issued,
                returned,
                valid,
                void,
            } = one;
            line(format_args!(
                "turnout {n} {issued} {returned} {valid} {void}\n"
            ));
        }
        line(format_args!(
            "comments {} {}\n",
            self.comments, self.comments_file
        ));
        for (electorate, subject, item) in self.counts.shape().rows() {
            line(format_args!(
                "count {} {} {}",
                electorate + 1,
                subject + 1,
                item + 1
            ));
            for cell in self.counts.row(electorate, subject, item) {
                match cell {
                    Some(count) => line(format_args!(" {count}")),
                    None => line(format_args!(" *")),
                }
            }
            line(format_args!("\n"));
        }
        line(format_args!("leaves {}\ntree {}\n", self.leaves, self.tree));
        text
    }

    /// Reads a head, and no other writing of it. What it says is not looked at yet.
    pub(crate) fn read(text: &str) -> Result<Self, Defect> {
        let mut blocks = Blocks {
            rest: text,
            line: 1,
        };
        let (_, first) = blocks.next().ok_or(Defect::at(1, Flaw::NotABox))?;
        if first.strip_suffix('\n') != Some(FIRST) {
            return Err(Defect::at(1, Flaw::NotABox));
        }
        let cut_off = Defect::somewhere(Flaw::CutOff);
        let (at, block) = blocks.next().ok_or(cut_off.clone())?;
        let manifest = Manifest::parse(block).map_err(|why| match why {
            NotAManifest::Line(line) => Defect::at(at + line - 1, Flaw::Line),
            NotAManifest::Unfit(_) => Defect::at(at, Flaw::Manifest(why)),
        })?;
        let (mut amendments, mut last) = (Vec::new(), blocks.next().ok_or(cut_off)?);
        for next in blocks {
            let extension = Extension::parse(&manifest, &amendments, last.1);
            amendments.push(extension.map_err(|why| match why {
                NotAnExtension::Line(line) => Defect::at(last.0 + line - 1, Flaw::Line),
                why => Defect::at(last.0, Flaw::Amendment(why)),
            })?);
            last = next;
        }
        let (at, block) = last;
        let head = closing(manifest, amendments, block);
        let head = head.map_err(|BadLine(line)| Defect::at(at + line - 1, Flaw::Line))?;
        match first_difference(&head.text(), text) {
            None => Ok(head),
            Some(line) => Err(Defect::at(line, Flaw::Line)),
        }
    }

    /// The line that states the number of leaves: the last but one.
    pub(crate) fn line_of_leaves(&self) -> usize {
        self.text().lines().count() - 1
    }

    /// The line of a row of counts; rows are numbered from 0 in the order of the box.
    pub(crate) fn line_of_row(&self, row: usize) -> usize {
        self.line_of_leaves() - self.counts.shape().rows().count() + row
    }

    /// The line of an electorate's turn-out.
    pub(crate) fn line_of_turnout(&self, electorate: usize) -> usize {
        // Between the turn-outs and the rows stands the line of the comments.
        self.line_of_row(0) - 1 - self.turnout.len() + electorate
    }
}

/// Parts of a text with an empty line between them, each with the number of its first line.
struct Blocks<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let at = self.line;
        let end = self
            .rest
            .find("\n\n")
            .map_or(self.rest.len(), |end| end + 1);
        let (block, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix('\n').unwrap_or(rest);
        self.line += block.matches('\n').count() + 1;
        Some((at, block))
    }
}

fn closing(manifest: Manifest, amendments: Vec<Extension>, block: &str) -> Result<Head, BadLine> {
    let mut lines = Lines::of(block);
    lines.next(|line| (line == CLOSING).then_some(()))?;
    let sealed = lines.field("sealed", instant)?;
    let shown = lines.field("shown", Level::parse)?;
    let mut turnout = Vec::new();
    for _ in 0..manifest.electorates.len() {
        turnout.push(lines.field("turnout", read_turnout)?);
    }
    let (comments, comments_file) = lines.field("comments", read_comments)?;
    let shape = Shape::of(&manifest);
    let mut cells = Vec::new();
    for (_, _, item) in shape.rows() {
        cells.extend(lines.field("count", |text| read_row(text, shape.cells(item)))?);
    }
    let ballots = turnout.iter().map(|one| one.valid).collect();
    let leaves = lines.field("leaves", |text| text.parse().ok())?;
    let tree = lines.field("tree", |text| text.parse().ok())?;
    lines.end()?;
    Ok(Head {
        counts: Counts::new(shape, ballots, cells),
        manifest,
        amendments,
        sealed,
        shown,
        turnout,
        comments,
        comments_file,
        leaves,
        tree,
    })
}

fn read_turnout(text: &str) -> Option<Turnout> {
    let mut figures = text.split(' ').map(number);
    let _electorate = figures.next()??;
    Some(Turnout {
        issued: figures.next()??,
        returned: figures.next()??,
        valid: figures.next()??,
        void: figures.next()??,
    })
}

fn read_comments(text: &str) -> Option<(u32, Digest)> {
    let (count, digest) = text.split_once(' ')?;
    Some((number(count)?, digest.parse().ok()?))
}

/// The cells after the three numbers of a row, which the comparison with our own writing checks.
fn read_row(text: &str, cells: usize) -> Option<Vec<Option<u32>>> {
    let row: Option<Vec<_>> = (text.split(' ').skip(3))
        .map(|cell| match cell {
            "*" => Some(None),
            count => number(count).map(Some),
        })
        .collect();
    row.filter(|row| row.len() == cells)
}
