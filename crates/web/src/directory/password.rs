//! Changing one's own password.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use civic::directory::{self, Account, No};

use super::door;
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::public::Look;
use crate::visit::{Posted, Visit};

#[derive(Template)]
#[template(path = "directory/password.html")]
struct PasswordPage {
    look: Look,
    form: Form,
    csrf: String,
    /// Whether somebody else knows the password: then it is not asked for.
    was_handed_over: bool,
}

pub(crate) async fn page(State(app): State<App>, look: Look, visit: Visit) -> Result {
    let account = own(&app, &visit).await?;
    html(&PasswordPage {
        look,
        form: Form::default(),
        csrf: visit.csrf,
        was_handed_over: account.must_change(),
    })
}

pub(crate) async fn change(State(app): State<App>, look: Look, posted: Posted) -> Result {
    let Posted { visit, mut form } = posted;
    let account = own(&app, &visit).await?;
    let was_handed_over = account.must_change();
    let done = if form.get("password") == form.get("again") {
        put(&app, &visit, &form, account).await
    } else {
        form.refuse("again", "两次输入的密码不一样");
        Ok(())
    };
    if let Err(refused) = done {
        form.take(refused)?;
    }
    if form.problems.is_empty() {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    again(&PasswordPage {
        look,
        form,
        csrf: visit.csrf,
        was_handed_over,
    })
}

async fn own(app: &App, visit: &Visit) -> ground::Result<Account> {
    app.db
        .read(|tx| Box::pin(directory::own_account(tx, &visit.at)))
        .await
}

async fn put(app: &App, visit: &Visit, form: &Form, account: Account) -> ground::Result<()> {
    let at = &visit.at;
    if !account.must_change() {
        own_password(app, visit, form).await?;
    }
    if door::fits(Some(account), form.get("password")).await? {
        return Err(No::SamePassword.into());
    }
    let hashed = &door::hashed(form.get("password")).await?;
    app.db
        .write(|tx| Box::pin(directory::change_password(tx, at, hashed)))
        .await
}

/// Asks for the password that one has, before anything about the account changes.
pub(super) async fn own_password(app: &App, visit: &Visit, form: &Form) -> ground::Result<()> {
    let at = &visit.at;
    let account = own(app, visit).await?;
    let fits = door::fits(Some(account), form.get("current")).await?;
    let counted = app
        .db
        .write(|tx| Box::pin(directory::own_password(tx, at, fits)))
        .await?;
    Ok(counted?)
}
