//! From the staging tables onto the roster: one short transaction, or nothing.

use ground::{Db, Result, Tx};

use super::{Batch, BatchState, No, Remark, Remarks, batch, store};
use crate::audit::{self, Act};
use crate::{BatchId, Counter};

/// Takes a checked import over. Rows that no longer fit are refused by name of
/// their column; with 'all or none' any refusal is the end of it.
pub async fn apply(tx: &mut Tx, at: &Counter, id: BatchId) -> Result<Vec<Remark>> {
    let staged = batch(tx, at, id).await?;
    if staged.state != BatchState::Staged {
        return Err(No::Settled(staged.state).into());
    }
    let late = late(tx, at, &staged).await?;
    let refused = staged.refused + i64::try_from(late.len()).unwrap_or(0);
    if staged.whole == 1 && refused > 0 {
        return Err(No::NotWhole(refused).into());
    }
    let counts = store::counts(tx, at.tenant, id).await?;
    let more = i64::try_from(late.len()).unwrap_or(0);
    if store::settle(tx, at, id, counts, more).await? == 0 {
        return Err(No::Settled(BatchState::Applied).into());
    }
    store::take_new(tx, at, id).await?;
    store::take_changes(tx, at, id).await?;
    let payload = serde_json::json!({
        "file": staged.file_hash,
        "added": counts.0,
        "changed": counts.1,
        "unchanged": staged.unchanged,
        "refused": refused,
    });
    audit::note(tx, at, Act::RosterImported, id.0, &payload.to_string()).await?;
    Ok(late)
}

/// The rows that fitted when they were staged and do not now; they are taken out.
async fn late(tx: &mut Tx, at: &Counter, staged: &Batch) -> Result<Vec<Remark>> {
    let found = store::conflicts(tx, at.tenant, staged.id, at.today).await?;
    let columns = super::columns::Columns::shipped()?;
    let mut late: Vec<Remark> = Vec::new();
    for conflict in found {
        let row = u32::try_from(conflict.line).unwrap_or(0);
        if late.last().is_some_and(|l| l.row == row) {
            continue;
        }
        let (field, reason) = match (conflict.why.as_str(), staged.updates) {
            ("org", _) => (
                super::Field::Branch,
                "这个组织刚有调整，请核对后把这一行再导入一次",
            ),
            ("version", _) => (
                super::Field::Name,
                "这个人的资料刚被别人改过，请把这一行再导入一次",
            ),
            (_, 1) => (
                super::Field::Name,
                "这个人刚被别人登记，请把这一行再导入一次",
            ),
            _ => (
                super::Field::Name,
                "这个人刚被别人登记，已在名册。要改资料，勾选“更新已有人员”再导入",
            ),
        };
        late.push(Remark {
            row,
            column: columns.title(field).to_owned(),
            reason: reason.to_owned(),
        });
    }
    let lines: Vec<i64> = late.iter().map(|r| i64::from(r.row)).collect();
    store::drop_lines(tx, at.tenant, staged.id, &lines).await?;
    // After those of the file, which are numbered from 0 and at most a few for each row.
    let first = i64::from(u32::MAX);
    store::add_remarks(tx, at.tenant, staged.id, Remarks::Refused, &late, first).await?;
    Ok(late)
}

/// Gives an import up that is not on the roster.
pub async fn cancel(tx: &mut Tx, at: &Counter, id: BatchId, why: &str) -> Result<()> {
    let found = batch(tx, at, id).await?;
    if !matches!(found.state, BatchState::Staging | BatchState::Staged) {
        return Err(No::Settled(found.state).into());
    }
    if store::cancel(tx, at.tenant, id, found.state, why).await? == 0 {
        return Err(No::Settled(found.state).into());
    }
    Ok(())
}

/// Takes away every trace of an import whose file could not be read.
pub async fn discard(tx: &mut Tx, at: &Counter, id: BatchId) -> Result<()> {
    store::discard(tx, at.tenant, id).await
}

/// Takes away what is staged and no longer needed: of imports that are settled or
/// given up, that fell silent, or that nobody confirmed within a day.
pub async fn sweep(db: &Db, at: &Counter) -> Result<()> {
    let now = at.house.clock.now();
    let done = db
        .read(|tx| Box::pin(store::sweepable(tx, at.tenant, now)))
        .await?;
    for (id, is_open) in done {
        db.write(|tx| {
            Box::pin(async move {
                if is_open {
                    for state in [BatchState::Staging, BatchState::Staged] {
                        let why = "中断或隔天没有确认";
                        store::cancel(tx, at.tenant, id, state, why).await?;
                    }
                }
                store::unstage(tx, at.tenant, id).await
            })
        })
        .await?;
    }
    Ok(())
}
