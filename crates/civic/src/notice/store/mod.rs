//! All SQL of the notice room: publications here, objections and the records beside a
//! publication in files of their own.

mod objections;
mod records;

use ground::{At, Day, Result, Tx, sql};
use uuid::Uuid;

pub(super) use objections::{
    NewRow, add_finding, add_objection, by_code, objection, objections, objections_since,
    objections_to, open_objections, owed_corrections, register, same_objection, waiting,
};
pub use objections::{Objection, Registered};
pub use records::{Proof, Proposal};
pub(super) use records::{
    add_medium, add_proof, add_proposal, media, proofs, proposal, proposals, settle_proposal,
};

use super::{Kind, NewPublication, Scope, State, Topic};
use crate::directory::Path;
use crate::{Counter, OrgId, PersonId, PublicationId, TenantId};

/// A publication.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Publication {
    pub id: PublicationId,
    pub org_id: OrgId,
    pub org_path: Path,
    pub kind: Kind,
    pub topic: Topic,
    pub subject_id: Uuid,
    pub title: String,
    pub author_id: PersonId,
    pub version: i64,
    pub state: State,
    pub published_at: At,
    pub scope: Scope,
    /// 1 when the pages of this site are one of its media.
    pub on_web: i64,
}

/// A frozen version.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Version {
    pub version: i64,
    pub snapshot: String,
    pub hash: String,
    pub published_at: At,
    pub published_by: PersonId,
    pub workdays: i64,
    pub first_day: Day,
    pub last_day: Day,
    pub effective_from: At,
}

/// The conclusion of a notice.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Conclusion {
    pub version: i64,
    pub hash: String,
    pub conclusion: String,
    pub concluded_by: PersonId,
    pub at: At,
}

pub(super) async fn add_publication(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    p: &NewPublication<'_>,
    begins: At,
) -> Result<()> {
    sql!(
        tx,
        "insert into publication (tenant_id, id, org_id, org_path, kind, topic, subject_id, title, author_id,
            version, state, published_at, scope)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 'public', $10, $11)",
        at.tenant, id, p.org.id, p.org.path.clone(), p.kind, p.topic, p.subject, p.title.trim(), at.actor_id(), begins,
        p.manner.scope
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn add_version(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    v: &Version,
    author: PersonId,
) -> Result<()> {
    sql!(
        tx,
        "insert into publication_version (tenant_id, publication_id, version, snapshot, hash, secrecy_checked_by,
            published_by, published_at, workdays, first_day, last_day, effective_from)
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)",
        at.tenant, id, v.version, v.snapshot.as_str(), v.hash.as_str(), author, v.published_at, v.workdays,
        v.first_day, v.last_day, v.effective_from
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn publication(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Option<Publication>> {
    sql!(
        tx,
        "select id, org_id, org_path, kind, topic, subject_id, title, author_id, version, state, published_at, scope,
            (select count(*) from publication_medium m
             where m.tenant_id = publication.tenant_id and m.publication_id = publication.id and m.medium = 'web') as on_web
         from publication where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

/// The notices of the organisations from one path up to another.
pub(super) async fn notices(
    tx: &mut Tx,
    tenant: TenantId,
    (from, to): (&Path, Path),
    count: i64,
) -> Result<Vec<Publication>> {
    sql!(
        tx,
        "select id, org_id, org_path, kind, topic, subject_id, title, author_id, version, state, published_at, scope,
            (select count(*) from publication_medium m
             where m.tenant_id = publication.tenant_id and m.publication_id = publication.id and m.medium = 'web') as on_web
         from publication where tenant_id = $1 and org_path >= $2 and org_path < $3 and kind = 'notice'
         order by published_at desc, id desc limit $4",
        tenant, from.clone(), to, count
    )
    .all()
    .await
}

pub(super) async fn plans(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    count: i64,
) -> Result<Vec<Publication>> {
    sql!(
        tx,
        "select id, org_id, org_path, kind, topic, subject_id, title, author_id, version, state, published_at, scope,
            (select count(*) from publication_medium m
             where m.tenant_id = publication.tenant_id and m.publication_id = publication.id and m.medium = 'web') as on_web
         from publication
         where tenant_id = $1 and org_path >= $2 and org_path < $3 and kind = 'publication' and topic = 'plan'
         order by published_at desc, id desc limit $4",
        tenant, below.clone(), below.after(), count
    )
    .all()
    .await
}

pub(super) async fn version(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
    version: i64,
) -> Result<Option<Version>> {
    sql!(
        tx,
        "select version, snapshot, hash, published_at, published_by, workdays, first_day, last_day, effective_from
         from publication_version where tenant_id = $1 and publication_id = $2 and version = $3",
        tenant, id, version
    )
    .opt()
    .await
}

pub(super) async fn versions(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Vec<Version>> {
    sql!(
        tx,
        "select version, snapshot, hash, published_at, published_by, workdays, first_day, last_day, effective_from
         from publication_version where tenant_id = $1 and publication_id = $2 order by version desc",
        tenant, id
    )
    .all()
    .await
}

pub(super) async fn set_version(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
    from: i64,
    to: i64,
) -> Result<u64> {
    sql!(
        tx,
        "update publication set version = $4 where tenant_id = $1 and id = $2 and version = $3 and state = 'public'",
        tenant, id, from, to
    )
    .run()
    .await
}

pub(super) async fn set_state(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
    from: State,
    to: State,
) -> Result<u64> {
    sql!(
        tx,
        "update publication set state = $4 where tenant_id = $1 and id = $2 and state = $3",
        tenant,
        id,
        from,
        to
    )
    .run()
    .await
}

pub(super) async fn add_withdrawal(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    reason: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into publication_withdrawal (tenant_id, publication_id, reason, actor_id, at) values ($1, $2, $3, $4, $5)",
        at.tenant, id, reason.trim(), at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn withdrawal(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Option<String>> {
    let row: Option<(String,)> = sql!(
        tx,
        "select reason from publication_withdrawal where tenant_id = $1 and publication_id = $2",
        tenant,
        id
    )
    .opt()
    .await?;
    Ok(row.map(|r| r.0))
}

pub(super) async fn withdrawn_at(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Option<At>> {
    let row: Option<(At,)> = sql!(
        tx,
        "select at from publication_withdrawal where tenant_id = $1 and publication_id = $2",
        tenant,
        id
    )
    .opt()
    .await?;
    Ok(row.map(|r| r.0))
}

pub(super) async fn add_conclusion(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    v: &Version,
    conclusion: &str,
    ends: At,
) -> Result<()> {
    sql!(
        tx,
        "insert into publication_conclusion (tenant_id, publication_id, version, hash, effective_from, conclusion, concluded_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        at.tenant, id, v.version, v.hash.as_str(), v.effective_from, conclusion, at.actor_id(), ends
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn conclusion(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Option<Conclusion>> {
    sql!(
        tx,
        "select version, hash, conclusion, concluded_by, at from publication_conclusion
         where tenant_id = $1 and publication_id = $2",
        tenant,
        id
    )
    .opt()
    .await
}
