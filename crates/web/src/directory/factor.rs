//! Setting up the second factor (动态码), and the sheet of recovery codes.

use askama::Template;
use axum::extract::State;
use civic::directory;

use super::security;
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::public::{qr_of, unkept};
use crate::visit::{Posted, Visit};

/// The secret that waits, as it is shown.
struct Waiting {
    qr: String,
    typed: String,
}

#[derive(Template)]
#[template(path = "directory/factor.html")]
struct FactorPage {
    page: Work,
    form: Form,
    is_on: bool,
    is_required: bool,
    waiting: Option<Waiting>,
}

#[derive(Template)]
#[template(path = "directory/recovery.html")]
struct CodesPage {
    page: Work,
    login: String,
    codes: Vec<String>,
    today: String,
}

pub(crate) async fn page(State(app): State<App>, visit: Visit) -> Result {
    Ok(unkept(html(&load(&app, &visit, Form::default()).await?)?))
}

async fn load(app: &App, visit: &Visit, form: Form) -> ground::Result<FactorPage> {
    let form = &form;
    app.db
        .read(|tx| {
            Box::pin(async move {
                let page = Work::of(tx, visit, "security").await?;
                let factor = directory::factor(tx, &visit.at.house, visit.actor()).await?;
                let pending = directory::pending_factor(tx, &visit.at, &page.org).await?;
                let waiting = pending.map(|p| {
                    let qr = qr_of(&p.address, "用验证器扫这个码")?;
                    Ok::<_, ground::Error>(Waiting { qr, typed: p.typed })
                });
                Ok(FactorPage {
                    page,
                    form: form.clone(),
                    is_on: factor.since.is_some(),
                    is_required: factor.is_required,
                    waiting: waiting.transpose()?,
                })
            })
        })
        .await
}

pub(crate) async fn start(State(app): State<App>, posted: Posted) -> Result {
    let (visit, form) = security::with_password(&app, posted).await?;
    if !form.problems.is_empty() {
        return Ok(unkept(again(&load(&app, &visit, form).await?)?));
    }
    let at = &visit.at;
    app.db
        .write(|tx| Box::pin(directory::start_factor(tx, at)))
        .await?;
    go("/me/security/factor")
}

pub(crate) async fn confirm(State(app): State<App>, posted: Posted) -> Result {
    let Posted { visit, mut form } = posted;
    let (at, typed) = (&visit.at, form.get("code").to_owned());
    let typed = typed.as_str();
    let done = app
        .db
        .write(|tx| Box::pin(directory::confirm_factor(tx, at, typed)))
        .await;
    match done {
        Ok(codes) => show(&app, &visit, codes).await,
        Err(refused) => {
            form.take(refused)?;
            Ok(unkept(again(&load(&app, &visit, form).await?)?))
        }
    }
}

/// The sheet of codes: it answers the post, and no other request shows it again.
async fn show(app: &App, visit: &Visit, codes: Vec<String>) -> Result {
    let codes = &codes;
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                // The factor stands now, whatever the visit began with.
                let mut page = Work::of(tx, visit, "security").await?;
                page.lacks_factor = false;
                Ok(CodesPage {
                    page,
                    login: directory::own_account(tx, &visit.at).await?.login,
                    codes: codes.clone(),
                    today: visit.at.today.long(),
                })
            })
        })
        .await?;
    Ok(unkept(html(&page)?))
}

pub(crate) async fn remove(State(app): State<App>, posted: Posted) -> Result {
    let (visit, mut form) = security::with_password(&app, posted).await?;
    if form.problems.is_empty() {
        let at = &visit.at;
        let done = app
            .db
            .write(|tx| Box::pin(directory::remove_factor(tx, at)))
            .await;
        match done {
            Ok(()) => return go("/me/security#factor"),
            Err(refused) => form.take(refused)?,
        }
    }
    security::refused(&app, &visit, form).await
}

pub(crate) async fn remake_codes(State(app): State<App>, posted: Posted) -> Result {
    let (visit, form) = security::with_password(&app, posted).await?;
    if !form.problems.is_empty() {
        return security::refused(&app, &visit, form).await;
    }
    let at = &visit.at;
    let codes = app
        .db
        .write(|tx| Box::pin(directory::remake_recovery_codes(tx, at)))
        .await?;
    show(&app, &visit, codes).await
}
