//! The burden-relief self-check.

pub(crate) mod pages;
