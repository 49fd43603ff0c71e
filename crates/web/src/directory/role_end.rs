//! Ending a role: what is open in it, and who takes it.

use askama::Template;
use axum::extract::{Path, State};
use civic::directory::access::{self, OpenItems, Successor, Term};
use civic::{TermId, desk};
use ground::Tx;

use super::bench;
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "directory/role_end.html")]
struct EndPage {
    page: Work,
    term: Term,
    open: OpenItems,
    form: Form,
}

async fn page(tx: &mut Tx, visit: &Visit, term: TermId, form: Form) -> ground::Result<EndPage> {
    let (term, _) = access::term(tx, &visit.at, term).await?;
    Ok(EndPage {
        page: Work::of(tx, visit, "roles").await?,
        open: desk::open_of_term(tx, &visit.at, &term).await?,
        term,
        form,
    })
}

pub(crate) async fn show(State(app): State<App>, Path(term): Path<String>, visit: Visit) -> Result {
    let term = id(&term)?;
    let form = Form::filled([("day", visit.at.today.to_string())]);
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, term, form).await }))
        .await?;
    html(&page)
}

pub(crate) async fn end(
    State(app): State<App>,
    Path(term): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let term: TermId = id(&term)?;
    {
        // One who may not end it is told nothing, of names neither.
        let at = &visit.at;
        app.db
            .read(|tx| Box::pin(access::term(tx, at, term)))
            .await?;
    }
    let day = form.day("day");
    if day.is_none() {
        form.refuse("day", "请填写终止日期");
    }
    let mut successor = None;
    if !form.get("successor").trim().is_empty() {
        let (visit, form) = (&visit, &mut form);
        successor = app
            .db
            .read(|tx| Box::pin(bench::one_for_role(tx, visit, form, "successor")))
            .await?;
    }
    if let Some(day) = day
        && form.problems.is_empty()
    {
        let done = {
            let (at, form) = (&visit.at, &form);
            let to = match successor {
                Some(person) => Successor::Takes(person),
                None => Successor::Said(form.get("to_whom")),
            };
            app.db
                .write(|tx| {
                    Box::pin(async move {
                        let (found, _) = access::term(tx, at, term).await?;
                        let open = desk::open_of_term(tx, at, &found).await?;
                        access::end(tx, at, term, day, to, &open).await
                    })
                })
                .await
        };
        match done {
            Ok(()) => return go("/roster/roles"),
            Err(error) => form.take(error)?,
        }
    }
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, term, form).await }))
        .await?;
    again(&page)
}
