//! SQL of invitation slips.

use ground::{At, Result, Tx, sql};

use super::super::invitation::{Slip, SlipState, Sought};
use crate::{InvitationId, OrgId, PersonId, TenantId};

/// A slip as it is put in.
pub(in super::super) struct Row<'a> {
    pub(in super::super) tenant: TenantId,
    pub(in super::super) id: InvitationId,
    pub(in super::super) person: PersonId,
    pub(in super::super) code_hash: &'a str,
    pub(in super::super) made_by: PersonId,
    pub(in super::super) now: At,
    pub(in super::super) expires_at: At,
}

pub(in super::super) async fn add(tx: &mut Tx, row: Row<'_>) -> Result<()> {
    sql!(
        tx,
        "insert into invitation (tenant_id, id, person_id, code_hash, state, made_by, made_at, expires_at, ended_at)
         values ($1, $2, $3, $4, 'open', $5, $6, $7, null)",
        row.tenant,
        row.id,
        row.person,
        row.code_hash,
        row.made_by,
        row.now,
        row.expires_at
    )
    .run()
    .await?;
    Ok(())
}

/// The open slip of a person comes to another end.
pub(in super::super) async fn replace(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    now: At,
) -> Result<u64> {
    sql!(
        tx,
        "update invitation set state = 'replaced', ended_at = $3
         where tenant_id = $1 and person_id = $2 and state = 'open'",
        tenant,
        person,
        now
    )
    .run()
    .await
}

pub(in super::super) async fn end(
    tx: &mut Tx,
    tenant: TenantId,
    id: InvitationId,
    to: SlipState,
    now: At,
) -> Result<u64> {
    sql!(
        tx,
        "update invitation set state = $3, ended_at = $4
         where tenant_id = $1 and id = $2 and state = 'open'",
        tenant,
        id,
        to,
        now
    )
    .run()
    .await
}

#[derive(sqlx::FromRow)]
pub(in super::super) struct Found {
    pub(in super::super) tenant_id: TenantId,
    pub(in super::super) id: InvitationId,
    pub(in super::super) person_id: PersonId,
    pub(in super::super) state: SlipState,
    pub(in super::super) expires_at: At,
}

pub(in super::super) async fn by_code(tx: &mut Tx, code_hash: &str) -> Result<Option<Found>> {
    sql!(
        tx,
        "select tenant_id, id, person_id, state, expires_at from invitation where code_hash = $1",
        code_hash
    )
    .opt()
    .await
}

pub(in super::super) async fn slip(
    tx: &mut Tx,
    tenant: TenantId,
    id: InvitationId,
) -> Result<Option<Slip>> {
    sql!(
        tx,
        "select i.id, i.person_id, i.state, i.expires_at, p.name, p.org_path
         from invitation i join person p on p.tenant_id = i.tenant_id and p.id = i.person_id
         where i.tenant_id = $1 and i.id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

/// Who is on the roster of an organisation, with login and open slip where there are any.
pub(in super::super) async fn sought(
    tx: &mut Tx,
    tenant: TenantId,
    org: OrgId,
) -> Result<Vec<Sought>> {
    sql!(
        tx,
        "select p.id, p.name, p.org_path, a.login, i.id as slip, i.expires_at
         from person p
         left join account a on a.tenant_id = p.tenant_id and a.person_id = p.id
         left join invitation i on i.tenant_id = p.tenant_id and i.person_id = p.id and i.state = 'open'
         where p.tenant_id = $1 and p.org_id = $2 order by p.name_key, p.id",
        tenant,
        org
    )
    .all()
    .await
}

/// The logins from `head` up to, but without, `end`.
pub(in super::super) async fn logins_between(
    tx: &mut Tx,
    head: &str,
    end: &str,
) -> Result<Vec<(String,)>> {
    sql!(
        tx,
        "select login from account where login >= $1 and login < $2",
        head,
        end
    )
    .all()
    .await
}
