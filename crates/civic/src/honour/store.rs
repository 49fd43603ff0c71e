//! All SQL of the honour room.

use ground::{At, Result, Tx, sql};

use super::State;
use crate::directory::{Org, Path};
use crate::{
    AwardId, CampaignId, Counter, DecisionId, OrgId, PersonId, PublicationId, RatingId, TenantId,
};

/// A rating round.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Rating {
    pub id: RatingId,
    pub campaign_id: CampaignId,
    pub org_id: OrgId,
    pub org_path: Path,
    pub title: String,
    pub scheme_hash: String,
    pub outcome_hash: String,
    pub state: State,
    pub decision_id: Option<DecisionId>,
    pub publication_id: Option<PublicationId>,
    pub opened_at: At,
}

/// What the scheme proposed for one person.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Rated {
    pub person_id: PersonId,
    pub name: String,
    pub name_key: String,
    pub level: String,
    pub level_name: String,
    pub stars: i64,
    pub points: i64,
    pub reasons: String,
    pub refused: String,
}

/// An honour that was given.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Award {
    pub id: AwardId,
    pub round_id: RatingId,
    pub publication_id: PublicationId,
    pub org_path: Path,
    pub org_name: String,
    pub person_id: PersonId,
    pub name: String,
    pub level_name: String,
    pub stars: i64,
    pub plate_no: String,
    pub at: At,
}

