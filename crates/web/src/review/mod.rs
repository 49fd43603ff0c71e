//! Quarterly reviews.

pub(crate) mod pages;
