//! One comment at the branch: pass it on, answer it, set it aside, open who wrote it.

use askama::Template;
use axum::extract::{Path, State};
use civic::LetterId;
use civic::presence::letters::Step;
use civic::presence::supervision;
use civic::presence::{Comment, Contact, LetterState};
use ground::{Day, Result as Done, Tx};

use super::{Mark, mark};
use crate::app::App;
use crate::bench::{Names, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::public::unkept;
use crate::visit::{Posted, Visit, id};

/// The forms of the page, of which at most one was posted.
#[derive(Default)]
struct Forms {
    pass: Form,
    answer: Form,
    aside: Form,
    contact: Form,
    /// Who wrote, on this page alone.
    opened: Option<Contact>,
}

/// One line of the history.
struct Event {
    day: Day,
    text: String,
    said: String,
    key: bool,
}

#[derive(Template)]
#[template(path = "presence/record.html")]
struct RecordPage {
    page: Work,
    comment: Comment,
    received: Day,
    events: Vec<Event>,
    forms: Forms,
}

impl RecordPage {
    fn mark(&self) -> Mark {
        mark(self.comment.state, self.comment.overdue)
    }

    fn whose(&self) -> &str {
        if self.comment.name.is_empty() {
            &self.comment.org_name
        } else {
            &self.comment.name
        }
    }
}

async fn read(tx: &mut Tx, visit: &Visit, letter: LetterId, forms: Forms) -> Done<RecordPage> {
    let at = &visit.at;
    let (comment, done) = supervision::record(tx, at, letter).await?;
    let names = Names::of(tx, at.tenant, done.iter().map(|d| d.actor)).await?;
    let day = |instant| at.house.zone.day(instant);
    let mut events: Vec<Event> = done
        .iter()
        .rev()
        .map(|d| Event {
            day: day(d.at),
            text: format!("{}{}", names.get(&d.actor), d.step.label()),
            said: d.words.clone(),
            key: d.step != Step::Explained,
        })
        .collect();
    events.push(Event {
        day: day(comment.at),
        text: "收到".to_owned(),
        said: String::new(),
        key: true,
    });
    Ok(RecordPage {
        page: Work::of(tx, visit, "supervision").await?,
        received: day(comment.at),
        comment,
        events,
        forms,
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(letter): Path<String>,
    visit: Visit,
) -> Result {
    let letter = id(&letter)?;
    let visit = &visit;
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, visit, letter, Forms::default())))
        .await?;
    html(&page)
}

/// Back to the page; with its form again when it was refused.
async fn after(
    app: &App,
    visit: &Visit,
    letter: LetterId,
    done: Done<()>,
    mut form: Form,
    put: fn(&mut Forms, Form),
) -> Result {
    let Err(error) = done else {
        return go(&format!("/supervision/{letter}"));
    };
    form.take(error)?;
    let mut forms = Forms::default();
    put(&mut forms, form);
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, visit, letter, forms)))
        .await?;
    again(&page)
}

pub(crate) async fn pass_on(
    State(app): State<App>,
    Path(letter): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let letter: LetterId = id(&letter)?;
    let done = {
        let (at, words) = (&visit.at, form.get("passed"));
        app.db
            .write(|tx| Box::pin(supervision::pass_on(tx, at, letter, words)))
            .await
    };
    after(&app, &visit, letter, done, form, |f, form| f.pass = form).await
}

pub(crate) async fn answer(
    State(app): State<App>,
    Path(letter): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let letter: LetterId = id(&letter)?;
    let done = {
        let (at, words) = (&visit.at, form.get("answer"));
        app.db
            .write(|tx| Box::pin(supervision::answer(tx, at, letter, words)))
            .await
    };
    after(&app, &visit, letter, done, form, |f, form| f.answer = form).await
}

pub(crate) async fn set_aside(
    State(app): State<App>,
    Path(letter): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let letter: LetterId = id(&letter)?;
    let done = {
        let (at, words) = (&visit.at, form.get("aside"));
        app.db
            .write(|tx| Box::pin(supervision::set_aside(tx, at, letter, words)))
            .await
    };
    after(&app, &visit, letter, done, form, |f, form| f.aside = form).await
}

/// Opens who wrote and shows it on this page alone.
pub(crate) async fn contact(
    State(app): State<App>,
    Path(letter): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let letter: LetterId = id(&letter)?;
    let opened = {
        let (at, reason) = (&visit.at, form.get("reason"));
        app.db
            .write(|tx| Box::pin(supervision::open_contact(tx, at, letter, reason)))
            .await
    };
    match opened {
        Ok(contact) => {
            let forms = Forms {
                opened: Some(contact),
                ..Forms::default()
            };
            let visit = &visit;
            let page = app
                .db
                .read(|tx| Box::pin(read(tx, visit, letter, forms)))
                .await?;
            html(&page).map(unkept)
        }
        Err(error) => {
            after(&app, &visit, letter, Err(error), form, |f, form| {
                f.contact = form;
            })
            .await
        }
    }
}
