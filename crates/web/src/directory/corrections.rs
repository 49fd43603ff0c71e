//! What people ask to have corrected in their own records, and the clerk's answers.

use askama::Template;
use axum::extract::{Path, State};
use civic::CorrectionId;
use civic::directory::people::keeping::{self, Correction, CorrectionState};
use civic::directory::{self, Verb};
use ground::Tx;

use super::bench;
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// A request with who asks, which field and when.
struct Row {
    correction: Correction,
    name: String,
    label: String,
    day: String,
}

#[derive(Template)]
#[template(path = "directory/corrections.html")]
struct CorrectionsPage {
    page: Work,
    rows: Vec<Row>,
    form: Form,
    on: Option<CorrectionId>,
}

impl CorrectionsPage {
    fn typed(&self, id: &CorrectionId) -> &str {
        if self.on == Some(*id) {
            self.form.get("answer")
        } else {
            ""
        }
    }

    fn error(&self, id: &CorrectionId) -> &str {
        let ours = self.on == Some(*id);
        let first = self.form.problems.first().filter(|_| ours);
        first.map_or("", |p| &p.text)
    }
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    form: Form,
    on: Option<CorrectionId>,
) -> ground::Result<CorrectionsPage> {
    let at = &visit.at;
    let scopes = visit.actor().scopes(Verb::KeepRoster);
    if scopes.is_empty() {
        return Err(bench::refusal(visit));
    }
    let mut rows = Vec::new();
    for scope in &scopes {
        for correction in keeping::asked(tx, at, scope).await? {
            let words = at.house.defaults.fields.iter();
            let label = words.clone().find(|f| f.code == correction.field);
            rows.push(Row {
                name: directory::person(tx, at.tenant, correction.person_id)
                    .await?
                    .name,
                label: label.map(|f| f.label.clone()).unwrap_or_default(),
                day: at.house.zone.day(correction.asked_at).long(),
                correction,
            });
        }
    }
    Ok(CorrectionsPage {
        page: Work::of(tx, visit, "roster").await?,
        rows,
        form,
        on,
    })
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, Form::default(), None).await }))
        .await?;
    html(&page)
}

pub(crate) async fn answer(
    State(app): State<App>,
    Path(correction): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let correction: CorrectionId = id(&correction)?;
    let state = match form.get("verdict") {
        "accept" => CorrectionState::Accepted,
        _ => CorrectionState::Declined,
    };
    let done = {
        let (at, form) = (&visit.at, &form);
        app.db
            .write(|tx| {
                Box::pin(keeping::answer(
                    tx,
                    at,
                    correction,
                    state,
                    form.get("answer"),
                ))
            })
            .await
    };
    match done {
        Ok(()) => go("/roster/corrections"),
        Err(error) => {
            form.take(error)?;
            let page = app
                .db
                .read(|tx| Box::pin(async move { page(tx, &visit, form, Some(correction)).await }))
                .await?;
            again(&page)
        }
    }
}
