//! The door: a password first, then the code where the account wants one.

use std::sync::Arc;

use ground::{At, Result, Tx};

use super::super::{No, rules};
use super::accounts::{Account, account};
use super::second_factor;
use super::sessions::{self, NewSession};
use super::store::{accounts as store, door};
use crate::audit::{self, Act};
use crate::{Counter, House};

/// The kind of a step that waits for a code.
const CODE: &str = "code";

/// Where the right password leads.
#[derive(Debug, Clone)]
pub enum Entered {
    /// In.
    In(NewSession),
    /// To the second step: the key of the row that remembers the first.
    Half(String),
}

/// The last half of the password's step: a session, or a counted failure.
///
/// The account is read again here, in the transaction that counts: many
/// passwords tried at once are counted one by one, and none passes a lock.
/// Returns the refusal as a value, because the counted failure must be kept.
pub async fn sign_in(
    tx: &mut Tx,
    house: &Arc<House>,
    login: &str,
    fits: bool,
    device: &str,
) -> Result<std::result::Result<Entered, No>> {
    let Some(account) = account(tx, house, login).await? else {
        return Ok(Err(No::WrongPassword));
    };
    if !fits {
        count_failure(tx, house, &account, "password").await?;
        return Ok(Err(No::WrongPassword));
    }
    pass(tx, house, &account, device, "password").await.map(Ok)
}

/// Passes the first step, by whatever: in, or on to the code. Failures are
/// forgotten only inside, so that a known password gives no new tries at the code.
pub(super) async fn pass(
    tx: &mut Tx,
    house: &Arc<House>,
    account: &Account,
    device: &str,
    by: &str,
) -> Result<Entered> {
    if !second_factor::is_on(tx, account.tenant_id, account.person_id).await? {
        let session = let_in(tx, house, account, device, by).await?;
        return Ok(Entered::In(session));
    }
    let now = house.clock.now();
    door::end_old_steps(tx, now).await?;
    let key = house.ids.token();
    let step = door::NewStep {
        key_hash: &ground::fingerprint(&key),
        kind: CODE,
        whose: Some((account.tenant_id, account.person_id)),
        challenge: None,
        expires_at: now.plus_seconds(house.defaults.door_step_seconds),
    };
    door::add_step(tx, step).await?;
    Ok(Entered::Half(key))
}

/// The account that waits at the second step under this key.
pub async fn account_at_step(
    tx: &mut Tx,
    house: &House,
    key: &str,
) -> Result<std::result::Result<Account, No>> {
    let now = house.clock.now();
    let step = door::step(tx, &ground::fingerprint(key), CODE).await?;
    let Some(step) = step.filter(|s| s.expires_at > now) else {
        return Ok(Err(No::StepOver));
    };
    let (Some(tenant), Some(person)) = (step.tenant_id, step.person_id) else {
        return Ok(Err(No::StepOver));
    };
    let account = store::account_of(tx, tenant, person).await?;
    let Some(account) = account else {
        return Ok(Err(No::StepOver));
    };
    Ok(account.open(now).map(|()| account))
}

/// The second step: a code of the authenticator, or one from the recovery
/// sheet. A wrong one counts toward the same lock as a wrong password.
pub async fn enter_code(
    tx: &mut Tx,
    house: &Arc<House>,
    key: &str,
    typed: &str,
    device: &str,
) -> Result<std::result::Result<NewSession, No>> {
    let account = match account_at_step(tx, house, key).await? {
        Ok(account) => account,
        Err(no) => return Ok(Err(no)),
    };
    let whose = (account.tenant_id, account.person_id);
    let now = house.clock.now();
    let Some(by) = second_factor::takes(tx, house, whose, typed, now).await? else {
        count_failure(tx, house, &account, "code").await?;
        return Ok(Err(No::WrongCode));
    };
    door::end_steps_of(tx, whose.0, whose.1).await?;
    let session = let_in(tx, house, &account, device, "code").await?;
    if by == Act::RecoveryUsed {
        let actor = sessions::actor(tx, house, whose.0, whose.1).await?;
        let at = Counter::of(house, actor);
        audit::note(tx, &at, Act::RecoveryUsed, whose.1.0, "").await?;
    }
    Ok(Ok(session))
}

/// Counts a failure of whoever stands at the door; locks the account when it was one too many.
pub(super) async fn count_failure(
    tx: &mut Tx,
    house: &Arc<House>,
    account: &Account,
    by: &str,
) -> Result<()> {
    let at = Counter::visitor(house, account.tenant_id);
    let who = account.person_id;
    let d = &house.defaults;
    let (failures, until) = rules::after_failure(
        account.failures,
        d.sign_in_tries,
        d.sign_in_lock_seconds,
        at.now,
    );
    store::set_failures(tx, at.tenant, who, failures, until).await?;
    audit::note(tx, &at, Act::SignInFailed, who.0, by).await?;
    if until > at.now {
        door::end_steps_of(tx, at.tenant, who).await?;
        audit::note(tx, &at, Act::AccountLocked, who.0, "").await?;
    }
    Ok(())
}

/// Lets the holder of an account in: failures are forgotten, a session begins.
pub(super) async fn let_in(
    tx: &mut Tx,
    house: &Arc<House>,
    account: &Account,
    device: &str,
    by: &str,
) -> Result<NewSession> {
    let actor = sessions::actor(tx, house, account.tenant_id, account.person_id).await?;
    let at = Counter::of(house, actor);
    store::set_failures(tx, at.tenant, account.person_id, 0, At::from_micros(0)).await?;
    let session = sessions::begin(tx, &at, device).await?;
    audit::note(tx, &at, Act::SignedIn, account.person_id.0, by).await?;
    Ok(session)
}
