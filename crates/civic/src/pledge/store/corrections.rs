//! SQL of the corrections of public pledges.

use ground::{At, Result, Tx, sql};

use crate::{Counter, PersonId, PledgeId, TenantId};

/// That the words of a public pledge were put right.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Correction {
    pub version: i64,
    pub reason: String,
    pub actor_id: PersonId,
    pub at: At,
}

pub(in crate::pledge) async fn add(
    tx: &mut Tx,
    at: &Counter,
    pledge: PledgeId,
    version: i64,
    reason: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_correction (tenant_id, pledge_id, version, reason, actor_id, at)
         values ($1, $2, $3, $4, $5, $6)",
        at.tenant,
        pledge,
        version,
        reason,
        at.actor_id(),
        at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn of(
    tx: &mut Tx,
    tenant: TenantId,
    pledge: PledgeId,
) -> Result<Vec<Correction>> {
    sql!(
        tx,
        "select version, reason, actor_id, at from pledge_correction
         where tenant_id = $1 and pledge_id = $2 order by version desc",
        tenant,
        pledge
    )
    .all()
    .await
}

/// Who wrote the words that the branch passed last.
pub(in crate::pledge) async fn author(
    tx: &mut Tx,
    tenant: TenantId,
    pledge: PledgeId,
) -> Result<PersonId> {
    sql!(
        tx,
        "select v.written_by from pledge_version v
         join pledge_check c on c.tenant_id = v.tenant_id and c.pledge_id = v.pledge_id and c.version = v.version
         where v.tenant_id = $1 and v.pledge_id = $2 and c.verdict = 'passed'
         order by v.version desc limit 1",
        tenant,
        pledge
    )
    .value()
    .await
}
