//! A plan is brought, its items are checked one by one, the draft is confirmed.

use ground::{Error, Result, Tx};
use reader::Draft;

use super::{
    Campaign, Item, No, ReplyKind, State, Verdict, items, moved, plan_of, rules, seen, store,
};
use crate::audit::{self, Act};
use crate::directory::{Org, Verb};
use crate::{CampaignId, Counter, TenantId};

/// Brings a plan: its text is kept whole, what was read becomes items to check,
/// and each open question an item marked as set by the platform (ruling 8).
pub async fn bring_plan(
    tx: &mut Tx,
    at: &Counter,
    org: &Org,
    name: &str,
    text: &str,
    draft: &Draft,
) -> Result<CampaignId> {
    at.require(Verb::ReadPlan, &org.path)?;
    let id: CampaignId = at.id();
    let title = draft.doc.title.clone().unwrap_or_else(|| name.to_owned());
    store::add_campaign(
        tx,
        at,
        id,
        org,
        &title,
        name,
        text,
        &serde_json::to_string(draft)?,
    )
    .await?;
    let mut number = 0;
    for item in draft
        .items
        .iter()
        .filter(|i| i.field != reader::Field::Outline)
    {
        number += 1;
        store::add_item(tx, at.tenant, id, &Item::read(number, item)).await?;
    }
    for setting in &at.house.defaults.settings {
        if !setting.unless.iter().any(|w| text.contains(w.as_str())) {
            number += 1;
            store::add_item(tx, at.tenant, id, &Item::of_platform(number, setting)).await?;
        }
    }
    audit::note(tx, at, Act::PlanRead, id.0, &ground::fingerprint(text)).await?;
    Ok(id)
}

/// Confirms, adjusts or drops one item. Each check is a row; the last one holds.
pub async fn check_item(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    number: i64,
    verdict: Verdict,
    value: &str,
) -> Result<()> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::ReadPlan, &campaign.org_path)?;
    if !may_adjust(tx, at.tenant, &campaign).await? {
        return Err(No::OutOfOrder(campaign.state).into());
    }
    let item = store::item(tx, at.tenant, id, number)
        .await?
        .ok_or(Error::NotFound)?;
    if verdict == Verdict::Adjusted {
        if value.trim().is_empty() {
            return Err(No::Empty("value", "调整后的内容").into());
        }
        if item.path.starts_with("phases[") {
            rules::phase_of(value)?;
        }
        if item.path.starts_with("duties[") {
            rules::duty_of(value)?;
        }
    }
    let value = if verdict == Verdict::Adjusted {
        value.trim()
    } else {
        &item.value
    };
    store::add_check(tx, at, id, number, verdict, value).await?;
    audit::note(
        tx,
        at,
        Act::PlanItemChecked,
        id.0,
        &format!("{number} {} {value}", verdict.word()),
    )
    .await
}

/// Whether items can be checked: before the draft is confirmed, after a return,
/// and between a reply 'agreed with amendments' and the issue.
pub async fn may_adjust(tx: &mut Tx, tenant: TenantId, campaign: &Campaign) -> Result<bool> {
    Ok(match campaign.state {
        State::Reading | State::Returned => true,
        State::Approved => {
            let replies = store::replies(tx, tenant, campaign.id).await?;
            replies
                .first()
                .is_some_and(|r| r.result == ReplyKind::Amended)
        }
        _ => false,
    })
}

/// The working days of a notice in this campaign: as the plan says or as it was
/// settled when the plan was checked; else the platform's default.
pub async fn notice_workdays(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<u32> {
    let items = store::items(tx, at.tenant, id).await?;
    let kept = |i: &&Item| i.verdict != Some(Verdict::Dropped);
    let settled = items
        .iter()
        .filter(kept)
        .find(|i| i.path == "settings.notice.period");
    let said = items
        .iter()
        .filter(kept)
        .filter(|i| i.path.starts_with("thresholds["));
    let said = said
        .filter_map(|i| rules::workdays_after(&i.source, "公示"))
        .next();
    let settled = settled.and_then(|i| rules::workdays_after(i.settled_value(), ""));
    Ok(settled
        .or(said)
        .unwrap_or(at.house.defaults.notice_workdays))
}

/// Confirms every unchecked item that the plan itself says. What the platform
/// set is left for a look of its own.
pub async fn confirm_rest(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<usize> {
    let items = items(tx, at, id).await?;
    let mut done = 0;
    for item in items.iter().filter(|i| i.is_open() && !i.is_platform()) {
        check_item(tx, at, id, item.number, Verdict::Confirmed, "").await?;
        done += 1;
    }
    Ok(done)
}

/// Confirms the draft: nothing may be left unchecked.
pub async fn confirm_draft(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<()> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::ReadPlan, &campaign.org_path)?;
    let to = rules::after(campaign.state, rules::Step::Confirm)?;
    let items = store::items(tx, at.tenant, id).await?;
    let open = items.iter().filter(|i| i.is_open()).count();
    if open > 0 {
        return Err(No::Unchecked(open).into());
    }
    let programme = plan_of(at, &campaign, &items)?;
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    store::set_head(tx, at.tenant, id, &programme).await?;
    audit::note(tx, at, Act::PlanConfirmed, id.0, &programme.title).await
}
