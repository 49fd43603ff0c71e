//! The turn of the day: what the spans say of today becomes the tree and the
//! roster of today. Safe to run twice; a mark keeps it cheap.

use std::sync::Arc;

use ground::{Day, Result, Tx};

use super::store;
use crate::directory::people::membership;
use crate::directory::{access, clock};
use crate::{Counter, House, TenantId};

/// Brings every tenant up to the day that it trusts: a clock that went back turns
/// nothing back, one that jumped turns nothing yet (ruling 7).
pub async fn turn_day(tx: &mut Tx, house: &Arc<House>) -> Result<()> {
    for (tenant, since) in behind(tx, house).await? {
        let mut at = Counter::visitor(house, tenant);
        at.today = clock::keep(tx, &at).await?.ends_on;
        turn(tx, &at, since).await?;
    }
    Ok(())
}

/// Whether a tenant waits for the turn of the day.
pub async fn is_behind(tx: &mut Tx, house: &Arc<House>) -> Result<bool> {
    Ok(!behind(tx, house).await?.is_empty())
}

/// The tenants whose day is not turned, each with the day from which on to look.
async fn behind(tx: &mut Tx, house: &Arc<House>) -> Result<Vec<(TenantId, Day)>> {
    let mut waiting = Vec::new();
    for (tenant, turned) in store::turned(tx).await? {
        let today = clock::day(tx, house, tenant).await?;
        match turned {
            Some(day) if day == today => {}
            Some(day) if day < today => waiting.push((tenant, day)),
            // Never turned, or turned by a clock that had run ahead and was put right:
            // older than any record.
            _ => waiting.push((tenant, today.plus(-50_000))),
        }
    }
    Ok(waiting)
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
