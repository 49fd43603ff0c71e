//! A form with files, as a browser sends it.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::form::Form;
use crate::visit::{Visit, stale_form, unreadable};

/// The largest form with one file, in bytes: somewhat more than the 20 MB that the pages name.
const LONGEST_UPLOAD: usize = 24 << 20;
/// How far a form that is longer than its page takes is read, in bytes, and forgotten:
/// a browser that cannot send all of it shows a broken connection in place of an answer.
const READ_ON: usize = 256 << 20;

/// A file that somebody chose.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    /// Its name, without its path; empty when none was chosen.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// How many parts a form has at most.
const PARTS: usize = 100;

/// What the browser sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// The fields.
    pub(crate) form: Form,
    /// The files that were chosen, in the order of the form.
    pub(crate) files: Vec<Chosen>,
    /// Whether it was longer than the page takes, and so is not here in full.
    pub(crate) is_cut: bool,
}

impl Sent {
    /// The file of a page that takes one.
    pub(crate) fn file(&mut self) -> Chosen {
        self.files.pop().unwrap_or_default()
    }

    /// Takes the parts in, `longest` bytes at most; one that does not fit is left out.
    async fn take(&mut self, mut parts: Multipart, longest: usize) -> Result<(), MultipartError> {
        let (mut room, mut left) = (longest, PARTS);
        while let Some(part) = parts.next_field().await? {
            let field = part.name().unwrap_or_default().to_owned();
            let name = base(part.file_name().unwrap_or_default()).replace('\0', "");
            let Some(bytes) = within(part, room).await? else {
                self.is_cut = true;
                continue;
            };
            // Names take room too, and nobody's form has as many parts.
            let taken = bytes.len() + field.len() + name.len();
            let Some((room_left, parts_left)) = room.checked_sub(taken).zip(left.checked_sub(1))
            else {
                self.is_cut = true;
                continue;
            };
            (room, left) = (room_left, parts_left);
            if field != "file" {
                self.form.set(&field, &String::from_utf8_lossy(&bytes));
            } else if !(name.is_empty() && bytes.is_empty()) {
                // A box in which nothing was chosen is sent too.
                self.files.push(Chosen { name, bytes });
            }
        }
        Ok(())
    }
}

/// The bytes of a part, when they fit; it is read to its end either way.
async fn within(mut part: Field<'_>, room: usize) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut bytes = Some(Vec::new());
    while let Some(chunk) = part.chunk().await? {
        bytes = bytes.filter(|b| b.len() + chunk.len() <= room);
        if let Some(bytes) = &mut bytes {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}

/// A form with files of a signed-in visit, its token checked; `LONGEST` bytes at most.
#[derive(Debug)]
pub(crate) struct Uploaded<const LONGEST: usize = LONGEST_UPLOAD> {
    /// Who.
    pub(crate) visit: Visit,
    /// What.
    pub(crate) sent: Sent,
}

impl<const LONGEST: usize> FromRequest<App> for Uploaded<LONGEST> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        let mut request = Request::from_parts(parts, body);
        DefaultBodyLimit::max(READ_ON.max(LONGEST)).apply(&mut request);
        let parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| unreadable())?;
        let mut sent = Sent::default();
        match sent.take(parts, LONGEST).await {
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
