//! The tree of RFC 6962 (section 2.1) over leaf hashes, its root, and proofs that a leaf is in it.
//!
//! The tree is built once, when the box is sealed (ruling 18): nothing is ever added to it, so there
//! are no proofs that one tree grew out of another.

use crate::digest::Digest;

/// The root of the tree over these leaf hashes, in their order.
#[must_use]
pub fn root(leaves: &[Digest]) -> Digest {
    let mut tree = Growing::default();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree.root()
}

/// A tree into which leaves are put one after the other: it holds the root of each full subtree, largest first.
#[derive(Default)]
pub(crate) struct Growing {
    full: Vec<Digest>,
    size: u64,
}

impl Growing {
    pub(crate) fn push(&mut self, leaf: Digest) {
        let mut node = leaf;
        // As many subtrees of equal size meet as the old size has ones at its end.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.full.pop() {
                node = parent(left, node);
            }
        }
        self.full.push(node);
        self.size += 1;
    }

    pub(crate) fn root(&self) -> Digest {
        let joined = self
            .full
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| parent(left, right));
        joined.unwrap_or_else(|| Digest::of(&[]))
    }
}

fn parent(left: Digest, right: Digest) -> Digest {
    Digest::of(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// A proof that a leaf is in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The leaf's place, counted from 0.
    pub place: usize,
    /// Leaves of the tree.
    pub size: usize,
    /// The nodes beside the way from the leaf up to the root.
    pub path: Vec<Digest>,
}

impl Proof {
    /// The proof for the leaf at `place`; none where there is no such leaf.
    #[must_use]
    pub fn of(leaves: &[Digest], place: usize) -> Option<Self> {
        if place >= leaves.len() {
            return None;
        }
        let (mut part, mut at, mut path) = (leaves, place, Vec::new());
        while part.len() > 1 {
            let (left, right) = part.split_at(split(part.len()));
            if at < left.len() {
                path.push(root(right));
                part = left;
            } else {
                path.push(root(left));
                at -= left.len();
                part = right;
            }
        }
        path.reverse();
        let size = leaves.len();
        Some(Self { place, size, path })
    }

    /// The root that the proof leads to from this leaf; none where the proof has no such shape.
    #[must_use]
    pub fn root(&self, leaf: Digest) -> Option<Digest> {
        if self.place >= self.size {
            return None;
        }
        // Up from the leaf: `at` is the node's place in its row, `last` that of the row's last node.
        let (mut node, mut at, mut last) = (leaf, self.place, self.size - 1);
        let mut path = self.path.iter();
        while last > 0 {
            if at % 2 == 1 {
                node = parent(*path.next()?, node);
            } else if at < last {
                node = parent(node, *path.next()?);
            }
            // A last node without a neighbour moves up as it is.
            at /= 2;
            last /= 2;
        }
        path.next().is_none().then_some(node)
    }
}

/// The largest power of two below `size`, which is at least 2.
fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}
