//! SQL of the answers that were used.

use ground::{At, Result, Tx, sql};

use crate::TenantId;

/// Uses an answer; 0 when it was used before. Those past their time go with it.
pub(super) async fn spend(
    tx: &mut Tx,
    tenant: TenantId,
    answer: &str,
    now: At,
    until: At,
) -> Result<u64> {
    sql!(
        tx,
        "delete from human_check where tenant_id = $1 and expires_at < $2",
        tenant,
        now
    )
    .run()
    .await?;
    sql!(
        tx,
        "insert into human_check (tenant_id, answer, expires_at) values ($1, $2, $3)
         on conflict (tenant_id, answer) do nothing",
        tenant,
        answer,
        until
    )
    .run()
    .await
}
