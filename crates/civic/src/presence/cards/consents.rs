//! What a member says may be shown, and the card that the branch makes of it.

use ground::{Day, Error, Result, Tx};

use super::{CardState, Consent, Field, given, marks};
use crate::audit::{self, Act};
use crate::directory::people::particulars;
use crate::directory::{self, Person, Verb};
use crate::presence::{No, rules, store};
use crate::{CardId, Counter, PersonId};

/// The member at the counter, or one whose cards the actor keeps; on the roster.
pub(super) async fn member(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Person> {
    let record = directory::record(tx, at.tenant, id).await?;
    let person = record.person;
    let own = at.actor.is_some() && at.actor_id() == id;
    if !own {
        at.require(Verb::KeepCards, &person.org_path)?;
    }
    if !record.left_on.is_empty() || !person.standing.is_member() {
        return Err(No::NotOnRoster.into());
    }
    Ok(person)
}

/// The day and the sheet of what is said; the own account needs neither.
fn said(
    at: &Counter,
    person: PersonId,
    how: Consent<'_>,
) -> std::result::Result<(Day, String), No> {
    match how {
        Consent::Own => Ok((at.today, String::new())),
        Consent::Sheet { .. } if at.actor_id() == person => Err(No::OwnSheet),
        Consent::Sheet { day, place } => {
            match (
                rules::sheet_day(day, at.today),
                rules::note("sheet", "签字表存放处", place),
            ) {
                (Ok(day), Ok(place)) => Ok((day, place)),
                (Err(one), Ok(_)) | (Ok(_), Err(one)) => Err(one),
                (Err(one), Err(other)) => Err(No::Fields(vec![one, other])),
            }
        }
    }
}

/// Somebody's own word is given in their own account; the branch has a signed sheet.
fn own_word(at: &Counter, person: PersonId, how: Consent<'_>) -> Result<()> {
    match how {
        Consent::Own if at.actor_id() != person => Err(Error::Forbidden),
        _ => Ok(()),
    }
}

/// Consents to showing some fields. What was consented to before stays as it is.
pub async fn consent(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    fields: &[Field],
    how: Consent<'_>,
) -> Result<()> {
    let person = member(tx, at, person).await?;
    own_word(at, person.id, how)?;
    let (day, sheet) = said(at, person.id, how)?;
    let before = given(&marks(tx, at.tenant, person.id).await?);
    rules::may_consent(&before, fields)?;
    for field in fields.iter().filter(|f| !before.contains(f)) {
        if *field == Field::Phone {
            allow_phone(tx, at, person.id).await?;
        }
        store::cards::add_mark(tx, at, person.id, *field, true, day, &sheet).await?;
        audit::note(tx, at, Act::CardConsented, person.id.0, field.word()).await?;
    }
    Ok(())
}

/// Consent to a telephone is to the number of today: a new one is not shown.
async fn allow_phone(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<()> {
    let known = particulars::particulars(tx, at, person).await?;
    let index = particulars::phone_index(&at.house.vault, &known.phone).ok_or(No::NoPhone)?;
    store::cards::allow_phone(tx, at.tenant, person, &index).await
}

/// Takes consent back: at once, and with the name the whole card goes.
pub async fn withdraw(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    field: Field,
    how: Consent<'_>,
) -> Result<()> {
    let person = member(tx, at, person).await?;
    own_word(at, person.id, how)?;
    let (day, sheet) = said(at, person.id, how)?;
    let before = given(&marks(tx, at.tenant, person.id).await?);
    if !before.contains(&field) {
        return Err(No::NotGiven(field).into());
    }
    let all = if field == Field::Name {
        before
    } else {
        vec![field]
    };
    take_back(tx, at, person.id, &all, (day, &sheet)).await?;
    if field == Field::Name {
        end(tx, at, person.id, "本人撤回同意").await?;
    }
    Ok(())
}

async fn take_back(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    fields: &[Field],
    (day, sheet): (Day, &str),
) -> Result<()> {
    for field in fields {
        store::cards::add_mark(tx, at, person, *field, false, day, sheet).await?;
        audit::note(tx, at, Act::CardWithdrawn, person.0, field.word()).await?;
    }
    if fields.contains(&Field::Phone) {
        store::cards::forget_phone(tx, at.tenant, person).await?;
    }
    Ok(())
}

async fn end(tx: &mut Tx, at: &Counter, person: PersonId, why: &str) -> Result<()> {
    if let Some(card) = store::cards::issued(tx, at.tenant, person).await?
        && store::cards::close(tx, at, card.id, why).await? > 0
    {
        audit::note(tx, at, Act::CardClosed, card.id.0, "").await?;
    }
    Ok(())
}

/// Issues the card of a member who agreed. From here on its page is public.
pub async fn issue(tx: &mut Tx, at: &Counter, person: PersonId, checked: bool) -> Result<CardId> {
    let person = member(tx, at, person).await?;
    at.require(Verb::KeepCards, &person.org_path)?;
    if !given(&marks(tx, at.tenant, person.id).await?).contains(&Field::Name) {
        return Err(No::NameFirst.into());
    }
    if !checked {
        return Err(No::Unchecked.into());
    }
    if store::cards::issued(tx, at.tenant, person.id)
        .await?
        .is_some()
    {
        return Err(No::CardIs(CardState::Issued).into());
    }
    let id: CardId = at.id();
    store::cards::add(tx, at, id, person.id).await?;
    audit::note(tx, at, Act::CardIssued, id.0, "").await?;
    Ok(id)
}

/// Closes a card for a reason of the branch; the consents stay as they are.
pub async fn close(tx: &mut Tx, at: &Counter, person: PersonId, why: &str) -> Result<()> {
    let person = member(tx, at, person).await?;
    at.require(Verb::KeepCards, &person.org_path)?;
    let why = rules::note("why", "停用的理由", why)?;
    if store::cards::issued(tx, at.tenant, person.id)
        .await?
        .is_none()
    {
        return Err(No::CardIs(CardState::Closed).into());
    }
    end(tx, at, person.id, &why).await
}

/// Ends card and consents of somebody who is not on the roster: whoever comes back agrees
/// anew. It asks for no role, because it only writes down what the roster says already.
pub async fn end_of_left(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<()> {
    let record = directory::record(tx, at.tenant, person).await?;
    if record.left_on.is_empty() {
        return Ok(());
    }
    let before = given(&marks(tx, at.tenant, person).await?);
    take_back(tx, at, person, &before, (at.today, "移出名册")).await?;
    end(tx, at, person, "移出名册").await
}
