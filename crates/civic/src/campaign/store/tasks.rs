//! Tasks, and when they were done.

use ground::{Day, Result, Tx, sql};

use super::Campaign;
use crate::campaign::{Cadence, NewTask, rules};
use crate::directory::Path;
use crate::{CampaignId, Counter, TaskId, TenantId};

/// A task with the due day it was last done for.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Task {
    pub id: TaskId,
    pub campaign_id: CampaignId,
    pub org_path: Path,
    pub title: String,
    pub owner: String,
    pub cadence: Cadence,
    pub due_day: Day,
    pub source: String,
    pub done_for: Option<Day>,
}

impl Task {
    /// The due day that stands open; none when it is done for good.
    pub fn open_due(&self) -> Option<Day> {
        match self.done_for {
            None => Some(self.due_day),
            Some(done) => rules::next_due(self.cadence, done),
        }
    }
}

pub(in crate::campaign) async fn add_task(
    tx: &mut Tx,
    at: &Counter,
    id: TaskId,
    campaign: &Campaign,
    t: &NewTask<'_>,
    source: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into task (tenant_id, id, campaign_id, org_path, title, owner, cadence, due_day, source, created_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        at.tenant, id, campaign.id, campaign.org_path.clone(), t.title.trim(), t.owner.trim(), t.cadence, t.due,
        source, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::campaign) async fn task(
    tx: &mut Tx,
    tenant: TenantId,
    id: TaskId,
) -> Result<Option<Task>> {
    sql!(
        tx,
        "select t.id, t.campaign_id, t.org_path, t.title, t.owner, t.cadence, t.due_day, t.source,
            (select max(d.due_day) from task_done d where d.tenant_id = t.tenant_id and d.task_id = t.id) as done_for
         from task t where t.tenant_id = $1 and t.id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(in crate::campaign) async fn tasks(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Vec<Task>> {
    sql!(
        tx,
        "select t.id, t.campaign_id, t.org_path, t.title, t.owner, t.cadence, t.due_day, t.source,
            (select max(d.due_day) from task_done d where d.tenant_id = t.tenant_id and d.task_id = t.id) as done_for
         from task t where t.tenant_id = $1 and t.campaign_id = $2 order by t.due_day, t.id",
        tenant, id
    )
    .all()
    .await
}

pub(in crate::campaign) async fn add_done(
    tx: &mut Tx,
    at: &Counter,
    id: TaskId,
    due: Day,
    note: &str,
) -> Result<u64> {
    sql!(
        tx,
        "insert into task_done (tenant_id, task_id, due_day, note, actor_id, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant_id, task_id, due_day) do nothing",
        at.tenant, id, due, note, at.actor_id(), at.now
    )
    .run()
    .await
}
