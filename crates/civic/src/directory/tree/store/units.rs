//! SQL of functional groups and coverage units.

use ground::{Day, Result, Tx, sql};

use crate::directory::tree::units::Unit;
use crate::directory::{Org, Path, Person};
use crate::{OrgId, PersonId, TenantId, UnitId};

/// Takes somebody in; zero rows mean that they are in.
pub(in crate::directory::tree) async fn join(
    tx: &mut Tx,
    tenant: TenantId,
    group: OrgId,
    person: PersonId,
    day: Day,
) -> Result<u64> {
    // Who left today and comes back today was never away.
    let back = sql!(
        tx,
        "update functional_member set until_day = null
         where tenant_id = $1 and org_id = $2 and person_id = $3 and from_day = $4 and until_day is not null",
        tenant, group, person, day
    )
    .run()
    .await?;
    if back > 0 {
        return Ok(back);
    }
    sql!(
        tx,
        "insert into functional_member (tenant_id, org_id, person_id, from_day) values ($1, $2, $3, $4)
         on conflict (tenant_id, org_id, person_id) where until_day is null do nothing",
        tenant, group, person, day
    )
    .run()
    .await
}

pub(in crate::directory::tree) async fn leave(
    tx: &mut Tx,
    tenant: TenantId,
    group: OrgId,
    person: PersonId,
    day: Day,
) -> Result<u64> {
    sql!(
        tx,
        "update functional_member set until_day = $4
         where tenant_id = $1 and org_id = $2 and person_id = $3 and until_day is null",
        tenant,
        group,
        person,
        day
    )
    .run()
    .await
}

pub(in crate::directory::tree) async fn empty_group(
    tx: &mut Tx,
    tenant: TenantId,
    group: OrgId,
    day: Day,
) -> Result<()> {
    sql!(
        tx,
        "update functional_member set until_day = $3 where tenant_id = $1 and org_id = $2 and until_day is null",
        tenant, group, day
    )
    .run()
    .await?;
    Ok(())
}

/// A person who leaves the roster leaves every group.
pub(in crate::directory) async fn leave_all(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
) -> Result<()> {
    sql!(
        tx,
        "update functional_member set until_day = case when from_day > $3 then from_day else $3 end
         where tenant_id = $1 and person_id = $2 and until_day is null",
        tenant,
        person,
        day
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::directory::tree) async fn group_members(
    tx: &mut Tx,
    tenant: TenantId,
    group: OrgId,
    day: Day,
) -> Result<Vec<Person>> {
    sql!(
        tx,
        "select p.id, p.org_id, p.org_path, p.name, p.name_key, p.post, p.category, p.standing, p.sex, p.ethnicity, p.rank
         from functional_member g join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
         where g.tenant_id = $1 and g.org_id = $2 and g.from_day <= $3 and (g.until_day is null or g.until_day > $3)
         order by p.name_key, p.id",
        tenant, group, day
    )
    .all()
    .await
}

pub(in crate::directory::tree) async fn groups_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
) -> Result<Vec<Org>> {
    sql!(
        tx,
        "select o.id, o.kind, o.code, o.name, o.path, o.address, o.phone
         from functional_member g join org o on o.tenant_id = g.tenant_id and o.id = g.org_id
         where g.tenant_id = $1 and g.person_id = $2 and g.from_day <= $3 and (g.until_day is null or g.until_day > $3)
         order by o.path",
        tenant, person, day
    )
    .all()
    .await
}

pub(in crate::directory::tree) async fn add_unit(
    tx: &mut Tx,
    tenant: TenantId,
    u: &Unit,
) -> Result<u64> {
    sql!(
        tx,
        "insert into coverage_unit (tenant_id, id, org_id, org_path, kind, name, address)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, org_id, name) do nothing",
        tenant,
        u.id,
        u.org_id,
        u.org_path.clone(),
        u.kind,
        u.name.as_str(),
        u.address.as_str()
    )
    .run()
    .await
}

pub(in crate::directory::tree) async fn cover(
    tx: &mut Tx,
    tenant: TenantId,
    id: UnitId,
    by: Option<OrgId>,
    since: Day,
) -> Result<()> {
    let since = by.map_or_else(String::new, |_| since.to_string());
    sql!(
        tx,
        "update coverage_unit set covered_by = $3, covered_since = $4 where tenant_id = $1 and id = $2",
        tenant, id, by, since
    )
    .run()
    .await?;
    Ok(())
}

/// What an ended organisation covered is covered by its heir.
pub(in crate::directory::tree) async fn recover(
    tx: &mut Tx,
    tenant: TenantId,
    from: OrgId,
    to: OrgId,
    since: Day,
) -> Result<()> {
    sql!(
        tx,
        "update coverage_unit set covered_by = $3, covered_since = $4 where tenant_id = $1 and covered_by = $2",
        tenant, from, to, since
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::directory::tree) async fn close_unit(
    tx: &mut Tx,
    tenant: TenantId,
    id: UnitId,
    day: Day,
) -> Result<()> {
    sql!(
        tx,
        "update coverage_unit set closed_on = $3 where tenant_id = $1 and id = $2",
        tenant,
        id,
        day
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::directory::tree) async fn unit(
    tx: &mut Tx,
    tenant: TenantId,
    id: UnitId,
) -> Result<Option<Unit>> {
    sql!(
        tx,
        "select id, org_id, org_path, kind, name, address, covered_by, covered_since
         from coverage_unit where tenant_id = $1 and id = $2 and closed_on = ''",
        tenant,
        id
    )
    .opt()
    .await
}

pub(in crate::directory::tree) async fn units(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
) -> Result<Vec<Unit>> {
    sql!(
        tx,
        "select id, org_id, org_path, kind, name, address, covered_by, covered_since
         from coverage_unit
         where tenant_id = $1 and org_path >= $2 and org_path < $3 and closed_on = ''
         order by kind, name, id",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}
