//! What stands beside a pledge and is only ever added to: versions, checks, how
//! it was settled, assessments.

use ground::{At, Day, Result, Tx, sql};

use crate::pledge::State;
use crate::pledge::assessing::{NewAssessment, Side};
use crate::{Counter, PersonId, PledgeId, TenantId};

/// One version of the words.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct PledgeVersion {
    pub version: i64,
    pub area: String,
    pub action: String,
    pub measure: String,
    pub amount: i64,
    pub unit: String,
    pub beneficiary: String,
    pub owner: String,
    pub due_day: Day,
    pub written_by: PersonId,
    pub proxy_reason: String,
    pub at: At,
}

/// A check by the branch.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Check {
    pub version: i64,
    pub verdict: String,
    pub reason: String,
    pub actor_id: PersonId,
    pub at: At,
}

/// How a pledge was settled as kept.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Keeping {
    pub note: String,
    pub actor_id: PersonId,
    pub at: At,
}

/// Why a pledge was not kept, in the words of whose it is.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Explanation {
    pub reason: String,
    pub proxy_reason: String,
    pub actor_id: PersonId,
    pub at: At,
}

/// What the organisation said to a pledge that was not kept.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Judgement {
    pub verdict: String,
    pub reason: String,
    pub actor_id: PersonId,
    pub at: At,
}

/// An assessment by one side for one year.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Assessment {
    pub year: i64,
    pub side: Side,
    pub grade: String,
    pub remark: String,
    pub proxy_reason: String,
    pub actor_id: PersonId,
    pub at: At,
}

pub(in crate::pledge) async fn versions(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Vec<PledgeVersion>> {
    sql!(
        tx,
        "select version, area, action, measure, amount, unit, beneficiary, owner, due_day, written_by, proxy_reason, at
         from pledge_version where tenant_id = $1 and pledge_id = $2 order by version desc",
        tenant,
        id
    )
    .all()
    .await
}

pub(in crate::pledge) async fn add_check(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    version: i64,
    verdict: &str,
    reason: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_check (tenant_id, pledge_id, version, verdict, reason, actor_id, at) values ($1, $2, $3, $4, $5, $6, $7)",
        at.tenant, id, version, verdict, reason, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn checks(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Vec<Check>> {
    sql!(
        tx,
        "select version, verdict, reason, actor_id, at from pledge_check where tenant_id = $1 and pledge_id = $2 order by version desc",
        tenant, id
    )
    .all()
    .await
}

pub(in crate::pledge) async fn add_keeping(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    note: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_keeping (tenant_id, pledge_id, note, actor_id, at) values ($1, $2, $3, $4, $5)",
        at.tenant, id, note, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn keeping(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Option<Keeping>> {
    sql!(
        tx,
        "select note, actor_id, at from pledge_keeping where tenant_id = $1 and pledge_id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(in crate::pledge) async fn add_explanation(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    reason: &str,
    proxy_reason: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_explanation (tenant_id, pledge_id, seq, reason, proxy_reason, actor_id, at)
         select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6 from pledge_explanation where tenant_id = $1 and pledge_id = $2",
        at.tenant, id, reason, proxy_reason, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn explanations(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Vec<Explanation>> {
    sql!(
        tx,
        "select reason, proxy_reason, actor_id, at from pledge_explanation
         where tenant_id = $1 and pledge_id = $2 order by seq desc",
        tenant,
        id
    )
    .all()
    .await
}

pub(in crate::pledge) async fn add_judgement(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    verdict: State,
    reason: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_judgement (tenant_id, pledge_id, verdict, reason, actor_id, at) values ($1, $2, $3, $4, $5, $6)",
        at.tenant, id, verdict, reason, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn judgement(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Option<Judgement>> {
    sql!(
        tx,
        "select verdict, reason, actor_id, at from pledge_judgement where tenant_id = $1 and pledge_id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

/// Zero rows mean that the side has assessed it for this year.
pub(in crate::pledge) async fn add_assessment(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    (year, side): (i64, Side),
    new: &NewAssessment<'_>,
) -> Result<u64> {
    sql!(
        tx,
        "insert into pledge_assessment (tenant_id, pledge_id, year, side, grade, remark, proxy_reason, actor_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (tenant_id, pledge_id, year, side) do nothing",
        at.tenant,
        id,
        year,
        side,
        new.grade,
        new.remark.trim(),
        new.proxy_reason.trim(),
        at.actor_id(),
        at.now
    )
    .run()
    .await
}

pub(in crate::pledge) async fn assessments(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Vec<Assessment>> {
    sql!(
        tx,
        "select year, side, grade, remark, proxy_reason, actor_id, at from pledge_assessment
         where tenant_id = $1 and pledge_id = $2 order by year desc, at desc, side",
        tenant,
        id
    )
    .all()
    .await
}
