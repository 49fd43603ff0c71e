use ground::Day;

use super::*;
use crate::campaign::Cadence;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn minutes(due: i64, present: i64, votes_for: i64) -> Minutes {
    Minutes {
        meeting: "党员大会".into(),
        held_on: day("2026-05-08"),
        due,
        present,
        absent: due - present,
        votes_for,
        votes_against: present - votes_for,
        votes_abstain: 0,
        resolution: "同意".into(),
    }
}

#[test]
fn a_meeting_of_21_needs_11_present_and_11_in_favour() {
    // S4.3-02
    let today = day("2026-05-09");
    assert_eq!(
        carried(minutes(21, 10, 10), today),
        Err(No::Quorum {
            due: 21,
            present: 10
        })
    );
    assert_eq!(
        carried(minutes(21, 11, 10), today),
        Err(No::NotCarried {
            due: 21,
            votes_for: 10
        })
    );
    assert!(carried(minutes(21, 11, 11), today).is_ok());
    assert!(
        carried(minutes(20, 11, 10), today).is_err(),
        "half is not more than half"
    );
}

#[test]
fn minutes_must_add_up_and_lie_in_the_past() {
    let today = day("2026-05-09");
    let mut m = minutes(21, 15, 15);
    m.absent = 5;
    assert_eq!(
        carried(m, today),
        Err(No::Attendance {
            due: 21,
            present: 15,
            absent: 5
        })
    );
    let mut m = minutes(21, 15, 15);
    m.votes_abstain = 1;
    assert_eq!(
        carried(m, today),
        Err(No::Votes {
            present: 15,
            cast: 16
        })
    );
    assert_eq!(
        carried(minutes(21, 15, 15), day("2026-05-07")),
        Err(No::MeetingAhead)
    );
    let mut m = minutes(21, 15, 15);
    m.due = -1;
    assert_eq!(carried(m, today), Err(No::Count));
}

#[test]
fn a_plan_goes_its_way_step_by_step_and_no_other() {
    use State::*;
    let acts = [
        Step::Confirm,
        Step::Resolve,
        Step::Submit,
        Step::Reply(ReplyKind::Agreed),
        Step::Reply(ReplyKind::Returned),
        Step::Issue,
    ];
    let allowed = [
        (Reading, Step::Confirm, Confirmed),
        (Returned, Step::Confirm, Confirmed),
        (Confirmed, Step::Resolve, Resolved),
        (Resolved, Step::Submit, Submitted),
        (Submitted, Step::Reply(ReplyKind::Agreed), Approved),
        (Submitted, Step::Reply(ReplyKind::Returned), Returned),
        (Approved, Step::Issue, InForce),
    ];
    for state in State::ALL {
        for act in acts {
            let expected = allowed
                .iter()
                .find(|(s, a, _)| s == state && *a == act)
                .map(|(_, _, to)| *to);
            assert_eq!(after(*state, act).ok(), expected, "{state:?} {act:?}");
        }
    }
}

#[test]
fn dates_of_the_plan_become_days() {
    let near = day("2011-05-16");
    for (form, edge, expected) in [
        ("2011-05-16", Edge::Start, Some("2011-05-16")),
        ("now", Edge::Start, Some("2011-05-16")),
        ("2011-07", Edge::Start, Some("2011-07-01")),
        ("2011-07", Edge::End, Some("2011-07-31")),
        ("2011-06+b", Edge::End, Some("2011-06-10")),
        ("2011-06+m", Edge::Start, Some("2011-06-11")),
        ("2011-06+e", Edge::Start, Some("2011-06-21")),
        ("2011-02+e", Edge::End, Some("2011-02-28")),
        ("--09-15", Edge::End, Some("2011-09-15")),
        ("--Q3", Edge::End, Some("2011-09-30")),
        ("2011", Edge::End, Some("2011-12-31")),
        ("before:党的十八大召开", Edge::End, None),
        ("2011-13-01", Edge::Start, None),
        ("", Edge::Start, None),
    ] {
        assert_eq!(
            day_of(form, near, edge),
            expected.map(day),
            "{form} {edge:?}"
        );
    }
}

#[test]
fn a_quarterly_task_comes_again_at_the_end_of_the_next_quarter() {
    assert_eq!(
        next_due(Cadence::Quarterly, day("2026-06-30")),
        Some(day("2026-09-30"))
    );
    assert_eq!(
        next_due(Cadence::Monthly, day("2026-01-31")),
        Some(day("2026-02-28"))
    );
    assert_eq!(
        next_due(Cadence::Yearly, day("2026-12-31")),
        Some(day("2027-12-31"))
    );
    assert_eq!(next_due(Cadence::Once, day("2026-12-31")), None);
}

#[test]
fn the_period_of_a_notice_is_read_from_the_plans_words() {
    for (text, word, days) in [
        (
            "评议结果公示5个工作日，公示期间收到的意见要答复",
            "公示",
            Some(5),
        ),
        ("7个工作日，次日起算", "", Some(7)),
        ("在5个工作日内审核", "公示", None),
        ("公示若干个工作日", "公示", None),
        ("公示900个工作日", "公示", None),
    ] {
        assert_eq!(workdays_after(text, word), days, "{text}");
    }
}

#[test]
fn an_adjusted_phase_is_read_back_from_its_words() {
    let phase = phase_of("动员部署：2026-05-06 至 2026-05-31").unwrap();
    assert_eq!(
        (phase.starts, phase.ends),
        (day("2026-05-06"), Some(day("2026-05-31")))
    );
    assert_eq!(phase_of("深化：2026-07-01").unwrap().ends, None);
    assert_eq!(
        phase_of("深化：2026-07-01 至 2026-06-01"),
        Err(No::PhaseWords)
    );
    assert_eq!(phase_of("没有日期"), Err(No::PhaseWords));
    assert_eq!(
        duty_of("社区：服务群众、居容整洁").unwrap().1,
        ["服务群众", "居容整洁"]
    );
    assert!(duty_of("社区").is_err());
}
