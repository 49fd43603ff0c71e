//! Coverage units (S2.4-02): what the organisations are to reach, the rate, and
//! who is not reached, by name.

use ground::{Day, Error, Result, Tx};

use super::{No, Org, Path, store};
use crate::audit::{self, Act};
use crate::directory::Verb;
use crate::{Counter, OrgId, UnitId};

ground::words! {
    /// Kinds of unit.
    pub enum UnitKind {
        /// A building (楼宇).
        Building = "building" "楼宇",
        /// An enterprise (企业).
        Enterprise = "enterprise" "企业",
        /// A social organisation (社会组织).
        SocialOrg = "social_org" "社会组织",
        /// A courtyard (院落).
        Courtyard = "courtyard" "院落",
    }
}

/// A coverage unit.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// The organisation on whose ground it stands.
    pub org_id: OrgId,
    /// Its place.
    pub org_path: Path,
    /// Its kind.
    pub kind: UnitKind,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// The organisation that covers it; none while nobody does.
    pub covered_by: Option<OrgId>,
    /// Since when; empty while nobody does.
    pub covered_since: String,
}

/// A new unit.
#[derive(Debug, Clone, Copy)]
pub struct NewUnit<'a> {
    /// Its kind.
    pub kind: UnitKind,
    /// Its name.
    pub name: &'a str,
    /// Where it is; may be empty.
    pub address: &'a str,
}

/// How much is covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCoverage {
    /// How many units are covered.
    pub covered: usize,
    /// How many there are.
    pub all: usize,
    /// The names of those that are not, in the order of the list.
    pub uncovered: Vec<String>,
}

impl UnitCoverage {
    /// Of these units.
    pub fn of(units: &[Unit]) -> Self {
        let uncovered: Vec<String> = (units.iter())
            .filter(|u| u.covered_by.is_none())
            .map(|u| u.name.clone())
            .collect();
        Self {
            covered: units.len() - uncovered.len(),
            all: units.len(),
            uncovered,
        }
    }

    /// In whole per cent, rounded down: what is not whole is not shown as whole.
    pub fn percent(&self) -> usize {
        (self.covered * 100).checked_div(self.all).unwrap_or(0)
    }
}

/// Registers a unit on the ground of an organisation.
pub async fn add_unit(tx: &mut Tx, at: &Counter, org: &Org, new: NewUnit<'_>) -> Result<UnitId> {
    at.require(Verb::KeepRoster, &org.path)?;
    if new.name.trim().is_empty() {
        return Err(No::Empty("name", "单位名称").into());
    }
    let unit = Unit {
        id: at.id(),
        org_id: org.id,
        org_path: org.path.clone(),
        kind: new.kind,
        name: new.name.trim().to_owned(),
        address: new.address.trim().to_owned(),
        covered_by: None,
        covered_since: String::new(),
    };
    if store::add_unit(tx, at.tenant, &unit).await? == 0 {
        return Err(No::UnitTaken.into());
    }
    audit::note(tx, at, Act::UnitAdded, unit.id.0, new.kind.word()).await?;
    Ok(unit.id)
}

/// Says which organisation covers a unit from a day on; none for nobody any more.
pub async fn cover(
    tx: &mut Tx,
    at: &Counter,
    id: UnitId,
    by: Option<OrgId>,
    since: Day,
) -> Result<()> {
    let unit = store::unit(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(Verb::KeepRoster, &unit.org_path)?;
    if since > at.today {
        return Err(No::NotYet.into());
    }
    let mut code = String::new();
    if let Some(by) = by {
        let org = super::org(tx, at.tenant, by).await?;
        at.require(Verb::SeeRoster, &org.path)?;
        code = org.code;
    }
    store::cover(tx, at.tenant, id, by, since).await?;
    audit::note(tx, at, Act::UnitCovered, id.0, &code).await
}

/// Takes a unit off the list: it is no more.
pub async fn close_unit(tx: &mut Tx, at: &Counter, id: UnitId) -> Result<()> {
    let unit = store::unit(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(Verb::KeepRoster, &unit.org_path)?;
    store::close_unit(tx, at.tenant, id, at.today).await?;
    audit::note(tx, at, Act::UnitClosed, id.0, "").await
}

/// The units of a sub-tree, by kind and name.
pub async fn units(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Unit>> {
    at.require(Verb::SeeRoster, below)?;
    store::units(tx, at.tenant, below).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::re::uuid::Uuid;

    fn unit(n: u128, covered: bool) -> Unit {
        Unit {
            id: UnitId(Uuid::from_u128(n)),
            org_id: OrgId(Uuid::nil()),
            org_path: Path("0001/".into()),
            kind: UnitKind::Building,
            name: format!("{n}号楼"),
            address: String::new(),
            covered_by: covered.then(|| OrgId(Uuid::nil())),
            covered_since: String::new(),
        }
    }

    #[test]
    fn of_twelve_units_nine_are_covered_and_the_three_others_are_named() {
        let units: Vec<Unit> = (1..=12).map(|n| unit(n, n > 3)).collect();
        let coverage = UnitCoverage::of(&units);
        assert_eq!((coverage.percent(), coverage.covered), (75, 9));
        assert_eq!(coverage.uncovered, ["1号楼", "2号楼", "3号楼"]);
        assert_eq!(UnitCoverage::of(&[]).percent(), 0);
    }
}
