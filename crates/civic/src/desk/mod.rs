//! The desk: what is due, what a gate waits for, who is covered. Reads all
//! rooms, writes nothing.

mod leaning;
mod mine;
mod open_items;
pub mod rules;

use ground::{Day, Result, Tx};

use crate::campaign::{self, Campaign, GateReport, StepRow};
use crate::directory::{self, Path, Person, Verb, clock};
use crate::notice;
use crate::pledge::coverage::{self, Coverage as Pledged};
use crate::pledge::plans::PlanState;
use crate::pledge::{self, lists};
use crate::presence;
use crate::review::{self, Coverage};
use crate::words::StepKind;
use crate::{Counter, appraisal, honour};

pub use leaning::leaning_on_import;
pub use open_items::{counter_of, counter_of_place, open_of_person, open_of_term};

/// Where a due thing is done. The counter of people turns it into an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The campaign's page.
    Campaign(crate::CampaignId),
    /// The tasks.
    Tasks,
    /// The pledges.
    Pledges,
    /// One pledge.
    Pledge(crate::PledgeId),
    /// The personal plans.
    Plans,
    /// The reviews.
    Reviews,
    /// A tally.
    Tally(crate::AppraisalId),
    /// A notice.
    Notice(crate::PublicationId),
    /// The honours.
    Honours,
    /// A comment on a pledge.
    Comment(crate::LetterId),
    /// The messages by the name card.
    Letters,
    /// A pledge of one's own.
    Own(crate::PledgeId),
}

/// One thing that is due.
#[derive(Debug, Clone)]
pub struct Due {
    /// What.
    pub what: String,
    /// For whom or about whom.
    pub whom: String,
    /// By when, when a day is set.
    pub day: Option<Day>,
    /// Working days left; negative when overdue.
    pub left: Option<i64>,
    /// Where it is done.
    pub place: Place,
    /// What to do there, in two or three characters.
    pub act: &'static str,
}

/// A count with the names that are missing.
#[derive(Debug, Clone)]
pub struct Cover {
    /// What is counted.
    pub what: String,
    /// How many are there.
    pub have: usize,
    /// Of how many.
    pub of: usize,
    /// Who is missing, by surname strokes.
    pub missing: Vec<String>,
}

/// What the desk shows of one campaign.
#[derive(Debug, Clone)]
pub struct Board {
    /// The campaign.
    pub campaign: Campaign,
    /// Its steps.
    pub steps: Vec<StepRow>,
    /// The gate of the current step; none when all are closed.
    pub gate: Option<(StepRow, GateReport)>,
    /// Coverage.
    pub covers: Vec<Cover>,
    /// The review coverage, for its due day.
    pub reviews: Coverage,
}

/// How many overdue pledges the desk lists one by one.
const OVERDUE: i64 = 20;

struct Facts {
    roster: Vec<Person>,
    /// Who owes a pledge and a plan, and who has them: whom a meeting exempted does not (ruling 11).
    pledged: Pledged,
    counts: pledge::Counts,
    overdue: Vec<pledge::Pledge>,
    reviews: Coverage,
    rounds: Vec<appraisal::Round>,
    notices: Vec<(notice::Publication, notice::Version)>,
    ratings: Vec<honour::Rating>,
    waiting: Vec<notice::Objection>,
}

async fn facts(tx: &mut Tx, at: &Counter, campaign: &Campaign, below: &Path) -> Result<Facts> {
    let ratings = honour::ratings(tx, at.tenant, campaign.id, below).await?;
    // Notices of other campaigns neither open this one's gate nor hold it.
    let ours = |id| ratings.iter().any(|r| r.publication_id == Some(id));
    let mut notices = notice::notices(tx, at.tenant, below, 50).await?;
    notices.retain(|(p, _)| ours(p.id));
    let mut waiting = notice::waiting(tx, at.tenant, below).await?;
    waiting.retain(|o| ours(o.publication_id));
    let roster = directory::roster(tx, at.tenant, below).await?;
    let place = (at.tenant, campaign.id, below);
    // Late is what is late by the day that is trusted (ruling 7).
    let today = clock::times(tx, at).await?.ends_on;
    Ok(Facts {
        roster,
        pledged: coverage::coverage(tx, at, campaign, below).await?,
        counts: pledge::counts(tx, at.tenant, campaign.id, below, today).await?,
        overdue: lists::overdue(tx, place, today, OVERDUE).await?,
        reviews: review::coverage(tx, at, campaign, below).await?,
        rounds: appraisal::rounds(tx, at.tenant, campaign.id, below).await?,
        notices,
        waiting,
        ratings,
    })
}

