//! One person of the roster: what is written down, where they stood, and what can be done.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use civic::directory::access::{self, Term};
use civic::directory::people::keeping::{
    self, Entry, Exemption, Matter, NewExemption, NewResidence, Panel, Protected, Residence,
    Version,
};
use civic::directory::people::membership::{self, Stay};
use civic::directory::{self, Org, OrgKind, Record, Standing, Verb, tree};
use civic::{OrgId, PersonId};
use ground::{Day, Tx};

use super::bench::{self, Options, noted};
use crate::app::App;
use crate::bench::{Names, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// The forms of the page, of which at most one was posted.
#[derive(Default)]
struct Forms {
    unmask: Form,
    exempt: Form,
    live: Form,
    /// What was opened: which field, and what it says.
    opened: Option<(Protected, String)>,
}

#[derive(Template)]
#[template(path = "directory/person.html")]
struct PersonPage {
    page: Work,
    today: Day,
    record: Record,
    entry: Entry,
    org: Org,
    orgs: BTreeMap<OrgId, String>,
    communities: Options,
    stays: Vec<Stay>,
    terms: Vec<Term>,
    groups: Vec<Org>,
    exemptions: Vec<Exemption>,
    residence: Option<Residence>,
    /// Replaced versions: the day, who, and what they said.
    versions: Vec<(String, String, Version)>,
    may_keep: bool,
    may_unmask: bool,
    forms: Forms,
}

impl PersonPage {
    fn noted(&self) -> String {
        noted(&self.record.person)
    }

    fn years(&self) -> Option<i64> {
        let full = self.record.person.standing == Standing::Full;
        let years = self.record.details.full_since.years_until(self.today);
        years.filter(|_| full)
    }

    fn place(&self, id: &OrgId) -> &str {
        self.orgs.get(id).map_or("", String::as_str)
    }

    fn protected(&self) -> Options {
        let option = |f: &Protected| (f.word().to_owned(), f.label().to_owned());
        Protected::ALL.iter().map(option).collect()
    }

    fn matters(&self) -> Options {
        let option = |m: &Matter| (m.word().to_owned(), m.label().to_owned());
        Matter::ALL.iter().map(option).collect()
    }

    fn panels(&self) -> Options {
        let option = |p: &Panel| (p.word().to_owned(), p.label().to_owned());
        Panel::ALL.iter().map(option).collect()
    }

    /// What a replaced version said otherwise than the record now, without what is protected.
    fn differences(&self, version: &Version) -> String {
        let Some(old) = &version.entry else {
            return "导入登记".to_owned();
        };
        let now = &self.entry;
        let pairs = [
            ("姓名", old.name.clone(), now.name.clone()),
            ("职务", old.post.clone(), now.post.clone()),
            ("类别", old.category.clone(), now.category.clone()),
            (
                "人员类别",
                old.standing.label().into(),
                now.standing.label().into(),
            ),
            ("性别", old.sex.label().into(), now.sex.label().into()),
            ("民族", old.ethnicity.clone(), now.ethnicity.clone()),
            (
                "出生年月",
                old.details.birth.long(),
                now.details.birth.long(),
            ),
            (
                "入党时间",
                old.details.joined.long(),
                now.details.joined.long(),
            ),
            (
                "转正时间",
                old.details.full_since.long(),
                now.details.full_since.long(),
            ),
            (
                "流动",
                old.details.mobility.clone(),
                now.details.mobility.clone(),
            ),
            (
                "手机",
                old.particulars.phone.clone(),
                now.particulars.phone.clone(),
            ),
        ];
        let told = |(what, old, _): (&str, String, String)| {
            let old = if old.is_empty() {
                "未填".to_owned()
            } else {
                old
            };
            format!("{what}原为{old}")
        };
        let all: Vec<String> = (pairs.into_iter())
            .filter(|(_, old, now)| old != now)
            .map(told)
            .collect();
        if all.is_empty() {
            "各项和现在一样，或改的是受保护信息".to_owned()
        } else {
            all.join("；")
        }
    }
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    person: PersonId,
    forms: Forms,
) -> ground::Result<PersonPage> {
    let (at, actor) = (&visit.at, visit.actor());
    let (record, entry) = keeping::entry(tx, at, person).await?;
    let path = &record.person.org_path;
    let on_roster = record.left_on.is_empty();
    let may_keep = actor.may(Verb::KeepRoster, path) && on_roster;
    let stays = membership::history(tx, at, person).await?;
    let mut orgs = BTreeMap::new();
    for stay in &stays {
        if let std::collections::btree_map::Entry::Vacant(slot) = orgs.entry(stay.org_id) {
            slot.insert(directory::org(tx, at.tenant, stay.org_id).await?.name);
        }
    }
    let mut versions = Vec::new();
    if may_keep {
        let kept = keeping::versions(tx, at, person).await?;
        let names = Names::of(tx, at.tenant, kept.iter().map(|v| v.actor_id)).await?;
        for version in kept {
            let day = at.house.zone.day(version.at).long();
            versions.push((day, names.get(&version.actor_id).to_owned(), version));
        }
    }
    let mut communities = bench::places(tx, visit, Verb::SeeRoster).await?;
    communities.retain(|o| o.kind == OrgKind::Community);
    let residence = keeping::residence(tx, at, person).await?;
    if let Some(home) = &residence {
        let org = directory::org(tx, at.tenant, home.org_id).await?;
        orgs.insert(org.id, org.name);
    }
    Ok(PersonPage {
        page: Work::of(tx, visit, "roster").await?,
        today: at.today,
        org: directory::org(tx, at.tenant, record.person.org_id).await?,
        may_unmask: actor.may(Verb::Unmask, path),
        terms: access::terms_of(tx, at, person).await?,
        groups: tree::groups_of(tx, at, person).await?,
        exemptions: keeping::exemptions(tx, at, person).await?,
        communities: bench::by_code(&communities),
        residence,
        record,
        entry,
        orgs,
        stays,
        versions,
        may_keep,
        forms,
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(person): Path<String>,
    visit: Visit,
) -> Result {
    let person = id(&person)?;
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, person, Forms::default()).await }))
        .await?;
    html(&page)
}

