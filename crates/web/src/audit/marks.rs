//! How far each chain was checked, kept in memory: a page checks what was added
//! since, not the years before. A restart begins anew.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use civic::TenantId;
use civic::audit::Checked;
use ground::At;

/// A check and when it began at the first line.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) checked: Checked,
    pub(crate) since: At,
}

/// A mark for each tenant.
#[derive(Debug, Default)]
pub(crate) struct Marks(Mutex<BTreeMap<TenantId, Mark>>);

impl Marks {
    pub(crate) fn of(&self, tenant: TenantId) -> Option<Mark> {
        let marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        marks.get(&tenant).cloned()
    }

    pub(crate) fn keep(&self, tenant: TenantId, mark: Mark) {
        let mut marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        marks.insert(tenant, mark);
    }
}
