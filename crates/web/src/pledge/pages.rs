//! The pages of the room, as the table of addresses names them.

pub(crate) use super::ledger::list;
pub(crate) use super::mine::mine;
pub(crate) use super::record::{add_evidence, check, keep, publish, show};
