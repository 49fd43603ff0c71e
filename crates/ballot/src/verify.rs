//! Verification: whoever has the box, and the root from the notice, checks everything that can be
//! checked without trusting anybody.

use crate::check::check_head;
use crate::counts::Counts;
use crate::defect::{Defect, Flaw};
use crate::digest::{Digest, unhex};
use crate::head::Head;
use crate::leaf::{self, Parts};
use crate::lines::Numbered;
use crate::manifest::Level;
use crate::receipt::{BadReceipt, Receipt};
use crate::tally::Tally;
use crate::tree::{Growing, Proof};

/// A box in which no defect was found.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Everything but the leaves.
    pub head: Head,
    /// The box's root.
    pub root: Digest,
    /// Whether that is the root that was published.
    pub rests_on: RestsOn,
    hashes: Vec<Digest>,
}

/// What a verification rests on (ruling 20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestsOn {
    /// The root that the notice published was given, and is this box's.
    PublishedRoot,
    /// No root was given: the box fits together, and may still be another one than was published.
    ItselfAlone,
}

/// Verifies a box.
///
/// # Errors
///
/// The first defect that can be located.
pub fn verify(file: &[u8], published: Option<Digest>) -> Result<Verified, Defect> {
    let (text, body) = split(file)?;
    let head = Head::read(text)?;
    check_head(&head)?;
    let body = Body {
        head: &head,
        first_line: text.lines().count() + 2,
        bytes: body,
    };
    let Read {
        hashes,
        counts,
        last,
    } = body.read()?;
    if let Some(counts) = counts {
        compare(&head, &counts)?;
    }
    let root = Digest::of(&[text.as_bytes()]);
    let own = last
        .strip_prefix(b"root ")
        .and_then(unhex)
        .map(Digest::from_bytes);
    if own != Some(root) {
        return Err(Defect::at(body.first_line + hashes.len(), Flaw::OwnRoot));
    }
    if published.is_some_and(|published| published != root) {
        return Err(Defect::somewhere(Flaw::Published));
    }
    let rests_on = published.map_or(RestsOn::ItselfAlone, |_| RestsOn::PublishedRoot);
    Ok(Verified {
        head,
        root,
        rests_on,
        hashes,
    })
}

impl Verified {
    /// The leaf hashes of the box, sorted.
    #[must_use]
    pub fn hashes(&self) -> &[Digest] {
        &self.hashes
    }

    /// The proof that a leaf is in the tree whose root the head states; none where it is not.
    #[must_use]
    pub fn proof(&self, leaf: Digest) -> Option<Proof> {
        let place = self.hashes.binary_search(&leaf).ok()?;
        Proof::of(&self.hashes, place)
    }

    /// Whether what a receipt promised was kept: the promised leaves that are missing from the box,
    /// by their place in the receipt from 0. An empty list says that the ballot was counted.
    ///
    /// # Errors
    ///
    /// When the receipt was not given by this round's server.
    pub fn missing(&self, receipt: &Receipt) -> Result<Vec<usize>, BadReceipt> {
        receipt.check(&self.head.manifest)?;
        let promised = receipt.leaves().iter().enumerate();
        Ok(promised
            .filter(|(_, leaf)| self.hashes.binary_search(leaf).is_err())
            .map(|(place, _)| place)
            .collect())
    }

    /// The full counts of a closed box from the file of its leaves: what tellers, monitor and superior check.
    ///
    /// # Errors
    ///
    /// The first defect of that file, or of the box in its light.
    pub fn count(&self, leaves: &[u8]) -> Result<Counts, Defect> {
        let manifest = &self.head.manifest;
        let mut lines = Numbered::of(leaves, 1);
        for expected in leaves_head(self.root).lines() {
            let (at, line) = lines.next()?;
            if line != expected.as_bytes() {
                return Err(Defect::at(at, Flaw::OtherBox));
            }
        }
        let mut tally = Tally::new(manifest);
        for hash in &self.hashes {
            let (at, line) = lines.next()?;
            let parts = Parts::of(manifest, line).map_err(|why| Defect::at(at, Flaw::Leaf(why)))?;
            if leaf::hash_of(manifest, line) != *hash {
                return Err(Defect::at(at, Flaw::Hash));
            }
            tally.add(&parts);
        }
        lines.end()?;
        let counts = even(&self.head, tally)?;
        let stated = match self.head.shown {
            Level::Open => counts.clone(),
            Level::Closed => counts.shown(manifest.smallest),
        };
        compare(&self.head, &stated)?;
        Ok(counts)
    }
}

