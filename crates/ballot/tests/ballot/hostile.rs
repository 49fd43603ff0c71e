//! Boxes that somebody laid hands on.

use ballot::{Defect, Flaw, RestsOn, Sealed, verify};
use proptest::prelude::*;

use crate::common::{closed_round, open_round, sealed};

/// One subject, one item, six voters: small enough to change every byte to every other.
fn smallest_box(manifest: &ballot::Manifest) -> Sealed {
    let round = ballot::Draft {
        items: manifest.items[..1].to_vec(),
        subjects: manifest.subjects[..1].to_vec(),
        sets: manifest.sets[..1].to_vec(),
        electorates: manifest.electorates[..1].to_vec(),
        ..(**manifest).clone()
    };
    let round = round.fix().unwrap();
    let leaves = (0..6).flat_map(|n| {
        let ballot =
            ballot::Ballot::new(&round, crate::common::seed(n), &[vec![Some(n / 5)]]).unwrap();
        ballot.leaves(&round, 0).unwrap()
    });
    let closing = ballot::Closing {
        sealed: round.closes,
        slips: vec![ballot::Slips {
            issued: 12,
            void: 0,
        }],
    };
    ballot::seal(&round, &[], &closing, leaves.collect(), Vec::new()).unwrap()
}

/// Without the root even: the box's own last line tells.
#[test]
fn every_byte_of_a_small_box_changed_to_every_other_is_refused() {
    for round in [open_round(), closed_round()] {
        let sealed = smallest_box(&round);
        let mut file = sealed.file.clone().into_bytes();
        assert!(verify(&file, None).is_ok());
        for place in 0..file.len() {
            let sound = file[place];
            for other in (0..=u8::MAX).filter(|other| *other != sound) {
                file[place] = other;
                assert!(verify(&file, None).is_err(), "byte {place} became {other}");
            }
            file[place] = sound;
        }
    }
}

#[test]
fn every_byte_of_a_tellers_file_changed_in_turn_is_refused() {
    let sealed = smallest_box(&closed_round());
    let verified = verify(sealed.file.as_bytes(), Some(sealed.root)).unwrap();
    let mut file = sealed.leaves.unwrap().into_bytes();
    assert!(verified.count(&file).is_ok());
    for place in 0..file.len() {
        let sound = file[place];
        for other in (0..=u8::MAX).filter(|other| *other != sound) {
            file[place] = other;
            assert!(
                verified.count(&file).is_err(),
                "byte {place} became {other}"
            );
        }
        file[place] = sound;
    }
}

#[test]
fn a_box_cut_off_anywhere_or_with_anything_after_it_is_refused() {
    let file = sealed(&open_round()).file;
    for end in 0..file.len() {
        assert!(
            verify(&file.as_bytes()[..end], None).is_err(),
            "cut off at {end}"
        );
    }
    for more in ["\n", " ", "1", "root", "\0"] {
        assert!(verify(format!("{file}{more}").as_bytes(), None).is_err());
    }
}

/// The first defect of the small round's box after a change in its text.
fn defect(change: impl Fn(&str) -> String) -> Defect {
    let sealed = sealed(&open_round());
    let changed = change(&sealed.file);
    assert_ne!(changed, sealed.file, "nothing was changed");
    verify(changed.as_bytes(), Some(sealed.root)).err().unwrap()
}

/// The number of the first line that begins so.
fn line(begins: &str) -> Option<usize> {
    let file = sealed(&open_round()).file;
    file.lines()
        .position(|line| line.starts_with(begins))
        .map(|place| place + 1)
}

fn leaf_lines(file: &str) -> Vec<&str> {
    file.lines()
        .skip_while(|line| !line.starts_with("tree "))
        .skip(2)
        .collect()
}

