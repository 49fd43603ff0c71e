//! The branch checks a pledge and publishes it.

use ground::{Error, Result, Tx};
use uuid::Uuid;

use super::rules::{self, Hand, Move};
use super::{No, Pledge, State, Subject, moved, seen, store};
use crate::audit::{self, Act};
use crate::directory::{self, Org, Verb};
use crate::notice::{self, Kind, NewPublication, Snapshot, Topic};
use crate::{CampaignId, Counter, PledgeId, PublicationId};

/// What the branch says to a pledge.
#[derive(Debug, Clone, Copy)]
pub enum Verdict<'a> {
    /// It may be published.
    Pass,
    /// It needs to be put right, for this reason.
    Return(&'a str),
}

/// Passes a pledge, or returns it with the reason. Nobody checks their own, nor the
/// words that they wrote.
pub async fn check(tx: &mut Tx, at: &Counter, id: PledgeId, verdict: Verdict<'_>) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    at.require(Verb::CheckPledge, &pledge.org_path)?;
    let (act, word, reason) = match verdict {
        Verdict::Pass => (Move::Pass, "passed", ""),
        Verdict::Return(reason) => (Move::Return, "returned", reason.trim()),
    };
    let to = rules::after(pledge.state, act)?;
    rules::may_check(hand(at, &pledge), act == Move::Return, reason)?;
    let rows = store::set_state(tx, at.tenant, &pledge, to).await?;
    moved(tx, at, rows, id).await?;
    store::add_check(tx, at, id, pledge.version, word, reason).await?;
    let noted = match to {
        State::Passed => Act::PledgePassed,
        _ => Act::PledgeReturned,
    };
    audit::note(tx, at, noted, id.0, "").await
}

/// What the guards ask of who acts.
pub(super) fn hand(at: &Counter, pledge: &Pledge) -> Hand {
    Hand {
        own: pledge.is_own(at.actor_id()),
        wrote: pledge.written_by == at.actor_id(),
    }
}

/// Publishes a passed pledge. From here on it is kept or overdue, never edited.
pub async fn publish(tx: &mut Tx, at: &Counter, id: PledgeId, secrecy_checked: bool) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    at.require(Verb::PublishPledge, &pledge.org_path)?;
    rules::after(pledge.state, Move::Publish)?;
    let org = directory::org(tx, at.tenant, pledge.org_id).await?;
    let title = format!("{}的承诺", pledge.name);
    let one = std::slice::from_ref(&pledge);
    let publication = put_up(tx, at, &org, (id.0, &title), one, secrecy_checked).await?;
    publish_under(tx, at, &pledge, publication).await
}

/// Publishes everything of one branch that is passed, as one paper: its own pledges as
/// 党组织承诺书, or those of its members. How many there were.
pub async fn publish_passed(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    org: &Org,
    subject: Subject,
    secrecy_checked: bool,
) -> Result<usize> {
    at.require(Verb::PublishPledge, &org.path)?;
    let passed = store::passed_of(tx, at.tenant, campaign, org.id, subject).await?;
    if passed.is_empty() {
        return Err(No::NothingPassed.into());
    }
    let title = match subject {
        Subject::Branch => format!("{}承诺书", org.name),
        Subject::Member => format!("{}党员公开承诺", org.name),
    };
    let publication = put_up(tx, at, org, (org.id.0, &title), &passed, secrecy_checked).await?;
    for pledge in &passed {
        publish_under(tx, at, pledge, publication).await?;
    }
    Ok(passed.len())
}

async fn put_up(
    tx: &mut Tx,
    at: &Counter,
    org: &Org,
    (about, title): (Uuid, &str),
    pledges: &[Pledge],
    secrecy_checked: bool,
) -> Result<PublicationId> {
    let snapshot = snapshot(pledges);
    let new = NewPublication {
        kind: Kind::Publication,
        topic: Topic::Pledge,
        subject: about,
        org,
        title,
        snapshot: &snapshot,
        workdays: None,
        manner: notice::Manner::default(),
        secrecy_checked,
    };
    notice::publish(tx, at, new).await
}

/// The table that is frozen. A branch's names who answers, a member's the member.
pub(super) fn snapshot(pledges: &[Pledge]) -> Snapshot {
    let of_branch = pledges.iter().all(|p| p.subject == Subject::Branch);
    let first = if of_branch { "责任人" } else { "姓名" };
    let row = |p: &Pledge| {
        let who = if of_branch { &p.owner } else { &p.name };
        vec![
            who.clone(),
            p.area.clone(),
            p.action.clone(),
            p.result(),
            p.due_day.long(),
        ]
    };
    Snapshot {
        lead: String::new(),
        head: [first, "方面", "承诺", "可量的结果", "完成日期"]
            .map(str::to_owned)
            .to_vec(),
        rows: pledges.iter().map(row).collect(),
    }
}

async fn publish_under(
    tx: &mut Tx,
    at: &Counter,
    pledge: &Pledge,
    publication: PublicationId,
) -> Result<()> {
    let rows = store::set_published(tx, at.tenant, pledge.id, publication).await?;
    moved(tx, at, rows, pledge.id).await?;
    store::tally::shift(tx, at.tenant, pledge, (0, 1, 0)).await?;
    audit::note(tx, at, Act::PledgePublished, pledge.id.0, "").await
}

/// The branches in a sub-tree where something is passed and not yet public: each with
/// whose it is and how many.
pub async fn waiting_to_publish(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    below: &crate::directory::Path,
) -> Result<Vec<(Org, Subject, i64)>> {
    let mut out = Vec::new();
    for (org, subject, count) in store::passed(tx, at.tenant, campaign, below).await? {
        match directory::org(tx, at.tenant, org).await {
            Ok(org) => out.push((org, subject, count)),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(out)
}
