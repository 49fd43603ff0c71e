//! The plan: bringing it, reading it beside its source, approval, tasks.

pub(crate) mod approval;
mod brief;
pub(crate) mod issue;
mod items;
mod marked;
pub(crate) mod pages;
pub(crate) mod reading;
pub(crate) mod tasks;
pub(crate) mod upload;
