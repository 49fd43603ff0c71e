//! What goes into a rating: those who are rated, their facts and the scores they were given.

use crate::points::Points;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// One who is rated, with all facts of the period. Which facts belong to the period is the
/// caller's to say, unless the scheme does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// The caller's id, unique among those rated together.
    pub id: String,
    /// The groups (人员类别) it belongs to.
    pub groups: Vec<String>,
    /// What else is known: `branch`, `age`, `previous` (the last result's code).
    pub attributes: BTreeMap<String, Attribute>,
    /// The facts, in any order.
    pub facts: Vec<Fact>,
    /// The scores, in any order.
    pub scores: Vec<Score>,
}

/// An attribute of a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Attribute {
    /// Words, or a decimal number in digits.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

/// Something that happened, recorded once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The fact's id, unique for its subject.
    pub id: String,
    /// Its kind, such as `pledge_kept`.
    pub kind: String,
    /// Its amount, where an item counts amounts: a percentage, hours.
    pub amount: Option<Points>,
    /// The day on which it happened.
    #[serde(rename = "date")]
    pub day: Date,
    /// The matter or record that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The organisation that recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    /// What else is noted of it, such as `rank = "province"`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// A score that somebody gave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Score {
    /// The kind of scorer, as the panel calls it; never a person.
    pub scorer: String,
    /// The item.
    pub item: String,
    /// The points.
    pub points: Points,
}

impl Subject {
    /// Somebody known by facts alone.
    #[must_use]
    pub fn new(id: impl Into<String>, facts: Vec<Fact>) -> Subject {
        Subject {
            id: id.into(),
            facts,
            ..Subject::default()
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.attributes.get(name) {
            Some(Attribute::Text(text)) => Some(text),
            _ => None,
        }
    }
}

impl Fact {
    /// A fact with id, kind, amount and day.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: impl Into<String>, amount: Points, day: Date) -> Fact {
        Fact {
            id: id.into(),
            kind: kind.into(),
            amount: Some(amount),
            day,
            about: None,
            org: None,
            tags: BTreeMap::new(),
        }
    }
}
