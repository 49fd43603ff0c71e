//! A person's own record: shown, taken along, corrected on request (PIPL 44–50, ruling 28).

use ground::{At, Error, Fault, Result, Tx};
use serde::Serialize;

use super::{No, Record, oneself, store};
use crate::audit::{self, Act};
use crate::directory::people::membership::{self, Stay};
use crate::directory::people::particulars::{self, Particulars};
use crate::directory::{Path, Verb};
use crate::{CorrectionId, Counter, PersonId, TenantId};

ground::words! {
    /// How a request stands.
    pub enum CorrectionState {
        /// Waits for the clerk.
        Asked = "asked" "待答复",
        /// Accepted: the record was put right.
        Accepted = "accepted" "已更正",
        /// Declined, with the reason.
        Declined = "declined" "不予更正",
    }
}

/// A request for a correction, with what it asks for.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Its id.
    pub id: CorrectionId,
    /// Whose record.
    pub person_id: PersonId,
    /// Which field.
    pub field: String,
    /// What it should say, in the person's words.
    pub wanted: String,
    /// How it stands.
    pub state: CorrectionState,
    /// When it was asked for.
    pub asked_at: At,
    /// When it was answered.
    pub answered_at: Option<At>,
    /// What was said.
    pub answer: String,
}

/// All that is kept of oneself.
#[derive(Debug, Clone)]
pub struct Own {
    /// The record.
    pub record: Record,
    /// What is sealed, open: it is one's own.
    pub particulars: Particulars,
    /// Where one stood from day to day.
    pub stays: Vec<Stay>,
    /// What one asked to have corrected.
    pub corrections: Vec<Correction>,
}

/// The actor's own record. It asks for no role.
pub async fn own(tx: &mut Tx, at: &Counter) -> Result<Own> {
    let id = oneself(at)?;
    let rows = store::corrections_of(tx, at.tenant, id).await?;
    Ok(Own {
        record: super::super::record(tx, at.tenant, id).await?,
        particulars: particulars::particulars(tx, at, id).await?,
        stays: membership::history(tx, at, id).await?,
        corrections: opened(at, rows)?,
    })
}

/// Notes that somebody took their own record along.
pub async fn note_taken(tx: &mut Tx, at: &Counter) -> Result<()> {
    let id = oneself(at)?;
    audit::note(tx, at, Act::OwnDataTaken, id.0, "").await
}

fn about(tenant: TenantId, id: CorrectionId) -> String {
    format!("{tenant}|{id}|correction")
}

fn opened(at: &Counter, rows: Vec<store::CorrectionRow>) -> Result<Vec<Correction>> {
    let open = |row: store::CorrectionRow| {
        let about = about(at.tenant, row.id);
        let plain = at.house.vault.open(&row.sealed, about.as_bytes())?;
        Ok(Correction {
            id: row.id,
            person_id: row.person_id,
            field: row.field,
            wanted: String::from_utf8(plain.to_vec()).map_err(Fault::new)?,
            state: row.state,
            asked_at: row.asked_at,
            answered_at: row.answered_at,
            answer: row.answer,
        })
    };
    rows.into_iter().map(open).collect()
}

/// Asks for a correction of a field of one's own record.
pub async fn ask_correction(
    tx: &mut Tx,
    at: &Counter,
    field: &str,
    wanted: &str,
) -> Result<CorrectionId> {
    let person = super::super::person(tx, at.tenant, oneself(at)?).await?;
    if !(at.house.defaults.fields.iter()).any(|f| f.code == field) {
        return Err(No::one("field", "选出要更正的一项").into());
    }
    if wanted.trim().is_empty() {
        return Err(No::one("wanted", "写明哪里不对、应该是什么").into());
    }
    let id: CorrectionId = at.id();
    let about = about(at.tenant, id);
    let sealed = at
        .house
        .vault
        .seal(wanted.trim().as_bytes(), about.as_bytes())?;
    store::add_correction(tx, at, id, &person, (field, sealed)).await?;
    audit::note(tx, at, Act::CorrectionAsked, person.id.0, field).await?;
    Ok(id)
}

/// What waits for an answer in a sub-tree, the oldest first.
pub async fn asked(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Correction>> {
    at.require(Verb::KeepRoster, below)?;
    let rows = store::corrections_below(tx, at.tenant, below).await?;
    opened(at, rows)
}

/// Answers a request: accepted once the record was put right, or declined with the reason.
pub async fn answer(
    tx: &mut Tx,
    at: &Counter,
    id: CorrectionId,
    state: CorrectionState,
    text: &str,
) -> Result<()> {
    let found = store::correction(tx, at.tenant, id).await?;
    let (person, path) = found.ok_or(Error::NotFound)?;
    at.require(Verb::KeepRoster, &path)?;
    if person == at.actor_id() {
        return Err(No::OwnRecord.into());
    }
    if state == CorrectionState::Declined && text.trim().is_empty() {
        return Err(No::one("answer", "写明为什么不更正，本人看得到").into());
    }
    if state == CorrectionState::Asked || store::answer(tx, at, id, state, text.trim()).await? == 0
    {
        return Err(No::Answered.into());
    }
    audit::note(tx, at, Act::CorrectionAnswered, person.0, state.word()).await
}

/// One line of what somebody takes along: name, value, purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnField {
    /// Its name in the record.
    pub code: String,
    /// What it is called.
    pub label: String,
    /// What it says.
    pub value: String,
    /// What it is needed for.
    pub why: String,
}

impl Own {
    /// Each field with its value and why it is kept, in the order of the data file.
    pub fn fields(&self, words: &[crate::FieldWords]) -> Vec<OwnField> {
        let line = |f: &crate::FieldWords| OwnField {
            code: f.code.clone(),
            label: f.label.clone(),
            value: self.value(&f.code),
            why: f.why.clone(),
        };
        words.iter().map(line).collect()
    }

    fn value(&self, code: &str) -> String {
        let (p, d, s) = (&self.record.person, &self.record.details, &self.particulars);
        match code {
            "name" => p.name.clone(),
            "sex" => p.sex.label().to_owned(),
            "ethnicity" => p.ethnicity.clone(),
            "birth" => d.birth.long(),
            "id_number" => s.id_number.clone(),
            "standing" => p.standing.label().to_owned(),
            "category" => p.category.clone(),
            "joined" => d.joined.long(),
            "full_since" => d.full_since.long(),
            "post" => p.post.clone(),
            "phone" => s.phone.clone(),
            "address" => s.address.clone(),
            "native_place" => s.native_place.clone(),
            "education" => s.education.clone(),
            "degree" => s.degree.clone(),
            "work_since" => s.work_since.long(),
            "workplace" => s.workplace.clone(),
            "party_status" => s.party_status.clone(),
            "hardship" => s.hardship.clone(),
            "mobility" => d.mobility.clone(),
            "lost_since" => d.lost_since.long(),
            "remark" => s.remark.clone(),
            _ => String::new(),
        }
    }
}
