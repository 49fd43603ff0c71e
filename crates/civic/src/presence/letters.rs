//! What a resident writes without an account, about a pledge or to a member: sealed,
//! answered for under a query code, limited so that nobody is shut out.

use ground::{At, Day, Error, Result, Tx, Vault};
use serde::{Deserialize, Serialize};

use super::{No, cards, rules, store};
use crate::audit::{self, Act};
use crate::directory::{clock, human};
use crate::{CardId, Counter, LetterId, PledgeId, TenantId};

ground::words! {
    /// What it is.
    pub enum LetterKind {
        /// About a pledge, to the branch.
        Comment = "comment" "监督意见",
        /// To a member, by their card.
        Message = "message" "留言",
    }
}

ground::words! {
    /// How far it has come.
    pub enum LetterState {
        /// Nobody has acted on it.
        Received = "received" "待办",
        /// The branch told the member what it says.
        Passed = "passed" "已转告",
        /// The resident has an answer.
        Answered = "answered" "已答复",
        /// The branch does not act on it, for a reason.
        SetAside = "set_aside" "不予办理",
    }
}

ground::words! {
    /// What is done with it.
    pub enum Step {
        /// The branch tells the member.
        Passed = "passed" "转告本人",
        /// The member explains.
        Explained = "explained" "本人说明",
        /// An answer to the resident.
        Answered = "answered" "答复",
        /// Not acted on, with the reason.
        SetAside = "set_aside" "不予办理",
    }
}

/// Who wrote, as far as they said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name; may be empty.
    pub name: String,
    /// Telephone; may be empty.
    pub phone: String,
}

/// What a visitor puts in.
#[derive(Debug, Clone)]
pub struct NewLetter<'a> {
    /// What it says.
    pub words: &'a str,
    /// A name, if one is left.
    pub name: &'a str,
    /// A telephone, if one is left.
    pub phone: &'a str,
    /// Whether many posts came from where this one does.
    pub busy: bool,
    /// What was answered to the question for people; empty when none was put.
    pub answer: Answer<'a>,
}

/// An answer to the question for people, with what came along with the question.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answer<'a> {
    /// The token.
    pub token: &'a str,
    /// The answer.
    pub typed: &'a str,
}

/// Where a letter goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum To {
    Pledge(PledgeId),
    Card(CardId),
}

/// What the letter's writer sees by the query code: how it stands and what was answered,
/// nothing of what was written.
#[derive(Debug, Clone)]
pub struct Followed {
    /// What it is.
    pub kind: LetterKind,
    /// How far it has come.
    pub state: LetterState,
    /// The pledge that it is about, or whose card it came by; empty when that person left.
    pub about: String,
    /// Whether it can still reach the member: the card was not closed meanwhile.
    pub reaches: bool,
    /// When it came.
    pub at: At,
    /// By when it is answered.
    pub answer_due: Day,
    /// Whether that day has passed.
    pub overdue: bool,
    /// The answer or the reason, and when; empty words when their term has ended.
    pub answer: Option<(String, At)>,
}

impl LetterState {
    /// Whether nothing more is owed.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Answered | Self::SetAside)
    }
}

/// Takes a letter in and answers with its query code, which is kept nowhere: only its
/// hash is.
pub(super) async fn take(tx: &mut Tx, at: &Counter, to: To, new: &NewLetter<'_>) -> Result<String> {
    let (words, contact) = read(new)?;
    let vault = &at.house.vault;
    limited(tx, at, to, new).await?;
    let index = vault.blind("letter", &words);
    if store::letters::same(tx, at.tenant, to, &index).await? > 0 {
        return Err(No::Duplicate.into());
    }
    let d = &at.house.defaults;
    let from = clock::keep(tx, at).await?.begins_on;
    let workday = |days| at.house.calendar.add_workdays(from, days);
    let (check_due, answer_due) = match to {
        To::Pledge(_) => (
            Some(workday(d.comment_check_workdays)),
            workday(d.comment_answer_workdays),
        ),
        To::Card(_) => (None, workday(d.message_answer_workdays)),
    };
    let id: LetterId = at.id();
    let code = at.house.ids.code(12);
    let contact = match &contact {
        Some(contact) => Some(seal(
            vault,
            at.tenant,
            id,
            "contact",
            &serde_json::to_string(contact)?,
        )?),
        None => None,
    };
    let row = store::letters::NewRow {
        id,
        to,
        code_hash: &ground::code_hash(&code),
        words: seal(vault, at.tenant, id, "words", &words)?,
        words_index: &index,
        contact,
        check_due,
        answer_due,
    };
    store::letters::add(tx, at, row).await?;
    audit::note(tx, at, Act::LetterReceived, id.0, "").await?;
    Ok(code)
}

