//! The burden-relief profile (减负设置, X-16): what the Measures of January 2026 forbid
//! (field-facts 2.0), how the product keeps to it, and what can be looked at live.
//!
//! It is on by default. The product has none of the forbidden functions, on or off: off
//! says that a town no longer promises it, with a reason that everyone can read, and
//! every page of the workbench shows so.

pub mod rules;
mod store;

use std::fmt;

use ground::{At, Error, Refusal, Result, Tx};

pub use rules::{Check, Grounds, Rule};

use crate::audit::{self, Act};
use crate::directory::{Path, Verb};
use crate::{BurdenId, Counter, PersonId, TenantId};

/// What is said no to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    /// No reason, or one that says nothing.
    NoReason,
    /// A reason as long as a letter.
    LongReason,
    /// It stands so already.
    Already,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoReason => "写明理由和依据，至少10个字；公示栏上看得到",
            Self::LongReason => "理由写200字以内",
            Self::Already => "已经是这样了，刷新看看是谁、什么时候改的",
        })
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NoReason | Self::LongReason => Some("reason"),
            Self::Already => None,
        }
    }
}

/// A change of the profile.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Change {
    /// Its id.
    pub id: BurdenId,
    /// 1 for on.
    pub is_on: i64,
    /// Why.
    pub reason: String,
    /// Who.
    pub changed_by: PersonId,
    /// When.
    pub changed_at: At,
}

/// The newest change; none while it stands as it came, on.
pub async fn newest(tx: &mut Tx, tenant: TenantId) -> Result<Option<Change>> {
    Ok(store::changes(tx, tenant, 1).await?.into_iter().next())
}

/// Whether the profile is on.
pub async fn is_on(tx: &mut Tx, tenant: TenantId) -> Result<bool> {
    Ok(newest(tx, tenant).await?.is_none_or(|c| c.is_on == 1))
}

/// The newest changes, newest first.
pub async fn changes(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Change>> {
    store::changes(tx, tenant, 50).await
}

/// Whether the visitor may turn it: who keeps the security of the whole tenant.
pub fn may_turn(at: &Counter) -> bool {
    let actor = at.actor.as_ref();
    actor.is_some_and(|a| a.scopes(Verb::KeepBurden).iter().any(Path::is_root))
}

/// Turns it off or on, for a reason that everyone can read.
pub async fn turn(tx: &mut Tx, at: &Counter, state: bool, reason: &str) -> Result<()> {
    if !may_turn(at) {
        return Err(match at.actor {
            Some(_) => Error::Forbidden,
            None => Error::NotFound,
        });
    }
    let reason = rules::reason(reason)?;
    if is_on(tx, at.tenant).await? == state {
        return Err(No::Already.into());
    }
    let change = Change {
        id: at.id(),
        is_on: i64::from(state),
        reason: reason.to_owned(),
        changed_by: at.actor_id(),
        changed_at: at.now,
    };
    store::add(tx, at.tenant, &change).await?;
    let payload = format!("{} {reason}", change.is_on);
    audit::note(tx, at, Act::BurdenTurned, change.id.0, &payload).await
}

/// Every SQL text of the program: where it stands, and what it says. A test's own
/// texts, which stand beside `src`, are no part of it.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    ground::statements()
        .filter(|s| s.place.contains("/src/"))
        .map(|s| (s.place, s.text))
        .collect()
}

/// The self-check: rule by rule, each thing that can be looked at looked at now.
/// `addresses` are those that the site answers to.
pub async fn check(tx: &mut Tx, at: &Counter, addresses: &[&str]) -> Result<Vec<Rule>> {
    let columns = ground::columns(tx).await?;
    let statements = statements();
    let grounds = Grounds {
        columns: &columns,
        statements: &statements,
        fields: &at.house.defaults.fields,
        addresses,
    };
    Ok(rules::rules(&grounds))
}
