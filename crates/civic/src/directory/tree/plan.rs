//! What a change of the tree consists of, and whether it fits its kind. Pure.

use std::collections::BTreeSet;

use ground::Day;
use serde::{Deserialize, Serialize};

use super::{No, OrgKind};
use crate::{OrgId, PersonId};

ground::words! {
    /// Kinds of change (S2.4-01).
    pub enum ChangeKind {
        /// A new organisation.
        SetUp = "set_up" "设立",
        /// Several become one: an old or a new one.
        Merge = "merge" "合并",
        /// One becomes several.
        Split = "split" "分设",
        /// One ends; its people go elsewhere.
        Abolish = "abolish" "撤销",
    }
}

/// Where somebody goes: to an organisation that stands, or to one that the change opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// One that stands.
    Standing(OrgId),
    /// The n-th of those that are opened, from 0.
    New(usize),
}

/// An organisation that is to be set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Its kind.
    pub kind: OrgKind,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// An organisation that is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Which.
    pub org: OrgId,
    /// Where everyone goes who is not named on their own, also who comes before the day.
    pub heir: Goal,
}

/// Somebody who goes somewhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Who.
    pub person: PersonId,
    /// Where to.
    pub goal: Goal,
}

/// A change of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The superior: what is opened stands below it.
    pub parent: OrgId,
    /// What is opened.
    pub opens: Vec<Opening>,
    /// What ends.
    pub closes: Vec<Closing>,
    /// Who goes elsewhere, besides the heirs.
    pub moves: Vec<Move>,
}

impl Plan {
    fn goals(&self) -> impl Iterator<Item = Goal> + '_ {
        let heirs = self.closes.iter().map(|c| c.heir);
        heirs.chain(self.moves.iter().map(|m| m.goal))
    }

    /// The organisations that stand and receive people.
    pub fn receivers(&self) -> BTreeSet<OrgId> {
        self.goals()
            .filter_map(|goal| match goal {
                Goal::Standing(org) => Some(org),
                Goal::New(_) => None,
            })
            .collect()
    }

    /// Where the change sends somebody of this organisation; none when they stay.
    pub fn goal_of(&self, person: PersonId, org: OrgId) -> Option<Goal> {
        let own = self.moves.iter().find(|m| m.person == person);
        let heir = || self.closes.iter().find(|c| c.org == org).map(|c| c.heir);
        own.map(|m| m.goal).or_else(heir)
    }

    /// Whether it is complete and fits its kind. `sources` are the organisations
    /// that the people who move stand in.
    pub fn fits(&self, kind: ChangeKind, sources: &BTreeSet<OrgId>) -> Result<(), No> {
        self.says_everything()?;
        let closing: BTreeSet<OrgId> = self.closes.iter().map(|c| c.org).collect();
        let receivers = self.receivers();
        if closing.len() < self.closes.len() || receivers.iter().any(|r| closing.contains(r)) {
            return Err(No::Shape("撤并的组织不能又接收人，换一个去向"));
        }
        let heirs: BTreeSet<OrgId> = (self.closes.iter())
            .filter_map(|c| match c.heir {
                Goal::Standing(org) => Some(org),
                Goal::New(_) => None,
            })
            .collect();
        let places: BTreeSet<&OrgId> = sources.iter().chain(&closing).collect();
        match kind {
            ChangeKind::SetUp if self.opens.len() != 1 || !closing.is_empty() => {
                Err(No::Shape("设立一次设一个组织，不撤销别的"))
            }
            ChangeKind::Merge if closing.is_empty() => Err(No::Shape("选出要合并掉的组织")),
            ChangeKind::Merge if self.opens.len() + heirs.len() != 1 => {
                Err(No::Shape("合并要并到一个组织里：现有的一个，或新设的一个"))
            }
            ChangeKind::Merge if self.opens.len() == 1 && closing.len() < 2 => {
                Err(No::Shape("合并新设至少要有两个原来的组织"))
            }
            ChangeKind::Split if self.opens.is_empty() => Err(No::Shape("分设至少要写一个新组织")),
            ChangeKind::Split if places.len() != 1 => {
                Err(No::Shape("分设一次分一个组织，选出到新组织去的人"))
            }
            ChangeKind::Split if !closing.is_empty() && self.opens.len() < 2 => {
                Err(No::Shape("原组织撤销时，至少分成两个新组织"))
            }
            ChangeKind::Abolish if closing.len() != 1 || !self.opens.is_empty() => {
                Err(No::Shape("撤销一次撤一个组织，不另设新的"))
            }
            _ => Ok(()),
        }
    }

    fn says_everything(&self) -> Result<(), No> {
        let (mut codes, mut people) = (BTreeSet::new(), BTreeSet::new());
        for new in &self.opens {
            if new.name.trim().is_empty() {
                return Err(No::Empty("name", "新组织的名称"));
            }
            if new.code.trim().is_empty() {
                return Err(No::Empty("code", "新组织的代码"));
            }
            if !codes.insert(&new.code) {
                return Err(No::CodeTaken(new.code.clone()));
            }
            if !new.kind.is_changed() {
                return Err(No::WrongKind(new.name.clone()));
            }
        }
        if !self.moves.iter().all(|m| people.insert(m.person)) {
            return Err(No::Shape("同一个人只能有一个去向"));
        }
        let known = |goal| !matches!(goal, Goal::New(n) if n >= self.opens.len());
        if !self.goals().all(known) {
            return Err(No::Shape("有人的去向没有写，补上新组织"));
        }
        Ok(())
    }
}

