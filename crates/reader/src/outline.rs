//! Markers and numbering: every heading or item that bears a marker, at the start of a line or inline.

use std::ops::Range;

use crate::draft::Kind;
use crate::hanzi::number;
use crate::page::{Page, cut};
use crate::pattern::Pattern;

static AT_START: Pattern = Pattern::new(concat!(
    "^(?:",
    "(?P<cnp>（ ?[一二三四五六七八九十]{1,3} ?）[、.．]?|[㈠-㈩])",
    "|(?P<di>第[一二三四五六七八九十]{1,2}(?:阶段|步|环节|部分|批|轮)?(?:[ ，、：:—]|$)|第[一二三四五六七八九十]{1,2}(?:阶段|步|环节)|首先[，、：]|其次[，、：]|再次[，、：])",
    "|(?P<shi>[一二三四五六七八九十]{1,2}(?:是|要)[^否非不求素]) ?",
    "|(?P<cn>[一二三四五六七八九十]{1,3} ?[、．.，：]|[一二三四五六七八九十]{1,3} {1,3})",
    "|(?P<nump>（ ?[0-9]{1,2} ?）[、.]?|[0-9]{1,2}[）]|[⑴-⒇])",
    "|(?P<num>[0-9]{1,2} ?[、．]|[0-9]{1,2} ?\\.(?:[^0-9]|$)|[⒈-⒛])",
    "|(?P<circ>[①-⑳])",
    "|(?P<dash>——|—)",
    ")",
));

/// Inline markers stand after a stop; `一是` also after a colon or comma.
static INLINE: Pattern = Pattern::new(concat!(
    "(?P<circ>[①-⑳])",
    "|[。；：，！]“?(?P<shi>[一二三四五六七八九十]{1,2}(?:是|要)[^否非不求素])",
    "|[。；：！](?P<cnp>（[一二三四五六七八九十]{1,3}）)",
    "|[。；：！](?P<nump>（[0-9]{1,2}）)",
    "|[。；：！](?P<num>[0-9]{1,2}(?:、|\\.[^0-9]))",
    "|[。；！：](?P<di>第[一二三四五六七八九十]{1,2}(?:阶段)?[，、：]|首先，|其次，|再次，)",
    "|[。！：](?P<cn>[一二三四五六七八九十]{1,3}、)",
));

/// A marker at the start of a line: its kind, number and length in bytes.
pub(crate) fn marker(line: &str) -> Option<(Kind, u32, usize)> {
    let head = cut(line, 12);
    let found = AT_START.captures(head)?;
    let (kind, part) = named(&found)?;
    let mut words = part.as_str();
    // The character behind `1.` and `一是` only guards the marker.
    if kind == Kind::Shi
        || (kind == Kind::Num && !words.ends_with(['、', '．', '.']) && words.contains('.'))
    {
        let last = words.chars().next_back()?;
        words = &words[..words.len() - last.len_utf8()];
    }
    let n = if kind == Kind::Dash { 1 } else { count(words)? };
    (n > 0 && n < 100).then_some((kind, n, words.len()))
}

fn named<'t>(found: &regex::Captures<'t>) -> Option<(Kind, regex::Match<'t>)> {
    let kinds = [
        ("cnp", Kind::Cnp),
        ("di", Kind::Di),
        ("shi", Kind::Shi),
        ("cn", Kind::Cn),
        ("nump", Kind::Nump),
        ("num", Kind::Num),
        ("circ", Kind::Circ),
        ("dash", Kind::Dash),
    ];
    kinds
        .iter()
        .find_map(|(name, kind)| found.name(name).map(|m| (*kind, m)))
}

