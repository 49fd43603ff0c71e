//! Loading a scheme: nothing unknown, nothing missing, nothing guessed, nothing counted twice.

use crate::burden;
use crate::points::Points;
use crate::rules::{Cutoff, Edge, Item, Level, Rate, Scheme, SubjectKind, Take, Veto};
use crate::sheet::{Row, SchemeError, Sheet};
use std::collections::BTreeMap;
use toml::de::DeTable;

const FILE_KEYS: [&str; 6] = ["title", "subject", "base", "item", "veto", "level"];
const ITEM_KEYS: [&str; 9] = [
    "id",
    "title",
    "fact",
    "per_event",
    "per_amount",
    "take",
    "cap",
    "floor",
    "unit",
];
const LEVEL_KEYS: [&str; 5] = ["code", "name", "stars", "from", "inclusive"];
const OWN_ITEMS: [&str; 4] = ["base", "other", "veto", "level"];

impl Scheme {
    /// Reads a scheme file. `file_name` only serves the messages.
    ///
    /// # Errors
    /// Refuses what is unknown, missing, doubtful or forbidden: the first such place, with what to do.
    pub fn parse(file_name: &str, toml: &str) -> Result<Scheme, SchemeError> {
        let sheet = Sheet {
            file: file_name,
            text: toml,
        };
        let table = DeTable::parse(toml).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            sheet.refuse(
                at,
                None,
                format!("不是合格的TOML文件（{}）", error.message()),
                "请改正这一行的写法",
            )
        })?;
        let file = Row::whole(sheet, table.get_ref(), &FILE_KEYS)?;
        let mut kinds = Kinds::default();
        Ok(Scheme {
            title: file.text("title")?,
            subject: subject(&file)?,
            base: file.points("base")?,
            items: items(&file, &mut kinds)?,
            vetoes: vetoes(&file, &mut kinds)?,
            levels: levels(&file)?,
        })
    }
}

/// The kinds of fact drawn on so far, and by whom.
#[derive(Default)]
struct Kinds(BTreeMap<String, String>);

impl Kinds {
    /// The kind of fact of a row, if it may be counted and is not counted elsewhere.
    fn claim(&mut self, row: &Row<'_>, user: String) -> Result<String, SchemeError> {
        let kind = row.code("fact")?;
        if let Some(name) = burden::forbidden(&kind) {
            return Err(row.refuse(
                "fact",
                format!("减负设置不许以“{kind}”（{name}）计分"),
                "登录、在线时长、点赞、转发、网络投票数、学习时长不得作为评价依据（《政务移动互联网应用程序规范化管理办法》），\
                 请改用支部登记的事实，如 pledge_kept",
            ));
        }
        match self.0.insert(kind.clone(), user) {
            None => Ok(kind),
            Some(other) => Err(row.refuse(
                "fact",
                format!("事实“{kind}”已由{other}计算"),
                "一件事实只计一次，请合并两处或改用另一种事实",
            )),
        }
    }
}

fn subject(file: &Row<'_>) -> Result<SubjectKind, SchemeError> {
    let code = file.text("subject")?;
    SubjectKind::ALL
        .into_iter()
        .find(|kind| kind.code() == code)
        .ok_or_else(|| {
            file.refuse(
                "subject",
                format!("评定对象“{code}”无法识别"),
                "请写 member（党员）、branch（党支部）或 committee（党委）",
            )
        })
}

fn items(file: &Row<'_>, kinds: &mut Kinds) -> Result<Vec<Item>, SchemeError> {
    let rows = file.rows("item", "条目", "id", &ITEM_KEYS)?;
    if rows.is_empty() {
        return Err(file.refuse(
            "item",
            "没有任何计分条目".to_owned(),
            "请至少写一个 [[item]]",
        ));
    }
    let mut items: Vec<Item> = Vec::new();
    for row in &rows {
        let item = item(row, kinds)?;
        if items.iter().any(|earlier| earlier.id == item.id) {
            return Err(row.refuse(
                "id",
                format!("条目代号“{}”重复", item.id),
                "请给每个条目不同的id",
            ));
        }
        items.push(item);
    }
    Ok(items)
}

