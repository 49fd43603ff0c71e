//! All SQL of the review room.

use ground::{At, Result, Tx, sql};

use super::rules::{Boxes, Quarter};
use crate::directory::{Path, Person};
use crate::{CampaignId, Counter, PersonId, ReviewId, TenantId};

/// A review sheet.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Review {
    pub id: ReviewId,
    pub person_id: PersonId,
    pub year: i64,
    pub quarter: i64,
    pub achievements: String,
    pub problems: String,
    pub direction: String,
    pub reviewer_id: PersonId,
    pub at: At,
}

pub(super) async fn add(
    tx: &mut Tx,
    at: &Counter,
    id: ReviewId,
    campaign: CampaignId,
    person: &Person,
    quarter: Quarter,
    boxes: &Boxes<'_>,
) -> Result<u64> {
    sql!(
        tx,
        "insert into review (tenant_id, id, campaign_id, org_id, org_path, person_id, year, quarter,
            achievements, problems, direction, reviewer_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (tenant_id, person_id, campaign_id, year, quarter) do nothing",
        at.tenant, id, campaign, person.org_id, person.org_path.clone(), person.id, quarter.year, quarter.quarter,
        boxes.achievements.trim(), boxes.problems.trim(), boxes.direction.trim(), at.actor_id(), at.now
    )
    .run()
    .await
}

pub(super) async fn of_quarter(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    quarter: Quarter,
) -> Result<Vec<Review>> {
    sql!(
        tx,
        "select id, person_id, year, quarter, achievements, problems, direction, reviewer_id, at from review
         where tenant_id = $1 and org_path >= $2 and org_path < $3 and year = $4 and quarter = $5 and campaign_id = $6",
        tenant, below.clone(), below.after(), quarter.year, quarter.quarter, campaign
    )
    .all()
    .await
}

pub(super) async fn of_person(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Review>> {
    sql!(
        tx,
        "select id, person_id, year, quarter, achievements, problems, direction, reviewer_id, at from review
         where tenant_id = $1 and person_id = $2 order by year desc, quarter desc, id desc",
        tenant, person
    )
    .all()
    .await
}

pub(super) async fn sheets(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Review>> {
    sql!(
        tx,
        "select id, person_id, year, quarter, achievements, problems, direction, reviewer_id, at from review
         where tenant_id = $1 and campaign_id = $2 and org_path >= $3 and org_path < $4 order by id",
        tenant, campaign, below.clone(), below.after()
    )
    .all()
    .await
}
