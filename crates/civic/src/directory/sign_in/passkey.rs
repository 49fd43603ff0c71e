//! Passkeys (通行密钥, W3C Web Authentication): a device that knows its owner by
//! finger, face or PIN opens the door alone. It stands for both steps, because
//! the device itself asks for the second.

use std::sync::Arc;

use ground::{At, Error, Fault, Result, Tx};
use webauthn_rp::bin::{Decode as _, Encode as _};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle,
};
use webauthn_rp::request::{AsciiDomain, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::register::{DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication16, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
};

use super::super::No;
use super::accounts::own_account;
use super::door;
use super::rules;
use super::sessions::NewSession;
use super::store::{accounts, door as steps, passkey as store};
use crate::audit::{self, Act};
use crate::{Counter, House, PasskeyId, PersonId};

/// The kinds of a step that waits for a device.
const ADDED: &str = "passkey_added";
const SHOWN: &str = "passkey_shown";

/// Where passkeys are good: a host name, and the one origin whose pages may use them.
#[derive(Debug)]
pub struct PasskeyPlace {
    host: RpId,
    origin: String,
}

impl PasskeyPlace {
    /// The place of a public URL; none where browsers offer no passkeys.
    pub fn of(public_url: &str) -> Option<Self> {
        let (host, origin) = rules::passkey_place(public_url)?;
        let host = RpId::Domain(AsciiDomain::try_from(host).ok()?);
        Some(Self { host, origin })
    }
}

/// The first half of a ceremony: what the browser is handed, and the key of the
/// row that remembers the challenge.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// The key of the row.
    pub key: String,
    /// The options in JSON, binary values in base64url.
    pub options: String,
}

/// A passkey as its owner sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// The kind of device that it was made on.
    pub label: String,
    /// When.
    pub created_at: At,
    /// When it last opened the door.
    pub used_at: Option<At>,
}

fn fault(cause: impl std::fmt::Debug) -> Error {
    Fault::new(format!("{cause:?}")).into()
}

/// One's own passkeys, the oldest first.
pub async fn own_passkeys(tx: &mut Tx, at: &Counter) -> Result<Vec<Passkey>> {
    store::passkeys_of(tx, at.tenant, at.actor_id()).await
}

/// Begins to add a passkey to one's own account.
pub async fn start_passkey(tx: &mut Tx, at: &Counter, place: &PasskeyPlace) -> Result<Ceremony> {
    let actor = at.actor.as_ref().ok_or(Error::NotFound)?;
    let login = own_account(tx, at).await?.login;
    let known = store::credentials_of(tx, at.tenant, actor.person).await?;
    let Ok(handle) = UserHandle::decode(*actor.person.0.as_bytes());
    let user = PublicKeyCredentialUserEntity {
        name: login.as_str().try_into().map_err(fault)?,
        id: &handle,
        display_name: actor.name.as_str().try_into().ok(),
    };
    let descriptor = |(id,): (Vec<u8>,)| {
        let id = CredentialId::decode(id).map_err(fault)?;
        // How the device is reached is for the browser to find out.
        let transports = AuthTransports::decode(0).map_err(fault)?;
        Ok::<_, Error>(PublicKeyCredentialDescriptor { id, transports })
    };
    let known: Vec<_> = known.into_iter().map(descriptor).collect::<Result<_>>()?;
    let mut options = PublicKeyCredentialCreationOptions::passkey(&place.host, user, known);
    // A refinement of some security keys that others stumble over; the check that
    // counts, user verification, is made at each sign-in anyway.
    options.extensions.cred_protect = CredProtect::None;
    let (state, client) = options.start_ceremony().map_err(fault)?;
    let state = state.encode().map_err(fault)?;
    let whose = Some((at.tenant, actor.person));
    let key = remember(tx, &at.house, ADDED, whose, state).await?;
    let options = serde_json::to_string(&client)?;
    Ok(Ceremony { key, options })
}

async fn remember(
    tx: &mut Tx,
    house: &House,
    kind: &str,
    whose: Option<(crate::TenantId, PersonId)>,
    challenge: Vec<u8>,
) -> Result<String> {
    let now = house.clock.now();
    steps::end_old_steps(tx, now).await?;
    let key = house.ids.token();
    let step = steps::NewStep {
        key_hash: &ground::fingerprint(&key),
        kind,
        whose,
        challenge: Some(challenge),
        expires_at: now.plus_seconds(house.defaults.door_step_seconds),
    };
    steps::add_step(tx, step).await?;
    Ok(key)
}

/// The challenge behind a key; it is used up by being asked for.
async fn challenge(
    tx: &mut Tx,
    now: At,
    key: &str,
    kind: &str,
) -> Result<Option<(Option<PersonId>, Vec<u8>)>> {
    let key_hash = ground::fingerprint(key);
    let step = steps::step(tx, &key_hash, kind).await?;
    let Some(step) = step.filter(|s| s.expires_at > now) else {
        return Ok(None);
    };
    steps::end_step(tx, &key_hash).await?;
    Ok(step.challenge.map(|c| (step.person_id, c)))
}

