//! Asking for protected columns, and a second person's answer (ruling 24, X-11).

use ground::{At, Error, Result, Tx};

use super::{Field, No, store};
use crate::audit::{self, Act};
use crate::directory::{Org, Path, Verb};
use crate::{Counter, ExportId, OrgId, PersonId};

/// Seconds for which an approval holds.
const HOLDS: i64 = 24 * 3600;

ground::words! {
    /// How far a request has come.
    pub enum RequestState {
        /// Waiting for a second person.
        Asked = "asked" "等待批准",
        /// Agreed to, for a day and one file.
        Approved = "approved" "已批准",
        /// Refused.
        Declined = "declined" "不同意",
        /// The file was made.
        Used = "used" "已导出",
    }
}

/// A request to take protected columns out of the roster.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ExportRequest {
    /// Its id.
    pub id: ExportId,
    /// Who asks.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: At,
    /// Of which organisation.
    pub org_id: OrgId,
    /// Where it stands.
    pub org_path: Path,
    /// The protected columns, by their words with commas between them.
    pub fields: String,
    /// What for.
    pub reason: String,
    /// How far it has come.
    pub state: RequestState,
    /// Who answered.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<At>,
    /// What they said.
    pub answer: String,
    /// Until when an approval holds.
    pub until_at: Option<At>,
    /// When the file was made.
    pub used_at: Option<At>,
}

impl ExportRequest {
    /// The protected columns that it names.
    pub fn fields(&self) -> Vec<Field> {
        let named = |field: &Field| self.fields.split(',').any(|word| word == field.word());
        Field::PROTECTED.into_iter().filter(named).collect()
    }

    /// Whether a file may be made of it now.
    pub fn is_good(&self, now: At) -> bool {
        self.state == RequestState::Approved && self.until_at.is_some_and(|until| now <= until)
    }
}

/// Asks for protected columns of an organisation's roster.
pub async fn ask(
    tx: &mut Tx,
    at: &Counter,
    org: &Org,
    fields: &[Field],
    reason: &str,
) -> Result<ExportId> {
    super::is_ours(tx, at, org, Verb::KeepRoster).await?;
    let words: Vec<&str> = Field::PROTECTED
        .iter()
        .filter(|f| fields.contains(f))
        .map(|f| f.word())
        .collect();
    if words.is_empty() {
        return Err(No::NoFields.into());
    }
    if reason.trim().is_empty() {
        return Err(No::NoReason.into());
    }
    let id: ExportId = at.id();
    let words = words.join(",");
    let place = (org.id, &org.path);
    store::add_request(tx, at, id, place, &words, reason.trim()).await?;
    audit::note(tx, at, Act::ExportAsked, id.0, &words).await?;
    Ok(id)
}

/// A second person agrees or does not; never who asked.
pub async fn decide(
    tx: &mut Tx,
    at: &Counter,
    id: ExportId,
    state: RequestState,
    answer: &str,
) -> Result<()> {
    let found = store::request(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    if !sees(at, &found) {
        return Err(Error::NotFound);
    }
    if found.asked_by == at.actor_id() {
        return Err(No::OwnRequest.into());
    }
    at.require(Verb::ApproveExport, &found.org_path)?;
    let until = (state == RequestState::Approved).then(|| at.now.plus_seconds(HOLDS));
    let fits = matches!(state, RequestState::Approved | RequestState::Declined);
    if !fits || store::answer(tx, at, id, state, answer.trim(), until).await? == 0 {
        return Err(No::RequestOver.into());
    }
    audit::note(tx, at, Act::ExportAnswered, id.0, state.word()).await
}

/// One request, for who asked and for who may answer.
pub async fn request(tx: &mut Tx, at: &Counter, id: ExportId) -> Result<ExportRequest> {
    let found = store::request(tx, at.tenant, id).await?;
    found.filter(|r| sees(at, r)).ok_or(Error::NotFound)
}

fn sees(at: &Counter, request: &ExportRequest) -> bool {
    at.actor.as_ref().is_some_and(|actor| {
        actor.may(Verb::ApproveExport, &request.org_path)
            || actor.may(Verb::KeepRoster, &request.org_path)
    })
}

/// The requests that the actor may answer or made or could have made, newest first.
pub async fn requests(tx: &mut Tx, at: &Counter, count: i64) -> Result<Vec<ExportRequest>> {
    let Some(actor) = &at.actor else {
        return Ok(Vec::new());
    };
    let mut scopes = actor.scopes(Verb::KeepRoster);
    scopes.extend(actor.scopes(Verb::ApproveExport));
    scopes.sort();
    scopes.dedup_by(|inner, outer| outer.covers(inner));
    let mut all = Vec::new();
    for scope in scopes {
        all.extend(store::requests(tx, at.tenant, &scope, count).await?);
    }
    all.sort_by_key(|r: &ExportRequest| std::cmp::Reverse((r.asked_at, r.id)));
    Ok(all)
}
