//! Honours (授星挂牌): a scheme rates frozen facts, a body decides, a notice
//! runs its course, then the honour is given. X-16: honour, not ranking.

pub mod rules;
mod store;

use std::fmt;

use ground::{Error, Fault, Refusal, Result, Tx};
use scheme::{Scheme, SubjectKind};

pub use scheme::{Points, Reason};
pub use store::{Award, Rated, Rating};

use crate::audit::{self, Act};
use crate::campaign::{self, Matter, Minutes};
use crate::directory::{self, Org, Path, Standing, Verb, clock};
use crate::notice::{self, Concluded, Kind, Manner, NewPublication, Snapshot, Topic};
use crate::{
    AwardId, CampaignId, Counter, PersonId, PublicationId, RatingId, TenantId, appraisal, pledge,
    review,
};

ground::words! {
    /// How far a rating round has come.
    pub enum State {
        /// Rated by the scheme; nothing is decided.
        Rated = "rated" "待会议决定",
        /// A body decided.
        Decided = "decided" "待公示",
        /// On notice.
        Published = "published" "公示中",
        /// Given.
        Awarded = "awarded" "已授星",
    }
}

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// The move does not fit the state.
    OutOfOrder(State),
    /// The campaign is not in force.
    NotInForce,
    /// The notice has no conclusion.
    NotConcluded,
    /// The scheme rates organisations, and members are rated here (S0-03).
    OtherSubject,
    /// The scheme cannot be read.
    Scheme(String),
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::OutOfOrder(state) => write!(
                f,
                "这次评定现在是“{}”，这一步还不能办或已经办过",
                state.label()
            ),
            Self::NotInForce => f.write_str("方案施行之后才能评定"),
            Self::NotConcluded => f.write_str("公示还没有结论，不能授星"),
            Self::OtherSubject => f.write_str("这份评定办法评的是组织，不能用来评党员"),
            Self::Scheme(why) => f.write_str(why),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Empty(field, _) => Some(field),
            _ => None,
        }
    }
}

/// The scheme that members are rated by: its file name in `data/schemes`, and its text.
pub fn member_scheme() -> (&'static str, &'static str) {
    (
        "member-level-2026.toml",
        include_str!("../../../../data/schemes/member-level-2026.toml"),
    )
}

/// Rates the full members of a branch: scheme and facts are frozen here.
pub async fn rate(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    org: &Org,
    title: &str,
    scheme_file: (&str, &str),
) -> Result<RatingId> {
    at.require(Verb::KeepHonour, &org.path)?;
    if title.trim().is_empty() {
        return Err(No::Empty("title", "评定名称").into());
    }
    let campaign = campaign::campaign(tx, at.tenant, campaign).await?;
    if campaign.state != campaign::State::InForce || !campaign.org_path.covers(&org.path) {
        return Err(No::NotInForce.into());
    }
    let (name, text) = scheme_file;
    let scheme = Scheme::parse(name, text).map_err(|e| No::Scheme(e.to_string()))?;
    if scheme.subject() != SubjectKind::Member {
        return Err(No::OtherSubject.into());
    }
    let pledges = pledge::settled(tx, at.tenant, campaign.id, &org.path).await?;
    let reviews = review::sheets(tx, at.tenant, campaign.id, &org.path).await?;
    let shares = appraisal::shares(tx, at, campaign.id, &org.path).await?;
    let roster = directory::roster(tx, at.tenant, &org.path).await?;
    // What counts as late is frozen with the round: the day that is trusted (ruling 7).
    let today = clock::keep(tx, at).await?.ends_on;
    let day_of = |instant| at.house.zone.day(instant);
    let subjects: Vec<_> = roster
        .iter()
        .filter(|p| p.standing == Standing::Full)
        .map(|p| rules::subject(p.id, &pledges, &reviews, &shares, today, day_of))
        .collect();
    let outcome = scheme::rate(&scheme, &subjects).map_err(|e| No::Scheme(e.to_string()))?;
    let id: RatingId = at.id();
    let facts = serde_json::to_string(&subjects)?;
    store::add_round(
        tx,
        at,
        id,
        campaign.id,
        org,
        title.trim(),
        text,
        &scheme.hash(),
        &facts,
        &outcome.hash,
    )
    .await?;
    for rated in &outcome.results {
        store::add_result(tx, at.tenant, id, rated).await?;
    }
    audit::note(tx, at, Act::Rated, id.0, &outcome.hash).await?;
    Ok(id)
}

/// The body decides on what the scheme proposed.
pub async fn decide(tx: &mut Tx, at: &Counter, id: RatingId, minutes: Minutes) -> Result<()> {
    let round = seen(tx, at, id).await?;
    at.require(Verb::KeepHonour, &round.org_path)?;
    let to = rules::after(round.state, rules::Move::Decide)?;
    let org = directory::org(tx, at.tenant, round.org_id).await?;
    let since = at.house.zone.day(round.opened_at);
    let decision =
        campaign::record_decision(tx, at, &org, Matter::Honour, id.0, since, minutes).await?;
    moved(
        store::set_decided(tx, at.tenant, id, to, decision).await?,
        &round,
    )
}

