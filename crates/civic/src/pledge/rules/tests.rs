//! What the rules of pledges say, case by case.

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn good() -> Words<'static> {
    Words {
        area: "服务群众",
        action: "教老人用手机",
        measure: "教会10人",
        due: Some(day("2026-09-30")),
        ..Words::default()
    }
}

fn problems(words: Words<'_>, subject: Subject) -> Vec<No> {
    let areas = ["服务群众".to_owned()];
    check(&words, subject, &areas, day("2026-06-01"))
        .err()
        .unwrap_or_default()
}

#[test]
fn a_pledge_without_measure_or_date_cannot_be_submitted() {
    let of = |words| problems(words, Subject::Member);
    assert_eq!(of(good()), []);
    let area = |area| Words { area, ..good() };
    let measure = |measure| Words { measure, ..good() };
    let due = |due| Words { due, ..good() };
    assert_eq!(of(measure("")), [No::Empty("measure", "可量的结果")]);
    assert_eq!(of(measure("努力做好")), [No::NotMeasurable]);
    assert_eq!(of(due(None)), [No::Empty("due", "完成日期")]);
    assert_eq!(of(due(Some(day("2026-06-01")))), [No::DuePast]);
    assert_eq!(of(area("企业增效")), [No::Area]);
    assert_eq!(of(area("")), [No::Area]);
    assert_eq!(of(area(OTHER_AREA)), []);
    let blank = Words {
        action: " ",
        ..good()
    };
    assert_eq!(of(blank), [No::Empty("action", "承诺内容")]);
    let long = "长".repeat(201);
    let long = Words {
        action: &long,
        beneficiary: &long,
        ..good()
    };
    assert_eq!(
        of(long),
        [
            No::TooLong("action", "承诺内容", 200),
            No::TooLong("beneficiary", "受益的人", 200)
        ]
    );
}

#[test]
fn what_a_branch_pledges_has_somebody_who_answers_for_it() {
    assert_eq!(
        problems(good(), Subject::Branch),
        [No::Empty("owner", "责任人")]
    );
    let owned = Words {
        owner: "组织委员",
        ..good()
    };
    assert_eq!(problems(owned, Subject::Branch), []);
}

#[test]
fn an_amount_is_a_whole_number_with_its_unit_or_nothing_at_all() {
    assert_eq!(Amount::typed("", ""), Amount::None);
    assert_eq!(Amount::typed(" 10 ", " 人 "), Amount::Of(10, "人"));
    for (number, unit) in [
        ("10", ""),
        ("", "人"),
        ("十", "人"),
        ("-1", "人"),
        ("0", "人"),
    ] {
        assert_eq!(Amount::typed(number, unit), Amount::Nonsense);
    }
    assert_eq!(result("教会老人", 10, "人"), "教会老人（10人）");
    assert_eq!(result("教会10人", 10, "人"), "教会10人");
    assert_eq!(result("教会10人", 0, ""), "教会10人");
    assert_eq!(result("来了13人", 3, "人"), "来了13人（3人）");
}

#[test]
fn a_pledge_moves_only_along_its_way() {
    use State::*;
    let allowed = [
        (Returned, Move::Amend, Submitted),
        (Submitted, Move::Withdraw, Withdrawn),
        (Returned, Move::Withdraw, Withdrawn),
        (Passed, Move::Withdraw, Withdrawn),
        (Submitted, Move::Pass, Passed),
        (Submitted, Move::Return, Returned),
        (Passed, Move::Publish, Published),
        (Published, Move::Correct, Published),
        (Published, Move::Keep, Kept),
        (Published, Move::Excuse, Excused),
        (Published, Move::Criticise, Criticised),
    ];
    for state in State::ALL {
        for act in Move::ALL {
            let expected = allowed
                .iter()
                .find(|(s, a, _)| s == state && *a == act)
                .map(|(_, _, to)| *to);
            assert_eq!(after(*state, act).ok(), expected, "{state:?} {act:?}");
        }
    }
}

#[test]
fn a_published_pledge_is_overdue_from_the_day_after_its_date() {
    let due = day("2026-09-30");
    assert!(!is_overdue(State::Published, due, due));
    assert!(is_overdue(State::Published, due, day("2026-10-01")));
    for state in [State::Kept, State::Excused, State::Passed] {
        assert!(!is_overdue(state, due, day("2026-10-01")), "{state:?}");
    }
}

const OTHER: Hand = Hand {
    own: false,
    wrote: false,
};
const OWN: Hand = Hand {
    own: true,
    wrote: false,
};
const WROTE: Hand = Hand {
    own: false,
    wrote: true,
};

#[test]
fn neither_whose_it_is_nor_who_wrote_it_checks_a_pledge() {
    assert_eq!(may_check(OWN, false, ""), Err(No::OwnPledge));
    assert_eq!(may_check(WROTE, false, ""), Err(No::OwnWords));
    assert_eq!(may_check(OTHER, false, ""), Ok(()));
    assert_eq!(may_check(OTHER, true, " "), Err(No::ReturnWithoutReason));
    assert_eq!(may_check(OTHER, true, "写明地点"), Ok(()));
}

#[test]
fn it_is_settled_on_evidence_and_by_somebody_else() {
    assert_eq!(may_keep(OWN, 1), Err(No::OwnKeeping));
    assert_eq!(may_keep(OTHER, 0), Err(No::NoEvidence));
    assert_eq!(may_keep(OTHER, 1), Ok(()));
}

