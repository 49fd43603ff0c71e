//! SQL of the counts that are kept beside pledges.

use ground::{Result, Tx, sql};

use crate::directory::Path;
use crate::pledge::{Pledge, Whose};
use crate::{CampaignId, OrgId, PersonId, TenantId};

/// Counts one more that was written, unless there are as many as there may be: zero rows.
pub(in crate::pledge) async fn written(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    whose: &Whose,
    most: i64,
) -> Result<u64> {
    sql!(
        tx,
        "insert into pledge_tally (tenant_id, campaign_id, subject_id, subject, person_id, org_id, org_path, name_key, written)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
         on conflict (tenant_id, campaign_id, subject_id) do update set written = pledge_tally.written + 1
         where pledge_tally.written < $9",
        tenant,
        campaign,
        whose.id(),
        whose.subject(),
        whose.person(),
        whose.org(),
        whose.path().clone(),
        whose.name_key(),
        most
    )
    .run()
    .await
}

/// Moves the counts of whose a pledge is: written, public, kept.
pub(in crate::pledge) async fn shift(
    tx: &mut Tx,
    tenant: TenantId,
    pledge: &Pledge,
    (written, public, kept): (i64, i64, i64),
) -> Result<()> {
    sql!(
        tx,
        "update pledge_tally set written = written + $4, public = public + $5, kept = kept + $6
         where tenant_id = $1 and campaign_id = $2 and subject_id = $3",
        tenant,
        pledge.campaign_id,
        pledge.subject_id,
        written,
        public,
        kept
    )
    .run()
    .await?;
    Ok(())
}

/// Of each member who has written: how many are written, how many public.
pub(in crate::pledge) async fn members(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<(PersonId, i64, i64)>> {
    sql!(
        tx,
        "select person_id, written, public from pledge_tally
         where tenant_id = $1 and campaign_id = $2 and org_path >= $3 and org_path < $4 and subject = 'member'",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

/// Of each branch that has written: how many are written, how many public.
pub(in crate::pledge) async fn branches(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<(OrgId, i64, i64)>> {
    sql!(
        tx,
        "select org_id, written, public from pledge_tally
         where tenant_id = $1 and campaign_id = $2 and org_path >= $3 and org_path < $4 and subject = 'branch'",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

/// Members with a public pledge; public pledges; kept ones; public ones of branches.
pub(in crate::pledge) async fn totals(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<(i64, i64, i64, i64)> {
    let row: Option<(i64, i64, i64, i64)> = sql!(
        tx,
        "select count(*) filter (where subject = 'member' and public > 0),
            cast(coalesce(sum(public), 0) as bigint), cast(coalesce(sum(kept), 0) as bigint),
            cast(coalesce(sum(public) filter (where subject = 'branch'), 0) as bigint)
         from pledge_tally where tenant_id = $1 and campaign_id = $2 and org_path >= $3 and org_path < $4",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .opt()
    .await?;
    Ok(row.unwrap_or_default())
}