/// Puts the proposed honours on notice, by surname strokes, without totals.
pub async fn publish(
    tx: &mut Tx,
    at: &Counter,
    id: RatingId,
    workdays: u32,
    manner: &Manner,
    secrecy_checked: bool,
) -> Result<PublicationId> {
    let round = seen(tx, at, id).await?;
    at.require(Verb::KeepNotice, &round.org_path)?;
    let to = rules::after(round.state, rules::Move::Publish)?;
    let least = campaign::notice_workdays(tx, at, round.campaign_id).await?;
    if workdays < least {
        return Err(notice::No::Shorter(least).into());
    }
    let org = directory::org(tx, at.tenant, round.org_id).await?;
    let results = store::results(tx, at.tenant, id).await?;
    let snapshot = Snapshot {
        lead: format!(
            "{}按评定方案汇总事实，经会议审议，拟授星名单如下，现予公示。公示期内，任何人都可以提出意见，可以不留姓名。",
            org.name
        ),
        head: ["姓名", "拟授", "主要事实"].map(str::to_owned).to_vec(),
        rows: results
            .iter()
            .filter(|r| r.stars > 0)
            .map(|r| Ok(vec![r.name.clone(), r.level_name.clone(), r.because()?]))
            .collect::<Result<_>>()?,
    };
    let title = format!("{}公示", round.title);
    let new = NewPublication {
        kind: Kind::Notice,
        topic: Topic::Honour,
        subject: id.0,
        org: &org,
        title: &title,
        snapshot: &snapshot,
        workdays: Some(workdays),
        manner: manner.clone(),
        secrecy_checked,
    };
    let publication = notice::publish(tx, at, new).await?;
    moved(
        store::set_published(tx, at.tenant, id, to, publication).await?,
        &round,
    )?;
    Ok(publication)
}

/// Gives the honours: needs the proof that the notice of this very round was
/// concluded. The foreign key of the award says the same.
pub async fn award(tx: &mut Tx, at: &Counter, id: RatingId, proof: &Concluded) -> Result<usize> {
    let round = seen(tx, at, id).await?;
    at.require(Verb::KeepHonour, &round.org_path)?;
    let to = rules::after(round.state, rules::Move::Award)?;
    if round.publication_id != Some(proof.publication()) {
        return Err(No::NotConcluded.into());
    }
    moved(
        store::set_state(tx, at.tenant, id, round.state, to).await?,
        &round,
    )?;
    // What was concluded is what stood in the notice: a row that a correction took out gives nothing.
    let shown = notice::folder(tx, at.tenant, proof.publication())
        .await?
        .snapshot;
    let stands = |r: &&Rated| {
        let row =
            |row: &Vec<String>| row.first() == Some(&r.name) && row.get(1) == Some(&r.level_name);
        r.stars > 0 && shown.rows.iter().any(row)
    };
    let mut given = 0;
    for result in store::results(tx, at.tenant, id)
        .await?
        .iter()
        .filter(stands)
    {
        let number = store::plates(tx, at.tenant).await? + 1;
        let plate = format!("{}-{number:04}", at.today.0.year());
        let award: AwardId = at.id();
        store::add_award(tx, at, award, &round, proof.publication(), result, &plate).await?;
        given += 1;
    }
    audit::note(tx, at, Act::Awarded, id.0, proof.hash()).await?;
    Ok(given)
}

/// Awards a round whose notice was concluded earlier; refuses one that was not.
pub async fn award_concluded(tx: &mut Tx, at: &Counter, id: RatingId) -> Result<usize> {
    let round = seen(tx, at, id).await?;
    let publication = round.publication_id.ok_or(No::NotConcluded)?;
    let proof = notice::concluded(tx, at.tenant, publication)
        .await?
        .ok_or(No::NotConcluded)?;
    award(tx, at, id, &proof).await
}

/// A rating round that exists for the actor.
pub async fn seen(tx: &mut Tx, at: &Counter, id: RatingId) -> Result<Rating> {
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

/// One rating round of the tenant, for public pages.
pub async fn rating(tx: &mut Tx, tenant: TenantId, id: RatingId) -> Result<Rating> {
    store::round(tx, tenant, id).await?.ok_or(Error::NotFound)
}

/// The rating rounds of a sub-tree, newest first.
pub async fn ratings(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Rating>> {
    store::rounds(tx, tenant, campaign, below).await
}

/// What the scheme proposed, by surname strokes.
pub async fn results(tx: &mut Tx, at: &Counter, id: RatingId) -> Result<Vec<Rated>> {
    seen(tx, at, id).await?;
    store::results(tx, at.tenant, id).await
}

/// The honours of a sub-tree, by surname strokes: never by total.
pub async fn wall(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Award>> {
    store::awards(tx, tenant, below).await
}

/// One honour with the reasons behind it.
pub async fn honour(tx: &mut Tx, tenant: TenantId, id: AwardId) -> Result<(Award, Rated)> {
    let award = store::award(tx, tenant, id).await?.ok_or(Error::NotFound)?;
    let result = store::result(tx, tenant, award.round_id, award.person_id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((award, result))
}

/// The honours of one person, newest first.
pub async fn of_person(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Award>> {
    store::awards_of(tx, tenant, person).await
}

impl Rated {
    /// The reasons, each with the facts it rests on.
    pub fn reasons(&self) -> Result<Vec<Reason>> {
        Ok(serde_json::from_str(&self.reasons)?)
    }

    /// The sum of the points of all reasons: for the workbench, never for public pages.
    pub fn total(&self) -> Points {
        Points::from_hundredths(self.points)
    }

    /// The reasons that rest on facts, in one line.
    pub fn because(&self) -> Result<String> {
        let reasons = self.reasons()?;
        let parts: Vec<&str> = reasons
            .iter()
            .filter(|r| !r.facts.is_empty())
            .map(|r| r.title.as_str())
            .collect();
        Ok(if parts.is_empty() {
            "保持基本条件".to_owned()
        } else {
            parts.join("、")
        })
    }
}

fn moved(rows: u64, round: &Rating) -> Result<()> {
    match rows {
        1 => Ok(()),
        0 => Err(No::OutOfOrder(round.state).into()),
        n => Err(Fault::new(format!("{n} rows moved for one round")).into()),
    }
}
