//! What a record was before each change: sealed, as it holds everything.

use ground::{At, Fault, Result, Tx};
use serde::{Deserialize, Serialize};

use super::{Entry, Record, kept, store};
use crate::{Counter, OrgId, PersonId, TenantId};

/// A record as it stood: the entry, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// What was written down.
    pub entry: Entry,
    /// Where they stood.
    pub org_id: OrgId,
}

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
    /// What it said, protected fields masked.
    pub entry: Entry,
}

/// Seals a record's state for its row of versions.
pub(super) async fn keep(
    tx: &mut Tx,
    at: &Counter,
    record: &Record,
    entry: &Entry,
    why: &str,
) -> Result<()> {
    let id = record.person.id;
    let snapshot = Snapshot {
        entry: entry.clone(),
        org_id: record.person.org_id,
    };
    let plain = serde_json::to_vec(&snapshot)?;
    let sealed = at
        .house
        .vault
        .seal(&plain, about(at.tenant, id).as_bytes())?;
    store::add_version(tx, at, id, record.version, why, sealed).await
}

/// What a sealed version belongs to.
fn about(tenant: TenantId, person: PersonId) -> String {
    format!("{tenant}|{person}|version")
}

/// The versions that were replaced, newest first, for those who keep the roster.
pub async fn versions(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Vec<Version>> {
    kept(tx, at, id).await?;
    let mut versions = Vec::new();
    for row in store::versions(tx, at.tenant, id).await? {
        // Version 0 of somebody whom an import added: they were not there before.
        if row.version == 0 {
            continue;
        }
        let plain = at
            .house
            .vault
            .open(&row.sealed, about(at.tenant, id).as_bytes())?;
        let snapshot: Snapshot = serde_json::from_slice(&plain).map_err(Fault::new)?;
        let entry = Entry {
            particulars: snapshot.entry.particulars.masked(),
            ..snapshot.entry
        };
        versions.push(Version {
            version: row.version,
            at: row.at,
            actor_id: row.actor_id,
            why: row.why,
            entry,
        });
    }
    Ok(versions)
}
