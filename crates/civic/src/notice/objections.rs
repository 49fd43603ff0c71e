//! Objections (异议): signed or anonymous, by anyone, followed by a query code; found
//! on by somebody who is neither subject nor author (S4.4-03, X-09).

use ground::{At, Day, Error, Result, Tx};
use serde::{Deserialize, Serialize};

use super::store::{self, Objection, Publication, Registered};
use super::{Effect, No, Scope, State, Version, ending, reading, rules};
use crate::audit::{self, Act};
use crate::directory::{Actor, Path, Verb, clock};
use crate::{Counter, ObjectionId, PersonId, PublicationId, TenantId};

/// Name and contact of who signs; sealed in the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Their name.
    pub name: String,
    /// How they are reached.
    pub contact: String,
}

/// What somebody objects to.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewObjection<'a> {
    /// Whom it is about: a name of the notice, or empty for the whole result.
    pub about: &'a str,
    /// What is the matter.
    pub matter: &'a str,
    /// The name of who signs; empty for who does not.
    pub name: &'a str,
    /// How who signs is reached.
    pub contact: &'a str,
}

impl<'a> NewObjection<'a> {
    /// One without a name.
    pub fn anonymous(about: &'a str, matter: &'a str) -> Self {
        Self {
            about,
            matter,
            ..Self::default()
        }
    }

    /// The same with a name and a way to be reached.
    #[must_use]
    pub fn signed(self, name: &'a str, contact: &'a str) -> Self {
        Self {
            name,
            contact,
            ..self
        }
    }

    fn signature(&self) -> Option<Signature> {
        let (name, contact) = (self.name.trim(), self.contact.trim());
        (!name.is_empty()).then(|| Signature {
            name: name.to_owned(),
            contact: contact.to_owned(),
        })
    }
}

/// What an objector takes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The query code, which is kept nowhere: only its hash is.
    pub code: String,
    /// By which day it is answered.
    pub due: Day,
}

/// An objection by anyone who reads the notice, without an account.
pub async fn object(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    new: NewObjection<'_>,
) -> Result<Receipt> {
    let publication = store::publication(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    if !reads(at.actor.as_deref(), &publication) {
        return Err(Error::NotFound);
    }
    let version = store::version(tx, at.tenant, id, publication.version)
        .await?
        .ok_or(Error::NotFound)?;
    let times = clock::keep(tx, at).await?;
    rules::may_object(
        publication.kind,
        publication.state,
        version.effective_from,
        times.ends,
    )?;
    rules::readable(&new)?;
    not_flooded(tx, at, id, new.matter.trim()).await?;
    let subjects = version.content()?;
    let about = subjects.subjects().find(|s| *s == new.about).unwrap_or("");
    let (house, objection) = (&at.house, at.id::<ObjectionId>());
    let code = house.ids.code(12);
    let within = house.defaults.objection_workdays;
    let due = house.calendar.add_workdays(times.begins_on, within);
    let row = store::NewRow {
        id: objection,
        publication: id,
        version: version.version,
        code_hash: &ground::code_hash(&code),
        about,
        matter: new.matter.trim(),
        sealed: sealed(at, objection, new.signature())?,
        due,
    };
    store::add_objection(tx, at, row).await?;
    // Not even of who signed in: an objection bears no name but the one that it is signed by.
    audit::note_by(tx, at, PersonId::VISITOR, Act::Objected, objection.0, "").await?;
    Ok(Receipt { code, due })
}

/// Whether somebody reads this publication where it was made known.
fn reads(actor: Option<&Actor>, publication: &Publication) -> bool {
    publication.is_open() || actor.is_some_and(|a| reading::is_for(a, publication))
}

/// A flood is slowed for the whole place; one notice or one building is never shut
/// out alone: there a question for people comes first (see `directory::human`).
async fn not_flooded(tx: &mut Tx, at: &Counter, id: PublicationId, matter: &str) -> Result<()> {
    let hour = at.now.plus_seconds(-3600);
    let most = at.house.defaults.objections_per_hour;
    if store::objections_since(tx, at.tenant, hour).await? >= most {
        return Err(No::TooMany.into());
    }
    if store::same_objection(tx, at.tenant, id, matter).await? > 0 {
        return Err(No::Duplicate.into());
    }
    Ok(())
}

/// How many objections a notice got since an instant.
pub async fn posts_since(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
    since: At,
) -> Result<i64> {
    store::objections_to(tx, tenant, id, since).await
}

fn place(tenant: TenantId, id: ObjectionId) -> String {
    format!("{tenant}|{id}|signature")
}

fn sealed(at: &Counter, id: ObjectionId, by: Option<Signature>) -> Result<Option<Vec<u8>>> {
    let Some(by) = by else {
        return Ok(None);
    };
    let plain = serde_json::to_vec(&by)?;
    let place = place(at.tenant, id);
    Ok(Some(at.house.vault.seal(&plain, place.as_bytes())?))
}

/// Opens the name and contact of who signed, for whoever handles it; the look is noted.
pub async fn signature(tx: &mut Tx, at: &Counter, id: ObjectionId) -> Result<Option<Signature>> {
    let (objection, _) = handling(tx, at, id).await?;
    let Some(sealed) = &objection.sealed else {
        return Ok(None);
    };
    let place = place(at.tenant, id);
    let plain = at.house.vault.open(sealed, place.as_bytes())?;
    audit::note(tx, at, Act::Unmasked, id.0, "signature").await?;
    Ok(Some(serde_json::from_slice(&plain)?))
}

/// A finding on an objection.
#[derive(Debug, Clone)]
pub struct NewFinding<'a> {
    /// What it does.
    pub effect: Effect,
    /// Why, as the objector will read it.
    pub reason: &'a str,
}

