//! The desk: what is due, what a gate waits for, who is covered. Reads all
//! rooms, writes nothing.

pub mod rules;

use ground::{Day, Result, Tx};

use crate::campaign::{self, Campaign, GateReport, StepRow};
use crate::directory::{self, Path, Person, Verb};
use crate::notice;
use crate::pledge::{self, Pledge};
use crate::review::{self, Coverage};
use crate::words::StepKind;
use crate::{Counter, appraisal, honour};

/// Where a due thing is done. The counter of people turns it into an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The campaign's page.
    Campaign(crate::CampaignId),
    /// The tasks.
    Tasks,
    /// The pledges.
    Pledges,
    /// The reviews.
    Reviews,
    /// A tally.
    Tally(crate::AppraisalId),
    /// A notice.
    Notice(crate::PublicationId),
    /// The honours.
    Honours,
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

struct Facts {
    roster: Vec<Person>,
    pledges: Vec<Pledge>,
    reviews: Coverage,
    rounds: Vec<appraisal::Round>,
    notices: Vec<(notice::Publication, notice::Version)>,
    ratings: Vec<honour::Rating>,
    waiting: usize,
}

async fn facts(tx: &mut Tx, at: &Counter, campaign: &Campaign, below: &Path) -> Result<Facts> {
    Ok(Facts {
        roster: directory::roster(tx, at.tenant, below).await?,
        pledges: pledge::pledges(tx, at.tenant, campaign.id, below).await?,
        reviews: review::coverage(tx, at, campaign, below).await?,
        rounds: appraisal::rounds(tx, at.tenant, campaign.id, below).await?,
        notices: notice::notices(tx, at.tenant, below, 50).await?,
        ratings: honour::ratings(tx, at.tenant, campaign.id, below).await?,
        waiting: notice::waiting(tx, at.tenant, below).await?.len(),
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
    let covers = rules::covers(&facts.roster, &facts.pledges, &facts.reviews, at.today);
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
        StepKind::Pledge => vec![
            rules::named(
                "党员承诺全部公开",
                facts.roster.len(),
                pledge::without_pledge(&facts.roster, &facts.pledges).into_iter(),
            ),
            rules::simple(
                "方案和批复已公布",
                campaign.publication_id.is_some(),
                "方案还没有发布",
            ),
        ],
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
                facts
                    .notices
                    .iter()
                    .any(|(p, _)| p.state == notice::State::Concluded),
                "还没有形成结论的公示",
            ),
            rules::simple(
                "公示意见全部办结",
                facts.waiting == 0,
                &format!("还有{}条意见", facts.waiting),
            ),
        ],
        StepKind::Honour => vec![rules::simple(
            "已授星挂牌",
            facts
                .ratings
                .iter()
                .any(|r| r.state == honour::State::Awarded),
            "还没有授星",
        )],
        StepKind::Other => Vec::new(),
    };
    GateReport {
        campaign: campaign.id,
        number: step.number,
        conditions,
    }
}

/// Everything that is due for the actor, by day.
pub async fn due(tx: &mut Tx, at: &Counter) -> Result<Vec<Due>> {
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
    for due in &mut out {
        due.left = due
            .day
            .map(|day| at.house.calendar.workdays_between(at.today, day));
    }
    out.sort_by_key(|d| (d.day.is_none(), d.day));
    Ok(out)
}

async fn in_force(
    tx: &mut Tx,
    at: &Counter,
    campaign: &Campaign,
    out: &mut Vec<Due>,
) -> Result<()> {
    let below = campaign.org_path.clone();
    let facts = facts(tx, at, campaign, &below).await?;
    let add = |out: &mut Vec<Due>,
               what: &str,
               whom: String,
               day: Option<Day>,
               place: Place,
               act: &'static str| {
        out.push(Due {
            what: what.to_owned(),
            whom,
            day,
            left: None,
            place,
            act,
        });
    };
    for task in campaign::tasks(tx, at.tenant, campaign.id).await? {
        if let Some(day) = task.open_due() {
            add(
                out,
                &task.title,
                task.owner.clone(),
                Some(day),
                Place::Tasks,
                "去办",
            );
        }
    }
    for p in facts.pledges.iter().filter(|p| p.is_overdue(at.today)) {
        add(
            out,
            &format!("承诺逾期：{}", p.action),
            p.name.clone(),
            Some(p.due_day),
            Place::Pledges,
            "看承诺",
        );
    }
    let submitted: Vec<&str> = facts
        .pledges
        .iter()
        .filter(|p| p.state == pledge::State::Submitted)
        .map(|p| p.name.as_str())
        .collect();
    if !submitted.is_empty() {
        add(
            out,
            &format!("审核承诺{}项", submitted.len()),
            rules::names(&submitted),
            None,
            Place::Pledges,
            "去审核",
        );
    }
    if !facts.reviews.missing.is_empty() {
        let missing: Vec<&str> = facts
            .reviews
            .missing
            .iter()
            .map(|p| p.name.as_str())
            .collect();
        let what = format!(
            "{}点评，还差{}人",
            facts.reviews.quarter.label(),
            missing.len()
        );
        add(
            out,
            &what,
            rules::names(&missing),
            Some(facts.reviews.due),
            Place::Reviews,
            "写点评",
        );
    }
    for round in facts
        .rounds
        .iter()
        .filter(|r| r.state == appraisal::State::Counting)
    {
        add(
            out,
            "录入评议计票，两人各一次",
            round.title.clone(),
            None,
            Place::Tally(round.id),
            "去录入",
        );
    }
    for objection in notice::waiting(tx, at.tenant, &below).await? {
        let title = facts
            .notices
            .iter()
            .find(|(p, _)| p.id == objection.publication_id)
            .map(|(p, _)| p.title.clone());
        let place = Place::Notice(objection.publication_id);
        add(
            out,
            "答复公示意见1条",
            title.unwrap_or_default(),
            Some(objection.answer_due),
            place,
            "去答复",
        );
    }
    for (publication, version) in facts
        .notices
        .iter()
        .filter(|(p, _)| p.state == notice::State::Public)
    {
        let day = version.last_day.plus(1);
        add(
            out,
            "公示期满，形成结论",
            publication.title.clone(),
            Some(day),
            Place::Notice(publication.id),
            "看公示",
        );
    }
    for rating in facts
        .ratings
        .iter()
        .filter(|r| r.state != honour::State::Awarded)
    {
        add(
            out,
            &format!("授星：{}", rating.state.label()),
            rating.title.clone(),
            None,
            Place::Honours,
            "去办",
        );
    }
    Ok(())
}
