//! What every room stands on: the database behind one SQL text, ids, time,
//! working days and errors. It knows no room and no page.

// So that `words!` finds what it expands to in here too.
extern crate self as ground;

pub mod backup;
pub mod bulk;
mod catalogue;
mod db;
mod error;
mod id;
mod integrity;
pub mod jobs;
mod migrate;
mod sql;
mod text;
mod time;
pub mod vault;
mod workday;

pub use catalogue::{ColumnName, columns};
pub use db::{Db, Doing, Engine, Open, Tx};
pub use error::{Error, FULL, Fault, Refusal, Result};
pub use id::Ids;
pub use migrate::{Migration, Pending, migrations, newest};
pub use sql::{Bind, Query, Row, Statement, statements};
pub use text::{code_hash, fingerprint, fingerprint_of};
pub use time::{At, Clock, Day, Zone};
pub use vault::Vault;
pub use workday::{Calendar, Period};

#[doc(hidden)]
pub mod re {
    //! Crates that the macros of this crate expand to.
    pub use {inventory, serde, sqlx, uuid};
}
