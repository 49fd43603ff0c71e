//! Passkeys (通行密钥): adding and removing one's own, and signing in by one.
//! The two halves of a ceremony are two plain posts; the script between them
//! only hands the options to the browser and its answer to the form.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use civic::directory::{self, Ceremony, PasskeyPlace};
use ground::Error;

use super::{door, security, sign_in};
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::public::{Look, unkept};
use crate::visit::{Open, Posted, id};

#[derive(Template)]
#[template(path = "directory/passkey_new.html")]
struct NewPage {
    page: Work,
    ceremony: Ceremony,
}

#[derive(Template)]
#[template(path = "directory/passkey_ask.html")]
struct AskPage {
    look: Look,
    next: String,
    ceremony: Ceremony,
}

/// Where passkeys are good; none where the public address is no https host name.
pub(super) fn place(app: &App) -> Option<PasskeyPlace> {
    PasskeyPlace::of(&app.settings.public_url)
}

fn offered(app: &App) -> ground::Result<PasskeyPlace> {
    place(app).ok_or(Error::NotFound)
}

pub(crate) async fn start(State(app): State<App>, posted: Posted) -> Result {
    let place = &offered(&app)?;
    let (visit, form) = security::with_password(&app, posted).await?;
    if !form.problems.is_empty() {
        return security::refused(&app, &visit, form).await;
    }
    let visit = &visit;
    let page = app
        .db
        .write(|tx| {
            Box::pin(async move {
                Ok(NewPage {
                    page: Work::of(tx, visit, "security").await?,
                    ceremony: directory::start_passkey(tx, &visit.at, place).await?,
                })
            })
        })
        .await?;
    Ok(unkept(html(&page)?))
}

pub(crate) async fn add(State(app): State<App>, headers: HeaderMap, posted: Posted) -> Result {
    let Posted { visit, mut form } = posted;
    let place = &offered(&app)?;
    let (at, device) = (&visit.at, door::device(&headers));
    let (key, answer, device) = (form.get("key"), form.get("answer"), device.as_str());
    let done = app
        .db
        .write(|tx| Box::pin(directory::add_passkey(tx, at, place, key, answer, device)))
        .await;
    match done {
        Ok(()) => go("/me/security#passkeys"),
        Err(refused) => {
            form.take(refused)?;
            security::refused(&app, &visit, form).await
        }
    }
}

pub(crate) async fn remove(
    State(app): State<App>,
    Path(key): Path<String>,
    posted: Posted,
) -> Result {
    let (key, at) = (id(&key)?, &posted.visit.at);
    app.db
        .write(|tx| Box::pin(directory::remove_passkey(tx, at, key)))
        .await?;
    go("/me/security#passkeys")
}

pub(crate) async fn ask(State(app): State<App>, look: Look, Open(form): Open) -> Result {
    let (place, house) = (&offered(&app)?, &app.house);
    let ceremony = app
        .db
        .write(|tx| Box::pin(directory::ask_passkey(tx, house, place)))
        .await?;
    Ok(unkept(html(&AskPage {
        look: look.at("/sign-in".to_owned()),
        next: door::inside(form.get("next")).to_owned(),
        ceremony,
    })?))
}

pub(crate) async fn enter(
    State(app): State<App>,
    look: Look,
    headers: HeaderMap,
    Open(form): Open,
) -> Result {
    let (place, house) = (&offered(&app)?, &app.house);
    let (key, answer, device) = (form.get("key"), form.get("answer"), &door::device(&headers));
    let done = app
        .db
        .write(|tx| {
            Box::pin(directory::enter_passkey(
                tx, house, place, key, answer, device,
            ))
        })
        .await?;
    match done {
        Ok(session) => Ok(door::go_in(&app, &session.key, form.get("next"))),
        Err(no) => {
            let mut again = Form::filled([("next", form.get("next").to_owned())]);
            again.take(no.into())?;
            sign_in::refused(&app, look, again)
        }
    }
}
