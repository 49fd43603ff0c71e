//! Coming in with an invitation slip: by its QR code, or by typing its code at `/i`.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use civic::directory::{self, Invited, NewAccount, No, sign_in};

use super::door;
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::public::{Look, unkept};
use crate::visit::Open;

#[derive(Template)]
#[template(path = "directory/ask.html")]
struct AskPage {
    look: Look,
    form: Form,
}

#[derive(Template)]
#[template(path = "directory/invited.html")]
struct InvitedPage {
    look: Look,
    form: Form,
    invited: Invited,
    code: String,
}

pub(crate) async fn ask(look: Look) -> Result {
    html(&AskPage {
        look,
        form: Form::default(),
    })
}

/// The typed code becomes the address that the QR code holds.
pub(crate) async fn asked(look: Look, Open(form): Open) -> Result {
    match sign_in::rules::typed(form.get("code")) {
        sign_in::rules::Typed::Recovery(code) => go(&format!("/i/{code}")),
        _ => not_that(look, form, No::Slip),
    }
}

/// Back to where the code is typed, which is kept.
fn not_that(look: Look, mut form: Form, refused: No) -> Result {
    form.take(refused.into())?;
    again(&AskPage {
        look: look.at("/i".to_owned()),
        form,
    })
}

/// Whose slip it is; a wrong one is counted.
async fn whose(app: &App, code: &str) -> ground::Result<std::result::Result<Invited, No>> {
    let house = &app.house;
    app.db
        .write(|tx| Box::pin(directory::invitation(tx, house, code)))
        .await
}

/// The code in an address, without what was put between its letters.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect()
}

pub(crate) async fn page(State(app): State<App>, look: Look, Path(code): Path<String>) -> Result {
    let code = plain(&code);
    match whose(&app, &code).await? {
        Ok(invited) => Ok(unkept(html(&InvitedPage {
            form: Form::filled([("login", invited.proposed.clone())]),
            look,
            invited,
            code,
        })?)),
        Err(no) => not_that(look, Form::filled([("code", code)]), no),
    }
}

pub(crate) async fn accept(
    State(app): State<App>,
    look: Look,
    headers: HeaderMap,
    Path(code): Path<String>,
    Open(mut form): Open,
) -> Result {
    let code = plain(&code);
    // Whose it is comes first: no stranger makes the machine hash passwords.
    let invited = match whose(&app, &code).await? {
        Ok(invited) => invited,
        Err(no) => return not_that(look, Form::filled([("code", code)]), no),
    };
    if form.get("password") != form.get("again") {
        form.refuse("again", "两次输入的密码不一样");
    }
    if !directory::rules::is_strong(form.get("password")) {
        form.take(No::Weak.into())?;
    }
    if invited.login.is_none() && sign_in::rules::login(form.get("login")).is_none() {
        form.take(No::Login.into())?;
    }
    if form.problems.is_empty() {
        match take(&app, &headers, &code, &form).await {
            Ok(Ok(entered)) => return Ok(door::onward(&app, &entered, "/me")),
            Ok(Err(no)) => return not_that(look, Form::filled([("code", code)]), no),
            Err(refused) => form.take(refused)?,
        }
    }
    Ok(unkept(again(&InvitedPage {
        look,
        form,
        invited,
        code,
    })?))
}

async fn take(
    app: &App,
    headers: &HeaderMap,
    code: &str,
    form: &Form,
) -> ground::Result<std::result::Result<directory::Entered, No>> {
    let hashed = door::hashed(form.get("password")).await?;
    let new = &NewAccount {
        login: form.get("login"),
        password: &hashed,
    };
    let (house, device) = (&app.house, door::device(headers));
    let device = device.as_str();
    app.db
        .write(|tx| {
            Box::pin(directory::accept_invitation(
                tx,
                house,
                code,
                new.clone(),
                device,
            ))
        })
        .await
}
