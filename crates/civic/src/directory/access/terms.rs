//! Giving roles for a time, and who holds what where.

use ground::{Day, Error, Result, Tx};

use super::{NewTerm, No, Reach, store};
use crate::audit::{self, Act};
use crate::directory::people::{self, Record, membership::Stay};
use crate::directory::{Org, Path, Role, Verb, rules, sign_in};
use crate::{Counter, OrgId, PersonId, TermId};

/// A role that somebody holds, held or will hold.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Term {
    /// Its id.
    pub id: TermId,
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Where.
    pub org_id: OrgId,
    /// Its name.
    pub org_name: String,
    /// Its place.
    pub org_path: Path,
    /// From this day on.
    pub from_day: Day,
    /// Until this day, on which it no longer holds; none while no end is set.
    pub until_day: Option<Day>,
}

impl Term {
    /// How far it reaches.
    pub fn reach(&self, org: &Org) -> Reach {
        rules::reach(self.role, org.kind)
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from_day <= day && self.until_day.is_none_or(|until| until > day)
    }
}

/// A role to be given.
#[derive(Debug, Clone, Copy)]
pub struct Gift {
    /// To whom.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// From this day on.
    pub from: Day,
    /// Until this day, if it is known.
    pub until: Option<Day>,
}

/// Whether the actor gives and ends this role there: the security administrator
/// any, the secretary committee members and group leaders of the own branch.
pub(in crate::directory) fn may_give(at: &Counter, role: Role, org: &Org) -> Result<()> {
    let actor = at.actor.as_ref().ok_or(Error::NotFound)?;
    if role.is_appointed() && actor.may(Verb::Appoint, &org.path) {
        return Ok(());
    }
    at.require(Verb::GrantRole, &org.path)
}

/// Refuses to name somebody whom the actor neither gives roles to nor sees.
pub(super) fn may_name(at: &Counter, who: &Record) -> Result<()> {
    let actor = at.actor.as_ref().ok_or(Error::NotFound)?;
    if actor.may(Verb::GrantRole, &who.person.org_path) {
        return Ok(());
    }
    at.require(Verb::SeeRoster, &who.person.org_path)
}

/// Gives a role for a time.
pub async fn give(tx: &mut Tx, at: &Counter, org: &Org, gift: Gift) -> Result<TermId> {
    may_give(at, gift.role, org)?;
    if gift.person == at.actor_id() {
        return Err(No::Oneself.into());
    }
    let record = people::record(tx, at.tenant, gift.person).await?;
    may_name(at, &record)?;
    if gift.from < at.today {
        return Err(No::Past(at.today).into());
    }
    let new = NewTerm {
        id: at.id(),
        person: gift.person,
        role: gift.role,
        org,
        from: gift.from,
        until: gift.until,
    };
    check(tx, at, &new, &record).await?;
    add(tx, at, new).await?;
    Ok(new.id)
}

pub(super) async fn add(tx: &mut Tx, at: &Counter, new: NewTerm<'_>) -> Result<()> {
    store::add_grant(tx, at, new).await?;
    // A slip printed for a member is no key to an office.
    sign_in::end_slip(tx, at, new.person).await?;
    audit::note(tx, at, Act::RoleGranted, new.person.0, new.role.word()).await
}

/// Whether they can hold it there from that day on.
pub(super) async fn check(
    tx: &mut Tx,
    at: &Counter,
    new: &NewTerm<'_>,
    who: &Record,
) -> Result<()> {
    if !rules::sits(new.role, new.org.kind) {
        return Err(No::Misplaced(new.role.label(), new.org.kind.label()).into());
    }
    if new.until.is_some_and(|until| until <= new.from) {
        return Err(No::Backwards.into());
    }
    if !who.left_on.is_empty() {
        return Err(No::Left(who.person.name.clone()).into());
    }
    if new.role == Role::Member && who.person.org_id != new.org.id {
        return Err(No::NotOfPlace(who.person.name.clone()).into());
    }
    let held = store::terms_of(tx, at.tenant, new.person).await?;
    let overlaps = |t: &&Term| {
        t.until_day.is_none_or(|until| until > new.from)
            && new.until.is_none_or(|until| t.from_day < until)
    };
    for term in held.iter().filter(overlaps) {
        if term.role == new.role && term.org_id == new.org.id {
            return Err(No::Held.into());
        }
        if term.role != new.role && term.role.is_administrator() && new.role.is_administrator() {
            return Err(No::ThreePersons.into());
        }
    }
    Ok(())
}

/// The roles of a sub-tree that hold or will hold, by place. For those who give
/// roles there, and those who see the roster.
pub async fn terms(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Term>> {
    let actor = at.actor.as_ref().ok_or(Error::NotFound)?;
    if !actor.may(Verb::GrantRole, below) {
        at.require(Verb::SeeRoster, below)?;
    }
    store::terms(tx, at.tenant, below, at.today).await
}

/// One role, for those who may end it.
pub async fn term(tx: &mut Tx, at: &Counter, id: TermId) -> Result<(Term, Org)> {
    let term = store::term(tx, at.tenant, id).await?;
    let term = term.ok_or(Error::NotFound)?;
    let org = crate::directory::org(tx, at.tenant, term.org_id).await?;
    may_give(at, term.role, &org)?;
    Ok((term, org))
}

/// All roles of a person, newest first.
pub async fn terms_of(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<Vec<Term>> {
    store::terms_of(tx, at.tenant, person).await
}

/// Who might be given a role: everyone of exactly this name where the actor gives roles.
pub async fn called(
    tx: &mut Tx,
    at: &Counter,
    name: &str,
) -> Result<Vec<(PersonId, String, String)>> {
    let actor = at.actor.as_ref().ok_or(Error::NotFound)?;
    let mut scopes = actor.scopes(Verb::GrantRole);
    scopes.extend(actor.scopes(Verb::Appoint));
    let mut found = Vec::new();
    for scope in scopes {
        found.extend(store::called(tx, at.tenant, &scope, name.trim()).await?);
    }
    Ok(found)
}

/// A member's own role goes with them to another branch.
pub(in crate::directory) async fn follow(
    tx: &mut Tx,
    at: &Counter,
    stay: &Stay,
    to: &Org,
    day: Day,
) -> Result<()> {
    for term in store::terms_of(tx, at.tenant, stay.person_id).await? {
        let goes = term.role == Role::Member && term.until_day.is_none();
        if !goes || term.org_id == to.id {
            continue;
        }
        if term.from_day >= day {
            store::seat(tx, at.tenant, term.id, to).await?;
            continue;
        }
        store::end(tx, at, term.id, day).await?;
        let new = NewTerm {
            id: at.id(),
            person: stay.person_id,
            role: Role::Member,
            org: to,
            from: day,
            until: None,
        };
        store::add_grant(tx, at, new).await?;
    }
    Ok(())
}

/// The roles over an organisation end with it.
pub(in crate::directory) async fn end_over(
    tx: &mut Tx,
    at: &Counter,
    org: OrgId,
    day: Day,
) -> Result<()> {
    store::end_over(tx, at, org, day).await
}
