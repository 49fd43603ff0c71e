//! Members in the open: one's own card, the branch's cards, what residents wrote to a
//! member, and the register of supervision (监督台账).

pub(crate) mod card;
pub(crate) mod cards;
pub(crate) mod letters;
pub(crate) mod mine;
pub(crate) mod record;
pub(crate) mod register;

use civic::Counter;
use civic::presence::cards::{Mark as Said, phone_is_current, would_show};
use civic::presence::{Field, Holder, LetterState};
use ground::Tx;

use crate::form::Form;

/// A state as its tag shows it: tint, icon, word.
pub(crate) type Mark = (&'static str, &'static str, &'static str);

/// The tag of a letter. Overdue is not a state: it is a day that has passed.
pub(crate) fn mark(state: LetterState, overdue: bool) -> Mark {
    match state {
        _ if overdue => ("stop", "alert", "已过期限"),
        LetterState::Received => ("warn", "clock", LetterState::Received.label()),
        LetterState::Passed => ("info", "chat", LetterState::Passed.label()),
        LetterState::Answered => ("ok", "check", LetterState::Answered.label()),
        LetterState::SetAside => ("", "info", LetterState::SetAside.label()),
    }
}

/// One field of a card, as its holder and the branch see it.
pub(crate) struct Row {
    /// The field.
    pub(crate) field: Field,
    /// What would be shown.
    pub(crate) shows: String,
    /// What that is for, beside the value.
    pub(crate) note: &'static str,
    /// What was said last, and when.
    pub(crate) said: Option<Said>,
    /// Agreed to, and yet not shown: the number changed since.
    pub(crate) stale: bool,
}

impl Row {
    /// Whether there is consent.
    pub(crate) fn given(&self) -> bool {
        self.said.as_ref().is_some_and(|s| s.given)
    }
}

/// All fields of somebody's card.
pub(crate) async fn rows(tx: &mut Tx, at: &Counter, holder: &Holder) -> ground::Result<Vec<Row>> {
    let current = phone_is_current(tx, at, holder.person.id).await?;
    let shown = would_show(tx, at, holder).await?;
    let row = |(field, shows): (Field, String)| {
        let said = Said::of(&holder.marks, field).cloned();
        let given = said.as_ref().is_some_and(|s| s.given);
        Row {
            stale: field == Field::Phone && given && !current,
            note: match field {
                Field::Name => "没有姓名就没有名片",
                Field::Pledges => "已公布的承诺和办理情况",
                Field::Relay => "群众在名片上留言，您的电话不公开",
                Field::Phone => "任何人都看得到，请想好再同意",
                _ => "",
            },
            field,
            shows,
            said,
        }
    };
    Ok(shown.into_iter().map(row).collect())
}

/// The field that a button stands for.
fn field(form: &Form) -> Option<Field> {
    form.get("field").parse().ok()
}
