//! Leaving the roster: what is still open is listed, and who takes it is said.

use askama::Template;
use axum::extract::{Path, State};
use civic::directory::access::{OpenItems, Successor};
use civic::directory::people::keeping::{self, Leaving};
use civic::directory::{Record, Verb};
use civic::presence::cards;
use civic::{PersonId, desk};
use ground::Tx;

use super::bench;
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "directory/leaving.html")]
struct LeavingPage {
    page: Work,
    record: Record,
    open: OpenItems,
    years: i16,
    form: Form,
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    person: PersonId,
    form: Form,
) -> ground::Result<LeavingPage> {
    let at = &visit.at;
    let (record, _) = keeping::entry(tx, at, person).await?;
    at.require(Verb::KeepRoster, &record.person.org_path)?;
    Ok(LeavingPage {
        page: Work::of(tx, visit, "roster").await?,
        open: desk::open_of_person(tx, at, person).await?,
        years: at.house.defaults.keep_years,
        record,
        form,
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(person): Path<String>,
    visit: Visit,
) -> Result {
    let person = id(&person)?;
    let form = Form::filled([("day", visit.at.today.to_string())]);
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, person, form).await }))
        .await?;
    html(&page)
}

pub(crate) async fn leave(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let successor = if form.get("successor").trim().is_empty() {
        None
    } else {
        app.db
            .read(|tx| Box::pin(bench::one_named(tx, &visit, &mut form, "successor")))
            .await?
    };
    if form.problems.is_empty() {
        let done = {
            let (at, form) = (&visit.at, &form);
            let how = Leaving {
                day: form.day("day"),
                reason: form.get("reason"),
            };
            let to = match &successor {
                Some(person) => Successor::Takes(person.id),
                None => Successor::Said(form.get("to_whom")),
            };
            app.db
                .write(|tx| {
                    Box::pin(async move {
                        // Who may not see the person is told nothing of what is open.
                        keeping::entry(tx, at, person).await?;
                        let open = desk::open_of_person(tx, at, person).await?;
                        keeping::leave(tx, at, person, how, to, &open).await?;
                        // A card ends with the roster: whoever comes back agrees anew.
                        cards::end_of_left(tx, at, person).await
                    })
                })
                .await
        };
        match done {
            Ok(()) => return go(&format!("/roster/people/{person}")),
            Err(error) => form.take(error)?,
        }
    }
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, person, form).await }))
        .await?;
    again(&page)
}
