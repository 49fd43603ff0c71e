//! Objections: put in without an account, followed by a code that only their writer has.

use askama::Template;
use axum::extract::{Path, State};
use civic::directory;
use civic::notice::{self, Effect, NewObjection, Objection, Publication, Receipt};
use civic::{Counter, PublicationId};
use ground::{Error, Tx};

use super::notices::{self, Standing};
use super::{Look, Place, grouped, unkept};
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::human::{self, Sender};
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
    sender: Sender,
    Open(mut form): Open,
) -> Result {
    let notice: PublicationId = id(&notice)?;
    let at = visitor(&app, &code).await?;
    let busy = human::is_busy(&app, &at, sender);
    let look = look.at(format!("/t/{code}/notices/{notice}"));
    let done = {
        let (app, look, code, form) = (&app, &look, &code, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let place = Place::open(tx, app, look, code, "home").await?;
                    let folder = notice::open_folder(tx, place.tenant(), notice).await?;
                    place.require(&folder.publication.org_path)?;
                    let receipt = take(tx, &place.at, notice, form, busy).await?;
                    Ok(ReceiptPage {
                        notice,
                        title: folder.publication.title,
                        code: grouped(&receipt.code),
                        due: receipt.due.short(),
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
            put_question(&app, &code, notice, &mut form).await?;
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

/// A visitor at the counter of a place.
pub(crate) async fn visitor(app: &App, code: &str) -> ground::Result<Counter> {
    let site = app
        .db
        .read(|tx| Box::pin(directory::site(tx, code)))
        .await?;
    Ok(Counter::visitor(&app.house, site.tenant_id))
}

/// Takes an objection; where many come, after the question for people.
pub(crate) async fn take(
    tx: &mut Tx,
    at: &Counter,
    notice: PublicationId,
    form: &Form,
    busy: bool,
) -> ground::Result<Receipt> {
    let before = notice::posts_since(tx, at.tenant, notice, human::since(at)).await?;
    if busy || human::is_many(at, before) {
        human::take(tx, at, &place_of(notice), form).await?;
    }
    let new = NewObjection::anonymous(form.get("about"), form.get("matter"));
    let new = new.signed(form.get("name"), form.get("contact"));
    notice::object(tx, at, notice, new).await
}

/// The place that a question for people is bound to.
pub(crate) fn place_of(notice: PublicationId) -> String {
    format!("objection|{notice}")
}

async fn put_question(
    app: &App,
    code: &str,
    notice: PublicationId,
    form: &mut Form,
) -> ground::Result<()> {
    let at = visitor(app, code).await?;
    human::put(&at, &place_of(notice), form);
    Ok(())
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
    /// The public page of the notice; none of one for members alone.
    notice: Option<PublicationId>,
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
    html(&blank(&app, &look, &code).await?)
}

/// The page before anything was looked up.
async fn blank(app: &App, look: &Look, code: &str) -> ground::Result<FollowPage> {
    app.db
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
        .await
}

/// Looks an objection up. A post, so that the code stays out of addresses and logs.
pub(crate) async fn followed(
    State(app): State<App>,
    look: Look,
    Path(code): Path<String>,
    Open(mut form): Open,
) -> Result {
    let typed = form.get("code").trim().to_owned();
    if !super::letters::may_look(&app, &code, &mut form).await? {
        let page = FollowPage {
            form,
            ..blank(&app, &look, &code).await?
        };
        return again(&page).map(unkept);
    }
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
                                .then(|| found(&place, objection, folder.publication))
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

fn found(place: &Place, objection: Objection, publication: Publication) -> Found {
    let at = &place.at;
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
        notice: publication.is_open().then_some(publication.id),
        title: publication.title,
        received: day(objection.at),
        due: objection.answer_due.long(),
        overdue: finding.is_none() && objection.answer_due < place.times.ends_on,
        about: objection.about,
        finding,
    }
}
