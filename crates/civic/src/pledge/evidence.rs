//! What was done toward a public pledge (佐证): words, perhaps a number in the unit of the
//! pledge, perhaps files (S4.2-03). Neither is ever asked for: a photo least of all.
//!
//! Words and numbers become public when the pledge is settled as kept. Files stay inside,
//! for whoever may see the record: pictures show faces, and nobody asked those.

use ground::{Error, Result, Tx};
use paper::intake::Taken;

use super::keeping::said;
use super::refusals::all_of;
use super::{No, Pledge, State, rules, seen, store};
use crate::audit::{self, Act};
use crate::directory::Verb;
use crate::directory::people::keeping::Erased;
use crate::files::{self, Stored};
use crate::{Counter, FileId, PledgeId, TenantId};

pub use super::store::evidence::{Evidence, EvidenceFile, OwnFile, Proof};

/// What was done, as somebody puts it.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewEvidence<'a> {
    /// In words: a number or a picture without a word tells nobody what was done.
    pub text: &'a str,
    /// How much, as it was typed; empty when it was not counted.
    pub done: &'a str,
}

impl<'a> NewEvidence<'a> {
    /// In words alone.
    pub fn words(text: &'a str) -> Self {
        Self { text, done: "" }
    }
}

/// A file that somebody brought, taken in.
#[derive(Debug, Clone)]
pub struct Brought {
    /// What it was called.
    pub name: String,
    /// What is kept of it.
    pub taken: Taken,
}

/// Adds evidence: by the member or by the branch.
pub async fn add_evidence(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    new: NewEvidence<'_>,
    brought: &[Brought],
) -> Result<()> {
    let pledge = addable(tx, at, id).await?;
    let (text, amount) = checked(tx, at, &pledge, new, brought.len()).await?;
    store::evidence::add(tx, at, id, text, amount).await?;
    for one in brought {
        let file = files::keep(tx, at, &one.name, &one.taken).await?;
        store::evidence::link(tx, at.tenant, id, file).await?;
    }
    audit::note(tx, at, Act::PledgeEvidence, id.0, "").await
}

/// Refuses evidence that would not be added with so many files, before anybody unpacks
/// them: whoever may not add any makes no work.
pub async fn could_add(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    new: NewEvidence<'_>,
    files: usize,
) -> Result<()> {
    let pledge = addable(tx, at, id).await?;
    checked(tx, at, &pledge, new, files).await?;
    Ok(())
}

/// A pledge that the actor may add evidence to, now.
async fn addable(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Pledge> {
    let pledge = seen(tx, at, id).await?;
    if !pledge.is_own(at.actor_id()) {
        let verb = match pledge.person_id {
            Some(_) => Verb::KeepPledge,
            None => Verb::WriteBranchPledge,
        };
        at.require(verb, &pledge.org_path)?;
    }
    match pledge.state {
        State::Published => Ok(pledge),
        state => Err(No::OutOfOrder(state).into()),
    }
}

/// The words and the number of evidence that can stand; otherwise every problem at once.
async fn checked<'n>(
    tx: &mut Tx,
    at: &Counter,
    pledge: &Pledge,
    new: NewEvidence<'n>,
    files: usize,
) -> Result<(&'n str, Option<i64>)> {
    let mut problems = Vec::new();
    let text = said("text", "做了什么", new.text).unwrap_or_else(|no| {
        problems.push(no);
        ""
    });
    let done = rules::done(new.done, &pledge.unit).unwrap_or_else(|no| {
        problems.push(no);
        None
    });
    let there = store::evidence::file_count(tx, at.tenant, pledge.id).await?;
    problems.extend(rules::may_attach(files, there).err());
    all_of(problems)?;
    Ok((text, done))
}

/// The evidence on a pledge, newest first.
pub async fn of_pledge(tx: &mut Tx, tenant: TenantId, id: PledgeId) -> Result<Vec<Evidence>> {
    store::evidence::of_pledge(tx, tenant, id).await
}

/// The files beside the evidence on a pledge, the oldest evidence first.
pub async fn files(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Vec<EvidenceFile>> {
    seen(tx, at, id).await?;
    store::evidence::files(tx, at.tenant, id).await
}

/// Opens a file beside the evidence on a pledge, for whoever may see the record.
pub async fn open(tx: &mut Tx, at: &Counter, id: PledgeId, file: FileId) -> Result<Stored> {
    seen(tx, at, id).await?;
    if !store::evidence::has_file(tx, at.tenant, id, file).await? {
        return Err(Error::NotFound);
    }
    files::open(tx, at.tenant, file).await
}

/// The actor's own files: handed in by them, or beside their own pledges. The oldest first.
pub async fn own_files(tx: &mut Tx, at: &Counter) -> Result<Vec<OwnFile>> {
    store::evidence::files_of_person(tx, at.tenant, at.actor_id()).await
}

/// Erases the files beside the pledges of somebody whose record was erased (PIPL 47):
/// words and numbers stay under the name of nobody, a face does not.
pub async fn erase_files(tx: &mut Tx, at: &Counter, erased: &Erased) -> Result<()> {
    let gone = store::evidence::unlink_of_person(tx, at.tenant, erased.person()).await?;
    for file in gone {
        files::erase(tx, at, file).await?;
    }
    Ok(())
}

impl Pledge {
    /// How much was done of what was pledged, of these pieces of evidence; empty where
    /// nothing was counted.
    pub fn progress(&self, amounts: impl Iterator<Item = Option<i64>>) -> String {
        rules::progress(amounts.flatten().sum(), self.amount, &self.unit)
    }

    /// What was done, in words and number.
    pub fn deed(&self, text: &str, amount: Option<i64>) -> String {
        rules::result(text, amount.unwrap_or(0), &self.unit)
    }
}
