//! All SQL of the directory.

use ground::{At, Result, Tx, sql};

use super::{Account, Grant, HashedPassword, Org, Path, Person, Role, Site};
use crate::{OrgId, PersonId, TenantId};

pub(super) async fn add_tenant(
    tx: &mut Tx,
    id: TenantId,
    code: &str,
    name: &str,
    now: At,
) -> Result<u64> {
    sql!(
        tx,
        "insert into tenant (id, code, name, created_at) values ($1, $2, $3, $4) on conflict (code) do nothing",
        id, code, name, now
    )
    .run()
    .await
}

pub(super) async fn tenants(tx: &mut Tx) -> Result<Vec<(TenantId, String, String)>> {
    sql!(tx, "select id, code, name from tenant order by code")
        .all()
        .await
}

pub(super) async fn orgs_count(tx: &mut Tx, tenant: TenantId) -> Result<i64> {
    sql!(tx, "select count(*) from org where tenant_id = $1", tenant)
        .value()
        .await
}

pub(super) async fn add_org(
    tx: &mut Tx,
    tenant: TenantId,
    org: &Org,
    parent: Option<OrgId>,
    now: At,
) -> Result<u64> {
    sql!(
        tx,
        "insert into org (tenant_id, id, parent_id, kind, code, name, path, address, phone, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (tenant_id, code) do nothing",
        tenant, org.id, parent, org.kind, org.code.as_str(), org.name.as_str(), org.path.clone(),
        org.address.as_str(), org.phone.as_str(), now
    )
    .run()
    .await
}

pub(super) async fn org(tx: &mut Tx, tenant: TenantId, id: OrgId) -> Result<Option<Org>> {
    sql!(
        tx,
        "select id, kind, code, name, path, address, phone from org where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(super) async fn orgs(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Org>> {
    sql!(
        tx,
        "select id, kind, code, name, path, address, phone from org
         where tenant_id = $1 and path >= $2 and path < $3 order by path",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

pub(super) async fn add_site(tx: &mut Tx, tenant: TenantId, org: OrgId, code: &str) -> Result<u64> {
    sql!(
        tx,
        "insert into site (code, tenant_id, org_id) values ($1, $2, $3) on conflict (code) do nothing",
        code, tenant, org
    )
    .run()
    .await
}

pub(super) async fn site(tx: &mut Tx, code: &str) -> Result<Option<Site>> {
    sql!(
        tx,
        "select s.code, s.tenant_id, s.org_id, o.name, o.path, o.address, o.phone
         from site s join org o on o.tenant_id = s.tenant_id and o.id = s.org_id where s.code = $1",
        code
    )
    .opt()
    .await
}

pub(super) async fn sites(tx: &mut Tx) -> Result<Vec<Site>> {
    sql!(
        tx,
        "select s.code, s.tenant_id, s.org_id, o.name, o.path, o.address, o.phone
         from site s join org o on o.tenant_id = s.tenant_id and o.id = s.org_id order by s.code"
    )
    .all()
    .await
}

pub(super) async fn add_person(tx: &mut Tx, tenant: TenantId, p: &Person, now: At) -> Result<()> {
    sql!(
        tx,
        "insert into person (tenant_id, id, org_id, org_path, name, name_key, post, category, standing, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tenant, p.id, p.org_id, p.org_path.clone(), p.name.as_str(), p.name_key.as_str(),
        p.post.as_str(), p.category.as_str(), p.standing, now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn person(tx: &mut Tx, tenant: TenantId, id: PersonId) -> Result<Option<Person>> {
    sql!(
        tx,
        "select id, org_id, org_path, name, name_key, post, category, standing
         from person where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(super) async fn roster(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Person>> {
    sql!(
        tx,
        "select id, org_id, org_path, name, name_key, post, category, standing from person
         where tenant_id = $1 and org_path >= $2 and org_path < $3 and standing <> 'staff'
         order by name_key, id",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

pub(super) async fn full_members(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from person
         where tenant_id = $1 and org_path >= $2 and org_path < $3 and standing = 'full'",
        tenant,
        below.clone(),
        below.after()
    )
    .value()
    .await
}

pub(super) async fn add_grant(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    role: Role,
    org: &Org,
    now: At,
) -> Result<()> {
    sql!(
        tx,
        "insert into role_grant (tenant_id, person_id, role, org_id, org_path, granted_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, person_id, role, org_id) do nothing",
        tenant, person, role, org.id, org.path.clone(), now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn grants(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Grant>> {
    sql!(
        tx,
        "select role, org_path from role_grant where tenant_id = $1 and person_id = $2 order by role, org_path",
        tenant, person
    )
    .all()
    .await
}

pub(super) async fn add_account(
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

pub(super) async fn account(tx: &mut Tx, login: &str) -> Result<Option<Account>> {
    sql!(
        tx,
        "select tenant_id, person_id, password, failures, locked_until from account where login = $1",
        login
    )
    .opt()
    .await
}

pub(super) async fn set_failures(
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

pub(super) async fn set_password(
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
    sql!(
        tx,
        "delete from session where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    pub(super) tenant_id: TenantId,
    pub(super) person_id: PersonId,
    pub(super) csrf: String,
    pub(super) seen_at: At,
    pub(super) handed_over: i64,
}

pub(super) async fn add_session(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    key_hash: &str,
    csrf: &str,
    now: At,
) -> Result<()> {
    sql!(
        tx,
        "insert into session (key_hash, tenant_id, person_id, csrf, created_at, seen_at)
         values ($1, $2, $3, $4, $5, $5)",
        key_hash,
        tenant,
        person,
        csrf,
        now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn session(tx: &mut Tx, key_hash: &str) -> Result<Option<SessionRow>> {
    sql!(
        tx,
        "select s.tenant_id, s.person_id, s.csrf, s.seen_at, a.handed_over from session s
         join account a on a.tenant_id = s.tenant_id and a.person_id = s.person_id where s.key_hash = $1",
        key_hash
    )
    .opt()
    .await
}

pub(super) async fn touch_session(tx: &mut Tx, key_hash: &str, now: At) -> Result<()> {
    sql!(
        tx,
        "update session set seen_at = $2 where key_hash = $1",
        key_hash,
        now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn end_session(tx: &mut Tx, key_hash: &str) -> Result<()> {
    sql!(tx, "delete from session where key_hash = $1", key_hash)
        .run()
        .await?;
    Ok(())
}

pub(super) async fn end_idle_sessions(tx: &mut Tx, tenant: TenantId, before: At) -> Result<()> {
    sql!(
        tx,
        "delete from session where tenant_id = $1 and seen_at < $2",
        tenant,
        before
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn account_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<Account>> {
    sql!(
        tx,
        "select tenant_id, person_id, password, failures, locked_until from account
         where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .opt()
    .await
}
