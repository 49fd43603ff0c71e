//! Quarterly reviews (领导点评): one sheet a member and quarter, nobody left out.

pub mod rules;
mod store;

use std::fmt;

use ground::{Day, Error, Refusal, Result, Tx};

pub use rules::{Boxes, Quarter};
pub use store::Review;

use crate::audit::{self, Act};
use crate::campaign;
use crate::directory::{self, Path, Person, Standing, Verb, clock};
use crate::{CampaignId, Counter, PersonId, ReviewId, TenantId};

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A box is empty.
    Empty(&'static str, &'static str),
    /// A box is too long.
    TooLong(&'static str, &'static str),
    /// 'None' as a problem needs a second word.
    NoneUnconfirmed,
    /// Several boxes at once.
    Fields(Vec<No>),
    /// There is a sheet for this quarter.
    Done,
    /// The campaign is not in force.
    NotInForce,
    /// Nobody reviews themselves.
    OwnReview,
    /// Another quarter is under review.
    WrongQuarter(String),
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::TooLong(_, what) => write!(f, "{what}最多1000个字"),
            Self::NoneUnconfirmed => f.write_str("写了“无”。确实没有问题的，请在下面再确认一次"),
            Self::Fields(all) => write!(f, "有{}处要补正", all.len()),
            Self::Done => f.write_str("这个季度已经点评过"),
            Self::NotInForce => f.write_str("方案施行之后才能点评"),
            Self::OwnReview => f.write_str("本人的点评请上级来写"),
            Self::WrongQuarter(label) => write!(f, "现在点评的是{label}"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) | Self::TooLong(field, _) => field,
            Self::NoneUnconfirmed => "problems",
            _ => return None,
        })
    }

    fn parts(&self) -> Vec<(Option<&'static str>, String)> {
        match self {
            Self::Fields(all) => all.iter().map(|no| (no.field(), no.to_string())).collect(),
            one => vec![(one.field(), one.to_string())],
        }
    }
}

/// Writes the sheet of one member for the quarter under review.
pub async fn write(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
    boxes: Boxes<'_>,
) -> Result<ReviewId> {
    let campaign = campaign::campaign(tx, at.tenant, campaign).await?;
    let person = directory::person(tx, at.tenant, person).await?;
    at.require(Verb::WriteReview, &person.org_path)?;
    let reviewed = person.standing != directory::Standing::Staff;
    if !campaign.org_path.covers(&person.org_path) || !reviewed {
        return Err(Error::NotFound);
    }
    if person.id == at.actor_id() {
        return Err(No::OwnReview.into());
    }
    if campaign.state != campaign::State::InForce {
        return Err(No::NotInForce.into());
    }
    rules::check(&boxes).map_err(No::Fields)?;
    let today = clock::keep(tx, at).await?.ends_on;
    let quarter = quarter(at, campaign.created_at, today);
    let id: ReviewId = at.id();
    if store::add(tx, at, id, campaign.id, &person, quarter, &boxes).await? == 0 {
        return Err(No::Done.into());
    }
    audit::note(tx, at, Act::ReviewWritten, id.0, "").await?;
    Ok(id)
}

/// The quarter under review on the day that is trusted: a sheet is written once.
fn quarter(at: &Counter, began: ground::At, today: Day) -> Quarter {
    rules::under_review(at.house.zone.day(began), today)
}

/// How far a quarter's reviews have come.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// The quarter under review.
    pub quarter: Quarter,
    /// By when.
    pub due: Day,
    /// Who has a sheet, by surname strokes.
    pub done: Vec<(Person, Review)>,
    /// Who has none, by surname strokes.
    pub missing: Vec<Person>,
}

/// Who of a sub-tree was reviewed in the quarter under review, and who was not.
pub async fn coverage(
    tx: &mut Tx,
    at: &Counter,
    campaign: &campaign::Campaign,
    below: &Path,
) -> Result<Coverage> {
    let today = clock::times(tx, at).await?.ends_on;
    let quarter = quarter(at, campaign.created_at, today);
    let mut sheets = store::of_quarter(tx, at.tenant, campaign.id, below, quarter).await?;
    let (mut done, mut missing) = (Vec::new(), Vec::new());
    for person in directory::roster(tx, at.tenant, below).await? {
        match sheets.iter().position(|s| s.person_id == person.id) {
            Some(i) => done.push((person, sheets.swap_remove(i))),
            None => missing.push(person),
        }
    }
    let due = rules::due(quarter, at.house.defaults.review_due_day);
    Ok(Coverage {
        quarter,
        due,
        done,
        missing,
    })
}

/// A member with their sheets, newest first: for themselves, and for who sees their branch.
pub async fn seen(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<(Person, Vec<Review>)> {
    let person = directory::person(tx, at.tenant, id).await?;
    let exists = at
        .actor
        .as_ref()
        .is_some_and(|a| a.person == id || a.may(Verb::See, &person.org_path));
    if !exists || person.standing == Standing::Staff {
        return Err(Error::NotFound);
    }
    let sheets = store::of_person(tx, at.tenant, id).await?;
    Ok((person, sheets))
}

/// The sheets of one person, newest first.
pub async fn of_person(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Review>> {
    store::of_person(tx, tenant, person).await
}

/// All sheets of a sub-tree in a campaign: the facts that honours are rated from.
pub async fn sheets(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Review>> {
    store::sheets(tx, tenant, campaign, below).await
}
