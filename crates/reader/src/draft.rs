//! What a plan says, typed. Values stand as the document writes them, names of persons masked.

use serde::{Deserialize, Serialize};

/// A place in the decoded, uncleaned text, in Unicode scalars; `end` is exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First scalar.
    pub start: usize,
    /// One past the last scalar.
    pub end: usize,
}

/// The structured draft of a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Title, issuer, date, number.
    pub doc: Doc,
    /// Every heading or item that bears a marker, in reading order.
    pub outline: Vec<Heading>,
    /// The words after 以…为主题.
    pub theme: Option<String>,
    /// Named spans of time.
    pub phases: Vec<Phase>,
    /// Named parts of the process without a time of their own.
    pub steps: Vec<Named>,
    /// Repeated actions.
    pub cadences: Vec<Cadence>,
    /// Dates by which, or spans within which, one action is due.
    pub deadlines: Vec<Deadline>,
    /// Numbers that bind.
    pub thresholds: Vec<Threshold>,
    /// Named activities, drives and mechanisms that stand in quotation marks, or in a list with such.
    pub activities: Vec<Named>,
    /// Named activities and mechanisms without quotation marks (…、…等活动).
    pub practices: Vec<Named>,
    /// Titles, plates and grades.
    pub honours: Vec<Named>,
    /// Named lists of requirements.
    pub criteria: Vec<Criteria>,
    /// Who leads the campaign.
    pub leading_group: Option<LeadingGroup>,
    /// Categories of people and their focus areas.
    pub duties: Vec<Duty>,
    /// Parties and what they must do.
    pub responsible: Vec<Responsible>,
    /// Slogan, subject and contest of each track.
    pub tracks: Vec<Track>,
    /// The named items under a heading of objectives (目标).
    pub objectives: Vec<Named>,
    /// The named items under a heading of requirements (要求).
    pub requirements: Vec<Named>,
    /// Every finding with its place, for a review page; in the order of the fields above.
    pub items: Vec<Item>,
    /// Sentences with numbers of which nothing was read, so that a person looks at them.
    pub unread: Vec<Unread>,
}

/// A sentence with numbers that was not understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    /// The sentence, at most 200 characters, names masked.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// The document itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Doc {
    /// Its own title, broken lines joined.
    pub title: Option<String>,
    /// Who signed or issued it.
    pub issuer: Vec<String>,
    /// Date of issue, ISO.
    pub date: Option<String>,
    /// Document number, as 某发〔2026〕3号.
    pub doc_no: Option<String>,
}

/// The kind of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// 一、
    Cn,
    /// （一）
    Cnp,
    /// 1. or 1、
    Num,
    /// (1)
    Nump,
    /// 第一, 第一阶段, 首先
    Di,
    /// 一是, 一要
    Shi,
    /// ①
    Circ,
    /// ——
    Dash,
}

/// A heading or item that bears a marker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// The kind of its marker.
    pub kind: Kind,
    /// Its number; a dash counts from 1 in its run.
    pub n: u32,
    /// From the marker to the first stop, at most 20 characters.
    pub title: String,
    /// Depth in this document, from 1.
    pub level: u32,
    /// Marker and title.
    pub span: Span,
}

/// A name with the clause that it stands in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The source clause.
    pub text: String,
    /// The place of the name.
    pub span: Span,
}

/// A named span of time. Dates are written as in `YYYY-MM-DD`, `YYYY-MM+b`, `--MM`, `before:…`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// Its name.
    pub name: String,
    /// First day or month; `now` where the plan starts at once and bears no date.
    pub start: Option<String>,
    /// Last day or month; none means open.
    pub end: Option<String>,
    /// The source clause.
    pub text: String,
    /// The place of the clause.
    pub span: Span,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the variants are English words for what they mean"
)]
pub enum Freq {
    Daily,
    Weekly,
    Biweekly,
    Monthly,
    Bimonthly,
    Quarterly,
    Semiannual,
    Annual,
    Biennial,
    YearStart,
    YearEnd,
    QuarterEnd,
    MonthEnd,
    PerEvent,
    Periodic,
}

/// A repeated action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cadence {
    /// How often.
    pub freq: Freq,
    /// The source clause.
    pub text: String,
    /// The place of the clause.
    pub span: Span,
}

