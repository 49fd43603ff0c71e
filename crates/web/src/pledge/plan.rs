//! Personal plans: writing one, one record with the branch's check, and all of them.

use askama::Template;
use axum::extract::{Path, Query, State as Within};
use civic::campaign;
use civic::directory::Verb;
use civic::pledge::drafts::{self, NewDraft, What};
use civic::pledge::plans::{self, NewPlan, Plan, PlanState, PlanVersion};
use civic::pledge::{self, Verdict, Whose};
use civic::{DraftId, PersonId, PersonalPlanId};
use ground::{Error, Tx};

use crate::app::App;
use crate::bench::{Asked, Scope, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::pledge::Mark;
use crate::visit::{Posted, Visit, id};

/// The fields of the form, as a draft keeps them.
const FIELDS: [&str; 4] = ["aims", "actions", "dates", "proxy_reason"];

/// The tag of a plan.
pub(crate) fn mark(state: PlanState) -> Mark {
    match state {
        PlanState::Submitted => ("warn", "clock", state.label()),
        PlanState::Returned => ("stop", "pen", state.label()),
        PlanState::Passed => ("warn", "horn", state.label()),
        PlanState::Published => ("ok", "check", state.label()),
    }
}

#[derive(Template)]
#[template(path = "pledge/plan_write.html")]
struct WritePage {
    page: Work,
    form: Form,
    name: String,
    person: PersonId,
    is_proxy: bool,
    returned: String,
    draft: Option<(DraftId, i64)>,
    standing: Vec<(&'static str, String)>,
    saved: bool,
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    person: PersonId,
    draft: Option<drafts::Draft>,
    mut form: Form,
) -> ground::Result<WritePage> {
    let at = &visit.at;
    let whose = Whose::member(tx, at, person).await?;
    whose.may_write(at)?;
    let campaign = pledge::campaign_of(tx, at, &whose).await?;
    let mut returned = String::new();
    if let Some(plan) = plans::of_person(tx, at, campaign, person).await? {
        let last = plans::versions(tx, at, plan.id).await?.into_iter().next();
        returned = last.map(|v| v.reason).unwrap_or_default();
        if form.is_blank() && draft.is_none() {
            form = Form::filled([
                ("aims", plan.aims),
                ("actions", plan.actions),
                ("dates", plan.dates),
                ("proxy_reason", plan.proxy_reason),
            ]);
        }
    }
    if let Some(draft) = draft.as_ref().filter(|_| form.is_blank()) {
        form = Form::new(draft.typed()?);
    }
    let own = whose.is_own(at);
    Ok(WritePage {
        page: Work::of(tx, visit, if own { "me" } else { "pledges" }).await?,
        form,
        name: whose.name().to_owned(),
        person,
        is_proxy: !own,
        returned,
        draft: draft.map(|d| (d.id, d.edition)),
        standing: Vec::new(),
        saved: false,
    })
}

fn whose_id(visit: &Visit, form: &Form) -> ground::Result<PersonId> {
    match form.get("for") {
        "" => Ok(visit.actor().person),
        text => text.parse().map_err(|_| Error::NotFound),
    }
}

pub(crate) async fn page(Within(app): Within<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let draft = match asked.get("draft").parse::<DraftId>() {
                    Ok(id) => Some(drafts::draft(tx, &visit.at, id).await?),
                    Err(_) => None,
                };
                let person = match draft.as_ref().map(|d| (d.what, d.person_id)) {
                    Some((What::Plan, Some(person))) => person,
                    Some(_) => return Err(Error::NotFound),
                    None => whose_id(&visit, &asked)?,
                };
                let mut page = load(tx, &visit, person, draft, Form::default()).await?;
                page.saved = asked.ticked("saved");
                Ok(page)
            })
        })
        .await?;
    html(&page)
}

/// What became of a form that was sent.
enum Sent {
    In(PersonalPlanId),
    Kept(DraftId),
}

pub(crate) async fn write(Within(app): Within<App>, Posted { visit, mut form }: Posted) -> Result {
    let (seen, typed) = (&visit, &form);
    let done = (app.db)
        .write(|tx| Box::pin(async move { send(tx, seen, typed).await }))
        .await;
    let error = match done {
        Ok(Sent::In(id)) => return go(&format!("/plans/{id}")),
        Ok(Sent::Kept(id)) => return go(&format!("/plans/new?draft={id}&saved=1")),
        Err(error) => error,
    };
    let met = match error.refusal() {
        Some(pledge::No::Met(standing)) => Some((**standing).clone()),
        _ => None,
    };
    form.take(error)?;
    let page = (app.db)
        .read(|tx| {
            let (visit, form, met) = (&visit, form.clone(), met.clone());
            Box::pin(async move {
                let person = whose_id(visit, &form)?;
                let draft = match (met.clone(), form.get("draft").parse::<DraftId>()) {
                    (Some(standing), _) => Some(standing),
                    (None, Ok(id)) => drafts::draft(tx, &visit.at, id).await.ok(),
                    (None, Err(_)) => None,
                };
                let mut page = load(tx, visit, person, draft, form).await?;
                if let Some(standing) = met {
                    let words = standing.typed()?;
                    let line = |(name, label): (&str, &'static str)| {
                        Some((label, words.get(name).filter(|v| !v.is_empty())?.clone()))
                    };
                    let labels = ["想达到什么", "打算怎么做", "什么时候做"];
                    page.standing = FIELDS.into_iter().zip(labels).filter_map(line).collect();
                }
                Ok(page)
            })
        })
        .await?;
    again(&page)
}

