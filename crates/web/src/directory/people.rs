//! The people of a branch: the list that every later number stands on, and the search.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use civic::directory::people::keeping::{self, Listed, Matter};
use civic::directory::{Org, Person, Standing, Verb, people};
use civic::{OrgId, PersonId};
use ground::{Day, Tx};

use super::bench::{self, Options, noted};
use crate::app::App;
use crate::bench::{Asked, on_paper};
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::Visit;

/// How many people a search shows.
const FOUND: i64 = 50;

#[derive(Template)]
#[template(path = "directory/people.html")]
struct PeoplePage {
    page: Work,
    today: Day,
    asked: Form,
    branches: Options,
    org: Option<Org>,
    rows: Vec<Listed>,
    exempt: Vec<PersonId>,
    /// What a search found, with the branch's name; none when nothing was asked.
    found: Option<Vec<(Person, String)>>,
    summary: String,
    may_keep: bool,
    waiting: usize,
}

impl PeoplePage {
    fn noted(&self, person: &Person) -> String {
        noted(person)
    }

    fn on_paper(&self, person: &Person) -> String {
        on_paper(&person.name)
    }

    /// 党龄: full years since full membership.
    fn years(&self, row: &Listed) -> String {
        let years = row.record.details.full_since.years_until(self.today);
        match (row.record.person.standing, years) {
            (Standing::Full, Some(years)) => format!("{years}年"),
            _ => "—".to_owned(),
        }
    }

    fn is_exempt(&self, person: &Person) -> bool {
        self.exempt.contains(&person.id)
    }
}

fn summary(rows: &[Listed], exempt: &[PersonId]) -> String {
    let of = |standing| {
        let some = rows.iter().filter(|r| r.record.person.standing == standing);
        some.count()
    };
    let (full, provisional) = (of(Standing::Full), of(Standing::Provisional));
    let mut text = format!(
        "党员{}人：正式{full}人，预备{provisional}人。",
        full + provisional
    );
    let is_exempt = |r: &&Listed| exempt.contains(&r.record.person.id);
    let floating = |r: &&Listed| !r.record.details.mobility.is_empty();
    let lost = |r: &&Listed| !r.record.details.lost_since.is_unknown();
    for (what, n) in [
        ("流动", rows.iter().filter(floating).count()),
        ("失联", rows.iter().filter(lost).count()),
        ("免除", rows.iter().filter(is_exempt).count()),
        ("工作人员", of(Standing::Staff)),
        ("群众", of(Standing::Resident)),
    ] {
        if n > 0 {
            text.push_str(&format!("{what}{n}人。"));
        }
    }
    text
}

pub(crate) async fn list(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, asked).await }))
        .await?;
    html(&page)
}

async fn page(tx: &mut Tx, visit: &Visit, asked: Form) -> ground::Result<PeoplePage> {
    let (at, actor) = (&visit.at, visit.actor());
    let orgs = bench::places(tx, visit, Verb::SeeRoster).await?;
    let names: BTreeMap<OrgId, String> = (orgs.iter()).map(|o| (o.id, o.name.clone())).collect();
    let found = match asked.get("q").trim() {
        "" => None,
        question => {
            let found = people::search(tx, at, question, FOUND).await?;
            let place = |p: Person| {
                let name = names.get(&p.org_id).cloned().unwrap_or_default();
                (p, name)
            };
            Some(found.into_iter().map(place).collect())
        }
    };
    let listable: Vec<Org> = orgs
        .into_iter()
        .filter(|o| o.kind.has_roster() || o.code == asked.get("org"))
        .collect();
    let named = listable.iter().find(|o| o.code == asked.get("org"));
    let own = listable.iter().find(|o| o.id == actor.org_id);
    let org = named.or(own).or(listable.first()).cloned();
    let (mut rows, mut exempt) = (Vec::new(), Vec::new());
    if let Some(org) = &org {
        rows = keeping::listed(tx, at, org).await?;
        for matter in [Matter::Pledge, Matter::Appraisal, Matter::OrgLife] {
            exempt.extend(keeping::exempt_on(tx, at.tenant, matter, at.today).await?);
        }
        exempt.sort_unstable();
        exempt.dedup();
        exempt.retain(|id| rows.iter().any(|r| r.record.person.id == *id));
    }
    let mut waiting = 0;
    for scope in actor.scopes(Verb::KeepRoster) {
        waiting += keeping::asked(tx, at, &scope).await?.len();
    }
    Ok(PeoplePage {
        page: Work::of(tx, visit, "roster").await?,
        today: at.today,
        branches: bench::by_code(&listable),
        summary: summary(&rows, &exempt),
        may_keep: org
            .as_ref()
            .is_some_and(|o| actor.may(Verb::KeepRoster, &o.path)),
        org,
        rows,
        exempt,
        found,
        asked,
        waiting,
    })
}
