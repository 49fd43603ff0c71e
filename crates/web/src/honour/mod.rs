//! Honours.

pub(crate) mod pages;
