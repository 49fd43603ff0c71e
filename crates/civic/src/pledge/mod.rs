//! Public pledges (公开承诺): 提诺 → 审诺 → 亮诺 → 践诺. S4.2-*, field-facts 2.6.

pub mod rules;
mod store;

use std::fmt;

use ground::{Day, Error, Refusal, Result, Tx};

pub use store::{Check, Evidence, Keeping, Pledge, PledgeVersion, Proof};

use crate::audit::{self, Act};
use crate::campaign;
use crate::directory::{self, Path, Person, Verb};
use crate::notice::{self, Kind, NewPublication, Snapshot, Topic};
use crate::{CampaignId, Counter, PersonId, PledgeId, TenantId};

ground::words! {
    /// How far a pledge has come.
    pub enum State {
        /// Waits for the branch.
        Submitted = "submitted" "待审核",
        /// Returned with a reason.
        Returned = "returned" "退回补正",
        /// Passed, not yet public.
        Passed = "passed" "待公布",
        /// Public, being kept.
        Published = "published" "在办",
        /// Kept.
        Kept = "kept" "办结",
    }
}

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// A field is too long.
    TooLong(&'static str, &'static str, usize),
    /// Not an area of the member's category.
    Area,
    /// No result that can be measured.
    NotMeasurable,
    /// The day lies behind.
    DuePast,
    /// Several fields at once.
    Fields(Vec<No>),
    /// The move does not fit the state.
    OutOfOrder(State),
    /// The campaign is not in force.
    NotInForce,
    /// Writing for somebody needs the reason.
    ProxyWithoutReason,
    /// Returning needs the reason.
    ReturnWithoutReason,
    /// One's own pledge is checked by somebody else.
    OwnPledge,
    /// One's own pledge is settled by somebody else.
    OwnKeeping,
    /// Nothing shows that it was kept.
    NoEvidence,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::TooLong(_, what, limit) => write!(f, "{what}太长，最多{limit}个字"),
            Self::Area => f.write_str("选一个承诺方面"),
            Self::NotMeasurable => f.write_str("写上可量的结果，例如“教会10人”"),
            Self::DuePast => f.write_str("完成日期要在今天以后"),
            Self::Fields(all) => write!(f, "有{}处要补正", all.len()),
            Self::OutOfOrder(state) => {
                write!(f, "这项承诺现在是“{}”，别人可能刚办过", state.label())
            }
            Self::NotInForce => f.write_str("方案施行之后才能写承诺"),
            Self::ProxyWithoutReason => f.write_str("代填要写明原因"),
            Self::ReturnWithoutReason => f.write_str("退回要写明哪里要补正"),
            Self::OwnPledge => f.write_str("自己的承诺请别的支委审核"),
            Self::OwnKeeping => f.write_str("自己的承诺请上级来销号"),
            Self::NoEvidence => f.write_str("先补一条佐证，一两句话就行"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) | Self::TooLong(field, _, _) => field,
            Self::Area => "area",
            Self::NotMeasurable => "measure",
            Self::DuePast => "due",
            Self::ProxyWithoutReason => "proxy_reason",
            Self::ReturnWithoutReason | Self::OwnPledge => "reason",
            Self::NoEvidence => "text",
            _ => return None,
        })
    }

    fn parts(&self) -> Vec<(Option<&'static str>, String)> {
        match self {
            Self::Fields(all) => all.iter().map(|no| (no.field(), no.to_string())).collect(),
            one => vec![(one.field(), one.to_string())],
        }
    }
}

/// A pledge as its writer puts it.
#[derive(Debug, Clone)]
pub struct NewPledge<'a> {
    /// Focus area, action, measure, due day.
    pub words: rules::Words<'a>,
    /// Why somebody else writes it; empty for one's own.
    pub proxy_reason: &'a str,
}

/// Writes a pledge for review by the branch: one's own, or for a member who
/// cannot, with the reason.
pub async fn write(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
    new: NewPledge<'_>,
) -> Result<PledgeId> {
    let person = directory::person(tx, at.tenant, person).await?;
    may_write(at, &person)?;
    let campaign = campaign::campaign(tx, at.tenant, campaign).await?;
    if campaign.state != campaign::State::InForce || !campaign.org_path.covers(&person.org_path) {
        return Err(No::NotInForce.into());
    }
    let due = checked(tx, at, campaign.id, &person, &new).await?;
    let id: PledgeId = at.id();
    store::add_pledge(tx, at, id, campaign.id, &person, new.words.area, due).await?;
    store::add_version(tx, at, id, 1, &new, due).await?;
    audit::note(tx, at, Act::PledgeWritten, id.0, new.words.action).await?;
    Ok(id)
}

