//! Items, sections and panels.

use super::file::limits;
use super::names::{Claim, Loader};
use crate::condition::{Scope, Wanted};
use crate::points::Points;
use crate::rules::{
    Band, Frame, Item, Panel, Rate, Scorer, Section, Source, Span, SpanLimit, Take,
};
use crate::shape;
use crate::sheet::{Row, SchemeError};

const TAKES: [(&str, Take); 6] = [
    ("count", Take::Count),
    ("sum", Take::Sum),
    ("mean", Take::Mean),
    ("highest", Take::Highest),
    ("lowest", Take::Lowest),
    ("last", Take::Last),
];
const SPANS: [(&str, &str, Span); 3] = [
    ("cap_month", "floor_month", Span::Month),
    ("cap_quarter", "floor_quarter", Span::Quarter),
    ("cap_year", "floor_year", Span::Year),
];

impl Loader {
    pub(super) fn panels(&self, file: &Row<'_>) -> Result<Vec<Panel>, SchemeError> {
        let mut panels: Vec<Panel> = Vec::new();
        for row in file.rows("panel", "评分组", "id", shape::PANEL, shape::MOST_ROWS)? {
            let panel = self.panel(&row)?;
            if panels.iter().any(|earlier| earlier.id == panel.id) {
                return Err(row.refuse(
                    "id",
                    format!("评分组代号“{}”重复", panel.id),
                    "请给每个评分组不同的id",
                ));
            }
            panels.push(panel);
        }
        Ok(panels)
    }

    fn panel(&self, row: &Row<'_>) -> Result<Panel, SchemeError> {
        let codes = [("refuse", 0), ("zero", 1), ("spread", 2)];
        let hint = "refuse（缺一方评分就不评）、zero（按0分计）或spread（权重按比例分给其余各方）";
        let missing = row.choice("missing", &codes, hint)?;
        let mut scorers: Vec<Scorer> = Vec::new();
        let rows = row.rows("scorer", "评分方", "id", shape::SCORER, shape::MOST_ROWS)?;
        for one in &rows {
            let scorer = self.scorer(one)?;
            if scorers.iter().any(|earlier| earlier.id == scorer.id) {
                return Err(one.refuse(
                    "id",
                    format!("评分方代号“{}”重复", scorer.id),
                    "请给每个评分方不同的id",
                ));
            }
            scorers.push(scorer);
        }
        if rows.is_empty() {
            return Err(row.missing("scorer", "至少一个 [[panel.scorer]]"));
        }
        let weights: Vec<_> = scorers.iter().map(|scorer| scorer.weight).collect();
        super::tree::check_sum(row, "scorer", &weights, "各评分方")?;
        let title = row.text("title")?;
        Ok(Panel {
            id: row.code("id")?,
            title,
            zero: missing == 1,
            spread: missing == 2,
            scorers,
        })
    }

    fn scorer(&self, row: &Row<'_>) -> Result<Scorer, SchemeError> {
        let title = row.text("title")?;
        self.plain_words(row, "title", &title)?;
        let weight = row.maybe_share("weight")?;
        let weight = weight
            .ok_or_else(|| row.missing("weight", "权重，如 weight = \"30%\"；不计的写 \"0%\""))?;
        let high = row.maybe_whole("drop_highest", 100)?.unwrap_or(0);
        let low = row.maybe_whole("drop_lowest", 100)?.unwrap_or(0);
        let from = row.maybe_whole("drop_from", 10_000)?;
        if high + low > 0 {
            let from = from.ok_or_else(|| {
                row.missing(
                    "drop_from",
                    "至少有几个评分才去掉最高、最低分，如 drop_from = 5；不足时全部计入",
                )
            })?;
            if from <= high + low {
                return Err(row.refuse(
                    "drop_from",
                    format!("“drop_from”须大于去掉的个数{}", high + low),
                    "请写大一些，否则没有评分剩下",
                ));
            }
        }
        Ok(Scorer {
            id: row.code("id")?,
            title,
            weight,
            drop_highest: high,
            drop_lowest: low,
            drop_from: from.unwrap_or(0),
            round: row.rounding("round")?,
        })
    }

