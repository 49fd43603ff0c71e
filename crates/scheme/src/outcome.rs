//! What goes into a rating and what comes out of it.

use crate::points::Points;
use crate::rules::Level;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One who is rated, with all facts of the period. Which facts belong to the period is the
/// caller's to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The caller's id, unique among those rated together.
    pub id: String,
    /// The facts, in any order.
    pub facts: Vec<Fact>,
}

/// Something that happened, recorded once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The fact's id, unique for its subject.
    pub id: String,
    /// Its kind, such as `pledge_kept`.
    pub kind: String,
    /// Its amount, where an item counts amounts: a percentage, hours.
    pub amount: Points,
    /// The day on which it happened.
    pub day: Date,
}

/// Everyone rated, and the hash that seals it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The results, in order of id.
    pub results: Vec<Rated>,
    /// SHA-256 of the scheme's hash and all results.
    pub hash: String,
}

/// One subject's points and level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rated {
    /// The subject's id.
    pub id: String,
    /// The level reached; none below every cut-off or after a veto.
    pub level: Option<Level>,
    /// The sum of the points of all reasons.
    pub points: Points,
    /// Base points first, then items in the scheme's order; last, what made the level.
    pub reasons: Vec<Reason>,
    /// Why no level may be given (一票否决), if so.
    pub refused: Option<String>,
}

/// Why points were given, taken or not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The item's id; or `base`, `other` (facts that the scheme does not count), `veto`, `level`.
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

/// Why nothing was rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RateError {
    /// Two subjects have one id.
    DuplicateSubject {
        /// The id.
        subject: String,
    },
    /// Two facts of one subject have one id.
    DuplicateFact {
        /// The subject's id.
        subject: String,
        /// The fact's id.
        fact: String,
    },
    /// The points of an item, or the sum, are more than can be held.
    Overflow {
        /// The subject's id.
        subject: String,
        /// The item's id; none for the sum.
        item: Option<String>,
    },
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RateError::DuplicateSubject { subject } => {
                write!(f, "评定对象“{subject}”出现两次，请只保留一份")
            }
            RateError::DuplicateFact { subject, fact } => {
                write!(f, "评定对象“{subject}”的事实“{fact}”出现两次，请只保留一条")
            }
            RateError::Overflow {
                subject,
                item: Some(item),
            } => {
                write!(
                    f,
                    "评定对象“{subject}”在条目“{item}”的分数超出可表示的范围，请核对事实的数量和方案的分值"
                )
            }
            RateError::Overflow {
                subject,
                item: None,
            } => {
                write!(
                    f,
                    "评定对象“{subject}”的总分超出可表示的范围，请核对事实的数量和方案的分值"
                )
            }
        }
    }
}

impl std::error::Error for RateError {}