/// The board of a campaign in force.
pub async fn board(tx: &mut Tx, at: &Counter, campaign: Campaign) -> Result<Board> {
    let below = campaign.org_path.clone();
    let facts = facts(tx, at, &campaign, &below).await?;
    let steps = campaign::steps(tx, at.tenant, campaign.id).await?;
    let gate = match campaign::current(&steps) {
        Some(step) => {
            let tasks = campaign::tasks(tx, at.tenant, campaign.id).await?;
            Some((step.clone(), report(&campaign, step, &facts, &tasks)))
        }
        None => None,
    };
    let place = (at.tenant, campaign.id, &below);
    let ends_on = clock::times(tx, at).await?.ends_on;
    let late = lists::late_names(tx, place, ends_on).await?;
    let covers = rules::covers(
        (&facts.pledged, facts.roster.len()),
        (&facts.counts, late),
        &facts.reviews,
    );
    Ok(Board {
        campaign,
        steps,
        gate,
        covers,
        reviews: facts.reviews,
    })
}

/// The gate of the current step: what `campaign::close_step` asks for.
pub async fn gate(tx: &mut Tx, at: &Counter, campaign: &Campaign) -> Result<Option<GateReport>> {
    Ok(board(tx, at, campaign.clone())
        .await?
        .gate
        .map(|(_, report)| report))
}

fn report(
    campaign: &Campaign,
    step: &StepRow,
    facts: &Facts,
    tasks: &[campaign::Task],
) -> GateReport {
    let conditions = match step.kind {
        StepKind::Mobilise => vec![
            rules::simple(
                "方案已向党员群众公布",
                campaign.publication_id.is_some(),
                "方案还没有发布",
            ),
            rules::simple("任务有责任人和期限", !tasks.is_empty(), "还没有安排任务"),
        ],
        StepKind::Pledge => rules::pledged(&facts.pledged),
        StepKind::Review => vec![rules::named(
            &format!("{}点评", facts.reviews.quarter.label()),
            facts.roster.len(),
            facts.reviews.missing.iter(),
        )],
        StepKind::Appraisal => vec![rules::simple(
            "评议票数核对相符",
            facts
                .rounds
                .iter()
                .any(|r| r.state == appraisal::State::Agreed),
            "还没有两人录入一致的计票",
        )],
        StepKind::Notice => vec![
            rules::simple(
                "公示期满并有结论",
                rules::all_over(&facts.notices),
                "公示还没有都形成结论",
            ),
            rules::simple(
                "公示意见全部办结",
                facts.waiting.is_empty(),
                &format!("还有{}条意见", facts.waiting.len()),
            ),
        ],
        StepKind::Honour => vec![rules::simple(
            "已授星挂牌",
            rules::all_given(&facts.ratings, &facts.notices),
            "评定过的还没有都授星",
        )],
        StepKind::Other => Vec::new(),
    };
    GateReport {
        campaign: campaign.id,
        number: step.number,
        conditions,
    }
}

/// Everything that is due for the actor, by day: what their roles have to do, and what
/// they promised themselves. The desk shows it, and reminders tell of it.
pub async fn due(tx: &mut Tx, at: &Counter) -> Result<Vec<Due>> {
    let mut out = by_roles(tx, at).await?;
    out.extend(mine::due(tx, at).await?);
    out.sort_by_key(|d| (d.day.is_none(), d.day));
    Ok(out)
}

