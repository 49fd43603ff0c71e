//! The sentences that a person reads under each number.

use super::as_is;
use crate::figure::{Figure, Worked};
use crate::place::Standing;
use crate::points::Points;
use crate::rules::{
    Change, Cutoff, Edge, Frame, Item, Limit, LimitEffect, Measure, Rate, Scheme, Section, Source,
    Star, Take,
};
use crate::seats::Push;

pub(super) fn base(points: Points, without_facts: bool) -> String {
    if without_facts {
        format!("评定期内没有登记任何事实，只计基础分{points}分")
    } else {
        format!("基础分{points}分")
    }
}

/// Such as 公开承诺按期办结3项，每项5分，计15分，上限20分.
pub(super) fn item(
    scheme: &Scheme,
    item: &Item,
    worked: &Worked,
    part: Points,
    beaten: usize,
) -> String {
    let mut said = match worked.value {
        None => format!("{}没有记录", item.frame.title),
        Some(value) => quantity(scheme, item, worked, value),
    };
    if !as_is(item, worked) {
        if worked.value.is_some() {
            said.push_str(&each(item));
        }
        said.push('，');
        said.push_str(&earned(worked.earned));
    }
    if worked.rounded {
        let to = item
            .frame
            .round
            .map_or(Points::from_hundredths(1), |round| round.to);
        let mode = item.frame.round.map(|round| round.mode);
        said.push_str(&format!("（{}到{to}分）", way(mode)));
    }
    if worked.spanned {
        said.push_str("（已按每月、每季或每年的限额计）");
    }
    if beaten > 0 {
        said.push_str(&format!(
            "，同一事项只计最高分，另有{beaten}{}不重复计",
            item.unit
        ));
    }
    if item.frame.base != Points::ZERO {
        said.push_str(&format!("，起始{}分", item.frame.base));
    }
    said.push_str(&limit_of(&item.frame, worked.earned, worked.points));
    said.push_str(&weight(&item.frame, part));
    if item.frame.aside {
        said.push_str("，只供星和条件使用，不计入总分");
    }
    said
}

fn way(mode: Option<crate::ratio::RoundMode>) -> &'static str {
    match mode {
        None | Some(crate::ratio::RoundMode::HalfUp) => "四舍五入",
        Some(crate::ratio::RoundMode::Up) => "进一",
        Some(crate::ratio::RoundMode::Down) => "去尾",
    }
}

fn quantity(scheme: &Scheme, item: &Item, worked: &Worked, value: Points) -> String {
    let (title, unit) = (&item.frame.title, &item.unit);
    let Worked { events, amount, .. } = worked;
    match &item.source {
        Source::Facts { take, .. } => match (take, events) {
            (Take::Count, _) => format!("{title}{events}{unit}"),
            (_, 1) => format!("{title}{amount}{unit}"),
            (Take::Sum, 0) => format!("{title}0{unit}"),
            (Take::Sum, _) => format!("{title}{events}次合计{amount}{unit}"),
            (Take::Mean, _) => format!("{title}{events}次合计{amount}{unit}，取平均"),
            (Take::Highest, _) => format!("{title}{events}次，最高{value}{unit}"),
            (Take::Lowest, _) => format!("{title}{events}次，最低{value}{unit}"),
            (Take::Last, _) => format!("{title}{events}次，最近一次{value}{unit}"),
        },
        Source::Attribute(_) => format!("{title}{value}{unit}"),
        Source::Votes(_) => format!("{title}共{amount}票，折算{value}分"),
        Source::Formula(_) => format!("{title}按算式计{value}分"),
        Source::Panel { panel, .. } => {
            let names: Vec<String> = scheme.panels.get(*panel).map_or(Vec::new(), |panel| {
                (panel.scorers.iter())
                    .map(|scorer| format!("{}{}", scorer.title, scorer.weight))
                    .collect()
            });
            format!("{title}{events}个评分，按{}合成{value}分", names.join("、"))
        }
    }
}

