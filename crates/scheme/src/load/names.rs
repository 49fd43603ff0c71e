//! What a scheme calls by code: kinds of fact, items, stars, groups. Read first, so that every
//! reference can be checked.

use crate::burden;
use crate::condition::{Condition, Names, Scope, Wanted, burden_remedy};
use crate::rules::Trigger;
use crate::shape;
use crate::sheet::{Row, SchemeError};
use std::collections::BTreeMap;

/// Codes that reasons use for themselves.
const OWN_CODES: [&str; 15] = [
    "base",
    "other",
    "veto",
    "level",
    "total",
    "limit",
    "quota",
    "star",
    "exempt",
    "condition",
    "change",
    "points",
    "stars",
    "free",
    "any",
];

/// The names of a file, and the kinds of fact that are spoken for.
pub(super) struct Loader {
    pub(super) kinds: Vec<String>,
    pub(super) any_kind: bool,
    pub(super) groups: Vec<(String, String)>,
    pub(super) nodes: Vec<String>,
    pub(super) star_ids: Vec<String>,
    pub(super) section_ids: Vec<String>,
    group_ids: Vec<String>,
    /// Who draws on a kind, and what is left of its facts for others.
    claims: BTreeMap<String, (String, Claim)>,
}

/// What somebody takes of the facts of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// All of them.
    All,
    /// Some of them; the others are left to those that follow.
    Some,
    /// All of them, as votes. A mean is taken over every vote there is, so that a vote cannot go to
    /// one of several items as other facts do: the kind is shared with nobody before or after.
    Votes,
}

impl Claim {
    /// Of an item that may not apply to everyone, or not take every fact.
    pub(super) fn partly(partly: bool) -> Claim {
        if partly { Claim::Some } else { Claim::All }
    }
}

impl Loader {
    pub(super) fn read(file: &Row<'_>) -> Result<Loader, SchemeError> {
        let mut loader = Loader {
            kinds: Vec::new(),
            any_kind: false,
            groups: Vec::new(),
            nodes: Vec::new(),
            star_ids: Vec::new(),
            section_ids: Vec::new(),
            group_ids: Vec::new(),
            claims: BTreeMap::new(),
        };
        loader.read_groups(file)?;
        loader.read_nodes(file)?;
        loader.read_kinds(file)?;
        Ok(loader)
    }

    fn read_groups(&mut self, file: &Row<'_>) -> Result<(), SchemeError> {
        for row in file.rows("group", "类别", "id", shape::GROUP, shape::MOST_ROWS)? {
            let id = row.code("id")?;
            if self.group_ids.contains(&id) {
                return Err(row.refuse(
                    "id",
                    format!("类别代号“{id}”重复"),
                    "请给每个类别不同的id",
                ));
            }
            self.group_ids.push(id.clone());
            self.groups.push((id, row.text("title")?));
        }
        Ok(())
    }

    fn read_nodes(&mut self, file: &Row<'_>) -> Result<(), SchemeError> {
        let items = file.rows("item", "条目", "id", shape::ITEM, shape::MOST_ROWS)?;
        if items.is_empty() {
            return Err(file.refuse(
                "item",
                "没有任何计分条目".to_owned(),
                "请至少写一个 [[item]]",
            ));
        }
        for row in &items {
            let id = self.fresh(row, "条目")?;
            self.nodes.push(id);
        }
        for row in file.rows("section", "大项", "id", shape::SECTION, shape::MOST_ROWS)? {
            let id = self.fresh(&row, "大项")?;
            self.section_ids.push(id.clone());
            self.nodes.push(id);
        }
        for row in file.rows("star", "星", "id", shape::STAR, shape::MOST_STARS)? {
            let id = row.code("id")?;
            if self.star_ids.contains(&id) {
                return Err(row.refuse("id", format!("星的代号“{id}”重复"), "请给每颗星不同的id"));
            }
            self.star_ids.push(id);
        }
        Ok(())
    }

    fn fresh(&self, row: &Row<'_>, what: &str) -> Result<String, SchemeError> {
        let id = row.code("id")?;
        if OWN_CODES.contains(&id.as_str()) {
            return Err(row.refuse("id", format!("代号“{id}”由本平台自用"), "请换一个id"));
        }
        if self.nodes.contains(&id) {
            return Err(row.refuse(
                "id",
                format!("{what}代号“{id}”重复"),
                &format!("请给每个{what}不同的id（条目和大项也不能同名）"),
            ));
        }
        Ok(id)
    }

