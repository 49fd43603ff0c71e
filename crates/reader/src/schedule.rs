//! Phases, steps and deadlines: a named span of time, a named part of the process, a date by which one thing is due.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::dates::{self, Date};
use crate::draft::{Deadline, Kind, Named, Phase, Span};
use crate::outline::{self, Node};
use crate::page::cut;
use crate::pattern::Pattern;

static PROCESS: Pattern =
    Pattern::new("方法|步骤|程序|流程|阶段|(?:时间|步骤|阶段|进度|日程)安排|进度|环节|时间");
static LEAD_IN: Pattern =
    Pattern::new("(?:程序|步骤|阶段|环节|流程)(?:分步)?(?:进行|实施|开展|推进|组织)?(?:。|：)$");
static NOT_PROCESS: Pattern =
    Pattern::new("经费|人员安排|制度安排|工作方法$|评分|方法措施|方法(?:和|及)措施|措施$");
static STAGE_NAME: Pattern = Pattern::new(
    "(?P<name>[^，。；：、（）“”0-9]{2,14}阶段)[”]?(?:（|：|，|为|从|自|于| )*(?:时间)?(?:为|：)?$",
);
static STAGE_AFTER: Pattern = Pattern::new(
    "^(?:（[^）]{1,20}）)?(?:，|：|—)*(?:前|止)?(?:，)?(?:为|是|进行|开展)?(?P<name>[^，。；：、（）“”0-9]{2,14}阶段)",
);
/// 共分三个阶段 names no phase.
static PARTED: Pattern = Pattern::new("^[，：]?(?:共|大体|大致|主要)?(?:分|划分)");
static SPAN_NAME: Pattern = Pattern::new(
    "(?P<name>[^，。；：、（）“”0-9的]{0,6}?(?:时间|期限|周期)(?:安排)?)(?:为|是|：|从|自|定于)*$",
);
/// 活动时间, 工作周期: the time of the whole. That of one action (走访时间为6月至8月) is its deadline.
static WHOLE_TIME: Pattern = Pattern::new(
    "(?:^|^为|^是|^的|^即|活动|工作|行动|实施|创建|开展|推进|建设|教育|整治|试点|总体|整体|起止)(?:时间|期限|周期)(?:安排)?$",
);
static NAMED_TIME: Pattern = Pattern::new("阶段|时间|期限|周期");
static OPEN_START: Pattern =
    Pattern::new("^(?:从|自)(?P<now>现在|即日|目前|发文之日|印发之日)(?:开始|起)");
static FROM: Pattern = Pattern::new("(?:从|自)$");
static ONWARD: Pattern = Pattern::new(
    "^(?:份)?(?:开始|起|启动|以后|以来)|^ ?(?:-|—{1,2}|至|到|~)(?:长期|永久|今后|活动结束|结束|常态|以后)",
);
static UNTIL_EVENT: Pattern = Pattern::new(
    "^(?:开始|起)?，?(?:持续)?(?:到|至)(?P<e>[^，。；0-9]{2,18}?(?:召开|结束|开幕|到来))(?:之?前|为止|时)?",
);
static TIME_LEAD: Pattern =
    Pattern::new("^[。：，（ ]*(?:时间|活动时间|时间安排)?(?:为|：|从|自|于)?[（ ]*$");

fn process(cx: &Context, node: usize) -> bool {
    let title = cx.title(node);
    if title.chars().count() <= 24 && PROCESS.is_match(title) && !NOT_PROCESS.is_match(title) {
        return true;
    }
    announced(cx, node)
}

/// The words before the items say that they are steps: 按以下程序进行：
fn announced(cx: &Context, node: usize) -> bool {
    let lead = cx.nodes[node].title.end..cx.nodes[node].body.end;
    lead.len() < 600 && LEAD_IN.is_match(cx.page.key(&lead).trim_end())
}

/// What the rules of this file share: the context, and what was asked of every node and sentence once.
struct Times<'c> {
    cx: &'c Context,
    /// Whether a node is about the process.
    process: Vec<bool>,
    /// Whether the steps of such a node stand one level deeper.
    deep: Vec<bool>,
    /// The dates of each sentence.
    dates: Vec<Vec<Date>>,
}

