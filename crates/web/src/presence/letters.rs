//! What residents wrote to the member, and what the branch told them of comments on
//! their pledges. Who commented stands nowhere here.

use askama::Template;
use axum::extract::{Path, State};
use civic::LetterId;
use civic::presence::relay::{self, Message};
use civic::presence::supervision;
use civic::presence::{LetterState, Told};
use ground::{At, Result as Done, Tx, Zone};

use super::{Mark, mark};
use crate::app::App;
use crate::bench::{go, keyed};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "presence/letters.html")]
struct LettersPage {
    page: Work,
    zone: Zone,
    messages: Vec<Message>,
    told: Vec<Told>,
    /// The form of one explanation, when it was refused, under its letter.
    refused: Option<(LetterId, Form)>,
    blank: Form,
}

impl LettersPage {
    fn mark(&self, message: &Message) -> Mark {
        mark(message.state, message.overdue)
    }

    fn day(&self, at: &At) -> String {
        self.zone.day(*at).long()
    }

    /// The explanation's form of a letter.
    fn form(&self, id: &LetterId) -> &Form {
        match &self.refused {
            Some((refused, form)) if refused == id => form,
            _ => &self.blank,
        }
    }
}

async fn read(tx: &mut Tx, visit: &Visit, refused: Option<(LetterId, Form)>) -> Done<LettersPage> {
    Ok(LettersPage {
        page: Work::of(tx, visit, "letters").await?,
        zone: visit.at.house.zone.clone(),
        messages: relay::own(tx, &visit.at).await?,
        told: supervision::told(tx, &visit.at).await?,
        refused,
        blank: Form::default(),
    })
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let visit = &visit;
    let page = app.db.read(|tx| Box::pin(read(tx, visit, None))).await?;
    html(&page)
}

#[derive(Template)]
#[template(path = "presence/letter.html")]
struct LetterPage {
    page: Work,
    message: Message,
    own: bool,
    received: String,
    form: Form,
}

impl LetterPage {
    fn mark(&self) -> Mark {
        mark(self.message.state, self.message.overdue)
    }
}

async fn one(tx: &mut Tx, visit: &Visit, letter: LetterId, form: Form) -> Done<LetterPage> {
    let message = relay::message(tx, &visit.at, letter).await?;
    let mine = relay::own(tx, &visit.at).await?;
    let own = mine.iter().any(|m| m.id == letter);
    Ok(LetterPage {
        page: Work::of(tx, visit, if own { "letters" } else { "cards" }).await?,
        received: visit.at.house.zone.day(message.at).long(),
        own,
        message,
        form,
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
        .read(|tx| Box::pin(one(tx, visit, letter, Form::default())))
        .await?;
    html(&page)
}

pub(crate) async fn answer(
    State(app): State<App>,
    Path(letter): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let letter: LetterId = id(&letter)?;
    let done = {
        let (at, words, why) = (&visit.at, form.get("answer"), form.get("proxy_reason"));
        app.db
            .write(|tx| Box::pin(relay::answer(tx, at, letter, words, why)))
            .await
    };
    match done {
        Ok(()) => go(&format!("/letters/{letter}")),
        Err(error) => {
            form.take(error)?;
            let visit = &visit;
            let page = app
                .db
                .read(|tx| Box::pin(one(tx, visit, letter, form)))
                .await?;
            again(&page)
        }
    }
}

pub(crate) async fn explain(
    State(app): State<App>,
    Path(letter): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let letter: LetterId = id(&letter)?;
    let done = {
        let (at, words) = (&visit.at, form.get("explanation"));
        app.db
            .write(|tx| Box::pin(supervision::explain(tx, at, letter, words)))
            .await
    };
    match done {
        Ok(()) => go("/letters"),
        Err(error) => {
            form.take(error)?;
            let refused = Some((letter, keyed(form, &letter.to_string())));
            let visit = &visit;
            let page = app.db.read(|tx| Box::pin(read(tx, visit, refused))).await?;
            again(&page)
        }
    }
}
