//! Lists of pledges, paged by key: branch by branch, what the branch pledges on top, then
//! its members by surname strokes, each one's by day. Nothing is ever ranked.

use ground::{At, Day, Result, Tx};

use super::{Pledge, Proof, State, store};
use crate::directory::Path;
use crate::{CampaignId, PledgeId, TenantId};

pub use super::store::Keeping;

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// A focus area; empty for all.
    pub area: &'a str,
    /// A category of members; empty for all.
    pub category: &'a str,
    /// A state; none for all.
    pub state: Option<State>,
    /// Those past their day alone, or those in time alone. Asked of published ones.
    pub overdue: Option<bool>,
    /// What anyone may see alone.
    pub public: bool,
}

impl Filter<'_> {
    /// Whether a pledge is wanted; the same that the lists ask of the database.
    pub fn takes(&self, pledge: &Pledge, today: Day) -> bool {
        (self.area.is_empty() || pledge.area == self.area)
            && (self.category.is_empty() || pledge.category == self.category)
            && self.state.is_none_or(|state| pledge.state == state)
            && self
                .overdue
                .is_none_or(|late| pledge.is_overdue(today) == late)
            && (!self.public || pledge.state.is_public())
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its pledges.
    pub rows: Vec<Pledge>,
    /// The pledge after which the next page begins; none on the last one.
    pub next: Option<PledgeId>,
}

/// Where a pledge stands in the list.
pub(super) type Key = (Path, super::Subject, String, uuid::Uuid, Day, PledgeId);

/// A page of a campaign's pledges in a sub-tree, `count` of them after the pledge `after`.
pub async fn page(
    tx: &mut Tx,
    (tenant, campaign, below): (TenantId, CampaignId, &Path),
    filter: &Filter<'_>,
    after: Option<PledgeId>,
    (today, count): (Day, usize),
) -> Result<Page> {
    let start = match after {
        Some(id) => store::lists::key(tx, tenant, campaign, id).await?,
        None => None,
    };
    // One that stands before this sub-tree: the list of the sub-tree begins at its top.
    let start = start.filter(|key| key.0.0 >= below.0);
    let asked = store::lists::Asked {
        tenant,
        campaign,
        below,
        filter,
        start,
        today,
        most: i64::try_from(count).unwrap_or(i64::MAX).saturating_add(1),
    };
    let mut rows = store::lists::page(tx, asked).await?;
    let more = rows.len() > count;
    rows.truncate(count);
    let next = if more {
        rows.last().map(|p| p.id)
    } else {
        None
    };
    Ok(Page { rows, next })
}

/// How the public pledges of a sub-tree stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Members with a public pledge.
    pub people: i64,
    /// Public ones, of members and branches.
    pub all: i64,
    /// Kept ones.
    pub kept: i64,
    /// Ones past their day.
    pub overdue: i64,
    /// Ones that were not kept, and judged.
    pub missed: i64,
    /// Ones that branches made.
    pub of_branches: i64,
}

impl Counts {
    /// Ones in hand and in time.
    pub fn doing(&self) -> i64 {
        self.all - self.kept - self.overdue - self.missed
    }
}

/// Counts the public pledges of a sub-tree: from what is kept beside them, not one by one.
pub async fn counts(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    today: Day,
) -> Result<Counts> {
    let (people, all, kept, of_branches) =
        store::tally::totals(tx, tenant, campaign, below).await?;
    let overdue = store::lists::overdue(tx, tenant, campaign, below, today).await?;
    let mut missed = 0;
    for state in [State::Excused, State::Criticised] {
        missed += store::lists::count_in(tx, tenant, campaign, below, state).await?;
    }
    Ok(Counts {
        missed,
        people,
        all,
        kept,
        overdue,
        of_branches,
    })
}

/// Pledges past their day, the longest first; at most so many.
pub async fn overdue(
    tx: &mut Tx,
    (tenant, campaign, below): (TenantId, CampaignId, &Path),
    today: Day,
    most: i64,
) -> Result<Vec<Pledge>> {
    store::lists::overdue_rows(tx, tenant, campaign, below, (today, most)).await
}

/// Whose public pledges are past their day: each once, by surname strokes.
pub async fn late_names(
    tx: &mut Tx,
    (tenant, campaign, below): (TenantId, CampaignId, &Path),
    today: Day,
) -> Result<Vec<String>> {
    store::lists::late_names(tx, tenant, campaign, below, today).await
}

/// A few pledges that somebody has to act on, and how many there are.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// How many in all.
    pub count: i64,
    /// The names of the first ones.
    pub names: Vec<String>,
}

/// The pledges of a sub-tree in one state.
pub async fn waiting(
    tx: &mut Tx,
    (tenant, campaign, below): (TenantId, CampaignId, &Path),
    state: State,
) -> Result<Waiting> {
    let names = store::lists::names_in(tx, tenant, campaign, below, state).await?;
    let count = store::lists::count_in(tx, tenant, campaign, below, state).await?;
    Ok(Waiting { count, names })
}

/// The public pledges of a sub-tree that were explained and wait for a word to that.
pub async fn explained(
    tx: &mut Tx,
    (tenant, campaign, below): (TenantId, CampaignId, &Path),
) -> Result<Vec<Pledge>> {
    store::lists::explained(tx, tenant, campaign, below).await
}

/// What is told about a settled pledge on public pages.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The evidence, oldest first.
    pub proofs: Vec<Proof>,
    /// How it was settled as kept.
    pub keeping: Option<Keeping>,
    /// Why it was not kept, in the last words of whose it is.
    pub explanation: String,
    /// What the organisation said to that.
    pub judgement: String,
    /// When its words were last put right, and why.
    pub corrected: Option<(At, String)>,
}

/// What anyone may read about these pledges, once they are settled.
pub async fn told(tx: &mut Tx, tenant: TenantId, pledges: &[Pledge]) -> Result<Vec<Told>> {
    let mut out = Vec::new();
    for pledge in pledges {
        let mut told = Told::default();
        if pledge.version > 1 {
            let all = store::corrections::of(tx, tenant, pledge.id).await?;
            told.corrected = all.into_iter().next().map(|c| (c.at, c.reason));
        }
        if pledge.state == State::Kept {
            told.keeping = store::keeping(tx, tenant, pledge.id).await?;
            told.proofs = store::evidence::proofs(tx, tenant, pledge.id).await?;
        } else if pledge.state.is_settled() {
            let said = store::explanations(tx, tenant, pledge.id).await?;
            told.explanation = said
                .into_iter()
                .next()
                .map(|e| e.reason)
                .unwrap_or_default();
            let judged = store::judgement(tx, tenant, pledge.id).await?;
            told.judgement = judged.map(|j| j.reason).unwrap_or_default();
        }
        out.push(told);
    }
    Ok(out)
}

/// A pledge that was kept, in brief.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Kept {
    /// Whose.
    pub name: String,
    /// What was done.
    pub action: String,
    /// The result that was promised.
    pub measure: String,
    /// When it was settled.
    pub at: At,
}

/// The public pledges that were kept last, newest first.
pub async fn kept_last(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    count: i64,
) -> Result<Vec<Kept>> {
    store::lists::kept_last(tx, tenant, campaign, below, count).await
}
