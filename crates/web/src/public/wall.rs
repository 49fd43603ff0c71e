//! The big screen of the hall: running notices and honours, seen from afar.
//! No totals of persons, no telephone, no helped household (ui.md 8).

use askama::Template;
use axum::extract::{Path, Query, State};
use civic::honour::Award;
use civic::{campaign, pledge};
use ground::Tx;
use serde::Deserialize;

use super::shown::{self, Line, Mark, TrackShown};
use super::{Look, Place, qr};
use crate::app::App;
use crate::error::{Result, html};

/// How many names fit on one screen.
const NAMES: usize = 12;
/// How many notices fit beside them.
const NOTICES: usize = 4;

#[derive(Template)]
#[template(path = "public/wall.html")]
struct WallPage {
    site: String,
    org: String,
    campaign: String,
    year: i16,
    today: String,
    iso: String,
    marks: Vec<Mark>,
    tracks: Vec<TrackShown>,
    honours: Vec<Award>,
    number: usize,
    pages: usize,
    running: Vec<Line>,
    more: usize,
    count: pledge::Counts,
    qr: String,
}

impl WallPage {
    /// The page that follows; the first one after the last.
    fn next(&self) -> usize {
        self.number % self.pages + 1
    }
}

#[derive(Deserialize)]
pub(crate) struct Turn {
    #[serde(default)]
    page: String,
}

pub(crate) async fn wall(
    State(app): State<App>,
    look: Look,
    Path(code): Path<String>,
    Query(turn): Query<Turn>,
) -> Result {
    let turn = turn.page.parse().unwrap_or(1);
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code, turn)))
        .await?;
    html(&page)
}

async fn read(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
    turn: usize,
) -> ground::Result<WallPage> {
    let place = Place::open(tx, app, look, code, "home").await?;
    let (tenant, today) = (place.tenant(), place.times.ends_on);
    let (mut running, _) = shown::notices(tx, &place).await?;
    let more = running.len().saturating_sub(NOTICES);
    let in_force = campaign::in_force(tx, tenant, &place.site.path).await?;
    let (mut marks, mut tracks, mut figures) = (Vec::new(), Vec::new(), pledge::Counts::default());
    if let Some(campaign) = &in_force {
        let steps = campaign::steps(tx, tenant, campaign.id).await?;
        marks = shown::marks(&steps, &running);
        tracks = shown::tracks(tx, &place, campaign).await?;
        figures = pledge::counts(tx, tenant, campaign.id, &place.site.path, today).await?;
    }
    running.truncate(NOTICES);
    let honours = shown::latest_honours(tx, &place).await?;
    let pages = honours.len().div_ceil(NAMES).max(1);
    let number = turn.clamp(1, pages);
    Ok(WallPage {
        org: place.site.name.clone(),
        campaign: in_force.map(|c| c.short_name).unwrap_or_default(),
        year: today.0.year(),
        today: format!("{} {}", today.short(), today.weekday()),
        iso: today.to_string(),
        marks,
        tracks,
        honours: honours
            .into_iter()
            .skip((number - 1) * NAMES)
            .take(NAMES)
            .collect(),
        number,
        pages,
        running,
        more,
        count: figures,
        qr: qr(
            app,
            &format!("/t/{}", place.site.code),
            "扫码看公示、提意见",
        )?,
        site: place.site.code,
    })
}
