//! SQL that takes staged rows over, all at once.

use ground::{At, Day, Result, Tx, sql};

use crate::directory::roster::{PATIENCE, SILENCE};
use crate::{BatchId, Counter, TenantId};

/// A staged row that no longer fits.
#[derive(Debug, sqlx::FromRow)]
pub(in super::super) struct Conflict {
    pub(in super::super) line: i64,
    pub(in super::super) why: String,
}

/// The rows that no longer fit what is there: the number or the same name came in
/// between, the record moved on, the organisation is another one by now.
pub(in super::super) async fn conflicts(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
    today: Day,
) -> Result<Vec<Conflict>> {
    sql!(
        tx,
        "select r.line, 'number' as why from import_row r
         join person_sealed s on s.tenant_id = r.tenant_id and s.id_index = r.id_index
         where r.tenant_id = $1 and r.batch_id = $2 and s.person_id <> r.person_id
         union
         select r.line, 'name' from import_row r
         join person p on p.tenant_id = r.tenant_id and p.org_path = r.org_path and p.name_key = r.name_key
             and p.birth = r.birth and p.left_on = '' and p.standing <> 'staff'
         join import_batch b on b.tenant_id = r.tenant_id and b.id = r.batch_id and p.created_at >= b.created_at
         left join person_sealed s on s.tenant_id = p.tenant_id and s.person_id = p.id
         where r.tenant_id = $1 and r.batch_id = $2 and r.what = 'add'
             and (r.id_index is null or s.id_index is null)
         union
         select r.line, 'version' from import_row r
         left join person p on p.tenant_id = r.tenant_id and p.id = r.person_id
         where r.tenant_id = $1 and r.batch_id = $2 and r.what = 'change'
             and (p.version is null or p.version <> r.base)
         union
         select r.line, 'org' from import_row r
         left join org o on o.tenant_id = r.tenant_id and o.id = r.org_id and o.path = r.org_path and o.is_open = 1
         where r.tenant_id = $1 and r.batch_id = $2 and o.id is null
         union
         select r.line, 'org' from import_row r
         cross join membership m
         where r.tenant_id = $1 and r.batch_id = $2 and r.moved = 1
             and m.tenant_id = r.tenant_id and m.person_id = r.person_id and m.from_day > $3
         order by 1, 2",
        tenant, batch, today
    )
    .all()
    .await
}

/// Takes a row out of what is staged.
pub(in super::super) async fn drop_lines(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
    lines: &[i64],
) -> Result<()> {
    for line in lines {
        sql!(
            tx,
            "delete from import_token where tenant_id = $1 and batch_id = $2 and person_id in
                 (select r.person_id from import_row r where r.tenant_id = $1 and r.batch_id = $2 and r.line = $3)",
            tenant, batch, *line
        )
        .run()
        .await?;
        sql!(
            tx,
            "delete from import_row where tenant_id = $1 and batch_id = $2 and line = $3",
            tenant,
            batch,
            *line
        )
        .run()
        .await?;
    }
    Ok(())
}

/// How many people are new, and how many changed.
pub(in super::super) async fn counts(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
) -> Result<(i64, i64)> {
    let found: Option<(i64, i64)> = sql!(
        tx,
        "select cast(coalesce(sum(case when what = 'add' then 1 else 0 end), 0) as bigint),
             cast(coalesce(sum(case when what = 'change' then 1 else 0 end), 0) as bigint)
         from import_row where tenant_id = $1 and batch_id = $2",
        tenant,
        batch
    )
    .opt()
    .await?;
    Ok(found.unwrap_or_default())
}

/// People who are new: the record, where they stand, and that they were not there before.
pub(in super::super) async fn take_new(tx: &mut Tx, at: &Counter, batch: BatchId) -> Result<()> {
    sql!(
        tx,
        "insert into person (tenant_id, id, org_id, org_path, name, name_key, post, category, standing, created_at,
             sex, ethnicity, birth, joined, full_since, mobility, lost_since)
         select tenant_id, person_id, org_id, org_path, name, name_key, post, category, standing, cast($3 as bigint),
             sex, ethnicity, birth, joined, full_since, mobility, lost_since
         from import_row where tenant_id = $1 and batch_id = $2 and what = 'add' order by line",
        at.tenant, batch, at.now
    )
    .run()
    .await?;
    Ok(())
}

/// People who were there, and what both kinds share: sealed values, tokens, spans, versions.
pub(in super::super) async fn take_changes(
    tx: &mut Tx,
    at: &Counter,
    batch: BatchId,
) -> Result<()> {
    versions(tx, at, batch).await?;
    sql!(
        tx,
        "update person set org_id = r.org_id, org_path = r.org_path, name = r.name, name_key = r.name_key,
             post = r.post, category = r.category, standing = r.standing, sex = r.sex, ethnicity = r.ethnicity,
             birth = r.birth, joined = r.joined, full_since = r.full_since, mobility = r.mobility,
             lost_since = r.lost_since, version = r.base + 1
         from import_row r
         where r.tenant_id = $1 and r.batch_id = $2 and r.what = 'change'
             and person.tenant_id = r.tenant_id and person.id = r.person_id",
        at.tenant, batch
    )
    .run()
    .await?;
    sql!(
        tx,
        "insert into person_sealed (tenant_id, person_id, sealed, id_index, phone_index)
         select tenant_id, person_id, sealed, id_index, phone_index from import_row
         where tenant_id = $1 and batch_id = $2 and sealed is not null order by line
         on conflict (tenant_id, person_id) do update
         set sealed = excluded.sealed, id_index = excluded.id_index, phone_index = excluded.phone_index",
        at.tenant,
        batch
    )
    .run()
    .await?;
    tokens(tx, at.tenant, batch).await?;
    spans(tx, at, batch).await
}

