//! The date of the system: what is trusted, what the clock says, and an
//! administrator's word on it (ruling 7).

use askama::Template;
use axum::extract::State;
use civic::directory::clock::{self, Doubt, Times};
use ground::{Error, Tx};

use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit};

#[derive(Template)]
#[template(path = "directory/clock.html")]
struct ClockPage {
    page: Work,
    times: Times,
    /// `2026年10月9日10:05`, by the machine.
    now: String,
    trusted: String,
    form: Form,
}

async fn load(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<ClockPage> {
    if !clock::keeps(visit.actor()) {
        return Err(Error::NotFound);
    }
    let (at, times) = (&visit.at, clock::times(tx, &visit.at).await?);
    Ok(ClockPage {
        page: Work::of(tx, visit, "clock").await?,
        now: at.house.zone.minute(at.now),
        trusted: at.house.zone.minute(times.ends),
        times,
        form,
    })
}

pub(crate) async fn page(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { load(tx, &visit, Form::default()).await }))
        .await?;
    html(&page)
}

pub(crate) async fn confirm(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let (at, day) = (&visit.at, form.day("day"));
    let done = app
        .db
        .write(|tx| Box::pin(clock::confirm(tx, at, day)))
        .await;
    match done {
        Ok(()) => go("/clock"),
        Err(error) => {
            form.take(error)?;
            let page = app
                .db
                .read(|tx| Box::pin(async move { load(tx, &visit, form).await }))
                .await?;
            again(&page)
        }
    }
}
