//! The roster as a file: masked for whoever sees it, whole when a second person
//! agreed; and the empty form.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use civic::directory::roster::{self, ExportRequest, Field, RequestState};
use civic::directory::{self, Org, Verb};
use civic::{ExportId, OrgId};
use ground::{Error, Tx};

use super::bench::{places, refusal};
use super::roster_batches::name;
use crate::app::App;
use crate::bench::Asked;
use crate::download;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// How many requests are listed.
const LISTED: i64 = 50;
/// What browsers take for an XLSX.
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A request as it is listed.
struct Row {
    request: ExportRequest,
    when: String,
    who: String,
    by: String,
    org: String,
    fields: String,
    /// Whether the visitor answers it.
    may_answer: bool,
    /// Whether the visitor may take its file now.
    may_take: bool,
    /// Until when it may be taken.
    until: String,
}

#[derive(Template)]
#[template(path = "directory/roster_export.html")]
struct ExportPage {
    page: Work,
    /// Whose roster the visitor sees.
    orgs: Vec<(String, String)>,
    /// Whether they may ask for protected columns.
    may_ask: bool,
    rows: Vec<Row>,
    form: Form,
}

impl ExportPage {
    fn fields(&self) -> [(&'static str, &'static str); 4] {
        [
            ("id_number", "身份证号"),
            ("phone", "手机"),
            ("address", "住址"),
            ("hardship", "是否困难"),
        ]
    }
}

async fn page_of(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<ExportPage> {
    let actor = visit.actor();
    if !actor.can(Verb::SeeRoster) && !actor.can(Verb::ApproveExport) {
        return Err(refusal(visit));
    }
    let orgs = match actor.can(Verb::SeeRoster) {
        true => places(tx, visit, Verb::SeeRoster).await?,
        false => Vec::new(),
    };
    let mut rows = Vec::new();
    for request in roster::requests(tx, &visit.at, LISTED).await? {
        rows.push(row(tx, visit, request).await?);
    }
    Ok(ExportPage {
        page: Work::of(tx, visit, "import").await?,
        orgs: orgs
            .into_iter()
            .map(|o| (o.id.to_string(), o.name))
            .collect(),
        may_ask: actor.can(Verb::KeepRoster),
        rows,
        form,
    })
}

async fn row(tx: &mut Tx, visit: &Visit, request: ExportRequest) -> ground::Result<Row> {
    let (at, actor) = (&visit.at, visit.actor());
    let mine = actor.is(request.asked_by);
    let title = |field: &Field| match field {
        Field::IdNumber => "身份证号",
        Field::Phone => "手机",
        Field::Address => "住址",
        _ => "是否困难",
    };
    let by = match request.decided_by {
        Some(by) => name(tx, visit, by).await?,
        None => String::new(),
    };
    Ok(Row {
        when: at.house.zone.minute(request.asked_at),
        who: name(tx, visit, request.asked_by).await?,
        by,
        org: directory::org(tx, at.tenant, request.org_id).await?.name,
        fields: request
            .fields()
            .iter()
            .map(title)
            .collect::<Vec<_>>()
            .join("、"),
        may_answer: request.state == RequestState::Asked
            && !mine
            && actor.may(Verb::ApproveExport, &request.org_path),
        may_take: mine && request.is_good(at.now),
        until: request
            .until_at
            .map(|until| at.house.zone.minute(until))
            .unwrap_or_default(),
        request,
    })
}

pub(crate) async fn page(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(page_of(tx, &visit, Form::default())))
        .await?;
    html(&page)
}

/// A roster to keep.
fn file(name: &str, bytes: Vec<u8>) -> Response {
    download::kept(KIND, "roster.xlsx", name, bytes)
}

/// The organisation of a form; the first that the visitor sees when none is named.
async fn chosen(tx: &mut Tx, visit: &Visit, org: &str) -> ground::Result<Org> {
    match org.parse::<OrgId>() {
        Ok(org) => directory::org(tx, visit.at.tenant, org).await,
        Err(_) => {
            let orgs = places(tx, visit, Verb::SeeRoster).await?;
            orgs.into_iter().next().ok_or(Error::NotFound)
        }
    }
}

pub(crate) async fn template(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let (visit, org) = (&visit, asked.get("org"));
    let bytes = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let org = chosen(tx, visit, org).await?;
                roster::template(tx, &visit.at, &org).await
            })
        })
        .await?;
    Ok(file("党员名册模板.xlsx", bytes))
}

pub(crate) async fn masked(State(app): State<App>, posted: Posted) -> Result {
    let (visit, org) = (&posted.visit, posted.form.get("org"));
    let (name, bytes) = app
        .db
        .write(|tx| {
            Box::pin(async move {
                let org = chosen(tx, visit, org).await?;
                let (bytes, _) = roster::export(tx, &visit.at, &org, None).await?;
                Ok((org.name, bytes))
            })
        })
        .await?;
    Ok(file(&format!("{name}名册.xlsx"), bytes))
}

pub(crate) async fn ask(State(app): State<App>, posted: Posted) -> Result {
    let Posted { visit, mut form } = posted;
    let fields: Vec<Field> = Field::PROTECTED
        .into_iter()
        .filter(|f| form.ticked(f.word()))
        .collect();
    let done = {
        let (visit, form, fields) = (&visit, &form, &fields);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let org = chosen(tx, visit, form.get("org")).await?;
                    roster::ask(tx, &visit.at, &org, fields, form.get("reason")).await
                })
            })
            .await
    };
    match done {
        Ok(_) => Ok(Redirect::to("/roster/export").into_response()),
        Err(error) => {
            form.take(error)?;
            let visit = &visit;
            let page = app.db.read(|tx| Box::pin(page_of(tx, visit, form))).await?;
            again(&page)
        }
    }
}

pub(crate) async fn answer(
    State(app): State<App>,
    Path(request): Path<String>,
    posted: Posted,
) -> Result {
    let (request, form): (ExportId, _) = (id(&request)?, &posted.form);
    let (at, answer) = (&posted.visit.at, form.get("answer"));
    let state = match form.get("agree") {
        "1" => RequestState::Approved,
        _ => RequestState::Declined,
    };
    app.db
        .write(|tx| Box::pin(roster::decide(tx, at, request, state, answer)))
        .await?;
    Ok(Redirect::to("/roster/export").into_response())
}

pub(crate) async fn whole(
    State(app): State<App>,
    Path(request): Path<String>,
    posted: Posted,
) -> Result {
    let (request, at): (ExportId, _) = (id(&request)?, &posted.visit.at);
    let (name, bytes) = app
        .db
        .write(|tx| {
            Box::pin(async move {
                let found = roster::request(tx, at, request).await?;
                let org = directory::org(tx, at.tenant, found.org_id).await?;
                let (bytes, _) = roster::export(tx, at, &org, Some(request)).await?;
                Ok((org.name, bytes))
            })
        })
        .await?;
    Ok(file(&format!("{name}名册（含受保护栏目）.xlsx"), bytes))
}
