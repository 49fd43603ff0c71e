//! Markers and numbering: every heading or item that bears a marker, at the start of a line or inline.

use std::ops::Range;

use regex::Match;

use crate::draft::Kind;
use crate::effort::search;
use crate::hanzi::{is_numeral, number};
use crate::page::{Page, cut};
use crate::pattern::{Captures, Pattern};

/// Inline markers stand after a stop; `一是` also after a colon or comma.
static INLINE: Pattern = Pattern::new(concat!(
    "([①-⑳])",
    "|[。；：，！]“?([一二三四五六七八九十]{1,2}(?:是|要)[^否非不求素])",
    "|[。；：！ ](（[一二三四五六七八九十]{1,3}）)",
    "|[。；：！ ](（[0-9]{1,2}）)",
    "|[。；：！）” ]([0-9]{1,2}(?:、|\\.[^0-9]))",
    "|[。；！：](第[一二三四五六七八九十]{1,2}(?:阶段)?[，、：]|首先，|其次，|再次，|最后，)",
    "|[。！：]([一二三四五六七八九十]{1,3}、)",
    "|[。；：](——)",
));

/// A marker at the start of a line: its kind, number and length in bytes.
/// Every rule asks this of every line and clause, so it is read by hand, character by character.
pub(crate) fn marker(line: &str) -> Option<(Kind, u32, usize)> {
    let (kind, len) = opening(line)?;
    let n = if kind == Kind::Dash {
        1
    } else {
        count(&line[..len])?
    };
    (n > 0 && n < 100).then_some((kind, n, len))
}

fn opening(line: &str) -> Option<(Kind, usize)> {
    let first = line.chars().next()?;
    let alone = |kind| Some((kind, first.len_utf8()));
    match first {
        '（' => bracketed(line),
        '第' => ordinal(line),
        '首' | '其' | '再' | '最' => ["首先", "其次", "再次", "最后"]
            .iter()
            .find_map(|w| line.strip_prefix(w)?.strip_prefix(['，', '、', '：']))
            .map(|rest| (Kind::Di, line.len() - rest.len())),
        '—' if line.starts_with("——") => Some((Kind::Dash, "——".len())),
        '—' => alone(Kind::Dash),
        '①'..='⑳' => alone(Kind::Circ),
        '㈠'..='㈩' => alone(Kind::Cnp),
        '⑴'..='⒇' => alone(Kind::Nump),
        '⒈'..='⒛' => alone(Kind::Num),
        '0'..='9' => arabic(line),
        c if is_numeral(c) => chinese(line),
        _ => None,
    }
}

/// （一） and （1）, with a stop behind it or none
fn bracketed(line: &str) -> Option<(Kind, usize)> {
    let inside = unspaced(line.strip_prefix('（')?);
    let (kind, number, stops) = match run(inside, is_numeral, 3) {
        Some(number) => (Kind::Cnp, number, ['、', '.', '．'].as_slice()),
        None => (
            Kind::Nump,
            run(inside, is_digit, 2)?,
            ['、', '.'].as_slice(),
        ),
    };
    let rest = unspaced(&inside[number..]).strip_prefix('）')?;
    let rest = rest.strip_prefix(stops).unwrap_or(rest);
    Some((kind, line.len() - rest.len()))
}

/// A marker that lost its stop: 1 加强领导, 2广泛宣传. Only the numbering around it can say that it is one.
fn loose(line: &str) -> Option<(Kind, u32, usize)> {
    let digits = run(line, is_digit, 2)?;
    let behind = &line[digits..];
    let rest = behind.trim_start_matches(' ');
    let first = rest.chars().next()?;
    let opens = crate::hanzi::is_han(first) || first == '“';
    // 3年, 5名, 2月: a number with its unit.
    let counts = "年月日天周个名人次项条户家支场期份件元万千百小分级类种号时至到届岁位位村座岗星"
        .contains(first);
    let n = number(&line[..digits])?;
    let len = line.len() - rest.len();
    (opens && !counts && (1..40).contains(&n)).then_some((Kind::Num, n, len))
}

/// 第一， and 第一步. A bare ordinal is none (第一书记), nor is 第一批 in the middle of a clause.
fn ordinal(line: &str) -> Option<(Kind, usize)> {
    let behind = line.strip_prefix('第')?;
    let behind = &behind[run(behind, is_numeral, 3)?..];
    let strong = strip_any(behind, &["阶段", "步", "环节"]);
    let named = strong.or_else(|| strip_any(behind, &["部分", "批", "轮", "章", "节", "条"]));
    let rest = named.unwrap_or(behind);
    let rest = match rest.strip_prefix([' ', '，', '、', '：', ':', '—']) {
        Some(rest) => rest,
        None if rest.is_empty() || strong.is_some() => rest,
        None => return None,
    };
    Some((Kind::Di, line.len() - rest.len()))
}

