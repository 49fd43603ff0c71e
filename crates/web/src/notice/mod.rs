//! Notices and objections.

pub(crate) mod pages;
