//! Name cards (亮名片): a member says field by field what may be shown, the branch issues
//! the card, and what is taken back is gone at once (S3.3-03, S3.3-11).
//!
//! A card is no publication (ruling 10): a frozen snapshot would keep what its holder took
//! back. It holds no words of its own and shows what the roster says today.

use ground::{At, Day, Error, Result, Tx};

use super::{No, rules, store};
use crate::audit::{self, Act};
use crate::campaign;
use crate::directory::people::particulars;
use crate::directory::{self, Path, Person, Verb};
use crate::{CardId, Counter, OrgId, PersonId, TenantId};

ground::words! {
    /// What a card may show, each with a consent of its own (PIPL 25).
    pub enum Field {
        /// Name: without it there is no card.
        Name = "name" "姓名",
        /// The branch.
        Branch = "branch" "所在党支部",
        /// The post.
        Post = "post" "党内职务",
        /// The category.
        Category = "category" "党员类别",
        /// Public pledges and what became of them.
        Pledges = "pledges" "公开承诺",
        /// Messages by the page, without the telephone.
        Relay = "relay" "网上留言",
        /// The telephone itself.
        Phone = "phone" "手机号",
    }
}

ground::words! {
    /// How a card stands.
    pub enum CardState {
        /// It is public.
        Issued = "issued" "公开中",
        /// It is no longer good.
        Closed = "closed" "已停用",
    }
}

/// How consent was given or taken back.
#[derive(Debug, Clone, Copy)]
pub enum Consent<'a> {
    /// By the member, in their own account.
    Own,
    /// On a sheet that the member signed, kept by the branch.
    Sheet {
        /// The day on it; none when what was typed is no day.
        day: Option<Day>,
        /// Where it lies.
        place: &'a str,
    },
}

/// The newest word on one field.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Mark {
    /// Whose.
    pub person_id: PersonId,
    /// The field.
    pub field: Field,
    /// Given, or taken back.
    pub given: bool,
    /// The day it was said.
    pub day: Day,
    /// Where the signed sheet lies; empty when said in the member's own account.
    pub sheet: String,
}

impl Mark {
    /// The mark of a field.
    pub fn of(marks: &[Self], field: Field) -> Option<&Self> {
        marks.iter().find(|m| m.field == field)
    }
}

/// A card.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Card {
    pub id: CardId,
    pub person_id: PersonId,
    pub state: CardState,
    pub issued_at: At,
    pub closed_at: Option<At>,
    pub closed_why: String,
}

/// A pledge on a card.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CardPledge {
    /// Its id.
    pub id: crate::PledgeId,
    /// What was promised.
    pub action: String,
    /// The result that was promised.
    pub measure: String,
    /// By when.
    pub due_day: Day,
    /// How far it has come.
    pub state: crate::pledge::State,
}

/// What a card shows today: nothing that its holder did not agree to.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The card.
    pub card: CardId,
    /// Where its holder stands in the tree.
    pub org_path: Path,
    /// Name.
    pub name: String,
    /// The branch; empty without consent.
    pub branch: String,
    /// The post; empty without consent, or without a post.
    pub post: String,
    /// The category; empty without consent.
    pub category: String,
    /// Public pledges; none without consent.
    pub pledges: Vec<CardPledge>,
    /// The telephone; empty without consent to this very number.
    pub phone: String,
    /// Who reads messages; none when the card takes none.
    pub relay: Option<Reader>,
    /// Since when it is public.
    pub issued_at: At,
}

/// Who reads what is written to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The member.
    Member,
    /// The branch, which reads it out.
    Branch,
}

impl Shown {
    /// Whether a resident may write by it.
    pub fn takes_messages(&self) -> bool {
        self.relay.is_some()
    }
}

/// A member with their consents and their card, for the branch.
#[derive(Debug, Clone)]
pub struct Holder {
    /// Who.
    pub person: Person,
    /// What they said of each field.
    pub marks: Vec<Mark>,
    /// Their newest card.
    pub card: Option<Card>,
}

impl Holder {
    /// The fields that there is consent for.
    pub fn given(&self) -> Vec<Field> {
        given(&self.marks)
    }

    /// The card that is public.
    pub fn issued(&self) -> Option<&Card> {
        self.card.as_ref().filter(|c| c.state == CardState::Issued)
    }

    /// Whether the member agreed and the branch has not issued a card.
    pub fn waits(&self) -> bool {
        self.issued().is_none() && self.given().contains(&Field::Name)
    }
}

fn given(marks: &[Mark]) -> Vec<Field> {
    let given = marks.iter().filter(|m| m.given);
    given.map(|m| m.field).collect()
}

/// What a member said of each field.
pub(super) async fn marks(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Mark>> {
    store::cards::marks_of(tx, tenant, person).await
}

/// The member at the counter, or one whose cards the actor keeps; on the roster.
async fn member(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Person> {
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

/// The members of a sub-tree with consents and cards, by surname strokes.
pub async fn holders(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Holder>> {
    at.require(Verb::KeepCards, below)?;
    let mut marks = store::cards::marks_below(tx, at.tenant, below).await?;
    let mut cards = store::cards::newest_below(tx, at.tenant, below).await?;
    let roster = directory::roster(tx, at.tenant, below).await?;
    let of = |person: Person| {
        let (own, rest) = std::mem::take(&mut marks)
            .into_iter()
            .partition(|m: &Mark| m.person_id == person.id);
        marks = rest;
        let card = cards
            .iter()
            .position(|c: &Card| c.person_id == person.id)
            .map(|n| cards.swap_remove(n));
        Holder {
            marks: own,
            card,
            person,
        }
    };
    Ok(roster.into_iter().map(of).collect())
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
    let marks = store::cards::marks_below(tx, tenant, below).await?;
    let mut out = Vec::new();
    for row in rows {
        let own: Vec<Mark> = (marks.iter())
            .filter(|m| m.person_id == row.person_id)
            .cloned()
            .collect();
        let given = given(&own);
        if given.contains(&Field::Name) {
            let only = |field, text: String| match given.contains(&field) {
                true => text,
                false => String::new(),
            };
            out.push(Listed {
                id: row.id,
                name: row.name,
                org_id: row.org_id,
                post: only(Field::Post, row.post),
                category: only(Field::Category, row.category),
                given,
            });
        }
    }
    Ok(out)
}
