//! Notices (公示), objections to them, and their conclusion.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use civic::directory::Site;
use civic::notice::{self, Publication, Snapshot, Version};
use civic::presence::letters;
use civic::{Counter, PublicationId};
use ground::Error;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Caller, In, Sent};
use super::problem::{Failure, Refused, Result};
use super::sites::visitor;
use crate::app::App;
use crate::form::Form;
use crate::human::{self, Sender};
use crate::public::objections;

/// How many notices a list has at most.
const MOST: i64 = 100;

/// A notice with its clock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Notice {
    /// Its id.
    id: Uuid,
    /// Its title.
    title: String,
    /// `public`, `withdrawn` or `concluded`.
    #[schema(pattern = "^(public|withdrawn|concluded)$")]
    state: String,
    /// The number of its version; each starts the clock anew.
    version: i64,
    /// SHA-256 of the frozen content, in hexadecimal digits.
    hash: String,
    /// The working days that are counted.
    workdays: i64,
    /// The first day that may count.
    first_day: String,
    /// The last counted day, through 24:00.
    last_day: String,
    /// The earliest moment at which anything may take effect, in microseconds since 1970 UTC.
    effective_from_micros: i64,
}

impl Notice {
    fn of(publication: &Publication, version: &Version) -> Self {
        Self {
            id: publication.id.0,
            title: publication.title.clone(),
            state: publication.state.word().to_owned(),
            version: version.version,
            hash: version.hash.clone(),
            workdays: version.workdays,
            first_day: version.first_day.to_string(),
            last_day: version.last_day.to_string(),
            effective_from_micros: version.effective_from.micros(),
        }
    }
}

/// A notice with its content.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shown {
    /// The notice.
    notice: Notice,
    /// The sentence above the table.
    lead: String,
    /// Heads of the columns.
    head: Vec<String>,
    /// Rows; the first column names whom it is about.
    rows: Vec<Vec<String>>,
    /// Why it was withdrawn; empty when it was not.
    withdrawn: String,
}

/// The notices of a place, newest first, at most a hundred.
#[utoipa::path(
    get,
    path = "/api/v1/sites/{site}/notices",
    params(("site" = String, Path, description = "The word in its address")),
    responses((status = 200, description = "The notices", body = Vec<Notice>), Refused)
)]
pub(crate) async fn list(
    State(app): State<App>,
    In(code): In<String>,
) -> Result<Json<Vec<Notice>>> {
    let (app, code) = (&app, &code);
    let notices = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (place, _, tenant) = visitor(tx, app, code).await?;
                let mut all = notice::notices(tx, tenant, &place.path, MOST).await?;
                all.retain(|(publication, _)| publication.is_open());
                Ok(all)
            })
        })
        .await?;
    let told = notices.iter().map(|(p, v)| Notice::of(p, v)).collect();
    Ok(Json(told))
}

/// A notice of this place; what stands elsewhere does not exist here.
fn of_place(place: &Site, publication: &Publication) -> ground::Result<()> {
    if place.path.covers(&publication.org_path) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// One notice; of a withdrawn one, that and why.
#[utoipa::path(
    get,
    path = "/api/v1/sites/{site}/notices/{id}",
    params(
        ("site" = String, Path, description = "The word in its address"),
        ("id" = Uuid, Path, description = "The notice")
    ),
    responses((status = 200, description = "The notice", body = Shown), Refused)
)]
pub(crate) async fn show(
    State(app): State<App>,
    In((code, id)): In<(String, PublicationId)>,
) -> Result<Json<Shown>> {
    let (app, code) = (&app, &code);
    let folder = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (place, _, tenant) = visitor(tx, app, code).await?;
                let folder = notice::open_folder(tx, tenant, id).await?;
                of_place(&place, &folder.publication)?;
                Ok(folder)
            })
        })
        .await?;
    let is_down = folder.withdrawal.is_some();
    let content = if is_down {
        Snapshot::default()
    } else {
        folder.snapshot
    };
    Ok(Json(Shown {
        notice: Notice::of(&folder.publication, &folder.version),
        lead: content.lead,
        head: content.head,
        rows: content.rows,
        withdrawn: folder.withdrawal.unwrap_or_default(),
    }))
}

/// An objection as it is put in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewObjection {
    /// Whom it is about: a name of the first column; empty for the whole notice.
    #[serde(default)]
    #[schema(max_length = 200)]
    about: String,
    /// What is the matter.
    #[schema(min_length = 4, max_length = 2000)]
    matter: String,
    /// Who objects; empty for an anonymous objection.
    #[serde(default)]
    #[schema(max_length = 60)]
    name: String,
    /// How they are reached; read by the handler alone.
    #[serde(default)]
    #[schema(max_length = 60)]
    contact: String,
}

/// The receipt of an objection.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// The query code; it is kept nowhere else.
    code: String,
    /// It is answered by this day.
    answer_due: String,
}

