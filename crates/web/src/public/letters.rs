//! The receipt of a letter, and what its query code opens.

use askama::Template;
use axum::response::Response;
use civic::presence::{Answer, Followed, LetterKind, LetterState, No, letters};

use super::objections::visitor;
use super::{Look, Place, grouped, unkept};
use crate::app::App;
use crate::error::{Result, html};
use crate::form::Form;
use crate::human;
use crate::layout::Pub;

/// The code stands on this page alone: neither in an address nor in a cache.
#[derive(Template)]
#[template(path = "public/letter_receipt.html")]
pub(super) struct ReceiptPage {
    page: Pub,
    kind: LetterKind,
    title: String,
    code: String,
    due: String,
}

impl ReceiptPage {
    /// The receipt of a letter that was just taken in.
    pub(super) fn of(place: Place, letter: &Followed, code: &str, title: String) -> Self {
        Self {
            kind: letter.kind,
            title,
            code: grouped(code),
            due: letter.answer_due.short(),
            page: place.page,
        }
    }
}

#[derive(Template)]
#[template(path = "public/letter_follow.html")]
struct FollowedPage {
    page: Pub,
    letter: Followed,
    received: String,
    due: String,
    answered: String,
}

/// The answer to the question for people that came with a form.
pub(super) fn answer_in(form: &Form) -> Answer<'_> {
    Answer {
        token: form.get("human_token"),
        typed: form.get("human"),
    }
}

/// Whether a code may be looked up; the question is on the form when it may not.
pub(super) async fn may_look(app: &App, code: &str, form: &mut Form) -> Result<bool> {
    let at = &visitor(app, code).await?;
    let slowed = app
        .db
        .read(|tx| Box::pin(letters::is_slowed(tx, at)))
        .await?;
    if !slowed {
        return Ok(true);
    }
    let answer = answer_in(form);
    let done = app
        .db
        .write(|tx| Box::pin(letters::may_look(tx, at, answer)))
        .await;
    if let Err(refused) = done {
        form.take(refused)?;
        human::put(at, letters::PLACE_OF_CODES, form);
        return Ok(false);
    }
    // The answer opened this look; a further one has a question of its own.
    let next = civic::directory::human::ask(at, letters::PLACE_OF_CODES);
    form.set("human", "");
    form.set("human_text", &next.text);
    form.set("human_token", &next.token);
    Ok(true)
}

/// The page of the letter with this code; why not, when there is none.
pub(super) async fn followed(
    app: &App,
    look: &Look,
    code: &str,
    form: &Form,
) -> Result<std::result::Result<Response, No>> {
    let typed = form.get("code").trim();
    let found = app
        .db
        .write(|tx| {
            Box::pin(async move {
                let place = Place::open(tx, app, look, code, "follow").await?;
                let found = letters::by_code(tx, &place.at, typed).await?;
                Ok(found.map(|letter| (place, letter)))
            })
        })
        .await?;
    let (place, letter) = match found {
        Ok(found) => found,
        Err(no) => return Ok(Err(no)),
    };
    let day = |at| place.at.house.zone.day(at).long();
    let page = FollowedPage {
        received: day(letter.at),
        due: letter.answer_due.long(),
        answered: letter
            .answer
            .as_ref()
            .map(|(_, at)| day(*at))
            .unwrap_or_default(),
        page: place.page,
        letter,
    };
    Ok(Ok(unkept(html(&page)?)))
}
