//! The correction of a published plan: put before the superior, and answered there.

use axum::extract::{Path, State};
use civic::notice::{self, Proposal};
use civic::{ProposalId, PublicationId};
use ground::Error;

use super::acts::{corrected, refused};
use super::pages::Forms;
use crate::app::App;
use crate::bench::{go, keyed};
use crate::error::Result;
use crate::visit::{Posted, id};

pub(crate) async fn propose(
    State(app): State<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let publication: PublicationId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let folder = notice::seen(tx, at, publication).await?;
                if folder.version.version != typed.count("version") {
                    return Ok(false);
                }
                let snapshot = corrected(folder.snapshot, typed);
                let (reason, looked) = (typed.get("reason"), typed.ticked("secrecy"));
                notice::propose(tx, at, publication, &snapshot, reason, looked).await?;
                Ok(true)
            })
        })
        .await;
    match done {
        Ok(true) => return go(&format!("/notices/{publication}")),
        Ok(false) => form.refuse("lead", "别人刚发布了新的一版。对照新版改好再报"),
        Err(error) => form.take(error)?,
    }
    let forms = Forms {
        correct: form,
        ..Forms::default()
    };
    refused(&app, visit, publication, forms).await
}

pub(crate) async fn answer(
    State(app): State<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let proposal: ProposalId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let publication = (app.db)
        .read(|tx| {
            Box::pin(async move {
                let found: Option<Proposal> = notice::proposal(tx, at, proposal).await?;
                found.map(|p| p.publication_id).ok_or(Error::NotFound)
            })
        })
        .await?;
    let reply = form.get("reply").parse();
    let done = match reply {
        Ok(reply) => (app.db)
            .write(|tx| {
                Box::pin(notice::answer(
                    tx,
                    at,
                    proposal,
                    reply,
                    typed.get("opinion"),
                ))
            })
            .await
            .map(|()| true),
        Err(_) => Ok(false),
    };
    match done {
        Ok(true) => return go(&format!("/notices/{publication}")),
        Ok(false) => form.refuse("reply", "选同意或退回"),
        Err(error) => form.take(error)?,
    }
    let forms = Forms {
        answer: keyed(form, "answer"),
        ..Forms::default()
    };
    refused(&app, visit, publication, forms).await
}
