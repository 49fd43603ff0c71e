//! SQL of objections and findings.

use ground::{At, Day, Result, Tx, sql};

use crate::directory::Path;
use crate::notice::{Effect, NewFinding};
use crate::{Counter, ObjectionId, PersonId, PublicationId, TenantId};

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
    /// Name and contact of who signed, sealed.
    pub sealed: Option<Vec<u8>>,
    pub effect: Option<Effect>,
    pub reason: Option<String>,
    pub handler_id: Option<PersonId>,
    pub found_at: Option<At>,
    /// The version that stood when it was found on.
    pub found_version: Option<i64>,
}

impl Objection {
    /// Whether somebody signed it.
    pub fn is_signed(&self) -> bool {
        self.sealed.is_some()
    }
}

/// A line of the register: what stands in it of an objection, never what it says.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Registered {
    pub id: ObjectionId,
    pub publication_id: PublicationId,
    pub title: String,
    pub version: i64,
    pub about: String,
    /// 1 when somebody signed it.
    pub signed: i64,
    pub answer_due: Day,
    pub at: At,
    pub effect: Option<Effect>,
    pub handler_id: Option<PersonId>,
    pub found_at: Option<At>,
}

/// A new objection.
pub(in crate::notice) struct NewRow<'a> {
    pub(in crate::notice) id: ObjectionId,
    pub(in crate::notice) publication: PublicationId,
    pub(in crate::notice) version: i64,
    pub(in crate::notice) code_hash: &'a str,
    pub(in crate::notice) about: &'a str,
    pub(in crate::notice) matter: &'a str,
    pub(in crate::notice) sealed: Option<Vec<u8>>,
    pub(in crate::notice) due: Day,
}

pub(in crate::notice) async fn add_objection(
    tx: &mut Tx,
    at: &Counter,
    o: NewRow<'_>,
) -> Result<()> {
    sql!(
        tx,
        "insert into objection (tenant_id, id, publication_id, version, code_hash, about, matter, answer_due, at, sealed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        at.tenant, o.id, o.publication, o.version, o.code_hash, o.about, o.matter, o.due, at.now, o.sealed
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::notice) async fn objection(
    tx: &mut Tx,
    tenant: TenantId,
    id: ObjectionId,
) -> Result<Option<Objection>> {
    sql!(
        tx,
        "select o.id, o.publication_id, o.version, o.about, o.matter, o.answer_due, o.at, o.sealed,
            f.effect, f.reason, f.handler_id, f.at as found_at, f.version as found_version
         from objection o left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and o.id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(in crate::notice) async fn by_code(
    tx: &mut Tx,
    tenant: TenantId,
    code_hash: &str,
) -> Result<Option<Objection>> {
    sql!(
        tx,
        "select o.id, o.publication_id, o.version, o.about, o.matter, o.answer_due, o.at, o.sealed,
            f.effect, f.reason, f.handler_id, f.at as found_at, f.version as found_version
         from objection o left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and o.code_hash = $2",
        tenant, code_hash
    )
    .opt()
    .await
}

pub(in crate::notice) async fn objections(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Vec<Objection>> {
    sql!(
        tx,
        "select o.id, o.publication_id, o.version, o.about, o.matter, o.answer_due, o.at, o.sealed,
            f.effect, f.reason, f.handler_id, f.at as found_at, f.version as found_version
         from objection o left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and o.publication_id = $2 order by o.at, o.id",
        tenant, id
    )
    .all()
    .await
}

pub(in crate::notice) async fn waiting(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
) -> Result<Vec<Objection>> {
    sql!(
        tx,
        "select o.id, o.publication_id, o.version, o.about, o.matter, o.answer_due, o.at, o.sealed,
            f.effect, f.reason, f.handler_id, f.at as found_at, f.version as found_version
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

pub(in crate::notice) async fn open_objections(
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

/// Findings that ask for a later version than the current one. By the version that
/// stood when they were made: no clock has a say in it.
pub(in crate::notice) async fn owed_corrections(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
    version: i64,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from objection o
         join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and o.publication_id = $2 and f.effect = 'corrected' and f.version >= $3",
        tenant, id, version
    )
    .value()
    .await
}

pub(in crate::notice) async fn add_finding(
    tx: &mut Tx,
    at: &Counter,
    id: ObjectionId,
    version: i64,
    f: &NewFinding<'_>,
) -> Result<u64> {
    sql!(
        tx,
        "insert into objection_finding (tenant_id, objection_id, effect, reason, handler_id, at, version)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, objection_id) do nothing",
        at.tenant,
        id,
        f.effect,
        f.reason.trim(),
        at.actor_id(),
        at.now,
        version
    )
    .run()
    .await
}

pub(in crate::notice) async fn register(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    before: (At, ObjectionId),
    count: i64,
) -> Result<Vec<Registered>> {
    sql!(
        tx,
        "select o.id, o.publication_id, p.title, o.version, o.about,
            cast(case when o.sealed is null then 0 else 1 end as bigint) as signed,
            o.answer_due, o.at, f.effect, f.handler_id, f.at as found_at
         from objection o
         join publication p on p.tenant_id = o.tenant_id and p.id = o.publication_id
         left join objection_finding f on f.tenant_id = o.tenant_id and f.objection_id = o.id
         where o.tenant_id = $1 and p.org_path >= $2 and p.org_path < $3
           and (o.at < $4 or (o.at = $4 and o.id < $5))
         order by o.at desc, o.id desc limit $6",
        tenant,
        below.clone(),
        below.after(),
        before.0,
        before.1,
        count
    )
    .all()
    .await
}

/// Objections to any notice of the place since an instant.
pub(in crate::notice) async fn objections_since(
    tx: &mut Tx,
    tenant: TenantId,
    since: At,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from objection where tenant_id = $1 and at > $2",
        tenant,
        since
    )
    .value()
    .await
}

/// Objections to a notice since an instant.
pub(in crate::notice) async fn objections_to(
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
pub(in crate::notice) async fn same_objection(
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
