//! Pledges: the ledger, who lacks what, one record, the form, personal plans,
//! declarations, and a member's own page.

mod acts;
pub(crate) mod correction;
pub(crate) mod coverage;
pub(crate) mod declaration;
mod evidence;
mod history;
mod ledger;
mod mine;
pub(crate) mod pages;
pub(crate) mod plan;
mod record;
mod waiting;
pub(crate) mod write;

use civic::pledge::{Pledge, State};
use ground::Day;

/// A state as its tag shows it: tint, icon, word.
pub(crate) type Mark = (&'static str, &'static str, &'static str);

/// The tag of a pledge. Overdue is not a state: it is a day that has passed.
pub(crate) fn mark(pledge: &Pledge, today: &Day) -> Mark {
    match pledge.state {
        _ if pledge.is_overdue(*today) => ("stop", "alert", "逾期"),
        State::Submitted => ("warn", "clock", State::Submitted.label()),
        State::Returned => ("stop", "pen", State::Returned.label()),
        State::Withdrawn => ("", "back", State::Withdrawn.label()),
        State::Passed => ("warn", "horn", State::Passed.label()),
        State::Published => ("info", "info", State::Published.label()),
        State::Kept if pledge.closed_on.is_some() => ("ok", "check", "办结，已评"),
        State::Kept => ("ok", "check", State::Kept.label()),
        State::Excused => ("info", "info", "未兑现，已说明"),
        State::Criticised => ("stop", "alert", State::Criticised.label()),
    }
}
