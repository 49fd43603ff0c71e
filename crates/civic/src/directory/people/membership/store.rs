//! SQL of the spans of membership.

use ground::{Day, Result, Tx, sql};

use super::{Path, Standing, Stay, StoodOn};
use crate::directory::Org;
use crate::{OrgId, PersonId, TenantId};

pub(super) async fn open(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Option<Stay>> {
    sql!(
        tx,
        "select person_id, from_day, until_day, org_id, org_path, standing from membership
         where tenant_id = $1 and person_id = $2 and until_day is null",
        tenant,
        person
    )
    .opt()
    .await
}

pub(super) async fn all_open(tx: &mut Tx, tenant: TenantId, org: OrgId) -> Result<Vec<Stay>> {
    sql!(
        tx,
        "select m.person_id, m.from_day, m.until_day, m.org_id, m.org_path, m.standing
         from membership m join org o on o.tenant_id = m.tenant_id and o.path = m.org_path
         where m.tenant_id = $1 and o.id = $2 and m.until_day is null order by m.person_id",
        tenant,
        org
    )
    .all()
    .await
}

pub(super) async fn on_day(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
) -> Result<Option<Stay>> {
    sql!(
        tx,
        "select person_id, from_day, until_day, org_id, org_path, standing from membership
         where tenant_id = $1 and person_id = $2 and from_day <= $3 and (until_day is null or until_day > $3)",
        tenant, person, day
    )
    .opt()
    .await
}

pub(super) async fn history(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Stay>> {
    sql!(
        tx,
        "select person_id, from_day, until_day, org_id, org_path, standing from membership
         where tenant_id = $1 and person_id = $2 order by from_day desc",
        tenant,
        person
    )
    .all()
    .await
}

pub(super) async fn begin(tx: &mut Tx, tenant: TenantId, stay: &Stay) -> Result<()> {
    sql!(
        tx,
        "insert into membership (tenant_id, person_id, from_day, until_day, org_id, org_path, standing)
         values ($1, $2, $3, $4, $5, $6, $7)",
        tenant, stay.person_id, stay.from_day, stay.until_day, stay.org_id, stay.org_path.clone(),
        stay.standing
    )
    .run()
    .await?;
    Ok(())
}

/// The span of that first day says something else.
pub(super) async fn replace(tx: &mut Tx, tenant: TenantId, stay: &Stay) -> Result<()> {
    sql!(
        tx,
        "update membership set org_id = $4, org_path = $5, standing = $6
         where tenant_id = $1 and person_id = $2 and from_day = $3",
        tenant,
        stay.person_id,
        stay.from_day,
        stay.org_id,
        stay.org_path.clone(),
        stay.standing
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn close(tx: &mut Tx, tenant: TenantId, stay: &Stay, until: Day) -> Result<()> {
    sql!(
        tx,
        "update membership set until_day = $4 where tenant_id = $1 and person_id = $2 and from_day = $3",
        tenant, stay.person_id, stay.from_day, until
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn restand_later(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    standing: Standing,
    day: Day,
) -> Result<()> {
    sql!(
        tx,
        "update membership set standing = $4 where tenant_id = $1 and person_id = $2 and from_day > $3",
        tenant, person, day, standing
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn drop_later(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
) -> Result<()> {
    sql!(
        tx,
        "delete from membership where tenant_id = $1 and person_id = $2 and from_day >= $3",
        tenant,
        person,
        day
    )
    .run()
    .await?;
    Ok(())
}

/// The spans that hold on `today`, began on or after `since`, and are not yet what `person` says.
pub(super) async fn changed(
    tx: &mut Tx,
    tenant: TenantId,
    since: Day,
    today: Day,
) -> Result<Vec<Stay>> {
    sql!(
        tx,
        "select m.person_id, m.from_day, m.until_day, m.org_id, m.org_path, m.standing
         from membership m join person p on p.tenant_id = m.tenant_id and p.id = m.person_id
         where m.tenant_id = $1 and m.from_day >= $2 and m.from_day <= $3
           and (m.until_day is null or m.until_day > $3) and p.left_on = ''
           and (p.org_id <> m.org_id or p.org_path <> m.org_path or p.standing <> m.standing)",
        tenant,
        since,
        today
    )
    .all()
    .await
}

pub(super) async fn settle(tx: &mut Tx, tenant: TenantId, stay: &Stay) -> Result<()> {
    sql!(
        tx,
        "update person set org_id = $3, org_path = $4, standing = $5, version = version + 1 where tenant_id = $1 and id = $2",
        tenant,
        stay.person_id,
        stay.org_id,
        stay.org_path.clone(),
        stay.standing
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn move_tokens(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    path: &Path,
) -> Result<()> {
    sql!(
        tx,
        "update person_token set org_path = $3 where tenant_id = $1 and person_id = $2 and org_path <> $3",
        tenant,
        person,
        path.clone()
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn without_span(
    tx: &mut Tx,
    tenant: TenantId,
    org: OrgId,
) -> Result<Vec<(PersonId,)>> {
    sql!(
        tx,
        "select p.id from person p join org o on o.tenant_id = p.tenant_id and o.path = p.org_path
         where p.tenant_id = $1 and o.id = $2 and p.standing in ('staff', 'resident') and p.left_on = ''",
        tenant,
        org
    )
    .all()
    .await
}

pub(super) async fn place(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    org: &Org,
) -> Result<()> {
    sql!(
        tx,
        "update person set org_id = $3, org_path = $4, version = version + 1 where tenant_id = $1 and id = $2",
        tenant,
        person,
        org.id,
        org.path.clone()
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn stood_on(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    day: Day,
) -> Result<Vec<StoodOn>> {
    sql!(
        tx,
        "select m.person_id, p.name, m.org_id, m.standing
         from membership m join person p on p.tenant_id = m.tenant_id and p.id = m.person_id
         where m.tenant_id = $1 and m.org_path >= $2 and m.org_path < $3
           and m.from_day <= $4 and (m.until_day is null or m.until_day > $4)
           and m.standing in ('full', 'provisional')
         order by p.name_key, p.id",
        tenant,
        below.clone(),
        below.after(),
        day
    )
    .all()
    .await
}

pub(super) async fn full_on(tx: &mut Tx, tenant: TenantId, below: &Path, day: Day) -> Result<i64> {
    sql!(
        tx,
        "select count(distinct person_id) from membership
         where tenant_id = $1 and org_path >= $2 and org_path < $3 and standing = 'full'
           and from_day <= $4 and (until_day is null or until_day > $4)",
        tenant,
        below.clone(),
        below.after(),
        day
    )
    .value()
    .await
}
