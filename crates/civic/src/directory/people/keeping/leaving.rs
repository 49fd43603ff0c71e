//! Leaving the roster: the day, the reason, what is handed over, and until when
//! the record is kept.

use ground::{Day, Result, Tx};

use super::{No, kept, store, versions};
use crate::audit::{self, Act};
use crate::directory::access::{self, OpenItems, Successor};
use crate::directory::people::{mail, membership, particulars};
use crate::directory::{Role, tree};
use crate::{Counter, PersonId};

/// How somebody leaves.
#[derive(Debug, Clone, Copy)]
pub struct Leaving<'a> {
    /// The first day on which they are no longer on it; none when what was typed is no day.
    pub day: Option<Day>,
    /// Why: 组织关系转出, 去世, 出党 …
    pub reason: &'a str,
}

/// Takes somebody off the roster. Their roles end with it and what is open goes to
/// the successor; offices that the actor could not give are ended first, by
/// whoever gives them.
pub async fn leave(
    tx: &mut Tx,
    at: &Counter,
    id: PersonId,
    how: Leaving<'_>,
    to: Successor<'_>,
    open: &OpenItems,
) -> Result<()> {
    let record = kept(tx, at, id).await?;
    if at.actor_id() == id {
        return Err(No::OwnRecord.into());
    }
    let day = how
        .day
        .ok_or_else(|| No::one("day", "请填写离开名册的日期"))?;
    if how.reason.trim().is_empty() {
        return Err(No::one("reason", "请填写离开的原因").into());
    }
    let since = membership::open(tx, at.tenant, id).await?;
    // The span that lasts may be one that is approved for a day to come.
    let began = since.filter(|s| s.from_day <= at.today).map(|s| s.from_day);
    if day > at.today || began.is_some_and(|began| day <= began) {
        return Err(No::one("day", "日期要在进这个支部之后、今天或以前").into());
    }
    // Else a slip of the year would let the record be erased at once.
    let earliest = at.today.plus(-at.house.defaults.change_days_back);
    if day < earliest {
        return Err(No::one("day", "离开的日期太早，最多补登一年以内的").into());
    }
    let said_nothing = matches!(to, Successor::Said(word) if word.trim().is_empty());
    if !open.items.is_empty() && said_nothing {
        return Err(No::OpenItems(open.items.len()).into());
    }
    end_roles(tx, at, id, to).await?;
    if !open.items.is_empty() {
        access::record_hand_over(tx, at, None, to, open).await?;
    }
    let entry = super::Entry::of(&record, particulars::particulars(tx, at, id).await?);
    versions::keep(tx, at, &record, &entry, how.reason.trim()).await?;
    membership::end(tx, at.tenant, id, day).await?;
    tree::leave_all(tx, at.tenant, id, day).await?;
    store::end_residence(tx, at.tenant, id, at.today).await?;
    store::drop_tokens(tx, at.tenant, id).await?;
    mail::forget(tx, at.tenant, id).await?;
    let keep_until = day.years_later(at.house.defaults.keep_years);
    store::set_left(tx, at.tenant, id, day, keep_until).await?;
    audit::note(tx, at, Act::PersonLeft, id.0, &day.to_string()).await
}

async fn end_roles(tx: &mut Tx, at: &Counter, id: PersonId, to: Successor<'_>) -> Result<()> {
    let terms = access::terms_of(tx, at, id).await?;
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for term in &terms {
        if term.until_day.is_some_and(|until| until <= at.today) {
            continue;
        }
        let org = tree::org(tx, at.tenant, term.org_id).await?;
        // Who keeps the roster takes no office away that they could not give.
        if term.role == Role::Member || access::may_give(at, term.role, &org).is_ok() {
            ours.push(term);
        } else {
            others.push(term);
        }
    }
    if !others.is_empty() {
        let names: Vec<_> = (others.iter())
            .map(|t| format!("{}{}", t.org_name, t.role.label()))
            .collect();
        return Err(No::HoldsRoles(names.join("、")).into());
    }
    for term in ours {
        let to = match to {
            // What is a member's own is not taken over by anybody.
            Successor::Takes(_) if term.role == Role::Member => Successor::Said(""),
            to => to,
        };
        access::end_term(tx, at, term, at.today, to).await?;
    }
    Ok(())
}
