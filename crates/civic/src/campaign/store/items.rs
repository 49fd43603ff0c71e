//! Items of a plan, with their checks.

use ground::{Result, Tx, sql};

use crate::campaign::Verdict;
use crate::words::Setting;
use crate::{CampaignId, Counter, TenantId};

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
    pub(in crate::campaign) fn read(number: i64, item: &reader::Item) -> Self {
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

    pub(in crate::campaign) fn of_platform(number: i64, setting: &Setting) -> Self {
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

pub(in crate::campaign) async fn add_item(
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

pub(in crate::campaign) async fn items(
    tx: &mut Tx,
    tenant: TenantId,
    id: CampaignId,
) -> Result<Vec<Item>> {
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

pub(in crate::campaign) async fn item(
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

pub(in crate::campaign) async fn add_check(
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
