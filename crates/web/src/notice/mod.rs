//! Notices and objections.

mod acts;
pub(crate) mod pages;
