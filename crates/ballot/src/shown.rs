//! Which counts may be shown where the leaves are not public.
//!
//! A row holds the counts of one electorate, subject and item: a cell for each grade and one for
//! blanks. Its sum, the electorate's valid ballots, is public. A cell from 1 to one below the
//! smallest is withheld; so is all of a row whose sum is below the smallest; and further cells are,
//! least first and equal ones together, until what is withheld cannot be reckoned back. That takes
//! two cells at least, that come to the smallest and to two more than their number, and that are
//! not all just one below the smallest. Then no withheld cell can be told even by someone who knows
//! these rules: the tests try every small row. What is withheld may be given together, as one
//! merged cell: it says no more than the row's sum does.

#[cfg(test)]
mod tests;

/// The row as it may be shown; a withheld cell is none.
#[must_use]
pub(crate) fn shown(row: &[u32], smallest: u32) -> Vec<Option<u32>> {
    let sum: u64 = row.iter().map(|count| u64::from(*count)).sum();
    let mut hidden: Vec<bool> = if sum < u64::from(smallest) {
        vec![sum > 0; row.len()]
    } else {
        let small = 1..smallest;
        row.iter().map(|count| small.contains(count)).collect()
    };
    if hidden.contains(&true) {
        hide_more(row, smallest, &mut hidden);
    }
    let cells = row.iter().zip(hidden);
    cells
        .map(|(count, hidden)| (!hidden).then_some(*count))
        .collect()
}

/// Complementary suppression within one row.
fn hide_more(row: &[u32], smallest: u32, hidden: &mut [bool]) {
    while !is_safe(row, smallest, hidden) {
        let open = row.iter().zip(&*hidden).filter(|(_, hidden)| !**hidden);
        // Counted cells go before empty ones: an empty one adds nothing to the sum.
        let Some((least, _)) = open.min_by_key(|(count, _)| (**count == 0, **count)) else {
            return;
        };
        for (count, hidden) in row.iter().zip(&mut *hidden) {
            *hidden |= count == least;
        }
    }
}

fn is_safe(row: &[u32], smallest: u32, hidden: &[bool]) -> bool {
    let cells = || {
        row.iter()
            .zip(hidden)
            .filter(|(_, hidden)| **hidden)
            .map(|(count, _)| *count)
    };
    let (number, sum) = (cells().count() as u64, cells().map(u64::from).sum::<u64>());
    let all_just_below = cells().all(|count| count == smallest - 1);
    number >= 2 && sum >= u64::from(smallest).max(number + 2) && !all_just_below
}
