//! The ledger of pledges: who promised what, by when, and who has not.

use askama::Template;
use axum::extract::{Query, State as Within};
use civic::directory::{self, Person, Verb};
use civic::pledge::{self, Pledge, State};
use ground::Day;

use super::{Mark, mark};
use crate::app::App;
use crate::bench::{Asked, Scope};
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::Visit;

/// How many rows one page shows; printing wants them whole, and a branch has fewer.
const PAGE: usize = 300;
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
    summary: String,
    rows: Vec<(usize, Pledge)>,
    found: usize,
    all: usize,
    public: usize,
    people: usize,
    without: Vec<Person>,
    unpublished: Vec<Person>,
    may_proxy: bool,
}

impl Ledger {
    fn mark(&self, pledge: &Pledge) -> Mark {
        mark(pledge, &self.today)
    }

    /// The address of this list from another row on.
    fn onward(&self, row: usize) -> String {
        let kept: Vec<(&str, &str)> = ["q", "category", "state", "branch", "campaign"]
            .into_iter()
            .map(|name| (name, self.asked.get(name)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let rest = serde_urlencoded::to_string(kept).unwrap_or_default();
        format!("/pledges?from={row}&{rest}")
    }

    fn first(&self) -> usize {
        self.rows.first().map_or(0, |(n, _)| *n)
    }

    fn last(&self) -> usize {
        self.rows.last().map_or(0, |(n, _)| *n)
    }

    fn is_filtered(&self) -> bool {
        self.found != self.all
    }
}

fn summary(pledges: &[Pledge], today: Day) -> String {
    if pledges.is_empty() {
        return "还没有人写承诺。".to_owned();
    }
    let mut people: Vec<_> = pledges.iter().map(|p| p.person_id).collect();
    people.sort_unstable();
    people.dedup();
    let overdue = pledges.iter().filter(|p| p.is_overdue(today)).count();
    let of = |state| pledges.iter().filter(|p| p.state == state).count();
    let parts = [
        ("办结", of(State::Kept)),
        ("在办", of(State::Published) - overdue),
        ("逾期", overdue),
        ("待公布", of(State::Passed)),
        ("待审核", of(State::Submitted)),
        ("退回补正", of(State::Returned)),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(what, n)| format!("{what}{n}项"))
        .collect();
    let (people, all) = (people.len(), pledges.len());
    format!("{people}人{all}项。{}。", parts.join("，"))
}

fn fits(pledge: &Pledge, asked: &Form, scope: &Scope, today: Day) -> bool {
    let has = |text: &str| text.contains(asked.get("q").trim());
    let branch = asked.get("branch");
    let state = match asked.get("state") {
        "" => true,
        OVERDUE => pledge.is_overdue(today),
        word => pledge.state.word() == word && !pledge.is_overdue(today),
    };
    let category = asked.get("category");
    state
        && (category.is_empty() || pledge.category == category)
        && (branch.is_empty()
            || (scope.branches.iter()).any(|o| o.code == branch && o.id == pledge.org_id))
        && (has(&pledge.name) || has(&pledge.action) || has(&pledge.measure) || has(&pledge.area))
}

pub(crate) async fn list(Within(app): Within<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let categories = app.house.defaults.categories.clone();
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let scope = Scope::of(tx, &visit, asked.get("campaign")).await?;
                let (tenant, today) = (visit.at.tenant, visit.at.today);
                let mut pledges = Vec::new();
                let mut roster = Vec::new();
                if let Some(campaign) = &scope.campaign {
                    for below in &scope.below {
                        pledges.extend(pledge::pledges(tx, tenant, campaign.id, below).await?);
                        roster.extend(directory::roster(tx, tenant, below).await?);
                    }
                    roster.retain(|p| campaign.org_path.covers(&p.org_path));
                }
                let (all, people) = (pledges.len(), roster.len());
                let missing = pledge::without_pledge(&roster, &pledges);
                let public = people - missing.len();
                let (unpublished, without): (Vec<_>, Vec<_>) = (missing.into_iter().cloned())
                    .partition(|p| pledges.iter().any(|pledge| pledge.person_id == p.id));
                let summary = summary(&pledges, today);
                pledges.retain(|p| fits(p, &asked, &scope, today));
                let found = pledges.len();
                let from = usize::try_from(asked.count("from")).unwrap_or(0);
                let rows = (1..).zip(pledges).skip(from).take(PAGE).collect();
                let may_proxy = scope.campaign.is_some() && visit.actor().can(Verb::WritePledgeFor);
                Ok(Ledger {
                    page: Work::of(tx, &visit, "pledges").await?,
                    scope,
                    asked,
                    today,
                    categories,
                    summary,
                    rows,
                    found,
                    all,
                    public,
                    people,
                    without,
                    unpublished,
                    may_proxy,
                })
            })
        })
        .await?;
    html(&page)
}
