//! The roster in from files and out into files (X-06, ruling 24).
//!
//! An import is read row by row, checked, matched with who is there, and staged
//! in lots; [`apply`] takes all of it over in one short transaction, and
//! [`undo`] takes it back as long as nothing was built on it. What leaves by
//! [`export`] shows protected columns only when a second person agreed.

mod apply;
mod branches;
mod cells;
mod columns;
mod entry;
mod export;
mod head;
mod merge;
mod reading;
mod requests;
mod rules;
mod staging;
mod store;
mod template;
mod undo;

use std::fmt;

use ground::{At, Refusal, Result, Tx};

pub use apply::{apply, cancel, discard, sweep};
pub use columns::Field;
pub use entry::Remark;
pub use export::export;
pub use paper::sheet::Limits;
pub use requests::{ExportRequest, RequestState, ask, decide, request, requests};
pub use staging::{Order, Report, check, stage};
pub use template::template;
pub use undo::{Leaning, added_by, undo};

use crate::directory::{Org, Path, Verb};
use crate::{BatchId, Counter, OrgId, PersonId};

ground::words! {
    /// How far an import has come.
    pub enum BatchState {
        /// Being read.
        Staging = "staging" "正在核对",
        /// Read and checked; nothing is on the roster yet.
        Staged = "staged" "等待确认",
        /// On the roster.
        Applied = "applied" "已导入",
        /// Taken back.
        Undone = "undone" "已撤销",
        /// Given up before anything was on the roster.
        Cancelled = "cancelled" "已放弃",
    }
}

/// An import of a file.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Into which organisation and those below it.
    pub org_id: OrgId,
    /// Where that stands.
    pub org_path: Path,
    /// Who brought the file.
    pub actor_id: PersonId,
    /// What the file was called.
    pub file_name: String,
    /// SHA-256 of its bytes.
    pub file_hash: String,
    /// Whether people who are there are brought up to the file: 1 or 0.
    pub updates: i64,
    /// Whether nothing is taken when any row is refused: 1 or 0.
    pub whole: i64,
    /// How far it has come.
    pub state: BatchState,
    /// Why it was given up.
    pub note: String,
    /// Rows read so far.
    pub rows_read: i64,
    /// People who are new.
    pub added: i64,
    /// People who were changed.
    pub changed: i64,
    /// People who were there as the file has them.
    pub unchanged: i64,
    /// Rows that were refused.
    pub refused: i64,
    /// When it began.
    pub created_at: At,
    /// When it last moved.
    pub beat_at: At,
    /// When it was taken over.
    pub settled_at: Option<At>,
    /// When it was taken back.
    pub undone_at: Option<At>,
}

impl Batch {
    /// Rows that were good.
    pub fn accepted(&self) -> i64 {
        self.added + self.changed + self.unchanged
    }

    /// Whether whoever read it has fallen silent: the file is to be brought again.
    pub fn is_stuck(&self, now: At) -> bool {
        self.state == BatchState::Staging && self.beat_at.plus_seconds(SILENCE) < now
    }
}

/// Seconds without a sign of life after which an import is given up.
const SILENCE: i64 = 120;
/// Seconds that a checked import waits to be confirmed.
const PATIENCE: i64 = 24 * 3600;

