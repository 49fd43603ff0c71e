//! Words and numbers that change each year, read from `data/campaign/defaults.toml`
//! and `data/grades`: no source string holds a slogan, a grade or a period.

use ground::{Fault, Result};
use serde::{Deserialize, Serialize};

ground::words! {
    /// What a step of the campaign waits for.
    pub enum StepKind {
        /// 动员部署
        Mobilise = "mobilise" "动员部署",
        /// 公开承诺
        Pledge = "pledge" "公开承诺",
        /// 领导点评
        Review = "review" "领导点评",
        /// 群众评议
        Appraisal = "appraisal" "群众评议",
        /// 结果公示
        Notice = "notice" "结果公示",
        /// 授星挂牌
        Honour = "honour" "授星挂牌",
        /// A step that the platform has no condition for.
        Other = "other" "其他",
    }
}

ground::words! {
    /// What is asked of who holds a privileged role (field-facts 2.14).
    pub enum SecondFactor {
        /// A second factor may be set up.
        Offered = "offered" "可以启用",
        /// It is set up before anything else.
        Required = "required" "必须启用",
    }
}

/// The shipped defaults, each shown as 'set by this platform' (ruling 8).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// Categories of members, in their order.
    pub categories: Vec<String>,
    /// How a step is recognised by its name, and the steps the platform adds.
    pub steps: Vec<StepWords>,
    /// Settings that a plan often leaves open.
    pub settings: Vec<Setting>,
    /// Working days of a notice.
    pub notice_workdays: u32,
    /// The shortest period that a notice of a topic runs.
    pub notice_least: Vec<Least>,
    /// Working days within which an objection is answered.
    pub objection_workdays: u32,
    /// Objections that the notices of a whole place take in an hour.
    pub objections_per_hour: i64,
    /// Posts to one notice, or from one address, after which a question for people is asked.
    pub human_after: i64,
    /// Seconds within which these posts are counted.
    pub human_within_seconds: i64,
    /// Seconds that the question is good for.
    pub human_seconds: i64,
    /// The smallest body that decides.
    pub smallest_meeting: i64,
    /// The meeting that is as large as the roster.
    pub members_meeting: String,
    /// Day of the month after the quarter by which reviews are due.
    pub review_due_day: i8,
    /// Failed sign-ins before the lock.
    pub sign_in_tries: i64,
    /// Seconds that the lock holds.
    pub sign_in_lock_seconds: i64,
    /// Seconds without a request after which a session ends.
    pub idle_seconds: i64,
    /// Seconds between the password and the code, or the two halves of a passkey's ceremony.
    pub door_step_seconds: i64,
    /// Whether the roles below must have a second factor.
    pub second_factor: SecondFactor,
    /// The words of the privileged roles.
    pub second_factor_roles: Vec<String>,
    /// How many recovery codes are made at once.
    pub recovery_codes: usize,
    /// Days that an invitation slip is good for.
    pub invitation_days: i64,
    /// Wrong slip codes that the whole site takes in an hour.
    pub invitation_tries_per_hour: i64,
    /// How many days back a change of the tree may take effect.
    pub change_days_back: i64,
    /// How many days ahead.
    pub change_days_ahead: i64,
    /// Years that the record of somebody who left is kept.
    pub keep_years: i16,
    /// Working days within which the branch looks at a comment on a pledge.
    pub comment_check_workdays: u32,
    /// Working days within which the resident has its answer.
    pub comment_answer_workdays: u32,
    /// Working days within which a message by a card is answered.
    pub message_answer_workdays: u32,
    /// Letters that a whole place takes in an hour.
    pub letters_per_hour: i64,
    /// Wrong query codes in an hour, after which a question for people comes first.
    pub code_tries_per_hour: i64,
    /// Days after which what a settled letter said, and who wrote it, is erased.
    pub letter_keep_days: i64,
    /// What a record of a person holds, why, and until when (ruling 28).
    pub fields: Vec<FieldWords>,
    /// The grade set of a paper appraisal: a file name in `data/grades`.
    pub grade_set: String,
    /// How many public pledges a member owes.
    pub pledges_least: i64,
    /// How many a member may write.
    pub pledges_most: i64,
    /// Working days before its day from which a pledge of one's own is told of.
    pub pledge_near_workdays: i64,
    /// How many pledges a branch owes.
    pub branch_pledges_least: i64,
    /// How many a branch may write.
    pub branch_pledges_most: i64,
    /// What a pledge comes to at the end of a year.
    pub pledge_grades: Vec<String>,
    /// The headings of a declaration.
    pub declaration_headings: Vec<String>,
}

/// The shortest period of a topic.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Least {
    /// The word of the topic.
    pub topic: String,
    /// Working days.
    pub workdays: u32,
}

/// Why a field of a person's record is kept (PIPL 17).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldWords {
    /// Its name in the record.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// What it is needed for.
    pub why: String,
}

/// How a step is recognised.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepWords {
    /// Its kind.
    pub kind: StepKind,
    /// A step whose name holds one of these is of this kind.
    pub words: Vec<String>,
    /// What stands beside a step that the plan gives no time; may be empty.
    pub note: String,
    /// The name under which the platform adds the step when the plan has none; empty for never.
    pub added_as: String,
}

/// One setting that the plan may leave open.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// The default, as people read it.
    pub value: String,
    /// Why the platform proposes it.
    pub note: String,
    /// The setting is left out when the source holds one of these.
    pub unless: Vec<String>,
    /// `who`, `when`, `task` or `number`.
    pub tone: String,
}

/// A set of grades for an appraisal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeSet {
    /// Its code.
    pub code: String,
    /// Its name.
    pub title: String,
    /// From best to worst.
    #[serde(rename = "grade")]
    pub grades: Vec<Grade>,
}

/// One grade.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it counts as satisfied.
    pub satisfied: bool,
}

impl Defaults {
    /// The defaults that ship with the product.
    pub fn shipped() -> Result<Self> {
        let text = include_str!("../../../data/campaign/defaults.toml");
        toml::from_str(text)
            .map_err(|e| Fault::new(format!("data/campaign/defaults.toml: {e}")).into())
    }

    /// The fewest working days that a notice of this topic runs; one for a topic unnamed.
    pub fn least_workdays(&self, topic: &str) -> u32 {
        let found = self.notice_least.iter().find(|l| l.topic == topic);
        found.map_or(1, |l| l.workdays)
    }

    /// The grade set for paper appraisals.
    pub fn grades(&self) -> Result<GradeSet> {
        let text = match self.grade_set.as_str() {
            "satisfaction-3" => include_str!("../../../data/grades/satisfaction-3.toml"),
            "satisfaction-4" => include_str!("../../../data/grades/satisfaction-4.toml"),
            other => return Err(Fault::new(format!("data/grades 里没有 {other}")).into()),
        };
        toml::from_str(text).map_err(|e| Fault::new(format!("data/grades: {e}")).into())
    }

    /// The kind of a step, by its name.
    pub fn step_kind(&self, name: &str) -> StepKind {
        self.steps
            .iter()
            .find(|s| s.words.iter().any(|w| name.contains(w.as_str())))
            .map_or(StepKind::Other, |s| s.kind)
    }
}
