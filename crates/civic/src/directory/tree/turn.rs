//! The turn of the day: what the spans say of today becomes the tree and the
//! roster of today. Safe to run twice; a mark keeps it cheap.

use std::sync::Arc;

use ground::{Day, Result, Tx};

use super::store;
use crate::directory::access;
use crate::directory::people::membership;
use crate::{Counter, House, TenantId};

/// Brings every tenant up to today. A clock that went back turns nothing back (ruling 7).
pub async fn turn_day(tx: &mut Tx, house: &Arc<House>) -> Result<()> {
    let today = house.today();
    for tenant in store::behind(tx, today).await? {
        turn_tenant(tx, house, tenant).await?;
    }
    Ok(())
}

/// Whether a tenant waits for the turn of the day: one look at one row.
pub async fn is_behind(tx: &mut Tx, house: &Arc<House>) -> Result<bool> {
    Ok(!store::behind(tx, house.today()).await?.is_empty())
}

async fn turn_tenant(tx: &mut Tx, house: &Arc<House>, tenant: TenantId) -> Result<()> {
    let at = Counter::visitor(house, tenant);
    let since = store::turned(tx, tenant).await?;
    // Never turned: older than any record.
    turn(tx, &at, since.unwrap_or_else(|| at.today.plus(-50_000))).await
}

/// Brings one tenant up to the counter's day: all that begins or ends from `since` on.
pub(super) async fn turn(tx: &mut Tx, at: &Counter, since: Day) -> Result<()> {
    let (tenant, today) = (at.tenant, at.today);
    store::open_orgs(tx, tenant, today).await?;
    // Before those close that end today: who came after the approval follows the heir.
    for (closed, heir, effective) in store::endings(tx, tenant, today).await? {
        let to = super::org(tx, tenant, heir).await?;
        for stay in membership::all_open(tx, tenant, closed).await? {
            let from = effective.max(stay.from_day);
            membership::move_to(tx, tenant, &stay, &to, from).await?;
            access::follow(tx, at, &stay, &to, from).await?;
        }
        membership::resettle(tx, tenant, closed, &to).await?;
        store::recover(tx, tenant, closed, heir, effective).await?;
    }
    store::close_orgs(tx, tenant, today).await?;
    membership::bring_up(tx, tenant, since, today).await?;
    store::settle_changes(tx, tenant, today).await?;
    store::set_turned(tx, tenant, today).await
}
