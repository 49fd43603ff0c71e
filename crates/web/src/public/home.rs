//! The home of a place: where the campaign is, what is on notice, who was honoured.

use askama::Template;
use axum::extract::{Path, State};
use civic::campaign::{self, Campaign};
use civic::honour::Award;
use civic::pledge;
use ground::Tx;

use super::shown::{self, Line, Mark, Span, TrackShown};
use super::{Look, Place};
use crate::app::App;
use crate::error::{Result, html};
use crate::layout::Pub;

#[derive(Template)]
#[template(path = "public/home.html")]
struct HomePage {
    page: Pub,
    campaign: Option<Shown>,
    running: Vec<Line>,
    past: usize,
    honours: Vec<Award>,
}

/// The campaign as its heading shows it.
struct Shown {
    year: i16,
    campaign: Campaign,
    marks: Vec<Mark>,
    spans: Vec<Span>,
    tracks: Vec<TrackShown>,
    pledges: pledge::Counts,
    kept: Vec<(pledge::Kept, String)>,
}

pub(crate) async fn home(State(app): State<App>, look: Look, Path(code): Path<String>) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code)))
        .await?;
    html(&page)
}

async fn read(tx: &mut Tx, app: &App, look: &Look, code: &str) -> ground::Result<HomePage> {
    let place = Place::open(tx, app, look, code, "home").await?;
    let (running, past) = shown::notices(tx, &place).await?;
    let in_force = campaign::in_force(tx, place.tenant(), &place.site.path).await?;
    let campaign = match in_force {
        Some(campaign) => Some(of(tx, &place, campaign, &running).await?),
        None => None,
    };
    let honours = shown::latest_honours(tx, &place).await?;
    Ok(HomePage {
        campaign,
        running,
        past: past.len(),
        honours,
        page: place.page,
    })
}

async fn of(
    tx: &mut Tx,
    place: &Place,
    campaign: Campaign,
    running: &[Line],
) -> ground::Result<Shown> {
    let steps = campaign::steps(tx, place.tenant(), campaign.id).await?;
    let phases = campaign::phases(tx, place.tenant(), campaign.id).await?;
    let year = phases.first().map_or_else(
        || place.at.house.zone.day(campaign.created_at).0.year(),
        |p| p.starts.0.year(),
    );
    // A phase that is a step stands on the line of steps already.
    let mut phases = phases;
    phases.retain(|p| !steps.iter().any(|s| p.name.contains(&s.name)));
    let (tenant, path) = (place.tenant(), &place.site.path);
    let pledges = pledge::counts(tx, tenant, campaign.id, path, place.times.ends_on).await?;
    let day = |kept: &pledge::Kept| place.at.house.zone.day(kept.at).short();
    let kept = pledge::kept_last(tx, tenant, campaign.id, path, 3).await?;
    Ok(Shown {
        pledges,
        kept: kept.into_iter().map(|k| (k.clone(), day(&k))).collect(),
        year,
        marks: shown::marks(&steps, running),
        spans: shown::spans(&phases, place.at.today),
        tracks: shown::tracks(tx, place, &campaign).await?,
        campaign,
    })
}
