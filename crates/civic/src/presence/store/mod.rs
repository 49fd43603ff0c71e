//! All SQL of the room: cards with their consents, letters with their steps.

pub(super) mod cards;
pub(super) mod letters;
