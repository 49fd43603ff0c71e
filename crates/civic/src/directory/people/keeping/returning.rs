//! Coming back to the roster within the term of keeping: the old record goes on,
//! with its past, instead of a second one beside it.

use ground::{Result, Tx};

use super::{Entry, No, described, filled_up, rules, seal, seen, store, versions};
use crate::audit::{self, Act};
use crate::directory::people::{
    self, Details, LooseDay, Particulars, Record, Sex, membership, particulars, tokens,
};
use crate::directory::{Org, Verb};
use crate::{Counter, PersonId};

/// The record of one who left under this ID number and this name, for whoever sees it.
/// Whoever knows only one of the two, or keeps another roster, is told nothing: they ask
/// those above, who see both.
pub(super) async fn who_left(tx: &mut Tx, at: &Counter, new: &Entry) -> Result<Option<Record>> {
    let number = &new.particulars.id_number;
    let Some(holder) = particulars::by_id_number(tx, at, number).await? else {
        return Ok(None);
    };
    let record = people::record(tx, at.tenant, holder).await?;
    let is_theirs = !record.left_on.is_empty()
        && record.person.name == new.name
        && seen(tx, at, holder).await.is_ok();
    Ok(is_theirs.then_some(record))
}

/// Takes somebody who left back onto a roster, under the record that is still kept:
/// what is typed replaces what stood there, what is left blank stays.
pub async fn rejoin(tx: &mut Tx, at: &Counter, org: &Org, new: &Entry) -> Result<PersonId> {
    at.require(Verb::KeepRoster, &org.path)?;
    let categories = &at.house.defaults.categories;
    let new = &rules::fits(new, categories, at.today)?;
    let Some(record) = who_left(tx, at, new).await? else {
        return Err(No::one("returns", "没有可以恢复的记录，按新登记办理，或请上级核对").into());
    };
    let id = record.person.id;
    let old = Entry::of(&record, particulars::particulars(tx, at, id).await?);
    let entry = filled_from(new, &old);
    let entry = rules::fits(&entry, categories, at.today)?;
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
fn filled_from(new: &Entry, old: &Entry) -> Entry {
    let text = |new: &String, old: &String| if new.is_empty() { old } else { new }.clone();
    let day = |new: &LooseDay, old: &LooseDay| if new.is_unknown() { old } else { new }.clone();
    let (p, q) = (&new.particulars, &old.particulars);
    Entry {
        name: new.name.clone(),
        post: new.post.clone(),
        category: text(&new.category, &old.category),
        standing: new.standing,
        sex: if new.sex == Sex::Unsaid {
            old.sex
        } else {
            new.sex
        },
        ethnicity: text(&new.ethnicity, &old.ethnicity),
        rank: new.rank,
        details: Details {
            birth: day(&new.details.birth, &old.details.birth),
            joined: day(&new.details.joined, &old.details.joined),
            full_since: day(&new.details.full_since, &old.details.full_since),
            // Where somebody was and since when they were lost is of the time before.
            mobility: new.details.mobility.clone(),
            lost_since: new.details.lost_since.clone(),
        },
        particulars: Particulars {
            native_place: text(&p.native_place, &q.native_place),
            education: text(&p.education, &q.education),
            degree: text(&p.degree, &q.degree),
            work_since: day(&p.work_since, &q.work_since),
            workplace: text(&p.workplace, &q.workplace),
            party_status: text(&p.party_status, &q.party_status),
            remark: text(&p.remark, &q.remark),
            ..filled_up(p, q)
        },
    }
}
