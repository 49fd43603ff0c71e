//! Appraisal (群众评议) on paper: the counts of a tally, entered by two persons
//! who must agree. Votes are one input; they decide nothing by themselves (ruling 12).

pub mod rules;
mod store;

use std::fmt;

use ground::{Day, Error, Refusal, Result, Tx};

pub use rules::Sheet;
pub use store::{Round, Subject, Tally};

use crate::audit::{self, Act};
use crate::campaign;
use crate::directory::{self, Org, Path, Standing, Verb};
use crate::words::GradeSet;
use crate::{AppraisalId, CampaignId, Counter, PersonId, TenantId};

ground::words! {
    /// How a round stands.
    pub enum State {
        /// Sheets are being entered.
        Counting = "counting" "计票中",
        /// Two entries agreed.
        Agreed = "agreed" "两次相符",
    }
}

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// The sheet does not balance: each line.
    Unbalanced(Vec<String>),
    /// The round has its result.
    Closed,
    /// There is nobody to appraise.
    NoSubjects,
    /// The campaign is not in force.
    NotInForce,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::Unbalanced(lines) => f.write_str(&lines.join("；")),
            Self::Closed => f.write_str("这次评议已经两次相符，不再录入"),
            Self::NoSubjects => f.write_str("名册上还没有正式党员"),
            Self::NotInForce => f.write_str("方案施行之后才能评议"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Empty(field, _) => Some(field),
            Self::Unbalanced(_) => Some("sheet"),
            _ => None,
        }
    }

    fn parts(&self) -> Vec<(Option<&'static str>, String)> {
        match self {
            Self::Unbalanced(lines) => lines.iter().map(|l| (self.field(), l.clone())).collect(),
            one => vec![(one.field(), one.to_string())],
        }
    }
}

/// Opens a round over the full members of a branch; its grade set is fixed here.
pub async fn open(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    org: &Org,
    title: &str,
) -> Result<AppraisalId> {
    at.require(Verb::OpenTally, &org.path)?;
    let campaign = campaign::campaign(tx, at.tenant, campaign).await?;
    if campaign.state != campaign::State::InForce || !campaign.org_path.covers(&org.path) {
        return Err(No::NotInForce.into());
    }
    if title.trim().is_empty() {
        return Err(No::Empty("title", "评议名称").into());
    }
    let grades = serde_json::to_string(&at.house.defaults.grades()?)?;
    let roster = directory::roster(tx, at.tenant, &org.path).await?;
    let subjects: Vec<PersonId> = roster
        .iter()
        .filter(|p| p.standing == Standing::Full)
        .map(|p| p.id)
        .collect();
    if subjects.is_empty() {
        return Err(No::NoSubjects.into());
    }
    let id: AppraisalId = at.id();
    store::add_round(tx, at, id, campaign.id, org, title.trim(), &grades).await?;
    for (number, person) in (1i64..).zip(&subjects) {
        store::add_subject(tx, at.tenant, id, number, *person).await?;
    }
    audit::note(tx, at, Act::TallyOpened, id.0, title).await?;
    Ok(id)
}

/// What an entry led to. All of these are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// The first sheet; somebody else enters the second.
    First,
    /// It agrees with another person's sheet: the result stands.
    Agreed,
    /// It differs from the other person's sheet, in these cells.
    Differs(Vec<String>),
}