/// Words and contact, every problem at once.
fn read(new: &NewLetter<'_>) -> std::result::Result<(String, Option<Contact>), No> {
    match (
        rules::words("words", "内容", new.words),
        rules::contact(new.name, new.phone),
    ) {
        (Ok(words), Ok(contact)) => Ok((words, contact)),
        (Err(one), Ok(_)) | (Ok(_), Err(one)) => Err(one),
        (Err(one), Err(other)) => Err(No::Fields(vec![one, other])),
    }
}

/// The place that the question for people before a letter to a pledge is bound to.
pub fn place_of_pledge(pledge: PledgeId) -> String {
    format!("comment|{pledge}")
}

/// The place that the question for people before a message to a card is bound to.
pub fn place_of_card(card: CardId) -> String {
    format!("message|{card}")
}

/// The place that the question for people before a look by a code is bound to.
pub const PLACE_OF_CODES: &str = "letter-code";

/// A script that floods one pledge or card meets a question for people; a place has a
/// ceiling. Nobody is shut out: a building behind one address answers a question each.
async fn limited(tx: &mut Tx, at: &Counter, to: To, new: &NewLetter<'_>) -> Result<()> {
    let d = &at.house.defaults;
    let hour = at.now.plus_seconds(-3600);
    if store::letters::in_all_since(tx, at.tenant, hour).await? >= d.letters_per_hour {
        return Err(No::TooMany.into());
    }
    let since = at.now.plus_seconds(-d.human_within_seconds);
    let before = store::letters::to_since(tx, at.tenant, to, since).await?;
    if new.busy || before >= d.human_after {
        let place = match to {
            To::Pledge(id) => place_of_pledge(id),
            To::Card(id) => place_of_card(id),
        };
        human::take(tx, at, &place, new.answer.token, new.answer.typed).await?;
    }
    Ok(())
}

/// Whether so many wrong codes came in this hour that a question for people comes first.
pub async fn is_slowed(tx: &mut Tx, at: &Counter) -> Result<bool> {
    let failures = store::letters::failures(tx, at.tenant, rules::hour(at.now)).await?;
    Ok(failures >= at.house.defaults.code_tries_per_hour)
}

/// Whether a code may be looked up: where many wrong ones came, an answer opens one look.
/// It slows who guesses, and shuts nobody out who holds a receipt.
pub async fn may_look(tx: &mut Tx, at: &Counter, answer: Answer<'_>) -> Result<()> {
    if is_slowed(tx, at).await? {
        human::take(tx, at, PLACE_OF_CODES, answer.token, answer.typed).await?;
    }
    Ok(())
}

/// What the holder of a query code sees, once they [`may_look`]. A wrong one is counted:
/// returned as a value, because the count must be kept.
pub async fn by_code(
    tx: &mut Tx,
    at: &Counter,
    code: &str,
) -> Result<std::result::Result<Followed, No>> {
    let found = store::letters::by_code(tx, at.tenant, &ground::code_hash(code)).await?;
    let Some(row) = found else {
        missed(tx, at).await?;
        return Ok(Err(No::Code));
    };
    let at = &clock::settled(tx, at).await?;
    Ok(Ok(followed(tx, at, row).await?))
}

/// Counts a code that opened nothing.
pub async fn missed(tx: &mut Tx, at: &Counter) -> Result<()> {
    store::letters::add_failure(tx, at.tenant, rules::hour(at.now)).await
}

/// A letter that was just taken in, for its receipt.
pub async fn received(tx: &mut Tx, at: &Counter, code: &str) -> Result<Followed> {
    let row = store::letters::by_code(tx, at.tenant, &ground::code_hash(code)).await?;
    followed(tx, at, row.ok_or(Error::NotFound)?).await
}

