//! SQL of roles.

use ground::{At, Result, Tx, sql};

use super::{Grant, Org, Role};
use crate::{PersonId, TenantId};

pub(super) async fn add_grant(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    role: Role,
    org: &Org,
    now: At,
) -> Result<()> {
    sql!(
        tx,
        "insert into role_grant (tenant_id, person_id, role, org_id, org_path, granted_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, person_id, role, org_id) do nothing",
        tenant, person, role, org.id, org.path.clone(), now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn grants(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Grant>> {
    sql!(
        tx,
        "select role, org_path from role_grant where tenant_id = $1 and person_id = $2 order by role, org_path",
        tenant, person
    )
    .all()
    .await
}
