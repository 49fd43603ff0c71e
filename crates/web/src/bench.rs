//! What the workbench pages of the rooms share: which campaign and which
//! sub-tree a list is about, who somebody is, and where a form leads.

use std::collections::HashMap;

use axum::response::{IntoResponse, Redirect};
use civic::campaign::{self, Campaign};
use civic::directory::{self, Org, OrgKind, Path, Verb};
use civic::{OrgId, PersonId, TenantId};
use ground::{Error, Tx};

use crate::error::Result;
use crate::form::Form;
use crate::visit::Visit;

/// What was asked for in the address, as a form.
pub(crate) type Asked = axum::extract::Query<Vec<(String, String)>>;

/// What a list is about: a campaign in force, and the sub-tree that the visitor sees.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// The campaign; none while no plan is in force.
    pub(crate) campaign: Option<Campaign>,
    /// All campaigns in force that the visitor sees, newest first.
    pub(crate) campaigns: Vec<Campaign>,
    /// The tops of the sub-trees that the visitor sees, none inside another.
    pub(crate) below: Vec<Path>,
    /// The branches in it, in the order of the tree.
    pub(crate) branches: Vec<Org>,
}

impl Scope {
    /// The visitor's scope; `chosen` is the id of a campaign, or nothing for the newest.
    /// For one who sees no workbench, its lists do not exist.
    pub(crate) async fn of(tx: &mut Tx, visit: &Visit, chosen: &str) -> ground::Result<Self> {
        let at = &visit.at;
        let below = visit.actor().scopes(Verb::See);
        let first = below.first().ok_or(Error::NotFound)?;
        let mut campaigns = campaign::campaigns(tx, at).await?;
        campaigns.retain(|c| c.state == campaign::State::InForce);
        if campaigns.is_empty() {
            campaigns.extend(campaign::in_force(tx, at.tenant, first).await?);
        }
        let named = campaigns.iter().find(|c| c.id.to_string() == chosen);
        let campaign = named.or(campaigns.first()).cloned();
        let mut branches = Vec::new();
        for path in &below {
            branches.extend(directory::orgs(tx, at.tenant, path).await?);
        }
        branches.retain(|o| o.kind == OrgKind::Branch);
        Ok(Self {
            campaign,
            campaigns,
            below,
            branches,
        })
    }

    /// The branches in which the visitor may do this.
    pub(crate) fn branches_for(&self, visit: &Visit, verb: Verb) -> Vec<Org> {
        let may = |o: &&Org| visit.actor().may(verb, &o.path);
        self.branches.iter().filter(may).cloned().collect()
    }

    /// Whether this is the campaign on the page.
    pub(crate) fn shows(&self, campaign: &Campaign) -> bool {
        self.campaign.as_ref().is_some_and(|c| c.id == campaign.id)
    }

    /// The name of a branch, where the page shows several; empty where there is but one.
    pub(crate) fn branch(&self, id: &OrgId) -> &str {
        if self.branches.len() < 2 {
            return "";
        }
        let found = self.branches.iter().find(|o| o.id == *id);
        found.map_or("", |o| &o.name)
    }
}

/// The names of some people.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(HashMap<PersonId, String>);

impl Names {
    /// Looks each of them up once.
    pub(crate) async fn of(
        tx: &mut Tx,
        tenant: TenantId,
        ids: impl IntoIterator<Item = PersonId> + Send,
    ) -> ground::Result<Self> {
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let mut names = HashMap::new();
        for id in ids {
            if id != PersonId::VISITOR && !names.contains_key(&id) {
                names.insert(id, directory::person(tx, tenant, id).await?.name);
            }
        }
        Ok(Self(names))
    }

    /// The name.
    pub(crate) fn get(&self, id: &PersonId) -> &str {
        self.0.get(id).map_or("", String::as_str)
    }
}

/// After a form that was taken: the page to go on with.
pub(crate) fn go(address: &str) -> Result {
    Ok(Redirect::to(address).into_response())
}

/// Points the problems of a form at its own fields, on a page with several forms
/// whose fields have the same names.
pub(crate) fn keyed(mut form: Form, key: &str) -> Form {
    for problem in &mut form.problems {
        if let Some(field) = &mut problem.field {
            *field = format!("{key}-{field}");
        }
    }
    form
}

/// A content fingerprint as people compare it: three groups of four.
pub(crate) fn short_hash(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().take(12).collect();
    let groups: Vec<String> = digits.chunks(4).map(|c| c.iter().collect()).collect();
    groups.join(" ")
}

/// A name as sheets of paper show it: two characters are set as wide as three.
pub(crate) fn on_paper(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next(), letters.next()) {
        (Some(first), Some(second), None) => format!("{first}\u{3000}{second}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_set_as_wide_as_a_long_one() {
        assert_eq!(on_paper("李明"), "李\u{3000}明");
        assert_eq!(on_paper("丁文博"), "丁文博");
    }

    #[test]
    fn a_fingerprint_is_compared_in_groups_of_four() {
        assert_eq!(short_hash("3f9a61c20b7e55"), "3f9a 61c2 0b7e");
    }
}
