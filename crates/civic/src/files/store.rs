//! SQL of files.

use ground::{At, Result, Tx, sql};
use paper::intake::Taken;

use crate::{Counter, FileId, TenantId};

/// What is told of a file in a list; the room that links it reads it with its link.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Told {
    /// The file.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// When it was kept.
    pub at: At,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) content: Vec<u8>,
}

pub(super) async fn add(
    tx: &mut Tx,
    at: &Counter,
    id: FileId,
    name: &str,
    taken: &Taken,
    hash: &str,
) -> Result<()> {
    let size = i64::try_from(taken.bytes.len()).unwrap_or(i64::MAX);
    sql!(
        tx,
        "insert into file (tenant_id, id, name, media_type, size, hash, content, kept_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        at.tenant,
        id,
        name,
        taken.medium.media_type(),
        size,
        hash,
        taken.bytes.clone(),
        at.actor_id(),
        at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn file(tx: &mut Tx, tenant: TenantId, id: FileId) -> Result<Option<Row>> {
    sql!(
        tx,
        "select name, media_type, content from file where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(super) async fn remove(tx: &mut Tx, tenant: TenantId, id: FileId) -> Result<()> {
    sql!(
        tx,
        "delete from file where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .run()
    .await?;
    Ok(())
}
