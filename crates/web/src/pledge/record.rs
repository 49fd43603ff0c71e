//! One pledge: its words and what became of them, with a form for whoever may act.

use askama::Template;
use axum::extract::{Path, State as Within};
use civic::directory::{self, Verb};
use civic::pledge::{self, Check, Pledge, PledgeVersion, State, Verdict};
use civic::{Counter, PledgeId, notice};
use ground::{At, Day, Tx};

use super::{Mark, mark};
use crate::app::App;
use crate::bench::{Names, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// The forms of the page, of which at most one was posted.
#[derive(Default)]
struct Forms {
    check: Form,
    publish: Form,
    evidence: Form,
    keep: Form,
}

/// What the visitor may do with this pledge now.
struct May {
    check: bool,
    publish: bool,
    add: bool,
    keep: bool,
    amend: bool,
}

/// One line of the history.
struct Event {
    at: At,
    day: Day,
    key: bool,
    text: String,
}

#[derive(Template)]
#[template(path = "pledge/record.html")]
struct Record {
    page: Work,
    pledge: Pledge,
    org: String,
    own: bool,
    left: i64,
    today: Day,
    may: May,
    versions: Vec<(PledgeVersion, Option<Check>, String)>,
    events: Vec<Event>,
    public_page: String,
    forms: Forms,
}

impl Record {
    fn mark(&self) -> Mark {
        mark(&self.pledge, &self.today)
    }

    fn may_act(&self) -> bool {
        let m = &self.may;
        m.check || m.publish || m.add || m.keep || m.amend
    }
}

fn may(visit: &Visit, pledge: &Pledge) -> May {
    let actor = visit.actor();
    let may = |verb| actor.may(verb, &pledge.org_path);
    let own = actor.person == pledge.person_id;
    let running = pledge.state == State::Published;
    let writes = (own && may(Verb::WritePledge)) || (!own && may(Verb::WritePledgeFor));
    May {
        check: pledge.state == State::Submitted && may(Verb::CheckPledge),
        publish: pledge.state == State::Passed && may(Verb::PublishPledge),
        add: running && (own || may(Verb::KeepPledge)),
        keep: running && may(Verb::KeepPledge),
        amend: pledge.state == State::Returned && writes,
    }
}

async fn load(tx: &mut Tx, visit: &Visit, id: PledgeId, forms: Forms) -> ground::Result<Record> {
    let at = &visit.at;
    let pledge = pledge::seen(tx, at, id).await?;
    let own = visit.actor().person == pledge.person_id;
    let page = Work::of(tx, visit, if own { "me" } else { "pledges" }).await?;
    let checks = pledge::checks(tx, at, id).await?;
    let versions = pledge::versions(tx, at, id).await?;
    let events = events(tx, at, &pledge, &versions, &checks).await?;
    let names = Names::of(tx, at.tenant, versions.iter().map(|v| v.written_by)).await?;
    let versions = (versions.into_iter())
        .map(|v| {
            let check = checks.iter().find(|c| c.version == v.version).cloned();
            let by = names.get(&v.written_by).to_owned();
            (v, check, by)
        })
        .collect();
    let site = directory::site_of(tx, at.tenant, &pledge.org_path).await?;
    let public_page = match (site, pledge.is_public()) {
        (Some(site), true) => format!("/t/{}/pledges", site.code),
        _ => String::new(),
    };
    Ok(Record {
        org: directory::org(tx, at.tenant, pledge.org_id).await?.name,
        own,
        left: at.house.calendar.workdays_between(at.today, pledge.due_day),
        today: at.today,
        may: may(visit, &pledge),
        page,
        pledge,
        versions,
        events,
        public_page,
        forms,
    })
}

/// Everything that happened to a pledge, newest first.
async fn events(
    tx: &mut Tx,
    at: &Counter,
    pledge: &Pledge,
    versions: &[PledgeVersion],
    checks: &[Check],
) -> ground::Result<Vec<Event>> {
    let evidence = pledge::evidence(tx, at.tenant, pledge.id).await?;
    let keeping = pledge::keeping(tx, at, pledge.id).await?;
    let who = (checks.iter().map(|c| c.actor_id))
        .chain(evidence.iter().map(|e| e.actor_id))
        .chain(versions.iter().map(|v| v.written_by))
        .chain(keeping.iter().map(|k| k.actor_id));
    let names = Names::of(tx, at.tenant, who).await?;
    let event = |when: At, key: bool, text: String| Event {
        at: when,
        day: at.house.zone.day(when),
        key,
        text,
    };
    let mut out = Vec::new();
    for v in versions {
        let act = if v.proxy_reason.is_empty() {
            "写"
        } else {
            "代填"
        };
        let text = format!(
            "{}{act}第{}版，提交审核。",
            names.get(&v.written_by),
            v.version
        );
        out.push(event(v.at, false, text));
    }
    for c in checks {
        let by = names.get(&c.actor_id);
        let text = match c.verdict.as_str() {
            "passed" => format!("{by}审核通过。"),
            _ => format!("{by}退回补正：{}", c.reason),
        };
        out.push(event(c.at, false, text));
    }
    if let Some(publication) = pledge.publication_id {
        let folder = notice::folder(tx, at.tenant, publication).await?;
        out.push(event(
            folder.publication.published_at,
            true,
            "向大家公布。".to_owned(),
        ));
    }
    for e in &evidence {
        let text = format!("{}（{}记）", e.text, names.get(&e.actor_id));
        out.push(event(e.at, false, text));
    }
    if let Some(k) = keeping {
        let note = if k.note.is_empty() {
            String::new()
        } else {
            format!("：{}", k.note)
        };
        out.push(event(
            k.at,
            true,
            format!("{}办结销号{note}", names.get(&k.actor_id)),
        ));
    }
    // What happened in one instant stays in its order, seen from the end.
    out.reverse();
    out.sort_by_key(|e| std::cmp::Reverse(e.at));
    Ok(out)
}

pub(crate) async fn show(
    Within(app): Within<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let id = id(&text)?;
    let page = app
        .db
        .read(|tx| Box::pin(async move { load(tx, &visit, id, Forms::default()).await }))
        .await?;
    html(&page)
}

/// The record again after a refusal, or as it is now.
async fn finish(app: &App, visit: Visit, id: PledgeId, refused: Option<Forms>) -> Result {
    let Some(forms) = refused else {
        return go(&format!("/pledges/{id}"));
    };
    let page = app
        .db
        .read(|tx| Box::pin(async move { load(tx, &visit, id, forms).await }))
        .await?;
    again(&page)
}

fn refused(done: ground::Result<()>, mut form: Form) -> Result<Option<Form>> {
    match done {
        Ok(()) => Ok(None),
        Err(error) => {
            form.take(error)?;
            Ok(Some(form))
        }
    }
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
            Box::pin(pledge::check(tx, at, pledge, verdict))
        })
        .await;
    let forms = refused(done, form)?.map(|check| Forms {
        check,
        ..Forms::default()
    });
    finish(&app, visit, pledge, forms).await
}

pub(crate) async fn publish(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let (at, looked) = (&visit.at, form.ticked("secrecy"));
    let done = (app.db)
        .write(|tx| Box::pin(pledge::publish(tx, at, pledge, looked)))
        .await;
    let forms = refused(done, form)?.map(|publish| Forms {
        publish,
        ..Forms::default()
    });
    finish(&app, visit, pledge, forms).await
}

pub(crate) async fn add_evidence(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| Box::pin(pledge::add_evidence(tx, at, pledge, typed.get("text"))))
        .await;
    let forms = refused(done, form)?.map(|evidence| Forms {
        evidence,
        ..Forms::default()
    });
    finish(&app, visit, pledge, forms).await
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
            Box::pin(pledge::keep(
                tx,
                at,
                pledge,
                typed.get("note"),
                typed.ticked("secrecy"),
            ))
        })
        .await;
    let forms = refused(done, form)?.map(|keep| Forms {
        keep,
        ..Forms::default()
    });
    finish(&app, visit, pledge, forms).await
}
