//! Rosters in from files and out into files, told on both engines (X-06, ruling 24).

mod faults;
mod files;
mod stories;
mod undoing;
