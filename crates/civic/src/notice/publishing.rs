//! Publishing: a snapshot is frozen, and for a notice the clock starts; a corrected
//! version (更正) is another snapshot with another clock (X-05, ruling 10).

use ground::{Error, Period, Result, Tx};
use uuid::Uuid;

use super::store::{self, Publication, Version};
use super::{Kind, Medium, No, Scope, Snapshot, State, Topic, rules};
use crate::audit::{self, Act};
use crate::directory::clock::{self, Times};
use crate::directory::{Org, Verb};
use crate::{Counter, PersonId, PublicationId};

/// Whom it is for, and where it is made known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manner {
    /// Whom it is for.
    pub scope: Scope,
    /// Where it is made known: one place or more.
    pub media: Vec<Medium>,
}

impl Default for Manner {
    /// For everyone, on the public pages.
    fn default() -> Self {
        Self {
            scope: Scope::Public,
            media: vec![Medium::Web],
        }
    }
}

/// Something to publish.
#[derive(Debug, Clone)]
pub struct NewPublication<'a> {
    /// Its kind.
    pub kind: Kind,
    /// What it is about.
    pub topic: Topic,
    /// The record it is about.
    pub subject: Uuid,
    /// Whose it is.
    pub org: &'a Org,
    /// Its title.
    pub title: &'a str,
    /// What is frozen.
    pub snapshot: &'a Snapshot,
    /// Working days of the objection period; for a notice only.
    pub workdays: Option<u32>,
    /// Whom it is for, and where.
    pub manner: Manner,
    /// Whether the secrecy check was made.
    pub secrecy_checked: bool,
}

pub(super) fn verb(topic: Topic) -> Verb {
    match topic {
        Topic::Plan => Verb::IssuePlan,
        Topic::Pledge => Verb::PublishPledge,
        Topic::Honour => Verb::KeepNotice,
    }
}

/// Publishes: freezes the snapshot, and for a notice starts the clock.
pub async fn publish(tx: &mut Tx, at: &Counter, new: NewPublication<'_>) -> Result<PublicationId> {
    at.require(verb(new.topic), &new.org.path)?;
    if new.title.trim().is_empty() {
        return Err(No::Empty("title", "标题").into());
    }
    if !new.secrecy_checked {
        return Err(No::SecrecyUnchecked.into());
    }
    if new.manner.media.is_empty() {
        return Err(No::NoMedium.into());
    }
    let least = at.house.defaults.least_workdays(new.topic.word());
    let workdays = rules::period(new.kind, new.workdays, least)?;
    let times = clock::keep(tx, at).await?;
    let id: PublicationId = at.id();
    store::add_publication(tx, at, id, &new, times.begins).await?;
    for medium in Medium::ALL {
        if new.manner.media.contains(medium) {
            store::add_medium(tx, at.tenant, id, *medium).await?;
        }
    }
    let version = freeze(at, times, 1, workdays, new.snapshot)?;
    store::add_version(tx, at, id, &version, at.actor_id()).await?;
    audit::note(tx, at, Act::Published, id.0, &version.hash).await?;
    Ok(id)
}

/// The period begins at the later of the clock's day and the trusted one: a clock in
/// doubt cuts no period short (ruling 7).
fn freeze(
    at: &Counter,
    times: Times,
    number: i64,
    workdays: u32,
    snapshot: &Snapshot,
) -> Result<Version> {
    let text = serde_json::to_string(snapshot)?;
    let house = &at.house;
    let Period { first, last } = house.calendar.period(times.begins_on, workdays);
    Ok(Version {
        version: number,
        hash: ground::fingerprint(&text),
        snapshot: text,
        published_at: times.begins,
        published_by: at.actor_id(),
        workdays: i64::from(workdays),
        first_day: first,
        last_day: last,
        effective_from: Period { first, last }.effective_from(&house.zone),
    })
}

/// Replaces the content of a notice by a corrected version (更正): the old one stays,
/// and the clock starts again.
pub async fn correct(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    snapshot: &Snapshot,
    secrecy_checked: bool,
) -> Result<()> {
    let publication = changing(tx, at, id).await?;
    rules::changed_here(publication.topic, No::ByReply)?;
    replace(
        tx,
        at,
        &publication,
        snapshot,
        secrecy_checked,
        at.actor_id(),
    )
    .await
}

/// The same, for the room whose record it is: that room has asked its own rules, and who
/// may, where the record stands today. The publication stays where it was made.
pub async fn correct_for_room(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    snapshot: &Snapshot,
    secrecy_checked: bool,
) -> Result<()> {
    let publication = store::publication(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    if publication.topic == Topic::Plan {
        return Err(No::ByReply.into());
    }
    replace(
        tx,
        at,
        &publication,
        snapshot,
        secrecy_checked,
        at.actor_id(),
    )
    .await
}

/// A publication that the actor may change.
pub(super) async fn changing(tx: &mut Tx, at: &Counter, id: PublicationId) -> Result<Publication> {
    let publication = store::publication(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(verb(publication.topic), &publication.org_path)?;
    Ok(publication)
}

/// The next version, written by whoever answers for its words.
pub(super) async fn replace(
    tx: &mut Tx,
    at: &Counter,
    publication: &Publication,
    snapshot: &Snapshot,
    secrecy_checked: bool,
    author: PersonId,
) -> Result<()> {
    let id = publication.id;
    if publication.state != State::Public {
        return Err(No::Over(publication.state).into());
    }
    if !secrecy_checked {
        return Err(No::SecrecyUnchecked.into());
    }
    let old = store::version(tx, at.tenant, id, publication.version)
        .await?
        .ok_or(Error::NotFound)?;
    let workdays = u32::try_from(old.workdays).unwrap_or(0);
    let times = clock::keep(tx, at).await?;
    let version = freeze(at, times, publication.version + 1, workdays, snapshot)?;
    if version.hash == old.hash {
        return Err(No::Unchanged.into());
    }
    if store::set_version(tx, at.tenant, id, publication.version, version.version).await? == 0 {
        return Err(No::Over(publication.state).into());
    }
    store::add_version(tx, at, id, &version, author).await?;
    audit::note(tx, at, Act::Corrected, id.0, &version.hash).await
}
