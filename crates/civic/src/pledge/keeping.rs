//! What becomes of a public pledge: settled as kept, explained, judged.

use ground::{Result, Tx};

use super::checking::hand;
use super::refusals::unfit;
use super::rules::{self, Move};
use super::{No, Pledge, State, Whose, moved, seen, store};
use crate::audit::{self, Act};
use crate::directory::clock;
use crate::notice;
use crate::{Counter, PledgeId};

/// The longest evidence, reason or remark, in characters.
pub(super) const LONGEST: usize = 1000;

/// A text that must be there and not be too long.
pub(super) fn said<'t>(
    field: &'static str,
    what: &'static str,
    text: &'t str,
) -> std::result::Result<&'t str, No> {
    match unfit(field, what, text, LONGEST) {
        None => Ok(text.trim()),
        Some(no) => Err(no),
    }
}

/// Settles a pledge as kept (销号), on evidence.
///
/// With this its evidence can be read by anyone, so a secrecy check goes before
/// it; nobody settles their own, and no branch its own.
pub async fn keep(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    note: &str,
    secrecy_checked: bool,
) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    at.require(pledge.settling(), &pledge.org_path)?;
    let to = rules::after(pledge.state, Move::Keep)?;
    let hand = hand(at, &pledge);
    if hand.own {
        return Err(No::OwnKeeping.into());
    }
    if !secrecy_checked {
        return Err(notice::No::SecrecyUnchecked.into());
    }
    rules::may_keep(hand, pledge.evidence_count)?;
    if note.chars().count() > LONGEST {
        return Err(No::TooLong("note", "办结说明", LONGEST).into());
    }
    let rows = store::set_state(tx, at.tenant, &pledge, to).await?;
    moved(tx, at, rows, id).await?;
    store::tally::shift(tx, at.tenant, &pledge, (0, 0, 1)).await?;
    store::add_keeping(tx, at, id, note.trim()).await?;
    audit::note(tx, at, Act::PledgeKept, id.0, "").await
}

/// Says why a pledge is not kept: whose it is, or for a member who cannot, with the reason.
pub async fn explain(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    reason: &str,
    proxy_reason: &str,
) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    writer(tx, at, &pledge, proxy_reason).await?;
    if pledge.state != State::Published {
        return Err(No::OutOfOrder(pledge.state).into());
    }
    let reason = said("reason", "没有做成的原因", reason)?;
    store::add_explanation(tx, at, id, reason, proxy_reason.trim()).await?;
    audit::note(tx, at, Act::PledgeExplained, id.0, "").await
}

/// Whose it is, or who may write for them and says why.
pub(super) async fn writer(
    tx: &mut Tx,
    at: &Counter,
    pledge: &Pledge,
    proxy_reason: &str,
) -> Result<()> {
    let whose = Whose::of(tx, at, pledge.person_id, pledge.org_id).await?;
    whose.may_write(at)?;
    if whose.is_proxy(at) && proxy_reason.trim().is_empty() {
        return Err(No::ProxyWithoutReason.into());
    }
    Ok(())
}

/// What the organisation says to a pledge that was not kept.
#[derive(Debug, Clone, Copy)]
pub enum Judged<'a> {
    /// The reason holds; a word to it, which may be empty.
    Excused(&'a str),
    /// It does not, or there is none: why it is criticised.
    Criticised(&'a str),
}

/// Judges a pledge that was not kept: everyone can read the explanation from here on,
/// so a secrecy check goes before it.
pub async fn judge(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    judged: Judged<'_>,
    secrecy_checked: bool,
) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    at.require(pledge.settling(), &pledge.org_path)?;
    let (act, reason, noted) = match judged {
        Judged::Excused(reason) => (Move::Excuse, reason, Act::PledgeExcused),
        Judged::Criticised(reason) => (Move::Criticise, reason, Act::PledgeCriticised),
    };
    let to = rules::after(pledge.state, act)?;
    // A judgement cannot be taken back: it asks the day that is trusted (ruling 7).
    let today = clock::keep(tx, at).await?.ends_on;
    let (explained, overdue) = (pledge.explained_count > 0, pledge.is_overdue(today));
    rules::may_judge(act, hand(at, &pledge), explained, overdue, reason)?;
    if !secrecy_checked {
        return Err(notice::No::SecrecyUnchecked.into());
    }
    if reason.chars().count() > LONGEST {
        return Err(No::TooLong("reason", "理由", LONGEST).into());
    }
    let rows = store::set_state(tx, at.tenant, &pledge, to).await?;
    moved(tx, at, rows, id).await?;
    store::add_judgement(tx, at, id, to, reason.trim()).await?;
    audit::note(tx, at, noted, id.0, "").await
}
