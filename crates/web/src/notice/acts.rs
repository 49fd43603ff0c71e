//! What is done with a notice: findings, correction, conclusion, withdrawal.

use axum::extract::{Path, State as Within};
use civic::notice::{self, NewFinding, Snapshot};
use civic::{ObjectionId, PublicationId};

use super::pages::{Forms, load};
use crate::app::App;
use crate::bench::{go, keyed};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::public::unkept;
use crate::visit::{Posted, Visit, id};

/// The page as it stands, with what was opened on it: kept by no cache.
pub(super) async fn shown(app: &App, visit: Visit, id: PublicationId, forms: Forms) -> Result {
    let page = (app.db)
        .read(|tx| Box::pin(async move { load(tx, app, &visit, id, forms).await }))
        .await?;
    html(&page).map(unkept)
}

/// The page again after a refusal, with the form that was posted.
pub(super) async fn refused(app: &App, visit: Visit, id: PublicationId, forms: Forms) -> Result {
    let page = (app.db)
        .read(|tx| Box::pin(async move { load(tx, app, &visit, id, forms).await }))
        .await?;
    again(&page)
}

pub(crate) async fn conclude(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let publication: PublicationId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                notice::seen(tx, at, publication).await?;
                notice::conclude(tx, at, publication, typed.get("conclusion")).await
            })
        })
        .await;
    match done {
        Ok(_) => go(&format!("/notices/{publication}")),
        Err(error) => {
            form.take(error)?;
            let forms = Forms {
                conclude: form,
                ..Forms::default()
            };
            refused(&app, visit, publication, forms).await
        }
    }
}

pub(crate) async fn withdraw(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let publication: PublicationId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                notice::seen(tx, at, publication).await?;
                notice::withdraw(tx, at, publication, typed.get("reason")).await
            })
        })
        .await;
    match done {
        Ok(()) => go(&format!("/notices/{publication}")),
        Err(error) => {
            form.take(error)?;
            let withdraw = keyed(form, "withdraw");
            let forms = Forms {
                withdraw,
                ..Forms::default()
            };
            refused(&app, visit, publication, forms).await
        }
    }
}

/// The current content with the lead and the last column as they were typed.
pub(super) fn corrected(mut snapshot: Snapshot, form: &Form) -> Snapshot {
    snapshot.lead = form.get("lead").trim().to_owned();
    for (i, row) in snapshot.rows.iter_mut().enumerate() {
        if let ([_, .., cell], Some(typed)) = (&mut row[..], form.typed(&format!("r{i}"))) {
            *cell = typed.trim().to_owned();
        }
    }
    snapshot
}

pub(crate) async fn correct(
    Within(app): Within<App>,
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
                notice::correct(tx, at, publication, &snapshot, typed.ticked("secrecy")).await?;
                Ok(true)
            })
        })
        .await;
    match done {
        Ok(true) => return go(&format!("/notices/{publication}")),
        Ok(false) => form.refuse(
            "lead",
            "别人刚发布了新的一版。您写的还在下面，对照新版改好再发布",
        ),
        Err(error) => form.take(error)?,
    }
    let forms = Forms {
        correct: form,
        ..Forms::default()
    };
    refused(&app, visit, publication, forms).await
}

pub(crate) async fn find(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let objection: ObjectionId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let publication = (app.db)
        .read(|tx| Box::pin(notice::objected(tx, at, objection)))
        .await?;
    let Ok(effect) = form.get("effect").parse() else {
        form.refuse("effect", "选一种办理结果");
        if form.get("reason").trim().is_empty() {
            form.refuse("reason", "请填写办理结果和理由");
        }
        return finding(&app, visit, publication, objection, form).await;
    };
    let done = (app.db)
        .write(|tx| {
            let reason = typed.get("reason");
            Box::pin(notice::find(
                tx,
                at,
                objection,
                NewFinding { effect, reason },
            ))
        })
        .await;
    match done {
        Ok(()) => go(&format!("/notices/{publication}")),
        Err(error) => {
            form.take(error)?;
            finding(&app, visit, publication, objection, form).await
        }
    }
}

/// Opens the name and contact of who signed; the look is noted.
pub(crate) async fn open_signature(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, .. }: Posted,
) -> Result {
    let objection: ObjectionId = id(&text)?;
    let at = &visit.at;
    let (publication, signature) = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let publication = notice::objected(tx, at, objection).await?;
                let signature = notice::signature(tx, at, objection).await?;
                Ok((publication, signature))
            })
        })
        .await?;
    let forms = Forms {
        signature: Some((objection, signature)),
        ..Forms::default()
    };
    shown(&app, visit, publication, forms).await
}

async fn finding(
    app: &App,
    visit: Visit,
    publication: PublicationId,
    on: ObjectionId,
    form: Form,
) -> Result {
    let find = keyed(form, &on.to_string());
    let forms = Forms {
        find,
        on: Some(on),
        ..Forms::default()
    };
    refused(app, visit, publication, forms).await
}
