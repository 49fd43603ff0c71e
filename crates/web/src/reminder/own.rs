//! What is due for me, and whether I want a letter about it.

use askama::Template;
use axum::extract::State;
use civic::desk::{self, Due, Place};
use civic::directory::people::mail::{self, Choice};
use civic::reminder;
use ground::Tx;

use crate::app::App;
use crate::bench::go;
use crate::desk::pages::href;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit};

#[derive(Template)]
#[template(path = "reminder/own.html")]
struct OwnPage {
    page: Work,
    due: Vec<Due>,
    has_mail: bool,
    choice: Option<Choice>,
    since: String,
    form: Form,
}

impl OwnPage {
    fn href(&self, place: &Place) -> String {
        href(place)
    }
}

async fn page(tx: &mut Tx, visit: &Visit, mut form: Form) -> ground::Result<OwnPage> {
    let at = &visit.at;
    let choice = mail::own(tx, at).await?;
    if let Some(choice) = choice.as_ref().filter(|_| form.problems.is_empty()) {
        form.set("address", &choice.address);
    }
    Ok(OwnPage {
        page: Work::of(tx, visit, "reminders").await?,
        due: desk::due(tx, at).await?,
        has_mail: reminder::has_mail(tx, at).await?,
        since: choice
            .as_ref()
            .map(|c| at.house.zone.day(c.since).long())
            .unwrap_or_default(),
        choice,
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

pub(crate) async fn choose(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let done = {
        let (at, address) = (&visit.at, form.get("address"));
        app.db
            .write(|tx| Box::pin(mail::choose(tx, at, address)))
            .await
    };
    match done {
        Ok(()) => go("/me/reminders#mail"),
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

pub(crate) async fn take_back(State(app): State<App>, Posted { visit, .. }: Posted) -> Result {
    let at = &visit.at;
    app.db.write(|tx| Box::pin(mail::take_back(tx, at))).await?;
    go("/me/reminders#mail")
}
