//! The resident in a person: where they live and whom they speak for. A
//! member may live in another community than the one of their branch.

use ground::{Day, Result, Tx};

use super::{kept, seen, store};
use crate::audit::{self, Act};
use crate::directory::{Org, Path, Verb};
use crate::{Counter, OrgId, PersonId};

ground::words! {
    /// Whom a resident speaks for in an appraisal (field-facts 2.7).
    pub enum Panel {
        /// Nobody but themselves.
        None = "none" "居民",
        /// Representative of residents.
        ResidentRep = "resident_rep" "居民代表",
        /// Representative of a unit.
        UnitRep = "unit_rep" "单位代表",
        /// Party delegate, people's deputy or committee member (两代表一委员).
        TwoReps = "two_reps" "两代表一委员",
        /// Retired comrade.
        Retired = "retired" "离退休老同志",
    }
}

/// Where somebody lives.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Residence {
    /// The community.
    pub org_id: OrgId,
    /// Its place.
    pub org_path: Path,
    /// Whom they speak for.
    pub panel: Panel,
    /// Since when.
    pub from_day: Day,
}

/// Where somebody is to be written down as living.
#[derive(Debug, Clone, Copy)]
pub struct NewResidence<'a> {
    /// The community.
    pub org: &'a Org,
    /// Whom they speak for.
    pub panel: Panel,
}

/// Writes down where somebody lives from today on; none for nowhere here.
pub async fn settle(
    tx: &mut Tx,
    at: &Counter,
    id: PersonId,
    new: Option<NewResidence<'_>>,
) -> Result<()> {
    kept(tx, at, id).await?;
    if let Some(new) = new {
        at.require(Verb::SeeRoster, &new.org.path)?;
    }
    store::end_residence(tx, at.tenant, id, at.today).await?;
    if let Some(new) = new {
        store::begin_residence(tx, at.tenant, id, new, at.today).await?;
    }
    let panel = new.map_or("", |n| n.panel.word());
    audit::note(tx, at, Act::ResidenceKept, id.0, panel).await
}

/// Where somebody lives.
pub async fn residence(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Option<Residence>> {
    seen(tx, at, id).await?;
    store::residence(tx, at.tenant, id).await
}
