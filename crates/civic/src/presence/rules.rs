//! What a letter must say, how it moves, and what a card may show. Pure.

use ground::{At, Day};

use super::letters::{LetterKind, LetterState, Step};
use super::{Contact, Field, No};

/// The longest letter and answer, in characters.
pub const LONGEST: usize = 1000;
/// The shortest letter that can be acted on.
const SHORTEST: usize = 4;
/// The longest note: where a sheet lies, why somebody else writes.
const LONGEST_NOTE: usize = 100;
/// The longest name that a resident leaves.
const LONGEST_NAME: usize = 20;

/// Words as they are kept: trimmed, without control characters but line ends.
pub fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() || *c == '\n');
    kept.collect::<String>().trim().to_owned()
}

/// A letter or an answer of some substance.
pub fn words(field: &'static str, what: &'static str, text: &str) -> Result<String, No> {
    let text = plain(text);
    match text.chars().count() {
        0 => Err(No::Empty(field, what)),
        n if n < SHORTEST => Err(No::TooShort(field, what)),
        n if n > LONGEST => Err(No::TooLong(field, what, LONGEST)),
        _ => Ok(text),
    }
}

/// A short note that must be there.
pub fn note(field: &'static str, what: &'static str, text: &str) -> Result<String, No> {
    let text = plain(text);
    match text.chars().count() {
        0 => Err(No::Empty(field, what)),
        n if n > LONGEST_NOTE => Err(No::TooLong(field, what, LONGEST_NOTE)),
        _ => Ok(text),
    }
}

/// Name and telephone, either of which may be left out; none when both are.
pub fn contact(name: &str, phone: &str) -> Result<Option<Contact>, No> {
    let (name, phone) = (plain(name), plain(phone));
    if name.chars().count() > LONGEST_NAME {
        return Err(No::TooLong("name", "姓名", LONGEST_NAME));
    }
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let is_number = phone
        .chars()
        .all(|c| c.is_ascii_digit() || "+- ()（）".contains(c));
    let is_fine = phone.is_empty() || (is_number && (5..=20).contains(&digits));
    if !is_fine {
        return Err(No::Phone);
    }
    Ok((!name.is_empty() || !phone.is_empty()).then_some(Contact { name, phone }))
}

/// The state after a step, or none when the step does not fit. What was passed on is
/// answered, not set aside: the member was troubled with it.
pub fn after(kind: LetterKind, state: LetterState, step: Step) -> Result<LetterState, No> {
    use LetterState::{Answered, Passed, Received, SetAside};
    match (kind, state, step) {
        (LetterKind::Comment, Received, Step::Passed) => Ok(Passed),
        (LetterKind::Comment, Passed, Step::Explained) => Ok(Passed),
        (LetterKind::Comment, Received | Passed, Step::Answered) => Ok(Answered),
        (LetterKind::Comment, Received, Step::SetAside) => Ok(SetAside),
        (LetterKind::Message, Received, Step::Answered) => Ok(Answered),
        (_, state, _) => Err(No::LetterIs(state)),
    }
}

/// Past the day of what is due next: the first look, then the answer. Not a state that
/// anyone sets.
pub fn is_overdue(state: LetterState, check_due: Option<Day>, answer_due: Day, today: Day) -> bool {
    match state {
        LetterState::Received => check_due.unwrap_or(answer_due) < today,
        LetterState::Passed => answer_due < today,
        LetterState::Answered | LetterState::SetAside => false,
    }
}

/// The hour that wrong codes are counted in.
pub fn hour(at: At) -> i64 {
    at.micros().div_euclid(3_600_000_000)
}

/// Whether these may be consented to over what there is already: everything beside the
/// name hangs on it.
pub fn may_consent(given: &[Field], asked: &[Field]) -> Result<(), No> {
    if asked.is_empty() {
        return Err(No::NothingChosen);
    }
    let has = |field| given.contains(&field) || asked.contains(&field);
    if has(Field::Name) {
        Ok(())
    } else {
        Err(No::NameFirst)
    }
}

