//! SQL of what stands beside a publication: its media, the proofs that it stood there,
//! corrections that wait for a superior.

use ground::{At, Day, Result, Tx, sql};

use super::Publication;
use crate::notice::{Answer, Medium, NewProof};
use crate::{Counter, PersonId, ProposalId, PublicationId, TenantId};

/// That a version stood somewhere.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Proof {
    pub version: i64,
    pub medium: Medium,
    pub place: String,
    pub day: Day,
    pub words: String,
    pub actor_id: PersonId,
    pub at: At,
}

/// A correction that was put before the superior.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Proposal {
    pub id: ProposalId,
    pub publication_id: PublicationId,
    /// The version that it is to replace.
    pub version: i64,
    pub snapshot: String,
    pub reason: String,
    pub asked_by: PersonId,
    pub asked_at: At,
    /// `asked`, or the word of the answer.
    pub state: String,
    pub opinion: String,
    pub answered_by: Option<PersonId>,
    pub answered_at: Option<At>,
}

impl Proposal {
    /// Whether the superior replied.
    pub fn is_answered(&self) -> bool {
        self.answered_by.is_some()
    }

    /// The reply, when there is one.
    pub fn answer(&self) -> Option<Answer> {
        self.state.parse().ok()
    }
}

pub(in crate::notice) async fn add_medium(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
    medium: Medium,
) -> Result<()> {
    sql!(
        tx,
        "insert into publication_medium (tenant_id, publication_id, medium) values ($1, $2, $3)",
        tenant,
        id,
        medium
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::notice) async fn media(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Vec<Medium>> {
    let rows: Vec<(Medium,)> = sql!(
        tx,
        "select medium from publication_medium where tenant_id = $1 and publication_id = $2
         order by case medium when 'web' then 1 when 'board' then 2 else 3 end",
        tenant,
        id
    )
    .all()
    .await?;
    Ok(rows.into_iter().map(|(medium,)| medium).collect())
}

pub(in crate::notice) async fn add_proof(
    tx: &mut Tx,
    at: &Counter,
    p: &Publication,
    new: &NewProof<'_>,
    day: Day,
) -> Result<()> {
    sql!(
        tx,
        "insert into publication_proof (tenant_id, id, publication_id, version, medium, place, day, words, actor_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        at.tenant, at.house.ids.uuid(at.now), p.id, p.version, new.medium, new.place.trim(), day, new.words.trim(),
        at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::notice) async fn proofs(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Vec<Proof>> {
    sql!(
        tx,
        "select version, medium, place, day, words, actor_id, at from publication_proof
         where tenant_id = $1 and publication_id = $2 order by day desc, at desc",
        tenant,
        id
    )
    .all()
    .await
}

pub(in crate::notice) async fn add_proposal(
    tx: &mut Tx,
    at: &Counter,
    id: ProposalId,
    p: &Publication,
    snapshot: &str,
    reason: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into publication_correction (tenant_id, id, publication_id, version, snapshot, reason, asked_by,
            asked_at, state, opinion)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'asked', '')",
        at.tenant, id, p.id, p.version, snapshot, reason, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::notice) async fn proposal(
    tx: &mut Tx,
    tenant: TenantId,
    id: ProposalId,
) -> Result<Option<Proposal>> {
    sql!(
        tx,
        "select id, publication_id, version, snapshot, reason, asked_by, asked_at, state, opinion, answered_by, answered_at
         from publication_correction where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(in crate::notice) async fn proposals(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Vec<Proposal>> {
    sql!(
        tx,
        "select id, publication_id, version, snapshot, reason, asked_by, asked_at, state, opinion, answered_by, answered_at
         from publication_correction where tenant_id = $1 and publication_id = $2 order by asked_at desc, id desc",
        tenant, id
    )
    .all()
    .await
}

/// Of two answers exactly one finds it open.
pub(in crate::notice) async fn settle_proposal(
    tx: &mut Tx,
    at: &Counter,
    id: ProposalId,
    answer: Answer,
    opinion: &str,
) -> Result<u64> {
    sql!(
        tx,
        "update publication_correction set state = $3, opinion = $4, answered_by = $5, answered_at = $6
         where tenant_id = $1 and id = $2 and state = 'asked'",
        at.tenant, id, answer, opinion, at.actor_id(), at.now
    )
    .run()
    .await
}
