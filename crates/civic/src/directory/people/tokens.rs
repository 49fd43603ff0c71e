//! What a search finds a person by: pieces of the name, pinyin initials, the
//! keyed tail of the telephone. Pure.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti as _;

/// The longest piece of a name that is a token of its own.
const LONGEST: usize = 3;
/// How many readings of a name are kept: 单 is Shan and Dan.
const READINGS: usize = 4;

/// The tokens of a name: each run of one to three characters, the whole name,
/// and the initials of its readings from the first on (`wxm`, `wx`).
pub(in crate::directory) fn of_name(name: &str) -> Vec<String> {
    let letters: Vec<char> = plain(name).collect();
    let mut tokens = BTreeSet::new();
    for start in 0..letters.len() {
        for end in start + 1..=letters.len().min(start + LONGEST) {
            tokens.insert(letters[start..end].iter().collect::<String>());
        }
    }
    tokens.insert(letters.iter().collect());
    for reading in readings(&letters) {
        for end in 2..=reading.len() {
            tokens.insert(reading[..end].to_owned());
        }
    }
    tokens.remove("");
    tokens.into_iter().collect()
}

/// The token that a question is looked up by, and whether it says all of the
/// question: a longer piece of a name is looked up by its head.
pub(super) fn of_question(question: &str) -> Option<(String, bool)> {
    let letters: Vec<char> = plain(question).collect();
    if letters.is_empty() {
        return None;
    }
    if letters.iter().all(char::is_ascii_alphanumeric) || letters.len() <= LONGEST {
        return Some((letters.iter().collect(), true));
    }
    Some((letters[..LONGEST].iter().collect(), false))
}

/// Names are compared without points, blanks and case: 阿依古丽·买买提.
pub(super) fn plain(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

fn readings(letters: &[char]) -> Vec<String> {
    let mut readings = vec![String::new()];
    for letter in letters {
        let initials: BTreeSet<char> = match letter.to_pinyin_multi() {
            Some(multi) => multi
                .into_iter()
                .filter_map(|p| p.first_letter().chars().next())
                .collect(),
            None if letter.is_ascii_alphanumeric() => BTreeSet::from([*letter]),
            None => continue,
        };
        readings = readings
            .iter()
            .flat_map(|r| initials.iter().map(move |i| format!("{r}{i}")))
            .take(READINGS)
            .collect();
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(name: &str, question: &str) -> bool {
        let Some((token, _)) = of_question(question) else {
            return false;
        };
        of_name(name).contains(&token)
    }

    #[test]
    fn a_person_is_found_by_any_piece_of_the_name_and_by_initials() {
        for question in [
            "丁文博",
            "丁",
            "文博",
            "博",
            "dwb",
            "DWB",
            "dw",
            " 丁 文博 ",
        ] {
            assert!(finds("丁文博", question), "{question}");
        }
        for question in ["丁博", "wb", "文丁", ""] {
            assert!(!finds("丁文博", question), "{question}");
        }
    }

    #[test]
    fn a_surname_with_two_readings_is_found_by_both_and_a_long_name_by_its_parts() {
        assert!(finds("单小川", "sxc") && finds("单小川", "dxc"));
        assert!(finds("阿依古丽·示例", "古丽示"));
        assert_eq!(of_question("阿依古丽"), Some(("阿依古".into(), false)));
    }
}
