//! The source text as a set document, with a numbered mark where each item was read.
//!
//! Spans may overlap in any way. Each character belongs to the shortest span that holds it,
//! so that the marks lie side by side and never across one another.

use std::collections::{BTreeMap, BTreeSet};

use civic::campaign::Item;
use reader::{Draft, Kind};

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// The title of the plan.
    Title,
    /// A heading of the first depth.
    Head,
    /// A heading below it.
    Sub,
    /// Text.
    Text,
    /// What stands above the title.
    Aside,
}

/// A run of text, plain or in a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The text.
    pub(crate) text: String,
    /// The number of the item; 0 for plain text.
    pub(crate) number: i64,
    /// The colour of the mark.
    pub(crate) tone: &'static str,
    /// Whether the mark begins here: this run bears the number and the anchor.
    pub(crate) first: bool,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Para {
    /// How it is set.
    pub(crate) set: Set,
    /// Its runs.
    pub(crate) pieces: Vec<Piece>,
}

/// The document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marked {
    /// Its paragraphs.
    pub(crate) paras: Vec<Para>,
    /// For each item the mark to look at: its own, or the one that lies over it.
    pub(crate) seen_at: BTreeMap<i64, i64>,
}

/// The class of a tone.
pub(crate) fn tone(word: &str) -> &'static str {
    match word {
        "who" => "who",
        "when" => "when",
        "number" => "num",
        _ => "what",
    }
}

/// A line in scalars, without the blanks at its ends.
struct Line {
    start: usize,
    end: usize,
    after_gap: bool,
}

/// Sets the source with the marks of its items.
pub(crate) fn set(text: &str, draft: &Draft, items: &[Item]) -> Marked {
    let chars: Vec<char> = text.chars().collect();
    let owner = paint(chars.len(), items);
    let tones: BTreeMap<i64, &'static str> =
        items.iter().map(|i| (i.number, tone(&i.tone))).collect();
    let title = items
        .iter()
        .find(|i| i.path == "doc.title")
        .map(|i| scalars(i, chars.len()));
    let heads: BTreeMap<usize, u32> = draft
        .outline
        .iter()
        .filter(|h| matches!(h.kind, Kind::Cn | Kind::Cnp | Kind::Num | Kind::Di))
        .map(|h| (h.span.start, h.level))
        .collect();

    let mut out = Marked::default();
    let mut begun = BTreeSet::new();
    let mut last: Option<(Set, usize, char)> = None;
    for line in lines(&chars) {
        let set = kind(&line, title, &heads);
        let joins = last.is_some_and(|(before, len, stop)| match (before, set) {
            (Set::Title, Set::Title) => true,
            (Set::Text, Set::Text) => !line.after_gap && len >= 20 && !ends(stop),
            _ => false,
        });
        let pieces = pieces(&chars, &owner, &line, &tones, &mut begun);
        match out.paras.last_mut() {
            Some(para) if joins => join(&mut para.pieces, pieces),
            _ => out.paras.push(Para { set, pieces }),
        }
        last = Some((set, line.end - line.start, chars[line.end - 1]));
    }
    for item in items {
        let (start, end) = scalars(item, chars.len());
        let over = owner.get(start).copied().filter(|n| begun.contains(n));
        if begun.contains(&item.number) {
            out.seen_at.insert(item.number, item.number);
        } else if let Some(over) = over.filter(|_| end > start) {
            out.seen_at.insert(item.number, over);
        }
    }
    out
}

/// Goes on with a paragraph: a mark that reaches over the broken line stays one run.
fn join(pieces: &mut Vec<Piece>, more: Vec<Piece>) {
    for piece in more {
        match pieces.last_mut() {
            Some(last) if last.number == piece.number => last.text.push_str(&piece.text),
            _ => pieces.push(piece),
        }
    }
}

fn scalars(item: &Item, len: usize) -> (usize, usize) {
    let at = |n: i64| usize::try_from(n).unwrap_or(0).min(len);
    (at(item.span_start), at(item.span_end))
}

/// The number of the item that each scalar belongs to: long spans first, short ones over them,
/// and of two equal spans the earlier item on top.
fn paint(len: usize, items: &[Item]) -> Vec<i64> {
    let mut owner = vec![0; len];
    let mut order: Vec<&Item> = items.iter().filter(|i| !i.is_platform()).collect();
    order.sort_by_key(|i| std::cmp::Reverse((i.span_end - i.span_start, i.number)));
    for item in order {
        let (start, end) = scalars(item, len);
        if start < end {
            owner[start..end].fill(item.number);
        }
    }
    owner
}

