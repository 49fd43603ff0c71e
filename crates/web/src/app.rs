//! What every handler reaches for: the database, the house, and the cache.

use std::net::IpAddr;
use std::sync::Arc;

use civic::House;
use ground::Db;
use tokio::sync::Semaphore;

use crate::attached;
use crate::audit::Marks;
use crate::cache::Cache;
use crate::human::Posts;

/// How the site is reached.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What QR codes and links are made from (ruling 4), without a slash at the end.
    pub public_url: String,
    /// The proxies whose word on who stands behind them is taken (ruling 4).
    pub trusted_proxies: Vec<IpAddr>,
}

/// The application.
#[derive(Debug, Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Calendar, clock, words.
    pub house: Arc<House>,
    /// How the site is reached.
    pub settings: Arc<Settings>,
    pub(crate) cache: Arc<Cache>,
    /// How far each audit chain was checked.
    pub(crate) audited: Arc<Marks>,
    /// When posts without an account came.
    pub(crate) posts: Arc<Posts>,
    /// Turns at taking attachments in.
    pub(crate) intake: Arc<Semaphore>,
}

impl App {
    /// An application over a migrated database.
    pub fn new(db: Db, house: Arc<House>, settings: Settings) -> Self {
        Self {
            db,
            house,
            settings: Arc::new(settings),
            cache: Arc::default(),
            audited: Arc::default(),
            posts: Arc::default(),
            intake: Arc::new(Semaphore::new(attached::AT_ONCE)),
        }
    }
}
