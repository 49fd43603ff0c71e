//! SQL of what is sealed of a person.

use ground::{Result, Tx, sql};

use super::Sealed;
use crate::directory::Path;
use crate::{PersonId, TenantId};

pub(super) async fn sealed(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<Sealed>> {
    sql!(
        tx,
        "select sealed, id_index, phone_index from person_sealed
         where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .opt()
    .await
}

pub(super) async fn put(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    new: &Sealed,
) -> Result<()> {
    sql!(
        tx,
        "insert into person_sealed (tenant_id, person_id, sealed, id_index, phone_index)
         values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, person_id) do update
         set sealed = excluded.sealed, id_index = excluded.id_index, phone_index = excluded.phone_index",
        tenant, person, new.sealed.clone(), new.id_index.clone(), new.phone_index.clone()
    )
    .run()
    .await?;
    Ok(())
}

/// Takes the keyed telephone tail away: the one token that begins with `#`.
pub(super) async fn drop_tail(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<()> {
    sql!(
        tx,
        "delete from person_token
         where tenant_id = $1 and person_id = $2 and token >= '#' and token < '$'",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn add_tail(
    tx: &mut Tx,
    tenant: TenantId,
    path: &Path,
    person: PersonId,
    token: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into person_token (tenant_id, token, org_path, person_id) values ($1, $2, $3, $4)
         on conflict (tenant_id, token, org_path, person_id) do nothing",
        tenant,
        token,
        path.clone(),
        person
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn by_id(tx: &mut Tx, tenant: TenantId, index: &str) -> Result<Option<PersonId>> {
    let found: Option<(PersonId,)> = sql!(
        tx,
        "select person_id from person_sealed where tenant_id = $1 and id_index = $2",
        tenant,
        index
    )
    .opt()
    .await?;
    Ok(found.map(|(id,)| id))
}

pub(super) async fn by_phone(tx: &mut Tx, tenant: TenantId, index: &str) -> Result<Vec<PersonId>> {
    let found: Vec<(PersonId,)> = sql!(
        tx,
        "select person_id from person_sealed where tenant_id = $1 and phone_index = $2 order by person_id",
        tenant,
        index
    )
    .all()
    .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
