//! That a publication stood where it was to stand, as whoever put it up writes it down.

use axum::extract::{Path, State};
use civic::PublicationId;
use civic::notice::{self, NewProof};

use super::acts::refused;
use super::pages::Forms;
use crate::app::App;
use crate::bench::{go, keyed};
use crate::error::Result;
use crate::visit::{Posted, id};

pub(crate) async fn prove(
    State(app): State<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let publication: PublicationId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let medium = form.get("medium").parse().ok();
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                notice::seen(tx, at, publication).await?;
                let Some(medium) = medium else {
                    return Ok(false);
                };
                let new = NewProof {
                    medium,
                    place: typed.get("place"),
                    day: typed.day("day"),
                    words: typed.get("words"),
                };
                notice::prove(tx, at, publication, new).await?;
                Ok(true)
            })
        })
        .await;
    match done {
        Ok(true) => return go(&format!("/notices/{publication}")),
        Ok(false) => form.refuse("medium", "选在哪里公开的"),
        Err(error) => form.take(error)?,
    }
    let forms = Forms {
        prove: keyed(form, "prove"),
        ..Forms::default()
    };
    refused(&app, visit, publication, forms).await
}
