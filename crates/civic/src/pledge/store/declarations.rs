//! SQL of declarations.

use ground::{At, Day, Result, Tx, sql};

use crate::pledge::declarations::Part;
use crate::{CampaignId, Counter, PersonId, TenantId};

/// A declaration, newest version.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Declaration {
    pub campaign_id: CampaignId,
    pub person_id: PersonId,
    pub version: i64,
    parts: String,
    pub proxy_reason: String,
    pub written_by: PersonId,
    pub at: At,
    /// Where it was read out; empty while it was not.
    pub meeting: String,
    pub read_on: Option<Day>,
}

impl Declaration {
    /// Its headings with what stands under them.
    pub fn parts(&self) -> Result<Vec<Part>> {
        Ok(serde_json::from_str(&self.parts)?)
    }
}

pub(in crate::pledge) async fn add(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
    (parts, proxy_reason): (&str, &str),
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_declaration (tenant_id, campaign_id, person_id, version, parts, proxy_reason, written_by, at)
         select $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6, $7
         from pledge_declaration where tenant_id = $1 and campaign_id = $2 and person_id = $3",
        at.tenant,
        campaign,
        person,
        parts,
        proxy_reason,
        at.actor_id(),
        at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn newest(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    person: PersonId,
) -> Result<Option<Declaration>> {
    sql!(
        tx,
        "select campaign_id, person_id, version, parts, proxy_reason, written_by, at, meeting, read_on
         from pledge_declaration where tenant_id = $1 and campaign_id = $2 and person_id = $3
         order by version desc limit 1",
        tenant,
        campaign,
        person
    )
    .opt()
    .await
}

/// Zero rows mean that it was noted already.
pub(in crate::pledge) async fn note(
    tx: &mut Tx,
    at: &Counter,
    declaration: &Declaration,
    meeting: &str,
    day: Day,
) -> Result<u64> {
    sql!(
        tx,
        "update pledge_declaration set meeting = $5, read_on = $6, noted_by = $7
         where tenant_id = $1 and campaign_id = $2 and person_id = $3 and version = $4 and read_on is null",
        at.tenant,
        declaration.campaign_id,
        declaration.person_id,
        declaration.version,
        meeting,
        day,
        at.actor_id()
    )
    .run()
    .await
}
