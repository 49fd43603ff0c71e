//! SQL of what waits at the door: half-done ceremonies, and wrong codes by the hour.

use ground::{At, Result, Tx, sql};

use crate::{PersonId, TenantId};

#[derive(sqlx::FromRow)]
pub(in super::super) struct Step {
    pub(in super::super) tenant_id: Option<TenantId>,
    pub(in super::super) person_id: Option<PersonId>,
    pub(in super::super) challenge: Option<Vec<u8>>,
    pub(in super::super) expires_at: At,
}

/// A step as it is put in.
pub(in super::super) struct NewStep<'a> {
    pub(in super::super) key_hash: &'a str,
    pub(in super::super) kind: &'a str,
    pub(in super::super) whose: Option<(TenantId, PersonId)>,
    pub(in super::super) challenge: Option<Vec<u8>>,
    pub(in super::super) expires_at: At,
}

pub(in super::super) async fn add_step(tx: &mut Tx, step: NewStep<'_>) -> Result<()> {
    let (tenant, person) = step.whose.unzip();
    sql!(
        tx,
        "insert into door_step (key_hash, kind, tenant_id, person_id, challenge, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
        step.key_hash,
        step.kind,
        tenant,
        person,
        step.challenge,
        step.expires_at
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn step(
    tx: &mut Tx,
    key_hash: &str,
    kind: &str,
) -> Result<Option<Step>> {
    sql!(
        tx,
        "select tenant_id, person_id, challenge, expires_at from door_step where key_hash = $1 and kind = $2",
        key_hash,
        kind
    )
    .opt()
    .await
}

pub(in super::super) async fn end_step(tx: &mut Tx, key_hash: &str) -> Result<u64> {
    sql!(tx, "delete from door_step where key_hash = $1", key_hash)
        .run()
        .await
}

pub(in super::super) async fn end_old_steps(tx: &mut Tx, now: At) -> Result<()> {
    sql!(tx, "delete from door_step where expires_at < $1", now)
        .run()
        .await?;
    Ok(())
}

pub(in super::super) async fn end_steps_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<()> {
    sql!(
        tx,
        "delete from door_step where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn failures(tx: &mut Tx, purpose: &str, hour: i64) -> Result<i64> {
    sql!(
        tx,
        "select cast(coalesce(sum(failures), 0) as bigint) from door_try where purpose = $1 and hour = $2",
        purpose,
        hour
    )
    .value()
    .await
}

pub(in super::super) async fn add_failure(tx: &mut Tx, purpose: &str, hour: i64) -> Result<()> {
    sql!(
        tx,
        "delete from door_try where purpose = $1 and hour < $2",
        purpose,
        hour
    )
    .run()
    .await?;
    sql!(
        tx,
        "insert into door_try (purpose, hour, failures) values ($1, $2, 1)
         on conflict (purpose, hour) do update set failures = door_try.failures + 1",
        purpose,
        hour
    )
    .run()
    .await?;
    Ok(())
}
