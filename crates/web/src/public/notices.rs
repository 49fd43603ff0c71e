//! Notices (公示) as residents read them: the clock, the content, what came of objections.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use civic::PublicationId;
use civic::directory::{self, Org};
use civic::notice::{self, Effect, Folder};
use ground::{At, Day, Tx};

use super::shown::{self, Line};
use super::strip::{self, Strip};
use super::{Look, Place, grouped, qr};
use crate::app::App;
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Pub;
use crate::visit::id;

#[derive(Template)]
#[template(path = "public/notices.html")]
struct NoticesPage {
    page: Pub,
    running: Vec<Line>,
    past: Vec<Line>,
}

pub(crate) async fn list(State(app): State<App>, look: Look, Path(code): Path<String>) -> Result {
    let (app, look, code) = (&app, &look, &code);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let place = Place::open(tx, app, look, code, "home").await?;
                let (running, past) = shown::notices(tx, &place).await?;
                Ok(NoticesPage {
                    running,
                    past,
                    page: place.page,
                })
            })
        })
        .await?;
    html(&page)
}

/// A notice that is up, or was.
#[derive(Template)]
#[template(path = "public/notice.html")]
pub(super) struct NoticePage {
    page: Pub,
    folder: Folder,
    org: Org,
    published: String,
    /// `2026年9月30日至10月12日`.
    period: String,
    deadline: String,
    left: i64,
    running: bool,
    concluded: bool,
    strip: Option<Strip>,
    exceptions: Vec<String>,
    fingerprint: String,
    events: Vec<Event>,
    /// Where it stood, one line a place.
    proofs: Vec<String>,
    /// The earlier versions, newest first: number and day.
    earlier: Vec<(i64, String)>,
    qr: String,
    answer_within: u32,
    form: Form,
}

impl NoticePage {
    /// The head of a column, for the telephone where the head row is gone.
    fn head(&self, column: &usize) -> &str {
        self.folder
            .snapshot
            .head
            .get(*column)
            .map_or("", String::as_str)
    }
}

/// A notice that was taken down: that, when and why.
#[derive(Template)]
#[template(path = "public/withdrawn.html")]
pub(super) struct WithdrawnPage {
    page: Pub,
    day: String,
    reason: String,
}

/// What stands at the address of a notice.
pub(super) enum Standing {
    Up(Box<NoticePage>),
    Down(WithdrawnPage),
}

/// One line of what happened to a notice.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Event {
    at: At,
    iso: String,
    day: String,
    text: String,
    key: bool,
}

pub(crate) async fn show(
    State(app): State<App>,
    look: Look,
    Path((code, notice)): Path<(String, String)>,
) -> Result {
    let notice: PublicationId = id(&notice)?;
    let standing = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code, notice, Form::default())))
        .await?;
    match standing {
        Standing::Up(page) => html(&*page),
        Standing::Down(page) => html(&page),
    }
}

/// Reads a notice of this place, with an objection as it was typed so far.
pub(super) async fn read(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
    notice: PublicationId,
    form: Form,
) -> ground::Result<Standing> {
    let place = Place::open(tx, app, look, code, "home").await?;
    let (tenant, at) = (place.tenant(), &place.at);
    let folder = notice::open_folder(tx, tenant, notice).await?;
    place.require(&folder.publication.org_path)?;
    if let Some(reason) = folder.withdrawal {
        let day = folder.withdrawn_at.map(|w| at.house.zone.day(w).long());
        return Ok(Standing::Down(WithdrawnPage {
            day: day.unwrap_or_default(),
            reason,
            page: place.page,
        }));
    }
    let mut org = directory::org(tx, tenant, folder.publication.org_id).await?;
    if org.phone.is_empty() {
        org.phone.clone_from(&place.site.phone);
    }
    if org.address.is_empty() {
        org.address.clone_from(&place.site.address);
    }
    let calendar = &at.house.calendar;
    let version = &folder.version;
    let published = at.house.zone.day(version.published_at);
    let is_notice = folder.publication.kind == notice::Kind::Notice;
    let path = format!("/t/{}/notices/{notice}", place.site.code);
    Ok(Standing::Up(Box::new(NoticePage {
        published: published.long(),
        period: period(version.first_day, version.last_day),
        deadline: version.last_day.short(),
        left: shown::left(at, place.times, version.last_day),
        running: shown::is_running(place.times, &folder.publication, version),
        concluded: folder.conclusion.is_some(),
        strip: is_notice.then(|| strip::strip(calendar, version, published, place.times.ends_on)),
        exceptions: strip::in_words(calendar, version),
        fingerprint: grouped(version.hash.get(..12).unwrap_or(&version.hash)),
        events: events(&folder, at.today, |i| at.house.zone.day(i)),
        proofs: proofs(&folder),
        earlier: (folder.versions.iter().skip(1))
            .map(|v| (v.version, at.house.zone.day(v.published_at).long()))
            .collect(),
        qr: qr(app, &path, "扫码看这份公示")?,
        answer_within: at.house.defaults.objection_workdays,
        form,
        org,
        folder,
        page: place.page,
    })))
}

