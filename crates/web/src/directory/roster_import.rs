//! Bringing a roster: the file is checked at once and stands beside the roster
//! until somebody has read what was refused and says yes.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use civic::directory::roster::{self, Batch, BatchState, Order, Remark, Remarks};
use civic::directory::{self, Org, Verb};
use civic::{BatchId, OrgId};
use ground::{Error, Tx};

use super::bench::places;
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::sent::{Chosen, Uploaded};
use crate::visit::{Posted, Visit, id};

/// How many refused rows a page lists; the count is told in full.
const LISTED: i64 = 500;
/// A file that is checked within this time is answered at once.
const AT_ONCE: Duration = Duration::from_millis(1500);

#[derive(Template)]
#[template(path = "directory/roster_import.html")]
struct ImportPage {
    page: Work,
    orgs: Vec<(String, String)>,
    form: Form,
}

async fn page_of(tx: &mut Tx, visit: &Visit, mut form: Form) -> ground::Result<ImportPage> {
    let orgs = places(tx, visit, Verb::KeepRoster).await?;
    if form.get("org").is_empty() {
        let first = orgs.first().map(|o| o.id.to_string());
        form.set("org", &first.unwrap_or_default());
    }
    Ok(ImportPage {
        page: Work::of(tx, visit, "import").await?,
        orgs: orgs
            .into_iter()
            .map(|o| (o.id.to_string(), o.name))
            .collect(),
        form,
    })
}

pub(crate) async fn page(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(page_of(tx, &visit, Form::default())))
        .await?;
    html(&page)
}

pub(crate) async fn upload(
    State(app): State<App>,
    Uploaded { visit, mut sent }: Uploaded,
) -> Result {
    let file = sent.file();
    let mut form = sent.form;
    if sent.is_cut {
        let why = "文件太大，超过20兆的上限。请拆成几份，或请管理员在服务器上用 sanzheng roster import 导入。";
        form.refuse("file", why);
    } else if file.name.is_empty() || file.bytes.is_empty() {
        form.refuse("file", "选一份表格文件");
    }
    let org = form.get("org").parse::<OrgId>();
    if org.is_err() {
        form.refuse("org", "选一个组织");
    }
    let (Ok(org), true) = (org, form.problems.is_empty()) else {
        return refused(&app, &visit, form).await;
    };
    let tenant = visit.at.tenant;
    let org = app
        .db
        .read(|tx| Box::pin(directory::org(tx, tenant, org)))
        .await?;
    visit.at.require(Verb::KeepRoster, &org.path)?;
    begin(&app, &visit, org, (form, file)).await
}

/// Reads the file on a task of its own, and waits for it a moment.
async fn begin(app: &App, visit: &Visit, org: Org, (mut form, file): (Form, Chosen)) -> Result {
    roster::sweep(&app.db, &visit.at).await?;
    let Chosen { name, bytes: file } = file;
    let order = Order {
        org,
        file_name: name,
        file_hash: ground::fingerprint_of(file.as_slice())?,
        updates: form.ticked("update"),
        whole: form.ticked("whole"),
    };
    let id: BatchId = visit.at.id();
    let (began, has_begun) = tokio::sync::oneshot::channel();
    let (db, at) = (app.db.clone(), visit.at.clone());
    let mut reading = tokio::spawn(async move {
        let mut began = Some(began);
        let mut progress = |_| {
            if let Some(began) = began.take() {
                // Whoever waited has gone to another page.
                let _ = began.send(());
            }
        };
        let staged = roster::stage(&db, &at, &order, id, Cursor::new(file), &mut progress).await;
        if let Err(error) = &staged {
            let why = match error {
                Error::Refused(no) => no.to_string(),
                _ => "系统出了故障".to_owned(),
            };
            let (at, why) = (&at, why.as_str());
            let given_up = db
                .write(|tx| {
                    Box::pin(async move {
                        match roster::cancel(tx, at, id, why).await {
                            Ok(()) | Err(Error::NotFound | Error::Refused(_)) => Ok(()),
                            Err(fault) => Err(fault),
                        }
                    })
                })
                .await;
            if let Err(fault) = given_up {
                tracing::error!(%fault, "an import could not be given up");
            }
        }
        staged
    });
    // The page of an import exists once its headings were found.
    let done = if has_begun.await.is_ok() {
        match tokio::time::timeout(AT_ONCE, &mut reading).await {
            Ok(done) => done,
            Err(_) => return Ok(Redirect::to(&format!("/roster/import/{id}")).into_response()),
        }
    } else {
        reading.await
    };
    let done = done.map_err(ground::Fault::new)?;
    form.problems.clear();
    ended(app, visit, form, done, id).await
}