/// Enters a sheet. The result stands when two different persons entered the same.
pub async fn enter(tx: &mut Tx, at: &Counter, id: AppraisalId, sheet: &Sheet) -> Result<Entered> {
    let round = seen(tx, at, id).await?;
    at.require(Verb::EnterTally, &round.org_path)?;
    if round.state != State::Counting {
        return Err(No::Closed.into());
    }
    let subjects: Vec<String> = store::subjects(tx, at.tenant, id)
        .await?
        .into_iter()
        .map(|s| s.name)
        .collect();
    let set = round.grades()?;
    rules::balanced(sheet, &subjects, set.grades.len())?;
    let text = serde_json::to_string(sheet)?;
    let hash = ground::fingerprint(&text);
    let other = store::by_another(tx, at.tenant, id, at.actor_id(), &hash).await?;
    store::add_entry(tx, at, id, &text, &hash).await?;
    audit::note(tx, at, Act::TallyEntered, id.0, &hash).await?;
    let Some(other) = other else {
        return Ok(Entered::First);
    };
    let theirs: Sheet = serde_json::from_str(&other.sheet)?;
    let names: Vec<String> = set.grades.iter().map(|g| g.name.clone()).collect();
    let differences = rules::differences(&theirs, sheet, &subjects, &names);
    if !differences.is_empty() {
        return Ok(Entered::Differs(differences));
    }
    if store::set_agreed(tx, at.tenant, id).await? == 0 {
        return Err(No::Closed.into());
    }
    store::add_result(tx, at, id, sheet, &text, &hash, other.entered_by).await?;
    audit::note(tx, at, Act::TallyAgreed, id.0, &hash).await?;
    Ok(Entered::Agreed)
}

/// A round that exists for the actor.
pub async fn seen(tx: &mut Tx, at: &Counter, id: AppraisalId) -> Result<Round> {
    let round = store::round(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    let exists = at
        .actor
        .as_ref()
        .is_some_and(|a| a.may(Verb::See, &round.org_path));
    if exists {
        Ok(round)
    } else {
        Err(Error::NotFound)
    }
}

/// The rounds of a sub-tree in a campaign, newest first.
pub async fn rounds(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Round>> {
    store::rounds(tx, tenant, campaign, below).await
}

/// Whom a round is about, in its order.
pub async fn subjects(tx: &mut Tx, tenant: TenantId, id: AppraisalId) -> Result<Vec<Subject>> {
    store::subjects(tx, tenant, id).await
}

/// The agreed result of a round, if any.
pub async fn tally(tx: &mut Tx, tenant: TenantId, id: AppraisalId) -> Result<Option<Tally>> {
    store::tally(tx, tenant, id).await
}

/// Who entered sheets so far. Before two agree, the counts themselves are shown to nobody.
pub async fn enterers(tx: &mut Tx, tenant: TenantId, id: AppraisalId) -> Result<Vec<PersonId>> {
    store::enterers(tx, tenant, id).await
}

/// A satisfied share, in hundredths of a per cent: a fact that honours are rated from.
#[derive(Debug, Clone)]
pub struct Share {
    /// Whose.
    pub person: PersonId,
    /// From which round.
    pub round: AppraisalId,
    /// The share.
    pub share: i64,
    /// When the tally agreed.
    pub day: Day,
}

/// The satisfied shares of all agreed rounds of a sub-tree.
pub async fn shares(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Share>> {
    let mut out = Vec::new();
    for round in store::rounds(tx, at.tenant, campaign, below).await? {
        let Some(tally) = store::tally(tx, at.tenant, round.id).await? else {
            continue;
        };
        let satisfied: Vec<bool> = round.grades()?.grades.iter().map(|g| g.satisfied).collect();
        let sheet = tally.counts()?;
        for (subject, counts) in store::subjects(tx, at.tenant, round.id)
            .await?
            .into_iter()
            .zip(&sheet.counts)
        {
            if let Some(share) = rules::satisfied_share(counts, &satisfied) {
                let day = at.house.zone.day(tally.at);
                out.push(Share {
                    person: subject.person_id,
                    round: round.id,
                    share,
                    day,
                });
            }
        }
    }
    Ok(out)
}

impl Round {
    /// The grade set that was fixed at opening.
    pub fn grades(&self) -> Result<GradeSet> {
        Ok(serde_json::from_str(&self.grade_set)?)
    }
}

impl Tally {
    /// The agreed sheet.
    pub fn counts(&self) -> Result<Sheet> {
        Ok(serde_json::from_str(&self.sheet)?)
    }
}
