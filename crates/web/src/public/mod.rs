//! Pages that anyone may read.

pub(crate) mod honours;
pub(crate) mod notices;
pub(crate) mod pages;
