//! The cleaned page: site residue dropped, broken lines joined, half-width marks made full, and for
//! every remaining character its place in the decoded text. Two strings run in step: `text` is
//! printed, `key` (simplified) is matched; the same byte offset means the same character in both.

use std::collections::HashSet;
use std::ops::Range;

use crate::draft::Span;
use crate::hanzi::{is_han, simplify};
use crate::outline;
use crate::pattern::Pattern;
use crate::residue;

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
    pub(crate) names: HashSet<String>,
    origin: Vec<u32>,
}

struct Raw {
    chars: Vec<(char, u32)>,
    after_blank: bool,
}

impl Page {
    pub(crate) fn new(source: &str) -> Self {
        let raws = raw_lines(source);
        let width = wrap_width(&raws);
        let mut page = Self::default();
        let mut open: Option<(String, usize)> = None;
        for raw in &raws {
            let line: String = raw.chars.iter().map(|(c, _)| simplify(*c)).collect();
            let count = raw.chars.len();
            match &open {
                Some((before, n)) if continues(before, *n, &line, raw.after_blank, width) => {
                    page.extend_line(raw)
                }
                _ => page.add_line(raw),
            }
            open = Some((line, count));
        }
        page
    }

    fn add_line(&mut self, raw: &Raw) {
        if !self.text.is_empty() {
            self.push('\n', raw.chars.first().map_or(0, |c| c.1));
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
            self.push(*c, *at);
        }
        if let Some(line) = self.lines.last_mut() {
            line.range.end = self.text.len();
        }
    }

    fn push(&mut self, c: char, at: u32) {
        let plain = simplify(c);
        self.text.push(c);
        self.key.push(if plain.len_utf8() == c.len_utf8() {
            plain
        } else {
            c
        });
        self.origin.resize(self.text.len(), at);
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
        let words = self
            .text
            .get(range.clone())
            .unwrap_or("")
            .replace('\n', " ");
        self.mask(&words)
    }

    /// As [`Page::show`], at most `max` characters.
    pub(crate) fn show_short(&self, range: &Range<usize>, max: usize) -> String {
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
                plain
                    .get(at..at + n)
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
    words
        .char_indices()
        .nth(max)
        .map_or(words, |(at, _)| &words[..at])
}

fn split(key: &str, range: &Range<usize>, stop: fn(char) -> bool) -> Vec<Range<usize>> {
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

fn raw_lines(source: &str) -> Vec<Raw> {
    let mut lines = Vec::new();
    let mut current: Vec<(char, u32)> = Vec::new();
    let mut blank = false;
    let mut flush = |chars: &mut Vec<(char, u32)>| {
        let tidy = tidy(chars);
        chars.clear();
        if tidy.is_empty() {
            blank = true;
            return;
        }
        let words: String = tidy.iter().map(|(c, _)| simplify(*c)).take(400).collect();
        if residue::is_residue(&words) {
            if residue::opens_other_documents(&words) {
                lines.push(Raw {
                    chars: Vec::new(),
                    after_blank: true,
                });
            }
            blank = true;
            return;
        }
        let (head, rest) = apart(tidy, &words);
        lines.push(Raw {
            chars: head,
            after_blank: blank,
        });
        if let Some(chars) = rest {
            lines.push(Raw {
                chars,
                after_blank: false,
            });
        }
        blank = false;
    };
    for (at, c) in source.chars().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' | '\u{85}' => {
                flush(&mut current)
            }
            _ => current.push((c, at)),
        }
    }
    flush(&mut current);
    end_at_other_documents(lines)
}

/// A title that runs into the text after a blank, as in copies that lost their line ends, stands apart again.
fn apart(mut line: Vec<(char, u32)>, words: &str) -> (Vec<(char, u32)>, Option<Vec<(char, u32)>>) {
    let Some(at) = words.chars().position(|c| c == ' ') else {
        return (line, None);
    };
    let titled = (6..=60).contains(&at) && line.len() > at + 40 && outline::marker(words).is_none();
    if !titled || !GENRE_END.is_match(cut(words, at)) || cut(words, at).contains('。') {
        return (line, None);
    }
    let rest = line.split_off(at + 1);
    line.pop();
    (line, Some(rest))
}

/// A list of other documents in the second half ends the page; one near the top is only passed over.
fn end_at_other_documents(mut lines: Vec<Raw>) -> Vec<Raw> {
    let total: usize = lines.iter().map(|l| l.chars.len()).sum();
    let mut seen = 0;
    let mut end = lines.len();
    for (at, line) in lines.iter().enumerate() {
        seen += line.chars.len();
        if line.chars.is_empty() && seen * 2 > total {
            end = at;
            break;
        }
    }
    lines.truncate(end);
    lines.retain(|l| !l.chars.is_empty());
    lines
}

