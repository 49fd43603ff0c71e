//! The tree as of any day, past or approved for the future (S2.4-01).

use std::collections::BTreeMap;

use ground::{Day, Result, Tx};

use super::{OrgKind, Path, store};
use crate::directory::Verb;
use crate::{Counter, OrgId};

/// An organisation as it stood on a day.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OrgOn {
    /// Its id.
    pub id: OrgId,
    /// Its superior.
    pub parent_id: Option<OrgId>,
    /// Its kind.
    pub kind: OrgKind,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its place.
    pub path: Path,
    /// Members who stood in it, full and provisional; of a functional group, who was in it.
    #[sqlx(skip)]
    pub members: i64,
    /// Full members among them.
    #[sqlx(skip)]
    pub full: i64,
}

/// The organisations of a sub-tree on a day, in the order of the tree, with their members.
pub async fn tree_on(tx: &mut Tx, at: &Counter, below: &Path, day: Day) -> Result<Vec<OrgOn>> {
    at.require(Verb::SeeRoster, below)?;
    let mut orgs = store::orgs_on(tx, at.tenant, below, day).await?;
    let counts = store::counts_on(tx, at.tenant, below, day).await?;
    let groups = store::group_counts_on(tx, at.tenant, below, day).await?;
    let counts: BTreeMap<OrgId, (i64, i64)> = (counts.into_iter())
        .chain(groups)
        .map(|c| (c.org_id, (c.members, c.full_members)))
        .collect();
    for org in &mut orgs {
        (org.members, org.full) = counts.get(&org.id).copied().unwrap_or_default();
    }
    Ok(orgs)
}

/// How many members stand in these organisations: each one once, whatever groups they are in.
pub fn total(orgs: &[OrgOn]) -> i64 {
    (orgs.iter())
        .filter(|o| o.kind != OrgKind::FunctionalGroup)
        .map(|o| o.members)
        .sum()
}