/// 1、 and 1. and 1）, but not 1.5
fn arabic(line: &str) -> Option<(Kind, usize)> {
    let behind = &line[run(line, is_digit, 2)?..];
    let len = |rest: &str| line.len() - rest.len();
    if let Some(rest) = behind.strip_prefix('）') {
        return Some((Kind::Nump, len(rest)));
    }
    let behind = unspaced(behind);
    if let Some(rest) = behind.strip_prefix(['、', '．']) {
        return Some((Kind::Num, len(rest)));
    }
    let rest = behind
        .strip_prefix('.')
        .filter(|r| !r.starts_with(is_digit))?;
    // A second stop belongs to the marker.
    let rest = rest.strip_prefix(['、', '．', '.']).unwrap_or(rest);
    Some((Kind::Num, len(rest)))
}

/// 一是 (but not 一是否) and 一、
fn chinese(line: &str) -> Option<(Kind, usize)> {
    let number = run(line, is_numeral, 3)?;
    let behind = &line[number..];
    let len = |rest: &str| line.len() - rest.len();
    let said = behind
        .strip_prefix(['是', '要'])
        .filter(|r| !r.is_empty() && !r.starts_with(['否', '非', '不', '求', '素']));
    if let Some(rest) = said.filter(|_| run(line, is_numeral, 2).is_some()) {
        return Some((Kind::Shi, len(rest)));
    }
    if let Some(rest) = unspaced(behind).strip_prefix(['、', '．', '.', '，', '：']) {
        return Some((Kind::Cn, len(rest)));
    }
    let blanks = behind.bytes().take(3).take_while(|b| *b == b' ').count();
    (blanks > 0).then_some((Kind::Cn, number + blanks))
}

/// The length in bytes of a run of such characters at the start: at least one, at most `max`.
fn run(words: &str, of: fn(char) -> bool, max: usize) -> Option<usize> {
    let rest = words.trim_start_matches(of);
    let run = &words[..words.len() - rest.len()];
    (!run.is_empty() && run.chars().count() <= max).then_some(run.len())
}

fn unspaced(words: &str) -> &str {
    words.strip_prefix(' ').unwrap_or(words)
}

fn strip_any<'t>(words: &'t str, heads: &[&str]) -> Option<&'t str> {
    heads.iter().find_map(|head| words.strip_prefix(head))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The kinds of the groups of [`INLINE`], in their order.
const INLINE_KINDS: [Kind; 8] = [
    Kind::Circ,
    Kind::Shi,
    Kind::Cnp,
    Kind::Nump,
    Kind::Num,
    Kind::Di,
    Kind::Cn,
    Kind::Dash,
];

/// The group of an inline marker that took part.
fn named<'t>(found: &Captures<'t>) -> Option<(Kind, Match<'t>)> {
    let mut kinds = INLINE_KINDS.into_iter().enumerate();
    kinds.find_map(|(at, kind)| found.get(at + 1).map(|m| (kind, m)))
}

fn count(words: &str) -> Option<u32> {
    let c = words.chars().next()?;
    let ordered = |first: char| Some(c as u32 - first as u32 + 1);
    match c {
        '①'..='⑳' => ordered('①'),
        '⑴'..='⒇' => ordered('⑴'),
        '⒈'..='⒛' => ordered('⒈'),
        '㈠'..='㈩' => ordered('㈠'),
        '首' | '—' => Some(1),
        '其' => Some(2),
        '再' => Some(3),
        '最' => Some(4),
        _ => number(words.trim_matches(|c| !is_digit(c) && !is_numeral(c))),
    }
}

/// One heading as the rules see it.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) n: u32,
    pub(crate) level: u32,
    /// Marker and title.
    pub(crate) range: Range<usize>,
    /// The title alone.
    pub(crate) title: Range<usize>,
    /// From the marker to the next heading, of any level.
    pub(crate) body: Range<usize>,
    /// Stands at the start of its line.
    pub(crate) at_start: bool,
}

