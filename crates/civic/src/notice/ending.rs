//! How a publication ends: concluded by a person after its period, or withdrawn with
//! the reason. The record stays in both cases.

use ground::{Error, Result, Tx};

use super::store::{self, Publication};
use super::{Concluded, No, State, Topic, publishing, rules};
use crate::audit::{self, Act};
use crate::directory::{Verb, clock};
use crate::{Counter, PublicationId, TenantId};

/// Withdraws a notice, with the reason.
pub async fn withdraw(tx: &mut Tx, at: &Counter, id: PublicationId, reason: &str) -> Result<()> {
    let publication = publishing::changing(tx, at, id).await?;
    rules::changed_here(publication.topic, No::Standing(Topic::Plan))?;
    if reason.trim().is_empty() {
        return Err(No::Empty("reason", "撤下的理由").into());
    }
    take_down(tx, at, &publication, reason).await
}

pub(super) async fn take_down(
    tx: &mut Tx,
    at: &Counter,
    publication: &Publication,
    reason: &str,
) -> Result<()> {
    const LONGEST: usize = 2000;
    if reason.chars().count() > LONGEST {
        return Err(No::TooLong("reason", "理由", LONGEST).into());
    }
    let (from, to) = (State::Public, State::Withdrawn);
    if store::set_state(tx, at.tenant, publication.id, from, to).await? == 0 {
        return Err(No::Over(publication.state).into());
    }
    store::add_withdrawal(tx, at, publication.id, reason).await?;
    audit::note(tx, at, Act::Withdrawn, publication.id.0, reason).await
}

/// Concludes a notice whose period has ended and on which nothing is open.
pub async fn conclude(
    tx: &mut Tx,
    at: &Counter,
    id: PublicationId,
    conclusion: &str,
) -> Result<Concluded> {
    const LONGEST: usize = 2000;
    let publication = store::publication(tx, at.tenant, id)
        .await?
        .ok_or(Error::NotFound)?;
    at.require(Verb::KeepNotice, &publication.org_path)?;
    if conclusion.trim().is_empty() {
        return Err(No::Empty("conclusion", "结论").into());
    }
    if conclusion.chars().count() > LONGEST {
        return Err(No::TooLong("conclusion", "结论", LONGEST).into());
    }
    let version = store::version(tx, at.tenant, id, publication.version)
        .await?
        .ok_or(Error::NotFound)?;
    let standing = rules::Standing {
        kind: publication.kind,
        state: publication.state,
        effective_from: version.effective_from,
        open_objections: store::open_objections(tx, at.tenant, id).await?,
        owed_corrections: store::owed_corrections(tx, at.tenant, id, publication.version).await?,
    };
    let ends = clock::keep(tx, at).await?.ends;
    rules::may_conclude(standing, ends)?;
    if store::set_state(tx, at.tenant, id, State::Public, State::Concluded).await? == 0 {
        return Err(No::Over(publication.state).into());
    }
    store::add_conclusion(tx, at, id, &version, conclusion.trim(), ends).await?;
    audit::note(tx, at, Act::Concluded, id.0, &version.hash).await?;
    Ok(Concluded {
        publication: id,
        hash: version.hash,
    })
}

/// The proof for a notice that was concluded earlier.
pub async fn concluded(
    tx: &mut Tx,
    tenant: TenantId,
    id: PublicationId,
) -> Result<Option<Concluded>> {
    let row = store::conclusion(tx, tenant, id).await?;
    Ok(row.map(|c| Concluded {
        publication: id,
        hash: c.hash,
    }))
}
