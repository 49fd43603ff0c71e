//! The question for people, made from a keyed digest, and what counts as its answer.
//! Words and sums alone: who cannot see hears it read out (field-facts 2.17). Pure.

use crate::directory::rules::half_width;

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// As it is asked.
    pub text: String,
    /// The number.
    pub answer: u32,
}

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// The question that a digest stands for: the same one whenever it is asked.
pub fn question(digest: &str) -> Question {
    let mut bytes = digest.bytes();
    let mut next = |from: u32, to: u32| {
        let byte = bytes.next().unwrap_or_default();
        from + u32::from(byte) % (to - from + 1)
    };
    let (form, a, b, c) = (next(0, 2), next(2, 9), next(2, 9), next(1, 2));
    let word = |n: u32| DIGITS.get(n as usize).copied().unwrap_or_default();
    match form {
        0 => Question {
            text: format!("{}加{}，得多少？", word(a), word(b)),
            answer: a + b,
        },
        1 => Question {
            text: format!("{}加{}，再减{}，得多少？", word(a), word(b), word(c)),
            answer: a + b - c,
        },
        _ => Question {
            text: format!("有{}个苹果，又买来{}个，一共几个？", word(a), word(b)),
            answer: a + b,
        },
    }
}

/// The number that somebody typed: in digits of either width, or in words.
pub fn number(typed: &str) -> Option<u32> {
    let typed: String = half_width(typed)
        .chars()
        .filter(|c| !c.is_whitespace() && !"。，,、个".contains(*c))
        .collect();
    if let Ok(number) = typed.parse() {
        return Some(number);
    }
    let digit = |word: &str| DIGITS.iter().position(|d| *d == word);
    let units = |word: &str| {
        if word.is_empty() {
            Some(0)
        } else {
            digit(word)
        }
    };
    let found = match typed.split_once('十') {
        Some(("", rest)) => 10 + units(rest)?,
        Some((tens, rest)) => 10 * digit(tens)? + units(rest)?,
        None => digit(&typed)?,
    };
    u32::try_from(found).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_understood_however_it_is_typed() {
        for (typed, number) in [
            ("12", Some(12)),
            (" １２ ", Some(12)),
            ("十二", Some(12)),
            ("十", Some(10)),
            ("七", Some(7)),
            ("12个", Some(12)),
            ("", None),
            ("不知道", None),
            ("<script>", None),
        ] {
            assert_eq!(super::number(typed), number, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_digest_is_a_question_that_its_own_answer_fits(digest in "[0-9a-f]{32}") {
            let asked = question(&digest);
            // Two and two less two is the least, nine and nine the most.
            proptest::prop_assert!((2..=18).contains(&asked.answer), "{asked:?}");
            proptest::prop_assert!(asked.text.ends_with('？'));
            proptest::prop_assert_eq!(number(&asked.answer.to_string()), Some(asked.answer));
        }
    }
}
