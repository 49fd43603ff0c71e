//! Keeping the roster: what is written down of a person, changed, handed on and
//! in the end erased. Each change keeps what stood before (field-facts 2.19).

mod erasing;
mod exemptions;
mod leaving;
mod own_data;
mod refusals;
mod residence;
mod returning;
pub(in crate::directory) mod rules;
mod store;
mod unmasking;
mod versions;

use ground::{Error, Result, Tx};
use serde::{Deserialize, Serialize};

pub use erasing::{Due, Erased, due_for_erasure, erase};
pub use exemptions::{Exemption, Matter, NewExemption, exempt, exempt_on, exemptions};
pub use leaving::{Leaving, leave};
pub use own_data::{
    Correction, CorrectionState, Own, OwnField, answer, ask_correction, asked, note_taken, own,
};
pub use refusals::{No, Problem};
pub use residence::{NewResidence, Panel, Residence, residence, settle};
pub use returning::rejoin;
pub use unmasking::{Protected, unmask};
pub use versions::{Version, versions};

use super::membership;
use super::particulars::{self, Particulars};
use super::{Details, Person, Record, Sex, Standing, name_key, tokens};
use crate::audit::{self, Act};
use crate::directory::{Org, Path, Verb};
use crate::{Counter, PersonId};

/// All that is written down of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Name.
    pub name: String,
    /// Post within the organisation; may be empty.
    pub post: String,
    /// Category; empty for those who are no members.
    pub category: String,
    /// Full, provisional, staff or resident.
    pub standing: Standing,
    /// Sex.
    pub sex: Sex,
    /// Ethnicity; may be empty.
    pub ethnicity: String,
    /// Order among leaders, from 1; 0 for everyone else.
    pub rank: i64,
    /// Dates and whereabouts.
    pub details: Details,
    /// What is sealed.
    pub particulars: Particulars,
}

impl Entry {
    /// What a record says now.
    pub fn of(record: &Record, particulars: Particulars) -> Self {
        let p = &record.person;
        Self {
            name: p.name.clone(),
            post: p.post.clone(),
            category: p.category.clone(),
            standing: p.standing,
            sex: p.sex,
            ethnicity: p.ethnicity.clone(),
            rank: p.rank,
            details: record.details.clone(),
            particulars,
        }
    }
}

/// Registers somebody in an organisation.
pub async fn register(tx: &mut Tx, at: &Counter, org: &Org, new: &Entry) -> Result<PersonId> {
    at.require(Verb::KeepRoster, &org.path)?;
    let new = &rules::fits(new, &at.house.defaults.categories, at.today)?;
    if let Some(left) = returning::who_left(tx, at, new).await? {
        let day = left.left_on.parse().unwrap_or(at.today);
        return Err(No::LeftBefore(day).into());
    }
    let person = described(at.id(), org, new);
    super::store::add_person(tx, at.tenant, &person, at.now).await?;
    store::write(tx, at.tenant, &person, &new.details, 1).await?;
    if person.standing.is_member() {
        membership::begin(tx, at.tenant, &person, at.today).await?;
    }
    let names = tokens::of_name(&person.name);
    super::store::add_tokens(tx, at.tenant, &org.path, person.id, &names).await?;
    seal(tx, at, &person, &new.particulars).await?;
    audit::note(tx, at, Act::PersonAdded, person.id.0, "").await?;
    Ok(person.id)
}

/// The person that an entry describes, in an organisation.
fn described(id: PersonId, org: &Org, entry: &Entry) -> Person {
    Person {
        id,
        org_id: org.id,
        org_path: org.path.clone(),
        name: entry.name.clone(),
        name_key: name_key(&entry.name),
        post: entry.post.trim().to_owned(),
        category: entry.category.clone(),
        standing: entry.standing,
        sex: entry.sex,
        ethnicity: entry.ethnicity.trim().to_owned(),
        rank: entry.rank,
    }
}

async fn seal(tx: &mut Tx, at: &Counter, person: &Person, new: &Particulars) -> Result<()> {
    let put = particulars::put_particulars(tx, at, person.id, &person.org_path, new).await?;
    if put {
        return Ok(());
    }
    // Whose it is stands elsewhere: one who may not see them is not told.
    let holder = particulars::by_id_number(tx, at, &new.id_number).await?;
    let text = match holder {
        Some(holder) if seen(tx, at, holder).await.is_ok() => {
            "这个身份证号已经登记在另一个人名下，先核对"
        }
        _ => "这个身份证号登记不了，请上级核对",
    };
    Err(No::one("id_number", text).into())
}

