//! Signing in and out.

pub(crate) mod pages;
