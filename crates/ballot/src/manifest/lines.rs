//! The manifest's one way of being written, and back. `docs/box-format.md` says it for strangers.

use std::fmt::Write as _;

use super::{Draft, Electorate, Grade, GradeSet, Item, Level, RoundId, Standing};
use crate::digest::{hex, unhex};
use crate::lines::{BadLine, Lines, instant, number, owned};

const FIRST: &str = "sanzheng-manifest 1";

/// One line a fact, in a fixed order.
pub(super) fn write(draft: &Draft) -> String {
    let mut text = String::new();
    let mut line = |said: std::fmt::Arguments<'_>| {
        // Writing to a String cannot fail.
        let _ = text.write_fmt(said);
        text.push('\n');
    };
    line(format_args!("{FIRST}"));
    line(format_args!("round {}", draft.round));
    line(format_args!("title {}", draft.title));
    line(format_args!("level {}", draft.level.word()));
    line(format_args!("smallest {}", draft.smallest));
    line(format_args!("opens {}", draft.opens));
    line(format_args!("closes {}", draft.closes));
    line(format_args!("receipts {}", hex(&draft.receipt_key)));
    for set in &draft.sets {
        line(format_args!("set {}", set.title));
        for grade in &set.grades {
            line(format_args!(
                "grade {} {}",
                word(grade.standing),
                grade.name
            ));
        }
    }
    for item in &draft.items {
        line(format_args!("item {} {}", item.set + 1, item.title));
    }
    for subject in &draft.subjects {
        line(format_args!("subject {subject}"));
    }
    for one in &draft.electorates {
        let Electorate {
            name,
            roll,
            least,
            weight,
        } = one;
        line(format_args!("electorate {roll} {least} {weight} {name}"));
    }
    text
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::For => "yes",
        Standing::Against => "no",
        Standing::Apart => "apart",
    }
}

/// Reads what [`write`] wrote. It may take a little more: the caller writes it again and compares.
pub(super) fn read(text: &str) -> Result<Draft, BadLine> {
    let mut lines = Lines::of(text);
    lines.next(|line| (line == FIRST).then_some(()))?;
    let mut draft = Draft {
        round: lines.field("round", RoundId::parse)?,
        title: lines.field("title", owned)?,
        level: lines.field("level", Level::parse)?,
        smallest: lines.field("smallest", number)?,
        opens: lines.field("opens", instant)?,
        closes: lines.field("closes", instant)?,
        receipt_key: lines.field("receipts", |text| unhex(text.as_bytes()))?,
        sets: Vec::new(),
        items: Vec::new(),
        subjects: Vec::new(),
        electorates: Vec::new(),
    };
    while let Some(title) = lines.another("set", owned)? {
        let mut grades = Vec::new();
        while let Some(grade) = lines.another("grade", grade)? {
            grades.push(grade);
        }
        draft.sets.push(GradeSet { title, grades });
    }
    while let Some(item) = lines.another("item", item)? {
        draft.items.push(item);
    }
    while let Some(subject) = lines.another("subject", owned)? {
        draft.subjects.push(subject);
    }
    while let Some(one) = lines.another("electorate", electorate)? {
        draft.electorates.push(one);
    }
    lines.end()?;
    Ok(draft)
}

fn grade(text: &str) -> Option<Grade> {
    let (standing, name) = text.split_once(' ')?;
    let standing = match standing {
        "yes" => Standing::For,
        "no" => Standing::Against,
        "apart" => Standing::Apart,
        _ => return None,
    };
    let name = name.to_owned();
    Some(Grade { name, standing })
}

fn item(text: &str) -> Option<Item> {
    let (set, title) = text.split_once(' ')?;
    let set = usize::try_from(number(set)?).ok()?.checked_sub(1)?;
    let title = title.to_owned();
    Some(Item { title, set })
}

fn electorate(text: &str) -> Option<Electorate> {
    let mut parts = text.splitn(4, ' ');
    let mut figure = || number(parts.next()?);
    let (roll, least, weight) = (figure()?, figure()?, figure()?);
    let name = parts.next()?.to_owned();
    Some(Electorate {
        name,
        roll,
        least,
        weight,
    })
}
