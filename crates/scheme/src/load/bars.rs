//! Vetoes, limits and exemptions.

use super::names::Loader;
use crate::condition::Scope;
use crate::rules::{Exempt, Limit, LimitEffect, Veto};
use crate::shape;
use crate::sheet::{Row, SchemeError};

impl Loader {
    pub(super) fn vetoes(&mut self, file: &Row<'_>) -> Result<Vec<Veto>, SchemeError> {
        let rows = file.rows("veto", "否决项", "fact", shape::VETO, shape::MOST_ROWS)?;
        rows.iter()
            .map(|row| {
                Ok(Veto {
                    trigger: self.trigger(row, &["fact", "when"], Scope::Final, "否决项")?,
                    because: row.text("because")?,
                    result: level(file, row, "result")?,
                })
            })
            .collect()
    }

    pub(super) fn limit_rows(&mut self, file: &Row<'_>) -> Result<Vec<Limit>, SchemeError> {
        let rows = file.rows("limit", "封顶项", "fact", shape::LIMIT, shape::MOST_ROWS)?;
        rows.iter()
            .map(|row| {
                let trigger = self.trigger(row, &["fact", "when"], Scope::Final, "封顶项")?;
                let remedy = "封顶写at_most，降级写down";
                let effect = match row.one_of(&["at_most", "down"], remedy)? {
                    "down" => {
                        let steps = row.maybe_whole("down", 30)?.filter(|steps| *steps > 0);
                        let steps = steps.ok_or_else(|| {
                            row.refuse(
                                "down",
                                "“down”须大于0".to_owned(),
                                "请写降几级，如 down = 1",
                            )
                        })?;
                        LimitEffect::Down(usize::try_from(steps).unwrap_or(usize::MAX))
                    }
                    _ => LimitEffect::AtMost(
                        level(file, row, "at_most")?
                            .ok_or_else(|| row.missing("at_most", "等次代号"))?,
                    ),
                };
                Ok(Limit {
                    trigger,
                    because: row.text("because")?,
                    effect,
                })
            })
            .collect()
    }

    pub(super) fn exempt(&mut self, file: &Row<'_>) -> Result<Vec<Exempt>, SchemeError> {
        let rows = file.rows("exempt", "免评项", "group", shape::EXEMPT, shape::MOST_ROWS)?;
        rows.iter()
            .map(|row| {
                let hint = "in_quota_base = true（计入名额基数）或 false（不计入）";
                Ok(Exempt {
                    trigger: self.trigger(
                        row,
                        &["group", "fact", "when"],
                        Scope::Person,
                        "免评项",
                    )?,
                    because: row.text("because")?,
                    result: level(file, row, "result")?,
                    in_quota_base: row.maybe_flag("in_quota_base", hint)?.unwrap_or(false),
                })
            })
            .collect()
    }
}

/// The place of the level that a row names; the levels themselves are read later.
pub(super) fn level(
    file: &Row<'_>,
    row: &Row<'_>,
    key: &str,
) -> Result<Option<usize>, SchemeError> {
    let Some(code) = row.maybe_code(key)? else {
        return Ok(None);
    };
    let rows = file.rows("level", "等次", "code", shape::LEVEL, shape::MOST_LEVELS)?;
    let place = rows
        .iter()
        .position(|level| level.code("code").is_ok_and(|known| known == code));
    place.map(Some).ok_or_else(|| {
        row.refuse(
            key,
            format!("等次“{code}”没有在 [[level]] 中写明"),
            "请核对等次代号",
        )
    })
}
