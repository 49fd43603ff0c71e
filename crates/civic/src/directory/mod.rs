//! Organisations, people, roles with their scope, and sign-in (G01, X-01, X-14).

pub mod rules;
mod store;

use std::fmt;
use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use ground::{At, Error, Fault, Refusal, Result, Tx};
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale::locale;
use serde::{Deserialize, Serialize};

pub use rules::{Role, Verb};

use crate::audit::{self, Act};
use crate::{Counter, House, OrgId, PersonId, TenantId};

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

    /// The first path after this sub-tree: `path >= p and path < p.after()` is the sub-tree.
    pub fn after(&self) -> Self {
        Self(
            self.0
                .strip_suffix('/')
                .map_or_else(|| "~".to_owned(), |p| format!("{p}0")),
        )
    }
}

ground::words! {
    /// Kinds of organisation.
    pub enum OrgKind {
        /// Sub-district committee (街道党工委、办事处党委).
        Committee = "committee" "党工委",
        /// Community (社区).
        Community = "community" "社区",
        /// Branch (党支部).
        Branch = "branch" "党支部",
    }
}

ground::words! {
    /// How a person stands to the branch.
    pub enum Standing {
        /// Full member (正式党员).
        Full = "full" "正式党员",
        /// Provisional member (预备党员): takes part, gets no grade (ruling 2).
        Provisional = "provisional" "预备党员",
        /// Works here without being on the roster.
        Staff = "staff" "工作人员",
    }
}

/// An organisation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Its kind.
    pub kind: OrgKind,
    /// Its code, unique in the tenant.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its place in the tree.
    pub path: Path,
    /// Where people find it.
    pub address: String,
    /// The telephone that is answered.
    pub phone: String,
}

/// A person of the roster.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their branch.
    pub org_id: OrgId,
    /// Where the branch stands.
    pub org_path: Path,
    /// Their name.
    pub name: String,
    /// The name's key by surname strokes, in hexadecimal digits.
    pub name_key: String,
    /// Their post, for example 组织委员; may be empty.
    pub post: String,
    /// Their category, for example 社区.
    pub category: String,
    /// Full, provisional or staff.
    pub standing: Standing,
}

/// A role over a sub-tree.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The top of its scope.
    pub org_path: Path,
}

/// Someone who signed in, with what they may do.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Their tenant.
    pub tenant: TenantId,
    /// Who they are.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their own organisation.
    pub org_id: OrgId,
    /// Where it stands.
    pub org_path: Path,
    /// Their roles.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// Whether a role of theirs allows this there.
    pub fn may(&self, verb: Verb, path: &Path) -> bool {
        self.grants
            .iter()
            .any(|g| rules::allows(g.role, verb) && g.org_path.covers(path))
    }

    /// Whether what stands there exists for them.
    pub fn sees(&self, path: &Path) -> bool {
        self.may(Verb::See, path) || (self.has(Role::Member) && self.org_path == *path)
    }

    /// Whether they may read the record of the whole tenant.
    pub fn audits(&self) -> bool {
        self.scope(Verb::ReadAudit).is_some_and(Path::is_root)
    }

    /// Whether they hold this role anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|g| g.role == role)
    }

    /// The widest sub-tree in which they may do this.
    pub fn scope(&self, verb: Verb) -> Option<&Path> {
        self.grants
            .iter()
            .filter(|g| rules::allows(g.role, verb))
            .map(|g| &g.org_path)
            .min_by_key(|p| p.0.len())
    }

    /// The role that the workbench greets them by.
    pub fn title(&self) -> &'static str {
        Role::ALL
            .iter()
            .find(|r| self.has(**r))
            .map_or("", |r| r.label())
    }
}

/// The public place of an organisation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Site {
    /// The word in its address.
    pub code: String,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// The organisation.
    pub org_id: OrgId,
    /// Its name.
    pub name: String,
    /// Its place in the tree.
    pub path: Path,
    /// Where people find it.
    pub address: String,
    /// The telephone that is answered.
    pub phone: String,
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

/// The key by which names are ordered: surname strokes (CLDR `zh-u-co-stroke`), in hexadecimal digits.
pub fn name_key(name: &str) -> String {
    static COLLATOR: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    let collator = COLLATOR.get_or_init(|| {
        Collator::try_new(locale!("zh-u-co-stroke").into(), CollatorOptions::default()).ok()
    });
    let mut key = Vec::new();
    match collator {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(name, &mut key);
        }
        None => key.extend_from_slice(name.as_bytes()),
    }
    key.iter().map(|b| format!("{b:02x}")).collect()
}

/// What a new tenant starts with.
#[derive(Debug, Clone)]
pub struct NewTenant<'a> {
    /// Code of the tenant, unique in the installation.
    pub code: &'a str,
    /// Name of the sub-district's committee.
    pub name: &'a str,
}

/// Makes a tenant with its committee at the root of the tree.
pub async fn found_tenant(
    tx: &mut Tx,
    house: &Arc<House>,
    new: NewTenant<'_>,
) -> Result<(TenantId, Org)> {
    filled("code", "代码", new.code)?;
    filled("name", "名称", new.name)?;
    let now = house.clock.now();
    let tenant = TenantId(house.ids.uuid(now));
    if store::add_tenant(tx, tenant, new.code, new.name, now).await? == 0 {
        return Err(No::CodeTaken.into());
    }
    audit::start(tx, tenant).await?;
    let at = Counter::visitor(house, tenant);
    let root = add_org(
        tx,
        &at,
        None,
        NewOrg {
            kind: OrgKind::Committee,
            code: new.code,
            name: new.name,
            address: "",
            phone: "",
        },
    )
    .await?;
    Ok((tenant, root))
}

