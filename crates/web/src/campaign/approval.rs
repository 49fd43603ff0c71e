//! Where the plan stands on its way to being in force, and the one act that the state asks for.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use civic::CampaignId;
use civic::campaign::{self, Campaign, Minutes, NewReply, ReplyKind, State as Stage};
use civic::desk::rules::next_act;
use civic::directory::{self, Org, OrgKind};
use ground::{Error, Tx};

use super::brief::{self, Brief, Event};
use super::pages;
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// A stage of the approval.
struct Milestone {
    name: &'static str,
    note: String,
}

#[derive(Template)]
#[template(path = "campaign/approval.html")]
struct ApprovalPage {
    page: Work,
    campaign: Campaign,
    org: String,
    /// The committee that replies.
    superior: String,
    stages: Vec<Milestone>,
    /// How many of the stages are done.
    done: usize,
    brief: Brief,
    trail: Vec<Event>,
    open: usize,
    /// Whether the act that the state asks for is the actor's.
    may_act: bool,
    /// Whether the superior agreed with amendments that are still to be made.
    amended: bool,
    roster: i64,
    form: Form,
}

impl ApprovalPage {
    fn tag(&self) -> (&'static str, &'static str) {
        pages::tag(self.campaign.state)
    }

    /// Who is waited for.
    fn waits_for(&self) -> String {
        match self.campaign.state {
            Stage::Reading => "等干事核对读出的要点。".to_owned(),
            Stage::Returned => "等干事按意见补正，再行决议和报审。".to_owned(),
            Stage::Confirmed => "等会议作出决议。".to_owned(),
            Stage::Resolved => format!("等支部报送{}审批。", self.superior),
            Stage::Submitted => format!("等{}批复。", self.superior),
            Stage::Approved => "等书记印发并公布。".to_owned(),
            Stage::InForce => String::new(),
        }
    }

    fn is(&self, word: &str) -> bool {
        self.campaign.state.word() == word
    }

    fn kinds(&self) -> &'static [ReplyKind] {
        ReplyKind::ALL
    }
}

/// How many of the five stages a state has behind it.
fn stages_done(state: Stage) -> usize {
    match state {
        Stage::Reading | Stage::Returned => 0,
        Stage::Confirmed => 1,
        Stage::Resolved => 2,
        Stage::Submitted => 3,
        Stage::Approved => 4,
        Stage::InForce => 5,
    }
}

/// The committee above an organisation.
pub(super) async fn superior(
    tx: &mut Tx,
    visit: &Visit,
    path: &directory::Path,
) -> ground::Result<String> {
    let top = directory::Path(String::new());
    let orgs = directory::orgs(tx, visit.at.tenant, &top).await?;
    let above = |o: &Org| o.kind == OrgKind::Committee && o.path.covers(path);
    let found = orgs.into_iter().rev().find(above);
    Ok(found.map_or_else(|| "上级党组织".to_owned(), |o| o.name))
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    id: CampaignId,
    form: Option<Form>,
) -> ground::Result<ApprovalPage> {
    let at = &visit.at;
    let campaign = campaign::seen(tx, at, id).await?;
    let items = campaign::items(tx, at, id).await?;
    let org = directory::org(tx, at.tenant, campaign.org_id).await?;
    let superior = superior(tx, visit, &campaign.org_path).await?;
    let roster = directory::full_members(tx, at.tenant, &campaign.org_path, at.today).await?;
    let done = stages_done(campaign.state);
    let (trail, notes) = brief::trail(tx, at, &campaign, &superior).await?;
    let names = ["核对", "决议", "报审", "批复", "印发施行"];
    let note = |n: usize, text: String| {
        if n < done {
            if text.is_empty() {
                "已办".to_owned()
            } else {
                text
            }
        } else if n == done && campaign.state == Stage::Returned {
            "退回补正".to_owned()
        } else if n == done {
            "眼下这一步".to_owned()
        } else {
            String::new()
        }
    };
    let stages = names
        .into_iter()
        .zip(notes)
        .enumerate()
        .map(|(n, (name, text))| Milestone {
            name,
            note: note(n, text),
        })
        .collect();
    let approved = campaign.state == Stage::Approved;
    let amended = approved && campaign::may_adjust(tx, at.tenant, &campaign).await?;
    let may_act = next_act(campaign.state)
        .is_some_and(|(_, verb, _)| visit.actor().may(verb, &campaign.org_path));
    let form = form.unwrap_or_else(|| {
        Form::filled([
            ("meeting", "党员大会".to_owned()),
            ("held_on", at.today.to_string()),
            ("due", roster.to_string()),
            ("resolution", format!("同意《{}》。", campaign.title)),
        ])
    });
    Ok(ApprovalPage {
        page: Work::of(tx, visit, "campaigns").await?,
        org: org.name,
        superior,
        stages,
        done,
        brief: brief::of(tx, at, &campaign).await?,
        trail,
        open: items.iter().filter(|i| i.is_open()).count(),
        may_act,
        amended,
        roster,
        form,
        campaign,
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(campaign): Path<String>,
) -> Result {
    let campaign = id(&campaign)?;
    let page = app
        .db
        .read(|tx| Box::pin(page(tx, &visit, campaign, None)))
        .await?;
    html(&page)
}

/// After a form: back to the page, or the page again with what was refused.
pub(super) async fn after(
    app: &App,
    visit: &Visit,
    campaign: CampaignId,
    mut form: Form,
    done: std::result::Result<(), Error>,
) -> Result {
    match done {
        Ok(()) => return Ok(Redirect::to(&format!("/campaigns/{campaign}")).into_response()),
        Err(error) => form.take(error)?,
    }
    refused(app, visit, campaign, form).await
}

async fn refused(app: &App, visit: &Visit, campaign: CampaignId, form: Form) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(page(tx, visit, campaign, Some(form))))
        .await?;
    again(&page)
}

