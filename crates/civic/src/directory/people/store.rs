//! SQL of people.

use ground::{At, Result, Tx, sql};

use super::{Path, Person};
use crate::{PersonId, TenantId};

pub(super) async fn add_person(tx: &mut Tx, tenant: TenantId, p: &Person, now: At) -> Result<()> {
    sql!(
        tx,
        "insert into person (tenant_id, id, org_id, org_path, name, name_key, post, category, standing, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tenant, p.id, p.org_id, p.org_path.clone(), p.name.as_str(), p.name_key.as_str(),
        p.post.as_str(), p.category.as_str(), p.standing, now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn person(tx: &mut Tx, tenant: TenantId, id: PersonId) -> Result<Option<Person>> {
    sql!(
        tx,
        "select id, org_id, org_path, name, name_key, post, category, standing
         from person where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(super) async fn roster(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Person>> {
    sql!(
        tx,
        "select id, org_id, org_path, name, name_key, post, category, standing from person
         where tenant_id = $1 and org_path >= $2 and org_path < $3 and standing <> 'staff'
         order by name_key, id",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

pub(super) async fn full_members(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from person
         where tenant_id = $1 and org_path >= $2 and org_path < $3 and standing = 'full'",
        tenant,
        below.clone(),
        below.after()
    )
    .value()
    .await
}
