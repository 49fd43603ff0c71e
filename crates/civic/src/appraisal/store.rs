//! All SQL of the appraisal room.

use ground::{At, Result, Tx, sql};

use super::{Sheet, State};
use crate::directory::{Org, Path};
use crate::{AppraisalId, CampaignId, Counter, OrgId, PersonId, TenantId};

/// A round.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Round {
    pub id: AppraisalId,
    pub campaign_id: CampaignId,
    pub org_id: OrgId,
    pub org_path: Path,
    pub title: String,
    pub grade_set: String,
    pub state: State,
    pub opened_at: At,
}

/// Whom a round is about.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Subject {
    pub number: i64,
    pub person_id: PersonId,
    pub name: String,
}

/// The agreed result.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Tally {
    pub issued: i64,
    pub returned: i64,
    pub valid: i64,
    pub void: i64,
    pub sheet: String,
    pub hash: String,
    pub first_by: PersonId,
    pub second_by: PersonId,
    pub at: At,
}

/// One entered sheet.
#[derive(sqlx::FromRow)]
pub(super) struct Entry {
    pub(super) entered_by: PersonId,
    pub(super) sheet: String,
}

pub(super) async fn add_round(
    tx: &mut Tx,
    at: &Counter,
    id: AppraisalId,
    campaign: CampaignId,
    org: &Org,
    title: &str,
    grades: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into appraisal_round (tenant_id, id, campaign_id, org_id, org_path, title, grade_set, state, opened_by, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'counting', $8, $9)",
        at.tenant, id, campaign, org.id, org.path.clone(), title, grades, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn add_subject(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppraisalId,
    number: i64,
    person: PersonId,
) -> Result<()> {
    sql!(
        tx,
        "insert into appraisal_subject (tenant_id, round_id, number, person_id) values ($1, $2, $3, $4)",
        tenant, id, number, person
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn round(tx: &mut Tx, tenant: TenantId, id: AppraisalId) -> Result<Option<Round>> {
    sql!(
        tx,
        "select id, campaign_id, org_id, org_path, title, grade_set, state, opened_at from appraisal_round
         where tenant_id = $1 and id = $2",
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
) -> Result<Vec<Round>> {
    sql!(
        tx,
        "select id, campaign_id, org_id, org_path, title, grade_set, state, opened_at from appraisal_round
         where tenant_id = $1 and campaign_id = $2 and org_path >= $3 and org_path < $4 order by opened_at desc, id desc",
        tenant, campaign, below.clone(), below.after()
    )
    .all()
    .await
}

pub(super) async fn subjects(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppraisalId,
) -> Result<Vec<Subject>> {
    sql!(
        tx,
        "select s.number, s.person_id, p.name from appraisal_subject s
         join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
         where s.tenant_id = $1 and s.round_id = $2 order by s.number",
        tenant,
        id
    )
    .all()
    .await
}

/// The sheet of another person that says the same; else the last one of another person.
pub(super) async fn by_another(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppraisalId,
    me: PersonId,
    hash: &str,
) -> Result<Option<Entry>> {
    sql!(
        tx,
        "select entered_by, sheet from tally_entry
         where tenant_id = $1 and round_id = $2 and entered_by <> $3
         order by case when hash = $4 then 0 else 1 end, seq desc limit 1",
        tenant,
        id,
        me,
        hash
    )
    .opt()
    .await
}

pub(super) async fn add_entry(
    tx: &mut Tx,
    at: &Counter,
    id: AppraisalId,
    sheet: &str,
    hash: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into tally_entry (tenant_id, round_id, seq, entered_by, sheet, hash, at)
         select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6 from tally_entry where tenant_id = $1 and round_id = $2",
        at.tenant, id, at.actor_id(), sheet, hash, at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn enterers(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppraisalId,
) -> Result<Vec<PersonId>> {
    let rows: Vec<(PersonId,)> = sql!(
        tx,
        "select distinct entered_by from tally_entry where tenant_id = $1 and round_id = $2 order by entered_by",
        tenant, id
    )
    .all()
    .await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

pub(super) async fn set_agreed(tx: &mut Tx, tenant: TenantId, id: AppraisalId) -> Result<u64> {
    sql!(
        tx,
        "update appraisal_round set state = 'agreed' where tenant_id = $1 and id = $2 and state = 'counting'",
        tenant, id
    )
    .run()
    .await
}

pub(super) async fn add_result(
    tx: &mut Tx,
    at: &Counter,
    id: AppraisalId,
    s: &Sheet,
    text: &str,
    hash: &str,
    first: PersonId,
) -> Result<()> {
    sql!(
        tx,
        "insert into tally_result (tenant_id, round_id, issued, returned, valid, void, sheet, hash, first_by, second_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        at.tenant, id, s.issued, s.returned, s.valid, s.void, text, hash, first, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn tally(tx: &mut Tx, tenant: TenantId, id: AppraisalId) -> Result<Option<Tally>> {
    sql!(
        tx,
        "select issued, returned, valid, void, sheet, hash, first_by, second_by, at from tally_result
         where tenant_id = $1 and round_id = $2",
        tenant, id
    )
    .opt()
    .await
}
