//! SQL of sessions.

use ground::{At, Result, Tx, sql};

use super::super::OwnSession;
use crate::{PersonId, SessionId, TenantId};

#[derive(sqlx::FromRow)]
pub(in super::super) struct SessionRow {
    pub(in super::super) tenant_id: TenantId,
    pub(in super::super) person_id: PersonId,
    pub(in super::super) id: SessionId,
    pub(in super::super) csrf: String,
    pub(in super::super) seen_at: At,
    pub(in super::super) handed_over: i64,
}

/// A session as it is put in.
pub(in super::super) struct Row<'a> {
    pub(in super::super) key_hash: &'a str,
    pub(in super::super) tenant: TenantId,
    pub(in super::super) person: PersonId,
    pub(in super::super) id: SessionId,
    pub(in super::super) csrf: &'a str,
    pub(in super::super) device: &'a str,
    pub(in super::super) now: At,
}

pub(in super::super) async fn add_session(tx: &mut Tx, row: Row<'_>) -> Result<()> {
    sql!(
        tx,
        "insert into session (key_hash, tenant_id, person_id, id, csrf, device, created_at, seen_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
        row.key_hash,
        row.tenant,
        row.person,
        row.id,
        row.csrf,
        row.device,
        row.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn session(tx: &mut Tx, key_hash: &str) -> Result<Option<SessionRow>> {
    sql!(
        tx,
        "select s.tenant_id, s.person_id, s.id, s.csrf, s.seen_at, a.handed_over from session s
         join account a on a.tenant_id = s.tenant_id and a.person_id = s.person_id where s.key_hash = $1",
        key_hash
    )
    .opt()
    .await
}

pub(in super::super) async fn touch_session(tx: &mut Tx, key_hash: &str, now: At) -> Result<()> {
    sql!(
        tx,
        "update session set seen_at = $2 where key_hash = $1",
        key_hash,
        now
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn end_session(tx: &mut Tx, key_hash: &str) -> Result<()> {
    sql!(tx, "delete from session where key_hash = $1", key_hash)
        .run()
        .await?;
    Ok(())
}

pub(in super::super) async fn end_idle_sessions(
    tx: &mut Tx,
    tenant: TenantId,
    before: At,
) -> Result<()> {
    sql!(
        tx,
        "delete from session where tenant_id = $1 and seen_at < $2",
        tenant,
        before
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn sessions_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    awake_since: At,
) -> Result<Vec<OwnSession>> {
    sql!(
        tx,
        "select id, device, created_at, seen_at from session
         where tenant_id = $1 and person_id = $2 and seen_at >= $3 order by seen_at desc, id",
        tenant,
        person,
        awake_since
    )
    .all()
    .await
}

pub(in super::super) async fn end_session_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    id: SessionId,
) -> Result<u64> {
    sql!(
        tx,
        "delete from session where tenant_id = $1 and person_id = $2 and id = $3",
        tenant,
        person,
        id
    )
    .run()
    .await
}

pub(in super::super) async fn end_sessions_but(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    kept: SessionId,
) -> Result<u64> {
    sql!(
        tx,
        "delete from session where tenant_id = $1 and person_id = $2 and id <> $3",
        tenant,
        person,
        kept
    )
    .run()
    .await
}

pub(in super::super) async fn end_all_sessions(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<u64> {
    sql!(
        tx,
        "delete from session where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await
}
