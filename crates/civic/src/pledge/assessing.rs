//! A pledge is assessed once a year (评诺): by whose it is and by the organisation.
//! Peers and residents are sides already; they come in by ballot.

use ground::{Result, Tx};

use super::checking::hand;
use super::keeping::{LONGEST, writer};
use super::{No, Pledge, rules, seen, store};
use crate::audit::{self, Act};
use crate::directory::clock;
use crate::{Counter, PledgeId};

pub use super::store::Assessment;

ground::words! {
    /// Who assesses.
    pub enum Side {
        /// Whose it is.
        Own = "self" "自评",
        /// The organisation.
        Organisation = "organisation" "组织评",
        /// Fellow members, by ballot.
        Peers = "peers" "互评",
        /// Residents, by ballot.
        Residents = "residents" "群众评",
    }
}

/// An assessment as somebody puts it.
#[derive(Debug, Clone, Copy)]
pub struct NewAssessment<'a> {
    /// One of the grades in `data/campaign/defaults.toml`.
    pub grade: &'a str,
    /// A word to it; may be empty.
    pub remark: &'a str,
    /// Why somebody else enters it; empty for one's own and the organisation's.
    pub proxy_reason: &'a str,
}

/// Assesses one's own pledge for this year, or enters it for a member who cannot; for a
/// branch's, who writes for the branch.
pub async fn assess_own(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    new: NewAssessment<'_>,
) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    writer(tx, at, &pledge, new.proxy_reason).await?;
    assess(tx, at, &pledge, Side::Own, new).await
}

/// The organisation assesses a pledge for this year. One that is settled is closed with it.
pub async fn assess_as_organisation(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    new: NewAssessment<'_>,
) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    at.require(pledge.settling(), &pledge.org_path)?;
    assess(tx, at, &pledge, Side::Organisation, new).await
}

async fn assess(
    tx: &mut Tx,
    at: &Counter,
    pledge: &Pledge,
    side: Side,
    new: NewAssessment<'_>,
) -> Result<()> {
    // Once a year and never changed: the year of the day that is trusted.
    let today = clock::keep(tx, at).await?.ends_on;
    let year = i64::from(today.0.year());
    let done = store::assessments(tx, at.tenant, pledge.id).await?;
    let done: Vec<Side> = (done.iter())
        .filter(|a| a.year == year)
        .map(|a| a.side)
        .collect();
    rules::may_assess(pledge.state, side, hand(at, pledge), &done, year)?;
    if !at
        .house
        .defaults
        .pledge_grades
        .iter()
        .any(|g| g == new.grade)
    {
        return Err(No::Grade.into());
    }
    if new.remark.chars().count() > LONGEST {
        return Err(No::TooLong("remark", "评语", LONGEST).into());
    }
    if store::add_assessment(tx, at, pledge.id, (year, side), &new).await? == 0 {
        return Err(No::Assessed(year).into());
    }
    if rules::closes(pledge.state, side) {
        store::close(tx, at.tenant, pledge.id, today).await?;
    }
    audit::note(tx, at, Act::PledgeAssessed, pledge.id.0, side.word()).await
}

/// The assessments of a pledge, newest first.
pub async fn assessments(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Vec<Assessment>> {
    seen(tx, at, id).await?;
    store::assessments(tx, at.tenant, id).await
}