fn each(item: &Item) -> String {
    let (one, plus, points) = match &item.rate {
        Rate::AsIs => return String::new(),
        Rate::Bands(_) => return "，按分档".to_owned(),
        Rate::PerEvent(points) => (String::new(), "", *points),
        Rate::PerAmount { points, each, .. } => (each.to_string(), "计", *points),
    };
    let mut said = "，".to_owned();
    if let Rate::PerAmount { over, under, .. } = &item.rate {
        if let Some(over) = over {
            said.push_str(&format!("超过{over}{}的部分", item.unit));
        }
        if let Some(under) = under {
            said.push_str(&format!("不足{under}{}的部分", item.unit));
        }
    }
    let verb = if points < Points::ZERO { "扣" } else { plus };
    said.push_str(&format!("每{one}{}{verb}{}分", item.unit, points.size()));
    if let Rate::PerAmount {
        drop_part: true, ..
    } = &item.rate
    {
        said.push_str("（不满的不计）");
    }
    said
}

fn earned(points: Points) -> String {
    let verb = if points < Points::ZERO { "扣" } else { "计" };
    format!("{verb}{}分", points.size())
}

/// The limit on the side where the points lie.
fn limit_of(frame: &Frame, earned: Points, points: Points) -> String {
    let sum = earned.checked_add(frame.base).unwrap_or(earned);
    let (name, bound, signed) = if frame.base != Points::ZERO {
        if frame.cap.is_some_and(|cap| sum > cap) {
            ("上限", frame.cap, true)
        } else {
            ("下限", frame.floor, true)
        }
    } else if earned < Points::ZERO {
        ("最多扣", frame.floor, false)
    } else {
        ("上限", frame.cap, false)
    };
    let words = |bound: Points| {
        if signed {
            bound.to_string()
        } else {
            bound.size()
        }
    };
    match bound {
        Some(bound) if points != sum && points == bound => {
            format!("，超过限额，按{name}{}分计", words(bound))
        }
        Some(bound) if frame.base == Points::ZERO => format!("，{name}{}分", words(bound)),
        _ if frame.base != Points::ZERO => format!("，得{points}分"),
        _ => String::new(),
    }
}

fn weight(frame: &Frame, part: Points) -> String {
    frame
        .weight
        .map_or(String::new(), |weight| format!("，占{weight}，计{part}分"))
}

/// Such as 组织生活各条合计23分，按上限20分计，本行折减3分.
pub(super) fn section(
    section: &Section,
    raw: Points,
    points: Points,
    part: Points,
    change: Points,
) -> String {
    let frame = &section.frame;
    let how = match section.take {
        Take::Highest => "各条取最高",
        Take::Lowest => "各条取最低",
        Take::Mean => "各条取平均",
        _ => "各条合计",
    };
    let mut said = format!("{}{how}{raw}分", frame.title);
    if frame.base != Points::ZERO {
        said.push_str(&format!("，起始{}分", frame.base));
    }
    let sum = raw.checked_add(frame.base).unwrap_or(raw);
    if frame.cap.is_some_and(|cap| cap == points && sum > cap) {
        said.push_str(&format!("，超过限额，按上限{points}分计"));
    } else if frame
        .floor
        .is_some_and(|floor| floor == points && sum < floor)
    {
        said.push_str(&format!("，按下限{points}分计"));
    } else if sum != points {
        said.push_str(&format!("，取整为{points}分"));
    } else if frame.base != Points::ZERO {
        said.push_str(&format!("，得{points}分"));
    } else if let Some(cap) = frame.cap {
        said.push_str(&format!("，上限{cap}分"));
    }
    said.push_str(&weight(frame, part));
    if frame.aside {
        said.push_str("，只供星和条件使用，不计入总分");
    } else if change != Points::ZERO && (change != frame.base || sum != points) {
        let verb = if change < Points::ZERO {
            "折减"
        } else {
            "补计"
        };
        said.push_str(&format!("，本行{verb}{}分", change.size()));
    }
    said
}

pub(super) fn total(scheme: &Scheme, below: Points, total: Points) -> String {
    let why = if scheme.cap == Some(total) {
        format!("超过限额，按总分上限{total}分计")
    } else if scheme.floor == Some(total) {
        format!("按总分下限{total}分计")
    } else {
        format!("合成后取整为{total}分")
    };
    format!("各项合计{below}分，{why}")
}

pub(super) fn star(scheme: &Scheme, figure: &Figure, star: &Star, won: bool) -> String {
    let mut said = star.title.clone();
    if let Some(star_line) = &star.line {
        let title = scheme
            .frame(star_line.of)
            .map_or("", |frame| frame.title.as_str());
        let points = figure.nodes.get(star_line.of).copied().unwrap_or_default();
        let line = reach(star_line.from, star_line.edge, "分");
        said.push_str(&format!("：{title}{points}分，须{line}"));
    }
    if let Some((_, because)) = &star.when {
        said.push_str(&format!("，并须{because}"));
    }
    said.push_str(if won { "，点亮" } else { "，未点亮" });
    said
}

