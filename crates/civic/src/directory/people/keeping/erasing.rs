//! Erasing a record whose term has ended (PIPL 47): what refers to the person
//! keeps its id, everything personal goes.

use ground::{Day, Result, Tx};

use super::{No, store};
use crate::audit::{self, Act};
use crate::directory::people::{mail, name_key};
use crate::directory::{Path, Verb, clock, sign_in};
use crate::{Counter, PersonId};

/// What an erased person is called.
const ERASED: &str = "（已删除）";

/// Somebody who left, with the day until which the record is kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Due {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Where they stood.
    pub org_name: String,
    /// When they left.
    pub left_on: Day,
    /// Until when the record is kept.
    pub keep_until: Day,
}

/// That a record was erased in this transaction: rooms above erase what they hold of the
/// person on this word alone.
#[derive(Debug)]
#[must_use = "what other rooms hold of the person is erased with it"]
pub struct Erased(PersonId);

impl Erased {
    /// Who it was.
    pub fn person(&self) -> PersonId {
        self.0
    }
}

/// Erases the record of somebody who left, when its term has ended.
pub async fn erase(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Erased> {
    let record = super::super::record(tx, at.tenant, id).await?;
    at.require(Verb::Erase, &record.person.org_path)?;
    let until: Day = match record.keep_until.parse() {
        Ok(day) => day,
        Err(_) => return Err(No::OnRoster.into()),
    };
    // What is erased does not come back: by the day that is trusted.
    if clock::day(tx, &at.house, at.tenant).await? <= until {
        return Err(No::StillKept(until).into());
    }
    store::erase_rows(tx, at.tenant, id).await?;
    mail::forget(tx, at.tenant, id).await?;
    sign_in::close_account(tx, at, id).await?;
    store::erase_person(tx, at.tenant, id, (ERASED, &name_key(ERASED)), at.today).await?;
    audit::note(tx, at, Act::PersonErased, id.0, "").await?;
    Ok(Erased(id))
}

/// Who left a sub-tree and is not erased yet, the earliest term first.
pub async fn due_for_erasure(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Due>> {
    at.require(Verb::Erase, below)?;
    store::due_for_erasure(tx, at.tenant, below).await
}
