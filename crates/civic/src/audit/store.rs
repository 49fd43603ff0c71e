//! All SQL of the audit chain.

use ground::{At, Result, Tx, sql};

use super::Wanted;
use crate::{PersonId, TenantId};

/// A line of the chain.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Line {
    /// 1, 2, …
    pub seq: i64,
    /// When.
    pub at: At,
    /// Who; nil for a visitor or the console.
    pub actor_id: PersonId,
    /// What: the word of an [`super::Act`].
    pub act: String,
    /// On what: the id of any record.
    pub subject_id: PersonId,
    /// Hash of the payload that stands beside it.
    pub payload_hash: String,
    /// Hash of the line before.
    pub prev_hash: String,
    /// Hash of this line.
    pub hash: String,
}

pub(super) async fn start(tx: &mut Tx, tenant: TenantId, genesis: &str) -> Result<()> {
    sql!(
        tx,
        "insert into audit_head (tenant_id, seq, hash) values ($1, 0, $2)",
        tenant,
        genesis
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn head(tx: &mut Tx, tenant: TenantId) -> Result<Option<(i64, String)>> {
    sql!(
        tx,
        "select seq, hash from audit_head where tenant_id = $1",
        tenant
    )
    .opt()
    .await
}

pub(super) async fn add(tx: &mut Tx, tenant: TenantId, line: &Line, payload: &str) -> Result<()> {
    // The head first: two verbs that meet here conflict on this row, and one of
    // them is run again, before either has written a line.
    let moved = sql!(
        tx,
        "update audit_head set seq = $2, hash = $3 where tenant_id = $1 and seq = $2 - 1",
        tenant,
        line.seq,
        line.hash.as_str()
    )
    .run()
    .await?;
    if moved == 0 {
        return Err(ground::Fault::new("the head of the audit chain moved").into());
    }
    sql!(
        tx,
        "insert into audit (tenant_id, seq, at, actor_id, act, subject_id, payload_hash, prev_hash, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tenant, line.seq, line.at, line.actor_id, line.act.as_str(), line.subject_id,
        line.payload_hash.as_str(), line.prev_hash.as_str(), line.hash.as_str()
    )
    .run()
    .await?;
    sql!(
        tx,
        "insert into audit_payload (tenant_id, seq, payload) values ($1, $2, $3)",
        tenant,
        line.seq,
        payload
    )
    .run()
    .await?;
    Ok(())
}

/// A line with its payload; none when that was erased.
#[derive(sqlx::FromRow)]
pub(super) struct Full {
    #[sqlx(flatten)]
    pub(super) line: Line,
    pub(super) payload: Option<String>,
}

pub(super) async fn lines_after(
    tx: &mut Tx,
    tenant: TenantId,
    seq: i64,
    count: i64,
) -> Result<Vec<Full>> {
    sql!(
        tx,
        "select a.seq, a.at, a.actor_id, a.act, a.subject_id, a.payload_hash, a.prev_hash, a.hash, p.payload
         from audit a left join audit_payload p on p.tenant_id = a.tenant_id and p.seq = a.seq
         where a.tenant_id = $1 and a.seq > $2 order by a.seq limit $3",
        tenant,
        seq,
        count
    )
    .all()
    .await
}

pub(super) async fn latest(tx: &mut Tx, tenant: TenantId, count: i64) -> Result<Vec<Line>> {
    sql!(
        tx,
        "select seq, at, actor_id, act, subject_id, payload_hash, prev_hash, hash from audit
         where tenant_id = $1 order by seq desc limit $2",
        tenant,
        count
    )
    .all()
    .await
}

pub(super) async fn page(
    tx: &mut Tx,
    tenant: TenantId,
    wanted: &Wanted,
    count: i64,
) -> Result<Vec<Line>> {
    sql!(
        tx,
        "select seq, at, actor_id, act, subject_id, payload_hash, prev_hash, hash from audit
         where tenant_id = $1 and seq < $2 and (cast($3 as text) = '' or act = $3)
           and (cast($4 as bigint) = 0 or actor_id = $5) and at >= $6 and at < $7
         order by seq desc limit $8",
        tenant,
        wanted.before.unwrap_or(i64::MAX),
        wanted.act.map_or("", super::Act::word),
        i64::from(wanted.actor.is_some()),
        wanted.actor.unwrap_or(PersonId::VISITOR),
        wanted.from.unwrap_or(At::from_micros(i64::MIN)),
        wanted.until.unwrap_or(At::from_micros(i64::MAX)),
        count
    )
    .all()
    .await
}

pub(super) async fn last(tx: &mut Tx, tenant: TenantId, act: &str) -> Result<Option<At>> {
    let found: Option<(At,)> = sql!(
        tx,
        "select at from audit where tenant_id = $1 and act = $2 order by seq desc limit 1",
        tenant,
        act
    )
    .opt()
    .await?;
    Ok(found.map(|f| f.0))
}

pub(super) async fn of_subject(
    tx: &mut Tx,
    tenant: TenantId,
    subject: PersonId,
    count: i64,
) -> Result<Vec<Line>> {
    sql!(
        tx,
        "select seq, at, actor_id, act, subject_id, payload_hash, prev_hash, hash from audit
         where tenant_id = $1 and subject_id = $2 order by seq desc limit $3",
        tenant,
        subject,
        count
    )
    .all()
    .await
}

pub(super) async fn lines(tx: &mut Tx) -> Result<i64> {
    sql!(
        tx,
        "select cast(coalesce(sum(seq), 0) as bigint) from audit_head"
    )
    .value()
    .await
}