/// What the actor's roles have to do.
async fn by_roles(tx: &mut Tx, at: &Counter) -> Result<Vec<Due>> {
    let Some(actor) = at.actor.clone() else {
        return Ok(Vec::new());
    };
    let mut out = Vec::new();
    for campaign in campaign::campaigns(tx, at).await? {
        let may = |verb| actor.may(verb, &campaign.org_path);
        if campaign.state != campaign::State::InForce {
            if let Some((what, verb, act)) = rules::next_act(campaign.state)
                && may(verb)
            {
                let place = Place::Campaign(campaign.id);
                out.push(Due {
                    what: what.to_owned(),
                    whom: campaign.short_name.clone(),
                    day: None,
                    left: None,
                    place,
                    act,
                });
            }
            continue;
        }
        if !may(Verb::See) {
            continue;
        }
        in_force(tx, at, &campaign, &mut out).await?;
    }
    letters(tx, at, &mut out).await?;
    let today = clock::times(tx, at).await?.ends_on;
    for due in &mut out {
        due.left = due
            .day
            .map(|day| at.house.calendar.workdays_between(today, day));
    }
    out.sort_by_key(|d| (d.day.is_none(), d.day));
    Ok(out)
}

/// What residents wrote: comments that the actor handles, messages that they answer.
async fn letters(tx: &mut Tx, at: &Counter, out: &mut Vec<Due>) -> Result<()> {
    let due = |what: String, whom: String, day, place, act| Due {
        what,
        whom,
        day: Some(day),
        left: None,
        place,
        act,
    };
    let scopes = |verb| at.actor.as_ref().map_or_else(Vec::new, |a| a.scopes(verb));
    for below in scopes(Verb::HandleComment) {
        for comment in presence::supervision::waiting(tx, at, &below).await? {
            let (what, day) = match comment.state {
                presence::LetterState::Received => ("核实监督意见1条", comment.check_due),
                _ => ("答复监督意见1条", comment.answer_due),
            };
            let whom = if comment.name.is_empty() {
                comment.org_name
            } else {
                comment.name
            };
            let place = Place::Comment(comment.id);
            out.push(due(what.to_owned(), whom, day, place, "去办"));
        }
    }
    let mut messages = presence::relay::own(tx, at).await?;
    for below in scopes(Verb::KeepCards) {
        messages.extend(presence::relay::to_read_out(tx, at, &below).await?);
    }
    messages.retain(|m| !m.state.is_settled());
    for message in messages {
        let what = "答复名片留言1条".to_owned();
        out.push(due(
            what,
            message.name,
            message.answer_due,
            Place::Letters,
            "去答复",
        ));
    }
    Ok(())
}

