//! The plan: reading, decision, approval, tasks.

pub(crate) mod pages;
pub(crate) mod reading;
pub(crate) mod tasks;
