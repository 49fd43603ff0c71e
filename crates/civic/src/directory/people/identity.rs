//! What makes an identity number, a telephone, a name: one set of rules for what
//! is typed and for what a sheet brings (field-facts 2.13, X-06). Pure.

use ground::Day;

use super::particulars::{check_character, long_number};
use super::{LooseDay, Sex};
use crate::directory::rules::half_width;

/// What an identity number says of its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::directory) struct IdFacts {
    /// Born on.
    pub(in crate::directory) birth: Day,
    /// The 17th digit, odd for men.
    pub(in crate::directory) sex: Sex,
    /// A number of 15 digits from an old card.
    pub(in crate::directory) is_old: bool,
}

/// What is wrong with an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::directory) enum IdWrong {
    /// It has so many characters.
    Length(usize),
    /// A character that is no digit, before the last.
    Sign,
    /// The check character does not follow.
    Check,
    /// As `Check`, and the last three digits are 000.
    Ruined,
    /// No such day, or one to come.
    Birth,
}

impl IdWrong {
    /// What to tell the reader, and what to do.
    pub(in crate::directory) fn reason(self) -> String {
        match self {
            Self::Length(count) => format!("应是18位，现在是{count}位"),
            Self::Sign => "除最后一位可以是X外，都应是数字".to_owned(),
            Self::Check => "校验位不对，至少有一位写错。请对照身份证逐位核对".to_owned(),
            Self::Ruined => {
                "校验位不对，末三位是000，多半是被表格软件改过。请把整列设成“文本”格式，再重新填写"
                    .to_owned()
            }
            Self::Birth => "第7至14位的出生日期没有这一天，或还没到".to_owned(),
        }
    }
}

/// Reads an identity number, blanks gone and X in capitals.
pub(in crate::directory) fn id_number(
    text: &str,
    today: Day,
) -> Result<(String, IdFacts), IdWrong> {
    let number: String = half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect();
    let length = number.chars().count();
    if length != 15 && length != 18 {
        return Err(IdWrong::Length(length));
    }
    let body = &number.as_bytes()[..length.min(17).min(number.len())];
    let last = number.chars().last().unwrap_or(' ');
    let right_end = last.is_ascii_digit() || (length == 18 && last == 'X');
    if number.len() != length || !body.iter().all(u8::is_ascii_digit) || !right_end {
        return Err(IdWrong::Sign);
    }
    let long = long_number(&number);
    if check_character(&long[..17]) != long.chars().last() {
        return Err(if long.ends_with("000") {
            IdWrong::Ruined
        } else {
            IdWrong::Check
        });
    }
    let part = |from: usize, to: usize| long[from..to].parse::<i16>().unwrap_or(0);
    let (month, day) = (part(10, 12), part(12, 14));
    let birth = i8::try_from(month)
        .ok()
        .zip(i8::try_from(day).ok())
        .and_then(|(month, day)| Day::new(part(6, 10), month, day))
        .filter(|day| *day <= today && day.year() >= 1850)
        .ok_or(IdWrong::Birth)?;
    let sex = if long.as_bytes()[16] % 2 == 1 {
        Sex::Male
    } else {
        Sex::Female
    };
    let is_old = length == 15;
    Ok((number, IdFacts { birth, sex, is_old }))
}

/// A mobile, or a landline with its area code; without the blanks and the
/// country code that people write. None when it is neither.
pub(in crate::directory) fn phone(text: &str) -> Option<String> {
    let plain: String = half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let plain = plain
        .strip_prefix("+86")
        .or_else(|| plain.strip_prefix("0086"))
        .unwrap_or(&plain)
        .trim_start_matches('-');
    let joined = plain.replace('-', "");
    if is_mobile(&joined) {
        return Some(joined);
    }
    let plain = plain.replace(['(', ')'], "-").replace("--", "-");
    let plain = plain.trim_matches('-');
    is_landline(plain).then(|| plain.to_owned())
}

fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1])
        && bytes.iter().all(u8::is_ascii_digit)
}

/// `0\d{2,3}-?\d{7,8}(-\d+)?`
fn is_landline(text: &str) -> bool {
    if !text.starts_with('0') || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return false;
    }
    let parts: Vec<&str> = text.split('-').collect();
    let long = |part: &str, from: usize, to: usize| (from..=to).contains(&part.len());
    match parts.as_slice() {
        [all] => long(all, 10, 12),
        [area, number] if long(area, 3, 4) => long(number, 7, 8),
        [all, extension] => long(all, 10, 12) && long(extension, 1, 6),
        [area, number, extension] => {
            long(area, 3, 4) && long(number, 7, 8) && long(extension, 1, 6)
        }
        _ => false,
    }
}

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::directory) enum NameWrong {
    /// None.
    Empty,
    /// Fewer than 2 characters or more than 30.
    Length,
    /// A digit or a sign in it.
    Sign,
}

impl NameWrong {
    /// What to tell the reader.
    pub(in crate::directory) fn reason(self) -> &'static str {
        match self {
            Self::Empty => "姓名是空的，请填写",
            Self::Length => "姓名应是2至30个字",
            Self::Sign => "姓名里有数字或符号，请改正",
        }
    }
}

