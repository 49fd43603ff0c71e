//! Manifest, amendments, sealing: what is fixed, and that order leaves no trace.

use ballot::{
    Draft, Extension, Flaw, Level, Manifest, NotAManifest, NotAnExtension, RestsOn, Unfit,
    read_comments, seal, verify,
};
use proptest::prelude::*;

use crate::common::{
    ballot, closed_round, closing, comments, draft, electorate, leaves, open_round, sealed, ticks,
};

/// As `docs/box-format.md` writes it.
const WRITTEN: &str = "sanzheng-manifest 1
round 09090909090909090909090909090909
title 第一支部民主评议
level open
smallest 5
opens 2026-11-20T00:00:00Z
closes 2026-11-24T09:30:00Z
receipts 197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61
set 满意度
grade yes 满意
grade no 基本满意
grade no 不满意
grade apart 不了解
set 履职
grade yes 优秀
grade yes 称职
grade no 不称职
item 1 服务群众
item 2 履行职责
subject 甲同志
subject 乙同志
electorate 12 0 40 党员
electorate 30 0 60 居民
";

#[test]
fn a_manifest_is_written_in_one_way_and_read_in_no_other() {
    let round = open_round();
    assert_eq!(round.text(), WRITTEN);
    assert_eq!(Manifest::parse(WRITTEN), Ok(round));
    let line = |text: String| match Manifest::parse(&text) {
        Err(NotAManifest::Line(line)) => line,
        other => unreachable!("{other:?}"),
    };
    assert_eq!(line(String::new()), 1);
    assert_eq!(line(WRITTEN.replace("smallest 5", "smallest 05")), 5);
    assert_eq!(line(WRITTEN.replace("smallest 5", "smallest +5")), 5);
    assert_eq!(line(WRITTEN.replace("00:00Z", "00:00+00:00")), 6);
    assert_eq!(line(WRITTEN.replace("00:00Z", "00:00.5Z")), 6);
    assert_eq!(line(WRITTEN.replace('\n', "\r\n")), 1);
    assert_eq!(line(WRITTEN.replace("item 2", "item  2")), 19);
    assert_eq!(line(WRITTEN.trim_end().to_owned()), 24);
    assert_eq!(line(format!("{WRITTEN}subject 丙\n")), 24);
}

#[test]
fn a_round_that_cannot_be_held_is_refused_before_it_is_fixed() {
    let refused = |change: fn(&mut Draft)| {
        let mut draft = draft();
        change(&mut draft);
        draft.fix().unwrap_err()
    };
    let few = refused(|draft| draft.electorates[0] = electorate("上级", 3, 1));
    assert_eq!(few, Unfit::TooFew("上级".to_owned(), 5));
    assert_eq!(
        few.to_string(),
        "“上级”不足5人，容易看出是谁评的，请改为集体评定并签名"
    );
    assert_eq!(refused(|draft| draft.smallest = 2), Unfit::Smallest);
    assert_eq!(refused(|draft| draft.closes = draft.opens), Unfit::Times);
    assert_eq!(refused(|draft| draft.receipt_key = [0; 32]), Unfit::Key);
    assert_eq!(refused(|draft| draft.items[0].set = 2), Unfit::NoSet(1));
    assert_eq!(
        refused(|draft| draft.subjects[1] = draft.subjects[0].clone()),
        Unfit::Same("评议对象", "甲同志".to_owned())
    );
    assert!(matches!(
        refused(|draft| draft.subjects.clear()),
        Unfit::Number("评议对象", _)
    ));
    assert!(matches!(
        refused(|draft| draft.title = "第一行\n第二行".to_owned()),
        Unfit::Words(..)
    ));
    assert!(matches!(
        refused(|draft| draft.subjects[0].push('\u{200b}')),
        Unfit::Words(..)
    ));
    assert!(matches!(
        refused(|draft| draft.electorates[1].weight = 0),
        Unfit::Electorate(_)
    ));
    assert!(matches!(
        refused(|draft| draft.electorates[1].least = 31),
        Unfit::Electorate(_)
    ));
    assert_eq!(
        refused(|draft| {
            draft.subjects = (0..2_000).map(|n| n.to_string()).collect();
            draft.items = (0..40)
                .map(|n| ballot::Item {
                    title: n.to_string(),
                    set: 0,
                })
                .collect();
        }),
        Unfit::Rows
    );
    assert_eq!(
        refused(|draft| {
            draft.electorates = (0..8)
                .map(|n| electorate(&n.to_string(), 1_000_000, 100))
                .collect();
        }),
        Unfit::Shares
    );
}

