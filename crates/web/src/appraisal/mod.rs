//! Tallies.

pub(crate) mod pages;