#[test]
fn a_leaf_that_was_changed_doubled_taken_or_moved_is_found() {
    let file = sealed(&open_round()).file;
    let lines = leaf_lines(&file);
    let first = line(lines[0]).unwrap();
    let doubled = defect(|file| file.replace(lines[3], &format!("{}\n{}", lines[3], lines[3])));
    assert_eq!(
        doubled,
        Defect {
            line: Some(first + 4),
            flaw: Flaw::Doubled
        }
    );
    assert_eq!(
        doubled.to_string(),
        format!("第{}行：这一张票与上一张重复", first + 4)
    );
    let taken = defect(|file| file.replace(&format!("{}\n", lines[3]), ""));
    assert_eq!(taken.flaw, Flaw::Leaves(26, 25));
    let moved = defect(|file| {
        let pair = format!("{}\n{}", lines[3], lines[4]);
        file.replace(&pair, &format!("{}\n{}", lines[4], lines[3]))
    });
    assert_eq!(
        moved,
        Defect {
            line: Some(first + 4),
            flaw: Flaw::Order
        }
    );
    for (n, leaf) in lines[..26].iter().enumerate() {
        let parts: Vec<&str> = leaf.split(' ').collect();
        let other = if parts[2] == "11" { "22" } else { "11" };
        let changed = defect(|file| {
            file.replace(
                leaf,
                &format!("{} {} {other} {}", parts[0], parts[1], parts[3]),
            )
        });
        assert!(
            changed.line.is_some_and(|line| line <= first + n + 1),
            "{changed}"
        );
    }
}

#[test]
fn a_leaf_of_nowhere_says_what_it_lacks() {
    let file = sealed(&open_round()).file;
    let leaf = leaf_lines(&file)[0];
    let parts: Vec<&str> = leaf.split(' ').collect();
    let nonce = parts[3];
    let at = line(leaf);
    for (wrong, said) in [
        (format!("3 1 11 {nonce}"), "没有这个评议人群"),
        (format!("01 1 11 {nonce}"), "没有这个评议人群"),
        (format!("1 3 11 {nonce}"), "没有这个评议对象"),
        (
            format!("1 99999999999999999999 11 {nonce}"),
            "没有这个评议对象",
        ),
        (format!("1 1 1 {nonce}"), "项目的个数不对"),
        (format!("1 1 14 {nonce}"), "第2项没有这个等次"),
        (format!("1 1 11 {}", &nonce[1..]), "随机数写法不对"),
        (format!("1 1 11 {nonce} 1"), "写法不对"),
        ("1".repeat(1_000_000), "没有这个评议人群"),
    ] {
        let found = defect(|file| file.replace(leaf, &wrong));
        assert_eq!(found.line, at, "{found}");
        assert!(found.to_string().contains(said), "{found}");
    }
}

#[test]
fn wrong_counts_are_found_in_their_line() {
    let row = "count 1 1 1 5 1 0 0 0";
    let at = line(row);
    let shifted = defect(|file| file.replace(row, "count 1 1 1 6 0 0 0 0"));
    assert_eq!(
        shifted,
        Defect {
            line: at,
            flaw: Flaw::Count
        }
    );
    let more = defect(|file| file.replace(row, "count 1 1 1 6 1 0 0 0"));
    assert_eq!(
        more,
        Defect {
            line: at,
            flaw: Flaw::Row
        }
    );
    let withheld = defect(|file| file.replace(row, "count 1 1 1 * * 0 0 0"));
    assert_eq!(
        withheld,
        Defect {
            line: at,
            flaw: Flaw::Row
        }
    );
    let long = defect(|file| file.replace(row, "count 1 1 1 5 1 0 0 0 0"));
    assert_eq!(
        long,
        Defect {
            line: at,
            flaw: Flaw::Line
        }
    );
    let huge = defect(|file| file.replace(row, "count 1 1 1 4294967296 1 0 0 0"));
    assert_eq!(
        huge,
        Defect {
            line: at,
            flaw: Flaw::Line
        }
    );
    let renumbered = defect(|file| file.replace(row, "count 2 1 1 5 1 0 0 0"));
    assert_eq!(
        renumbered,
        Defect {
            line: at,
            flaw: Flaw::Line
        }
    );
}

/// Behind closed doors too a row says something: 6 members, cells from 5 on are shown.
#[test]
fn rows_that_the_rules_of_withholding_never_make_are_found_without_the_leaves() {
    let sealed = sealed(&closed_round());
    let row = "count 1 1 1 * * 0 0 0";
    let at = sealed.file.lines().position(|line| line == row).unwrap();
    for wrong in [
        "count 1 1 1 * 1 0 0 0",
        "count 1 1 1 * 5 0 0 0",
        "count 1 1 1 * 0 0 0 0",
        "count 1 1 1 * * 1 0 0",
        "count 1 1 1 * * 5 0 0",
        "count 1 1 1 * * * 5 0",
        "count 1 1 1 * * 6 0 0",
        "count 1 1 1 * * 7 0 0",
        "count 1 1 1 5 1 0 0 0",
    ] {
        let file = sealed.file.replacen(row, wrong, 1);
        assert_eq!(
            verify(file.as_bytes(), None).err(),
            Some(Defect {
                line: Some(at + 1),
                flaw: Flaw::Row
            }),
            "{wrong}"
        );
    }
}

