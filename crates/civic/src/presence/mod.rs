//! Members in the open (亮身份、受监督): the name card with its consents, what residents
//! write to a member by it, and what they write to the branch about a pledge. S3.3-03,
//! S3.3-11, S4.2-02, X-09, X-11.
//!
//! [`cards`] consents and cards, [`supervision`] comments on pledges, [`relay`] messages
//! by the card, [`letters`] what both have in common: sealing, the query code, limits.

pub mod cards;
pub mod letters;
mod refusals;
pub mod relay;
pub mod rules;
mod store;
pub mod supervision;

pub use cards::{Card, CardState, Consent, Field, Holder, Mark, Shown};
pub use letters::{Answer, Contact, Followed, LetterKind, LetterState, NewLetter};
pub use refusals::No;
pub use supervision::{Comment, Told};
