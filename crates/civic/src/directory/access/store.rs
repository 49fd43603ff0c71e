//! SQL of roles.

use ground::{Day, Result, Tx, sql};

use super::{Grant, HandOver, NewTerm, Term};
use crate::directory::{Org, Path};
use crate::{Counter, HandOverId, OrgId, PersonId, TenantId, TermId};

pub(super) async fn add_grant(tx: &mut Tx, at: &Counter, new: NewTerm<'_>) -> Result<()> {
    sql!(
        tx,
        "insert into role_term (tenant_id, id, person_id, role, org_id, org_path, from_day, until_day, granted_by, granted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        at.tenant, new.id, new.person, new.role, new.org.id, new.org.path.clone(), new.from,
        new.until, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

/// The roles that are held on a day; who is on the roster is a member without being made one.
pub(super) async fn grants(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
) -> Result<Vec<Grant>> {
    sql!(
        tx,
        "select role, org_path from role_term
         where tenant_id = $1 and person_id = $2 and from_day <= $3 and (until_day is null or until_day > $3)
         union
         select 'member', org_path from membership
         where tenant_id = $1 and person_id = $2 and from_day <= $3 and (until_day is null or until_day > $3)
           and standing in ('full', 'provisional')
         order by role, org_path",
        tenant, person, day
    )
    .all()
    .await
}

pub(super) async fn term(tx: &mut Tx, tenant: TenantId, id: TermId) -> Result<Option<Term>> {
    sql!(
        tx,
        "select t.id, t.person_id, p.name, t.role, t.org_id, o.name as org_name, t.org_path, t.from_day, t.until_day
         from role_term t
         join person p on p.tenant_id = t.tenant_id and p.id = t.person_id
         join org o on o.tenant_id = t.tenant_id and o.id = t.org_id
         where t.tenant_id = $1 and t.id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

/// What holds or will hold, by place; a member's own role is what the roster says already.
pub(super) async fn terms(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    today: Day,
) -> Result<Vec<Term>> {
    sql!(
        tx,
        "select t.id, t.person_id, p.name, t.role, t.org_id, o.name as org_name, t.org_path, t.from_day, t.until_day
         from role_term t
         join person p on p.tenant_id = t.tenant_id and p.id = t.person_id
         join org o on o.tenant_id = t.tenant_id and o.id = t.org_id
         where t.tenant_id = $1 and t.org_path >= $2 and t.org_path < $3
           and (t.until_day is null or t.until_day > $4) and t.role <> 'member'
         order by t.org_path, t.role, p.name_key, t.from_day",
        tenant, below.clone(), below.after(), today
    )
    .all()
    .await
}

pub(super) async fn terms_of(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Term>> {
    sql!(
        tx,
        "select t.id, t.person_id, p.name, t.role, t.org_id, o.name as org_name, t.org_path, t.from_day, t.until_day
         from role_term t
         join person p on p.tenant_id = t.tenant_id and p.id = t.person_id
         join org o on o.tenant_id = t.tenant_id and o.id = t.org_id
         where t.tenant_id = $1 and t.person_id = $2 order by t.from_day desc, t.role",
        tenant,
        person
    )
    .all()
    .await
}

/// Ends a term on a day; zero rows mean that it ends earlier. One that had not begun ends as it begins.
pub(super) async fn end(tx: &mut Tx, at: &Counter, id: TermId, day: Day) -> Result<u64> {
    sql!(
        tx,
        "update role_term set until_day = case when from_day > $3 then from_day else $3 end, ended_by = $4, ended_at = $5
         where tenant_id = $1 and id = $2 and (until_day is null or until_day > $3)",
        at.tenant, id, day, at.actor_id(), at.now
    )
    .run()
    .await
}

pub(super) async fn end_over(tx: &mut Tx, at: &Counter, org: OrgId, day: Day) -> Result<()> {
    sql!(
        tx,
        "update role_term set until_day = case when from_day > $3 then from_day else $3 end, ended_by = $4, ended_at = $5
         where tenant_id = $1 and org_id = $2 and (until_day is null or until_day > $3)",
        at.tenant, org, day, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn seat(tx: &mut Tx, tenant: TenantId, id: TermId, to: &Org) -> Result<()> {
    sql!(
        tx,
        "update role_term set org_id = $3, org_path = $4 where tenant_id = $1 and id = $2",
        tenant,
        id,
        to.id,
        to.path.clone()
    )
    .run()
    .await?;
    Ok(())
}

/// How many others hold the same role anywhere in the tenant from a day on.
pub(super) async fn others_as(tx: &mut Tx, tenant: TenantId, term: &Term, day: Day) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from role_term
         where tenant_id = $1 and role = $2 and person_id <> $3 and from_day <= $4 and until_day is null",
        tenant, term.role, term.person_id, day
    )
    .value()
    .await
}

pub(super) async fn called(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    name: &str,
) -> Result<Vec<(PersonId, String, String)>> {
    sql!(
        tx,
        "select p.id, p.name, o.name from person p join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
         where p.tenant_id = $1 and p.org_path >= $2 and p.org_path < $3 and p.name = $4 and p.left_on = ''
         order by p.org_path, p.id",
        tenant, below.clone(), below.after(), name
    )
    .all()
    .await
}

pub(super) async fn add_hand_over(
    tx: &mut Tx,
    at: &Counter,
    id: HandOverId,
    from: (Option<TermId>, PersonId),
    to: (Option<PersonId>, &str, &str),
) -> Result<()> {
    sql!(
        tx,
        "insert into hand_over (tenant_id, id, term_id, from_person, to_person, to_whom, items, by_person, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        at.tenant, id, from.0, from.1, to.0, to.1, to.2, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn hand_overs(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<HandOver>> {
    sql!(
        tx,
        "select id, term_id, from_person, to_person, to_whom, items from hand_over
         where tenant_id = $1 and (from_person = $2 or to_person = $2) order by at desc, id",
        tenant,
        person
    )
    .all()
    .await
}
