//! Casting: the form that a voter gets, the ballot that comes back, and what becomes of it.
//!
//! With the form goes a [`FormSeed`], from which both sides make one nonce a subject. The server
//! keeps neither form nor seed. Whoever posts a form a second time therefore makes the same leaves,
//! and gets the same receipt; another form with a spent code makes others, and is refused.

use std::fmt;

use crate::digest::{Digest, hex, unhex};
use crate::leaf::{self, Leaf, NONCE, NotALeaf};
use crate::manifest::Manifest;

const FIRST: &str = "ballot1";

/// 16 random bytes that go with one form. Whoever knows them knows which leaves belong together, and
/// finds the marks behind their hashes by trying: they stand in the form, travel with the ballot and
/// are kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct FormSeed([u8; 16]);

impl FormSeed {
    /// A new seed from the caller's random bytes: one for each form, never made from a code.
    #[must_use]
    pub fn from_random(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The seed as it stands in the form.
    #[must_use]
    pub fn text(&self) -> String {
        hex(&self.0)
    }

    /// The seed as it came back.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, NotABallot> {
        unhex(text.as_bytes()).map(Self).ok_or(NotABallot::Form)
    }

    /// The nonce of a leaf or a comment: `what` tells them apart, `number` is that of the subject.
    /// HMAC's output under one unknown key is like chance, so that nonces of one form share nothing.
    pub(crate) fn nonce(&self, manifest: &Manifest, what: &[u8], number: usize) -> String {
        let round = manifest.hash();
        let number = (number as u64).to_be_bytes();
        let parts = [b"sanzheng-nonce 1 ", &round.as_bytes()[..], what, &number];
        hex(&Digest::keyed(&self.0, &parts).as_bytes()[..NONCE / 2])
    }
}

impl fmt::Debug for FormSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormSeed(…)")
    }
}

/// A filled ballot. It does not say whose it is, nor of which electorate: that the spent right says.
#[derive(Clone, PartialEq, Eq)]
pub struct Ballot {
    seed: FormSeed,
    marks: Vec<String>,
}

impl Ballot {
    /// A ballot from what was ticked: for each subject, for each item, the grade counted from 0, or
    /// none where nothing was ticked.
    ///
    /// # Errors
    ///
    /// When a subject or an item is missing or too many, or a grade is not in its set.
    pub fn new(
        manifest: &Manifest,
        seed: FormSeed,
        ticked: &[Vec<Option<usize>>],
    ) -> Result<Self, NotABallot> {
        let sign = |grade: &Option<usize>| match grade {
            None => char::from(leaf::BLANK),
            Some(n) => b"123456789".get(*n).map_or('?', |digit| char::from(*digit)),
        };
        let marks = ticked
            .iter()
            .map(|row| row.iter().map(sign).collect())
            .collect();
        Self { seed, marks }.checked(manifest)
    }

    /// A ballot from its text.
    ///
    /// # Errors
    ///
    /// When it is none, or one of another round.
    pub fn parse(manifest: &Manifest, text: &str) -> Result<Self, NotABallot> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(NotABallot::Form);
        if next()? != FIRST {
            return Err(NotABallot::Form);
        }
        let round = unhex(next()?.as_bytes()).ok_or(NotABallot::Form)?;
        if Digest::from_bytes(round) != manifest.hash() {
            return Err(NotABallot::OtherRound);
        }
        let seed = FormSeed::parse(next()?)?;
        // No more than are asked for and one: a long text makes no long list.
        let marks = parts
            .take(manifest.subjects.len() + 1)
            .map(str::to_owned)
            .collect();
        Self { seed, marks }.checked(manifest)
    }

    /// The ballot as one word: `ballot1.`, the manifest's hash, the seed, the marks of each subject,
    /// with dots between them. For a kiosk's post, a page that resumes, a scanned sheet.
    #[must_use]
    pub fn text(&self, manifest: &Manifest) -> String {
        format!(
            "{FIRST}.{}.{}.{}",
            manifest.hash(),
            self.seed.text(),
            self.marks.join(".")
        )
    }

    /// The ballot's leaves in the order of the subjects; `electorate` is that of the right it spends.
    ///
    /// # Errors
    ///
    /// When there is no such electorate.
    pub fn leaves(&self, manifest: &Manifest, electorate: usize) -> Result<Vec<Leaf>, NotABallot> {
        if electorate >= manifest.electorates.len() {
            return Err(NotABallot::Electorate);
        }
        let leaf = |(subject, marks): (usize, &String)| {
            let nonce = self.seed.nonce(manifest, b"leaf", subject);
            Leaf::from_parts(electorate, subject, marks, &nonce)
        };
        Ok(self.marks.iter().enumerate().map(leaf).collect())
    }

    /// The same choices, whatever the form: how two entries of one paper ballot are compared.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.marks == other.marks
    }

    fn checked(self, manifest: &Manifest) -> Result<Self, NotABallot> {
        if self.marks.len() != manifest.subjects.len() {
            return Err(NotABallot::Subjects);
        }
        for (subject, marks) in self.marks.iter().enumerate() {
            leaf::check_marks(manifest, marks.as_bytes())
                .map_err(|why| NotABallot::Marks(subject, why))?;
        }
        Ok(self)
    }
}

/// Never prints what it says: it would end in a log.
impl fmt::Debug for Ballot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ballot(…)")
    }
}

/// Why a ballot is none of this round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotABallot {
    /// Not the form of a ballot.
    Form,
    /// A ballot of another round.
    OtherRound,
    /// Not one row a subject.
    Subjects,
    /// This subject's row, counted from 0, is wrong.
    Marks(usize, NotALeaf),
    /// No such electorate.
    Electorate,
}

impl fmt::Display for NotABallot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("评议票不完整，请重新打开评议页"),
            Self::OtherRound => f.write_str("这是另一次评议的票"),
            Self::Subjects => f.write_str("评议对象的个数不对，请重新打开评议页"),
            Self::Marks(subject, why) => write!(f, "第{}位：{why}", subject + 1),
            Self::Electorate => f.write_str("没有这个评议人群"),
        }
    }
}

impl std::error::Error for NotABallot {}

/// What the records know of the right that a ballot came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightState {
    /// No such right was issued in this round.
    Unknown,
    /// Issued and not spent.
    Issued,
    /// Spent.
    Spent,
}

/// What becomes of a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Spend the right and put every leaf into the box, in one transaction; then the receipt.
    Accept,
    /// It is in the box already: the same receipt once more, nothing else.
    Again,
    /// The code is none of this round.
    UnknownCode,
    /// The code was used for another ballot.
    SpentCode,
    /// The form came in with another code before, or parts of it did: one form makes one ballot.
    UsedForm,
}

/// The rule of one right, one ballot. `present` says how many of the ballot's `leaves` are in the box.
#[must_use]
pub fn fate(right: RightState, present: usize, leaves: usize) -> Fate {
    match right {
        RightState::Unknown => Fate::UnknownCode,
        RightState::Issued if present == 0 => Fate::Accept,
        RightState::Issued => Fate::UsedForm,
        RightState::Spent if present == leaves => Fate::Again,
        RightState::Spent => Fate::SpentCode,
    }
}