    /// Every kind that the file names outside of conditions.
    fn read_kinds(&mut self, file: &Row<'_>) -> Result<(), SchemeError> {
        for row in file.rows("item", "条目", "id", shape::ITEM, shape::MOST_ROWS)? {
            let votes = row.worth("votes")?.unwrap_or_default();
            let kinds = (row.maybe_code("fact")?.into_iter())
                .chain(row.codes("facts")?.unwrap_or_default())
                .chain(votes.into_iter().map(|(kind, _)| kind));
            kinds.for_each(|kind| self.know(kind));
        }
        for (key, label, keys) in [
            ("veto", "否决项", shape::VETO),
            ("limit", "封顶项", shape::LIMIT),
            ("exempt", "免评项", shape::EXEMPT),
        ] {
            for row in file.rows(key, label, "fact", keys, shape::MOST_ROWS)? {
                row.maybe_code("fact")?
                    .into_iter()
                    .for_each(|kind| self.know(kind));
            }
        }
        if file.has("uncounted") {
            if file.text("uncounted").is_ok_and(|text| text == "all") {
                self.any_kind = true;
            } else {
                let kinds = file.codes("uncounted")?.unwrap_or_default();
                kinds.into_iter().for_each(|kind| self.know(kind));
            }
        }
        Ok(())
    }

    fn know(&mut self, kind: String) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }

    pub(super) fn kind(&self, code: &str) -> usize {
        (self.kinds.iter().position(|kind| kind == code)).unwrap_or_default()
    }

    /// The kind, if it may be counted and is not counted elsewhere.
    pub(super) fn claim(
        &mut self,
        row: &Row<'_>,
        key: &str,
        code: &str,
        user: &str,
        claim: Claim,
    ) -> Result<usize, SchemeError> {
        if let Some(name) = burden::forbidden(code) {
            return Err(row.refuse(
                key,
                format!("减负设置不许以“{code}”（{name}）计分"),
                burden_remedy(),
            ));
        }
        let earlier = (self.claims).insert(code.to_owned(), (user.to_owned(), claim));
        let Some((other, held)) = earlier else {
            return Ok(self.kind(code));
        };
        let bars = format!("否决、封顶可改写 when = 'count[\"{code}\"] > 0'");
        let remedy = if [held, claim].contains(&Claim::Votes) {
            format!("一张票只计一次，票数不能分给几处：请合并两处，或用另一种事实；{bars}")
        } else if held == Claim::Some {
            return Ok(self.kind(code));
        } else {
            format!(
                "一件事实只计一次：请合并两处，或用另一种事实；前一条加 where、groups 或 when 后，其余的归后一条；{bars}"
            )
        };
        let what = format!("事实“{code}”已由{other}计算");
        Err(row.refuse(key, what, &remedy))
    }

    /// Refuses words that speak of a forbidden counter.
    pub(super) fn plain_words(
        &self,
        row: &Row<'_>,
        key: &str,
        words: &str,
    ) -> Result<(), SchemeError> {
        match burden::forbidden(words) {
            None => Ok(()),
            Some(name) => Err(row.refuse(
                key,
                format!("减负设置不许以“{words}”（{name}）计分"),
                burden_remedy(),
            )),
        }
    }

    pub(super) fn group(&self, row: &Row<'_>, key: &str, code: &str) -> Result<(), SchemeError> {
        if self.group_ids.iter().any(|id| id == code) {
            return Ok(());
        }
        Err(row.refuse(
            key,
            format!("人员类别“{code}”没有在 [[group]] 中写明"),
            "请核对代号，或补一个 [[group]]",
        ))
    }

    pub(super) fn condition(
        &self,
        row: &Row<'_>,
        key: &str,
        scope: Scope,
        wanted: Wanted,
    ) -> Result<Option<Condition>, SchemeError> {
        if !row.has(key) {
            return Ok(None);
        }
        let names = Names {
            kinds: &self.kinds,
            nodes: &self.nodes,
            stars: &self.star_ids,
            groups: &self.group_ids,
        };
        Condition::parse(&row.text(key)?, scope, wanted, &names)
            .map(Some)
            .map_err(|fault| row.refuse(key, format!("“{key}”：{}", fault.what), &fault.remedy))
    }

    /// What makes a veto, a limit or an exemption: exactly one of the keys.
    pub(super) fn trigger(
        &mut self,
        row: &Row<'_>,
        keys: &[&'static str],
        scope: Scope,
        user: &str,
    ) -> Result<Trigger, SchemeError> {
        let remedy = "按事实写fact，按条件写when";
        match row.one_of(keys, remedy)? {
            "fact" => {
                let code = row.code("fact")?;
                Ok(Trigger::Fact(self.claim(
                    row,
                    "fact",
                    &code,
                    user,
                    Claim::All,
                )?))
            }
            "group" => {
                let code = row.code("group")?;
                self.group(row, "group", &code)?;
                Ok(Trigger::Group(code))
            }
            _ => self
                .condition(row, "when", scope, Wanted::Truth)?
                .map(|condition| Trigger::When(Box::new(condition)))
                .ok_or_else(|| row.missing("when", "条件")),
        }
    }

    pub(super) fn contradictions(&self, file: &Row<'_>) -> Result<Vec<[String; 2]>, SchemeError> {
        let pairs = file.pairs("contradictions")?;
        match pairs
            .iter()
            .flatten()
            .find(|code| !self.kinds.contains(code))
        {
            None => Ok(pairs),
            Some(code) => Err(file.refuse(
                "contradictions",
                format!("事实“{code}”没有在本方案出现"),
                "请核对事实代号",
            )),
        }
    }
}
