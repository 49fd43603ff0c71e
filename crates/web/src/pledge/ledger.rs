//! The ledger of pledges: who promised what, by when. Paged by key; a search is by name.

use askama::Template;
use axum::extract::{Query, State as Within};
use civic::campaign::{self, Campaign};
use civic::directory::{Path, Verb, clock, people};
use civic::pledge::lists::{self, Counts, Filter};
use civic::pledge::{self, Pledge, State, Subject};
use civic::{OrgId, PledgeId};
use ground::{Day, Tx};

use super::{Mark, mark};
use crate::app::App;
use crate::bench::{Asked, Scope};
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::Visit;

/// How many rows one page shows.
const PAGE: usize = 100;
/// How many people a search by name looks at.
const FOUND: i64 = 20;
/// The filter word for what is overdue, which is not a state.
const OVERDUE: &str = "overdue";

#[derive(Template)]
#[template(path = "pledge/ledger.html")]
struct Ledger {
    page: Work,
    scope: Scope,
    asked: Form,
    today: Day,
    categories: Vec<String>,
    areas: Vec<String>,
    summary: String,
    any: bool,
    rows: Vec<Pledge>,
    next: Option<PledgeId>,
    may_proxy: bool,
    /// The branches for which the visitor writes pledges.
    own_branches: Vec<(OrgId, String)>,
}

impl Ledger {
    fn mark(&self, pledge: &Pledge) -> Mark {
        mark(pledge, &self.today)
    }

    /// The address of this list after a pledge; of its first page, without one.
    fn onward(&self, after: &str) -> String {
        let kept = ["q", "category", "area", "state", "branch", "campaign"]
            .into_iter()
            .map(|name| (name, self.asked.get(name)))
            .chain([("after", after)])
            .filter(|(_, value)| !value.is_empty());
        let rest = serde_urlencoded::to_string(kept.collect::<Vec<_>>()).unwrap_or_default();
        format!("/pledges?{rest}")
    }

    fn is_filtered(&self) -> bool {
        ["q", "category", "area", "state", "branch"]
            .iter()
            .any(|name| !self.asked.get(name).is_empty())
    }
}

/// What the list is narrowed to, as it was asked for.
fn filter(asked: &Form) -> Filter<'_> {
    let (state, overdue) = match asked.get("state") {
        OVERDUE => (Some(State::Published), Some(true)),
        word => {
            let state: Option<State> = word.parse().ok();
            (
                state,
                state.filter(|s| *s == State::Published).map(|_| false),
            )
        }
    };
    Filter {
        area: asked.get("area"),
        category: asked.get("category"),
        state,
        overdue,
        public: false,
    }
}

fn summary(counts: &Counts, waiting: [(State, i64); 3]) -> String {
    let parts = [
        (format!("已公布{}项", counts.all), counts.all),
        (format!("办结{}项", counts.kept), counts.kept),
        (format!("在办{}项", counts.doing()), counts.doing()),
        (format!("逾期{}项", counts.overdue), counts.overdue),
        (format!("未兑现{}项", counts.missed), counts.missed),
    ];
    let waiting = waiting.map(|(state, n)| (format!("{}{n}项", state.label()), n));
    let parts: Vec<String> = (parts.into_iter().chain(waiting))
        .filter(|(_, n)| *n > 0)
        .map(|(text, _)| text)
        .collect();
    match parts.is_empty() {
        true => "还没有人写承诺。".to_owned(),
        false => format!("{}。", parts.join("，")),
    }
}

