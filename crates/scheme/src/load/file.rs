//! The settings of the file itself: limits of the total, the period, the validity.

use crate::points::Points;
use crate::rules::{Elsewhere, Period, Validity};
use crate::shape;
use crate::sheet::{Row, SchemeError};
use jiff::ToSpan as _;

/// Cap and floor of a row: the cap is not below the floor.
pub(super) fn limits(row: &Row<'_>) -> Result<(Option<Points>, Option<Points>), SchemeError> {
    let (cap, floor) = (row.maybe_points("cap")?, row.maybe_points("floor")?);
    if let (Some(cap), Some(floor)) = (cap, floor)
        && cap < floor
    {
        return Err(row.refuse(
            "floor",
            format!("下限{floor}高于上限{cap}"),
            "请核对cap和floor",
        ));
    }
    Ok((cap, floor))
}

pub(super) fn elsewhere(file: &Row<'_>) -> Result<Option<Elsewhere>, SchemeError> {
    let codes = [
        ("count", Elsewhere::Count),
        ("list", Elsewhere::List),
        ("refuse", Elsewhere::Refuse),
    ];
    let hint = "count（照常计分）、list（列出不计）或refuse（拒绝评定，先核实）";
    file.maybe_choice("elsewhere", &codes, hint)
}

pub(super) fn period(file: &Row<'_>) -> Result<Option<Period>, SchemeError> {
    let Some(row) = file.table("period", shape::PERIOD)? else {
        return Ok(None);
    };
    let (from, to) = (row.day("from")?, row.day("to")?);
    if to < from {
        return Err(row.refuse(
            "to",
            format!("评定期的最后一天{to}早于第一天{from}"),
            "请核对from和to",
        ));
    }
    let hint = "refuse（拒绝评定）或list（列出不计）";
    Ok(Some(Period {
        from,
        to,
        list_outside: row.choice("outside", &[("refuse", false), ("list", true)], hint)?,
    }))
}

pub(super) fn validity(file: &Row<'_>) -> Result<Option<Validity>, SchemeError> {
    let Some(row) = file.table("validity", shape::VALIDITY)? else {
        return Ok(None);
    };
    let from = row.day("from")?;
    let months = row.maybe_whole("months", 120)?;
    let months = months.filter(|months| *months > 0);
    let months = months.ok_or_else(|| row.missing("months", "1到120的整数，如 months = 12"))?;
    let to = from
        .checked_add(i64::from(months).months())
        .and_then(|day| day.checked_sub(1.day()))
        .map_err(|_| row.refuse("from", "有效期超出日历".to_owned(), "请核对from和months"))?;
    Ok(Some(Validity { from, to }))
}
