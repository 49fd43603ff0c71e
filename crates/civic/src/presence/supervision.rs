//! Supervision of pledges (接受监督, S4.2-02): a resident comments, the branch checks and
//! answers; the member learns what, never who.

use ground::{At, Day, Error, Result, Tx};

use super::letters::{self, Contact, LetterKind, LetterState, NewLetter, Step, To};
use super::{No, rules, store};
use crate::audit::{self, Act};
use crate::directory::{Path, Verb, clock};
use crate::pledge;
use crate::{Counter, LetterId, OrgId, PersonId, PledgeId};

/// A pledge that anyone may read and comment on.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Vow {
    /// Its id.
    pub id: PledgeId,
    /// Whose; empty for a branch's own.
    pub name: String,
    /// Whose branch.
    pub org_name: String,
    /// Where that stands.
    pub org_path: Path,
    /// What was promised.
    pub action: String,
    /// The result that was promised.
    pub measure: String,
    /// By when.
    pub due_day: Day,
    /// How far it has come.
    pub state: pledge::State,
}

/// A comment in the register of the branch.
#[derive(Debug, Clone)]
pub struct Comment {
    /// Its id.
    pub id: LetterId,
    /// The pledge.
    pub pledge: PledgeId,
    /// What was promised.
    pub action: String,
    /// Who promised; empty for a branch's own pledge.
    pub name: String,
    /// Whose branch.
    pub org: OrgId,
    /// That branch's name.
    pub org_name: String,
    /// How far it has come.
    pub state: LetterState,
    /// When it came.
    pub at: At,
    /// By when the branch looks at it.
    pub check_due: Day,
    /// By when it is answered.
    pub answer_due: Day,
    /// Whether what is due next is late.
    pub overdue: bool,
    /// What it says; empty when its term has ended.
    pub words: String,
    /// Whether a name or telephone was left; who is opened for a reason alone.
    pub signed: bool,
    /// When it was settled.
    pub settled_at: Option<At>,
}

/// One thing that was done with a comment.
#[derive(Debug, Clone)]
pub struct Done {
    /// What.
    pub step: Step,
    /// With these words; empty when their term has ended.
    pub words: String,
    /// By whom.
    pub actor: PersonId,
    /// When.
    pub at: At,
}

/// What a member learns of a comment: what the branch passed on, and nothing of who
/// wrote it or when. There is no field that could hold it.
#[derive(Debug, Clone)]
pub struct Told {
    /// To answer to.
    pub id: LetterId,
    /// The pledge.
    pub pledge: PledgeId,
    /// What was promised.
    pub action: String,
    /// What the branch says that was said.
    pub words: String,
    /// When the branch told it.
    pub told_at: At,
    /// What the member said to it, if anything.
    pub explanation: Option<String>,
    /// Whether the branch has closed it.
    pub settled: bool,
}

