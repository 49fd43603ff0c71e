//! Where somebody wants their reminders sent (G06): an e-mail address, given by
//! themselves alone, sealed, and gone the moment they take it back.

mod rules;
mod store;

use std::fmt;

use ground::{At, Fault, Refusal, Result, Tx};

use crate::audit::{self, Act};
use crate::{Counter, PersonId, TenantId};

/// What is said no to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    /// Not an address.
    NotAnAddress,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnAddress => f.write_str("邮箱地址不完整，写成“名字@单位域名”的样子"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some("address")
    }
}

/// One's own choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The address.
    pub address: String,
    /// Since when.
    pub since: At,
}

fn about(tenant: TenantId, person: PersonId) -> String {
    format!("{tenant}|{person}|mail")
}

/// Takes an address for the visitor's own reminders; a new one takes the place of the old.
pub async fn choose(tx: &mut Tx, at: &Counter, typed: &str) -> Result<()> {
    let address = rules::address(typed).ok_or(No::NotAnAddress)?;
    let (tenant, person) = (at.tenant, at.actor_id());
    let vault = &at.house.vault;
    let sealed = vault.seal(address.as_bytes(), about(tenant, person).as_bytes())?;
    store::put(tx, tenant, person, sealed, at.now).await?;
    audit::note(tx, at, Act::MailChosen, person.0, "").await
}

/// Takes the visitor's own address back: it is gone at once, whatever waits to be sent.
pub async fn take_back(tx: &mut Tx, at: &Counter) -> Result<()> {
    let person = at.actor_id();
    if forget(tx, at.tenant, person).await? {
        audit::note(tx, at, Act::MailTakenBack, person.0, "").await?;
    }
    Ok(())
}

/// The visitor's own choice.
pub async fn own(tx: &mut Tx, at: &Counter) -> Result<Option<Choice>> {
    of_person(tx, at, at.actor_id()).await
}

/// Everyone of the tenant who gave an address.
pub async fn all(tx: &mut Tx, tenant: TenantId) -> Result<Vec<PersonId>> {
    store::all(tx, tenant).await
}

/// Somebody's choice: for the letter itself, never for a page.
pub async fn of_person(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<Option<Choice>> {
    let Some((sealed, since)) = store::of(tx, at.tenant, person).await? else {
        return Ok(None);
    };
    let plain = at
        .house
        .vault
        .open(&sealed, about(at.tenant, person).as_bytes())?;
    let address = std::str::from_utf8(&plain).map_err(Fault::from)?.to_owned();
    Ok(Some(Choice { address, since }))
}

/// Forgets the address of somebody who is gone. False when there was none.
pub async fn forget(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<bool> {
    store::remove(tx, tenant, person).await
}
