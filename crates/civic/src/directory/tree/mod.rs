//! Organisations: the tree, its public places and its tenants (G01, X-14).
//!
//! `org_span` and `membership` say how things stood, stand and will stand on
//! any day; `org` and `person` are what they say of today, brought up to date
//! by [`turn_day`].

mod changes;
mod groups;
mod on_day;
mod plan;
mod refusals;
mod store;
mod turn;
mod units;

use std::sync::Arc;

use ground::{Error, Result, Tx};

pub use changes::{
    Change, ChangeReply, ChangeState, NewChange, Part, change, changes, propose, reply, withdraw,
};
pub use groups::{
    end_group, group_members, groups, groups_of, join_group, leave_group, set_up_group,
};
pub use on_day::{OrgOn, total, tree_on};
pub use plan::{ChangeKind, Closing, Goal, Move, Opening, Plan};
pub use refusals::No;
pub(in crate::directory) use store::leave_all;
pub use turn::{is_behind, turn_day};
pub use units::{NewUnit, Unit, UnitCoverage, UnitKind, add_unit, close_unit, cover, units};

use super::{Path, filled};
use crate::audit::{self, Act};
use crate::{Counter, House, OrgId, TenantId};

ground::words! {
    /// Kinds of organisation.
    pub enum OrgKind {
        /// Sub-district committee (街道党工委、办事处党委).
        Committee = "committee" "党工委",
        /// Community (社区).
        Community = "community" "社区",
        /// General branch (党总支).
        GeneralBranch = "general_branch" "党总支",
        /// Branch (党支部).
        Branch = "branch" "党支部",
        /// Group below a branch (党小组).
        Group = "group" "党小组",
        /// Functional group (功能型党小组): holds members without moving them (S3.2-09).
        FunctionalGroup = "functional_group" "功能型党小组",
    }
}

impl OrgKind {
    /// Whether members stand on its own roster: a branch, with its groups.
    pub fn has_roster(self) -> bool {
        matches!(self, Self::Branch | Self::Group)
    }
}

/// An organisation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Its kind.
    pub kind: OrgKind,
    /// Its code, unique in the tenant.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its place in the tree.
    pub path: Path,
    /// Where people find it.
    pub address: String,
    /// The telephone that is answered.
    pub phone: String,
}

/// The public place of an organisation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Site {
    /// The word in its address.
    pub code: String,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// The organisation.
    pub org_id: OrgId,
    /// Its name.
    pub name: String,
    /// Its place in the tree.
    pub path: Path,
    /// Where people find it.
    pub address: String,
    /// The telephone that is answered.
    pub phone: String,
}

/// What a new tenant starts with.
#[derive(Debug, Clone)]
pub struct NewTenant<'a> {
    /// Code of the tenant, unique in the installation.
    pub code: &'a str,
    /// Name of the sub-district's committee.
    pub name: &'a str,
}

/// Makes a tenant with its committee at the root of the tree.
pub async fn found_tenant(
    tx: &mut Tx,
    house: &Arc<House>,
    new: NewTenant<'_>,
) -> Result<(TenantId, Org)> {
    filled("code", "代码", new.code)?;
    filled("name", "名称", new.name)?;
    let now = house.clock.now();
    let tenant = TenantId(house.ids.uuid(now));
    if store::add_tenant(tx, tenant, new.code, new.name, now).await? == 0 {
        return Err(super::No::CodeTaken.into());
    }
    audit::start(tx, tenant).await?;
    let at = Counter::visitor(house, tenant);
    let root = add_org(
        tx,
        &at,
        None,
        NewOrg {
            kind: OrgKind::Committee,
            code: new.code,
            name: new.name,
            address: "",
            phone: "",
        },
    )
    .await?;
    Ok((tenant, root))
}

/// A new organisation.
#[derive(Debug, Clone)]
pub struct NewOrg<'a> {
    /// Its kind.
    pub kind: OrgKind,
    /// Its code.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Where people find it.
    pub address: &'a str,
    /// The telephone that is answered.
    pub phone: &'a str,
}

/// Adds an organisation below another one. For the console and the keeper of the roster.
pub async fn add_org(
    tx: &mut Tx,
    at: &Counter,
    parent: Option<&Org>,
    new: NewOrg<'_>,
) -> Result<Org> {
    filled("name", "名称", new.name)?;
    filled("code", "代码", new.code)?;
    let number = store::orgs_count(tx, at.tenant).await? + 1;
    let above = parent.map_or("", |p| p.path.0.as_str());
    let org = Org {
        id: at.id(),
        kind: new.kind,
        code: new.code.to_owned(),
        name: new.name.to_owned(),
        path: Path(format!("{above}{number:04}/")),
        address: new.address.to_owned(),
        phone: new.phone.to_owned(),
    };
    if store::add_org(tx, at, &org, parent.map(|p| p.id), at.today).await? == 0 {
        return Err(super::No::CodeTaken.into());
    }
    audit::note(tx, at, Act::OrgAdded, org.id.0, &org.name).await?;
    Ok(org)
}

/// Gives an organisation its public place.
pub async fn open_site(tx: &mut Tx, at: &Counter, org: &Org, code: &str) -> Result<()> {
    filled("code", "网址代码", code)?;
    if store::add_site(tx, at.tenant, org.id, code).await? == 0 {
        return Err(super::No::CodeTaken.into());
    }
    audit::note(tx, at, Act::SiteOpened, org.id.0, code).await
}

/// One organisation of the tenant.
pub async fn org(tx: &mut Tx, tenant: TenantId, id: OrgId) -> Result<Org> {
    store::org(tx, tenant, id).await?.ok_or(Error::NotFound)
}

/// The superior of an organisation; none at the top.
pub async fn parent(tx: &mut Tx, tenant: TenantId, org: &Org) -> Result<Option<Org>> {
    match org.path.parent() {
        Some(path) => store::org_at(tx, tenant, &path).await,
        None => Ok(None),
    }
}

/// The organisations of a sub-tree today, in the order of the tree.
pub async fn orgs(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Org>> {
    store::orgs(tx, tenant, below).await
}

/// The public place with this code.
pub async fn site(tx: &mut Tx, code: &str) -> Result<Site> {
    store::site(tx, code).await?.ok_or(Error::NotFound)
}

/// All public places of the installation.
pub async fn sites(tx: &mut Tx) -> Result<Vec<Site>> {
    store::sites(tx).await
}

/// The public place that an organisation belongs to.
pub async fn site_of(tx: &mut Tx, tenant: TenantId, path: &Path) -> Result<Option<Site>> {
    let sites = store::sites(tx).await?;
    Ok(sites
        .into_iter()
        .find(|s| s.tenant_id == tenant && s.path.covers(path)))
}

/// The tenants of the installation: id, code and name.
pub async fn tenants(tx: &mut Tx) -> Result<Vec<(TenantId, String, String)>> {
    store::tenants(tx).await
}
