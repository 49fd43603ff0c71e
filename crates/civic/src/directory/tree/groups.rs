//! Functional groups (功能型党小组, S3.2-09): they hold members without moving them.

use ground::{Day, Error, Result, Tx};

use super::{NewOrg, No, Org, OrgKind, store};
use crate::audit::{self, Act};
use crate::directory::people::{self, Person};
use crate::directory::{Path, Verb};
use crate::{Counter, OrgId, PersonId};

/// Sets up a functional group below a branch or community. It has no members of its own roster.
pub async fn set_up_group(
    tx: &mut Tx,
    at: &Counter,
    parent: &Org,
    code: &str,
    name: &str,
) -> Result<Org> {
    at.require(Verb::KeepRoster, &parent.path)?;
    let new = NewOrg {
        kind: OrgKind::FunctionalGroup,
        code,
        name,
        address: &parent.address,
        phone: &parent.phone,
    };
    super::add_org(tx, at, Some(parent), new).await
}

async fn group(tx: &mut Tx, at: &Counter, id: OrgId) -> Result<Org> {
    let group = super::org(tx, at.tenant, id).await?;
    at.require(Verb::KeepRoster, &group.path)?;
    if group.kind != OrgKind::FunctionalGroup {
        return Err(Error::NotFound);
    }
    Ok(group)
}

/// Takes a member in, who stays where they stand.
pub async fn join_group(tx: &mut Tx, at: &Counter, id: OrgId, person: PersonId) -> Result<()> {
    let group = group(tx, at, id).await?;
    let person = people::person(tx, at.tenant, person).await?;
    at.require(Verb::SeeRoster, &person.org_path)?;
    if !person.standing.is_member() {
        return Err(No::NoMember.into());
    }
    if store::join(tx, at.tenant, group.id, person.id, at.today).await? == 0 {
        return Err(No::InGroup.into());
    }
    audit::note(tx, at, Act::GroupJoined, person.id.0, &group.code).await
}

/// Lets a member go.
pub async fn leave_group(tx: &mut Tx, at: &Counter, id: OrgId, person: PersonId) -> Result<()> {
    let group = group(tx, at, id).await?;
    if store::leave(tx, at.tenant, group.id, person, at.today).await? == 0 {
        return Err(Error::NotFound);
    }
    audit::note(tx, at, Act::GroupLeft, person.0, &group.code).await
}

/// Ends a functional group; everyone in it is let go.
pub async fn end_group(tx: &mut Tx, at: &Counter, id: OrgId) -> Result<()> {
    let group = group(tx, at, id).await?;
    store::empty_group(tx, at.tenant, group.id, at.today).await?;
    store::close_org(tx, at.tenant, group.id, at.today).await?;
    store::close_orgs(tx, at.tenant, at.today).await?;
    audit::note(tx, at, Act::OrgEnded, group.id.0, &group.code).await
}

/// Who is in a group on a day, by surname strokes.
pub async fn group_members(
    tx: &mut Tx,
    at: &Counter,
    group: &Org,
    day: Day,
) -> Result<Vec<Person>> {
    at.require(Verb::SeeRoster, &group.path)?;
    store::group_members(tx, at.tenant, group.id, day).await
}

/// The functional groups that somebody is in today.
pub async fn groups_of(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<Vec<Org>> {
    store::groups_of(tx, at.tenant, person, at.today).await
}

/// The functional groups of a sub-tree.
pub async fn groups(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Org>> {
    let mut orgs = super::orgs(tx, at.tenant, below).await?;
    orgs.retain(|o| o.kind == OrgKind::FunctionalGroup);
    Ok(orgs)
}
