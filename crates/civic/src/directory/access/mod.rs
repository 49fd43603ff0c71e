//! Roles and their scopes: who may do what, where, and until when.

mod hand_over;
mod refusals;
mod store;
mod terms;

use ground::{Day, Result, Tx};

pub use hand_over::{HandOver, OpenItem, OpenItems, Successor, end, hand_overs};
pub(in crate::directory) use hand_over::{end_term, record_hand_over};
pub use refusals::No;
pub use terms::{Gift, Term, called, give, term, terms, terms_of};
pub(in crate::directory) use terms::{end_over, follow, may_give};

pub use super::rules::Reach;
use super::{Org, Path, Role, Verb, rules};
use crate::audit::{self, Act};
use crate::{Counter, OrgId, PersonId, TenantId, TermId};

/// A role over a sub-tree.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The top of its scope.
    pub org_path: Path,
}

/// Someone who signed in, with what they may do.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Their tenant.
    pub tenant: TenantId,
    /// Who they are.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their own organisation.
    pub org_id: OrgId,
    /// Where it stands.
    pub org_path: Path,
    /// Their roles.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// Whether a role of theirs allows this there.
    pub fn may(&self, verb: Verb, path: &Path) -> bool {
        self.grants
            .iter()
            .any(|g| rules::allows(g.role, verb) && g.org_path.covers(path))
    }

    /// Whether what stands there exists for them.
    pub fn sees(&self, path: &Path) -> bool {
        self.may(Verb::See, path) || (self.has(Role::Member) && self.org_path == *path)
    }

    /// Whether they may read the record of the whole tenant.
    pub fn audits(&self) -> bool {
        self.scopes(Verb::ReadAudit).iter().any(Path::is_root)
    }

    /// Whether they hold this role anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|g| g.role == role)
    }

    /// Whether they may do this anywhere.
    pub fn can(&self, verb: Verb) -> bool {
        self.grants.iter().any(|g| rules::allows(g.role, verb))
    }

    /// Whether this is they: what concerns only oneself asks for no role (scope 'self').
    pub fn is(&self, person: PersonId) -> bool {
        self.person == person
    }

    /// The sub-trees in which they may do this, none inside another, in the order of the tree.
    pub fn scopes(&self, verb: Verb) -> Vec<Path> {
        let mut paths: Vec<Path> = self
            .grants
            .iter()
            .filter(|g| rules::allows(g.role, verb))
            .map(|g| g.org_path.clone())
            .collect();
        // In this order a path comes straight before those that it covers.
        paths.sort();
        paths.dedup_by(|inner, outer| outer.covers(inner));
        paths
    }

    /// The role that the workbench greets them by.
    pub fn title(&self) -> &'static str {
        Role::ALL
            .iter()
            .find(|r| self.has(**r))
            .map_or("", |r| r.label())
    }
}

/// A role that somebody is to hold over a sub-tree.
#[derive(Debug, Clone, Copy)]
pub struct NewTerm<'a> {
    /// Its id.
    pub id: TermId,
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// The top of the scope.
    pub org: &'a Org,
    /// The first day.
    pub from: Day,
    /// The first day on which it no longer holds, if it is known.
    pub until: Option<Day>,
}

/// Gives a person a role over a sub-tree, from today. A role that they hold
/// there already is left as it is.
pub async fn grant(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    role: Role,
    org: &Org,
) -> Result<()> {
    let held = store::grants(tx, at.tenant, person, at.today).await?;
    if held
        .iter()
        .any(|g| g.role == role && g.org_path == org.path)
    {
        return Ok(());
    }
    let new = NewTerm {
        id: at.id(),
        person,
        role,
        org,
        from: at.today,
        until: None,
    };
    store::add_grant(tx, at, new).await?;
    audit::note(tx, at, Act::RoleGranted, person.0, role.word()).await
}

/// What a person may do on a day.
pub async fn grants(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
) -> Result<Vec<Grant>> {
    store::grants(tx, tenant, person, day).await
}
