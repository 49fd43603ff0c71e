//! One's own card: what is shown, agreed to field by field, taken back with one press.

use askama::Template;
use axum::extract::State;
use civic::presence::cards::{self, Consent};
use civic::presence::{Field, Holder, No};
use ground::{Error, Tx};

use super::{Row, field, rows};
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::public::qr;
use crate::visit::{Posted, Visit};

#[derive(Template)]
#[template(path = "presence/mine.html")]
struct MinePage {
    page: Work,
    holder: Holder,
    rows: Vec<Row>,
    /// The public page and its code, once the card is issued.
    card: Option<(String, String)>,
    form: Form,
}

async fn read(tx: &mut Tx, app: &App, visit: &Visit, form: Form) -> ground::Result<MinePage> {
    let holder = cards::own(tx, &visit.at).await?;
    let page = Work::of(tx, visit, "card").await?;
    let card = match holder.issued() {
        Some(card) if !page.site.is_empty() => {
            let path = format!("/t/{}/cards/{}", page.site, card.id);
            let qr = qr(app, &path, "扫码看我的名片")?;
            Some((path, qr))
        }
        _ => None,
    };
    Ok(MinePage {
        rows: rows(tx, &visit.at, &holder).await?,
        page,
        holder,
        card,
        form,
    })
}

pub(crate) async fn page(State(app): State<App>, visit: Visit) -> Result {
    let (app, visit) = (&app, &visit);
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, app, visit, Form::default())))
        .await?;
    html(&page)
}

/// Agrees to a field, or takes it back.
pub(crate) async fn say(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let done = match field(&form) {
        None => Err(Error::from(No::NothingChosen)),
        Some(field) => {
            let (at, gives) = (&visit.at, form.get("say") == "give");
            let person = at.actor_id();
            app.db
                .write(|tx| {
                    Box::pin(async move {
                        // Who is no member has no card to speak of.
                        cards::own(tx, at).await?;
                        if gives {
                            cards::consent(tx, at, person, &[field], Consent::Own).await
                        } else {
                            cards::withdraw(tx, at, person, field, Consent::Own).await
                        }
                    })
                })
                .await
        }
    };
    match done {
        Ok(()) => go("/me/card"),
        Err(error) => {
            form.take(error)?;
            let (app, visit) = (&app, &visit);
            let page = app
                .db
                .read(|tx| Box::pin(read(tx, app, visit, form)))
                .await?;
            again(&page)
        }
    }
}
