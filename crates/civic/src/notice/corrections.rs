//! The correction of a published plan: put before the superior who agreed to the plan,
//! and published on the superior's reply alone (rulings 9, 10).

use ground::{Error, Result, Tx};

pub use super::store::Proposal;
use super::store::{self, Publication};
use super::{No, Snapshot, State, Topic, publishing};
use crate::audit::{self, Act};
use crate::directory::Verb;
use crate::{Counter, ProposalId, PublicationId, TenantId};

ground::words! {
    /// What a superior replies to a correction.
    pub enum Answer {
        /// It is published so.
        Agreed = "agreed" "同意更正",
        /// It is not.
        Returned = "returned" "退回",
    }
}

/// Puts a correction before the superior: the words that are to stand, and why.
pub async fn propose(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    snapshot: &Snapshot,
    reason: &str,
    secrecy_checked: bool,
) -> Result<ProposalId> {
    const LONGEST: usize = 1000;
    let publication = publishing::changing(tx, at, id).await?;
    if publication.topic != Topic::Plan {
        return Err(No::Standing(publication.topic).into());
    }
    if publication.state != State::Public {
        return Err(No::Over(publication.state).into());
    }
    if reason.trim().is_empty() {
        return Err(No::Empty("reason", "更正的理由").into());
    }
    if reason.chars().count() > LONGEST {
        return Err(No::TooLong("reason", "更正的理由", LONGEST).into());
    }
    if !secrecy_checked {
        return Err(No::SecrecyUnchecked.into());
    }
    let proposals = store::proposals(tx, at.tenant, id).await?;
    if proposals.iter().any(|p| !p.is_answered()) {
        return Err(No::Asked.into());
    }
    let old = store::version(tx, at.tenant, id, publication.version)
        .await?
        .ok_or(Error::NotFound)?;
    if old.content()? == *snapshot {
        return Err(No::Unchanged.into());
    }
    let proposal: ProposalId = at.id();
    let text = serde_json::to_string(snapshot)?;
    store::add_proposal(tx, at, proposal, &publication, &text, reason.trim()).await?;
    audit::note(tx, at, Act::CorrectionProposed, id.0, reason.trim()).await?;
    Ok(proposal)
}

/// The superior's reply: agreed, and the correction is published in the same act; or
/// returned, with the reason.
pub async fn answer(
    tx: &mut Tx,
    at: &Counter,
    proposal: ProposalId,
    answer: Answer,
    opinion: &str,
) -> Result<()> {
    const LONGEST: usize = 1000;
    let asked = store::proposal(tx, at.tenant, proposal)
        .await?
        .ok_or(Error::NotFound)?;
    let publication = store::publication(tx, at.tenant, asked.publication_id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(Verb::ReplyPlan, &publication.org_path)?;
    if asked.asked_by == at.actor_id() {
        return Err(No::OwnCorrection.into());
    }
    if answer == Answer::Returned && opinion.trim().is_empty() {
        return Err(No::Empty("opinion", "退回的理由").into());
    }
    if opinion.chars().count() > LONGEST {
        return Err(No::TooLong("opinion", "意见", LONGEST).into());
    }
    let settled = store::settle_proposal(tx, at, proposal, answer, opinion.trim()).await?;
    if settled == 0 {
        return Err(No::Answered.into());
    }
    audit::note(
        tx,
        at,
        Act::CorrectionReplied,
        publication.id.0,
        answer.word(),
    )
    .await?;
    match answer {
        Answer::Returned => Ok(()),
        Answer::Agreed => agreed(tx, at, &publication, &asked).await,
    }
}

async fn agreed(
    tx: &mut Tx,
    at: &Counter,
    publication: &Publication,
    asked: &Proposal,
) -> Result<()> {
    if publication.version != asked.version {
        return Err(No::NewerVersion.into());
    }
    let snapshot = serde_json::from_str(&asked.snapshot)?;
    publishing::replace(tx, at, publication, &snapshot, true, asked.asked_by).await
}

/// One of them, when it exists for the actor.
pub async fn proposal(tx: &mut Tx, at: &Counter, id: ProposalId) -> Result<Option<Proposal>> {
    let Some(proposal) = store::proposal(tx, at.tenant, id).await? else {
        return Ok(None);
    };
    super::seen(tx, at, proposal.publication_id).await?;
    Ok(Some(proposal))
}

/// The corrections that were put before the superior, newest first.
pub async fn proposals(tx: &mut Tx, tenant: TenantId, id: PublicationId) -> Result<Vec<Proposal>> {
    store::proposals(tx, tenant, id).await
}
