//! Quotas, what the last result says, and what must be said only where there are quotas.

use super::bars::level;
use crate::points::Points;
use crate::ratio::RoundMode;
use crate::rules::Edge::{AtLeast, MoreThan};
use crate::rules::{Change, Quota, Scheme, Seats, Ties};
use crate::shape;
use crate::sheet::{Row, SchemeError};

pub(super) fn quotas(file: &Row<'_>, scheme: &Scheme) -> Result<Vec<Quota>, SchemeError> {
    let rows = file.rows("quota", "名额", "id", shape::QUOTA, shape::MOST_LEVELS)?;
    let mut quotas: Vec<Quota> = Vec::new();
    for row in &rows {
        let quota = quota(file, row, scheme)?;
        if quotas.iter().any(|earlier| earlier.id == quota.id) {
            return Err(row.refuse(
                "id",
                format!("名额代号“{}”重复", quota.id),
                "请给每个名额不同的id",
            ));
        }
        quotas.push(quota);
    }
    check_reach(file, scheme, &quotas)?;
    Ok(quotas)
}

fn quota(file: &Row<'_>, row: &Row<'_>, scheme: &Scheme) -> Result<Quota, SchemeError> {
    let seats = seats(row)?;
    let hint = "vetoed_in_base = true（被否决的人计入基数）或 false（不计入）";
    let vetoed_in_base = match (seats, row.maybe_flag("vetoed_in_base", hint)?) {
        (Seats::Share(..), None) if !scheme.vetoes.is_empty() => {
            return Err(row.missing("vetoed_in_base", hint));
        }
        (_, flag) => flag.unwrap_or(true),
    };
    let per = row.maybe_code("per")?;
    let pool_under = row.maybe_whole("pool_under", 1_000_000)?;
    if pool_under.is_some() && per.is_none() {
        return Err(row.refuse(
            "pool_under",
            "“pool_under”只与per同用".to_owned(),
            "请写per，或删去pool_under",
        ));
    }
    let hint = "in（同分都入，可超名额）、out（同分都不入）或refuse（拒绝并列出同分的人）";
    Ok(Quota {
        id: row.code("id")?,
        levels: levels(file, row)?,
        seats,
        least: usize::try_from(row.maybe_whole("least", 1_000_000)?.unwrap_or(0)).unwrap_or(0),
        vetoed_in_base,
        per,
        pool_under: usize::try_from(pool_under.unwrap_or(0)).unwrap_or(0),
        ties: row.choice("ties", &Ties::CODES, hint)?,
        order: order(row, scheme)?,
    })
}

fn levels(file: &Row<'_>, row: &Row<'_>) -> Result<Vec<usize>, SchemeError> {
    let remedy = "指明等次写levels，某等次及以上合计写at_least";
    if row.one_of(&["levels", "at_least"], remedy)? == "at_least" {
        let lowest = level(file, row, "at_least")?;
        return Ok((0..=lowest.unwrap_or(0)).collect());
    }
    let all = file.rows("level", "等次", "code", shape::LEVEL, shape::MOST_LEVELS)?;
    let codes = all
        .iter()
        .map(|level| level.code("code"))
        .collect::<Result<Vec<_>, _>>()?;
    (row.codes("levels")?.unwrap_or_default().iter())
        .map(|code| {
            codes.iter().position(|known| known == code).ok_or_else(|| {
                row.refuse(
                    "levels",
                    format!("等次“{code}”没有在 [[level]] 中写明"),
                    "请核对等次代号",
                )
            })
        })
        .collect()
}

fn seats(row: &Row<'_>) -> Result<Seats, SchemeError> {
    let hint = "round = \"down\"（去尾）、\"half_up\"（四舍五入）或 \"up\"（进一）";
    if row.one_of(&["share", "count"], "按比例写share，定数写count")? == "count" {
        row.none_of(&["round", "least", "vetoed_in_base"], "只与share同用")?;
        let count = row.maybe_whole("count", 1_000_000)?.unwrap_or(0);
        return Ok(Seats::Count(usize::try_from(count).unwrap_or(0)));
    }
    let share = row.maybe_share("share")?;
    let share = share.ok_or_else(|| row.missing("share", "比例，如 share = \"10%\""))?;
    let mode = row.choice("round", &RoundMode::CODES, hint)?;
    Ok(Seats::Share(share, mode))
}

fn order(row: &Row<'_>, scheme: &Scheme) -> Result<Vec<String>, SchemeError> {
    let Some(order) = row.codes("order")? else {
        if scheme.stars.is_empty() {
            return Ok(vec!["points".to_owned()]);
        }
        return Err(row.missing("order", "先后依据，如 order = [\"stars\", \"points\"]"));
    };
    let known = |code: &String| code == "points" || code == "stars" || scheme.node(code).is_some();
    match order.iter().find(|code| !known(code)) {
        None => Ok(order),
        Some(code) => Err(row.refuse(
            "order",
            format!("先后依据“{code}”无法识别"),
            "请写points、stars或条目、大项的代号",
        )),
    }
}

