//! People of the roster.

pub(in crate::directory) mod identity;
pub mod keeping;
mod loose_day;
pub mod mail;
pub mod membership;
pub mod particulars;
mod search;
mod store;
pub(in crate::directory) mod tokens;
pub mod versions;

use std::sync::OnceLock;

use ground::{Day, Error, Result, Tx};
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale::locale;
use serde::{Deserialize, Serialize};

pub use loose_day::{LooseDay, NoSuchDate};
pub use particulars::Particulars;
pub use search::search;

use super::{No, Org, Path, filled};
use crate::audit::{self, Act};
use crate::{Counter, OrgId, PersonId, TenantId};

ground::words! {
    /// How a person stands to the branch.
    pub enum Standing {
        /// Full member (正式党员).
        Full = "full" "正式党员",
        /// Provisional member (预备党员): takes part, gets no grade (ruling 2).
        Provisional = "provisional" "预备党员",
        /// Works here without being on the roster.
        Staff = "staff" "工作人员",
        /// Resident (群众) who is no member.
        Resident = "resident" "群众",
    }
}

impl Standing {
    /// Whether they are on the roster of a branch.
    pub fn is_member(self) -> bool {
        matches!(self, Self::Full | Self::Provisional)
    }
}

ground::words! {
    /// Sex, as the roster and the ID number say it.
    pub enum Sex {
        /// Not said.
        Unsaid = "" "",
        /// Male.
        Male = "m" "男",
        /// Female.
        Female = "f" "女",
    }
}

/// A person, as lists show them.
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
    /// Full, provisional, staff or resident.
    pub standing: Standing,
    /// Sex.
    pub sex: Sex,
    /// Ethnicity, for example 汉族; may be empty.
    pub ethnicity: String,
    /// Order among leaders, from 1; 0 for everyone else.
    pub rank: i64,
}

/// What the roster says of a person besides: dates and where they are (field-facts 2.13).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Details {
    /// Born (出生年月).
    pub birth: LooseDay,
    /// Admitted (入党时间).
    pub joined: LooseDay,
    /// Full member since (转正时间): 党龄 counts from here.
    pub full_since: LooseDay,
    /// Where a floating member is (流向); empty when settled.
    pub mobility: String,
    /// Out of contact since (失联时间); unknown when in contact.
    pub lost_since: LooseDay,
}

/// A person of the roster in full, without what is sealed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Record {
    /// As lists show them.
    #[sqlx(flatten)]
    pub person: Person,
    /// Dates and whereabouts.
    #[sqlx(flatten)]
    pub details: Details,
    /// The day they left the roster; empty while they are on it.
    pub left_on: String,
    /// The day after which the record is erased; empty while they are on the roster.
    pub keep_until: String,
    /// Moves with each change: the second of two savers sees the first (ruling 25).
    pub version: i64,
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

/// A new person.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their post; may be empty.
    pub post: &'a str,
    /// Their category; empty for staff.
    pub category: &'a str,
    /// Full, provisional, staff or resident.
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
    if new.standing.is_member() {
        known_category(at, new.category)?;
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
        sex: Sex::Unsaid,
        ethnicity: String::new(),
        rank: 0,
    };
    store::add_person(tx, at.tenant, &person, at.now).await?;
    if person.standing.is_member() {
        membership::begin(tx, at.tenant, &person, at.today).await?;
    }
    store::add_tokens(
        tx,
        at.tenant,
        &person.org_path,
        person.id,
        &tokens::of_name(&person.name),
    )
    .await?;
    audit::note(tx, at, Act::PersonAdded, person.id.0, "").await?;
    Ok(person)
}

fn known_category(at: &Counter, category: &str) -> Result<()> {
    if at.house.defaults.categories.iter().any(|c| c == category) {
        return Ok(());
    }
    Err(No::Category(category.to_owned()).into())
}

/// A person's record in full, without what is sealed.
pub async fn record(tx: &mut Tx, tenant: TenantId, id: PersonId) -> Result<Record> {
    store::record(tx, tenant, id).await?.ok_or(Error::NotFound)
}

/// One person of the tenant.
pub async fn person(tx: &mut Tx, tenant: TenantId, id: PersonId) -> Result<Person> {
    store::person(tx, tenant, id).await?.ok_or(Error::NotFound)
}

/// The members of a sub-tree, by surname strokes; who left is left out.
pub async fn roster(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Person>> {
    store::roster(tx, tenant, below).await
}

/// How many full members a sub-tree had on a day: the base of a quorum (ruling 2).
pub async fn full_members(tx: &mut Tx, tenant: TenantId, below: &Path, day: Day) -> Result<i64> {
    membership::full_on(tx, tenant, below, day).await
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
}
