//! Whether what is written down of a person can be so. Pure.

use ground::Day;

use super::{Entry, No, Problem, Sex, Standing};
use crate::directory::people::LooseDay;
use crate::directory::people::identity::{self, is_before};

/// The entry as it is kept, or everything that is wrong with it, at once.
pub(super) fn fits(entry: &Entry, categories: &[String], today: Day) -> Result<Entry, No> {
    let mut entry = entry.clone();
    let mut problems = Vec::new();
    let mut refuse = |field, text: &str| {
        problems.push(Problem {
            field,
            text: text.to_owned(),
        });
    };
    match identity::name(&entry.name) {
        Ok(name) => entry.name = name,
        Err(wrong) => refuse("name", wrong.reason()),
    }
    let is_member = entry.standing.is_member();
    if is_member && !categories.contains(&entry.category) {
        refuse("category", "选一个党员类别");
    }
    if entry.rank < 0 {
        refuse("rank", "领导排序从1写起，不是领导写0");
    }
    let d = &entry.details;
    let to_come = |day: &LooseDay| day.earliest().is_some_and(|d| d > today);
    for (field, day) in [
        ("birth", &d.birth),
        ("joined", &d.joined),
        ("full_since", &d.full_since),
        ("lost_since", &d.lost_since),
    ] {
        if to_come(day) {
            refuse(field, "日期不能晚于今天");
        }
    }
    if is_before(&d.joined, &d.birth) {
        refuse("joined", "入党时间早于出生年月，核对一下");
    }
    if is_before(&d.full_since, &d.joined) {
        refuse("full_since", "转正时间早于入党时间，核对一下");
    }
    if entry.standing == Standing::Provisional && !d.full_since.is_unknown() {
        refuse(
            "full_since",
            "预备党员没有转正时间；已转正的，人员类别改为正式党员",
        );
    }
    let p = &entry.particulars;
    let number = match id_fits(&p.id_number, &d.birth, entry.sex, today) {
        Ok(number) => number,
        Err(text) => {
            refuse("id_number", &text);
            String::new()
        }
    };
    let phone = match identity::phone(&p.phone) {
        Some(phone) => phone,
        None if p.phone.is_empty() => String::new(),
        None => {
            refuse("phone", "手机写11位，座机写区号-号码");
            String::new()
        }
    };
    entry.particulars.id_number = number;
    entry.particulars.phone = phone;
    if problems.is_empty() {
        Ok(entry)
    } else {
        Err(No::Fields(problems))
    }
}

/// An ID number as it is kept, if it agrees with itself and with birth and sex; none is fine.
fn id_fits(number: &str, birth: &LooseDay, sex: Sex, today: Day) -> Result<String, String> {
    if number.is_empty() {
        return Ok(String::new());
    }
    let (number, facts) = identity::id_number(number, today)
        .map_err(|wrong| format!("身份证号不对：{}", wrong.reason()))?;
    if !birth.agrees_with(facts.birth) {
        return Err("身份证号和出生年月对不上，核对一下".to_owned());
    }
    if sex != Sex::Unsaid && sex != facts.sex {
        return Err("身份证号和性别对不上，核对一下".to_owned());
    }
    Ok(number)
}

/// Who is a member stays one until they leave the roster.
pub(in crate::directory) fn may_become(old: Standing, new: Standing) -> Result<(), No> {
    let text = match (old, new) {
        (Standing::Full, Standing::Provisional) => "正式党员不能改回预备党员",
        (old, new) if old.is_member() && !new.is_member() => "不再是党员的，用“移出名册”办理",
        _ => return Ok(()),
    };
    Err(No::one("standing", text))
}