    pub(super) fn sections(&self, file: &Row<'_>) -> Result<Vec<Section>, SchemeError> {
        let codes = [
            ("sum", Take::Sum),
            ("highest", Take::Highest),
            ("lowest", Take::Lowest),
            ("mean", Take::Mean),
        ];
        file.rows("section", "大项", "id", shape::SECTION, shape::MOST_ROWS)?
            .iter()
            .map(|row| {
                let hint = "sum（合计）、highest（取最高）、lowest（取最低）或mean（取平均）";
                Ok(Section {
                    frame: self.frame(row)?,
                    take: row.maybe_choice("take", &codes, hint)?.unwrap_or(Take::Sum),
                    same_about: same_about(row)?,
                })
            })
            .collect()
    }

    fn frame(&self, row: &Row<'_>) -> Result<Frame, SchemeError> {
        let title = row.text("title")?;
        self.plain_words(row, "title", &title)?;
        let section = match row.maybe_code("section")? {
            None => None,
            Some(code) => Some(
                self.section_ids
                    .iter()
                    .position(|id| *id == code)
                    .ok_or_else(|| {
                        row.refuse(
                            "section",
                            format!("大项“{code}”没有在 [[section]] 中写明"),
                            "请核对代号，或补一个 [[section]]",
                        )
                    })?,
            ),
        };
        let (cap, floor) = limits(row)?;
        let aside = row
            .maybe_flag("aside", "aside = true 或 false")?
            .unwrap_or(false);
        if aside {
            row.none_of(
                &["weight", "section"],
                "不能与aside = true同用：aside的条目不计入任何合计",
            )?;
        }
        Ok(Frame {
            id: row.code("id")?,
            title,
            section,
            weight: row.maybe_share("weight")?,
            aside,
            base: row.maybe_points("base")?.unwrap_or(Points::ZERO),
            cap,
            floor,
            round: row.rounding("round")?,
        })
    }

    pub(super) fn items(
        &mut self,
        file: &Row<'_>,
        panels: &[Panel],
    ) -> Result<Vec<Item>, SchemeError> {
        let rows = file.rows("item", "条目", "id", shape::ITEM, shape::MOST_ROWS)?;
        rows.iter().map(|row| self.item(row, panels)).collect()
    }

    fn item(&mut self, row: &Row<'_>, panels: &[Panel]) -> Result<Item, SchemeError> {
        let frame = self.frame(row)?;
        check_bounds(row, &frame)?;
        let groups = row.codes("groups")?.unwrap_or_default();
        for group in &groups {
            self.group(row, "groups", group)?;
        }
        let when = self.condition(row, "when", Scope::Person, Wanted::Truth)?;
        if frame.weight.is_some() {
            row.none_of(
                &["groups", "when"],
                "不能与weight同用：按权重合成的部分须人人都有，不同类别的权重请另写一份方案",
            )?;
        }
        let source = self.source(row, panels, &frame, !groups.is_empty() || when.is_some())?;
        let rate = rate(row, &source)?;
        let item = Item {
            unit: unit(row, &source)?,
            spans: spans(row, &source, &rate)?,
            none: none(row, &source, &rate)?,
            same_about: same_about(row)?,
            frame,
            groups,
            when,
            source,
            rate,
        };
        check_about(row, &item)?;
        Ok(item)
    }

