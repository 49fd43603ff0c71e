//! Writing a pledge: one's own, for a member who cannot, or the branch's.

use ground::{Day, Result, Tx};

use super::refusals::all_of;
use super::{No, Pledge, Whose, drafts, moved, rules, seen, store};
use crate::audit::{self, Act};
use crate::campaign;
use crate::directory::clock;
use crate::{CampaignId, Counter, OrgId, PersonId, PledgeId};

/// A pledge as its writer puts it.
#[derive(Debug, Clone)]
pub struct NewPledge<'a> {
    /// Focus area, action, measure, amount, due day, whom it helps.
    pub words: rules::Words<'a>,
    /// Why somebody else writes it; empty for one's own and for the branch's.
    pub proxy_reason: &'a str,
}

/// Writes a pledge for review by the branch: one's own, or for a member who
/// cannot, with the reason.
pub async fn write(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
    new: NewPledge<'_>,
) -> Result<PledgeId> {
    let whose = Whose::member(tx, at, person).await?;
    submit(tx, at, campaign, &whose, &new).await
}

/// Writes what a branch pledges (党组织承诺, S4.2-08): who answers for it stands with it.
pub async fn write_for_branch(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    org: OrgId,
    new: NewPledge<'_>,
) -> Result<PledgeId> {
    let whose = Whose::branch(tx, at, org).await?;
    submit(tx, at, campaign, &whose, &new).await
}

async fn submit(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    whose: &Whose,
    new: &NewPledge<'_>,
) -> Result<PledgeId> {
    whose.may_write(at)?;
    let campaign = whose.campaign(tx, at, campaign).await?;
    let due = checked(tx, at, campaign.id, whose, new).await?;
    let most = whose.most(at);
    if store::tally::written(tx, at.tenant, campaign.id, whose, most).await? == 0 {
        return Err(No::Enough(most).into());
    }
    let id: PledgeId = at.id();
    store::add_pledge(tx, at, id, campaign.id, whose, new.words.area, due).await?;
    store::add_version(tx, at, id, 1, new, due).await?;
    audit::note(tx, at, Act::PledgeWritten, id.0, "").await?;
    Ok(id)
}

/// Writes a returned pledge again; the returned words stay on record.
pub async fn amend(tx: &mut Tx, at: &Counter, id: PledgeId, new: NewPledge<'_>) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    let whose = Whose::of(tx, at, pledge.person_id, pledge.org_id).await?;
    whose.may_write(at)?;
    let to = rules::after(pledge.state, rules::Move::Amend)?;
    let due = checked(tx, at, pledge.campaign_id, &whose, &new).await?;
    let rows = store::amend(tx, at.tenant, &pledge, to, new.words.area, due).await?;
    moved(tx, at, rows, id).await?;
    store::add_version(tx, at, id, pledge.version + 1, &new, due).await?;
    drafts::forget_of(tx, at, id.0).await?;
    audit::note(tx, at, Act::PledgeWritten, id.0, "").await
}

/// Takes a pledge back that is not public: its place is free again.
pub async fn withdraw(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    let whose = Whose::of(tx, at, pledge.person_id, pledge.org_id).await?;
    whose.may_write(at)?;
    let to = rules::after(pledge.state, rules::Move::Withdraw)?;
    let rows = store::set_state(tx, at.tenant, &pledge, to).await?;
    moved(tx, at, rows, id).await?;
    store::tally::shift(tx, at.tenant, &pledge, (-1, 0, 0)).await?;
    drafts::forget_of(tx, at, id.0).await?;
    audit::note(tx, at, Act::PledgeWithdrawn, id.0, "").await
}

/// The due day of words that can stand; otherwise every problem at once.
async fn checked(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    whose: &Whose,
    new: &NewPledge<'_>,
) -> Result<Day> {
    let areas = whose.areas(tx, at, campaign).await?;
    let today = clock::times(tx, at).await?.begins_on;
    let (due, mut problems) = match rules::check(&new.words, whose.subject(), &areas, today) {
        Ok(due) => (due, Vec::new()),
        Err(problems) => (today, problems),
    };
    if whose.is_proxy(at) && new.proxy_reason.trim().is_empty() {
        problems.push(No::ProxyWithoutReason);
    }
    all_of(problems)?;
    Ok(due)
}

/// The campaign that a new pledge of this member or branch belongs to.
pub async fn campaign_of(tx: &mut Tx, at: &Counter, whose: &Whose) -> Result<CampaignId> {
    let campaign = campaign::in_force(tx, at.tenant, whose.path()).await?;
    Ok(campaign.ok_or(No::NotInForce)?.id)
}

impl Pledge {
    /// Its current words, to be written again.
    pub fn words(&self) -> rules::Words<'_> {
        rules::Words {
            area: &self.area,
            action: &self.action,
            measure: &self.measure,
            amount: rules::Amount::of(self.amount, &self.unit),
            due: Some(self.due_day),
            beneficiary: &self.beneficiary,
            owner: &self.owner,
        }
    }
}