/// Finds on an objection: by someone who is neither its subject nor the author.
pub async fn find(
    tx: &mut Tx,
    at: &Counter,
    id: ObjectionId,
    finding: NewFinding<'_>,
) -> Result<()> {
    let (objection, publication) = handling(tx, at, id).await?;
    rules::may_answer(publication.state, finding.effect, finding.reason)?;
    if objection.is_answered()
        || store::add_finding(tx, at, id, publication.version, &finding).await? == 0
    {
        return Err(No::Found.into());
    }
    audit::note(tx, at, Act::ObjectionFound, id.0, finding.effect.word()).await?;
    if rules::state_after(publication.state, finding.effect) == State::Withdrawn
        && publication.state == State::Public
    {
        ending::take_down(tx, at, &publication, finding.reason).await?;
    }
    Ok(())
}

/// An objection with its publication, for somebody who may handle it.
async fn handling(tx: &mut Tx, at: &Counter, id: ObjectionId) -> Result<(Objection, Publication)> {
    let objection = store::objection(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let publication = store::publication(tx, at.tenant, objection.publication_id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(Verb::HandleObjection, &publication.org_path)?;
    let versions = store::versions(tx, at.tenant, publication.id).await?;
    if is_involved(at, &publication, &versions, &objection)? {
        return Err(No::Involved.into());
    }
    Ok((objection, publication))
}

/// Whether the actor wrote what is objected to, or is whom the objection is about; an
/// objection to the whole result is about everyone on it.
fn is_involved(
    at: &Counter,
    publication: &Publication,
    versions: &[Version],
    objection: &Objection,
) -> Result<bool> {
    let me = at.actor_id();
    let wrote = publication.author_id == me || versions.iter().any(|v| v.published_by == me);
    let name = at.actor.as_ref().map_or("", |a| a.name.as_str());
    let mut subjects = Vec::new();
    for version in versions.iter().filter(|v| v.version == objection.version) {
        subjects.push(version.content()?);
    }
    let named: Vec<&str> = subjects.iter().flat_map(|s| s.subjects()).collect();
    Ok(rules::is_involved(wrote, &objection.about, name, &named))
}

/// On which publication an objection is, when it exists for the actor.
pub async fn objected(tx: &mut Tx, at: &Counter, id: ObjectionId) -> Result<PublicationId> {
    let objection = store::objection(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let folder = reading::seen(tx, at, objection.publication_id).await?;
    Ok(folder.publication.id)
}

/// Objections of a sub-tree that wait for a finding.
pub async fn waiting(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Objection>> {
    store::waiting(tx, tenant, below).await
}

/// The register (异议受理登记表) of a sub-tree, newest first, at most `count` lines
/// older than `before`.
pub async fn register(
    tx: &mut Tx,
    at: &Counter,
    below: &Path,
    before: Option<(At, ObjectionId)>,
    count: i64,
) -> Result<Vec<Registered>> {
    at.require(Verb::See, below)?;
    // Later than any: the first page.
    let last = (At::from_micros(i64::MAX), ObjectionId(uuid::Uuid::max()));
    store::register(tx, at.tenant, below, before.unwrap_or(last), count).await
}

/// What an objector sees by the query code, and nothing more.
pub async fn by_code(tx: &mut Tx, tenant: TenantId, code: &str) -> Result<Objection> {
    store::by_code(tx, tenant, &ground::code_hash(code))
        .await?
        .ok_or(Error::NotFound)
}

impl Publication {
    /// Whether it is for members alone: no page leads a visitor to it.
    pub fn is_inner(&self) -> bool {
        self.scope == Scope::Members
    }
}
