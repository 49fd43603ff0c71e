//! The rating rounds of a scope, and opening one.

use askama::Template;
use axum::extract::{Query, State as Within};
use civic::Counter;
use civic::directory::{self, Org, Verb};
use civic::honour::{self, Rating, State};
use ground::Tx;

use crate::app::App;
use crate::bench::{Asked, Scope, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit};

pub(crate) use super::round::{award, decide, publish, show};

#[derive(Template)]
#[template(path = "honour/list.html")]
struct ListPage {
    page: Work,
    scope: Scope,
    form: Form,
    at: Counter,
    rounds: Vec<(Rating, String)>,
    branches: Vec<Org>,
}

impl ListPage {
    fn day(&self, round: &Rating) -> String {
        self.at.house.zone.day(round.opened_at).short()
    }

    fn open(&self) -> usize {
        let open = |r: &&(Rating, String)| r.0.state != State::Awarded;
        self.rounds.iter().filter(open).count()
    }
}

async fn list_page(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<ListPage> {
    let at = &visit.at;
    let scope = Scope::of(tx, visit, form.get("campaign")).await?;
    let (mut rounds, mut branches) = (Vec::new(), Vec::new());
    if let Some(campaign) = &scope.campaign {
        let mut found = Vec::new();
        for below in &scope.below {
            found.extend(honour::ratings(tx, at.tenant, campaign.id, below).await?);
        }
        for round in found {
            let org = directory::org(tx, at.tenant, round.org_id).await?.name;
            rounds.push((round, org));
        }
        branches = scope.branches_for(visit, Verb::KeepHonour);
    }
    Ok(ListPage {
        page: Work::of(tx, visit, "honours").await?,
        at: at.clone(),
        scope,
        form,
        rounds,
        branches,
    })
}

pub(crate) async fn list(Within(app): Within<App>, visit: Visit, Query(asked): Asked) -> Result {
    let page = (app.db)
        .read(|tx| Box::pin(async move { list_page(tx, &visit, Form::new(asked)).await }))
        .await?;
    html(&page)
}

pub(crate) async fn rate(Within(app): Within<App>, Posted { visit, mut form }: Posted) -> Result {
    let (asker, typed) = (&visit, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let scope = Scope::of(tx, asker, typed.get("campaign")).await?;
                let campaign = scope.campaign.ok_or(honour::No::NotInForce)?;
                let code = typed.get("branch");
                let org = scope.branches.iter().find(|o| o.code == code);
                let org = org.ok_or(honour::No::Empty("branch", "支部"))?;
                let (title, scheme) = (typed.get("title"), honour::member_scheme());
                honour::rate(tx, &asker.at, campaign.id, org, title, scheme).await
            })
        })
        .await;
    match done {
        Ok(id) => go(&format!("/honours/{id}")),
        Err(error) => {
            form.take(error)?;
            let page = (app.db)
                .read(|tx| Box::pin(async move { list_page(tx, &visit, form).await }))
                .await?;
            again(&page)
        }
    }
}
