//! A form with a file, as a browser sends it.

use axum::extract::multipart::{Multipart, MultipartError};

use crate::form::Form;

/// What the browser sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// The fields.
    pub(crate) form: Form,
    /// The file's bytes.
    pub(crate) file: Vec<u8>,
    /// The file's name; empty when none was chosen.
    pub(crate) name: String,
}

impl Sent {
    /// Takes the parts in; ends early at one that is longer than the site takes.
    pub(crate) async fn take(
        &mut self,
        mut parts: Multipart,
    ) -> std::result::Result<(), MultipartError> {
        while let Some(part) = parts.next_field().await? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == "file" {
                self.name = base(part.file_name().unwrap_or_default()).to_owned();
                self.file = part.bytes().await?.to_vec();
            } else {
                self.form.set(&name, &part.text().await?);
            }
        }
        Ok(())
    }
}

/// The last part of a path: some browsers send all of it.
fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
