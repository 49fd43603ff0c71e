//! The cleaned page: site residue dropped, broken lines joined, half-width marks made full, and for
//! every remaining character its place in the decoded text. Two strings run in step: `text` is
//! printed, `key` (simplified) is matched; the same byte offset means the same character in both.

use std::collections::HashSet;
use std::ops::Range;

use crate::clean::{Raw, continues, raw_lines, wrap_width};
use crate::draft::Span;
use crate::hanzi::simplify;

/// Longer runs without a stop are cut, so that every rule works on a bounded piece.
const MAX_SENTENCE: usize = 1200;

/// One paragraph of the cleaned page, as a byte range.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) range: Range<usize>,
    pub(crate) after_blank: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) key: String,
    pub(crate) lines: Vec<Line>,
    /// Names of persons met on the page; [`Page::show`] masks them.
    names: HashSet<String>,
    /// The first characters of the names.
    initials: HashSet<char>,
    origin: Vec<u32>,
}

impl Page {
    pub(crate) fn new(source: &str) -> Self {
        let raws = raw_lines(source);
        let width = wrap_width(&raws);
        let mut page = Self::default();
        page.text.reserve(source.len());
        page.key.reserve(source.len());
        page.origin.reserve(source.len());
        let mut before: Option<&Raw> = None;
        for raw in &raws {
            match before {
                Some(before) if continues(before, raw, width) => page.extend_line(raw),
                _ => page.add_line(raw),
            }
            before = Some(raw);
        }
        page
    }

    pub(crate) fn know(&mut self, names: HashSet<String>) {
        self.initials = names.iter().filter_map(|n| n.chars().next()).collect();
        self.names = names;
    }

    fn add_line(&mut self, raw: &Raw) {
        if !self.text.is_empty() {
            self.text.push('\n');
            self.key.push('\n');
            self.origin.push(raw.chars.first().map_or(0, |c| c.1));
        }
        let start = self.text.len();
        self.lines.push(Line {
            range: start..start,
            after_blank: raw.after_blank,
        });
        self.extend_line(raw);
    }

    fn extend_line(&mut self, raw: &Raw) {
        for (c, at) in &raw.chars {
            self.text.push(*c);
            self.origin.extend_from_slice(&[*at; 4][..c.len_utf8()]);
        }
        self.key.push_str(&raw.key);
        if let Some(line) = self.lines.last_mut() {
            line.range.end = self.text.len();
        }
    }