async fn ended(
    app: &App,
    visit: &Visit,
    mut form: Form,
    done: ground::Result<roster::Report>,
    id: BatchId,
) -> Result {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/roster/import/{id}")).into_response()),
        Err(error) => {
            form.take(error)?;
            refused(app, visit, form).await
        }
    }
}

async fn refused(app: &App, visit: &Visit, form: Form) -> Result {
    let page = app.db.read(|tx| Box::pin(page_of(tx, visit, form))).await?;
    again(&page)
}

#[derive(Template)]
#[template(path = "directory/roster_checked.html")]
struct CheckedPage {
    page: Work,
    batch: Batch,
    org: String,
    refused: Vec<Remark>,
    noted: Vec<Remark>,
    is_stuck: bool,
}

impl CheckedPage {
    /// Whether the page asks for itself again while the file is being read.
    fn is_waiting(&self) -> bool {
        self.batch.state == BatchState::Staging && !self.is_stuck
    }

    /// Whether more was refused than the page lists.
    fn is_cut(&self) -> bool {
        i64::try_from(self.refused.len()).unwrap_or(i64::MAX) < self.batch.refused
    }

    fn may_apply(&self) -> bool {
        let none = self.batch.whole == 1 && self.batch.refused > 0;
        self.batch.state == BatchState::Staged && self.batch.accepted() > 0 && !none
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(batch): Path<String>,
) -> Result {
    let batch: BatchId = id(&batch)?;
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let at = &visit.at;
                let found = roster::batch(tx, at, batch).await?;
                Ok(CheckedPage {
                    org: directory::org(tx, at.tenant, found.org_id).await?.name,
                    refused: roster::remarks(tx, at, batch, Remarks::Refused, LISTED).await?,
                    noted: roster::remarks(tx, at, batch, Remarks::Noted, LISTED).await?,
                    is_stuck: found.is_stuck(at.now),
                    batch: found,
                    page: Work::of(tx, &visit, "import").await?,
                })
            })
        })
        .await?;
    html(&page)
}

pub(crate) async fn apply(
    State(app): State<App>,
    Path(batch): Path<String>,
    posted: Posted,
) -> Result {
    let (batch, at): (BatchId, _) = (id(&batch)?, &posted.visit.at);
    app.db
        .write(|tx| Box::pin(roster::apply(tx, at, batch)))
        .await?;
    sweep_later(&app, &posted.visit);
    Ok(Redirect::to(&format!("/roster/import/{batch}")).into_response())
}

pub(crate) async fn cancel(
    State(app): State<App>,
    Path(batch): Path<String>,
    posted: Posted,
) -> Result {
    let (batch, at): (BatchId, _) = (id(&batch)?, &posted.visit.at);
    app.db
        .write(|tx| Box::pin(roster::cancel(tx, at, batch, "经办人放弃")))
        .await?;
    sweep_later(&app, &posted.visit);
    Ok(Redirect::to(&format!("/roster/import/{batch}")).into_response())
}

/// What is staged and settled is taken away without anybody waiting for it.
fn sweep_later(app: &App, visit: &Visit) {
    let (db, at) = (app.db.clone(), Arc::new(visit.at.clone()));
    tokio::spawn(async move {
        if let Err(fault) = roster::sweep(&db, &at).await {
            tracing::error!(%fault, "what was staged could not be swept away");
        }
    });
}
