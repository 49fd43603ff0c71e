//! Public pledges: branch by branch, what the branch promised on top, then its members by
//! surname strokes; by when, and what became of it. Paged by key, never ranked.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use civic::campaign::{self, Campaign};
use civic::directory::{self, Org, OrgKind};
use civic::pledge::lists::{self, Filter, Told};
use civic::pledge::{self, Counts, Pledge, Subject};
use civic::{OrgId, PersonId, PledgeId};
use ground::{Day, Error, Tx};

use super::{Look, Place};
use crate::app::App;
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Pub;
use crate::visit::id;

/// How many pledges one page shows.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "public/pledges.html")]
struct PledgesPage {
    page: Pub,
    campaign: String,
    filter: Form,
    filtered: bool,
    /// Whose pledges alone the page shows; empty for a list.
    only: String,
    branches: Vec<(String, String)>,
    categories: Vec<String>,
    areas: Vec<String>,
    count: Counts,
    blocks: Vec<Block>,
    next: Option<PledgeId>,
}

impl PledgesPage {
    /// The address of this list after a pledge; of its first page, without one.
    fn onward(&self, after: &str) -> String {
        let kept = ["branch", "category", "area", "state"]
            .into_iter()
            .map(|name| (name, self.filter.get(name)))
            .chain([("after", after)])
            .filter(|(_, value)| !value.is_empty());
        let rest = serde_urlencoded::to_string(kept.collect::<Vec<_>>()).unwrap_or_default();
        format!("/t/{}/pledges?{rest}", self.page.site)
    }
}

/// One branch with what it and its members promised.
struct Block {
    org: OrgId,
    name: String,
    groups: Vec<Group>,
}

/// One member, or the branch itself, with their pledges.
struct Group {
    /// The member; none for the branch itself.
    person: Option<PersonId>,
    name: String,
    about: String,
    rows: Vec<Row>,
}

struct Row {
    id: PledgeId,
    area: String,
    action: String,
    beneficiary: String,
    owner: String,
    result: String,
    due: String,
    tag: crate::pledge::Mark,
    late: String,
    note: String,
    proofs: Vec<String>,
    /// How much was done of what was promised; empty where nothing was counted.
    progress: String,
    explanation: String,
    judgement: String,
    /// When its words were put right and why; empty when they were not.
    corrected: String,
}

/// How a pledge stands for everyone, as its tag shows it: tint, icon, word.
pub(super) fn tag(state: pledge::State, due: Day, today: Day) -> crate::pledge::Mark {
    match state {
        pledge::State::Kept => ("ok", "check", "办结"),
        pledge::State::Excused => ("info", "info", "未兑现，已说明"),
        pledge::State::Criticised => ("stop", "alert", "未兑现，受批评"),
        _ if pledge::rules::is_overdue(state, due, today) => ("stop", "alert", "逾期"),
        _ => ("info", "clock", "在办"),
    }
}

/// What the list is narrowed to. A word that is no state narrows to nothing else.
fn filter(asked: &Form) -> Filter<'_> {
    let (state, overdue) = match asked.get("state") {
        "doing" => (Some(pledge::State::Published), Some(false)),
        "overdue" => (Some(pledge::State::Published), Some(true)),
        word => (word.parse().ok(), None),
    };
    Filter {
        area: asked.get("area"),
        category: asked.get("category"),
        state,
        overdue,
        public: true,
    }
}

pub(crate) async fn list(
    State(app): State<App>,
    look: Look,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(&query.unwrap_or_default()).unwrap_or_default();
    let asked = Form::new(pairs);
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code, asked)))
        .await?;
    html(&page)
}

async fn read(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
    asked: Form,
) -> ground::Result<PledgesPage> {
    let mut page = empty(tx, app, look, code).await?;
    let (place, campaign) = (&page.1, page.2.clone());
    let Some(campaign) = campaign else {
        page.0.filter = asked;
        return Ok(page.0);
    };
    let (tenant, path, today) = (place.tenant(), place.site.path.clone(), place.times.ends_on);
    let orgs = directory::orgs(tx, tenant, &path).await?;
    let chosen = orgs.iter().find(|o| o.code == asked.get("branch"));
    let below = chosen.map_or(&path, |o| &o.path);
    let key = (tenant, campaign.id, below);
    let after = asked.get("after").parse().ok();
    let rows = lists::page(tx, key, &filter(&asked), after, (today, PAGE)).await?;
    let told = lists::told(tx, tenant, &rows.rows).await?;
    page.0.count = pledge::counts(tx, tenant, campaign.id, &path, today).await?;
    page.0.blocks = blocks(&rows.rows, told, place);
    page.0.next = rows.next;
    page.0.areas = areas(tx, place, &campaign).await?;
    page.0.branches = (orgs.into_iter())
        .filter(|o| o.kind == OrgKind::Branch)
        .map(|o: Org| (o.code, o.name))
        .collect();
    page.0.filtered = ["branch", "category", "area", "state", "after"]
        .iter()
        .any(|name| !asked.get(name).is_empty());
    page.0.filter = asked;
    Ok(page.0)
}

