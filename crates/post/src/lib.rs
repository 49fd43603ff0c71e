//! The postman: takes the jobs that wait, and carries letters and robots' messages out
//! of the house. What a job has to carry is the rooms' to say (`civic::reminder`); when
//! it is tried again is `ground::jobs`'.
//!
//! Nothing here may hold up or break anything else: each errand has a time limit, and
//! what fails is noted in words that name nobody and no server's own text.

mod mail;
mod robot;
mod round;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use civic::House;
use civic::reminder::Parcel;
use ground::Db;
use lettre::transport::smtp::client::Certificate;

pub use robot::signature;
pub use round::run;

/// How the postman goes about.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What links are made from (ruling 4), without a slash at the end.
    pub site: String,
    /// The longest that one errand may take.
    pub patience: Duration,
    /// Certificates of mail servers that are trusted beside the system's, in DER.
    pub trusted: Vec<Vec<u8>>,
}

impl Settings {
    /// For a site at this address.
    pub fn new(site: &str) -> Self {
        Self {
            site: site.to_owned(),
            patience: Duration::from_secs(20),
            trusted: Vec::new(),
        }
    }
}

/// Why something was not carried: a sentence for who keeps the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered(pub String);

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The postman of one site.
#[derive(Debug, Clone)]
pub struct Postman {
    db: Db,
    house: Arc<House>,
    settings: Arc<Settings>,
    robots: robot::Line,
}

impl Postman {
    /// A postman over the records of a site.
    ///
    /// # Errors
    /// A trusted certificate that is none.
    pub fn new(db: Db, house: Arc<House>, settings: Settings) -> Result<Self, Undelivered> {
        for der in &settings.trusted {
            Certificate::from_der(der.clone())
                .map_err(|_| Undelivered("这不是一份证书".to_owned()))?;
        }
        Ok(Self {
            db,
            house,
            settings: Arc::new(settings),
            robots: robot::line(),
        })
    }

    async fn carry(&self, parcel: Parcel) -> Result<(), Undelivered> {
        let errand = async {
            let now = self.house.clock.now();
            match parcel {
                Parcel::Letter(letter) => mail::send(&self.settings, letter, now).await,
                Parcel::Message(message) => robot::send(&self.robots, message, now).await,
            }
        };
        tokio::time::timeout(self.settings.patience, errand)
            .await
            .unwrap_or_else(|_| Err(Undelivered("对方没有应答，等到时间就不等了".to_owned())))
    }
}
