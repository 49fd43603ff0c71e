//! Where a person stood from day to day. The spans are the truth for any day;
//! `person.org_id` and `person.standing` are what they say of today.

mod store;

use ground::{Day, Result, Tx};

use super::{Path, Person, Standing};
use crate::directory::{Org, Verb};
use crate::{Counter, OrgId, PersonId, TenantId};

/// A span of standing somewhere.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Stay {
    /// Who.
    pub person_id: PersonId,
    /// From this day on.
    pub from_day: Day,
    /// Until this day, which is no longer in it; none while it lasts.
    pub until_day: Option<Day>,
    /// Where.
    pub org_id: OrgId,
    /// Its place.
    pub org_path: Path,
    /// As what.
    pub standing: Standing,
}

/// A person as they stood on a day, with the name of then unknown: the one of today.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StoodOn {
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Where they stood.
    pub org_id: OrgId,
    /// As what.
    pub standing: Standing,
}

/// The span that lasts: of today, or of an approved day to come.
pub(in crate::directory) async fn open(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<Stay>> {
    store::open(tx, tenant, person).await
}

/// The spans that last in an organisation.
pub(in crate::directory) async fn all_open(
    tx: &mut Tx,
    tenant: TenantId,
    org: OrgId,
) -> Result<Vec<Stay>> {
    store::all_open(tx, tenant, org).await
}

/// From this day on they stand in another organisation. The day must not lie before the span's own.
pub(in crate::directory) async fn move_to(
    tx: &mut Tx,
    tenant: TenantId,
    stay: &Stay,
    to: &Org,
    day: Day,
) -> Result<()> {
    let next = Stay {
        from_day: day,
        org_id: to.id,
        org_path: to.path.clone(),
        ..stay.clone()
    };
    succeed(tx, tenant, stay, &next).await
}

/// From this day on they stand as something else in the same place.
pub(in crate::directory) async fn stand_as(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    standing: Standing,
    day: Day,
) -> Result<()> {
    // What is approved for a day to come is of the new standing too.
    store::restand_later(tx, tenant, person, standing, day).await?;
    let Some(stay) = store::on_day(tx, tenant, person, day).await? else {
        return Ok(());
    };
    let next = Stay {
        from_day: day,
        standing,
        ..stay.clone()
    };
    succeed(tx, tenant, &stay, &next).await
}

async fn succeed(tx: &mut Tx, tenant: TenantId, stay: &Stay, next: &Stay) -> Result<()> {
    if stay.from_day == next.from_day {
        return store::replace(tx, tenant, next).await;
    }
    store::close(tx, tenant, stay, next.from_day).await?;
    store::begin(tx, tenant, next).await
}

/// They stand nowhere any more from this day on; what was approved for later falls away.
pub(in crate::directory) async fn end(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
) -> Result<()> {
    store::drop_later(tx, tenant, person, day).await?;
    if let Some(stay) = store::on_day(tx, tenant, person, day.plus(-1)).await? {
        store::close(tx, tenant, &stay, day).await?;
    }
    Ok(())
}

/// Someone without a span begins to stand somewhere.
pub(in crate::directory) async fn begin(
    tx: &mut Tx,
    tenant: TenantId,
    person: &Person,
    day: Day,
) -> Result<()> {
    let stay = Stay {
        person_id: person.id,
        from_day: day,
        until_day: None,
        org_id: person.org_id,
        org_path: person.org_path.clone(),
        standing: person.standing,
    };
    store::begin(tx, tenant, &stay).await
}

/// Brings `person` up to a day: everyone whose span began since then stands where it says.
pub(in crate::directory) async fn bring_up(
    tx: &mut Tx,
    tenant: TenantId,
    since: Day,
    today: Day,
) -> Result<()> {
    for stay in store::changed(tx, tenant, since, today).await? {
        store::settle(tx, tenant, &stay).await?;
        store::move_tokens(tx, tenant, stay.person_id, &stay.org_path).await?;
    }
    Ok(())
}

/// Whoever is left in an organisation without a span of membership goes along: staff, residents.
pub(in crate::directory) async fn resettle(
    tx: &mut Tx,
    tenant: TenantId,
    from: OrgId,
    to: &Org,
) -> Result<()> {
    for (person,) in store::without_span(tx, tenant, from).await? {
        store::place(tx, tenant, person, to).await?;
        store::move_tokens(tx, tenant, person, &to.path).await?;
    }
    Ok(())
}

/// The spans of a person, newest first.
pub async fn history(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<Vec<Stay>> {
    store::history(tx, at.tenant, person).await
}

/// Who stood in a sub-tree on a day, by surname strokes.
pub async fn roster_on(tx: &mut Tx, at: &Counter, below: &Path, day: Day) -> Result<Vec<StoodOn>> {
    at.require(Verb::SeeRoster, below)?;
    store::stood_on(tx, at.tenant, below, day).await
}

/// How many full members a sub-tree had on a day.
pub async fn full_on(tx: &mut Tx, tenant: TenantId, below: &Path, day: Day) -> Result<i64> {
    store::full_on(tx, tenant, below, day).await
}