/// What this part of the directory says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// The file cannot be read.
    File(paper::sheet::No),
    /// No sheet of it has the headings of a roster.
    NoHead,
    /// It names nobody.
    Nobody,
    /// Some rows were refused, and all or none were wanted.
    NotWhole(i64),
    /// Somebody else settled or cancelled it first, or it was interrupted.
    Settled(BatchState),
    /// What was built on it: names with reasons, and how many more.
    LeantOn(Vec<String>, usize),
    /// A request needs a reason.
    NoReason,
    /// A request names no protected column.
    NoFields,
    /// Whoever asked may not answer.
    OwnRequest,
    /// It was answered, used, or its day is over.
    RequestOver,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(no) => no.fmt(f),
            Self::NoHead => {
                f.write_str("没有找到表头。表头里至少要有“姓名”和另一个栏目，可以先下载模板对照")
            }
            Self::Nobody => f.write_str("表头下面没有人员，请核对是不是选错了文件"),
            Self::NotWhole(rows) => write!(
                f,
                "有{rows}行没有通过，按“全部通过才导入”的选择，一行也没有导入"
            ),
            Self::Settled(state) => match state {
                BatchState::Applied => f.write_str("这一批已经导入过了"),
                BatchState::Undone => f.write_str("这一批已经撤销过了"),
                BatchState::Cancelled => f.write_str("这一批已经放弃，请重新选文件导入"),
                BatchState::Staging => f.write_str("这一批还在核对，请稍等"),
                BatchState::Staged => f.write_str("这一批还没有导入，不用撤销"),
            },
            Self::LeantOn(names, more) => {
                write!(f, "不能撤销，后面的事已经用到这一批：{}", names.join("；"))?;
                if *more > 0 {
                    write!(f, "；另有{more}人")?;
                }
                Ok(())
            }
            Self::NoReason => f.write_str("请写明为什么要导出这些栏目"),
            Self::NoFields => f.write_str("选一个以上的受保护栏目；不需要的话，可以直接导出遮盖版"),
            Self::OwnRequest => f.write_str("自己的申请要由另一个人批准"),
            Self::RequestOver => f.write_str("这份申请已经答复、用过或过期，请重新申请"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::File(_) | Self::NoHead | Self::Nobody => "file",
            Self::NoReason => "reason",
            Self::NoFields => "fields",
            _ => return None,
        })
    }
}

/// One import, with what was refused and noted, for whoever keeps that roster.
pub async fn batch(tx: &mut Tx, at: &Counter, id: BatchId) -> Result<Batch> {
    let batch = store::batch(tx, at.tenant, id)
        .await?
        .ok_or(ground::Error::NotFound)?;
    at.require(Verb::KeepRoster, &batch.org_path)?;
    Ok(batch)
}

/// The refused or noted rows of an import, in the order of the sheet; at most `count`.
pub async fn remarks(
    tx: &mut Tx,
    at: &Counter,
    id: BatchId,
    refused: Remarks,
    count: i64,
) -> Result<Vec<Remark>> {
    batch(tx, at, id).await?;
    store::remarks(tx, at.tenant, id, refused, count).await
}

ground::words! {
    /// Which remarks on an import.
    pub enum Remarks {
        /// Rows that were not taken.
        Refused = "refused" "没有通过",
        /// Rows that were taken and are worth a look.
        Noted = "noted" "请核对",
    }
}

/// The imports into places whose roster the actor keeps, newest first; at most `count`.
pub async fn batches(tx: &mut Tx, at: &Counter, count: i64) -> Result<Vec<Batch>> {
    let scopes = at
        .actor
        .as_ref()
        .map_or_else(Vec::new, |a| a.scopes(Verb::KeepRoster));
    let mut all = Vec::new();
    for scope in scopes {
        all.extend(store::batches(tx, at.tenant, &scope, count).await?);
    }
    all.sort_by_key(|b: &Batch| std::cmp::Reverse((b.created_at, b.id)));
    all.truncate(usize::try_from(count).unwrap_or(0));
    Ok(all)
}

/// Refuses unless the organisation is of this tenant, stands where it is said to,
/// and the actor may do this there: paths of two tenants look alike.
async fn is_ours(tx: &mut Tx, at: &Counter, org: &Org, verb: Verb) -> Result<()> {
    let there = crate::directory::org(tx, at.tenant, org.id).await?;
    at.require(verb, &there.path)?;
    if there.path == org.path {
        Ok(())
    } else {
        Err(ground::Error::NotFound)
    }
}
