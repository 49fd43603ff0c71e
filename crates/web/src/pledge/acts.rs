//! What is done to one pledge: each form of its page.

use axum::extract::{Path, State as Within};
use civic::PledgeId;
use civic::pledge::assessing::{self, NewAssessment};
use civic::pledge::{self, Judged, Verdict};

use super::record::{Forms, load};
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again};
use crate::form::Form;
use crate::visit::{Posted, Visit, id};

/// The record again after a refusal, or as it is now.
async fn finish(
    app: &App,
    visit: Visit,
    id: PledgeId,
    done: ground::Result<()>,
    mut form: Form,
    place: fn(&mut Forms) -> &mut Form,
) -> Result {
    let Err(error) = done else {
        return go(&format!("/pledges/{id}"));
    };
    form.take(error)?;
    refused(app, visit, id, form, place).await
}

/// The record with a form that was refused.
pub(super) async fn refused(
    app: &App,
    visit: Visit,
    id: PledgeId,
    mut form: Form,
    place: fn(&mut Forms) -> &mut Form,
) -> Result {
    // Whoever came second may have no form left to be told in.
    let mut whole = Form::default();
    whole.problems = form
        .problems
        .extract_if(.., |p| p.field.is_none())
        .collect();
    let page = app
        .db
        .read(|tx| {
            let (visit, mut forms) = (&visit, Forms::default());
            forms.whole = whole.clone();
            *place(&mut forms) = form.clone();
            Box::pin(async move { load(tx, visit, id, forms).await })
        })
        .await?;
    again(&page)
}

pub(crate) async fn check(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            let verdict = match typed.get("verdict") {
                "pass" => Verdict::Pass,
                _ => Verdict::Return(typed.get("reason")),
            };
            Box::pin(async move {
                pledge::as_read(tx, at, pledge, typed.get("read")).await?;
                pledge::check(tx, at, pledge, verdict).await
            })
        })
        .await;
    finish(&app, visit, pledge, done, form, |f| &mut f.check).await
}

pub(crate) async fn publish(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                pledge::as_read(tx, at, pledge, typed.get("read")).await?;
                pledge::publish(tx, at, pledge, typed.ticked("secrecy")).await
            })
        })
        .await;
    finish(&app, visit, pledge, done, form, |f| &mut f.publish).await
}

pub(crate) async fn withdraw(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let at = &visit.at;
    let done = (app.db)
        .write(|tx| Box::pin(pledge::withdraw(tx, at, pledge)))
        .await;
    finish(&app, visit, pledge, done, form, |f| &mut f.check).await
}

pub(crate) async fn keep(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            let (note, looked) = (typed.get("note"), typed.ticked("secrecy"));
            Box::pin(async move {
                pledge::as_read(tx, at, pledge, typed.get("read")).await?;
                pledge::keep(tx, at, pledge, note, looked).await
            })
        })
        .await;
    finish(&app, visit, pledge, done, form, |f| &mut f.keep).await
}

pub(crate) async fn explain(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            let (reason, proxy) = (typed.get("reason"), typed.get("proxy_reason"));
            Box::pin(pledge::explain(tx, at, pledge, reason, proxy))
        })
        .await;
    finish(&app, visit, pledge, done, form, |f| &mut f.explain).await
}

pub(crate) async fn judge(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            let (reason, looked) = (typed.get("reason"), typed.ticked("secrecy"));
            let judged = match typed.get("verdict") {
                "excuse" => Judged::Excused(reason),
                _ => Judged::Criticised(reason),
            };
            Box::pin(async move {
                pledge::as_read(tx, at, pledge, typed.get("read")).await?;
                pledge::judge(tx, at, pledge, judged, looked).await
            })
        })
        .await;
    finish(&app, visit, pledge, done, form, |f| &mut f.judge).await
}

fn assessment(form: &Form) -> NewAssessment<'_> {
    NewAssessment {
        grade: form.get("grade"),
        remark: form.get("remark"),
        proxy_reason: form.get("proxy_reason"),
    }
}

pub(crate) async fn assess_own(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| Box::pin(assessing::assess_own(tx, at, pledge, assessment(typed))))
        .await;
    finish(&app, visit, pledge, done, form, |f| &mut f.assess).await
}

pub(crate) async fn assess(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            let new = NewAssessment {
                proxy_reason: "",
                ..assessment(typed)
            };
            Box::pin(assessing::assess_as_organisation(tx, at, pledge, new))
        })
        .await;
    finish(&app, visit, pledge, done, form, |f| &mut f.assess).await
}
