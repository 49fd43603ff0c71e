//! What `cargo xtask bench` measures of pledges: a list of a hundred thousand, narrowed
//! and paged by key, beside a bare select over an index. Prints `name value` lines.

mod fill;
mod look;

use std::path::Path;
use std::sync::Arc;

use civic::House;
use ground::{Clock, Db, Ids, Result, Vault};
use town::{Progress, Spec, Town};

type Done = std::result::Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ["list", place, count] = words.as_slice() else {
        return Err("pledges list PLACE COUNT".into());
    };
    let (db, house) = open(place).await?;
    let town = Town::found(&db, &house, spec()).await?;
    let story = Progress::new(town, &db, &house, house.today());
    let campaign = story.read_plan().await?;
    story.approve(campaign).await?;
    fill::fill(&story, campaign, count.parse()?).await?;
    look::look(&story, campaign).await?;
    db.close().await;
    Ok(())
}

/// Forty branches, nearly empty: what is measured is what is filled in.
fn spec() -> Spec {
    Spec {
        branches: 40,
        members: 4,
        ..Spec::small(0)
    }
}

/// A file of the embedded engine, or an address of PostgreSQL.
async fn open(place: &str) -> Result<(Db, Arc<House>)> {
    let db = if place.starts_with("postgres") {
        Db::postgres(place).await?
    } else {
        Db::sqlite(Path::new(place)).await?
    };
    db.migrate().await?;
    let day: ground::Day = "2026-06-01"
        .parse()
        .map_err(|_| ground::Fault::new("no such day"))?;
    let start = ground::Zone::default().at(day, 9, 0);
    let house = House::new(Clock::standing(start), Ids::seeded(1), Vault::for_tests(1)?)?;
    Ok((db, house))
}
