//! Addresses for reminders.

use ground::{At, Result, Tx, sql};

use crate::{PersonId, TenantId};

pub(super) async fn put(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    sealed: Vec<u8>,
    now: At,
) -> Result<()> {
    sql!(
        tx,
        "insert into person_mail (tenant_id, person_id, sealed, chosen_at) values ($1, $2, $3, $4)
         on conflict (tenant_id, person_id) do update
         set sealed = excluded.sealed, chosen_at = excluded.chosen_at",
        tenant,
        person,
        sealed,
        now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<(Vec<u8>, At)>> {
    sql!(
        tx,
        "select sealed, chosen_at from person_mail where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .opt()
    .await
}

pub(super) async fn all(tx: &mut Tx, tenant: TenantId) -> Result<Vec<PersonId>> {
    let rows: Vec<(PersonId,)> = sql!(
        tx,
        "select person_id from person_mail where tenant_id = $1 order by person_id",
        tenant
    )
    .all()
    .await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

pub(super) async fn remove(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<bool> {
    let rows = sql!(
        tx,
        "delete from person_mail where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(rows > 0)
}
