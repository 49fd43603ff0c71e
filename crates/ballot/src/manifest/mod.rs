//! The manifest (评议方案) of a round: everything that is fixed before the box opens (ruling 19).
//!
//! A [`Draft`] is filled by whoever prepares the round; [`Draft::fix`] checks it and makes the
//! [`Manifest`], whose bytes and hash never change. Every leaf is hashed together with the
//! manifest's hash, so that a ballot of one round is nothing in another.
//! Subjects, items and electorates are known by their number, counted from 1 in the files and
//! from 0 in this crate's arguments, in the order of the manifest.

mod lines;
mod unfit;

use std::fmt;
use std::ops::Deref;

use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;

use crate::digest::{Digest, hex, unhex};
use crate::lines::{BadLine, first_difference};
use crate::words;

pub use unfit::Unfit;

/// Grades of one set, at most: one digit each.
pub const MOST_GRADES: usize = 9;
/// Items that each subject is appraised in, at most.
pub const MOST_ITEMS: usize = 40;
/// Subjects of a round, at most.
pub const MOST_SUBJECTS: usize = 2_000;
/// Electorates of a round, at most.
pub const MOST_ELECTORATES: usize = 8;
/// Persons of an electorate's roll, at most.
pub const LARGEST_ROLL: u32 = 1_000_000;
/// Rows of counts (electorates × subjects × items), at most.
pub const MOST_ROWS: usize = 100_000;
/// The least that a smallest cell may be: with 2, a withheld cell could only be 1.
pub const LEAST_SMALLEST: u32 = 3;

/// A round's id: the 16 bytes that the records know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundId([u8; 16]);

impl RoundId {
    /// The id's bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The id's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        unhex(text.as_bytes()).map(Self)
    }
}

impl fmt::Display for RoundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// Who may see the opened leaves after closing; fixed before opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// 公开计票: the leaves are public, anybody can count. It is a promise up to a limit: where an
    /// electorate cast fewer ballots than the smallest cell, the box is sealed as a closed one.
    Open,
    /// 内部计票: hashes and root are public, tellers, monitor and superior hold the leaves.
    Closed,
}

impl Level {
    /// The level proposed for a round: open only where each electorate could fill each cell,
    /// blank ones left out, with as many as the smallest cell; closed otherwise.
    #[must_use]
    pub fn proposed(draft: &Draft) -> Self {
        let widest = draft.sets.iter().map(|set| set.grades.len()).max();
        let needed = widest.unwrap_or(MOST_GRADES) as u64 * u64::from(draft.smallest);
        if draft
            .electorates
            .iter()
            .all(|one| u64::from(one.roll) >= needed)
        {
            Self::Open
        } else {
            Self::Closed
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "open" => Some(Self::Open),
            "closed" => Some(Self::Closed),
            _ => None,
        }
    }
}

/// What a vote for a grade says when the satisfied share is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Satisfied.
    For,
    /// Not satisfied.
    Against,
    /// Neither, and left out of the whole: 不了解.
    Apart,
}

/// A grade of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// As the ballot shows it: 满意.
    pub name: String,
    /// What a vote for it says.
    pub standing: Standing,
}

/// A grade set (评议等次), best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeSet {
    /// Its name.
    pub title: String,
    /// Two to nine grades.
    pub grades: Vec<Grade>,
}

/// Something that each subject is appraised in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// As the ballot shows it: 服务群众.
    pub title: String,
    /// Which of the grade sets, counted from 0.
    pub set: usize,
}

/// Voters of one kind with a roll of their own: members, residents of a household list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Electorate {
    /// As the results sheet shows it: 党员.
    pub name: String,
    /// How many may vote. Fewer than the smallest cell give a collective rating instead (ruling 17).
    pub roll: u32,
    /// Ballots that must come back for the turn-out to suffice; 0 where none is asked for.
    pub least: u32,
    /// Its weight where the electorates are weighed together, 1 to 100.
    pub weight: u32,
}

/// A round in preparation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The round's id.
    pub round: RoundId,
    /// 第一支部2026年民主评议.
    pub title: String,
    /// Who may see the leaves.
    pub level: Level,
    /// Counts from 1 to one below this are not shown where leaves are not public; 5 unless decided otherwise.
    pub smallest: u32,
    /// The box takes ballots from here …
    pub opens: Timestamp,
    /// … until just before here.
    pub closes: Timestamp,
    /// The public half of the key that signs receipts: [`crate::ReceiptKey::public`].
    pub receipt_key: [u8; 32],
    /// The grade sets.
    pub sets: Vec<GradeSet>,
    /// The items, in the order of the ballot.
    pub items: Vec<Item>,
    /// Names of who is appraised, in the order of the ballot. No two alike: add a word that
    /// tells two of one name apart.
    pub subjects: Vec<String>,
    /// The electorates.
    pub electorates: Vec<Electorate>,
}

impl Draft {
    /// Fixes the draft.
    ///
    /// # Errors
    ///
    /// The first thing that a round cannot be held with.
    pub fn fix(self) -> Result<Manifest, Unfit> {
        unfit::check(&self)?;
        let text = lines::write(&self);
        let hash = Digest::of(&[text.as_bytes()]);
        Ok(Manifest {
            draft: self,
            text,
            hash,
        })
    }
}

/// A fixed manifest. It derefs to what the draft said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    draft: Draft,
    text: String,
    hash: Digest,
}

impl Deref for Manifest {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.draft
    }
}

impl Manifest {
    /// Reads a manifest back from its bytes.
    ///
    /// # Errors
    ///
    /// Where the bytes are not those that this very manifest would be written as.
    pub fn parse(text: &str) -> Result<Self, NotAManifest> {
        let draft = lines::read(text).map_err(|BadLine(line)| NotAManifest::Line(line))?;
        let manifest = draft.fix().map_err(NotAManifest::Unfit)?;
        match first_difference(&manifest.text, text) {
            None => Ok(manifest),
            Some(line) => Err(NotAManifest::Line(line)),
        }
    }

    /// The manifest's bytes, as published and as they stand in the box.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The SHA-256 digest of [`Manifest::text`].
    #[must_use]
    pub fn hash(&self) -> Digest {
        self.hash
    }

    /// The grade set of an item.
    pub(crate) fn set_of(&self, item: usize) -> Option<&GradeSet> {
        self.sets.get(self.items.get(item)?.set)
    }
}

/// Why a text is no manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAManifest {
    /// This line, counted from 1, is not one that a manifest has at this place.
    Line(usize),
    /// It reads, and no round can be held with it.
    Unfit(Unfit),
}

impl fmt::Display for NotAManifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "评议方案第{line}行写法不对"),
            Self::Unfit(why) => write!(f, "评议方案：{why}"),
        }
    }
}

impl std::error::Error for NotAManifest {}

/// A key that is no point of the curve, or a weak one, could make signatures that fit anything.
fn is_sound_key(bytes: &[u8; 32]) -> bool {
    VerifyingKey::from_bytes(bytes).is_ok_and(|key| !key.is_weak())
}

fn check_words(texts: &[(String, &str)]) -> Result<(), Unfit> {
    for (place, text) in texts {
        words::check(text).map_err(|why| Unfit::Words(place.clone(), why))?;
    }
    Ok(())
}
