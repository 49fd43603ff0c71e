//! The ways out.

use ground::{At, Day, Result, Tx, sql};

use super::{Channel, Kind};
use crate::directory::Path;
use crate::{ChannelId, Counter, TenantId};

#[derive(Debug, sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: ChannelId,
    pub(super) kind: Kind,
    pub(super) label: String,
    pub(super) org_path: Path,
    pub(super) sealed: Vec<u8>,
    pub(super) is_on: i64,
    pub(super) hour: i64,
    pub(super) last_day: String,
    pub(super) changed_at: At,
}

pub(super) async fn channels(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Row>> {
    sql!(
        tx,
        "select id, kind, label, org_path, sealed, is_on, hour, last_day, changed_at
         from reminder_channel where tenant_id = $1
         order by case when kind = 'mail' then 0 else 1 end, id",
        tenant
    )
    .all()
    .await
}

pub(super) async fn channel(tx: &mut Tx, tenant: TenantId, id: ChannelId) -> Result<Option<Row>> {
    sql!(
        tx,
        "select id, kind, label, org_path, sealed, is_on, hour, last_day, changed_at
         from reminder_channel where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(super) async fn put(
    tx: &mut Tx,
    at: &Counter,
    channel: &Channel,
    sealed: Vec<u8>,
) -> Result<()> {
    sql!(
        tx,
        "insert into reminder_channel
             (tenant_id, id, kind, label, org_path, sealed, is_on, hour, last_day, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (tenant_id, id) do update
         set label = excluded.label, sealed = excluded.sealed, is_on = excluded.is_on,
             hour = excluded.hour, changed_at = excluded.changed_at",
        at.tenant,
        channel.id,
        channel.kind,
        channel.label.as_str(),
        channel.org_path.clone(),
        sealed,
        i64::from(channel.is_on),
        channel.hour,
        channel.last_day.as_str(),
        at.now
    )
    .run()
    .await?;
    Ok(())
}

/// Sets the newest day; false when another server did so first.
pub(super) async fn set_day(tx: &mut Tx, tenant: TenantId, row: &Row, day: Day) -> Result<bool> {
    let rows = sql!(
        tx,
        "update reminder_channel set last_day = $4
         where tenant_id = $1 and id = $2 and last_day = $3 and is_on = 1",
        tenant,
        row.id,
        row.last_day.as_str(),
        day
    )
    .run()
    .await?;
    Ok(rows == 1)
}

pub(super) async fn remove(tx: &mut Tx, tenant: TenantId, id: ChannelId) -> Result<()> {
    sql!(
        tx,
        "delete from reminder_channel where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .run()
    .await?;
    Ok(())
}
