//! That a publication did stand where it was to stand: a line by whoever put it up.

use ground::{Day, Error, Result, Tx};

use super::publishing::changing;
use super::store;
use super::{Medium, No, rules};
use crate::audit::{self, Act};
use crate::directory::clock;
use crate::{Counter, PublicationId};

/// What is written down of it.
#[derive(Debug, Clone, Copy)]
pub struct NewProof<'a> {
    /// In which medium.
    pub medium: Medium,
    /// Where: which board, which meeting.
    pub place: &'a str,
    /// On which day.
    pub day: Option<Day>,
    /// What is to be said of it; may be empty.
    pub words: &'a str,
}

/// Writes down that the current version stood there.
pub async fn prove(tx: &mut Tx, at: &Counter, id: PublicationId, new: NewProof<'_>) -> Result<()> {
    const LINE: usize = 60;
    const LONGEST: usize = 500;
    let publication = changing(tx, at, id).await?;
    if new.place.trim().is_empty() {
        return Err(No::Empty("place", "地点").into());
    }
    if new.place.chars().count() > LINE {
        return Err(No::TooLong("place", "地点", LINE).into());
    }
    if new.words.chars().count() > LONGEST {
        return Err(No::TooLong("words", "说明", LONGEST).into());
    }
    let media = store::media(tx, at.tenant, id).await?;
    let today = clock::keep(tx, at).await?.begins_on;
    // What stood there before a correction proves nothing of the corrected version.
    let version = store::version(tx, at.tenant, id, publication.version)
        .await?
        .ok_or(Error::NotFound)?;
    let first = at.house.zone.day(version.published_at);
    let day = new.day.ok_or(No::ProofDay)?;
    rules::was_there(&media, new.medium, day, (first, today))?;
    store::add_proof(tx, at, &publication, &new, day).await?;
    audit::note(tx, at, Act::ProofAdded, id.0, new.medium.word()).await
}
