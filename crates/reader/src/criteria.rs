//! Named lists of requirements: 五个好 with its items before or behind the name, award conditions, vetoes.

use std::collections::HashSet;
use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::{Criteria, Kind, Span};
use crate::effort::search;
use crate::hanzi::{is_numeral, number};
use crate::outline;
use crate::page::cut;
use crate::pattern::Pattern;
use crate::quotes::items;

/// A counted name: 五个好, 五带头, 四有四无, 五好五强.
static COUNTED: Pattern = Pattern::new(
    "^(?:[一二三四五六七八九十两双]{1,2}(?:个|项|种|条|不|有|无|好|强|带头|带|讲|个带头|个一|比|争|看|清|到位|到户|先|必|学|评|带动)?[^，。；、一二三四五六七八九十两双“”]{0,3}){1,3}$",
);
static NAME: Pattern = Pattern::new(
    "(?P<open>“)?(?P<name>[二三四五六七八九十两]{1,2}(?:个)?(?:[一-龥]{1,2}?[二三四五六七八九十两]{1,2}(?:个)?)?(?:带头|合格|到位|规范|提升|满意|好|强|有|无|不|讲|先|优|新|清|过硬|必|必须|不准|不让|一流|突出|表率|满意|优秀))(?P<close>”)?",
);
static QUOTED: Pattern =
    Pattern::new("(?P<open>“)(?P<name>[二三四五六七八九十两双]{1,2}[^”，。；、]{1,8})(?P<close>”)");
static BEHIND_LIST: Pattern = Pattern::new(
    "^(?P<gap>”?(?:的)?(?:具体)?(?:标准|要求|目标|条件|内容|活动)?(?:，?(?:即|是指|就是|包括|主要是)：?|为：|：|（(?:即：?)?))(?P<list>[^。；）]{6,400})",
);
static BEFORE_LIST: Pattern = Pattern::new(
    "(?P<list>(?:[^，。；：“”、]{2,24}[、，和]){1,14}[^，。；：“”、]{2,24})(?:的|等|这)?$",
);
static OPENING: Pattern = Pattern::new(
    "^(?:进一步|严格|紧紧|努力|切实|全面|都|要|并|以|不断)*(?:做到|争做|做|按照|围绕|达到|做到|符合|坚持|以|实现|争做|具备|体现|对照|依据|落实|突出|把握|遵循|根据)",
);
static DEMAND: Pattern =
    Pattern::new("^”?(?:的)?(?:总体?|基本|具体|创建|争创|评选)?(?:要求|标准|目标|条件)");
static CONDITION: Pattern =
    Pattern::new("(?:条件|标准|情形|一票否决|否决(?:项|条款|事项)?|准则|负面清单)$");
static VETO: Pattern = Pattern::new(
    "(?:下列|以下|如下)(?:行为|情形|情况|条件|问题)之一|一票否决|(?:具备|符合|满足)(?:以下|下列|如下)(?:基本)?条件",
);

pub(crate) fn criteria(cx: &Context) -> Vec<Found<Criteria>> {
    let mut out: Vec<Found<Criteria>> = Vec::new();
    for s in &cx.sentences {
        if cx
            .page
            .key(s)
            .contains(|c| c != '一' && is_numeral(c) || c == '两' || c == '双')
        {
            counted(cx, s, &mut out);
        }
    }
    conditions(cx, &mut out);
    merge(out)
}