#[test]
fn what_was_not_kept_is_excused_on_a_reason_and_criticised_without_one() {
    let judge = |act, explained, overdue, reason| may_judge(act, OTHER, explained, overdue, reason);
    assert_eq!(judge(Move::Excuse, false, true, ""), Err(No::NotExplained));
    assert_eq!(judge(Move::Excuse, true, false, ""), Ok(()));
    assert_eq!(
        judge(Move::Criticise, false, false, "没有做"),
        Err(No::NotDue)
    );
    assert_eq!(judge(Move::Criticise, false, true, "没有做"), Ok(()));
    assert_eq!(judge(Move::Criticise, true, false, "没有做"), Ok(()));
    assert_eq!(
        judge(Move::Criticise, true, true, ""),
        Err(No::CriticisedWithoutReason)
    );
    for act in [Move::Excuse, Move::Criticise] {
        assert_eq!(may_judge(act, OWN, true, true, "有"), Err(No::OwnKeeping));
    }
}

#[test]
fn each_side_assesses_once_a_year_and_the_organisation_after_whose_it_is() {
    let assess = |side, hand, done: &[Side]| may_assess(State::Kept, side, hand, done, 2026);
    assert_eq!(assess(Side::Own, OWN, &[]), Ok(()));
    assert_eq!(
        assess(Side::Own, OWN, &[Side::Own]),
        Err(No::Assessed(2026))
    );
    assert_eq!(assess(Side::Organisation, OTHER, &[]), Err(No::SelfFirst));
    assert_eq!(assess(Side::Organisation, OTHER, &[Side::Own]), Ok(()));
    assert_eq!(
        assess(Side::Organisation, OWN, &[Side::Own]),
        Err(No::OwnKeeping)
    );
    assert_eq!(
        may_assess(State::Passed, Side::Own, OWN, &[], 2026),
        Err(No::OutOfOrder(State::Passed))
    );
    assert!(closes(State::Kept, Side::Organisation));
    assert!(!closes(State::Kept, Side::Own));
    assert!(!closes(State::Published, Side::Organisation));
}

#[test]
fn a_correction_keeps_every_figure_that_was_promised() {
    let with = |measure, action| Words {
        measure,
        action,
        amount: Amount::Of(10, "户"),
        ..Words::default()
    };
    for (old, new, same) in [
        ("教会10人", "教会老人10人", true),
        ("教会10人", "教会１０人", true),
        ("教会10人", "教会5人", false),
        ("每月2次", "每年2次", false),
        ("每月两次", "每月走访两次", true),
        ("修1.5公里", "修15公里", false),
        ("教会1人，每人20次", "教会12人，每人0次", false),
        ("一百零五户", "一百五户", false),
        ("达到90%", "达到90户", false),
        ("讲4场，听众60人", "讲60场，听众4人", false),
        ("全楼装灯", "装灯", false),
    ] {
        let kept = keeps_promise(&with(old, ""), &with(new, ""));
        assert_eq!(kept.is_ok(), same, "{old} {new}");
    }
    for (old, new, same) in [
        ("在二楼教手机", "在三楼教手机", true),
        ("每周六开课", "每周日开课", true),
        ("帮10户老人", "帮3户老人", false),
        ("帮老人10户", "帮独居老人10户", true),
        ("每月走访", "走访", false),
    ] {
        let kept = keeps_promise(&with("每月2次", old), &with("每月2次", new));
        assert_eq!(kept.is_ok(), same, "{old} {new}");
    }
}

#[test]
fn what_was_done_is_counted_in_the_unit_of_the_pledge_or_not_at_all() {
    for (typed, unit, said) in [
        ("", "次", Ok(None)),
        (" ", "", Ok(None)),
        ("8", "次", Ok(Some(8))),
        (" 8 ", "次", Ok(Some(8))),
        ("１２", "次", Ok(Some(12))),
        ("100000000", "元", Ok(Some(100_000_000))),
        ("100000001", "元", Err(No::Done)),
        ("99999999999999999999", "元", Err(No::Done)),
        ("0", "次", Err(No::Done)),
        ("-3", "次", Err(No::Done)),
        ("3.5", "次", Err(No::Done)),
        ("三次", "次", Err(No::Done)),
        ("8", "", Err(No::Uncounted)),
    ] {
        assert_eq!(done(typed, unit), said, "{typed}{unit}");
    }
    assert_eq!(progress(8, 12, "次"), "已做8次，承诺12次");
    assert_eq!(progress(0, 12, "次"), "");
    assert_eq!(progress(8, 0, ""), "");
}

#[test]
fn a_pledge_is_kept_by_deeds_and_not_by_how_much_is_attached() {
    assert_eq!(may_attach(0, 0), Ok(()));
    assert_eq!(may_attach(3, 9), Ok(()));
    assert_eq!(may_attach(4, 0), Err(No::ManyFiles(3)));
    assert_eq!(may_attach(2, 11), Err(No::FilesFull(1)));
    assert_eq!(may_attach(4, 10), Err(No::FilesFull(2)));
    assert_eq!(may_attach(1, 12), Err(No::FilesFull(0)));
    assert_eq!(may_attach(0, 12), Ok(()), "words may always come");
}
