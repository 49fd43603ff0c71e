//! A year in a town, built through the rooms' own verbs: the demo, the world
//! that the stories move in, and what the benches measure. All people and
//! places are invented.

mod in_the_open;
mod lived_in;
mod names;
mod people;
mod pledges;
mod world;
mod year;

pub use people::{Account, PASSWORD, Spec, Town};
pub use world::{World, on_both, postgres_world, sqlite_world};
pub use year::{Progress, demo, demo_of};
