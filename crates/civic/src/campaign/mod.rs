//! The campaign (活动): a plan is read, checked, resolved, approved, in force,
//! and broken down into phases, steps, tracks and tasks. S0-*, S4.0-*, S5.1-*.

mod approval;
mod gate;
mod lists;
mod reading;
mod refusals;
pub mod rules;
mod store;
mod tasks;

use ground::{At, Result};
use reader::Draft;

pub use approval::{NewReply, issue, note_publication, record_decision, reply, resolve, submit};
pub use gate::{Condition, GateReport, close_step, current};
pub use lists::{
    campaign, campaigns, decisions, focus_areas, in_force, items, phases, programme, replies, seen,
    steps, submissions, task, tasks, tracks,
};
pub use reading::{
    bring_plan, check_item, confirm_draft, confirm_rest, may_adjust, notice_workdays,
};
pub use refusals::No;
pub use rules::{Carried, Minutes, Phase, PlannedStep, Programme, Track};
pub use store::{Campaign, Decided, Item, Reply, StepRow, Submission, Task};
pub use tasks::{NewTask, finish_task, set_task};

use crate::words::StepKind;
use crate::{Counter, OrgId};

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

/// What the plan comes to as its items stand.
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
