//! The security of one's own account (账号安全): password, second factor,
//! recovery codes, sessions, and what happened to it lately.

use askama::Template;
use axum::extract::{Path, State};
use civic::audit::{self, Act, Line};
use civic::directory::{self, Factor, OwnSession, Passkey};
use civic::{PasskeyId, SessionId};
use ground::Tx;

use super::passkeys;
use super::password::own_password;
use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// How many of the account's own lines are shown, out of how many of the newest.
const EVENTS: (usize, i64) = (12, 60);

/// A session as it is listed.
struct Row {
    id: SessionId,
    device: String,
    since: String,
    seen: String,
    is_this: bool,
}

/// A passkey as it is listed.
struct KeyRow {
    id: PasskeyId,
    label: String,
    since: String,
    used: String,
}

/// Something that happened to the account.
struct Event {
    when: String,
    what: &'static str,
    is_bad: bool,
}

#[derive(Template)]
#[template(path = "directory/security.html")]
struct SecurityPage {
    page: Work,
    form: Form,
    login: String,
    factor: Factor,
    since: String,
    /// Minutes after which an unused session ends.
    idle: i64,
    sessions: Vec<Row>,
    /// One's passkeys; none where they are not offered.
    passkeys: Option<Vec<KeyRow>>,
    is_offered: bool,
    events: Vec<Event>,
}

pub(crate) async fn page(State(app): State<App>, visit: Visit) -> Result {
    html(&load(&app, &visit, Form::default()).await?)
}

/// The page with a form that was refused on it.
pub(super) async fn refused(app: &App, visit: &Visit, form: Form) -> Result {
    again(&load(app, visit, form).await?)
}

async fn load(app: &App, visit: &Visit, form: Form) -> ground::Result<SecurityPage> {
    let form = &form;
    app.db
        .read(|tx| {
            Box::pin(async move {
                let (at, zone) = (&visit.at, &visit.at.house.zone);
                let factor = directory::factor(tx, &at.house, visit.actor()).await?;
                let sessions = directory::own_sessions(tx, at).await?;
                let own = directory::own_passkeys(tx, at).await?;
                let key = |k: Passkey| KeyRow {
                    id: k.id,
                    label: k.label,
                    since: zone.day(k.created_at).long(),
                    used: k.used_at.map(|u| zone.minute(u)).unwrap_or_default(),
                };
                let keys: Vec<KeyRow> = own.into_iter().map(key).collect();
                let is_offered = passkeys::place(app).is_some();
                let row = |s: OwnSession| Row {
                    is_this: s.id == visit.session,
                    id: s.id,
                    device: s.device,
                    since: zone.minute(s.created_at),
                    seen: zone.minute(s.seen_at),
                };
                Ok(SecurityPage {
                    page: Work::of(tx, visit, "security").await?,
                    form: form.clone(),
                    login: directory::own_account(tx, at).await?.login,
                    since: factor.since.map(|s| zone.minute(s)).unwrap_or_default(),
                    factor,
                    idle: at.house.defaults.idle_seconds / 60,
                    sessions: sessions.into_iter().map(row).collect(),
                    passkeys: (is_offered || !keys.is_empty()).then_some(keys),
                    is_offered,
                    events: events(tx, visit).await?,
                })
            })
        })
        .await
}

async fn events(tx: &mut Tx, visit: &Visit) -> ground::Result<Vec<Event>> {
    let (at, zone) = (&visit.at, &visit.at.house.zone);
    let lines = audit::of_subject(tx, at.tenant, at.actor_id().0, EVENTS.1).await?;
    let event = |line: Line| {
        let act = line.act.parse::<Act>().ok()?;
        act.is_about_account().then(|| Event {
            when: zone.minute(line.at),
            what: act.label(),
            is_bad: matches!(act, Act::SignInFailed | Act::AccountLocked),
        })
    };
    Ok(lines.into_iter().filter_map(event).take(EVENTS.0).collect())
}

pub(crate) async fn end_one(
    State(app): State<App>,
    Path(session): Path<String>,
    posted: Posted,
) -> Result {
    let (session, at) = (id(&session)?, &posted.visit.at);
    app.db
        .write(|tx| Box::pin(directory::end_session(tx, at, session)))
        .await?;
    go("/me/security#sessions")
}

pub(crate) async fn end_others(State(app): State<App>, posted: Posted) -> Result {
    let (at, kept) = (&posted.visit.at, posted.visit.session);
    app.db
        .write(|tx| Box::pin(directory::end_other_sessions(tx, at, kept)))
        .await?;
    go("/me/security#sessions")
}

/// A change that asks for the password first: the form with its problem when that is wrong.
pub(super) async fn with_password(app: &App, posted: Posted) -> Result<(Visit, Form)> {
    let Posted { visit, mut form } = posted;
    if let Err(refused) = own_password(app, &visit, &form).await {
        form.take(refused)?;
    }
    Ok((visit, form))
}