/// A date by which, or a span within which, one action is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deadline {
    /// The date; a span as `A/B`.
    pub date: String,
    /// The source clause.
    pub text: String,
    /// The place of the clause.
    pub span: Span,
}

/// What a threshold counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(
    missing_docs,
    reason = "the variants are English words for what they mean"
)]
pub enum Unit {
    #[serde(rename = "%")]
    Percent,
    Fraction,
    Points,
    Day,
    Workday,
    Week,
    Month,
    Year,
    Hour,
    Count,
    Times,
    Person,
    Household,
    Yuan,
    Chars,
}

/// How a threshold binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Exactly.
    #[serde(rename = "=")]
    Exactly,
    /// More than.
    #[serde(rename = ">")]
    Over,
    /// Less than.
    #[serde(rename = "<")]
    Under,
    /// About.
    #[serde(rename = "~")]
    About,
}

/// A number that binds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// A decimal or `a/b`.
    pub value: String,
    /// What is counted.
    pub unit: Unit,
    /// How it binds.
    pub op: Op,
    /// What the number belongs to, at most 60 characters.
    pub applies_to: Option<String>,
    /// The source clause.
    pub text: String,
    /// The place of the clause.
    pub span: Span,
}

/// A named list of requirements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criteria {
    /// The name of the list.
    pub name: String,
    /// Its items, when the document lists them.
    pub items: Vec<String>,
    /// The source clause.
    pub text: String,
    /// The place of the clause.
    pub span: Span,
}

/// The body that leads the campaign: posts, bodies and head counts; persons are counted, never named.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeadingGroup {
    /// Posts of the head.
    pub head: Vec<String>,
    /// How many heads.
    pub head_n: Option<u32>,
    /// Posts of the deputies.
    pub deputy: Vec<String>,
    /// How many deputies.
    pub deputy_n: Option<u32>,
    /// Posts and bodies of the members.
    pub members: Vec<String>,
    /// How many members; none where the text names no countable list.
    pub members_n: Option<u32>,
    /// Where the office sits.
    pub office: Option<String>,
    /// The source clause.
    pub text: String,
    /// The place of the clause.
    pub span: Span,
}

/// A category of people and its focus areas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Duty {
    /// The category.
    pub category: String,
    /// Its focus areas.
    pub foci: Vec<String>,
    /// The source clause.
    pub text: String,
    /// The place of the clause.
    pub span: Span,
}

/// A party with what it must do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Responsible {
    /// The party.
    pub party: String,
    /// The source clause.
    pub text: String,
    /// The place of the clause.
    pub span: Span,
}

/// A track: 为…更…—某某争某.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// The slogan.
    pub slogan: String,
    /// Who contends.
    pub subject: String,
    /// What for.
    pub contest: String,
    /// The title awarded in this track.
    pub honour: Option<String>,
    /// The source clause.
    pub text: String,
    /// The place of the clause.
    pub span: Span,
}

/// Which field an item belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants are the fields of the draft")]
pub enum Field {
    Title,
    Issuer,
    Date,
    DocNo,
    Outline,
    Theme,
    Phase,
    Step,
    Cadence,
    Deadline,
    Threshold,
    Activity,
    Practice,
    Honour,
    Criteria,
    LeadingGroup,
    Duty,
    Responsible,
    Track,
    Objective,
    Requirement,
}

/// The colour of a mark: what kind of question the finding answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Persons, posts, bodies.
    Who,
    /// Dates, spans, frequencies.
    When,
    /// Things to do and to strive for.
    Task,
    /// Numbers that bind.
    Number,
}

/// A finding with its place, for a review page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Where it stands in the draft: `phases[0]`, `doc.title`.
    pub path: String,
    /// Its field.
    pub field: Field,
    /// Short Chinese name of the field.
    pub label: String,
    /// Short human-readable Chinese value.
    pub value: String,
    /// The source clause, at most 200 characters, names masked.
    pub text: String,
    /// Its place in the decoded, uncleaned text.
    pub span: Span,
    /// The name of the rule that found it.
    pub rule: String,
    /// How sure the rule is, 0 to 100.
    pub confidence: u8,
    /// The colour of its mark.
    pub tone: Tone,
}
