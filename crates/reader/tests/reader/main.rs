//! The reader from outside: whole plans, single rules, refusals, and texts of every kind.

mod common;
mod documents;
mod golden;
mod never_panics;
mod refusals;
mod rules;