    /// The place of a cleaned byte range in the decoded text.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        let start = self.origin.get(range.start).copied().unwrap_or(0);
        let last = range.end.saturating_sub(1).max(range.start);
        let end = self.origin.get(last).map_or(start, |at| at + 1);
        Span {
            start: start as usize,
            end: end.max(start) as usize,
        }
    }

    pub(crate) fn key(&self, range: &Range<usize>) -> &str {
        self.key.get(range.clone()).unwrap_or("")
    }

    /// The words of a range as the document writes them, names of persons masked.
    pub(crate) fn show(&self, range: &Range<usize>) -> String {
        let words = self.text.get(range.clone()).unwrap_or("");
        if words.contains('\n') {
            return self.mask(&words.replace('\n', " "));
        }
        self.mask(words)
    }

    /// As [`Page::show`], at most `max` characters.
    pub(crate) fn show_short(&self, range: &Range<usize>, max: usize) -> String {
        // No text has more characters than bytes.
        if range.len() <= max {
            return self.show(range);
        }
        // Cut after masking: a name cut in half would no longer be known as one.
        let end = self
            .text
            .get(range.clone())
            .and_then(|t| t.char_indices().nth(max + 8))
            .map_or(range.end, |(at, _)| range.start + at);
        cut(&self.show(&(range.start..end)), max).to_owned()
    }

    /// Masks the given name after its first character wherever it stands: 张×× keeps no more than the surname.
    pub(crate) fn mask(&self, words: &str) -> String {
        if self.names.is_empty() {
            return words.to_owned();
        }
        let mut chars: Vec<char> = words.chars().collect();
        let plain: Vec<char> = chars.iter().copied().map(simplify).collect();
        let mut at = 0;
        while at < chars.len() {
            let hit = (2..=4).rev().find(|n| {
                let words = plain.get(at..at + n);
                words
                    .filter(|w| self.initials.contains(&w[0]))
                    .is_some_and(|w| self.names.contains(&w.iter().collect::<String>()))
            });
            if let Some(n) = hit {
                chars[at + 1..at + n].fill('×');
                at += n;
            } else {
                at += 1;
            }
        }
        chars.into_iter().collect()
    }

    /// Sentences of a range: split at stops, each bounded in length.
    pub(crate) fn sentences(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        split(&self.key, range, |c| {
            matches!(c, '。' | '！' | '？' | '；' | '\n')
        })
    }

    /// Clauses of a range: split at stops and commas.
    pub(crate) fn clauses(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        split(&self.key, range, |c| {
            matches!(c, '。' | '！' | '？' | '；' | '\n' | '，')
        })
    }

    /// The source clause for something found: the sentence if it is short, else the comma clauses around it.
    pub(crate) fn clause_at(&self, found: &Range<usize>, within: &Range<usize>) -> Range<usize> {
        if within.len() <= 180 {
            return self.trim(within);
        }
        self.comma_clause(found, within)
    }

    /// The clause between commas around something found.
    pub(crate) fn comma_clause(&self, found: &Range<usize>, within: &Range<usize>) -> Range<usize> {
        let key = &self.key;
        let before = key[within.start..found.start.max(within.start)]
            .rfind('，')
            .map_or(within.start, |at| within.start + at + '，'.len_utf8());
        let from = found.end.min(within.end);
        let after = key[from..within.end]
            .find('，')
            .map_or(within.end, |at| from + at);
        self.trim(&(before..after))
    }

    /// The range without blanks and stops at its ends.
    pub(crate) fn trim(&self, range: &Range<usize>) -> Range<usize> {
        let words = self.key(range);
        let edge = |c: char| c.is_whitespace() || matches!(c, '。' | '；' | '，' | '、' | '：');
        let start = range.start + (words.len() - words.trim_start_matches(edge).len());
        let end = range.start + words.trim_end_matches(edge).len();
        start..end.max(start)
    }
}

/// The first `max` characters.
pub(crate) fn cut(words: &str, max: usize) -> &str {
    // No text has more characters than bytes.
    if words.len() <= max {
        return words;
    }
    words
        .char_indices()
        .nth(max)
        .map_or(words, |(at, _)| &words[..at])
}

/// The last `max` characters.
pub(crate) fn tail(words: &str, max: usize) -> &str {
    words
        .char_indices()
        .rev()
        .take(max)
        .last()
        .map_or("", |(at, _)| &words[at..])
}

fn split(key: &str, range: &Range<usize>, stop: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    for (at, c) in key.get(range.clone()).unwrap_or("").char_indices() {
        let end = range.start + at;
        if stop(c) || end - start >= MAX_SENTENCE {
            if end > start {
                out.push(start..end);
            }
            start = if stop(c) { end + c.len_utf8() } else { end };
        }
    }
    if range.end > start {
        out.push(start..range.end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_are_joined_and_headings_are_not() {
        let page = Page::new(
            "一、目标\n办好顺民意、\n解民忧的实事，要\n根据实际推进。\n\n（一）加强领导，明确责任\n各支部要抓好落实。",
        );
        let lines: Vec<&str> = page.lines.iter().map(|l| page.key(&l.range)).collect();
        assert_eq!(lines[..2], ["一、目标", "办好顺民意、解民忧的实事，要"]);
        assert_eq!(*lines.last().unwrap(), "各支部要抓好落实。");
    }

    #[test]
    fn a_span_points_into_the_untouched_text() {
        let source = "合集下载\n  各支部要 \u{200b}开展\"双评\"活动,每月一次.\n";
        let page = Page::new(source);
        let at = page.key.find("双评").unwrap();
        let span = page.span(&(at..at + "双评".len()));
        let words: String = source
            .chars()
            .skip(span.start)
            .take(span.end - span.start)
            .collect();
        assert_eq!(words, "双评");
        assert!(page.text.contains("“双评”活动，每月一次"));
    }

    #[test]
    fn readings_in_brackets_go_and_traditional_characters_match() {
        let page = Page::new("社區(qū)創(chuàng)建活動方案");
        assert_eq!(page.text, "社區創建活動方案");
        assert_eq!(page.key, "社区创建活动方案");
    }
}
