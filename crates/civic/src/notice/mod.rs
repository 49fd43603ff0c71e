//! The one way to publish (ruling 10): 公布, 公示 with its objection clock, 展示.
//! A version is a frozen snapshot; what waits for a notice needs a [`Concluded`],
//! which only this room can make. X-05, S4.4-*.

pub mod rules;
mod store;

use std::fmt;

use ground::{At, Day, Error, Period, Refusal, Result, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use store::{Conclusion, Finding, Objection, Publication, Version};

use crate::audit::{self, Act};
use crate::directory::{Org, Path, Verb};
use crate::{Counter, ObjectionId, PersonId, PublicationId, TenantId};

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

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// A field is too long: field, what, limit in characters.
    TooLong(&'static str, &'static str, usize),
    /// Nobody looked whether it may be public.
    SecrecyUnchecked,
    /// A notice needs its working days.
    Period,
    /// The plan says a longer period.
    Shorter(u32),
    /// Only a notice has objections and a conclusion.
    NotANotice,
    /// It is over: withdrawn or concluded.
    Over(State),
    /// The period still runs.
    StillRunning,
    /// The period is over.
    PeriodOver,
    /// Objections wait for a finding.
    OpenObjections(i64),
    /// A correction was found due and is not published.
    CorrectionOwed,
    /// Author or subject may not judge.
    Involved,
    /// There is a finding already.
    Found,
    /// What rests on it stands: it is not withdrawn or corrected here.
    Standing(Topic),
    /// The same words wait for a finding already: the page was sent twice.
    Duplicate,
    /// Too many objections in an hour.
    TooMany,
    /// The content did not change.
    Unchanged,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::TooLong(_, what, limit) => write!(f, "{what}太长，最多{limit}个字"),
            Self::SecrecyUnchecked => f.write_str("发布前先作保密审查，看过再打勾"),
            Self::Period => f.write_str("公示期要在1到60个工作日之间"),
            Self::Shorter(days) => write!(f, "方案定的公示期是{days}个工作日，不能更短"),
            Self::NotANotice => f.write_str("这不是公示，没有异议期"),
            Self::Over(state) => write!(f, "这份公示{}", state.label()),
            Self::StillRunning => f.write_str("公示期还没有满"),
            Self::PeriodOver => f.write_str("公示期已经结束，可以直接向受理人反映"),
            Self::OpenObjections(n) => write!(f, "还有{n}条意见没有办结"),
            Self::CorrectionOwed => {
                f.write_str("有意见认定要更正，先发布更正后的内容，公示期重新计算")
            }
            Self::Involved => f.write_str("公示的起草人和当事人不能办理这条意见，请换人"),
            Self::Found => f.write_str("这条意见已经办结"),
            Self::Standing(topic) => {
                write!(f, "{}已经施行或公开，不能在这里撤下或更正", topic.label())
            }
            Self::Duplicate => f.write_str("同样内容的意见已经收到，正在办理，不用再提一次"),
            Self::TooMany => {
                f.write_str("这一小时收到的意见太多，请稍后再提，也可以打电话或当面说")
            }
            Self::Unchanged => f.write_str("内容没有变化"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) | Self::TooLong(field, _, _) => field,
            Self::SecrecyUnchecked => "secrecy",
            Self::Period | Self::Shorter(_) => "workdays",
            Self::Involved => "reason",
            Self::Duplicate => "matter",
            _ => return None,
        })
    }
}

/// Something to publish.
#[derive(Debug, Clone)]
pub struct NewPublication<'a> {
    /// Its kind.
    pub kind: Kind,
    /// What it is about.
    pub topic: Topic,
    /// The record it is about.
    pub subject: Uuid,
    /// Whose it is.
    pub org: &'a Org,
    /// Its title.
    pub title: &'a str,
    /// What is frozen.
    pub snapshot: &'a Snapshot,
    /// Working days of the objection period; for a notice only.
    pub workdays: Option<u32>,
    /// Whether the secrecy check was made.
    pub secrecy_checked: bool,
}

fn verb(topic: Topic) -> Verb {
    match topic {
        Topic::Plan => Verb::IssuePlan,
        Topic::Pledge => Verb::PublishPledge,
        Topic::Honour => Verb::KeepNotice,
    }
}

