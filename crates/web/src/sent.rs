//! A form with a file, as a browser sends it.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::form::Form;
use crate::visit::{Visit, stale_form, unreadable};

/// The largest upload, in bytes: somewhat more than the 20 MB that the pages name.
const LONGEST_UPLOAD: usize = 24 << 20;

/// What the browser sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// The fields.
    pub(crate) form: Form,
    /// The file's bytes.
    pub(crate) file: Vec<u8>,
    /// The file's name; empty when none was chosen.
    pub(crate) name: String,
    /// Whether it was longer than the site takes, and so is not here in full.
    pub(crate) is_cut: bool,
}

impl Sent {
    /// Takes the parts in; ends early at one that is longer than the site takes.
    async fn take(&mut self, mut parts: Multipart) -> Result<(), MultipartError> {
        while let Some(part) = parts.next_field().await? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == "file" {
                self.name = base(part.file_name().unwrap_or_default()).replace('\0', "");
                self.file = part.bytes().await?.to_vec();
            } else {
                self.form.set(&name, &part.text().await?);
            }
        }
        Ok(())
    }
}

/// A file sent by a signed-in visit, the form's token checked.
#[derive(Debug)]
pub(crate) struct Uploaded {
    /// Who.
    pub(crate) visit: Visit,
    /// What.
    pub(crate) sent: Sent,
}

impl FromRequest<App> for Uploaded {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        let mut request = Request::from_parts(parts, body);
        // A file may be longer than a form.
        DefaultBodyLimit::max(LONGEST_UPLOAD).apply(&mut request);
        let parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| unreadable())?;
        let mut sent = Sent::default();
        match sent.take(parts).await {
            Ok(()) => {}
            Err(fault) if fault.status() == StatusCode::PAYLOAD_TOO_LARGE => sent.is_cut = true,
            Err(_) => return Err(unreadable()),
        }
        if sent.form.get("csrf") != visit.csrf {
            return Err(stale_form());
        }
        Ok(Self { visit, sent })
    }
}

/// The last part of a path: some browsers send all of it.
fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
