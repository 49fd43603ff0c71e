//! The campaign (活动): a plan is read, checked, resolved, approved, in force,
//! and broken down into phases, steps, tracks and tasks. S0-*, S4.0-*, S5.1-*.

pub mod rules;
mod store;

use std::fmt;

use ground::{At, Day, Error, Refusal, Result, Tx};
use reader::Draft;

pub use rules::{Carried, Minutes, Phase, PlannedStep, Programme, Track};
pub use store::{Campaign, Decided, Item, Reply, StepRow, Submission, Task};

use crate::audit::{self, Act};
use crate::directory::{Org, Path, Verb};
use crate::words::StepKind;
use crate::{CampaignId, Counter, DecisionId, OrgId, PublicationId, TaskId, TenantId};

ground::words! {
    /// How far a plan has come (ruling 9).
    pub enum State {
        /// Being read and checked.
        Reading = "reading" "核对中",
        /// Confirmed; waits for the body's resolution.
        Confirmed = "confirmed" "待决议",
        /// Resolved; waits to be submitted.
        Resolved = "resolved" "待报审",
        /// At the superior.
        Submitted = "submitted" "审批中",
        /// Returned with a reason.
        Returned = "returned" "退回补正",
        /// Approved; waits to be issued.
        Approved = "approved" "待印发",
        /// In force.
        InForce = "in_force" "已施行",
    }
}

ground::words! {
    /// What was found on an item.
    pub enum Verdict {
        /// As it was read.
        Confirmed = "confirmed" "已确认",
        /// With other words.
        Adjusted = "adjusted" "已调整",
        /// Not an item of this campaign.
        Dropped = "dropped" "不采用",
    }
}

ground::words! {
    /// What the superior says.
    pub enum ReplyKind {
        /// 同意
        Agreed = "agreed" "同意",
        /// 修改后同意
        Amended = "amended" "修改后同意",
        /// 退回
        Returned = "returned" "退回",
    }
}

ground::words! {
    /// How often a task comes.
    pub enum Cadence {
        /// Once.
        Once = "once" "一次",
        /// At the end of each month.
        Monthly = "monthly" "每月",
        /// At the end of each quarter.
        Quarterly = "quarterly" "每季度",
        /// At the end of each year.
        Yearly = "yearly" "每年",
    }
}