fn item(row: &Row<'_>, kinds: &mut Kinds) -> Result<Item, SchemeError> {
    let id = row.code("id")?;
    if OWN_ITEMS.contains(&id.as_str()) {
        return Err(row.refuse("id", format!("代号“{id}”由本平台自用"), "请换一个id"));
    }
    let cap = row.maybe_points("cap")?;
    if cap.is_some_and(|cap| cap < Points::ZERO) {
        return Err(row.refuse("cap", "上限“cap”小于0".to_owned(), "限制扣分请用floor"));
    }
    let floor = row.maybe_points("floor")?;
    if floor.is_some_and(|floor| floor > Points::ZERO) {
        return Err(row.refuse(
            "floor",
            "下限“floor”大于0".to_owned(),
            "人人都有的分请写在base",
        ));
    }
    Ok(Item {
        title: row.text("title")?,
        fact: kinds.claim(row, format!("条目“{id}”"))?,
        rate: item_rate(row)?,
        cap,
        floor,
        unit: row.text("unit")?,
        id,
    })
}

fn item_rate(row: &Row<'_>) -> Result<Rate, SchemeError> {
    let (rate, each, key) = match (
        row.maybe_points("per_event")?,
        row.maybe_points("per_amount")?,
    ) {
        (Some(_), None) if row.has("take") => {
            return Err(row.refuse(
                "take",
                "“take”只与“per_amount”同用".to_owned(),
                "请删去take，或改用per_amount",
            ));
        }
        (Some(each), None) => (Rate::PerEvent(each), each, "per_event"),
        (None, Some(each)) => (Rate::PerAmount(each, take(row)?), each, "per_amount"),
        _ => {
            return Err(row.refuse(
                "per_amount",
                "“per_event”和“per_amount”须有且只有一个".to_owned(),
                "按件计分写per_event，按数量计分写per_amount",
            ));
        }
    };
    if each == Points::ZERO {
        return Err(row.refuse(
            key,
            format!("“{key}”为0，这一条不起作用"),
            "请写不为0的分数，或删去这一条",
        ));
    }
    Ok(rate)
}

fn take(row: &Row<'_>) -> Result<Take, SchemeError> {
    if !row.has("take") {
        return Ok(Take::Sum);
    }
    match row.text("take")?.as_str() {
        "sum" => Ok(Take::Sum),
        "mean" => Ok(Take::Mean),
        other => Err(row.refuse(
            "take",
            format!("取数办法“{other}”无法识别"),
            "请写sum（合计）或mean（平均）",
        )),
    }
}

fn vetoes(file: &Row<'_>, kinds: &mut Kinds) -> Result<Vec<Veto>, SchemeError> {
    file.rows("veto", "否决项", "fact", &["fact", "because"])?
        .iter()
        .map(|row| {
            Ok(Veto {
                fact: kinds.claim(row, "否决项".to_owned())?,
                because: row.text("because")?,
            })
        })
        .collect()
}

fn levels(file: &Row<'_>) -> Result<Vec<Cutoff>, SchemeError> {
    let rows = file.rows("level", "等次", "code", &LEVEL_KEYS)?;
    if rows.is_empty() {
        return Err(file.refuse("level", "没有任何等次".to_owned(), "请至少写一个 [[level]]"));
    }
    let mut levels: Vec<Cutoff> = Vec::new();
    for row in &rows {
        let cutoff = cutoff(row)?;
        if levels
            .iter()
            .any(|higher| higher.level.code == cutoff.level.code)
        {
            return Err(row.refuse(
                "code",
                format!("等次代号“{}”重复", cutoff.level.code),
                "请给每个等次不同的code",
            ));
        }
        if let Some(higher) = levels.last().filter(|higher| higher.from <= cutoff.from) {
            return Err(row.refuse(
                "from",
                format!(
                    "分数线{}没有低于上一等次“{}”的{}",
                    cutoff.from, higher.level.name, higher.from
                ),
                "请从高到低排列等次，分数线逐级降低",
            ));
        }
        levels.push(cutoff);
    }
    Ok(levels)
}

fn cutoff(row: &Row<'_>) -> Result<Cutoff, SchemeError> {
    let edge = "inclusive = true（正好达到分数线即算达到）或 inclusive = false（须超过分数线）";
    Ok(Cutoff {
        level: Level {
            code: row.code("code")?,
            name: row.text("name")?,
            stars: row.stars("stars")?,
        },
        from: row.points("from")?,
        edge: if row.flag("inclusive", edge)? {
            Edge::AtLeast
        } else {
            Edge::MoreThan
        },
    })
}
