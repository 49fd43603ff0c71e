//! Tokens: one for a login and password, with the code where a second factor stands.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use civic::directory::{self, Entered};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Caller, Sent};
use super::problem::{Failure, Refused, Result};
use crate::app::App;
use crate::directory::{door, sign_in};

/// What opens the door.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The login.
    #[schema(max_length = 200)]
    login: String,
    /// The password.
    #[schema(max_length = 200)]
    password: String,
    /// The code of the second factor, where one is set up.
    #[serde(default)]
    #[schema(max_length = 40)]
    code: String,
}

/// A token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    /// To be sent as `Authorization: Bearer`.
    token: String,
    /// It ends when it was not used for so many seconds.
    idle_seconds: i64,
}

/// Sign in: a token for a login and password.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    request_body = Credentials,
    responses((status = 201, description = "A token", body = Token), Refused)
)]
pub(crate) async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    Sent(sent): Sent<Credentials>,
) -> Result<(StatusCode, Json<Token>)> {
    let entered = sign_in::try_password(&app, &headers, &sent.login, &sent.password).await?;
    let session = match entered.map_err(|no| refused(&no))? {
        Entered::In(session) => session,
        Entered::Half(step) => {
            let (house, device) = (&app.house, door::device(&headers));
            let (step, code, device) = (step.as_str(), sent.code.as_str(), device.as_str());
            app.db
                .write(|tx| Box::pin(directory::enter_code(tx, house, step, code, device)))
                .await?
                .map_err(|no| refused(&no))?
        }
    };
    let token = Token {
        token: session.key,
        idle_seconds: app.house.defaults.idle_seconds,
    };
    Ok((StatusCode::CREATED, Json(token)))
}

/// Whatever was wrong with login, password or code, the answer has one status.
fn refused(no: &directory::No) -> Failure {
    Failure::Said(StatusCode::UNAUTHORIZED, no.to_string())
}

/// Sign out: the token is worth nothing any more.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    security(("token" = [])),
    responses((status = 204, description = "Signed out"), Refused)
)]
pub(crate) async fn sign_out(State(app): State<App>, caller: Caller) -> Result<StatusCode> {
    let (at, key) = (&caller.at, caller.token.as_str());
    app.db
        .write(|tx| Box::pin(directory::sign_out(tx, at, key)))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
