//! Notices and objections.

mod acts;
pub(crate) mod inner;
pub(crate) mod pages;
pub(crate) mod proofs;
pub(crate) mod proposals;
pub(crate) mod register;
