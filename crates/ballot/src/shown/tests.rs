//! What is withheld stays withheld, even from someone who knows the rules by heart.

use std::collections::BTreeMap;

use super::shown;

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