#[test]
fn the_closing_can_be_put_off_with_a_reason_and_nothing_else_be_changed() {
    let round = open_round();
    let until = |text: &str| text.parse().unwrap();
    let first = Extension::new(&round, &[], until("2026-11-25T09:30:00Z"), "连日大雨").unwrap();
    let second = Extension::new(
        &round,
        std::slice::from_ref(&first),
        until("2026-11-26T09:30:00Z"),
        "停电",
    )
    .unwrap();
    assert_ne!(first.hash(), second.hash());
    let both = [first.clone(), second.clone()];
    assert_eq!(
        ballot::closing(&round, &both),
        until("2026-11-26T09:30:00Z")
    );
    assert_eq!(
        Extension::parse(&round, &both[..1], &second.text()),
        Ok(second.clone())
    );
    assert_eq!(
        Extension::parse(&round, &[], &second.text()),
        Err(NotAnExtension::After),
        "the first was left out"
    );
    let earlier = Extension::new(&round, &both, until("2026-11-26T09:29:59Z"), "收齐了");
    assert_eq!(earlier, Err(NotAnExtension::Closing));
    assert!(Extension::new(&round, &[], until("2026-11-25T09:30:00Z"), "").is_err());
    let sealed = seal(
        &round,
        &both,
        &closing(&round, &both),
        leaves(&round),
        Vec::new(),
    )
    .unwrap();
    let verified = verify(sealed.file.as_bytes(), Some(sealed.root)).unwrap();
    assert_eq!(verified.head.amendments, both);
}

/// The small round with rolls that the people who vote in it fill.
fn few() -> Manifest {
    let electorates = vec![electorate("党员", 6, 40), electorate("居民", 8, 60)];
    let few = Draft {
        electorates,
        ..draft()
    };
    few.fix().unwrap()
}

#[test]
fn a_box_is_not_sealed_before_its_time_while_anybody_may_still_vote() {
    let round = open_round();
    let mut early = closing(&round, &[]);
    early.sealed = "2026-11-21T00:00:00Z".parse().unwrap();
    let refused = seal(&round, &[], &early, leaves(&round), Vec::new())
        .err()
        .unwrap();
    assert_eq!(refused.flaw, Flaw::Early);
    early.slips = [(6, 0), (8, 1)]
        .map(|(issued, void)| ballot::Slips { issued, void })
        .to_vec();
    let refused = seal(&round, &[], &early, leaves(&round), Vec::new())
        .err()
        .unwrap();
    assert_eq!(
        refused.to_string(),
        "没有到截止时间就封了箱，名册上还有人没有投票",
        "every slip came back, and people who drew none may still come"
    );
    let round = few();
    let one_member_away = [(5, 0), (8, 1)];
    early.slips = one_member_away
        .map(|(issued, void)| ballot::Slips { issued, void })
        .to_vec();
    let without_one = leaves(&round).split_off(2);
    let refused = seal(&round, &[], &early, without_one, Vec::new())
        .err()
        .unwrap();
    assert_eq!(refused.flaw, Flaw::Early, "each electorate must have voted");
    early.slips[0].issued = 6;
    assert!(
        seal(&round, &[], &early, leaves(&round), Vec::new()).is_ok(),
        "everybody on the rolls voted"
    );
    early.sealed = "2026-11-19T00:00:00Z".parse().unwrap();
    assert!(
        seal(&round, &[], &early, leaves(&round), Vec::new()).is_err(),
        "it was not open yet"
    );
}

#[test]
fn a_box_says_what_came_back_and_that_it_balances() {
    let head = {
        let sealed = sealed(&open_round());
        verify(sealed.file.as_bytes(), Some(sealed.root))
            .unwrap()
            .head
    };
    let figures = head
        .turnout
        .iter()
        .map(|one| [one.issued, one.returned, one.valid, one.void]);
    assert_eq!(figures.collect::<Vec<_>>(), [[12, 6, 6, 0], [20, 8, 7, 1]]);
    assert_eq!((head.leaves, head.comments), (26, 2));
}

#[test]
fn more_ballots_than_slips_or_more_slips_than_the_roll_cannot_be_sealed() {
    let round = open_round();
    let refused = |members: (u32, u32)| {
        let mut closing = closing(&round, &[]);
        closing.slips[0] = ballot::Slips {
            issued: members.0,
            void: members.1,
        };
        seal(&round, &[], &closing, leaves(&round), Vec::new())
            .err()
            .unwrap()
            .flaw
    };
    assert_eq!(refused((5, 0)), Flaw::Turnout("党员".to_owned()));
    assert_eq!(refused((13, 0)), Flaw::Turnout("党员".to_owned()));
    assert_eq!(refused((12, 7)), Flaw::Turnout("党员".to_owned()));
    assert_eq!(refused((12, u32::MAX)), Flaw::Turnout("党员".to_owned()));
}