    fn source(
        &mut self,
        row: &Row<'_>,
        panels: &[Panel],
        frame: &Frame,
        partly: bool,
    ) -> Result<Source, SchemeError> {
        let keys = ["fact", "facts", "attribute", "panel", "votes", "formula"];
        let remedy =
            "取事实写fact或facts，取属性写attribute，取评分写panel，取票数写votes，用算式写formula";
        let which = row.one_of(&keys, remedy)?;
        if which != "fact" && which != "facts" {
            row.none_of(&["where", "take", "same_about"], "只与fact或facts同用")?;
        }
        if which != "panel" {
            row.none_of(&["most", "least"], "只与panel同用")?;
        }
        let user = format!("条目“{}”", frame.id);
        match which {
            "fact" | "facts" => {
                let only = self.condition(row, "where", Scope::Fact, Wanted::Truth)?;
                let claim = Claim::partly(partly || only.is_some());
                let codes = match which {
                    "fact" => vec![row.code("fact")?],
                    _ => row.codes("facts")?.unwrap_or_default(),
                };
                let kinds = (codes.iter())
                    .map(|code| self.claim(row, which, code, &user, claim))
                    .collect::<Result<_, _>>()?;
                let take = take(row)?;
                Ok(Source::Facts { kinds, only, take })
            }
            "votes" => {
                let worth = row.worth("votes")?.unwrap_or_default();
                let worth = (worth.into_iter())
                    .map(|(code, points)| {
                        Ok((
                            self.claim(row, "votes", &code, &user, Claim::Votes)?,
                            points,
                        ))
                    })
                    .collect::<Result<_, SchemeError>>()?;
                Ok(Source::Votes(worth))
            }
            "attribute" => {
                let code = row.code("attribute")?;
                self.plain_words(row, "attribute", &code)?;
                Ok(Source::Attribute(code))
            }
            "panel" => panel_source(row, panels),
            _ => self
                .condition(row, "formula", Scope::Node, Wanted::Decimal)?
                .map(Source::Formula)
                .ok_or_else(|| row.missing("formula", "算式")),
        }
    }
}

/// Limits that contradict the points they limit.
fn check_bounds(row: &Row<'_>, frame: &Frame) -> Result<(), SchemeError> {
    if frame.base == Points::ZERO {
        if frame.cap.is_some_and(|cap| cap < Points::ZERO) {
            return Err(row.refuse("cap", "上限“cap”小于0".to_owned(), "限制扣分请用floor"));
        }
        if frame.floor.is_some_and(|floor| floor > Points::ZERO) {
            return Err(row.refuse(
                "floor",
                "下限“floor”大于0".to_owned(),
                "人人都有的分请写在base",
            ));
        }
    }
    Ok(())
}

fn panel_source(row: &Row<'_>, panels: &[Panel]) -> Result<Source, SchemeError> {
    let code = row.code("panel")?;
    let panel = panels.iter().position(|panel| panel.id == code);
    let panel = panel.ok_or_else(|| {
        row.refuse(
            "panel",
            format!("评分组“{code}”没有在 [[panel]] 中写明"),
            "请核对代号，或补一个 [[panel]]",
        )
    })?;
    let least = row.maybe_points("least")?.unwrap_or(Points::ZERO);
    let most = row.maybe_points("most")?;
    let most = most.ok_or_else(|| row.missing("most", "评分最高可打几分，如 most = \"100\""))?;
    if most <= least {
        return Err(row.refuse(
            "most",
            format!("最高可打的{most}分没有高于最低的{least}分"),
            "请核对most和least",
        ));
    }
    Ok(Source::Panel { panel, least, most })
}

fn take(row: &Row<'_>) -> Result<Take, SchemeError> {
    if row.has("per_event") {
        if row.has("take") {
            return Err(row.refuse(
                "take",
                "“take”只与“per_amount”或“band”同用".to_owned(),
                "请删去take，或改用per_amount",
            ));
        }
        return Ok(Take::Count);
    }
    let hint = "sum（合计）、mean（平均）、highest（最高）、lowest（最低）、last（最近一次）或count（件数）";
    if row.has("take") {
        let text = row.text("take")?;
        let found = TAKES.iter().find(|(code, _)| *code == text);
        return found.map(|(_, take)| *take).ok_or_else(|| {
            row.refuse(
                "take",
                format!("取数办法“{text}”无法识别"),
                &format!("请写{hint}"),
            )
        });
    }
    if row.has("band") {
        return Err(row.missing("take", &format!("几件事实怎样取数：{hint}")));
    }
    Ok(Take::Sum)
}

