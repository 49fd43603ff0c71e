//! All SQL of the notice room.

use ground::{At, Day, Result, Tx, sql};
use uuid::Uuid;

use super::{Effect, Kind, NewFinding, NewPublication, State, Topic};
use crate::directory::Path;
use crate::{Counter, ObjectionId, OrgId, PersonId, PublicationId, TenantId};

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
    pub workdays: i64,
    pub first_day: Day,
    pub last_day: Day,
    pub effective_from: At,
}

/// An objection with its finding.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Objection {
    pub id: ObjectionId,
    pub publication_id: PublicationId,
    pub version: i64,
    pub about: String,
    pub matter: String,
    pub answer_due: Day,
    pub at: At,
    pub effect: Option<Effect>,
    pub reason: Option<String>,
    pub handler_id: Option<PersonId>,
    pub found_at: Option<At>,
}

/// A finding.
pub type Finding = (Effect, String);

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
) -> Result<()> {
    sql!(
        tx,
        "insert into publication (tenant_id, id, org_id, org_path, kind, topic, subject_id, title, author_id,
            version, state, published_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 'public', $10)",
        at.tenant, id, p.org.id, p.org.path.clone(), p.kind, p.topic, p.subject, p.title.trim(), at.actor_id(), at.now
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
) -> Result<()> {
    sql!(
        tx,
        "insert into publication_version (tenant_id, publication_id, version, snapshot, hash, secrecy_checked_by,
            published_by, published_at, workdays, first_day, last_day, effective_from)
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)",
        at.tenant, id, v.version, v.snapshot.as_str(), v.hash.as_str(), at.actor_id(), v.published_at, v.workdays,
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
        "select id, org_id, org_path, kind, topic, subject_id, title, author_id, version, state, published_at
         from publication where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(super) async fn notices(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    count: i64,
) -> Result<Vec<Publication>> {
    sql!(
        tx,
        "select id, org_id, org_path, kind, topic, subject_id, title, author_id, version, state, published_at
         from publication where tenant_id = $1 and org_path >= $2 and org_path < $3 and kind = 'notice'
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
        "select version, snapshot, hash, published_at, workdays, first_day, last_day, effective_from
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
        "select version, snapshot, hash, published_at, workdays, first_day, last_day, effective_from
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

#[expect(clippy::too_many_arguments, reason = "one row of nine columns")]
pub(super) async fn add_objection(
    tx: &mut Tx,
    at: &Counter,
    id: ObjectionId,
    publication: PublicationId,
    version: i64,
    code_hash: &str,
    about: &str,
    matter: &str,
    due: Day,
) -> Result<()> {
    sql!(
        tx,
        "insert into objection (tenant_id, id, publication_id, version, code_hash, about, matter, answer_due, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        at.tenant, id, publication, version, code_hash, about, matter, due, at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn objection(
    tx: &mut Tx,
    tenant: TenantId,
    id: ObjectionId,
) -> Result<Option<Objection>> {
    sql!(
        tx,
        "select o.id, o.publication_id, o.version, o.about, o.matter, o.answer_due, o.at,
            f.effect, f.reason, f.handler_id, f.at as found_at
         from objection o left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and o.id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(super) async fn by_code(
    tx: &mut Tx,
    tenant: TenantId,
    code_hash: &str,
) -> Result<Option<Objection>> {
    sql!(
        tx,
        "select o.id, o.publication_id, o.version, o.about, o.matter, o.answer_due, o.at,
            f.effect, f.reason, f.handler_id, f.at as found_at
         from objection o left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and o.code_hash = $2",
        tenant, code_hash
    )
    .opt()
    .await
}

pub(super) async fn objections(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Vec<Objection>> {
    sql!(
        tx,
        "select o.id, o.publication_id, o.version, o.about, o.matter, o.answer_due, o.at,
            f.effect, f.reason, f.handler_id, f.at as found_at
         from objection o left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and o.publication_id = $2 order by o.at, o.id",
        tenant, id
    )
    .all()
    .await
}

pub(super) async fn waiting(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Objection>> {
    sql!(
        tx,
        "select o.id, o.publication_id, o.version, o.about, o.matter, o.answer_due, o.at,
            f.effect, f.reason, f.handler_id, f.at as found_at
         from objection o
         join publication p on p.tenant_id = o.tenant_id and p.id = o.publication_id
         left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and p.org_path >= $2 and p.org_path < $3 and f.effect is null
         order by o.answer_due, o.id",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

pub(super) async fn open_objections(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from objection o
         left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and o.publication_id = $2 and f.effect is null",
        tenant,
        id
    )
    .value()
    .await
}

pub(super) async fn owed_corrections(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
    version: i64,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from objection o
         join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         join publication_version v on v.tenant_id = o.tenant_id and v.publication_id = o.publication_id and v.version = $3
         where o.tenant_id = $1 and o.publication_id = $2 and f.effect = 'corrected' and f.at >= v.published_at",
        tenant, id, version
    )
    .value()
    .await
}

pub(super) async fn add_finding(
    tx: &mut Tx,
    at: &Counter,
    id: ObjectionId,
    f: &NewFinding<'_>,
) -> Result<u64> {
    sql!(
        tx,
        "insert into objection_finding (tenant_id, objection_id, effect, reason, handler_id, at)
         values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, objection_id) do nothing",
        at.tenant,
        id,
        f.effect,
        f.reason.trim(),
        at.actor_id(),
        at.now
    )
    .run()
    .await
}

pub(super) async fn add_conclusion(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    v: &Version,
    conclusion: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into publication_conclusion (tenant_id, publication_id, version, hash, effective_from, conclusion, concluded_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        at.tenant, id, v.version, v.hash.as_str(), v.effective_from, conclusion, at.actor_id(), at.now
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

/// Objections to a notice since an instant.
pub(super) async fn objections_since(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
    since: At,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from objection where tenant_id = $1 and publication_id = $2 and at > $3",
        tenant,
        id,
        since
    )
    .value()
    .await
}

/// Objections to a notice with the same words that wait for a finding.
pub(super) async fn same_objection(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
    matter: &str,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from objection o
         left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and o.publication_id = $2 and o.matter = $3 and f.effect is null",
        tenant,
        id,
        matter
    )
    .value()
    .await
}
