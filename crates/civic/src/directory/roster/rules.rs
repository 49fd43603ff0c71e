//! What must agree with what within a row of a roster (field-facts 2.13, X-06). Pure.

use ground::Day;

use super::columns::Field;
use crate::directory::Sex;
use crate::directory::people::identity::{id_number, is_before};
use crate::directory::people::versions::State;

/// What does not agree within a record, with the column to look at.
pub(super) fn disagreements(state: &State, today: Day) -> Vec<(Field, String)> {
    let mut found = Vec::new();
    let details = &state.details;
    let number = state.particulars.as_ref().map_or("", |p| &p.id_number);
    if let Ok((_, facts)) = id_number(number, today) {
        if state.sex != Sex::Unsaid && state.sex != facts.sex {
            let says = facts.sex.label();
            found.push((
                Field::Sex,
                format!("与身份证号不符：身份证号第17位表示{says}"),
            ));
        }
        if !details.birth.agrees_with(facts.birth) {
            let says = facts.birth.long();
            found.push((Field::Birth, format!("与身份证号不符：身份证号表示{says}")));
        }
    }
    for (field, day, what) in [
        (Field::Birth, &details.birth, "出生"),
        (Field::Joined, &details.joined, "入党"),
        (Field::FullSince, &details.full_since, "转正"),
        (Field::LostSince, &details.lost_since, "失联"),
    ] {
        if day.earliest().is_some_and(|d| d > today) {
            found.push((field, format!("{what}的日子还没到")));
        }
    }
    if is_before(&details.joined, &details.birth) {
        found.push((Field::Joined, "入党早于出生".to_owned()));
    }
    if is_before(&details.full_since, &details.joined) {
        found.push((Field::FullSince, "转正早于入党".to_owned()));
    }
    found
}