fn rate(row: &Row<'_>, source: &Source) -> Result<Rate, SchemeError> {
    let facts = matches!(source, Source::Facts { .. });
    let which = match (facts, source) {
        (true, _) if !row.has("band") => row.one_of(
            &["per_event", "per_amount"],
            "按件计分写per_event，按数量计分写per_amount，分档计分写 [[item.band]]",
        )?,
        (true, _) => row.one_of(
            &["per_event", "per_amount", "band"],
            "按件计分写per_event，按数量计分写per_amount，分档计分写 [[item.band]]",
        )?,
        (false, Source::Attribute(_)) => row.one_of(
            &["per_amount", "band"],
            "按数量计分写per_amount，分档计分写 [[item.band]]",
        )?,
        (false, _) if row.first_of(&["per_amount", "band"]).is_some() => {
            row.one_of(&["per_amount", "band"], "只写一种")?
        }
        (false, _) => "",
    };
    if !facts {
        row.none_of(&["per_event"], "只与fact或facts同用")?;
    }
    if which != "per_amount" {
        row.none_of(&["each", "part", "over", "under"], "只与per_amount同用")?;
    }
    match which {
        "per_event" => Ok(Rate::PerEvent(nonzero(row, "per_event")?)),
        "per_amount" => per_amount(row),
        "band" => bands(row).map(Rate::Bands),
        _ => Ok(Rate::AsIs),
    }
}

fn nonzero(row: &Row<'_>, key: &str) -> Result<Points, SchemeError> {
    let points = row.points(key)?;
    if points == Points::ZERO {
        return Err(row.refuse(
            key,
            format!("“{key}”为0，这一条不起作用"),
            "请写不为0的分数，或删去这一条",
        ));
    }
    Ok(points)
}

fn per_amount(row: &Row<'_>) -> Result<Rate, SchemeError> {
    let points = nonzero(row, "per_amount")?;
    let each = row.maybe_points("each")?;
    if each.is_some_and(|each| each <= Points::ZERO) {
        return Err(row.refuse(
            "each",
            "“each”须大于0".to_owned(),
            "请写每满多少，如 each = \"5\"",
        ));
    }
    let hint = "part = \"count\"（零头按比例计）或 part = \"drop\"（不满的不计）";
    let part = row.maybe_choice("part", &[("count", false), ("drop", true)], hint)?;
    let drop_part = match (each, part) {
        (Some(_), None) => return Err(row.missing("part", hint)),
        (_, part) => part.unwrap_or(false),
    };
    let (over, under) = (row.maybe_points("over")?, row.maybe_points("under")?);
    if over.is_some() && under.is_some() {
        return Err(row.refuse(
            "under",
            "“over”和“under”不能同用".to_owned(),
            "超过部分和不足部分请写成两个条目",
        ));
    }
    Ok(Rate::PerAmount {
        points,
        each: each.unwrap_or(Points::from_hundredths(100)),
        drop_part,
        over,
        under,
    })
}

fn bands(row: &Row<'_>) -> Result<Vec<Band>, SchemeError> {
    let rows = row.rows("band", "分档", "from", shape::BAND, shape::MOST_ROWS)?;
    let mut bands: Vec<Band> = Vec::new();
    for (n, one) in rows.iter().enumerate() {
        let from = one.cut(
            "from",
            "从多少起，如 from = \"90\"；最低一档写 from = \"any\"",
        )?;
        let edge = "inclusive = true（正好等于也算）或 inclusive = false（须超过）";
        let last = n + 1 == rows.len();
        match (from, last) {
            (None, false) => {
                return Err(one.refuse(
                    "from",
                    "只有最低一档可以写any".to_owned(),
                    "请从高到低排列各档",
                ));
            }
            (Some(_), true) => {
                return Err(one.refuse(
                    "from",
                    "低于最低一档计几分没有写明".to_owned(),
                    "请在最后补一档 from = \"any\"，写明points（可以是0）",
                ));
            }
            _ => {}
        }
        let higher = bands.last().and_then(|band| band.from);
        if let (Some(higher), Some(from)) = (higher, from)
            && from >= higher
        {
            return Err(one.refuse(
                "from",
                format!("分档{from}没有低于上一档的{higher}"),
                "请从高到低排列各档",
            ));
        }
        let inclusive = match from {
            Some(_) => one.flag("inclusive", edge)?,
            None => {
                one.none_of(&["inclusive"], "在any一档没有意义")?;
                true
            }
        };
        bands.push(Band {
            from,
            inclusive,
            points: one.points("points")?,
        });
    }
    if bands.is_empty() {
        return Err(row.missing("band", "至少一个 [[item.band]]"));
    }
    Ok(bands)
}

