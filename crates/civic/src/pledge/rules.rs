//! What a pledge must say, how it moves, and who may move it. Pure. S4.2-03.

use ground::Day;

use super::assessing::Side;
use super::refusals::unfit;
use super::{No, State, Subject};
use crate::directory::rules::half_width;

/// The words of a pledge.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words<'a> {
    /// The focus area.
    pub area: &'a str,
    /// What will be done.
    pub action: &'a str,
    /// The result that can be measured.
    pub measure: &'a str,
    /// How much, when it can be counted.
    pub amount: Amount<'a>,
    /// By when.
    pub due: Option<Day>,
    /// Whom it helps; may be empty.
    pub beneficiary: &'a str,
    /// Who answers for it (责任人); a branch's alone has one.
    pub owner: &'a str,
}

/// How much: a whole number and its unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Amount<'a> {
    /// It cannot be counted, or was not.
    #[default]
    None,
    /// So many of these.
    Of(i64, &'a str),
    /// What was typed is no number, or has no unit.
    Nonsense,
}

impl<'a> Amount<'a> {
    /// As it was typed.
    pub fn typed(number: &str, unit: &'a str) -> Self {
        let unit = unit.trim();
        match (number.trim(), number.trim().parse::<i64>()) {
            ("", _) if unit.is_empty() => Self::None,
            (_, Ok(number)) if number > 0 && !unit.is_empty() => Self::Of(number, unit),
            _ => Self::Nonsense,
        }
    }

    /// As it is stored: 0 for none.
    pub fn of(number: i64, unit: &'a str) -> Self {
        match number {
            0 => Self::None,
            number => Self::Of(number, unit),
        }
    }

    /// As it is stored: 0 for none.
    pub fn stored(self) -> (i64, &'a str) {
        match self {
            Self::Of(number, unit) => (number, unit),
            Self::None | Self::Nonsense => (0, ""),
        }
    }
}

/// The area for what no listed area fits (S4.2-07).
pub const OTHER_AREA: &str = "其他";

/// The longest text of a field, in characters.
const LONGEST: usize = 200;
/// The longest name, unit or circle of people.
const SHORT: usize = 40;

/// Checks the words of a new pledge: every problem, each with its field.
pub fn check(
    words: &Words<'_>,
    subject: Subject,
    areas: &[String],
    today: Day,
) -> Result<Day, Vec<No>> {
    let mut problems = Vec::new();
    if !(words.area == OTHER_AREA || areas.iter().any(|a| a == words.area)) {
        problems.push(No::Area);
    }
    problems.extend(self::problems(words, subject));
    match words.due {
        None => problems.push(No::Empty("due", "完成日期")),
        Some(due) if due <= today => problems.push(No::DuePast),
        Some(due) if problems.is_empty() => return Ok(due),
        Some(_) => {}
    }
    Err(problems)
}

/// What is wrong with what is said, whenever it is said.
pub fn problems(words: &Words<'_>, subject: Subject) -> Vec<No> {
    let mut problems = Vec::new();
    let owner = (subject == Subject::Branch).then_some(("owner", "责任人", words.owner, SHORT));
    let needed = [
        ("action", "承诺内容", words.action, LONGEST),
        ("measure", "可量的结果", words.measure, LONGEST),
    ];
    let all = needed.into_iter().chain(owner);
    problems.extend(all.filter_map(|(field, what, text, most)| unfit(field, what, text, most)));
    if !words.measure.trim().is_empty() && !is_measurable(words.measure) {
        problems.push(No::NotMeasurable);
    }
    match words.amount {
        Amount::Nonsense => problems.push(No::Amount),
        Amount::Of(_, unit) if unit.chars().count() > SHORT => {
            problems.push(No::TooLong("amount", "单位", SHORT));
        }
        _ => {}
    }
    if words.beneficiary.trim().chars().count() > LONGEST {
        problems.push(No::TooLong("beneficiary", "受益的人", LONGEST));
    }
    problems
}

/// A result is measurable when it holds a number, in figures or in words
/// (field-facts 2.6: vague pledges are worthless).
pub fn is_measurable(measure: &str) -> bool {
    measure
        .chars()
        .any(|c| c.is_numeric() || "一二三四五六七八九十百千两每全".contains(c))
}

