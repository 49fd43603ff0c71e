//! What the pages at the door share: slow passwords off the async threads, the
//! cookies of a session and of a half-done sign-in, and where one goes then.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use civic::directory::{self, Account, Entered, HashedPassword, sign_in};
use ground::Fault;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::visit::{SESSION, on_this_site};

/// How many passwords are tried at once: each takes 19 MiB and a core for a while.
static SLOW: Semaphore = Semaphore::const_new(2);

/// The cookie of a sign-in between its password and its code: the name of a row, no claim.
pub(super) const STEP: &str = "sanzheng_step";

/// Does slow work with a password. The permit goes along: a visitor who leaves early
/// does not make room for another slow try.
async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> ground::Result<T> {
    let permit = SLOW.acquire().await.map_err(Fault::new)?;
    let done = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work()
    });
    done.await.map_err(|e| Fault::new(e).into())
}

/// Whether a password is that of the account; for none it takes as long.
pub(super) async fn fits(account: Option<Account>, password: &str) -> ground::Result<bool> {
    let password = password.to_owned();
    slowly(move || directory::password_fits(account.as_ref(), &password)).await
}

/// Hashes a new password, refused when it is weak.
pub(super) async fn hashed(password: &str) -> ground::Result<HashedPassword> {
    let password = password.to_owned();
    slowly(move || directory::hash_password(&password)).await?
}

/// The kind of device that asks.
pub(crate) fn device(headers: &HeaderMap) -> String {
    let name = headers.get(header::USER_AGENT);
    sign_in::rules::device(name.and_then(|v| v.to_str().ok()).unwrap_or_default())
}

/// An address on this site, or the desk.
pub(super) fn inside(next: &str) -> &str {
    on_this_site(next).unwrap_or("/desk")
}

fn secure(app: &App) -> &'static str {
    if app.settings.public_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    }
}

/// On to where the right password leads: in, or to the code.
pub(super) fn onward(app: &App, entered: &Entered, next: &str) -> Response {
    match entered {
        Entered::In(session) => go_in(app, &session.key, next),
        Entered::Half(key) => {
            let life = app.house.defaults.door_step_seconds;
            let cookie = format!(
                "{STEP}={key}; Path=/sign-in; HttpOnly; SameSite=Lax; Max-Age={life}{}",
                secure(app)
            );
            let query = serde_urlencoded::to_string([("next", inside(next))]);
            let page = format!("/sign-in/code?{}", query.unwrap_or_default());
            ([(header::SET_COOKIE, cookie)], Redirect::to(&page)).into_response()
        }
    }
}

/// In, with a session.
pub(super) fn go_in(app: &App, key: &str, next: &str) -> Response {
    let cookie = format!(
        "{SESSION}={key}; Path=/; HttpOnly; SameSite=Lax{}",
        secure(app)
    );
    ([(header::SET_COOKIE, cookie)], Redirect::to(inside(next))).into_response()
}
