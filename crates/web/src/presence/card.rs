//! One member's card at the branch: consents on paper, issuing, closing.

use askama::Template;
use axum::extract::{Path, State};
use civic::PersonId;
use civic::directory;
use civic::presence::cards::{self, Consent};
use civic::presence::{Field, Holder, No};
use ground::{Error, Result as Done, Tx};

use super::{Row, field, rows};
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// The forms of the page, of which at most one was posted.
#[derive(Default)]
struct Forms {
    consent: Form,
    withdraw: Form,
    issue: Form,
    close: Form,
}

#[derive(Template)]
#[template(path = "presence/card.html")]
struct CardPage {
    page: Work,
    org: String,
    holder: Holder,
    rows: Vec<Row>,
    own: bool,
    public_page: String,
    forms: Forms,
}

impl CardPage {
    /// The fields that can be taken back, as options.
    fn given(&self) -> Vec<(String, String)> {
        let option = |f: Field| (f.word().to_owned(), f.label().to_owned());
        self.holder.given().into_iter().map(option).collect()
    }

    /// The name of a field's box.
    fn box_of(&self, row: &Row) -> &'static str {
        match row.field {
            Field::Name => "show-name",
            Field::Branch => "show-branch",
            Field::Post => "show-post",
            Field::Category => "show-category",
            Field::Pledges => "show-pledges",
            Field::Relay => "show-relay",
            Field::Phone => "show-phone",
        }
    }

    fn day(&self, row: &Row) -> String {
        row.said.as_ref().map(|s| s.day.long()).unwrap_or_default()
    }
}

async fn read(tx: &mut Tx, visit: &Visit, person: PersonId, forms: Forms) -> Done<CardPage> {
    let at = &visit.at;
    let holder = cards::holder(tx, at, person).await?;
    let site = directory::site_of(tx, at.tenant, &holder.person.org_path).await?;
    let public_page = match (site, holder.issued()) {
        (Some(site), Some(card)) => format!("/t/{}/cards/{}", site.code, card.id),
        _ => String::new(),
    };
    Ok(CardPage {
        page: Work::of(tx, visit, "cards").await?,
        org: directory::org(tx, at.tenant, holder.person.org_id)
            .await?
            .name,
        own: at.actor_id() == person,
        rows: rows(tx, at, &holder).await?,
        holder,
        public_page,
        forms,
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(person): Path<String>,
    visit: Visit,
) -> Result {
    let person = id(&person)?;
    let visit = &visit;
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, visit, person, Forms::default())))
        .await?;
    html(&page)
}

/// Back to the page; with its form again when it was refused.
async fn after(
    app: &App,
    visit: &Visit,
    person: PersonId,
    done: Done<()>,
    mut form: Form,
    put: fn(&mut Forms, Form),
) -> Result {
    let Err(error) = done else {
        return go(&format!("/cards/{person}"));
    };
    form.take(error)?;
    let mut forms = Forms::default();
    put(&mut forms, form);
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, visit, person, forms)))
        .await?;
    again(&page)
}

/// A sheet that the member signed.
fn sheet(form: &Form) -> Consent<'_> {
    Consent::Sheet {
        day: form.day("day"),
        place: form.get("sheet"),
    }
}

pub(crate) async fn consent(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let fields: Vec<Field> = (form.all_ticked("show-"))
        .filter_map(|word| word.parse().ok())
        .collect();
    let done = {
        let (at, fields, how) = (&visit.at, &fields, sheet(&form));
        app.db
            .write(|tx| {
                Box::pin(async move {
                    cards::holder(tx, at, person).await?;
                    cards::consent(tx, at, person, fields, how).await
                })
            })
            .await
    };
    after(&app, &visit, person, done, form, |f, form| f.consent = form).await
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let done = {
        let (at, field, how) = (&visit.at, field(&form), sheet(&form));
        app.db
            .write(|tx| {
                Box::pin(async move {
                    cards::holder(tx, at, person).await?;
                    let field = field.ok_or_else(|| Error::from(No::NothingChosen))?;
                    cards::withdraw(tx, at, person, field, how).await
                })
            })
            .await
    };
    after(&app, &visit, person, done, form, |f, form| {
        f.withdraw = crate::bench::keyed(form, "back");
    })
    .await
}

pub(crate) async fn issue(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let done = {
        let (at, checked) = (&visit.at, form.ticked("checked"));
        app.db
            .write(|tx| {
                Box::pin(async move {
                    cards::holder(tx, at, person).await?;
                    cards::issue(tx, at, person, checked).await.map(drop)
                })
            })
            .await
    };
    after(&app, &visit, person, done, form, |f, form| f.issue = form).await
}

pub(crate) async fn close(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let done = {
        let (at, why) = (&visit.at, form.get("why"));
        app.db
            .write(|tx| {
                Box::pin(async move {
                    cards::holder(tx, at, person).await?;
                    cards::close(tx, at, person, why).await
                })
            })
            .await
    };
    after(&app, &visit, person, done, form, |f, form| f.close = form).await
}
