//! Invitation slips (邀请条): who has one, making them for printing, taking them back.

use askama::Template;
use axum::extract::{Path, Query, State};
use civic::directory::{self, NewSlip, Org, Sought, Verb};
use civic::{OrgId, PersonId};
use ground::{At, Error, Zone};

use crate::app::App;
use crate::bench::{Asked, go, on_paper};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::public::{qr, unkept};
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "directory/slips.html")]
struct SlipsPage {
    page: Work,
    form: Form,
    orgs: Vec<Org>,
    org: Org,
    people: Vec<Sought>,
    days: i64,
    zone: Zone,
    now: At,
}

impl SlipsPage {
    fn until(&self, person: &Sought) -> String {
        let day = person
            .expires_at
            .map(|at| self.zone.day(at.plus_seconds(-1)).short());
        day.unwrap_or_default()
    }

    fn is_over(&self, person: &Sought) -> bool {
        person.expires_at.is_some_and(|at| at <= self.now)
    }

    fn waiting(&self) -> usize {
        self.people.iter().filter(|p| p.slip.is_some()).count()
    }

    fn without(&self) -> usize {
        self.people.iter().filter(|p| p.login.is_none()).count()
    }

    fn ticked(&self, person: &Sought) -> bool {
        self.form.ticked(&format!("p-{}", person.id))
    }
}

/// A slip as it is printed.
struct Paper {
    name: String,
    org: String,
    code: String,
    login: Option<String>,
    until: String,
    qr: String,
}

#[derive(Template)]
#[template(path = "directory/slip_sheet.html")]
struct SheetPage {
    page: Work,
    address: String,
    org: OrgId,
    slips: Vec<Paper>,
}

pub(crate) async fn list(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let form = Form::new(asked);
    html(&load(&app, &visit, form).await?)
}

async fn load(app: &App, visit: &Visit, form: Form) -> ground::Result<SlipsPage> {
    let form = &form;
    app.db
        .read(|tx| {
            Box::pin(async move {
                let at = &visit.at;
                let mut orgs = Vec::new();
                for below in visit.actor().scopes(Verb::KeepAccounts) {
                    orgs.extend(directory::orgs(tx, at.tenant, &below).await?);
                }
                let asked = orgs.iter().find(|o| form.chose("org", &o.id.to_string()));
                // Most slips are for members, and those are in branches.
                let branch = orgs.iter().find(|o| o.kind == directory::OrgKind::Branch);
                let org = asked.or(branch).or(orgs.first()).cloned();
                let org = org.ok_or(Error::NotFound)?;
                Ok(SlipsPage {
                    page: Work::of(tx, visit, "slips").await?,
                    form: form.clone(),
                    people: directory::sought(tx, at, org.id).await?,
                    orgs,
                    org,
                    days: at.house.defaults.invitation_days,
                    zone: at.house.zone.clone(),
                    now: at.now,
                })
            })
        })
        .await
}

pub(crate) async fn make(State(app): State<App>, posted: Posted) -> Result {
    let Posted { visit, mut form } = posted;
    let org: OrgId = id(form.get("org"))?;
    let chosen = chosen(&app, &visit, &form, org).await?;
    let (at, people) = (&visit.at, &chosen[..]);
    let made = app
        .db
        .write(|tx| Box::pin(directory::make_slips(tx, at, people)))
        .await;
    match made {
        Ok(slips) => sheet(&app, &visit, org, slips).await,
        Err(refused) => {
            form.take(refused)?;
            again(&load(&app, &visit, form).await?)
        }
    }
}

/// Those who were ticked, or everybody without an account.
async fn chosen(
    app: &App,
    visit: &Visit,
    form: &Form,
    org: OrgId,
) -> ground::Result<Vec<PersonId>> {
    let at = &visit.at;
    let people = app
        .db
        .read(|tx| Box::pin(directory::sought(tx, at, org)))
        .await?;
    let everybody = form.ticked("all");
    let ticked: Vec<&str> = form.all_ticked("p-").collect();
    let is_chosen = |p: &Sought| {
        if everybody {
            p.login.is_none()
        } else {
            ticked.contains(&p.id.to_string().as_str())
        }
    };
    let chosen = people.into_iter().filter(is_chosen);
    Ok(chosen.map(|p| p.id).collect())
}

/// The sheet to print: it answers the post, for the codes are kept nowhere.
async fn sheet(app: &App, visit: &Visit, org: OrgId, slips: Vec<NewSlip>) -> Result {
    let zone = &app.house.zone;
    let mut papers = Vec::new();
    for slip in slips {
        let path = format!("/i/{}", slip.code.replace(' ', ""));
        papers.push(Paper {
            qr: qr(app, &path, "扫码开通账号")?,
            name: on_paper(&slip.name),
            org: slip.org,
            code: slip.code,
            login: slip.login,
            until: zone.day(slip.expires_at.plus_seconds(-1)).long(),
        });
    }
    let page = app
        .db
        .read(|tx| Box::pin(Work::of(tx, visit, "slips")))
        .await?;
    Ok(unkept(html(&SheetPage {
        page,
        address: format!("{}/i", app.settings.public_url),
        org,
        slips: papers,
    })?))
}

pub(crate) async fn revoke(
    State(app): State<App>,
    Path(slip): Path<String>,
    posted: Posted,
) -> Result {
    let (slip, at) = (id(&slip)?, &posted.visit.at);
    app.db
        .write(|tx| Box::pin(directory::revoke_slip(tx, at, slip)))
        .await?;
    let org: OrgId = id(posted.form.get("org"))?;
    go(&format!("/slips?org={org}"))
}
