//! Accounts and their passwords.

use std::fmt;
use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use ground::{At, Error, Fault, Result, Tx};

use super::super::{No, filled, rules};
use super::store::{accounts as store, door, invitation as slips, sessions};
use super::{passkey, second_factor};
use crate::audit::{self, Act};
use crate::{Counter, House, PersonId, TenantId};

/// A password as it is stored (Argon2id). Slow on purpose: call it off the async threads.
#[derive(Clone)]
pub struct HashedPassword {
    hash: String,
    handed_over: bool,
}

impl HashedPassword {
    /// A password that somebody else knows: it is changed at the first sign-in.
    #[must_use]
    pub fn handed_over(self) -> Self {
        Self {
            handed_over: true,
            ..self
        }
    }

    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    pub(super) fn is_handed_over(&self) -> i64 {
        i64::from(self.handed_over)
    }
}

impl fmt::Debug for HashedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashedPassword(…)")
    }
}

/// Hashes a password that is strong enough.
pub fn hash_password(password: &str) -> Result<HashedPassword> {
    if !rules::is_strong(password) {
        return Err(No::Weak.into());
    }
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|e| Fault::new(e.to_string()))?;
    Ok(HashedPassword {
        hash: hash.to_string(),
        handed_over: false,
    })
}

/// An account, as sign-in needs it.
#[derive(Clone, sqlx::FromRow)]
pub struct Account {
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Whose it is.
    pub person_id: PersonId,
    /// What its holder types.
    pub login: String,
    pub(super) password: String,
    pub(super) failures: i64,
    pub(super) locked_until: At,
    pub(super) handed_over: i64,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Account").field(&self.person_id).finish()
    }
}

impl Account {
    /// Whether somebody else knows its password: it is changed before anything else.
    pub fn must_change(&self) -> bool {
        self.handed_over == 1
    }

    /// Refuses while it is locked.
    pub(super) fn open(&self, now: At) -> std::result::Result<(), No> {
        if self.locked_until > now {
            let left = (self.locked_until.micros() - now.micros()) / 60_000_000 + 1;
            return Err(No::Locked(left));
        }
        Ok(())
    }
}

/// The slow half of signing in: whether the password is right. An unknown login costs the
/// same time as a wrong password. Call it off the async threads.
pub fn password_fits(account: Option<&Account>, password: &str) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FuemhlbmdzYW56aGVuZw$Zz4yO3hWqUKkrXz4ZlIE7rKcq3vWZbY4RzOgJ2oZp6Q";
    let stored = account.map_or(NOBODY, |a| a.password.as_str());
    let fits = PasswordHash::new(stored).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    });
    fits && account.is_some()
}

/// Opens an account for a person.
pub async fn open_account(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    login: &str,
    password: &HashedPassword,
) -> Result<()> {
    filled("login", "账号", login)?;
    if store::add_account(tx, at.tenant, person, login, password, at.now).await? == 0 {
        return Err(No::LoginTaken.into());
    }
    audit::note(tx, at, Act::AccountOpened, person.0, "").await
}

/// The account with this login, unless it is locked.
pub async fn account(tx: &mut Tx, house: &House, login: &str) -> Result<Option<Account>> {
    let Some(account) = store::account(tx, login.trim()).await? else {
        return Ok(None);
    };
    account.open(house.clock.now())?;
    Ok(Some(account))
}

/// One's own account, to see that a new password is new.
pub async fn own_account(tx: &mut Tx, at: &Counter) -> Result<Account> {
    let account = store::account_of(tx, at.tenant, at.actor_id()).await?;
    account.ok_or(Error::NotFound)
}

/// Changes one's own password; all sessions end, so that the new one is used.
pub async fn change_password(tx: &mut Tx, at: &Counter, password: &HashedPassword) -> Result<()> {
    let Some(actor) = &at.actor else {
        return Err(Error::NotFound);
    };
    store::set_password(tx, at.tenant, actor.person, password).await?;
    sessions::end_all_sessions(tx, at.tenant, actor.person).await?;
    audit::note(tx, at, Act::PasswordChanged, actor.person.0, "").await
}

/// Gives an account a new password and lifts its lock: the console's help (ruling 4).
pub async fn reset_password(
    tx: &mut Tx,
    house: &Arc<House>,
    login: &str,
    password: &HashedPassword,
) -> Result<()> {
    let account = store::account(tx, login).await?.ok_or(Error::NotFound)?;
    let at = Counter::visitor(house, account.tenant_id);
    store::set_password(tx, at.tenant, account.person_id, password).await?;
    sessions::end_all_sessions(tx, at.tenant, account.person_id).await?;
    door::end_steps_of(tx, at.tenant, account.person_id).await?;
    audit::note(tx, &at, Act::PasswordReset, account.person_id.0, "").await
}

/// The same, and takes the second factor and the passkeys away, for who has lost
/// the telephone: it would keep them out for ever, and let its finder in.
pub async fn recover(
    tx: &mut Tx,
    house: &Arc<House>,
    login: &str,
    password: &HashedPassword,
) -> Result<()> {
    reset_password(tx, house, login, password).await?;
    let account = store::account(tx, login).await?.ok_or(Error::NotFound)?;
    let at = Counter::visitor(house, account.tenant_id);
    second_factor::forget(tx, &at, account.person_id).await?;
    passkey::forget(tx, &at, account.person_id).await
}

/// Takes every key to an account away, for good: of somebody whose record is erased.
pub(in crate::directory) async fn close_account(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
) -> Result<()> {
    sessions::end_all_sessions(tx, at.tenant, person).await?;
    door::end_steps_of(tx, at.tenant, person).await?;
    slips::replace(tx, at.tenant, person, at.now).await?;
    second_factor::forget(tx, at, person).await?;
    passkey::forget(tx, at, person).await?;
    store::close(tx, at.tenant, person).await
}

/// Counts a wrong password of somebody who is signed in already, toward the same
/// lock: a stranger at an open session guesses no more often than one at the door.
/// Returns the refusal as a value, because the counted failure must be kept.
pub async fn own_password(
    tx: &mut Tx,
    at: &Counter,
    fits: bool,
) -> Result<std::result::Result<(), No>> {
    let account = own_account(tx, at).await?;
    account.open(at.now)?;
    if fits {
        return Ok(Ok(()));
    }
    super::door::count_failure(tx, &at.house, &account, "password").await?;
    Ok(Err(No::OwnPassword))
}
