//! Why nothing was rated: facts that the scheme cannot be applied to.

use crate::points::Points;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt;

/// Why nothing was rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[expect(
    missing_docs,
    reason = "each field is named as the sentence of its variant says"
)]
pub enum RateError {
    /// Two subjects have one id.
    DuplicateSubject { subject: String },
    /// Two facts of one subject have one id.
    DuplicateFact { subject: String, fact: String },
    /// Two facts of one kind are about one matter.
    SameMatter {
        subject: String,
        fact: String,
        other: String,
        about: String,
    },
    /// Two facts about one matter cannot both be.
    Contradiction {
        subject: String,
        fact: String,
        other: String,
        about: String,
    },
    /// The scheme does not know the kind of a fact.
    UnknownKind {
        subject: String,
        fact: String,
        code: String,
    },
    /// Another organisation recorded the fact, and the scheme does not say what then.
    Elsewhere {
        subject: String,
        fact: String,
        org: String,
        own: String,
    },
    /// The fact is of a day outside the period.
    OutOfPeriod {
        subject: String,
        fact: String,
        day: Date,
    },
    /// An amount is asked for and the fact has none.
    NoAmount {
        subject: String,
        fact: String,
        item: String,
    },
    /// The scheme does not know a group.
    UnknownGroup { subject: String, group: String },
    /// Something that an item or a condition asks for is not there.
    Lacking {
        subject: String,
        item: String,
        name: String,
    },
    /// An attribute is not of the kind that an item or a condition takes it for.
    OtherKind {
        subject: String,
        item: String,
        name: String,
    },
    /// A score for an item that takes none from this scorer.
    UnknownScore {
        subject: String,
        item: String,
        scorer: String,
    },
    /// A score beyond what may be given.
    ScoreRange {
        subject: String,
        item: String,
        scorer: String,
        points: Points,
        least: Points,
        most: Points,
    },
    /// A kind of scorer gave no score.
    NoScores {
        subject: String,
        item: String,
        scorer: String,
    },
    /// The last result is no level of the scheme.
    UnknownPrevious { subject: String, code: String },
    /// People tie for the last seats, and the scheme refuses to choose.
    Tie {
        quota: String,
        pool: String,
        subjects: Vec<String>,
    },
    /// The points of an item, or the sum, are more than can be held.
    Overflow {
        subject: String,
        item: Option<String>,
    },
}

impl RateError {
    /// The subject and the fact concerned, where there are such.
    #[must_use]
    pub fn place(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::DuplicateFact { subject, fact }
            | Self::SameMatter { subject, fact, .. }
            | Self::Contradiction { subject, fact, .. }
            | Self::UnknownKind { subject, fact, .. }
            | Self::Elsewhere { subject, fact, .. }
            | Self::OutOfPeriod { subject, fact, .. }
            | Self::NoAmount { subject, fact, .. } => (Some(subject), Some(fact)),
            Self::DuplicateSubject { subject }
            | Self::UnknownGroup { subject, .. }
            | Self::Lacking { subject, .. }
            | Self::OtherKind { subject, .. }
            | Self::UnknownScore { subject, .. }
            | Self::ScoreRange { subject, .. }
            | Self::NoScores { subject, .. }
            | Self::UnknownPrevious { subject, .. }
            | Self::Overflow { subject, .. } => (Some(subject), None),
            Self::Tie { subjects, .. } => (subjects.first().map(String::as_str), None),
        }
    }
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (subject, fact) = self.place();
        if let Some(subject) = subject {
            write!(f, "评定对象“{subject}”")?;
        }
        if let Some(fact) = fact {
            write!(f, "的事实“{fact}”")?;
        }
        match self {
            Self::DuplicateSubject { .. } => f.write_str("出现两次，请只保留一份"),
            Self::DuplicateFact { .. } => f.write_str("出现两次，请只保留一条"),
            Self::SameMatter { other, about, .. } => write!(
                f,
                "与“{other}”同一种类、同一事项（{about}），请只保留一条；确应取高的，请在条目里写 same_about = \"highest\""
            ),
            Self::Contradiction { other, about, .. } => write!(
                f,
                "与“{other}”就同一事项（{about}）互相矛盾，请核实后只保留一条"
            ),
            Self::UnknownKind { code, .. } => write!(
                f,
                "的种类“{code}”没有在方案出现，请核对代号；不计分的请写入方案的 uncounted"
            ),
            Self::Elsewhere { org, own, .. } => write!(
                f,
                "登记于“{org}”，而本人现属“{own}”：中途转移的事实怎样处理没有写明，请核实，或在方案里写 elsewhere = \"count\" 或 \"list\""
            ),
            Self::OutOfPeriod { day, .. } => write!(
                f,
                "发生在{day}，不在评定期内，请删去，或在方案的 [period] 里写 outside = \"list\""
            ),
            Self::NoAmount { item, .. } => {
                write!(f, "没有数量，而“{item}”要用到数量，请补上amount")
            }
            Self::UnknownGroup { group, .. } => write!(
                f,
                "的类别“{group}”没有在方案出现，请核对代号，或在方案里补一个 [[group]]"
            ),
            Self::Lacking { item, name, .. } => write!(
                f,
                "没有“{name}”，而“{item}”要用到它，请补上，或在条件里先用 has(…) 判断"
            ),
            Self::OtherKind { item, name, .. } => write!(
                f,
                "的“{name}”写法不对，“{item}”要用到它：数请写成 \"72\"，是非请写 true 或 false"
            ),
            Self::UnknownScore { item, scorer, .. } => write!(
                f,
                "有“{scorer}”对“{item}”的评分，方案没有这一项，请核对scorer和item"
            ),
            Self::ScoreRange {
                item,
                scorer,
                points,
                least,
                most,
                ..
            } => write!(
                f,
                "在“{item}”有“{scorer}”评的{points}分，不在{least}到{most}分之间，请核对"
            ),
            Self::NoScores { item, scorer, .. } => write!(
                f,
                "在“{item}”没有“{scorer}”的评分，请补评，或在方案的 [[panel]] 里改missing"
            ),
            Self::UnknownPrevious { code, .. } => write!(
                f,
                "的上一次结果“{code}”不是方案的等次，请核对attributes.previous"
            ),
            Self::Tie {
                quota,
                pool,
                subjects,
            } => {
                let pool = if pool.is_empty() {
                    String::new()
                } else {
                    format!("（{pool}）")
                };
                write!(
                    f,
                    "等{}人在名额“{quota}”{pool}的末位同分：{}；请在方案的order里补充先后依据，或改ties",
                    subjects.len(),
                    subjects.join("、")
                )
            }
            Self::Overflow {
                item: Some(item), ..
            } => write!(
                f,
                "在条目“{item}”的分数超出可表示的范围，请核对事实的数量和方案的分值"
            ),
            Self::Overflow { item: None, .. } => {
                f.write_str("的总分超出可表示的范围，请核对事实的数量和方案的分值")
            }
        }
    }
}

impl std::error::Error for RateError {}
