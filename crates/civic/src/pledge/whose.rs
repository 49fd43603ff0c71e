//! Whose a pledge is: a member's or a branch's, as far as writing one needs to know.

use ground::{Error, Result, Tx};
use uuid::Uuid;

use super::{No, Subject};
use crate::campaign::{self, Campaign};
use crate::directory::{self, Org, OrgKind, Path, Person, Verb};
use crate::{CampaignId, Counter, OrgId, PersonId};

/// A member or a branch that pledges.
#[derive(Debug, Clone)]
pub enum Whose {
    /// A member.
    Member(Box<Person>),
    /// A branch, or a committee above branches.
    Branch(Box<Org>),
}

impl Whose {
    /// A member of the tenant. Who is on the staff alone pledges nothing.
    pub async fn member(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Self> {
        let person = directory::person(tx, at.tenant, id).await?;
        if person.standing.is_member() {
            Ok(Self::Member(Box::new(person)))
        } else {
            Err(Error::NotFound)
        }
    }

    /// An organisation of the tenant. A group pledges nothing of its own.
    pub async fn branch(tx: &mut Tx, at: &Counter, id: OrgId) -> Result<Self> {
        let org = directory::org(tx, at.tenant, id).await?;
        match org.kind {
            OrgKind::Group | OrgKind::FunctionalGroup => Err(Error::NotFound),
            _ => Ok(Self::Branch(Box::new(org))),
        }
    }

    /// Whose the pledge is that a record is about.
    pub(super) async fn of(
        tx: &mut Tx,
        at: &Counter,
        person: Option<PersonId>,
        org: OrgId,
    ) -> Result<Self> {
        match person {
            Some(person) => Self::member(tx, at, person).await,
            None => Self::branch(tx, at, org).await,
        }
    }

    /// Member or branch.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Member(_) => Subject::Member,
            Self::Branch(_) => Subject::Branch,
        }
    }

    /// The id of the member or the branch.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Member(p) => p.id.0,
            Self::Branch(o) => o.id.0,
        }
    }

    /// The member, when it is one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Member(p) => Some(p.id),
            Self::Branch(_) => None,
        }
    }

    /// The branch.
    pub fn org(&self) -> OrgId {
        match self {
            Self::Member(p) => p.org_id,
            Self::Branch(o) => o.id,
        }
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        match self {
            Self::Member(p) => &p.org_path,
            Self::Branch(o) => &o.path,
        }
    }

    /// The name that people read.
    pub fn name(&self) -> &str {
        match self {
            Self::Member(p) => &p.name,
            Self::Branch(o) => &o.name,
        }
    }

    /// Its key by surname strokes; a branch has none and stands first.
    pub(super) fn name_key(&self) -> &str {
        match self {
            Self::Member(p) => &p.name_key,
            Self::Branch(_) => "",
        }
    }

    /// The category whose areas the form offers; a branch has none.
    pub fn category(&self) -> &str {
        match self {
            Self::Member(p) => &p.category,
            Self::Branch(_) => "",
        }
    }

    /// Whether the actor is the member.
    pub fn is_own(&self, at: &Counter) -> bool {
        at.actor.is_some() && self.person() == Some(at.actor_id())
    }

    /// Whether the actor writes for a member who does not write: that needs a reason.
    pub fn is_proxy(&self, at: &Counter) -> bool {
        self.person().is_some() && !self.is_own(at)
    }

    /// What the actor needs to write here.
    pub fn writing(&self, at: &Counter) -> Verb {
        match self {
            Self::Branch(_) => Verb::WriteBranchPledge,
            Self::Member(_) if self.is_own(at) => Verb::WritePledge,
            Self::Member(_) => Verb::WritePledgeFor,
        }
    }

    /// Refuses unless the actor may write here.
    pub fn may_write(&self, at: &Counter) -> Result<()> {
        at.require(self.writing(at), self.path())
    }

    /// How many it may write (field-facts 2.6).
    pub fn most(&self, at: &Counter) -> i64 {
        match self {
            Self::Member(_) => at.house.defaults.pledges_most,
            Self::Branch(_) => at.house.defaults.branch_pledges_most,
        }
    }

    /// The focus areas that its form offers: of its category, or all of the campaign's.
    pub async fn areas(
        &self,
        tx: &mut Tx,
        at: &Counter,
        campaign: CampaignId,
    ) -> Result<Vec<String>> {
        if let Self::Member(person) = self {
            return campaign::focus_areas(tx, at.tenant, campaign, &person.category).await;
        }
        let mut all: Vec<String> = Vec::new();
        for category in &at.house.defaults.categories {
            for area in campaign::focus_areas(tx, at.tenant, campaign, category).await? {
                if !all.contains(&area) {
                    all.push(area);
                }
            }
        }
        Ok(all)
    }

    /// The campaign, when it is in force and reaches here.
    pub(super) async fn campaign(
        &self,
        tx: &mut Tx,
        at: &Counter,
        id: CampaignId,
    ) -> Result<Campaign> {
        let campaign = campaign::campaign(tx, at.tenant, id).await?;
        let reaches = campaign.org_path.covers(self.path());
        if campaign.state == campaign::State::InForce && reaches {
            Ok(campaign)
        } else {
            Err(No::NotInForce.into())
        }
    }
}