/// A level that everyone reaches makes the ones below it idle.
fn check_reach(file: &Row<'_>, scheme: &Scheme, quotas: &[Quota]) -> Result<(), SchemeError> {
    let rows = file.rows("level", "等次", "code", shape::LEVEL, shape::MOST_LEVELS)?;
    for (n, (row, cutoff)) in rows.iter().zip(&scheme.levels).enumerate() {
        let narrowed =
            cutoff.when.is_some() || quotas.iter().any(|quota| quota.levels.contains(&n));
        if cutoff.from.is_none() && !narrowed && n + 1 < rows.len() {
            return Err(row.refuse(
                "from",
                "不设分数线、条件和名额，以下各等次永远评不到".to_owned(),
                "请写分数线、when或给它一个 [[quota]]",
            ));
        }
    }
    Ok(())
}

pub(super) fn change(file: &Row<'_>, scheme: &Scheme) -> Result<Option<Change>, SchemeError> {
    let Some(row) = file.table("change", shape::CHANGE)? else {
        return Ok(None);
    };
    if scheme.levels.is_empty() {
        return Err(row.refuse(
            "newcomers",
            "没有等次，谈不上升降".to_owned(),
            "请写出 [[level]]",
        ));
    }
    let newcomers = row.code("newcomers")?;
    let newcomers = match newcomers.as_str() {
        "free" => None,
        _ => level(file, &row, "newcomers")?,
    };
    let steps = |key: &str| -> Result<Option<usize>, SchemeError> {
        let steps = row.maybe_whole(key, 30)?;
        Ok(steps.and_then(|steps| usize::try_from(steps).ok()))
    };
    let down_at_most = steps("down_at_most")?;
    let hint = "down_over_quota = true（保护降级的人可超名额）或 false（名额优先）";
    let over = row.maybe_flag("down_over_quota", hint)?;
    if down_at_most.is_some() && !scheme.quotas.is_empty() && over.is_none() {
        return Err(row.missing("down_over_quota", hint));
    }
    let keep_margin = row.maybe_points("keep_margin")?;
    if keep_margin.is_some() && scheme.measure != crate::rules::Measure::Points {
        return Err(row.refuse(
            "keep_margin",
            "“keep_margin”只用于按总分定等次的方案".to_owned(),
            "请删去keep_margin",
        ));
    }
    if keep_margin.is_some_and(|margin| margin <= Points::ZERO) {
        return Err(row.refuse(
            "keep_margin",
            "“keep_margin”须大于0".to_owned(),
            "请写低于分数线不超过多少分仍可保留，如 \"3\"",
        ));
    }
    Ok(Some(Change {
        newcomers,
        keep_margin,
        up_at_most: steps("up_at_most")?,
        down_at_most,
        down_over_quota: over.unwrap_or(false),
    }))
}

/// Who finds no seat and meets no lower level gets none: that is said, or no quota does it.
pub(super) fn check_falls(file: &Row<'_>, scheme: &Scheme) -> Result<(), SchemeError> {
    let hint = "below = \"none\"（没有名额、以下又没有等次可降的人，不评任何等次）；\
                或在以下补一个不设when、分数线不高于本等次的等次";
    let rows = file.rows("quota", "名额", "id", shape::QUOTA, shape::MOST_LEVELS)?;
    for (row, quota) in rows.iter().zip(&scheme.quotas) {
        let said = row.maybe_choice("below", &[("none", ())], hint)?.is_some();
        let open = quota.levels.iter().any(|level| !lands(scheme, *level));
        if open && !said {
            return Err(row.missing("below", hint));
        }
        if said && !open {
            return Err(row.refuse(
                "below",
                "“below”没有用处：得不到名额的人都有下一等次可降".to_owned(),
                "请删去below",
            ));
        }
    }
    Ok(())
}

/// Whether everyone who holds the level meets a lower one too. Who is only protected from falling
/// (`down_at_most`) need not: of them `down_over_quota` speaks.
fn lands(scheme: &Scheme, level: usize) -> bool {
    let Some(held) = scheme.levels.get(level) else {
        return true;
    };
    let margin = scheme.change.as_ref().and_then(|change| change.keep_margin);
    let least = held
        .from
        .map(|from| from.wide() - margin.unwrap_or_default().wide());
    (scheme.levels.iter().skip(level + 1)).any(|lower| {
        let line = lower.from.map(Points::wide);
        let met = match (least, line) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(least), Some(line)) => {
                line < least || (line == least && (lower.edge, held.edge) != (MoreThan, AtLeast))
            }
        };
        met && lower.when.is_none()
    })
}

/// Whether who is exempt counts in the base is asked only where a share needs a base.
pub(super) fn check_exempt(file: &Row<'_>, scheme: &Scheme) -> Result<(), SchemeError> {
    let shares = (scheme.quotas.iter()).any(|quota| matches!(quota.seats, Seats::Share(..)));
    if !shares {
        return Ok(());
    }
    let rows = file.rows("exempt", "免评项", "group", shape::EXEMPT, shape::MOST_ROWS)?;
    match rows.iter().find(|row| !row.has("in_quota_base")) {
        None => Ok(()),
        Some(row) => Err(row.missing(
            "in_quota_base",
            "in_quota_base = true（计入名额基数）或 false（不计入）",
        )),
    }
}
