//! Who calls, and what they send.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Json, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use civic::{Counter, directory};
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::problem::Failure;
use crate::app::App;

/// The token in the document.
pub(super) struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The token of a request.
pub(super) fn token(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A caller who signed in and owes nothing first.
#[derive(Debug)]
pub(crate) struct Caller {
    /// Tenant, actor, time.
    pub(crate) at: Counter,
    /// What it is called by.
    pub(super) token: String,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = token(parts).ok_or_else(Failure::unknown)?.to_owned();
        let key = token.as_str();
        let session = app
            .db
            .read(|tx| Box::pin(directory::session(tx, &app.house, key)))
            .await?
            .ok_or_else(Failure::unknown)?;
        if session.stale {
            app.db
                .write(|tx| Box::pin(directory::touch_session(tx, &app.house, key)))
                .await?;
        }
        if session.must_change || session.owes_factor {
            let first = "请先在网页上登录，改好密码、启用动态码";
            return Err(Failure::Said(StatusCode::FORBIDDEN, first.to_owned()));
        }
        Ok(Self {
            at: Counter::of(&app.house, session.actor),
            token,
        })
    }
}

/// What was sent, as JSON that fits.
#[derive(Debug)]
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let mut sent = match Json::<Value>::from_request(request, app).await {
            Ok(Json(sent)) => sent,
            Err(refused) => return Err(unread(&refused)),
        };
        without_nul(&mut sent);
        serde_json::from_value(sent).map(Self).map_err(|cause| {
            let text = format!("内容读不出来：{cause}");
            Failure::Said(StatusCode::UNPROCESSABLE_ENTITY, text)
        })
    }
}

/// Leaves the NULs out, as a form does: PostgreSQL keeps none in text.
fn without_nul(sent: &mut Value) {
    match sent {
        Value::String(text) => text.retain(|c| c != '\0'),
        Value::Array(all) => all.iter_mut().for_each(without_nul),
        Value::Object(all) => all.values_mut().for_each(without_nul),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn unread(refused: &JsonRejection) -> Failure {
    let text = match refused {
        JsonRejection::MissingJsonContentType(_) => "请用 application/json 发送".to_owned(),
        other => format!("内容读不出来：{}", other.body_text()),
    };
    Failure::Said(refused.status(), text)
}

/// Something in the address: what is none of its kind does not exist.
#[derive(Debug)]
pub(crate) struct In<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for In<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let found = Path::<T>::from_request_parts(parts, app).await;
        found
            .map(|Path(found)| Self(found))
            .map_err(|_| Failure::Verb(ground::Error::NotFound))
    }
}

/// What was asked for in the address, when it can be read.
#[derive(Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match Query::<T>::from_request_parts(parts, app).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(refused) => {
                let text = format!("地址里的条件读不出来：{}", refused.body_text());
                Err(Failure::Said(refused.status(), text))
            }
        }
    }
}
