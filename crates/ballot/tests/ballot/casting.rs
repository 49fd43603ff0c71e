//! From the form to the leaves: one right, one ballot.

use std::collections::BTreeSet;

use ballot::{
    Ballot, Comment, Draft, Fate, FormSeed, NotABallot, NotALeaf, RightState, RoundId, fate,
};

use crate::common::{ballot, draft, open_round, seed, ticks};

#[test]
fn a_ballot_falls_into_one_leaf_a_subject_with_nothing_in_common_but_the_electorate() {
    let round = open_round();
    let cast = ballot(&round, 1, &ticks([Some(0), None], [Some(3), Some(2)]));
    let leaves = cast.leaves(&round, 1).unwrap();
    let parts: Vec<Vec<&str>> = leaves
        .iter()
        .map(|leaf| leaf.line().split(' ').collect())
        .collect();
    assert_eq!(parts[0][..3], ["2", "1", "1-"]);
    assert_eq!(parts[1][..3], ["2", "2", "43"]);
    assert_ne!(parts[0][3], parts[1][3]);
}

#[test]
fn the_same_ballot_posted_again_makes_the_same_leaves() {
    let round = open_round();
    let first = ballot(&round, 1, &ticks([Some(0); 2], [Some(0); 2]));
    let again = Ballot::parse(&round, &first.text(&round)).unwrap();
    assert_eq!(first.leaves(&round, 0), again.leaves(&round, 0));
}

#[test]
fn another_form_makes_other_leaves_of_the_same_choices() {
    let round = open_round();
    let choices = ticks([Some(0); 2], [Some(0); 2]);
    let (one, other) = (ballot(&round, 1, &choices), ballot(&round, 2, &choices));
    assert!(one.agrees_with(&other));
    let both = [one, other].map(|ballot| ballot.leaves(&round, 0).unwrap());
    let lines: BTreeSet<&str> = both.iter().flatten().map(|leaf| leaf.line()).collect();
    assert_eq!(lines.len(), 4);
}

#[test]
fn one_right_is_good_for_one_ballot_and_a_lost_reply_for_the_same_receipt() {
    assert_eq!(fate(RightState::Unknown, 0, 2), Fate::UnknownCode);
    assert_eq!(fate(RightState::Issued, 0, 2), Fate::Accept);
    assert_eq!(fate(RightState::Spent, 2, 2), Fate::Again);
    assert_eq!(fate(RightState::Spent, 0, 2), Fate::SpentCode);
    assert_eq!(
        fate(RightState::Spent, 1, 2),
        Fate::SpentCode,
        "one grade was changed"
    );
}

#[test]
fn a_form_that_came_in_with_one_code_is_refused_with_another() {
    assert_eq!(fate(RightState::Issued, 2, 2), Fate::UsedForm);
    assert_eq!(fate(RightState::Issued, 1, 2), Fate::UsedForm);
}

#[test]
fn a_ballot_of_another_round_is_refused() {
    let round = open_round();
    let other = Draft {
        round: RoundId::from_bytes([8; 16]),
        ..draft()
    };
    let other = other.fix().unwrap();
    let text = ballot(&other, 1, &ticks([Some(0); 2], [Some(0); 2])).text(&other);
    assert_eq!(Ballot::parse(&round, &text), Err(NotABallot::OtherRound));
    let leaf = |round| {
        ballot(round, 1, &ticks([Some(0); 2], [Some(0); 2]))
            .leaves(round, 0)
            .unwrap()
            .remove(0)
    };
    assert_ne!(leaf(&round).hash(&round), leaf(&other).hash(&other));
}

