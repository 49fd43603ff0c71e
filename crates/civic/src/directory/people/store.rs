//! SQL of people.

use ground::{At, Result, Tx, sql};

use super::{Path, Person, Record};
use crate::{PersonId, TenantId};

pub(super) async fn add_person(tx: &mut Tx, tenant: TenantId, p: &Person, now: At) -> Result<()> {
    sql!(
        tx,
        "insert into person (tenant_id, id, org_id, org_path, name, name_key, post, category, standing,
             sex, ethnicity, rank, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        tenant, p.id, p.org_id, p.org_path.clone(), p.name.as_str(), p.name_key.as_str(),
        p.post.as_str(), p.category.as_str(), p.standing, p.sex, p.ethnicity.as_str(), p.rank, now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn add_tokens(
    tx: &mut Tx,
    tenant: TenantId,
    path: &Path,
    person: PersonId,
    tokens: &[String],
) -> Result<()> {
    for token in tokens {
        sql!(
            tx,
            "insert into person_token (tenant_id, token, org_path, person_id) values ($1, $2, $3, $4)
             on conflict (tenant_id, token, org_path, person_id) do nothing",
            tenant, token.as_str(), path.clone(), person
        )
        .run()
        .await?;
    }
    Ok(())
}

pub(super) async fn person(tx: &mut Tx, tenant: TenantId, id: PersonId) -> Result<Option<Person>> {
    sql!(
        tx,
        "select id, org_id, org_path, name, name_key, post, category, standing, sex, ethnicity, rank
         from person where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(super) async fn record(tx: &mut Tx, tenant: TenantId, id: PersonId) -> Result<Option<Record>> {
    sql!(
        tx,
        "select id, org_id, org_path, name, name_key, post, category, standing, sex, ethnicity, rank,
             birth, joined, full_since, mobility, lost_since, left_on, keep_until, version
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
        "select id, org_id, org_path, name, name_key, post, category, standing, sex, ethnicity, rank
         from person
         where tenant_id = $1 and org_path >= $2 and org_path < $3
           and standing in ('full', 'provisional') and left_on = ''
         order by name_key, id",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

#[derive(sqlx::FromRow)]
pub(super) struct Hit {
    pub(super) person_id: PersonId,
}

/// The next people of a sub-tree under a token, in the order of the tree: one range of one key.
pub(super) async fn hits(
    tx: &mut Tx,
    tenant: TenantId,
    token: &str,
    below: &Path,
    after: (&Path, PersonId),
    count: i64,
) -> Result<Vec<Hit>> {
    sql!(
        tx,
        "select person_id from person_token
         where tenant_id = $1 and token = $2 and org_path >= $3 and org_path < $4
           and (org_path, person_id) > ($5, $6)
         order by org_path, person_id limit $7",
        tenant,
        token,
        below.clone(),
        below.after(),
        after.0.clone(),
        after.1,
        count
    )
    .all()
    .await
}