fn lines(chars: &[char]) -> Vec<Line> {
    let mut out = Vec::new();
    let blank = |c: &char| c.is_whitespace() || *c == '\u{feff}';
    let (mut from, mut after_gap) = (0, true);
    for line in chars.split(|c| *c == '\n') {
        let (begin, next) = (from, from + line.len() + 1);
        from = next;
        let Some(first) = line.iter().position(|c| !blank(c)) else {
            after_gap = true;
            continue;
        };
        let last = line.iter().rposition(|c| !blank(c)).unwrap_or(first);
        out.push(Line {
            start: begin + first,
            end: begin + last + 1,
            after_gap,
        });
        after_gap = false;
    }
    out
}

fn kind(line: &Line, title: Option<(usize, usize)>, heads: &BTreeMap<usize, u32>) -> Set {
    const LONGEST_HEAD: usize = 32;
    if let Some((start, end)) = title {
        if line.end <= start {
            return Set::Aside;
        }
        if line.start < end {
            return Set::Title;
        }
    }
    match heads.get(&line.start) {
        Some(1) if line.end - line.start <= LONGEST_HEAD => Set::Head,
        Some(2..) if line.end - line.start <= LONGEST_HEAD => Set::Sub,
        _ => Set::Text,
    }
}

fn ends(c: char) -> bool {
    "。！？；：”）…!?;:.".contains(c)
}

fn pieces(
    chars: &[char],
    owner: &[i64],
    line: &Line,
    tones: &BTreeMap<i64, &'static str>,
    begun: &mut BTreeSet<i64>,
) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (c, number) in chars[line.start..line.end]
        .iter()
        .zip(&owner[line.start..line.end])
    {
        match out.last_mut() {
            Some(piece) if piece.number == *number => piece.text.push(*c),
            _ => out.push(Piece {
                text: c.to_string(),
                number: *number,
                tone: tones.get(number).copied().unwrap_or_default(),
                first: *number > 0 && begun.insert(*number),
            }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: i64, start: i64, end: i64) -> Item {
        Item {
            number,
            path: format!("steps[{number}]"),
            field: "step".into(),
            tone: "task".into(),
            label: "步骤".into(),
            value: "甲".into(),
            source: String::new(),
            span_start: start,
            span_end: end,
            rule: "marker".into(),
            confidence: 90,
            origin: "plan".into(),
            verdict: None,
            checked_value: None,
        }
    }

    fn words(marked: &Marked) -> Vec<String> {
        let piece = |p: &Piece| match p.number {
            0 => p.text.clone(),
            n if p.first => format!("[{n}:{}]", p.text),
            n => format!("[{n}…{}]", p.text),
        };
        let para = |p: &Para| p.pieces.iter().map(piece).collect();
        marked.paras.iter().map(para).collect()
    }

    #[test]
    fn marks_that_overlap_lie_side_by_side() {
        let items = [item(1, 0, 6), item(2, 2, 4), item(3, 5, 8)];
        let marked = set("甲乙丙丁戊己庚辛壬", &Draft::default(), &items);
        assert_eq!(words(&marked), ["[1:甲乙][2:丙丁][1…戊][3:己庚辛]壬"]);
    }

    #[test]
    fn of_two_items_in_one_place_the_second_points_to_the_mark_of_the_first() {
        let items = [item(1, 1, 3), item(2, 1, 3)];
        let marked = set("甲乙丙丁", &Draft::default(), &items);
        assert_eq!(words(&marked), ["甲[1:乙丙]丁"]);
        assert_eq!(marked.seen_at.get(&2), Some(&1));
    }

    #[test]
    fn a_mark_over_two_paragraphs_is_two_runs_and_one_anchor() {
        let marked = set("甲乙。\n\n丙丁。", &Draft::default(), &[item(1, 1, 6)]);
        assert_eq!(words(&marked), ["甲[1:乙。]", "[1…丙]丁。"]);
    }

    #[test]
    fn a_line_that_was_broken_in_its_middle_is_one_paragraph() {
        let text = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌\n亥。";
        let marked = set(text, &Draft::default(), &[item(1, 20, 23)]);
        assert_eq!(
            words(&marked),
            ["甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉[1:戌亥]。"]
        );
    }

    #[test]
    fn a_span_beyond_the_text_breaks_nothing() {
        let items = [item(1, 2, 99), item(2, 50, 60), item(3, -4, 1)];
        let marked = set("甲乙丙", &Draft::default(), &items);
        assert_eq!(words(&marked), ["[3:甲]乙[1:丙]"]);
        assert_eq!(marked.seen_at.get(&2), None);
    }
}
