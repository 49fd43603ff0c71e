//! The table of jobs.

use uuid::Uuid;

use super::{Job, New, State};
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::time::At;

/// A job as people look at it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    /// Its id.
    pub id: Uuid,
    /// What kind of errand.
    pub kind: String,
    /// What is needed to do it.
    pub payload: String,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next, while it waits.
    pub due_at: At,
    /// When it was enqueued.
    pub made_at: At,
    /// Why it was not done, or what was said when it was.
    pub why: String,
}

/// How many jobs there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Counts {
    /// That wait or are being done.
    pub open: i64,
    /// That lie dead.
    pub dead: i64,
}

pub(super) async fn add(tx: &mut Tx, now: At, new: New<'_>) -> Result<bool> {
    let rows = sql!(
        tx,
        "insert into job (tenant_id, id, kind, once, payload, state, tries, due_at, until_at, made_at, why)
         values ($1, $2, $3, $4, $5, 'waiting', 0, $6, $7, $8, '')
         on conflict (tenant_id, kind, once) do nothing",
        new.tenant,
        new.id,
        new.kind,
        new.once,
        new.payload,
        new.due,
        new.until,
        now
    )
    .run()
    .await?;
    Ok(rows == 1)
}

/// Those whose time has come, and those whose claim was lost.
pub(super) async fn due(tx: &mut Tx, now: At) -> Result<Vec<Job>> {
    sql!(
        tx,
        "select tenant_id, id, kind, payload, tries, until_at from job
         where state in ('waiting', 'running') and due_at <= $1 order by due_at, id limit 20",
        now
    )
    .all()
    .await
}

/// Whoever changes the row first has it: `tries` says that nobody did meanwhile.
pub(super) async fn claim(tx: &mut Tx, job: &Job, lease: At) -> Result<bool> {
    let rows = sql!(
        tx,
        "update job set state = 'running', tries = tries + 1, due_at = $4
         where tenant_id = $1 and id = $2 and tries = $3 and state in ('waiting', 'running')",
        job.tenant_id,
        job.id,
        job.tries,
        lease
    )
    .run()
    .await?;
    Ok(rows == 1)
}

pub(super) async fn wait(tx: &mut Tx, job: &Job, until: At, why: &str) -> Result<bool> {
    let rows = sql!(
        tx,
        "update job set state = 'waiting', due_at = $4, why = $5
         where tenant_id = $1 and id = $2 and tries = $3 and state = 'running'",
        job.tenant_id,
        job.id,
        job.tries,
        until,
        why
    )
    .run()
    .await?;
    Ok(rows == 1)
}

pub(super) async fn end(tx: &mut Tx, job: &Job, state: State, now: At, why: &str) -> Result<bool> {
    let rows = sql!(
        tx,
        "update job set state = $4, ended_at = $5, why = $6
         where tenant_id = $1 and id = $2 and tries = $3 and state in ('waiting', 'running')",
        job.tenant_id,
        job.id,
        job.tries,
        state,
        now,
        why
    )
    .run()
    .await?;
    Ok(rows == 1)
}

pub(super) async fn revive(
    tx: &mut Tx,
    now: At,
    tenant: Uuid,
    id: Uuid,
    until: At,
) -> Result<bool> {
    let rows = sql!(
        tx,
        "update job set state = 'waiting', tries = 0, due_at = $3, until_at = $4, ended_at = null
         where tenant_id = $1 and id = $2 and state = 'dead'",
        tenant,
        id,
        now,
        until
    )
    .run()
    .await?;
    Ok(rows == 1)
}

pub(super) async fn newest(tx: &mut Tx, tenant: Uuid, limit: i64) -> Result<Vec<Row>> {
    sql!(
        tx,
        "select id, kind, payload, state, tries, due_at, made_at, why from job
         where tenant_id = $1
         order by case when state = 'dead' then 0 else 1 end, made_at desc, id desc limit $2",
        tenant,
        limit
    )
    .all()
    .await
}

pub(super) async fn counts(tx: &mut Tx, tenant: Uuid) -> Result<Counts> {
    let rows: Vec<Counts> = sql!(
        tx,
        "select count(*) filter (where state in ('waiting', 'running')) as open,
            count(*) filter (where state = 'dead') as dead
         from job where tenant_id = $1",
        tenant
    )
    .all()
    .await?;
    Ok(rows.first().copied().unwrap_or_default())
}

pub(super) async fn forget(tx: &mut Tx, before: At) -> Result<()> {
    sql!(
        tx,
        "delete from job where state in ('done', 'dead') and ended_at < $1",
        before
    )
    .run()
    .await?;
    Ok(())
}
