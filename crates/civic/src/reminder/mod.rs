//! Reminders (提醒): one digest a working day of what is due, by letter to who asked
//! for it and by the robot of a group; nothing on rest days, nothing when nothing is due
//! (G06, X-16). Every way out is off until somebody turns it on, and what is due stands
//! on the desk all the same.
//!
//! A letter and a robot's message hold counts, days and a link, never a name of
//! somebody else: both leave the house. What is due comes from `desk::due` alone.
//! Nothing is sent here: [`enqueue`] puts jobs in, [`parcel`] says what a job has to
//! carry, and the crate `post` carries it.

mod channels;
mod digest;
mod refusals;
pub mod rules;
mod sent;
mod store;

pub use channels::{
    Channel, Kind, MailServer, Means, NewMail, NewRobot, Robot, Security, channels, remove,
    set_mail, set_robot, test, turn,
};
pub use digest::{Letter, Message, Parcel, enqueue, has_struck, parcel};
pub use refusals::No;
pub use sent::{Sent, has_mail, revive, sent};
