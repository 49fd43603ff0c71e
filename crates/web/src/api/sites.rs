//! The public places.

use axum::Json;
use axum::extract::State;
use civic::directory::{self, Site as Place};
use civic::{Counter, TenantId};
use ground::Tx;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::In;
use super::problem::{Refused, Result};
use crate::app::App;

/// A public place: a community's notice board.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Site {
    /// The word in its address.
    code: String,
    /// Its organisation.
    name: String,
    /// Where people find it.
    address: String,
    /// The telephone that is answered.
    phone: String,
}

impl From<Place> for Site {
    fn from(place: Place) -> Self {
        Self {
            code: place.code,
            name: place.name,
            address: place.address,
            phone: place.phone,
        }
    }
}

/// A visitor at a place.
pub(super) async fn visitor(
    tx: &mut Tx,
    app: &App,
    code: &str,
) -> ground::Result<(Place, Counter, TenantId)> {
    let place = directory::site(tx, code).await?;
    let tenant = place.tenant_id;
    Ok((place, Counter::visitor(&app.house, tenant), tenant))
}

/// All public places.
#[utoipa::path(
    get,
    path = "/api/v1/sites",
    responses((status = 200, description = "The places", body = Vec<Site>), Refused)
)]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<Vec<Site>>> {
    let sites = app.db.read(|tx| Box::pin(directory::sites(tx))).await?;
    Ok(Json(sites.into_iter().map(Site::from).collect()))
}

/// One public place.
#[utoipa::path(
    get,
    path = "/api/v1/sites/{site}",
    params(("site" = String, Path, description = "The word in its address")),
    responses((status = 200, description = "The place", body = Site), Refused)
)]
pub(crate) async fn show(State(app): State<App>, In(code): In<String>) -> Result<Json<Site>> {
    let code = code.as_str();
    let site = app
        .db
        .read(|tx| Box::pin(directory::site(tx, code)))
        .await?;
    Ok(Json(site.into()))
}
