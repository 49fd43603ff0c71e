//! Signing in, a file for each noun: accounts and their passwords, the door
//! with its second step, the sessions behind it, the codes of authenticator and
//! paper, passkeys, and the slips that invite (X-01, X-10, field-facts 2.14).

mod accounts;
mod door;
mod invitation;
mod passkey;
pub mod rules;
mod second_factor;
mod sessions;
mod store;

pub use accounts::{
    Account, HashedPassword, account, change_password, hash_password, open_account, own_account,
    own_password, password_fits, recover, reset_password,
};
pub(in crate::directory) use accounts::{close_account, end_slip};
pub use door::{Entered, account_at_step, enter_code, sign_in};
pub use invitation::{
    Invited, NewAccount, NewSlip, Slip, SlipState, Sought, accept_invitation, invitation,
    make_slips, revoke_slip, sought,
};
pub use passkey::{
    Ceremony, Passkey, PasskeyPlace, add_passkey, ask_passkey, enter_passkey, own_passkeys,
    remove_passkey, start_passkey,
};
pub use second_factor::{
    Factor, NewFactor, confirm_factor, factor, pending_factor, remake_recovery_codes,
    remove_factor, start_factor,
};
pub use sessions::{
    NewSession, OwnSession, Session, end_other_sessions, end_session, own_sessions, session,
    sign_out, touch_session,
};
