//! What bodies decided on a plan: decisions, submissions, replies.

use ground::{At, Day, Result, Tx, sql};
use uuid::Uuid;

use crate::campaign::{Matter, Minutes, NewReply, ReplyKind};
use crate::{CampaignId, Counter, DecisionId, OrgId, PersonId, TenantId};

/// A decision of a body.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Decided {
    pub id: DecisionId,
    pub meeting: String,
    pub held_on: Day,
    pub due: i64,
    pub present: i64,
    pub absent: i64,
    pub votes_for: i64,
    pub votes_against: i64,
    pub votes_abstain: i64,
    pub resolution: String,
    pub at: At,
}

pub(in crate::campaign) async fn add_decision(
    tx: &mut Tx,
    at: &Counter,
    id: DecisionId,
    org: OrgId,
    matter: Matter,
    subject: Uuid,
    m: &Minutes,
) -> Result<()> {
    sql!(
        tx,
        "insert into decision (tenant_id, id, org_id, subject_id, matter, meeting, held_on, due, present, absent,
            votes_for, votes_against, votes_abstain, resolution, recorded_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        at.tenant, id, org, subject, matter, m.meeting.as_str(), m.held_on, m.due, m.present, m.absent,
        m.votes_for, m.votes_against, m.votes_abstain, m.resolution.as_str(), at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::campaign) async fn decisions(
    tx: &mut Tx,
    tenant: TenantId,
    subject: Uuid,
) -> Result<Vec<Decided>> {
    sql!(
        tx,
        "select id, meeting, held_on, due, present, absent, votes_for, votes_against, votes_abstain, resolution, at
         from decision where tenant_id = $1 and subject_id = $2 order by at desc, id desc",
        tenant, subject
    )
    .all()
    .await
}

/// A submission.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Submission {
    pub seq: i64,
    pub submitted_by: PersonId,
    pub at: At,
}

pub(in crate::campaign) async fn add_submission(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    decision: DecisionId,
    hash: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into plan_submission (tenant_id, campaign_id, seq, decision_id, plan_hash, submitted_by, at)
         select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6 from plan_submission
         where tenant_id = $1 and campaign_id = $2",
        at.tenant, id, decision, hash, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::campaign) async fn submissions(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Vec<Submission>> {
    sql!(
        tx,
        "select seq, submitted_by, at from plan_submission where tenant_id = $1 and campaign_id = $2 order by seq desc",
        tenant, id
    )
    .all()
    .await
}

/// The superior's reply to a submission.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Reply {
    pub seq: i64,
    pub result: ReplyKind,
    pub opinion: String,
    pub doc_no: String,
    pub replied_by: PersonId,
    pub at: At,
}

pub(in crate::campaign) async fn add_reply(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    seq: i64,
    r: &NewReply<'_>,
) -> Result<()> {
    sql!(
        tx,
        "insert into plan_reply (tenant_id, campaign_id, seq, result, opinion, doc_no, replied_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        at.tenant, id, seq, r.kind, r.opinion.trim(), r.doc_no.trim(), at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::campaign) async fn replies(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Vec<Reply>> {
    sql!(
        tx,
        "select seq, result, opinion, doc_no, replied_by, at from plan_reply where tenant_id = $1 and campaign_id = $2 order by seq desc",
        tenant, id
    )
    .all()
    .await
}
