//! Changes of the tree: what was asked for, what it comes to, and the superior's answer.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use civic::directory::tree::{self, Change, ChangeReply, ChangeState, Goal, Plan};
use civic::directory::{self, Verb};
use civic::{ChangeId, OrgId};
use ground::Tx;

use super::bench;
use crate::app::App;
use crate::bench::{Names, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// The tint and icon of a state.
fn tag(state: ChangeState) -> (&'static str, &'static str) {
    match state {
        ChangeState::Proposed => ("warn", "clock"),
        ChangeState::Approved => ("ok", "check"),
        ChangeState::Returned => ("stop", "alert"),
        ChangeState::Withdrawn => ("", "back"),
    }
}

#[derive(Template)]
#[template(path = "directory/changes.html")]
struct ListPage {
    page: Work,
    /// Each with the day on which it was asked for and what it is about.
    changes: Vec<(Change, String, String)>,
    may_propose: bool,
}

impl ListPage {
    fn tag(&self, state: &ChangeState) -> (&'static str, &'static str) {
        tag(*state)
    }
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (at, actor) = (&visit.at, visit.actor());
                if !actor.can(Verb::ProposeChange) && !actor.can(Verb::ApproveChange) {
                    return Err(bench::refusal(&visit));
                }
                let mut changes = Vec::new();
                for change in tree::changes(tx, at).await? {
                    let day = at.house.zone.day(change.proposed_at).long();
                    let told = Told::of(tx, &visit, &change.plan()?).await?;
                    changes.push((change, day, told.title()));
                }
                Ok(ListPage {
                    page: Work::of(tx, &visit, "tree").await?,
                    changes,
                    may_propose: actor.can(Verb::ProposeChange),
                })
            })
        })
        .await?;
    html(&page)
}

/// A plan in words: what is opened, what ends, who goes where.
struct Told {
    opens: Vec<String>,
    closes: Vec<(String, String)>,
    /// For each goal, who goes there besides the heirs.
    moves: BTreeMap<String, Vec<String>>,
}

impl Told {
    async fn of(tx: &mut Tx, visit: &Visit, plan: &Plan) -> ground::Result<Self> {
        let tenant = visit.at.tenant;
        let mut names: BTreeMap<OrgId, String> = BTreeMap::new();
        let named = plan
            .receivers()
            .into_iter()
            .chain(plan.closes.iter().map(|c| c.org));
        for org in named {
            names.insert(org, directory::org(tx, tenant, org).await?.name);
        }
        let goal = |goal| match goal {
            Goal::New(n) => plan.opens.get(n).map(|o| o.name.clone()),
            Goal::Standing(org) => names.get(&org).cloned(),
        };
        let goal = |g| goal(g).unwrap_or_default();
        let mut moves: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in &plan.moves {
            // An import that was taken back takes its people along.
            let name = match directory::person(tx, tenant, one.person).await {
                Ok(person) => person.name,
                Err(ground::Error::NotFound) => "（已删除）".to_owned(),
                Err(fault) => return Err(fault),
            };
            moves.entry(goal(one.goal)).or_default().push(name);
        }
        Ok(Self {
            opens: plan.opens.iter().map(|o| o.name.clone()).collect(),
            closes: (plan.closes.iter())
                .map(|c| (names.get(&c.org).cloned().unwrap_or_default(), goal(c.heir)))
                .collect(),
            moves,
        })
    }

    fn title(&self) -> String {
        let closes: Vec<&str> = self.closes.iter().map(|(name, _)| name.as_str()).collect();
        match (closes.is_empty(), self.opens.is_empty()) {
            (false, true) => format!("撤销{}", closes.join("、")),
            (true, _) => format!("设立{}", self.opens.join("、")),
            (false, false) => format!("撤销{}，设立{}", closes.join("、"), self.opens.join("、")),
        }
    }
}

#[derive(Template)]
#[template(path = "directory/change.html")]
struct ShowPage {
    page: Work,
    change: Change,
    told: Told,
    asked_by: String,
    asked_on: String,
    decided: Option<(String, String)>,
    is_own: bool,
    may_reply: bool,
    form: Form,
}

impl ShowPage {
    fn tag(&self) -> (&'static str, &'static str) {
        tag(self.change.state)
    }

    fn is_open(&self) -> bool {
        self.change.state == ChangeState::Proposed
    }
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    change: ChangeId,
    form: Form,
) -> ground::Result<ShowPage> {
    let (at, actor) = (&visit.at, visit.actor());
    let change = tree::change(tx, at, change).await?;
    let people = [Some(change.proposed_by), change.decided_by];
    let names = Names::of(tx, at.tenant, people.into_iter().flatten()).await?;
    let decided = change
        .decided_by
        .zip(change.decided_at)
        .map(|(who, when)| (names.get(&who).to_owned(), at.house.zone.day(when).long()));
    Ok(ShowPage {
        page: Work::of(tx, visit, "tree").await?,
        told: Told::of(tx, visit, &change.plan()?).await?,
        asked_by: names.get(&change.proposed_by).to_owned(),
        asked_on: at.house.zone.day(change.proposed_at).long(),
        decided,
        is_own: change.proposed_by == actor.person,
        may_reply: actor.may(Verb::ApproveChange, &change.org_path),
        change,
        form,
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(change): Path<String>,
    visit: Visit,
) -> Result {
    let change = id(&change)?;
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, change, Form::default()).await }))
        .await?;
    html(&page)
}

async fn refused(app: &App, visit: &Visit, change: ChangeId, form: Form) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(page(tx, visit, change, form)))
        .await?;
    again(&page)
}

pub(crate) async fn reply(
    State(app): State<App>,
    Path(change): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let change: ChangeId = id(&change)?;
    let done = {
        let (at, form) = (&visit.at, &form);
        let (doc_no, opinion) = (form.get("doc_no"), form.get("opinion"));
        let reply = match form.get("verdict") {
            "approve" => ChangeReply::Approve { doc_no, opinion },
            _ => ChangeReply::Return { opinion },
        };
        app.db
            .write(|tx| Box::pin(tree::reply(tx, at, change, reply)))
            .await
    };
    match done {
        Ok(()) => go(&format!("/roster/changes/{change}")),
        Err(error) => {
            form.take(error)?;
            refused(&app, &visit, change, form).await
        }
    }
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    Path(change): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let change: ChangeId = id(&change)?;
    let at = &visit.at;
    let done = app
        .db
        .write(|tx| Box::pin(tree::withdraw(tx, at, change)))
        .await;
    match done {
        Ok(()) => go(&format!("/roster/changes/{change}")),
        Err(error) => {
            form.take(error)?;
            refused(&app, &visit, change, form).await
        }
    }
}
