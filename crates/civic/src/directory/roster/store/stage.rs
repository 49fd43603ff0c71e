//! SQL of what is staged, and of the imports themselves.

use ground::{Result, Tx, bulk, sql};

use crate::directory::Path;
use crate::directory::people::particulars::Sealed;
use crate::directory::people::versions::State;
use crate::directory::roster::{Batch, BatchState, Order, Remark, Remarks, Report};
use crate::{BatchId, Counter, PersonId, TenantId};

/// A row that is to be taken over.
#[derive(Debug)]
pub(in super::super) struct Staged {
    pub(in super::super) line: i64,
    pub(in super::super) what: &'static str,
    pub(in super::super) person: PersonId,
    /// The version that it starts from; 0 for somebody new.
    pub(in super::super) base: i64,
    pub(in super::super) moved: bool,
    pub(in super::super) name_key: String,
    pub(in super::super) sealed: Option<Sealed>,
    pub(in super::super) before: Vec<u8>,
    pub(in super::super) tokens: Vec<String>,
    pub(in super::super) state: State,
}

/// A new import.
pub(in super::super) struct NewBatch<'a> {
    pub(in super::super) id: BatchId,
    pub(in super::super) order: &'a Order,
    pub(in super::super) note: &'a str,
}

pub(in super::super) async fn begin(tx: &mut Tx, at: &Counter, new: NewBatch<'_>) -> Result<()> {
    let order = new.order;
    sql!(
        tx,
        "insert into import_batch (tenant_id, id, org_id, org_path, actor_id, file_name, file_hash, updates, whole,
             state, note, rows_read, added, changed, unchanged, refused, created_at, beat_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'staging', $10, 0, 0, 0, 0, 0, $11, $11)",
        at.tenant, new.id, order.org.id, order.org.path.clone(), at.actor_id(),
        order.file_name.as_str(), order.file_hash.as_str(), i64::from(order.updates),
        i64::from(order.whole), new.note, at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn add_rows(
    tx: &mut Tx,
    at: &Counter,
    batch: BatchId,
    rows: &[Staged],
) -> Result<()> {
    for rows in ground::bulk::widths(rows) {
        let mut query = bulk!(
            tx,
            rows,
            "insert into import_row (tenant_id, batch_id, line, what, person_id, base, moved, org_id, org_path,
                 name, name_key, post, category, standing, sex, ethnicity, birth, joined, full_since, mobility,
                 lost_since, sealed, id_index, phone_index, before) values ",
            25
        );
        for row in rows {
            let (state, details) = (&row.state, &row.state.details);
            let sealed = row.sealed.as_ref();
            query = query
                .bind(at.tenant)
                .bind(batch)
                .bind(row.line)
                .bind(row.what)
                .bind(row.person)
                .bind(row.base)
                .bind(i64::from(row.moved))
                .bind(state.org_id)
                .bind(state.org_path.clone())
                .bind(state.name.clone())
                .bind(row.name_key.clone())
                .bind(state.post.clone())
                .bind(state.category.clone())
                .bind(state.standing)
                .bind(state.sex)
                .bind(state.ethnicity.clone())
                .bind(details.birth.clone())
                .bind(details.joined.clone())
                .bind(details.full_since.clone())
                .bind(details.mobility.clone())
                .bind(details.lost_since.clone())
                .bind(sealed.map(|s| s.sealed.clone()))
                .bind(sealed.and_then(|s| s.id_index.clone()))
                .bind(sealed.and_then(|s| s.phone_index.clone()))
                .bind(row.before.clone());
        }
        query.run().await?;
    }
    Ok(())
}

/// Adds the tokens of rows, numbered on from `first`.
pub(in super::super) async fn add_tokens(
    tx: &mut Tx,
    at: &Counter,
    batch: BatchId,
    rows: &[Staged],
    first: i64,
) -> Result<()> {
    let tokens: Vec<(i64, &String, &Staged)> = (first..)
        .zip(
            rows.iter()
                .flat_map(|row| row.tokens.iter().map(move |t| (t, row))),
        )
        .map(|(number, (token, row))| (number, token, row))
        .collect();
    for tokens in ground::bulk::widths(&tokens) {
        let mut query = bulk!(
            tx,
            tokens,
            "insert into import_token (tenant_id, batch_id, number, token, org_path, person_id) values ",
            6
        );
        for (number, token, row) in tokens {
            query = query
                .bind(at.tenant)
                .bind(batch)
                .bind(*number)
                .bind((*token).clone())
                .bind(row.state.org_path.clone())
                .bind(row.person);
        }
        query.run().await?;
    }
    Ok(())
}

