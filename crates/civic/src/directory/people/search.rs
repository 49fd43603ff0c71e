//! Finding a person among all that the actor may see: one range of one key,
//! whatever the size of the town.

use ground::{Result, Tx};

use super::{Person, store, tokens};
use crate::directory::{Path, Verb};
use crate::{Counter, PersonId};

/// How many candidates of a long question are looked at before it is given up.
const CANDIDATES: i64 = 500;

/// People whose name holds the question, or whose initials begin with it, in
/// the order of the tree; at most `count`, from those sub-trees whose roster the
/// actor may see. A question with nothing to look for finds nobody.
pub async fn search(tx: &mut Tx, at: &Counter, question: &str, count: i64) -> Result<Vec<Person>> {
    let Some((token, whole)) = tokens::of_question(question) else {
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
