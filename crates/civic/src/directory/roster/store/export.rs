//! SQL of exports: the people in their order, and the requests for protected columns.

use ground::{Result, Tx, sql};

use crate::directory::roster::{ExportRequest, RequestState};
use crate::directory::{Path, Record};
use crate::{Counter, ExportId, OrgId, TenantId};

/// Somebody as the file has them.
#[derive(Debug, sqlx::FromRow)]
pub(in super::super) struct ExportRow {
    #[sqlx(flatten)]
    pub(in super::super) record: Record,
    pub(in super::super) sealed: Option<Vec<u8>>,
}

/// The people of one organisation: leaders by rank, the others by surname strokes.
pub(in super::super) async fn people(
    tx: &mut Tx,
    tenant: TenantId,
    path: &Path,
) -> Result<Vec<ExportRow>> {
    sql!(
        tx,
        "select p.id, p.org_id, p.org_path, p.name, p.name_key, p.post, p.category, p.standing, p.sex,
             p.ethnicity, p.rank, p.birth, p.joined, p.full_since, p.mobility, p.lost_since, p.left_on,
             p.keep_until, p.version, s.sealed
         from person p left join person_sealed s on s.tenant_id = p.tenant_id and s.person_id = p.id
         where p.tenant_id = $1 and p.org_path = $2 and p.standing <> 'staff' and p.left_on = ''
         order by case when p.rank = 0 then 1 else 0 end, p.rank, p.name_key, p.id",
        tenant,
        path.clone()
    )
    .all()
    .await
}

pub(in super::super) async fn add_request(
    tx: &mut Tx,
    at: &Counter,
    id: ExportId,
    org: (OrgId, &Path),
    fields: &str,
    reason: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into export_request (tenant_id, id, asked_by, asked_at, org_id, org_path, fields, reason, state, answer)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'asked', '')",
        at.tenant, id, at.actor_id(), at.now, org.0, org.1.clone(), fields, reason
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn request(
    tx: &mut Tx,
    tenant: TenantId,
    id: ExportId,
) -> Result<Option<ExportRequest>> {
    sql!(
        tx,
        "select id, asked_by, asked_at, org_id, org_path, fields, reason, state, decided_by, decided_at, answer,
             until_at, used_at
         from export_request where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(in super::super) async fn requests(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    count: i64,
) -> Result<Vec<ExportRequest>> {
    sql!(
        tx,
        "select id, asked_by, asked_at, org_id, org_path, fields, reason, state, decided_by, decided_at, answer,
             until_at, used_at
         from export_request where tenant_id = $1 and org_path >= $2 and org_path < $3
         order by asked_at desc, id desc limit $4",
        tenant, below.clone(), below.after(), count
    )
    .all()
    .await
}

/// A second person answers; zero when it was answered before.
pub(in super::super) async fn answer(
    tx: &mut Tx,
    at: &Counter,
    id: ExportId,
    state: RequestState,
    answer: &str,
    until: Option<ground::At>,
) -> Result<u64> {
    sql!(
        tx,
        "update export_request set state = $3, decided_by = $4, decided_at = $5, answer = $6, until_at = $7
         where tenant_id = $1 and id = $2 and state = 'asked'",
        at.tenant,
        id,
        state,
        at.actor_id(),
        at.now,
        answer,
        until
    )
    .run()
    .await
}

/// The one file of an approved request; zero when it was made, or its day is over.
pub(in super::super) async fn use_up(tx: &mut Tx, at: &Counter, id: ExportId) -> Result<u64> {
    sql!(
        tx,
        "update export_request set state = 'used', used_at = $3
         where tenant_id = $1 and id = $2 and state = 'approved' and until_at >= $3 and asked_by = $4",
        at.tenant,
        id,
        at.now,
        at.actor_id()
    )
    .run()
    .await
}
