//! The pages of the room, as the table of addresses names them.

pub(crate) use super::acts::{assess, assess_own, check, explain, judge, keep, publish, withdraw};
pub(crate) use super::evidence::{add_evidence, file};
pub(crate) use super::ledger::list;
pub(crate) use super::mine::mine;
pub(crate) use super::record::show;
