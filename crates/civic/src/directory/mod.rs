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
    Account, Ceremony, Entered, Factor, HashedPassword, Invited, NewAccount, NewFactor, NewSession,
    NewSlip, OwnSession, Passkey, PasskeyPlace, Session, Slip, SlipState, Sought,
    accept_invitation, account, account_at_step, add_passkey, ask_passkey, change_password,
    confirm_factor, end_other_sessions, end_session, enter_code, enter_passkey, factor,
    hash_password, invitation, make_slips, open_account, own_account, own_passkeys, own_password,
    own_sessions, password_fits, pending_factor, recover, remake_recovery_codes, remove_factor,
    remove_passkey, reset_password, revoke_slip, session, sign_in, sign_out, sought, start_factor,
    start_passkey, touch_session,
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

    /// The first path after this organisation alone: those below it begin there.
    pub fn after_itself(&self) -> Self {
        Self(format!("{}0", self.0))
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
    /// The code from the authenticator or the sheet is wrong, or was used.
    WrongCode,
    /// Too long between the password and the code.
    StepOver,
    /// The password that a change asks for is wrong.
    OwnPassword,
    /// A privileged role keeps its second factor.
    FactorRequired,
    /// A login that nobody could type again.
    Login,
    /// A slip that is unknown, used, replaced, revoked or past its day: one answer to all.
    Slip,
    /// Too many wrong codes came in this hour.
    TooManySlips,
    /// A slip for someone whose power reaches further than the keeper's.
    SlipBeyond(String),
    /// A slip for nobody.
    NobodyChosen,
    /// A passkey that does not fit.
    Passkey,
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
            Self::WrongCode => f.write_str("验证码不对或已经用过，等下一个再输"),
            Self::StepOver => f.write_str("停得太久了，请从账号和密码重新来"),
            Self::OwnPassword => f.write_str("现在的密码不对，再核对一下"),
            Self::FactorRequired => f.write_str("您的身份必须启用动态码，不能停用"),
            Self::Login => f.write_str("账号用2至30个汉字、字母或数字，中间可以有 - _ . @"),
            Self::Slip => f.write_str(
                "这张邀请条用不了：可能输错了，也可能用过、过期或换了新的。再核对一下，或请支部另印一张",
            ),
            Self::TooManySlips => f.write_str("输错邀请码的次数太多，请过一小时再试，或请支部帮忙"),
            Self::SlipBeyond(name) => write!(
                f,
                "{name}另有职务，邀请条要由上一级的账号管理员来印；系统、安全、审计管理员请在服务器上用 sanzheng admin recover 办理"
            ),
            Self::NobodyChosen => f.write_str("请勾选要发邀请条的人"),
            Self::Passkey => f.write_str("通行密钥没有核对上，再试一次，或用密码登录"),
            Self::Category(word) => write!(f, "没有“{word}”这个类别"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) => field,
            Self::LoginTaken | Self::WrongPassword | Self::Locked(_) | Self::Login => "login",
            Self::WrongCode | Self::Slip | Self::TooManySlips => "code",
            Self::OwnPassword => "current",
            Self::NobodyChosen | Self::SlipBeyond(_) => "person",
            Self::StepOver | Self::FactorRequired | Self::Passkey => return None,
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
