//! The postman's round: what waits is claimed, carried, and noted.

use std::time::Duration;

use civic::reminder;
use ground::jobs::{self, Job};
use ground::{Db, Result};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{self, MissedTickBehavior};

use crate::{Postman, Undelivered};

/// How many errands are under way at once.
const AT_ONCE: usize = 8;

/// The pause between two rounds.
const PAUSE: Duration = Duration::from_secs(20);

/// Goes round until the process ends. A round that broke is told to the log, and the
/// next one comes all the same.
pub async fn run(postman: Postman) {
    let mut clock = time::interval(PAUSE);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        if let Err(fault) = postman.round().await {
            tracing::error!(%fault, "a round of the postman broke");
        }
    }
}

impl Postman {
    /// One round: the digests whose hour has come are enqueued, and everything that is
    /// due is carried. Returns how many jobs were in hand. A round with nothing to do
    /// writes nothing, so that kept pages stay good.
    pub async fn round(&self) -> Result<usize> {
        let house = &self.house;
        let has_struck = self
            .db
            .read(|tx| Box::pin(reminder::has_struck(tx, house)))
            .await?;
        if has_struck {
            self.db
                .write(|tx| Box::pin(reminder::enqueue(tx, house)))
                .await?;
        }
        let (mut going, mut count) = (JoinSet::new(), 0);
        loop {
            // As soon as one is done the next is claimed: a server that keeps silent holds
            // up its own errands and nobody else's.
            let claimed = match going.len() < AT_ONCE {
                true => self.claimed().await,
                false => Ok(None),
            };
            match claimed {
                Ok(Some(job)) => {
                    let postman = self.clone();
                    going.spawn(async move { postman.errand(&job).await });
                    count += 1;
                }
                Ok(None) => match going.join_next().await {
                    Some(done) => told(done),
                    None => return Ok(count),
                },
                Err(fault) => {
                    while let Some(done) = going.join_next().await {
                        told(done);
                    }
                    return Err(fault);
                }
            }
        }
    }

    /// Claims the next that is due.
    async fn claimed(&self) -> Result<Option<Job>> {
        let now = self.house.clock.now();
        if !is_due(&self.db, now).await? {
            return Ok(None);
        }
        self.db.write(|tx| Box::pin(jobs::claim(tx, now))).await
    }

    async fn errand(&self, job: &Job) -> Result<()> {
        let (house, site) = (&self.house, self.settings.site.as_str());
        let made = self
            .db
            .read(|tx| Box::pin(reminder::parcel(tx, house, job, site)))
            .await;
        let (told, outcome) = match made {
            Ok(Some(parcel)) => ("", self.carry(parcel).await),
            Ok(None) => ("没有要发的了", Ok(())),
            Err(fault) => {
                tracing::error!(%fault, "what a job holds could not be made out");
                (
                    "",
                    Err(Undelivered("内容没有取出来，详情在服务器日志里".to_owned())),
                )
            }
        };
        let now = house.clock.now();
        let (outcome, told) = (&outcome, &told);
        self.db
            .write(|tx| {
                Box::pin(async move {
                    match outcome {
                        Ok(()) => jobs::done(tx, now, job, told).await.map(drop),
                        Err(why) => jobs::failed(tx, now, job, &why.0).await.map(drop),
                    }
                })
            })
            .await
    }
}

/// Tells the log of an errand that could not be noted.
fn told(done: std::result::Result<Result<()>, JoinError>) {
    match done {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::error!(%fault, "an errand was not noted"),
        // The claim runs out, and the job is tried again.
        Err(fault) => tracing::error!(%fault, "an errand broke off"),
    }
}

async fn is_due(db: &Db, now: ground::At) -> Result<bool> {
    db.read(|tx| Box::pin(jobs::is_due(tx, now))).await
}
