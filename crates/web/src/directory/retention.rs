//! Records of people who left, and erasing those whose term has ended.

use askama::Template;
use axum::extract::{Path, State};
use civic::PersonId;
use civic::directory::people::keeping::{self, Due};
use civic::directory::{Verb, clock};
use civic::pledge::evidence;
use ground::{Day, Tx};

use super::bench;
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "directory/retention.html")]
struct RetentionPage {
    page: Work,
    today: Day,
    rows: Vec<Due>,
    form: Form,
}

impl RetentionPage {
    fn is_over(&self, row: &Due) -> bool {
        row.keep_until < self.today
    }

    fn due(&self) -> usize {
        self.rows.iter().filter(|r| self.is_over(r)).count()
    }
}

async fn page(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<RetentionPage> {
    let scopes = visit.actor().scopes(Verb::Erase);
    if scopes.is_empty() {
        return Err(bench::refusal(visit));
    }
    let mut rows = Vec::new();
    for scope in &scopes {
        rows.extend(keeping::due_for_erasure(tx, &visit.at, scope).await?);
    }
    Ok(RetentionPage {
        page: Work::of(tx, visit, "retention").await?,
        today: clock::times(tx, &visit.at).await?.ends_on,
        rows,
        form,
    })
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, Form::default()).await }))
        .await?;
    html(&page)
}

pub(crate) async fn erase(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let at = &visit.at;
    let done = app
        .db
        .write(|tx| {
            Box::pin(async move {
                let erased = keeping::erase(tx, at, person).await?;
                evidence::erase_files(tx, at, &erased).await
            })
        })
        .await;
    match done {
        Ok(()) => go("/roster/retention"),
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
