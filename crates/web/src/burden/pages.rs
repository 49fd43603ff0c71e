//! The self-check of the burden-relief profile: for everyone who signed in, and for
//! everyone else on the public pages; turned off and on by who keeps security.

use askama::Template;
use axum::extract::{Path, State};
use civic::burden::{self, Rule};
use ground::Tx;

use crate::app::App;
use crate::bench::{Names, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::{Pub, Work};
use crate::public::{Look, Place};
use crate::routes::ROUTES;
use crate::visit::{Posted, Visit};

/// A change as people read it.
struct Changed {
    day: String,
    is_on: bool,
    name: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "burden/check.html")]
struct CheckPage {
    page: Work,
    is_on: bool,
    rules: Vec<Rule>,
    changes: Vec<Changed>,
    may_turn: bool,
    form: Form,
}

#[derive(Template)]
#[template(path = "public/burden.html")]
struct PublicPage {
    page: Pub,
    is_on: bool,
    today: String,
    rules: Vec<Rule>,
    changes: Vec<Changed>,
}

fn addresses() -> Vec<&'static str> {
    ROUTES.iter().map(|r| r.path).collect()
}

fn failing(rules: &[Rule]) -> usize {
    rules.iter().filter(|r| !r.holds()).count()
}

impl CheckPage {
    fn failing(&self) -> usize {
        failing(&self.rules)
    }
}

impl PublicPage {
    fn failing(&self) -> usize {
        failing(&self.rules)
    }
}

/// The changes, with names only where the reader signed in.
async fn changed(tx: &mut Tx, at: &civic::Counter) -> ground::Result<Vec<Changed>> {
    let changes = burden::changes(tx, at.tenant).await?;
    let names = match at.actor {
        Some(_) => Names::of(tx, at.tenant, changes.iter().map(|c| c.changed_by)).await?,
        None => Names::default(),
    };
    let one = |c: &burden::Change| Changed {
        day: at.house.zone.day(c.changed_at).long(),
        is_on: c.is_on == 1,
        name: names.get(&c.changed_by).to_owned(),
        reason: c.reason.clone(),
    };
    Ok(changes.iter().map(one).collect())
}

async fn page(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<CheckPage> {
    let at = &visit.at;
    Ok(CheckPage {
        page: Work::of(tx, visit, "burden").await?,
        is_on: burden::is_on(tx, at.tenant).await?,
        rules: burden::check(tx, at, &addresses()).await?,
        changes: changed(tx, at).await?,
        may_turn: burden::may_turn(at),
        form,
    })
}

pub(crate) async fn show(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, Form::default()).await }))
        .await?;
    html(&page)
}

pub(crate) async fn turn(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let done = {
        let at = &visit.at;
        let (on, reason) = (form.ticked("on"), form.get("reason"));
        app.db
            .write(|tx| Box::pin(burden::turn(tx, at, on, reason)))
            .await
    };
    match done {
        Ok(()) => go("/burden"),
        Err(error) => {
            form.take(error)?;
            let page = app
                .db
                .read(|tx| Box::pin(async move { page(tx, &visit, form).await }))
                .await?;
            again(&page)
        }
    }
}

pub(crate) async fn public(State(app): State<App>, look: Look, Path(code): Path<String>) -> Result {
    let (app, look, code) = (&app, &look, &code);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let place = Place::open(tx, app, look, code, "burden").await?;
                Ok(PublicPage {
                    is_on: burden::is_on(tx, place.tenant()).await?,
                    today: place.at.today.long(),
                    rules: burden::check(tx, &place.at, &addresses()).await?,
                    changes: changed(tx, &place.at).await?,
                    page: place.page,
                })
            })
        })
        .await?;
    html(&page)
}
