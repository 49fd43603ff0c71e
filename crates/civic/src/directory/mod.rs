//! Organisations, people, roles with their scope, and sign-in (G01, X-01, X-14).
//!
//! A folder for each noun: [`tree`] organisations, [`people`] who is on the
//! roster, [`access`] roles and scopes, [`sign_in`] accounts and sessions.

pub mod access;
pub mod people;
pub mod roster;
pub mod rules;
pub mod sign_in;
pub mod tree;

use std::fmt;

use ground::{Refusal, Result};
use serde::{Deserialize, Serialize};

pub use access::{Actor, Grant, grant};
pub use people::{
    Details, LooseDay, NewPerson, NoSuchDate, Particulars, Person, Record, Sex, Standing,
    add_person, full_members, name_key, person, record, roster,
};
pub use rules::{Reach, Role, Verb};
pub use sign_in::{
    Account, HashedPassword, NewSession, Session, account, change_password, hash_password,
    open_account, own_account, password_fits, reset_password, session, sign_in, sign_out,
    touch_session,
};
pub use tree::{
    NewOrg, NewTenant, Org, OrgKind, Site, add_org, found_tenant, open_site, org, orgs, site,
    site_of, sites, tenants,
};

/// Where an organisation stands in the tree: `0001/0002/`. A scope is a prefix.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Path(pub String);

impl Path {
    /// Whether `inner` is this place or below it.
    pub fn covers(&self, inner: &Self) -> bool {
        inner.0.starts_with(&self.0)
    }

    /// Whether it is the top of a tenant's tree.
    pub fn is_root(&self) -> bool {
        self.0.matches('/').count() == 1
    }

    /// The place above; none at the top.
    pub fn parent(&self) -> Option<Self> {
        let (above, _) = self.0.strip_suffix('/')?.rsplit_once('/')?;
        Some(Self(format!("{above}/")))
    }

    /// The first path after this sub-tree: `path >= p and path < p.after()` is the sub-tree.
    pub fn after(&self) -> Self {
        Self(
            self.0
                .strip_suffix('/')
                .map_or_else(|| "~".to_owned(), |p| format!("{p}0")),
        )
    }
}

/// What the directory says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// The login is taken.
    LoginTaken,
    /// The code is taken.
    CodeTaken,
    /// The password is too weak.
    Weak,
    /// The new password is the old one.
    SamePassword,
    /// Login or password is wrong.
    WrongPassword,
    /// Locked for so many minutes.
    Locked(i64),
    /// No such category.
    Category(String),
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::LoginTaken => f.write_str("这个账号已经有人用了，换一个"),
            Self::CodeTaken => f.write_str("这个代码已经用过，换一个"),
            Self::Weak => f.write_str("密码至少10个字符，并含大写、小写、数字、符号中的三种"),
            Self::SamePassword => f.write_str("新密码和现在的一样，换一个"),
            Self::WrongPassword => f.write_str("账号或密码不对，再核对一下"),
            Self::Locked(minutes) => write!(f, "输错次数太多，{minutes}分钟后再试，或请管理员帮忙"),
            Self::Category(word) => write!(f, "没有“{word}”这个类别"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) => field,
            Self::LoginTaken | Self::WrongPassword | Self::Locked(_) => "login",
            Self::CodeTaken => "code",
            Self::Weak | Self::SamePassword => "password",
            Self::Category(_) => "category",
        })
    }
}

fn filled(field: &'static str, what: &'static str, value: &str) -> Result<()> {
    if value.trim().is_empty() {
        return Err(No::Empty(field, what).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_covers_what_stands_below_it_and_nothing_beside_it() {
        let branch = Path("0001/0002/0003/".into());
        assert!(Path("0001/0002/".into()).covers(&branch));
        assert!(!Path("0001/0002/00031/".into()).covers(&branch));
        assert!(branch.0 < Path("0001/0002/".into()).after().0);
        assert_eq!(branch.parent(), Some(Path("0001/0002/".into())));
        assert_eq!(Path("0001/".into()).parent(), None);
    }
}
