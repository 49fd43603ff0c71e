//! The second factor: time-based codes of an authenticator (TOTP, RFC 6238),
//! and recovery codes on paper for when it is lost.

use std::sync::Arc;

use ground::{At, Error, Fault, Result, Tx};
use totp_rs::{Builder, Totp};

use super::super::{Actor, No};
use super::accounts::own_account;
use super::rules;
use super::store::factor as store;
use crate::audit::{self, Act};
use crate::{Counter, House, PersonId, SecondFactor, TenantId};

/// How an account stands with its second factor.
#[derive(Debug, Clone, Copy)]
pub struct Factor {
    /// Since when there is one.
    pub since: Option<At>,
    /// Whether this person's roles must have one (`second_factor` in the defaults).
    pub is_required: bool,
    /// Whether this person's roles are privileged.
    pub is_privileged: bool,
    /// Unused recovery codes.
    pub codes_left: i64,
}

/// A secret that waits for its first code: shown to its owner alone.
#[derive(Debug, Clone)]
pub struct NewFactor {
    /// `otpauth://…`, as the QR code holds it.
    pub address: String,
    /// The secret, as it is typed where no camera is: groups of four.
    pub typed: String,
}

/// What a secret is sealed for.
fn about(tenant: TenantId, person: PersonId) -> String {
    format!("{tenant}|{person}|totp")
}

fn authenticator(secret: &[u8], issuer: &str, login: &str) -> Result<Totp> {
    // The two names are shown by the authenticator; a colon would end them early.
    let plain = |name: &str| name.replace(':', " ");
    Builder::new()
        .with_secret(secret.to_vec())
        .with_skew(1)
        .with_account_name(plain(login))
        .with_issuer(Some(plain(issuer)))
        .build()
        .map_err(|e| Fault::new(e.to_string()).into())
}

fn opened(house: &House, tenant: TenantId, person: PersonId, sealed: &[u8]) -> Result<Totp> {
    let secret = house.vault.open(sealed, about(tenant, person).as_bytes())?;
    authenticator(&secret, "", "-")
}

/// How somebody stands with their second factor.
pub async fn factor(tx: &mut Tx, house: &House, actor: &Actor) -> Result<Factor> {
    let (tenant, person) = (actor.tenant, actor.person);
    let row = store::factor(tx, tenant, person).await?;
    let is_privileged = is_privileged(house, actor);
    Ok(Factor {
        since: row.filter(|f| f.confirmed == 1).map(|f| f.created_at),
        is_required: is_privileged && house.defaults.second_factor == SecondFactor::Required,
        is_privileged,
        codes_left: store::codes_left(tx, tenant, person).await?,
    })
}

fn is_privileged(house: &House, actor: &Actor) -> bool {
    let words: Vec<&str> = actor.grants.iter().map(|g| g.role.word()).collect();
    rules::is_privileged(&words, &house.defaults.second_factor_roles)
}

/// Whether a privileged role stands without a second factor. Asked at each visit,
/// so it asks the database for privileged roles alone.
pub(super) async fn is_lacking(tx: &mut Tx, house: &House, actor: &Actor) -> Result<bool> {
    Ok(is_privileged(house, actor) && !is_on(tx, actor.tenant, actor.person).await?)
}

