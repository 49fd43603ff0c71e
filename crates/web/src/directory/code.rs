//! The second step of signing in: the code of the authenticator, or one from the recovery sheet.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use civic::directory::{self, No};

use super::door::{self, STEP};
use super::sign_in::Next;
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::public::Look;
use crate::visit::{Open, cookie};

#[derive(Template)]
#[template(path = "directory/code.html")]
struct CodePage {
    look: Look,
    form: Form,
    /// Whether the step is over, and only the way back is left.
    is_over: bool,
}

pub(crate) async fn page(
    State(app): State<App>,
    look: Look,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Result {
    let (house, key) = (&app.house, cookie(&headers, STEP).unwrap_or_default());
    let waiting = app
        .db
        .read(|tx| Box::pin(directory::account_at_step(tx, house, key)))
        .await?;
    let form = Form::filled([("next", door::inside(&query.next).to_owned())]);
    match waiting {
        Ok(_) => html(&CodePage {
            look,
            form,
            is_over: false,
        }),
        Err(refused) => refuse(look, form, refused),
    }
}

pub(crate) async fn enter(
    State(app): State<App>,
    look: Look,
    headers: HeaderMap,
    Open(form): Open,
) -> Result {
    let (house, key) = (&app.house, cookie(&headers, STEP).unwrap_or_default());
    let (typed, device) = (form.get("code"), door::device(&headers));
    let device = device.as_str();
    let done = app
        .db
        .write(|tx| Box::pin(directory::enter_code(tx, house, key, typed, device)))
        .await?;
    match done {
        Ok(session) => Ok(door::go_in(&app, &session.key, form.get("next"))),
        Err(refused) => refuse(look, form, refused),
    }
}

fn refuse(look: Look, mut form: Form, refused: No) -> Result {
    let is_over = refused != No::WrongCode;
    form.take(refused.into())?;
    again(&CodePage {
        look,
        form,
        is_over,
    })
}
