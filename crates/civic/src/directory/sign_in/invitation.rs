//! Invitation slips (邀请条): a printed code that lets somebody without mail or
//! telephone open their account once, or choose a new password.

use std::sync::Arc;

use ground::{At, Error, Result, Tx};

use super::super::{No, Path, Role, Verb, access, people, tree};
use super::accounts::{HashedPassword, open_account};
use super::door::{self, Entered};
use super::second_factor::kept;
use super::store::{accounts, door as tries, invitation as store, sessions as open};
use super::{rules, sessions};
use crate::audit::{self, Act};
use crate::{Counter, House, InvitationId, OrgId, PersonId, TenantId};

/// What wrong codes are counted under.
const PURPOSE: &str = "invitation";

ground::words! {
    /// How a slip stands.
    pub enum SlipState {
        /// It opens an account.
        Open = "open" "可以用",
        /// It did.
        Used = "used" "已用",
        /// The keeper took it back.
        Revoked = "revoked" "作废",
        /// A newer one was made for the same person.
        Replaced = "replaced" "换了新的",
    }
}

/// A slip of somebody.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Slip {
    /// Its id.
    pub id: InvitationId,
    /// For whom.
    pub person_id: PersonId,
    /// How it stands.
    pub state: SlipState,
    /// When it ends.
    pub expires_at: At,
    /// Their name.
    pub name: String,
    pub(super) org_path: Path,
}

/// Somebody on the roster, for whom a slip may be made.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Sought {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Where they are on the roster.
    pub org_path: Path,
    /// Their login, when they have an account.
    pub login: Option<String>,
    /// Their open slip.
    pub slip: Option<InvitationId>,
    /// When that ends.
    pub expires_at: Option<At>,
}

/// A slip that was just made: its code is shown once, on paper.
#[derive(Debug, Clone)]
pub struct NewSlip {
    /// For whom.
    pub name: String,
    /// Their branch.
    pub org: String,
    /// The code, in groups of four.
    pub code: String,
    /// When it ends.
    pub expires_at: At,
    /// Their login, when they have an account already.
    pub login: Option<String>,
}

/// What a slip tells whoever holds it: as little as tells them it is theirs.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Their name.
    pub name: String,
    /// Their branch.
    pub org: String,
    /// Their login, when they have an account already: it gets a new password.
    pub login: Option<String>,
    /// A login that is free, for who has none.
    pub proposed: String,
    tenant: TenantId,
    person: PersonId,
    id: InvitationId,
}

/// The people of an organisation, with login and open slip; another's roster does not exist.
pub async fn sought(tx: &mut Tx, at: &Counter, org: OrgId) -> Result<Vec<Sought>> {
    let org = tree::org(tx, at.tenant, org).await?;
    at.require(Verb::KeepAccounts, &org.path)?;
    store::sought(tx, at.tenant, org.id).await
}

/// Makes a slip for each of these people; an older open one of theirs dies.
pub async fn make_slips(tx: &mut Tx, at: &Counter, people: &[PersonId]) -> Result<Vec<NewSlip>> {
    if people.is_empty() {
        return Err(No::NobodyChosen.into());
    }
    let mut slips = Vec::new();
    for person in people {
        slips.push(make_slip(tx, at, *person).await?);
    }
    Ok(slips)
}

