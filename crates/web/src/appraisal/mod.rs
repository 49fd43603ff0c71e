//! Tallies of paper appraisals.

pub(crate) mod pages;
mod result;
