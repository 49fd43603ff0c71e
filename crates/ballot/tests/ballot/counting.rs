//! Counting, weighing, and what is shown of it.

use ballot::{Counts, Draft, Level, Manifest, Satisfaction, verify};
use proptest::prelude::*;

use crate::common::{ballot, closed_round, closing, draft, electorate, open_round, sealed, ticks};

fn hundredths(satisfaction: Satisfaction) -> Option<u32> {
    match satisfaction {
        Satisfaction::Share(share) => Some(share.hundredths()),
        _ => None,
    }
}

fn counts(manifest: &Manifest) -> Counts {
    let sealed = sealed(manifest);
    let verified = verify(sealed.file.as_bytes(), Some(sealed.root)).unwrap();
    match &sealed.leaves {
        Some(leaves) => verified.count(leaves.as_bytes()).unwrap(),
        None => verified.head.counts,
    }
}

/// A row without withheld cells.
fn all(row: &[u32]) -> Vec<Option<u32>> {
    row.iter().copied().map(Some).collect()
}

#[test]
fn each_electorate_is_counted_apart() {
    let counts = counts(&open_round());
    assert_eq!((counts.ballots(0), counts.ballots(1)), (6, 7));
    assert_eq!(counts.row(0, 0, 0), all(&[5, 1, 0, 0, 0]));
    assert_eq!(
        counts.row(0, 0, 1),
        all(&[5, 0, 0, 1]),
        "one member ticked nothing"
    );
    assert_eq!(counts.row(0, 1, 0), all(&[5, 0, 0, 1, 0]));
    assert_eq!(counts.row(1, 0, 0), all(&[6, 0, 1, 0, 0]));
    assert_eq!(counts.together(0, 0), all(&[11, 1, 1, 0, 0]));
}

#[test]
fn who_says_that_he_does_not_know_is_left_out_of_the_whole() {
    let (round, counts) = (open_round(), counts(&open_round()));
    assert_eq!(
        hundredths(counts.satisfaction(&round, 0, 1, 0)),
        Some(10_000),
        "5 of 5; one does not know"
    );
    assert_eq!(
        hundredths(counts.satisfaction(&round, 0, 0, 0)),
        Some(8_333),
        "5 of 6"
    );
    assert_eq!(
        hundredths(counts.satisfaction_in_all(&round, 0, 0)),
        Some(9_091),
        "10 of 11"
    );
}

#[test]
fn electorates_are_weighed_as_the_manifest_says() {
    let (round, counts) = (open_round(), counts(&open_round()));
    // 40 % of 5/6 and 60 % of 6/7: (40·35 + 60·36) / 42 / 100 = 3560/4200.
    assert_eq!(hundredths(counts.weighed(&round, 0, 0)), Some(8_476));
    // 40 % of 10/11 and 60 % of 12/14.
    assert_eq!(hundredths(counts.weighed_in_all(&round, 0)), Some(8_779));
}

#[test]
fn an_electorate_of_which_nobody_voted_gives_no_share_and_no_weight() {
    let round = open_round();
    let leaves = (0..6).flat_map(|n| {
        ballot(&round, n, &ticks([Some(0); 2], [Some(0); 2]))
            .leaves(&round, 1)
            .unwrap()
    });
    let sealed = ballot::seal(
        &round,
        &[],
        &closing(&round, &[]),
        leaves.collect(),
        Vec::new(),
    )
    .unwrap();
    let counts = verify(sealed.file.as_bytes(), None).unwrap().head.counts;
    assert_eq!(counts.satisfaction(&round, 0, 0, 0), Satisfaction::Nobody);
    assert_eq!(hundredths(counts.weighed(&round, 0, 0)), Some(10_000));
}

