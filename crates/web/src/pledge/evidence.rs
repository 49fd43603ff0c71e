//! Evidence on a pledge: words, a number, files; and the files opened.

use axum::extract::{Path, State as Within};
use civic::pledge::evidence;
use civic::pledge::{self, NewEvidence};
use civic::{FileId, PledgeId};

use super::acts::refused;
use crate::app::App;
use crate::attached::{self, LONGEST, MEGABYTES};
use crate::bench::go;
use crate::download;
use crate::error::Result;
use crate::form::Form;
use crate::sent::{Chosen, Sent, Uploaded};
use crate::visit::{Visit, id};

pub(crate) async fn add_evidence(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Uploaded { visit, sent }: Uploaded<LONGEST>,
) -> Result {
    let pledge = id(&text)?;
    let Sent {
        mut form,
        files,
        is_cut,
    } = sent;
    let chose = is_cut || !files.is_empty();
    if is_cut {
        let why = format!("附件太大，每个不超过{MEGABYTES}MB，请压缩后再传");
        form.refuse("file", &why);
    }
    match add(&app, &visit, pledge, &mut form, files).await? {
        Some(()) => go(&format!("/pledges/{pledge}")),
        None => {
            if chose && !form.is_bad("file") {
                form.refuse("file", "没有保存，刚才选的附件要再选一次");
            }
            refused(&app, visit, pledge, form, |f| &mut f.evidence).await
        }
    }
}

/// Adds what was sent; none when something stands against the form now.
async fn add(
    app: &App,
    visit: &Visit,
    pledge: PledgeId,
    form: &mut Form,
    files: Vec<Chosen>,
) -> Result<Option<()>> {
    let (at, typed, count) = (&visit.at, form.clone(), files.len());
    let new = NewEvidence {
        text: typed.get("text"),
        done: typed.get("done"),
    };
    // Whoever may not add anything gives the house no pictures to draw.
    let could = (app.db)
        .read(|tx| Box::pin(evidence::could_add(tx, at, pledge, new, count)))
        .await;
    if let Err(error) = could {
        form.take(error)?;
    }
    let is_open = form.problems.iter().all(|p| p.field.is_some());
    let brought = match is_open && !form.is_bad("file") {
        true => attached::take_in(app, files, form).await?,
        false => Vec::new(),
    };
    if !form.problems.is_empty() {
        return Ok(None);
    }
    let brought = brought.as_slice();
    let done = (app.db)
        .write(|tx| Box::pin(pledge::add_evidence(tx, at, pledge, new, brought)))
        .await;
    match done {
        Ok(()) => Ok(Some(())),
        Err(error) => form.take(error).map(|()| None),
    }
}

/// A file beside the evidence. A page shows its pictures; opened by itself it is kept by
/// the browser, and never runs here.
pub(crate) async fn file(
    Within(app): Within<App>,
    visit: Visit,
    Path((pledge, file)): Path<(String, String)>,
) -> Result {
    let (pledge, file): (PledgeId, FileId) = (id(&pledge)?, id(&file)?);
    let at = &visit.at;
    let stored = (app.db)
        .read(|tx| Box::pin(evidence::open(tx, at, pledge, file)))
        .await?;
    let plain = format!("file.{}", stored.medium.ending());
    let kind = stored.medium.media_type();
    Ok(download::kept(kind, &plain, &stored.name, stored.bytes))
}
