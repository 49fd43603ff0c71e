//! All SQL of the pledge room.

pub(super) mod corrections;
pub(super) mod declarations;
pub(super) mod drafts;
pub(super) mod evidence;
pub(super) mod lists;
pub(super) mod papers;
pub(super) mod plans;
mod records;
mod rows;
pub(super) mod tally;

use ground::{Day, Result, Tx, sql};

pub use records::{Assessment, Check, Explanation, Judgement, Keeping, PledgeVersion};
pub(super) use records::{
    add_assessment, add_check, add_explanation, add_judgement, add_keeping, assessments, checks,
    explanations, judgement, keeping, versions,
};
pub use rows::Pledge;
use rows::select;

use super::{NewPledge, State, Subject, Whose};
use crate::directory::Path;
use crate::{CampaignId, Counter, OrgId, PersonId, PledgeId, PublicationId, TenantId};

pub(super) async fn add_pledge(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    campaign: CampaignId,
    whose: &Whose,
    area: &str,
    due: Day,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge (tenant_id, id, campaign_id, org_id, org_path, person_id, name_key, category, area,
            state, version, due_day, created_at, subject, subject_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'submitted', 1, $10, $11, $12, $13)",
        at.tenant,
        id,
        campaign,
        whose.org(),
        whose.path().clone(),
        whose.person(),
        whose.name_key(),
        whose.category(),
        area,
        due,
        at.now,
        whose.subject(),
        whose.id()
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn add_version(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    version: i64,
    new: &NewPledge<'_>,
    due: Day,
) -> Result<()> {
    let words = &new.words;
    let (amount, unit) = words.amount.stored();
    sql!(
        tx,
        "insert into pledge_version (tenant_id, pledge_id, version, action, measure, due_day, written_by, proxy_reason,
            at, area, amount, unit, beneficiary, owner)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        at.tenant,
        id,
        version,
        words.action.trim(),
        words.measure.trim(),
        due,
        at.actor_id(),
        new.proxy_reason.trim(),
        at.now,
        words.area,
        amount,
        unit,
        words.beneficiary.trim(),
        words.owner.trim()
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn pledge(tx: &mut Tx, tenant: TenantId, id: PledgeId) -> Result<Option<Pledge>> {
    select!(tx, "where p.tenant_id = $1 and p.id = $2", tenant, id)
        .opt()
        .await
}

pub(super) async fn of_person(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Pledge>> {
    select!(
        tx,
        "where p.tenant_id = $1 and p.person_id = $2 and p.state <> 'withdrawn' order by p.created_at desc, p.id desc",
        tenant,
        person
    )
    .all()
    .await
}

pub(super) async fn of_subject(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    subject: uuid::Uuid,
) -> Result<Vec<Pledge>> {
    select!(
        tx,
        "join pledge_tally t on t.tenant_id = p.tenant_id and t.campaign_id = p.campaign_id and t.subject_id = p.subject_id
         where p.tenant_id = $1 and p.campaign_id = $2 and t.subject_id = $3 and p.org_path = t.org_path
            and p.subject = t.subject and p.name_key = t.name_key and p.state <> 'withdrawn'
         order by p.due_day, p.id",
        tenant,
        campaign,
        subject
    )
    .all()
    .await
}

/// What is passed and not yet public of one branch, in the order of its list.
pub(super) async fn passed_of(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    org: OrgId,
    subject: Subject,
) -> Result<Vec<Pledge>> {
    select!(
        tx,
        "where p.tenant_id = $1 and p.campaign_id = $2 and p.org_id = $3 and p.subject = $4 and p.state = 'passed'
         order by p.name_key, p.subject_id, p.due_day, p.id",
        tenant,
        campaign,
        org,
        subject
    )
    .all()
    .await
}

/// What stands on a paper, in the order in which it was published.
pub(super) async fn of_publication(
    tx: &mut Tx,
    tenant: TenantId,
    publication: PublicationId,
) -> Result<Vec<Pledge>> {
    select!(
        tx,
        "where p.tenant_id = $1 and p.publication_id = $2
         order by p.name_key, p.subject_id, p.due_day, p.id",
        tenant,
        publication
    )
    .all()
    .await
}

/// Branches with something passed and not yet public.
pub(super) async fn passed(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<(OrgId, Subject, i64)>> {
    sql!(
        tx,
        "select org_id, subject, count(*) from pledge
         where tenant_id = $1 and campaign_id = $2 and state = 'passed' and org_path >= $3 and org_path < $4
         group by org_path, org_id, subject order by org_path, subject",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

/// Moves a pledge on from the state that it was seen in; zero rows mean that another came first.
pub(super) async fn set_state(
    tx: &mut Tx,
    tenant: TenantId,
    pledge: &Pledge,
    to: State,
) -> Result<u64> {
    sql!(
        tx,
        "update pledge set state = $5 where tenant_id = $1 and id = $2 and state = $3 and version = $4",
        tenant,
        pledge.id,
        pledge.state,
        pledge.version,
        to
    )
    .run()
    .await
}

pub(super) async fn amend(
    tx: &mut Tx,
    tenant: TenantId,
    pledge: &Pledge,
    to: State,
    area: &str,
    due: Day,
) -> Result<u64> {
    sql!(
        tx,
        "update pledge set state = $4, version = version + 1, area = $5, due_day = $6
         where tenant_id = $1 and id = $2 and state = $3 and version = $7",
        tenant,
        pledge.id,
        pledge.state,
        to,
        area,
        due,
        pledge.version
    )
    .run()
    .await
}

pub(super) async fn set_published(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
    publication: PublicationId,
) -> Result<u64> {
    sql!(
        tx,
        "update pledge set state = 'published', is_public = 1, publication_id = $3
         where tenant_id = $1 and id = $2 and state = 'passed'",
        tenant,
        id,
        publication
    )
    .run()
    .await
}

/// What is assessed by the organisation once it is settled is closed.
pub(super) async fn close(tx: &mut Tx, tenant: TenantId, id: PledgeId, day: Day) -> Result<()> {
    sql!(
        tx,
        "update pledge set closed_on = $3 where tenant_id = $1 and id = $2 and closed_on is null",
        tenant,
        id,
        day
    )
    .run()
    .await?;
    Ok(())
}

/// What became of the members' pledges: the facts that honours are rated from.
pub(super) async fn settled(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<(PledgeId, PersonId, State, Day)>> {
    sql!(
        tx,
        "select id, person_id, state, due_day from pledge
         where tenant_id = $1 and campaign_id = $2 and is_public = 1 and org_path >= $3 and org_path < $4
            and subject = 'member' order by id",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .all()
    .await
}
