//! A member's own page: what they promised, what to do next, what was said, what was given.

use askama::Template;
use axum::extract::State as Within;
use civic::campaign::{self, Campaign};
use civic::directory::{Verb, clock};
use civic::honour::{self, Award, Reason};
use civic::pledge::drafts::{Draft, What};
use civic::pledge::plans::Plan;
use civic::pledge::{self, Pledge, State};
use civic::review::{self, Quarter, Review};
use ground::Day;

use super::{Mark, mark};
use crate::app::App;
use crate::error::{Result, html};
use crate::layout::Work;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "pledge/mine.html")]
struct Mine {
    page: Work,
    today: Day,
    campaign: Option<Campaign>,
    may_write: bool,
    pledges: Vec<Pledge>,
    plan: Option<Plan>,
    drafts: Vec<Draft>,
    own_id: Option<civic::PersonId>,
    least: i64,
    most: i64,
    may_more: bool,
    reasons: Vec<String>,
    reviews: Vec<Review>,
    honours: Vec<(Award, Vec<Reason>)>,
}

impl Mine {
    fn mark(&self, pledge: &Pledge) -> Mark {
        mark(pledge, &self.today)
    }

    fn plan_mark(&self, plan: &Plan) -> Mark {
        super::plan::mark(plan.state)
    }

    /// What comes next for the member, in one sentence.
    fn next(&self, pledge: &Pledge) -> &'static str {
        match pledge.state {
            State::Submitted => "等支部审核，不用再做什么。",
            State::Returned => "支部请您补正后再提交一次。",
            State::Passed => "审核通过了，等支部公布。",
            State::Published if pledge.is_overdue(self.today) => {
                "期限过了。做成了就补一条佐证，做不成就写明原因。"
            }
            State::Published => "做一件记一件，办成后支部给您销号。",
            State::Kept if pledge.closed_on.is_some() => "办结了，也评过了。",
            State::Kept => "办结了，年底评定后结项。",
            State::Excused => "没有做成，原因支部认可了。",
            State::Criticised => "没有做成，支部批评了。理由在这项承诺里看。",
            State::Withdrawn => "撤回了。",
        }
    }

    fn quarter(&self, review: &Review) -> String {
        let Review { year, quarter, .. } = *review;
        Quarter { year, quarter }.label()
    }

    /// The records of one's own that a reason rests on: page and words.
    fn records(&self, reason: &Reason) -> Vec<(String, String)> {
        let record = |fact: &String| {
            let (room, id) = fact.split_once('/')?;
            let pledge = self.pledges.iter().find(|p| p.id.to_string() == id);
            match (room, pledge) {
                ("pledge", Some(p)) => Some((format!("/pledges/{id}"), p.action.clone())),
                ("review", _) => {
                    let review = self.reviews.iter().find(|r| r.id.to_string() == id)?;
                    let href = format!("/reviews/{}", review.person_id);
                    Some((href, format!("{}点评", self.quarter(review))))
                }
                _ => None,
            }
        };
        reason.facts.iter().filter_map(record).collect()
    }
}

pub(crate) async fn mine(Within(app): Within<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (at, actor) = (&visit.at, visit.actor());
                let campaign = campaign::in_force(tx, at.tenant, &actor.org_path).await?;
                let pledges = pledge::own(tx, at).await?;
                let mut reasons = Vec::new();
                for p in &pledges {
                    let checks = pledge::checks(tx, at, p.id).await?;
                    let last = checks.into_iter().next();
                    reasons.push(last.map(|c| c.reason).unwrap_or_default());
                }
                let mut honours = Vec::new();
                for award in honour::of_person(tx, at.tenant, actor.person).await? {
                    let (award, rated) = honour::honour(tx, at.tenant, award.id).await?;
                    honours.push((award, rated.reasons()?));
                }
                let (plan, drafts) = super::plan::own(tx, &visit).await?;
                let words = &at.house.defaults;
                let (least, most) = (words.pledges_least, words.pledges_most);
                let here = campaign.as_ref().map(|c| c.id);
                let counted = pledges.iter().filter(|p| Some(p.campaign_id) == here);
                let written = i64::try_from(counted.count()).unwrap_or(0);
                Ok(Mine {
                    own_id: campaign.as_ref().map(|_| actor.person),
                    plan,
                    drafts,
                    least,
                    most,
                    may_more: written < most,
                    page: Work::of(tx, &visit, "me").await?,
                    today: clock::times(tx, at).await?.ends_on,
                    may_write: campaign.is_some() && actor.may(Verb::WritePledge, &actor.org_path),
                    campaign,
                    reviews: review::of_person(tx, at.tenant, actor.person).await?,
                    pledges,
                    reasons,
                    honours,
                })
            })
        })
        .await?;
    html(&page)
}