#[test]
fn a_leaf_cast_twice_or_a_subject_left_out_cannot_be_sealed() {
    let round = open_round();
    let flaw = |leaves| {
        seal(&round, &[], &closing(&round, &[]), leaves, Vec::new())
            .err()
            .unwrap()
            .flaw
    };
    let twice = leaves(&round)
        .into_iter()
        .chain(leaves(&round).into_iter().take(2))
        .collect();
    assert_eq!(flaw(twice), Flaw::Doubled);
    let mut short = leaves(&round);
    short.pop();
    assert_eq!(flaw(short), Flaw::Leaves(26, 25));
}

#[test]
fn a_box_into_which_nobody_cast_is_a_box() {
    for round in [open_round(), closed_round()] {
        let sealed = seal(&round, &[], &closing(&round, &[]), Vec::new(), Vec::new()).unwrap();
        assert!(verify(sealed.file.as_bytes(), Some(sealed.root)).is_ok());
    }
}

/// Ruling 20.
#[test]
fn without_the_published_root_a_verification_says_that_it_rests_on_the_box_alone() {
    let sealed = sealed(&open_round());
    let rests_on = |root| verify(sealed.file.as_bytes(), root).unwrap().rests_on;
    assert_eq!(rests_on(None), RestsOn::ItselfAlone);
    assert_eq!(rests_on(Some(sealed.root)), RestsOn::PublishedRoot);
}

#[test]
fn a_closed_box_holds_hashes_and_not_one_leaf() {
    let round = closed_round();
    let sealed = sealed(&round);
    for leaf in leaves(&round) {
        assert!(!sealed.file.contains(leaf.line()));
        assert!(sealed.file.contains(&leaf.hash(&round).to_string()));
        assert!(sealed.leaves.as_ref().unwrap().contains(leaf.line()));
    }
    assert_eq!(
        verify(sealed.file.as_bytes(), None).unwrap().head.shown,
        Level::Closed
    );
}

#[test]
fn comments_stand_apart_from_the_box_which_knows_their_file_by_its_digest() {
    let round = open_round();
    let sealed = sealed(&round);
    let head = verify(sealed.file.as_bytes(), None).unwrap().head;
    for comment in comments(&round) {
        assert!(!sealed.file.contains(comment.words()));
    }
    let read = read_comments(&round, head.comments_file, &sealed.comments).unwrap();
    assert_eq!(
        read.iter()
            .map(|one| (one.subject(), one.words()))
            .collect::<Vec<_>>(),
        [(None, "多来走走"), (Some(1), "办事快")]
    );
    let changed = sealed.comments.replace("快", "慢");
    assert!(read_comments(&round, head.comments_file, &changed).is_err());
}

/// Of an electorate, all that one voter ticks.
type Vote = (usize, [Option<usize>; 4]);

fn cast() -> impl Strategy<Value = Vec<Vote>> {
    let mark = |most: usize| proptest::option::of(0..most);
    let marks = (mark(4), mark(3), mark(4), mark(3)).prop_map(|(a, b, c, d)| [a, b, c, d]);
    proptest::collection::vec((0_usize..2, marks), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Ruling 18: the same ballots and nonces cast in two orders give byte-identical files.
    #[test]
    fn the_order_of_casting_leaves_no_trace((cast, shuffled) in cast().prop_flat_map(|cast| {
        let numbered: Vec<_> = cast.into_iter().enumerate().collect();
        (Just(numbered.clone()), Just(numbered).prop_shuffle())
    })) {
        for round in [open_round(), closed_round()] {
            let sealed = |order: &[(usize, Vote)]| {
                let mut leaves = Vec::new();
                let mut said = Vec::new();
                for (n, (electorate, [a, b, c, d])) in order {
                    leaves.extend(ballot(&round, *n, &ticks([*a, *b], [*c, *d])).leaves(&round, *electorate).unwrap());
                    said.extend(ballot::Comment::new(&round, &crate::common::seed(*n), None, "同样的话").unwrap());
                }
                seal(&round, &[], &closing(&round, &[]), leaves, said).unwrap()
            };
            let (one, other) = (sealed(&cast), sealed(&shuffled));
            prop_assert!(one == other);
        }
    }
}
