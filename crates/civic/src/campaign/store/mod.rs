//! All SQL of the campaign.

mod items;
mod papers;
mod programme;
mod tasks;

use ground::{At, Result, Tx, sql};

pub(super) use items::{add_check, add_item, item, items};
pub(super) use papers::{add_decision, add_reply, add_submission, decisions, replies, submissions};
pub(super) use programme::{add_closing, add_programme, focus_areas, phases, steps, tracks};
pub(super) use tasks::{add_done, add_task, task, tasks};

pub use items::Item;
pub use papers::{Decided, Reply, Submission};
pub use programme::StepRow;
pub use tasks::Task;

use super::{Programme, State};
use crate::directory::{Org, Path};
use crate::{CampaignId, Counter, OrgId, PersonId, PublicationId, TenantId};

/// A campaign.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Campaign {
    pub id: CampaignId,
    pub org_id: OrgId,
    pub org_path: Path,
    pub state: State,
    pub title: String,
    pub short_name: String,
    pub theme: String,
    pub doc_no: String,
    pub source_name: String,
    pub source_text: String,
    pub source_hash: String,
    pub draft: String,
    pub created_by: PersonId,
    pub created_at: At,
    pub publication_id: Option<PublicationId>,
}

pub(super) async fn add_campaign(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    org: &Org,
    title: &str,
    name: &str,
    text: &str,
    draft: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into campaign (tenant_id, id, org_id, org_path, state, title, short_name, theme, doc_no,
            source_name, source_text, source_hash, draft, created_by, created_at)
         values ($1, $2, $3, $4, 'reading', $5, $6, '', '', $7, $8, $9, $10, $11, $12)",
        at.tenant, id, org.id, org.path.clone(), title, Campaign::quoted_name(title), name, text,
        ground::fingerprint(text), draft, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn campaign(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Option<Campaign>> {
    sql!(
        tx,
        "select id, org_id, org_path, state, title, short_name, theme, doc_no, source_name, source_text,
            source_hash, draft, created_by, created_at, publication_id
         from campaign where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

/// Newest first. The long texts stay behind: a list does not need them.
pub(super) async fn campaigns(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Campaign>> {
    sql!(
        tx,
        "select id, org_id, org_path, state, title, short_name, theme, doc_no, source_name,
            '' as source_text, source_hash, '' as draft, created_by, created_at, publication_id
         from campaign where tenant_id = $1 order by created_at desc, id desc",
        tenant
    )
    .all()
    .await
}

pub(super) async fn set_state(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    from: State,
    to: State,
) -> Result<u64> {
    sql!(
        tx,
        "update campaign set state = $4 where tenant_id = $1 and id = $2 and state = $3",
        tenant,
        id,
        from,
        to
    )
    .run()
    .await
}

pub(super) async fn set_head(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    p: &Programme,
) -> Result<()> {
    sql!(
        tx,
        "update campaign set title = $3, short_name = $4, theme = $5, doc_no = $6 where tenant_id = $1 and id = $2",
        tenant, id, p.title.as_str(), Campaign::quoted_name(&p.title), p.theme.as_str(), p.doc_no.as_str()
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn set_publication(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    publication: PublicationId,
) -> Result<()> {
    sql!(
        tx,
        "update campaign set publication_id = $3 where tenant_id = $1 and id = $2",
        tenant,
        id,
        publication
    )
    .run()
    .await?;
    Ok(())
}
