//! Declarations: written under their headings, read out at a meeting, printed to be signed.

use askama::Template;
use axum::extract::{Path, State as Within};
use civic::PersonId;
use civic::directory::Verb;
use civic::pledge::declarations::{self, Declaration, Part};
use civic::pledge::{self, Whose};
use ground::Tx;

use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "pledge/declaration.html")]
struct DeclarationPage {
    page: Work,
    person: PersonId,
    name: String,
    own: bool,
    may_write: bool,
    may_note: bool,
    declaration: Option<Declaration>,
    parts: Vec<Part>,
    /// Each heading with the names of its two fields.
    fields: Vec<(String, String, String)>,
    form: Form,
}

/// The names of a heading's fields.
fn names(n: usize) -> (String, String) {
    (format!("text{n}"), format!("none{n}"))
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    person: PersonId,
    mut form: Form,
) -> ground::Result<DeclarationPage> {
    let (at, actor) = (&visit.at, visit.actor());
    let whose = Whose::member(tx, at, person).await?;
    let campaign = pledge::campaign_of(tx, at, &whose).await;
    // Whether it exists is not told to who does not see the member.
    let declaration = match campaign {
        Ok(campaign) => declarations::of_person(tx, at, campaign, person).await?,
        Err(error) if whose.is_own(at) || actor.may(Verb::See, whose.path()) => {
            return Err(error);
        }
        Err(_) => return Err(ground::Error::NotFound),
    };
    let parts = match &declaration {
        Some(d) => d.parts()?,
        None => Vec::new(),
    };
    let headings = at.house.defaults.declaration_headings.clone();
    if form.is_blank() {
        for (n, heading) in headings.iter().enumerate() {
            if let Some(part) = parts.iter().find(|p| p.heading == *heading) {
                let (text, none) = names(n);
                form.set(&text, &part.text);
                form.set(&none, if part.none { "1" } else { "" });
            }
        }
        if let Some(own) = parts.iter().find(|p| !headings.contains(&p.heading)) {
            form.set("own", &own.heading);
            form.set("own_text", &own.text);
        }
    }
    let own = whose.is_own(at);
    let unread = declaration.as_ref().is_some_and(|d| d.read_on.is_none());
    Ok(DeclarationPage {
        page: Work::of(tx, visit, if own { "me" } else { "pledges" }).await?,
        person,
        name: whose.name().to_owned(),
        own,
        may_write: whose.may_write(at).is_ok(),
        may_note: unread && actor.may(Verb::PublishPledge, whose.path()),
        declaration,
        parts,
        fields: (headings.into_iter().enumerate())
            .map(|(n, heading)| (heading, names(n).0, names(n).1))
            .collect(),
        form,
    })
}

fn parts(form: &Form, headings: &[String]) -> Vec<Part> {
    let part = |(n, heading): (usize, &String)| {
        let (text, none) = names(n);
        Part {
            heading: heading.clone(),
            text: form.get(&text).trim().to_owned(),
            none: form.ticked(&none),
        }
    };
    let own = Part {
        heading: form.get("own").trim().to_owned(),
        text: form.get("own_text").trim().to_owned(),
        none: false,
    };
    headings.iter().enumerate().map(part).chain([own]).collect()
}

pub(crate) async fn show(
    Within(app): Within<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let person = id(&text)?;
    let page = app
        .db
        .read(|tx| Box::pin(async move { load(tx, &visit, person, Form::default()).await }))
        .await?;
    html(&page)
}

async fn finish(
    app: &App,
    visit: Visit,
    person: PersonId,
    done: ground::Result<()>,
    mut form: Form,
) -> Result {
    let Err(error) = done else {
        return go(&format!("/declarations/{person}"));
    };
    form.take(error)?;
    let page = app
        .db
        .read(|tx| {
            let (visit, form) = (&visit, form.clone());
            Box::pin(async move { load(tx, visit, person, form).await })
        })
        .await?;
    again(&page)
}

pub(crate) async fn write(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let person: PersonId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let whose = Whose::member(tx, at, person).await?;
                whose.may_write(at)?;
                let campaign = pledge::campaign_of(tx, at, &whose).await?;
                let given = parts(typed, &at.house.defaults.declaration_headings);
                let why = typed.get("proxy_reason");
                declarations::write(tx, at, campaign, person, &given, why).await
            })
        })
        .await;
    finish(&app, visit, person, done, form).await
}

pub(crate) async fn note_reading(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let person: PersonId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let whose = Whose::member(tx, at, person).await?;
                at.require(Verb::PublishPledge, whose.path())?;
                let campaign = pledge::campaign_of(tx, at, &whose).await?;
                let (meeting, day) = (typed.get("meeting"), typed.day("read_on"));
                declarations::note_reading(tx, at, campaign, person, meeting, day).await
            })
        })
        .await;
    finish(&app, visit, person, done, form).await
}
