//! Bringing a plan: a file or pasted text is read at once; what is no plan is not kept.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use civic::directory::{self, Org, OrgKind, Verb};
use civic::{OrgId, campaign};
use ground::{Error, Tx};
use reader::Draft;

use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::sent::{Chosen, Uploaded};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "campaign/new.html")]
struct UploadPage {
    page: Work,
    orgs: Vec<Org>,
    form: Form,
}

async fn page_of(tx: &mut Tx, visit: &Visit, mut form: Form) -> ground::Result<UploadPage> {
    let actor = visit.actor();
    if !actor.can(Verb::ReadPlan) {
        return Err(if actor.can(Verb::See) {
            Error::Forbidden
        } else {
            Error::NotFound
        });
    }
    let mut orgs: Vec<Org> = Vec::new();
    for scope in actor.scopes(Verb::ReadPlan) {
        orgs.extend(directory::orgs(tx, visit.at.tenant, &scope).await?);
    }
    orgs.retain(|o| o.kind != OrgKind::Committee);
    if form.get("org").is_empty() {
        let own = orgs
            .iter()
            .find(|o| o.kind == OrgKind::Community && o.path.covers(&actor.org_path))
            .or_else(|| orgs.iter().find(|o| o.id == actor.org_id));
        form.set("org", &own.map(|o| o.id.to_string()).unwrap_or_default());
    }
    Ok(UploadPage {
        page: Work::of(tx, visit, "campaigns").await?,
        orgs,
        form,
    })
}

impl UploadPage {
    fn is_chosen(&self, id: &OrgId) -> bool {
        self.form.chose("org", &id.to_string())
    }
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
    if sent.is_cut {
        let text = "文件太大，超过20兆的上限。请只留正文，另存为 DOCX 或 TXT 再读。";
        sent.form.refuse("file", text);
        return refused(&app, &visit, sent.form).await;
    }
    let Chosen { name, bytes: file } = sent.file();
    let mut form = sent.form;
    let field = if file.is_empty() { "text" } else { "file" };
    let Ok(org) = form.get("org").parse::<OrgId>() else {
        form.refuse("org", "选一个组织");
        return refused(&app, &visit, form).await;
    };
    if file.is_empty() && name.is_empty() && form.get("text").trim().is_empty() {
        form.refuse("file", "选一份文件，或把正文贴在下面");
        return refused(&app, &visit, form).await;
    }
    let (bytes, name) = if name.is_empty() {
        (
            form.get("text").as_bytes().to_vec(),
            "粘贴的正文".to_owned(),
        )
    } else {
        (file, name)
    };
    // Reading is work for a core: it waits for nobody and nobody waits for it.
    let read = tokio::task::spawn_blocking(move || read(&bytes))
        .await
        .map_err(ground::Fault::new)?;
    let (text, draft) = match read {
        Ok(read) => read,
        Err(why) => {
            form.refuse(field, &why);
            return refused(&app, &visit, form).await;
        }
    };
    let done = {
        let (at, name, text, draft) = (&visit.at, &name, &text, &draft);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let org = directory::org(tx, at.tenant, org).await?;
                    campaign::bring_plan(tx, at, &org, name, text, draft).await
                })
            })
            .await
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/campaigns/{id}/reading")).into_response()),
        Err(error) => {
            form.take(error)?;
            refused(&app, &visit, form).await
        }
    }
}

/// Bytes to a draft that is one of a plan, or the reader's own sentence.
fn read(bytes: &[u8]) -> std::result::Result<(String, Draft), String> {
    let decoded = reader::decode(bytes).map_err(|no| no.to_string())?;
    let draft = reader::read(&decoded.text);
    reader::verdict(&draft).map_err(|no| no.to_string())?;
    Ok((decoded.text, draft))
}

async fn refused(app: &App, visit: &Visit, form: Form) -> Result {
    let page = app.db.read(|tx| Box::pin(page_of(tx, visit, form))).await?;
    again(&page)
}
