//! Errors as programs read them (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::Error;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

/// A problem: what, and where.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The status, once more.
    #[schema(example = 422, minimum = 400, maximum = 599)]
    status: u16,
    /// What went wrong, for a person.
    title: String,
    /// Each field that is to be put right, with what to do.
    fields: Vec<Field>,
}

/// A field with its problem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Field {
    /// The field; empty when the problem is of none.
    name: String,
    /// What is wrong, and what to do.
    text: String,
}

/// Every answer that is no success has this form.
#[derive(IntoResponses)]
#[response(
    status = "4XX",
    content_type = "application/problem+json",
    description = "What was asked for cannot be read, is not there, or is refused"
)]
pub(crate) struct Refused(#[expect(dead_code, reason = "describes the answer")] Problem);

/// The result of a handler.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// An error on its way to becoming a problem.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What a verb said.
    Verb(Error),
    /// What was said before any verb.
    Said(StatusCode, String),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Verb(error.into())
    }
}

impl Failure {
    /// Nobody signed in, or not any more.
    pub(crate) fn unknown() -> Self {
        Self::Said(StatusCode::UNAUTHORIZED, "请先登录取得令牌".to_owned())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, title, fields) = match self {
            Self::Said(status, title) => (status, title, Vec::new()),
            Self::Verb(error) => told(&error),
        };
        let problem = Problem {
            status: status.as_u16(),
            title,
            fields,
        };
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

fn told(error: &Error) -> (StatusCode, String, Vec<Field>) {
    match error {
        Error::NotFound => (StatusCode::NOT_FOUND, error.to_string(), Vec::new()),
        Error::Forbidden => (StatusCode::FORBIDDEN, error.to_string(), Vec::new()),
        Error::Refused(refusal) => {
            let field = |(name, text): (Option<&'static str>, String)| Field {
                name: name.unwrap_or_default().to_owned(),
                text,
            };
            let fields: Vec<Field> = refusal.parts().into_iter().map(field).collect();
            let is_of_fields = fields.iter().any(|f| !f.name.is_empty());
            let status = if is_of_fields {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::CONFLICT
            };
            (status, refusal.to_string(), fields)
        }
        Error::Fault(fault) => {
            tracing::error!(%fault, "fault");
            let text = if fault.is_full() {
                ground::FULL
            } else {
                "系统出了故障，没有保存。请稍后再试"
            };
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                text.to_owned(),
                Vec::new(),
            )
        }
    }
}
