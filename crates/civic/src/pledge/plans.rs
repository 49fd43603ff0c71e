//! Personal plans (党员个人具体打算): what a member means to do in the campaign. Checked
//! by the branch, published together as its paper. S4.1-06, S4.2-01.

use ground::{Error, Result, Tx};

use super::papers::{self, Kind};
use super::refusals::{all_of, unfit};
use super::rules::{self, Hand};
use super::{No, Verdict, Whose, drafts, store};
use crate::audit::{self, Act};
use crate::directory::{Org, Path, Verb};
use crate::notice::Snapshot;
use crate::{CampaignId, Counter, PersonId, PersonalPlanId, TenantId};

pub use super::store::plans::{Plan, PlanVersion};

ground::words! {
    /// How far a personal plan has come.
    pub enum PlanState {
        /// Waits for the branch.
        Submitted = "submitted" "待审核",
        /// Returned with a reason.
        Returned = "returned" "退回补正",
        /// Passed, not yet public.
        Passed = "passed" "待公布",
        /// Public.
        Published = "published" "已公布",
    }
}

/// A plan as its writer puts it.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewPlan<'a> {
    /// What the member wants to reach.
    pub aims: &'a str,
    /// What they will do for it.
    pub actions: &'a str,
    /// When.
    pub dates: &'a str,
    /// Why somebody else writes it; empty for one's own.
    pub proxy_reason: &'a str,
}

/// The longest part of a plan, in characters.
const LONGEST: usize = 600;

/// Writes a plan, or a returned one again: the returned words stay on record.
pub async fn write(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
    new: NewPlan<'_>,
) -> Result<PersonalPlanId> {
    let whose = Whose::member(tx, at, person).await?;
    whose.may_write(at)?;
    let campaign = whose.campaign(tx, at, campaign).await?;
    complete(&new, whose.is_proxy(at))?;
    let standing = store::plans::of_person(tx, at.tenant, campaign.id, person).await?;
    let (id, version) = match standing {
        None => {
            let id: PersonalPlanId = at.id();
            store::plans::add(tx, at, id, campaign.id, &whose).await?;
            (id, 1)
        }
        Some(plan) if plan.state == PlanState::Returned => {
            moved(tx, at, &plan, PlanState::Submitted).await?;
            (plan.id, plan.version + 1)
        }
        Some(_) => return Err(No::PlanThere.into()),
    };
    store::plans::add_version(tx, at, id, version, &new).await?;
    drafts::forget_of(tx, at, id.0).await?;
    audit::note(tx, at, Act::PlanWritten, id.0, "").await?;
    Ok(id)
}

fn complete(new: &NewPlan<'_>, is_proxy: bool) -> std::result::Result<(), No> {
    let mut problems = Vec::new();
    for (field, what, value) in [
        ("aims", "想达到什么", new.aims),
        ("actions", "打算怎么做", new.actions),
        ("dates", "什么时候做", new.dates),
    ] {
        problems.extend(unfit(field, what, value, LONGEST));
    }
    if is_proxy && new.proxy_reason.trim().is_empty() {
        problems.push(No::ProxyWithoutReason);
    }
    all_of(problems)
}

/// Zero rows moved means that another decision came first.
async fn moved(tx: &mut Tx, at: &Counter, plan: &Plan, to: PlanState) -> Result<()> {
    if store::plans::set_state(tx, at.tenant, plan, to).await? == 1 {
        return Ok(());
    }
    Err(No::PlanState(plan.state).into())
}

/// Passes a plan, or returns it with the reason: not by whose it is or who wrote it.
pub async fn check(
    tx: &mut Tx,
    at: &Counter,
    id: PersonalPlanId,
    verdict: Verdict<'_>,
) -> Result<()> {
    let plan = seen(tx, at, id).await?;
    at.require(Verb::CheckPledge, &plan.org_path)?;
    let (to, word, reason, noted) = match verdict {
        Verdict::Pass => (PlanState::Passed, "passed", "", Act::PlanPassed),
        Verdict::Return(why) => (PlanState::Returned, "returned", why.trim(), Act::PlanBack),
    };
    if plan.state != PlanState::Submitted {
        return Err(No::PlanState(plan.state).into());
    }
    let hand = Hand {
        own: plan.person_id == at.actor_id(),
        wrote: plan.written_by == at.actor_id(),
    };
    rules::may_check(hand, to == PlanState::Returned, reason)?;
    moved(tx, at, &plan, to).await?;
    store::plans::add_check(tx, at, &plan, word, reason).await?;
    audit::note(tx, at, noted, id.0, "").await
}

/// Refuses when the plan is no longer the version that its reader decided on; `read` is
/// its number, empty where no page was read.
pub async fn as_read(tx: &mut Tx, at: &Counter, id: PersonalPlanId, read: &str) -> Result<()> {
    let plan = seen(tx, at, id).await?;
    if read.is_empty() || plan.version.to_string() == read {
        Ok(())
    } else {
        Err(No::Changed.into())
    }
}

/// Publishes the passed plans of a branch as one paper; how many there were.
pub async fn publish(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    org: &Org,
    secrecy_checked: bool,
) -> Result<usize> {
    at.require(Verb::PublishPledge, &org.path)?;
    let mut passed = store::plans::below(tx, at.tenant, campaign, &org.path).await?;
    passed.retain(|p| p.state == PlanState::Passed);
    if passed.is_empty() {
        return Err(No::NothingPassed.into());
    }
    let row = |p: &Plan| {
        vec![
            p.name.clone(),
            p.aims.clone(),
            p.actions.clone(),
            p.dates.clone(),
        ]
    };
    let snapshot = Snapshot {
        lead: String::new(),
        head: ["姓名", "想达到什么", "打算怎么做", "什么时候做"]
            .map(str::to_owned)
            .to_vec(),
        rows: passed.iter().map(row).collect(),
    };
    let title = format!("{}党员具体打算", org.name);
    let publication = papers::put_up(
        tx,
        at,
        (campaign, Kind::PersonalPlans, org),
        &title,
        &snapshot,
        secrecy_checked,
    )
    .await?;
    for plan in &passed {
        if store::plans::set_published(tx, at.tenant, plan.id, publication).await? == 0 {
            return Err(No::PlanState(plan.state).into());
        }
    }
    Ok(passed.len())
}

/// A plan that exists for the actor: their own, or of an organisation they see.
pub async fn seen(tx: &mut Tx, at: &Counter, id: PersonalPlanId) -> Result<Plan> {
    let plan = store::plans::plan(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let exists = at
        .actor
        .as_ref()
        .is_some_and(|a| a.person == plan.person_id || a.may(Verb::See, &plan.org_path));
    if exists {
        Ok(plan)
    } else {
        Err(Error::NotFound)
    }
}

/// The plan of a member in a campaign, if there is one, for those who may see it.
pub async fn of_person(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
) -> Result<Option<Plan>> {
    match store::plans::of_person(tx, at.tenant, campaign, person).await? {
        Some(plan) => Ok(Some(seen(tx, at, plan.id).await?)),
        None => Ok(None),
    }
}

/// All versions of a plan with what the branch said to each, newest first.
pub async fn versions(tx: &mut Tx, at: &Counter, id: PersonalPlanId) -> Result<Vec<PlanVersion>> {
    seen(tx, at, id).await?;
    store::plans::versions(tx, at.tenant, id).await
}

/// The plans of a sub-tree, branch by branch and by surname strokes.
pub async fn below(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    path: &Path,
) -> Result<Vec<Plan>> {
    store::plans::below(tx, tenant, campaign, path).await
}
