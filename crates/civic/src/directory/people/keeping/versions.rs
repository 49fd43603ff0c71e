//! What a record was before each change, for those who keep the roster.

use ground::{At, Result, Tx};

use super::{Entry, Record, seen};
use crate::directory::Verb;
use crate::directory::people::versions::{self, State};
use crate::{Counter, PersonId};

/// A version that was replaced.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// When it was replaced.
    pub at: At,
    /// By whom.
    pub actor_id: PersonId,
    /// Why.
    pub why: String,
    /// What it said, protected fields masked; none when they were not there before.
    pub entry: Option<Entry>,
}

/// Keeps what a record was.
pub(super) async fn keep(
    tx: &mut Tx,
    at: &Counter,
    record: &Record,
    entry: &Entry,
    why: &str,
) -> Result<()> {
    let state = State::of(record, Some(entry.particulars.clone()));
    versions::keep(tx, at, record.person.id, record.version, &state, why).await
}

/// The versions that were replaced, newest first.
pub async fn versions(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Vec<Version>> {
    let record = seen(tx, at, id).await?;
    at.require(Verb::KeepRoster, &record.person.org_path)?;
    let mut all = Vec::new();
    for row in versions::versions(tx, at.tenant, id).await? {
        let state = State::open(&at.house.vault, at.tenant, id, &row.sealed)?;
        all.push(Version {
            version: row.version,
            at: row.at,
            actor_id: row.actor_id,
            why: row.why,
            entry: state.map(entry_of),
        });
    }
    Ok(all)
}

fn entry_of(state: State) -> Entry {
    Entry {
        name: state.name,
        post: state.post,
        category: state.category,
        standing: state.standing,
        sex: state.sex,
        ethnicity: state.ethnicity,
        rank: state.rank,
        details: state.details,
        particulars: state.particulars.unwrap_or_default().masked(),
    }
}
