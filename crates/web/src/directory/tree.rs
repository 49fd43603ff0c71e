//! The tree of organisations on a day, with its members counted once.

use askama::Template;
use axum::extract::{Query, State};
use civic::directory::Verb;
use civic::directory::tree::{self, Change, ChangeState, OrgOn, UnitCoverage};
use ground::{Day, Tx};

use super::bench;
use crate::app::App;
use crate::bench::Asked;
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "directory/tree.html")]
struct TreePage {
    page: Work,
    today: Day,
    on: Day,
    asked: Form,
    orgs: Vec<OrgOn>,
    total: i64,
    /// How deep the top of the list stands in the tree.
    top: usize,
    coverage: UnitCoverage,
    waiting: Vec<Change>,
    may_propose: bool,
}

impl TreePage {
    /// How deep an organisation stands below the top of the list, up to four.
    fn depth(&self, org: &OrgOn) -> usize {
        (org.path.0.matches('/').count() - self.top).min(4)
    }
}

pub(crate) async fn show(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, asked).await }))
        .await?;
    html(&page)
}

async fn page(tx: &mut Tx, visit: &Visit, mut asked: Form) -> ground::Result<TreePage> {
    let (at, actor) = (&visit.at, visit.actor());
    let scopes = actor.scopes(Verb::SeeRoster);
    if scopes.is_empty() {
        return Err(bench::refusal(visit));
    }
    let on = match asked.day("on") {
        Some(day) => day,
        None => {
            if !asked.get("on").is_empty() {
                asked.refuse("on", "日期写成2026-07-01");
            }
            at.today
        }
    };
    let (mut orgs, mut units) = (Vec::new(), Vec::new());
    for scope in &scopes {
        orgs.extend(tree::tree_on(tx, at, scope, on).await?);
        units.extend(tree::units(tx, at, scope).await?);
    }
    let mut waiting = tree::changes(tx, at).await?;
    waiting.retain(|c| {
        c.state == ChangeState::Proposed
            || (c.state == ChangeState::Approved && c.effective > at.today)
    });
    let depths = orgs.iter().map(|o| o.path.0.matches('/').count());
    Ok(TreePage {
        page: Work::of(tx, visit, "tree").await?,
        today: at.today,
        on,
        top: depths.min().unwrap_or(0),
        total: tree::total(&orgs),
        orgs,
        coverage: UnitCoverage::of(&units),
        waiting,
        may_propose: actor.can(Verb::ProposeChange),
        asked,
    })
}