impl<'c> Times<'c> {
    fn new(cx: &'c Context) -> Self {
        let dates = cx.sentences.iter().map(|s| dates::dates(cx.page.key(s)));
        let process: Vec<bool> = (0..cx.nodes.len()).map(|n| process(cx, n)).collect();
        let deep = (0..cx.nodes.len()).map(|n| process[n] && deep(cx, &process, n));
        Self {
            cx,
            deep: deep.collect(),
            process,
            dates: dates.collect(),
        }
    }

    fn in_process(&self, at: usize) -> bool {
        self.cx.above(at).into_iter().any(|n| self.process[n])
    }
}

pub(crate) struct Schedule {
    pub(crate) phases: Vec<Found<Phase>>,
    pub(crate) steps: Vec<Found<Named>>,
    pub(crate) deadlines: Vec<Found<Deadline>>,
}

pub(crate) fn schedule(cx: &Context) -> Schedule {
    let times = Times::new(cx);
    let mut used: Vec<Range<usize>> = Vec::new();
    let mut timed = vec![false; cx.nodes.len()];
    let mut phases = Vec::new();
    for (at, node) in cx.nodes.iter().enumerate() {
        if let Some((phase, date)) = node_phase(&times, &timed, at, node) {
            timed[at] = true;
            used.push(date);
            phases.push(phase);
        }
    }
    for (s, dates) in cx.sentences.iter().zip(&times.dates) {
        prose_phases(cx, s, dates, &mut used, &mut phases);
    }
    for line in cx.lines() {
        if let Some((phase, date)) = open_start(&times, &line) {
            used.push(date);
            phases.push(phase);
        }
    }
    phases.sort_by_key(|p| p.at.start);
    phases.dedup_by(|b, a| a.what.name == b.what.name && a.what.start == b.what.start);
    used.sort_by_key(|r| r.start);
    Schedule {
        phases,
        steps: steps(&times, &timed),
        deadlines: crate::deadlines::deadlines(cx, &times.dates, &used),
    }
}

fn node_phase(
    times: &Times<'_>,
    timed: &[bool],
    at: usize,
    node: &Node,
) -> Option<(Found<Phase>, Range<usize>)> {
    let cx = times.cx;
    let page = &cx.page;
    let title = page.key(&node.title);
    let here = times.process[at] || times.in_process(node.range.start.saturating_sub(1));
    let shift = |base: usize, d: &Date| base + d.range.start..base + d.range.end;
    // A piece of work inside a phase has its date, and is no phase.
    let inside = cx
        .above(node.range.start)
        .into_iter()
        .skip(1)
        .any(|n| timed.get(n).copied().unwrap_or(false) && cx.title(n).contains("阶段"));
    if inside && !title.contains("阶段") {
        return None;
    }
    let in_title = dates::dates(title).into_iter().next().filter(|d| {
        // 打基础（2020年）: a year by itself dates a heading in brackets alone.
        let bracketed = title[..d.range.start].ends_with('（')
            && title[d.range.end..].starts_with('）')
            && here;
        d.start.month.is_some() || d.start.quarter.is_some() || d.end.is_some() || bracketed
    });
    if let Some(date) = in_title {
        let stage = title.contains("阶段") || title.contains("时间");
        let point = date.end.is_none() && date.start.day.is_some();
        let due = title[date.range.end..].starts_with('前')
            || title[date.range.end..].starts_with("底前");
        // 项目征集（3月）: a heading that ends in its time in brackets.
        let closed = title.ends_with('）')
            && title[..date.range.start].ends_with(['（', '于', '为', '：'])
            && title[date.range.end..].chars().count() <= 3;
        let timed = stage || date.end.is_some() || ((here || closed) && !point);
        if !timed || due {
            return None;
        }
        let place = shift(node.title.start, &date);
        let name = phase_name(title, &date.range)
            .or_else(|| behind_colon(cx, node))
            .unwrap_or_else(|| marker_words(cx, node));
        let event = UNTIL_EVENT
            .captures(&title[date.range.end..])
            .map(|c| format!("before:{}", &c["e"]));
        return Some((
            found_phase(
                cx,
                &name,
                &date,
                event,
                node.range.clone(),
                "phase-heading",
                92,
            ),
            place,
        ));
    }
    if !here && !title.contains("阶段") && !SPAN_NAME.is_match(title) {
        return None;
    }
    // The time may open the text under the heading, or stand in brackets behind the first stop.
    let lead = cut(page.key(&(node.title.end..node.body.end)), 80);
    let date = dates::dates(lead).into_iter().next()?;
    let before = &lead[..date.range.start];
    let before = before.trim_start_matches(['\n', '。', '：', ' ']);
    let opens = TIME_LEAD.is_match(before);
    let after = &lead[date.range.end..];
    let onward = ONWARD.is_match(after) && FROM.is_match(before);
    let whole_block = date.end.is_some()
        || onward
        || (title.contains("阶段") && date.start.day.is_none())
        || before.ends_with("时间：");
    if !opens || !whole_block || title.is_empty() || title.chars().count() > 24 {
        return None;
    }
    let due = after.starts_with('前') && date.end.is_none();
    // 3月为摸底阶段: the text under the heading names its own.
    let own = !title.contains("阶段") && STAGE_AFTER.is_match(after) && !PARTED.is_match(after);
    // 从某月开始 in a paragraph under 方法步骤 is a block of its own, read as such.
    let block =
        onward && !title.contains("阶段") && !SPAN_NAME.is_match(title) && times.process[at];
    if due || own || block {
        return None;
    }
    let event = UNTIL_EVENT
        .captures(after)
        .map(|c| format!("before:{}", &c["e"]));
    let place = shift(node.title.end, &date);
    let range = node.range.start..place.end;
    let name = page.show_short(&node.title, 20);
    Some((
        found_phase(cx, &name, &date, event, range, "phase-block", 85),
        place,
    ))
}

