//! Sessions: who is signed in, on what, since when; each can be ended.

use std::sync::Arc;

use ground::{At, Error, Result, Tx};

use super::super::{Actor, access, clock, people, rules};
use super::second_factor;
use super::store::sessions as store;
use crate::audit::{self, Act};
use crate::{Counter, House, PersonId, SecondFactor, SessionId, TenantId};

/// A new session: the key goes to the browser, its hash into the database.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The secret of the cookie.
    pub key: String,
    /// Whose it is.
    pub tenant: TenantId,
}

/// A session that is awake.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its name, to tell it from one's other sessions.
    pub id: SessionId,
    /// Who it is.
    pub actor: Arc<Actor>,
    /// The token that each of its forms carries.
    pub csrf: String,
    /// Whether the password is to be changed before anything else.
    pub must_change: bool,
    /// Whether the role is privileged and there is no second factor.
    pub lacks_factor: bool,
    /// Whether one is to be set up before anything else.
    pub owes_factor: bool,
    /// Whether it is time to write down that it was seen.
    pub stale: bool,
}

/// A session as its holder sees it. No address is kept: when and on what kind
/// of device is enough to know one's own from a stranger's.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OwnSession {
    /// Its name.
    pub id: SessionId,
    /// The kind of device: `手机 · 微信`.
    pub device: String,
    /// When it began.
    pub created_at: At,
    /// When it was last seen, to the minute.
    pub seen_at: At,
}

/// Who somebody is and what they may do, for a counter of theirs.
pub(super) async fn actor(
    tx: &mut Tx,
    house: &House,
    tenant: TenantId,
    person: PersonId,
) -> Result<Arc<Actor>> {
    let person = people::person(tx, tenant, person).await?;
    let today = clock::day(tx, house, tenant).await?;
    let grants = access::grants(tx, tenant, person.id, today).await?;
    Ok(Arc::new(Actor {
        tenant,
        person: person.id,
        name: person.name,
        org_id: person.org_id,
        org_path: person.org_path,
        grants,
    }))
}

/// Begins a session at the counter of whoever has shown who they are.
pub(super) async fn begin(tx: &mut Tx, at: &Counter, device: &str) -> Result<NewSession> {
    let house = &at.house;
    let asleep = at.now.plus_seconds(-house.defaults.idle_seconds);
    store::end_idle_sessions(tx, at.tenant, asleep).await?;
    let (key, csrf) = (house.ids.token(), house.ids.token());
    let row = store::Row {
        key_hash: &ground::fingerprint(&key),
        tenant: at.tenant,
        person: at.actor_id(),
        id: at.id(),
        csrf: &csrf,
        device,
        now: at.now,
    };
    store::add_session(tx, row).await?;
    let tenant = at.tenant;
    Ok(NewSession { key, tenant })
}

/// The session behind a key, unless it fell asleep.
pub async fn session(tx: &mut Tx, house: &House, key: &str) -> Result<Option<Session>> {
    let now = house.clock.now();
    let Some(row) = store::session(tx, &ground::fingerprint(key)).await? else {
        return Ok(None);
    };
    if !rules::is_awake(row.seen_at, house.defaults.idle_seconds, now) {
        return Ok(None);
    }
    let actor = actor(tx, house, row.tenant_id, row.person_id).await?;
    let lacks_factor = second_factor::is_lacking(tx, house, &actor).await?;
    let is_required = house.defaults.second_factor == SecondFactor::Required;
    Ok(Some(Session {
        id: row.id,
        lacks_factor,
        owes_factor: lacks_factor && is_required,
        stale: now > row.seen_at.plus_seconds(60),
        csrf: row.csrf,
        must_change: row.handed_over == 1,
        actor,
    }))
}

/// Writes down that a session was seen, at most once a minute.
pub async fn touch_session(tx: &mut Tx, house: &House, key: &str) -> Result<()> {
    store::touch_session(tx, &ground::fingerprint(key), house.clock.now()).await
}

/// Signs out.
pub async fn sign_out(tx: &mut Tx, at: &Counter, key: &str) -> Result<()> {
    store::end_session(tx, &ground::fingerprint(key)).await?;
    audit::note(tx, at, Act::SignedOut, at.actor_id().0, "").await
}

/// One's own sessions that are awake, the last seen first.
pub async fn own_sessions(tx: &mut Tx, at: &Counter) -> Result<Vec<OwnSession>> {
    let asleep = at.now.plus_seconds(-at.house.defaults.idle_seconds);
    store::sessions_of(tx, at.tenant, at.actor_id(), asleep).await
}

/// Ends one of one's own sessions; another's does not exist.
pub async fn end_session(tx: &mut Tx, at: &Counter, id: SessionId) -> Result<()> {
    if store::end_session_of(tx, at.tenant, at.actor_id(), id).await? == 0 {
        return Err(Error::NotFound);
    }
    audit::note(tx, at, Act::SessionEnded, at.actor_id().0, "").await
}

/// Ends all of one's own sessions but this one; how many there were.
pub async fn end_other_sessions(tx: &mut Tx, at: &Counter, kept: SessionId) -> Result<u64> {
    let ended = store::end_sessions_but(tx, at.tenant, at.actor_id(), kept).await?;
    if ended > 0 {
        audit::note(tx, at, Act::SessionEnded, at.actor_id().0, "").await?;
    }
    Ok(ended)
}
