//! Items, sections and panels: where points come from and how they are limited.

use crate::condition::Condition;
use crate::points::Points;
use crate::ratio::Rounding;
use crate::share::Share;
use serde::Serialize;

/// What items and sections have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The code, unique among items and sections.
    pub id: String,
    /// The words that open the reason, such as 公开承诺按期办结.
    pub title: String,
    /// The section it stands in, as a place in the list; none at the top.
    pub section: Option<usize>,
    /// Its part in a composite; none adds its points in full.
    pub weight: Option<Share>,
    /// Kept for stars and conditions, not added to the total.
    pub aside: bool,
    /// What it starts from.
    pub base: Points,
    /// The most that it can come to.
    pub cap: Option<Points>,
    /// The least that it can come to.
    pub floor: Option<Points>,
    /// How it is rounded; to hundredths where it does not say.
    pub round: Option<Rounding>,
}

/// Several items (and sections) taken together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Code, title, limits.
    pub frame: Frame,
    /// How its parts are taken together: sum, highest, lowest or mean.
    pub take: Take,
    /// Of facts about one matter, only the one that earns most counts.
    pub same_about: bool,
}

/// One item of the scheme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// Code, title, limits.
    pub frame: Frame,
    /// For people of these groups alone; empty for everyone.
    pub groups: Vec<String>,
    /// For people of whom this holds.
    pub when: Option<Condition>,
    /// Where its value comes from.
    pub source: Source,
    /// How the value becomes points.
    pub rate: Rate,
    /// Limits for each month, quarter or year, shortest first.
    pub spans: Vec<SpanLimit>,
    /// The points of somebody who has no value.
    pub none: Option<Points>,
    /// Of facts about one matter, only the one that earns most counts.
    pub same_about: bool,
    /// The measure word or unit, such as 项 or %.
    pub unit: String,
}

/// Where an item's value comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Facts of these kinds, those of which `only` holds, taken together.
    Facts {
        /// The kinds.
        kinds: Vec<usize>,
        /// Which of them.
        only: Option<Condition>,
        /// How several make one value.
        take: Take,
    },
    /// Votes: the mean of what each kind is worth, weighed by the amounts.
    Votes(Vec<(usize, Points)>),
    /// An attribute of the subject.
    Attribute(String),
    /// Scores of a panel.
    Panel {
        /// Which, as a place in the list.
        panel: usize,
        /// The least that a scorer may give.
        least: Points,
        /// The most that a scorer may give.
        most: Points,
    },
    /// A formula over other figures.
    Formula(Condition),
}

/// How a value becomes points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rate {
    /// The value is the points.
    AsIs,
    /// So many points for each fact, whatever its amount.
    PerEvent(Points),
    /// So many points for each step of the amount.
    PerAmount {
        /// The points.
        points: Points,
        /// The step; 1 where the file does not say.
        each: Points,
        /// Whether an unfinished step is left out.
        drop_part: bool,
        /// Only what lies above this counts.
        over: Option<Points>,
        /// Only what is missing up to this counts.
        under: Option<Points>,
    },
    /// The points of the band in which the value lies, highest first.
    Bands(Vec<Band>),
}

/// A band of values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    /// From where; none takes what is left.
    pub from: Option<Points>,
    /// Whether exactly so much is enough.
    pub inclusive: bool,
    /// The points.
    pub points: Points,
}

/// How several facts make one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// How many there are.
    Count,
    /// All amounts together.
    Sum,
    /// Their mean.
    Mean,
    /// The highest.
    Highest,
    /// The lowest.
    Lowest,
    /// The latest; on one day, that of the last id.
    Last,
}

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

/// Limits within each stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SpanLimit {
    /// The stretch.
    pub span: Span,
    /// The most in each.
    pub cap: Option<Points>,
    /// The least in each.
    pub floor: Option<Points>,
}

/// Those who score, by kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Panel {
    /// The code.
    pub id: String,
    /// The name.
    pub title: String,
    /// A kind without scores counts as 0; else see `spread`.
    pub zero: bool,
    /// Its weight goes to the others in proportion; when neither, the rating stops.
    pub spread: bool,
    /// The kinds of scorer; their weights sum to one.
    pub scorers: Vec<Scorer>,
}

/// One kind of scorer: the person, peers, residents, the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scorer {
    /// The code.
    pub id: String,
    /// The name.
    pub title: String,
    /// The weight.
    pub weight: Share,
    /// How many of the highest are left out.
    pub drop_highest: u32,
    /// How many of the lowest are left out.
    pub drop_lowest: u32,
    /// From how many scores on any are left out.
    pub drop_from: u32,
    /// How the mean is rounded; it stays exact where it does not say.
    pub round: Option<Rounding>,
}

impl Item {
    pub(crate) fn only(&self) -> Option<&Condition> {
        match &self.source {
            Source::Facts { only, .. } => only.as_ref(),
            _ => None,
        }
    }

    /// The kinds of fact that it draws on.
    pub(crate) fn kinds(&self) -> Vec<usize> {
        match &self.source {
            Source::Facts { kinds, .. } => kinds.clone(),
            Source::Votes(worth) => worth.iter().map(|(kind, _)| *kind).collect(),
            _ => Vec::new(),
        }
    }
}
