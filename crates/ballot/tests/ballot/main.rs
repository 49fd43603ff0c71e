//! Stories of the ballot kernel.

#![expect(
    clippy::unwrap_used,
    reason = "a round that cannot be made has failed its story"
)]

mod boxes;
mod casting;
mod common;
mod counting;
mod hostile;
mod receipts;
mod slips;