#[expect(clippy::too_many_arguments, reason = "one row of thirteen columns")]
pub(super) async fn add_round(
    tx: &mut Tx,
    at: &Counter,
    id: RatingId,
    campaign: CampaignId,
    org: &Org,
    title: &str,
    scheme: &str,
    scheme_hash: &str,
    facts: &str,
    outcome_hash: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into rating_round (tenant_id, id, campaign_id, org_id, org_path, title, scheme, scheme_hash, facts,
            outcome_hash, state, opened_by, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'rated', $11, $12)",
        at.tenant, id, campaign, org.id, org.path.clone(), title, scheme, scheme_hash, facts, outcome_hash,
        at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn add_result(
    tx: &mut Tx,
    tenant: TenantId,
    id: RatingId,
    r: &scheme::Rated,
) -> Result<()> {
    let person: PersonId = r.id.parse().map_err(ground::Fault::new)?;
    let (code, name, stars) = match &r.level {
        Some(level) if r.refused.is_none() => (
            level.code.as_str(),
            level.name.as_str(),
            i64::from(level.stars),
        ),
        _ => ("", "", 0),
    };
    sql!(
        tx,
        "insert into rating_result (tenant_id, round_id, person_id, level, level_name, stars, points, reasons, refused)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tenant, id, person, code, name, stars, r.points.hundredths(), serde_json::to_string(&r.reasons)?,
        r.refused.clone().unwrap_or_default()
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn round(tx: &mut Tx, tenant: TenantId, id: RatingId) -> Result<Option<Rating>> {
    sql!(
        tx,
        "select id, campaign_id, org_id, org_path, title, scheme_hash, outcome_hash, state, decision_id, publication_id, opened_at
         from rating_round where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(super) async fn rounds(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Rating>> {
    sql!(
        tx,
        "select id, campaign_id, org_id, org_path, title, scheme_hash, outcome_hash, state, decision_id, publication_id, opened_at
         from rating_round where tenant_id = $1 and campaign_id = $2 and org_path >= $3 and org_path < $4
         order by opened_at desc, id desc",
        tenant, campaign, below.clone(), below.after()
    )
    .all()
    .await
}

pub(super) async fn results(tx: &mut Tx, tenant: TenantId, id: RatingId) -> Result<Vec<Rated>> {
    sql!(
        tx,
        "select r.person_id, p.name, p.name_key, r.level, r.level_name, r.stars, r.points, r.reasons, r.refused
         from rating_result r join person p on p.tenant_id = r.tenant_id and p.id = r.person_id
         where r.tenant_id = $1 and r.round_id = $2 order by p.name_key, p.id",
        tenant, id
    )
    .all()
    .await
}

pub(super) async fn result(
    tx: &mut Tx,
    tenant: TenantId,
    id: RatingId,
    person: PersonId,
) -> Result<Option<Rated>> {
    sql!(
        tx,
        "select r.person_id, p.name, p.name_key, r.level, r.level_name, r.stars, r.points, r.reasons, r.refused
         from rating_result r join person p on p.tenant_id = r.tenant_id and p.id = r.person_id
         where r.tenant_id = $1 and r.round_id = $2 and r.person_id = $3",
        tenant, id, person
    )
    .opt()
    .await
}

pub(super) async fn set_decided(
    tx: &mut Tx,
    tenant: TenantId,
    id: RatingId,
    to: State,
    decision: DecisionId,
) -> Result<u64> {
    sql!(
        tx,
        "update rating_round set state = $3, decision_id = $4 where tenant_id = $1 and id = $2 and state = 'rated'",
        tenant, id, to, decision
    )
    .run()
    .await
}

pub(super) async fn set_published(
    tx: &mut Tx,
    tenant: TenantId,
    id: RatingId,
    to: State,
    publication: PublicationId,
) -> Result<u64> {
    sql!(
        tx,
        "update rating_round set state = $3, publication_id = $4 where tenant_id = $1 and id = $2 and state = 'decided'",
        tenant, id, to, publication
    )
    .run()
    .await
}

pub(super) async fn set_state(
    tx: &mut Tx,
    tenant: TenantId,
    id: RatingId,
    from: State,
    to: State,
) -> Result<u64> {
    sql!(
        tx,
        "update rating_round set state = $4 where tenant_id = $1 and id = $2 and state = $3",
        tenant,
        id,
        from,
        to
    )
    .run()
    .await
}

pub(super) async fn plates(tx: &mut Tx, tenant: TenantId) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from award where tenant_id = $1",
        tenant
    )
    .value()
    .await
}

pub(super) async fn add_award(
    tx: &mut Tx,
    at: &Counter,
    id: AwardId,
    round: &Rating,
    publication: PublicationId,
    r: &Rated,
    plate: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into award (tenant_id, id, round_id, publication_id, org_path, person_id, name_key, level_name, stars,
            plate_no, awarded_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        at.tenant, id, round.id, publication, round.org_path.clone(), r.person_id, r.name_key.as_str(),
        r.level_name.as_str(), r.stars, plate, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn awards(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Award>> {
    sql!(
        tx,
        "select a.id, a.round_id, a.publication_id, a.org_path, o.name as org_name, a.person_id, p.name, a.level_name,
            a.stars, a.plate_no, a.at
         from award a join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
         join org o on o.tenant_id = a.tenant_id and o.path = a.org_path
         where a.tenant_id = $1 and a.org_path >= $2 and a.org_path < $3 order by a.name_key, a.id",
        tenant, below.clone(), below.after()
    )
    .all()
    .await
}

pub(super) async fn award(tx: &mut Tx, tenant: TenantId, id: AwardId) -> Result<Option<Award>> {
    sql!(
        tx,
        "select a.id, a.round_id, a.publication_id, a.org_path, o.name as org_name, a.person_id, p.name, a.level_name,
            a.stars, a.plate_no, a.at
         from award a join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
         join org o on o.tenant_id = a.tenant_id and o.path = a.org_path
         where a.tenant_id = $1 and a.id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(super) async fn awards_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Award>> {
    sql!(
        tx,
        "select a.id, a.round_id, a.publication_id, a.org_path, o.name as org_name, a.person_id, p.name, a.level_name,
            a.stars, a.plate_no, a.at
         from award a join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
         join org o on o.tenant_id = a.tenant_id and o.path = a.org_path
         where a.tenant_id = $1 and a.person_id = $2 order by a.at desc, a.id desc",
        tenant, person
    )
    .all()
    .await
}
