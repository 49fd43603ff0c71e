//! The product: the rooms. No HTTP, no HTML, no ambient clock.
//!
//! Each room has `mod.rs` (nouns and verbs), `rules.rs` (pure), `store.rs`
//! (all its SQL) and stories. Which room may import which is a table in
//! ARCHITECTURE.md, kept by `cargo xtask rooms`.

pub mod appraisal;
pub mod audit;
pub mod burden;
pub mod campaign;
mod counter;
pub mod desk;
pub mod directory;
pub mod files;
pub mod honour;
pub mod notice;
pub mod pledge;
pub mod reminder;
pub mod review;
mod words;

pub use counter::{Counter, House};
pub use words::{Defaults, FieldWords, Grade, GradeSet, SecondFactor, StepKind};

ground::ids! {
    /// A sub-district's tree (ruling 1).
    TenantId;
    /// An organisation: committee, community or branch.
    OrgId;
    /// A person on the roster or on the staff.
    PersonId;
    /// A session of somebody who signed in.
    SessionId;
    /// An invitation slip (邀请条).
    InvitationId;
    /// A passkey (通行密钥).
    PasskeyId;
    /// A role that someone holds for a time.
    TermId;
    /// A change of the tree: set-up, merge, split, abolition.
    ChangeId;
    /// A coverage unit (楼宇、企业、社会组织、院落).
    UnitId;
    /// An exemption (免除).
    ExemptionId;
    /// What somebody asks to have corrected in their own record.
    CorrectionId;
    /// A hand-over of a role.
    HandOverId;
    /// An import of people from a file.
    BatchId;
    /// What somebody asks to take out of the roster.
    ExportId;
    /// A file beside a record (附件).
    FileId;
    /// A campaign (活动).
    CampaignId;
    /// A decision of a body (决议).
    DecisionId;
    /// A task of the plan (任务).
    TaskId;
    /// A publication of any kind (公布、公示、展示).
    PublicationId;
    /// An objection (异议).
    ObjectionId;
    /// A pledge (承诺).
    PledgeId;
    /// A review sheet (点评意见表).
    ReviewId;
    /// An appraisal round (评议).
    AppraisalId;
    /// A rating round (评定).
    RatingId;
    /// An honour that was given.
    AwardId;
    /// A way by which reminders go out.
    ChannelId;
    /// A change of the burden-relief profile.
    BurdenId;
}

impl PersonId {
    /// The actor of what a visitor without an account does.
    pub const VISITOR: Self = Self(uuid::Uuid::nil());
}
