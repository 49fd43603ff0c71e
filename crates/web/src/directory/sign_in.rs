//! The sign-in page, and the way out.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect};
use civic::directory;
use serde::Deserialize;

use super::{door, passkeys};
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::public::Look;
use crate::visit::{Open, Posted, SESSION, cookie};

#[derive(Template)]
#[template(path = "directory/sign_in.html")]
struct SignInPage {
    look: Look,
    form: Form,
    /// Whether passkeys are offered at this address.
    passkeys: bool,
}

/// The page with a form that was refused on it, of whichever way in.
pub(super) fn refused(app: &App, look: Look, form: Form) -> Result {
    again(&SignInPage {
        look: look.at("/sign-in".to_owned()),
        form,
        passkeys: passkeys::place(app).is_some(),
    })
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

pub(crate) async fn page(State(app): State<App>, look: Look, Query(query): Query<Next>) -> Result {
    html(&SignInPage {
        look,
        passkeys: passkeys::place(&app).is_some(),
        form: Form::filled([("next", door::inside(&query.next).to_owned())]),
    })
}

pub(crate) async fn enter(
    State(app): State<App>,
    look: Look,
    headers: HeaderMap,
    Open(mut form): Open,
) -> Result {
    let done = try_password(&app, &headers, form.get("login"), form.get("password")).await;
    match done {
        Ok(Ok(entered)) => Ok(door::onward(&app, &entered, form.get("next"))),
        Ok(Err(no)) => {
            form.take(no.into())?;
            refused(&app, look, form)
        }
        Err(no) => {
            form.take(no)?;
            refused(&app, look, form)
        }
    }
}

/// Tries a login and password; a wrong one is counted, and is a value.
pub(crate) async fn try_password(
    app: &App,
    headers: &HeaderMap,
    login: &str,
    password: &str,
) -> ground::Result<std::result::Result<directory::Entered, directory::No>> {
    let device = door::device(headers);
    let (house, device) = (&app.house, device.as_str());
    let account = app
        .db
        .read(|tx| Box::pin(directory::account(tx, house, login)))
        .await?;
    let fits = door::fits(account, password).await?;
    app.db
        .write(|tx| Box::pin(directory::sign_in(tx, house, login, fits, device)))
        .await
}

pub(crate) async fn sign_out(State(app): State<App>, headers: HeaderMap, posted: Posted) -> Result {
    let at = &posted.visit.at;
    if let Some(key) = cookie(&headers, SESSION) {
        app.db
            .write(|tx| Box::pin(directory::sign_out(tx, at, key)))
            .await?;
    }
    let cookie = format!("{SESSION}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response())
}