/// All that one member or branch has promised in public, from one of their pledges.
pub(crate) async fn find(
    State(app): State<App>,
    look: Look,
    Path((code, text)): Path<(String, String)>,
) -> Result {
    let id: PledgeId = id(&text)?;
    let page = app
        .db
        .read(|tx| {
            let (app, look, code) = (&app, &look, &code);
            Box::pin(async move {
                let (mut page, place, campaign) = empty(tx, app, look, code).await?;
                let campaign = campaign.ok_or(Error::NotFound)?;
                let found = pledge::public_of(tx, place.tenant(), campaign.id, id).await?;
                let first = found.first().ok_or(Error::NotFound)?;
                if !place.site.path.covers(&first.org_path) {
                    return Err(Error::NotFound);
                }
                page.only = first.name.clone();
                let told = lists::told(tx, place.tenant(), &found).await?;
                page.blocks = blocks(&found, told, &place);
                page.filtered = true;
                Ok(page)
            })
        })
        .await?;
    html(&page)
}

/// The page before anything stands on it.
async fn empty(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
) -> ground::Result<(PledgesPage, Place, Option<Campaign>)> {
    let mut place = Place::open(tx, app, look, code, "pledges").await?;
    let campaign = campaign::in_force(tx, place.tenant(), &place.site.path).await?;
    let page = PledgesPage {
        campaign: campaign
            .as_ref()
            .map_or(String::new(), |c| c.short_name.clone()),
        filter: Form::default(),
        filtered: false,
        only: String::new(),
        branches: Vec::new(),
        categories: place.at.house.defaults.categories.clone(),
        areas: Vec::new(),
        count: Counts::default(),
        blocks: Vec::new(),
        next: None,
        page: std::mem::take(&mut place.page),
    };
    Ok((page, place, campaign))
}

/// The areas of the campaign, each once, and the one for what fits none.
async fn areas(tx: &mut Tx, place: &Place, campaign: &Campaign) -> ground::Result<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    for category in &place.at.house.defaults.categories {
        for area in campaign::focus_areas(tx, place.tenant(), campaign.id, category).await? {
            if !out.contains(&area) {
                out.push(area);
            }
        }
    }
    out.push(pledge::rules::OTHER_AREA.to_owned());
    Ok(out)
}

fn blocks(pledges: &[Pledge], told: Vec<Told>, place: &Place) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for (pledge, told) in pledges.iter().zip(told) {
        if out.last().is_none_or(|b| b.org != pledge.org_id) {
            out.push(Block {
                org: pledge.org_id,
                name: pledge.org_name.clone(),
                groups: Vec::new(),
            });
        }
        let Some(block) = out.last_mut() else {
            continue;
        };
        if block
            .groups
            .last()
            .is_none_or(|g| g.person != pledge.person_id)
        {
            block.groups.push(group(pledge));
        }
        if let Some(group) = block.groups.last_mut() {
            group.rows.push(row(pledge, told, place));
        }
    }
    out
}

fn group(pledge: &Pledge) -> Group {
    let (name, about) = match pledge.subject {
        Subject::Branch => ("党组织承诺".to_owned(), String::new()),
        Subject::Member if pledge.category.is_empty() => (pledge.name.clone(), String::new()),
        Subject::Member => (pledge.name.clone(), format!("{}党员", pledge.category)),
    };
    Group {
        person: pledge.person_id,
        name,
        about,
        rows: Vec::new(),
    }
}

fn row(pledge: &Pledge, told: Told, place: &Place) -> Row {
    let today = place.times.ends_on;
    let settled = (told.keeping.as_ref()).map(|k| (k.note.clone(), place.at.house.zone.day(k.at)));
    let late = settled.as_ref().filter(|(_, day)| *day > pledge.due_day);
    Row {
        id: pledge.id,
        area: pledge.area.clone(),
        action: pledge.action.clone(),
        beneficiary: pledge.beneficiary.clone(),
        owner: pledge.owner.clone(),
        result: pledge.result(),
        due: super::shown::day_words(pledge.due_day, today),
        tag: tag(pledge.state, pledge.due_day, today),
        late: late
            .map(|(_, day)| {
                let day = super::shown::day_words(*day, today);
                format!("{day}办结，晚于期限")
            })
            .unwrap_or_default(),
        note: settled.map(|(note, _)| note).unwrap_or_default(),
        progress: pledge.progress(told.proofs.iter().map(|p| p.amount)),
        proofs: (told.proofs.iter())
            .map(|p| pledge.deed(&p.text, p.amount))
            .collect(),
        explanation: told.explanation,
        judgement: told.judgement,
        corrected: told.corrected.map_or_else(String::new, |(at, reason)| {
            let day = super::shown::day_words(place.at.house.zone.day(at), today);
            format!("{day}，{reason}")
        }),
    }
}
