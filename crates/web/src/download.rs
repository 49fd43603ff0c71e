//! Files as they leave the site: what they are and what they are called.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A file that the browser keeps; a page may still show it where it is a picture. `plain`
/// is its name for browsers that read no other.
pub(crate) fn kept(kind: &'static str, plain: &str, name: &str, bytes: Vec<u8>) -> Response {
    let name: String = name.bytes().map(|b| format!("%{b:02X}")).collect();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{name}"),
        ),
    ];
    (headers, bytes).into_response()
}
