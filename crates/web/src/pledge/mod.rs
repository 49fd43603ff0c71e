//! Pledges: the ledger, one record, the form, and a member's own page.

mod ledger;
mod mine;
pub(crate) mod pages;
mod record;
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
        State::Passed => ("warn", "horn", State::Passed.label()),
        State::Published => ("info", "info", State::Published.label()),
        State::Kept => ("ok", "check", State::Kept.label()),
    }
}
