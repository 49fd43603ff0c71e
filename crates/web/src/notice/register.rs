//! The register of objections (异议受理登记表, S4.4-03): what came, who handles it, by
//! when, and what was found. What an objection says stands in its own place alone.

use askama::Template;
use axum::extract::State;
use civic::directory::Verb;
use civic::directory::clock::{self, Times};
use civic::notice::{self, Registered};
use civic::{Counter, ObjectionId, PersonId};
use ground::{At, Error, Tx};

use crate::app::App;
use crate::bench::{Asked, Names};
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::Visit;

/// Lines on a page.
const LINES: i64 = 50;

#[derive(Template)]
#[template(path = "notice/register.html")]
struct RegisterPage {
    page: Work,
    at: Counter,
    times: Times,
    lines: Vec<Registered>,
    names: Names,
    /// Where the next page begins; empty on the last one.
    next: String,
    is_first: bool,
}

impl RegisterPage {
    fn day(&self, at: &At) -> String {
        self.at.house.zone.day(*at).long()
    }

    fn handler(&self, line: &Registered) -> &str {
        line.handler_id.as_ref().map_or("", |id| self.names.get(id))
    }

    /// Working days overdue; none while there is time, or an answer.
    fn overdue(&self, line: &Registered) -> Option<i64> {
        let calendar = &self.at.house.calendar;
        let over = calendar.workdays_between(line.answer_due, self.times.ends_on);
        (line.effect.is_none() && self.times.ends_on > line.answer_due).then_some(over)
    }

    fn open(&self) -> usize {
        self.lines.iter().filter(|l| l.effect.is_none()).count()
    }

    fn late(&self) -> usize {
        let late = |l: &&Registered| self.overdue(l).is_some();
        self.lines.iter().filter(late).count()
    }
}

/// The last line of the page before; anything else in the address is the first page.
fn key(text: &str) -> Option<(At, ObjectionId)> {
    let (at, id) = text.split_once('.')?;
    Some((At::from_micros(at.parse().ok()?), id.parse().ok()?))
}

pub(crate) async fn list(State(app): State<App>, visit: Visit, asked: Asked) -> Result {
    let before = key(Form::new(asked.0).get("after"));
    let page = app
        .db
        .read(|tx| Box::pin(async move { load(tx, &visit, before).await }))
        .await?;
    html(&page)
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    before: Option<(At, ObjectionId)>,
) -> ground::Result<RegisterPage> {
    let at = &visit.at;
    let scopes = visit.actor().scopes(Verb::See);
    if scopes.is_empty() {
        return Err(Error::NotFound);
    }
    let mut lines = Vec::new();
    for below in &scopes {
        lines.extend(notice::register(tx, at, below, before, LINES + 1).await?);
    }
    lines.sort_by_key(|l| std::cmp::Reverse((l.at, l.id)));
    let most = usize::try_from(LINES).unwrap_or(usize::MAX);
    let is_last = lines.len() <= most;
    lines.truncate(most);
    let next = match lines.last() {
        Some(last) if !is_last => format!("{}.{}", last.at.micros(), last.id),
        _ => String::new(),
    };
    let handlers: Vec<PersonId> = lines.iter().filter_map(|l| l.handler_id).collect();
    Ok(RegisterPage {
        page: Work::of(tx, visit, "objections").await?,
        times: clock::times(tx, at).await?,
        names: Names::of(tx, at.tenant, handlers).await?,
        at: at.clone(),
        lines,
        next,
        is_first: before.is_none(),
    })
}
