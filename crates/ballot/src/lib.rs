//! Ballots that nobody can lay at anyone's door, in a box that anybody can count.
//!
//! A round is fixed in a [`Manifest`]. Who may vote draws a slip with a [`SlipCode`]; the records keep
//! its [`Right`]. The form that comes for it carries a [`FormSeed`]; what comes back is a [`Ballot`],
//! which falls into one [`Leaf`] a subject. At closing, [`seal`] sorts the leaves by their hash, builds
//! the tree and gives the box with its root; [`verify`] is what everybody can do with both.
//!
//! ```
//! use ballot::{Ballot, Closing, Fate, FormSeed, ReceiptKey, RightState, Slips, fate, seal, verify};
//! # use ballot::{Draft, Electorate, Grade, GradeSet, Item, Level, RoundId, Standing};
//! # let grade = |name: &str, standing| Grade { name: name.to_owned(), standing };
//! # let set = vec![grade("满意", Standing::For), grade("不满意", Standing::Against), grade("不了解", Standing::Apart)];
//! let key = ReceiptKey::from_secret(&[7; 32]);
//! let manifest = Draft {
//!     level: Level::Open,
//!     receipt_key: key.public(),
//!     subjects: vec!["示例对象".to_owned()],
//! #   round: RoundId::from_bytes([1; 16]),
//! #   title: "示例评议".to_owned(),
//! #   smallest: 3,
//! #   opens: "2026-11-20T00:00:00Z".parse()?,
//! #   closes: "2026-11-24T09:30:00Z".parse()?,
//! #   sets: vec![GradeSet { title: "两档".to_owned(), grades: set }],
//! #   items: vec![Item { title: "服务群众".to_owned(), set: 0 }],
//! #   electorates: vec![Electorate { name: "居民".to_owned(), roll: 3, least: 0, weight: 1 }],
//!     // … round, title, times, grade sets, items, electorates
//! }
//! .fix()?;
//!
//! // Casting: three residents are satisfied.
//! let mut stored = Vec::new();
//! for chance in 0..3 {
//!     let ballot = Ballot::new(&manifest, FormSeed::from_random([chance; 16]), &[vec![Some(0)]])?;
//!     let leaves = ballot.leaves(&manifest, 0)?;
//!     assert_eq!(fate(RightState::Issued, 0, leaves.len()), Fate::Accept);
//!     let receipt = key.promise(&manifest, &leaves);
//!     assert!(receipt.check(&manifest).is_ok());
//!     stored.extend(leaves);
//! }
//!
//! // Closing.
//! let closing = Closing { sealed: manifest.closes, slips: vec![Slips { issued: 3, void: 0 }] };
//! let sealed = seal(&manifest, &[], &closing, stored, Vec::new())?;
//! let verified = verify(sealed.file.as_bytes(), Some(sealed.root))?;
//! assert_eq!(verified.head.counts.row(0, 0, 0), [Some(3), Some(0), Some(0), Some(0)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! *What the room that keeps the rounds has to do* (rulings 15–21), because a pure crate cannot:
//!
//! - Keep [`SlipKey`] and the secret of [`ReceiptKey`] outside the database or sealed.
//! - Keep of a slip its [`Right`], electorate and state alone: no time, no person.
//! - On a post: look the right up, count how many of the ballot's leaf hashes are in the box, ask [`fate`],
//!   and on [`Fate::Accept`] spend the right and store the leaves ([`Leaf::line`] under [`Leaf::hash`],
//!   which is unique) and comments in the same transaction, under random keys. Nothing joins the rows of one
//!   ballot. The receipt is made again whenever it is asked for; it is stored nowhere, and so is the seed.
//! - A paper ballot's two entries each become a [`Ballot`]; [`Ballot::agrees_with`] compares them, one is
//!   cast with a fresh seed, both are erased.
//! - Keep [`Closing`] before calling [`seal`]: begun anew with it, sealing gives the same bytes.
//! - Publish [`Sealed::root`] with the result; hand [`Sealed::leaves`] to tellers, monitor and superior.
//!   Show from [`Head::counts`] alone where the level is closed: they are the cells that may be shown.
//!
//! *Invariants:* no input or output, no clock, no chance: each is an argument. Whatever is written has one
//! writing, and no other is read. Codes, seeds, ballots and leaves do not print themselves by `{:?}`.
//! `docs/box-format.md` is the format for strangers, `docs/appraisal-trust.md` says what all this is worth.

mod amendment;
mod cast;
mod check;
mod comment;
mod counts;
mod defect;
mod digest;
mod head;
mod leaf;
mod lines;
mod manifest;
mod receipt;
mod seal;
mod shown;
mod slip;
mod tally;
mod tree;
mod verify;
mod words;

pub use amendment::{Extension, NotAnExtension, closing};
pub use cast::{Ballot, Fate, FormSeed, NotABallot, RightState, fate};
pub use comment::{Comment, LONGEST_COMMENT, NotAComment, read_comments};
pub use counts::{Counts, Satisfaction, Share};
pub use defect::{Defect, Flaw};
pub use digest::{Digest, NotADigest};
pub use head::{Head, Turnout};
pub use leaf::{Leaf, NotALeaf};
pub use manifest::{
    Draft, Electorate, Grade, GradeSet, Item, LARGEST_ROLL, LEAST_SMALLEST, Level,
    MOST_ELECTORATES, MOST_GRADES, MOST_ITEMS, MOST_ROWS, MOST_SUBJECTS, Manifest, NotAManifest,
    RoundId, Standing, Unfit,
};
pub use receipt::{BadReceipt, Receipt, ReceiptKey};
pub use seal::{Closing, Sealed, Slips, seal};
pub use slip::{Right, SlipCode, SlipError, SlipKey};
pub use tree::{Proof, root};
pub use verify::{RestsOn, Verified, verify};
pub use words::NotWords;
