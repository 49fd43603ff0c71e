//! All SQL of the campaign.

use ground::{At, Day, Result, Tx, sql};
use uuid::Uuid;

use super::rules::{Minutes, Phase, Programme, Track};
use super::{Cadence, Matter, NewReply, NewTask, ReplyKind, State, Verdict, rules};
use crate::directory::{Org, Path};
use crate::words::{Setting, StepKind};
use crate::{CampaignId, Counter, DecisionId, OrgId, PersonId, PublicationId, TaskId, TenantId};

/// A campaign.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Campaign {
    pub id: CampaignId,
    pub org_id: OrgId,
    pub org_path: Path,
    pub state: State,
    pub title: String,
    pub short_name: String,
    pub theme: String,
    pub doc_no: String,
    pub source_name: String,
    pub source_text: String,
    pub source_hash: String,
    pub draft: String,
    pub created_by: PersonId,
    pub created_at: At,
    pub publication_id: Option<PublicationId>,
}

pub(super) async fn add_campaign(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    org: &Org,
    title: &str,
    name: &str,
    text: &str,
    draft: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into campaign (tenant_id, id, org_id, org_path, state, title, short_name, theme, doc_no,
            source_name, source_text, source_hash, draft, created_by, created_at)
         values ($1, $2, $3, $4, 'reading', $5, $6, '', '', $7, $8, $9, $10, $11, $12)",
        at.tenant, id, org.id, org.path.clone(), title, Campaign::quoted_name(title), name, text,
        ground::fingerprint(text), draft, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn campaign(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Option<Campaign>> {
    sql!(
        tx,
        "select id, org_id, org_path, state, title, short_name, theme, doc_no, source_name, source_text,
            source_hash, draft, created_by, created_at, publication_id
         from campaign where tenant_id = $1 and id = $2",
        tenant, id
    )
    .opt()
    .await
}

/// Newest first. The long texts stay behind: a list does not need them.
pub(super) async fn campaigns(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Campaign>> {
    sql!(
        tx,
        "select id, org_id, org_path, state, title, short_name, theme, doc_no, source_name,
            '' as source_text, source_hash, '' as draft, created_by, created_at, publication_id
         from campaign where tenant_id = $1 order by created_at desc, id desc",
        tenant
    )
    .all()
    .await
}

pub(super) async fn set_state(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    from: State,
    to: State,
) -> Result<u64> {
    sql!(
        tx,
        "update campaign set state = $4 where tenant_id = $1 and id = $2 and state = $3",
        tenant,
        id,
        from,
        to
    )
    .run()
    .await
}

pub(super) async fn set_head(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    p: &Programme,
) -> Result<()> {
    sql!(
        tx,
        "update campaign set title = $3, short_name = $4, theme = $5, doc_no = $6 where tenant_id = $1 and id = $2",
        tenant, id, p.title.as_str(), Campaign::quoted_name(&p.title), p.theme.as_str(), p.doc_no.as_str()
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn set_publication(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    publication: PublicationId,
) -> Result<()> {
    sql!(
        tx,
        "update campaign set publication_id = $3 where tenant_id = $1 and id = $2",
        tenant,
        id,
        publication
    )
    .run()
    .await?;
    Ok(())
}

/// An item of the plan with its last check.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Item {
    pub number: i64,
    pub path: String,
    pub field: String,
    pub tone: String,
    pub label: String,
    pub value: String,
    pub source: String,
    pub span_start: i64,
    pub span_end: i64,
    pub rule: String,
    pub confidence: i64,
    pub origin: String,
    pub verdict: Option<Verdict>,
    pub checked_value: Option<String>,
}

impl Item {
    pub(super) fn read(number: i64, item: &reader::Item) -> Self {
        let word = |v: serde_json::Result<serde_json::Value>| {
            v.ok()
                .and_then(|v| v.as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        Self {
            number,
            path: item.path.clone(),
            field: word(serde_json::to_value(item.field)),
            tone: word(serde_json::to_value(item.tone)),
            label: item.label.clone(),
            value: item.value.clone(),
            source: item.text.clone(),
            span_start: i64::try_from(item.span.start).unwrap_or(0),
            span_end: i64::try_from(item.span.end).unwrap_or(0),
            rule: item.rule.clone(),
            confidence: i64::from(item.confidence),
            origin: "plan".to_owned(),
            verdict: None,
            checked_value: None,
        }
    }

    pub(super) fn of_platform(number: i64, setting: &Setting) -> Self {
        Self {
            number,
            path: format!("settings.{}", setting.code),
            field: "setting".to_owned(),
            tone: setting.tone.clone(),
            label: setting.label.clone(),
            value: setting.value.clone(),
            source: setting.note.clone(),
            span_start: 0,
            span_end: 0,
            rule: "platform".to_owned(),
            confidence: 0,
            origin: "platform".to_owned(),
            verdict: None,
            checked_value: None,
        }
    }

    /// Whether it waits to be checked.
    pub fn is_open(&self) -> bool {
        self.verdict.is_none()
    }

    /// Whether the platform set it because the plan does not say it.
    pub fn is_platform(&self) -> bool {
        self.origin == "platform"
    }

    /// The value that holds: adjusted, or as read.
    pub fn settled_value(&self) -> &str {
        self.checked_value.as_deref().unwrap_or(&self.value)
    }
}

pub(super) async fn add_item(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    i: &Item,
) -> Result<()> {
    sql!(
        tx,
        "insert into plan_item (tenant_id, campaign_id, number, path, field, tone, label, value, source,
            span_start, span_end, rule, confidence, origin)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        tenant, id, i.number, i.path.as_str(), i.field.as_str(), i.tone.as_str(), i.label.as_str(),
        i.value.as_str(), i.source.as_str(), i.span_start, i.span_end, i.rule.as_str(), i.confidence,
        i.origin.as_str()
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn items(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Item>> {
    sql!(
        tx,
        "select i.number, i.path, i.field, i.tone, i.label, i.value, i.source, i.span_start, i.span_end,
            i.rule, i.confidence, i.origin, c.verdict, c.value as checked_value
         from plan_item i
         left join plan_item_check c
            on c.tenant_id = i.tenant_id and c.campaign_id = i.campaign_id and c.number = i.number
            and c.seq = (select max(l.seq) from plan_item_check l where l.tenant_id = i.tenant_id
                and l.campaign_id = i.campaign_id and l.number = i.number)
         where i.tenant_id = $1 and i.campaign_id = $2 order by i.number",
        tenant, id
    )
    .all()
    .await
}

pub(super) async fn item(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    number: i64,
) -> Result<Option<Item>> {
    sql!(
        tx,
        "select number, path, field, tone, label, value, source, span_start, span_end, rule, confidence, origin,
            cast(null as text) as verdict, cast(null as text) as checked_value
         from plan_item where tenant_id = $1 and campaign_id = $2 and number = $3",
        tenant, id, number
    )
    .opt()
    .await
}

pub(super) async fn add_check(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    number: i64,
    verdict: Verdict,
    value: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into plan_item_check (tenant_id, campaign_id, number, seq, verdict, value, actor_id, at)
         select $1, $2, $3, coalesce(max(seq), 0) + 1, $4, $5, $6, $7 from plan_item_check
         where tenant_id = $1 and campaign_id = $2 and number = $3",
        at.tenant, id, number, verdict, value, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

/// A decision of a body.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Decided {
    pub id: DecisionId,
    pub meeting: String,
    pub held_on: Day,
    pub due: i64,
    pub present: i64,
    pub absent: i64,
    pub votes_for: i64,
    pub votes_against: i64,
    pub votes_abstain: i64,
    pub resolution: String,
    pub at: At,
}

pub(super) async fn add_decision(
    tx: &mut Tx,
    at: &Counter,
    id: DecisionId,
    org: OrgId,
    matter: Matter,
    subject: Uuid,
    m: &Minutes,
) -> Result<()> {
    sql!(
        tx,
        "insert into decision (tenant_id, id, org_id, subject_id, matter, meeting, held_on, due, present, absent,
            votes_for, votes_against, votes_abstain, resolution, recorded_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        at.tenant, id, org, subject, matter, m.meeting.as_str(), m.held_on, m.due, m.present, m.absent,
        m.votes_for, m.votes_against, m.votes_abstain, m.resolution.as_str(), at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn decisions(
    tx: &mut Tx,
    tenant: TenantId,
    subject: Uuid,
) -> Result<Vec<Decided>> {
    sql!(
        tx,
        "select id, meeting, held_on, due, present, absent, votes_for, votes_against, votes_abstain, resolution, at
         from decision where tenant_id = $1 and subject_id = $2 order by at desc, id desc",
        tenant, subject
    )
    .all()
    .await
}

/// A submission.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Submission {
    pub seq: i64,
    pub submitted_by: PersonId,
    pub at: At,
}

pub(super) async fn add_submission(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    decision: DecisionId,
    hash: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into plan_submission (tenant_id, campaign_id, seq, decision_id, plan_hash, submitted_by, at)
         select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6 from plan_submission
         where tenant_id = $1 and campaign_id = $2",
        at.tenant, id, decision, hash, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn submissions(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Vec<Submission>> {
    sql!(
        tx,
        "select seq, submitted_by, at from plan_submission where tenant_id = $1 and campaign_id = $2 order by seq desc",
        tenant, id
    )
    .all()
    .await
}

/// The superior's reply to a submission.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Reply {
    pub seq: i64,
    pub result: ReplyKind,
    pub opinion: String,
    pub doc_no: String,
    pub replied_by: PersonId,
    pub at: At,
}

pub(super) async fn add_reply(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    seq: i64,
    r: &NewReply<'_>,
) -> Result<()> {
    sql!(
        tx,
        "insert into plan_reply (tenant_id, campaign_id, seq, result, opinion, doc_no, replied_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        at.tenant, id, seq, r.kind, r.opinion.trim(), r.doc_no.trim(), at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn replies(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Reply>> {
    sql!(
        tx,
        "select seq, result, opinion, doc_no, replied_by, at from plan_reply where tenant_id = $1 and campaign_id = $2 order by seq desc",
        tenant, id
    )
    .all()
    .await
}

pub(super) async fn add_programme(
    tx: &mut Tx,
    at: &Counter,
    campaign: &Campaign,
    p: &Programme,
    owner: &str,
) -> Result<()> {
    let (tenant, id) = (at.tenant, campaign.id);
    for (number, phase) in (1i64..).zip(&p.phases) {
        let ends = phase.ends.map(|d| d.to_string()).unwrap_or_default();
        sql!(
            tx,
            "insert into phase (tenant_id, campaign_id, number, name, starts, ends) values ($1, $2, $3, $4, $5, $6)",
            tenant, id, number, phase.name.as_str(), phase.starts, ends
        )
        .run()
        .await?;
    }
    for (number, step) in (1i64..).zip(&p.steps) {
        let origin = if step.added { "platform" } else { "plan" };
        sql!(
            tx,
            "insert into step (tenant_id, campaign_id, number, kind, name, note, origin) values ($1, $2, $3, $4, $5, $6, $7)",
            tenant, id, number, step.kind, step.name.as_str(), step.note.as_str(), origin
        )
        .run()
        .await?;
    }
    for (number, track) in (1i64..).zip(&p.tracks) {
        sql!(
            tx,
            "insert into track (tenant_id, campaign_id, number, slogan, subject, contest, honour) values ($1, $2, $3, $4, $5, $6, $7)",
            tenant, id, number, track.slogan.as_str(), track.subject.as_str(), track.contest.as_str(), track.honour.as_str()
        )
        .run()
        .await?;
    }
    for (category, areas) in &p.focus {
        for (number, area) in (1i64..).zip(areas) {
            sql!(
                tx,
                "insert into focus_area (tenant_id, campaign_id, category, number, area) values ($1, $2, $3, $4, $5)
                 on conflict (tenant_id, campaign_id, category, number) do nothing",
                tenant, id, category.as_str(), number, area.as_str()
            )
            .run()
            .await?;
        }
    }
    for task in &p.tasks {
        let new = NewTask {
            title: &task.title,
            owner,
            cadence: task.cadence,
            due: task.due,
        };
        add_task(tx, at, at.id(), campaign, &new, "plan").await?;
    }
    Ok(())
}

pub(super) async fn phases(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Phase>> {
    let rows: Vec<(String, Day, String)> = sql!(
        tx,
        "select name, starts, ends from phase where tenant_id = $1 and campaign_id = $2 order by number",
        tenant, id
    )
    .all()
    .await?;
    Ok(rows
        .into_iter()
        .map(|(name, starts, ends)| Phase {
            name,
            starts,
            ends: ends.parse().ok(),
        })
        .collect())
}

/// A step with its closing.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct StepRow {
    pub number: i64,
    pub kind: StepKind,
    pub name: String,
    pub note: String,
    pub origin: String,
    pub closed_at: Option<At>,
}

pub(super) async fn steps(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<StepRow>> {
    sql!(
        tx,
        "select s.number, s.kind, s.name, s.note, s.origin, c.at as closed_at from step s
         left join step_closing c on c.tenant_id = s.tenant_id and c.campaign_id = s.campaign_id and c.number = s.number
         where s.tenant_id = $1 and s.campaign_id = $2 order by s.number",
        tenant, id
    )
    .all()
    .await
}

pub(super) async fn add_closing(
    tx: &mut Tx,
    at: &Counter,
    id: CampaignId,
    number: i64,
    report: &str,
) -> Result<u64> {
    sql!(
        tx,
        "insert into step_closing (tenant_id, campaign_id, number, report, closed_by, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant_id, campaign_id, number) do nothing",
        at.tenant, id, number, report, at.actor_id(), at.now
    )
    .run()
    .await
}

pub(super) async fn tracks(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Track>> {
    let rows: Vec<(String, String, String, String)> = sql!(
        tx,
        "select slogan, subject, contest, honour from track where tenant_id = $1 and campaign_id = $2 order by number",
        tenant, id
    )
    .all()
    .await?;
    Ok(rows
        .into_iter()
        .map(|(slogan, subject, contest, honour)| Track {
            slogan,
            subject,
            contest,
            honour,
        })
        .collect())
}

pub(super) async fn focus_areas(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
    category: &str,
) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = sql!(
        tx,
        "select area from focus_area where tenant_id = $1 and campaign_id = $2 and category = $3 order by number",
        tenant, id, category
    )
    .all()
    .await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// A task with the due day it was last done for.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Task {
    pub id: TaskId,
    pub campaign_id: CampaignId,
    pub org_path: Path,
    pub title: String,
    pub owner: String,
    pub cadence: Cadence,
    pub due_day: Day,
    pub source: String,
    pub done_for: Option<Day>,
}

impl Task {
    /// The due day that stands open; none when it is done for good.
    pub fn open_due(&self) -> Option<Day> {
        match self.done_for {
            None => Some(self.due_day),
            Some(done) => rules::next_due(self.cadence, done),
        }
    }
}

pub(super) async fn add_task(
    tx: &mut Tx,
    at: &Counter,
    id: TaskId,
    campaign: &Campaign,
    t: &NewTask<'_>,
    source: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into task (tenant_id, id, campaign_id, org_path, title, owner, cadence, due_day, source, created_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        at.tenant, id, campaign.id, campaign.org_path.clone(), t.title.trim(), t.owner.trim(), t.cadence, t.due,
        source, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn task(tx: &mut Tx, tenant: TenantId, id: TaskId) -> Result<Option<Task>> {
    sql!(
        tx,
        "select t.id, t.campaign_id, t.org_path, t.title, t.owner, t.cadence, t.due_day, t.source,
            (select max(d.due_day) from task_done d where d.tenant_id = t.tenant_id and d.task_id = t.id) as done_for
         from task t where t.tenant_id = $1 and t.id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(super) async fn tasks(tx: &mut Tx, tenant: TenantId, id: CampaignId) -> Result<Vec<Task>> {
    sql!(
        tx,
        "select t.id, t.campaign_id, t.org_path, t.title, t.owner, t.cadence, t.due_day, t.source,
            (select max(d.due_day) from task_done d where d.tenant_id = t.tenant_id and d.task_id = t.id) as done_for
         from task t where t.tenant_id = $1 and t.campaign_id = $2 order by t.due_day, t.id",
        tenant, id
    )
    .all()
    .await
}

pub(super) async fn add_done(
    tx: &mut Tx,
    at: &Counter,
    id: TaskId,
    due: Day,
    note: &str,
) -> Result<u64> {
    sql!(
        tx,
        "insert into task_done (tenant_id, task_id, due_day, note, actor_id, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant_id, task_id, due_day) do nothing",
        at.tenant, id, due, note, at.actor_id(), at.now
    )
    .run()
    .await
}
