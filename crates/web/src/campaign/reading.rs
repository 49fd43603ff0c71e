//! The plan beside what was read from it: each item is confirmed, adjusted or dropped.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use civic::CampaignId;
use civic::campaign::{self, Campaign, Item, State as Stage, Verdict};
use civic::directory::Verb;
use ground::{Error, Tx};
use reader::Draft;
use serde::Deserialize;

use super::items::{self, Group, Show};
use super::marked::{self, Marked, Set};
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

#[derive(Template)]
#[template(path = "campaign/reading.html")]
struct ReadingPage {
    page: Work,
    campaign: Campaign,
    doc: Marked,
    show: Show,
    tabs: Vec<(Show, usize)>,
    groups: Vec<Group>,
    total: usize,
    open: usize,
    /// How many open items the plan itself says.
    open_read: usize,
    may_check: bool,
    may_confirm: bool,
    form: Form,
    /// The item whose adjustment was refused; 0 for none.
    bad: i64,
}

impl ReadingPage {
    fn has_title(&self) -> bool {
        self.doc.paras.iter().any(|p| p.set == Set::Title)
    }

    /// Where the number in the source leads: to the item, in a list that holds it.
    fn item_href(&self, number: &i64) -> String {
        let listed = self
            .groups
            .iter()
            .any(|g| g.rows.iter().any(|r| r.item.number == *number));
        if listed {
            format!("#k{number}")
        } else {
            format!("{}?show=all#k{number}", self.address())
        }
    }

    fn address(&self) -> String {
        format!("/campaigns/{}/reading", self.campaign.id)
    }

    fn is_current(&self, show: &Show) -> bool {
        self.show == *show
    }

    fn is_bad(&self, number: &i64) -> bool {
        self.bad == *number
    }
}

/// What a page shows beside the plan itself.
struct View {
    show: Option<Show>,
    form: Form,
    bad: i64,
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    id: CampaignId,
    view: View,
) -> ground::Result<ReadingPage> {
    let campaign = campaign::seen(tx, &visit.at, id).await?;
    let all = campaign::items(tx, &visit.at, id).await?;
    let draft: Draft = serde_json::from_str(&campaign.draft)?;
    let doc = marked::set(&campaign.source_text, &draft, &all);
    let may = visit.actor().may(Verb::ReadPlan, &campaign.org_path);
    let may_check = may && campaign::may_adjust(tx, visit.at.tenant, &campaign).await?;
    let may_confirm = may && matches!(campaign.state, Stage::Reading | Stage::Returned);
    let count = |show: Show| all.iter().filter(|i| show.lists(i)).count();
    let open = count(Show::Open);
    let usual = if may_check && open > 0 {
        Show::Open
    } else {
        Show::All
    };
    let show = view.show.unwrap_or(usual);
    let read_on = visit.at.house.zone.day(campaign.created_at);
    Ok(ReadingPage {
        page: Work::of(tx, visit, "campaigns").await?,
        tabs: Show::ALL.iter().map(|s| (*s, count(*s))).collect(),
        groups: items::groups(&all, show, &draft, read_on, &doc.seen_at),
        total: all.len(),
        open,
        open_read: all
            .iter()
            .filter(|i| i.is_open() && !i.is_platform())
            .count(),
        doc,
        show,
        campaign,
        may_check,
        may_confirm,
        form: view.form,
        bad: view.bad,
    })
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    show: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(campaign): Path<String>,
    Query(asked): Query<Asked>,
) -> Result {
    let campaign = id(&campaign)?;
    let view = View {
        show: asked.show.parse().ok(),
        form: Form::default(),
        bad: 0,
    };
    let page = app
        .db
        .read(|tx| Box::pin(page(tx, &visit, campaign, view)))
        .await?;
    html(&page)
}

/// The same page with what was refused.
async fn refused(
    app: &App,
    visit: &Visit,
    campaign: CampaignId,
    mut form: Form,
    bad: i64,
    error: Error,
) -> Result {
    form.take(error)?;
    let view = View {
        show: form.get("show").parse().ok(),
        form,
        bad,
    };
    let page = app
        .db
        .read(|tx| Box::pin(page(tx, visit, campaign, view)))
        .await?;
    again(&page)
}

pub(crate) async fn check(
    State(app): State<App>,
    Path((campaign, number)): Path<(String, i64)>,
    Posted { visit, form }: Posted,
) -> Result {
    let campaign: CampaignId = id(&campaign)?;
    let verdict: Verdict = id(form.get("verdict"))?;
    let done = {
        let (at, form) = (&visit.at, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    campaign::check_item(tx, at, campaign, number, verdict, form.get("value"))
                        .await?;
                    campaign::items(tx, at, campaign).await
                })
            })
            .await
    };
    let items = match done {
        Ok(items) => items,
        Err(error) => return refused(&app, &visit, campaign, form, number, error).await,
    };
    let show = form.get("show").parse().unwrap_or(Show::All);
    let place = place(&items, show, number);
    let to = format!(
        "/campaigns/{campaign}/reading?show={}#k{place}",
        show.word()
    );
    Ok(Redirect::to(&to).into_response())
}

/// Where to go on: at the item while it is listed, else at the one after it.
fn place(items: &[Item], show: Show, number: i64) -> i64 {
    let mut listed = items.iter().filter(|i| show.lists(i)).map(|i| i.number);
    listed.find(|n| *n >= number).unwrap_or(number)
}

pub(crate) async fn check_rest(
    State(app): State<App>,
    Path(campaign): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let campaign: CampaignId = id(&campaign)?;
    let done = app
        .db
        .write(|tx| Box::pin(campaign::confirm_rest(tx, &visit.at, campaign)))
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/campaigns/{campaign}/reading")).into_response()),
        Err(error) => refused(&app, &visit, campaign, form, 0, error).await,
    }
}

pub(crate) async fn confirm(
    State(app): State<App>,
    Path(campaign): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let campaign: CampaignId = id(&campaign)?;
    let done = app
        .db
        .write(|tx| Box::pin(campaign::confirm_draft(tx, &visit.at, campaign)))
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/campaigns/{campaign}")).into_response()),
        Err(error) => refused(&app, &visit, campaign, form, 0, error).await,
    }
}