fn spans(row: &Row<'_>, source: &Source, rate: &Rate) -> Result<Vec<SpanLimit>, SchemeError> {
    let mut spans = Vec::new();
    for (cap_key, floor_key, span) in SPANS {
        let (cap, floor) = (row.maybe_points(cap_key)?, row.maybe_points(floor_key)?);
        if cap.is_none() && floor.is_none() {
            continue;
        }
        let key = if cap.is_some() { cap_key } else { floor_key };
        let additive = match (source, rate) {
            (
                Source::Facts { take, .. },
                Rate::PerAmount {
                    drop_part,
                    over,
                    under,
                    ..
                },
            ) => *take == Take::Sum && !drop_part && over.is_none() && under.is_none(),
            (Source::Facts { .. }, Rate::PerEvent(_)) => true,
            _ => false,
        };
        if !additive {
            return Err(row.refuse(
                key,
                format!("“{key}”只与逐件相加的条目同用"),
                "请用per_event，或取合计、不带each/over/under的per_amount",
            ));
        }
        if cap.is_some_and(|cap| cap < Points::ZERO) {
            return Err(row.refuse(
                cap_key,
                format!("上限“{cap_key}”小于0"),
                "限制扣分请用floor",
            ));
        }
        if floor.is_some_and(|floor| floor > Points::ZERO) {
            return Err(row.refuse(floor_key, format!("下限“{floor_key}”大于0"), "请写0或负数"));
        }
        spans.push(SpanLimit { span, cap, floor });
    }
    Ok(spans)
}

/// The points of somebody without a value: must be said where bands need a value that may lack.
fn none(row: &Row<'_>, source: &Source, rate: &Rate) -> Result<Option<Points>, SchemeError> {
    let may_lack = match source {
        Source::Facts { take, .. } => {
            matches!(take, Take::Mean | Take::Highest | Take::Lowest | Take::Last)
        }
        Source::Votes(_) => true,
        _ => false,
    };
    let none = row.maybe_points("none")?;
    if !may_lack {
        row.none_of(&["none"], "没有用处：这一条没有事实时也有取数")?;
    }
    let shortfall = matches!(rate, Rate::PerAmount { under: Some(_), .. });
    let must = may_lack
        && (shortfall || matches!(rate, Rate::Bands(_)) || matches!(source, Source::Votes(_)));
    if must && none.is_none() {
        return Err(row.missing("none", "没有事实（或没有票）时计几分，如 none = \"0\""));
    }
    Ok(none)
}

fn unit(row: &Row<'_>, source: &Source) -> Result<String, SchemeError> {
    match (source, row.maybe_text("unit")?) {
        (_, Some(unit)) => Ok(unit),
        (Source::Facts { .. } | Source::Attribute(_), None) => {
            Err(row.missing("unit", "量词或单位，如 unit = \"次\""))
        }
        (_, None) => Ok("分".to_owned()),
    }
}

fn same_about(row: &Row<'_>) -> Result<bool, SchemeError> {
    let hint = "same_about = \"highest\"（同一事项只计最高分）";
    Ok(row
        .maybe_choice("same_about", &[("highest", true)], hint)?
        .unwrap_or(false))
}

/// Only points that stand for single facts can be compared fact by fact.
fn check_about(row: &Row<'_>, item: &Item) -> Result<(), SchemeError> {
    if item.same_about && !single(item) {
        return Err(row.refuse(
            "same_about",
            "“same_about”只与逐件相加的条目同用".to_owned(),
            "请用per_event，或取合计、不带each/over/under的per_amount",
        ));
    }
    Ok(())
}

/// Whether each fact of the item earns its own points.
pub(super) fn single(item: &Item) -> bool {
    let Source::Facts { take, .. } = &item.source else {
        return false;
    };
    match &item.rate {
        Rate::PerEvent(_) => true,
        Rate::PerAmount {
            drop_part,
            over,
            under,
            ..
        } => *take == Take::Sum && !drop_part && over.is_none() && under.is_none(),
        _ => false,
    }
}
