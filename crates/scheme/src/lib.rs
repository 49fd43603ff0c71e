//! Rating schemes (评分方案): rules as data and facts go in; points and levels come out, each with
//! the sentence that says why.
//!
//! ```
//! use scheme::{Points, Scheme, Subject, rate};
//!
//! let rules = r#"
//! title = "示例方案"
//! subject = "member"
//! base = "60"
//! [[item]]
//! id = "pledge"
//! title = "公开承诺按期办结"
//! fact = "pledge_kept"
//! per_event = "5"
//! cap = "20"
//! unit = "项"
//! [[level]]
//! code = "star-2"
//! name = "二星"
//! stars = 2
//! from = "60"
//! inclusive = true
//! "#;
//! let scheme = Scheme::parse("example.toml", rules)?;
//! let nobody_yet = Subject { id: "zhang".to_owned(), facts: Vec::new() };
//! let outcome = rate(&scheme, &[nobody_yet])?;
//! assert_eq!(outcome.results[0].points, Points::parse("60")?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! *Invariants:* integers only (hundredths of a point); no input or output, no clock, no chance.
//! The same rules and facts give the same bytes and the same hash, in whatever order they come.

mod burden;
mod load;
mod outcome;
mod points;
mod rate;
mod rules;
mod seal;
mod sentence;
mod sheet;
mod tally;

#[cfg(test)]
mod tests;

pub use burden::FORBIDDEN_COUNTERS;
pub use outcome::{Fact, Outcome, RateError, Rated, Reason, Subject};
pub use points::{Points, PointsError};
pub use rate::rate;
pub use rules::{Cutoff, Edge, Item, Level, Rate, Scheme, SubjectKind, Take, Veto};
pub use sheet::SchemeError;
