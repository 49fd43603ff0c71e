//! The campaigns of the actor's scope.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use civic::OrgId;
use civic::campaign::{self, Campaign, State as Stage};
use civic::desk::rules::next_act;
use civic::directory::{self, Verb};
use ground::Error;

use crate::app::App;
use crate::error::{Result, html};
use crate::layout::Work;
use crate::visit::Visit;

/// A campaign as it is listed.
struct Row {
    campaign: Campaign,
    org: String,
    day: String,
    /// What waits for the actor: its words and its place.
    next: Option<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "campaign/list.html")]
struct ListPage {
    page: Work,
    rows: Vec<Row>,
    running: usize,
    may_bring: bool,
}

/// The tag of a state: its tint and its icon.
pub(crate) fn tag(state: Stage) -> (&'static str, &'static str) {
    match state {
        Stage::Reading | Stage::Confirmed | Stage::Resolved => ("info", "pen"),
        Stage::Submitted => ("warn", "clock"),
        Stage::Returned => ("stop", "alert"),
        Stage::Approved => ("warn", "doc"),
        Stage::InForce => ("ok", "check"),
    }
}

impl ListPage {
    fn tag(&self, state: &Stage) -> (&'static str, &'static str) {
        tag(*state)
    }
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let actor = visit.actor().clone();
    if !actor.can(Verb::See) {
        return Err(Error::NotFound.into());
    }
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let mut orgs: BTreeMap<OrgId, String> = BTreeMap::new();
                for scope in actor.scopes(Verb::See) {
                    let below = directory::orgs(tx, visit.at.tenant, &scope).await?;
                    orgs.extend(below.into_iter().map(|o| (o.id, o.name)));
                }
                let zone = &visit.at.house.zone;
                let rows: Vec<Row> = campaign::campaigns(tx, &visit.at)
                    .await?
                    .into_iter()
                    .map(|c| Row {
                        org: orgs.get(&c.org_id).cloned().unwrap_or_default(),
                        day: zone.day(c.created_at).long(),
                        next: next_act(c.state)
                            .filter(|(_, verb, _)| actor.may(*verb, &c.org_path))
                            .map(|(_, _, words)| (words, place(&c))),
                        campaign: c,
                    })
                    .collect();
                Ok(ListPage {
                    page: Work::of(tx, &visit, "campaigns").await?,
                    running: rows
                        .iter()
                        .filter(|r| r.campaign.state == Stage::InForce)
                        .count(),
                    rows,
                    may_bring: actor.can(Verb::ReadPlan),
                })
            })
        })
        .await?;
    html(&page)
}

/// Where the next act on a campaign is done.
fn place(campaign: &Campaign) -> String {
    match campaign.state {
        Stage::Reading | Stage::Returned => format!("/campaigns/{}/reading", campaign.id),
        _ => format!("/campaigns/{}", campaign.id),
    }
}