/// The first lines of the file of leaves that goes with a closed box.
pub(crate) fn leaves_head(root: Digest) -> String {
    format!("sanzheng-leaves 1\nroot {root}\n\n")
}

/// The head, to the line end after the tree's root, and what follows the empty line after it.
fn split(file: &[u8]) -> Result<(&str, &[u8]), Defect> {
    const TREE: &[u8] = b"\ntree ";
    const LENGTH: usize = TREE.len() + 64 + 1;
    if !file.starts_with(crate::head::FIRST.as_bytes()) {
        return Err(Defect::at(1, Flaw::NotABox));
    }
    let cut_off = Defect::somewhere(Flaw::CutOff);
    let start = file
        .windows(TREE.len())
        .position(|at| at == TREE)
        .ok_or(cut_off.clone())?;
    let (head, body) = file.split_at_checked(start + LENGTH).ok_or(cut_off)?;
    let text = std::str::from_utf8(head).map_err(|fault| {
        let good = &head[..fault.valid_up_to()];
        Defect::at(
            good.iter().filter(|byte| **byte == b'\n').count() + 1,
            Flaw::Line,
        )
    })?;
    let body = body
        .strip_prefix(b"\n")
        .ok_or(Defect::at(text.lines().count() + 1, Flaw::Line))?;
    Ok((text, body))
}

/// The lines after the head.
struct Body<'a> {
    head: &'a Head,
    /// The number of the first of them in the file.
    first_line: usize,
    bytes: &'a [u8],
}

/// What was found after the head.
struct Read<'a> {
    /// The leaf hashes.
    hashes: Vec<Digest>,
    /// The counts, where leaves are public.
    counts: Option<Counts>,
    /// The line after the leaves.
    last: &'a [u8],
}

impl<'a> Body<'a> {
    /// Leaf by leaf; then their number and the tree.
    fn read(&self) -> Result<Read<'a>, Defect> {
        let manifest = &self.head.manifest;
        let mut lines = Numbered::of(self.bytes, self.first_line);
        let (mut hashes, mut tree) = (Vec::<Digest>::new(), Growing::default());
        let mut tally = (self.head.shown == Level::Open).then(|| Tally::new(manifest));
        let last = loop {
            let (at, line) = lines.next()?;
            if line.starts_with(b"root ") {
                break line;
            }
            let hash = match &mut tally {
                Some(tally) => {
                    let parts = Parts::of(manifest, line);
                    tally.add(&parts.map_err(|why| Defect::at(at, Flaw::Leaf(why)))?);
                    leaf::hash_of(manifest, line)
                }
                None => unhex(line)
                    .map(Digest::from_bytes)
                    .ok_or(Defect::at(at, Flaw::Line))?,
            };
            match hashes.last() {
                Some(before) if *before == hash => return Err(Defect::at(at, Flaw::Doubled)),
                Some(before) if *before > hash => return Err(Defect::at(at, Flaw::Order)),
                _ => {}
            }
            tree.push(hash);
            hashes.push(hash);
        };
        lines.end()?;
        let found = hashes.len() as u64;
        if found != self.head.leaves {
            return Err(Defect::somewhere(Flaw::Leaves(self.head.leaves, found)));
        }
        let counts = tally.map(|tally| even(self.head, tally)).transpose()?;
        if tree.root() != self.head.tree {
            return Err(Defect::somewhere(Flaw::Tree));
        }
        Ok(Read {
            hashes,
            counts,
            last,
        })
    }
}

/// The counts, once each subject has as many leaves as its electorate has valid ballots.
fn even(head: &Head, tally: Tally) -> Result<Counts, Defect> {
    let valid: Vec<u32> = head.turnout.iter().map(|one| one.valid).collect();
    match tally.uneven(&valid) {
        None => Ok(tally.counts()),
        Some((electorate, subject, leaves)) => Err(Defect::somewhere(Flaw::Uneven {
            electorate: head.manifest.electorates[electorate].name.clone(),
            subject: head.manifest.subjects[subject].clone(),
            leaves,
            ballots: valid[electorate],
        })),
    }
}

/// The stated counts against those of the leaves.
fn compare(head: &Head, counts: &Counts) -> Result<(), Defect> {
    for (n, (electorate, subject, item)) in counts.shape().rows().enumerate() {
        if head.counts.row(electorate, subject, item) != counts.row(electorate, subject, item) {
            return Err(Defect::at(head.line_of_row(n), Flaw::Count));
        }
    }
    Ok(())
}
