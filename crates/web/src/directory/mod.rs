//! Signing in and out, the security of one's own account, and the slips that invite.

pub(crate) mod code;
mod door;
pub(crate) mod factor;
pub(crate) mod invited;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod security;
pub(crate) mod sign_in;
pub(crate) mod slips;
