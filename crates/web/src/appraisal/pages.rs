//! The rounds of appraisal, and the double entry of a tally.

use askama::Template;
use axum::extract::{Path, Query, State};
use civic::appraisal::{self, Entered, Round, Sheet, Subject, Tally};
use civic::directory::{self, Org, Verb};
use civic::{AppraisalId, Counter, PersonId};
use ground::Tx;

use super::result::{Line, lines};
use crate::app::App;
use crate::bench::{Asked, Names, Scope, go, short_hash};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "appraisal/list.html")]
struct ListPage {
    page: Work,
    scope: Scope,
    form: Form,
    at: Counter,
    rounds: Vec<(Round, usize, String)>,
    branches: Vec<Org>,
}

impl ListPage {
    fn day(&self, round: &Round) -> String {
        self.at.house.zone.day(round.opened_at).short()
    }

    fn counting(&self) -> usize {
        let open = |r: &&(Round, usize, String)| r.0.state == appraisal::State::Counting;
        self.rounds.iter().filter(open).count()
    }
}

async fn list_page(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<ListPage> {
    let at = &visit.at;
    let scope = Scope::of(tx, visit, form.get("campaign")).await?;
    let mut rounds = Vec::new();
    if let Some(campaign) = &scope.campaign {
        let mut found = Vec::new();
        for below in &scope.below {
            found.extend(appraisal::rounds(tx, at.tenant, campaign.id, below).await?);
        }
        for round in found {
            let entered = appraisal::enterers(tx, at.tenant, round.id).await?.len();
            let org = directory::org(tx, at.tenant, round.org_id).await?.name;
            rounds.push((round, entered, org));
        }
    }
    let branches = match &scope.campaign {
        Some(_) => scope.branches_for(visit, Verb::OpenTally),
        None => Vec::new(),
    };
    Ok(ListPage {
        page: Work::of(tx, visit, "tallies").await?,
        at: at.clone(),
        scope,
        form,
        rounds,
        branches,
    })
}

pub(crate) async fn list(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let page = (app.db)
        .read(|tx| Box::pin(async move { list_page(tx, &visit, Form::new(asked)).await }))
        .await?;
    html(&page)
}

pub(crate) async fn open(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let (asker, typed) = (&visit, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let scope = Scope::of(tx, asker, typed.get("campaign")).await?;
                let campaign = scope.campaign.ok_or(appraisal::No::NotInForce)?;
                let code = typed.get("branch");
                let org = scope.branches.iter().find(|o| o.code == code);
                let org = org.ok_or(appraisal::No::Empty("branch", "支部"))?;
                appraisal::open(tx, &asker.at, campaign.id, org, typed.get("title")).await
            })
        })
        .await;
    match done {
        Ok(id) => go(&format!("/tallies/{id}")),
        Err(error) => {
            form.take(error)?;
            let page = (app.db)
                .read(|tx| Box::pin(async move { list_page(tx, &visit, form).await }))
                .await?;
            again(&page)
        }
    }
}

/// One line of the entry form: a subject, and the cells as they were typed.
struct Typed {
    number: usize,
    name: String,
    cells: Vec<String>,
    /// The sum of what was typed, when it is not the number of valid ballots.
    off: Option<i64>,
}

