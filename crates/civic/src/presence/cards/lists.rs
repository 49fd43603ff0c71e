//! Cards in lists: of the member at the counter, of a branch, of everybody.

use std::collections::HashMap;

use ground::{Error, Result, Tx};

use super::consents::member;
use super::{Card, Field, Holder, Mark, marks};
use crate::directory::{self, Path, Person, Verb};
use crate::presence::store;
use crate::{CardId, Counter, OrgId, PersonId, TenantId};

/// What the member at the counter said, and their card.
pub async fn own(tx: &mut Tx, at: &Counter) -> Result<Holder> {
    let id = at.actor.as_ref().ok_or(Error::NotFound)?.person;
    let person = match member(tx, at, id).await {
        Ok(person) => person,
        // Who works here without being a member has no card to look at.
        Err(_) => return Err(Error::NotFound),
    };
    holder_of(tx, at, person).await
}

/// What a member said, and their card, for the branch.
pub async fn holder(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Holder> {
    let person = directory::person(tx, at.tenant, id).await?;
    at.require(Verb::KeepCards, &person.org_path)?;
    let person = member(tx, at, id).await.map_err(|_| Error::NotFound)?;
    holder_of(tx, at, person).await
}

async fn holder_of(tx: &mut Tx, at: &Counter, person: Person) -> Result<Holder> {
    Ok(Holder {
        marks: marks(tx, at.tenant, person.id).await?,
        card: store::cards::newest(tx, at.tenant, person.id).await?,
        person,
    })
}

/// The members of a sub-tree with consents and cards, by surname strokes.
pub async fn holders(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Holder>> {
    at.require(Verb::KeepCards, below)?;
    let mut marks: HashMap<PersonId, Vec<Mark>> = HashMap::new();
    for mark in store::cards::marks_below(tx, at.tenant, below).await? {
        marks.entry(mark.person_id).or_default().push(mark);
    }
    let cards = store::cards::newest_below(tx, at.tenant, below).await?;
    let mut cards: HashMap<PersonId, Card> = cards.into_iter().map(|c| (c.person_id, c)).collect();
    let roster = directory::roster(tx, at.tenant, below).await?;
    let holder = |person: Person| Holder {
        marks: marks.remove(&person.id).unwrap_or_default(),
        card: cards.remove(&person.id),
        person,
    };
    Ok(roster.into_iter().map(holder).collect())
}

/// A card in a public list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The card.
    pub id: CardId,
    /// The name.
    pub name: String,
    /// The branch.
    pub org_id: OrgId,
    /// What there is consent for.
    pub given: Vec<Field>,
    /// The post.
    pub post: String,
    /// The category.
    pub category: String,
}

/// The cards of a place, branch by branch and by surname strokes, `count` of them after a
/// card. Who did not agree to show the branch stands under none.
pub async fn public(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    after: Option<CardId>,
    count: i64,
) -> Result<Vec<Listed>> {
    let from = match after {
        None => (
            Path(String::new()),
            String::new(),
            CardId(uuid::Uuid::nil()),
        ),
        Some(id) => store::cards::key(tx, tenant, id)
            .await?
            .ok_or(Error::NotFound)?,
    };
    let rows = store::cards::public(tx, tenant, below, from, count).await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(Vec::new());
    };
    // The marks of this page's members alone.
    let marks = store::cards::marks_between(tx, tenant, first.place(), last.place()).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| listed(row, &marks))
        .collect())
}

fn listed(row: store::cards::Row, marks: &[Mark]) -> Option<Listed> {
    let own = marks.iter().filter(|m| m.person_id == row.person_id);
    let given: Vec<Field> = own.filter(|m| m.given).map(|m| m.field).collect();
    let only = |field, text: String| {
        if given.contains(&field) {
            text
        } else {
            String::new()
        }
    };
    given.contains(&Field::Name).then(|| Listed {
        id: row.id,
        name: row.name,
        org_id: row.org_id,
        post: only(Field::Post, row.post),
        category: only(Field::Category, row.category),
        given: given.clone(),
    })
}