fn count(words: &str) -> Option<u32> {
    if words.starts_with("首先") {
        return Some(1);
    }
    if words.starts_with("其次") {
        return Some(2);
    }
    if words.starts_with("再次") {
        return Some(3);
    }
    let c = words.chars().next()?;
    for (first, last) in [('①', '⑳'), ('⑴', '⒇'), ('⒈', '⒛'), ('㈠', '㈩')] {
        if (first..=last).contains(&c) {
            return Some(c as u32 - first as u32 + 1);
        }
    }
    let digits: String = words
        .chars()
        .filter(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c))
        .collect();
    number(&digits)
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
    for line in page
        .lines
        .iter()
        .map(|l| l.range.clone())
        .filter(|r| r.start >= body.start && r.end <= body.end)
    {
        let words = page.key(&line);
        // The list of attachments bears numbers, and is no outline.
        if words.starts_with("附件：") || words.starts_with("附：") {
            listing = true;
            continue;
        }
        let start = marker(words);
        if listing && start.is_some_and(|(kind, ..)| kind == Kind::Num) && words.len() < 150 {
            continue;
        }
        listing = false;
        builder.line(page, &line, start);
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
    stack: Vec<(Kind, u32, bool)>,
}

impl Builder {
    fn line(&mut self, page: &Page, line: &Range<usize>, start: Option<(Kind, u32, usize)>) {
        self.stack.retain(|(kind, _, at_start)| {
            *at_start || !matches!(kind, Kind::Shi | Kind::Circ | Kind::Di)
        });
        let words = page.key(line);
        let mut from = 0;
        if let Some((kind, n, len)) = start {
            let dated = kind == Kind::Num && DATED.is_match(cut(words, 12));
            let stray = kind == Kind::Cn
                && !words[..len].ends_with(['、', '．', '.'])
                && !self.follows(kind, n);
            let run = kind != Kind::Shi || n == 1 || self.follows(kind, n);
            if !dated && !stray && run {
                self.add(page, line, kind, n, 0..len, true);
                from = len;
            }
        }
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
            let opens = n == 1 && runs_on(kind, &words[at.end..]);
            let strict = matches!(kind, Kind::Circ | Kind::Cnp | Kind::Nump);
            if opens || self.follows(kind, n) || (strict && n == 1) {
                self.add(page, line, kind, n, at, false);
            }
        }
    }

    /// The number carries on a run of its kind that is still open.
    fn follows(&self, kind: Kind, n: u32) -> bool {
        self.stack
            .iter()
            .any(|(k, before, _)| *k == kind && n == before + 1)
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
        if let Some(depth) = self.stack.iter().position(|(k, ..)| *k == kind) {
            if kind == Kind::Dash {
                n = self.stack[depth].1 + 1;
            }
            self.stack.truncate(depth);
        } else {
            while self.stack.last().is_some_and(|(k, ..)| outranks(kind, *k)) {
                self.stack.pop();
            }
        }
        self.stack.push((kind, n, at_start));
        let level = u32::try_from(self.stack.len()).unwrap_or(u32::MAX);
        let title = title(page, line.start + at.end..line.end, kind);
        self.nodes.push(Node {
            kind,
            n,
            level,
            range: line.start + at.start..title.end,
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

/// A first item is a list only if a second follows in the same paragraph.
/// The look ahead is bounded, so that a text of first items alone is still read in linear time.
fn runs_on(kind: Kind, rest: &str) -> bool {
    const AHEAD: usize = 3_000;
    let rest = cut(rest, AHEAD);
    match kind {
        Kind::Shi => rest.contains("二是") || rest.contains("二要"),
        Kind::Di => rest.contains("其次") || rest.contains("第二") || rest.contains("再次"),
        Kind::Num => rest.contains("2、") || rest.contains("2."),
        Kind::Cn => rest.contains("。二、"),
        _ => true,
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
            ("㈡目标", Cnp, 2),
            ("1、加强领导", Num, 1),
            ("2.广泛宣传", Num, 2),
            ("12．督查", Num, 12),
            ("（4）公示", Nump, 4),
            ("⑶审批", Nump, 3),
            ("第一阶段：动员", Di, 1),
            ("第二，抓落实", Di, 2),
            ("首先，要学习", Di, 1),
            ("一是抓学习", Shi, 1),
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