/// The outline of the body, in reading order.
pub(crate) fn outline(page: &Page, body: &Range<usize>) -> Vec<Node> {
    let mut builder = Builder {
        nodes: Vec::new(),
        stack: Vec::new(),
    };
    let mut listing = false;
    let lines: Vec<Range<usize>> = page
        .lines
        .iter()
        .map(|l| l.range.clone())
        .filter(|r| r.start >= body.start && r.end <= body.end)
        .collect();
    for (at, line) in lines.iter().enumerate() {
        let words = page.key(line);
        // The list of attachments bears numbers, and is no outline.
        if words.starts_with("附件：") || words.starts_with("附：") {
            listing = true;
            continue;
        }
        let start = marker(words).or_else(|| loose(words));
        let start = start.filter(|found| builder.belongs(page, &lines[at..], found));
        if listing && start.is_some_and(|(kind, ..)| kind == Kind::Num) && words.len() < 150 {
            continue;
        }
        listing = false;
        let next = lines.get(at + 1).and_then(|l| marker(page.key(l)));
        builder.line(page, line, start, next.map(|(kind, n, _)| (kind, n)));
    }
    let mut nodes = builder.nodes;
    let mut end = body.end;
    for node in nodes.iter_mut().rev() {
        node.body = node.range.start..end.max(node.range.end);
        end = node.range.start;
    }
    nodes
}

struct Builder {
    nodes: Vec<Node>,
    stack: Vec<Open>,
}

/// A run of numbers that is still open.
struct Open {
    kind: Kind,
    /// What 第几 counts: 章, 条, 阶段 number one beneath the other.
    counted: char,
    n: u32,
    at_start: bool,
}

/// What an ordinal counts; one sign for all other markers.
fn counted(marker: &str) -> char {
    let unit = marker
        .trim_start_matches(['第', ' '])
        .trim_start_matches(is_numeral)
        .chars()
        .next();
    match unit {
        Some(c @ ('章' | '节' | '条' | '阶' | '步' | '环' | '部' | '批' | '轮')) => c,
        Some('首' | '其' | '再' | '最') => '先',
        _ => ' ',
    }
}

impl Builder {
    /// `next` is the marker of the line behind.
    fn line(
        &mut self,
        page: &Page,
        line: &Range<usize>,
        start: Option<(Kind, u32, usize)>,
        next: Option<(Kind, u32)>,
    ) {
        self.stack.retain(|open| {
            open.at_start || !matches!(open.kind, Kind::Shi | Kind::Circ | Kind::Di)
        });
        let words = page.key(line);
        let mut from = 0;
        if let Some((kind, n, len)) = start {
            // 3、4月份 behind item 2 is item 3, about April; 7、8月 and 1.5万 are not.
            let dated = kind == Kind::Num
                && DATED.is_match(cut(words, 12))
                && !(words[..len].ends_with('、') && self.follows(kind, ' ', n));
            let run = kind != Kind::Shi || n == 1 || self.follows(kind, ' ', n);
            if !dated && run {
                self.add(page, line, kind, n, 0..len, true);
                from = len;
            }
        }
        let mut ahead = Ahead::of(words);
        for found in INLINE.all(&words[from..]) {
            let Some((kind, part)) = named(&found) else {
                continue;
            };
            let mut end = from + part.end();
            if kind == Kind::Shi || (kind == Kind::Num && !part.as_str().ends_with('、')) {
                end -= words[..end].chars().next_back().map_or(0, char::len_utf8);
            }
            let at = from + part.start()..end;
            let Some(n) = count(&words[at.clone()]) else {
                continue;
            };
            // A dash begins its run at the start of a line or behind a stop.
            let opens = n == 1 && (ahead.runs_on(kind, at.end) || next == Some((kind, 2)));
            let strict = matches!(kind, Kind::Circ | Kind::Cnp | Kind::Nump | Kind::Dash);
            let follows = self.follows(kind, counted(&words[at.clone()]), n);
            if opens || follows || (strict && n == 1) {
                self.add(page, line, kind, n, at, false);
            }
        }
    }

    /// Whether a marker that lost its stop is one: its number carries on an open run, or a second follows soon.
    fn belongs(&self, page: &Page, lines: &[Range<usize>], found: &(Kind, u32, usize)) -> bool {
        const AHEAD: usize = 60;
        let (kind, n, len) = *found;
        let words = lines.first().map_or("", |l| page.key(l));
        let sign = words[..len].trim_end();
        let bare = sign.ends_with(is_numeral) || sign.ends_with(is_digit);
        let weak = bare && matches!(kind, Kind::Cn | Kind::Num);
        if !weak || self.follows(kind, ' ', n) {
            return true;
        }
        if n != 1 {
            return false;
        }
        let rest = lines.iter().skip(1).take(AHEAD).map(|l| page.key(l));
        let markers = rest.filter_map(|words| marker(words).or_else(|| loose(words)));
        let mut above = markers.take_while(|(k, ..)| *k == kind || !outranks(*k, kind));
        above.any(|(k, n, _)| k == kind && n == 2)
    }