/// Publishes: freezes the snapshot, and for a notice starts the clock.
pub async fn publish(tx: &mut Tx, at: &Counter, new: NewPublication<'_>) -> Result<PublicationId> {
    at.require(verb(new.topic), &new.org.path)?;
    if new.title.trim().is_empty() {
        return Err(No::Empty("title", "标题").into());
    }
    if !new.secrecy_checked {
        return Err(No::SecrecyUnchecked.into());
    }
    let workdays = match (new.kind, new.workdays) {
        (Kind::Notice, Some(days @ 1..=60)) => days,
        (Kind::Notice, _) => return Err(No::Period.into()),
        _ => 0,
    };
    let id: PublicationId = at.id();
    store::add_publication(tx, at, id, &new).await?;
    let version = freeze(at, 1, workdays, new.snapshot)?;
    store::add_version(tx, at, id, &version).await?;
    audit::note(tx, at, Act::Published, id.0, &version.hash).await?;
    Ok(id)
}

fn freeze(at: &Counter, number: i64, workdays: u32, snapshot: &Snapshot) -> Result<Version> {
    let text = serde_json::to_string(snapshot)?;
    let house = &at.house;
    let Period { first, last } = house.calendar.period(at.today, workdays);
    Ok(Version {
        version: number,
        hash: ground::fingerprint(&text),
        snapshot: text,
        published_at: at.now,
        workdays: i64::from(workdays),
        first_day: first,
        last_day: last,
        effective_from: Period { first, last }.effective_from(&house.zone),
    })
}

