//! A question that people answer and floods do not, for posts without an account
//! plain text, bound by a keyed digest to one place and a short time, good for
//! one post. Nobody is shut out by it, and nothing of the visitor is kept.

pub mod rules;
mod store;

use std::fmt;

use ground::{At, Refusal, Result, Tx};

use crate::Counter;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The question.
    pub text: String,
    /// What comes back with the answer.
    pub token: String,
}

/// Why an answer was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// It is not right, or none was given.
    Wrong,
    /// The question is too old, was answered before, or belongs elsewhere.
    Old,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wrong => "请回答下面这道题，用数字写。答对后再提交",
            Self::Old => "那道题过时了，请回答下面这道新题",
        })
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some("human")
    }
}

/// The digest of a question: made at an instant, with a random part, for one place.
fn digest(at: &Counter, made: &str, random: &str, place: &str) -> String {
    let bound = format!("{}|{made}|{random}|{place}", at.tenant);
    at.house.vault.blind("human", &bound)
}

/// A new question for a post at this place.
pub fn ask(at: &Counter, place: &str) -> Asked {
    let (made, random) = (at.now.micros().to_string(), at.house.ids.code(12));
    let digest = digest(at, &made, &random, place);
    // Half of the digest makes the question, which is read; the other half proves it.
    let (asked, proof) = digest.split_at(16);
    Asked {
        text: rules::question(asked).text,
        token: format!("{made}-{random}-{proof}"),
    }
}

/// The same question again, while it is good: for a form that was refused for
/// something else.
pub fn again(at: &Counter, place: &str, token: &str) -> Option<Asked> {
    let (_, asked, _) = read(at, place, token)?;
    Some(Asked {
        text: rules::question(&asked).text,
        token: token.to_owned(),
    })
}

/// Until when a question is good, what makes it, and what proves it; nothing when it
/// is too old or was not asked here.
fn read(at: &Counter, place: &str, token: &str) -> Option<(At, String, String)> {
    let mut parts = token.split('-');
    let (made, random, proof) = (parts.next()?, parts.next()?, parts.next()?);
    let digest = digest(at, made, random, place);
    let (asked, expected) = digest.split_at(16);
    let made = At::from_micros(made.parse().ok()?);
    let until = made.plus_seconds(at.house.defaults.human_seconds);
    let is_good = proof == expected && made <= at.now && at.now <= until;
    is_good.then(|| (until, asked.to_owned(), expected.to_owned()))
}

/// Takes an answer, once. Part of the transaction of what it opens: a post that is
/// refused for something else leaves the answer good.
pub async fn take(tx: &mut Tx, at: &Counter, place: &str, token: &str, typed: &str) -> Result<()> {
    if token.is_empty() {
        return Err(No::Wrong.into());
    }
    let (until, asked, proof) = read(at, place, token).ok_or(No::Old)?;
    if rules::number(typed) != Some(rules::question(&asked).answer) {
        return Err(No::Wrong.into());
    }
    if store::spend(tx, at.tenant, &proof, at.now, until).await? == 0 {
        return Err(No::Old.into());
    }
    Ok(())
}