/// One line with blanks squeezed, marks made full-width, quotes paired and stray readings dropped.
fn tidy(chars: &[(char, u32)]) -> Vec<(char, u32)> {
    let chinese = chars.iter().any(|(c, _)| is_han(*c));
    let mut out: Vec<(char, u32)> = Vec::with_capacity(chars.len());
    let mut quoted = false;
    let mut at = 0;
    while let Some(&(c, place)) = chars.get(at) {
        let last = out.last().map(|(c, _)| *c);
        if chinese
            && matches!(c, '(' | '（')
            && last.is_some_and(is_han)
            && let Some(skip) = reading(&chars[at + 1..])
        {
            at += skip + 1;
            continue;
        }
        at += 1;
        let next = chars.get(at).map(|(c, _)| *c);
        let between_digits =
            last.is_some_and(|c| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit());
        let full = match c {
            '\u{200b}'..='\u{200f}'
            | '\u{feff}'
            | '\u{ad}'
            | '\u{2060}'
            | '\u{202a}'..='\u{202e}' => continue,
            '\t' | ' ' | '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' => ' ',
            c if c.is_control() => continue,
            ',' | ':' if between_digits => c,
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            '％' => '%',
            '．' => '.',
            '＋' => '+',
            '－' | '‐' | '‑' | '−' => '-',
            '～' | '〜' | '∼' => '~',
            '―' | '–' | '─' | '━' | '﹣' => '—',
            '｡' => '。',
            // A full stop typed as a dot: behind a character, and nothing of a number or address after it.
            '.' if last.is_some_and(|c| is_han(c) || matches!(c, '）' | '”'))
                && next.is_none_or(|n| is_han(n) || n.is_whitespace()) =>
            {
                '。'
            }
            ',' | '，' | '﹐' if chinese => '，',
            ':' | '∶' | '﹕' if chinese => '：',
            ';' | '﹔' if chinese => '；',
            '?' if chinese => '？',
            '!' if chinese => '！',
            '(' | '﹙' if chinese => '（',
            ')' | '﹚' if chinese => '）',
            '"' | '“' | '”' | '＂' | '〝' | '〞' | '「' | '」' | '『' | '』' if chinese =>
            {
                quoted = !quoted;
                if quoted { '“' } else { '”' }
            }
            c => c,
        };
        let loose = |c: char| {
            matches!(
                c,
                '，' | '。' | '；' | '：' | '、' | '（' | '）' | '“' | '”'
            )
        };
        match (full, last) {
            (' ', None | Some(' ')) => {}
            (' ', Some(l)) if loose(l) && l != '）' && l != '”' => {}
            ('，', Some('，' | '。' | '；' | '、')) => {}
            (f, Some(' ')) if loose(f) && f != '（' && f != '“' => {
                out.pop();
                out.push((f, place));
            }
            (f, _) => out.push((f, place)),
        }
    }
    while out.last().is_some_and(|(c, _)| *c == ' ') {
        out.pop();
    }
    out
}

/// A pronunciation in brackets after a character, as some copies carry: 社(shè). Gives its length with the bracket.
fn reading(rest: &[(char, u32)]) -> Option<usize> {
    let end = rest
        .iter()
        .take(8)
        .position(|(c, _)| matches!(c, ')' | '）'))?;
    let tone = |c: char| c.is_ascii_lowercase() || matches!(c, '\u{e0}'..='\u{1dc}' | 'ɡ' | ' ');
    (end > 0 && rest[..end].iter().all(|(c, _)| tone(*c))).then_some(end + 1)
}

/// The width of hard-wrapped text, if many lines end at about the same column.
fn wrap_width(raws: &[Raw]) -> Option<usize> {
    let widest = raws.iter().map(|r| r.chars.len()).max()?;
    if !(16..=60).contains(&widest) || raws.len() < 8 {
        return None;
    }
    let full = raws.iter().filter(|r| r.chars.len() + 3 >= widest).count();
    (full * 10 >= raws.len() * 3).then_some(widest)
}

static LABEL: Pattern = Pattern::new(
    "^(?:附件?[：0-9一二三四五 ]|附：|(?:第?[一-龥]{0,3}副? ?组 {0,4}长|成 {0,4}员(?:单位)?|主 {0,4}任|副主任|联系人|联系电话|时 ?间|地 ?点|对 ?象|责任单位|牵头单位|配合单位|抄送|主送)(?:：| |$)|[一二12][〇○OoＯ零0-9一二三四五六七八九]{3}年.{1,10}[日月]$)",
);
/// Any short word with a colon may be a label, unless the line before it is full to the margin.
static WEAK_LABEL: Pattern = Pattern::new("^[^，。；：]{2,8}：");
static GENRE_END: Pattern =
    Pattern::new("(?:方案|意见|通知|办法|细则|计划|规划|决定|要点|制度|规定)(?:（[^）]{1,12}）)?$");

/// Whether a line carries on the sentence that the line before it left open.
fn continues(
    before: &str,
    count: usize,
    line: &str,
    after_blank: bool,
    width: Option<usize>,
) -> bool {
    let Some(last) = before.chars().next_back() else {
        return false;
    };
    if outline::marker(line).is_some() || LABEL.is_match(cut(line, 24)) {
        return false;
    }
    let full = width.is_some_and(|w| count + 2 >= w);
    if !full && WEAK_LABEL.is_match(cut(line, 12)) {
        return false;
    }
    if matches!(last, '、' | '，' | '（' | '《' | '“') {
        return true;
    }
    if after_blank || matches!(last, '。' | '；' | '：' | '！' | '？' | '…') {
        return false;
    }
    if full {
        return true;
    }
    if GENRE_END.is_match(before) || matches!(last, '）' | '”' | '》') {
        return false;
    }
    let marked = outline::marker(before).is_some();
    before.contains('。') || (count >= 20 && before.contains('，') && !marked) || count >= 40
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
