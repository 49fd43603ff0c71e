//! Honours, each with its reasons: facts that anyone can look up, no totals, no ranking.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use civic::honour::{self, Award};
use civic::{AwardId, appraisal, campaign, notice, pledge, review};
use ground::Tx;

use super::shown::{self, TrackShown};
use super::{Look, Place, grouped, qr};
use crate::app::App;
use crate::error::{Result, html};
use crate::layout::Pub;
use crate::visit::id;

#[derive(Template)]
#[template(path = "public/honours.html")]
struct HonoursPage {
    page: Pub,
    campaign: String,
    tracks: Vec<TrackShown>,
    honours: Vec<Given>,
}

/// An honour in the list.
struct Given {
    award: Award,
    day: String,
}

pub(crate) async fn list(State(app): State<App>, look: Look, Path(code): Path<String>) -> Result {
    let (app, look, code) = (&app, &look, &code);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let place = Place::open(tx, app, look, code, "honours").await?;
                let path = &place.site.path;
                let in_force = campaign::in_force(tx, place.tenant(), path).await?;
                let tracks = match &in_force {
                    Some(campaign) => shown::tracks(tx, &place, campaign).await?,
                    None => Vec::new(),
                };
                let zone = &place.at.house.zone;
                let honours = honour::wall(tx, place.tenant(), path)
                    .await?
                    .into_iter()
                    .map(|award| Given {
                        day: zone.day(award.at).long(),
                        award,
                    })
                    .collect();
                Ok(HonoursPage {
                    campaign: in_force.map(|c| c.short_name).unwrap_or_default(),
                    tracks,
                    honours,
                    page: place.page,
                })
            })
        })
        .await?;
    html(&page)
}

#[derive(Template)]
#[template(path = "public/honour.html")]
struct HonourPage {
    page: Pub,
    award: Award,
    day: String,
    reasons: Vec<Because>,
    notice: String,
    concluded: String,
    fingerprint: String,
}

/// One reason: what it says, and what it rests on.
struct Because {
    title: String,
    because: String,
    facts: Vec<Shown>,
}

/// A fact: what it is, and where to look it up when that is public.
struct Shown {
    text: String,
    href: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    look: Look,
    Path((code, award)): Path<(String, String)>,
) -> Result {
    let award: AwardId = id(&award)?;
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code, award)))
        .await?;
    html(&page)
}

async fn read(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
    award: AwardId,
) -> ground::Result<HonourPage> {
    let place = Place::open(tx, app, look, code, "honours").await?;
    let (award, rated) = honour::honour(tx, place.tenant(), award).await?;
    place.require(&award.org_path)?;
    let zone = &place.at.house.zone;
    let folder = notice::folder(tx, place.tenant(), award.publication_id).await?;
    let (hash, concluded) = match &folder.conclusion {
        Some(c) => (c.hash.clone(), zone.day(c.at).long()),
        None => (folder.version.hash.clone(), String::new()),
    };
    let facts = facts(tx, &place, &award).await?;
    // Base points and the sum stay on the workbench: the public reads facts.
    let reasons = rated
        .reasons()?
        .into_iter()
        .filter(|r| !r.facts.is_empty())
        .map(|r| Because {
            facts: r.facts.iter().filter_map(|f| facts.fact(f)).collect(),
            title: r.title,
            because: without_points(&r.because),
        })
        .collect();
    Ok(HonourPage {
        day: zone.day(award.at).long(),
        award,
        reasons,
        notice: folder.publication.title,
        concluded,
        fingerprint: grouped(hash.get(..12).unwrap_or_default()),
        page: place.page,
    })
}

/// The records behind the ids of facts.
struct Facts(BTreeMap<String, (String, String)>);

impl Facts {
    fn fact(&self, id: &str) -> Option<Shown> {
        self.0.get(id).map(|(text, href)| Shown {
            text: text.clone(),
            href: href.clone(),
        })
    }
}

async fn facts(tx: &mut Tx, place: &Place, award: &Award) -> ground::Result<Facts> {
    let (tenant, path) = (place.tenant(), &award.org_path);
    let round = honour::rating(tx, tenant, award.round_id).await?;
    let mut known = BTreeMap::new();
    let pledges = pledge::of_subject(tx, tenant, round.campaign_id, award.person_id.0).await?;
    for pledge in pledges.iter().filter(|p| p.is_public()) {
        let text = format!(
            "{}（{}），期限{}",
            pledge.action,
            pledge.result(),
            pledge.due_day.short()
        );
        let href = format!("/t/{}/pledges/{}", place.site.code, pledge.id);
        known.insert(format!("pledge/{}", pledge.id), (text, href));
    }
    for review in review::sheets(tx, tenant, round.campaign_id, path).await? {
        if review.person_id == award.person_id {
            let quarter =
                ["一", "二", "三", "四"].get(usize::try_from(review.quarter - 1).unwrap_or(0));
            let text = format!("{}年{}季度领导点评", review.year, quarter.unwrap_or(&"一"));
            known.insert(format!("review/{}", review.id), (text, String::new()));
        }
    }
    for tally in appraisal::rounds(tx, tenant, round.campaign_id, path).await? {
        known.insert(
            format!("appraisal/{}", tally.id),
            (tally.title, String::new()),
        );
    }
    Ok(Facts(known))
}

#[derive(Template)]
#[template(path = "public/plate.html")]
struct PlatePage {
    page: Pub,
    award: Award,
    campaign: String,
    track: String,
    day: String,
    qr: String,
}

pub(crate) async fn plate(
    State(app): State<App>,
    look: Look,
    Path((code, award)): Path<(String, String)>,
) -> Result {
    let award: AwardId = id(&award)?;
    let (app, look, code) = (&app, &look, &code);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let place = Place::open(tx, app, look, code, "honours").await?;
                let (award, _) = honour::honour(tx, place.tenant(), award).await?;
                place.require(&award.org_path)?;
                let round = honour::rating(tx, place.tenant(), award.round_id).await?;
                let campaign = campaign::campaign(tx, place.tenant(), round.campaign_id).await?;
                let track = shown::tracks(tx, &place, &campaign)
                    .await?
                    .into_iter()
                    .find(|t| t.of_persons)
                    .map(|t| format!("{}{}", t.track.subject, t.track.contest));
                let path = format!("/t/{code}/honours/{}", award.id);
                Ok(PlatePage {
                    campaign: campaign.short_name,
                    track: track.unwrap_or_default(),
                    day: place.at.house.zone.day(award.at).long(),
                    qr: qr(app, &path, "扫码看授星理由")?,
                    award,
                    page: place.page,
                })
            })
        })
        .await?;
    html(&page)
}

/// A reason for everyone: points stay on the workbench, with those who decide.
fn without_points(because: &str) -> String {
    let clauses = because.split('，').filter(|c| !c.contains('分'));
    clauses.collect::<Vec<_>>().join("，")
}
