//! The counter: who stands at it, when, and what the house keeps ready.

use std::sync::Arc;

use ground::{At, Calendar, Clock, Day, Error, Ids, Result, Vault, Zone};
use uuid::Uuid;

use crate::directory::{Actor, Path, Verb};
use crate::words::Defaults;
use crate::{PersonId, TenantId};

/// What every verb may need and no verb may make: calendar, zone, ids, words.
#[derive(Debug)]
pub struct House {
    /// Working days.
    pub calendar: Calendar,
    /// The zone of the site.
    pub zone: Zone,
    /// Ids and codes.
    pub ids: Ids,
    /// Where `now` comes from.
    pub clock: Clock,
    /// Words and numbers that change each year.
    pub defaults: Defaults,
    /// The keys of what is sealed.
    pub vault: Vault,
}

impl House {
    /// A house with the shipped calendar and words.
    pub fn new(clock: Clock, ids: Ids, vault: Vault) -> Result<Arc<Self>> {
        Ok(Arc::new(Self {
            calendar: Calendar::shipped()?,
            zone: Zone::default(),
            ids,
            clock,
            defaults: Defaults::shipped()?,
            vault,
        }))
    }

    /// The day at the site, now.
    pub fn today(&self) -> Day {
        self.zone.day(self.clock.now())
    }
}

/// One visit to the counter: tenant, actor and time are fixed for it.
#[derive(Debug, Clone)]
pub struct Counter {
    /// The tenant that the visit stays in.
    pub tenant: TenantId,
    /// Who acts; nobody for a visitor without an account.
    pub actor: Option<Arc<Actor>>,
    /// The time of the visit.
    pub now: At,
    /// Its day at the site.
    pub today: Day,
    /// The house.
    pub house: Arc<House>,
}

impl Counter {
    /// A visit by someone who signed in.
    pub fn of(house: &Arc<House>, actor: Arc<Actor>) -> Self {
        let now = house.clock.now();
        Self {
            tenant: actor.tenant,
            actor: Some(actor),
            now,
            today: house.zone.day(now),
            house: Arc::clone(house),
        }
    }

    /// A visit without an account.
    pub fn visitor(house: &Arc<House>, tenant: TenantId) -> Self {
        let now = house.clock.now();
        Self {
            tenant,
            actor: None,
            now,
            today: house.zone.day(now),
            house: Arc::clone(house),
        }
    }

    /// The id that goes into records: [`PersonId::VISITOR`] for a visitor.
    pub fn actor_id(&self) -> PersonId {
        self.actor.as_ref().map_or(PersonId::VISITOR, |a| a.person)
    }

    /// A new id of this visit's time.
    pub fn id<T: From<NewId>>(&self) -> T {
        NewId(self.house.ids.uuid(self.now)).into()
    }

    /// Refuses unless the actor may do this there. What they do not even see
    /// does not exist (ruling 3).
    pub fn require(&self, verb: Verb, path: &Path) -> Result<()> {
        let Some(actor) = &self.actor else {
            return Err(Error::NotFound);
        };
        if actor.may(verb, path) {
            Ok(())
        } else if actor.sees(path) {
            Err(Error::Forbidden)
        } else {
            Err(Error::NotFound)
        }
    }
}

/// A fresh id on its way into a typed one.
#[derive(Debug)]
pub struct NewId(pub(crate) Uuid);

macro_rules! from_new_id {
    ($($name:ident),*) => {$(
        impl From<NewId> for crate::$name {
            fn from(id: NewId) -> Self {
                Self(id.0)
            }
        }
    )*};
}
from_new_id!(
    TenantId,
    OrgId,
    PersonId,
    SessionId,
    InvitationId,
    PasskeyId,
    TermId,
    ChangeId,
    UnitId,
    ExemptionId,
    CorrectionId,
    HandOverId,
    BatchId,
    ExportId,
    FileId,
    CampaignId,
    DecisionId,
    TaskId,
    PublicationId,
    ObjectionId,
    PledgeId,
    ReviewId,
    AppraisalId,
    RatingId,
    AwardId,
    ChannelId,
    BurdenId
);
