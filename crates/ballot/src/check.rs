//! What a head says must be possible, whatever the leaves are.

use crate::amendment;
use crate::defect::{Defect, Flaw};
use crate::head::{Head, Turnout};
use crate::manifest::{Level, Manifest};
use crate::shown::{could_be, shown};

/// Turn-out, closing, level, number of leaves, rows.
pub(crate) fn check_head(head: &Head) -> Result<(), Defect> {
    let manifest = &head.manifest;
    for (n, (one, electorate)) in head.turnout.iter().zip(&manifest.electorates).enumerate() {
        let Turnout {
            issued,
            returned,
            valid,
            void,
        } = *one;
        let balanced = valid.checked_add(void) == Some(returned);
        if !balanced || returned > issued || issued > electorate.roll {
            return Err(Defect::at(
                head.line_of_turnout(n),
                Flaw::Turnout(electorate.name.clone()),
            ));
        }
    }
    let early = head.sealed < amendment::closing(manifest, &head.amendments) && !all_voted(head);
    if early || head.sealed < manifest.opens {
        return Err(Defect::somewhere(Flaw::Early));
    }
    let valid = head.turnout.iter().map(|one| one.valid);
    if head.shown != level(manifest, valid.clone()) {
        return Err(Defect::somewhere(Flaw::Level));
    }
    let leaves = valid.map(u64::from).sum::<u64>() * manifest.subjects.len() as u64;
    if head.leaves != leaves {
        return Err(Defect::at(
            head.line_of_leaves(),
            Flaw::Leaves(leaves, head.leaves),
        ));
    }
    check_rows(head)
}

/// Whether nobody is left to vote, so that a box may be sealed before its time. Slips that came back
/// are not enough: who has not drawn one may still come for it until the closing.
fn all_voted(head: &Head) -> bool {
    let mut both = head.turnout.iter().zip(&head.manifest.electorates);
    both.all(|(one, electorate)| one.returned == electorate.roll)
}

/// Each row must be one that could have been shown.
fn check_rows(head: &Head) -> Result<(), Defect> {
    for (n, (electorate, subject, item)) in head.counts.shape().rows().enumerate() {
        let row = head.counts.row(electorate, subject, item);
        if !can_be(row, head.turnout[electorate].valid, head) {
            return Err(Defect::at(head.line_of_row(n), Flaw::Row));
        }
    }
    Ok(())
}

fn can_be(row: &[Option<u32>], valid: u32, head: &Head) -> bool {
    let sum: u64 = row.iter().flatten().map(|count| u64::from(*count)).sum();
    let whole: Option<Vec<u32>> = row.iter().copied().collect();
    match whole {
        Some(whole) => {
            let same = head.shown == Level::Open || shown(&whole, head.manifest.smallest) == row;
            sum == u64::from(valid) && same
        }
        // Which counts lie behind, the leaves alone can say; whoever has them compares.
        None => head.shown == Level::Closed && could_be(row, valid, head.manifest.smallest),
    }
}

/// The level that a box may be sealed at: the manifest's, unless an electorate cast ballots, and
/// fewer than the smallest cell.
pub(crate) fn level(manifest: &Manifest, valid: impl IntoIterator<Item = u32>) -> Level {
    let few = |valid| (1..manifest.smallest).contains(&valid);
    if manifest.level == Level::Closed || valid.into_iter().any(few) {
        Level::Closed
    } else {
        Level::Open
    }
}
