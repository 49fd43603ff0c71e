//! The directory's screens: the door and one's own account, the slips that invite,
//! the roster, the tree, roles, one's own data.

mod bench;
pub(crate) mod change_form;
pub(crate) mod changes;
pub(crate) mod code;
pub(crate) mod corrections;
pub(crate) mod door;
pub(crate) mod factor;
pub(crate) mod groups;
pub(crate) mod invited;
pub(crate) mod leaving;
pub(crate) mod own_data;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod person_edit;
pub(crate) mod retention;
pub(crate) mod role_end;
pub(crate) mod roles;
pub(crate) mod roster_batches;
pub(crate) mod roster_export;
pub(crate) mod roster_import;
pub(crate) mod security;
pub(crate) mod sign_in;
pub(crate) mod slips;
pub(crate) mod tree;
pub(crate) mod units;
