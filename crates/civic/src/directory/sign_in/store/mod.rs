//! SQL of signing in, a file for each noun.

pub(super) mod accounts;
pub(super) mod door;
pub(super) mod factor;
pub(super) mod invitation;
pub(super) mod passkey;
pub(super) mod sessions;
