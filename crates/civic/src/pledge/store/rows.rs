//! A pledge as a row, and the one text that reads it.

use ground::Day;

use crate::directory::Path;
use crate::pledge::{State, Subject};
use crate::{CampaignId, OrgId, PersonId, PledgeId, PublicationId};

/// A pledge with its current words and the name of whose it is.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Pledge {
    pub id: PledgeId,
    pub campaign_id: CampaignId,
    pub org_id: OrgId,
    /// Where whose it is stands today.
    pub org_path: Path,
    pub subject: Subject,
    pub subject_id: uuid::Uuid,
    /// The member; none for a branch's.
    pub person_id: Option<PersonId>,
    pub name_key: String,
    /// The member's name, or the branch's.
    pub name: String,
    pub org_name: String,
    pub category: String,
    pub area: String,
    pub state: State,
    pub version: i64,
    pub due_day: Day,
    /// The day on which the organisation's assessment closed it.
    pub closed_on: Option<Day>,
    pub publication_id: Option<PublicationId>,
    pub action: String,
    pub measure: String,
    /// 0 when it was not counted.
    pub amount: i64,
    pub unit: String,
    pub beneficiary: String,
    /// Who answers for a branch's pledge.
    pub owner: String,
    pub written_by: PersonId,
    pub proxy_reason: String,
    pub evidence_count: i64,
    pub explained_count: i64,
}

/// Selects pledges; what follows says which, with `p` the pledge.
macro_rules! select {
    ($tx:expr, $($tail:literal)+ $(, $value:expr)* $(,)?) => {
        ground::sql!(
            $tx,
            [
                "select p.id, p.campaign_id, p.org_id, p.org_path, p.subject, p.subject_id, p.person_id, p.name_key,
                    coalesce(m.name, o.name) as name, o.name as org_name, p.category, p.area, p.state, p.version,
                    p.due_day, p.closed_on, p.publication_id, v.action, v.measure, v.amount, v.unit, v.beneficiary,
                    v.owner, v.written_by, v.proxy_reason,
                    (select count(*) from pledge_evidence e
                     where e.tenant_id = p.tenant_id and e.pledge_id = p.id) as evidence_count,
                    (select count(*) from pledge_explanation x
                     where x.tenant_id = p.tenant_id and x.pledge_id = p.id) as explained_count
                 from pledge p
                 join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
                 join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
                 left join person m on m.tenant_id = p.tenant_id and m.id = p.person_id ",
                $($tail),+
            ]
            $(, $value)*
        )
    };
}
pub(super) use select;