/// A name as it is kept: one kind of point between its parts, no blanks between
/// Chinese characters, no notes in brackets behind it.
pub(in crate::directory) fn name(text: &str) -> Result<String, NameWrong> {
    let text = half_width(text);
    let text = without_note(&text);
    let letters: Vec<char> = text
        .chars()
        .map(|c| match c {
            // Points as keyboards and fonts have them; one of them is right (GB/T 28039, U+00B7).
            '•' | '・' | '‧' | '∙' | '⋅' | '･' | '●' => '·',
            c => c,
        })
        .collect();
    let is_latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
    let mut name = String::new();
    for (n, c) in letters.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| letters.get(n));
        if c.is_whitespace() && !(is_latin(before) && is_latin(letters.get(n + 1))) {
            continue;
        }
        name.push(*c);
    }
    let count = name.chars().count();
    if count == 0 {
        return Err(NameWrong::Empty);
    }
    if !(2..=30).contains(&count) {
        return Err(NameWrong::Length);
    }
    let fits = |c: char| c.is_alphabetic() || matches!(c, '·' | ' ' | '-' | '\'' | '.');
    if !name.chars().all(fits) || !name.chars().any(char::is_alphabetic) {
        return Err(NameWrong::Sign);
    }
    Ok(name)
}

/// Lists of leaders note (女) and (回族) behind a name.
fn without_note(text: &str) -> &str {
    let text = text.trim();
    match text.strip_suffix(')').and_then(|t| t.split_once('(')) {
        Some((name, note)) if matches!(note, "女" | "男") || note.ends_with('族') => name.trim(),
        _ => text,
    }
}

/// Whether one date is surely before another: two months that are the same are not.
pub(in crate::directory) fn is_before(one: &LooseDay, other: &LooseDay) -> bool {
    let length = one.as_str().len().min(other.as_str().len());
    length > 0 && one.as_str()[..length] < other.as_str()[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-05-06";

    fn today() -> Day {
        TODAY.parse().unwrap()
    }

    #[test]
    fn an_identity_number_tells_birth_and_sex_and_its_check_character_is_checked() {
        let (number, facts) = id_number(" 11010519491231002x ", today()).unwrap();
        assert_eq!(number, "11010519491231002X");
        assert_eq!(
            (facts.birth.to_string().as_str(), facts.sex, facts.is_old),
            ("1949-12-31", Sex::Female, false)
        );
        let (number, facts) = id_number("110105491231002", today()).unwrap();
        assert_eq!((number.as_str(), facts.is_old), ("110105491231002", true));
        let with_check = |digits: &str| format!("{digits}{}", check_character(digits).unwrap());
        for (number, wrong) in [
            ("11010519491231002".to_owned(), IdWrong::Length(17)),
            ("110105194912310021".to_owned(), IdWrong::Check),
            ("110105194912310000".to_owned(), IdWrong::Ruined),
            ("1101051949123一002X".to_owned(), IdWrong::Sign),
            ("X1010519491231002X".to_owned(), IdWrong::Sign),
            (with_check("11010519490231002"), IdWrong::Birth),
            (with_check("11010520270101002"), IdWrong::Birth),
        ] {
            assert_eq!(id_number(&number, today()), Err(wrong), "{number}");
        }
        let (narrow, wide) = ("11010519491231002X", "１１０１０５１９４９１２３１００２ｘ");
        assert_eq!(id_number(wide, today()), id_number(narrow, today()));
        assert!(
            id_number(wide, today()).is_ok(),
            "typed on a Chinese keyboard"
        );
    }

    #[test]
    fn a_telephone_is_a_mobile_or_a_landline_with_its_area() {
        for (written, kept) in [
            ("13800138000", Some("13800138000")),
            ("138 0013 8000", Some("13800138000")),
            ("１３８００１３８０００", Some("13800138000")),
            ("（010）55501080", Some("010-55501080")),
            ("138-0013-8000", Some("13800138000")),
            ("+86 13800138000", Some("13800138000")),
            ("0000-5550108", Some("0000-5550108")),
            ("01055501080", Some("01055501080")),
            ("(010)55501080", Some("010-55501080")),
            ("010-55501080-801", Some("010-55501080-801")),
            ("12800138000", None),
            ("1380013800", None),
            ("55501080", None),
            ("13800138000/13900139000", None),
            ("010-555", None),
            ("", None),
        ] {
            assert_eq!(phone(written).as_deref(), kept, "{written}");
        }
    }

    #[test]
    fn a_name_keeps_its_rare_characters_and_has_one_kind_of_point() {
        let long = "阿".repeat(31);
        for (written, kept) in [
            ("丁文博", Ok("丁文博")),
            ("丁 文", Ok("丁文")),
            ("阿依古丽•示例", Ok("阿依古丽·示例")),
            ("阿依古丽・示例", Ok("阿依古丽·示例")),
            ("李𬭎", Ok("李𬭎")),
            ("㛃𬭎", Ok("㛃𬭎")),
            ("李明(女)", Ok("李明")),
            ("李明（女）", Ok("李明")),
            ("Ａnna Li", Ok("Anna Li")),
            ("马文(回族)", Ok("马文")),
            ("Anna Li", Ok("Anna Li")),
            ("", Err(NameWrong::Empty)),
            ("　", Err(NameWrong::Empty)),
            ("丁", Err(NameWrong::Length)),
            (&long, Err(NameWrong::Length)),
            ("丁文博2", Err(NameWrong::Sign)),
            ("=丁文博", Err(NameWrong::Sign)),
            ("··", Err(NameWrong::Sign)),
        ] {
            assert_eq!(
                name(written).as_deref(),
                kept.as_ref().map(|n| *n),
                "{written}"
            );
        }
    }

    #[test]
    fn a_month_is_not_before_a_day_in_it() {
        let day = |text: &str| text.parse::<LooseDay>().unwrap();
        assert!(!is_before(&day("1991-07"), &day("1991-07-15")));
        assert!(is_before(&day("1991-06"), &day("1991-07-15")));
        assert!(!is_before(&LooseDay::default(), &day("1991-07")));
    }
}
