//! Files as they leave the site: what they are, what they are called, and whether a
//! browser keeps them or may show them.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A file to keep, never opened on this site. `plain` is its name for browsers that read
/// no other.
pub(crate) fn kept(kind: &'static str, plain: &str, name: &str, bytes: Vec<u8>) -> Response {
    answer("attachment", kind, (plain, name), bytes)
}

/// A file that a page may show: only what this site made itself, as a picture drawn anew.
pub(crate) fn shown(kind: &'static str, plain: &str, name: &str, bytes: Vec<u8>) -> Response {
    answer("inline", kind, (plain, name), bytes)
}

fn answer(how: &str, kind: &'static str, (plain, name): (&str, &str), bytes: Vec<u8>) -> Response {
    let name: String = name.bytes().map(|b| format!("%{b:02X}")).collect();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{name}"),
        ),
    ];
    (headers, bytes).into_response()
}
