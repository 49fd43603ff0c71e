//! Messages to a member by the card (留言): the member answers, the resident reads the
//! answer by query code, and no telephone is told to anyone (S3.3-11).

use ground::{At, Day, Error, Result, Tx};

use super::cards::{self, Mark};
use super::letters::{self, Contact, LetterKind, LetterState, NewLetter, Step, To};
use super::{Field, No, rules, store};
use crate::directory::{Path, Verb, clock};
use crate::{CardId, Counter, LetterId, PersonId};

/// A message, for the member or for whoever reads it out to them.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: LetterId,
    /// To whom.
    pub name: String,
    /// What it says; empty when its term has ended.
    pub words: String,
    /// Who wrote, as far as they said to this member.
    pub contact: Option<Contact>,
    /// How far it has come.
    pub state: LetterState,
    /// When it came.
    pub at: At,
    /// By when it is answered.
    pub answer_due: Day,
    /// Whether that day has passed.
    pub overdue: bool,
    /// The answer, and why somebody else wrote it.
    pub answer: Option<(String, String)>,
}

/// How many messages of a member wait, and how many of them too long: all that the
/// branch learns of what is said to a member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Open {
    /// Unanswered.
    pub all: i64,
    /// Past their day.
    pub overdue: i64,
}

/// A message by anyone to the holder of a card. Returns the query code.
pub async fn write(tx: &mut Tx, at: &Counter, card: CardId, new: &NewLetter<'_>) -> Result<String> {
    let shown = cards::shown(tx, at, card)
        .await?
        .ok_or(No::CardIs(cards::CardState::Closed))?;
    if !shown.takes_messages() {
        return Err(No::NoRelay.into());
    }
    letters::take(tx, at, To::Card(card), new).await
}

/// Whether messages of this member are read by the branch: the consent says so, when it
/// was given on paper.
async fn by_branch(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<bool> {
    let marks = cards::marks(tx, at.tenant, person).await?;
    Ok(Mark::of(&marks, Field::Relay).is_some_and(|m| m.given && !m.sheet.is_empty()))
}

/// A message that exists for the actor: their own, or of a member who had it put on paper
/// that the branch reads it out.
async fn reached(tx: &mut Tx, at: &Counter, id: LetterId) -> Result<(store::letters::Row, bool)> {
    let row = letters::row(tx, at, id, LetterKind::Message).await?;
    let person = row.person_id.ok_or(Error::NotFound)?;
    if at.actor.is_some() && person == at.actor_id() {
        return Ok((row, true));
    }
    let keeps = at
        .actor
        .as_ref()
        .is_some_and(|a| a.may(Verb::KeepCards, &row.org_path));
    if keeps && by_branch(tx, at, person).await? {
        Ok((row, false))
    } else {
        Err(Error::NotFound)
    }
}

/// Opens a message.
pub async fn message(tx: &mut Tx, at: &Counter, id: LetterId) -> Result<Message> {
    let (row, _) = reached(tx, at, id).await?;
    let at = &clock::settled(tx, at).await?;
    read(tx, at, row).await
}

/// Answers a message: the member, or the branch for them with the reason.
pub async fn answer(
    tx: &mut Tx,
    at: &Counter,
    id: LetterId,
    words: &str,
    proxy_reason: &str,
) -> Result<()> {
    let (row, own) = reached(tx, at, id).await?;
    let words = rules::words("answer", "答复", words)?;
    let reason = if own {
        String::new()
    } else {
        rules::note("proxy_reason", "代写原因", proxy_reason).map_err(|_| No::ProxyWithoutReason)?
    };
    letters::step(tx, at, &row, Step::Answered, &words, &reason).await
}

/// The messages of the member at the counter, unanswered ones first.
pub async fn own(tx: &mut Tx, at: &Counter) -> Result<Vec<Message>> {
    if at.actor.is_none() {
        return Ok(Vec::new());
    }
    let rows = store::letters::to_person(tx, at.tenant, at.actor_id()).await?;
    all(tx, at, rows).await
}

/// Unanswered messages that the branch reads out, in a sub-tree.
pub async fn to_read_out(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Message>> {
    at.require(Verb::KeepCards, below)?;
    let mut mine = Vec::new();
    for row in store::letters::open_messages(tx, at.tenant, below).await? {
        let Some(person) = row.person_id else {
            continue;
        };
        if person != at.actor_id() && by_branch(tx, at, person).await? {
            mine.push(row);
        }
    }
    all(tx, at, mine).await
}

/// How many messages wait for each member of a sub-tree.
pub async fn open_counts(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<(PersonId, Open)>> {
    at.require(Verb::KeepCards, below)?;
    let today = clock::times(tx, at).await?.ends_on;
    let rows = store::letters::open_counts(tx, at.tenant, below, today).await?;
    let open = |(person, all, overdue)| (person, Open { all, overdue });
    Ok(rows.into_iter().map(open).collect())
}

/// How many messages wait for one member.
pub async fn open_of(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<Open> {
    let today = clock::times(tx, at).await?.ends_on;
    let (all, overdue) = store::letters::open_of(tx, at.tenant, person, today).await?;
    Ok(Open { all, overdue })
}

async fn all(tx: &mut Tx, at: &Counter, rows: Vec<store::letters::Row>) -> Result<Vec<Message>> {
    let at = &clock::settled(tx, at).await?;
    let mut out = Vec::new();
    for row in rows {
        out.push(read(tx, at, row).await?);
    }
    Ok(out)
}

async fn read(tx: &mut Tx, at: &Counter, row: store::letters::Row) -> Result<Message> {
    let answer = match store::letters::step_of(tx, at.tenant, row.id, Step::Answered).await? {
        Some(step) => Some((
            step.words(&at.house.vault, at.tenant, row.id)?,
            step.proxy_reason,
        )),
        None => None,
    };
    Ok(Message {
        words: letters::said(at, &row)?,
        contact: letters::contact(at, &row)?,
        overdue: row.is_overdue(at.today),
        id: row.id,
        name: row.name.unwrap_or_default(),
        state: row.state,
        at: row.at,
        answer_due: row.answer_due,
        answer,
    })
}
