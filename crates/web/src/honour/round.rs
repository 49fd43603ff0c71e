//! One rating round: who reached what and why, and the one form that comes next.

use askama::Template;
use axum::extract::{Path, State as Within};
use civic::campaign::{self, Decided, Minutes};
use civic::directory::{self, Verb, clock};
use civic::honour::{self, Award, Rated, Rating, Reason, State};
use civic::notice::{self, Manner, Medium, Scope};
use civic::{Counter, PersonId, RatingId};
use ground::{Day, Tx};

use crate::app::App;
use crate::bench::{go, short_hash};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// What the visitor may do with this round now.
struct May {
    decide: bool,
    publish: bool,
    award: bool,
}

#[derive(Template)]
#[template(path = "honour/round.html")]
struct RoundPage {
    page: Work,
    form: Form,
    at: Counter,
    round: Rating,
    org: String,
    results: Vec<(Rated, Vec<Reason>)>,
    refused: usize,
    decision: Option<Decided>,
    /// The notice's title and last day, once it was published.
    notice: Option<(String, String)>,
    /// Why the honours cannot be given yet; empty when they can.
    waits: String,
    awards: Vec<Award>,
    site: String,
    outcome: String,
    scheme: String,
    may: May,
}

impl RoundPage {
    fn day(&self, at: &ground::At) -> String {
        self.at.house.zone.day(*at).long()
    }

    fn iso(&self, at: &ground::At) -> String {
        self.at.house.zone.day(*at).to_string()
    }

    /// The page of the record that a fact of this person comes from, and what it
    /// is; none for records that have no page.
    fn fact(&self, fact: &str, person: &PersonId) -> Option<(String, &'static str)> {
        let (room, id) = fact.split_once('/')?;
        match room {
            "pledge" => Some((format!("/pledges/{id}"), "承诺")),
            "review" => Some((format!("/reviews/{person}"), "点评")),
            "appraisal" => Some((format!("/tallies/{id}"), "评议")),
            _ => None,
        }
    }
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    id: RatingId,
    mut form: Form,
) -> ground::Result<RoundPage> {
    let at = &visit.at;
    let round = honour::seen(tx, at, id).await?;
    let mut results = Vec::new();
    for rated in honour::results(tx, at, id).await? {
        let reasons = rated.reasons()?;
        results.push((rated, reasons));
    }
    let may = |verb| visit.actor().may(verb, &round.org_path);
    let (mut notice, mut waits) = (None, String::new());
    if let Some(publication) = round.publication_id {
        let folder = notice::folder(tx, at.tenant, publication).await?;
        let times = clock::times(tx, at).await?;
        let last = folder.version.last_day.short();
        waits = match folder.publication.state {
            notice::State::Concluded => String::new(),
            notice::State::Withdrawn => "公示已撤下，不能授星".to_owned(),
            notice::State::Public if times.ends < folder.version.effective_from => {
                format!("公示{last}24:00期满，期满并有结论后才能授星")
            }
            notice::State::Public => "公示期满了，先在公示里形成结论".to_owned(),
        };
        notice = Some((folder.publication.title, last));
    }
    let mut awards = honour::wall(tx, at.tenant, &round.org_path).await?;
    awards.retain(|a| a.round_id == id);
    let decisions = campaign::decisions(tx, at.tenant, id.0).await?;
    if form.problems.is_empty() {
        form = first(tx, at, &round).await?;
    }
    let site = directory::site_of(tx, at.tenant, &round.org_path).await?;
    Ok(RoundPage {
        page: Work::of(tx, visit, "honours").await?,
        org: directory::org(tx, at.tenant, round.org_id).await?.name,
        refused: results.iter().filter(|(r, _)| r.stars == 0).count(),
        decision: decisions.into_iter().next(),
        site: site.map(|s| s.code).unwrap_or_default(),
        outcome: short_hash(&round.outcome_hash),
        scheme: short_hash(&round.scheme_hash),
        may: May {
            decide: round.state == State::Rated
                && may(Verb::KeepHonour)
                && may(Verb::RecordDecision),
            publish: round.state == State::Decided && may(Verb::KeepNotice),
            award: round.state == State::Published && may(Verb::KeepHonour),
        },
        at: at.clone(),
        form,
        round,
        results,
        notice,
        waits,
        awards,
    })
}

