//! Functional groups: who is in them, without moving anybody (S3.2-09).

use askama::Template;
use axum::extract::{Path, State};
use civic::directory::{Org, Person, Verb, tree};
use civic::{OrgId, PersonId};
use ground::{Error, Tx};

use super::bench::{self, Options};
use crate::app::App;
use crate::bench::{go, keyed};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "directory/groups.html")]
struct GroupsPage {
    page: Work,
    groups: Vec<(Org, Vec<Person>, bool)>,
    parents: Options,
    form: Form,
    /// Which group the last name was for.
    on: Option<OrgId>,
}

impl GroupsPage {
    fn typed(&self, group: &Org) -> &str {
        if self.on == Some(group.id) {
            self.form.get("person")
        } else {
            ""
        }
    }

    fn error(&self, group: &Org) -> String {
        let ours = self.on == Some(group.id);
        let first = self.form.problems.first().filter(|_| ours);
        first.map(|p| p.text.clone()).unwrap_or_default()
    }
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    form: Form,
    on: Option<OrgId>,
) -> ground::Result<GroupsPage> {
    let (at, actor) = (&visit.at, visit.actor());
    let scopes = actor.scopes(Verb::SeeRoster);
    if scopes.is_empty() {
        return Err(bench::refusal(visit));
    }
    let mut groups = Vec::new();
    for scope in &scopes {
        for group in tree::groups(tx, at, scope).await? {
            let members = tree::group_members(tx, at, &group, at.today).await?;
            let may_keep = actor.may(Verb::KeepRoster, &group.path);
            groups.push((group, members, may_keep));
        }
    }
    let mut parents = Vec::new();
    if actor.can(Verb::KeepRoster) {
        parents = bench::places(tx, visit, Verb::KeepRoster).await?;
        parents.retain(|o| o.kind.is_changed() || o.kind == civic::directory::OrgKind::Community);
    }
    Ok(GroupsPage {
        page: Work::of(tx, visit, "tree").await?,
        groups,
        parents: bench::by_code(&parents),
        form,
        on,
    })
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, Form::default(), None).await }))
        .await?;
    html(&page)
}

async fn refused(app: &App, visit: &Visit, form: Form, on: Option<OrgId>) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(page(tx, visit, form, on)))
        .await?;
    again(&page)
}

pub(crate) async fn set_up(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let done = {
        let (visit, form) = (&visit, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let places = bench::places(tx, visit, Verb::KeepRoster).await?;
                    let parent = places.iter().find(|o| o.code == form.get("parent"));
                    let parent = parent.ok_or(Error::NotFound)?;
                    let (code, name) = (form.get("code").trim(), form.get("name").trim());
                    tree::set_up_group(tx, &visit.at, parent, code, name).await
                })
            })
            .await
    };
    match done {
        Ok(_) => go("/roster/groups"),
        Err(error) => {
            form.take(error)?;
            refused(&app, &visit, form, None).await
        }
    }
}

pub(crate) async fn join(
    State(app): State<App>,
    Path(group): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let group: OrgId = id(&group)?;
    let person = {
        let (visit, form) = (&visit, &mut form);
        app.db
            .read(|tx| Box::pin(bench::one_named(tx, visit, form, "person")))
            .await?
    };
    let Some(person) = person else {
        return refused(&app, &visit, form, Some(group)).await;
    };
    let (at, person) = (&visit.at, person.id);
    let done = app
        .db
        .write(|tx| Box::pin(tree::join_group(tx, at, group, person)))
        .await;
    match done {
        Ok(()) => go("/roster/groups"),
        Err(error) => {
            form.take(error)?;
            refused(&app, &visit, form, Some(group)).await
        }
    }
}

pub(crate) async fn leave(
    State(app): State<App>,
    Path((group, person)): Path<(String, String)>,
    Posted { visit, .. }: Posted,
) -> Result {
    let (group, person): (OrgId, PersonId) = (id(&group)?, id(&person)?);
    let at = &visit.at;
    app.db
        .write(|tx| Box::pin(tree::leave_group(tx, at, group, person)))
        .await?;
    go("/roster/groups")
}

pub(crate) async fn end(
    State(app): State<App>,
    Path(group): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let group: OrgId = id(&group)?;
    if !form.ticked("sure") {
        form.refuse("sure", "打勾确认以后再撤销");
        return refused(&app, &visit, keyed(form, "end"), Some(group)).await;
    }
    let at = &visit.at;
    app.db
        .write(|tx| Box::pin(tree::end_group(tx, at, group)))
        .await?;
    go("/roster/groups")
}
