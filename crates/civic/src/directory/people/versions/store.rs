//! SQL of versions.

use ground::{Result, Tx, sql};

use super::Version;
use crate::{Counter, PersonId, TenantId};

pub(super) async fn add(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    version: i64,
    why: &str,
    sealed: Vec<u8>,
) -> Result<()> {
    sql!(
        tx,
        "insert into person_version (tenant_id, person_id, version, at, actor_id, why, sealed)
         values ($1, $2, $3, $4, $5, $6, $7)",
        at.tenant,
        person,
        version,
        at.now,
        at.actor_id(),
        why,
        sealed
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn versions(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Version>> {
    sql!(
        tx,
        "select version, at, actor_id, batch_id, why, sealed from person_version
         where tenant_id = $1 and person_id = $2 order by version desc",
        tenant,
        person
    )
    .all()
    .await
}
