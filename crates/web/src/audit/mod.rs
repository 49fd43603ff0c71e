//! The audit chain.

mod marks;
pub(crate) mod pages;

pub(crate) use marks::Marks;