/// The names of the fields that differ: what the audit keeps of a change.
pub(super) fn changed(old: &Entry, new: &Entry) -> Vec<&'static str> {
    let (o, n) = (&old.details, &new.details);
    let (a, b) = (&old.particulars, &new.particulars);
    [
        ("name", old.name != new.name),
        ("post", old.post != new.post),
        ("category", old.category != new.category),
        ("standing", old.standing != new.standing),
        ("sex", old.sex != new.sex),
        ("ethnicity", old.ethnicity != new.ethnicity),
        ("rank", old.rank != new.rank),
        ("birth", o.birth != n.birth),
        ("joined", o.joined != n.joined),
        ("full_since", o.full_since != n.full_since),
        ("mobility", o.mobility != n.mobility),
        ("lost_since", o.lost_since != n.lost_since),
        ("id_number", a.id_number != b.id_number),
        ("phone", a.phone != b.phone),
        ("address", a.address != b.address),
        ("native_place", a.native_place != b.native_place),
        ("education", a.education != b.education),
        ("degree", a.degree != b.degree),
        ("work_since", a.work_since != b.work_since),
        ("workplace", a.workplace != b.workplace),
        ("party_status", a.party_status != b.party_status),
        ("hardship", a.hardship != b.hardship),
        ("remark", a.remark != b.remark),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::people::particulars::check_character;
    use crate::directory::people::{Details, Particulars};

    fn today() -> Day {
        "2026-10-09".parse().unwrap()
    }

    fn day(text: &str) -> LooseDay {
        text.parse().unwrap()
    }

    fn entry() -> Entry {
        Entry {
            name: "示小范".into(),
            post: String::new(),
            category: "社区".into(),
            standing: Standing::Full,
            sex: Sex::Female,
            ethnicity: String::new(),
            rank: 0,
            details: Details {
                birth: day("1965.03"),
                joined: day("1990-07-01"),
                full_since: day("1991-07"),
                ..Details::default()
            },
            particulars: Particulars::default(),
        }
    }

    #[test]
    fn what_is_typed_is_kept_as_a_sheet_would_bring_it() {
        let mut e = entry();
        e.name = "阿依古丽•示例".into();
        e.sex = Sex::Unsaid;
        e.details.birth = LooseDay::default();
        // The example of GB 11643-1999, its last character as people type it.
        e.particulars.id_number = " 11010519491231002x".into();
        e.particulars.phone = "190 0000 0001".into();
        // A month is not before a day in it: 转正 in the month of a day of 入党 is none of our business.
        e.details.joined = day("1991-07-15");
        let kept = fits(&e, &["社区".into()], today()).unwrap();
        assert_eq!(kept.name, "阿依古丽·示例");
        assert_eq!(kept.particulars.id_number, "11010519491231002X");
        assert_eq!(kept.particulars.phone, "19000000001");
    }

    fn wrong(entry: &Entry) -> Vec<&'static str> {
        match fits(entry, &["社区".into()], today()) {
            Ok(_) => Vec::new(),
            Err(No::Fields(problems)) => problems.into_iter().map(|p| p.field).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// An invented number with its right check character: no place has the code 999999.
    fn number(born: &str, order: &str) -> String {
        let digits = format!("999999{born}{order}");
        format!("{digits}{}", check_character(&digits).unwrap())
    }

    #[test]
    fn a_good_entry_is_taken_and_everything_wrong_is_said_at_once() {
        assert_eq!(wrong(&entry()), Vec::<&str>::new());
        let mut bad = entry();
        bad.name = " ".into();
        bad.category = "渔业".into();
        bad.details.joined = day("1960-01");
        bad.details.birth = day("2030-01");
        bad.particulars.phone = "12345".into();
        assert_eq!(
            wrong(&bad),
            ["name", "category", "birth", "joined", "phone"]
        );
    }

    #[test]
    fn an_id_number_agrees_with_its_check_digit_birth_and_sex() {
        let with = |number: String| {
            let mut e = entry();
            e.particulars.id_number = number;
            wrong(&e)
        };
        assert!(with(number("19650301", "002")).is_empty());
        assert!(with("999999650301002".into()).is_empty());
        let good = number("19650301", "002");
        let check = good.chars().last().unwrap();
        let other = if check == '1' { '2' } else { '1' };
        for bad in [
            number("19650301", "003"),
            number("19650401", "002"),
            number("19650231", "002"),
            format!("{}{other}", &good[..17]),
            "99999919650301".into(),
            "９９９９９９１９６５０３０１００２".into(),
        ] {
            assert_eq!(with(bad.clone()), ["id_number"], "{bad}");
        }
    }

    #[test]
    fn a_provisional_member_becomes_a_full_one_and_never_the_reverse() {
        assert!(may_become(Standing::Provisional, Standing::Full).is_ok());
        assert!(may_become(Standing::Resident, Standing::Provisional).is_ok());
        assert!(may_become(Standing::Full, Standing::Provisional).is_err());
        assert!(may_become(Standing::Full, Standing::Resident).is_err());
        let mut e = entry();
        e.standing = Standing::Provisional;
        assert_eq!(wrong(&e), ["full_since"]);
    }
}
