//! The quarter under review: who has a sheet and who has not, and the sheet itself.

use askama::Template;
use axum::extract::{Path, Query, State};
use civic::campaign;
use civic::directory::{self, Person, Verb, clock};
use civic::pledge::{self, Pledge};
use civic::review::{self, Boxes, Quarter, Review};
use civic::{Counter, PersonId};
use ground::{Day, Tx};

use crate::app::App;
use crate::bench::{Asked, Names, Scope, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::pledge::{Mark, mark};
use crate::visit::{Posted, Visit, id};

/// One member in the list.
struct Row {
    person: Person,
    review: Option<Review>,
    pledges: i64,
    evidence: i64,
    may_write: bool,
}

#[derive(Template)]
#[template(path = "review/list.html")]
struct ListPage {
    page: Work,
    scope: Scope,
    at: Counter,
    quarter: String,
    due: Day,
    left: i64,
    rows: Vec<Row>,
    missing: Vec<String>,
    own: PersonId,
}

impl ListPage {
    fn day(&self, review: &Review) -> String {
        self.at.house.zone.day(review.at).short()
    }

    fn done(&self) -> usize {
        self.rows.len() - self.missing.len()
    }
}

pub(crate) async fn list(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let scope = Scope::of(tx, &visit, asked.get("campaign")).await?;
                list_page(tx, visit, scope).await
            })
        })
        .await?;
    html(&page)
}

async fn list_page(tx: &mut Tx, visit: Visit, scope: Scope) -> ground::Result<ListPage> {
    let at = visit.at.clone();
    let (mut rows, mut missing, mut quarter, mut due) = (vec![], vec![], String::new(), at.today);
    if let Some(campaign) = &scope.campaign {
        for path in &scope.below {
            let below = if campaign.org_path.covers(path) {
                path
            } else if path.covers(&campaign.org_path) {
                &campaign.org_path
            } else {
                continue;
            };
            let coverage = review::coverage(tx, &at, campaign, below).await?;
            let done = pledge::done_by_members(tx, at.tenant, campaign.id, below).await?;
            quarter = coverage.quarter.label();
            due = coverage.due;
            missing.extend(coverage.missing.iter().map(|p| p.name.clone()));
            let reviewed = coverage.done.into_iter().map(|(p, r)| (p, Some(r)));
            let open = coverage.missing.into_iter().map(|p| (p, None));
            rows.extend(reviewed.chain(open).map(|(person, review)| {
                let (pledges, evidence) = done.get(&person.id).copied().unwrap_or_default();
                let may_write = review.is_none()
                    && person.id != visit.actor().person
                    && visit.actor().may(Verb::WriteReview, &person.org_path);
                Row {
                    pledges,
                    evidence,
                    person,
                    review,
                    may_write,
                }
            }));
        }
        rows.sort_by(|a: &Row, b: &Row| a.person.name_key.cmp(&b.person.name_key));
    }
    Ok(ListPage {
        page: Work::of(tx, &visit, "reviews").await?,
        scope,
        left: at.house.calendar.workdays_between(at.today, due),
        at,
        quarter,
        due,
        rows,
        missing,
        own: visit.actor().person,
    })
}

#[derive(Template)]
#[template(path = "review/sheet.html")]
struct SheetPage {
    page: Work,
    form: Form,
    at: Counter,
    person: Person,
    org: String,
    /// The quarter under review, and by when; none without a campaign in force.
    quarter: Option<(String, Day, i64)>,
    /// The sheet of that quarter, if it was written.
    sheet: Option<Review>,
    earlier: Vec<Review>,
    pledges: Vec<Pledge>,
    names: Names,
    own: bool,
    may_write: bool,
}

impl SheetPage {
    fn label(&self, review: &Review) -> String {
        let Review { year, quarter, .. } = *review;
        Quarter { year, quarter }.label()
    }

    fn day(&self, review: &Review) -> String {
        self.at.house.zone.day(review.at).long()
    }

    fn mark(&self, pledge: &Pledge) -> Mark {
        mark(pledge, &self.at.today)
    }

    /// What a box of the printed sheet says: what was written, or what was typed so far.
    fn printed(&self, name: &str) -> &str {
        match (&self.sheet, name) {
            (Some(sheet), "achievements") => &sheet.achievements,
            (Some(sheet), "problems") => &sheet.problems,
            (Some(sheet), _) => &sheet.direction,
            (None, name) => self.form.get(name),
        }
    }
}

async fn load(tx: &mut Tx, visit: &Visit, id: PersonId, form: Form) -> ground::Result<SheetPage> {
    let at = &clock::settled(tx, &visit.at).await?;
    let (person, mut sheets) = review::seen(tx, at, id).await?;
    let campaign = campaign::in_force(tx, at.tenant, &person.org_path).await?;
    let own = person.id == visit.actor().person;
    let (mut quarter, mut sheet, mut pledges) = (None, None, Vec::new());
    if let Some(campaign) = &campaign {
        let under = review::rules::under_review(at.house.zone.day(campaign.created_at), at.today);
        let due = review::rules::due(under, at.house.defaults.review_due_day);
        let left = at.house.calendar.workdays_between(at.today, due);
        quarter = Some((under.label(), due, left));
        let this = |s: &Review| (s.year, s.quarter) == (under.year, under.quarter);
        sheet = sheets.iter().position(this).map(|i| sheets.remove(i));
        pledges = pledge::of_subject(tx, at.tenant, campaign.id, id.0).await?;
    }
    let writers = sheets.iter().chain(&sheet).map(|s| s.reviewer_id);
    let names = Names::of(tx, at.tenant, writers).await?;
    Ok(SheetPage {
        page: Work::of(tx, visit, if own { "me" } else { "reviews" }).await?,
        org: directory::org(tx, at.tenant, person.org_id).await?.name,
        may_write: quarter.is_some()
            && !own
            && visit.actor().may(Verb::WriteReview, &person.org_path),
        at: at.clone(),
        form,
        person,
        quarter,
        sheet,
        earlier: sheets,
        pledges,
        names,
        own,
    })
}

pub(crate) async fn sheet(
    State(app): State<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let person: PersonId = id(&text)?;
    let page = (app.db)
        .read(|tx| Box::pin(async move { load(tx, &visit, person, Form::default()).await }))
        .await?;
    html(&page)
}

pub(crate) async fn write(
    State(app): State<App>,
    Path(text): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let person: PersonId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let (member, _) = review::seen(tx, at, person).await?;
                let campaign = campaign::in_force(tx, at.tenant, &member.org_path)
                    .await?
                    .ok_or(pledge::No::NotInForce)?;
                let boxes = Boxes {
                    achievements: typed.get("achievements"),
                    problems: typed.get("problems"),
                    direction: typed.get("direction"),
                    none_confirmed: typed.ticked("none_confirmed"),
                };
                review::write(tx, at, campaign.id, person, boxes).await
            })
        })
        .await;
    match done {
        Ok(_) => go("/reviews"),
        Err(error) => {
            form.take(error)?;
            let page = (app.db)
                .read(|tx| Box::pin(async move { load(tx, &visit, person, form).await }))
                .await?;
            again(&page)
        }
    }
}