/// Where it stood, by those who put it up.
fn proofs(folder: &Folder) -> Vec<String> {
    let line = |p: &notice::Proof| format!("{}，{}：{}", p.day.short(), p.medium.label(), p.place);
    folder.proofs.iter().map(line).collect()
}

pub(super) fn period(first: Day, last: Day) -> String {
    if first.0.year() == last.0.year() {
        format!("{}至{}", first.long(), last.short())
    } else {
        format!("{}至{}", first.long(), last.long())
    }
}

/// What happened, newest first. What an objection says, and about whom, is between its writer and its handler.
fn events(folder: &Folder, today: Day, day_of: impl Fn(At) -> Day) -> Vec<Event> {
    let mut out: Vec<Event> = Vec::new();
    let mut add = |at: At, day: Day, text: String, key: bool| {
        out.push(Event {
            at,
            iso: day.to_string(),
            day: shown::day_words(day, today),
            text,
            key,
        });
    };
    for version in &folder.versions {
        let text = if version.version == 1 {
            "在公示栏发布第1版。".to_owned()
        } else if version.workdays > 0 {
            format!("更正后发布第{}版，公示期重新计算。", version.version)
        } else {
            format!("更正后发布第{}版。", version.version)
        };
        add(
            version.published_at,
            day_of(version.published_at),
            text,
            false,
        );
    }
    for ((day, what), (at, count)) in objections(folder, &day_of) {
        let text = match what {
            What::Open => format!("收到意见{count}条，正在核实。办结之前不作结论。"),
            What::Received => format!("收到意见{count}条。"),
            What::Found(Effect::Stands) => format!("{count}条意见办结：核实后维持原结果。"),
            What::Found(Effect::Corrected) => {
                format!("{count}条意见办结：核实后更正，更正的内容重新公示。")
            }
            What::Found(Effect::Withdrawn) => format!("{count}条意见办结：核实后撤下公示。"),
        };
        add(at, day, text, what == What::Open);
    }
    if let Some(conclusion) = &folder.conclusion {
        let text = format!("作出结论：{}", conclusion.conclusion);
        add(conclusion.at, day_of(conclusion.at), text, true);
    }
    out.sort_by_key(|e| std::cmp::Reverse(e.at));
    out
}

/// What happened to objections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Open,
    Received,
    Found(Effect),
}

/// Objections by day and by what happened: when last, and how many.
fn objections(folder: &Folder, day_of: impl Fn(At) -> Day) -> BTreeMap<(Day, What), (At, usize)> {
    let mut out = BTreeMap::new();
    let mut add = |at: At, what: What| {
        let seen = out.entry((day_of(at), what)).or_insert((at, 0));
        *seen = (at.max(seen.0), seen.1 + 1);
    };
    for objection in &folder.objections {
        match (objection.effect, objection.found_at) {
            (Some(effect), Some(found_at)) => {
                add(objection.at, What::Received);
                add(found_at, What::Found(effect));
            }
            _ => add(objection.at, What::Open),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_names_a_second_year_only_when_there_is_one() {
        let day = |t: &str| t.parse::<Day>().unwrap();
        assert_eq!(
            period(day("2026-09-30"), day("2026-10-12")),
            "2026年9月30日至10月12日"
        );
        assert_eq!(
            period(day("2026-12-29"), day("2027-01-05")),
            "2026年12月29日至2027年1月5日"
        );
    }
}