/// The days from which a change may take effect, when it is asked for on this day.
pub(super) fn days(today: Day, back: i64, ahead: i64) -> (Day, Day) {
    (today.plus(-back), today.plus(ahead))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrgId;
    use ground::re::uuid::Uuid;

    fn org(n: u128) -> OrgId {
        OrgId(Uuid::from_u128(n))
    }

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn opening(code: &str) -> Opening {
        Opening {
            kind: OrgKind::Branch,
            code: code.into(),
            name: format!("{code}党支部"),
        }
    }

    fn plan(opens: &[&str], closes: &[(u128, Goal)], moves: &[(u128, Goal)]) -> Plan {
        Plan {
            parent: org(100),
            opens: opens.iter().map(|c| opening(c)).collect(),
            closes: (closes.iter())
                .map(|(o, heir)| Closing {
                    org: org(*o),
                    heir: *heir,
                })
                .collect(),
            moves: (moves.iter())
                .map(|(p, goal)| Move {
                    person: person(*p),
                    goal: *goal,
                })
                .collect(),
        }
    }

    #[test]
    fn each_kind_of_change_has_its_shape() {
        use ChangeKind::{Abolish, Merge, SetUp, Split};
        use Goal::{New, Standing};
        let two = Standing(org(2));
        let good = [
            (SetUp, plan(&["n"], &[], &[])),
            (SetUp, plan(&["n"], &[], &[(1, New(0))])),
            (Merge, plan(&[], &[(1, two)], &[])),
            (Merge, plan(&["n"], &[(1, New(0)), (3, New(0))], &[])),
            (Split, plan(&["n"], &[], &[(1, New(0))])),
            (Split, plan(&["n", "m"], &[(1, New(0))], &[(2, New(1))])),
            (Abolish, plan(&[], &[(1, two)], &[])),
        ];
        for (kind, plan) in good {
            assert_eq!(
                plan.fits(kind, &BTreeSet::from([org(1)])),
                Ok(()),
                "{plan:?}"
            );
        }
        let bad = [
            (SetUp, plan(&[], &[], &[])),
            (SetUp, plan(&["n"], &[(1, two)], &[])),
            (Merge, plan(&[], &[], &[])),
            (Merge, plan(&[], &[(1, two), (3, Standing(org(4)))], &[])),
            (Merge, plan(&["n"], &[(1, New(0))], &[])),
            (Split, plan(&[], &[], &[(1, two)])),
            (Split, plan(&["n"], &[(1, New(0))], &[])),
            (Abolish, plan(&[], &[(1, two), (3, two)], &[])),
            (Abolish, plan(&[], &[(1, Standing(org(1)))], &[])),
            (Split, plan(&["n"], &[], &[(1, New(1))])),
            (Split, plan(&["n", "n"], &[], &[(1, New(0))])),
            (Split, plan(&["n"], &[], &[(1, New(0)), (1, two)])),
        ];
        for (kind, plan) in bad {
            assert!(
                plan.fits(kind, &BTreeSet::from([org(1)])).is_err(),
                "{plan:?}"
            );
        }
    }

    #[test]
    fn who_is_named_goes_there_and_the_rest_follow_the_heir() {
        let plan = plan(&["n", "m"], &[(1, Goal::New(0))], &[(7, Goal::New(1))]);
        assert_eq!(plan.goal_of(person(7), org(1)), Some(Goal::New(1)));
        assert_eq!(plan.goal_of(person(8), org(1)), Some(Goal::New(0)));
        assert_eq!(plan.goal_of(person(8), org(2)), None);
    }
}
