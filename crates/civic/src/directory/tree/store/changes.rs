//! SQL of changes of the tree.

use ground::{Day, Result, Tx, sql};

use crate::directory::tree::changes::{Change, ChangeState, Part};
use crate::{ChangeId, Counter, OrgId, TenantId};

pub(in crate::directory::tree) async fn add_change(
    tx: &mut Tx,
    tenant: TenantId,
    c: &Change,
) -> Result<()> {
    sql!(
        tx,
        "insert into org_change (tenant_id, id, kind, org_path, effective, reason, plan, state, proposed_by, proposed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tenant, c.id, c.kind, c.org_path.clone(), c.effective, c.reason.as_str(), c.plan_text(),
        c.state, c.proposed_by, c.proposed_at
    )
    .run()
    .await?;
    Ok(())
}

/// Names an organisation of a change; zero rows mean that another change holds it.
pub(in crate::directory::tree) async fn touch(
    tx: &mut Tx,
    tenant: TenantId,
    change: ChangeId,
    org: OrgId,
    part: Part,
) -> Result<u64> {
    sql!(
        tx,
        "insert into org_change_org (tenant_id, change_id, org_id, part, pending) values ($1, $2, $3, $4, 1)
         on conflict (tenant_id, org_id) where pending = 1 do nothing",
        tenant, change, org, part
    )
    .run()
    .await
}

pub(in crate::directory::tree) async fn is_touched(
    tx: &mut Tx,
    tenant: TenantId,
    change: ChangeId,
    org: Option<OrgId>,
) -> Result<bool> {
    let found: i64 = sql!(
        tx,
        "select count(*) from org_change_org where tenant_id = $1 and change_id = $2 and org_id = $3",
        tenant, change, org
    )
    .value()
    .await?;
    Ok(found > 0)
}

pub(in crate::directory::tree) async fn name_heir(
    tx: &mut Tx,
    tenant: TenantId,
    change: ChangeId,
    org: OrgId,
    heir: OrgId,
) -> Result<()> {
    sql!(
        tx,
        "update org_change_org set heir_id = $4 where tenant_id = $1 and change_id = $2 and org_id = $3",
        tenant, change, org, heir
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::directory::tree) async fn release(
    tx: &mut Tx,
    tenant: TenantId,
    change: ChangeId,
) -> Result<()> {
    sql!(
        tx,
        "update org_change_org set pending = 0 where tenant_id = $1 and change_id = $2",
        tenant,
        change
    )
    .run()
    .await?;
    Ok(())
}

/// Decides a proposed change; zero rows mean that it was decided already.
pub(in crate::directory::tree) async fn decide(
    tx: &mut Tx,
    at: &Counter,
    id: ChangeId,
    state: ChangeState,
    said: (&str, &str),
) -> Result<u64> {
    sql!(
        tx,
        "update org_change set state = $3, decided_by = $4, decided_at = $5, doc_no = $6, opinion = $7
         where tenant_id = $1 and id = $2 and state = 'proposed'",
        at.tenant, id, state, at.actor_id(), at.now, said.0, said.1
    )
    .run()
    .await
}

pub(in crate::directory::tree) async fn change(
    tx: &mut Tx,
    tenant: TenantId,
    id: ChangeId,
) -> Result<Option<Change>> {
    sql!(
        tx,
        "select id, kind, org_path, effective, reason, plan, state, proposed_by, proposed_at, decided_by,
             decided_at, doc_no, opinion
         from org_change where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(in crate::directory::tree) async fn changes(
    tx: &mut Tx,
    tenant: TenantId,
) -> Result<Vec<Change>> {
    sql!(
        tx,
        "select id, kind, org_path, effective, reason, plan, state, proposed_by, proposed_at, decided_by,
             decided_at, doc_no, opinion
         from org_change where tenant_id = $1 order by proposed_at desc, id desc",
        tenant
    )
    .all()
    .await
}

/// What ends until this day and has not been settled: the organisation, its heir, the day.
pub(in crate::directory::tree) async fn endings(
    tx: &mut Tx,
    tenant: TenantId,
    today: Day,
) -> Result<Vec<(OrgId, OrgId, Day)>> {
    sql!(
        tx,
        "select t.org_id, t.heir_id, c.effective
         from org_change_org t join org_change c on c.tenant_id = t.tenant_id and c.id = t.change_id
         where t.tenant_id = $1 and t.pending = 1 and t.part = 'closes' and t.heir_id is not null
           and c.state = 'approved' and c.effective <= $2",
        tenant,
        today
    )
    .all()
    .await
}

/// Changes that are in effect hold nothing any more.
pub(in crate::directory::tree) async fn settle_changes(
    tx: &mut Tx,
    tenant: TenantId,
    today: Day,
) -> Result<()> {
    sql!(
        tx,
        "update org_change_org set pending = 0
         where tenant_id = $1 and pending = 1 and change_id in (
             select id from org_change where tenant_id = $1 and state = 'approved' and effective <= $2)",
        tenant,
        today
    )
    .run()
    .await?;
    Ok(())
}
