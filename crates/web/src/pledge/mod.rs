//! Pledges.

pub(crate) mod pages;
pub(crate) mod write;
