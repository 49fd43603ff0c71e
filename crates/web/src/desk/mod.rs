//! The desk.

pub(crate) mod pages;
