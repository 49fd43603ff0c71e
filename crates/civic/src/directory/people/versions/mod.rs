//! What a record was before it was changed: everything, sealed, so that an
//! import can be taken back exactly and an edit be looked up later.

mod store;

use ground::{Fault, Result, Tx, Vault};
use serde::{Deserialize, Serialize};

use super::{Details, Particulars, Record, Sex, Standing};
use crate::directory::Path;
use crate::{BatchId, Counter, OrgId, PersonId, TenantId};

/// Where somebody stood, from day to day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Span {
    /// From this day on.
    pub from_day: String,
    /// Until before this day; none for still.
    pub until_day: Option<String>,
    /// Where.
    pub org_id: OrgId,
    /// Its place in the tree.
    pub org_path: Path,
    /// As what.
    pub standing: Standing,
}

/// A whole record at one version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Their organisation.
    pub org_id: OrgId,
    /// Where it stands.
    pub org_path: Path,
    /// Their name.
    pub name: String,
    /// Their post.
    pub post: String,
    /// Their category.
    pub category: String,
    /// How they stand.
    pub standing: Standing,
    /// Sex.
    pub sex: Sex,
    /// Ethnicity.
    pub ethnicity: String,
    /// Order among leaders.
    pub rank: i64,
    /// Dates and whereabouts.
    pub details: Details,
    /// What is sealed; none when nothing was ever written down.
    pub particulars: Option<Particulars>,
    /// Where they stood from day to day; kept only where a change touches it.
    pub spans: Vec<Span>,
    /// The sealed bytes as they stood, so that taking a change back leaves no trace.
    #[serde(skip)]
    pub sealed: Vec<u8>,
}

impl State {
    /// A record with what is sealed of it.
    pub fn of(record: &Record, particulars: Option<Particulars>) -> Self {
        let person = record.person.clone();
        Self {
            org_id: person.org_id,
            org_path: person.org_path,
            name: person.name,
            post: person.post,
            category: person.category,
            standing: person.standing,
            sex: person.sex,
            ethnicity: person.ethnicity,
            rank: person.rank,
            details: record.details.clone(),
            particulars,
            spans: Vec::new(),
            sealed: Vec::new(),
        }
    }

    /// Seals it as a version of this person.
    pub fn seal(&self, vault: &Vault, tenant: TenantId, person: PersonId) -> Result<Vec<u8>> {
        let json = serde_json::to_vec(self)?;
        let length = u32::try_from(json.len()).map_err(Fault::new)?;
        let plain = [&length.to_be_bytes()[..], &json, &self.sealed].concat();
        vault.seal(&plain, about(tenant, person).as_bytes())
    }

    /// The version of somebody who was not there before.
    pub fn seal_none(vault: &Vault, tenant: TenantId, person: PersonId) -> Result<Vec<u8>> {
        vault.seal(&[], about(tenant, person).as_bytes())
    }

    /// Opens a version; none when they were not there before.
    pub fn open(
        vault: &Vault,
        tenant: TenantId,
        person: PersonId,
        sealed: &[u8],
    ) -> Result<Option<Self>> {
        let plain = vault.open(sealed, about(tenant, person).as_bytes())?;
        let Some((length, rest)) = plain.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(Fault::new)?;
        let (json, sealed) = rest
            .split_at_checked(length)
            .ok_or_else(|| Fault::new("a version is shorter than it says"))?;
        let state: Self = serde_json::from_slice(json)?;
        Ok(Some(Self {
            sealed: sealed.to_vec(),
            ..state
        }))
    }
}

fn about(tenant: TenantId, person: PersonId) -> String {
    format!("{tenant}|{person}|version")
}

/// A version as it is listed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Version {
    /// Its number: that of the record before the change.
    pub version: i64,
    /// When it was changed.
    pub at: ground::At,
    /// By whom.
    pub actor_id: PersonId,
    /// By which import; none for a change by hand.
    pub batch_id: Option<BatchId>,
    /// Why.
    pub why: String,
    /// The record before the change, sealed.
    pub sealed: Vec<u8>,
}

/// Keeps what a record was, in the transaction that changes it.
pub async fn keep(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    version: i64,
    state: &State,
    why: &str,
) -> Result<()> {
    let sealed = state.seal(&at.house.vault, at.tenant, person)?;
    store::add(tx, at, person, version, why, sealed).await
}

/// The versions of a record, newest first. Who may see them is the caller's to ask.
pub async fn versions(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Version>> {
    store::versions(tx, tenant, person).await
}
