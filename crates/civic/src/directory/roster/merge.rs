//! A row and the record that it means, if any: who it is, and what becomes of
//! them. Pure.

use ground::Day;

use super::cells::Given;
use super::columns::Field;
use super::entry::Read;
use super::rules;
use crate::directory::people::keeping::rules::may_become;
use crate::directory::people::particulars::{long_number, mask_id, mask_phone};
use crate::directory::people::versions::State;
use crate::directory::{Details, LooseDay, Org, Particulars, Sex, Standing};

/// What a sheet says of everybody: which columns it lacks altogether.
#[derive(Debug, Clone, Default)]
pub(super) struct Lacking {
    /// The standing of people of a sheet that has no such column.
    pub(super) standing: Option<Standing>,
    /// Their category.
    pub(super) category: Option<String>,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merged {
    /// The record as it is to be.
    pub(super) state: State,
    /// Whether anything differs from what is there.
    pub(super) changes: bool,
}

/// A record that is not there yet.
fn blank(org: &Org) -> State {
    State {
        org_id: org.id,
        org_path: org.path.clone(),
        name: String::new(),
        post: String::new(),
        category: String::new(),
        standing: Standing::Full,
        sex: Sex::Unsaid,
        ethnicity: String::new(),
        rank: 0,
        details: Details::default(),
        particulars: None,
        spans: Vec::new(),
        sealed: Vec::new(),
    }
}

/// The record as the row has it: what the row leaves blank stays (ruling 24).
/// A new record needs its standing, and a member a category.
pub(super) fn merge(
    read: &Read,
    org: &Org,
    lacking: &Lacking,
    known: Option<&State>,
    today: Day,
) -> Result<Merged, Vec<(Field, String)>> {
    let entry = &read.entry;
    let mut state = known.cloned().unwrap_or_else(|| blank(org));
    state.org_id = org.id;
    state.org_path = org.path.clone();
    state.name.clone_from(&entry.name);
    let mut missing = Vec::new();
    if let Some(standing) = entry.standing {
        state.standing = standing;
    } else if known.is_none() {
        match lacking.standing {
            Some(standing) => state.standing = standing,
            None => missing.push((Field::Standing, "请写正式党员、预备党员或群众".to_owned())),
        }
    }
    if let Some(category) = entry.category.clone() {
        state.category = category;
    } else if state.category.is_empty() && state.standing.is_member() {
        match &lacking.category {
            Some(category) => state.category.clone_from(category),
            None => missing.push((Field::Category, "党员要写明类别".to_owned())),
        }
    }
    put(&mut state.sex, entry.sex.filter(|s| *s != Sex::Unsaid));
    if let (Sex::Unsaid, Some(facts)) = (state.sex, entry.id_facts) {
        state.sex = facts.sex;
    }
    set(&mut state.ethnicity, entry.text(Field::Ethnicity));
    set(&mut state.post, entry.text(Field::Post));
    dates(&mut state.details, read);
    particulars(&mut state, read);
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut wrong = rules::disagreements(&state, today);
    // As by hand: nobody stops being a member through a sheet.
    if let Some(Err(no)) = known.map(|k| may_become(k.standing, state.standing)) {
        wrong.push((Field::Standing, no.to_string()));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let changes = known.is_none_or(|known| !same(known, &state));
    Ok(Merged { state, changes })
}

/// Whether two records say the same; where somebody has no particulars, empty ones are the same.
fn same(one: &State, other: &State) -> bool {
    let whole = |state: &State| State {
        particulars: Some(state.particulars.clone().unwrap_or_default()),
        sealed: Vec::new(),
        spans: Vec::new(),
        ..state.clone()
    };
    whole(one) == whole(other)
}

fn put<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn set(field: &mut String, value: Option<&str>) {
    if let Some(value) = value {
        value.clone_into(field);
    }
}

fn dates(details: &mut Details, read: &Read) {
    let entry = &read.entry;
    set_date(&mut details.birth, entry.birth().as_ref());
    set_date(&mut details.joined, entry.date(Field::Joined));
    set_date(&mut details.full_since, entry.date(Field::FullSince));
    set_date(&mut details.lost_since, entry.date(Field::LostSince));
    set(&mut details.mobility, entry.text(Field::Mobility));
}

/// A month does not replace the day of that month that is known already.
fn set_date(field: &mut LooseDay, value: Option<&LooseDay>) {
    if let Some(value) = value
        && (value.is_unknown() || !field.as_str().starts_with(value.as_str()))
    {
        field.clone_from(value);
    }
}

fn particulars(state: &mut State, read: &Read) {
    let entry = &read.entry;
    let mut new = state.particulars.take().unwrap_or_default();
    // The old number of the same card does not replace the new one.
    if let Some(number) = entry.id_number.value()
        && long_number(number) != new.id_number
    {
        number.clone_into(&mut new.id_number);
    }
    set(&mut new.phone, entry.phone.value());
    set(&mut new.native_place, entry.text(Field::NativePlace));
    set(&mut new.education, entry.text(Field::Education));
    set(&mut new.degree, entry.text(Field::Degree));
    set_date(&mut new.work_since, entry.date(Field::WorkSince));
    set(&mut new.workplace, entry.text(Field::Workplace));
    set(&mut new.party_status, entry.text(Field::PartyStatus));
    set(&mut new.remark, entry.text(Field::Remark));
    // Behind what stands there: a blank remark means unchanged (ruling 24).
    if let Some(note) = read.lost_note.filter(|note| !new.remark.contains(note)) {
        let sign = if new.remark.is_empty() { "" } else { "；" };
        new.remark = format!("{}{sign}{note}", new.remark);
    }
    set(&mut new.address, read.guarded[0].as_deref());
    set(&mut new.hardship, read.guarded[1].as_deref());
    if new != Particulars::default() {
        state.particulars = Some(new);
    }
}

/// Whether a record of the same name in the same place may be whom the row
/// means: births and masked numbers agree, and not both have an identity number,
/// which would have told.
pub(super) fn may_be(read: &Read, known: &State) -> bool {
    let entry = &read.entry;
    let there = known.particulars.clone().unwrap_or_default();
    let by_number = entry.id_number.value().is_some_and(|n| !n.is_empty());
    if known.name != entry.name || (by_number && !there.id_number.is_empty()) {
        return false;
    }
    let masked = |given: &Given, masked: String| match given {
        Given::Masked(text) => *text == masked,
        _ => true,
    };
    let born = |birth: LooseDay| {
        let (one, other) = (birth.as_str(), known.details.birth.as_str());
        one.starts_with(other) || other.starts_with(one)
    };
    masked(&entry.id_number, mask_id(&there.id_number))
        && masked(&entry.phone, mask_phone(&there.phone))
        && entry.birth().is_none_or(born)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrgId;
    use crate::directory::roster::entry::Entry;
    use crate::directory::{OrgKind, Path};

    fn org() -> Org {
        Org {
            id: OrgId(ground::re::uuid::Uuid::nil()),
            kind: OrgKind::Branch,
            code: "b".into(),
            name: "第一党支部".into(),
            path: Path("0001/".into()),
            address: String::new(),
            phone: String::new(),
        }
    }

    fn row(name: &str) -> Read {
        Read {
            entry: Entry {
                row: 2,
                place: 0,
                name: name.into(),
                id_number: Given::Blank,
                id_facts: None,
                phone: Given::Blank,
                sex: None,
                standing: Some(Standing::Full),
                category: Some("社区".into()),
                dates: Default::default(),
                texts: Default::default(),
            },
            guarded: [None, None],
            lost_note: None,
            noted: Vec::new(),
        }
    }

    fn today() -> Day {
        "2026-05-06".parse().unwrap()
    }

    fn merged(read: &Read, known: Option<&State>) -> Result<Merged, Vec<(Field, String)>> {
        merge(read, &org(), &Lacking::default(), known, today())
    }

    #[test]
    fn a_blank_or_masked_cell_leaves_what_is_there() {
        let mut first = row("丁文博");
        first.entry.phone = Given::Value("13800138000".into());
        first.entry.dates[0] = Some("1965-03-09".parse().unwrap());
        let known = merged(&first, None).unwrap().state;
        let mut again = row("丁文博");
        again.entry.phone = Given::Masked("138****8000".into());
        again.entry.dates[0] = Some("1965-03".parse().unwrap());
        assert!(may_be(&again, &known));
        let same = merged(&again, Some(&known)).unwrap();
        assert!(!same.changes);
        assert_eq!(same.state.details.birth.as_str(), "1965-03-09");
        again.entry.texts[1] = Some("组织委员".into());
        assert!(merged(&again, Some(&known)).unwrap().changes);
    }

    #[test]
    fn who_is_lost_without_a_date_is_noted_once_behind_the_remark_that_is_there() {
        let mut first = row("丁文博");
        first.entry.texts[8] = Some("原住一号楼".into());
        let known = merged(&first, None).unwrap().state;
        let mut lost = row("丁文博");
        lost.lost_note = Some("失联，时间不详");
        let remark = |state: &State| state.particulars.clone().unwrap_or_default().remark;
        let noted = merged(&lost, Some(&known)).unwrap().state;
        assert_eq!(remark(&noted), "原住一号楼；失联，时间不详");
        assert!(!merged(&lost, Some(&noted)).unwrap().changes, "once");
    }

    #[test]
    fn a_masked_number_of_somebody_else_is_not_this_person() {
        let mut first = row("丁文博");
        first.entry.phone = Given::Value("13800138000".into());
        let known = merged(&first, None).unwrap().state;
        let mut other = row("丁文博");
        other.entry.phone = Given::Masked("139****8000".into());
        assert!(!may_be(&other, &known));
        let mut born = row("丁文博");
        born.entry.dates[0] = Some("1965-03".parse().unwrap());
        assert!(may_be(&born, &known), "nothing is known against it");
        assert!(!may_be(&row("丁文"), &known));
    }

    #[test]
    fn a_member_needs_a_category_and_everybody_a_standing() {
        let mut bare = row("丁文博");
        (bare.entry.standing, bare.entry.category) = (None, None);
        let fields: Vec<Field> = merged(&bare, None)
            .unwrap_err()
            .into_iter()
            .map(|(f, _)| f)
            .collect();
        assert_eq!(fields, [Field::Standing, Field::Category]);
        bare.entry.standing = Some(Standing::Resident);
        assert_eq!(merged(&bare, None).unwrap().state.category, "");
    }

    #[test]
    fn what_does_not_agree_is_refused_also_when_half_of_it_was_there() {
        let mut first = row("丁文博");
        first.entry.dates[1] = Some("1991-07".parse().unwrap());
        let known = merged(&first, None).unwrap().state;
        let mut again = row("丁文博");
        again.entry.dates[2] = Some("1990-07".parse().unwrap());
        let wrong = merged(&again, Some(&known)).unwrap_err();
        assert_eq!(wrong[0].0, Field::FullSince);
    }
}