fn marker_words(cx: &Context, node: &Node) -> String {
    cx.page
        .show(&cx.page.trim(&(node.range.start..node.title.start)))
}

/// 第一阶段（3月）：学习动员。 The heading is its time; the name stands behind the colon.
fn behind_colon(cx: &Context, node: &Node) -> Option<String> {
    let rest = cut(cx.page.key(&(node.title.end..node.body.end)), 24);
    let name = rest.strip_prefix('：')?;
    let name = name.split(['，', '。', '；', '\n', '：']).next()?.trim();
    ((2..=16).contains(&name.chars().count())).then(|| name.to_owned())
}

/// 第几阶段 by itself says what number, not what phase.
static NUMBERED: Pattern = Pattern::new("^第[一二三四五六七八九十]{1,2}(?:个)?阶段$");

/// The heading without its date and the brackets around it.
fn phase_name(title: &str, date: &Range<usize>) -> Option<String> {
    let open = title[..date.start]
        .rfind('（')
        .filter(|at| !title[*at..date.start].contains('）'));
    let close = title[date.end..]
        .find('）')
        .map(|at| date.end + at + '）'.len_utf8());
    let (from, to) = match (open, close) {
        (Some(open), Some(close)) => (open, close),
        (Some(open), None) => (open, title.len()),
        _ => (date.start, date.end),
    };
    let edge = |c: char| {
        matches!(
            c,
            '：' | '，' | '—' | ' ' | '-' | '、' | '（' | '）' | '。' | '“' | '”'
        )
    };
    let head = title[..from].trim_end_matches(edge);
    let head = head
        .trim_end_matches(['从', '自', '于'])
        .trim_end_matches("时间为")
        .trim_end_matches("时间")
        .trim_matches(edge);
    let tail = title[to..].trim_start_matches(edge);
    let tail = ["前，", "前", "开始，", "起，", "，", "为", "是"]
        .iter()
        .fold(tail, |t, w| t.strip_prefix(w).unwrap_or(t));
    let name = if head.is_empty() || (NUMBERED.is_match(head) && !tail.is_empty()) {
        tail
    } else {
        head
    };
    let name = name
        .split(['，', '。'])
        .next()
        .unwrap_or("")
        .trim_matches(edge);
    (!name.is_empty()).then(|| cut(name, 20).to_owned())
}