    /// The number carries on a run of its kind that is still open.
    fn follows(&self, kind: Kind, counted: char, n: u32) -> bool {
        let last = n == 4 && counted == '先';
        self.stack.iter().any(|open| {
            open.kind == kind
                && open.counted == counted
                && (n == open.n + 1 || (last && open.n < 4))
        })
    }

    fn add(
        &mut self,
        page: &Page,
        line: &Range<usize>,
        kind: Kind,
        mut n: u32,
        at: Range<usize>,
        at_start: bool,
    ) {
        let marker = &page.key(line)[at.clone()];
        let counted = if kind == Kind::Di {
            counted(marker)
        } else {
            ' '
        };
        let same = |open: &Open| open.kind == kind && open.counted == counted;
        if let Some(depth) = self.stack.iter().position(same) {
            if kind == Kind::Dash || marker.starts_with("最后") {
                n = self.stack[depth].n + 1;
            }
            self.stack.truncate(depth);
        } else {
            while self
                .stack
                .last()
                .is_some_and(|open| outranks(kind, open.kind))
            {
                self.stack.pop();
            }
        }
        self.stack.push(Open {
            kind,
            counted,
            n,
            at_start,
        });
        let level = u32::try_from(self.stack.len()).unwrap_or(u32::MAX);
        let title = title(page, line.start + at.end..line.end, kind);
        let start = line.start + at.start;
        // A heading that ran into its first item ends before it.
        if let Some(before) = self.nodes.last_mut().filter(|b| b.title.end > start) {
            let words = page.key(&(before.title.start..start.max(before.title.start)));
            before.title.end = before.title.start + words.trim_end().len();
            before.range.end = before.title.end.max(before.range.start);
        }
        self.nodes.push(Node {
            kind,
            n,
            level,
            range: start..title.end,
            body: title.clone(),
            title,
            at_start,
        });
    }
}

static DATED: Pattern = Pattern::new("^[0-9]{1,2}[.、][0-9]{1,2}");

/// A kind that never stands beneath the other in official numbering (一、 over （一） over 1. over (1)).
fn outranks(kind: Kind, other: Kind) -> bool {
    let rank = |k: Kind| match k {
        Kind::Cn => Some(1),
        Kind::Cnp => Some(2),
        Kind::Num => Some(3),
        Kind::Nump => Some(4),
        Kind::Circ => Some(5),
        Kind::Shi => Some(6),
        Kind::Di | Kind::Dash => None,
    };
    match (rank(kind), rank(other)) {
        (Some(a), Some(b)) => a < b,
        (Some(a), None) => a == 1,
        _ => false,
    }
}

/// What opens a second item of each kind that asks for one.
const SECONDS: [(Kind, &str); 8] = [
    (Kind::Shi, "二是"),
    (Kind::Shi, "二要"),
    (Kind::Di, "其次"),
    (Kind::Di, "第二"),
    (Kind::Di, "再次"),
    (Kind::Num, "2、"),
    (Kind::Num, "2."),
    (Kind::Cn, "。二、"),
];

/// Where the next second items of a paragraph stand. Each place found is kept until it is passed, so
/// that a paragraph of first items alone is searched once for each sign, and not from each item.
struct Ahead<'t> {
    words: &'t str,
    /// For each of [`SECONDS`], if it was looked for: the next place, the end of all places for none.
    next: [Option<usize>; SECONDS.len()],
}

impl<'t> Ahead<'t> {
    fn of(words: &'t str) -> Self {
        let next = [None; SECONDS.len()];
        Self { words, next }
    }

    /// A first item is a list only if a second follows soon in the same paragraph. To be asked from
    /// left to right.
    fn runs_on(&mut self, kind: Kind, from: usize) -> bool {
        /// Bytes: some 3,000 Chinese characters.
        const SOON: usize = 9_000;
        let mut asked = false;
        for ((of, sign), next) in SECONDS.iter().zip(&mut self.next) {
            if *of != kind {
                continue;
            }
            asked = true;
            let at = match *next {
                Some(at) if at >= from => at,
                _ => {
                    let found = search(&self.words[from..], |ahead| ahead.find(sign));
                    found.map_or(usize::MAX, |ahead| from + ahead)
                }
            };
            *next = Some(at);
            if at - from <= SOON {
                return true;
            }
        }
        !asked
    }
}