#[test]
fn a_malformed_ballot_is_refused_and_says_where() {
    let round = open_round();
    let sound = ballot(&round, 1, &ticks([Some(0); 2], [Some(0); 2])).text(&round);
    assert!(Ballot::parse(&round, &sound).is_ok());
    let long = format!("{sound}{}", ".11".repeat(1_000_000));
    let cases = [
        (String::new(), NotABallot::Form),
        ("ballot2.x".to_owned(), NotABallot::Form),
        (sound.replace("ballot1.", "ballot1.0"), NotABallot::Form),
        (sound.to_uppercase(), NotABallot::Form),
        (sound.replace(&seed(1).text(), "zz"), NotABallot::Form),
        (format!("{sound}.11"), NotABallot::Subjects),
        (long, NotABallot::Subjects),
        (
            sound.trim_end_matches(".11").to_owned(),
            NotABallot::Subjects,
        ),
        (format!("{sound}1"), NotABallot::Marks(1, NotALeaf::Items)),
        (
            sound.replace(".11.11", ".11.15"),
            NotABallot::Marks(1, NotALeaf::Grade(1)),
        ),
        (
            sound.replace(".11.11", ".51.11"),
            NotABallot::Marks(0, NotALeaf::Grade(0)),
        ),
        (
            sound.replace(".11.11", ".01.11"),
            NotABallot::Marks(0, NotALeaf::Grade(0)),
        ),
        (
            sound.replace(".11.11", ".满.11"),
            NotABallot::Marks(0, NotALeaf::Items),
        ),
    ];
    for (text, why) in cases {
        assert_eq!(Ballot::parse(&round, &text), Err(why), "{text:.200}");
    }
}

#[test]
fn a_form_with_a_grade_too_many_or_a_subject_too_few_is_refused() {
    let round = open_round();
    let cast = |ticks: &[Vec<Option<usize>>]| Ballot::new(&round, seed(1), ticks).map(|_| ());
    assert_eq!(cast(&[]), Err(NotABallot::Subjects));
    assert_eq!(
        cast(&ticks([Some(0), Some(3)], [None, None])),
        Err(NotABallot::Marks(0, NotALeaf::Grade(1)))
    );
    assert_eq!(
        cast(&ticks([Some(usize::MAX), None], [None, None])),
        Err(NotABallot::Marks(0, NotALeaf::Grade(0)))
    );
    let sound = ballot(&round, 1, &ticks([None; 2], [None; 2]));
    assert_eq!(sound.leaves(&round, 2), Err(NotABallot::Electorate));
}

#[test]
fn a_seed_comes_back_as_it_went_out_or_not_at_all() {
    assert_eq!(FormSeed::parse(&seed(7).text()), Ok(seed(7)));
    for wrong in [
        "",
        "00",
        "zz",
        &seed(7).text().to_uppercase().replace('0', "G"),
        &"0".repeat(33),
    ] {
        assert_eq!(FormSeed::parse(wrong), Err(NotABallot::Form), "{wrong}");
    }
}

#[test]
fn nothing_that_a_voter_said_prints_itself_into_a_log() {
    let round = open_round();
    let cast = ballot(&round, 1, &ticks([Some(0); 2], [Some(0); 2]));
    let comment = Comment::new(&round, &seed(1), None, "一句话")
        .unwrap()
        .unwrap();
    let printed = format!(
        "{cast:?} {:?} {:?} {comment:?}",
        cast.leaves(&round, 0).unwrap(),
        seed(1)
    );
    assert_eq!(
        printed,
        "Ballot(…) [Leaf(…), Leaf(…)] FormSeed(…) Comment(…)"
    );
}

#[test]
fn a_comment_is_one_line_of_words_that_are_seen() {
    let round = open_round();
    let said = |written: &str| Comment::new(&round, &seed(1), Some(0), written);
    let comment = said(" 办事快，\r\n 态度好\u{202e} ").unwrap().unwrap();
    assert_eq!(
        (comment.words(), comment.subject()),
        ("办事快， 态度好", Some(0))
    );
    assert_eq!(Comment::parse(&round, comment.line()), Ok(comment));
    assert_eq!(said(" \n "), Ok(None));
    let long = said(&"长".repeat(501)).unwrap_err();
    assert_eq!(long.to_string(), "意见最多500字，现在是501字");
    assert!(Comment::new(&round, &seed(1), Some(2), "无此人").is_err());
}