/// Whether corrected words promise what the old ones did: every figure of the result with
/// what it counts, every 每 and 全, and those of them that what is done says as well.
pub fn keeps_promise(old: &Words<'_>, new: &Words<'_>) -> Result<(), No> {
    let promised = figures(old.measure);
    if promised != figures(new.measure) {
        return Err(No::OtherFigures("measure"));
    }
    let counted = |words: &Words<'_>| -> Vec<String> {
        let (number, unit) = words.amount.stored();
        let amount = (number > 0).then(|| figures(&format!("{number}{unit}")));
        let all: Vec<String> = promised
            .iter()
            .cloned()
            .chain(amount.into_iter().flatten())
            .collect();
        figures(words.action)
            .into_iter()
            .filter(|f| all.contains(f))
            .collect()
    };
    if counted(old) == counted(new) {
        Ok(())
    } else {
        Err(No::OtherFigures("action"))
    }
}

/// The figures of a text in their order, each with the character behind it: 10人, 1.5公, 每月.
fn figures(text: &str) -> Vec<String> {
    const WORDS: &str = "零〇一二两三四五六七八九十百千万亿廿半";
    let is_figure = |c: char| c.is_ascii_digit() || c == '.' || WORDS.contains(c);
    let (mut found, mut open): (Vec<String>, bool) = (Vec::new(), false);
    for c in half_width(text).chars() {
        let counts = is_figure(c) || "每全".contains(c);
        match found.last_mut() {
            Some(figure) if open => figure.push(c),
            _ if counts => found.push(c.to_string()),
            _ => {}
        }
        open = counts;
    }
    found
}

/// Words with their amount, unless they say it already: a result, or what was done.
pub fn result(measure: &str, amount: i64, unit: &str) -> String {
    let counted = format!("{amount}{unit}");
    if amount == 0 || says(measure, &counted) {
        measure.to_owned()
    } else {
        format!("{measure}（{counted}）")
    }
}

/// Whether words say a number with its unit: 13人 does not say 3人.
fn says(words: &str, counted: &str) -> bool {
    words
        .match_indices(counted)
        .any(|(at, _)| !words[..at].ends_with(char::is_numeric))
}

/// The most that one piece of evidence says was done: beyond a hundred million of
/// anything a finger slipped, and one such slip would spoil the sum for good.
const MOST_DONE: i64 = 100_000_000;

/// How much was done, as it was typed, in the unit of the pledge; empty for not counted.
/// A pledge without a number has no unit, and numbers of unlike things do not add up: what
/// was done of it stands in the words.
pub fn done(typed: &str, unit: &str) -> Result<Option<i64>, No> {
    let typed = half_width(typed);
    match (typed.as_str(), typed.parse()) {
        ("", _) => Ok(None),
        _ if unit.is_empty() => Err(No::Uncounted),
        (_, Ok(number @ 1..=MOST_DONE)) => Ok(Some(number)),
        _ => Err(No::Done),
    }
}

/// How much was done of what was pledged; empty where nothing was counted.
pub fn progress(done: i64, amount: i64, unit: &str) -> String {
    match (done, amount) {
        (0, _) | (_, 0) => String::new(),
        _ => format!("已做{done}{unit}，承诺{amount}{unit}"),
    }
}

/// How many files stand beside one piece of evidence at most: what shows one deed.
pub const FILES_EACH: usize = 3;
/// How many files stand beside one pledge at most: one a month for a pledge of a year.
/// A pledge is kept by what was done, not by how much was photographed.
pub const FILES_ALL: usize = 12;

/// How many more files a pledge takes beside these.
pub fn files_left(there: usize) -> usize {
    FILES_ALL.saturating_sub(there)
}

/// Whether so many more files may stand beside a pledge that has these.
pub fn may_attach(more: usize, there: usize) -> Result<(), No> {
    match files_left(there) {
        left if more > left => Err(No::FilesFull(left)),
        _ if more > FILES_EACH => Err(No::ManyFiles(FILES_EACH)),
        _ => Ok(()),
    }
}

