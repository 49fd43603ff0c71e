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

use std::ops::RangeInclusive;

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

/// Whether the rules can have made this row of so many valid ballots, which withholds something: all
/// that can be told of one row without the leaves, and no less. The tests hold it against every small row.
#[must_use]
pub(crate) fn could_be(row: &[Option<u32>], valid: u32, smallest: u32) -> bool {
    let shown = || row.iter().flatten().map(|count| u64::from(*count));
    let hidden = row.iter().filter(|cell| cell.is_none()).count() as u64;
    let (valid, smallest) = (u64::from(valid), u64::from(smallest));
    let Some(sum) = valid.checked_sub(shown().sum()) else {
        return false;
    };
    if hidden == row.len() as u64 {
        return sum > 0 && (valid < smallest || all_hidden(hidden, sum, smallest));
    }
    let least = shown().filter(|count| *count > 0).min();
    valid >= smallest
        && least.is_none_or(|least| least >= smallest)
        && (small_alone(hidden, sum, smallest)
            || with_larger(hidden, sum, smallest, least.unwrap_or(u64::MAX)))
}

/// Small cells that need no others beside them.
fn small_alone(hidden: u64, sum: u64, smallest: u64) -> bool {
    let enough = smallest.max(hidden + 2);
    hidden >= 2 && (enough..hidden * (smallest - 1)).contains(&sum)
}

/// Small cells that are not safe alone, and the least larger count with all equal to it: with that they
/// are safe, so that one such count is all that is ever added. What is shown is larger still.
fn with_larger(hidden: u64, sum: u64, smallest: u64, shown: u64) -> bool {
    (1..hidden).any(|small| {
        let larger = hidden - small;
        unsafe_sums(small, smallest).into_iter().any(|sums| {
            let most = sum.saturating_sub(*sums.start()) / larger;
            let least = sum.saturating_sub(*sums.end()).div_ceil(larger);
            sum >= *sums.start() && least.max(smallest) <= most.min(shown - 1)
        })
    })
}

/// Nothing is left to show: the cells are all small, or there is one larger count and no other, or
/// only zeros were left to be withheld.
fn all_hidden(cells: u64, sum: u64, smallest: u64) -> bool {
    (cells..=cells * (smallest - 1)).contains(&sum)
        || with_larger(cells, sum, smallest, u64::MAX)
        || (1..cells).any(|small| {
            let mut sums = unsafe_sums(small, smallest).into_iter();
            sums.any(|sums| sums.contains(&sum))
        })
}

/// What so many small cells come to that may not be withheld without others: as [`is_safe`] has it.
fn unsafe_sums(small: u64, smallest: u64) -> [RangeInclusive<u64>; 2] {
    let most = small * (smallest - 1);
    let too_little = match small {
        1 => most,
        _ => most.min(smallest.max(small + 2) - 1),
    };
    [small..=too_little, most..=most]
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
