//! Writing a pledge: one's own, for somebody who cannot, or again after a return.

use askama::Template;
use axum::extract::{Path, Query, State as Within};
use civic::campaign;
use civic::directory::{self, Person, Standing, Verb};
use civic::pledge::rules::{OTHER_AREA, Words};
use civic::pledge::{self, NewPledge};
use civic::{PersonId, PledgeId};
use ground::{Error, Tx};

use crate::app::App;
use crate::bench::{Asked, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// Whose pledge is written.
enum Whose {
    /// Somebody is to be chosen first.
    Choose,
    /// This person's.
    Of(PersonId),
    /// That of a returned pledge.
    Again(PledgeId),
}

#[derive(Template)]
#[template(path = "pledge/write.html")]
struct WritePage {
    page: Work,
    form: Form,
    /// Where the form goes.
    address: String,
    /// Whose it is; none while somebody is to be chosen.
    person: Option<Person>,
    is_proxy: bool,
    /// Members without a pledge, for whom one may be written.
    waiting: Vec<Person>,
    areas: Vec<String>,
    in_force: bool,
    /// Why it was returned; empty for a new one.
    returned: String,
    is_again: bool,
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    whose: Whose,
    mut form: Form,
) -> ground::Result<WritePage> {
    let (at, actor) = (&visit.at, visit.actor());
    let mut returned = String::new();
    let mut address = "/pledges".to_owned();
    let is_again = matches!(whose, Whose::Again(_));
    let person = match whose {
        Whose::Choose => None,
        Whose::Of(id) => Some(id),
        Whose::Again(id) => {
            let old = pledge::seen(tx, at, id).await?;
            let last = pledge::checks(tx, at, id).await?.into_iter().next();
            returned = last.map(|c| c.reason).unwrap_or_default();
            address = format!("/pledges/{id}/amendment");
            if form.get("area").is_empty() && form.problems.is_empty() {
                form = Form::filled([
                    ("area", old.area.clone()),
                    ("action", old.action.clone()),
                    ("measure", old.measure.clone()),
                    ("due", old.due_day.to_string()),
                    ("proxy_reason", old.proxy_reason.clone()),
                ]);
            }
            Some(old.person_id)
        }
    };
    let person = match person {
        Some(id) => Some(directory::person(tx, at.tenant, id).await?),
        None => None,
    };
    let is_proxy = person.as_ref().is_none_or(|p| p.id != actor.person);
    let verb = if is_proxy {
        Verb::WritePledgeFor
    } else {
        Verb::WritePledge
    };
    let scopes = actor.scopes(verb);
    let place = match (&person, scopes.first()) {
        (Some(person), _) => person.org_path.clone(),
        (None, Some(scope)) => scope.clone(),
        (None, None) => return Err(Error::NotFound),
    };
    at.require(verb, &place)?;
    if person
        .as_ref()
        .is_some_and(|p| p.standing == Standing::Staff)
    {
        return Err(Error::NotFound);
    }
    let campaign = campaign::in_force(tx, at.tenant, &place).await?;
    let (mut areas, mut waiting) = (Vec::new(), Vec::new());
    if let Some(campaign) = &campaign {
        if let Some(person) = &person {
            areas = campaign::focus_areas(tx, at.tenant, campaign.id, &person.category).await?;
        }
        if is_proxy && !is_again {
            for scope in &scopes {
                let written = pledge::pledges(tx, at.tenant, campaign.id, scope).await?;
                let mut some = directory::roster(tx, at.tenant, scope).await?;
                some.retain(|p| {
                    p.id != actor.person && !written.iter().any(|w| w.person_id == p.id)
                });
                waiting.extend(some);
            }
        }
    }
    areas.retain(|a| a != OTHER_AREA);
    areas.push(OTHER_AREA.to_owned());
    let current = if is_proxy { "pledges" } else { "me" };
    Ok(WritePage {
        page: Work::of(tx, visit, current).await?,
        form,
        address,
        person,
        is_proxy,
        waiting,
        areas,
        in_force: campaign.is_some(),
        returned,
        is_again,
    })
}

fn new_pledge(form: &Form) -> NewPledge<'_> {
    NewPledge {
        words: Words {
            area: form.get("area"),
            action: form.get("action"),
            measure: form.get("measure"),
            due: form.day("due"),
        },
        proxy_reason: form.get("proxy_reason"),
    }
}

pub(crate) async fn page(Within(app): Within<App>, visit: Visit, Query(asked): Asked) -> Result {
    let whose = asked
        .iter()
        .find(|(name, _)| name == "for")
        .map(|(_, id)| id);
    let own = visit.actor().person;
    let whose = match whose.map(String::as_str) {
        None if visit.actor().has(directory::Role::Member) => Whose::Of(own),
        None | Some("") => Whose::Choose,
        Some(text) => Whose::Of(id(text)?),
    };
    let page = app
        .db
        .read(|tx| Box::pin(async move { load(tx, &visit, whose, Form::default()).await }))
        .await?;
    html(&page)
}

pub(crate) async fn write(Within(app): Within<App>, Posted { visit, mut form }: Posted) -> Result {
    let person: PersonId = match form.get("for") {
        "" => visit.actor().person,
        text => id(text)?,
    };
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let whose = directory::person(tx, at.tenant, person).await?;
                let campaign = campaign::in_force(tx, at.tenant, &whose.org_path)
                    .await?
                    .ok_or(pledge::No::NotInForce)?;
                pledge::write(tx, at, campaign.id, person, new_pledge(typed)).await
            })
        })
        .await;
    match done {
        Ok(id) => go(&format!("/pledges/{id}")),
        Err(error) => {
            form.take(error)?;
            let page = (app.db)
                .read(|tx| Box::pin(async move { load(tx, &visit, Whose::Of(person), form).await }))
                .await?;
            again(&page)
        }
    }
}

pub(crate) async fn amend_page(
    Within(app): Within<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let pledge: PledgeId = id(&text)?;
    let page = (app.db)
        .read(|tx| {
            Box::pin(async move {
                let old = pledge::seen(tx, &visit.at, pledge).await?;
                if old.state != pledge::State::Returned {
                    return Err(pledge::No::OutOfOrder(old.state).into());
                }
                load(tx, &visit, Whose::Again(pledge), Form::default()).await
            })
        })
        .await?;
    html(&page)
}

pub(crate) async fn amend(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let pledge: PledgeId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| Box::pin(pledge::amend(tx, at, pledge, new_pledge(typed))))
        .await;
    match done {
        Ok(()) => go(&format!("/pledges/{pledge}")),
        Err(error) => {
            form.take(error)?;
            let page = (app.db)
                .read(|tx| {
                    Box::pin(async move { load(tx, &visit, Whose::Again(pledge), form).await })
                })
                .await?;
            again(&page)
        }
    }
}
