//! All SQL of the pledge room.

use ground::{At, Day, Result, Tx, sql};

use super::{NewPledge, State};
use crate::directory::{Path, Person};
use crate::{CampaignId, Counter, OrgId, PersonId, PledgeId, PublicationId, TenantId};

/// A pledge with its current words and its writer's name.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Pledge {
    pub id: PledgeId,
    pub campaign_id: CampaignId,
    pub org_id: OrgId,
    pub org_path: Path,
    pub person_id: PersonId,
    pub name: String,
    pub category: String,
    pub area: String,
    pub state: State,
    pub version: i64,
    pub due_day: Day,
    pub publication_id: Option<PublicationId>,
    pub action: String,
    pub measure: String,
    pub proxy_reason: String,
    pub evidence_count: i64,
}

/// One version of the words.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct PledgeVersion {
    pub version: i64,
    pub action: String,
    pub measure: String,
    pub due_day: Day,
    pub written_by: PersonId,
    pub proxy_reason: String,
    pub at: At,
}

/// A check by the branch.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Check {
    pub version: i64,
    pub verdict: String,
    pub reason: String,
    pub actor_id: PersonId,
    pub at: At,
}

/// Evidence in words.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Evidence {
    pub seq: i64,
    pub text: String,
    pub actor_id: PersonId,
    pub at: At,
}

/// How a pledge was settled.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Keeping {
    pub pledge_id: PledgeId,
    pub note: String,
    pub actor_id: PersonId,
    pub at: At,
}

/// Evidence with the pledge that it is about.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Proof {
    pub pledge_id: PledgeId,
    pub text: String,
    pub at: At,
}

