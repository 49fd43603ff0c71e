//! What others read of a campaign.

use ground::{Error, Result, Tx};

use super::{
    Campaign, Decided, Item, Phase, Programme, Reply, State, StepRow, Submission, Task, Track,
    plan_of, store,
};
use crate::directory::Path;
use crate::{CampaignId, Counter, TaskId, TenantId};

/// A campaign that exists for the actor.
pub async fn seen(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<Campaign> {
    let campaign = store::campaign(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let exists = at
        .actor
        .as_ref()
        .is_some_and(|a| a.sees(&campaign.org_path));
    if exists {
        Ok(campaign)
    } else {
        Err(Error::NotFound)
    }
}

/// One campaign of the tenant, for rooms above and for public pages.
pub async fn campaign(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Campaign> {
    store::campaign(tx, tenant, id)
        .await?
        .ok_or(Error::NotFound)
}

/// The newest campaign in force whose organisation covers this place.
pub async fn in_force(tx: &mut Tx, tenant: TenantId, path: &Path) -> Result<Option<Campaign>> {
    let all = store::campaigns(tx, tenant).await?;
    let running = || all.iter().filter(|c| c.state == State::InForce);
    let own = running().find(|c| c.org_path.covers(path));
    // One below the place shows only where the place has none of its own.
    Ok(own
        .or_else(|| running().find(|c| path.covers(&c.org_path)))
        .cloned())
}

/// The campaigns of the actor's scope, newest first.
pub async fn campaigns(tx: &mut Tx, at: &Counter) -> Result<Vec<Campaign>> {
    let Some(actor) = &at.actor else {
        return Ok(Vec::new());
    };
    let all = store::campaigns(tx, at.tenant).await?;
    Ok(all
        .into_iter()
        .filter(|c| actor.sees(&c.org_path))
        .collect())
}

/// What the plan comes to as its items stand: what it would run on if it came in force now.
pub async fn programme(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<Programme> {
    let campaign = seen(tx, at, id).await?;
    let items = store::items(tx, at.tenant, id).await?;
    plan_of(at, &campaign, &items)
}

/// The items of a plan with their last checks.
pub async fn items(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<Vec<Item>> {
    seen(tx, at, id).await?;
    store::items(tx, at.tenant, id).await
}

/// The decisions on a subject, newest first.
pub async fn decisions(tx: &mut Tx, tenant: TenantId, subject: uuid::Uuid) -> Result<Vec<Decided>> {
    store::decisions(tx, tenant, subject).await
}

/// The submissions of a plan with their replies, newest first.
pub async fn submissions(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Submission>> {
    store::submissions(tx, tenant, id).await
}

/// The replies to a plan, newest first.
pub async fn replies(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Reply>> {
    store::replies(tx, tenant, id).await
}

/// The steps of a campaign, in order.
pub async fn steps(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<StepRow>> {
    store::steps(tx, tenant, id).await
}

/// The phases of a campaign, in order.
pub async fn phases(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Phase>> {
    store::phases(tx, tenant, id).await
}

/// The tracks of a campaign, in order.
pub async fn tracks(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Track>> {
    store::tracks(tx, tenant, id).await
}

/// The focus areas of one category, in the plan's order.
pub async fn focus_areas(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    category: &str,
) -> Result<Vec<String>> {
    store::focus_areas(tx, tenant, id, category).await
}

/// The tasks of a campaign, by due day.
pub async fn tasks(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Task>> {
    store::tasks(tx, tenant, id).await
}

/// One task that exists for the actor.
pub async fn task(tx: &mut Tx, at: &Counter, id: TaskId) -> Result<Task> {
    let task = store::task(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    seen(tx, at, task.campaign_id).await?;
    Ok(task)
}
