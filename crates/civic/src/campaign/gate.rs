//! A step closes when what it waits for holds.

use ground::{Result, Tx};

use super::{No, StepRow, seen, store};
use crate::audit::{self, Act};
use crate::directory::Verb;
use crate::{CampaignId, Counter};

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
