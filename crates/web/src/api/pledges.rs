//! Public pledges (公开承诺): what anyone may read of them.

use axum::Json;
use axum::extract::State;
use civic::campaign;
use civic::directory::clock;
use civic::pledge::Pledge;
use civic::pledge::lists::{self, Filter};
use ground::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::caller::{Asked, In};
use super::problem::{Refused, Result};
use super::sites::visitor;
use crate::app::App;

/// How many a page holds.
const PAGE: usize = 50;

/// A public pledge.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Vow {
    /// Its id.
    id: Uuid,
    /// Whose it is: a member, or the branch itself.
    name: String,
    /// The branch.
    organisation: String,
    /// `branch` or `member`.
    #[schema(pattern = "^(branch|member)$")]
    subject: String,
    /// The focus area.
    area: String,
    /// What is done.
    action: String,
    /// The result that can be measured.
    result: String,
    /// By when.
    due: String,
    /// `published`, `kept`, `excused` or `criticised`.
    #[schema(pattern = "^(published|kept|excused|criticised)$")]
    state: String,
    /// Whether its day has passed and nothing was settled.
    overdue: bool,
}

impl Vow {
    fn of(pledge: Pledge, today: Day) -> Self {
        Self {
            id: pledge.id.0,
            subject: pledge.subject.word().to_owned(),
            result: pledge.result(),
            due: pledge.due_day.to_string(),
            state: pledge.state.word().to_owned(),
            overdue: pledge.is_overdue(today),
            name: pledge.name,
            organisation: pledge.org_name,
            area: pledge.area,
            action: pledge.action,
        }
    }
}

/// A page of public pledges.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Vows {
    /// Branch by branch, its own first, then its members by surname strokes; never ranked.
    pledges: Vec<Vow>,
    /// What `after` is for the next page; nothing on the last one.
    next: Option<Uuid>,
}

/// Where a page begins.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct From {
    /// The last pledge of the page before.
    after: Option<Uuid>,
}

/// The public pledges of a place, fifty at a time.
#[utoipa::path(
    get,
    path = "/api/v1/sites/{site}/pledges",
    params(("site" = String, Path, description = "The word in its address"), From),
    responses((status = 200, description = "The pledges", body = Vows), Refused)
)]
pub(crate) async fn list(
    State(app): State<App>,
    In(code): In<String>,
    Asked(from): Asked<From>,
) -> Result<Json<Vows>> {
    let (app, code) = (&app, &code);
    let after = from.after.map(civic::PledgeId);
    let found = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (place, at, tenant) = visitor(tx, app, code).await?;
                let today = clock::times(tx, &at).await?.ends_on;
                let Some(campaign) = campaign::in_force(tx, tenant, &place.path).await? else {
                    return Ok((None, today));
                };
                let filter = Filter {
                    public: true,
                    ..Filter::default()
                };
                let key = (tenant, campaign.id, &place.path);
                let page = lists::page(tx, key, &filter, after, (today, PAGE)).await?;
                Ok((Some(page), today))
            })
        })
        .await?;
    let (pledges, next) = match found {
        (Some(page), today) => {
            let all = page.rows.into_iter().map(|p| Vow::of(p, today));
            (all.collect(), page.next.map(|id| id.0))
        }
        (None, _) => (Vec::new(), None),
    };
    Ok(Json(Vows { pledges, next }))
}
