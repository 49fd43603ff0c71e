//! The two frames: public pages, and the workbench.

use civic::directory::clock::{self, Doubt};
use civic::directory::{self, Verb};
use civic::{Counter, burden};
use ground::Tx;

use crate::visit::Visit;

/// The frame of a public page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pub {
    /// The word in the address.
    pub(crate) site: String,
    /// The organisation.
    pub(crate) org: String,
    /// Where people find it.
    pub(crate) address: String,
    /// The telephone that is answered.
    pub(crate) phone: String,
    /// Whether the elder view is on.
    pub(crate) elder: bool,
    /// Which entry of the menu is current.
    pub(crate) current: &'static str,
    /// The address of this page, to come back to.
    pub(crate) here: String,
}

/// The frame of a workbench page.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    /// The organisation.
    pub(crate) org: String,
    /// Who.
    pub(crate) name: String,
    /// As what.
    pub(crate) title: &'static str,
    /// `2026年10月9日 星期五`.
    pub(crate) today: String,
    /// The public pages of this place; empty when it has none.
    pub(crate) site: String,
    /// The token of its forms.
    pub(crate) csrf: String,
    /// Which entry of the menu is current.
    pub(crate) current: &'static str,
    /// Open tasks; the desk alone counts them.
    pub(crate) due: usize,
    /// Whether they see the workbench, or only their own page.
    pub(crate) sees: bool,
    /// Whether they have pledges of their own.
    pub(crate) is_member: bool,
    /// Whether they see the roster.
    pub(crate) rosters: bool,
    /// Whether they keep it.
    pub(crate) keeps: bool,
    /// Whether they give roles.
    pub(crate) gives: bool,
    /// Whether they erase records whose term has ended.
    pub(crate) erases: bool,
    /// Whether they read the audit chain.
    pub(crate) audits: bool,
    /// Whether they keep accounts, and so print invitation slips.
    pub(crate) invites: bool,
    /// Whether they keep name cards.
    pub(crate) keeps_cards: bool,
    /// Whether they handle what residents say about pledges.
    pub(crate) supervises: bool,
    /// Whether they keep the system's settings.
    pub(crate) tends: bool,
    /// Whether the burden-relief profile was turned off: every page says so.
    pub(crate) is_unrelieved: bool,
    /// Whether they are reminded of a second factor.
    pub(crate) lacks_factor: bool,
    /// Why the clock is not believed, when it is not.
    pub(crate) doubt: Option<Doubt>,
    /// Whether they say which day it is.
    pub(crate) keeps_clock: bool,
    /// Whether the elder view is on.
    pub(crate) elder: bool,
    /// The address of this page, to come back to.
    pub(crate) here: String,
}

impl Work {
    /// The frame for this visit.
    pub(crate) async fn of(
        tx: &mut Tx,
        visit: &Visit,
        current: &'static str,
    ) -> ground::Result<Self> {
        let Counter { tenant, today, .. } = visit.at;
        let actor = visit.actor();
        let org = directory::org(tx, tenant, actor.org_id).await?;
        let site = directory::site_of(tx, tenant, &actor.org_path).await?;
        Ok(Self {
            org: org.name,
            name: actor.name.clone(),
            title: actor.title(),
            today: format!("{} {}", today.long(), today.weekday()),
            site: site.map(|s| s.code).unwrap_or_default(),
            csrf: visit.csrf.clone(),
            current,
            due: 0,
            sees: actor.can(Verb::See),
            is_member: actor.has(directory::Role::Member),
            rosters: actor.can(Verb::SeeRoster),
            keeps: actor.can(Verb::KeepRoster),
            gives: actor.can(Verb::GrantRole) || actor.can(Verb::Appoint),
            erases: actor.can(Verb::Erase),
            audits: actor.audits(),
            invites: actor.can(Verb::KeepAccounts),
            keeps_cards: actor.can(Verb::KeepCards),
            supervises: actor.can(Verb::HandleComment),
            tends: actor.can(Verb::KeepSystem),
            is_unrelieved: !burden::is_on(tx, tenant).await?,
            lacks_factor: visit.lacks_factor,
            doubt: clock::times(tx, &visit.at).await?.doubt,
            keeps_clock: clock::keeps(actor),
            elder: visit.elder,
            here: visit.here.clone(),
        })
    }
}
