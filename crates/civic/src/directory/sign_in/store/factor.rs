//! SQL of second factors and recovery codes.

use ground::{At, Result, Tx, sql};

use crate::{PersonId, TenantId};

#[derive(sqlx::FromRow)]
pub(in super::super) struct FactorRow {
    pub(in super::super) secret: Vec<u8>,
    pub(in super::super) confirmed: i64,
    pub(in super::super) last_step: i64,
    pub(in super::super) created_at: At,
}

pub(in super::super) async fn factor(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<FactorRow>> {
    sql!(
        tx,
        "select secret, confirmed, last_step, created_at from second_factor
         where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .opt()
    .await
}

/// Puts a secret in that waits for its first code; one that is in use stays.
pub(in super::super) async fn put_pending(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    secret: Vec<u8>,
    now: At,
) -> Result<u64> {
    sql!(
        tx,
        "insert into second_factor (tenant_id, person_id, secret, confirmed, last_step, created_at)
         values ($1, $2, $3, 0, 0, $4)
         on conflict (tenant_id, person_id) do update
         set secret = excluded.secret, created_at = excluded.created_at
         where second_factor.confirmed = 0",
        tenant,
        person,
        secret,
        now
    )
    .run()
    .await
}

/// Takes a time step: zero rows when it, or a later one, was taken before.
pub(in super::super) async fn take_step(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    step: i64,
) -> Result<u64> {
    sql!(
        tx,
        "update second_factor set last_step = $3, confirmed = 1
         where tenant_id = $1 and person_id = $2 and last_step < $3",
        tenant,
        person,
        step
    )
    .run()
    .await
}

pub(in super::super) async fn remove_factor(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<u64> {
    sql!(
        tx,
        "delete from second_factor where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await
}

pub(in super::super) async fn remove_codes(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<()> {
    sql!(
        tx,
        "delete from recovery_code where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn add_code(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    code_hash: &str,
    now: At,
) -> Result<()> {
    sql!(
        tx,
        "insert into recovery_code (tenant_id, person_id, code_hash, created_at, used_at)
         values ($1, $2, $3, $4, null)",
        tenant,
        person,
        code_hash,
        now
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn use_code(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    code_hash: &str,
    now: At,
) -> Result<u64> {
    sql!(
        tx,
        "update recovery_code set used_at = $4
         where tenant_id = $1 and person_id = $2 and code_hash = $3 and used_at is null",
        tenant,
        person,
        code_hash,
        now
    )
    .run()
    .await
}

pub(in super::super) async fn codes_left(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from recovery_code
         where tenant_id = $1 and person_id = $2 and used_at is null",
        tenant,
        person
    )
    .value()
    .await
}
