//! Roles by place, and giving one for a time.

use askama::Template;
use axum::extract::State;
use civic::directory::access::{self, Gift, Term};
use civic::directory::{self, Org, OrgKind, Role, Verb};
use ground::{Day, Error, Tx};

use super::bench::{self, Options};
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// A role as the list shows it.
struct Row {
    term: Term,
    reach: &'static str,
    may_end: bool,
}

#[derive(Template)]
#[template(path = "directory/roles.html")]
struct RolesPage {
    page: Work,
    today: Day,
    rows: Vec<Row>,
    roles: Options,
    orgs: Options,
    form: Form,
}

/// The organisations in which the visitor gives roles.
async fn giving(tx: &mut Tx, visit: &Visit) -> ground::Result<Vec<Org>> {
    let mut orgs: Vec<Org> = Vec::new();
    for verb in [Verb::GrantRole, Verb::Appoint] {
        for scope in visit.actor().scopes(verb) {
            for org in directory::orgs(tx, visit.at.tenant, &scope).await? {
                if !orgs.iter().any(|o| o.id == org.id) {
                    orgs.push(org);
                }
            }
        }
    }
    Ok(orgs)
}

async fn page(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<RolesPage> {
    let (at, actor) = (&visit.at, visit.actor());
    let mut scopes = actor.scopes(Verb::GrantRole);
    scopes.extend(actor.scopes(Verb::SeeRoster));
    if scopes.is_empty() {
        return Err(bench::refusal(visit));
    }
    let mut rows: Vec<Row> = Vec::new();
    for scope in &scopes {
        for term in access::terms(tx, at, scope).await? {
            if rows.iter().any(|r| r.term.id == term.id) {
                continue;
            }
            let org = directory::org(tx, at.tenant, term.org_id).await?;
            let gives = actor.may(Verb::GrantRole, &org.path)
                || (term.role.is_appointed() && actor.may(Verb::Appoint, &org.path));
            rows.push(Row {
                reach: term.reach(&org).label(),
                may_end: gives && term.person_id != actor.person,
                term,
            });
        }
    }
    let gives_all = actor.can(Verb::GrantRole);
    let roles = Role::ALL
        .iter()
        .filter(|r| **r != Role::Member && (gives_all || r.is_appointed()))
        .map(|r| (r.word().to_owned(), r.label().to_owned()))
        .collect();
    let mut orgs = giving(tx, visit).await?;
    if !gives_all {
        orgs.retain(|o| o.kind != OrgKind::Committee);
    }
    Ok(RolesPage {
        page: Work::of(tx, visit, "roles").await?,
        today: at.today,
        rows,
        roles,
        orgs: bench::by_code(&orgs),
        form,
    })
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let form = Form::filled([("from", visit.at.today.to_string())]);
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, form).await }))
        .await?;
    html(&page)
}

pub(crate) async fn give(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let role: Role = id(form.get("role"))?;
    if !visit.actor().can(Verb::GrantRole) && !visit.actor().can(Verb::Appoint) {
        return Err(bench::refusal(&visit).into());
    }
    let person = {
        let (visit, form) = (&visit, &mut form);
        app.db
            .read(|tx| Box::pin(bench::one_for_role(tx, visit, form, "person")))
            .await?
    };
    let from = form.day("from");
    if from.is_none() {
        form.refuse("from", "请填写开始日期");
    }
    let until = form.day("until");
    if until.is_none() && !form.get("until").is_empty() {
        form.refuse("until", "日期写成2026-12-31，或不填");
    }
    if let (Some(person), Some(from)) = (person, from)
        && form.problems.is_empty()
    {
        let gift = Gift {
            person,
            role,
            from,
            until,
        };
        let done = {
            let (visit, form) = (&visit, &form);
            app.db
                .write(|tx| {
                    Box::pin(async move {
                        let orgs = giving(tx, visit).await?;
                        let org = orgs.iter().find(|o| o.code == form.get("org"));
                        let org = org.ok_or(Error::NotFound)?;
                        access::give(tx, &visit.at, org, gift).await
                    })
                })
                .await
        };
        match done {
            Ok(_) => return go("/roster/roles"),
            Err(error) => form.take(error)?,
        }
    }
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, form).await }))
        .await?;
    again(&page)
}
