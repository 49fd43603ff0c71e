//! SQL of accounts and sessions.

use ground::{At, Result, Tx, sql};

use super::{Account, HashedPassword};
use crate::{PersonId, TenantId};

pub(super) async fn add_account(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    login: &str,
    password: &HashedPassword,
    now: At,
) -> Result<u64> {
    sql!(
        tx,
        "insert into account (tenant_id, person_id, login, password, failures, locked_until, handed_over, created_at)
         values ($1, $2, $3, $4, 0, 0, $6, $5) on conflict (login) do nothing",
        tenant, person, login, password.hash(), now, password.is_handed_over()
    )
    .run()
    .await
}

pub(super) async fn account(tx: &mut Tx, login: &str) -> Result<Option<Account>> {
    sql!(
        tx,
        "select tenant_id, person_id, password, failures, locked_until from account where login = $1",
        login
    )
    .opt()
    .await
}

pub(super) async fn set_failures(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    failures: i64,
    until: At,
) -> Result<()> {
    sql!(
        tx,
        "update account set failures = $3, locked_until = $4 where tenant_id = $1 and person_id = $2",
        tenant, person, failures, until
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn set_password(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    password: &HashedPassword,
) -> Result<()> {
    sql!(
        tx,
        "update account set password = $3, handed_over = $4, failures = 0, locked_until = 0
         where tenant_id = $1 and person_id = $2",
        tenant,
        person,
        password.hash(),
        password.is_handed_over()
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from session where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    pub(super) tenant_id: TenantId,
    pub(super) person_id: PersonId,
    pub(super) csrf: String,
    pub(super) seen_at: At,
    pub(super) handed_over: i64,
}

pub(super) async fn add_session(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    key_hash: &str,
    csrf: &str,
    now: At,
) -> Result<()> {
    sql!(
        tx,
        "insert into session (key_hash, tenant_id, person_id, csrf, created_at, seen_at)
         values ($1, $2, $3, $4, $5, $5)",
        key_hash,
        tenant,
        person,
        csrf,
        now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn session(tx: &mut Tx, key_hash: &str) -> Result<Option<SessionRow>> {
    sql!(
        tx,
        "select s.tenant_id, s.person_id, s.csrf, s.seen_at, a.handed_over from session s
         join account a on a.tenant_id = s.tenant_id and a.person_id = s.person_id where s.key_hash = $1",
        key_hash
    )
    .opt()
    .await
}

pub(super) async fn touch_session(tx: &mut Tx, key_hash: &str, now: At) -> Result<()> {
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

pub(super) async fn end_session(tx: &mut Tx, key_hash: &str) -> Result<()> {
    sql!(tx, "delete from session where key_hash = $1", key_hash)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn end_idle_sessions(tx: &mut Tx, tenant: TenantId, before: At) -> Result<()> {
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

pub(super) async fn account_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<Account>> {
    sql!(
        tx,
        "select tenant_id, person_id, password, failures, locked_until from account
         where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .opt()
    .await
}