/// Object to a notice, without an account. Where many objections come at once the
/// pages put a question for people first, and nothing is taken here meanwhile.
#[utoipa::path(
    post,
    path = "/api/v1/sites/{site}/notices/{id}/objections",
    params(
        ("site" = String, Path, description = "The word in its address"),
        ("id" = Uuid, Path, description = "The notice")
    ),
    request_body = NewObjection,
    responses((status = 201, description = "Taken in", body = Receipt), Refused)
)]
pub(crate) async fn object(
    State(app): State<App>,
    In((code, id)): In<(String, PublicationId)>,
    sender: Sender,
    Sent(sent): Sent<NewObjection>,
) -> Result<(StatusCode, Json<Receipt>)> {
    let busy = human::is_busy(&app, &objections::visitor(&app, &code).await?, sender);
    let form = &Form::filled([
        ("about", sent.about),
        ("matter", sent.matter),
        ("name", sent.name),
        ("contact", sent.contact),
    ]);
    let (app, code) = (&app, &code);
    let taken = app
        .db
        .write(|tx| {
            Box::pin(async move {
                let (place, at, tenant) = visitor(tx, app, code).await?;
                let folder = notice::open_folder(tx, tenant, id).await?;
                of_place(&place, &folder.publication)?;
                objections::take(tx, &at, id, form, busy).await
            })
        })
        .await;
    let receipt = taken.map_err(
        |error| match error.refusal::<civic::directory::human::No>() {
            Some(_) => slow_down("意见太多，请到网页上提，答一道题就行"),
            None => error.into(),
        },
    )?;
    let receipt = Receipt {
        code: receipt.code,
        answer_due: receipt.due.to_string(),
    };
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// Where a page would put the question for people.
fn slow_down(text: &str) -> Failure {
    Failure::Said(StatusCode::TOO_MANY_REQUESTS, text.to_owned())
}

/// A query code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// The code of the receipt.
    #[schema(max_length = 100)]
    code: String,
}

/// How an objection stands: nothing of what was written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Followed {
    /// The notice that it is on.
    notice: Uuid,
    /// The answer is due by this day.
    answer_due: String,
    /// `stands`, `corrected`, `withdrawn`, or empty while it waits.
    effect: String,
    /// The reason of the finding; empty while it waits.
    reason: String,
}

/// Follow an objection by its query code. A post, so that the code stands in no address.
/// Where many wrong codes came, the pages put a question for people first, and nothing is
/// looked up here meanwhile.
#[utoipa::path(
    post,
    path = "/api/v1/sites/{site}/objections",
    params(("site" = String, Path, description = "The word in its address")),
    request_body = Query,
    responses((status = 200, description = "How it stands", body = Followed), Refused)
)]
pub(crate) async fn follow(
    State(app): State<App>,
    In(code): In<String>,
    Sent(query): Sent<Query>,
) -> Result<Json<Followed>> {
    let (app, code, query) = (&app, &code, &query);
    // A look writes nothing; a miss is counted, and who guesses much is led to the pages,
    // where the question for people is put.
    let looked = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (place, at, tenant) = visitor(tx, app, code).await?;
                let slowed = letters::is_slowed(tx, &at).await?;
                let found = match notice::by_code(tx, tenant, query.code.trim()).await {
                    _ if slowed => None,
                    Ok(objection) => {
                        let folder = notice::folder(tx, tenant, objection.publication_id).await?;
                        of_place(&place, &folder.publication)?;
                        Some(objection)
                    }
                    Err(Error::NotFound) => None,
                    Err(other) => return Err(other),
                };
                Ok((at, slowed, found))
            })
        })
        .await?;
    let (at, slowed, found) = (&looked.0, looked.1, looked.2);
    if slowed {
        return Err(slow_down("错的查询码太多，请到网页上查，答一道题就行"));
    }
    if found.is_none() {
        app.db.write(|tx| Box::pin(letters::missed(tx, at))).await?;
    }
    let objection = found.ok_or(Error::NotFound)?;
    Ok(Json(Followed {
        notice: objection.publication_id.0,
        answer_due: objection.answer_due.to_string(),
        effect: objection.effect.map_or("", |e| e.word()).to_owned(),
        reason: objection.reason.unwrap_or_default(),
    }))
}

/// Words that go with an act.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// The conclusion, or the reason.
    #[schema(max_length = 2000)]
    words: String,
}

/// Conclude a notice whose period has ended and on which nothing is open.
#[utoipa::path(
    post,
    path = "/api/v1/notices/{id}/conclusion",
    params(("id" = Uuid, Path, description = "The notice")),
    request_body = Words,
    security(("token" = [])),
    responses((status = 204, description = "Concluded"), Refused)
)]
pub(crate) async fn conclude(
    State(app): State<App>,
    caller: Caller,
    In(id): In<PublicationId>,
    Sent(sent): Sent<Words>,
) -> Result<StatusCode> {
    let (at, words): (&Counter, &str) = (&caller.at, &sent.words);
    app.db
        .write(|tx| {
            Box::pin(async move {
                notice::seen(tx, at, id).await?;
                notice::conclude(tx, at, id, words).await
            })
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraw a publication, with the reason. The record stays.
#[utoipa::path(
    post,
    path = "/api/v1/notices/{id}/withdrawal",
    params(("id" = Uuid, Path, description = "The notice")),
    request_body = Words,
    security(("token" = [])),
    responses((status = 204, description = "Withdrawn"), Refused)
)]
pub(crate) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    In(id): In<PublicationId>,
    Sent(sent): Sent<Words>,
) -> Result<StatusCode> {
    let (at, words): (&Counter, &str) = (&caller.at, &sent.words);
    app.db
        .write(|tx| {
            Box::pin(async move {
                notice::seen(tx, at, id).await?;
                notice::withdraw(tx, at, id, words).await
            })
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