/// A sign of life; zero when nobody wants the import any more.
pub(in super::super) async fn beat(
    tx: &mut Tx,
    at: &Counter,
    batch: BatchId,
    report: &Report,
) -> Result<u64> {
    sql!(
        tx,
        "update import_batch set rows_read = $3, added = $4, changed = $5, unchanged = $6, refused = $7, beat_at = $8
         where tenant_id = $1 and id = $2 and state = 'staging'",
        at.tenant, batch, report.rows, report.added, report.changed, report.unchanged,
        report.refused_rows, at.house.clock.now()
    )
    .run()
    .await
}

/// Everything is staged; the remarks with it.
pub(in super::super) async fn staged(
    tx: &mut Tx,
    at: &Counter,
    batch: BatchId,
    report: &Report,
) -> Result<()> {
    beat(tx, at, batch, report).await?;
    add_remarks(tx, at.tenant, batch, Remarks::Refused, &report.refused, 0).await?;
    let told = i64::try_from(report.refused.len()).unwrap_or(0);
    add_remarks(tx, at.tenant, batch, Remarks::Noted, &report.noted, told).await?;
    sql!(
        tx,
        "update import_batch set state = 'staged' where tenant_id = $1 and id = $2 and state = 'staging'",
        at.tenant, batch
    )
    .run()
    .await?;
    Ok(())
}

/// Adds remarks, numbered on from `first`.
pub(in super::super) async fn add_remarks(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
    kind: Remarks,
    remarks: &[Remark],
    first: i64,
) -> Result<()> {
    let numbered: Vec<(i64, &Remark)> = (first..).zip(remarks).collect();
    for remarks in ground::bulk::widths(&numbered) {
        let mut query = bulk!(
            tx,
            remarks,
            "insert into import_remark (tenant_id, batch_id, number, kind, line, heading, reason) values ",
            7
        );
        for (number, remark) in remarks {
            query = query
                .bind(tenant)
                .bind(batch)
                .bind(*number)
                .bind(kind)
                .bind(i64::from(remark.row))
                .bind(remark.column.clone())
                .bind(remark.reason.clone());
        }
        query.run().await?;
    }
    Ok(())
}

pub(in super::super) async fn remarks(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
    kind: Remarks,
    count: i64,
) -> Result<Vec<Remark>> {
    let rows: Vec<(i64, String, String)> = sql!(
        tx,
        "select line, heading, reason from import_remark
         where tenant_id = $1 and batch_id = $2 and kind = $3 order by line, number limit $4",
        tenant,
        batch,
        kind,
        count
    )
    .all()
    .await?;
    let remark = |(line, column, reason)| Remark {
        row: u32::try_from(line).unwrap_or(0),
        column,
        reason,
    };
    Ok(rows.into_iter().map(remark).collect())
}

pub(in super::super) async fn batch(
    tx: &mut Tx,
    tenant: TenantId,
    id: BatchId,
) -> Result<Option<Batch>> {
    sql!(
        tx,
        "select id, org_id, org_path, actor_id, file_name, file_hash, updates, whole, state, note, rows_read,
             added, changed, unchanged, refused, created_at, beat_at, settled_at, undone_at
         from import_batch where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(in super::super) async fn batches(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    count: i64,
) -> Result<Vec<Batch>> {
    sql!(
        tx,
        "select id, org_id, org_path, actor_id, file_name, file_hash, updates, whole, state, note, rows_read,
             added, changed, unchanged, refused, created_at, beat_at, settled_at, undone_at
         from import_batch where tenant_id = $1 and org_path >= $2 and org_path < $3
         order by created_at desc, id desc limit $4",
        tenant, below.clone(), below.after(), count
    )
    .all()
    .await
}

/// Gives an import up; zero when it was settled already.
pub(in super::super) async fn cancel(
    tx: &mut Tx,
    tenant: TenantId,
    id: BatchId,
    from: BatchState,
    note: &str,
) -> Result<u64> {
    sql!(
        tx,
        "update import_batch set state = 'cancelled', note = $4 where tenant_id = $1 and id = $2 and state = $3",
        tenant, id, from, note
    )
    .run()
    .await
}

/// Takes away every trace of an import whose file could not be read.
pub(in super::super) async fn discard(tx: &mut Tx, tenant: TenantId, id: BatchId) -> Result<()> {
    super::unstage(tx, tenant, id).await?;
    sql!(
        tx,
        "delete from import_remark where tenant_id = $1 and batch_id = $2
         and exists (select 1 from import_batch b where b.tenant_id = $1 and b.id = $2 and b.state = 'staging')",
        tenant, id
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from import_batch where tenant_id = $1 and id = $2 and state = 'staging'",
        tenant,
        id
    )
    .run()
    .await?;
    Ok(())
}