/// The places that a list goes through, in the order of the tree: the branch that was
/// chosen, or all that the visitor sees of the campaign's place.
fn places(scope: &Scope, campaign: &Campaign, asked: &Form) -> Vec<Path> {
    let code = asked.get("branch");
    let chosen = scope.branches.iter().find(|o| o.code == code);
    let mut all: Vec<Path> = match chosen {
        Some(branch) if !code.is_empty() => vec![branch.path.clone()],
        _ => scope.below.clone(),
    };
    for path in &mut all {
        if path.covers(&campaign.org_path) {
            path.clone_from(&campaign.org_path);
        }
    }
    all.retain(|p| campaign.org_path.covers(p));
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

async fn rows(
    tx: &mut Tx,
    visit: &Visit,
    campaign: &Campaign,
    places: &[Path],
    asked: &Form,
    today: Day,
) -> ground::Result<(Vec<Pledge>, Option<PledgeId>)> {
    let (at, question) = (&visit.at, asked.get("q").trim());
    let mut rows = Vec::new();
    if !question.is_empty() {
        for person in people::search(tx, at, question, FOUND).await? {
            if places.iter().any(|p| p.covers(&person.org_path)) {
                let own = pledge::of_subject(tx, at.tenant, campaign.id, person.id.0).await?;
                rows.extend(own);
            }
        }
        let wanted = filter(asked);
        rows.retain(|p| wanted.takes(p, today));
        return Ok((rows, None));
    }
    let after = asked.get("after").parse().ok();
    for below in places {
        let key = (at.tenant, campaign.id, below);
        let room = PAGE - rows.len();
        let page = lists::page(tx, key, &filter(asked), after, (today, room)).await?;
        rows.extend(page.rows);
        if page.next.is_some() {
            return Ok((rows, page.next));
        }
        if rows.len() == PAGE {
            return Ok((rows.clone(), rows.last().map(|p| p.id)));
        }
    }
    Ok((rows, None))
}

pub(crate) async fn list(Within(app): Within<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let page = app
        .db
        .read(|tx| Box::pin(async move { ledger(tx, &visit, asked).await }))
        .await?;
    html(&page)
}

async fn ledger(tx: &mut Tx, visit: &Visit, asked: Form) -> ground::Result<Ledger> {
    let scope = Scope::of(tx, visit, asked.get("campaign")).await?;
    let tenant = visit.at.tenant;
    // What nobody can take back goes by the day that is trusted, here as on the public pages.
    let today = clock::times(tx, &visit.at).await?.ends_on;
    let categories = visit.at.house.defaults.categories.clone();
    let (mut found, mut next, mut areas) = (Vec::new(), None, Vec::new());
    let mut counts = Counts::default();
    let mut waiting = [State::Passed, State::Submitted, State::Returned].map(|s| (s, 0));
    if let Some(campaign) = &scope.campaign {
        let places = places(&scope, campaign, &asked);
        (found, next) = rows(tx, visit, campaign, &places, &asked, today).await?;
        for below in &places {
            let some = pledge::counts(tx, tenant, campaign.id, below, today).await?;
            counts.all += some.all;
            counts.kept += some.kept;
            counts.overdue += some.overdue;
            counts.missed += some.missed;
            for (state, count) in &mut waiting {
                let place = (tenant, campaign.id, below);
                *count += lists::waiting(tx, place, *state).await?.count;
            }
        }
        for category in &categories {
            for area in campaign::focus_areas(tx, tenant, campaign.id, category).await? {
                if !areas.contains(&area) {
                    areas.push(area);
                }
            }
        }
        areas.push(pledge::rules::OTHER_AREA.to_owned());
    }
    let own_branches = (scope
        .branches_for(visit, Verb::WriteBranchPledge)
        .into_iter())
    .filter(|o| super::write::writes_own(o.kind))
    .map(|o| (o.id, o.name))
    .collect();
    Ok(Ledger {
        page: Work::of(tx, visit, "pledges").await?,
        any: counts.all > 0 || waiting.iter().any(|(_, n)| *n > 0),
        summary: summary(&counts, waiting),
        may_proxy: scope.campaign.is_some() && visit.actor().can(Verb::WritePledgeFor),
        own_branches,
        scope,
        asked,
        today,
        categories,
        areas,
        rows: found,
        next,
    })
}