/// Whether an account asks for a code after its password.
pub(super) async fn is_on(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<bool> {
    let row = store::factor(tx, tenant, person).await?;
    Ok(row.is_some_and(|f| f.confirmed == 1))
}

/// Makes a new secret; it counts from its first code on. One in use stays as it is.
pub async fn start_factor(tx: &mut Tx, at: &Counter) -> Result<()> {
    let (tenant, person) = (at.tenant, at.actor_id());
    let secret = at.house.ids.secret();
    let sealed = at
        .house
        .vault
        .seal(&secret[..], about(tenant, person).as_bytes())?;
    store::put_pending(tx, tenant, person, sealed, at.now).await?;
    Ok(())
}

/// The secret that waits for its first code, with the name of the place that it is for.
pub async fn pending_factor(tx: &mut Tx, at: &Counter, issuer: &str) -> Result<Option<NewFactor>> {
    let (tenant, person) = (at.tenant, at.actor_id());
    let Some(row) = store::factor(tx, tenant, person).await? else {
        return Ok(None);
    };
    if row.confirmed == 1 {
        return Ok(None);
    }
    let login = own_account(tx, at).await?.login;
    let secret = at
        .house
        .vault
        .open(&row.secret, about(tenant, person).as_bytes())?;
    let totp = authenticator(&secret, issuer, &login)?;
    Ok(Some(NewFactor {
        address: totp.to_url().map_err(|e| Fault::new(e.to_string()))?,
        typed: rules::grouped(&totp.secret().to_base32()),
    }))
}

/// Confirms the waiting secret by its first code; returns new recovery codes, shown once.
pub async fn confirm_factor(tx: &mut Tx, at: &Counter, typed: &str) -> Result<Vec<String>> {
    let (tenant, person) = (at.tenant, at.actor_id());
    let row = store::factor(tx, tenant, person).await?;
    let row = row.filter(|f| f.confirmed == 0).ok_or(Error::NotFound)?;
    let rules::Typed::Totp(code) = rules::typed(typed) else {
        return Err(No::WrongCode.into());
    };
    let totp = opened(&at.house, tenant, person, &row.secret)?;
    let step = rules::step(&totp, &code, row.last_step, at.now).ok_or(No::WrongCode)?;
    store::take_step(tx, tenant, person, step).await?;
    audit::note(tx, at, Act::FactorAdded, person.0, "").await?;
    new_codes(tx, at).await
}

/// Takes one's own second factor away, and its recovery codes.
pub async fn remove_factor(tx: &mut Tx, at: &Counter) -> Result<()> {
    let actor = at.actor.as_ref().ok_or(Error::NotFound)?;
    if factor(tx, &at.house, actor).await?.is_required {
        return Err(No::FactorRequired.into());
    }
    forget(tx, at, actor.person).await
}

/// Takes somebody's second factor away, whatever their role: at the console.
pub(super) async fn forget(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<()> {
    store::remove_codes(tx, at.tenant, person).await?;
    if store::remove_factor(tx, at.tenant, person).await? > 0 {
        audit::note(tx, at, Act::FactorRemoved, person.0, "").await?;
    }
    Ok(())
}

/// Makes new recovery codes; the old ones die.
pub async fn remake_recovery_codes(tx: &mut Tx, at: &Counter) -> Result<Vec<String>> {
    if !is_on(tx, at.tenant, at.actor_id()).await? {
        return Err(Error::NotFound);
    }
    new_codes(tx, at).await
}

async fn new_codes(tx: &mut Tx, at: &Counter) -> Result<Vec<String>> {
    let (tenant, person) = (at.tenant, at.actor_id());
    store::remove_codes(tx, tenant, person).await?;
    let mut codes = Vec::new();
    for _ in 0..at.house.defaults.recovery_codes {
        let code = at.house.ids.code(rules::CODE_LENGTH);
        store::add_code(tx, tenant, person, &kept(&at.house, &code), at.now).await?;
        codes.push(rules::grouped(&code));
    }
    audit::note(tx, at, Act::RecoveryMade, person.0, "").await?;
    Ok(codes)
}

/// A code as it is stored: hashed, and keyed by what the database does not hold.
pub(super) fn kept(house: &House, code: &str) -> String {
    house.vault.blind("code", &ground::code_hash(code))
}

/// Whether a typed code opens the account now; it is used up by that.
pub(super) async fn takes(
    tx: &mut Tx,
    house: &Arc<House>,
    (tenant, person): (TenantId, PersonId),
    typed: &str,
    now: At,
) -> Result<Option<Act>> {
    match rules::typed(typed) {
        rules::Typed::Totp(code) => {
            let row = store::factor(tx, tenant, person).await?;
            let Some(row) = row.filter(|f| f.confirmed == 1) else {
                return Ok(None);
            };
            let totp = opened(house, tenant, person, &row.secret)?;
            let Some(step) = rules::step(&totp, &code, row.last_step, now) else {
                return Ok(None);
            };
            let taken = store::take_step(tx, tenant, person, step).await?;
            Ok((taken > 0).then_some(Act::SignedIn))
        }
        rules::Typed::Recovery(code) => {
            let used = store::use_code(tx, tenant, person, &kept(house, &code), now).await?;
            Ok((used > 0).then_some(Act::RecoveryUsed))
        }
        rules::Typed::Nonsense => Ok(None),
    }
}
