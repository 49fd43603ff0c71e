//! The sign-in page.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect};
use civic::directory;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::visit::{Open, Posted, SESSION, Visit, cookie, on_this_site};

/// How many passwords are tried at once: each takes 19 MiB and a core for a while.
static SLOW: Semaphore = Semaphore::const_new(2);

#[derive(Template)]
#[template(path = "directory/sign_in.html")]
struct SignInPage {
    form: Form,
}

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// An address on this site, or the desk.
fn inside(next: &str) -> &str {
    on_this_site(next).unwrap_or("/desk")
}

pub(crate) async fn sign_in_page(Query(query): Query<Next>) -> Result {
    html(&SignInPage {
        form: Form::filled([("next", inside(&query.next).to_owned())]),
    })
}

pub(crate) async fn sign_in(State(app): State<App>, Open(mut form): Open) -> Result {
    let login = form.get("login").to_owned();
    let found = app
        .db
        .read(|tx| Box::pin(directory::account(tx, &app.house, &login)))
        .await;
    let account = match found {
        Ok(account) => account,
        Err(refused) => {
            form.take(refused)?;
            return again(&SignInPage { form });
        }
    };
    let password = form.get("password").to_owned();
    // The permit goes along: a visitor who leaves early does not make room for another slow try.
    let permit = SLOW.acquire().await.map_err(ground::Fault::new)?;
    let fits = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        directory::password_fits(account.as_ref(), &password)
    })
    .await
    .map_err(ground::Fault::new)?;
    let done = app
        .db
        .write(|tx| Box::pin(directory::sign_in(tx, &app.house, &login, fits)))
        .await;
    let done = match done {
        Ok(done) => done,
        Err(refused) => {
            form.take(refused)?;
            return again(&SignInPage { form });
        }
    };
    match done {
        Ok(session) => {
            let secure = if app.settings.public_url.starts_with("https:") {
                "; Secure"
            } else {
                ""
            };
            let cookie = format!(
                "{SESSION}={}; Path=/; HttpOnly; SameSite=Lax{secure}",
                session.key
            );
            Ok((
                [(header::SET_COOKIE, cookie)],
                Redirect::to(inside(form.get("next"))),
            )
                .into_response())
        }
        Err(refused) => {
            form.take(refused.into())?;
            again(&SignInPage { form })
        }
    }
}

pub(crate) async fn sign_out(
    State(app): State<App>,
    headers: HeaderMap,
    _posted: Posted,
) -> Result {
    if let Some(key) = cookie(&headers, SESSION) {
        app.db
            .write(|tx| Box::pin(directory::sign_out(tx, key)))
            .await?;
    }
    let cookie = format!("{SESSION}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response())
}

#[derive(Template)]
#[template(path = "directory/password.html")]
struct PasswordPage {
    form: Form,
    csrf: String,
}

pub(crate) async fn password_page(visit: Visit) -> Result {
    html(&PasswordPage {
        form: Form::default(),
        csrf: visit.csrf,
    })
}

pub(crate) async fn change_password(State(app): State<App>, posted: Posted) -> Result {
    let Posted { visit, mut form } = posted;
    if form.get("password") != form.get("again") {
        form.refuse("again", "两次输入的密码不一样");
        return again(&PasswordPage {
            form,
            csrf: visit.csrf,
        });
    }
    let password = form.get("password").to_owned();
    let permit = SLOW.acquire().await.map_err(ground::Fault::new)?;
    let account = app
        .db
        .read(|tx| Box::pin(directory::own_account(tx, &visit.at)))
        .await?;
    let hashed = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        if directory::password_fits(Some(&account), &password) {
            return Err(directory::No::SamePassword.into());
        }
        directory::hash_password(&password)
    })
    .await
    .map_err(ground::Fault::new)?;
    let hashed = match hashed {
        Ok(hashed) => hashed,
        Err(refused) => {
            form.take(refused)?;
            return again(&PasswordPage {
                form,
                csrf: visit.csrf,
            });
        }
    };
    app.db
        .write(|tx| Box::pin(directory::change_password(tx, &visit.at, &hashed)))
        .await?;
    Ok(Redirect::to("/sign-in").into_response())
}
