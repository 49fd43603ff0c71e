//! When something may be published, objected to and concluded. Pure.

use ground::At;

use super::{Effect, Kind, No, State};

/// What a conclusion looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What kind of publication.
    pub kind: Kind,
    /// Its state.
    pub state: State,
    /// The first instant at which it may take effect.
    pub effective_from: At,
    /// Objections without a finding.
    pub open_objections: i64,
    /// Findings 'corrected' on the current version: a new version is owed.
    pub owed_corrections: i64,
}

/// Whether a notice may be concluded now (S4.4-02, S4.4-03, ruling 6).
pub fn may_conclude(standing: Standing, now: At) -> Result<(), No> {
    if standing.kind != Kind::Notice {
        return Err(No::NotANotice);
    }
    if standing.state != State::Public {
        return Err(No::Over(standing.state));
    }
    if now < standing.effective_from {
        return Err(No::StillRunning);
    }
    if standing.open_objections > 0 {
        return Err(No::OpenObjections(standing.open_objections));
    }
    if standing.owed_corrections > 0 {
        return Err(No::CorrectionOwed);
    }
    Ok(())
}

/// Whether an objection is still in time: until the last instant of the period.
pub fn may_object(kind: Kind, state: State, effective_from: At, now: At) -> Result<(), No> {
    if kind != Kind::Notice {
        return Err(No::NotANotice);
    }
    if state != State::Public {
        return Err(No::Over(state));
    }
    if now >= effective_from {
        return Err(No::PeriodOver);
    }
    Ok(())
}

/// Who may find on an objection: neither its subject nor the author of the notice.
pub fn may_find(handler_is_author: bool, handler_is_subject: bool, reason: &str) -> Result<(), No> {
    if handler_is_author || handler_is_subject {
        return Err(No::Involved);
    }
    if reason.trim().chars().count() < 4 {
        return Err(No::Empty("reason", "办理结果和理由"));
    }
    Ok(())
}

/// What a finding does to the notice.
pub fn state_after(state: State, effect: Effect) -> State {
    match effect {
        Effect::Stands | Effect::Corrected => state,
        Effect::Withdrawn => State::Withdrawn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: At = At::from_micros(1_000_000_000);

    fn standing() -> Standing {
        Standing {
            kind: Kind::Notice,
            state: State::Public,
            effective_from: END,
            open_objections: 0,
            owed_corrections: 0,
        }
    }

    #[test]
    fn nothing_takes_effect_before_the_period_has_ended() {
        let before = At::from_micros(END.micros() - 1);
        assert_eq!(may_conclude(standing(), before), Err(No::StillRunning));
        assert_eq!(may_conclude(standing(), END), Ok(()));
    }

    #[test]
    fn an_open_objection_holds_the_notice() {
        let held = Standing {
            open_objections: 1,
            ..standing()
        };
        assert_eq!(may_conclude(held, END), Err(No::OpenObjections(1)));
        let owed = Standing {
            owed_corrections: 1,
            ..standing()
        };
        assert_eq!(may_conclude(owed, END), Err(No::CorrectionOwed));
    }

    #[test]
    fn only_a_running_notice_is_concluded_and_only_once() {
        for (kind, state) in [
            (Kind::Publication, State::Public),
            (Kind::Display, State::Public),
            (Kind::Notice, State::Withdrawn),
            (Kind::Notice, State::Concluded),
        ] {
            assert!(
                may_conclude(
                    Standing {
                        kind,
                        state,
                        ..standing()
                    },
                    END
                )
                .is_err(),
                "{kind:?} {state:?}"
            );
        }
    }

    #[test]
    fn an_objection_in_the_last_instant_counts_and_one_at_midnight_does_not() {
        let last = At::from_micros(END.micros() - 1);
        assert_eq!(may_object(Kind::Notice, State::Public, END, last), Ok(()));
        assert_eq!(
            may_object(Kind::Notice, State::Public, END, END),
            Err(No::PeriodOver)
        );
        assert_eq!(
            may_object(Kind::Publication, State::Public, END, last),
            Err(No::NotANotice)
        );
    }

    #[test]
    fn who_wrote_the_notice_or_is_named_in_the_objection_does_not_judge_it() {
        assert_eq!(may_find(true, false, "查过了，属实"), Err(No::Involved));
        assert_eq!(may_find(false, true, "查过了，属实"), Err(No::Involved));
        assert!(may_find(false, false, "好").is_err());
        assert_eq!(may_find(false, false, "查过了，不属实"), Ok(()));
    }
}
