//! SQL of drafts.

use ground::{Result, Tx, sql};
use uuid::Uuid;

use crate::pledge::drafts::Draft;
use crate::{Counter, DraftId, OrgId, PersonId, TenantId};

pub(in crate::pledge) async fn add(tx: &mut Tx, tenant: TenantId, d: &Draft) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_draft (tenant_id, id, campaign_id, what, person_id, org_id, record_id, edition, words,
            begun_by, written_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        tenant,
        d.id,
        d.campaign_id,
        d.what,
        d.person_id,
        d.org_id,
        d.record_id,
        d.edition,
        d.words(),
        d.begun_by,
        d.written_by,
        d.at
    )
    .run()
    .await?;
    Ok(())
}

/// Zero rows mean that somebody saved it in between.
pub(in crate::pledge) async fn save(
    tx: &mut Tx,
    at: &Counter,
    draft: &Draft,
    words: &str,
) -> Result<u64> {
    sql!(
        tx,
        "update pledge_draft set words = $4, edition = edition + 1, written_by = $5, at = $6
         where tenant_id = $1 and id = $2 and edition = $3",
        at.tenant,
        draft.id,
        draft.edition,
        words,
        at.actor_id(),
        at.now
    )
    .run()
    .await
}

pub(in crate::pledge) async fn draft(
    tx: &mut Tx,
    tenant: TenantId,
    id: DraftId,
) -> Result<Option<Draft>> {
    sql!(
        tx,
        "select id, campaign_id, what, person_id, org_id, record_id, edition, words, begun_by, written_by, at
         from pledge_draft where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(in crate::pledge) async fn of_person(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Draft>> {
    sql!(
        tx,
        "select id, campaign_id, what, person_id, org_id, record_id, edition, words, begun_by, written_by, at
         from pledge_draft where tenant_id = $1 and person_id = $2 order by at desc, id",
        tenant,
        person
    )
    .all()
    .await
}

pub(in crate::pledge) async fn of_branch(
    tx: &mut Tx,
    tenant: TenantId,
    org: OrgId,
) -> Result<Vec<Draft>> {
    sql!(
        tx,
        "select id, campaign_id, what, person_id, org_id, record_id, edition, words, begun_by, written_by, at
         from pledge_draft where tenant_id = $1 and org_id = $2 and (person_id is null or person_id <> begun_by)
         order by at desc, id",
        tenant,
        org
    )
    .all()
    .await
}

/// How many drafts a member has, or a branch of its own.
pub(in crate::pledge) async fn count(
    tx: &mut Tx,
    tenant: TenantId,
    person: Option<PersonId>,
    org: OrgId,
) -> Result<i64> {
    match person {
        Some(person) => {
            sql!(
                tx,
                "select count(*) from pledge_draft where tenant_id = $1 and person_id = $2",
                tenant,
                person
            )
            .value()
            .await
        }
        None => {
            sql!(
                tx,
                "select count(*) from pledge_draft where tenant_id = $1 and org_id = $2 and person_id is null",
                tenant,
                org
            )
            .value()
            .await
        }
    }
}

pub(in crate::pledge) async fn forget(tx: &mut Tx, tenant: TenantId, id: DraftId) -> Result<u64> {
    sql!(
        tx,
        "delete from pledge_draft where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .run()
    .await
}

pub(in crate::pledge) async fn forget_of(
    tx: &mut Tx,
    tenant: TenantId,
    record: Uuid,
) -> Result<()> {
    sql!(
        tx,
        "delete from pledge_draft where tenant_id = $1 and record_id = $2",
        tenant,
        record
    )
    .run()
    .await?;
    Ok(())
}
