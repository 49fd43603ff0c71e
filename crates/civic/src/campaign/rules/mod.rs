//! How a plan becomes a campaign: states, decisions, dates. Pure.

mod days;
mod programme;
#[cfg(test)]
mod tests;
mod written;

use ground::Day;
use serde::{Deserialize, Serialize};

use super::{No, ReplyKind, State};

pub use days::{Edge, day_of, month_end, next_due, quarter_end};
pub use programme::{Phase, PlannedStep, PlannedTask, Programme, Settled, Track, programme};
pub use written::{duty_of, phase_of, workdays_after};

/// What a meeting decided, as its minutes say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Which meeting: 党员大会, 支部委员会.
    pub meeting: String,
    /// When it was held.
    pub held_on: Day,
    /// Entitled to attend.
    pub due: i64,
    /// Who came.
    pub present: i64,
    /// Who did not.
    pub absent: i64,
    /// Votes in favour.
    pub votes_for: i64,
    /// Votes against.
    pub votes_against: i64,
    /// Abstentions.
    pub votes_abstain: i64,
    /// The resolution's text.
    pub resolution: String,
}

/// Proof that a body decided: made by [`carried`] alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried(Minutes);

impl Carried {
    /// The minutes behind it.
    pub fn minutes(&self) -> &Minutes {
        &self.0
    }
}

/// Whether the minutes carry the resolution (field-facts 2.10, S4.3-02): more
/// than half of those entitled came, and more than half of those entitled were in favour.
pub fn carried(minutes: Minutes, today: Day) -> Result<Carried, No> {
    let m = &minutes;
    if m.meeting.trim().is_empty() {
        return Err(No::Empty("meeting", "会议名称"));
    }
    if m.resolution.trim().is_empty() {
        return Err(No::Empty("resolution", "决议内容"));
    }
    if m.held_on > today {
        return Err(No::MeetingAhead);
    }
    if [
        m.due,
        m.present,
        m.absent,
        m.votes_for,
        m.votes_against,
        m.votes_abstain,
    ]
    .iter()
    .any(|n| !(0..=1_000_000).contains(n))
    {
        return Err(No::Count);
    }
    if m.due != m.present + m.absent {
        return Err(No::Attendance {
            due: m.due,
            present: m.present,
            absent: m.absent,
        });
    }
    if m.votes_for + m.votes_against + m.votes_abstain != m.present {
        return Err(No::Votes {
            present: m.present,
            cast: m.votes_for + m.votes_against + m.votes_abstain,
        });
    }
    if 2 * m.present <= m.due {
        return Err(No::Quorum {
            due: m.due,
            present: m.present,
        });
    }
    if 2 * m.votes_for <= m.due {
        return Err(No::NotCarried {
            due: m.due,
            votes_for: m.votes_for,
        });
    }
    Ok(Carried(minutes))
}

/// The state after an act, or why the act does not fit the state.
pub fn after(state: State, act: Step) -> Result<State, No> {
    use State::*;
    match (state, act) {
        (Reading | Returned, Step::Confirm) => Ok(Confirmed),
        (Confirmed, Step::Resolve) => Ok(Resolved),
        (Resolved, Step::Submit) => Ok(Submitted),
        (Submitted, Step::Reply(ReplyKind::Agreed | ReplyKind::Amended)) => Ok(Approved),
        (Submitted, Step::Reply(ReplyKind::Returned)) => Ok(Returned),
        (Approved, Step::Issue) => Ok(InForce),
        (state, _) => Err(No::OutOfOrder(state)),
    }
}

/// What moves a plan on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The draft is confirmed.
    Confirm,
    /// The body resolved it.
    Resolve,
    /// It went up.
    Submit,
    /// The superior replied.
    Reply(ReplyKind),
    /// It comes in force.
    Issue,
}
