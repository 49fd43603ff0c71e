//! Coverage units: the rate, and those that are not covered, by name (S2.4-02).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use civic::directory::tree::{self, NewUnit, Unit, UnitCoverage, UnitKind};
use civic::directory::{Org, OrgKind, Verb};
use civic::{OrgId, UnitId};
use ground::{Error, Tx};

use super::bench::{self, Options};
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "directory/units.html")]
struct UnitsPage {
    page: Work,
    units: Vec<(Unit, bool)>,
    coverage: UnitCoverage,
    names: BTreeMap<OrgId, String>,
    /// Who may cover: codes and names.
    orgs: Vec<Org>,
    grounds: Options,
    form: Form,
}

impl UnitsPage {
    fn kinds(&self) -> Options {
        let option = |k: &UnitKind| (k.word().to_owned(), k.label().to_owned());
        UnitKind::ALL.iter().map(option).collect()
    }

    fn covers(&self, unit: &Unit, org: &Org) -> bool {
        unit.covered_by == Some(org.id)
    }

    fn cover(&self, unit: &Unit) -> &str {
        let found = unit.covered_by.and_then(|id| self.names.get(&id));
        found.map_or("", String::as_str)
    }
}

async fn page(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<UnitsPage> {
    let (at, actor) = (&visit.at, visit.actor());
    let mut orgs = bench::places(tx, visit, Verb::SeeRoster).await?;
    let mut all = Vec::new();
    for scope in actor.scopes(Verb::SeeRoster) {
        all.extend(tree::units(tx, at, &scope).await?);
    }
    let names = orgs.iter().map(|o| (o.id, o.name.clone())).collect();
    let mut grounds = orgs.clone();
    grounds.retain(|o| {
        matches!(o.kind, OrgKind::Community | OrgKind::Branch)
            && actor.may(Verb::KeepRoster, &o.path)
    });
    orgs.retain(|o| o.kind != OrgKind::Committee);
    let may = |u: Unit| {
        let may = actor.may(Verb::KeepRoster, &u.org_path);
        (u, may)
    };
    Ok(UnitsPage {
        page: Work::of(tx, visit, "tree").await?,
        coverage: UnitCoverage::of(&all),
        units: all.into_iter().map(may).collect(),
        names,
        grounds: bench::by_code(&grounds),
        orgs,
        form,
    })
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, Form::default()).await }))
        .await?;
    html(&page)
}

async fn refused(app: &App, visit: &Visit, form: Form) -> Result {
    let page = app.db.read(|tx| Box::pin(page(tx, visit, form))).await?;
    again(&page)
}

pub(crate) async fn add(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let kind: UnitKind = id(form.get("kind"))?;
    let done = {
        let (visit, form) = (&visit, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let places = bench::places(tx, visit, Verb::KeepRoster).await?;
                    let org = places.iter().find(|o| o.code == form.get("org"));
                    let org = org.ok_or(Error::NotFound)?;
                    let new = NewUnit {
                        kind,
                        name: form.get("name"),
                        address: form.get("address"),
                    };
                    tree::add_unit(tx, &visit.at, org, new).await
                })
            })
            .await
    };
    match done {
        Ok(_) => go("/roster/units"),
        Err(error) => {
            form.take(error)?;
            refused(&app, &visit, form).await
        }
    }
}

pub(crate) async fn cover(
    State(app): State<App>,
    Path(unit): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let unit: UnitId = id(&unit)?;
    let done = {
        let (visit, form) = (&visit, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let places = bench::any_places(tx, visit, Verb::SeeRoster).await?;
                    let by = places.iter().find(|o| o.code == form.get("by"));
                    let by = by.map(|o| o.id);
                    tree::cover(tx, &visit.at, unit, by, visit.at.today).await
                })
            })
            .await
    };
    match done {
        Ok(()) => go("/roster/units"),
        Err(error) => {
            form.take(error)?;
            refused(&app, &visit, form).await
        }
    }
}

pub(crate) async fn close(
    State(app): State<App>,
    Path(unit): Path<String>,
    Posted { visit, .. }: Posted,
) -> Result {
    let unit: UnitId = id(&unit)?;
    let at = &visit.at;
    app.db
        .write(|tx| Box::pin(tree::close_unit(tx, at, unit)))
        .await?;
    go("/roster/units")
}
