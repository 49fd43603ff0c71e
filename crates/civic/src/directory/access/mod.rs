//! Roles and their scopes: who may do what, where, and until when.

mod store;

use ground::{Result, Tx};

use super::{Org, Path, Role, Verb, rules};
use crate::audit::{self, Act};
use crate::{Counter, OrgId, PersonId, TenantId};

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
        self.scope(Verb::ReadAudit).is_some_and(Path::is_root)
    }

    /// Whether they hold this role anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|g| g.role == role)
    }

    /// The widest sub-tree in which they may do this.
    pub fn scope(&self, verb: Verb) -> Option<&Path> {
        self.grants
            .iter()
            .filter(|g| rules::allows(g.role, verb))
            .map(|g| &g.org_path)
            .min_by_key(|p| p.0.len())
    }

    /// The role that the workbench greets them by.
    pub fn title(&self) -> &'static str {
        Role::ALL
            .iter()
            .find(|r| self.has(**r))
            .map_or("", |r| r.label())
    }
}

/// Gives a person a role over a sub-tree.
pub async fn grant(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    role: Role,
    org: &Org,
) -> Result<()> {
    store::add_grant(tx, at.tenant, person, role, org, at.now).await?;
    audit::note(tx, at, Act::RoleGranted, person.0, role.word()).await
}

/// What a person may do, today.
pub async fn grants(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Grant>> {
    store::grants(tx, tenant, person).await
}