fn title(page: &Page, rest: Range<usize>, kind: Kind) -> Range<usize> {
    let words = page.key(&rest);
    let trimmed = words.trim_start_matches([' ', '：', '、', '，', '—', '.', '．', '“']);
    let lead = words.len() - trimmed.len();
    // A quotation mark that opens the title belongs to it.
    let lead = if words[..lead].ends_with('“') {
        lead - '“'.len_utf8()
    } else {
        lead
    };
    let start = rest.start + lead;
    let words = page.key(&(start..rest.end));
    let mut depth = 0_i32;
    let stop = words.char_indices().take(400).find(|(_, c)| {
        match c {
            '（' => depth += 1,
            '）' => depth -= 1,
            _ => {}
        }
        match c {
            '。' => true,
            '：' | '；' => depth <= 0,
            '，' => depth <= 0 && kind == Kind::Shi,
            _ => false,
        }
    });
    let end = stop.map_or_else(|| start + cut(words, 400).len(), |(at, _)| start + at);
    start..end
}

/// The nodes under a node: all that follow until one of its own level or above.
pub(crate) fn under(nodes: &[Node], at: usize) -> &[Node] {
    let level = nodes[at].level;
    let rest = &nodes[at + 1..];
    let end = rest
        .iter()
        .position(|n| n.level <= level)
        .unwrap_or(rest.len());
    &rest[..end]
}

/// The first level below a node: its direct items.
pub(crate) fn children(nodes: &[Node], at: usize) -> Vec<&Node> {
    let below = under(nodes, at);
    let Some(first) = below.first() else {
        return Vec::new();
    };
    below
        .iter()
        .filter(|n| n.level == first.level && n.kind == first.kind)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_all_kinds_are_known_and_other_openings_are_not() {
        use Kind::{Circ, Cn, Cnp, Dash, Di, Num, Nump, Shi};
        for (line, kind, n) in [
            ("一、指导思想", Cn, 1),
            ("十二、附则", Cn, 12),
            ("（三）评选程序", Cnp, 3),
            ("（ 三 ）、评选程序", Cnp, 3),
            ("㈡目标", Cnp, 2),
            ("1、加强领导", Num, 1),
            ("2.广泛宣传", Num, 2),
            ("12．督查", Num, 12),
            ("（4）公示", Nump, 4),
            ("⑶审批", Nump, 3),
            ("第一阶段：动员", Di, 1),
            ("第二，抓落实", Di, 2),
            ("第三部分：附则", Di, 3),
            ("首先，要学习", Di, 1),
            ("一是抓学习", Shi, 1),
            ("十一  附则", Cn, 11),
            ("7）归档", Nump, 7),
            ("8 .归档", Num, 8),
            ("9.", Num, 9),
            ("三要抓落实", Shi, 3),
            ("⑤归档", Circ, 5),
            ("——坚持自愿", Dash, 1),
        ] {
            assert_eq!(
                marker(line).map(|(k, n, _)| (k, n)),
                Some((kind, n)),
                "{line}"
            );
        }
        for line in [
            "2012年3月",
            "1.5万元",
            "一切为了群众",
            "第一书记要到岗",
            "5月1日前",
            "三会一课",
            "一是否完成",
            "一是",
            "第一部分内容",
            "一二三四、",
            "123、",
            "（一",
            "（0）",
        ] {
            assert_eq!(marker(line), None, "{line}");
        }
    }

    fn read(text: &str) -> Vec<(Kind, u32, u32, String)> {
        let page = Page::new(text);
        outline(&page, &(0..page.key.len()))
            .into_iter()
            .map(|n| (n.kind, n.n, n.level, page.show(&n.title)))
            .collect()
    }

    #[test]
    fn levels_follow_the_document_and_inline_runs_are_items() {
        let got = read(
            "一、内容\n（一）抓学习。一是学党章，打基础；二是学讲话。\n（二）抓服务\n1.结对。\n2.走访。\n二、要求\n1.领导。",
        );
        let want = [
            (Kind::Cn, 1, 1, "内容"),
            (Kind::Cnp, 1, 2, "抓学习"),
            (Kind::Shi, 1, 3, "学党章"),
            (Kind::Shi, 2, 3, "学讲话"),
            (Kind::Cnp, 2, 2, "抓服务"),
            (Kind::Num, 1, 3, "结对"),
            (Kind::Num, 2, 3, "走访"),
            (Kind::Cn, 2, 1, "要求"),
            (Kind::Num, 1, 2, "领导"),
        ];
        assert_eq!(got, want.map(|(k, n, l, t)| (k, n, l, t.to_owned())));
    }

    #[test]
    fn attachment_lists_and_lone_openings_are_no_outline() {
        assert!(read("附件：1.评分表\n2.汇总表\n").is_empty());
        assert!(read("这样做，一是为了方便群众。").is_empty());
    }
}