pub(super) async fn add_pledge(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    campaign: CampaignId,
    person: &Person,
    area: &str,
    due: Day,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge (tenant_id, id, campaign_id, org_id, org_path, person_id, name_key, category, area,
            state, version, due_day, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'submitted', 1, $10, $11)",
        at.tenant, id, campaign, person.org_id, person.org_path.clone(), person.id, person.name_key.as_str(),
        person.category.as_str(), area, due, at.now
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
    sql!(
        tx,
        "insert into pledge_version (tenant_id, pledge_id, version, action, measure, due_day, written_by, proxy_reason, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        at.tenant, id, version, new.words.action.trim(), new.words.measure.trim(), due, at.actor_id(),
        new.proxy_reason.trim(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn pledge(tx: &mut Tx, tenant: TenantId, id: PledgeId) -> Result<Option<Pledge>> {
    sql!(
        tx,
        "select p.id, p.campaign_id, p.org_id, p.org_path, p.person_id, m.name, p.category, p.area, p.state, p.version,
            p.due_day, p.publication_id, v.action, v.measure, v.proxy_reason,
            (select count(*) from pledge_evidence e where e.tenant_id = p.tenant_id and e.pledge_id = p.id) as evidence_count
         from pledge p
         join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         where p.tenant_id = $1 and p.id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(super) async fn pledges(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Pledge>> {
    sql!(
        tx,
        "select p.id, p.campaign_id, p.org_id, p.org_path, p.person_id, m.name, p.category, p.area, p.state, p.version,
            p.due_day, p.publication_id, v.action, v.measure, v.proxy_reason,
            (select count(*) from pledge_evidence e where e.tenant_id = p.tenant_id and e.pledge_id = p.id) as evidence_count
         from pledge p
         join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         where p.tenant_id = $1 and p.campaign_id = $2 and p.org_path >= $3 and p.org_path < $4
         order by p.name_key, p.due_day, p.id",
        tenant, campaign, below.clone(), below.after()
    )
    .all()
    .await
}

/// As [`pledges`], without what is not public or was withdrawn.
pub(super) async fn public(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Pledge>> {
    sql!(
        tx,
        "select p.id, p.campaign_id, p.org_id, p.org_path, p.person_id, m.name, p.category, p.area, p.state, p.version,
            p.due_day, p.publication_id, v.action, v.measure, v.proxy_reason,
            (select count(*) from pledge_evidence e where e.tenant_id = p.tenant_id and e.pledge_id = p.id) as evidence_count
         from pledge p
         join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         join publication b on b.tenant_id = p.tenant_id and b.id = p.publication_id
         where p.tenant_id = $1 and p.campaign_id = $2 and p.org_path >= $3 and p.org_path < $4
            and p.state in ('published', 'kept') and b.state <> 'withdrawn'
         order by p.name_key, p.person_id, p.due_day, p.id",
        tenant, campaign, below.clone(), below.after()
    )
    .all()
    .await
}

pub(super) async fn proofs(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Proof>> {
    sql!(
        tx,
        "select e.pledge_id, e.text, e.at from pledge_evidence e
         join pledge p on p.tenant_id = e.tenant_id and p.id = e.pledge_id
         where p.tenant_id = $1 and p.campaign_id = $2 and p.org_path >= $3 and p.org_path < $4
            and p.state = 'kept'
         order by e.pledge_id, e.seq",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

pub(super) async fn keepings(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Keeping>> {
    sql!(
        tx,
        "select k.pledge_id, k.note, k.actor_id, k.at from pledge_keeping k
         join pledge p on p.tenant_id = k.tenant_id and p.id = k.pledge_id
         where p.tenant_id = $1 and p.campaign_id = $2 and p.org_path >= $3 and p.org_path < $4
         order by k.pledge_id",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

pub(super) async fn of_person(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Pledge>> {
    sql!(
        tx,
        "select p.id, p.campaign_id, p.org_id, p.org_path, p.person_id, m.name, p.category, p.area, p.state, p.version,
            p.due_day, p.publication_id, v.action, v.measure, v.proxy_reason,
            (select count(*) from pledge_evidence e where e.tenant_id = p.tenant_id and e.pledge_id = p.id) as evidence_count
         from pledge p
         join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         where p.tenant_id = $1 and p.person_id = $2 order by p.created_at desc, p.id desc",
        tenant, person
    )
    .all()
    .await
}

pub(super) async fn set_state(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
    from: State,
    to: State,
) -> Result<u64> {
    sql!(
        tx,
        "update pledge set state = $4 where tenant_id = $1 and id = $2 and state = $3",
        tenant,
        id,
        from,
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
         where tenant_id = $1 and id = $2 and state = $3",
        tenant,
        pledge.id,
        pledge.state,
        to,
        area,
        due
    )
    .run()
    .await
}

pub(super) async fn set_published(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
    to: State,
    publication: PublicationId,
) -> Result<u64> {
    sql!(
        tx,
        "update pledge set state = $3, publication_id = $4 where tenant_id = $1 and id = $2 and state = 'passed'",
        tenant, id, to, publication
    )
    .run()
    .await
}

pub(super) async fn add_check(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    version: i64,
    verdict: &str,
    reason: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_check (tenant_id, pledge_id, version, verdict, reason, actor_id, at) values ($1, $2, $3, $4, $5, $6, $7)",
        at.tenant, id, version, verdict, reason, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn checks(tx: &mut Tx, tenant: TenantId, id: PledgeId) -> Result<Vec<Check>> {
    sql!(
        tx,
        "select version, verdict, reason, actor_id, at from pledge_check where tenant_id = $1 and pledge_id = $2 order by version desc",
        tenant, id
    )
    .all()
    .await
}

pub(super) async fn versions(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Vec<PledgeVersion>> {
    sql!(
        tx,
        "select version, action, measure, due_day, written_by, proxy_reason, at from pledge_version
         where tenant_id = $1 and pledge_id = $2 order by version desc",
        tenant,
        id
    )
    .all()
    .await
}

pub(super) async fn add_evidence(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    text: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_evidence (tenant_id, pledge_id, seq, text, actor_id, at)
         select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5 from pledge_evidence where tenant_id = $1 and pledge_id = $2",
        at.tenant, id, text, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn evidence(tx: &mut Tx, tenant: TenantId, id: PledgeId) -> Result<Vec<Evidence>> {
    sql!(
        tx,
        "select seq, text, actor_id, at from pledge_evidence where tenant_id = $1 and pledge_id = $2 order by seq desc",
        tenant, id
    )
    .all()
    .await
}

pub(super) async fn add_keeping(tx: &mut Tx, at: &Counter, id: PledgeId, note: &str) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_keeping (tenant_id, pledge_id, note, actor_id, at) values ($1, $2, $3, $4, $5)",
        at.tenant, id, note, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn keeping(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Option<Keeping>> {
    sql!(
        tx,
        "select pledge_id, note, actor_id, at from pledge_keeping where tenant_id = $1 and pledge_id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

/// What became of the pledges: the facts that honours are rated from.
pub(super) async fn settled(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<(PledgeId, PersonId, State, Day)>> {
    sql!(
        tx,
        "select id, person_id, state, due_day from pledge
         where tenant_id = $1 and campaign_id = $2 and org_path >= $3 and org_path < $4
            and state in ('published', 'kept') order by id",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

/// Public pledges: all, kept, and past their day.
pub(super) async fn counts(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    today: Day,
) -> Result<(i64, i64, i64)> {
    let row: Option<(i64, i64, i64)> = sql!(
        tx,
        "select count(*), count(*) filter (where p.state = 'kept'),
            count(*) filter (where p.state = 'published' and p.due_day < $5)
         from pledge p join publication b on b.tenant_id = p.tenant_id and b.id = p.publication_id
         where p.tenant_id = $1 and p.campaign_id = $2 and p.org_path >= $3 and p.org_path < $4
            and p.state in ('published', 'kept') and b.state <> 'withdrawn'",
        tenant,
        campaign,
        below.clone(),
        below.after(),
        today
    )
    .opt()
    .await?;
    Ok(row.unwrap_or_default())
}

/// The pledges kept last, newest first: name, action and measure.
pub(super) async fn kept_last(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    count: i64,
) -> Result<Vec<(String, String, String, At)>> {
    sql!(
        tx,
        "select m.name, v.action, v.measure, k.at from pledge_keeping k
         join pledge p on p.tenant_id = k.tenant_id and p.id = k.pledge_id
         join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         join publication b on b.tenant_id = p.tenant_id and b.id = p.publication_id
         where p.tenant_id = $1 and p.campaign_id = $2 and p.org_path >= $3 and p.org_path < $4
            and b.state <> 'withdrawn'
         order by k.at desc, k.pledge_id limit $5",
        tenant,
        campaign,
        below.clone(),
        below.after(),
        count
    )
    .all()
    .await
}