ground::words! {
    /// What a decision is about.
    pub enum Matter {
        /// The plan.
        Plan = "plan" "活动方案",
        /// Honours.
        Honour = "honour" "授星",
    }
}

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "counts of the minutes, named as the minutes name them"
)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// The act does not fit the state.
    OutOfOrder(State),
    /// Items are not checked yet.
    Unchecked(usize),
    /// The meeting was held before there was anything to decide.
    MeetingBefore(Day),
    /// The body is too small to decide.
    TooSmall(i64),
    /// The meeting lies ahead.
    MeetingAhead,
    /// A count is not a count.
    Count,
    /// Due is not present and absent.
    Attendance { due: i64, present: i64, absent: i64 },
    /// Votes do not add up to those present.
    Votes { present: i64, cast: i64 },
    /// Not more than half came.
    Quorum { due: i64, present: i64 },
    /// Not more than half were in favour.
    NotCarried { due: i64, votes_for: i64 },
    /// The members' meeting has other entitled members than the roster.
    NotTheRoster { due: i64, roster: i64 },
    /// The approver submitted it.
    OwnSubmission,
    /// A returned or amended plan needs its reason.
    ReplyWithoutReason,
    /// A phase in words that cannot be read.
    PhaseWords,
    /// Focus areas in words that cannot be read.
    DutyWords,
    /// The gate is not open.
    GateShut(Vec<String>),
    /// Another step comes first.
    NotTheStep,
    /// The campaign is not in force.
    NotInForce,
    /// The task was done already.
    TaskDone,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::OutOfOrder(state) => {
                write!(f, "方案现在是“{}”，这一步还不能办或已经办过", state.label())
            }
            Self::Unchecked(n) => write!(f, "还有{n}项没有核对"),
            Self::MeetingBefore(day) => write!(f, "{}才有这件事，会议日期不能更早", day.long()),
            Self::TooSmall(n) => write!(f, "应到至少{n}人，才能作决议"),
            Self::MeetingAhead => f.write_str("会议日期还没到。会开过了再记决议"),
            Self::Count => f.write_str("人数和票数要填0或正整数"),
            Self::Attendance {
                due,
                present,
                absent,
            } => {
                write!(
                    f,
                    "应到{due}人，实到{present}人加缺席{absent}人是{}人，对不上",
                    present + absent
                )
            }
            Self::Votes { present, cast } => {
                write!(f, "实到{present}人，三种票合计{cast}张，对不上")
            }
            Self::Quorum { due, present } => {
                write!(f, "应到{due}人，实到{present}人，没有过半，会议无效")
            }
            Self::NotCarried { due, votes_for } => {
                write!(f, "赞成{votes_for}票，没有超过应到{due}人的一半，没有通过")
            }
            Self::NotTheRoster { due, roster } => {
                write!(f, "名册上正式党员{roster}人，这里写应到{due}人，核对一下")
            }
            Self::OwnSubmission => f.write_str("报审和批复不能是同一个人"),
            Self::ReplyWithoutReason => f.write_str("修改或退回要写明意见"),
            Self::PhaseWords => {
                f.write_str("写成“名称：2026-05-06 至 2026-05-31”，没有截止日就只写起始日")
            }
            Self::DutyWords => f.write_str("写成“类别：方面、方面、方面”"),
            Self::GateShut(missing) => write!(f, "还不能进入下一步：{}", missing.join("；")),
            Self::NotTheStep => f.write_str("前面还有步骤没有办结，或这一步已经办结"),
            Self::NotInForce => f.write_str("方案施行之后才能办"),
            Self::TaskDone => f.write_str("这一期已经记过完成"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) => field,
            Self::MeetingAhead | Self::MeetingBefore(_) => "held_on",
            Self::Attendance { .. } | Self::Quorum { .. } => "present",
            Self::NotTheRoster { .. } | Self::Count | Self::TooSmall(_) => "due",
            Self::Votes { .. } | Self::NotCarried { .. } => "votes_for",
            Self::ReplyWithoutReason => "opinion",
            Self::PhaseWords | Self::DutyWords => "value",
            _ => return None,
        })
    }
}

/// Brings a plan: its text is kept whole, what was read becomes items to check,
/// and each open question an item marked as set by the platform (ruling 8).
pub async fn bring_plan(
    tx: &mut Tx,
    at: &Counter,
    org: &Org,
    name: &str,
    text: &str,
    draft: &Draft,
) -> Result<CampaignId> {
    at.require(Verb::ReadPlan, &org.path)?;
    let id: CampaignId = at.id();
    let title = draft.doc.title.clone().unwrap_or_else(|| name.to_owned());
    store::add_campaign(
        tx,
        at,
        id,
        org,
        &title,
        name,
        text,
        &serde_json::to_string(draft)?,
    )
    .await?;
    let mut number = 0;
    for item in draft
        .items
        .iter()
        .filter(|i| i.field != reader::Field::Outline)
    {
        number += 1;
        store::add_item(tx, at.tenant, id, &Item::read(number, item)).await?;
    }
    for setting in &at.house.defaults.settings {
        if !setting.unless.iter().any(|w| text.contains(w.as_str())) {
            number += 1;
            store::add_item(tx, at.tenant, id, &Item::of_platform(number, setting)).await?;
        }
    }
    audit::note(tx, at, Act::PlanRead, id.0, &ground::fingerprint(text)).await?;
    Ok(id)
}

/// Confirms, adjusts or drops one item. Each check is a row; the last one holds.
pub async fn check_item(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    number: i64,
    verdict: Verdict,
    value: &str,
) -> Result<()> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::ReadPlan, &campaign.org_path)?;
    if !may_adjust(tx, at.tenant, &campaign).await? {
        return Err(No::OutOfOrder(campaign.state).into());
    }
    let item = store::item(tx, at.tenant, id, number)
        .await?
        .ok_or(Error::NotFound)?;
    if verdict == Verdict::Adjusted {
        if value.trim().is_empty() {
            return Err(No::Empty("value", "调整后的内容").into());
        }
        if item.path.starts_with("phases[") {
            rules::phase_of(value, at.today)?;
        }
        if item.path.starts_with("duties[") {
            rules::duty_of(value)?;
        }
    }
    let value = if verdict == Verdict::Adjusted {
        value.trim()
    } else {
        &item.value
    };
    store::add_check(tx, at, id, number, verdict, value).await?;
    audit::note(
        tx,
        at,
        Act::PlanItemChecked,
        id.0,
        &format!("{number} {} {value}", verdict.word()),
    )
    .await
}

