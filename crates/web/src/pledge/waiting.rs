//! Who has written nothing yet, of those who owe a pledge: whom a meeting let off does not.

use civic::campaign::Campaign;
use civic::directory::{Path, Person};
use civic::pledge::coverage;
use ground::Tx;

use crate::visit::Visit;

/// The members of these places without any pledge, but for the visitor.
pub(super) async fn without_pledges(
    tx: &mut Tx,
    visit: &Visit,
    campaign: &Campaign,
    scopes: &[Path],
) -> ground::Result<Vec<Person>> {
    let mut out = Vec::new();
    for scope in scopes {
        let found = coverage::coverage(tx, &visit.at, campaign, scope).await?;
        let waiting = (found.members.into_iter())
            .filter(|m| m.written == 0 && m.person.id != visit.actor().person)
            .map(|m| m.person);
        out.extend(waiting);
    }
    Ok(out)
}
