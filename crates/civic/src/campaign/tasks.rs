//! What is to be done, by whom, by when.

use ground::{Day, Error, Result, Tx};

use super::{Cadence, No, State, seen, store};
use crate::audit::{self, Act};
use crate::directory::Verb;
use crate::{CampaignId, Counter, TaskId};

/// A new task.
#[derive(Debug, Clone)]
pub struct NewTask<'a> {
    /// What is to be done.
    pub title: &'a str,
    /// Whose it is: a post or a name.
    pub owner: &'a str,
    /// Once or again and again.
    pub cadence: Cadence,
    /// The (first) due day.
    pub due: Day,
}

/// Sets a task of a campaign in force.
pub async fn set_task(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    new: NewTask<'_>,
) -> Result<TaskId> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::KeepTasks, &campaign.org_path)?;
    if campaign.state != State::InForce {
        return Err(No::NotInForce.into());
    }
    for (field, what, value) in [
        ("title", "任务内容", new.title),
        ("owner", "责任人", new.owner),
    ] {
        if value.trim().is_empty() {
            return Err(No::Empty(field, what).into());
        }
    }
    let task: TaskId = at.id();
    store::add_task(tx, at, task, &campaign, &new, "").await?;
    audit::note(tx, at, Act::TaskSet, task.0, new.title).await?;
    Ok(task)
}

/// Ticks off a task for the due day that stands open.
pub async fn finish_task(tx: &mut Tx, at: &Counter, task: TaskId, note: &str) -> Result<()> {
    let task = store::task(tx, at.tenant, task)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(Verb::KeepTasks, &task.org_path)?;
    let Some(due) = task.open_due() else {
        return Err(No::TaskDone.into());
    };
    if store::add_done(tx, at, task.id, due, note).await? == 0 {
        return Err(No::TaskDone.into());
    }
    audit::note(tx, at, Act::TaskDone, task.id.0, &due.to_string()).await
}