/// What moves a pledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Written again after a return.
    Amend,
    /// Taken back before it is public.
    Withdraw,
    /// The branch passes it.
    Pass,
    /// The branch returns it.
    Return,
    /// It is published.
    Publish,
    /// Its words are put right; what was promised stands.
    Correct,
    /// It is settled as kept.
    Keep,
    /// It was not kept, for a reason that is accepted.
    Excuse,
    /// It was not kept, without such a reason.
    Criticise,
}

impl Move {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Amend,
        Self::Withdraw,
        Self::Pass,
        Self::Return,
        Self::Publish,
        Self::Correct,
        Self::Keep,
        Self::Excuse,
        Self::Criticise,
    ];
}

/// The state after a move, or none when the move does not fit.
pub fn after(state: State, act: Move) -> Result<State, No> {
    use State::*;
    match (state, act) {
        (Returned, Move::Amend) => Ok(Submitted),
        (Submitted | Returned | Passed, Move::Withdraw) => Ok(Withdrawn),
        (Submitted, Move::Pass) => Ok(Passed),
        (Submitted, Move::Return) => Ok(Returned),
        (Passed, Move::Publish) => Ok(Published),
        (Published, Move::Correct) => Ok(Published),
        (Published, Move::Keep) => Ok(Kept),
        (Published, Move::Excuse) => Ok(Excused),
        (Published, Move::Criticise) => Ok(Criticised),
        (state, _) => Err(No::OutOfOrder(state)),
    }
}

/// Overdue is not a state that anyone sets: a published pledge whose day has passed.
pub fn is_overdue(state: State, due: Day, today: Day) -> bool {
    state == State::Published && due < today
}

/// Who looks at a pledge, as far as a guard asks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hand {
    /// It is the actor's own.
    pub own: bool,
    /// The actor wrote the words that stand.
    pub wrote: bool,
}

/// Whether this hand may pass or return: neither whose it is nor who wrote it.
pub fn may_check(hand: Hand, returning: bool, reason: &str) -> Result<(), No> {
    if hand.own {
        return Err(No::OwnPledge);
    }
    if hand.wrote {
        return Err(No::OwnWords);
    }
    if returning && reason.trim().is_empty() {
        return Err(No::ReturnWithoutReason);
    }
    Ok(())
}

/// Whether this hand may settle it as kept: on evidence, never one's own.
pub fn may_keep(hand: Hand, evidence: i64) -> Result<(), No> {
    if hand.own {
        return Err(No::OwnKeeping);
    }
    if evidence == 0 {
        return Err(No::NoEvidence);
    }
    Ok(())
}

/// Whether a pledge that was not kept may be excused or criticised (field-facts 2.6):
/// excused on an explanation alone, criticised when it is explained or overdue, with a reason.
pub fn may_judge(
    act: Move,
    hand: Hand,
    explained: bool,
    overdue: bool,
    reason: &str,
) -> Result<(), No> {
    if hand.own {
        return Err(No::OwnKeeping);
    }
    match act {
        Move::Excuse if !explained => Err(No::NotExplained),
        Move::Criticise if !explained && !overdue => Err(No::NotDue),
        Move::Criticise if reason.trim().is_empty() => Err(No::CriticisedWithoutReason),
        _ => Ok(()),
    }
}

/// Whether a side may assess: a public pledge, once a year, the organisation after
/// whose it is, and never one's own as the organisation.
pub fn may_assess(
    state: State,
    side: Side,
    hand: Hand,
    done: &[Side],
    year: i64,
) -> Result<(), No> {
    if !state.is_public() {
        return Err(No::OutOfOrder(state));
    }
    if done.contains(&side) {
        return Err(No::Assessed(year));
    }
    if side == Side::Organisation {
        if hand.own {
            return Err(No::OwnKeeping);
        }
        if !done.contains(&Side::Own) {
            return Err(No::SelfFirst);
        }
    }
    Ok(())
}

/// Whether an assessment closes the pledge: the organisation's, on one that is settled.
pub fn closes(state: State, side: Side) -> bool {
    side == Side::Organisation && state.is_settled()
}

#[cfg(test)]
mod tests;