/// Ruling 13: under 90 % is under 90 %, however little.
#[test]
fn a_share_just_under_the_threshold_does_not_reach_it_though_it_reads_alike() {
    let big = Draft {
        electorates: vec![electorate("居民", 100_000, 1)],
        items: draft().items[..1].to_vec(),
        subjects: vec!["甲同志".to_owned()],
        ..draft()
    };
    let round = big.fix().unwrap();
    let ticked = |n: usize| vec![vec![Some(usize::from(n >= 17_999))]];
    let leaves = (0..20_000)
        .flat_map(|n| ballot(&round, n, &ticked(n)).leaves(&round, 0).unwrap())
        .collect();
    let closing = ballot::Closing {
        sealed: round.closes,
        slips: vec![ballot::Slips {
            issued: 20_000,
            void: 0,
        }],
    };
    let sealed = ballot::seal(&round, &[], &closing, leaves, Vec::new()).unwrap();
    let counts = verify(sealed.file.as_bytes(), None).unwrap().head.counts;
    let Satisfaction::Share(share) = counts.weighed(&round, 0, 0) else {
        unreachable!("17,999 of 20,000 were satisfied")
    };
    assert_eq!(share.hundredths(), 9_000, "89.995 % reads as 90.00 %");
    assert!(!share.reaches(9_000) && share.reaches(8_999));
}

#[test]
fn behind_closed_doors_small_cells_are_withheld_and_the_tellers_see_all() {
    let round = closed_round();
    let sealed = sealed(&round);
    let verified = verify(sealed.file.as_bytes(), Some(sealed.root)).unwrap();
    let shown = &verified.head.counts;
    assert_eq!(shown.row(0, 0, 0), [None, None, Some(0), Some(0), Some(0)]);
    assert_eq!(shown.merged(0, 0, 0), Some(6));
    assert_eq!(shown.satisfaction(&round, 0, 0, 0), Satisfaction::Withheld);
    let full = verified.count(sealed.leaves.unwrap().as_bytes()).unwrap();
    assert_eq!(full.row(0, 0, 0), all(&[5, 1, 0, 0, 0]));
    assert_eq!(full.merged(0, 0, 0), None);
}

#[test]
fn a_share_is_shown_where_the_withheld_cells_are_all_on_one_side() {
    let round = closed_round();
    // 优秀 4, 称职 2 on the second item: both say "satisfied".
    let ticked = |n| ticks([Some(0), Some(usize::from(n >= 4))], [Some(0); 2]);
    let leaves = (0..6).flat_map(|n| ballot(&round, n, &ticked(n)).leaves(&round, 0).unwrap());
    let sealed = ballot::seal(
        &round,
        &[],
        &closing(&round, &[]),
        leaves.collect(),
        Vec::new(),
    )
    .unwrap();
    let counts = verify(sealed.file.as_bytes(), None).unwrap().head.counts;
    assert_eq!(counts.row(0, 0, 1), [None, None, Some(0), Some(0)]);
    assert_eq!(
        hundredths(counts.satisfaction(&round, 0, 0, 1)),
        Some(10_000)
    );
}

/// Ruling 12's promise has a floor: an electorate of which hardly anybody came is not laid open.
#[test]
fn an_open_round_is_sealed_closed_when_too_few_of_an_electorate_voted() {
    let round = open_round();
    let of = |electorate, forms: std::ops::Range<usize>| {
        let round = &round;
        forms.flat_map(move |n| {
            ballot(round, n, &ticks([Some(0); 2], [Some(0); 2]))
                .leaves(round, electorate)
                .unwrap()
        })
    };
    let leaves = of(0, 0..4).chain(of(1, 4..20)).collect();
    let sealed = ballot::seal(&round, &[], &closing(&round, &[]), leaves, Vec::new()).unwrap();
    let head = verify(sealed.file.as_bytes(), Some(sealed.root))
        .unwrap()
        .head;
    assert_eq!(head.shown, Level::Closed);
    assert!(sealed.leaves.is_some());
    assert!(head.counts.row(0, 0, 0).iter().all(Option::is_none));
}

#[test]
fn a_round_with_small_electorates_is_proposed_as_a_closed_one() {
    assert_eq!(
        Level::proposed(&draft()),
        Level::Closed,
        "12 members in 4 grades"
    );
    let large = vec![electorate("党员", 20, 1), electorate("居民", 300, 1)];
    let electorates = large;
    assert_eq!(
        Level::proposed(&Draft {
            electorates,
            ..draft()
        }),
        Level::Open
    );
}

/// The prime that the equations are solved modulo: what is determined in fractions is so here too.
const PRIME: u128 = (1 << 61) - 1;

