//! SQL that takes an import back.

use ground::{Result, Tx, bulk, sql};

use crate::directory::Path;
use crate::directory::people::particulars::Sealed;
use crate::directory::people::versions::{Span, State};
use crate::directory::roster::Leaning;
use crate::{BatchId, Counter, PersonId, TenantId};

/// The people that an import added.
pub(in super::super) async fn added(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
) -> Result<Vec<PersonId>> {
    let rows: Vec<(PersonId,)> = sql!(
        tx,
        "select person_id from person_version
         where tenant_id = $1 and batch_id = $2 and version = 0 order by person_id",
        tenant,
        batch
    )
    .all()
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What the directory itself knows to lean on an import.
pub(in super::super) async fn later(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
) -> Result<Vec<Leaning>> {
    sql!(
        tx,
        "with touched as (
             select p.id, p.name, p.version, p.left_on, v.version as base from person_version v
             join person p on p.tenant_id = v.tenant_id and p.id = v.person_id
             where v.tenant_id = $1 and v.batch_id = $2)
         select t.name, '之后又改过资料' as why from touched t where t.version <> t.base + 1
         union select t.name, '已离开名册' from touched t where t.left_on <> ''
         union select t.name, '已开通账号' from touched t
             join account a on a.tenant_id = $1 and a.person_id = t.id where t.base = 0
         union select t.name, '已授予角色' from touched t
             join role_term r on r.tenant_id = $1 and r.person_id = t.id where t.base = 0
         union select t.name, '已编入功能型党小组' from touched t
             join functional_member f on f.tenant_id = $1 and f.person_id = t.id where t.base = 0
         union select t.name, '已登记免除' from touched t
             join exemption e on e.tenant_id = $1 and e.person_id = t.id where t.base = 0
         union select t.name, '已登记居住' from touched t
             join residence h on h.tenant_id = $1 and h.person_id = t.id where t.base = 0
         union select t.name, '已申请更正' from touched t
             join correction c on c.tenant_id = $1 and c.person_id = t.id where t.base = 0
         order by 1, 2",
        tenant,
        batch
    )
    .all()
    .await
}

/// A record that an import changed, as it was before.
#[derive(Debug, sqlx::FromRow)]
pub(in super::super) struct Version {
    pub(in super::super) person_id: PersonId,
    pub(in super::super) version: i64,
    pub(in super::super) sealed: Vec<u8>,
    pub(in super::super) name: String,
}

pub(in super::super) async fn versions(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
) -> Result<Vec<Version>> {
    sql!(
        tx,
        "select v.person_id, v.version, v.sealed, p.name from person_version v
         join person p on p.tenant_id = v.tenant_id and p.id = v.person_id
         where v.tenant_id = $1 and v.batch_id = $2 and v.version > 0 order by v.person_id",
        tenant,
        batch
    )
    .all()
    .await
}

pub(in super::super) async fn spans_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Span>> {
    sql!(
        tx,
        "select from_day, until_day, org_id, org_path, standing from membership
         where tenant_id = $1 and person_id = $2 order by from_day",
        tenant,
        person
    )
    .all()
    .await
}

pub(in super::super) async fn mark_undone(
    tx: &mut Tx,
    at: &Counter,
    batch: BatchId,
) -> Result<u64> {
    sql!(
        tx,
        "update import_batch set state = 'undone', undone_at = $3, undone_by = $4
         where tenant_id = $1 and id = $2 and state = 'applied'",
        at.tenant,
        batch,
        at.now,
        at.actor_id()
    )
    .run()
    .await
}

/// Takes away the people that an import added, with all that is theirs in the directory.
pub(in super::super) async fn drop_added(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
    people: &[PersonId],
) -> Result<()> {
    sql!(
        tx,
        "delete from person_token where tenant_id = $1 and person_id in
             (select v.person_id from person_version v where v.tenant_id = $1 and v.batch_id = $2 and v.version = 0)",
        tenant, batch
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from membership where tenant_id = $1 and person_id in
             (select v.person_id from person_version v where v.tenant_id = $1 and v.batch_id = $2 and v.version = 0)",
        tenant, batch
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from person_sealed where tenant_id = $1 and person_id in
             (select v.person_id from person_version v where v.tenant_id = $1 and v.batch_id = $2 and v.version = 0)",
        tenant, batch
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from person_version where tenant_id = $1 and batch_id = $2 and version = 0",
        tenant,
        batch
    )
    .run()
    .await?;
    for people in ground::bulk::widths(people) {
        let mut query = bulk!(
            tx, people, "delete from person where tenant_id = $1 and (id) in (", 1, from 2, ")"
        )
        .bind(tenant);
        for person in people {
            query = query.bind(*person);
        }
        query.run().await?;
    }
    Ok(())
}

/// The record as it was, with the version that it had.
pub(in super::super) async fn put_back(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    version: i64,
    before: &State,
    name_key: &str,
) -> Result<()> {
    let details = &before.details;
    sql!(
        tx,
        "update person set org_id = $3, org_path = $4, name = $5, name_key = $6, post = $7, category = $8,
             standing = $9, sex = $10, ethnicity = $11, rank = $12, birth = $13, joined = $14, full_since = $15,
             mobility = $16, lost_since = $17, version = $18
         where tenant_id = $1 and id = $2",
        tenant, person, before.org_id, before.org_path.clone(), before.name.as_str(), name_key,
        before.post.as_str(), before.category.as_str(), before.standing, before.sex,
        before.ethnicity.as_str(), before.rank, details.birth.clone(), details.joined.clone(),
        details.full_since.clone(), details.mobility.as_str(), details.lost_since.clone(), version
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn put_sealed(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    sealed: Option<&Sealed>,
) -> Result<()> {
    let Some(sealed) = sealed else {
        sql!(
            tx,
            "delete from person_sealed where tenant_id = $1 and person_id = $2",
            tenant,
            person
        )
        .run()
        .await?;
        return Ok(());
    };
    sql!(
        tx,
        "update person_sealed set sealed = $3, id_index = $4, phone_index = $5
         where tenant_id = $1 and person_id = $2",
        tenant,
        person,
        sealed.sealed.clone(),
        sealed.id_index.clone(),
        sealed.phone_index.clone()
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn put_spans(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    spans: &[Span],
) -> Result<()> {
    sql!(
        tx,
        "delete from membership where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    for span in spans {
        sql!(
            tx,
            "insert into membership (tenant_id, person_id, from_day, until_day, org_id, org_path, standing)
             values ($1, $2, $3, $4, $5, $6, $7)",
            tenant, person, span.from_day.as_str(), span.until_day.clone(), span.org_id,
            span.org_path.clone(), span.standing
        )
        .run()
        .await?;
    }
    Ok(())
}

pub(in super::super) async fn put_tokens(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    path: &Path,
    tokens: &[String],
) -> Result<()> {
    sql!(
        tx,
        "delete from person_token where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    for token in tokens {
        sql!(
            tx,
            "insert into person_token (tenant_id, token, org_path, person_id) values ($1, $2, $3, $4)",
            tenant,
            token.as_str(),
            path.clone(),
            person
        )
        .run()
        .await?;
    }
    Ok(())
}

pub(in super::super) async fn drop_versions(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
) -> Result<()> {
    sql!(
        tx,
        "delete from person_version where tenant_id = $1 and batch_id = $2",
        tenant,
        batch
    )
    .run()
    .await?;
    Ok(())
}