async fn followed(tx: &mut Tx, at: &Counter, row: store::letters::Row) -> Result<Followed> {
    let mut answer = None;
    for step in store::letters::steps(tx, at.tenant, row.id).await? {
        if matches!(step.step, Step::Answered | Step::SetAside) {
            answer = Some((step.words(&at.house.vault, at.tenant, row.id)?, step.at));
        }
    }
    let (about, reaches) = match row.card_id {
        None => (row.action.clone().unwrap_or_default(), true),
        Some(card) => match cards::shown(tx, at, card).await? {
            Some(shown) => (shown.name.clone(), shown.takes_messages()),
            None => (String::new(), false),
        },
    };
    Ok(Followed {
        kind: row.kind,
        state: row.state,
        overdue: row.is_overdue(at.today),
        at: row.at,
        answer_due: row.answer_due,
        about,
        reaches,
        answer,
    })
}

/// Stores a step and moves the letter; zero rows mean that another one came first.
pub(super) async fn step(
    tx: &mut Tx,
    at: &Counter,
    row: &store::letters::Row,
    step: Step,
    words: &str,
    proxy_reason: &str,
) -> Result<()> {
    let to = rules::after(row.kind, row.state, step)?;
    let settled = to.is_settled().then_some(at.now);
    if store::letters::set_state(tx, at.tenant, row, to, settled).await? == 0 {
        return Err(No::LetterIs(row.state).into());
    }
    let sealed = seal(&at.house.vault, at.tenant, row.id, "step", words)?;
    if store::letters::add_step(tx, at, row.id, step, sealed, proxy_reason).await? == 0 {
        return Err(No::Explained.into());
    }
    let act = match step {
        Step::Passed => Act::LetterPassed,
        Step::Explained => Act::LetterExplained,
        Step::Answered => Act::LetterAnswered,
        Step::SetAside => Act::LetterSetAside,
    };
    audit::note(tx, at, act, row.id.0, "").await
}

/// Who wrote and what was said goes when its term has ended: at each turn of the day, by
/// the day that is trusted, since nothing brings it back.
pub async fn forget(tx: &mut Tx, at: &Counter) -> Result<()> {
    let ends = clock::times(tx, at).await?.ends;
    let cut = ends.plus_seconds(-86_400 * at.house.defaults.letter_keep_days);
    if store::letters::any_before(tx, at.tenant, cut).await? == 0 {
        return Ok(());
    }
    store::letters::empty_before(tx, at.tenant, cut).await
}

/// The letter, when it is of this kind.
pub(super) async fn row(
    tx: &mut Tx,
    at: &Counter,
    id: LetterId,
    kind: LetterKind,
) -> Result<store::letters::Row> {
    let row = store::letters::letter(tx, at.tenant, id).await?;
    row.filter(|r| r.kind == kind).ok_or(Error::NotFound)
}

/// What a letter says, while it is kept.
pub(super) fn said(at: &Counter, row: &store::letters::Row) -> Result<String> {
    unseal(
        &at.house.vault,
        at.tenant,
        row.id,
        "words",
        row.words.as_deref(),
    )
}

/// Who wrote it, when they said and while it is kept.
pub(super) fn contact(at: &Counter, row: &store::letters::Row) -> Result<Option<Contact>> {
    let plain = unseal(
        &at.house.vault,
        at.tenant,
        row.id,
        "contact",
        row.contact.as_deref(),
    )?;
    if plain.is_empty() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&plain)?))
}

fn about(tenant: TenantId, id: LetterId, field: &str) -> String {
    format!("{tenant}|{id}|{field}")
}

fn seal(
    vault: &Vault,
    tenant: TenantId,
    id: LetterId,
    field: &str,
    plain: &str,
) -> Result<Vec<u8>> {
    vault.seal(plain.as_bytes(), about(tenant, id, field).as_bytes())
}

/// Opens a value; empty when there is none.
pub(super) fn unseal(
    vault: &Vault,
    tenant: TenantId,
    id: LetterId,
    field: &str,
    sealed: Option<&[u8]>,
) -> Result<String> {
    let Some(sealed) = sealed else {
        return Ok(String::new());
    };
    let plain = vault.open(sealed, about(tenant, id, field).as_bytes())?;
    String::from_utf8(plain.to_vec()).map_err(|cause| ground::Fault::new(cause).into())
}
