//! What every rule stands on: the page, its frame, outline and sentences; and the shape of a finding.

use std::ops::Range;

use crate::frame::{Frame, frame};
use crate::outline::{Node, outline};
use crate::page::Page;
use crate::people::{self, Stretch};
use crate::sieve::Sieve;

pub(crate) struct Context {
    pub(crate) page: Page,
    pub(crate) frame: Frame,
    pub(crate) nodes: Vec<Node>,
    /// Who holds which role in a group, anywhere on the page.
    pub(crate) rolls: Vec<Stretch>,
    pub(crate) sentences: Vec<Range<usize>>,
    /// The characters of each sentence.
    pub(crate) sieves: Vec<Sieve>,
}

/// Something read: what, where, by which rule, and how sure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found<T> {
    pub(crate) what: T,
    pub(crate) at: Range<usize>,
    pub(crate) rule: &'static str,
    pub(crate) sure: u8,
}

impl Context {
    pub(crate) fn new(source: &str) -> Self {
        let mut page = Page::new(source);
        let frame = frame(&page);
        let rolls = people::stretches(&page, &(0..page.key.len()));
        let all = page.sentences(&(0..page.key.len()));
        page.know(crate::names::names(&page, &rolls, &all));
        let nodes = outline(&page, &frame.body);
        let within = |s: &Range<usize>| s.start >= frame.body.start && s.end <= frame.body.end;
        let sentences: Vec<_> = all.into_iter().filter(within).collect();
        let sieves = sentences.iter().map(|s| Sieve::of(page.key(s))).collect();
        Self {
            page,
            frame,
            nodes,
            rolls,
            sentences,
            sieves,
        }
    }

    /// The sentences that may hold one of the words.
    pub(crate) fn sentences_with(&self, words: &[&str]) -> impl Iterator<Item = &Range<usize>> {
        let sentences = self.sentences.iter().zip(&self.sieves);
        sentences.filter_map(move |(s, sieve)| sieve.may_hold_any(words).then_some(s))
    }

    /// The lines of the body.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Range<usize>> {
        let body = self.frame.body.clone();
        self.page
            .lines
            .iter()
            .map(|l| l.range.clone())
            .filter(move |r| r.start >= body.start && r.end <= body.end)
    }

    /// The node whose stretch holds a place.
    pub(crate) fn node_at(&self, at: usize) -> Option<usize> {
        self.nodes
            .partition_point(|n| n.range.start <= at)
            .checked_sub(1)
    }

    /// The headings above a place, nearest first.
    pub(crate) fn above(&self, at: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let Some(mut here) = self.node_at(at) else {
            return out;
        };
        let mut level = u32::MAX;
        // A heading is never far above its text; the bound keeps long lists linear.
        for _ in 0..64 {
            if self.nodes[here].level < level {
                level = self.nodes[here].level;
                out.push(here);
            }
            if level == 1 || here == 0 {
                break;
            }
            here -= 1;
        }
        out
    }

    pub(crate) fn title(&self, node: usize) -> &str {
        self.page.key(&self.nodes[node].title)
    }
}
