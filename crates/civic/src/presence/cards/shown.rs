//! What a card shows today.

use ground::{Error, Result, Tx};

use super::{CardPledge, CardState, Field, Holder, Mark, Reader, Shown, given, marks};
use crate::directory::people::particulars;
use crate::directory::{self, Path};
use crate::presence::store;
use crate::{CardId, Counter, PersonId, campaign};

/// What a card shows today; none when it is closed or its holder is not on the roster.
/// A card that never was does not exist.
pub async fn shown(tx: &mut Tx, at: &Counter, card: CardId) -> Result<Option<Shown>> {
    let card = store::cards::card(tx, at.tenant, card)
        .await?
        .ok_or(Error::NotFound)?;
    if card.state == CardState::Closed {
        return Ok(None);
    }
    let record = directory::record(tx, at.tenant, card.person_id).await?;
    let marks = marks(tx, at.tenant, card.person_id).await?;
    let has = |field| given(&marks).contains(&field);
    if !record.left_on.is_empty() || !record.person.standing.is_member() || !has(Field::Name) {
        return Ok(None);
    }
    let person = record.person;
    let only = |field, text: String| if has(field) { text } else { String::new() };
    let relay = Mark::of(&marks, Field::Relay).filter(|m| m.given);
    Ok(Some(Shown {
        card: card.id,
        branch: match has(Field::Branch) {
            true => directory::org(tx, at.tenant, person.org_id).await?.name,
            false => String::new(),
        },
        post: only(Field::Post, person.post),
        category: only(Field::Category, person.category),
        pledges: match has(Field::Pledges) {
            true => pledges(tx, at, card.person_id, &person.org_path).await?,
            false => Vec::new(),
        },
        phone: match has(Field::Phone) {
            true => phone(tx, at, card.person_id).await?,
            false => String::new(),
        },
        relay: relay.map(|m| match m.sheet.is_empty() {
            true => Reader::Member,
            false => Reader::Branch,
        }),
        issued_at: card.issued_at,
        org_path: person.org_path,
        name: person.name,
    }))
}

async fn pledges(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    path: &Path,
) -> Result<Vec<CardPledge>> {
    match campaign::in_force(tx, at.tenant, path).await? {
        Some(campaign) => store::cards::pledges(tx, at.tenant, campaign.id, person).await,
        None => Ok(Vec::new()),
    }
}

/// The number of the roster, when it is the one that was consented to.
async fn phone(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<String> {
    if !store::cards::phone_allowed(tx, at.tenant, person).await? {
        return Ok(String::new());
    }
    Ok(particulars::particulars(tx, at, person).await?.phone)
}

/// What each field would show of the member today: nothing of the telephone but its tail.
pub async fn would_show(
    tx: &mut Tx,
    at: &Counter,
    holder: &Holder,
) -> Result<Vec<(Field, String)>> {
    let p = &holder.person;
    let pledges = pledges(tx, at, p.id, &p.org_path).await?.len();
    let known = particulars::particulars(tx, at, p.id).await?;
    let mut out = Vec::new();
    for field in Field::ALL {
        let text = match field {
            Field::Name => p.name.clone(),
            Field::Branch => directory::org(tx, at.tenant, p.org_id).await?.name,
            Field::Post => p.post.clone(),
            Field::Category => p.category.clone(),
            Field::Pledges => format!("{pledges}项"),
            Field::Relay => String::new(),
            Field::Phone => particulars::mask_phone(&known.phone),
        };
        out.push((*field, text));
    }
    Ok(out)
}

/// Whether the telephone that was consented to is still the one on the roster.
pub async fn phone_is_current(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<bool> {
    store::cards::phone_allowed(tx, at.tenant, person).await
}
