//! Accounts, passwords and sessions.

mod store;

use std::fmt;
use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use ground::{At, Error, Fault, Result, Tx};

use super::{Actor, No, access, filled, people, rules};
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

    fn hash(&self) -> &str {
        &self.hash
    }

    fn is_handed_over(&self) -> i64 {
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

/// Gives an account a new password and lifts its lock: the console's help (ruling 4).
pub async fn reset_password(
    tx: &mut Tx,
    house: &Arc<House>,
    login: &str,
    password: &HashedPassword,
) -> Result<()> {
    let account = store::account(tx, login).await?.ok_or(Error::NotFound)?;
    store::set_password(tx, account.tenant_id, account.person_id, password).await?;
    let at = Counter::visitor(house, account.tenant_id);
    audit::note(tx, &at, Act::PasswordReset, account.person_id.0, "").await
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
    audit::note(tx, at, Act::PasswordChanged, actor.person.0, "").await
}

/// An account, as sign-in needs it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Account {
    tenant_id: TenantId,
    person_id: PersonId,
    password: String,
    failures: i64,
    locked_until: At,
}

/// The first half of signing in: the account, unless it is locked.
pub async fn account(tx: &mut Tx, house: &House, login: &str) -> Result<Option<Account>> {
    let Some(account) = store::account(tx, login.trim()).await? else {
        return Ok(None);
    };
    let now = house.clock.now();
    if account.locked_until > now {
        let left = (account.locked_until.micros() - now.micros()) / 60_000_000 + 1;
        return Err(No::Locked(left).into());
    }
    Ok(Some(account))
}

/// The slow half: whether the password is right. An unknown login costs the
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

/// A new session: the key goes to the browser, its hash into the database.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The secret of the cookie.
    pub key: String,
    /// Whose it is.
    pub tenant: TenantId,
}

/// The last half of signing in: a session, or a counted failure.
///
/// The account is read again here, in the transaction that counts: many
/// passwords tried at once are counted one by one, and none passes a lock.
/// Returns the refusal as a value, because the counted failure must be kept.
pub async fn sign_in(
    tx: &mut Tx,
    house: &Arc<House>,
    login: &str,
    fits: bool,
) -> Result<std::result::Result<NewSession, No>> {
    let account = account(tx, house, login).await?;
    let Some(account) = account else {
        return Ok(Err(No::WrongPassword));
    };
    let at = Counter::visitor(house, account.tenant_id);
    let who = account.person_id;
    if !fits {
        let d = &house.defaults;
        let (failures, until) = rules::after_failure(
            account.failures,
            d.sign_in_tries,
            d.sign_in_lock_seconds,
            at.now,
        );
        store::set_failures(tx, at.tenant, who, failures, until).await?;
        if until > at.now {
            audit::note(tx, &at, Act::AccountLocked, who.0, "").await?;
        }
        return Ok(Err(No::WrongPassword));
    }
    let (key, csrf) = (house.ids.token(), house.ids.token());
    store::set_failures(tx, at.tenant, who, 0, At::from_micros(0)).await?;
    store::end_idle_sessions(
        tx,
        at.tenant,
        at.now.plus_seconds(-house.defaults.idle_seconds),
    )
    .await?;
    store::add_session(
        tx,
        at.tenant,
        who,
        &ground::fingerprint(&key),
        &csrf,
        at.now,
    )
    .await?;
    audit::note_by(tx, &at, who, Act::SignedIn, who.0, "").await?;
    Ok(Ok(NewSession {
        key,
        tenant: at.tenant,
    }))
}

/// A session that is awake.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who it is.
    pub actor: Arc<Actor>,
    /// The token that each of its forms carries.
    pub csrf: String,
    /// Whether the password is to be changed before anything else.
    pub must_change: bool,
    /// Whether it is time to write down that it was seen.
    pub stale: bool,
}

/// The session behind a key, unless it fell asleep.
pub async fn session(tx: &mut Tx, house: &House, key: &str) -> Result<Option<Session>> {
    let now = house.clock.now();
    let Some(row) = store::session(tx, &ground::fingerprint(key)).await? else {
        return Ok(None);
    };
    if !rules::is_awake(row.seen_at, house.defaults.idle_seconds, now) {
        return Ok(None);
    }
    let person = people::person(tx, row.tenant_id, row.person_id).await?;
    let grants = access::grants(tx, row.tenant_id, row.person_id, house.zone.day(now)).await?;
    Ok(Some(Session {
        stale: now > row.seen_at.plus_seconds(60),
        csrf: row.csrf,
        must_change: row.handed_over == 1,
        actor: Arc::new(Actor {
            tenant: row.tenant_id,
            person: person.id,
            name: person.name,
            org_id: person.org_id,
            org_path: person.org_path,
            grants,
        }),
    }))
}

/// Writes down that a session was seen, at most once a minute.
pub async fn touch_session(tx: &mut Tx, house: &House, key: &str) -> Result<()> {
    store::touch_session(tx, &ground::fingerprint(key), house.clock.now()).await
}

/// Signs out.
pub async fn sign_out(tx: &mut Tx, key: &str) -> Result<()> {
    store::end_session(tx, &ground::fingerprint(key)).await
}
