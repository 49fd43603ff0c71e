//! Whether what is written down of a person can be so. Pure.

use ground::Day;

use super::{Entry, No, Problem, Sex, Standing};
use crate::directory::people::LooseDay;
use crate::directory::people::particulars::check_character;

/// Names hold 2 to 30 characters, a point among them (field-facts 2.13).
const NAME: std::ops::RangeInclusive<usize> = 2..=30;

/// Everything that is wrong with an entry, at once.
pub(super) fn fits(entry: &Entry, categories: &[String], today: Day) -> Result<(), No> {
    let mut problems = Vec::new();
    let mut refuse = |field, text: &str| {
        problems.push(Problem {
            field,
            text: text.to_owned(),
        });
    };
    let letters = entry.name.trim().chars().count();
    if letters == 0 {
        refuse("name", "请填写姓名");
    } else if !NAME.contains(&letters) {
        refuse("name", "姓名写2到30个字");
    }
    let is_member = entry.standing.is_member();
    if is_member && !categories.contains(&entry.category) {
        refuse("category", "选一个党员类别");
    }
    if entry.rank < 0 {
        refuse("rank", "领导排序从1写起，不是领导写0");
    }
    let d = &entry.details;
    let after = |a: &LooseDay, b: &LooseDay| match (a.earliest(), b.earliest()) {
        (Some(a), Some(b)) => a > b,
        _ => false,
    };
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
    if after(&d.birth, &d.joined) {
        refuse("joined", "入党时间早于出生年月，核对一下");
    }
    if after(&d.joined, &d.full_since) {
        refuse("full_since", "转正时间早于入党时间，核对一下");
    }
    if entry.standing == Standing::Provisional && !d.full_since.is_unknown() {
        refuse(
            "full_since",
            "预备党员没有转正时间；已转正的，人员类别改为正式党员",
        );
    }
    let p = &entry.particulars;
    if let Err(text) = id_fits(&p.id_number, &d.birth, entry.sex, today) {
        refuse("id_number", text);
    }
    if !p.phone.is_empty() && !is_phone(&p.phone) {
        refuse("phone", "手机写11位，座机写区号-号码");
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(No::Fields(problems))
    }
}

/// Whether an ID number agrees with itself and with birth and sex; none is fine.
fn id_fits(number: &str, birth: &LooseDay, sex: Sex, today: Day) -> Result<(), &'static str> {
    if number.is_empty() {
        return Ok(());
    }
    if !number.is_ascii() || ![15, 18].contains(&number.len()) {
        return Err("身份证号是18位，核对一下");
    }
    let (born, order) = match number.len() {
        15 => (format!("19{}", &number[6..12]), &number[14..15]),
        _ => (number[6..14].to_owned(), &number[16..17]),
    };
    if number.len() == 18 {
        let check = check_character(&number[..17]).ok_or("身份证号前17位要是数字")?;
        if !number.ends_with(check) {
            return Err("身份证号的校验码不对，核对一下");
        }
    }
    let born: LooseDay = born.parse().map_err(|_| "身份证号里的出生日期不对")?;
    let day = born.earliest().ok_or("身份证号里的出生日期不对")?;
    if day > today {
        return Err("身份证号里的出生日期不对");
    }
    if !birth.agrees_with(day) {
        return Err("身份证号和出生年月对不上，核对一下");
    }
    let is_odd = order.parse::<u8>().is_ok_and(|n| n % 2 == 1);
    if (sex == Sex::Male && !is_odd) || (sex == Sex::Female && is_odd) {
        return Err("身份证号和性别对不上，核对一下");
    }
    Ok(())
}

/// A mobile of 11 digits, or a landline with its area code (field-facts 2.13).
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return false;
    }
    match text.as_bytes() {
        [b'1', b'3'..=b'9', ..] => digits == 11,
        [b'0', ..] => (10..=18).contains(&digits),
        _ => false,
    }
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

    fn wrong(entry: &Entry) -> Vec<&'static str> {
        match fits(entry, &["社区".into()], today()) {
            Ok(()) => Vec::new(),
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