fn counted(cx: &Context, s: &Range<usize>, out: &mut Vec<Found<Criteria>>) {
    let page = &cx.page;
    let words = page.key(s);
    let quoted = words.contains('“').then(|| QUOTED.all(words));
    for c in NAME.all(words).chain(quoted.into_iter().flatten()).take(40) {
        let (Some(all), Some(name)) = (c.get(0), c.name("name")) else {
            continue;
        };
        let quoted = c.name("open").is_some() && c.name("close").is_some();
        let (before, after) = (&words[..name.start()], &words[name.end()..]);
        if !quoted
            && (c.name("open").is_some()
                || before.ends_with(['第', '十', '、', '年', '月', '每', '一', '的'])
                || before.ends_with('“'))
        {
            continue;
        }
        // 三大堆, 六大工程: a count of things, no list of demands.
        if !COUNTED.is_match(name.as_str()) || name.as_str().contains('大') {
            continue;
        }
        let place = s.start + name.start()..s.start + name.end();
        let n = count_of(name.as_str());
        let found = listed(words, before, after, s.start, n)
            .or_else(|| alike(cx, &place, n).map(|list| (list, "criteria-alike")))
            .or_else(|| numbered(cx, &place, n).map(|list| (list, "criteria-numbered")));
        let (list, rule) = match found {
            Some((list, rule)) => (list, rule),
            None if quoted && DEMAND.is_match(after) => (Vec::new(), "criteria-named"),
            None => continue,
        };
        let from = list
            .first()
            .map_or(place.start, |r| r.start.min(place.start));
        let to = list
            .last()
            .map_or(s.start + all.end(), |r| r.end.max(place.end));
        let at = from..to;
        let shown = list.iter().map(|r| page.show(r)).collect();
        let sure = if list.is_empty() { 60 } else { 90 };
        let what = Criteria {
            name: page.show(&place),
            items: shown,
            text: page.show_short(&at, 200),
            span: Span::default(),
        };
        out.push(Found {
            what,
            at,
            rule,
            sure,
        });
    }
}

static LEAD_TO_LIST: Pattern = Pattern::new(
    "^(?:”|）|共产党员|基层党组织|党员|党组织|党支部|支部|干部|标准|要求|目标|内容|，|：|。|；|\n|要|应|努力|切实|争|做到|即|就是|具体是|是指|达到|实现|主要是|包括|分别是|（|的)*",
);

/// As many items as the name promises, in the rest of the sentence or in the next, that all hold a sign of the
/// name (五个好: …好、…好) or stand right behind 即.
fn alike(cx: &Context, place: &Range<usize>, n: usize) -> Option<Vec<Range<usize>>> {
    const FAR: usize = 700;
    if n < 2 {
        return None;
    }
    let page = &cx.page;
    let rest = cut_at(&page.key[place.end..], FAR);
    let lead = LEAD_TO_LIST.find(rest)?.end();
    let said = ["即", "就是", "是指", "："]
        .iter()
        .any(|w| rest[..lead].contains(w));
    let start = place.end + lead;
    // Cut before the stop is looked for: a page without stops would be searched to its end from each name.
    let words = cut_at(&page.key[start..], FAR);
    let stop = search(words, |ahead| ahead.find(['。', '）', '；', '\n', '“']));
    let words = &words[..stop.unwrap_or(words.len())];
    let found = clean(items(words, 0), words, 0);
    let found: Vec<Range<usize>> = found
        .into_iter()
        .map(|r| start + r.start..start + r.end)
        .collect();
    let name = page.key(place);
    let signs = name
        .chars()
        .filter(|c| !is_numeral(*c) && !"两双个项种条".contains(*c));
    let held = |list: &[Range<usize>]| {
        signs
            .clone()
            .any(|sign| list.iter().all(|r| page.key(r).contains(sign)))
    };
    let list = found.get(..n)?;
    // The list ends with the sentence, or the items bear a sign of the name.
    let whole = found.len() == n && said;
    (whole || held(list)).then(|| list.to_vec())
}

/// 达到“五个好”。一是领导班子好。… : the items stand one by one, numbered, under the heading that names them.
fn numbered(cx: &Context, place: &Range<usize>, n: usize) -> Option<Vec<Range<usize>>> {
    const NEAR: usize = 600;
    // Only the words that open an item name the list below it; the bound keeps long texts linear.
    let at = cx
        .node_at(place.start)
        .filter(|at| place.start - cx.nodes[*at].range.start <= NEAR)?;
    let name = cx.page.key(place);
    let list: Vec<Range<usize>> = outline::children(&cx.nodes, at)
        .into_iter()
        .map(|node| cx.page.trim(&node.title))
        .collect();
    let sound = n >= 2 && list.len() == n && list.iter().all(|r| bears_sign(cx.page.key(r), name));
    sound.then_some(list)
}

