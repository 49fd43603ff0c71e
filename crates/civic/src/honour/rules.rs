//! How facts of the rooms become the scheme's facts, and when honours may move on. Pure.

use ground::Day;
use scheme::{Fact, Points, Subject};

use super::{No, State};
use crate::appraisal::Share;
use crate::pledge;
use crate::review::Review;
use crate::{PersonId, PledgeId};

/// What moves a rating round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// A body decides.
    Decide,
    /// The notice goes out.
    Publish,
    /// The honours are given.
    Award,
}

/// The state after a move, or why it does not fit.
pub fn after(state: State, act: Move) -> Result<State, No> {
    match (state, act) {
        (State::Rated, Move::Decide) => Ok(State::Decided),
        (State::Decided, Move::Publish) => Ok(State::Published),
        (State::Published, Move::Award) => Ok(State::Awarded),
        (state, _) => Err(No::OutOfOrder(state)),
    }
}

/// One settled pledge: id, whose, state, due day.
pub type Settled = (PledgeId, PersonId, pledge::State, Day);

/// The facts of one person, each linked to the record that it comes from.
pub fn subject(
    person: PersonId,
    pledges: &[Settled],
    reviews: &[Review],
    shares: &[Share],
    today: Day,
    day_of: impl Fn(ground::At) -> Day,
) -> Subject {
    let mut facts = Vec::new();
    for (id, _, state, due) in pledges.iter().filter(|p| p.1 == person) {
        let kind = match state {
            pledge::State::Kept => "pledge_kept",
            // Not kept and not excused weighs as what is past its day.
            pledge::State::Criticised => "pledge_overdue",
            state if pledge::rules::is_overdue(*state, *due, today) => "pledge_overdue",
            _ => continue,
        };
        facts.push(fact(
            &format!("pledge/{id}"),
            kind,
            Points::from_hundredths(100),
            *due,
        ));
    }
    for review in reviews.iter().filter(|r| r.person_id == person) {
        facts.push(fact(
            &format!("review/{}", review.id),
            "review_done",
            Points::from_hundredths(100),
            day_of(review.at),
        ));
    }
    for share in shares.iter().filter(|s| s.person == person) {
        let amount = Points::from_hundredths(share.share);
        facts.push(fact(
            &format!("appraisal/{}", share.round),
            "appraisal_satisfaction",
            amount,
            share.day,
        ));
    }
    Subject::new(person.to_string(), facts)
}

fn fact(id: &str, kind: &str, amount: Points, day: Day) -> Fact {
    Fact::new(id, kind, amount, day.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honours_are_decided_published_and_given_in_that_order() {
        use State::*;
        for state in State::ALL {
            for (act, from, to) in [
                (Move::Decide, Rated, Decided),
                (Move::Publish, Decided, Published),
                (Move::Award, Published, Awarded),
            ] {
                assert_eq!(
                    after(*state, act).ok(),
                    (*state == from).then_some(to),
                    "{state:?} {act:?}"
                );
            }
        }
    }

    #[test]
    fn a_kept_pledge_an_overdue_one_and_a_share_become_facts_and_one_in_hand_does_not() {
        let day = |t: &str| t.parse::<Day>().unwrap();
        let me = PersonId::VISITOR;
        let id = |n| PledgeId(uuid::Uuid::from_u128(n));
        let pledges = [
            (id(1), me, pledge::State::Kept, day("2026-08-01")),
            (id(2), me, pledge::State::Published, day("2026-08-01")),
            (id(3), me, pledge::State::Published, day("2026-12-01")),
        ];
        let shares = [Share {
            person: me,
            round: crate::AppraisalId(uuid::Uuid::nil()),
            share: 9500,
            day: day("2026-09-24"),
        }];
        let subject = subject(me, &pledges, &[], &shares, day("2026-10-09"), |_| {
            day("2026-10-09")
        });
        let kinds: Vec<_> = subject
            .facts
            .iter()
            .map(|f| (f.kind.as_str(), f.amount.unwrap_or_default().to_string()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("pledge_kept", "1".into()),
                ("pledge_overdue", "1".into()),
                ("appraisal_satisfaction", "95".to_owned())
            ]
        );
    }
}
