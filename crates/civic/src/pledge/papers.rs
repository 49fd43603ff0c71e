//! The papers that the step of public pledges waits for beside the plan itself: the
//! superior's opinion, and the personal plans (S4.2-01, ruling 11).

use ground::{Result, Tx};

use super::refusals::{all_of, unfit};
use super::{No, store};
use crate::audit::{self, Act};
use crate::campaign;
use crate::directory::{self, Org, Verb};
use crate::notice::{self, NewPublication, Snapshot, Topic};
use crate::{CampaignId, Counter, PublicationId, TenantId};

pub use super::store::papers::Paper;

ground::words! {
    /// Which paper.
    pub enum Kind {
        /// What the superior asks of the campaign.
        Opinion = "opinion" "上级实施意见",
        /// The personal plans of a branch.
        PersonalPlans = "personal_plans" "党员具体打算",
    }
}

/// The superior's opinion as the clerk enters it.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewOpinion<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its document number (文号); may be empty.
    pub doc_no: &'a str,
    /// Its text, or what matters of it.
    pub text: &'a str,
}

/// The longest opinion, in characters.
const LONGEST: usize = 20_000;
/// The longest document number, in characters.
const NUMBER: usize = 40;

/// Publishes the superior's opinion to members and residents.
pub async fn publish_opinion(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    new: NewOpinion<'_>,
    secrecy_checked: bool,
) -> Result<PublicationId> {
    let campaign = campaign::seen(tx, at, campaign).await?;
    at.require(Verb::PublishPledge, &campaign.org_path)?;
    if campaign.state != campaign::State::InForce {
        return Err(No::NotInForce.into());
    }
    let mut problems = Vec::new();
    problems.extend(unfit("title", "标题", new.title, 100));
    problems.extend(unfit("text", "正文", new.text, LONGEST));
    if new.doc_no.trim().chars().count() > NUMBER {
        problems.push(No::TooLong("doc_no", "文号", NUMBER));
    }
    all_of(problems)?;
    let org = directory::org(tx, at.tenant, campaign.org_id).await?;
    let lead = match new.doc_no.trim() {
        "" => new.text.trim().to_owned(),
        doc_no => format!("{doc_no}\n{}", new.text.trim()),
    };
    let snapshot = Snapshot {
        lead,
        ..Snapshot::default()
    };
    put_up(
        tx,
        at,
        (campaign.id, Kind::Opinion, &org),
        new.title,
        &snapshot,
        secrecy_checked,
    )
    .await
}

/// Puts the words of the published opinion right (更正, ruling 10), of the version that was
/// read; the old one stays.
pub async fn correct_opinion(
    tx: &mut Tx,
    at: &Counter,
    (publication, version): (PublicationId, i64),
    text: &str,
    secrecy_checked: bool,
) -> Result<()> {
    let kind = Kind::Opinion;
    let campaign = store::papers::campaign_of(tx, at.tenant, publication, kind).await?;
    let campaign = campaign::seen(tx, at, campaign).await?;
    at.require(Verb::PublishPledge, &campaign.org_path)?;
    all_of(unfit("text", "正文", text, LONGEST).into_iter().collect())?;
    let standing = notice::folder(tx, at.tenant, publication).await?;
    if standing.version.version != version {
        return Err(No::NewerOpinion.into());
    }
    let snapshot = Snapshot {
        lead: text.trim().to_owned(),
        ..Snapshot::default()
    };
    notice::correct_for_room(tx, at, publication, &snapshot, secrecy_checked).await
}

/// Publishes a paper of the campaign and remembers which it was.
pub(super) async fn put_up(
    tx: &mut Tx,
    at: &Counter,
    (campaign, kind, org): (CampaignId, Kind, &Org),
    title: &str,
    snapshot: &Snapshot,
    secrecy_checked: bool,
) -> Result<PublicationId> {
    let new = NewPublication {
        kind: notice::Kind::Publication,
        topic: Topic::Pledge,
        subject: campaign.0,
        org,
        title,
        snapshot,
        workdays: None,
        manner: notice::Manner::default(),
        secrecy_checked,
    };
    let publication = notice::publish(tx, at, new).await?;
    store::papers::add(tx, at, publication, campaign, org.id, kind).await?;
    audit::note(tx, at, Act::PaperPublished, publication.0, kind.word()).await?;
    Ok(publication)
}

/// The papers of a campaign, newest first.
pub async fn papers(tx: &mut Tx, tenant: TenantId, campaign: CampaignId) -> Result<Vec<Paper>> {
    store::papers::of(tx, tenant, campaign).await
}