/// A public pledge; what is not public does not exist.
pub async fn vow(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Vow> {
    store::letters::vow(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)
}

/// A comment on a public pledge by anyone, without an account. Returns the query code.
pub async fn comment(
    tx: &mut Tx,
    at: &Counter,
    pledge: PledgeId,
    new: &NewLetter<'_>,
) -> Result<String> {
    vow(tx, at, pledge).await?;
    letters::take(tx, at, To::Pledge(pledge), new).await
}

/// A comment that exists for the actor. Nobody handles what is about themselves, and so
/// never reads who wrote it.
async fn handled(tx: &mut Tx, at: &Counter, id: LetterId) -> Result<store::letters::Row> {
    let row = letters::row(tx, at, id, LetterKind::Comment).await?;
    if row.person_id == Some(at.actor_id()) {
        return Err(Error::NotFound);
    }
    at.require(Verb::HandleComment, &row.org_path)?;
    Ok(row)
}

/// Passes on what was said, in the branch's words: who wrote it stays behind.
pub async fn pass_on(tx: &mut Tx, at: &Counter, id: LetterId, words: &str) -> Result<()> {
    let row = handled(tx, at, id).await?;
    let words = rules::words("passed", "转告的话", words)?;
    letters::step(tx, at, &row, Step::Passed, &words, "").await
}

/// Answers the resident.
pub async fn answer(tx: &mut Tx, at: &Counter, id: LetterId, words: &str) -> Result<()> {
    let row = handled(tx, at, id).await?;
    let words = rules::words("answer", "答复", words)?;
    letters::step(tx, at, &row, Step::Answered, &words, "").await
}

/// Sets a comment aside; the resident reads the reason.
pub async fn set_aside(tx: &mut Tx, at: &Counter, id: LetterId, reason: &str) -> Result<()> {
    let row = handled(tx, at, id).await?;
    let words = rules::words("aside", "不予办理的理由", reason)?;
    letters::step(tx, at, &row, Step::SetAside, &words, "").await
}

/// The member's own word to what was passed on.
pub async fn explain(tx: &mut Tx, at: &Counter, id: LetterId, words: &str) -> Result<()> {
    let row = letters::row(tx, at, id, LetterKind::Comment).await?;
    let theirs = at.actor.is_some() && row.person_id == Some(at.actor_id());
    // What was not passed on does not exist for the member.
    if !theirs
        || store::letters::step_of(tx, at.tenant, id, Step::Passed)
            .await?
            .is_none()
    {
        return Err(Error::NotFound);
    }
    let words = rules::words("explanation", "说明", words)?;
    letters::step(tx, at, &row, Step::Explained, &words, "").await
}

/// Who wrote a comment, for a reason that is noted.
pub async fn open_contact(
    tx: &mut Tx,
    at: &Counter,
    id: LetterId,
    reason: &str,
) -> Result<Contact> {
    let row = handled(tx, at, id).await?;
    let reason = rules::plain(reason);
    if reason.chars().count() < 2 {
        return Err(No::ContactWithoutReason.into());
    }
    let contact = letters::contact(at, &row)?.ok_or(No::NoContact)?;
    audit::note(tx, at, Act::ContactOpened, id.0, &reason).await?;
    Ok(contact)
}

/// One comment of the register with what was done.
pub async fn record(tx: &mut Tx, at: &Counter, id: LetterId) -> Result<(Comment, Vec<Done>)> {
    let row = handled(tx, at, id).await?;
    let mut done = Vec::new();
    for step in store::letters::steps(tx, at.tenant, id).await? {
        done.push(Done {
            words: step.words(&at.house.vault, at.tenant, id)?,
            step: step.step,
            actor: step.actor_id,
            at: step.at,
        });
    }
    let at = &clock::settled(tx, at).await?;
    Ok((read(at, row)?, done))
}

fn read(at: &Counter, row: store::letters::Row) -> Result<Comment> {
    Ok(Comment {
        words: letters::said(at, &row)?,
        signed: row.contact.is_some(),
        overdue: row.is_overdue(at.today),
        id: row.id,
        pledge: row.pledge_id.ok_or(Error::NotFound)?,
        action: row.action.unwrap_or_default(),
        name: row.name.unwrap_or_default(),
        org: row.org_id,
        org_name: row.org_name,
        state: row.state,
        at: row.at,
        check_due: row.check_due.unwrap_or(row.answer_due),
        answer_due: row.answer_due,
        settled_at: row.settled_at,
    })
}

/// The comments that wait for the actor in a sub-tree, the most urgent first.
pub async fn waiting(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Comment>> {
    listed(tx, at, below, None).await
}

/// The settled comments of a sub-tree, newest first, `count` of them before a comment.
pub async fn settled(
    tx: &mut Tx,
    at: &Counter,
    below: &Path,
    before: Option<LetterId>,
    count: i64,
) -> Result<Vec<Comment>> {
    listed(tx, at, below, Some((before, count))).await
}

async fn listed(
    tx: &mut Tx,
    at: &Counter,
    below: &Path,
    settled: Option<(Option<LetterId>, i64)>,
) -> Result<Vec<Comment>> {
    at.require(Verb::HandleComment, below)?;
    let rows = match settled {
        None => store::letters::waiting(tx, at.tenant, below, at.actor_id()).await?,
        Some((before, count)) => {
            let from = match before {
                Some(id) => handled(tx, at, id).await?.at,
                None => At::from_micros(i64::MAX),
            };
            store::letters::settled(tx, at.tenant, below, at.actor_id(), from, count).await?
        }
    };
    let at = &clock::settled(tx, at).await?;
    rows.into_iter().map(|row| read(at, row)).collect()
}

/// What the branch passed on to the member at the counter, newest first.
pub async fn told(tx: &mut Tx, at: &Counter) -> Result<Vec<Told>> {
    if at.actor.is_none() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for row in store::letters::told(tx, at.tenant, at.actor_id()).await? {
        let mut told = None;
        let mut explanation = None;
        for step in store::letters::steps(tx, at.tenant, row.id).await? {
            match step.step {
                Step::Passed => {
                    told = Some((step.words(&at.house.vault, at.tenant, row.id)?, step.at));
                }
                Step::Explained => {
                    explanation = Some(step.words(&at.house.vault, at.tenant, row.id)?);
                }
                Step::Answered | Step::SetAside => {}
            }
        }
        if let (Some((words, told_at)), Some(pledge)) = (told, row.pledge_id) {
            out.push(Told {
                id: row.id,
                pledge,
                action: row.action.unwrap_or_default(),
                words,
                told_at,
                explanation,
                settled: row.state.is_settled(),
            });
        }
    }
    Ok(out)
}