async fn refused(app: &App, visit: &Visit, person: PersonId, forms: Forms) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(page(tx, visit, person, forms)))
        .await?;
    again(&page)
}

/// Opens one protected field and shows it on this page alone.
pub(crate) async fn unmask(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let field: Protected = id(form.get("field"))?;
    let opened = {
        let (at, form) = (&visit.at, &form);
        app.db
            .write(|tx| Box::pin(keeping::unmask(tx, at, person, field, form.get("reason"))))
            .await
    };
    match opened {
        Ok(value) => {
            let forms = Forms {
                opened: Some((field, value)),
                ..Forms::default()
            };
            let page = app
                .db
                .read(|tx| Box::pin(async move { page(tx, &visit, person, forms).await }))
                .await?;
            html(&page)
        }
        Err(error) => {
            form.take(error)?;
            let unmask = crate::bench::keyed(form, "unmask");
            let forms = Forms {
                unmask,
                ..Forms::default()
            };
            refused(&app, &visit, person, forms).await
        }
    }
}

pub(crate) async fn exempt(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let matter: Matter = id(form.get("matter"))?;
    let done = {
        let (at, form) = (&visit.at, &form);
        let new = NewExemption {
            matter,
            reason: form.get("reason"),
            meeting: form.get("meeting"),
            held_on: form.day("held_on"),
            from_day: form.day("from"),
            last_day: form.day("last"),
        };
        app.db
            .write(|tx| Box::pin(keeping::exempt(tx, at, person, new)))
            .await
    };
    match done {
        Ok(_) => go(&format!("/roster/people/{person}")),
        Err(error) => {
            form.take(error)?;
            let forms = Forms {
                exempt: form,
                ..Forms::default()
            };
            refused(&app, &visit, person, forms).await
        }
    }
}

/// Writes down where somebody lives; an empty choice for nowhere here.
pub(crate) async fn live(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let panel: Panel = id(form.get("panel"))?;
    let done = {
        let (visit, form) = (&visit, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let places = bench::any_places(tx, visit, Verb::SeeRoster).await?;
                    let org = places.iter().find(|o| o.code == form.get("org"));
                    let new = org.map(|org| NewResidence { org, panel });
                    keeping::settle(tx, &visit.at, person, new).await
                })
            })
            .await
    };
    match done {
        Ok(()) => go(&format!("/roster/people/{person}")),
        Err(error) => {
            form.take(error)?;
            let forms = Forms {
                live: form,
                ..Forms::default()
            };
            refused(&app, &visit, person, forms).await
        }
    }
}
