//! Who has pledged and planned, which branch, which papers are out: what the step of
//! public pledges closes on (ruling 11), by name.

use std::collections::{HashMap, HashSet};

use ground::{Result, Tx};

use super::papers::{self, Kind};
use super::plans::PlanState;
use super::store;
use crate::campaign::Campaign;
use crate::directory::people::keeping::{Matter, exempt_on};
use crate::directory::{self, Org, OrgKind, Path, Person, clock};
use crate::{Counter, PersonId};

/// One member in scope.
#[derive(Debug, Clone)]
pub struct MemberCover {
    /// Who.
    pub person: Person,
    /// How many pledges they have written.
    pub written: i64,
    /// How many of them are public.
    pub public: i64,
    /// How far their plan has come; none when there is none.
    pub plan: Option<PlanState>,
}

/// One branch in scope.
#[derive(Debug, Clone)]
pub struct BranchCover {
    /// Which.
    pub org: Org,
    /// How many pledges of its own it has written.
    pub written: i64,
    /// How many of them are public.
    pub public: i64,
}

/// How far a campaign's step of public pledges is, in one sub-tree.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// Who owes pledges and a plan, by surname strokes.
    pub members: Vec<MemberCover>,
    /// Whom a meeting let off, by surname strokes.
    pub exempt: Vec<Person>,
    /// The branches with members, in the order of the tree.
    pub branches: Vec<BranchCover>,
    /// Whether the superior's opinion is published.
    pub opinion: bool,
    /// Whether the plan is.
    pub plan: bool,
    /// Public pledges that a member owes.
    pub least: i64,
    /// Public pledges that a branch owes.
    pub branch_least: i64,
}

impl Coverage {
    /// Members with fewer public pledges than they owe.
    pub fn short(&self) -> impl Iterator<Item = &MemberCover> {
        self.members.iter().filter(|m| m.public < self.least)
    }

    /// Members whose plan is not public.
    pub fn unplanned(&self) -> impl Iterator<Item = &MemberCover> {
        let out = |m: &&MemberCover| m.plan != Some(PlanState::Published);
        self.members.iter().filter(out)
    }

    /// Branches with fewer public pledges of their own than they owe.
    pub fn short_branches(&self) -> impl Iterator<Item = &BranchCover> {
        self.branches
            .iter()
            .filter(|b| b.public < self.branch_least)
    }
}

/// Finds on a campaign in one sub-tree of its place.
pub async fn coverage(
    tx: &mut Tx,
    at: &Counter,
    campaign: &Campaign,
    below: &Path,
) -> Result<Coverage> {
    let mut roster = directory::roster(tx, at.tenant, below).await?;
    roster.retain(|p| campaign.org_path.covers(&p.org_path));
    let branches = branches(tx, at, campaign, below, &roster).await?;
    let tallies = store::tally::members(tx, at.tenant, campaign.id, below).await?;
    let tallies: HashMap<PersonId, (i64, i64)> = (tallies.into_iter())
        .map(|(person, written, public)| (person, (written, public)))
        .collect();
    let plans = store::plans::states(tx, at.tenant, campaign.id, below).await?;
    let plans: HashMap<PersonId, PlanState> = plans.into_iter().collect();
    let today = clock::times(tx, at).await?.ends_on;
    let off = exempt_on(tx, at.tenant, Matter::Pledge, today).await?;
    let off: HashSet<PersonId> = off.into_iter().collect();
    let (exempt, owing): (Vec<Person>, Vec<Person>) =
        roster.into_iter().partition(|p| off.contains(&p.id));
    let cover = |person: Person| {
        let (written, public) = tallies.get(&person.id).copied().unwrap_or_default();
        MemberCover {
            plan: plans.get(&person.id).copied(),
            person,
            written,
            public,
        }
    };
    let papers = papers::papers(tx, at.tenant, campaign.id).await?;
    let words = &at.house.defaults;
    Ok(Coverage {
        members: owing.into_iter().map(cover).collect(),
        exempt,
        branches,
        opinion: papers.iter().any(|p| p.kind == Kind::Opinion),
        plan: campaign.publication_id.is_some(),
        least: words.pledges_least,
        branch_least: words.branch_pledges_least,
    })
}

/// A branch without anyone on its roster owes nothing.
async fn branches(
    tx: &mut Tx,
    at: &Counter,
    campaign: &Campaign,
    below: &Path,
    roster: &[Person],
) -> Result<Vec<BranchCover>> {
    let mut orgs = directory::orgs(tx, at.tenant, below).await?;
    orgs.retain(|o| {
        o.kind == OrgKind::Branch
            && campaign.org_path.covers(&o.path)
            && roster.iter().any(|p| o.path.covers(&p.org_path))
    });
    let tallies = store::tally::branches(tx, at.tenant, campaign.id, below).await?;
    let cover = |org: Org| {
        let found = tallies.iter().find(|(id, _, _)| *id == org.id);
        let (written, public) = found.map_or((0, 0), |(_, w, p)| (*w, *p));
        BranchCover {
            org,
            written,
            public,
        }
    };
    Ok(orgs.into_iter().map(cover).collect())
}