/// Whether items can be checked: before the draft is confirmed, after a return,
/// and between a reply 'agreed with amendments' and the issue.
pub async fn may_adjust(tx: &mut Tx, tenant: TenantId, campaign: &Campaign) -> Result<bool> {
    Ok(match campaign.state {
        State::Reading | State::Returned => true,
        State::Approved => {
            let replies = store::replies(tx, tenant, campaign.id).await?;
            replies
                .first()
                .is_some_and(|r| r.result == ReplyKind::Amended)
        }
        _ => false,
    })
}

/// The working days of a notice in this campaign: as the plan says or as it was
/// settled when the plan was checked; else the platform's default.
pub async fn notice_workdays(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<u32> {
    let items = store::items(tx, at.tenant, id).await?;
    let kept = |i: &&Item| i.verdict != Some(Verdict::Dropped);
    let settled = items
        .iter()
        .filter(kept)
        .find(|i| i.path == "settings.notice.period");
    let said = items
        .iter()
        .filter(kept)
        .filter(|i| i.path.starts_with("thresholds["));
    let said = said
        .filter_map(|i| rules::workdays_after(&i.source, "公示"))
        .next();
    let settled = settled.and_then(|i| rules::workdays_after(i.settled_value(), ""));
    Ok(settled
        .or(said)
        .unwrap_or(at.house.defaults.notice_workdays))
}

/// Confirms every unchecked item that the plan itself says. What the platform
/// set is left for a look of its own.
pub async fn confirm_rest(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<usize> {
    let items = items(tx, at, id).await?;
    let mut done = 0;
    for item in items.iter().filter(|i| i.is_open() && !i.is_platform()) {
        check_item(tx, at, id, item.number, Verdict::Confirmed, "").await?;
        done += 1;
    }
    Ok(done)
}

/// Confirms the draft: nothing may be left unchecked.
pub async fn confirm_draft(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<()> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::ReadPlan, &campaign.org_path)?;
    let to = rules::after(campaign.state, rules::Step::Confirm)?;
    let items = store::items(tx, at.tenant, id).await?;
    let open = items.iter().filter(|i| i.is_open()).count();
    if open > 0 {
        return Err(No::Unchecked(open).into());
    }
    let programme = plan_of(at, &campaign, &items)?;
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    store::set_head(tx, at.tenant, id, &programme).await?;
    audit::note(tx, at, Act::PlanConfirmed, id.0, &programme.title).await
}

/// Records what a body decided on a subject; refuses minutes that do not carry it.
/// A members' meeting is as large as the roster (ruling 2); no meeting decided
/// before `since`, the day on which there was something to decide.
pub async fn record_decision(
    tx: &mut Tx,
    at: &Counter,
    org: &Org,
    matter: Matter,
    subject: uuid::Uuid,
    since: Day,
    minutes: Minutes,
) -> Result<DecisionId> {
    at.require(Verb::RecordDecision, &org.path)?;
    // Of the day of the meeting; and of today, for a roster that was written down after it.
    let roster = crate::directory::full_members(tx, at.tenant, &org.path, at.today).await?;
    let then = crate::directory::full_members(tx, at.tenant, &org.path, minutes.held_on).await?;
    let words = &at.house.defaults;
    if minutes.due < words.smallest_meeting {
        return Err(No::TooSmall(words.smallest_meeting).into());
    }
    if minutes.held_on < since {
        return Err(No::MeetingBefore(since).into());
    }
    if minutes.meeting.contains(&words.members_meeting) && ![then, roster].contains(&minutes.due) {
        return Err(No::NotTheRoster {
            due: minutes.due,
            roster,
        }
        .into());
    }
    let carried = rules::carried(minutes, at.today)?;
    let id: DecisionId = at.id();
    store::add_decision(tx, at, id, org.id, matter, subject, carried.minutes()).await?;
    audit::note(tx, at, Act::Decided, id.0, &carried.minutes().resolution).await?;
    Ok(id)
}

/// The branch resolves its plan.
pub async fn resolve(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    minutes: Minutes,
) -> Result<DecisionId> {
    let campaign = seen(tx, at, id).await?;
    let to = rules::after(campaign.state, rules::Step::Resolve)?;
    let org = crate::directory::org(tx, at.tenant, campaign.org_id).await?;
    let since = at.house.zone.day(campaign.created_at);
    let decision = record_decision(tx, at, &org, Matter::Plan, id.0, since, minutes).await?;
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    Ok(decision)
}

/// Submits the resolved plan to the superior.
pub async fn submit(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<()> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::SubmitPlan, &campaign.org_path)?;
    let to = rules::after(campaign.state, rules::Step::Submit)?;
    let decision = store::decisions(tx, at.tenant, id.0)
        .await?
        .into_iter()
        .next()
        .ok_or(Error::NotFound)?;
    let settled = store::items(tx, at.tenant, id).await?;
    let settled = settled
        .iter()
        .map(|i| (i.number, i.verdict.map(Verdict::word), i.settled_value()));
    let settled = serde_json::to_string(&settled.collect::<Vec<_>>())?;
    let hash = ground::fingerprint(&format!("{}{settled}", campaign.source_hash));
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    store::add_submission(tx, at, id, decision.id, &hash).await?;
    audit::note(tx, at, Act::PlanSubmitted, id.0, &hash).await
}

