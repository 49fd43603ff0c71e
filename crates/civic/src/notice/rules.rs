//! When something may be published, objected to and concluded. Pure.

use ground::{At, Day};

use super::{Effect, Kind, Medium, NewObjection, No, State, Topic};

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

/// Whether somebody is too near to an objection to judge it: who wrote the notice, whom
/// the objection names, and for one to the whole result everyone on it.
pub fn is_involved(wrote: bool, about: &str, name: &str, named: &[&str]) -> bool {
    let is_subject = if about.is_empty() {
        named.contains(&name)
    } else {
        about == name
    };
    wrote || (is_subject && !name.is_empty())
}

/// Whether a finding can be made: with its reason; and nothing that is over is
/// corrected or withdrawn any more.
pub fn may_answer(state: State, effect: Effect, reason: &str) -> Result<(), No> {
    const LONGEST: usize = 1000;
    if reason.trim().chars().count() < 4 {
        return Err(No::Empty("reason", "办理结果和理由"));
    }
    if reason.chars().count() > LONGEST {
        return Err(No::TooLong("reason", "答复", LONGEST));
    }
    if state != State::Public && effect != Effect::Stands {
        return Err(No::Over(state));
    }
    Ok(())
}

/// The working days of a publication: of a notice at least those of its topic, at most
/// sixty; of anything else none.
pub fn period(kind: Kind, workdays: Option<u32>, least: u32) -> Result<u32, No> {
    match (kind, workdays) {
        (Kind::Notice, Some(days @ 1..=60)) if days < least => Err(No::Least(least)),
        (Kind::Notice, Some(days @ 1..=60)) => Ok(days),
        (Kind::Notice, _) => Err(No::Period),
        _ => Ok(0),
    }
}

/// Whether what is published is changed in this room alone. A plan and a pledge rest on
/// their publication: `of_a_plan` says what is done with a plan instead.
pub fn changed_here(topic: Topic, of_a_plan: No) -> Result<(), No> {
    match topic {
        Topic::Honour => Ok(()),
        Topic::Plan => Err(of_a_plan),
        Topic::Pledge => Err(No::Standing(topic)),
    }
}

/// Whether an objection can be read: it says something, not too much, and is signed
/// wholly or not at all.
pub fn readable(new: &NewObjection<'_>) -> Result<(), No> {
    const LONGEST: usize = 2000;
    const LINE: usize = 60;
    if new.matter.trim().chars().count() < 4 {
        return Err(No::Empty("matter", "具体情况"));
    }
    if new.matter.chars().count() > LONGEST {
        return Err(No::TooLong("matter", "具体情况", LONGEST));
    }
    for (field, what, line) in [
        ("name", "姓名", new.name),
        ("contact", "联系方式", new.contact),
    ] {
        if line.chars().count() > LINE {
            return Err(No::TooLong(field, what, LINE));
        }
    }
    match (new.name.trim().is_empty(), new.contact.trim().is_empty()) {
        (false, true) => Err(No::HalfSigned("contact")),
        (true, false) => Err(No::HalfSigned("name")),
        _ => Ok(()),
    }
}

/// Whether somebody can have seen it there on that day: not before it was published,
/// not tomorrow.
pub fn was_there(media: &[Medium], medium: Medium, day: Day, span: (Day, Day)) -> Result<(), No> {
    if !media.contains(&medium) {
        return Err(No::OtherMedium(medium));
    }
    if day < span.0 || day > span.1 {
        return Err(No::ProofDay);
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
        let list = ["示甲", "示乙"];
        let involved = |wrote, about, name| is_involved(wrote, about, name, &list);
        assert!(involved(true, "", "示丙"));
        assert!(involved(false, "示甲", "示甲"));
        assert!(
            !involved(false, "示甲", "示乙"),
            "about somebody else on the list"
        );
        assert!(involved(false, "", "示乙"), "about the whole list");
        assert!(!involved(false, "", "示丙"));
        assert!(!involved(false, "", ""));
    }

    #[test]
    fn a_finding_says_why_and_changes_nothing_that_is_over() {
        let why = "查过了，不属实";
        assert!(may_answer(State::Public, Effect::Stands, "好").is_err());
        assert!(may_answer(State::Public, Effect::Stands, &"长".repeat(1001)).is_err());
        for effect in Effect::ALL {
            assert_eq!(may_answer(State::Public, *effect, why), Ok(()));
        }
        assert_eq!(may_answer(State::Withdrawn, Effect::Stands, why), Ok(()));
        for effect in [Effect::Corrected, Effect::Withdrawn] {
            assert_eq!(
                may_answer(State::Withdrawn, effect, why),
                Err(No::Over(State::Withdrawn))
            );
        }
    }

    #[test]
    fn a_notice_runs_as_long_as_its_topic_asks_and_a_display_has_no_clock() {
        assert_eq!(period(Kind::Notice, Some(5), 5), Ok(5));
        assert_eq!(period(Kind::Notice, Some(4), 5), Err(No::Least(5)));
        assert_eq!(period(Kind::Notice, Some(61), 5), Err(No::Period));
        assert_eq!(period(Kind::Notice, None, 5), Err(No::Period));
        assert_eq!(period(Kind::Display, Some(5), 5), Ok(0));
    }

    #[test]
    fn an_objection_is_signed_wholly_or_not_at_all() {
        let new = NewObjection::anonymous("", "次数不对");
        assert_eq!(readable(&new), Ok(()));
        assert_eq!(readable(&new.signed("示甲", "一号楼")), Ok(()));
        assert_eq!(
            readable(&new.signed("示甲", " ")),
            Err(No::HalfSigned("contact"))
        );
        assert_eq!(
            readable(&new.signed("", "一号楼")),
            Err(No::HalfSigned("name"))
        );
        let long = "长".repeat(2001);
        assert!(readable(&NewObjection::anonymous("", &long)).is_err());
        assert!(readable(&NewObjection::anonymous("", "不")).is_err());
    }
}
