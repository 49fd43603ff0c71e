//! SQL of roles.

use ground::{Day, Result, Tx, sql};

use super::{Grant, NewTerm};
use crate::{Counter, PersonId, TenantId};

pub(super) async fn add_grant(tx: &mut Tx, at: &Counter, new: NewTerm<'_>) -> Result<()> {
    sql!(
        tx,
        "insert into role_term (tenant_id, id, person_id, role, org_id, org_path, from_day, until_day, granted_by, granted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        at.tenant, new.id, new.person, new.role, new.org.id, new.org.path.clone(), new.from,
        new.until, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

/// The roles that are held on a day.
pub(super) async fn grants(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
) -> Result<Vec<Grant>> {
    sql!(
        tx,
        "select role, org_path from role_term
         where tenant_id = $1 and person_id = $2 and from_day <= $3 and (until_day is null or until_day > $3)
         order by role, org_path",
        tenant, person, day
    )
    .all()
    .await
}