/// The item holds a character of the name that is no figure: 讲团结 is among 四讲四有.
fn bears_sign(item: &str, name: &str) -> bool {
    name.chars()
        .filter(|c| !is_numeral(*c) && !"两双个项种条大".contains(*c))
        .any(|sign| item.contains(sign))
}

/// The first bytes up to a bound, whole characters only.
fn cut_at(words: &str, bytes: usize) -> &str {
    let mut end = words.len().min(bytes);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    &words[..end]
}

/// How many items the name promises: 五好五强 is ten.
fn count_of(name: &str) -> usize {
    let mut total = 0;
    let mut digits = String::new();
    for c in name.chars().chain(['.']) {
        if "一二三四五六七八九十两双".contains(c) {
            digits.push(c);
        } else if !digits.is_empty() {
            total += number(&digits.replace('双', "二")).unwrap_or(0) as usize;
            digits.clear();
        }
    }
    total
}

fn listed(
    words: &str,
    before: &str,
    after: &str,
    base: usize,
    n: usize,
) -> Option<(Vec<Range<usize>>, &'static str)> {
    let near = |found: usize| found >= 2 && found + 1 >= n && found <= n + 1;
    if let Some(list) = BEHIND_LIST.captures(after).and_then(|c| c.name("list")) {
        let start = words.len() - after.len() + list.start();
        let found = clean(items(list.as_str(), base + start), words, base);
        let stop = found.len().min(n.max(2));
        if near(found.len()) || (found.len() > n && n >= 2) {
            return Some((found[..stop].to_vec(), "criteria-behind"));
        }
    }
    let head = before.trim_end_matches('“');
    let list = BEFORE_LIST.captures(head).and_then(|c| c.name("list"))?;
    // The list is the last run of items: a clause before it is no item.
    let mut found = clean(items(list.as_str(), base + list.start()), words, base);
    if found.len() > n && n >= 2 {
        found.drain(..found.len() - n);
    }
    let first = found.first_mut()?;
    let lead = OPENING
        .find(&words[first.start - base..first.end - base])
        .map_or(0, |m| m.end());
    first.start += lead;
    let name = &words[before.len()..words.len() - after.len()];
    // Items and name speak of the same quality: 班子好、队伍好 are among 五个好.
    let alike = found
        .iter()
        .all(|r| bears_sign(&words[r.start - base..r.end - base], name));
    // A list that is led by 按照 and ends in 的“五好” is the name's own, whatever its items end in; one that runs
    // on to a campaign's name is a sentence.
    let joined = before.trim_end_matches('“').ends_with(['的', '等', '这']);
    // 做到甲、乙、丙、丁“四公开”: as many as the name says, led by the verb and followed by the name at once.
    let short = found
        .iter()
        .all(|r| words[r.start - base..r.end - base].chars().count() <= 12);
    let opening = found.first().map_or("", |r| {
        let from = r.start - base;
        &words[from.saturating_sub(lead)..from]
    });
    let done = ["做到", "实现", "达到", "落实"]
        .iter()
        .any(|w| opening.contains(w));
    let led = done && found.len() == n && n >= 3 && short && !joined && before.ends_with('“');
    (near(found.len()) && (alike || led || (lead > 0 && joined && DEMAND.is_match(after))))
        .then_some((found, "criteria-before"))
}

/// Items without the markers and joints in front of them.
fn clean(list: Vec<Range<usize>>, words: &str, base: usize) -> Vec<Range<usize>> {
    list.into_iter()
        .map(|r| {
            let piece = &words[r.start - base..r.end - base];
            let lead = LEADS.find(piece).map_or(0, |m| m.end());
            let tail = piece.len() - piece.trim_end_matches(['的', '等', '这']).len();
            r.start + lead..r.end - tail
        })
        .filter(|r| r.end > r.start)
        .collect()
}

