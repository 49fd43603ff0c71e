//! Errors are pages: what, where, and what to do.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use ground::Error;

/// The result of a handler.
pub(crate) type Result<T = Response> = std::result::Result<T, Failure>;

/// An error on its way to becoming a page.
#[derive(Debug)]
pub(crate) struct Failure(Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    title: &'a str,
    text: &'a str,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self.0 {
            Error::NotFound => page(
                StatusCode::NOT_FOUND,
                "没有这个页面",
                "地址可能写错了，或内容不对您开放。",
            ),
            Error::Forbidden => page(
                StatusCode::FORBIDDEN,
                "您不能办这件事",
                "这件事要由别的身份来办。需要的话，请联系管理员。",
            ),
            Error::Refused(refusal) => page(StatusCode::CONFLICT, "没有办成", &refusal.to_string()),
            Error::Fault(fault) => {
                tracing::error!(%fault, "fault");
                if fault.is_full() {
                    return page(StatusCode::INSUFFICIENT_STORAGE, "没有保存", ground::FULL);
                }
                page(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "系统出了故障",
                    "没有保存。请稍后再试，或告诉管理员。",
                )
            }
        }
    }
}

pub(crate) fn page(status: StatusCode, title: &str, text: &str) -> Response {
    let body = ErrorPage { title, text }
        .render()
        .unwrap_or_else(|_| format!("{title}：{text}"));
    (status, Html(body)).into_response()
}

pub(crate) async fn no_such_page() -> Failure {
    Failure(Error::NotFound)
}

/// Renders a page.
pub(crate) fn html(template: &impl Template) -> Result {
    let body = template.render().map_err(ground::Fault::new)?;
    Ok(Html(body).into_response())
}

/// Renders a form that was refused: the same page, its errors in place (422).
pub(crate) fn again(template: &impl Template) -> Result {
    let body = template.render().map_err(ground::Fault::new)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(body)).into_response())
}
