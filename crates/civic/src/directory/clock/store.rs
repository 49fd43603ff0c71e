//! SQL of the trusted time.

use ground::{At, Result, Tx, sql};

use crate::TenantId;

pub(super) async fn mark(tx: &mut Tx, tenant: TenantId) -> Result<Option<At>> {
    let row: Option<(At,)> = sql!(
        tx,
        "select mark from site_clock where tenant_id = $1",
        tenant
    )
    .opt()
    .await?;
    Ok(row.map(|(mark,)| mark))
}

/// Puts the mark where it belongs; the caller knows that it may.
pub(super) async fn set_mark(tx: &mut Tx, tenant: TenantId, mark: At) -> Result<()> {
    sql!(
        tx,
        "insert into site_clock (tenant_id, mark) values ($1, $2)
         on conflict (tenant_id) do update set mark = excluded.mark",
        tenant,
        mark
    )
    .run()
    .await?;
    Ok(())
}
