//! SQL of the tree from day to day.

use ground::{Day, Result, Tx, sql};

use crate::directory::Path;
use crate::directory::tree::on_day::OrgOn;
use crate::{OrgId, TenantId};

/// Every tenant with the day up to which it was turned.
pub(in crate::directory::tree) async fn turned(
    tx: &mut Tx,
) -> Result<Vec<(TenantId, Option<Day>)>> {
    sql!(
        tx,
        "select t.id, d.turned from tenant t left join tree_day d on d.tenant_id = t.id"
    )
    .all()
    .await
}

pub(in crate::directory::tree) async fn set_turned(
    tx: &mut Tx,
    tenant: TenantId,
    day: Day,
) -> Result<()> {
    sql!(
        tx,
        "insert into tree_day (tenant_id, turned) values ($1, $2)
         on conflict (tenant_id) do update set turned = excluded.turned",
        tenant,
        day
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::directory::tree) async fn open_orgs(
    tx: &mut Tx,
    tenant: TenantId,
    today: Day,
) -> Result<()> {
    sql!(
        tx,
        "update org set is_open = 1
         where tenant_id = $1 and is_open = 0 and from_day <= $2 and (until_day is null or until_day > $2)",
        tenant,
        today
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::directory::tree) async fn close_orgs(
    tx: &mut Tx,
    tenant: TenantId,
    today: Day,
) -> Result<()> {
    sql!(
        tx,
        "update org set is_open = 0 where tenant_id = $1 and is_open = 1 and until_day <= $2",
        tenant,
        today
    )
    .run()
    .await?;
    Ok(())
}

/// Ends an organisation on a day, in its span and in its record.
pub(in crate::directory::tree) async fn close_org(
    tx: &mut Tx,
    tenant: TenantId,
    org: OrgId,
    until: Day,
) -> Result<()> {
    sql!(
        tx,
        "update org_span set until_day = $3 where tenant_id = $1 and org_id = $2 and until_day is null",
        tenant, org, until
    )
    .run()
    .await?;
    sql!(
        tx,
        "update org set until_day = $3 where tenant_id = $1 and id = $2",
        tenant,
        org,
        until
    )
    .run()
    .await?;
    Ok(())
}

/// Whether an organisation stood on a day, and goes on.
pub(in crate::directory::tree) async fn stood(
    tx: &mut Tx,
    tenant: TenantId,
    org: OrgId,
    day: Day,
) -> Result<bool> {
    let found: i64 = sql!(
        tx,
        "select count(*) from org_span
         where tenant_id = $1 and org_id = $2 and from_day <= $3 and until_day is null",
        tenant,
        org,
        day
    )
    .value()
    .await?;
    Ok(found > 0)
}

pub(in crate::directory::tree) async fn orgs_on(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    day: Day,
) -> Result<Vec<OrgOn>> {
    sql!(
        tx,
        "select org_id as id, parent_id, kind, code, name, path from org_span
         where tenant_id = $1 and path >= $2 and path < $3 and from_day <= $4
           and (until_day is null or until_day > $4)
         order by path",
        tenant,
        below.clone(),
        below.after(),
        day
    )
    .all()
    .await
}

/// How many stood in an organisation.
#[derive(sqlx::FromRow)]
pub(in crate::directory::tree) struct Count {
    pub(in crate::directory::tree) org_id: OrgId,
    pub(in crate::directory::tree) members: i64,
    pub(in crate::directory::tree) full_members: i64,
}

pub(in crate::directory::tree) async fn counts_on(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    day: Day,
) -> Result<Vec<Count>> {
    sql!(
        tx,
        "select org_id, count(*) as members, count(*) filter (where standing = 'full') as full_members
         from membership
         where tenant_id = $1 and org_path >= $2 and org_path < $3
           and from_day <= $4 and (until_day is null or until_day > $4)
           and standing in ('full', 'provisional')
         group by org_id",
        tenant, below.clone(), below.after(), day
    )
    .all()
    .await
}

pub(in crate::directory::tree) async fn group_counts_on(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    day: Day,
) -> Result<Vec<Count>> {
    sql!(
        tx,
        "select g.org_id, count(*) as members, count(*) filter (where p.standing = 'full') as full_members
         from functional_member g
         join org o on o.tenant_id = g.tenant_id and o.id = g.org_id
         join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
         where g.tenant_id = $1 and o.path >= $2 and o.path < $3
           and g.from_day <= $4 and (g.until_day is null or g.until_day > $4)
         group by g.org_id",
        tenant, below.clone(), below.after(), day
    )
    .all()
    .await
}
