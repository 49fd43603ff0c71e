//! What comes out of a rating.

use crate::points::Points;
use crate::rules::Level;
use serde::{Deserialize, Serialize};

/// Everyone rated, how quotas were used, and the hash that seals it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The results, in order of id.
    pub results: Vec<Rated>,
    /// The use of each quota, pool by pool.
    pub quota: Vec<QuotaUse>,
    /// SHA-256 of the scheme's hash, how long the results hold, all results and the quotas.
    pub hash: String,
}

/// One subject's points and result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rated {
    /// The subject's id.
    pub id: String,
    /// The level's code; in a scheme of stars without levels, how many are won. None below every
    /// cut-off, after a veto without a level of its own, and for who is not rated.
    pub result: Option<String>,
    /// The level reached.
    pub level: Option<Level>,
    /// The stars won, where the scheme names stars.
    pub stars: Option<Vec<String>>,
    /// Against the last result, where the scheme looks at it.
    pub change: Option<Direction>,
    /// The sum of the points of all reasons.
    pub points: Points,
    /// Base points first, then items and sections in the scheme's order; last, what made the level.
    pub reasons: Vec<Reason>,
    /// Why no level may be given (一票否决, 不参加评定), if so.
    pub refused: Option<String>,
}

/// Up, down, or neither (升级、降级、保持).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Higher than last time.
    Up,
    /// As last time.
    Same,
    /// Lower than last time, or none any more.
    Down,
    /// No last result.
    New,
}

impl Direction {
    /// The word of the result file.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Same => "same",
            Self::Down => "down",
            Self::New => "new",
        }
    }
}

/// Why points were given, taken or not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The item's or section's id; or `base`, `total`, `other` and `condition` (facts that earn no
    /// points), `star`, `exempt`, `veto`, `limit`, `change`, `quota`, `level`.
    pub item: String,
    /// The item's title.
    pub title: String,
    /// The points, after cap and floor.
    pub points: Points,
    /// The sentence that the person reads.
    pub because: String,
    /// The facts, in order of day; every fact of the subject stands in exactly one reason.
    pub facts: Vec<String>,
}

/// How a quota was used in one pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotaUse {
    /// The quota's id.
    pub id: String,
    /// The value of the attribute by which it is counted apart; empty where all are one pool; values
    /// pooled for being small are joined by `+`.
    pub pool: String,
    /// How many are counted in the base.
    pub base: usize,
    /// The seats.
    pub seats: usize,
    /// How many reached the levels, each counted once.
    pub reached: usize,
    /// How many hold them.
    pub given: usize,
    /// Those who reached one of the levels and found no seat there, in order of id. Some may hold a
    /// lower one of them.
    pub held_back: Vec<String>,
    /// Those who tied for the last seats, in order of id.
    pub tied: Vec<String>,
}