/// The superior's reply.
#[derive(Debug, Clone)]
pub struct NewReply<'a> {
    /// Agree, amend or return.
    pub kind: ReplyKind,
    /// The opinion; needed unless agreed.
    pub opinion: &'a str,
    /// The reply's document number; may be empty.
    pub doc_no: &'a str,
}

/// The superior agrees, amends or returns. Never by who submitted it.
pub async fn reply(tx: &mut Tx, at: &Counter, id: CampaignId, reply: NewReply<'_>) -> Result<()> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::ReplyPlan, &campaign.org_path)?;
    let to = rules::after(campaign.state, rules::Step::Reply(reply.kind))?;
    let submission = store::submissions(tx, at.tenant, id)
        .await?
        .into_iter()
        .next()
        .ok_or(Error::NotFound)?;
    if submission.submitted_by == at.actor_id() {
        return Err(No::OwnSubmission.into());
    }
    if reply.kind != ReplyKind::Agreed && reply.opinion.trim().is_empty() {
        return Err(No::ReplyWithoutReason.into());
    }
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    store::add_reply(tx, at, id, submission.seq, &reply).await?;
    audit::note(tx, at, Act::PlanReplied, id.0, reply.kind.word()).await
}

/// Puts the approved plan in force: phases, steps, tracks, focus areas and
/// tasks begin to exist. Publishing it is the notice room's verb.
pub async fn issue(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<Programme> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::IssuePlan, &campaign.org_path)?;
    let to = rules::after(campaign.state, rules::Step::Issue)?;
    let items = store::items(tx, at.tenant, id).await?;
    let programme = plan_of(at, &campaign, &items)?;
    moved(
        store::set_state(tx, at.tenant, id, campaign.state, to).await?,
        &campaign,
    )?;
    let owner = crate::directory::org(tx, at.tenant, campaign.org_id)
        .await?
        .name;
    store::add_programme(tx, at, &campaign, &programme, &owner).await?;
    audit::note(tx, at, Act::PlanIssued, id.0, &programme.title).await?;
    Ok(programme)
}

/// Notes under which publication the plan is public. Called by the notice room's users.
pub async fn note_publication(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    publication: PublicationId,
) -> Result<()> {
    store::set_publication(tx, at.tenant, id, publication).await
}

/// A new task.
#[derive(Debug, Clone)]
pub struct NewTask<'a> {
    /// What is to be done.
    pub title: &'a str,
    /// Whose it is: a post or a name.
    pub owner: &'a str,
    /// Once or again and again.
    pub cadence: Cadence,
    /// The (first) due day.
    pub due: Day,
}

