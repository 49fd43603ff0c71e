//! The published plan: what was resolved, approved and printed, and what the
//! platform runs on it. Before it is in force there is nothing to show (ruling 9).

use askama::Template;
use axum::extract::{Path, State};
use civic::campaign::{self, Campaign, Decided, Reply, Task};
use civic::{directory, notice};
use ground::{Day, Tx};

use super::shown::{self, Mark, Span, TrackShown};
use super::{Look, Place, grouped, qr};
use crate::app::App;
use crate::error::{Result, html};
use crate::layout::Pub;

#[derive(Template)]
#[template(path = "public/plan.html")]
struct PlanPage {
    page: Pub,
    plan: Option<Plan>,
}

struct Plan {
    campaign: Campaign,
    org: String,
    published: String,
    fingerprint: String,
    marks: Vec<Mark>,
    spans: Vec<Span>,
    tracks: Vec<TrackShown>,
    focus: Vec<(String, Vec<String>)>,
    tasks: Vec<Due>,
    decision: Option<Decided>,
    reply: Option<Answer>,
    text: Vec<Paragraph>,
    qr: String,
}

/// The superior's reply with its day.
struct Answer {
    reply: Reply,
    day: String,
}

/// A task of the plan with what is due next.
struct Due {
    title: String,
    cadence: &'static str,
    next: String,
}

/// One paragraph of the plan, as it is set.
#[derive(Debug, PartialEq, Eq)]
enum Paragraph {
    Number(String),
    Title(String),
    Heading(String),
    Text(String),
    Signature(String),
}

pub(crate) async fn show(State(app): State<App>, look: Look, Path(code): Path<String>) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code)))
        .await?;
    html(&page)
}

async fn read(tx: &mut Tx, app: &App, look: &Look, code: &str) -> ground::Result<PlanPage> {
    let place = Place::open(tx, app, look, code, "plan").await?;
    let plan = published(tx, app, &place).await?;
    Ok(PlanPage {
        page: place.page,
        plan,
    })
}

/// The plan in force, when it was published and not withdrawn.
async fn published(tx: &mut Tx, app: &App, place: &Place) -> ground::Result<Option<Plan>> {
    let (tenant, today, zone) = (place.tenant(), place.times.ends_on, &place.at.house.zone);
    let Some(campaign) = campaign::in_force(tx, tenant, &place.site.path).await? else {
        return Ok(None);
    };
    let Some(publication) = campaign.publication_id else {
        return Ok(None);
    };
    let folder = notice::folder(tx, tenant, publication).await?;
    if folder.withdrawal.is_some() || !folder.publication.is_open() {
        return Ok(None);
    }
    let campaign = campaign::campaign(tx, tenant, campaign.id).await?;
    let id = campaign.id;
    let mut focus = Vec::new();
    for category in &app.house.defaults.categories {
        let areas = campaign::focus_areas(tx, tenant, id, category).await?;
        if !areas.is_empty() {
            focus.push((category.clone(), areas));
        }
    }
    let steps = campaign::steps(tx, tenant, id).await?;
    let phases = campaign::phases(tx, tenant, id).await?;
    let tasks = campaign::tasks(tx, tenant, id).await?;
    let decision = campaign::decisions(tx, tenant, id.0)
        .await?
        .into_iter()
        .next();
    let reply = campaign::replies(tx, tenant, id).await?.into_iter().next();
    Ok(Some(Plan {
        org: directory::org(tx, tenant, campaign.org_id).await?.name,
        published: zone.day(folder.version.published_at).long(),
        fingerprint: grouped(folder.version.hash.get(..12).unwrap_or_default()),
        marks: shown::marks(&steps, &[]),
        spans: shown::spans(&phases, today),
        tracks: shown::tracks(tx, place, &campaign).await?,
        focus,
        tasks: tasks
            .into_iter()
            .filter(|t| t.source == "plan")
            .map(|t| due(&t, today))
            .collect(),
        decision,
        reply: reply.map(|reply| Answer {
            day: zone.day(reply.at).long(),
            reply,
        }),
        text: set(&campaign),
        qr: qr(
            app,
            &format!("/t/{}/plan", place.site.code),
            "扫码看活动方案",
        )?,
        campaign,
    }))
}

fn due(task: &Task, today: Day) -> Due {
    Due {
        title: task.title.clone(),
        cadence: task.cadence.label(),
        next: match task.open_due() {
            None => "已完成".to_owned(),
            Some(day) if day < today => format!("{}，还没有记完成", shown::day_words(day, today)),
            Some(day) => shown::day_words(day, today),
        },
    }
}

/// Sets the text as a document: number and title centred, headings, and the
/// signature at the right.
fn set(campaign: &Campaign) -> Vec<Paragraph> {
    let lines = reader::paragraphs(&campaign.source_text);
    let plain = |t: &str| -> String { t.chars().filter(|c| !c.is_whitespace()).collect() };
    let title = plain(&campaign.title);
    let head = lines
        .iter()
        .position(|l| plain(l) == title)
        .unwrap_or_default();
    let last_full = lines
        .iter()
        .rposition(|l| l.ends_with(['。', '；', '！', '？']))
        .unwrap_or(lines.len());
    lines
        .into_iter()
        .enumerate()
        .map(|(i, line)| {
            if plain(&line) == title {
                Paragraph::Title(line)
            } else if i < head {
                Paragraph::Number(line)
            } else if is_heading(&line) {
                Paragraph::Heading(line)
            } else if i > last_full && line.chars().count() <= 30 {
                Paragraph::Signature(line)
            } else {
                Paragraph::Text(line)
            }
        })
        .collect()
}

/// `一、总体要求`: a numeral, a pause mark, and no full stop.
fn is_heading(line: &str) -> bool {
    line.split_once('、').is_some_and(|(number, rest)| {
        !number.is_empty()
            && number.chars().all(|c| "一二三四五六七八九十".contains(c))
            && !rest.contains('。')
            && rest.chars().count() <= 24
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_bears_a_numeral_and_no_sentence() {
        assert!(is_heading("一、总体要求"));
        assert!(is_heading("十二、附则"));
        assert!(!is_heading("一、总体要求。坚持党建引领。"));
        assert!(!is_heading("服务群众、居容整洁"));
        assert!(!is_heading("（一）组织功能更强。"));
    }
}
