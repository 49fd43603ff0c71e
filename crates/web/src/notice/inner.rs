//! Notices as a member reads them, those for members alone among them; an objection
//! goes the same way as a visitor's, and needs no name either.

use askama::Template;
use axum::extract::{Path, State};
use civic::PublicationId;
use civic::directory::clock::{self, Times};
use civic::directory::{self, Org, Role};
use civic::notice::{self, Folder, Kind, Publication, Version};
use ground::{Error, Tx};

use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::human::{self, Sender};
use crate::layout::Work;
use crate::public::objections::{place_of, take};
use crate::public::{grouped, unkept};
use crate::visit::{Posted, Visit, id};

/// How many notices the list goes back.
const LIST: i64 = 200;

#[derive(Template)]
#[template(path = "notice/inner_list.html")]
struct ListPage {
    page: Work,
    times: Times,
    notices: Vec<(Publication, Version)>,
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { load_list(tx, &visit).await }))
        .await?;
    html(&page)
}

async fn load_list(tx: &mut Tx, visit: &Visit) -> ground::Result<ListPage> {
    if !visit.actor().has(Role::Member) {
        return Err(Error::NotFound);
    }
    let at = &visit.at;
    Ok(ListPage {
        page: Work::of(tx, visit, "inner").await?,
        times: clock::times(tx, at).await?,
        notices: notice::notices_for(tx, at, LIST).await?,
    })
}

#[derive(Template)]
#[template(path = "notice/inner.html")]
struct ShowPage {
    page: Work,
    folder: Folder,
    receiver: Org,
    published: String,
    running: bool,
    answer_within: u32,
    /// The public page on which an answer is asked for by the code; empty without one.
    follow: String,
    /// The query code of an objection that was just made, and its term.
    receipt: Option<(String, String)>,
    form: Form,
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    id: PublicationId,
    form: Form,
) -> ground::Result<ShowPage> {
    let at = &visit.at;
    let folder = notice::shown_to_members(tx, at, id).await?;
    let times = clock::times(tx, at).await?;
    let publication = &folder.publication;
    let page = Work::of(tx, visit, "inner").await?;
    Ok(ShowPage {
        follow: match page.site.as_str() {
            "" => String::new(),
            site => format!("/t/{site}/objections"),
        },
        page,
        receiver: directory::org(tx, at.tenant, publication.org_id).await?,
        published: at.house.zone.day(folder.version.published_at).long(),
        running: publication.kind == Kind::Notice
            && publication.state == notice::State::Public
            && times.ends < folder.version.effective_from,
        answer_within: at.house.defaults.objection_workdays,
        receipt: None,
        folder,
        form,
    })
}

pub(crate) async fn show(State(app): State<App>, visit: Visit, Path(text): Path<String>) -> Result {
    let publication: PublicationId = id(&text)?;
    let page = app
        .db
        .read(|tx| Box::pin(async move { load(tx, &visit, publication, Form::default()).await }))
        .await?;
    html(&page)
}

pub(crate) async fn object(
    State(app): State<App>,
    Path(text): Path<String>,
    sender: Sender,
    Posted { visit, mut form }: Posted,
) -> Result {
    let publication: PublicationId = id(&text)?;
    let busy = human::is_busy(&app, &visit.at, sender);
    let done = {
        let (visit, form) = (&visit, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let receipt = take(tx, &visit.at, publication, form, busy).await?;
                    let mut page = load(tx, visit, publication, Form::default()).await?;
                    page.receipt = Some((grouped(&receipt.code), receipt.due.short()));
                    Ok(page)
                })
            })
            .await
    };
    match done {
        Ok(page) => html(&page).map(unkept),
        Err(refused) => {
            form.take(refused)?;
            human::put(&visit.at, &place_of(publication), &mut form);
            let page = app
                .db
                .read(|tx| Box::pin(async move { load(tx, &visit, publication, form).await }))
                .await?;
            again(&page)
        }
    }
}
