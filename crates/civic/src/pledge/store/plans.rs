//! SQL of personal plans.

use ground::{At, Result, Tx, sql};

use crate::directory::Path;
use crate::pledge::Whose;
use crate::pledge::plans::{NewPlan, PlanState};
use crate::{CampaignId, Counter, OrgId, PersonId, PersonalPlanId, PublicationId, TenantId};

/// A plan with its current words.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Plan {
    pub id: PersonalPlanId,
    pub campaign_id: CampaignId,
    pub person_id: PersonId,
    pub name: String,
    pub org_id: OrgId,
    pub org_path: Path,
    pub state: PlanState,
    pub version: i64,
    pub publication_id: Option<PublicationId>,
    pub aims: String,
    pub actions: String,
    pub dates: String,
    pub written_by: PersonId,
    pub proxy_reason: String,
}

/// One version of a plan, and what the branch said to it; empty while it said nothing.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct PlanVersion {
    pub version: i64,
    pub aims: String,
    pub actions: String,
    pub dates: String,
    pub written_by: PersonId,
    pub proxy_reason: String,
    pub at: At,
    pub verdict: String,
    pub reason: String,
}

macro_rules! plans {
    ($tx:expr, $tail:literal $(, $value:expr)* $(,)?) => {
        sql!(
            $tx,
            [
                "select p.id, p.campaign_id, p.person_id, m.name, p.org_id, p.org_path, p.state, p.version,
                    p.publication_id, v.aims, v.actions, v.dates, v.written_by, v.proxy_reason
                 from personal_plan p
                 join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
                 join personal_plan_version v on v.tenant_id = p.tenant_id and v.plan_id = p.id and v.version = p.version ",
                $tail
            ]
            $(, $value)*
        )
    };
}

pub(in crate::pledge) async fn plan(
    tx: &mut Tx,
    tenant: TenantId,
    id: PersonalPlanId,
) -> Result<Option<Plan>> {
    plans!(tx, "where p.tenant_id = $1 and p.id = $2", tenant, id)
        .opt()
        .await
}

pub(in crate::pledge) async fn of_person(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    person: PersonId,
) -> Result<Option<Plan>> {
    plans!(
        tx,
        "where p.tenant_id = $1 and p.campaign_id = $2 and p.person_id = $3",
        tenant,
        campaign,
        person
    )
    .opt()
    .await
}

pub(in crate::pledge) async fn below(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    path: &Path,
) -> Result<Vec<Plan>> {
    plans!(
        tx,
        "where p.tenant_id = $1 and p.campaign_id = $2 and p.org_path >= $3 and p.org_path < $4
         order by p.org_path, p.name_key, p.id",
        tenant,
        campaign,
        path.clone(),
        path.after()
    )
    .all()
    .await
}

pub(in crate::pledge) async fn states(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    path: &Path,
) -> Result<Vec<(PersonId, PlanState)>> {
    sql!(
        tx,
        "select person_id, state from personal_plan
         where tenant_id = $1 and campaign_id = $2 and org_path >= $3 and org_path < $4",
        tenant,
        campaign,
        path.clone(),
        path.after()
    )
    .all()
    .await
}

pub(in crate::pledge) async fn add(
    tx: &mut Tx,
    at: &Counter,
    id: PersonalPlanId,
    campaign: CampaignId,
    whose: &Whose,
) -> Result<()> {
    sql!(
        tx,
        "insert into personal_plan (tenant_id, id, campaign_id, person_id, org_id, org_path, name_key, state, version, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'submitted', 1, $8)",
        at.tenant,
        id,
        campaign,
        whose.person(),
        whose.org(),
        whose.path().clone(),
        whose.name_key(),
        at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn add_version(
    tx: &mut Tx,
    at: &Counter,
    id: PersonalPlanId,
    version: i64,
    new: &NewPlan<'_>,
) -> Result<()> {
    sql!(
        tx,
        "insert into personal_plan_version (tenant_id, plan_id, version, aims, actions, dates, written_by, proxy_reason, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        at.tenant,
        id,
        version,
        new.aims.trim(),
        new.actions.trim(),
        new.dates.trim(),
        at.actor_id(),
        new.proxy_reason.trim(),
        at.now
    )
    .run()
    .await?;
    Ok(())
}

/// Moves a plan on from the state that it was seen in; one written again has one version more.
pub(in crate::pledge) async fn set_state(
    tx: &mut Tx,
    tenant: TenantId,
    plan: &Plan,
    to: PlanState,
) -> Result<u64> {
    let step = i64::from(to == PlanState::Submitted);
    sql!(
        tx,
        "update personal_plan set state = $5, version = version + $6
         where tenant_id = $1 and id = $2 and state = $3 and version = $4",
        tenant,
        plan.id,
        plan.state,
        plan.version,
        to,
        step
    )
    .run()
    .await
}

pub(in crate::pledge) async fn set_published(
    tx: &mut Tx,
    tenant: TenantId,
    id: PersonalPlanId,
    publication: PublicationId,
) -> Result<u64> {
    sql!(
        tx,
        "update personal_plan set state = 'published', publication_id = $3
         where tenant_id = $1 and id = $2 and state = 'passed'",
        tenant,
        id,
        publication
    )
    .run()
    .await
}

pub(in crate::pledge) async fn add_check(
    tx: &mut Tx,
    at: &Counter,
    plan: &Plan,
    verdict: &str,
    reason: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into personal_plan_check (tenant_id, plan_id, version, verdict, reason, actor_id, at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        at.tenant,
        plan.id,
        plan.version,
        verdict,
        reason,
        at.actor_id(),
        at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn versions(
    tx: &mut Tx,
    tenant: TenantId,
    id: PersonalPlanId,
) -> Result<Vec<PlanVersion>> {
    sql!(
        tx,
        "select v.version, v.aims, v.actions, v.dates, v.written_by, v.proxy_reason, v.at,
            coalesce(c.verdict, '') as verdict, coalesce(c.reason, '') as reason
         from personal_plan_version v
         left join personal_plan_check c on c.tenant_id = v.tenant_id and c.plan_id = v.plan_id and c.version = v.version
         where v.tenant_id = $1 and v.plan_id = $2 order by v.version desc",
        tenant,
        id
    )
    .all()
    .await
}
