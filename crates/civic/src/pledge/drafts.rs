//! What is being written and not yet handed in: kept as typed, taken up again later.
//! Of two people at one draft the second reads both texts and loses neither (ruling 25).

use std::collections::BTreeMap;

use ground::{At, Error, Result, Tx};
use uuid::Uuid;

use super::{No, Whose, store};
use crate::{CampaignId, Counter, DraftId, OrgId, PersonId};

ground::words! {
    /// What is drafted.
    pub enum What {
        /// A pledge.
        Pledge = "pledge" "承诺",
        /// A personal plan.
        Plan = "plan" "具体打算",
    }
}

/// The fields as they were typed.
pub type Typed = BTreeMap<String, String>;

/// The longest draft, in characters of all its fields.
const LONGEST: usize = 6000;
/// How many drafts one member or branch keeps at a time.
const MOST: i64 = 30;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The campaign.
    pub campaign_id: CampaignId,
    /// What it is going to be.
    pub what: What,
    /// The member whose it is; none for a branch's.
    pub person_id: Option<PersonId>,
    /// The branch.
    pub org_id: OrgId,
    /// The returned record that it writes again, if it does.
    pub record_id: Option<Uuid>,
    /// Counts the times that it was saved.
    pub edition: i64,
    words: String,
    /// Who began it.
    pub begun_by: PersonId,
    /// Who saved it last.
    pub written_by: PersonId,
    /// When.
    pub at: At,
}

impl Draft {
    /// The fields as they were typed.
    pub fn typed(&self) -> Result<Typed> {
        Ok(serde_json::from_str(&self.words)?)
    }

    pub(super) fn words(&self) -> &str {
        &self.words
    }
}

/// A draft as its writer leaves it.
#[derive(Debug)]
pub struct NewDraft<'a> {
    /// The campaign.
    pub campaign: CampaignId,
    /// What it is going to be.
    pub what: What,
    /// Whose.
    pub whose: &'a Whose,
    /// The returned record that it writes again, if it does.
    pub record: Option<Uuid>,
    /// The fields as they were typed.
    pub typed: &'a Typed,
}

/// Saves a new draft.
pub async fn begin(tx: &mut Tx, at: &Counter, new: NewDraft<'_>) -> Result<DraftId> {
    new.whose.may_write(at)?;
    let campaign = new.whose.campaign(tx, at, new.campaign).await?;
    let draft = Draft {
        id: at.id(),
        campaign_id: campaign.id,
        what: new.what,
        person_id: new.whose.person(),
        org_id: new.whose.org(),
        record_id: new.record,
        edition: 1,
        words: words(new.typed)?,
        begun_by: at.actor_id(),
        written_by: at.actor_id(),
        at: at.now,
    };
    if store::drafts::count(tx, at.tenant, draft.person_id, draft.org_id).await? >= MOST {
        return Err(No::Enough(MOST).into());
    }
    store::drafts::add(tx, at.tenant, &draft).await?;
    Ok(draft.id)
}

/// Saves a draft again. Who began from an older edition than the one that stands is
/// shown what stands, and saves once more on top of it.
pub async fn save(
    tx: &mut Tx,
    at: &Counter,
    id: DraftId,
    edition: i64,
    typed: &Typed,
) -> Result<()> {
    let standing = standing(tx, at, id).await?;
    let words = words(typed)?;
    if standing.words == words {
        return Ok(());
    }
    if standing.edition != edition || store::drafts::save(tx, at, &standing, &words).await? == 0 {
        return Err(No::Met(Box::new(standing)).into());
    }
    Ok(())
}

fn words(typed: &Typed) -> Result<String> {
    let length: usize = typed.values().map(|v| v.chars().count()).sum();
    if length > LONGEST {
        return Err(No::TooLong("action", "草稿", LONGEST).into());
    }
    Ok(serde_json::to_string(typed)?)
}

/// A draft that exists for the actor: their own, one that was begun for somebody by
/// the branch, or the branch's. What a member began stays the member's until it is handed in.
pub async fn draft(tx: &mut Tx, at: &Counter, id: DraftId) -> Result<Draft> {
    let draft = store::drafts::draft(tx, at.tenant, id).await?;
    let draft = draft.ok_or(Error::NotFound)?;
    let whose = Whose::of(tx, at, draft.person_id, draft.org_id).await?;
    let begun_by_member = draft.person_id == Some(draft.begun_by);
    if (begun_by_member && !whose.is_own(at)) || whose.may_write(at).is_err() {
        return Err(Error::NotFound);
    }
    Ok(draft)
}

/// The actor's own drafts, newest first.
pub async fn own(tx: &mut Tx, at: &Counter) -> Result<Vec<Draft>> {
    store::drafts::of_person(tx, at.tenant, at.actor_id()).await
}

/// The drafts of a branch that the actor may take up: its own, and those that were
/// begun for its members by others than themselves.
pub async fn of_branch(tx: &mut Tx, at: &Counter, org: OrgId) -> Result<Vec<Draft>> {
    let whose = Whose::branch(tx, at, org).await?;
    whose.may_write(at)?;
    store::drafts::of_branch(tx, at.tenant, org).await
}

/// Lets a draft go because its words are handed in: only who began from the edition that
/// stands does so, and only once.
pub async fn hand_in(tx: &mut Tx, at: &Counter, id: DraftId, edition: i64) -> Result<()> {
    let standing = standing(tx, at, id).await?;
    if standing.edition != edition {
        return Err(No::Met(Box::new(standing)).into());
    }
    match store::drafts::forget(tx, at.tenant, id).await? {
        0 => Err(No::DraftGone.into()),
        _ => Ok(()),
    }
}

/// A draft that is still there; one that is gone is said to be, so that nothing typed is lost.
async fn standing(tx: &mut Tx, at: &Counter, id: DraftId) -> Result<Draft> {
    if store::drafts::draft(tx, at.tenant, id).await?.is_none() {
        return Err(No::DraftGone.into());
    }
    draft(tx, at, id).await
}

/// Throws a draft away.
pub async fn forget(tx: &mut Tx, at: &Counter, id: DraftId) -> Result<()> {
    let draft = draft(tx, at, id).await?;
    store::drafts::forget(tx, at.tenant, draft.id).await?;
    Ok(())
}

/// The drafts that would have written a record again are done with.
pub(super) async fn forget_of(tx: &mut Tx, at: &Counter, record: Uuid) -> Result<()> {
    store::drafts::forget_of(tx, at.tenant, record).await
}