#[test]
fn wrong_turn_outs_are_found_in_their_line() {
    let members = "turnout 1 12 6 6 0";
    for wrong in [
        "turnout 1 12 7 6 0",
        "turnout 1 5 6 6 0",
        "turnout 1 13 6 6 0",
        "turnout 1 12 5 6 4294967295",
    ] {
        let found = defect(|file| file.replace(members, wrong));
        assert_eq!(
            found,
            Defect {
                line: line(members),
                flaw: Flaw::Turnout("党员".to_owned())
            }
        );
    }
    let void = defect(|file| file.replace(members, "turnout 1 12 7 6 1"));
    assert_eq!(
        void.flaw,
        Flaw::OwnRoot,
        "it balances, and is not what was sealed"
    );
}

#[test]
fn stated_lengths_that_no_file_could_have_are_refused_at_once() {
    let huge = defect(|file| file.replace("\nleaves 26\n", "\nleaves 18446744073709551615\n"));
    let at = line("leaves ");
    assert_eq!(
        huge,
        Defect {
            line: at,
            flaw: Flaw::Leaves(26, u64::MAX)
        }
    );
    let larger = defect(|file| file.replace("\nleaves 26\n", "\nleaves 18446744073709551616\n"));
    assert_eq!(
        larger,
        Defect {
            line: line("leaves "),
            flaw: Flaw::Line
        }
    );
    let roll =
        defect(|file| file.replace("electorate 12 0 40 党员", "electorate 4294967295 0 40 党员"));
    assert!(matches!(roll.flaw, Flaw::Manifest(_)), "{roll}");
}

#[test]
fn names_that_were_changed_over_are_found_by_the_root() {
    let grades = defect(|file| file.replace("grade yes 满意", "grade yes 不错"));
    assert!(
        grades.line.is_some(),
        "each leaf holds the manifest's hash: {grades}"
    );
    let title = defect(|file| file.replace("title 第一支部民主评议", "title 第一支部民主评议会"));
    assert!(title.line.is_some(), "{title}");
}

/// What no look into the file alone can find: another box, made by the rules.
#[test]
fn a_whole_box_made_anew_is_told_by_the_published_root_alone() {
    let published = sealed(&open_round()).root;
    let other = smallest_box(&open_round());
    let alone = verify(other.file.as_bytes(), None).unwrap();
    assert_eq!(alone.rests_on, RestsOn::ItselfAlone);
    let against = verify(other.file.as_bytes(), Some(published))
        .err()
        .unwrap();
    assert_eq!(
        against,
        Defect {
            line: None,
            flaw: Flaw::Published
        }
    );
}

#[test]
fn a_tellers_file_of_another_box_is_refused() {
    let small = smallest_box(&closed_round());
    let large = sealed(&closed_round());
    let verified = verify(large.file.as_bytes(), Some(large.root)).unwrap();
    let other = verified
        .count(small.leaves.unwrap().as_bytes())
        .err()
        .unwrap();
    assert_eq!(
        other,
        Defect {
            line: Some(2),
            flaw: Flaw::OtherBox
        }
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_at_all_are_refused_without_an_accident(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(verify(&bytes, None).is_err());
    }

    /// Parts cut out, doubled, put elsewhere or over one another.
    #[test]
    fn any_tampering_with_a_box_is_detected(
        closed: bool, from in 0_usize..4_000, length in 0_usize..300, to in 0_usize..4_000, over: bool,
    ) {
        let sealed = sealed(&if closed { closed_round() } else { open_round() });
        let mut file = sealed.file.clone().into_bytes();
        let from = from % file.len();
        let part = file[from..file.len().min(from + length)].to_vec();
        let to = to % file.len();
        let end = if over { file.len().min(to + part.len()) } else { to };
        file.splice(to..end, part);
        prop_assert_eq!(verify(&file, Some(sealed.root)).is_ok(), file == sealed.file.as_bytes());
    }
}
