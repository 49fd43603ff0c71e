//! A whole record at one version of it: what an import makes, and what it keeps of
//! before so that it can be taken back exactly.
//!
//! Sealed, it reads like every version of a record ([`Snapshot`]) and holds besides
//! where the person stood and the sealed bytes as they were.

use ground::{Fault, Result, Vault};
use serde::{Deserialize, Serialize};

use crate::directory::people::keeping::{Entry, Snapshot};
use crate::directory::{Details, Particulars, Path, Record, Sex, Standing};
use crate::{OrgId, PersonId, TenantId};

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

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Where they stood from day to day.
    pub spans: Vec<Span>,
    /// The sealed bytes as they stand.
    pub sealed: Vec<u8>,
}

/// A version as it is sealed: a [`Snapshot`], and what taking it back needs besides.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    snapshot: Snapshot,
    org_path: Path,
    spans: Vec<Span>,
    /// The sealed bytes in hexadecimal digits; none when nothing was ever sealed.
    sealed: Option<String>,
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
        let kept = Kept {
            snapshot: Snapshot {
                entry: Entry {
                    name: self.name.clone(),
                    post: self.post.clone(),
                    category: self.category.clone(),
                    standing: self.standing,
                    sex: self.sex,
                    ethnicity: self.ethnicity.clone(),
                    rank: self.rank,
                    details: self.details.clone(),
                    particulars: self.particulars.clone().unwrap_or_default(),
                },
                org_id: self.org_id,
            },
            org_path: self.org_path.clone(),
            spans: self.spans.clone(),
            sealed: self.particulars.as_ref().map(|_| hex(&self.sealed)),
        };
        vault.seal(
            &serde_json::to_vec(&kept)?,
            about(tenant, person).as_bytes(),
        )
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
        if plain.is_empty() {
            return Ok(None);
        }
        let kept: Kept = serde_json::from_slice(&plain).map_err(Fault::new)?;
        let Snapshot { entry, org_id } = kept.snapshot;
        Ok(Some(Self {
            org_id,
            org_path: kept.org_path,
            name: entry.name,
            post: entry.post,
            category: entry.category,
            standing: entry.standing,
            sex: entry.sex,
            ethnicity: entry.ethnicity,
            rank: entry.rank,
            details: entry.details,
            particulars: kept.sealed.is_some().then_some(entry.particulars),
            spans: kept.spans,
            sealed: kept.sealed.as_deref().map(bytes).unwrap_or_default(),
        }))
    }
}

fn about(tenant: TenantId, person: PersonId) -> String {
    format!("{tenant}|{person}|version")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2)
        .filter_map(|n| u8::from_str_radix(hex.get(2 * n..2 * n + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_opens_as_it_was_sealed() {
        let vault = Vault::for_tests(3).unwrap();
        let nobody = ground::re::uuid::Uuid::nil();
        let (tenant, person) = (TenantId(nobody), PersonId(nobody));
        let state = State {
            org_id: OrgId(nobody),
            org_path: Path("0001/".into()),
            name: "丁文博".into(),
            post: String::new(),
            category: "社区".into(),
            standing: Standing::Full,
            sex: Sex::Male,
            ethnicity: String::new(),
            rank: 2,
            details: Details::default(),
            particulars: Some(Particulars::default()),
            spans: Vec::new(),
            sealed: vec![0, 255, 16],
        };
        let sealed = state.seal(&vault, tenant, person).unwrap();
        assert_eq!(
            State::open(&vault, tenant, person, &sealed).unwrap(),
            Some(state)
        );
        let none = State::seal_none(&vault, tenant, person).unwrap();
        assert_eq!(State::open(&vault, tenant, person, &none).unwrap(), None);
    }
}
