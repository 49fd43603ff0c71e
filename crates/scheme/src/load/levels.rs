//! Levels and named stars: cut-offs that leave no question open.

use super::names::Loader;
use crate::condition::{Condition, Scope, Wanted};
use crate::points::Points;
use crate::rules::{Between, Cutoff, Edge, Level, Line, Measure, Star};
use crate::shape;
use crate::sheet::{Row, SchemeError};

const EDGE: &str = "inclusive = true（正好达到分数线即算达到）或 inclusive = false（须超过分数线）";

impl Loader {
    pub(super) fn stars(&mut self, file: &Row<'_>) -> Result<Vec<Star>, SchemeError> {
        file.rows("star", "星", "id", shape::STAR, shape::MOST_STARS)?
            .iter()
            .map(|row| {
                let title = row.text("title")?;
                self.plain_words(row, "title", &title)?;
                let when = self.when(row, Scope::Total)?;
                let line = match row.maybe_code("of")? {
                    None => {
                        row.none_of(&["from", "inclusive"], "只与of同用")?;
                        None
                    }
                    Some(code) => {
                        let of = self.nodes.iter().position(|id| *id == code);
                        Some(Line {
                            of: of.ok_or_else(|| {
                                row.refuse(
                                    "of",
                                    format!("条目或大项“{code}”没有在本方案出现"),
                                    "请核对代号",
                                )
                            })?,
                            from: row.points("from")?,
                            edge: Edge::of(row.flag("inclusive", EDGE)?),
                        })
                    }
                };
                if line.is_none() && when.is_none() {
                    return Err(row.missing("of", "看哪个条目或大项的分；或写when和because"));
                }
                Ok(Star {
                    id: row.code("id")?,
                    title,
                    line,
                    when,
                })
            })
            .collect()
    }

    /// A condition and its words, both or neither.
    fn when(
        &self,
        row: &Row<'_>,
        scope: Scope,
    ) -> Result<Option<(Condition, String)>, SchemeError> {
        match self.condition(row, "when", scope, Wanted::Truth)? {
            Some(condition) => Ok(Some((condition, row.text("because")?))),
            None => {
                row.none_of(&["because"], "只与when同用")?;
                Ok(None)
            }
        }
    }

    pub(super) fn measure(&self, file: &Row<'_>) -> Result<Measure, SchemeError> {
        let codes = [("points", Measure::Points), ("stars", Measure::Stars)];
        let hint = "points（按总分定等次）或stars（按点亮的星数定等次）";
        if self.star_ids.is_empty() {
            let measure = file.maybe_choice("measure", &codes, hint)?;
            if measure == Some(Measure::Stars) {
                return Err(file.refuse(
                    "measure",
                    "按星数定等次，却没有任何 [[star]]".to_owned(),
                    "请写出各颗星，或写 measure = \"points\"",
                ));
            }
            return Ok(Measure::Points);
        }
        file.choice("measure", &codes, hint)
    }

    pub(super) fn levels(
        &self,
        file: &Row<'_>,
        measure: Measure,
        cap: Option<Points>,
    ) -> Result<(Vec<Cutoff>, Between), SchemeError> {
        let rows = file.rows("level", "等次", "code", shape::LEVEL, shape::MOST_LEVELS)?;
        if rows.is_empty() && self.star_ids.is_empty() {
            return Err(file.refuse("level", "没有任何等次".to_owned(), "请至少写一个 [[level]]"));
        }
        if rows.is_empty() && measure == Measure::Points {
            return Err(file.refuse(
                "measure",
                "按总分定等次，却没有任何 [[level]]".to_owned(),
                "请写出各等次，或写 measure = \"stars\"（结果即星数）",
            ));
        }
        let quotas = file.has("quota");
        let mut levels: Vec<Cutoff> = Vec::new();
        for row in &rows {
            let cutoff = self.cutoff(row, measure)?;
            if (levels.iter()).any(|higher| higher.level.code == cutoff.level.code) {
                return Err(row.refuse(
                    "code",
                    format!("等次代号“{}”重复", cutoff.level.code),
                    "请给每个等次不同的code",
                ));
            }
            check_descent(row, &levels, &cutoff, quotas)?;
            levels.push(cutoff);
        }
        let between = bands(file, &rows, &mut levels, measure, cap)?;
        Ok((levels, between))
    }

