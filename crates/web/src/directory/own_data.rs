//! One's own record: what is kept, why and until when; taken along; corrected on
//! request (PIPL 44–50, ruling 28).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use civic::OrgId;
use civic::directory;
use civic::directory::people::keeping::{self, Own, OwnField};
use civic::pledge::evidence::{self, OwnFile};
use ground::{Day, Tx, Zone};

use super::bench::Options;
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit};

#[derive(Template)]
#[template(path = "directory/own_data.html")]
struct OwnPage {
    page: Work,
    today: Day,
    own: Own,
    fields: Vec<OwnField>,
    files: Vec<OwnFile>,
    orgs: BTreeMap<OrgId, String>,
    years: i16,
    zone: Zone,
    form: Form,
}

impl OwnPage {
    fn options(&self) -> Options {
        let option = |f: &OwnField| (f.code.clone(), f.label.clone());
        self.fields.iter().map(option).collect()
    }

    fn label(&self, code: &str) -> &str {
        let found = self.fields.iter().find(|f| f.code == code);
        found.map_or("", |f| &f.label)
    }

    fn place(&self, id: &OrgId) -> &str {
        self.orgs.get(id).map_or("", String::as_str)
    }

    fn day(&self, at: &ground::At) -> String {
        self.zone.day(*at).long()
    }
}

async fn page(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<OwnPage> {
    let at = &visit.at;
    let own = keeping::own(tx, at).await?;
    let mut orgs = BTreeMap::new();
    for stay in &own.stays {
        let org = directory::org(tx, at.tenant, stay.org_id).await?;
        orgs.insert(org.id, org.name);
    }
    let words = &at.house.defaults;
    Ok(OwnPage {
        page: Work::of(tx, visit, "own").await?,
        today: at.today,
        fields: own.fields(&words.fields),
        files: evidence::own_files(tx, at).await?,
        years: words.keep_years,
        zone: at.house.zone.clone(),
        own,
        orgs,
        form,
    })
}

pub(crate) async fn show(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, Form::default()).await }))
        .await?;
    html(&page)
}

/// The whole record as JSON, for another system.
pub(crate) async fn export(State(app): State<App>, visit: Visit) -> Result {
    let at = &visit.at;
    let (own, files) = app
        .db
        .write(|tx| {
            Box::pin(async move {
                keeping::note_taken(tx, at).await?;
                let own = keeping::own(tx, at).await?;
                Ok((own, evidence::own_files(tx, at).await?))
            })
        })
        .await?;
    let files: Vec<_> = (files.iter())
        .map(|f| {
            let day = at.house.zone.day(f.file.at);
            serde_json::json!({ "name": f.file.name, "kept_on": day, "pledge": f.action })
        })
        .collect();
    let spans: Vec<_> = (own.stays.iter())
        .map(|s| {
            serde_json::json!({
                "from": s.from_day, "until": s.until_day, "standing": s.standing.label(),
            })
        })
        .collect();
    let body = serde_json::json!({
        "taken_on": at.today,
        "fields": own.fields(&at.house.defaults.fields),
        "membership": spans,
        "files": files,
    });
    let text = serde_json::to_string_pretty(&body).map_err(ground::Fault::new)?;
    Ok((
        [
            (header::CONTENT_TYPE, "application/json; charset=utf-8"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"my-record.json\"",
            ),
        ],
        text,
    )
        .into_response())
}

pub(crate) async fn ask(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let done = {
        let (at, form) = (&visit.at, &form);
        let (field, wanted) = (form.get("field"), form.get("wanted"));
        app.db
            .write(|tx| Box::pin(keeping::ask_correction(tx, at, field, wanted)))
            .await
    };
    match done {
        Ok(_) => go("/me/data#asked"),
        Err(error) => {
            form.take(error)?;
            let page = app
                .db
                .read(|tx| Box::pin(async move { page(tx, &visit, form).await }))
                .await?;
            again(&page)
        }
    }
}
