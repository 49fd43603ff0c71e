//! Putting the words of a public pledge right (更正).

use askama::Template;
use axum::extract::{Path, State as Within};
use civic::PledgeId;
use civic::pledge::rules::{self, Move};
use civic::pledge::{self, NewCorrection, Pledge};
use ground::Tx;

use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "pledge/correction.html")]
struct CorrectionPage {
    page: Work,
    pledge: Pledge,
    /// What the page was opened on.
    read: String,
    form: Form,
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    id: PledgeId,
    typed: Option<Form>,
) -> ground::Result<CorrectionPage> {
    let pledge = pledge::seen(tx, &visit.at, id).await?;
    if typed.is_none() {
        rules::after(pledge.state, Move::Correct)?;
    }
    let form = typed.unwrap_or_else(|| {
        Form::filled([
            ("action", pledge.action.clone()),
            ("measure", pledge.measure.clone()),
            ("beneficiary", pledge.beneficiary.clone()),
            ("owner", pledge.owner.clone()),
        ])
    });
    Ok(CorrectionPage {
        page: Work::of(tx, visit, "pledges").await?,
        read: pledge.reading(),
        pledge,
        form,
    })
}

pub(crate) async fn page(
    Within(app): Within<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let pledge: PledgeId = id(&text)?;
    let page = (app.db)
        .read(|tx| Box::pin(async move { load(tx, &visit, pledge, None).await }))
        .await?;
    html(&page)
}

pub(crate) async fn correct(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let pledge: PledgeId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                pledge::as_read(tx, at, pledge, typed.get("read")).await?;
                let new = NewCorrection {
                    action: typed.get("action"),
                    measure: typed.get("measure"),
                    beneficiary: typed.get("beneficiary"),
                    owner: typed.get("owner"),
                    reason: typed.get("reason"),
                };
                pledge::correct(tx, at, pledge, new, typed.ticked("secrecy")).await
            })
        })
        .await;
    let Err(error) = done else {
        return go(&format!("/pledges/{pledge}"));
    };
    form.take(error)?;
    let page = (app.db)
        .read(|tx| {
            let (visit, form) = (&visit, form.clone());
            Box::pin(async move { load(tx, visit, pledge, Some(form)).await })
        })
        .await?;
    again(&page)
}