async fn in_force(
    tx: &mut Tx,
    at: &Counter,
    campaign: &Campaign,
    out: &mut Vec<Due>,
) -> Result<()> {
    let below = campaign.org_path.clone();
    let facts = facts(tx, at, campaign, &below).await?;
    // What is due for others is not due for the actor.
    let may = |verb| at.actor.as_ref().is_some_and(|a| a.may(verb, &below));
    let due = |what: &str, whom: &str, day: Option<Day>, place: Place, act: &'static str| Due {
        what: what.to_owned(),
        whom: whom.to_owned(),
        day,
        left: None,
        place,
        act,
    };
    if may(Verb::KeepTasks) {
        for task in campaign::tasks(tx, at.tenant, campaign.id).await? {
            if let Some(day) = task.open_due() {
                out.push(due(
                    &task.title,
                    &task.owner,
                    Some(day),
                    Place::Tasks,
                    "去办",
                ));
            }
        }
    }
    if may(Verb::KeepPledge) {
        for p in &facts.overdue {
            let what = format!("承诺逾期：{}", p.action);
            out.push(due(
                &what,
                &p.name,
                Some(p.due_day),
                Place::Pledge(p.id),
                "看承诺",
            ));
        }
        for p in lists::explained(tx, (at.tenant, campaign.id, &below)).await? {
            // Who may not judge it, or whose it is, has nothing to do here.
            if p.is_own(at.actor_id()) || !may(p.settling()) {
                continue;
            }
            let what = format!("认定承诺说明：{}", p.action);
            out.push(due(&what, &p.name, None, Place::Pledge(p.id), "去认定"));
        }
    }
    for (state, verb, words, act) in [
        (
            pledge::State::Submitted,
            Verb::CheckPledge,
            "审核",
            "去审核",
        ),
        (pledge::State::Passed, Verb::PublishPledge, "公布", "去公布"),
    ] {
        if !may(verb) {
            continue;
        }
        let waiting = lists::waiting(tx, (at.tenant, campaign.id, &below), state).await?;
        if waiting.count > 0 {
            let what = format!("{words}承诺{}项", waiting.count);
            let names: Vec<&str> = waiting.names.iter().map(String::as_str).collect();
            let place = Place::Pledges;
            out.push(due(&what, &rules::names(&names), None, place, act));
        }
    }
    for (state, verb, words, act) in [
        (PlanState::Submitted, Verb::CheckPledge, "审核", "去审核"),
        (PlanState::Passed, Verb::PublishPledge, "公布", "去公布"),
    ] {
        let of = |m: &&coverage::MemberCover| m.plan == Some(state);
        let whose: Vec<&str> = (facts.pledged.members.iter().filter(of))
            .map(|m| m.person.name.as_str())
            .collect();
        if may(verb) && !whose.is_empty() {
            let what = format!("{words}具体打算{}份", whose.len());
            let names = rules::names(&whose);
            out.push(due(&what, &names, None, Place::Plans, act));
        }
    }
    let reviews = &facts.reviews;
    if may(Verb::WriteReview) && !reviews.missing.is_empty() {
        let missing: Vec<&str> = reviews.missing.iter().map(|p| p.name.as_str()).collect();
        let what = format!("{}点评，还差{}人", reviews.quarter.label(), missing.len());
        out.push(due(
            &what,
            &rules::names(&missing),
            Some(reviews.due),
            Place::Reviews,
            "写点评",
        ));
    }
    if may(Verb::EnterTally) {
        let counting = facts
            .rounds
            .iter()
            .filter(|r| r.state == appraisal::State::Counting);
        for round in counting {
            let place = Place::Tally(round.id);
            out.push(due(
                "录入评议计票，两人各一次",
                &round.title,
                None,
                place,
                "去录入",
            ));
        }
    }
    if may(Verb::HandleObjection) {
        for objection in &facts.waiting {
            let of = |p: &notice::Publication| p.id == objection.publication_id;
            let title = facts
                .notices
                .iter()
                .find(|(p, _)| of(p))
                .map_or("", |(p, _)| &p.title);
            let place = Place::Notice(objection.publication_id);
            out.push(due(
                "答复公示意见1条",
                title,
                Some(objection.answer_due),
                place,
                "去答复",
            ));
        }
    }
    if may(Verb::KeepNotice) {
        let running = facts
            .notices
            .iter()
            .filter(|(p, _)| p.state == notice::State::Public);
        for (publication, version) in running {
            let (day, place) = (version.last_day.plus(1), Place::Notice(publication.id));
            out.push(due(
                "公示期满，形成结论",
                &publication.title,
                Some(day),
                place,
                "看公示",
            ));
        }
    }
    if may(Verb::KeepHonour) {
        // A round on notice waits for the notice, which is listed above.
        let ready = |r: &&honour::Rating| match r.state {
            honour::State::Awarded => false,
            honour::State::Published => (facts.notices.iter()).any(|(p, _)| {
                Some(p.id) == r.publication_id && p.state == notice::State::Concluded
            }),
            _ => true,
        };
        for rating in facts.ratings.iter().filter(ready) {
            let what = format!("授星：{}", rating.state.label());
            out.push(due(&what, &rating.title, None, Place::Honours, "去办"));
        }
    }
    Ok(())
}