/// Writes a returned pledge again; the returned words stay on record.
pub async fn amend(tx: &mut Tx, at: &Counter, id: PledgeId, new: NewPledge<'_>) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    let person = directory::person(tx, at.tenant, pledge.person_id).await?;
    may_write(at, &person)?;
    let to = rules::after(pledge.state, rules::Move::Amend)?;
    let due = checked(tx, at, pledge.campaign_id, &person, &new).await?;
    moved(
        store::amend(tx, at.tenant, &pledge, to, new.words.area, due).await?,
        &pledge,
    )?;
    store::add_version(tx, at, id, pledge.version + 1, &new, due).await?;
    audit::note(tx, at, Act::PledgeWritten, id.0, new.words.action).await
}

fn may_write(at: &Counter, person: &Person) -> Result<()> {
    if at.actor_id() == person.id {
        at.require(Verb::WritePledge, &person.org_path)
    } else {
        at.require(Verb::WritePledgeFor, &person.org_path)
    }
}

/// The due day of words that can stand; otherwise every problem at once.
async fn checked(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: &Person,
    new: &NewPledge<'_>,
) -> Result<Day> {
    let areas = campaign::focus_areas(tx, at.tenant, campaign, &person.category).await?;
    let checked = rules::check(&new.words, &areas, at.today);
    let unexplained = at.actor_id() != person.id && new.proxy_reason.trim().is_empty();
    match checked {
        Ok(due) if !unexplained => Ok(due),
        Ok(_) => Err(No::ProxyWithoutReason.into()),
        Err(mut all) => {
            all.extend(unexplained.then_some(No::ProxyWithoutReason));
            Err(No::Fields(all).into())
        }
    }
}

/// Passes a pledge, or returns it with the reason. Nobody checks their own.
pub async fn check(tx: &mut Tx, at: &Counter, id: PledgeId, pass: Verdict<'_>) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    at.require(Verb::CheckPledge, &pledge.org_path)?;
    let (act, word, reason) = match pass {
        Verdict::Pass => (rules::Move::Pass, "passed", ""),
        Verdict::Return(reason) => (rules::Move::Return, "returned", reason.trim()),
    };
    let to = rules::after(pledge.state, act)?;
    if pledge.person_id == at.actor_id() {
        return Err(No::OwnPledge.into());
    }
    if to == State::Returned && reason.is_empty() {
        return Err(No::ReturnWithoutReason.into());
    }
    moved(
        store::set_state(tx, at.tenant, id, pledge.state, to).await?,
        &pledge,
    )?;
    store::add_check(tx, at, id, pledge.version, word, reason).await?;
    let noted = if to == State::Passed {
        Act::PledgePassed
    } else {
        Act::PledgeReturned
    };
    audit::note(tx, at, noted, id.0, reason).await
}

/// Zero rows moved means that another decision came first.
fn moved(rows: u64, pledge: &Pledge) -> Result<()> {
    if rows == 1 {
        Ok(())
    } else {
        Err(No::OutOfOrder(pledge.state).into())
    }
}

/// What the branch says to a pledge.
#[derive(Debug, Clone, Copy)]
pub enum Verdict<'a> {
    /// It may be published.
    Pass,
    /// It needs to be put right, for this reason.
    Return(&'a str),
}

/// Publishes a passed pledge. From here on it is kept or overdue, never edited.
pub async fn publish(tx: &mut Tx, at: &Counter, id: PledgeId, secrecy_checked: bool) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    at.require(Verb::PublishPledge, &pledge.org_path)?;
    let to = rules::after(pledge.state, rules::Move::Publish)?;
    let org = directory::org(tx, at.tenant, pledge.org_id).await?;
    let snapshot = Snapshot {
        lead: String::new(),
        head: ["姓名", "方面", "承诺", "可量的结果", "完成日期"]
            .map(str::to_owned)
            .to_vec(),
        rows: vec![vec![
            pledge.name.clone(),
            pledge.area.clone(),
            pledge.action.clone(),
            pledge.measure.clone(),
            pledge.due_day.long(),
        ]],
    };
    let title = format!("{}的承诺", pledge.name);
    let new = NewPublication {
        kind: Kind::Publication,
        topic: Topic::Pledge,
        subject: id.0,
        org: &org,
        title: &title,
        snapshot: &snapshot,
        workdays: None,
        manner: notice::Manner::default(),
        secrecy_checked,
    };
    let publication = notice::publish(tx, at, new).await?;
    moved(
        store::set_published(tx, at.tenant, id, to, publication).await?,
        &pledge,
    )?;
    audit::note(tx, at, Act::PledgePublished, id.0, "").await
}

/// Adds evidence, in words: by the member or by the branch. Photos are not asked for.
pub async fn add_evidence(tx: &mut Tx, at: &Counter, id: PledgeId, text: &str) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    if pledge.person_id != at.actor_id() {
        at.require(Verb::KeepPledge, &pledge.org_path)?;
    }
    if !matches!(pledge.state, State::Published) {
        return Err(No::OutOfOrder(pledge.state).into());
    }
    match text.trim().chars().count() {
        0 => return Err(No::Empty("text", "做了什么").into()),
        1001.. => return Err(No::TooLong("text", "佐证", 1000).into()),
        _ => {}
    }
    store::add_evidence(tx, at, id, text.trim()).await?;
    audit::note(tx, at, Act::PledgeEvidence, id.0, text.trim()).await
}

