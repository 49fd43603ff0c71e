//! The imports so far, and taking one back.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use civic::directory::roster::{self, Batch, BatchState};
use civic::directory::{self, Verb};
use civic::{BatchId, PersonId, desk};
use ground::{Error, Tx};

use super::bench::refusal;
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// How many are listed.
const LISTED: i64 = 100;

/// An import as it is listed.
struct Row {
    batch: Batch,
    when: String,
    who: String,
    org: String,
}

#[derive(Template)]
#[template(path = "directory/roster_batches.html")]
struct BatchesPage {
    page: Work,
    rows: Vec<Row>,
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    if !visit.actor().can(Verb::KeepRoster) {
        return Err(refusal(&visit).into());
    }
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let mut rows = Vec::new();
                let mut names = BTreeMap::new();
                for batch in roster::batches(tx, &visit.at, LISTED).await? {
                    rows.push(row(tx, &visit, batch, &mut names).await?);
                }
                let page = Work::of(tx, &visit, "import").await?;
                Ok(BatchesPage { page, rows })
            })
        })
        .await?;
    html(&page)
}

async fn row(
    tx: &mut Tx,
    visit: &Visit,
    batch: Batch,
    names: &mut BTreeMap<PersonId, String>,
) -> ground::Result<Row> {
    let at = &visit.at;
    let who = match names.get(&batch.actor_id) {
        Some(who) => who.clone(),
        None => name(tx, visit, batch.actor_id).await?,
    };
    names.insert(batch.actor_id, who.clone());
    Ok(Row {
        when: at.house.zone.minute(batch.created_at),
        who,
        org: directory::org(tx, at.tenant, batch.org_id).await?.name,
        batch,
    })
}

/// Whose name stands behind an id: the record keeps ids only.
pub(super) async fn name(tx: &mut Tx, visit: &Visit, person: PersonId) -> ground::Result<String> {
    if person == PersonId::VISITOR {
        return Ok("控制台".to_owned());
    }
    match directory::person(tx, visit.at.tenant, person).await {
        Ok(person) => Ok(person.name),
        Err(Error::NotFound) => Ok("名册上已没有".to_owned()),
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "directory/roster_undo.html")]
struct UndoPage {
    page: Work,
    row: Row,
    form: Form,
}

async fn undo_page(
    tx: &mut Tx,
    visit: &Visit,
    batch: BatchId,
    form: Form,
) -> ground::Result<UndoPage> {
    let found = roster::batch(tx, &visit.at, batch).await?;
    Ok(UndoPage {
        row: row(tx, visit, found, &mut BTreeMap::new()).await?,
        page: Work::of(tx, visit, "import").await?,
        form,
    })
}

pub(crate) async fn confirm(
    State(app): State<App>,
    visit: Visit,
    Path(batch): Path<String>,
) -> Result {
    let batch: BatchId = id(&batch)?;
    let page = app
        .db
        .read(|tx| Box::pin(undo_page(tx, &visit, batch, Form::default())))
        .await?;
    html(&page)
}

pub(crate) async fn undo(
    State(app): State<App>,
    Path(batch): Path<String>,
    posted: Posted,
) -> Result {
    let (batch, visit): (BatchId, _) = (id(&batch)?, &posted.visit);
    let at = &visit.at;
    let done = app
        .db
        .write(|tx| {
            Box::pin(async move {
                let above = desk::leaning_on_import(tx, at, batch).await?;
                roster::undo(tx, at, batch, &above).await
            })
        })
        .await;
    let Err(error) = done else {
        return Ok(Redirect::to(&format!("/roster/import/{batch}")).into_response());
    };
    let mut form = Form::default();
    form.take(error)?;
    let page = app
        .db
        .read(|tx| Box::pin(undo_page(tx, visit, batch, form)))
        .await?;
    again(&page)
}
