//! SQL of accounts.

use ground::{At, Result, Tx, sql};

use super::super::{Account, HashedPassword};
use crate::{PersonId, TenantId};

pub(in super::super) async fn add_account(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    login: &str,
    password: &HashedPassword,
    now: At,
) -> Result<u64> {
    sql!(
        tx,
        "insert into account (tenant_id, person_id, login, password, failures, locked_until, handed_over, created_at)
         values ($1, $2, $3, $4, 0, 0, $6, $5) on conflict (login) do nothing",
        tenant, person, login, password.hash(), now, password.is_handed_over()
    )
    .run()
    .await
}

pub(in super::super) async fn account(tx: &mut Tx, login: &str) -> Result<Option<Account>> {
    sql!(
        tx,
        "select tenant_id, person_id, login, password, failures, locked_until, handed_over
         from account where login = $1",
        login
    )
    .opt()
    .await
}

pub(in super::super) async fn account_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<Account>> {
    sql!(
        tx,
        "select tenant_id, person_id, login, password, failures, locked_until, handed_over
         from account where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .opt()
    .await
}

pub(in super::super) async fn set_failures(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    failures: i64,
    until: At,
) -> Result<()> {
    sql!(
        tx,
        "update account set failures = $3, locked_until = $4 where tenant_id = $1 and person_id = $2",
        tenant, person, failures, until
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn set_password(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    password: &HashedPassword,
) -> Result<()> {
    sql!(
        tx,
        "update account set password = $3, handed_over = $4, failures = 0, locked_until = 0
         where tenant_id = $1 and person_id = $2",
        tenant,
        person,
        password.hash(),
        password.is_handed_over()
    )
    .run()
    .await?;
    Ok(())
}

/// The account stays as a row that nobody signs in to: its login may be a name.
pub(in super::super) async fn close(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<()> {
    let login = format!("erased-{person}");
    sql!(
        tx,
        "update account set login = $3, password = '' where tenant_id = $1 and person_id = $2",
        tenant,
        person,
        login
    )
    .run()
    .await?;
    Ok(())
}
