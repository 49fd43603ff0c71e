//! The sentences that a person reads under each number.

use crate::points::Points;
use crate::rules::{Cutoff, Edge, Item, Rate, Take};
use crate::tally::Tally;

pub(crate) fn base(points: Points, without_facts: bool) -> String {
    if without_facts {
        format!("评定期内没有登记任何事实，只计基础分{points}分")
    } else {
        format!("基础分{points}分")
    }
}

/// Such as 公开承诺按期办结3项，每项5分，计15分，上限20分.
pub(crate) fn counted(item: &Item, tally: &Tally) -> String {
    let rounded = if tally.rounded {
        "（四舍五入到0.01分）"
    } else {
        ""
    };
    format!(
        "{}，{}，{}{rounded}{}",
        quantity(item, tally),
        each(item),
        earned(tally.earned),
        limit(item, tally)
    )
}

fn quantity(item: &Item, tally: &Tally) -> String {
    let Item { title, unit, .. } = item;
    let Tally { events, amount, .. } = tally;
    match item.rate {
        Rate::PerEvent(_) => format!("{title}{events}{unit}"),
        Rate::PerAmount(..) if *events == 1 => format!("{title}{amount}{unit}"),
        Rate::PerAmount(_, Take::Sum) => format!("{title}{events}次合计{amount}{unit}"),
        Rate::PerAmount(_, Take::Mean) => format!("{title}{events}次合计{amount}{unit}，取平均"),
    }
}

fn each(item: &Item) -> String {
    let (one, plus, points) = match item.rate {
        Rate::PerEvent(points) => ("", "", points),
        Rate::PerAmount(points, _) => ("1", "计", points),
    };
    let verb = if points < Points::ZERO { "扣" } else { plus };
    format!("每{one}{}{verb}{}分", item.unit, points.size())
}

fn earned(points: Points) -> String {
    let verb = if points < Points::ZERO { "扣" } else { "计" };
    format!("{verb}{}分", points.size())
}

/// The limit on the side where the points lie.
fn limit(item: &Item, tally: &Tally) -> String {
    let (name, bound) = if tally.earned < Points::ZERO {
        ("最多扣", item.floor)
    } else {
        ("上限", item.cap)
    };
    let Some(bound) = bound.map(Points::size) else {
        return String::new();
    };
    if tally.points == tally.earned {
        format!("，{name}{bound}分")
    } else {
        format!("，超过限额，按{name}{bound}分计")
    }
}

pub(crate) fn uncounted(records: usize) -> String {
    format!("另有{records}条记录不在本方案计分范围内，不加分也不扣分")
}

/// Such as 合计83.4分，达到四星（80分及以上）；五星须90分及以上.
pub(crate) fn level(levels: &[Cutoff], reached: Option<&Cutoff>, points: Points) -> String {
    let missed = levels
        .iter()
        .take_while(|cutoff| !cutoff.met_by(points))
        .last();
    let next = missed.map_or(String::new(), |cutoff| {
        format!("；{}须{}", cutoff.level.name, line(cutoff))
    });
    match reached {
        Some(cutoff) => format!(
            "合计{points}分，达到{}（{}）{next}",
            cutoff.level.name,
            line(cutoff)
        ),
        None => format!("合计{points}分，未达到任何等次{next}"),
    }
}

pub(crate) fn refused(points: Points, why: &str) -> String {
    format!("合计{points}分，但不予定级：{why}")
}

fn line(cutoff: &Cutoff) -> String {
    match cutoff.edge {
        Edge::AtLeast => format!("{}分及以上", cutoff.from),
        Edge::MoreThan => format!("{}分以上，不含{}分", cutoff.from, cutoff.from),
    }
}