/// A new organisation.
#[derive(Debug, Clone)]
pub struct NewOrg<'a> {
    /// Its kind.
    pub kind: OrgKind,
    /// Its code.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Where people find it.
    pub address: &'a str,
    /// The telephone that is answered.
    pub phone: &'a str,
}

/// Adds an organisation below another one. For the console and the keeper of the roster.
pub async fn add_org(
    tx: &mut Tx,
    at: &Counter,
    parent: Option<&Org>,
    new: NewOrg<'_>,
) -> Result<Org> {
    filled("name", "名称", new.name)?;
    let number = store::orgs_count(tx, at.tenant).await? + 1;
    let above = parent.map_or("", |p| p.path.0.as_str());
    let org = Org {
        id: at.id(),
        kind: new.kind,
        code: new.code.to_owned(),
        name: new.name.to_owned(),
        path: Path(format!("{above}{number:04}/")),
        address: new.address.to_owned(),
        phone: new.phone.to_owned(),
    };
    if store::add_org(tx, at.tenant, &org, parent.map(|p| p.id), at.now).await? == 0 {
        return Err(No::CodeTaken.into());
    }
    audit::note(tx, at, Act::OrgAdded, org.id.0, &org.name).await?;
    Ok(org)
}

/// Gives an organisation its public place.
pub async fn open_site(tx: &mut Tx, at: &Counter, org: &Org, code: &str) -> Result<()> {
    filled("code", "网址代码", code)?;
    if store::add_site(tx, at.tenant, org.id, code).await? == 0 {
        return Err(No::CodeTaken.into());
    }
    audit::note(tx, at, Act::SiteOpened, org.id.0, code).await
}

/// A new person.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their post; may be empty.
    pub post: &'a str,
    /// Their category; empty for staff.
    pub category: &'a str,
    /// Full, provisional or staff.
    pub standing: Standing,
}

/// Adds a person to a branch.
pub async fn add_person(
    tx: &mut Tx,
    at: &Counter,
    org: &Org,
    new: NewPerson<'_>,
) -> Result<Person> {
    filled("name", "姓名", new.name)?;
    let known = at
        .house
        .defaults
        .categories
        .iter()
        .any(|c| c == new.category);
    if new.standing != Standing::Staff && !known {
        return Err(No::Category(new.category.to_owned()).into());
    }
    let person = Person {
        id: at.id(),
        org_id: org.id,
        org_path: org.path.clone(),
        name: new.name.to_owned(),
        name_key: name_key(new.name),
        post: new.post.to_owned(),
        category: new.category.to_owned(),
        standing: new.standing,
    };
    store::add_person(tx, at.tenant, &person, at.now).await?;
    audit::note(tx, at, Act::PersonAdded, person.id.0, "").await?;
    Ok(person)
}

/// Gives a person a role over a sub-tree.
pub async fn grant(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    role: Role,
    org: &Org,
) -> Result<()> {
    store::add_grant(tx, at.tenant, person, role, org, at.now).await?;
    audit::note(tx, at, Act::RoleGranted, person.0, role.word()).await
}

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
    audit::note(tx, &at, Act::SignedIn, who.0, "").await?;
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
    let person = store::person(tx, row.tenant_id, row.person_id)
        .await?
        .ok_or(Error::NotFound)?;
    let grants = store::grants(tx, row.tenant_id, row.person_id).await?;
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

/// One person of the tenant.
pub async fn person(tx: &mut Tx, tenant: TenantId, id: PersonId) -> Result<Person> {
    store::person(tx, tenant, id).await?.ok_or(Error::NotFound)
}

/// One organisation of the tenant.
pub async fn org(tx: &mut Tx, tenant: TenantId, id: OrgId) -> Result<Org> {
    store::org(tx, tenant, id).await?.ok_or(Error::NotFound)
}

/// The organisations of a sub-tree, in the order of the tree.
pub async fn orgs(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Org>> {
    store::orgs(tx, tenant, below).await
}

/// The roster of a sub-tree, by surname strokes; staff are left out.
pub async fn roster(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Person>> {
    store::roster(tx, tenant, below).await
}

/// How many full members a sub-tree has: the base of a quorum (ruling 2).
pub async fn full_members(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<i64> {
    store::full_members(tx, tenant, below).await
}

/// The public place with this code.
pub async fn site(tx: &mut Tx, code: &str) -> Result<Site> {
    store::site(tx, code).await?.ok_or(Error::NotFound)
}

/// All public places of the installation.
pub async fn sites(tx: &mut Tx) -> Result<Vec<Site>> {
    store::sites(tx).await
}

/// The public place that an organisation belongs to.
pub async fn site_of(tx: &mut Tx, tenant: TenantId, path: &Path) -> Result<Option<Site>> {
    let sites = store::sites(tx).await?;
    Ok(sites
        .into_iter()
        .find(|s| s.tenant_id == tenant && s.path.covers(path)))
}

/// The tenants of the installation: id, code and name.
pub async fn tenants(tx: &mut Tx) -> Result<Vec<(TenantId, String, String)>> {
    store::tenants(tx).await
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
    fn names_are_ordered_by_the_strokes_of_the_surname() {
        let mut names = vec!["魏长青", "丁文博", "叶知秋", "马晓岚", "万思源", "孔令远"];
        names.sort_by_key(|n| name_key(n));
        assert_eq!(
            names,
            ["丁文博", "万思源", "马晓岚", "孔令远", "叶知秋", "魏长青"]
        );
    }

    #[test]
    fn a_scope_covers_what_stands_below_it_and_nothing_beside_it() {
        let branch = Path("0001/0002/0003/".into());
        assert!(Path("0001/0002/".into()).covers(&branch));
        assert!(!Path("0001/0002/00031/".into()).covers(&branch));
        assert!(branch.0 < Path("0001/0002/".into()).after().0);
    }
}
