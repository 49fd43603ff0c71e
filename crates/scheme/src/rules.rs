//! A scheme: what counts, for how much, up to where, and which level it makes.

use crate::points::Points;
use crate::seal::Seal;
use serde::Serialize;

/// A scheme that has passed every check of its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scheme {
    pub(crate) title: String,
    pub(crate) subject: SubjectKind,
    pub(crate) base: Points,
    pub(crate) items: Vec<Item>,
    pub(crate) vetoes: Vec<Veto>,
    pub(crate) levels: Vec<Cutoff>,
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

/// One item of the scheme: a kind of fact and what it earns or costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The item's code, unique in the scheme.
    pub id: String,
    /// The words that open the reason, such as 公开承诺按期办结.
    pub title: String,
    /// The kind of fact; no other item or veto draws on it, so that a fact counts once.
    pub fact: String,
    /// What a fact earns or costs.
    pub rate: Rate,
    /// The most that the item can earn; never negative.
    pub cap: Option<Points>,
    /// The least that the item can come to; never positive.
    pub floor: Option<Points>,
    /// The measure word or unit, such as 项 or %.
    pub unit: String,
}

/// How facts become points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rate {
    /// So many points for each fact, whatever its amount.
    PerEvent(Points),
    /// So many points for each 1 of the amount.
    PerAmount(Points, Take),
}

/// Which amount counts when there are several facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// All together: hours, households.
    Sum,
    /// Their mean: percentages.
    Mean,
}

/// A kind of fact that rules out any level (一票否决).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Veto {
    /// The kind of fact.
    pub fact: String,
    /// The sentence that the person reads.
    pub because: String,
}

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

/// The points from which a level is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cutoff {
    /// The level reached.
    pub level: Level,
    /// The points asked for.
    pub from: Points,
    /// Whether exactly so many points are enough.
    pub edge: Edge,
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

impl Scheme {
    /// SHA-256 of the canonical form: comments, spacing and the spelling of numbers do not change it.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut seal = Seal::new("scheme/1");
        seal.text(&self.title);
        seal.text(self.subject.code());
        seal.text(&self.base.to_string());
        seal.list(&self.items, |seal, item| item.seal(seal));
        seal.list(&self.vetoes, |seal, veto| {
            seal.text(&veto.fact);
            seal.text(&veto.because);
        });
        seal.list(&self.levels, |seal, cutoff| cutoff.seal(seal));
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

    /// What rules out any level.
    #[must_use]
    pub fn vetoes(&self) -> &[Veto] {
        &self.vetoes
    }

    /// The levels, highest first.
    #[must_use]
    pub fn levels(&self) -> &[Cutoff] {
        &self.levels
    }
}

impl SubjectKind {
    pub(crate) const ALL: [SubjectKind; 3] = [
        SubjectKind::Member,
        SubjectKind::Branch,
        SubjectKind::Committee,
    ];

    /// The code in the file: `member`, `branch` or `committee`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            SubjectKind::Member => "member",
            SubjectKind::Branch => "branch",
            SubjectKind::Committee => "committee",
        }
    }
}

impl Item {
    fn seal(&self, seal: &mut Seal) {
        for field in [&self.id, &self.title, &self.fact, &self.unit] {
            seal.text(field);
        }
        let (kind, each) = match self.rate {
            Rate::PerEvent(each) => ("event", each),
            Rate::PerAmount(each, Take::Sum) => ("amount-sum", each),
            Rate::PerAmount(each, Take::Mean) => ("amount-mean", each),
        };
        seal.text(kind);
        seal.text(&each.to_string());
        for limit in [self.cap, self.floor] {
            seal.maybe(limit.map(|limit| limit.to_string()).as_deref());
        }
    }
}

impl Cutoff {
    /// Whether so many points reach this level.
    #[must_use]
    pub fn met_by(&self, points: Points) -> bool {
        match self.edge {
            Edge::AtLeast => points >= self.from,
            Edge::MoreThan => points > self.from,
        }
    }

    fn seal(&self, seal: &mut Seal) {
        seal.text(&self.level.code);
        seal.text(&self.level.name);
        seal.text(&self.level.stars.to_string());
        seal.text(&self.from.to_string());
        seal.text(match self.edge {
            Edge::AtLeast => "at-least",
            Edge::MoreThan => "more-than",
        });
    }
}
