//! What is open when a role ends, and who takes it.

use ground::{Day, Error, Result, Tx};
use serde::{Deserialize, Serialize};

use super::{NewTerm, No, Term, store, terms};
use crate::audit::{self, Act};
use crate::directory::people;
use crate::{Counter, HandOverId, PersonId, TermId};

/// Something that waits for whoever holds a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenItem {
    /// What is to be done.
    pub what: String,
    /// For whom, or on what.
    pub whom: String,
    /// By when; none when no day is set.
    pub day: Option<Day>,
}

/// What is open for one person. Made by `desk`, which reads every room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItems {
    /// Whose.
    pub person: PersonId,
    /// Each thing.
    pub items: Vec<OpenItem>,
}

/// Who takes what is open.
#[derive(Debug, Clone, Copy)]
pub enum Successor<'a> {
    /// Somebody who takes the role too, from the day on which it ends.
    Takes(PersonId),
    /// Nobody takes the role; it is said who does the rest.
    Said(&'a str),
}

/// A hand-over as it was recorded.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct HandOver {
    /// Its id.
    pub id: HandOverId,
    /// The role that ended; none when the person left the roster.
    pub term_id: Option<TermId>,
    /// Who went.
    pub from_person: PersonId,
    /// Who took over; none when it was only said who does the rest.
    pub to_person: Option<PersonId>,
    /// What was said; may be empty.
    pub to_whom: String,
    items: String,
}

impl HandOver {
    /// What was open.
    pub fn items(&self) -> Result<Vec<OpenItem>> {
        Ok(serde_json::from_str(&self.items)?)
    }
}

/// Ends a role on a day and hands over what is open. The day is the first on
/// which it no longer holds.
pub async fn end(
    tx: &mut Tx,
    at: &Counter,
    id: TermId,
    day: Day,
    to: Successor<'_>,
    open: &OpenItems,
) -> Result<()> {
    let term = store::term(tx, at.tenant, id).await?;
    let term = term.ok_or(Error::NotFound)?;
    let org = crate::directory::org(tx, at.tenant, term.org_id).await?;
    terms::may_give(at, term.role, &org)?;
    if term.person_id == at.actor_id() {
        return Err(No::Oneself.into());
    }
    if open.person != term.person_id {
        return Err(Error::NotFound);
    }
    if let Successor::Said(word) = to
        && word.trim().is_empty()
        && !open.items.is_empty()
    {
        return Err(No::OpenItems(open.items.len()).into());
    }
    end_term(tx, at, &term, day, to).await?;
    if open.items.is_empty() && matches!(to, Successor::Said(_)) {
        return Ok(());
    }
    record_hand_over(tx, at, Some(&term), to, open).await
}

/// Ends a role whose holder goes; whether the actor may is asked by the caller.
pub(in crate::directory) async fn end_term(
    tx: &mut Tx,
    at: &Counter,
    term: &Term,
    day: Day,
    to: Successor<'_>,
) -> Result<()> {
    if day < at.today {
        return Err(No::Past(at.today).into());
    }
    if term.until_day.is_some_and(|until| until <= day) {
        return Err(No::Ended.into());
    }
    if term.role.is_administrator() && matches!(to, Successor::Said(_)) {
        let others = store::others_as(tx, at.tenant, term, day).await?;
        if others == 0 {
            return Err(No::LastOne(term.role.label()).into());
        }
    }
    if matches!(to, Successor::Takes(person) if person == term.person_id) {
        return Err(No::SameOne.into());
    }
    if store::end(tx, at, term.id, day).await? == 0 {
        return Err(No::Ended.into());
    }
    audit::note(tx, at, Act::RoleEnded, term.person_id.0, term.role.word()).await?;
    match to {
        Successor::Takes(person) => take(tx, at, term, person, day).await,
        Successor::Said(_) => Ok(()),
    }
}

/// Writes down what was open and who took it.
pub(in crate::directory) async fn record_hand_over(
    tx: &mut Tx,
    at: &Counter,
    term: Option<&Term>,
    to: Successor<'_>,
    open: &OpenItems,
) -> Result<()> {
    if matches!(to, Successor::Takes(person) if person == open.person) {
        return Err(No::SameOne.into());
    }
    let (to_person, to_whom) = match to {
        Successor::Takes(person) => (Some(person), ""),
        Successor::Said(word) => (None, word.trim()),
    };
    let items = serde_json::to_string(&open.items)?;
    let id: HandOverId = at.id();
    let term_id = term.map(|t| t.id);
    let from = open.person;
    store::add_hand_over(tx, at, id, (term_id, from), (to_person, to_whom, &items)).await?;
    let role = term.map_or("", |t| t.role.word());
    let payload = format!("{role} {}", open.items.len());
    audit::note(tx, at, Act::HandedOver, from.0, payload.trim()).await
}

async fn take(tx: &mut Tx, at: &Counter, term: &Term, person: PersonId, day: Day) -> Result<()> {
    // A hand-over is a gift too: nobody gives themselves a role by ending another's.
    if person == at.actor_id() {
        return Err(No::Oneself.into());
    }
    let org = crate::directory::org(tx, at.tenant, term.org_id).await?;
    let successor = people::record(tx, at.tenant, person).await?;
    terms::may_name(at, &successor)?;
    let new = NewTerm {
        id: at.id(),
        person,
        role: term.role,
        org: &org,
        from: day,
        until: None,
    };
    match terms::check(tx, at, &new, &successor).await {
        // They hold it already: nothing to give, they take what is open.
        Err(error) if error.refusal::<No>() == Some(&No::Held) => Ok(()),
        Err(error) => Err(error),
        Ok(()) => terms::add(tx, at, new).await,
    }
}

/// The hand-overs of a person, newest first.
pub async fn hand_overs(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<Vec<HandOver>> {
    store::hand_overs(tx, at.tenant, person).await
}