/// Sets a task of a campaign in force.
pub async fn set_task(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    new: NewTask<'_>,
) -> Result<TaskId> {
    let campaign = seen(tx, at, id).await?;
    at.require(Verb::KeepTasks, &campaign.org_path)?;
    if campaign.state != State::InForce {
        return Err(No::NotInForce.into());
    }
    for (field, what, value) in [
        ("title", "任务内容", new.title),
        ("owner", "责任人", new.owner),
    ] {
        if value.trim().is_empty() {
            return Err(No::Empty(field, what).into());
        }
    }
    let task: TaskId = at.id();
    store::add_task(tx, at, task, &campaign, &new, "").await?;
    audit::note(tx, at, Act::TaskSet, task.0, new.title).await?;
    Ok(task)
}

/// Ticks off a task for the due day that stands open.
pub async fn finish_task(tx: &mut Tx, at: &Counter, task: TaskId, note: &str) -> Result<()> {
    let task = store::task(tx, at.tenant, task)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(Verb::KeepTasks, &task.org_path)?;
    let Some(due) = task.open_due() else {
        return Err(No::TaskDone.into());
    };
    if store::add_done(tx, at, task.id, due, note).await? == 0 {
        return Err(No::TaskDone.into());
    }
    audit::note(tx, at, Act::TaskDone, task.id.0, &due.to_string()).await
}

/// One condition of a gate.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Condition {
    /// What has to hold.
    pub what: String,
    /// Whether it holds.
    pub met: bool,
    /// What is missing, by name.
    pub missing: String,
}

/// What the desk found on a step's conditions. Only the desk makes one
/// (a test reads the sources and says so).
#[derive(Debug, Clone)]
pub struct GateReport {
    pub(crate) campaign: CampaignId,
    pub(crate) number: i64,
    pub(crate) conditions: Vec<Condition>,
}

impl GateReport {
    /// The conditions, in order.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Whether all hold.
    pub fn is_open(&self) -> bool {
        self.conditions.iter().all(|c| c.met)
    }
}

/// Closes the current step, when its gate is open.
pub async fn close_step(tx: &mut Tx, at: &Counter, report: &GateReport) -> Result<()> {
    let campaign = seen(tx, at, report.campaign).await?;
    at.require(Verb::CloseStep, &campaign.org_path)?;
    let steps = store::steps(tx, at.tenant, campaign.id).await?;
    if current(&steps).is_none_or(|s| s.number != report.number) {
        return Err(No::NotTheStep.into());
    }
    let missing: Vec<String> = report
        .conditions
        .iter()
        .filter(|c| !c.met)
        .map(|c| format!("{}（{}）", c.what, c.missing))
        .collect();
    if !missing.is_empty() {
        return Err(No::GateShut(missing).into());
    }
    let text = serde_json::to_string(&report.conditions)?;
    if store::add_closing(tx, at, campaign.id, report.number, &text).await? == 0 {
        return Err(No::NotTheStep.into());
    }
    audit::note(
        tx,
        at,
        Act::StepClosed,
        campaign.id.0,
        &format!("{} {text}", report.number),
    )
    .await
}

/// The step that stands open: the first that is not closed.
pub fn current(steps: &[StepRow]) -> Option<&StepRow> {
    steps.iter().find(|s| s.closed_at.is_none())
}