/// Whether the day on a signed sheet can be one: of the last year, not to come.
pub fn sheet_day(day: Option<Day>, today: Day) -> Result<Day, No> {
    day.filter(|day| *day <= today && today.since(*day) <= 366)
        .ok_or(No::SheetDay)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_letter_moves_only_along_its_way() {
        use LetterState::{Answered, Passed, Received, SetAside};
        let allowed = [
            (LetterKind::Comment, Received, Step::Passed, Passed),
            (LetterKind::Comment, Passed, Step::Explained, Passed),
            (LetterKind::Comment, Received, Step::Answered, Answered),
            (LetterKind::Comment, Passed, Step::Answered, Answered),
            (LetterKind::Comment, Received, Step::SetAside, SetAside),
            (LetterKind::Message, Received, Step::Answered, Answered),
        ];
        for kind in LetterKind::ALL {
            for state in LetterState::ALL {
                for step in Step::ALL {
                    let to = allowed
                        .iter()
                        .find(|(k, s, t, _)| (k, s, t) == (kind, state, step))
                        .map(|(_, _, _, to)| *to);
                    assert_eq!(
                        after(*kind, *state, *step).ok(),
                        to,
                        "{kind:?} {state:?} {step:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_comment_is_late_when_nobody_looked_in_time_and_again_when_nobody_answered() {
        let (check, answer) = (Some(day("2026-06-04")), day("2026-06-15"));
        let late = |state, today| is_overdue(state, check, answer, day(today));
        assert!(!late(LetterState::Received, "2026-06-04"));
        assert!(late(LetterState::Received, "2026-06-05"));
        assert!(!late(LetterState::Passed, "2026-06-15"));
        assert!(late(LetterState::Passed, "2026-06-16"));
        assert!(!late(LetterState::Answered, "2026-07-01"));
        assert!(!late(LetterState::SetAside, "2026-07-01"));
        let message = |today| is_overdue(LetterState::Received, None, answer, day(today));
        assert!(!message("2026-06-15") && message("2026-06-16"));
    }

    #[test]
    fn nothing_is_shown_without_the_name() {
        assert_eq!(may_consent(&[], &[Field::Phone]), Err(No::NameFirst));
        assert_eq!(may_consent(&[], &[Field::Phone, Field::Name]), Ok(()));
        assert_eq!(may_consent(&[Field::Name], &[Field::Post]), Ok(()));
        assert_eq!(may_consent(&[Field::Name], &[]), Err(No::NothingChosen));
    }

    #[test]
    fn a_name_and_a_number_are_left_out_or_readable() {
        assert_eq!(contact(" ", ""), Ok(None));
        let left = contact("示小范", "0000-5550108").unwrap().unwrap();
        assert_eq!(
            (left.name.as_str(), left.phone.as_str()),
            ("示小范", "0000-5550108")
        );
        assert_eq!(contact("", "找老王"), Err(No::Phone));
        assert_eq!(contact("", "123"), Err(No::Phone));
        assert!(contact(&"长".repeat(21), "").is_err());
    }

    #[test]
    fn words_lose_control_characters_and_keep_their_lines() {
        assert_eq!(plain(" 一\u{0}\u{7}二\n三 "), "一二\n三");
        assert!(words("words", "内容", "好的").is_err());
        assert!(words("words", "内容", &"长".repeat(LONGEST + 1)).is_err());
        assert!(words("words", "内容", "楼道灯还没修好").is_ok());
    }

    #[test]
    fn a_sheet_is_signed_within_the_last_year() {
        let today = day("2026-06-01");
        assert_eq!(sheet_day(Some(today), today), Ok(today));
        assert!(sheet_day(Some(day("2026-06-02")), today).is_err());
        assert!(sheet_day(Some(day("2025-05-30")), today).is_err());
        assert!(sheet_day(None, today).is_err());
    }
}
