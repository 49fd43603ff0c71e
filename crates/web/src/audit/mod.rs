//! The audit chain.

pub(crate) mod pages;