/// What is written down of somebody, in full. For those who keep the roster;
/// protected fields are masked unless `unmask` opened one.
pub async fn entry(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<(Record, Entry)> {
    let record = seen(tx, at, id).await?;
    let known = particulars::particulars(tx, at, id).await?;
    let entry = Entry::of(&record, known.masked());
    Ok((record, entry))
}

/// A record that the actor may see.
pub(super) async fn seen(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Record> {
    let record = super::record(tx, at.tenant, id).await?;
    at.require(Verb::SeeRoster, &record.person.org_path)?;
    Ok(record)
}

/// A record that the actor may change.
pub(super) async fn kept(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Record> {
    let record = super::record(tx, at.tenant, id).await?;
    at.require(Verb::KeepRoster, &record.person.org_path)?;
    if record.left_on.is_empty() {
        Ok(record)
    } else {
        Err(No::Left.into())
    }
}

/// Changes a record. A blank or masked protected field stays as it is (ruling 24).
/// `version` is the one that the actor started from: when another one has saved
/// since, nothing is written and both are to be shown (ruling 25).
pub async fn change(
    tx: &mut Tx,
    at: &Counter,
    id: PersonId,
    version: i64,
    new: &Entry,
    why: &str,
) -> Result<()> {
    let record = kept(tx, at, id).await?;
    if record.version != version {
        return Err(No::Meanwhile.into());
    }
    let known = particulars::particulars(tx, at, id).await?;
    let old = Entry::of(&record, known);
    let new = Entry {
        particulars: filled_up(&new.particulars, &old.particulars),
        ..new.clone()
    };
    let new = rules::fits(&new, &at.house.defaults.categories, at.today)?;
    rules::may_become(old.standing, new.standing)?;
    if new == old {
        return Ok(());
    }
    versions::keep(tx, at, &record, &old, why.trim()).await?;
    let person = Person {
        name: new.name.clone(),
        name_key: name_key(&new.name),
        post: new.post.trim().to_owned(),
        category: new.category.clone(),
        standing: new.standing,
        sex: new.sex,
        ethnicity: new.ethnicity.trim().to_owned(),
        rank: new.rank,
        ..record.person.clone()
    };
    if store::write(tx, at.tenant, &person, &new.details, version).await? == 0 {
        return Err(No::Meanwhile.into());
    }
    if new.name != old.name {
        store::drop_names(tx, at.tenant, id).await?;
        let names = tokens::of_name(&person.name);
        super::store::add_tokens(tx, at.tenant, &person.org_path, id, &names).await?;
    }
    if new.particulars != old.particulars {
        seal(tx, at, &person, &new.particulars).await?;
    }
    restand(tx, at, &person, old.standing).await?;
    let fields = rules::changed(&old, &new).join(" ");
    audit::note(tx, at, Act::PersonChanged, id.0, &fields).await
}

/// A change of standing holds from today on.
async fn restand(tx: &mut Tx, at: &Counter, person: &Person, old: Standing) -> Result<()> {
    match (old.is_member(), person.standing.is_member()) {
        (true, true) if old != person.standing => {
            membership::stand_as(tx, at.tenant, person.id, person.standing, at.today).await
        }
        (false, true) => membership::begin(tx, at.tenant, person, at.today).await,
        _ => Ok(()),
    }
}

/// What was left blank or masked is what stood there.
fn filled_up(new: &Particulars, old: &Particulars) -> Particulars {
    let kept = |new: &str, old: &str| {
        let new = new.trim();
        if new.is_empty() || particulars::is_masked(new) {
            old.to_owned()
        } else {
            new.to_owned()
        }
    };
    Particulars {
        id_number: kept(&new.id_number, &old.id_number),
        phone: kept(&new.phone, &old.phone),
        address: kept(&new.address, &old.address),
        hardship: kept(&new.hardship, &old.hardship),
        ..new.clone()
    }
}

/// A person as the list of a branch shows them.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The record.
    pub record: Record,
    /// The telephone, masked; may be empty.
    pub phone: String,
}

/// The people on the roster of an organisation: leaders by rank, the others by surname
/// strokes. A branch lists its groups with it; what stands above branches lists its
/// own people alone, so that no list grows with the town.
pub async fn listed(tx: &mut Tx, at: &Counter, org: &Org) -> Result<Vec<Listed>> {
    at.require(Verb::SeeRoster, &org.path)?;
    let until = if org.kind.has_roster() {
        org.path.after()
    } else {
        org.path.after_itself()
    };
    let mut listed = Vec::new();
    for row in store::listed(tx, at.tenant, &org.path, until).await? {
        let id = row.record.person.id;
        let phone = match &row.sealed {
            Some(sealed) => {
                let known = Particulars::open(&at.house.vault, at.tenant, id, sealed)?;
                particulars::mask_phone(&known.phone)
            }
            None => String::new(),
        };
        listed.push(Listed {
            record: row.record,
            phone,
        });
    }
    Ok(listed)
}

/// Who left a sub-tree, the latest first.
pub async fn left(tx: &mut Tx, at: &Counter, below: &Path) -> Result<Vec<Record>> {
    at.require(Verb::SeeRoster, below)?;
    store::left(tx, at.tenant, below).await
}

/// The actor's own person; anyone who signed in has one.
pub(super) fn oneself(at: &Counter) -> Result<PersonId> {
    at.actor.as_ref().map(|a| a.person).ok_or(Error::NotFound)
}
