//! The front door of the installation, and the switch of the elder view.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use civic::directory::{self, Site};

use super::Look;
use crate::app::App;
use crate::error::{Result, html};
use crate::visit::{ELDER, Open, on_this_site};

#[derive(Template)]
#[template(path = "public/root.html")]
struct RootPage {
    sites: Vec<Site>,
}

/// One place: its home. Several: a choice. None: how to start.
pub(crate) async fn root(State(app): State<App>, look: Look) -> Result {
    let sites = app
        .db
        .read(|tx| Box::pin(async move { directory::sites(tx).await }))
        .await?;
    if let [site] = &sites[..] {
        let code = site.code.clone();
        let look = look.at(format!("/t/{code}"));
        return super::home::home(State(app), look, axum::extract::Path(code)).await;
    }
    html(&RootPage { sites })
}

/// Turns the elder view on or off and goes back to where the switch was.
pub(crate) async fn set_elder(State(app): State<App>, Open(form): Open) -> Result {
    let (value, age) = if form.ticked("on") {
        ("1", 31_536_000)
    } else {
        ("", 0)
    };
    let secure = if app.settings.public_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{ELDER}={value}; Path=/; SameSite=Lax; Max-Age={age}{secure}");
    let mut response = Redirect::to(inside(form.get("back"))).into_response();
    let cookie = HeaderValue::try_from(cookie).map_err(ground::Fault::new)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// An address on this site, or its front door.
fn inside(back: &str) -> &str {
    on_this_site(back).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_goes_back_to_this_site_alone() {
        assert_eq!(inside("/t/a/notices?x=1"), "/t/a/notices?x=1");
        for elsewhere in [
            "",
            "//evil.example/",
            "https://evil.example/",
            "/\\evil.example",
            "/a\r\nb",
            "t/a",
            "/t/a b",
        ] {
            assert_eq!(inside(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
