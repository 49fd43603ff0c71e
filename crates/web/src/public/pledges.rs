//! Public pledges: who promised what, by when, and what became of it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use civic::campaign;
use civic::directory::{self, OrgKind};
use civic::pledge::{self, Pledge};
use civic::{OrgId, PersonId, PledgeId};
use ground::{Day, Tx};

use super::{Look, Place};
use crate::app::App;
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Pub;

#[derive(Template)]
#[template(path = "public/pledges.html")]
struct PledgesPage {
    page: Pub,
    campaign: String,
    filter: Form,
    filtered: bool,
    branches: Vec<(String, String)>,
    categories: Vec<String>,
    areas: Vec<String>,
    count: Count,
    groups: Vec<Group>,
}

/// The figures above the list.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) people: usize,
    pub(super) pledges: usize,
    pub(super) kept: usize,
    pub(super) doing: usize,
    pub(super) overdue: usize,
}

/// One person with their pledges.
struct Group {
    person: PersonId,
    name: String,
    about: String,
    rows: Vec<Row>,
}

struct Row {
    id: PledgeId,
    area: String,
    action: String,
    measure: String,
    due: String,
    standing: Standing,
    late: String,
    note: String,
    proofs: Vec<String>,
}

/// How a pledge stands for everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Doing,
    Kept,
    Overdue,
}

impl Standing {
    fn of(pledge: &Pledge, today: Day) -> Self {
        if pledge.state == pledge::State::Kept {
            Self::Kept
        } else if pledge.is_overdue(today) {
            Self::Overdue
        } else {
            Self::Doing
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Doing => "doing",
            Self::Kept => "kept",
            Self::Overdue => "overdue",
        }
    }
}

pub(super) fn count(pledges: &[Pledge], today: Day) -> Count {
    let of = |s| {
        pledges
            .iter()
            .filter(|p| Standing::of(p, today) == s)
            .count()
    };
    let mut people: Vec<PersonId> = pledges.iter().map(|p| p.person_id).collect();
    people.sort_unstable();
    people.dedup();
    Count {
        people: people.len(),
        pledges: pledges.len(),
        kept: of(Standing::Kept),
        doing: of(Standing::Doing),
        overdue: of(Standing::Overdue),
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
    let filter = Form::new(pairs);
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code, filter)))
        .await?;
    html(&page)
}

async fn read(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
    filter: Form,
) -> ground::Result<PledgesPage> {
    let place = Place::open(tx, app, look, code, "pledges").await?;
    let (tenant, path, today) = (place.tenant(), &place.site.path, place.at.today);
    let in_force = campaign::in_force(tx, tenant, path).await?;
    let (mut pledges, mut told) = (Vec::new(), Told::default());
    if let Some(campaign) = &in_force {
        pledges = pledge::public(tx, tenant, campaign.id, path).await?;
        for proof in pledge::proofs(tx, tenant, campaign.id, path).await? {
            told.proofs
                .entry(proof.pledge_id)
                .or_default()
                .push(proof.text);
        }
        for keeping in pledge::keepings(tx, tenant, campaign.id, path).await? {
            let day = place.at.house.zone.day(keeping.at);
            told.keepings.insert(keeping.pledge_id, (keeping.note, day));
        }
    }
    let branches: Vec<_> = directory::orgs(tx, tenant, path)
        .await?
        .into_iter()
        .filter(|o| o.kind == OrgKind::Branch)
        .collect();
    told.orgs = branches.iter().map(|o| (o.id, o.name.clone())).collect();
    let chosen: Vec<&Pledge> = pledges
        .iter()
        .filter(|p| {
            let branch = branches.iter().find(|o| o.id == p.org_id);
            let fits =
                |name: &str, value: &str| filter.get(name).is_empty() || filter.chose(name, value);
            fits("branch", branch.map_or("", |o| &o.code))
                && fits("category", &p.category)
                && fits("area", &p.area)
                && fits("state", Standing::of(p, today).word())
        })
        .collect();
    let several = branches.len() > 1;
    Ok(PledgesPage {
        campaign: in_force.map(|c| c.short_name).unwrap_or_default(),
        filtered: chosen.len() < pledges.len() || !filter_is_empty(&filter),
        branches: branches.into_iter().map(|o| (o.code, o.name)).collect(),
        categories: distinct(pledges.iter().map(|p| &p.category)),
        areas: distinct(pledges.iter().map(|p| &p.area)),
        count: count(&pledges, today),
        groups: groups(&chosen, &told, today, several),
        filter,
        page: place.page,
    })
}

fn filter_is_empty(filter: &Form) -> bool {
    ["branch", "category", "area", "state"]
        .iter()
        .all(|name| filter.get(name).is_empty())
}

/// Each word once, in the order of its first appearance.
fn distinct<'a>(words: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in words {
        if !word.is_empty() && !out.contains(word) {
            out.push(word.clone());
        }
    }
    out
}

/// What is told about the pledges beside their own words.
#[derive(Default)]
struct Told {
    proofs: BTreeMap<PledgeId, Vec<String>>,
    keepings: BTreeMap<PledgeId, (String, Day)>,
    orgs: BTreeMap<OrgId, String>,
}

fn groups(pledges: &[&Pledge], told: &Told, today: Day, several: bool) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for pledge in pledges {
        let row = row(pledge, told, today);
        match out.last_mut() {
            Some(group) if group.person == pledge.person_id => group.rows.push(row),
            _ => {
                let org = told.orgs.get(&pledge.org_id).filter(|_| several);
                let about: Vec<String> = [
                    (!pledge.category.is_empty()).then(|| format!("{}党员", pledge.category)),
                    org.cloned(),
                ]
                .into_iter()
                .flatten()
                .collect();
                out.push(Group {
                    person: pledge.person_id,
                    name: pledge.name.clone(),
                    about: about.join("，"),
                    rows: vec![row],
                });
            }
        }
    }
    out
}

fn row(pledge: &Pledge, told: &Told, today: Day) -> Row {
    let standing = Standing::of(pledge, today);
    let keeping = told
        .keepings
        .get(&pledge.id)
        .filter(|_| standing == Standing::Kept);
    Row {
        id: pledge.id,
        area: pledge.area.clone(),
        action: pledge.action.clone(),
        measure: pledge.measure.clone(),
        due: super::shown::day_words(pledge.due_day, today),
        standing,
        late: keeping
            .filter(|(_, day)| *day > pledge.due_day)
            .map(|(_, day)| format!("{}办结，晚于期限", super::shown::day_words(*day, today)))
            .unwrap_or_default(),
        note: keeping.map(|(note, _)| note.clone()).unwrap_or_default(),
        proofs: keeping
            .and_then(|_| told.proofs.get(&pledge.id))
            .cloned()
            .unwrap_or_default(),
    }
}
