//! SQL of the tree.

mod changes;
mod days;
mod units;

use ground::{At, Day, Result, Tx, sql};

pub(super) use changes::{
    add_change, change, changes, decide, endings, is_touched, name_heir, release, settle_changes,
    touch,
};
pub(super) use days::{
    close_org, close_orgs, counts_on, group_counts_on, open_orgs, orgs_on, set_turned, stood,
    turned,
};
pub(in crate::directory) use units::leave_all;
pub(super) use units::{
    add_unit, close_unit, cover, empty_group, group_members, groups_of, join, leave, recover, unit,
    units,
};

use super::{Org, Path, Site};
use crate::{Counter, OrgId, TenantId};

pub(super) async fn add_tenant(
    tx: &mut Tx,
    id: TenantId,
    code: &str,
    name: &str,
    now: At,
) -> Result<u64> {
    sql!(
        tx,
        "insert into tenant (id, code, name, created_at) values ($1, $2, $3, $4) on conflict (code) do nothing",
        id, code, name, now
    )
    .run()
    .await
}

pub(super) async fn tenants(tx: &mut Tx) -> Result<Vec<(TenantId, String, String)>> {
    sql!(tx, "select id, code, name from tenant order by code")
        .all()
        .await
}

pub(super) async fn orgs_count(tx: &mut Tx, tenant: TenantId) -> Result<i64> {
    sql!(tx, "select count(*) from org where tenant_id = $1", tenant)
        .value()
        .await
}

/// Adds an organisation that stands from a day on; zero rows mean that its code is taken.
pub(super) async fn add_org(
    tx: &mut Tx,
    at: &Counter,
    org: &Org,
    parent: Option<OrgId>,
    from: Day,
) -> Result<u64> {
    let added = sql!(
        tx,
        "insert into org (tenant_id, id, parent_id, kind, code, name, path, address, phone, created_at, from_day, is_open)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (tenant_id, code) do nothing",
        at.tenant, org.id, parent, org.kind, org.code.as_str(), org.name.as_str(), org.path.clone(),
        org.address.as_str(), org.phone.as_str(), at.now, from, i64::from(from <= at.today)
    )
    .run()
    .await?;
    if added > 0 {
        sql!(
            tx,
            "insert into org_span (tenant_id, org_id, from_day, parent_id, kind, code, name, path)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            at.tenant,
            org.id,
            from,
            parent,
            org.kind,
            org.code.as_str(),
            org.name.as_str(),
            org.path.clone()
        )
        .run()
        .await?;
    }
    Ok(added)
}

pub(super) async fn has_code(tx: &mut Tx, tenant: TenantId, code: &str) -> Result<bool> {
    let found: i64 = sql!(
        tx,
        "select count(*) from org where tenant_id = $1 and code = $2",
        tenant,
        code
    )
    .value()
    .await?;
    Ok(found > 0)
}

pub(super) async fn org(tx: &mut Tx, tenant: TenantId, id: OrgId) -> Result<Option<Org>> {
    sql!(
        tx,
        "select id, kind, code, name, path, address, phone from org where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(super) async fn org_at(tx: &mut Tx, tenant: TenantId, path: &Path) -> Result<Option<Org>> {
    sql!(
        tx,
        "select id, kind, code, name, path, address, phone from org where tenant_id = $1 and path = $2",
        tenant,
        path.clone()
    )
    .opt()
    .await
}

pub(super) async fn orgs(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Org>> {
    sql!(
        tx,
        "select id, kind, code, name, path, address, phone from org
         where tenant_id = $1 and path >= $2 and path < $3 and is_open = 1 order by path",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

pub(super) async fn add_site(tx: &mut Tx, tenant: TenantId, org: OrgId, code: &str) -> Result<u64> {
    sql!(
        tx,
        "insert into site (code, tenant_id, org_id) values ($1, $2, $3) on conflict (code) do nothing",
        code, tenant, org
    )
    .run()
    .await
}

pub(super) async fn site(tx: &mut Tx, code: &str) -> Result<Option<Site>> {
    sql!(
        tx,
        "select s.code, s.tenant_id, s.org_id, o.name, o.path, o.address, o.phone
         from site s join org o on o.tenant_id = s.tenant_id and o.id = s.org_id where s.code = $1",
        code
    )
    .opt()
    .await
}

pub(super) async fn sites(tx: &mut Tx) -> Result<Vec<Site>> {
    sql!(
        tx,
        "select s.code, s.tenant_id, s.org_id, o.name, o.path, o.address, o.phone
         from site s join org o on o.tenant_id = s.tenant_id and o.id = s.org_id order by s.code"
    )
    .all()
    .await
}
