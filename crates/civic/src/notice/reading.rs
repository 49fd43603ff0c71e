//! What the pages read of publications, and for whom they exist.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use ground::{At, Day, Error, Result, Tx};

use super::store::{self, Conclusion, Objection, Proof, Publication, Version};
use super::{Medium, Snapshot};
use crate::directory::{Actor, Path, Role, Verb};
use crate::{Counter, PublicationId, TenantId};

/// A publication with all that its page shows.
#[derive(Debug, Clone)]
pub struct Folder {
    /// The publication.
    pub publication: Publication,
    /// Its current version.
    pub version: Version,
    /// The content of that version.
    pub snapshot: Snapshot,
    /// All versions, newest first.
    pub versions: Vec<Version>,
    /// Objections, oldest first.
    pub objections: Vec<Objection>,
    /// Its conclusion, if any.
    pub conclusion: Option<Conclusion>,
    /// Why it was withdrawn, if it was.
    pub withdrawal: Option<String>,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<At>,
    /// Where it is made known.
    pub media: Vec<Medium>,
    /// That it did stand there, newest first.
    pub proofs: Vec<Proof>,
}

/// Opens the folder of a publication.
pub async fn folder(tx: &mut Tx, tenant: TenantId, id: PublicationId) -> Result<Folder> {
    let publication = store::publication(tx, tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let versions = store::versions(tx, tenant, id).await?;
    let version = versions.first().cloned().ok_or(Error::NotFound)?;
    Ok(Folder {
        snapshot: version.content()?,
        objections: store::objections(tx, tenant, id).await?,
        conclusion: store::conclusion(tx, tenant, id).await?,
        withdrawal: store::withdrawal(tx, tenant, id).await?,
        withdrawn_at: store::withdrawn_at(tx, tenant, id).await?,
        media: store::media(tx, tenant, id).await?,
        proofs: store::proofs(tx, tenant, id).await?,
        publication,
        version,
        versions,
    })
}

/// The folder of a publication that visitors read; any other does not exist for them.
pub async fn open_folder(tx: &mut Tx, tenant: TenantId, id: PublicationId) -> Result<Folder> {
    let folder = folder(tx, tenant, id).await?;
    if folder.publication.is_open() {
        Ok(folder)
    } else {
        Err(Error::NotFound)
    }
}

/// The folder of a publication that a member reads: an open one, or one for members.
pub async fn shown_to_members(tx: &mut Tx, at: &Counter, id: PublicationId) -> Result<Folder> {
    let folder = folder(tx, at.tenant, id).await?;
    let reads = at
        .actor
        .as_deref()
        .is_some_and(|a| is_for(a, &folder.publication));
    if reads {
        Ok(folder)
    } else {
        Err(Error::NotFound)
    }
}

/// Whether somebody with an account reads it: who sees the workbench there, and the
/// members of the organisation or of one below it.
pub(super) fn is_for(actor: &Actor, publication: &Publication) -> bool {
    let path = &publication.org_path;
    actor.may(Verb::See, path) || (actor.has(Role::Member) && path.covers(&actor.org_path))
}

/// The folder of a publication that exists for the actor.
pub async fn seen(tx: &mut Tx, at: &Counter, id: PublicationId) -> Result<Folder> {
    let folder = folder(tx, at.tenant, id).await?;
    let exists = at
        .actor
        .as_ref()
        .is_some_and(|a| a.may(Verb::See, &folder.publication.org_path));
    if exists {
        Ok(folder)
    } else {
        Err(Error::NotFound)
    }
}

/// The notices (公示) of a sub-tree, newest first, at most `count`.
pub async fn notices(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    count: i64,
) -> Result<Vec<(Publication, Version)>> {
    let found = store::notices(tx, tenant, (below, below.after()), count).await?;
    with_versions(tx, tenant, found).await
}

/// Each with the version that counts.
async fn with_versions(
    tx: &mut Tx,
    tenant: TenantId,
    found: Vec<Publication>,
) -> Result<Vec<(Publication, Version)>> {
    let mut out = Vec::new();
    for publication in found {
        let version = store::version(tx, tenant, publication.id, publication.version)
            .await?
            .ok_or(Error::NotFound)?;
        out.push((publication, version));
    }
    Ok(out)
}

/// The notices that somebody with an account reads as a member or on the workbench,
/// newest first, of the latest `count`.
pub async fn notices_for(
    tx: &mut Tx,
    at: &Counter,
    count: i64,
) -> Result<Vec<(Publication, Version)>> {
    let Some(actor) = at.actor.as_deref() else {
        return Ok(Vec::new());
    };
    let mut found = BTreeMap::new();
    for scope in actor.scopes(Verb::See) {
        for publication in store::notices(tx, at.tenant, (&scope, scope.after()), count).await? {
            found.insert(publication.id, publication);
        }
    }
    let mut place = actor.has(Role::Member).then(|| actor.org_path.clone());
    while let Some(path) = place {
        for publication in
            store::notices(tx, at.tenant, (&path, path.after_itself()), count).await?
        {
            found.insert(publication.id, publication);
        }
        place = path.parent();
    }
    let mut found: Vec<Publication> = found.into_values().collect();
    found.sort_by_key(|p| Reverse((p.published_at, p.id)));
    found.truncate(usize::try_from(count).unwrap_or(0));
    with_versions(tx, at.tenant, found).await
}

/// The published plans of a sub-tree, newest first, at most `count`.
pub async fn plans(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    count: i64,
) -> Result<Vec<Publication>> {
    store::plans(tx, tenant, below, count).await
}

/// One day on the strip of a notice's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The day.
    pub day: Day,
    /// Its number among the counted days; none when it does not count.
    pub number: Option<i64>,
    /// Why it does or does not count.
    pub remark: String,
}

/// The days of a notice from its first to its last, counted or not.
pub fn days(calendar: &ground::Calendar, version: &Version) -> Vec<Counted> {
    let mut out = Vec::new();
    let (mut day, mut number) = (version.first_day, 0);
    while day <= version.last_day {
        let counts = calendar.is_workday(day);
        number += i64::from(counts);
        out.push(Counted {
            day,
            number: counts.then_some(number),
            remark: calendar.remark(day),
        });
        day = day.plus(1);
    }
    out
}