async fn make_slip(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<NewSlip> {
    let person = people::person(tx, at.tenant, person).await?;
    at.require(Verb::KeepAccounts, &person.org_path)?;
    within_reach(tx, at, person.id, &person.name).await?;
    let house = &at.house;
    let code = house.ids.code(rules::CODE_LENGTH);
    let row = store::Row {
        tenant: at.tenant,
        id: at.id(),
        person: person.id,
        code_hash: &kept(house, &code),
        made_by: at.actor_id(),
        now: at.now,
        expires_at: house
            .zone
            .start_of(at.today.plus(house.defaults.invitation_days + 1)),
    };
    let expires_at = row.expires_at;
    store::replace(tx, at.tenant, person.id, at.now).await?;
    store::add(tx, row).await?;
    audit::note(tx, at, Act::SlipMade, person.id.0, "").await?;
    let account = accounts::account_of(tx, at.tenant, person.id).await?;
    Ok(NewSlip {
        org: tree::org(tx, at.tenant, person.org_id).await?.name,
        name: person.name,
        code: rules::grouped(&code),
        expires_at,
        login: account.map(|a| a.login),
    })
}

/// A slip gives its keeper nobody else's power: whoever holds an office gets one
/// from a keeper above it, not from one beside it, and the privileged roles get none.
async fn within_reach(tx: &mut Tx, at: &Counter, person: PersonId, name: &str) -> Result<()> {
    let actor = at.actor.as_ref().ok_or(Error::NotFound)?;
    let grants = access::grants(tx, at.tenant, person, at.today).await?;
    let words: Vec<&str> = grants.iter().map(|g| Role::word(g.role)).collect();
    let scopes = actor.scopes(Verb::KeepAccounts);
    let reach = grants.iter().all(|g| {
        let is_office = !matches!(g.role, Role::Member | Role::Resident);
        scopes
            .iter()
            .any(|s| s.covers(&g.org_path) && !(is_office && *s == g.org_path))
    });
    if !reach || rules::is_privileged(&words, &at.house.defaults.second_factor_roles) {
        return Err(No::SlipBeyond(name.to_owned()).into());
    }
    Ok(())
}

/// Takes an open slip back.
pub async fn revoke_slip(tx: &mut Tx, at: &Counter, id: InvitationId) -> Result<()> {
    let slip = store::slip(tx, at.tenant, id).await?;
    let slip = slip.ok_or(Error::NotFound)?;
    at.require(Verb::KeepAccounts, &slip.org_path)?;
    if store::end(tx, at.tenant, id, SlipState::Revoked, at.now).await? > 0 {
        audit::note(tx, at, Act::SlipRevoked, slip.person_id.0, "").await?;
    }
    Ok(())
}

/// Whose slip a code is. A wrong one is counted, and after too many in one
/// hour none is looked at: returned as a value, because the count must be kept.
pub async fn invitation(
    tx: &mut Tx,
    house: &Arc<House>,
    code: &str,
) -> Result<std::result::Result<Invited, No>> {
    let now = house.clock.now();
    let hour = rules::hour(now);
    let d = &house.defaults;
    if tries::failures(tx, PURPOSE, hour).await? >= d.invitation_tries_per_hour {
        return Ok(Err(No::TooManySlips));
    }
    let found = store::by_code(tx, &kept(house, code)).await?;
    let Some(found) = found.filter(|f| f.state == SlipState::Open && f.expires_at > now) else {
        tries::add_failure(tx, PURPOSE, hour).await?;
        return Ok(Err(No::Slip));
    };
    let person = people::person(tx, found.tenant_id, found.person_id).await?;
    let org = tree::org(tx, found.tenant_id, person.org_id).await?;
    let account = accounts::account_of(tx, found.tenant_id, person.id).await?;
    Ok(Ok(Invited {
        name: person.name,
        proposed: propose(tx, &org.code).await?,
        org: org.name,
        login: account.map(|a| a.login),
        tenant: found.tenant_id,
        person: person.id,
        id: found.id,
    }))
}

/// A login that is free: the branch's code and a number.
async fn propose(tx: &mut Tx, code: &str) -> Result<String> {
    let head = format!("{code}-");
    // The digit after the last: all logins of this head and a number lie between.
    let taken = store::logins_between(tx, &head, &format!("{head}:")).await?;
    let taken: Vec<String> = taken.into_iter().map(|(login,)| login).collect();
    Ok(rules::proposed_login(&head, &taken))
}

/// What is chosen with a slip.
#[derive(Debug, Clone)]
pub struct NewAccount<'a> {
    /// The login, for who has no account yet.
    pub login: &'a str,
    /// The password.
    pub password: &'a HashedPassword,
}

/// Uses a slip: opens the account, or gives it a new password, and goes in.
/// A second factor stays: paper alone does not pass it.
pub async fn accept_invitation(
    tx: &mut Tx,
    house: &Arc<House>,
    code: &str,
    new: NewAccount<'_>,
    device: &str,
) -> Result<std::result::Result<Entered, No>> {
    let invited = match invitation(tx, house, code).await? {
        Ok(invited) => invited,
        Err(no) => return Ok(Err(no)),
    };
    let actor = sessions::actor(tx, house, invited.tenant, invited.person).await?;
    let at = Counter::of(house, actor);
    if store::end(tx, at.tenant, invited.id, SlipState::Used, at.now).await? == 0 {
        return Ok(Err(No::Slip));
    }
    audit::note(tx, &at, Act::SlipUsed, invited.person.0, "").await?;
    if invited.login.is_some() {
        accounts::set_password(tx, at.tenant, invited.person, new.password).await?;
        open::end_all_sessions(tx, at.tenant, invited.person).await?;
        audit::note(tx, &at, Act::PasswordChanged, invited.person.0, "").await?;
    } else {
        let login = rules::login(new.login).ok_or(No::Login)?;
        open_account(tx, &at, invited.person, &login, new.password).await?;
    }
    let account = accounts::account_of(tx, at.tenant, invited.person).await?;
    let account = account.ok_or(Error::NotFound)?;
    let entered = door::pass(tx, house, &account, device, "invitation").await?;
    Ok(Ok(entered))
}
