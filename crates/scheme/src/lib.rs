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
//! let nobody_yet = Subject::new("zhang", Vec::new());
//! let outcome = rate(&scheme, &[nobody_yet])?;
//! assert_eq!(outcome.results[0].points, Points::parse("60")?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`rate`] takes whole subjects and writes every reason: it is what the rooms of the town hall call.
//! [`rate_columns`] takes the facts of a large town as arrays of numbers and works out the same points,
//! levels and quotas, and the reasons of whoever is asked about; it refuses schemes that look at more
//! than kinds, amounts and days. It is the one that `cargo xtask bench` measures.
//!
//! *Invariants:* integers only (hundredths of a point); no input or output, no clock, no chance.
//! The same rules and facts give the same bytes and the same hash, in whatever order they come.

mod burden;
mod columns;
mod condition;
mod explain;
mod facts;
mod figure;
mod load;
mod outcome;
mod place;
mod points;
mod prepare;
mod rate;
mod ratio;
mod refusal;
mod rules;
mod seal;
mod seats;
mod shape;
mod share;
mod sheet;
mod subject;

#[cfg(test)]
mod tests;

pub use burden::FORBIDDEN_COUNTERS;
pub use columns::{Columns, ColumnsError, Standings, rate_columns};
pub use condition::Condition;
pub use facts::FactsFile;
pub use outcome::{Direction, Outcome, QuotaUse, Rated, Reason};
pub use points::{Points, PointsError};
pub use rate::rate;
pub use ratio::{RoundMode, Rounding};
pub use refusal::RateError;
pub use rules::*;
pub use shape::json_schema;
pub use share::{Share, ShareError};
pub use sheet::SchemeError;
pub use subject::{Attribute, Fact, Score, Subject};