/// Settles a pledge as kept (销号), on evidence.
///
/// With this its evidence can be read by anyone, so a secrecy check goes before
/// it; nobody settles their own.
pub async fn keep(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    note: &str,
    secrecy_checked: bool,
) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    at.require(Verb::KeepPledge, &pledge.org_path)?;
    let to = rules::after(pledge.state, rules::Move::Keep)?;
    if pledge.person_id == at.actor_id() {
        return Err(No::OwnKeeping.into());
    }
    if !secrecy_checked {
        return Err(notice::No::SecrecyUnchecked.into());
    }
    if store::evidence(tx, at.tenant, id).await?.is_empty() {
        return Err(No::NoEvidence.into());
    }
    moved(
        store::set_state(tx, at.tenant, id, pledge.state, to).await?,
        &pledge,
    )?;
    store::add_keeping(tx, at, id, note.trim()).await?;
    audit::note(tx, at, Act::PledgeKept, id.0, note.trim()).await
}

/// A pledge that exists for the actor: their own, or of an organisation they see.
pub async fn seen(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Pledge> {
    let pledge = store::pledge(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let exists = at
        .actor
        .as_ref()
        .is_some_and(|a| a.person == pledge.person_id || a.may(Verb::See, &pledge.org_path));
    if exists {
        Ok(pledge)
    } else {
        Err(Error::NotFound)
    }
}

/// The pledges of a sub-tree in one campaign, by surname strokes.
pub async fn pledges(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Pledge>> {
    store::pledges(tx, tenant, campaign, below).await
}

/// The pledges of a sub-tree that anyone may read, by surname strokes: published
/// and not withdrawn, kept or not.
pub async fn public(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Pledge>> {
    store::public(tx, tenant, campaign, below).await
}

/// How the public pledges of a sub-tree stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Public ones.
    pub all: i64,
    /// Kept ones.
    pub kept: i64,
    /// Ones past their day.
    pub overdue: i64,
}

/// Counts the public pledges of a sub-tree.
pub async fn counts(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    today: Day,
) -> Result<Counts> {
    let (all, kept, overdue) = store::counts(tx, tenant, campaign, below, today).await?;
    Ok(Counts { all, kept, overdue })
}

/// A pledge that was kept, in brief.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Whose.
    pub name: String,
    /// What was done.
    pub action: String,
    /// The result that was promised.
    pub measure: String,
    /// When it was settled.
    pub at: ground::At,
}

/// The public pledges that were kept last, newest first.
pub async fn kept_last(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    count: i64,
) -> Result<Vec<Kept>> {
    let rows = store::kept_last(tx, tenant, campaign, below, count).await?;
    let kept = |(name, action, measure, at)| Kept {
        name,
        action,
        measure,
        at,
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// The evidence on the kept pledges of a sub-tree, oldest first.
pub async fn proofs(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Proof>> {
    store::proofs(tx, tenant, campaign, below).await
}

/// When and with what words the pledges of a sub-tree were settled as kept.
pub async fn keepings(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Keeping>> {
    store::keepings(tx, tenant, campaign, below).await
}

/// One's own pledges, newest first.
pub async fn own(tx: &mut Tx, at: &Counter) -> Result<Vec<Pledge>> {
    store::of_person(tx, at.tenant, at.actor_id()).await
}

/// All versions of a pledge, newest first.
pub async fn versions(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Vec<PledgeVersion>> {
    seen(tx, at, id).await?;
    store::versions(tx, at.tenant, id).await
}

/// The checks of a pledge, newest first.
pub async fn checks(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Vec<Check>> {
    seen(tx, at, id).await?;
    store::checks(tx, at.tenant, id).await
}

/// The evidence on a pledge, newest first.
pub async fn evidence(tx: &mut Tx, tenant: TenantId, id: PledgeId) -> Result<Vec<Evidence>> {
    store::evidence(tx, tenant, id).await
}

/// When and with which words a pledge was settled, if it was.
pub async fn keeping(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Option<Keeping>> {
    seen(tx, at, id).await?;
    store::keeping(tx, at.tenant, id).await
}

impl Pledge {
    /// Whether anyone may see it.
    pub fn is_public(&self) -> bool {
        matches!(self.state, State::Published | State::Kept)
    }

    /// Whether its day has passed.
    pub fn is_overdue(&self, today: Day) -> bool {
        rules::is_overdue(self.state, self.due_day, today)
    }
}

/// The people of a roster without a public pledge: whom the gate waits for.
pub fn without_pledge<'a>(roster: &'a [Person], pledges: &[Pledge]) -> Vec<&'a Person> {
    roster
        .iter()
        .filter(|p| {
            !pledges
                .iter()
                .any(|pledge| pledge.person_id == p.id && pledge.is_public())
        })
        .collect()
}

/// What became of the public pledges of a sub-tree: id, whose, state, due day.
pub async fn settled(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<(PledgeId, PersonId, State, Day)>> {
    store::settled(tx, tenant, campaign, below).await
}
