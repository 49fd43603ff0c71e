//! Opening one protected field, for a reason that is written down.

use ground::{Result, Tx};

use super::{No, particulars};
use crate::audit::{self, Act};
use crate::directory::Verb;
use crate::{Counter, PersonId};

ground::words! {
    /// The fields that lists and pages mask.
    pub enum Protected {
        /// ID number.
        IdNumber = "id_number" "身份证号",
        /// Telephone.
        Phone = "phone" "手机",
        /// Address.
        Address = "address" "住址",
        /// Hardship.
        Hardship = "hardship" "困难情况",
    }
}

/// One protected field, whole. The audit keeps who opened which one and why.
pub async fn unmask(
    tx: &mut Tx,
    at: &Counter,
    id: PersonId,
    field: Protected,
    reason: &str,
) -> Result<String> {
    let person = super::super::person(tx, at.tenant, id).await?;
    at.require(Verb::Unmask, &person.org_path)?;
    if reason.trim().chars().count() < 2 {
        return Err(No::one("reason", "写明为什么要看，例如“转接组织关系，核对号码”").into());
    }
    let known = particulars::particulars(tx, at, id).await?;
    let payload = format!("{}：{}", field.word(), reason.trim());
    audit::note(tx, at, Act::Unmasked, id.0, &payload).await?;
    Ok(match field {
        Protected::IdNumber => known.id_number,
        Protected::Phone => known.phone,
        Protected::Address => known.address,
        Protected::Hardship => known.hardship,
    })
}
