//! SQL of the papers of the step.

use ground::{At, Result, Tx, sql};

use crate::pledge::papers::Kind;
use crate::{CampaignId, Counter, OrgId, PublicationId, TenantId};

/// A published paper.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Paper {
    pub publication_id: PublicationId,
    pub org_id: OrgId,
    pub kind: Kind,
    pub title: String,
    pub at: At,
}

pub(in crate::pledge) async fn add(
    tx: &mut Tx,
    at: &Counter,
    publication: PublicationId,
    campaign: CampaignId,
    org: OrgId,
    kind: Kind,
) -> Result<()> {
    sql!(
        tx,
        "insert into campaign_paper (tenant_id, publication_id, campaign_id, org_id, kind, at) values ($1, $2, $3, $4, $5, $6)",
        at.tenant, publication, campaign, org, kind, at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn of(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
) -> Result<Vec<Paper>> {
    sql!(
        tx,
        "select c.publication_id, c.org_id, c.kind, b.title, c.at from campaign_paper c
         join publication b on b.tenant_id = c.tenant_id and b.id = c.publication_id
         where c.tenant_id = $1 and c.campaign_id = $2 and b.state <> 'withdrawn'
         order by c.at desc, c.publication_id desc",
        tenant,
        campaign
    )
    .all()
    .await
}

/// The campaign whose paper of this kind it is; not found when it is none.
pub(in crate::pledge) async fn campaign_of(
    tx: &mut Tx,
    tenant: TenantId,
    publication: PublicationId,
    kind: Kind,
) -> Result<CampaignId> {
    sql!(
        tx,
        "select campaign_id from campaign_paper where tenant_id = $1 and publication_id = $2 and kind = $3",
        tenant,
        publication,
        kind
    )
    .value()
    .await
}
