//! SQL of what leans on an import.

use ground::{Result, Tx, sql};

use crate::directory::roster::Leaning;
use crate::{BatchId, TenantId};

pub(super) async fn of_batch(
    tx: &mut Tx,
    tenant: TenantId,
    batch: BatchId,
) -> Result<Vec<Leaning>> {
    sql!(
        tx,
        "with added as (
             select p.id, p.name from person_version v
             join person p on p.tenant_id = v.tenant_id and p.id = v.person_id
             where v.tenant_id = $1 and v.batch_id = $2 and v.version = 0)
         select a.name, '已写承诺' as why from added a
             join pledge x on x.tenant_id = $1 and x.person_id = a.id
         union select a.name, '已有点评' from added a
             join review x on x.tenant_id = $1 and x.person_id = a.id
         union select a.name, '已列入评议' from added a
             join appraisal_subject x on x.tenant_id = $1 and x.person_id = a.id
         union select a.name, '已参加评定' from added a
             join rating_result x on x.tenant_id = $1 and x.person_id = a.id
         union select a.name, '已写具体打算' from added a
             join personal_plan x on x.tenant_id = $1 and x.person_id = a.id
         union select a.name, '有未交的草稿' from added a
             join pledge_draft x on x.tenant_id = $1 and x.person_id = a.id
         union select a.name, '已写公开承诺书' from added a
             join pledge_declaration x on x.tenant_id = $1 and x.person_id = a.id
         union select a.name, '已说明名片公开项目' from added a
             join card_consent x on x.tenant_id = $1 and x.person_id = a.id
         order by 1, 2",
        tenant,
        batch
    )
    .all()
    .await
}
