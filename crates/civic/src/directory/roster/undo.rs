//! Taking an import back: every record as it was before, to the version, as long
//! as nothing was built on it since (ruling 24).

use std::collections::BTreeMap;

use ground::{Error, Result, Tx};

use super::{BatchState, No, batch, store};
use crate::audit::{self, Act};
use crate::directory::name_key;
use crate::directory::people::versions::{Span, State};
use crate::directory::people::{particulars, tokens};
use crate::{BatchId, Counter, PersonId};

/// Something that would be left hanging: whose, and what it is. The rooms above
/// know of theirs, and hand them in (ARCHITECTURE, 'What a lower room needs').
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Leaning {
    /// Whose.
    pub name: String,
    /// What, for example 已写承诺.
    pub why: String,
}

/// How many names a refusal tells.
const TOLD: usize = 5;

/// The people that an import added: what rooms above ask about before it is undone.
pub async fn added_by(tx: &mut Tx, at: &Counter, id: BatchId) -> Result<Vec<PersonId>> {
    batch(tx, at, id).await?;
    store::added(tx, at.tenant, id).await
}

/// Takes an import back. Refused, with names, when something leans on it: a later
/// edit or import, a role, an account, a group, or what the rooms above say.
pub async fn undo(tx: &mut Tx, at: &Counter, id: BatchId, above: &[Leaning]) -> Result<()> {
    let found = batch(tx, at, id).await?;
    if found.state != BatchState::Applied {
        return Err(No::Settled(found.state).into());
    }
    let mut leaning = store::later(tx, at.tenant, id).await?;
    leaning.extend_from_slice(above);
    let changed = changed(tx, at, id).await?;
    let settled = found.settled_at.unwrap_or(found.created_at);
    let day = at.house.zone.day(settled).to_string();
    leaning.extend(changed.iter().filter_map(|c| c.moved_on(&day)));
    if !leaning.is_empty() {
        return Err(refusal(&leaning).into());
    }
    if store::mark_undone(tx, at, id).await? == 0 {
        return Err(No::Settled(BatchState::Undone).into());
    }
    let added = store::added(tx, at.tenant, id).await?;
    store::drop_added(tx, at.tenant, id, &added)
        .await
        .map_err(hanging)?;
    restore(tx, at, &changed).await?;
    store::drop_versions(tx, at.tenant, id).await?;
    let payload = serde_json::json!({
        "file": found.file_hash,
        "removed": added.len(),
        "restored": changed.len(),
    });
    audit::note(tx, at, Act::RosterUndone, id.0, &payload.to_string()).await
}

/// What leans, one line for each person, the first few by name.
fn refusal(leaning: &[Leaning]) -> No {
    let mut people: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in leaning {
        let why = people.entry(&one.name).or_default();
        if !why.contains(&one.why.as_str()) {
            why.push(&one.why);
        }
    }
    let told = people
        .iter()
        .take(TOLD)
        .map(|(name, why)| format!("{name}（{}）", why.join("、")))
        .collect();
    No::LeantOn(told, people.len().saturating_sub(TOLD))
}

/// A table that nobody asked about still points at one of the people: the database
/// says no, and so do we.
fn hanging(error: Error) -> Error {
    match error {
        Error::Fault(fault) if fault.is_conflict() => {
            No::LeantOn(vec!["有别的记录指向这一批里的人".to_owned()], 0).into()
        }
        other => other,
    }
}

/// Somebody whom the import changed.
struct Changed {
    person: PersonId,
    version: i64,
    before: State,
    name: String,
    spans: Vec<Span>,
    is_home_open: bool,
}

impl Changed {
    /// Whether they were moved since by a change of the tree: the way back is gone.
    fn moved_on(&self, settled: &str) -> Option<Leaning> {
        let same = self.spans == self.before.spans;
        let by_import = self
            .spans
            .iter()
            .filter(|s| s.from_day.as_str() > settled)
            .count()
            == 0;
        let why = if !self.is_home_open {
            "原来的组织已经调整"
        } else if !same && !by_import {
            "之后随组织调整转移"
        } else {
            return None;
        };
        Some(Leaning {
            name: self.name.clone(),
            why: why.to_owned(),
        })
    }
}

async fn changed(tx: &mut Tx, at: &Counter, id: BatchId) -> Result<Vec<Changed>> {
    let mut all = Vec::new();
    for found in store::versions(tx, at.tenant, id).await? {
        let before = State::open(&at.house.vault, at.tenant, found.person_id, &found.sealed)?;
        let Some(before) = before else {
            continue;
        };
        let home = crate::directory::org(tx, at.tenant, before.org_id).await;
        all.push(Changed {
            person: found.person_id,
            version: found.version,
            spans: store::spans_of(tx, at.tenant, found.person_id).await?,
            is_home_open: home.is_ok_and(|org| org.path == before.org_path),
            name: found.name,
            before,
        });
    }
    Ok(all)
}

async fn restore(tx: &mut Tx, at: &Counter, changed: &[Changed]) -> Result<()> {
    let vault = &at.house.vault;
    for one in changed {
        let (person, before) = (one.person, &one.before);
        let key = name_key(&before.name);
        store::put_back(tx, at.tenant, person, one.version, before, &key).await?;
        let sealed = match &before.particulars {
            None => None,
            Some(particulars) => {
                let mut sealed = particulars.seal(vault, at.tenant, person)?;
                // The very bytes of before, unless their key is on its way out.
                if vault.is_current(&before.sealed) {
                    sealed.sealed.clone_from(&before.sealed);
                }
                Some(sealed)
            }
        };
        store::put_sealed(tx, at.tenant, person, sealed.as_ref()).await?;
        store::put_spans(tx, at.tenant, person, &before.spans).await?;
        let mut words = tokens::of_name(&before.name);
        let phone = before.particulars.as_ref().map_or("", |p| &p.phone);
        words.extend(particulars::tail_token(vault, phone));
        store::put_tokens(tx, at.tenant, person, &before.org_path, &words).await?;
    }
    Ok(())
}
