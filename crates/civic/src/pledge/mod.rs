//! Public pledges (公开承诺) of members and of branches: 提诺 → 审诺 → 亮诺 → 践诺 → 评诺.
//! Beside them the papers of the step: personal plans, declarations, the superior's
//! opinion. S4.1-06, S4.2-*, S3.3-12, field-facts 2.6, ruling 11.

pub mod assessing;
mod checking;
mod correcting;
pub mod coverage;
pub mod declarations;
pub mod drafts;
pub mod evidence;
mod keeping;
pub mod lists;
pub mod papers;
pub mod plans;
mod refusals;
pub mod rules;
mod store;
mod whose;
mod writing;

use std::collections::HashMap;

use ground::{Day, Error, Result, Tx};

pub use checking::{Verdict, check, publish, publish_passed, waiting_to_publish};
pub use correcting::{Correction, NewCorrection, correct, corrections};
pub use evidence::{Evidence, NewEvidence, Proof, add_evidence};
pub use keeping::{Judged, explain, judge, keep};
pub use lists::{Counts, Kept, counts, kept_last};
pub use refusals::No;
pub use store::{Check, Explanation, Judgement, Keeping, Pledge, PledgeVersion};
pub use whose::Whose;
pub use writing::{NewPledge, amend, campaign_of, withdraw, write, write_for_branch};

use crate::directory::{Path, Verb};
use crate::{CampaignId, Counter, PersonId, PledgeId, TenantId};

ground::words! {
    /// Whose a pledge is. A branch's stand before its members', by the words as by right.
    pub enum Subject {
        /// A branch's.
        Branch = "branch" "党组织",
        /// A member's.
        Member = "member" "党员",
    }
}

ground::words! {
    /// How far a pledge has come.
    pub enum State {
        /// Waits for the branch.
        Submitted = "submitted" "待审核",
        /// Returned with a reason.
        Returned = "returned" "退回补正",
        /// Taken back by who wrote it, before it was public.
        Withdrawn = "withdrawn" "已撤回",
        /// Passed, not yet public.
        Passed = "passed" "待公布",
        /// Public, being kept.
        Published = "published" "在办",
        /// Kept.
        Kept = "kept" "办结",
        /// Not kept, for a reason that was accepted.
        Excused = "excused" "未兑现，说明已认可",
        /// Not kept, and criticised for it.
        Criticised = "criticised" "未兑现，受批评",
    }
}

impl State {
    /// Whether anyone may see it.
    pub fn is_public(self) -> bool {
        matches!(
            self,
            Self::Published | Self::Kept | Self::Excused | Self::Criticised
        )
    }

    /// Whether it is settled, one way or the other.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Kept | Self::Excused | Self::Criticised)
    }
}

/// Refuses when the pledge is no longer what its reader decided on; `read` is what
/// [`Pledge::reading`] said then, empty where no page was read.
pub async fn as_read(tx: &mut Tx, at: &Counter, id: PledgeId, read: &str) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    if read.is_empty() || pledge.reading() == read {
        Ok(())
    } else {
        Err(No::Changed.into())
    }
}

/// A pledge that exists for the actor: their own, or of an organisation they see.
/// A member's stands where the member stands today.
pub async fn seen(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Pledge> {
    let pledge = store::pledge(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let exists = at
        .actor
        .as_ref()
        .is_some_and(|a| pledge.is_own(a.person) || a.may(Verb::See, &pledge.org_path));
    if exists {
        Ok(pledge)
    } else {
        Err(Error::NotFound)
    }
}

/// One's own pledges, newest first.
pub async fn own(tx: &mut Tx, at: &Counter) -> Result<Vec<Pledge>> {
    store::of_person(tx, at.tenant, at.actor_id()).await
}

/// The pledges of one member or branch in a campaign, by day.
pub async fn of_subject(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    subject: uuid::Uuid,
) -> Result<Vec<Pledge>> {
    store::of_subject(tx, tenant, campaign, subject).await
}

/// All public pledges of whose this public one is, by day.
pub async fn public_of(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    id: PledgeId,
) -> Result<Vec<Pledge>> {
    let one = store::pledge(tx, tenant, id).await?;
    let one = one.filter(|p| p.is_public() && p.campaign_id == campaign);
    let subject = one.ok_or(Error::NotFound)?.subject_id;
    let mut all = store::of_subject(tx, tenant, campaign, subject).await?;
    all.retain(Pledge::is_public);
    Ok(all)
}

/// Of each member of a sub-tree who has written: how many pledges, and how much evidence.
pub async fn done_by_members(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<HashMap<PersonId, (i64, i64)>> {
    let mut out: HashMap<PersonId, (i64, i64)> = HashMap::new();
    for (person, written, _) in store::tally::members(tx, tenant, campaign, below).await? {
        out.entry(person).or_default().0 = written;
    }
    for (person, evidence) in store::evidence::counts_below(tx, tenant, campaign, below).await? {
        out.entry(person).or_default().1 = evidence;
    }
    Ok(out)
}

/// All versions of a pledge, newest first.
pub async fn versions(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Vec<PledgeVersion>> {
    seen(tx, at, id).await?;
    store::versions(tx, at.tenant, id).await
}

/// The checks of a pledge, newest first.
pub async fn checks(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Vec<Check>> {
    seen(tx, at, id).await?;
    store::checks(tx, at.tenant, id).await
}

/// When and with which words a pledge was settled as kept, if it was.
pub async fn keeping(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Option<Keeping>> {
    seen(tx, at, id).await?;
    store::keeping(tx, at.tenant, id).await
}

/// Why it was not kept, in the words of whose it is; newest first.
pub async fn explanations(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Vec<Explanation>> {
    seen(tx, at, id).await?;
    store::explanations(tx, at.tenant, id).await
}

/// What the organisation said to a pledge that was not kept, if it did.
pub async fn judgement(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Option<Judgement>> {
    seen(tx, at, id).await?;
    store::judgement(tx, at.tenant, id).await
}

/// What became of the members' public pledges of a sub-tree: id, whose, state, due day.
pub async fn settled(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<(PledgeId, PersonId, State, Day)>> {
    store::settled(tx, tenant, campaign, below).await
}

impl Pledge {
    /// Whether anyone may see it.
    pub fn is_public(&self) -> bool {
        self.state.is_public()
    }

    /// Whether its day has passed.
    pub fn is_overdue(&self, today: Day) -> bool {
        rules::is_overdue(self.state, self.due_day, today)
    }

    /// What a reader of its page has seen: the version, and how many pieces of evidence
    /// and explanations stood there.
    pub fn reading(&self) -> String {
        let (evidence, explained) = (self.evidence_count, self.explained_count);
        format!("{}.{evidence}.{explained}", self.version)
    }

    /// Whether it is this person's own.
    pub fn is_own(&self, person: PersonId) -> bool {
        self.person_id == Some(person)
    }

    /// The verb that settles and assesses it: a branch's is never settled by the branch.
    pub fn settling(&self) -> Verb {
        match self.subject {
            Subject::Branch => Verb::KeepBranchPledge,
            Subject::Member => Verb::KeepPledge,
        }
    }

    /// The result that can be measured, with its amount when one was given.
    pub fn result(&self) -> String {
        rules::result(&self.measure, self.amount, &self.unit)
    }
}

/// Zero rows moved means that another decision came first. Who comes second reads what
/// stands now, not what stood when they looked.
async fn moved(tx: &mut Tx, at: &Counter, rows: u64, id: PledgeId) -> Result<()> {
    if rows == 1 {
        return Ok(());
    }
    let now = store::pledge(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    Err(No::OutOfOrder(now.state).into())
}
