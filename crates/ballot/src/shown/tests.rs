//! What is withheld stays withheld, even from someone who knows the rules by heart.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{could_be, shown};

/// Every row of so many cells with this sum.
fn rows(cells: usize, sum: u32) -> Vec<Vec<u32>> {
    if cells == 1 {
        return vec![vec![sum]];
    }
    let first = 0..=sum;
    let with = |first: u32| {
        rows(cells - 1, sum - first)
            .into_iter()
            .map(move |mut rest| {
                rest.insert(0, first);
                rest
            })
    };
    first.flat_map(with).collect()
}

/// The strongest guess: all rows that would be shown as this one is. Tried on every row of three to
/// six cells with up to so many ballots, for each smallest cell from 3 to 6.
#[test]
fn no_withheld_cell_can_be_told_from_what_is_shown_by_someone_who_knows_the_rules() {
    for (cells, most) in [(3, 20), (4, 15), (5, 13), (6, 11)] {
        for sum in 1..=most {
            for smallest in 3..=6 {
                let mut alike: BTreeMap<Vec<Option<u32>>, Vec<Vec<u32>>> = BTreeMap::new();
                for row in rows(cells, sum) {
                    alike.entry(shown(&row, smallest)).or_default().push(row);
                }
                for (seen, behind) in alike {
                    for cell in (0..cells).filter(|cell| seen[*cell].is_none()) {
                        let first = behind[0][cell];
                        let told = behind.iter().all(|row| row[cell] == first);
                        assert!(
                            !told,
                            "smallest {smallest}: {seen:?} can only be {behind:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn no_small_cell_is_shown() {
    for sum in 1..=14 {
        for row in rows(4, sum) {
            let seen = shown(&row, 5);
            assert!(
                seen.iter()
                    .flatten()
                    .all(|count| *count == 0 || *count >= 5),
                "{row:?} {seen:?}"
            );
        }
    }
}

#[test]
fn where_every_cell_is_large_or_empty_all_is_shown() {
    assert_eq!(
        shown(&[20, 10, 0, 0], 5),
        [Some(20), Some(10), Some(0), Some(0)]
    );
    assert_eq!(shown(&[0, 0, 0, 0], 5), [Some(0); 4]);
}

#[test]
fn one_small_cell_takes_the_next_larger_one_with_it() {
    assert_eq!(shown(&[20, 8, 2, 0], 5), [Some(20), None, None, Some(0)]);
    assert_eq!(shown(&[28, 2, 0, 0], 5), [None, None, Some(0), Some(0)]);
}

#[test]
fn of_fewer_ballots_than_the_smallest_cell_nothing_is_shown() {
    assert_eq!(shown(&[4, 0, 0, 0], 5), [None; 4]);
}

/// Were one of two equal cells withheld, its like would tell it.
#[test]
fn equal_cells_are_withheld_together() {
    assert_eq!(shown(&[9, 9, 3, 12], 5), [None, None, None, Some(12)]);
}

/// Five single votes that are withheld because each is small must not be told by their number.
#[test]
fn as_many_withheld_cells_as_votes_in_them_are_never_left_alone() {
    assert_eq!(shown(&[1, 1, 1, 1, 1, 0], 5), [None; 6]);
}

/// Every row there is of so many cells, as above, and what is public of it.
#[test]
fn whoever_checks_a_box_lets_every_row_pass_that_the_rules_make() {
    for (cells, most) in [(3, 20), (4, 15), (5, 13), (6, 11)] {
        for sum in 0..=most {
            for smallest in 3..=6 {
                for row in rows(cells, sum) {
                    let seen = shown(&row, smallest);
                    let passes = !seen.contains(&None) || could_be(&seen, sum, smallest);
                    assert!(passes, "smallest {smallest}: {row:?} {seen:?}");
                }
            }
        }
    }
}

/// Every row that could be written of three and four cells: one that passes is one that the rules make.
#[test]
fn a_row_that_the_rules_never_make_does_not_pass() {
    for (cells, most) in [(3, 14), (4, 12)] {
        for smallest in 3..=5 {
            for valid in 0..=most {
                let made: Vec<Vec<Option<u32>>> = rows(cells, valid)
                    .iter()
                    .map(|row| shown(row, smallest))
                    .collect();
                let mut written = vec![Vec::new()];
                for _ in 0..cells {
                    let longer = |row: &Vec<Option<u32>>| {
                        let cell = (0..=valid).map(Some).chain([None]);
                        let row = row.clone();
                        cell.map(move |cell| [row.clone(), vec![cell]].concat())
                            .collect::<Vec<_>>()
                    };
                    written = written.iter().flat_map(longer).collect();
                }
                for row in written.iter().filter(|row| row.contains(&None)) {
                    if could_be(row, valid, smallest) {
                        assert!(made.contains(row), "smallest {smallest}, {valid}: {row:?}");
                    }
                }
            }
        }
    }
}

proptest! {
    /// Larger rows than can be tried one by one.
    #[test]
    fn rows_of_a_large_electorate_pass_as_well(
        row in proptest::collection::vec(prop_oneof![0_u32..2, 0_u32..30, 0_u32..5_000], 3..11),
        smallest in 3_u32..30,
    ) {
        let seen = shown(&row, smallest);
        let sum = row.iter().sum();
        prop_assert!(!seen.contains(&None) || could_be(&seen, sum, smallest), "{seen:?}");
    }
}