#[derive(Template)]
#[template(path = "appraisal/show.html")]
struct ShowPage {
    page: Work,
    form: Form,
    round: Round,
    org: String,
    opened: String,
    grades: Vec<String>,
    typed: Vec<Typed>,
    /// Who entered a sheet so far: names, never counts.
    entered: Vec<String>,
    entered_myself: bool,
    differing: Vec<String>,
    tally: Option<Tally>,
    agreed_on: String,
    fingerprint: String,
    lines: Vec<Line>,
    names: Names,
    may_enter: bool,
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    id: AppraisalId,
    form: Form,
    differing: Vec<String>,
) -> ground::Result<ShowPage> {
    let at = &visit.at;
    let round = appraisal::seen(tx, at, id).await?;
    let subjects = appraisal::subjects(tx, at.tenant, id).await?;
    let set = round.grades()?;
    let enterers = appraisal::enterers(tx, at.tenant, id).await?;
    let tally = appraisal::tally(tx, at.tenant, id).await?;
    let parties = tally.iter().flat_map(|t| [t.first_by, t.second_by]);
    let names = Names::of(tx, at.tenant, enterers.iter().copied().chain(parties)).await?;
    let me = visit.actor().person;
    let other = |p: &&PersonId| **p != me;
    let lines = match &tally {
        Some(tally) => lines(&subjects, &tally.counts()?, &set),
        None => Vec::new(),
    };
    Ok(ShowPage {
        page: Work::of(tx, visit, "tallies").await?,
        org: directory::org(tx, at.tenant, round.org_id).await?.name,
        opened: at.house.zone.day(round.opened_at).long(),
        typed: typed(&form, &subjects, set.grades.len() + 1),
        grades: set.grades.into_iter().map(|g| g.name).collect(),
        entered: (enterers
            .iter()
            .filter(other)
            .map(|p| names.get(p).to_owned()))
        .collect(),
        entered_myself: enterers.contains(&me),
        agreed_on: tally
            .as_ref()
            .map_or_else(String::new, |t| at.house.zone.day(t.at).long()),
        fingerprint: tally
            .as_ref()
            .map_or_else(String::new, |t| short_hash(&t.hash)),
        may_enter: visit.actor().may(Verb::EnterTally, &round.org_path),
        form,
        round,
        differing,
        tally,
        lines,
        names,
    })
}

/// A cell that was left empty counts as none.
fn cell(form: &Form, name: &str) -> i64 {
    match form.get(name).trim() {
        "" => 0,
        _ => form.count(name),
    }
}

fn typed(form: &Form, subjects: &[Subject], columns: usize) -> Vec<Typed> {
    let row = |(i, subject): (usize, &Subject)| {
        let names: Vec<String> = (0..columns).map(|j| format!("c{i}_{j}")).collect();
        let sum: i64 = names.iter().map(|name| cell(form, name)).sum();
        let wrong = form.is_bad("sheet") && sum != cell(form, "valid");
        Typed {
            number: i,
            name: subject.name.clone(),
            cells: names.iter().map(|name| form.get(name).to_owned()).collect(),
            off: wrong.then_some(sum),
        }
    };
    subjects.iter().enumerate().map(row).collect()
}

fn sheet(form: &Form, subjects: usize, grades: usize) -> Sheet {
    let row = |i| {
        (0..=grades)
            .map(|j| cell(form, &format!("c{i}_{j}")))
            .collect()
    };
    Sheet {
        issued: cell(form, "issued"),
        returned: cell(form, "returned"),
        valid: cell(form, "valid"),
        void: cell(form, "void"),
        counts: (0..subjects).map(row).collect(),
    }
}

pub(crate) async fn show(State(app): State<App>, visit: Visit, Path(text): Path<String>) -> Result {
    let round: AppraisalId = id(&text)?;
    let page = (app.db)
        .read(|tx| {
            Box::pin(async move { load(tx, &visit, round, Form::default(), Vec::new()).await })
        })
        .await?;
    html(&page)
}

pub(crate) async fn enter(
    State(app): State<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let round: AppraisalId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let grades = appraisal::seen(tx, at, round).await?.grades()?.grades.len();
                let subjects = appraisal::subjects(tx, at.tenant, round).await?.len();
                appraisal::enter(tx, at, round, &sheet(typed, subjects, grades)).await
            })
        })
        .await;
    let cells = match done {
        Ok(Entered::First | Entered::Agreed) => return go(&format!("/tallies/{round}")),
        Ok(Entered::Differs(cells)) => cells,
        Err(error) => {
            form.take(error)?;
            let page = (app.db)
                .read(|tx| Box::pin(async move { load(tx, &visit, round, form, vec![]).await }))
                .await?;
            return again(&page);
        }
    };
    let page = (app.db)
        .read(|tx| Box::pin(async move { load(tx, &visit, round, form, cells).await }))
        .await?;
    html(&page)
}
