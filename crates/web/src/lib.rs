//! The counter where people are served: every URL, a screen per room.
//! Pages work without scripts, and nothing is fetched from outside.

pub mod api;
mod app;
mod assets;
mod attached;
mod bench;
mod cache;
mod download;
mod error;
mod form;
mod human;
mod layout;
mod routes;
mod sent;
mod visit;

mod appraisal;
mod audit;
mod burden;
mod campaign;
mod desk;
mod directory;
mod honour;
mod notice;
mod pledge;
mod presence;
mod public;
mod reminder;
mod review;

pub use app::{App, Settings};
pub use cache::Front;
pub use routes::{ROUTES, Who, site};
