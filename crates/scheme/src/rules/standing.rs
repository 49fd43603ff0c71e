//! From points to a result: levels, stars, vetoes, limits, quotas, and what the last result says.

use crate::condition::Condition;
use crate::points::Points;
use crate::ratio::RoundMode;
use crate::share::Share;
use serde::Serialize;

/// A level: a grade, with or without stars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Level {
    /// The level's code, unique in the scheme.
    pub code: String,
    /// Its name, such as 四星.
    pub name: String,
    /// Its stars; 0 for a level without stars.
    pub stars: u8,
}

/// What a level asks for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cutoff {
    /// The level reached.
    pub level: Level,
    /// The points (or stars) asked for; none asks for no number.
    pub from: Option<Points>,
    /// Whether exactly so many points are enough.
    pub edge: Edge,
    /// What else must hold, and its words.
    pub when: Option<(Condition, String)>,
}

/// Whether a cut-off is reached by meeting it or only by passing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// 含本数: exactly so many points are enough.
    AtLeast,
    /// 不含本数: more is needed.
    MoreThan,
}

/// What makes a veto, a limit or an exemption.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// One fact of this kind.
    Fact(usize),
    /// Something that holds.
    When(Box<Condition>),
    /// Belonging to a group.
    Group(String),
}

/// What rules out any level (一票否决), or fixes one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Veto {
    /// What makes it.
    pub trigger: Trigger,
    /// The sentence that the person reads.
    pub because: String,
    /// The level given instead, as a place in the list; none gives no level.
    pub result: Option<usize>,
}

/// What holds a level down (封顶、降档).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Limit {
    /// What makes it.
    pub trigger: Trigger,
    /// The sentence that the person reads.
    pub because: String,
    /// How far.
    pub effect: LimitEffect,
}

/// How far a limit holds down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitEffect {
    /// To this level at most.
    AtMost(usize),
    /// By so many levels.
    Down(usize),
}

/// Who is not rated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exempt {
    /// Who.
    pub trigger: Trigger,
    /// The sentence that the person reads.
    pub because: String,
    /// The level given without rating; none gives none.
    pub result: Option<usize>,
    /// Whether they count in the base of quotas.
    pub in_quota_base: bool,
}

/// A named star.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Star {
    /// The code.
    pub id: String,
    /// The name, such as 学习星.
    pub title: String,
    /// The points that light it.
    pub line: Option<Line>,
    /// What else must hold, and its words.
    pub when: Option<(Condition, String)>,
}

/// A line that an item or a section must reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The item or section.
    pub of: usize,
    /// The points.
    pub from: Points,
    /// Whether exactly so many are enough.
    pub edge: Edge,
}

/// How many may hold a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// The code.
    pub id: String,
    /// The levels that use its seats, as places in the list.
    pub levels: Vec<usize>,
    /// How many seats.
    pub seats: Seats,
    /// At least so many.
    pub least: usize,
    /// Whether people under a veto count in the base.
    pub vetoed_in_base: bool,
    /// The attribute by which seats are counted apart.
    pub per: Option<String>,
    /// Pools with a smaller base are counted together.
    pub pool_under: usize,
    /// Those who tie at the edge.
    pub ties: Ties,
    /// What goes first: `points`, `stars`, an item or a section.
    pub order: Vec<String>,
}

/// Seats of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Seats {
    /// A share of the base.
    Share(Share, RoundMode),
    /// A fixed number.
    Count(usize),
}

/// What becomes of those who tie for the last seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// All of them get it.
    In,
    /// None of them gets it.
    Out,
    /// The rating stops and names them.
    Refuse,
}

/// How a result follows the last one (升级晋档).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The highest level of somebody without a last result; none sets no bound.
    pub newcomers: Option<usize>,
    /// Who holds a level keeps it down to so many points below its line.
    pub keep_margin: Option<Points>,
    /// Levels up in one round.
    pub up_at_most: Option<usize>,
    /// Levels down in one round.
    pub down_at_most: Option<usize>,
    /// Whether who is protected from falling stays even over a quota.
    pub down_over_quota: bool,
}

impl Edge {
    pub(crate) fn of(inclusive: bool) -> Edge {
        if inclusive {
            Edge::AtLeast
        } else {
            Edge::MoreThan
        }
    }

    pub(crate) fn reached(self, points: Points, from: Points) -> bool {
        match self {
            Edge::AtLeast => points >= from,
            Edge::MoreThan => points > from,
        }
    }
}

impl Ties {
    pub(crate) const CODES: [(&'static str, Ties); 3] = [
        ("in", Ties::In),
        ("out", Ties::Out),
        ("refuse", Ties::Refuse),
    ];
}