/// Adds the passkey that the browser made.
pub async fn add_passkey(
    tx: &mut Tx,
    at: &Counter,
    place: &PasskeyPlace,
    key: &str,
    answer: &str,
    device: &str,
) -> Result<()> {
    let person = at.actor_id();
    let found = challenge(tx, at.now, key, ADDED).await?;
    let (_, state) = found
        .filter(|(whose, _)| *whose == Some(person))
        .ok_or(No::Passkey)?;
    let state: RegistrationServerState<16> =
        RegistrationServerState::decode(&state).map_err(fault)?;
    let made = Registration::from_json_relaxed(answer.as_bytes()).map_err(|_| No::Passkey)?;
    let options = RegistrationVerificationOptions::<&str, &str> {
        allowed_origins: &[place.origin.as_str()],
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    let credential = state
        .verify(&place.host, &made, &options)
        .map_err(|_| No::Passkey)?;
    let Ok(public_part) = credential.static_state().encode().map(|part| part.to_vec());
    let Ok(moving_part) = credential
        .dynamic_state()
        .encode()
        .map(|part| part.to_vec());
    let row = store::Row {
        tenant: at.tenant,
        id: at.id(),
        person,
        credential: credential.id().as_ref().to_vec(),
        public_part,
        moving_part,
        label: device.to_owned(),
        now: at.now,
    };
    if store::add(tx, row).await? == 0 {
        return Err(No::Passkey.into());
    }
    audit::note(tx, at, Act::PasskeyAdded, person.0, "").await
}

/// Removes one of one's own passkeys; another's does not exist.
pub async fn remove_passkey(tx: &mut Tx, at: &Counter, id: PasskeyId) -> Result<()> {
    if store::remove(tx, at.tenant, at.actor_id(), id).await? == 0 {
        return Err(Error::NotFound);
    }
    audit::note(tx, at, Act::PasskeyRemoved, at.actor_id().0, "").await
}

/// Takes somebody's passkeys away: at the console.
pub(super) async fn forget(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<()> {
    if store::remove_all(tx, at.tenant, person).await? > 0 {
        audit::note(tx, at, Act::PasskeyRemoved, person.0, "").await?;
    }
    Ok(())
}

/// Begins to sign in by a passkey, of whomever: the device says whose it is.
pub async fn ask_passkey(tx: &mut Tx, house: &House, place: &PasskeyPlace) -> Result<Ceremony> {
    let options = DiscoverableCredentialRequestOptions::passkey(&place.host);
    let (state, client) = options.start_ceremony().map_err(fault)?;
    let state = state.encode().map_err(fault)?;
    let key = remember(tx, house, SHOWN, None, state).await?;
    let options = serde_json::to_string(&client)?;
    Ok(Ceremony { key, options })
}

/// Signs in by the passkey that the device showed. A refusal is returned as a
/// value: the used challenge and the note of it must be kept.
pub async fn enter_passkey(
    tx: &mut Tx,
    house: &Arc<House>,
    place: &PasskeyPlace,
    key: &str,
    answer: &str,
    device: &str,
) -> Result<std::result::Result<NewSession, No>> {
    let now = house.clock.now();
    let Some((_, state)) = challenge(tx, now, key, SHOWN).await? else {
        return Ok(Err(No::StepOver));
    };
    let Ok(shown) = DiscoverableAuthentication16::from_json_relaxed(answer.as_bytes()) else {
        return Ok(Err(No::Passkey));
    };
    let Some(found) = store::by_credential(tx, shown.raw_id().as_ref().to_vec()).await? else {
        return Ok(Err(No::Passkey));
    };
    let account = accounts::account_of(tx, found.tenant_id, found.person_id).await?;
    let account = account.ok_or(Error::NotFound)?;
    if let Err(locked) = account.open(now) {
        return Ok(Err(locked));
    }
    let Some(moved) = fits(place, &state, &shown, &found)? else {
        let at = Counter::visitor(house, found.tenant_id);
        audit::note(tx, &at, Act::SignInFailed, found.person_id.0, "passkey").await?;
        return Ok(Err(No::Passkey));
    };
    store::used(tx, found.tenant_id, found.id, moved, now).await?;
    let session = door::let_in(tx, house, &account, device, "passkey").await?;
    Ok(Ok(session))
}

/// Whether what was shown answers the challenge by the key on record; then the
/// part of the record that moves with each use.
fn fits(
    place: &PasskeyPlace,
    state: &[u8],
    shown: &DiscoverableAuthentication16,
    found: &store::Found,
) -> Result<Option<Vec<u8>>> {
    let state = DiscoverableAuthenticationServerState::decode(state).map_err(fault)?;
    let Ok(handle) = UserHandle::<16>::decode(*found.person_id.0.as_bytes());
    let public_part = StaticState::decode(found.public_part.as_slice()).map_err(fault)?;
    let moving_part: [u8; 7] = found.moving_part.as_slice().try_into().map_err(fault)?;
    let moving_part = DynamicState::decode(moving_part).map_err(fault)?;
    let mut credential =
        AuthenticatedCredential::new(shown.raw_id(), &handle, public_part, moving_part)
            .map_err(fault)?;
    let options = AuthenticationVerificationOptions::<&str, &str> {
        allowed_origins: &[place.origin.as_str()],
        error_on_unsolicited_extensions: false,
        ..AuthenticationVerificationOptions::default()
    };
    if state
        .verify(&place.host, shown, &mut credential, &options)
        .is_err()
    {
        return Ok(None);
    }
    let Ok(moved) = credential
        .dynamic_state()
        .encode()
        .map(|part| part.to_vec());
    Ok(Some(moved))
}
