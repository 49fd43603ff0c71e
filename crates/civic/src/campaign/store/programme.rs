//! Phases, steps, tracks and focus areas of a campaign in force.

use ground::{At, Day, Result, Tx, sql};

use super::{Campaign, add_task};
use crate::campaign::{NewTask, Phase, Programme, Track};
use crate::words::StepKind;
use crate::{CampaignId, Counter, TenantId};

pub(in crate::campaign) async fn add_programme(
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

pub(in crate::campaign) async fn phases(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Vec<Phase>> {
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

pub(in crate::campaign) async fn steps(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Vec<StepRow>> {
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

pub(in crate::campaign) async fn add_closing(
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

pub(in crate::campaign) async fn tracks(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Vec<Track>> {
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

pub(in crate::campaign) async fn focus_areas(
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
