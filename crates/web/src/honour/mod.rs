//! Honours: rating rounds, their one next step, and what was given.

pub(crate) mod pages;
mod round;