/// A campaign that exists for the actor.
pub async fn seen(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<Campaign> {
    let campaign = store::campaign(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let exists = at
        .actor
        .as_ref()
        .is_some_and(|a| a.sees(&campaign.org_path));
    if exists {
        Ok(campaign)
    } else {
        Err(Error::NotFound)
    }
}

/// One campaign of the tenant, for rooms above and for public pages.
pub async fn campaign(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Campaign> {
    store::campaign(tx, tenant, id)
        .await?
        .ok_or(Error::NotFound)
}

/// The newest campaign in force whose organisation covers this place.
pub async fn in_force(tx: &mut Tx, tenant: TenantId, path: &Path) -> Result<Option<Campaign>> {
    let all = store::campaigns(tx, tenant).await?;
    let running = || all.iter().filter(|c| c.state == State::InForce);
    let own = running().find(|c| c.org_path.covers(path));
    // One below the place shows only where the place has none of its own.
    Ok(own
        .or_else(|| running().find(|c| path.covers(&c.org_path)))
        .cloned())
}

/// The campaigns of the actor's scope, newest first.
pub async fn campaigns(tx: &mut Tx, at: &Counter) -> Result<Vec<Campaign>> {
    let Some(actor) = &at.actor else {
        return Ok(Vec::new());
    };
    let all = store::campaigns(tx, at.tenant).await?;
    Ok(all
        .into_iter()
        .filter(|c| actor.sees(&c.org_path))
        .collect())
}

/// What the plan comes to as its items stand: what it would run on if it came in force now.
pub async fn programme(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<Programme> {
    let campaign = seen(tx, at, id).await?;
    let items = store::items(tx, at.tenant, id).await?;
    plan_of(at, &campaign, &items)
}

/// The items of a plan with their last checks.
pub async fn items(tx: &mut Tx, at: &Counter, id: CampaignId) -> Result<Vec<Item>> {
    seen(tx, at, id).await?;
    store::items(tx, at.tenant, id).await
}

/// The decisions on a subject, newest first.
pub async fn decisions(tx: &mut Tx, tenant: TenantId, subject: uuid::Uuid) -> Result<Vec<Decided>> {
    store::decisions(tx, tenant, subject).await
}

/// The submissions of a plan with their replies, newest first.
pub async fn submissions(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Submission>> {
    store::submissions(tx, tenant, id).await
}

/// The replies to a plan, newest first.
pub async fn replies(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Reply>> {
    store::replies(tx, tenant, id).await
}

/// The steps of a campaign, in order.
pub async fn steps(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<StepRow>> {
    store::steps(tx, tenant, id).await
}

/// The phases of a campaign, in order.
pub async fn phases(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Phase>> {
    store::phases(tx, tenant, id).await
}

/// The tracks of a campaign, in order.
pub async fn tracks(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Track>> {
    store::tracks(tx, tenant, id).await
}

/// The focus areas of one category, in the plan's order.
pub async fn focus_areas(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    category: &str,
) -> Result<Vec<String>> {
    store::focus_areas(tx, tenant, id, category).await
}

/// The tasks of a campaign, by due day.
pub async fn tasks(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Task>> {
    store::tasks(tx, tenant, id).await
}

/// One task that exists for the actor.
pub async fn task(tx: &mut Tx, at: &Counter, id: TaskId) -> Result<Task> {
    let task = store::task(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    seen(tx, at, task.campaign_id).await?;
    Ok(task)
}

fn plan_of(at: &Counter, campaign: &Campaign, items: &[Item]) -> Result<Programme> {
    let draft: Draft = serde_json::from_str(&campaign.draft)?;
    let settled: Vec<rules::Settled<'_>> = items
        .iter()
        .filter_map(|i| {
            let verdict = i.verdict?;
            Some(rules::Settled {
                path: &i.path,
                verdict,
                value: i.settled_value(),
            })
        })
        .collect();
    let words = &at.house.defaults;
    Ok(rules::programme(
        &draft,
        &settled,
        words,
        at.house.zone.day(campaign.created_at),
    )?)
}

/// Zero rows moved means that another decision came first.
fn moved(rows: u64, campaign: &Campaign) -> Result<()> {
    if rows == 1 {
        Ok(())
    } else {
        Err(No::OutOfOrder(campaign.state).into())
    }
}

impl Campaign {
    /// Its short name: what stands in the first pair of quotation marks of the title, else the title.
    pub fn quoted_name(title: &str) -> String {
        title
            .split_once('“')
            .and_then(|(_, rest)| rest.split_once('”'))
            .map_or_else(|| title.to_owned(), |(name, _)| name.to_owned())
    }

    /// When it was read in, for display.
    pub fn created(&self) -> At {
        self.created_at
    }

    /// Its organisation.
    pub fn org(&self) -> OrgId {
        self.org_id
    }
}

impl StepRow {
    /// Whether it waits for this.
    pub fn is(&self, kind: StepKind) -> bool {
        self.kind == kind
    }
}