/// Replaces the content by a corrected version (更正): the old one stays, and
/// the clock starts again.
pub async fn correct(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    snapshot: &Snapshot,
    secrecy_checked: bool,
) -> Result<()> {
    let publication = store::publication(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(verb(publication.topic), &publication.org_path)?;
    if publication.state != State::Public {
        return Err(No::Over(publication.state).into());
    }
    correctable(&publication)?;
    if !secrecy_checked {
        return Err(No::SecrecyUnchecked.into());
    }
    let old = store::version(tx, at.tenant, id, publication.version)
        .await?
        .ok_or(Error::NotFound)?;
    let workdays = u32::try_from(old.workdays).unwrap_or(0);
    let version = freeze(at, publication.version + 1, workdays, snapshot)?;
    if version.hash == old.hash {
        return Err(No::Unchanged.into());
    }
    if store::set_version(tx, at.tenant, id, publication.version, version.version).await? == 0 {
        return Err(No::Over(publication.state).into());
    }
    store::add_version(tx, at, id, &version).await?;
    audit::note(tx, at, Act::Corrected, id.0, &version.hash).await
}

/// Plans and pledges rest on their publication: neither is corrected nor withdrawn
/// until their rooms know what follows from it.
fn correctable(publication: &Publication) -> Result<()> {
    match publication.topic {
        Topic::Honour => Ok(()),
        Topic::Plan | Topic::Pledge => Err(No::Standing(publication.topic).into()),
    }
}

/// Withdraws a publication, with the reason. The record stays.
pub async fn withdraw(tx: &mut Tx, at: &Counter, id: PublicationId, reason: &str) -> Result<()> {
    let publication = store::publication(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(verb(publication.topic), &publication.org_path)?;
    correctable(&publication)?;
    if reason.trim().is_empty() {
        return Err(No::Empty("reason", "撤下的理由").into());
    }
    take_down(tx, at, &publication, reason).await
}

async fn take_down(
    tx: &mut Tx,
    at: &Counter,
    publication: &Publication,
    reason: &str,
) -> Result<()> {
    if store::set_state(
        tx,
        at.tenant,
        publication.id,
        State::Public,
        State::Withdrawn,
    )
    .await?
        == 0
    {
        return Err(No::Over(publication.state).into());
    }
    store::add_withdrawal(tx, at, publication.id, reason).await?;
    audit::note(tx, at, Act::Withdrawn, publication.id.0, reason).await
}

/// An objection by anyone, without an account. Returns the query code, which is
/// kept nowhere: only its hash is.
pub async fn object(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    about: &str,
    matter: &str,
) -> Result<String> {
    const LONGEST: usize = 2000;
    let publication = store::publication(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let version = store::version(tx, at.tenant, id, publication.version)
        .await?
        .ok_or(Error::NotFound)?;
    rules::may_object(
        publication.kind,
        publication.state,
        version.effective_from,
        at.now,
    )?;
    if matter.trim().chars().count() < 4 {
        return Err(No::Empty("matter", "具体情况").into());
    }
    if matter.chars().count() > LONGEST {
        return Err(No::TooLong("matter", "具体情况", LONGEST).into());
    }
    // A script that floods a notice is slowed; a building behind one address is not locked out of others.
    let hour = at.now.plus_seconds(-3600);
    if store::objections_since(tx, at.tenant, id, hour).await?
        >= at.house.defaults.objections_per_hour
    {
        return Err(No::TooMany.into());
    }
    if store::same_objection(tx, at.tenant, id, matter.trim()).await? > 0 {
        return Err(No::Duplicate.into());
    }
    let snapshot = version.content()?;
    let about = snapshot.subjects().find(|s| *s == about).unwrap_or("");
    let code = at.house.ids.code(12);
    let due = at
        .house
        .calendar
        .add_workdays(at.today, at.house.defaults.objection_workdays);
    let objection: ObjectionId = at.id();
    store::add_objection(
        tx,
        at,
        objection,
        id,
        version.version,
        &ground::code_hash(&code),
        about,
        matter.trim(),
        due,
    )
    .await?;
    audit::note(tx, at, Act::Objected, objection.0, "").await?;
    Ok(code)
}

/// A finding on an objection.
#[derive(Debug, Clone)]
pub struct NewFinding<'a> {
    /// What it does.
    pub effect: Effect,
    /// Why, as the objector will read it.
    pub reason: &'a str,
}

/// Finds on an objection: by someone who is neither its subject nor the author.
pub async fn find(
    tx: &mut Tx,
    at: &Counter,
    id: ObjectionId,
    finding: NewFinding<'_>,
) -> Result<()> {
    let objection = store::objection(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let publication = store::publication(tx, at.tenant, objection.publication_id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(Verb::HandleObjection, &publication.org_path)?;
    let name = at
        .actor
        .as_ref()
        .map(|a| a.name.as_str())
        .unwrap_or_default();
    rules::may_find(
        publication.author_id == at.actor_id(),
        !objection.about.is_empty() && objection.about == name,
        finding.reason,
    )?;
    if store::add_finding(tx, at, id, &finding).await? == 0 {
        return Err(No::Found.into());
    }
    audit::note(tx, at, Act::ObjectionFound, id.0, finding.effect.word()).await?;
    if rules::state_after(publication.state, finding.effect) == State::Withdrawn
        && publication.state == State::Public
    {
        take_down(tx, at, &publication, finding.reason).await?;
    }
    Ok(())
}

/// Concludes a notice whose period has ended and on which nothing is open.
pub async fn conclude(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    conclusion: &str,
) -> Result<Concluded> {
    let publication = store::publication(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(Verb::KeepNotice, &publication.org_path)?;
    if conclusion.trim().is_empty() {
        return Err(No::Empty("conclusion", "结论").into());
    }
    let version = store::version(tx, at.tenant, id, publication.version)
        .await?
        .ok_or(Error::NotFound)?;
    let standing = rules::Standing {
        kind: publication.kind,
        state: publication.state,
        effective_from: version.effective_from,
        open_objections: store::open_objections(tx, at.tenant, id).await?,
        owed_corrections: store::owed_corrections(tx, at.tenant, id, publication.version).await?,
    };
    rules::may_conclude(standing, at.now)?;
    if store::set_state(tx, at.tenant, id, State::Public, State::Concluded).await? == 0 {
        return Err(No::Over(publication.state).into());
    }
    store::add_conclusion(tx, at, id, &version, conclusion.trim()).await?;
    audit::note(tx, at, Act::Concluded, id.0, &version.hash).await?;
    Ok(Concluded {
        publication: id,
        hash: version.hash,
    })
}

/// The proof for a notice that was concluded earlier.
pub async fn concluded(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Option<Concluded>> {
    let row = store::conclusion(tx, tenant, id).await?;
    Ok(row.map(|c| Concluded {
        publication: id,
        hash: c.hash,
    }))
}

/// A publication with all that its page shows.
#[derive(Debug, Clone)]
pub struct Folder {
    /// The publication.
    pub publication: Publication,
    /// Its current version.
    pub version: Version,
    /// The content of that version.
    pub snapshot: Snapshot,
    /// All versions, newest first.
    pub versions: Vec<Version>,
    /// Objections, oldest first.
    pub objections: Vec<Objection>,
    /// Its conclusion, if any.
    pub conclusion: Option<Conclusion>,
    /// Why it was withdrawn, if it was.
    pub withdrawal: Option<String>,
}

/// Opens the folder of a publication.
pub async fn folder(tx: &mut Tx, tenant: TenantId, id: PublicationId) -> Result<Folder> {
    let publication = store::publication(tx, tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let versions = store::versions(tx, tenant, id).await?;
    let version = versions.first().cloned().ok_or(Error::NotFound)?;
    Ok(Folder {
        snapshot: version.content()?,
        objections: store::objections(tx, tenant, id).await?,
        conclusion: store::conclusion(tx, tenant, id).await?,
        withdrawal: store::withdrawal(tx, tenant, id).await?,
        publication,
        version,
        versions,
    })
}

/// When a publication was withdrawn, if it was.
pub async fn withdrawn_at(tx: &mut Tx, tenant: TenantId, id: PublicationId) -> Result<Option<At>> {
    store::withdrawn_at(tx, tenant, id).await
}

/// The folder of a publication that exists for the actor.
pub async fn seen(tx: &mut Tx, at: &Counter, id: PublicationId) -> Result<Folder> {
    let folder = folder(tx, at.tenant, id).await?;
    let exists = at
        .actor
        .as_ref()
        .is_some_and(|a| a.may(Verb::See, &folder.publication.org_path));
    if exists {
        Ok(folder)
    } else {
        Err(Error::NotFound)
    }
}

/// On which publication an objection is, when it exists for the actor.
pub async fn objected(tx: &mut Tx, at: &Counter, id: ObjectionId) -> Result<PublicationId> {
    let objection = store::objection(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let folder = seen(tx, at, objection.publication_id).await?;
    Ok(folder.publication.id)
}

/// The notices (公示) of a sub-tree, newest first, at most `count`.
pub async fn notices(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    count: i64,
) -> Result<Vec<(Publication, Version)>> {
    let mut out = Vec::new();
    for publication in store::notices(tx, tenant, below, count).await? {
        let version = store::version(tx, tenant, publication.id, publication.version)
            .await?
            .ok_or(Error::NotFound)?;
        out.push((publication, version));
    }
    Ok(out)
}

/// Objections of a sub-tree that wait for a finding.
pub async fn waiting(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Objection>> {
    store::waiting(tx, tenant, below).await
}

/// What an objector sees by the query code, and nothing more.
pub async fn by_code(tx: &mut Tx, tenant: TenantId, code: &str) -> Result<Objection> {
    store::by_code(tx, tenant, &ground::code_hash(code))
        .await?
        .ok_or(Error::NotFound)
}

/// One day on the strip of a notice's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The day.
    pub day: Day,
    /// Its number among the counted days; none when it does not count.
    pub number: Option<i64>,
    /// Why it does or does not count.
    pub remark: String,
}

/// The days of a notice from its first to its last, counted or not.
pub fn days(calendar: &ground::Calendar, version: &Version) -> Vec<Counted> {
    let mut out = Vec::new();
    let (mut day, mut number) = (version.first_day, 0);
    while day <= version.last_day {
        let counts = calendar.is_workday(day);
        number += i64::from(counts);
        out.push(Counted {
            day,
            number: counts.then_some(number),
            remark: calendar.remark(day),
        });
        day = day.plus(1);
    }
    out
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
    pub fn handler(&self) -> Option<PersonId> {
        self.handler_id
    }
}
