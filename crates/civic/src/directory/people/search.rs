//! Finding a person among all that the actor may see: one range of one key,
//! whatever the size of the town.

use ground::{Result, Tx};

use super::{Person, particulars, store, tokens};
use crate::directory::{Path, Verb};
use crate::{Counter, PersonId};

/// How many candidates of a long question are looked at before it is given up.
const CANDIDATES: i64 = 500;

/// People whose name holds the question, whose initials begin with it, or whose
/// telephone ends with it, in the order of the tree; at most `count`, from those
/// sub-trees whose roster the actor may see. A whole telephone or ID number finds
/// whose it is. A question with nothing to look for finds nobody.
pub async fn search(tx: &mut Tx, at: &Counter, question: &str, count: i64) -> Result<Vec<Person>> {
    if let Some(found) = by_number(tx, at, question).await? {
        return Ok(found);
    }
    let Some((token, whole)) = token_of(at, question) else {
        return Ok(Vec::new());
    };
    let asked: String = tokens::plain(question).collect();
    let mut found = Vec::new();
    let scopes = at
        .actor
        .as_ref()
        .map_or_else(Vec::new, |a| a.scopes(Verb::SeeRoster));
    for scope in scopes {
        let most = if whole { count } else { CANDIDATES };
        let start = (&Path(String::new()), PersonId::VISITOR);
        for hit in store::hits(tx, at.tenant, &token, &scope, start, most).await? {
            let Some(person) = store::person(tx, at.tenant, hit.person_id).await? else {
                continue;
            };
            if whole
                || tokens::plain(&person.name)
                    .collect::<String>()
                    .contains(&asked)
            {
                found.push(person);
            }
            if i64::try_from(found.len()).unwrap_or(i64::MAX) >= count {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// Four digits are a telephone's tail; everything else is a name or its initials.
fn token_of(at: &Counter, question: &str) -> Option<(String, bool)> {
    let question = question.trim();
    if question.len() == 4 && question.bytes().all(|b| b.is_ascii_digit()) {
        return particulars::tail_token(&at.house.vault, question).map(|token| (token, true));
    }
    tokens::of_question(question)
}

/// Who has this number, when the question is long enough to be one: only people
/// whom the actor may see.
async fn by_number(tx: &mut Tx, at: &Counter, question: &str) -> Result<Option<Vec<Person>>> {
    let question = question.trim();
    let digits = question.bytes().filter(u8::is_ascii_digit).count();
    let others = question
        .bytes()
        .filter(|b| !b"0123456789-xX ".contains(b))
        .count();
    if digits < 7 || others > 0 {
        return Ok(None);
    }
    let mut people = particulars::by_phone(tx, at, question).await?;
    people.extend(particulars::by_id_number(tx, at, question).await?);
    let mut found = Vec::new();
    for id in people {
        if let Some(person) = store::person(tx, at.tenant, id).await?
            && at
                .actor
                .as_ref()
                .is_some_and(|a| a.may(Verb::SeeRoster, &person.org_path))
        {
            found.push(person);
        }
    }
    Ok(Some(found))
}
