//! Objections: put in without an account, followed by a code that only their writer has.

use askama::Template;
use axum::extract::{Path, State};
use civic::notice::{self, Effect, Objection};
use civic::{Counter, PublicationId};
use ground::Error;

use super::notices::{self, Standing};
use super::{Look, Place, grouped, unkept};
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Pub;
use crate::visit::{Open, id};

#[derive(Template)]
#[template(path = "public/receipt.html")]
struct ReceiptPage {
    page: Pub,
    notice: PublicationId,
    title: String,
    code: String,
    due: String,
    workdays: u32,
}

/// Takes an objection and answers with its receipt. The code stands on this page
/// alone: neither in an address nor in a cache.
pub(crate) async fn object(
    State(app): State<App>,
    look: Look,
    Path((code, notice)): Path<(String, String)>,
    Open(mut form): Open,
) -> Result {
    let notice: PublicationId = id(&notice)?;
    let look = look.at(format!("/t/{code}/notices/{notice}"));
    let done = {
        let (app, look, code, form) = (&app, &look, &code, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let place = Place::open(tx, app, look, code, "home").await?;
                    let folder = notice::folder(tx, place.tenant(), notice).await?;
                    place.require(&folder.publication.org_path)?;
                    let (about, matter) = (form.get("about"), form.get("matter"));
                    let code = notice::object(tx, &place.at, notice, about, matter).await?;
                    let objection = notice::by_code(tx, place.tenant(), &code).await?;
                    Ok(ReceiptPage {
                        notice,
                        title: folder.publication.title,
                        code: grouped(&code),
                        due: objection.answer_due.short(),
                        workdays: app.house.defaults.objection_workdays,
                        page: place.page,
                    })
                })
            })
            .await
    };
    match done {
        Ok(receipt) => html(&receipt).map(unkept),
        Err(refused) => {
            form.take(refused)?;
            let standing = app
                .db
                .read(|tx| Box::pin(notices::read(tx, &app, &look, &code, notice, form)))
                .await?;
            match standing {
                Standing::Up(page) => again(&*page),
                Standing::Down(page) => again(&page),
            }
        }
    }
}

#[derive(Template)]
#[template(path = "public/follow.html")]
struct FollowPage {
    page: Pub,
    form: Form,
    found: Option<Found>,
}

/// What the code opens: how it stands, and nothing of what was written.
struct Found {
    notice: PublicationId,
    title: String,
    received: String,
    due: String,
    overdue: bool,
    about: String,
    finding: Option<Finding>,
}

/// An answer.
struct Finding {
    effect: Effect,
    reason: String,
    day: String,
}

pub(crate) async fn follow(State(app): State<App>, look: Look, Path(code): Path<String>) -> Result {
    let (app, look, code) = (&app, &look, &code);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let place = Place::open(tx, app, look, code, "follow").await?;
                Ok(FollowPage {
                    page: place.page,
                    form: Form::default(),
                    found: None,
                })
            })
        })
        .await?;
    html(&page)
}

/// Looks an objection up. A post, so that the code stays out of addresses and logs.
pub(crate) async fn followed(
    State(app): State<App>,
    look: Look,
    Path(code): Path<String>,
    Open(mut form): Open,
) -> Result {
    let typed = form.get("code").trim().to_owned();
    let (page, found) = {
        let (app, look, code, typed) = (&app, &look, &code, &typed);
        app.db
            .read(|tx| {
                Box::pin(async move {
                    let place = Place::open(tx, app, look, code, "follow").await?;
                    let found = match notice::by_code(tx, place.tenant(), typed).await {
                        Ok(objection) => {
                            let folder =
                                notice::folder(tx, place.tenant(), objection.publication_id)
                                    .await?;
                            place
                                .require(&folder.publication.org_path)
                                .is_ok()
                                .then(|| found(&place.at, objection, folder.publication.title))
                        }
                        Err(Error::NotFound) => None,
                        Err(other) => return Err(other),
                    };
                    Ok((place.page, found))
                })
            })
            .await?
    };
    if found.is_none() && !typed.is_empty() {
        match super::letters::followed(&app, &look, &code, &form).await? {
            Ok(page) => return Ok(page),
            Err(no) => form.take(no.into())?,
        }
        return again(&FollowPage { page, form, found }).map(unkept);
    }
    if found.is_none() {
        form.refuse("code", "请填写查询码");
        return again(&FollowPage { page, form, found }).map(unkept);
    }
    html(&FollowPage { page, form, found }).map(unkept)
}

fn found(at: &Counter, objection: Objection, title: String) -> Found {
    let day = |i| at.house.zone.day(i).long();
    let finding = match (objection.effect, objection.found_at) {
        (Some(effect), Some(found_at)) => Some(Finding {
            effect,
            reason: objection.reason.unwrap_or_default(),
            day: day(found_at),
        }),
        _ => None,
    };
    Found {
        notice: objection.publication_id,
        title,
        received: day(objection.at),
        due: objection.answer_due.long(),
        overdue: finding.is_none() && objection.answer_due < at.today,
        about: objection.about,
        finding,
    }
}
