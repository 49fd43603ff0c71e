//! The world of a story: an empty database on one engine, a house with a
//! standing clock, and towns.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use civic::House;
use ground::{Clock, Day, Db, Engine, Fault, Ids, Result, Vault, Zone};

use crate::people::{Spec, Town};

/// An empty, migrated database with its house.
#[derive(Debug)]
pub struct World {
    /// The database.
    pub db: Db,
    /// Calendar, ids from a fixed seed, and a clock that stands until it is moved.
    pub house: Arc<House>,
    /// The folder of an embedded database; removed at the end.
    pub folder: tempfile::TempDir,
    /// Where the database is: a file, or a PostgreSQL address.
    pub address: String,
}

impl World {
    /// Founds a small town.
    pub async fn town(&self, n: usize) -> Result<Town> {
        Town::found(&self.db, &self.house, Spec::small(n)).await
    }

    /// Another process's world, by its address.
    pub async fn opened(address: &str) -> Result<Self> {
        let db = if address.starts_with("postgres") {
            Db::postgres(address).await?
        } else {
            Db::sqlite(Path::new(address)).await?
        };
        Ok(Self {
            db,
            // Not the ids that the first process made of its seed.
            house: house(Ids::from_os())?,
            folder: tempfile::tempdir()?,
            address: address.to_owned(),
        })
    }

    /// Moves the clock to a time of a day.
    pub fn clock(&self, day: &str, hour: i8, minute: i8) {
        if let Ok(day) = day.parse::<Day>() {
            self.house.clock.set(self.house.zone.at(day, hour, minute));
        }
    }

    /// The engine that the story runs on.
    pub fn engine(&self) -> Engine {
        self.db.engine()
    }
}

fn house(ids: Ids) -> Result<Arc<House>> {
    let start = Zone::default().at(
        Day::new(2026, 5, 6).ok_or_else(|| Fault::new("no such day"))?,
        9,
        0,
    );
    House::new(Clock::standing(start), ids, Vault::for_tests(7)?)
}

/// A world on the embedded engine.
pub async fn sqlite_world() -> Result<World> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("town.db");
    let db = Db::sqlite(&file).await?;
    db.migrate().await?;
    Ok(World {
        db,
        house: house(Ids::seeded(7))?,
        folder,
        address: file.display().to_string(),
    })
}

/// A world on PostgreSQL.
pub async fn postgres_world() -> Result<World> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let server = std::env::var("SANZHENG_TEST_POSTGRES").map_err(|_| {
        Fault::new("SANZHENG_TEST_POSTGRES is not set: run the tests by `cargo xtask test`, which starts a PostgreSQL")
    })?;
    let name = format!(
        "story_{}_{}",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    );
    let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&server).await?;
    let create = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::raw_sql(create).execute(&mut connection).await?;
    let (head, options) = server.split_once('?').unwrap_or((&server, ""));
    let (head, _) = head.rsplit_once('/').unwrap_or((head, ""));
    let address = format!("{head}/{name}?{options}");
    let db = Db::postgres(&address).await?;
    db.migrate().await?;
    Ok(World {
        db,
        house: house(Ids::seeded(7))?,
        folder: tempfile::tempdir()?,
        address,
    })
}

/// Tells a story on both engines, each in a world of its own.
///
/// # Panics
/// When the world cannot be made: a story that did not run has not passed.
pub async fn on_both(story: impl AsyncFn(World)) {
    for world in [sqlite_world().await, postgres_world().await] {
        match world {
            Ok(world) => {
                let db = world.db.clone();
                story(world).await;
                db.close().await;
            }
            #[expect(clippy::panic, reason = "a story that did not run has not passed")]
            Err(fault) => panic!("no world for the story: {fault}"),
        }
    }
}
