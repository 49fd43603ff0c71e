//! Wrong codes by the hour, for whoever takes codes without an account.

use ground::{Result, Tx};

use super::{rules, store::door};
use crate::Counter;

/// How many wrong codes came for a purpose in this hour.
pub async fn failures(tx: &mut Tx, at: &Counter, purpose: &str) -> Result<i64> {
    door::failures(tx, purpose, rules::hour(at.now)).await
}

/// Counts a wrong one.
pub async fn failed(tx: &mut Tx, at: &Counter, purpose: &str) -> Result<()> {
    door::add_failure(tx, purpose, rules::hour(at.now)).await
}
