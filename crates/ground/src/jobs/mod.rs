//! Slow or outside means later (house.md, habit 8): a verb enqueues a job in its own
//! transaction, and a worker does it afterwards, at least once.
//!
//! What is done must be safe to do twice: a worker may die between the deed and the
//! note of it. A job is named ([`New::once`]), so that it is enqueued once; it is
//! claimed by a conditional update; it is tried a bounded number of times with growing
//! pauses ([`rules::pause`]); then it lies dead, for people to look at.

pub mod rules;
mod store;

use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::time::At;

pub use store::{Counts, Row};

crate::words! {
    /// How a job stands.
    pub enum State {
        /// It waits for its time, or for its next try.
        Waiting = "waiting" "待发",
        /// Somebody claimed it.
        Running = "running" "在发",
        /// It is done, or there was nothing to do any more.
        Done = "done" "已发",
        /// It was tried in vain, or its time is over.
        Dead = "dead" "没有发成",
    }
}

/// What is to be done later.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Whose.
    pub tenant: Uuid,
    /// Its id.
    pub id: Uuid,
    /// What kind of errand: who does it knows the word.
    pub kind: &'a str,
    /// Its name among those of its kind: the second of one name is not enqueued.
    pub once: &'a str,
    /// What is needed to do it: ids alone, never what they stand for.
    pub payload: &'a str,
    /// Not before.
    pub due: At,
    /// Not after: then it is of no use any more.
    pub until: At,
}

/// A job in the hands of the one who claimed it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Job {
    /// Whose.
    pub tenant_id: Uuid,
    /// Its id.
    pub id: Uuid,
    /// What kind of errand.
    pub kind: String,
    /// What is needed to do it.
    pub payload: String,
    /// How often it was claimed, this time included: a claim that was lost is told by it.
    pub tries: i64,
    /// Not after.
    pub until_at: At,
}

/// Enqueues a job, in the transaction of the verb that needs it. False when one of
/// this name is there already.
pub async fn put(tx: &mut Tx, now: At, new: New<'_>) -> Result<bool> {
    store::add(tx, now, new).await
}

/// Whether a job is due: asked before [`claim`], which writes.
pub async fn is_due(tx: &mut Tx, now: At) -> Result<bool> {
    Ok(!store::due(tx, now).await?.is_empty())
}

/// Claims the job that waits longest; none when nothing is due. Who dies with it loses
/// it after [`rules::LEASE_SECONDS`], and another one claims it.
pub async fn claim(tx: &mut Tx, now: At) -> Result<Option<Job>> {
    for job in store::due(tx, now).await? {
        if job.until_at <= now || rules::pause(job.tries).is_none() {
            let why = if job.until_at <= now {
                "过了时候"
            } else {
                "没有做完就断了"
            };
            store::end(tx, &job, State::Dead, now, why).await?;
            continue;
        }
        let lease = now.plus_seconds(rules::LEASE_SECONDS);
        if store::claim(tx, &job, lease).await? {
            let tries = job.tries + 1;
            return Ok(Some(Job { tries, ..job }));
        }
    }
    Ok(None)
}

/// Notes that a claimed job is done. False when the claim was lost meanwhile.
pub async fn done(tx: &mut Tx, now: At, job: &Job, told: &str) -> Result<bool> {
    store::end(tx, job, State::Done, now, told).await
}

/// Notes why a claimed job was not done, and when it is tried again; `None` when it is
/// not, and lies dead.
pub async fn failed(tx: &mut Tx, now: At, job: &Job, why: &str) -> Result<Option<At>> {
    let next = rules::pause(job.tries).map(|pause| now.plus_seconds(pause));
    match next.filter(|at| *at < job.until_at) {
        Some(at) => {
            store::wait(tx, job, at, why).await?;
            Ok(Some(at))
        }
        None => {
            store::end(tx, job, State::Dead, now, why).await?;
            Ok(None)
        }
    }
}

/// Lets a dead job of a tenant be tried again from the start. False when it is not dead.
pub async fn revive(tx: &mut Tx, now: At, tenant: Uuid, id: Uuid, until: At) -> Result<bool> {
    store::revive(tx, now, tenant, id, until).await
}

/// The newest jobs of a tenant, those that lie dead before all others.
pub async fn newest(tx: &mut Tx, tenant: Uuid, limit: i64) -> Result<Vec<Row>> {
    store::newest(tx, tenant, limit).await
}

/// How many of a tenant wait, and how many lie dead.
pub async fn counts(tx: &mut Tx, tenant: Uuid) -> Result<Counts> {
    store::counts(tx, tenant).await
}

/// Forgets what ended long ago.
pub async fn forget(tx: &mut Tx, now: At) -> Result<()> {
    store::forget(tx, now.plus_seconds(-rules::KEPT_SECONDS)).await
}
