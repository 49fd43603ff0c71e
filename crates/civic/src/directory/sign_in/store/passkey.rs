//! SQL of passkeys.

use ground::{At, Result, Tx, sql};

use super::super::passkey::Passkey;
use crate::{PasskeyId, PersonId, TenantId};

/// A passkey as it is put in.
pub(in super::super) struct Row {
    pub(in super::super) tenant: TenantId,
    pub(in super::super) id: PasskeyId,
    pub(in super::super) person: PersonId,
    pub(in super::super) credential: Vec<u8>,
    pub(in super::super) public_part: Vec<u8>,
    pub(in super::super) moving_part: Vec<u8>,
    pub(in super::super) label: String,
    pub(in super::super) now: At,
}

/// Zero rows when the credential is known already.
pub(in super::super) async fn add(tx: &mut Tx, row: Row) -> Result<u64> {
    sql!(
        tx,
        "insert into passkey (tenant_id, id, person_id, credential, public_part, moving_part, label, created_at, used_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, null) on conflict (credential) do nothing",
        row.tenant,
        row.id,
        row.person,
        row.credential,
        row.public_part,
        row.moving_part,
        row.label,
        row.now
    )
    .run()
    .await
}

#[derive(sqlx::FromRow)]
pub(in super::super) struct Found {
    pub(in super::super) tenant_id: TenantId,
    pub(in super::super) id: PasskeyId,
    pub(in super::super) person_id: PersonId,
    pub(in super::super) public_part: Vec<u8>,
    pub(in super::super) moving_part: Vec<u8>,
}

pub(in super::super) async fn by_credential(
    tx: &mut Tx,
    credential: Vec<u8>,
) -> Result<Option<Found>> {
    sql!(
        tx,
        "select tenant_id, id, person_id, public_part, moving_part from passkey where credential = $1",
        credential
    )
    .opt()
    .await
}

pub(in super::super) async fn credentials_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<(Vec<u8>,)>> {
    sql!(
        tx,
        "select credential from passkey where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .all()
    .await
}

pub(in super::super) async fn passkeys_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Passkey>> {
    sql!(
        tx,
        "select id, label, created_at, used_at from passkey
         where tenant_id = $1 and person_id = $2 order by created_at, id",
        tenant,
        person
    )
    .all()
    .await
}

pub(in super::super) async fn used(
    tx: &mut Tx,
    tenant: TenantId,
    id: PasskeyId,
    moving_part: Vec<u8>,
    now: At,
) -> Result<()> {
    sql!(
        tx,
        "update passkey set moving_part = $3, used_at = $4 where tenant_id = $1 and id = $2",
        tenant,
        id,
        moving_part,
        now
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn remove(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    id: PasskeyId,
) -> Result<u64> {
    sql!(
        tx,
        "delete from passkey where tenant_id = $1 and person_id = $2 and id = $3",
        tenant,
        person,
        id
    )
    .run()
    .await
}

pub(in super::super) async fn remove_all(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<u64> {
    sql!(
        tx,
        "delete from passkey where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await
}
