//! The body resolves, the superior replies, the plan comes in force (ruling 9).

use ground::{Day, Error, Result, Tx};

use super::{
    Matter, Minutes, No, Programme, ReplyKind, Verdict, moved, plan_of, rules, seen, store,
};
use crate::audit::{self, Act};
use crate::directory::{Org, Verb};
use crate::{CampaignId, Counter, DecisionId, PublicationId};

/// Records what a body decided on a subject; refuses minutes that do not carry it.
/// A members' meeting is as large as the roster (ruling 2); no meeting decided
/// before `since`, the day on which there was something to decide.
pub async fn record_decision(
    tx: &mut Tx,
    at: &Counter,
    org: &Org,
    matter: Matter,
    subject: uuid::Uuid,
    since: Day,
    minutes: Minutes,
) -> Result<DecisionId> {
    at.require(Verb::RecordDecision, &org.path)?;
    // Of the day of the meeting; and of today, for a roster that was written down after it.
    let roster = crate::directory::full_members(tx, at.tenant, &org.path, at.today).await?;
    let then = crate::directory::full_members(tx, at.tenant, &org.path, minutes.held_on).await?;
    let words = &at.house.defaults;
    if minutes.due < words.smallest_meeting {
        return Err(No::TooSmall(words.smallest_meeting).into());
    }
    if minutes.held_on < since {
        return Err(No::MeetingBefore(since).into());
    }
    if minutes.meeting.contains(&words.members_meeting) && ![then, roster].contains(&minutes.due) {
        return Err(No::NotTheRoster {
            due: minutes.due,
            roster,
        }
        .into());
    }
    let carried = rules::carried(minutes, at.today)?;
    let id: DecisionId = at.id();
    store::add_decision(tx, at, id, org.id, matter, subject, carried.minutes()).await?;
    audit::note(tx, at, Act::Decided, id.0, &carried.minutes().resolution).await?;
    Ok(id)
}

/// The branch resolves its plan.
pub async fn resolve(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    minutes: Minutes,
) -> Result<DecisionId> {
    let campaign = seen(tx, at, id).await?;
    let to = rules::after(campaign.state, rules::Step::Resolve)?;
    let org = crate::directory::org(tx, at.tenant, campaign.org_id).await?;
    let since = at.house.zone.day(campaign.created_at);
    let decision = record_decision(tx, at, &org, Matter::Plan, id.0, since, minutes).await?;
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    Ok(decision)
}

/// Submits the resolved plan to the superior.
pub async fn submit(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<()> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::SubmitPlan, &campaign.org_path)?;
    let to = rules::after(campaign.state, rules::Step::Submit)?;
    let decision = store::decisions(tx, at.tenant, id.0)
        .await?
        .into_iter()
        .next()
        .ok_or(Error::NotFound)?;
    let settled = store::items(tx, at.tenant, id).await?;
    let settled = settled
        .iter()
        .map(|i| (i.number, i.verdict.map(Verdict::word), i.settled_value()));
    let settled = serde_json::to_string(&settled.collect::<Vec<_>>())?;
    let hash = ground::fingerprint(&format!("{}{settled}", campaign.source_hash));
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    store::add_submission(tx, at, id, decision.id, &hash).await?;
    audit::note(tx, at, Act::PlanSubmitted, id.0, &hash).await
}

/// The superior's reply.
#[derive(Debug, Clone)]
pub struct NewReply<'a> {
    /// Agree, amend or return.
    pub kind: ReplyKind,
    /// The opinion; needed unless agreed.
    pub opinion: &'a str,
    /// The reply's document number; may be empty.
    pub doc_no: &'a str,
}

/// The superior agrees, amends or returns. Never by who submitted it.
pub async fn reply(tx: &mut Tx, at: &Counter, id: CampaignId, reply: NewReply<'_>) -> Result<()> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::ReplyPlan, &campaign.org_path)?;
    let to = rules::after(campaign.state, rules::Step::Reply(reply.kind))?;
    let submission = store::submissions(tx, at.tenant, id)
        .await?
        .into_iter()
        .next()
        .ok_or(Error::NotFound)?;
    if submission.submitted_by == at.actor_id() {
        return Err(No::OwnSubmission.into());
    }
    if reply.kind != ReplyKind::Agreed && reply.opinion.trim().is_empty() {
        return Err(No::ReplyWithoutReason.into());
    }
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    store::add_reply(tx, at, id, submission.seq, &reply).await?;
    audit::note(tx, at, Act::PlanReplied, id.0, reply.kind.word()).await
}

/// Puts the approved plan in force: phases, steps, tracks, focus areas and
/// tasks begin to exist. Publishing it is the notice room's verb.
pub async fn issue(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<Programme> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::IssuePlan, &campaign.org_path)?;
    let to = rules::after(campaign.state, rules::Step::Issue)?;
    let items = store::items(tx, at.tenant, id).await?;
    let programme = plan_of(at, &campaign, &items)?;
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    let owner = crate::directory::org(tx, at.tenant, campaign.org_id)
        .await?
        .name;
    store::add_programme(tx, at, &campaign, &programme, &owner).await?;
    audit::note(tx, at, Act::PlanIssued, id.0, &programme.title).await?;
    Ok(programme)
}

/// Notes under which publication the plan is public. Called by the notice room's users.
pub async fn note_publication(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    publication: PublicationId,
) -> Result<()> {
    store::set_publication(tx, at.tenant, id, publication).await
}
