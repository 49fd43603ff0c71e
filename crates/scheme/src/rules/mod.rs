//! A scheme: what counts, for how much, up to where, and which result it makes. Everything here has
//! passed the loader; references between parts are places in their lists.

mod item;
mod standing;

pub use item::{Band, Frame, Item, Panel, Rate, Scorer, Section, Source, Span, SpanLimit, Take};
pub use standing::{
    Change, Cutoff, Edge, Exempt, Level, Limit, LimitEffect, Line, Quota, Seats, Star, Ties,
    Trigger, Veto,
};

use crate::condition::Condition;
use crate::points::Points;
use crate::ratio::Rounding;
use crate::seal::Seal;
use jiff::civil::Date;
use serde::Serialize;

/// A scheme that has passed every check of its file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scheme {
    pub(crate) title: String,
    pub(crate) subject: SubjectKind,
    pub(crate) base: Points,
    pub(crate) cap: Option<Points>,
    pub(crate) floor: Option<Points>,
    pub(crate) round: Option<Rounding>,
    pub(crate) measure: Measure,
    pub(crate) between: Between,
    pub(crate) uncounted: Uncounted,
    pub(crate) elsewhere: Option<Elsewhere>,
    pub(crate) contradictions: Vec<[String; 2]>,
    pub(crate) period: Option<Period>,
    pub(crate) validity: Option<Validity>,
    pub(crate) change: Option<Change>,
    /// Code and title of each group; with none declared, any group may stand in the facts.
    pub(crate) groups: Vec<(String, String)>,
    pub(crate) exempt: Vec<Exempt>,
    pub(crate) panels: Vec<Panel>,
    pub(crate) sections: Vec<Section>,
    pub(crate) items: Vec<Item>,
    pub(crate) stars: Vec<Star>,
    pub(crate) levels: Vec<Cutoff>,
    pub(crate) vetoes: Vec<Veto>,
    pub(crate) limits: Vec<Limit>,
    pub(crate) quotas: Vec<Quota>,
    /// Every kind of fact that the scheme names; elsewhere a kind is a place in this list.
    pub(crate) kinds: Vec<String>,
    /// Items and sections (after the items) in an order in which each follows what it needs.
    pub(crate) order: Vec<usize>,
}

/// Who is rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// A member (党员).
    Member,
    /// A branch (党支部).
    Branch,
    /// A committee (党委).
    Committee,
}

/// By what levels are reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The total.
    Points,
    /// The number of named stars won.
    Stars,
}

/// What becomes of points that lie between two bands, as 95.5 between 90–95 and 96+.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Between {
    /// No such gap.
    Nowhere,
    /// They stay in the lower band.
    Lower,
    /// They belong to the higher band.
    Higher,
    /// The total is rounded to whole points before bands are looked at.
    Round,
}

/// Facts that may be handed in and are not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Uncounted {
    /// Any.
    All,
    /// Those that the scheme names, among its `kinds`.
    Named,
}

/// What becomes of facts that another organisation recorded: of somebody who moved in mid-cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Elsewhere {
    /// They count.
    Count,
    /// They are told and do not count.
    List,
    /// Nobody is rated until it is settled.
    Refuse,
}

/// The days of the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Whether facts of other days are told and not counted; else they stop the rating.
    pub list_outside: bool,
}

/// How long a result holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Validity {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

impl Scheme {
    /// SHA-256 of the canonical form: comments, spacing and the spelling of numbers do not change it.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut seal = Seal::new("scheme/2");
        // Plain data cannot fail to be written; an empty text would still differ from every scheme.
        seal.text(&serde_json::to_string(self).unwrap_or_default());
        seal.close()
    }

    /// The scheme's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Who is rated.
    #[must_use]
    pub fn subject(&self) -> SubjectKind {
        self.subject
    }

    /// The points that everyone starts from.
    #[must_use]
    pub fn base(&self) -> Points {
        self.base
    }

    /// The items, in the order of the file.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// What rules out any level, or fixes one.
    #[must_use]
    pub fn vetoes(&self) -> &[Veto] {
        &self.vetoes
    }

    /// The levels, highest first.
    #[must_use]
    pub fn levels(&self) -> &[Cutoff] {
        &self.levels
    }

    /// The named stars.
    #[must_use]
    pub fn stars(&self) -> &[Star] {
        &self.stars
    }

    /// How long results hold, if the scheme says so.
    #[must_use]
    pub fn validity(&self) -> Option<Validity> {
        self.validity
    }

    pub(crate) fn frame(&self, node: usize) -> Option<&Frame> {
        match self.items.get(node) {
            Some(item) => Some(&item.frame),
            None => {
                let section = self.sections.get(node.checked_sub(self.items.len())?)?;
                Some(&section.frame)
            }
        }
    }

    pub(crate) fn nodes(&self) -> usize {
        self.items.len() + self.sections.len()
    }

    /// The nodes that stand in a section, or at the top; in the order of the file, items first.
    pub(crate) fn children(&self, of: Option<usize>) -> impl Iterator<Item = (usize, &Frame)> {
        let section = of.map(|node| node - self.items.len());
        (0..self.nodes())
            .filter_map(|node| Some((node, self.frame(node)?)))
            .filter(move |(_, frame)| {
                frame.section == section && (section.is_some() || !frame.aside)
            })
    }

    pub(crate) fn kind(&self, code: &str) -> Option<usize> {
        self.kinds.iter().position(|kind| kind == code)
    }

    pub(crate) fn node(&self, id: &str) -> Option<usize> {
        (0..self.nodes()).find(|node| self.frame(*node).is_some_and(|frame| frame.id == id))
    }

    pub(crate) fn level_at(&self, code: &str) -> Option<usize> {
        self.levels
            .iter()
            .position(|cutoff| cutoff.level.code == code)
    }
}

impl SubjectKind {
    pub(crate) const CODES: [(&'static str, SubjectKind); 3] = [
        ("member", SubjectKind::Member),
        ("branch", SubjectKind::Branch),
        ("committee", SubjectKind::Committee),
    ];
}

impl Scheme {
    /// Every condition and formula of the scheme but those that look at one fact.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let items = self.items.iter().flat_map(|item| {
            let formula = match &item.source {
                Source::Formula(formula) => Some(formula),
                _ => None,
            };
            item.when.iter().chain(formula)
        });
        let whens = (self.levels.iter().filter_map(|cutoff| cutoff.when.as_ref()))
            .chain(self.stars.iter().filter_map(|star| star.when.as_ref()))
            .map(|(condition, _)| condition);
        let bars = (self.vetoes.iter().map(|veto| &veto.trigger))
            .chain(self.limits.iter().map(|limit| &limit.trigger))
            .chain(self.exempt.iter().map(|exempt| &exempt.trigger))
            .filter_map(|trigger| match trigger {
                Trigger::When(condition) => Some(condition.as_ref()),
                _ => None,
            });
        items.chain(whens).chain(bars)
    }
}
