//! Pages that anyone may read, without an account. What they show depends on
//! the address, the elder cookie, the day and the database alone: the cache
//! keeps them.

pub(crate) mod cards;
pub(crate) mod feed;
pub(crate) mod home;
pub(crate) mod honours;
mod letters;
pub(crate) mod notices;
pub(crate) mod objections;
pub(crate) mod pages;
pub(crate) mod plan;
pub(crate) mod pledges;
pub(crate) mod shown;
pub(crate) mod strip;
pub(crate) mod supervision;
pub(crate) mod versions;
pub(crate) mod wall;

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use civic::directory::clock::{self, Times};
use civic::directory::{self, Path, Site};
use civic::{Counter, TenantId};
use ground::{Error, Tx};
use qrcode::{Color, EcLevel, QrCode};

use crate::app::App;
use crate::layout::Pub;
use crate::visit::is_elder;

/// How a public page is looked at.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// Whether the elder view is on.
    pub(crate) elder: bool,
    /// The address to come back to.
    pub(crate) here: String,
}

impl Look {
    /// The same look at another address: for a page that answers a post.
    pub(crate) fn at(self, here: String) -> Self {
        Self { here, ..self }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Look {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            elder: is_elder(&parts.headers),
            here: parts
                .uri
                .path_and_query()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
        })
    }
}

/// The place in the address, with a visitor at its counter.
#[derive(Debug)]
pub(crate) struct Place {
    /// A visit without an account.
    pub(crate) at: Counter,
    /// What is trusted of its time.
    pub(crate) times: Times,
    /// The public place.
    pub(crate) site: Site,
    /// The frame of its pages.
    pub(crate) page: Pub,
}

impl Place {
    /// Opens the place with this code; an unknown one does not exist.
    pub(crate) async fn open(
        tx: &mut Tx,
        app: &App,
        look: &Look,
        code: &str,
        current: &'static str,
    ) -> ground::Result<Self> {
        let site = directory::site(tx, code).await?;
        let page = Pub {
            site: site.code.clone(),
            org: site.name.clone(),
            address: site.address.clone(),
            phone: site.phone.clone(),
            elder: look.elder,
            current,
            here: look.here.clone(),
        };
        let at = Counter::visitor(&app.house, site.tenant_id);
        Ok(Self {
            times: clock::times(tx, &at).await?,
            at,
            site,
            page,
        })
    }

    /// The tenant of the place.
    pub(crate) fn tenant(&self) -> TenantId {
        self.site.tenant_id
    }

    /// What stands outside this place does not exist on its pages.
    pub(crate) fn require(&self, path: &Path) -> ground::Result<()> {
        if self.site.path.covers(path) {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}

/// A page that holds a secret of its reader: kept by no cache.
pub(crate) fn unkept(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The QR code of an address of this site, as a picture that scales; its label is what it opens.
pub(crate) fn qr(app: &App, path: &str, label: &str) -> ground::Result<String> {
    qr_of(&format!("{}{path}", app.settings.public_url), label)
}

/// The QR code of any text, as a picture that scales. The label is ours, never typed by anyone.
pub(crate) fn qr_of(text: &str, label: &str) -> ground::Result<String> {
    const MARGIN: usize = 3;
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|e| ground::Fault::new(e.to_string()))?;
    let width = code.width();
    let mut path = String::new();
    for (i, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (i % width + MARGIN, i / width + MARGIN);
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let side = width + 2 * MARGIN;
    Ok(format!(
        r##"<svg class="qr" width="132" height="132" viewBox="0 0 {side} {side}" role="img" aria-label="{label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#111" d="{path}"/></svg>"##
    ))
}

/// A query code or a fingerprint in groups of four, as it is read aloud.
pub(crate) fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|g| g.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_groups_of_four() {
        assert_eq!(grouped("2345ABCD6789"), "2345 ABCD 6789");
        assert_eq!(grouped(""), "");
    }
}
