//! Changes of the profile.

use ground::{Result, Tx, sql};

use super::Change;
use crate::TenantId;

pub(super) async fn changes(tx: &mut Tx, tenant: TenantId, limit: i64) -> Result<Vec<Change>> {
    sql!(
        tx,
        "select id, is_on, reason, changed_by, changed_at from burden_change
         where tenant_id = $1 order by changed_at desc, id desc limit $2",
        tenant,
        limit
    )
    .all()
    .await
}

pub(super) async fn add(tx: &mut Tx, tenant: TenantId, change: &Change) -> Result<()> {
    sql!(
        tx,
        "insert into burden_change (tenant_id, id, is_on, reason, changed_by, changed_at)
         values ($1, $2, $3, $4, $5, $6)",
        tenant,
        change.id,
        change.is_on,
        change.reason.as_str(),
        change.changed_by,
        change.changed_at
    )
    .run()
    .await?;
    Ok(())
}
