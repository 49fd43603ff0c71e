//! Sealing (封箱): leaves and comments in whatever order they lay, one box.
//!
//! Nothing here depends on order, time of casting or chance: the same leaves give the same bytes,
//! so that sealing can be begun anew after an accident, and so that the box tells nothing of the
//! order in which people voted (ruling 18).

use jiff::Timestamp;

use crate::amendment::Extension;
use crate::check::level;
use crate::comment::{self, Comment};
use crate::defect::{Defect, Flaw};
use crate::digest::Digest;
use crate::head::{Head, Turnout};
use crate::leaf::{Leaf, Parts};
use crate::lines::whole;
use crate::manifest::{Level, Manifest};
use crate::tally::Tally;
use crate::tree::Growing;
use crate::verify::{leaves_head, verify};

/// What is known at closing besides the leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// When the sealing was decided; to the second, and kept before the sealing begins.
    pub sealed: Timestamp,
    /// For each electorate: rights given out, and ballots that came back and are void. The valid
    /// ones are counted from the leaves.
    pub slips: Vec<Slips>,
}

/// What became of an electorate's slips, as far as the leaves do not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slips {
    /// Rights given out.
    pub issued: u32,
    /// Ballots that came back and do not count.
    pub void: u32,
}

/// A sealed box and what goes beside it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The box: public.
    pub file: String,
    /// The root, for the notice and the audit chain.
    pub root: Digest,
    /// The leaves of a closed box, for tellers, monitor and superior; none where they stand in the box.
    pub leaves: Option<String>,
    /// The file of comments.
    pub comments: String,
}

/// Seals the box, and verifies what came out.
///
/// # Errors
///
/// The defect that the box would have: a leaf twice, more ballots than rights, subjects with
/// unequal numbers of leaves. Nothing was sealed then; somebody has to look into the records.
pub fn seal(
    manifest: &Manifest,
    amendments: &[Extension],
    closing: &Closing,
    leaves: Vec<Leaf>,
    comments: Vec<Comment>,
) -> Result<Sealed, Defect> {
    let mut tally = Tally::new(manifest);
    let mut sorted = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let parts = Parts::of(manifest, leaf.line().as_bytes());
        tally.add(&parts.map_err(|why| Defect::somewhere(Flaw::Leaf(why)))?);
        sorted.push((leaf.hash(manifest), leaf));
    }
    sorted.sort_unstable_by_key(|(hash, _)| *hash);
    let mut tree = Growing::default();
    sorted.iter().for_each(|(hash, _)| tree.push(*hash));

    let turnout = turnout(manifest, closing, &tally.ballots())?;
    let shown = level(manifest, turnout.iter().map(|one| one.valid));
    let counts = tally.counts();
    let (count, comments) = (comments.len(), comment::file(manifest, comments));
    let head = Head {
        manifest: manifest.clone(),
        amendments: amendments.to_vec(),
        sealed: closing.sealed,
        shown,
        turnout,
        comments: u32::try_from(count).map_err(|_| Defect::somewhere(Flaw::Line))?,
        comments_file: Digest::of(&[comments.as_bytes()]),
        counts: match shown {
            Level::Open => counts,
            Level::Closed => counts.shown(manifest.smallest),
        },
        leaves: sorted.len() as u64,
        tree: tree.root(),
    };
    write(&head, &sorted, comments)
}

fn turnout(manifest: &Manifest, closing: &Closing, valid: &[u32]) -> Result<Vec<Turnout>, Defect> {
    if closing.slips.len() != manifest.electorates.len() || !whole(closing.sealed) {
        return Err(Defect::somewhere(Flaw::Line));
    }
    let both = closing.slips.iter().zip(valid);
    Ok(both
        .map(|(slips, valid)| Turnout {
            issued: slips.issued,
            returned: valid.saturating_add(slips.void),
            valid: *valid,
            void: slips.void,
        })
        .collect())
}

fn write(head: &Head, sorted: &[(Digest, Leaf)], comments: String) -> Result<Sealed, Defect> {
    let mut file = head.text();
    let root = Digest::of(&[file.as_bytes()]);
    file.push('\n');
    let mut opened = (head.shown == Level::Closed).then(|| leaves_head(root));
    for (hash, leaf) in sorted {
        match &mut opened {
            None => file.push_str(leaf.line()),
            Some(opened) => {
                file.push_str(&hash.to_string());
                opened.push_str(leaf.line());
                opened.push('\n');
            }
        }
        file.push('\n');
    }
    file.push_str(&format!("root {root}\n"));
    let verified = verify(file.as_bytes(), Some(root))?;
    if let Some(opened) = &opened {
        verified.count(opened.as_bytes())?;
    }
    Ok(Sealed {
        file,
        root,
        leaves: opened,
        comments,
    })
}