/// The form of the state, with what is known already.
async fn first(tx: &mut Tx, at: &Counter, round: &Rating) -> ground::Result<Form> {
    let days = campaign::notice_workdays(tx, at, round.campaign_id).await?;
    let members = directory::full_members(tx, at.tenant, &round.org_path, at.today).await?;
    Ok(match round.state {
        State::Rated => Form::filled([
            ("meeting", "党员大会".to_owned()),
            ("held_on", at.today.to_string()),
            ("due", members.to_string()),
        ]),
        _ => Form::filled([
            ("workdays", days.to_string()),
            ("scope", Scope::Public.word().to_owned()),
            ("medium_web", "1".to_owned()),
        ]),
    })
}

pub(crate) async fn show(
    Within(app): Within<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let round: RatingId = id(&text)?;
    let page = (app.db)
        .read(|tx| Box::pin(async move { load(tx, &visit, round, Form::default()).await }))
        .await?;
    html(&page)
}

/// The page again, with what was typed and what stands against it.
async fn refused(app: &App, visit: Visit, round: RatingId, form: Form) -> Result {
    let page = (app.db)
        .read(|tx| Box::pin(async move { load(tx, &visit, round, form).await }))
        .await?;
    again(&page)
}

/// On with the round, or the page again.
async fn finish<T>(
    app: &App,
    visit: Visit,
    round: RatingId,
    done: ground::Result<T>,
    mut form: Form,
) -> Result {
    match done {
        Ok(_) => go(&format!("/honours/{round}")),
        Err(error) => {
            form.take(error)?;
            refused(app, visit, round, form).await
        }
    }
}

fn minutes(form: &Form, held_on: Day) -> Minutes {
    let text = |name| form.get(name).trim().to_owned();
    Minutes {
        meeting: text("meeting"),
        held_on,
        due: form.count("due"),
        present: form.count("present"),
        absent: form.count("absent"),
        votes_for: form.count("votes_for"),
        votes_against: form.count("votes_against"),
        votes_abstain: form.count("votes_abstain"),
        resolution: text("resolution"),
    }
}

pub(crate) async fn decide(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let round: RatingId = id(&text)?;
    let Some(held_on) = form.day("held_on") else {
        let rest = minutes(&form, visit.at.today);
        if let Err(no) = campaign::rules::carried(rest, visit.at.today) {
            form.take(no.into())?;
        }
        form.refuse("held_on", "请填写会议日期");
        return refused(&app, visit, round, form).await;
    };
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| Box::pin(honour::decide(tx, at, round, minutes(typed, held_on))))
        .await;
    finish(&app, visit, round, done, form).await
}

/// Whom a notice is for, and where it is made known, as it was ticked.
fn manner(form: &Form) -> Manner {
    let ticked: Vec<&str> = form.all_ticked("medium_").collect();
    let media = Medium::ALL.iter().copied();
    Manner {
        scope: form.get("scope").parse().unwrap_or(Scope::Public),
        media: media.filter(|m| ticked.contains(&m.word())).collect(),
    }
}

pub(crate) async fn publish(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let round: RatingId = id(&text)?;
    // Nonsense becomes 0 days, which the notice refuses.
    let days = u32::try_from(form.count("workdays")).unwrap_or(0);
    let (at, looked, manner) = (&visit.at, form.ticked("secrecy"), &manner(&form));
    let done = (app.db)
        .write(|tx| Box::pin(honour::publish(tx, at, round, days, manner, looked)))
        .await;
    finish(&app, visit, round, done, form).await
}

pub(crate) async fn award(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let round: RatingId = id(&text)?;
    let at = &visit.at;
    let done = (app.db)
        .write(|tx| Box::pin(honour::award_concluded(tx, at, round)))
        .await;
    finish(&app, visit, round, done, form).await
}
