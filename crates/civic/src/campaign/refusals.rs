//! What the room says no to.

use std::fmt;

use ground::{Day, Refusal};

use super::State;

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "counts of the minutes, named as the minutes name them"
)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// The act does not fit the state.
    OutOfOrder(State),
    /// Items are not checked yet.
    Unchecked(usize),
    /// The meeting was held before there was anything to decide.
    MeetingBefore(Day),
    /// The body is too small to decide.
    TooSmall(i64),
    /// The meeting lies ahead.
    MeetingAhead,
    /// A count is not a count.
    Count,
    /// Due is not present and absent.
    Attendance { due: i64, present: i64, absent: i64 },
    /// Votes do not add up to those present.
    Votes { present: i64, cast: i64 },
    /// Not more than half came.
    Quorum { due: i64, present: i64 },
    /// Not more than half were in favour.
    NotCarried { due: i64, votes_for: i64 },
    /// The members' meeting has other entitled members than the roster.
    NotTheRoster { due: i64, roster: i64 },
    /// The approver submitted it.
    OwnSubmission,
    /// A returned or amended plan needs its reason.
    ReplyWithoutReason,
    /// A phase in words that cannot be read.
    PhaseWords,
    /// Focus areas in words that cannot be read.
    DutyWords,
    /// The gate is not open.
    GateShut(Vec<String>),
    /// Another step comes first.
    NotTheStep,
    /// The campaign is not in force.
    NotInForce,
    /// The task was done already.
    TaskDone,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::OutOfOrder(state) => {
                write!(f, "方案现在是“{}”，这一步还不能办或已经办过", state.label())
            }
            Self::Unchecked(n) => write!(f, "还有{n}项没有核对"),
            Self::MeetingBefore(day) => write!(f, "{}才有这件事，会议日期不能更早", day.long()),
            Self::TooSmall(n) => write!(f, "应到至少{n}人，才能作决议"),
            Self::MeetingAhead => f.write_str("会议日期还没到。会开过了再记决议"),
            Self::Count => f.write_str("人数和票数要填0或正整数"),
            Self::Attendance {
                due,
                present,
                absent,
            } => {
                write!(
                    f,
                    "应到{due}人，实到{present}人加缺席{absent}人是{}人，对不上",
                    present + absent
                )
            }
            Self::Votes { present, cast } => {
                write!(f, "实到{present}人，三种票合计{cast}张，对不上")
            }
            Self::Quorum { due, present } => {
                write!(f, "应到{due}人，实到{present}人，没有过半，会议无效")
            }
            Self::NotCarried { due, votes_for } => {
                write!(f, "赞成{votes_for}票，没有超过应到{due}人的一半，没有通过")
            }
            Self::NotTheRoster { due, roster } => {
                write!(f, "名册上正式党员{roster}人，这里写应到{due}人，核对一下")
            }
            Self::OwnSubmission => f.write_str("报审和批复不能是同一个人"),
            Self::ReplyWithoutReason => f.write_str("修改或退回要写明意见"),
            Self::PhaseWords => {
                f.write_str("写成“名称：2026-05-06 至 2026-05-31”，没有截止日就只写起始日")
            }
            Self::DutyWords => f.write_str("写成“类别：方面、方面、方面”"),
            Self::GateShut(missing) => write!(f, "还不能进入下一步：{}", missing.join("；")),
            Self::NotTheStep => f.write_str("前面还有步骤没有办结，或这一步已经办结"),
            Self::NotInForce => f.write_str("方案施行之后才能办"),
            Self::TaskDone => f.write_str("这一期已经记过完成"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) => field,
            Self::MeetingAhead | Self::MeetingBefore(_) => "held_on",
            Self::Attendance { .. } | Self::Quorum { .. } => "present",
            Self::NotTheRoster { .. } | Self::Count | Self::TooSmall(_) => "due",
            Self::Votes { .. } | Self::NotCarried { .. } => "votes_for",
            Self::ReplyWithoutReason => "opinion",
            Self::PhaseWords | Self::DutyWords => "value",
            _ => return None,
        })
    }
}