async fn send(tx: &mut Tx, visit: &Visit, form: &Form) -> ground::Result<Sent> {
    let at = &visit.at;
    let person = whose_id(visit, form)?;
    let whose = Whose::member(tx, at, person).await?;
    whose.may_write(at)?;
    let campaign = pledge::campaign_of(tx, at, &whose).await?;
    let draft = form.get("draft").parse::<DraftId>().ok();
    if form.get("do") == "draft" {
        let typed = form.some(&FIELDS);
        if let Some(id) = draft {
            drafts::save(tx, at, id, form.count("edition"), &typed).await?;
            return Ok(Sent::Kept(id));
        }
        let new = NewDraft {
            campaign,
            what: What::Plan,
            whose: &whose,
            record: None,
            typed: &typed,
        };
        return Ok(Sent::Kept(drafts::begin(tx, at, new).await?));
    }
    let new = NewPlan {
        aims: form.get("aims"),
        actions: form.get("actions"),
        dates: form.get("dates"),
        proxy_reason: form.get("proxy_reason"),
    };
    let id = plans::write(tx, at, campaign, person, new).await?;
    if let Some(draft) = draft {
        drafts::hand_in(tx, at, draft, form.count("edition")).await?;
    }
    Ok(Sent::In(id))
}

#[derive(Template)]
#[template(path = "pledge/plan.html")]
struct PlanPage {
    page: Work,
    plan: Plan,
    own: bool,
    not_checker: &'static str,
    may_check: bool,
    may_amend: bool,
    versions: Vec<PlanVersion>,
    form: Form,
}

impl PlanPage {
    fn mark(&self) -> Mark {
        mark(self.plan.state)
    }
}

async fn record(
    tx: &mut Tx,
    visit: &Visit,
    id: PersonalPlanId,
    form: Form,
) -> ground::Result<PlanPage> {
    let (at, actor) = (&visit.at, visit.actor());
    let plan = plans::seen(tx, at, id).await?;
    let own = plan.person_id == actor.person;
    let writes = match own {
        true => Verb::WritePledge,
        false => Verb::WritePledgeFor,
    };
    let waits = plan.state == PlanState::Submitted;
    Ok(PlanPage {
        page: Work::of(tx, visit, if own { "me" } else { "pledges" }).await?,
        own,
        not_checker: match plan.written_by == actor.person {
            _ if own => "自己的打算请别的支委审核。",
            true => "自己写的请别人审核：别的支委，或者上级。",
            false => "",
        },
        may_check: waits && actor.may(Verb::CheckPledge, &plan.org_path),
        may_amend: plan.state == PlanState::Returned && actor.may(writes, &plan.org_path),
        versions: plans::versions(tx, at, id).await?,
        plan,
        form,
    })
}

pub(crate) async fn show(
    Within(app): Within<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let id = id(&text)?;
    let page = app
        .db
        .read(|tx| Box::pin(async move { record(tx, &visit, id, Form::default()).await }))
        .await?;
    html(&page)
}

pub(crate) async fn check(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let plan = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            let verdict = match typed.get("verdict") {
                "pass" => Verdict::Pass,
                _ => Verdict::Return(typed.get("reason")),
            };
            Box::pin(async move {
                plans::as_read(tx, at, plan, typed.get("read")).await?;
                plans::check(tx, at, plan, verdict).await
            })
        })
        .await;
    let Err(error) = done else {
        return go(&format!("/plans/{plan}"));
    };
    form.take(error)?;
    let page = app
        .db
        .read(|tx| {
            let (visit, form) = (&visit, form.clone());
            Box::pin(async move { record(tx, visit, plan, form).await })
        })
        .await?;
    again(&page)
}

#[derive(Template)]
#[template(path = "pledge/plans.html")]
struct PlansPage {
    page: Work,
    scope: Scope,
    rows: Vec<Plan>,
}

impl PlansPage {
    fn mark(&self, plan: &Plan) -> Mark {
        mark(plan.state)
    }
}

pub(crate) async fn list(Within(app): Within<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let scope = Scope::of(tx, &visit, asked.get("campaign")).await?;
                let mut rows = Vec::new();
                if let Some(campaign) = &scope.campaign {
                    for below in &scope.below {
                        rows.extend(plans::below(tx, visit.at.tenant, campaign.id, below).await?);
                    }
                }
                Ok(PlansPage {
                    page: Work::of(tx, &visit, "pledges").await?,
                    scope,
                    rows,
                })
            })
        })
        .await?;
    html(&page)
}

/// One's own plan and drafts, for one's own page.
pub(super) async fn own(
    tx: &mut Tx,
    visit: &Visit,
) -> ground::Result<(Option<Plan>, Vec<drafts::Draft>)> {
    let (at, actor) = (&visit.at, visit.actor());
    let mut kept = drafts::own(tx, at).await?;
    kept.retain(|d| d.begun_by == actor.person);
    let campaign = campaign::in_force(tx, at.tenant, &actor.org_path).await?;
    let plan = match campaign {
        Some(c) if actor.has(civic::directory::Role::Member) => {
            plans::of_person(tx, at, c.id, actor.person).await?
        }
        _ => None,
    };
    Ok((plan, kept))
}