/// Whether the linear equations `rows` (without their right sides) determine unknown `x` alone.
fn determines(mut rows: Vec<Vec<u128>>, x: usize) -> bool {
    let unknowns = rows.first().map_or(0, Vec::len);
    // The unknown in question goes last, so that it is determined when a row holds it alone.
    rows.iter_mut().for_each(|row| row.swap(x, unknowns - 1));
    let mut done = 0;
    for column in 0..unknowns {
        let Some(pivot) = (done..rows.len()).find(|row| rows[*row][column] != 0) else {
            continue;
        };
        if column == unknowns - 1 {
            return true;
        }
        rows.swap(done, pivot);
        let inverse = power(rows[done][column], PRIME - 2);
        let pivot_row: Vec<u128> = rows[done].iter().map(|n| n * inverse % PRIME).collect();
        for row in rows.iter_mut().skip(done + 1) {
            let factor = row[column];
            for (n, p) in row.iter_mut().zip(&pivot_row) {
                *n = (*n + (PRIME - factor) * p) % PRIME;
            }
        }
        done += 1;
    }
    false
}

fn power(mut base: u128, mut exponent: u128) -> u128 {
    let mut product = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            product = product * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    product
}

/// The equations that all that is shown of one subject and item puts upon the cells of its rows.
fn equations(manifest: &Manifest, counts: &Counts) -> Vec<Vec<u128>> {
    let width = counts.row(0, 0, 0).len();
    let size = width * manifest.electorates.len();
    let unit = |cells: &[usize]| {
        (0..size)
            .map(|n| u128::from(cells.contains(&n)))
            .collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    for (n, _) in manifest.electorates.iter().enumerate() {
        let cells: Vec<usize> = (n * width..(n + 1) * width).collect();
        rows.push(unit(&cells));
        let shown = counts
            .row(n, 0, 0)
            .iter()
            .zip(&cells)
            .filter(|(cell, _)| cell.is_some());
        rows.extend(shown.map(|(_, place)| unit(&[*place])));
        if let Satisfaction::Share(_) = counts.satisfaction(manifest, n, 0, 0) {
            // The share and, in the small round's set, its whole: satisfied, and satisfied or not.
            rows.push(unit(&cells[..1]));
            rows.push(unit(&cells[..3]));
        }
    }
    for (cell, sum) in counts.together(0, 0).iter().enumerate() {
        if sum.is_some() {
            let cells: Vec<usize> = (0..manifest.electorates.len())
                .map(|n| n * width + cell)
                .collect();
            rows.push(unit(&cells));
        }
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// All that is shown of a subject – cells, sums of electorates, sums of grades, shares – is put
    /// into equations and solved.
    #[test]
    fn no_withheld_cell_can_be_computed_from_all_that_is_shown(
        members in proptest::collection::vec(0_usize..5, 5..13),
        residents in proptest::collection::vec(prop_oneof![4 => 0_usize..2, 1 => 2_usize..5], 5..31),
    ) {
        let round = Draft {
            subjects: vec!["甲同志".to_owned()],
            items: draft().items[..1].to_vec(),
            level: Level::Closed,
            ..draft()
        };
        let round = round.fix().unwrap();
        let tick = |mark: usize| vec![vec![(mark < 4).then_some(mark)]];
        let voters = members.iter().map(|mark| (0, *mark)).chain(residents.iter().map(|mark| (1, *mark)));
        let leaves = voters.enumerate().flat_map(|(n, (electorate, mark))| {
            ballot(&round, n, &tick(mark)).leaves(&round, electorate).unwrap()
        });
        let slips = [members.len(), residents.len()].map(|n| ballot::Slips { issued: n as u32, void: 0 });
        let closing = ballot::Closing { sealed: round.closes, slips: slips.to_vec() };
        let sealed = ballot::seal(&round, &[], &closing, leaves.collect(), Vec::new()).unwrap();
        let counts = verify(sealed.file.as_bytes(), None).unwrap().head.counts;
        let equations = equations(&round, &counts);
        for electorate in 0..2 {
            let row = counts.row(electorate, 0, 0);
            for (cell, count) in row.iter().enumerate() {
                let place = electorate * row.len() + cell;
                prop_assert_eq!(determines(equations.clone(), place), count.is_some(), "{:?}", counts);
            }
        }
    }
}
