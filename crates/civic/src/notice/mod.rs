//! The one way to publish (ruling 10): 公布, 公示 with its objection clock, 展示.
//! A version is a frozen snapshot; what waits for a notice needs a [`Concluded`],
//! which only this room can make. X-05, S4.4-*.

mod corrections;
mod ending;
mod objections;
mod proofs;
mod publishing;
mod reading;
mod refusals;
pub mod rules;
mod store;

use ground::{At, Result};
use serde::{Deserialize, Serialize};

pub use corrections::{Answer, Proposal, answer, proposal, proposals, propose};
pub use ending::{conclude, concluded, withdraw};
pub use objections::{
    NewFinding, NewObjection, Receipt, Signature, by_code, find, object, objected, posts_since,
    register, signature, waiting,
};
pub use proofs::{NewProof, prove};
pub use publishing::{Manner, NewPublication, correct, correct_for_room, publish};
pub use reading::{
    Counted, Folder, days, folder, notices, notices_for, open_folder, plans, seen, shown_to_members,
};
pub use refusals::No;
pub use store::{Conclusion, Objection, Proof, Publication, Registered, Version};

use crate::PublicationId;

ground::words! {
    /// Kinds of disclosure.
    pub enum Kind {
        /// 公布: made known.
        Publication = "publication" "公布",
        /// 公示: made known, with an objection clock.
        Notice = "notice" "公示",
        /// 展示: shown, never with a clock.
        Display = "display" "展示",
    }
}

ground::words! {
    /// What is disclosed.
    pub enum Topic {
        /// A plan.
        Plan = "plan" "活动方案",
        /// A pledge.
        Pledge = "pledge" "公开承诺",
        /// Proposed honours.
        Honour = "honour" "拟授星名单",
    }
}

ground::words! {
    /// Whom a publication is for.
    pub enum Scope {
        /// Everyone.
        Public = "public" "向社会公开",
        /// The members of the organisation.
        Members = "members" "在党内公开",
    }
}

ground::words! {
    /// Where it is made known.
    pub enum Medium {
        /// The pages of this site.
        Web = "web" "网上公示栏",
        /// A board on a wall.
        Board = "board" "墙上公示栏",
        /// Read out at a meeting.
        Meeting = "meeting" "会议宣读",
    }
}

ground::words! {
    /// How a publication stands.
    pub enum State {
        /// It is public.
        Public = "public" "公开中",
        /// It was withdrawn.
        Withdrawn = "withdrawn" "已撤下",
        /// It was concluded.
        Concluded = "concluded" "已有结论",
    }
}

ground::words! {
    /// What a finding does.
    pub enum Effect {
        /// The result stands.
        Stands = "stands" "维持原结果",
        /// The result is corrected: the clock starts again.
        Corrected = "corrected" "更正，重新公示",
        /// The notice is withdrawn.
        Withdrawn = "withdrawn" "撤下公示",
    }
}

/// What is frozen: a lead, and a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The sentence above the table.
    pub lead: String,
    /// Column heads; empty for a text without a table.
    pub head: Vec<String>,
    /// Rows, in their order.
    pub rows: Vec<Vec<String>>,
}

impl Snapshot {
    /// The names in the first column: whom an objection can be about.
    pub fn subjects(&self) -> impl Iterator<Item = &str> {
        self.rows
            .iter()
            .filter_map(|r| r.first())
            .map(String::as_str)
    }
}

/// Proof that a notice ran its full period, held no open objection and was
/// concluded by a person. Private fields: no other module can make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concluded {
    publication: PublicationId,
    hash: String,
}

impl Concluded {
    /// The notice.
    pub fn publication(&self) -> PublicationId {
        self.publication
    }

    /// The hash of the snapshot that was concluded.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

impl Publication {
    /// Whether visitors read it on the public pages.
    pub fn is_open(&self) -> bool {
        self.scope == Scope::Public && self.on_web == 1
    }
}

impl Version {
    /// Its content.
    pub fn content(&self) -> Result<Snapshot> {
        Ok(serde_json::from_str(&self.snapshot)?)
    }

    /// The last second of the period, for display.
    pub fn last_instant(&self) -> At {
        self.effective_from.plus_seconds(-1)
    }
}

impl Objection {
    /// Whether a finding is there.
    pub fn is_answered(&self) -> bool {
        self.effect.is_some()
    }

    /// Who handled it, for the workbench.
    pub fn handler(&self) -> Option<crate::PersonId> {
        self.handler_id
    }
}
