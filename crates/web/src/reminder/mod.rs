//! Reminders: one's own, and the ways out of the house.

pub(crate) mod channels;
pub(crate) mod own;