static LEADS: Pattern = Pattern::new(
    "^(?:[一二三四五六七八九十](?:是|要)|即|就是|并且|以及|[0-9]{1,2}[.、]|[①-⑳]|（[0-9一二三四五六七八九十]{1,2}）)+",
);

/// Headings of conditions, standards and vetoes with the items below them.
fn conditions(cx: &Context, out: &mut Vec<Found<Criteria>>) {
    let page = &cx.page;
    for at in 0..cx.nodes.len() {
        let node = &cx.nodes[at];
        let title = cx.title(at);
        let short = title.chars().count() <= 16;
        let lead = cut(page.key(&(node.title.end..node.body.end)), 120);
        let veto = VETO.is_match(title)
            || (VETO.is_match(lead) && matches!(node.kind, Kind::Cn | Kind::Cnp | Kind::Num));
        let named = COUNTED.is_match(title.trim_matches(['“', '”'])) && title.chars().count() >= 3;
        if !((short && CONDITION.is_match(title)) || veto || named) {
            continue;
        }
        let children = outline::children(&cx.nodes, at);
        // Standards that bear names of their own are read as such.
        let own = children.iter().filter(|c| {
            let title = page.key(&c.title).trim_matches(['“', '”']);
            COUNTED.is_match(title) && title.chars().count() >= 2
        });
        if own.count() * 2 > children.len() {
            continue;
        }
        // Conditions of several titles stand one level deeper, under each title.
        let parents = children.iter().filter(|c| {
            let index = cx.nodes.partition_point(|n| n.range.start < c.range.start);
            !outline::children(&cx.nodes, index).is_empty()
        });
        let deep = parents.count() * 2 > children.len();
        if veto && !(short && CONDITION.is_match(title)) {
            push_condition(
                cx,
                at,
                Some(if lead.contains("否决") || title.contains("否决") {
                    "一票否决"
                } else {
                    title
                }),
                out,
            );
        } else if deep {
            for child in children {
                let index = cx
                    .nodes
                    .partition_point(|n| n.range.start < child.range.start);
                push_condition(cx, index, None, out);
            }
        } else {
            push_condition(cx, at, None, out);
        }
    }
}

fn push_condition(cx: &Context, at: usize, name: Option<&str>, out: &mut Vec<Found<Criteria>>) {
    let page = &cx.page;
    let node = &cx.nodes[at];
    let children = outline::children(&cx.nodes, at);
    if children.is_empty() || children.len() > 40 {
        return;
    }
    let items: Vec<String> = children
        .iter()
        .map(|c| {
            let first = page
                .sentences(&(c.title.start..c.body.end))
                .into_iter()
                .next()
                .unwrap_or(c.title.clone());
            page.show_short(&page.trim(&first), 80)
        })
        .collect();
    let name = name.map_or_else(
        || page.show_short(&node.title, 30),
        |n| {
            // 有下列情形之一的，取消称号: what follows is the name.
            let last = n.rsplit('，').next().unwrap_or(n);
            cut(&page.mask(last), 30).to_owned()
        },
    );
    let name = name.trim_matches(['“', '”']).to_owned();
    let range = node.range.start..node.title.end;
    let what = Criteria {
        name,
        items,
        text: page.show_short(&range, 200),
        span: Span::default(),
    };
    out.push(Found {
        what,
        at: range,
        rule: "criteria-heading",
        sure: 75,
    });
}

/// One entry a name: the one that lists most.
fn merge(all: Vec<Found<Criteria>>) -> Vec<Found<Criteria>> {
    let mut out: Vec<Found<Criteria>> = Vec::new();
    let mut known: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut lists: HashSet<Vec<String>> = HashSet::new();
    for found in all {
        if !found.what.items.is_empty() && !lists.insert(found.what.items.clone()) {
            continue;
        }
        match known.get(&found.what.name) {
            Some(at) if out[*at].what.items.len() < found.what.items.len() => out[*at] = found,
            Some(_) => {}
            None => {
                known.insert(found.what.name.clone(), out.len());
                out.push(found);
            }
        }
    }
    out
}
