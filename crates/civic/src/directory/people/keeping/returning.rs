//! Coming back to the roster within the term of keeping: the old record goes on,
//! with its past, instead of a second one beside it.

use ground::{Result, Tx};

use super::{Entry, No, described, filled_up, rules, seal, store, versions};
use crate::audit::{self, Act};
use crate::directory::people::{self, Particulars, Record, membership, particulars, tokens};
use crate::directory::{Org, Verb};
use crate::{Counter, PersonId};

/// The record of one who left under this ID number and this name. Whoever knows
/// only one of the two is told nothing.
pub(super) async fn who_left(tx: &mut Tx, at: &Counter, new: &Entry) -> Result<Option<Record>> {
    let number = &new.particulars.id_number;
    let Some(holder) = particulars::by_id_number(tx, at, number).await? else {
        return Ok(None);
    };
    let record = people::record(tx, at.tenant, holder).await?;
    let is_theirs = !record.left_on.is_empty() && record.person.name == new.name;
    Ok(is_theirs.then_some(record))
}

/// Takes somebody who left back onto a roster, under the record that is still kept:
/// what is typed replaces what stood there, what is left blank stays.
pub async fn rejoin(tx: &mut Tx, at: &Counter, org: &Org, new: &Entry) -> Result<PersonId> {
    at.require(Verb::KeepRoster, &org.path)?;
    let categories = &at.house.defaults.categories;
    let new = rules::fits(new, categories, at.today)?;
    let Some(record) = who_left(tx, at, &new).await? else {
        return Err(No::one("returns", "没有可以恢复的记录，按新登记办理").into());
    };
    let id = record.person.id;
    let old = Entry::of(&record, particulars::particulars(tx, at, id).await?);
    let entry = Entry {
        particulars: kept_of(&new.particulars, &old.particulars),
        ..new
    };
    versions::keep(tx, at, &record, &old, "回到名册").await?;
    let person = described(id, org, &entry);
    store::write(tx, at.tenant, &person, &entry.details, record.version).await?;
    if store::set_back(tx, at.tenant, &person).await? == 0 {
        return Err(No::Meanwhile.into());
    }
    let names = tokens::of_name(&person.name);
    people::store::add_tokens(tx, at.tenant, &org.path, id, &names).await?;
    seal(tx, at, &person, &entry.particulars).await?;
    if person.standing.is_member() {
        membership::begin(tx, at.tenant, &person, at.today).await?;
    }
    audit::note(tx, at, Act::PersonReturned, id.0, "").await?;
    Ok(id)
}

/// The form of a newcomer starts empty: what it leaves blank nobody took away.
fn kept_of(new: &Particulars, old: &Particulars) -> Particulars {
    let kept = |new: &String, old: &String| if new.is_empty() { old } else { new }.clone();
    Particulars {
        native_place: kept(&new.native_place, &old.native_place),
        education: kept(&new.education, &old.education),
        degree: kept(&new.degree, &old.degree),
        workplace: kept(&new.workplace, &old.workplace),
        party_status: kept(&new.party_status, &old.party_status),
        remark: kept(&new.remark, &old.remark),
        work_since: if new.work_since.is_unknown() {
            old.work_since.clone()
        } else {
            new.work_since.clone()
        },
        ..filled_up(new, old)
    }
}