/// Reads the minutes; what is no day or no count is refused at its own field.
fn minutes(form: &mut Form) -> Option<Minutes> {
    const COUNTS: [(&str, &str); 6] = [
        ("due", "应到"),
        ("present", "实到"),
        ("absent", "缺席"),
        ("votes_for", "赞成"),
        ("votes_against", "反对"),
        ("votes_abstain", "弃权"),
    ];
    for (name, what) in COUNTS {
        if form.count(name) < 0 {
            form.refuse(name, &format!("{what}填0或正整数"));
        }
    }
    let held_on = form.day("held_on");
    if held_on.is_none() {
        form.refuse("held_on", "填会议日期，例如2026-05-08");
    }
    if !form.problems.is_empty() {
        return None;
    }
    Some(Minutes {
        meeting: form.get("meeting").trim().to_owned(),
        held_on: held_on?,
        due: form.count("due"),
        present: form.count("present"),
        absent: form.count("absent"),
        votes_for: form.count("votes_for"),
        votes_against: form.count("votes_against"),
        votes_abstain: form.count("votes_abstain"),
        resolution: form.get("resolution").trim().to_owned(),
    })
}

pub(crate) async fn resolve(
    State(app): State<App>,
    Path(campaign): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let campaign: CampaignId = id(&campaign)?;
    let Some(minutes) = minutes(&mut form) else {
        return refused(&app, &visit, campaign, form).await;
    };
    let done = {
        let (at, minutes) = (&visit.at, &minutes);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    campaign::resolve(tx, at, campaign, minutes.clone()).await?;
                    Ok(())
                })
            })
            .await
    };
    after(&app, &visit, campaign, form, done).await
}

pub(crate) async fn submit(
    State(app): State<App>,
    Path(campaign): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let campaign: CampaignId = id(&campaign)?;
    let done = app
        .db
        .write(|tx| Box::pin(campaign::submit(tx, &visit.at, campaign)))
        .await;
    after(&app, &visit, campaign, form, done).await
}

pub(crate) async fn reply(
    State(app): State<App>,
    Path(campaign): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let campaign: CampaignId = id(&campaign)?;
    let Ok(kind) = form.get("kind").parse::<ReplyKind>() else {
        form.refuse("kind", "选一个批复结果");
        return refused(&app, &visit, campaign, form).await;
    };
    let done = {
        let (at, form) = (&visit.at, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let new = NewReply {
                        kind,
                        opinion: form.get("opinion"),
                        doc_no: form.get("doc_no"),
                    };
                    campaign::reply(tx, at, campaign, new).await
                })
            })
            .await
    };
    after(&app, &visit, campaign, form, done).await
}