    fn cutoff(&self, row: &Row<'_>, measure: Measure) -> Result<Cutoff, SchemeError> {
        let hint = "分数线，如 from = \"90\"；不设分数线写 from = \"any\"";
        let from = row.cut("from", hint)?;
        let inclusive = match (from, measure) {
            (None, _) => {
                row.none_of(&["inclusive"], "在any一档没有意义")?;
                true
            }
            (Some(_), Measure::Points) => row.flag("inclusive", EDGE)?,
            (Some(stars), Measure::Stars) => {
                if stars.hundredths() % 100 != 0 {
                    return Err(row.refuse(
                        "from",
                        format!("星数{stars}不是整数"),
                        "按星数定等次时，from写几颗星",
                    ));
                }
                row.maybe_flag("inclusive", EDGE)?.unwrap_or(true)
            }
        };
        Ok(Cutoff {
            level: Level {
                code: row.code("code")?,
                name: row.text("name")?,
                stars: row.stars("stars")?,
            },
            from,
            edge: Edge::of(inclusive),
            when: self.when(row, Scope::Final)?,
        })
    }
}

/// Cut-offs descend; two may be equal only where something else tells them apart.
fn check_descent(
    row: &Row<'_>,
    levels: &[Cutoff],
    cutoff: &Cutoff,
    quotas: bool,
) -> Result<(), SchemeError> {
    let Some(from) = cutoff.from else {
        return Ok(());
    };
    let lowest = levels
        .iter()
        .rev()
        .find_map(|higher| Some((higher, higher.from?)));
    let Some((higher, line)) = lowest else {
        return Ok(());
    };
    let apart = higher.when.is_some()
        || quotas
        || (higher.edge == Edge::MoreThan && cutoff.edge == Edge::AtLeast);
    if from < line || (from == line && apart) {
        return Ok(());
    }
    Err(row.refuse(
        "from",
        format!(
            "分数线{from}没有低于上一等次“{}”的{line}",
            higher.level.name
        ),
        "请从高到低排列等次，分数线逐级降低",
    ))
}

/// Where bands name their upper ends, they must meet, or the file says what lies between.
fn bands(
    file: &Row<'_>,
    rows: &[Row<'_>],
    levels: &mut [Cutoff],
    measure: Measure,
    cap: Option<Points>,
) -> Result<Between, SchemeError> {
    let codes = [
        ("lower", Between::Lower),
        ("higher", Between::Higher),
        ("round", Between::Round),
    ];
    let hint = "between = \"lower\"（归下一档）、\"higher\"（归上一档）或 \"round\"（总分先四舍五入到整数）";
    let between = file.maybe_choice("between", &codes, hint)?;
    let mut gap = false;
    for (n, row) in rows.iter().enumerate() {
        let Some(to) = row.maybe_points("to")? else {
            continue;
        };
        if measure == Measure::Stars {
            return Err(row.refuse("to", "按星数定等次时不用“to”".to_owned(), "请删去to"));
        }
        let from = levels.get(n).and_then(|cutoff| cutoff.from);
        if from.is_some_and(|from| to < from) {
            return Err(row.refuse("to", format!("上端{to}低于分数线"), "请核对from和to"));
        }
        let Some(higher) = n.checked_sub(1).and_then(|n| levels.get_mut(n)) else {
            if cap.is_none_or(|cap| cap > to) {
                return Err(row.refuse(
                    "to",
                    format!("总分可能超过{to}，属于哪一档没有写明"),
                    &format!("请在文件开头写 cap = \"{to}\"，或删去最高一档的to"),
                ));
            }
            continue;
        };
        let Some(line) = higher.from else { continue };
        if to > line {
            return Err(row.refuse(
                "to",
                format!(
                    "上端{to}高于上一等次“{}”的分数线{line}，两档重叠",
                    higher.level.name
                ),
                "请改to或上一等次的from，让两档衔接",
            ));
        }
        let one_short = to < line;
        if one_short {
            gap = true;
            match between {
                None => {
                    return Err(row.refuse(
                        "to",
                        format!(
                            "总分在{to}和{line}之间{}属于哪一档没有写明",
                            example(to, line)
                        ),
                        &format!("请让两档衔接，或在文件开头写{hint}"),
                    ));
                }
                Some(Between::Higher) => {
                    higher.from = Some(to);
                    higher.edge = Edge::MoreThan;
                }
                Some(_) => {}
            }
        }
    }
    match between {
        Some(_) if !gap => Err(file.refuse(
            "between",
            "“between”没有用处：各档之间没有空隙".to_owned(),
            "请删去between，或写明各档的to",
        )),
        between => Ok(between.unwrap_or(Between::Nowhere)),
    }
}

/// A total in the gap, where one of hundredths is.
fn example(to: Points, line: Points) -> String {
    let after = |hundredths| to.checked_add(Points::from_hundredths(hundredths));
    let inside = [50, 1]
        .into_iter()
        .filter_map(after)
        .find(|one| *one < line);
    inside.map_or_else(String::new, |one| format!("（如{one}）"))
}