async fn versions(tx: &mut Tx, at: &Counter, batch: BatchId) -> Result<()> {
    sql!(
        tx,
        "insert into person_version (tenant_id, person_id, version, at, actor_id, batch_id, why, sealed)
         select r.tenant_id, r.person_id, r.base, cast($3 as bigint), b.actor_id, r.batch_id, '导入名册', r.before
         from import_row r join import_batch b on b.tenant_id = r.tenant_id and b.id = r.batch_id
         where r.tenant_id = $1 and r.batch_id = $2 order by r.line",
        at.tenant,
        batch,
        at.now
    )
    .run()
    .await?;
    Ok(())
}

async fn tokens(tx: &mut Tx, tenant: TenantId, batch: BatchId) -> Result<()> {
    sql!(
        tx,
        "delete from person_token where tenant_id = $1 and person_id in
             (select r.person_id from import_row r where r.tenant_id = $1 and r.batch_id = $2 and r.what = 'change')",
        tenant, batch
    )
    .run()
    .await?;
    // In the order of the key: the index is written from end to end instead of all over.
    sql!(
        tx,
        "insert into person_token (tenant_id, token, org_path, person_id)
         select tenant_id, token, org_path, person_id from import_token
         where tenant_id = $1 and batch_id = $2 order by token, org_path, person_id
         on conflict (tenant_id, token, org_path, person_id) do nothing",
        tenant,
        batch
    )
    .run()
    .await?;
    Ok(())
}

/// Whoever is new, or stands elsewhere or as something else, does so from today.
async fn spans(tx: &mut Tx, at: &Counter, batch: BatchId) -> Result<()> {
    sql!(
        tx,
        "delete from membership where tenant_id = $1 and from_day = $3 and until_day is null and person_id in
             (select r.person_id from import_row r
              where r.tenant_id = $1 and r.batch_id = $2 and r.what = 'change' and r.moved = 1)",
        at.tenant,
        batch,
        at.today
    )
    .run()
    .await?;
    sql!(
        tx,
        "update membership set until_day = $3 where tenant_id = $1 and until_day is null and person_id in
             (select r.person_id from import_row r
              where r.tenant_id = $1 and r.batch_id = $2 and r.what = 'change' and r.moved = 1)",
        at.tenant,
        batch,
        at.today
    )
    .run()
    .await?;
    sql!(
        tx,
        "insert into membership (tenant_id, person_id, from_day, org_id, org_path, standing)
         select tenant_id, person_id, $3, org_id, org_path, standing from import_row
         where tenant_id = $1 and batch_id = $2 and moved = 1 and standing in ('full', 'provisional')
         order by line",
        at.tenant,
        batch,
        at.today
    )
    .run()
    .await?;
    Ok(())
}

/// The import is on the roster; zero when it was settled or given up before.
pub(in super::super) async fn settle(
    tx: &mut Tx,
    at: &Counter,
    batch: BatchId,
    counts: (i64, i64),
    refused: i64,
) -> Result<u64> {
    sql!(
        tx,
        "update import_batch set state = 'applied', settled_at = $3, beat_at = $3, added = $4, changed = $5,
             refused = refused + $6
         where tenant_id = $1 and id = $2 and state = 'staged'",
        at.tenant, batch, at.now, counts.0, counts.1, refused
    )
    .run()
    .await
}

/// Takes the staged rows of an import away.
pub(in super::super) async fn unstage(tx: &mut Tx, tenant: TenantId, batch: BatchId) -> Result<()> {
    sql!(
        tx,
        "delete from import_token where tenant_id = $1 and batch_id = $2",
        tenant,
        batch
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from import_row where tenant_id = $1 and batch_id = $2",
        tenant,
        batch
    )
    .run()
    .await?;
    Ok(())
}

/// Imports that still have staged rows and need none: settled, given up, fallen
/// silent, or not confirmed within a day.
pub(in super::super) async fn sweepable(
    tx: &mut Tx,
    tenant: TenantId,
    now: At,
) -> Result<Vec<(BatchId, bool)>> {
    let found: Vec<(BatchId, i64)> = sql!(
        tx,
        "select b.id, cast(case when b.state in ('staging', 'staged') then 1 else 0 end as bigint) from import_batch b
         where b.tenant_id = $1
           and (b.state in ('applied', 'undone', 'cancelled')
                or (b.state = 'staging' and b.beat_at < $2) or (b.state = 'staged' and b.beat_at < $3))
           and (b.state in ('staging', 'staged')
                or exists (select 1 from import_row r where r.tenant_id = b.tenant_id and r.batch_id = b.id)
                or exists (select 1 from import_token t where t.tenant_id = b.tenant_id and t.batch_id = b.id))",
        tenant, now.plus_seconds(-SILENCE), now.plus_seconds(-PATIENCE)
    )
    .all()
    .await?;
    Ok(found
        .into_iter()
        .map(|(id, open)| (id, open == 1))
        .collect())
}