fn found_phase(
    cx: &Context,
    name: &str,
    date: &Date,
    event: Option<String>,
    at: Range<usize>,
    rule: &'static str,
    sure: u8,
) -> Found<Phase> {
    let end = date.end.as_ref().map(dates::Point::written).or(event);
    let (start, end) = match (&date.end, end) {
        // A single month is both its beginning and its end.
        (None, None) if date.start.written().is_empty() => (None, None),
        (None, None) if !ONWARD.is_match(cx.page.key(&at)) && !onward_at(cx, &at, date) => {
            (Some(date.start.written()), Some(date.start.written()))
        }
        (_, end) => (Some(date.start.written()), end),
    };
    let text = cx.page.show_short(&at, 200);
    // The name was found among simplified characters; it is printed as written.
    let near = at.start..(at.end + 60).min(cx.page.key.len());
    let near = if cx.page.key(&near).is_empty() {
        at.clone()
    } else {
        near
    };
    let written = cx
        .page
        .key(&near)
        .find(name)
        .map(|i| cx.page.show(&(near.start + i..near.start + i + name.len())));
    let name = written.unwrap_or_else(|| cx.page.mask(name));
    Found {
        what: Phase {
            name,
            start,
            end,
            text,
            span: Span::default(),
        },
        at,
        rule,
        sure,
    }
}

fn onward_at(cx: &Context, at: &Range<usize>, date: &Date) -> bool {
    let words = cx
        .page
        .key(&(at.start..(at.end + 30).min(cx.page.key.len())));
    let words = if words.is_empty() {
        cx.page.key(at)
    } else {
        words
    };
    dates::dates(words)
        .iter()
        .any(|d| d.start == date.start && ONWARD.is_match(&words[d.range.end..]))
}

/// 某阶段（3月1日至15日）, 3月至5月为某阶段, 活动时间：3月至5月 in running text.
fn prose_phases(
    cx: &Context,
    s: &Range<usize>,
    dates: &[Date],
    used: &mut Vec<Range<usize>>,
    phases: &mut Vec<Found<Phase>>,
) {
    let page = &cx.page;
    let words = page.key(s);
    if dates.is_empty() || !NAMED_TIME.is_match(words) {
        return;
    }
    for date in dates {
        let place = s.start + date.range.start..s.start + date.range.end;
        if used
            .iter()
            .rev()
            .take(12)
            .any(|u| u.start < place.end && place.start < u.end)
        {
            continue;
        }
        let (before, after) = (&words[..date.range.start], &words[date.range.end..]);
        let before = before.trim_end_matches(['从', '自', '于', '（']);
        let month = date.end.is_some() || date.start.day.is_none() && date.start.month.is_some();
        let named = STAGE_NAME
            .captures(before)
            .or_else(|| {
                STAGE_AFTER
                    .captures(after)
                    .filter(|_| !PARTED.is_match(after))
            })
            .filter(|_| month);
        let named = named.or_else(|| {
            SPAN_NAME
                .captures(before)
                .filter(|c| date.end.is_some() && WHOLE_TIME.is_match(&c["name"]))
        });
        let Some(name) = named.and_then(|c| c.name("name").map(|m| m.as_str().to_owned())) else {
            continue;
        };
        let name = name.trim_start_matches(['为', '是', '的', '即']).to_owned();
        let clause = page.clause_at(&place, s);
        used.push(place);
        phases.push(found_phase(
            cx,
            &name,
            date,
            None,
            clause,
            "phase-prose",
            82,
        ));
    }
}

/// A paragraph that opens with 从…开始 within the process: a block of time without an end.
fn open_start(times: &Times<'_>, line: &Range<usize>) -> Option<(Found<Phase>, Range<usize>)> {
    let cx = times.cx;
    let words = cx.page.key(line);
    if !words.starts_with(['从', '自']) || !times.in_process(line.start) {
        return None;
    }
    let sentence = cx.page.sentences(line).into_iter().next()?;
    let at = cx.page.trim(&sentence);
    let (start, rest, end) = if let Some(c) = OPEN_START.captures(words) {
        let issued = cx
            .frame
            .date
            .as_ref()
            .map_or_else(|| "now".to_owned(), |(d, _)| d.clone());
        (issued, c.get(0)?.end(), None)
    } else {
        let lead = '从'.len_utf8();
        let date = dates::dates(cut(words, 40))
            .into_iter()
            .next()
            .filter(|d| d.range.start == lead)?;
        let rest = &words[date.range.end..];
        if date.end.is_none() && !ONWARD.is_match(rest) && !UNTIL_EVENT.is_match(rest) {
            return None;
        }
        let event = UNTIL_EVENT
            .captures(rest)
            .map(|c| format!("before:{}", &c["e"]));
        (
            date.start.written(),
            date.range.end,
            date.end.as_ref().map(dates::Point::written).or(event),
        )
    };
    let tail = words[rest..]
        .trim_start_matches("开始")
        .trim_start_matches(['起', '，']);
    let name = cut(tail.split(['，', '。', '；']).next().unwrap_or(""), 20);
    let phase = Phase {
        name: cx.page.mask(name),
        start: Some(start),
        end,
        text: cx.page.show_short(&at, 200),
        span: Span::default(),
    };
    Some((
        Found {
            what: phase,
            at,
            rule: "phase-open",
            sure: 75,
        },
        line.start..line.start + rest,
    ))
}