pub(super) fn limit(scheme: &Scheme, limit: &Limit) -> String {
    let effect = match limit.effect {
        LimitEffect::AtMost(level) => format!("最高评为{}", name(scheme, Some(level))),
        LimitEffect::Down(steps) => format!("降{steps}级"),
    };
    format!("{}，{effect}", limit.because)
}

/// What the last result changed, if anything.
pub(super) fn change(scheme: &Scheme, standing: &Standing) -> Option<String> {
    let change: &Change = scheme.change.as_ref()?;
    let before = match standing.previous {
        Some(previous) => format!("上一次为{}", name(scheme, Some(previous))),
        None => "没有上一次结果".to_owned(),
    };
    let why = if standing.held_up {
        format!("一次最多降{}级", change.down_at_most.unwrap_or_default())
    } else if standing.held_down && standing.previous.is_some() {
        format!("一次最多升{}级", change.up_at_most.unwrap_or_default())
    } else if standing.held_down {
        format!("首次参评最高为{}", name(scheme, change.newcomers))
    } else if standing.by_margin && standing.level == standing.previous {
        let margin = change.keep_margin.unwrap_or_default();
        format!("低于分数线不超过{margin}分，保留原等次")
    } else {
        return None;
    };
    Some(format!("{before}，{why}"))
}

pub(super) fn quota(scheme: &Scheme, push: &Push) -> String {
    let level = name(scheme, Some(push.from));
    let quota = scheme
        .quotas
        .get(push.quota)
        .map_or("", |quota| quota.id.as_str());
    if push.stayed {
        format!("{level}名额（{quota}）已满，但一次最多降级有限，仍予保留")
    } else {
        format!("{level}名额（{quota}）已满，按先后依据未能列入，改看下一等次")
    }
}

fn name(scheme: &Scheme, level: Option<usize>) -> &str {
    let cutoff = level.and_then(|at| scheme.levels.get(at));
    cutoff.map_or("未定级", |cutoff| cutoff.level.name.as_str())
}

/// Such as 合计83.4分，达到四星（80分及以上）；五星须90分及以上.
pub(super) fn level(
    scheme: &Scheme,
    standing: &Standing,
    level: Option<usize>,
    total: Points,
    measure: Points,
) -> String {
    let stars = scheme.measure == Measure::Stars;
    let mut said = format!("合计{total}分");
    if stars {
        said.push_str(&format!("，点亮{measure}颗星"));
    } else if measure != total {
        said.push_str(&format!("，定等次时四舍五入为{measure}分"));
    }
    if scheme.levels.is_empty() {
        return said;
    }
    if level != standing.reached {
        let reached = name(scheme, standing.reached);
        return format!("{said}，按分数{reached}，最后定为{}", name(scheme, level));
    }
    let unit = if stars { "颗星" } else { "分" };
    match level.and_then(|at| scheme.levels.get(at)) {
        Some(cutoff) => said.push_str(&format!(
            "，达到{}（{}）",
            cutoff.level.name,
            line(cutoff, unit)
        )),
        None => said.push_str("，未达到任何等次"),
    }
    let missed = level.unwrap_or(scheme.levels.len()).checked_sub(1);
    if let Some(next) = missed.and_then(|at| scheme.levels.get(at)) {
        let short = !next.met_by(measure);
        let because = next.when.as_ref().map(|(_, because)| because.as_str());
        let asked = match (short, because) {
            (true, None) => format!("须{}", line(next, unit)),
            (true, Some(because)) => format!("须{}，并须{because}", line(next, unit)),
            (false, Some(because)) => format!("还须{because}"),
            (false, None) => return said,
        };
        said.push_str(&format!("；{}{asked}", next.level.name));
    }
    said
}

pub(super) fn refused(points: Points, why: &str) -> String {
    format!("合计{points}分，但不予定级：{why}")
}

fn line(cutoff: &Cutoff, unit: &str) -> String {
    match cutoff.from {
        None => "不设分数线".to_owned(),
        Some(from) => reach(from, cutoff.edge, unit),
    }
}

fn reach(from: Points, edge: Edge, unit: &str) -> String {
    match edge {
        Edge::AtLeast => format!("{from}{unit}及以上"),
        Edge::MoreThan => format!("{from}{unit}以上，不含{from}{unit}"),
    }
}
