//! Who is at the counter: the session behind the cookie, and the forms that it posts.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, RawForm, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use civic::directory::{self, Actor};
use civic::{Counter, SessionId};
use ground::Error;

use crate::app::App;
use crate::error::{self, Failure};
use crate::form::Form;

/// The session cookie.
pub(crate) const SESSION: &str = "sanzheng_session";
/// The cookie of the elder view.
pub(crate) const ELDER: &str = "sanzheng_elder";

/// A signed-in visit.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Tenant, actor, time.
    pub(crate) at: Counter,
    /// The token that each form carries.
    pub(crate) csrf: String,
    /// Its session, to tell it from one's others.
    pub(crate) session: SessionId,
    /// Whether the role is privileged and there is no second factor.
    pub(crate) lacks_factor: bool,
    /// Whether the elder view is on.
    pub(crate) elder: bool,
    /// The address, to come back to from a switch.
    pub(crate) here: String,
}

impl Visit {
    /// Who it is.
    pub(crate) fn actor(&self) -> &Arc<Actor> {
        // A visit is only made for a session, and a session has an actor.
        match &self.at.actor {
            Some(actor) => actor,
            None => unreachable!("a visit without an actor"),
        }
    }
}

/// A cookie of the request.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, value)| value)
}

/// Whether the elder view is on.
pub(crate) fn is_elder(headers: &HeaderMap) -> bool {
    cookie(headers, ELDER) == Some("1")
}

/// Something that comes before everything else: its page, and what else is reached meanwhile.
type First = &'static [&'static str];

/// A password that was handed over is changed.
const PASSWORD: First = &["/password", "/sign-out"];
/// A second factor that is required is set up.
const FACTOR: First = &[
    "/me/security/factor",
    "/me/security/factor/confirmation",
    "/password",
    "/sign-out",
];

/// The visit, and what it has to do first.
async fn visit(headers: &HeaderMap, app: &App) -> ground::Result<Option<(Visit, First)>> {
    let Some(key) = cookie(headers, SESSION) else {
        return Ok(None);
    };
    let found = app
        .db
        .read(|tx| Box::pin(directory::session(tx, &app.house, key)))
        .await?;
    let Some(session) = found else {
        return Ok(None);
    };
    if session.stale {
        app.db
            .write(|tx| Box::pin(directory::touch_session(tx, &app.house, key)))
            .await?;
    }
    let at = Counter::of(&app.house, session.actor);
    let visit = Visit {
        at,
        csrf: session.csrf,
        session: session.id,
        lacks_factor: session.lacks_factor,
        elder: is_elder(headers),
        here: String::new(),
    };
    let first = match (session.must_change, session.owes_factor) {
        (true, _) => PASSWORD,
        (false, true) => FACTOR,
        (false, false) => &[],
    };
    Ok(Some((visit, first)))
}

fn to_sign_in(parts: &Parts) -> Response {
    let next = if parts.method == axum::http::Method::GET {
        parts.uri.path()
    } else {
        "/desk"
    };
    Redirect::to(&format!("/sign-in?next={next}")).into_response()
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        match visit(&parts.headers, app).await {
            Ok(Some((mut visit, first))) => match first.first() {
                Some(page) if !first.contains(&parts.uri.path()) => {
                    Err(Redirect::to(page).into_response())
                }
                _ => {
                    visit.here = parts.uri.to_string();
                    Ok(visit)
                }
            },
            Ok(None) => Err(to_sign_in(parts)),
            Err(fault) => Err(Failure::from(fault).into_response()),
        }
    }
}

/// A posted form of a signed-in visit, its token checked.
#[derive(Debug)]
pub(crate) struct Posted {
    /// Who.
    pub(crate) visit: Visit,
    /// What was typed.
    pub(crate) form: Form,
}

/// The longest posted form, in bytes: text of the longest fields with room to spare.
pub(crate) const LONGEST_FORM: usize = 1 << 20;

impl FromRequest<App> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        let form = form(Request::from_parts(parts, body), app).await?;
        if form.get("csrf") != visit.csrf {
            return Err(stale_form());
        }
        Ok(Self { visit, form })
    }
}

/// The page for a form whose token is not that of the session.
pub(crate) fn stale_form() -> Response {
    error::page(
        StatusCode::FORBIDDEN,
        "页面已经过期",
        "没有保存。请返回上一页，刷新后再提交。",
    )
}

async fn form(request: Request, app: &App) -> Result<Form, Response> {
    let RawForm(bytes) = RawForm::from_request(request, app)
        .await
        .map_err(|_| unreadable())?;
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_bytes(&bytes).map_err(|_| unreadable())?;
    Ok(Form::new(pairs))
}

/// The page for a post that cannot be read.
pub(crate) fn unreadable() -> Response {
    let advice = "请返回上一页再提交一次。";
    error::page(StatusCode::BAD_REQUEST, "提交的内容读不出来", advice)
}

/// A form posted without an account.
#[derive(Debug)]
pub(crate) struct Open(pub(crate) Form);

impl FromRequest<App> for Open {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        form(request, app).await.map(Self)
    }
}

/// An id in an address: anything that is not one does not exist.
pub(crate) fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::from(Error::NotFound))
}

/// An address on this site: browsers strip tabs and take backslashes for slashes, so both are refused.
pub(crate) fn on_this_site(address: &str) -> Option<&str> {
    let plain = address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (plain && address.starts_with('/') && !address.starts_with("//")).then_some(address)
}