/// 条件和程序: the steps of such a heading stand one level deeper.
fn deep(cx: &Context, process: &[bool], at: usize) -> bool {
    let items = outline::children(&cx.nodes, at);
    items.iter().take(40).any(|item| {
        let index = cx
            .nodes
            .partition_point(|n| n.range.start < item.range.start);
        process[index]
            && !cx.title(index).contains("阶段")
            && !outline::children(&cx.nodes, index).is_empty()
    })
}

fn steps(times: &Times<'_>, timed: &[bool]) -> Vec<Found<Named>> {
    let cx = times.cx;
    let mut out: Vec<Found<Named>> = Vec::new();
    for at in 0..cx.nodes.len() {
        if !times.process[at] || cx.nodes[at].kind == Kind::Shi {
            continue;
        }
        // What is done within a phase is no step of the process, unless the phase says so.
        if timed[at] && !announced(cx, at) {
            continue;
        }
        if times.deep[at] {
            continue;
        }
        let items = outline::children(&cx.nodes, at);
        // Under a heading inside another process heading the items are details of one step.
        let nested = cx
            .above(cx.nodes[at].range.start.saturating_sub(1))
            .iter()
            .any(|n| {
                cx.nodes[*n].level < cx.nodes[at].level && times.process[*n] && !times.deep[*n]
            });
        if nested && !announced(cx, at) {
            continue;
        }
        for child in items {
            let index = cx
                .nodes
                .partition_point(|n| n.range.start < child.range.start);
            let title = cx.page.key(&child.title);
            let name = title.split(['，', '（']).next().unwrap_or("");
            let short = (2..=16).contains(&name.chars().count());
            if timed.get(index).copied().unwrap_or(false)
                || !short
                || matches!(child.kind, Kind::Shi | Kind::Dash)
            {
                continue;
            }
            let range = child.title.start..child.title.start + name.len();
            let clause = child.range.clone();
            out.push(named(cx, &range, &clause, "step-item", 85));
        }
    }
    for s in cx
        .sentences_with(&["程序", "步骤", "流程", "环节"])
        .filter(|s| cx.page.key(s).contains('、'))
    {
        let words = cx.page.key(s);
        let Some(list) = CHAIN.captures(words).and_then(|c| c.name("list")) else {
            continue;
        };
        for item in crate::quotes::items(list.as_str(), s.start + list.start()) {
            if (3..=14).contains(&cx.page.key(&item).chars().count()) {
                out.push(named(
                    cx,
                    &item,
                    &cx.page.clause_at(&item, s),
                    "step-chain",
                    78,
                ));
            }
        }
    }
    out.sort_by_key(|f| f.at.start);
    out.dedup_by(|a, b| a.what.name == b.what.name);
    out
}

/// 按照甲、乙、丙的程序: the process in one line.
static CHAIN: Pattern = Pattern::new(
    "(?:按照?|采取|经过?|通过|遵循|履行|抓好|抓住)“?(?P<list>(?:[^，。；：“”、—]{2,14}(?:、|——|—|-)){2,8}[^，。；：“”、—]{2,14}?)”?(?:等)?(?:[0-9一二三四五六七八九]个)?(?:的)?(?:重点|关键)?(?:程序|步骤|流程|环节)",
);

pub(crate) fn named(
    cx: &Context,
    range: &Range<usize>,
    clause: &Range<usize>,
    rule: &'static str,
    sure: u8,
) -> Found<Named> {
    let what = Named {
        name: cx.page.show(range),
        text: cx.page.show_short(clause, 200),
        span: Span::default(),
    };
    Found {
        what,
        at: range.clone(),
        rule,
        sure,
    }
}
