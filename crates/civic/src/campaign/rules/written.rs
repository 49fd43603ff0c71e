//! What people write when they adjust an item.

use ground::Day;

use super::Phase;
use crate::campaign::No;

/// The number before 个工作日 that follows a word: 5 of `评议结果公示5个工作日`.
pub fn workdays_after(text: &str, word: &str) -> Option<u32> {
    let (_, rest) = text.split_once(word)?;
    let (before, _) = rest.split_once("个工作日")?;
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|n| (1..=60).contains(n))
}

/// Reads an adjusted phase: `名称：2026-05-06 至 2026-05-31`, the end left out while it is open.
pub fn phase_of(words: &str) -> Result<Phase, No> {
    let (name, span) = words.split_once(['：', ':']).ok_or(No::PhaseWords)?;
    let mut days = span.split('至').map(str::trim).filter(|d| !d.is_empty());
    let starts = days
        .next()
        .and_then(|d| d.parse().ok())
        .ok_or(No::PhaseWords)?;
    let ends = match days.next() {
        Some(day) => Some(day.parse().map_err(|_| No::PhaseWords)?),
        None => None,
    };
    if name.trim().is_empty() || ends.is_some_and(|e: Day| e < starts) {
        return Err(No::PhaseWords);
    }
    Ok(Phase {
        name: name.trim().to_owned(),
        starts,
        ends,
    })
}

/// Reads adjusted focus areas: `社区：服务群众、居容整洁`.
pub fn duty_of(words: &str) -> Result<(String, Vec<String>), No> {
    let (category, foci) = words.split_once(['：', ':']).ok_or(No::DutyWords)?;
    let foci: Vec<String> = foci
        .split('、')
        .map(|f| f.trim().to_owned())
        .filter(|f| !f.is_empty())
        .collect();
    if category.trim().is_empty() || foci.is_empty() {
        return Err(No::DutyWords);
    }
    Ok((category.trim().to_owned(), foci))
}
