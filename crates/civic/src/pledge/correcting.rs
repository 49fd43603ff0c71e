//! The words of a public pledge put right (更正, ruling 10): a new version with its reason,
//! beside the old one, and a corrected paper. What was promised by when is no matter of
//! words: the amount and the day stand, and who cannot keep them explains.

use ground::{Error, Result, Tx};

use super::checking::{hand, snapshot};
use super::keeping::said;
use super::refusals::all_of;
use super::rules::{self, Move, Words};
use super::{NewPledge, No, Pledge, moved, seen, store};
use crate::audit::{self, Act};
use crate::directory::Verb;
use crate::{Counter, PledgeId, notice};

pub use super::store::corrections::Correction;

/// The words as they should have been.
#[derive(Debug, Clone, Copy)]
pub struct NewCorrection<'a> {
    /// What is done.
    pub action: &'a str,
    /// The result that can be measured.
    pub measure: &'a str,
    /// Whom it helps; may be empty.
    pub beneficiary: &'a str,
    /// Who answers for a branch's pledge; a member's names nobody.
    pub owner: &'a str,
    /// What was wrong with the old words; anyone can read it.
    pub reason: &'a str,
}

impl<'a> NewCorrection<'a> {
    /// The words of the pledge with these in their place.
    fn in_place<'w>(&self, pledge: &'w Pledge) -> Words<'w>
    where
        'a: 'w,
    {
        Words {
            action: self.action,
            measure: self.measure,
            beneficiary: self.beneficiary,
            owner: self.owner,
            ..pledge.words()
        }
    }
}

/// Puts the words of a public pledge right that is still to be kept. Nobody corrects their
/// own, nor the words that they wrote: two have read whatever is public. Who does not stand
/// behind a pledge any more explains it instead.
pub async fn correct(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    new: NewCorrection<'_>,
    secrecy_checked: bool,
) -> Result<()> {
    let pledge = seen(tx, at, id).await?;
    at.require(Verb::PublishPledge, &pledge.org_path)?;
    let to = rules::after(pledge.state, Move::Correct)?;
    let author = store::corrections::author(tx, at.tenant, id).await?;
    if hand(at, &pledge).own || author == at.actor_id() {
        return Err(No::OwnCorrection.into());
    }
    let words = new.in_place(&pledge);
    let mut problems = rules::problems(&words, pledge.subject);
    problems.extend(rules::keeps_promise(&pledge.words(), &words).err());
    problems.extend(said("reason", "更正的理由", new.reason).err());
    all_of(problems)?;
    if same(&words, &pledge) {
        return Err(notice::No::Unchanged.into());
    }
    let publication = pledge.publication_id.ok_or(Error::NotFound)?;
    let (area, due) = (&pledge.area, pledge.due_day);
    let rows = store::amend(tx, at.tenant, &pledge, to, area, due).await?;
    moved(tx, at, rows, id).await?;
    let version = pledge.version + 1;
    let again = NewPledge {
        words,
        proxy_reason: &pledge.proxy_reason,
    };
    store::add_version(tx, at, id, version, &again, due).await?;
    store::corrections::add(tx, at, id, version, new.reason.trim()).await?;
    let on_paper = store::of_publication(tx, at.tenant, publication).await?;
    let paper = snapshot(&on_paper);
    let corrected = notice::correct_for_room(tx, at, publication, &paper, secrecy_checked).await;
    match corrected {
        // Whom it helps does not stand on the paper: that stays as it is.
        Err(error) if error.refusal() == Some(&notice::No::Unchanged) => {}
        other => other?,
    }
    audit::note(tx, at, Act::PledgeCorrected, id.0, "").await
}

fn same(words: &Words<'_>, pledge: &Pledge) -> bool {
    let old = pledge.words();
    let said = |w: &Words<'_>| {
        let all = [w.action, w.measure, w.beneficiary, w.owner];
        all.map(|text| text.trim().to_owned())
    };
    said(words) == said(&old)
}

/// The corrections of a pledge that exists for the actor, newest first.
pub async fn corrections(tx: &mut Tx, at: &Counter, id: PledgeId) -> Result<Vec<Correction>> {
    seen(tx, at, id).await?;
    store::corrections::of(tx, at.tenant, id).await
}
