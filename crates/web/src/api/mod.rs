//! The same verbs as the pages, for programs: JSON in, JSON out, described at
//! `/api/v1/openapi.json`. Nothing can be done here that a page would refuse.
//!
//! Whoever signs in gets a token and sends it as `Authorization: Bearer`; no cookie
//! is read here, so that no foreign page can post in a visitor's name.

mod caller;
pub(crate) mod notices;
pub(crate) mod pledges;
pub(crate) mod problem;
pub(crate) mod session;
pub(crate) mod sites;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi as _;

use caller::Bearer;

/// What the API is, as its document says it.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "sanzheng",
        description = "Pledge, review, appraisal and honour: the records of a civic campaign.",
        license(name = "MIT OR Apache-2.0"),
        version = "1"
    ),
    paths(
        session::sign_in,
        session::sign_out,
        sites::list,
        sites::show,
        pledges::list,
        notices::list,
        notices::show,
        notices::object,
        notices::follow,
        notices::conclude,
        notices::withdraw,
    ),
    components(schemas(problem::Problem, problem::Field)),
    modifiers(&Bearer)
)]
struct Described;

/// The answer to an address that cannot be read.
pub(crate) fn illegible() -> Response {
    let text = "地址里有空字符（%00），请去掉";
    problem::Failure::Said(StatusCode::BAD_REQUEST, text.to_owned()).into_response()
}

/// The description.
pub(crate) async fn openapi() -> Response {
    let described = Json(Described::openapi());
    ([(header::CACHE_CONTROL, "no-store")], described).into_response()
}

/// The addresses that the description names: method and path.
pub fn described() -> Vec<(String, String)> {
    let document = Described::openapi();
    let mut all = Vec::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in [
            ("get", &item.get),
            ("post", &item.post),
            ("delete", &item.delete),
        ] {
            if operation.is_some() {
                all.push((method.to_owned(), path.clone()));
            }
        }
    }
    all
}
