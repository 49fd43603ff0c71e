//! Declarations (承诺书): under its headings, read out at a meeting, signed on paper.
//! The headings are data; a member adds their own. S3.3-12.

use ground::{Day, Error, Result, Tx};
use serde::{Deserialize, Serialize};

use super::refusals::all_of;
use super::{No, Whose, store};
use crate::audit::{self, Act};
use crate::directory::Verb;
use crate::{CampaignId, Counter, PersonId};

pub use super::store::declarations::Declaration;

/// One heading with what stands under it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The heading.
    pub heading: String,
    /// What is promised under it.
    pub text: String,
    /// Marked as not applicable.
    pub none: bool,
}

/// The longest text under a heading.
const LONGEST: usize = 800;
/// How many headings of their own somebody adds.
const MOST_OWN: usize = 3;

/// The parts as they can stand: each of the platform's headings, then one's own. An empty
/// one is refused unless it is marked as not applicable; an own heading without words is none.
pub fn complete(headings: &[String], given: &[Part]) -> std::result::Result<Vec<Part>, No> {
    let mut problems = Vec::new();
    let mut parts = Vec::new();
    let of = |heading: &str| given.iter().find(|p| p.heading == heading).cloned();
    for heading in headings {
        let mut part = of(heading).unwrap_or_default();
        part.heading.clone_from(heading);
        if part.none {
            part.text.clear();
        } else if part.text.trim().is_empty() {
            problems.push(No::Heading(heading.clone()));
        }
        parts.push(part);
    }
    let own = given
        .iter()
        .filter(|p| !headings.contains(&p.heading) && !p.text.trim().is_empty())
        .take(MOST_OWN);
    for part in own {
        if part.heading.trim().is_empty() {
            problems.push(No::Empty("own", "自拟的标题"));
        }
        parts.push(part.clone());
    }
    if parts.iter().any(|p| p.text.chars().count() > LONGEST) {
        problems.push(No::TooLong("parts", "每一项", LONGEST));
    }
    all_of(problems)?;
    Ok(parts)
}

/// Writes a declaration; a version that was written before stays on record.
pub async fn write(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
    given: &[Part],
    proxy_reason: &str,
) -> Result<()> {
    let whose = Whose::member(tx, at, person).await?;
    whose.may_write(at)?;
    let campaign = whose.campaign(tx, at, campaign).await?;
    let parts = complete(&at.house.defaults.declaration_headings, given)?;
    if whose.is_proxy(at) && proxy_reason.trim().is_empty() {
        return Err(No::ProxyWithoutReason.into());
    }
    let parts = serde_json::to_string(&parts)?;
    let said = (parts.as_str(), proxy_reason.trim());
    store::declarations::add(tx, at, campaign.id, person, said).await?;
    audit::note(tx, at, Act::DeclarationWritten, person.0, "").await
}

/// Notes at which meeting the last version was read out and signed.
pub async fn note_reading(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
    meeting: &str,
    day: Option<Day>,
) -> Result<()> {
    let declaration = of_person(tx, at, campaign, person).await?;
    let declaration = declaration.ok_or(No::NothingDeclared)?;
    let whose = Whose::member(tx, at, person).await?;
    at.require(Verb::PublishPledge, whose.path())?;
    if declaration.read_on.is_some() {
        return Err(No::ReadOut.into());
    }
    if meeting.trim().is_empty() {
        return Err(No::Empty("meeting", "宣读的会议").into());
    }
    let day = day.ok_or(No::Empty("read_on", "宣读的日期"))?;
    if day > at.today {
        return Err(No::MeetingAhead.into());
    }
    let rows = store::declarations::note(tx, at, &declaration, meeting.trim(), day).await?;
    if rows == 0 {
        return Err(No::ReadOut.into());
    }
    audit::note(tx, at, Act::DeclarationRead, person.0, "").await
}

/// The newest declaration of a member, for themselves and those who see their branch.
pub async fn of_person(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
) -> Result<Option<Declaration>> {
    let whose = Whose::member(tx, at, person).await?;
    let sees = |a: &std::sync::Arc<crate::directory::Actor>| {
        a.person == person || a.may(Verb::See, whose.path())
    };
    if !at.actor.as_ref().is_some_and(sees) {
        return Err(Error::NotFound);
    }
    store::declarations::newest(tx, at.tenant, campaign, person).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(heading: &str, text: &str, none: bool) -> Part {
        Part {
            heading: heading.to_owned(),
            text: text.to_owned(),
            none,
        }
    }

    #[test]
    fn an_empty_heading_is_refused_unless_it_does_not_apply() {
        let headings = ["履行职责".to_owned(), "工作作风".to_owned()];
        let duty = part("履行职责", "按时参加组织生活", false);
        assert_eq!(
            complete(&headings, std::slice::from_ref(&duty)),
            Err(No::Heading("工作作风".to_owned()))
        );
        let style = part("工作作风", "", true);
        let own = part("联系群众", "每月走访两户", false);
        let empty = part("空着", " ", false);
        let given = [duty.clone(), style.clone(), own.clone(), empty];
        assert_eq!(complete(&headings, &given), Ok(vec![duty, style, own]));
    }
}
