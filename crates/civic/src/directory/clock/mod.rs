//! The time that a town trusts (ruling 7). What ends by time asks [`times`], never
//! the machine's clock alone: a clock that went back reopens nothing, one that
//! jumped by more than a day ends nothing until an administrator says what day it is.

pub mod rules;
mod store;

use std::fmt;

use ground::{At, Day, Error, Refusal, Result, Tx};

pub use rules::Doubt;

use super::{Actor, Path, Verb, tree};
use crate::audit::{self, Act};
use crate::{Counter, House, TenantId};

/// How far the mark may lag before a write brings it up: not every write writes it.
const LAG_SECONDS: i64 = 60;

/// The times of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// What ends, ends by this instant.
    pub ends: At,
    /// Its day.
    pub ends_on: Day,
    /// What begins, begins at this instant.
    pub begins: At,
    /// Its day.
    pub begins_on: Day,
    /// Why the clock is not believed, when it is not.
    pub doubt: Option<Doubt>,
}

/// What the keeper of the clock is told no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// No day was given.
    NoDay,
    /// The machine's clock shows another day than the one that was given.
    OtherDay(Day),
    /// There is nothing to confirm.
    InStep,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDay => f.write_str("请看日历，填写今天的日期"),
            Self::OtherDay(day) => write!(
                f,
                "服务器的时钟是{}，和填的不是一天。请先把服务器的时钟校准，再来确认",
                day.long()
            ),
            Self::InStep => f.write_str("时钟没有异常，不用确认"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NoDay | Self::OtherDay(_) => Some("day"),
            Self::InStep => None,
        }
    }
}

/// The times of this visit.
pub async fn times(tx: &mut Tx, at: &Counter) -> Result<Times> {
    of(tx, &at.house, at.tenant, at.now).await
}

async fn of(tx: &mut Tx, house: &House, tenant: TenantId, now: At) -> Result<Times> {
    let mark = mark(tx, house, tenant, now).await?;
    let (ends, begins) = (rules::ends(now, mark), rules::begins(now, mark));
    Ok(Times {
        ends,
        ends_on: house.zone.day(ends),
        begins,
        begins_on: house.zone.day(begins),
        doubt: rules::doubt(now, mark),
    })
}

/// What is trusted: what was written down, or what a person vouched for by moving the
/// clock. A town without a mark has ended nothing yet.
async fn mark(tx: &mut Tx, house: &House, tenant: TenantId, now: At) -> Result<At> {
    let written = store::mark(tx, tenant).await?;
    let vouched = house.clock.vouched().map(|until| until.min(now));
    Ok(written.max(vouched).unwrap_or(now))
}

/// The day by which terms of this town end.
pub async fn day(tx: &mut Tx, house: &House, tenant: TenantId) -> Result<Day> {
    Ok(of(tx, house, tenant, house.clock.now()).await?.ends_on)
}

/// The same visit on the day by which terms end.
pub async fn settled(tx: &mut Tx, at: &Counter) -> Result<Counter> {
    let today = times(tx, at).await?.ends_on;
    Ok(Counter {
        today,
        ..at.clone()
    })
}

/// The times of a visit that writes: the mark comes along.
pub async fn keep(tx: &mut Tx, at: &Counter) -> Result<Times> {
    let times = times(tx, at).await?;
    bring_up(tx, at.tenant, times.ends).await?;
    Ok(times)
}

async fn bring_up(tx: &mut Tx, tenant: TenantId, ends: At) -> Result<()> {
    if lags(tx, tenant, ends).await? {
        store::set_mark(tx, tenant, ends).await?;
    }
    Ok(())
}

async fn lags(tx: &mut Tx, tenant: TenantId, ends: At) -> Result<bool> {
    let mark = store::mark(tx, tenant).await?;
    Ok(mark.is_none_or(|mark| ends > mark.plus_seconds(LAG_SECONDS)))
}

/// Whether a mark is to be brought up. A beat that finds none writes nothing, so that
/// kept pages stay good.
pub async fn is_lagging(tx: &mut Tx, house: &House) -> Result<bool> {
    let now = house.clock.now();
    for (tenant, _, _) in tree::tenants(tx).await? {
        let ends = of(tx, house, tenant, now).await?.ends;
        if lags(tx, tenant, ends).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Brings the marks of all towns up to a clock that is believed: the server's beat.
pub async fn tick(tx: &mut Tx, house: &House) -> Result<()> {
    let now = house.clock.now();
    for (tenant, _, _) in tree::tenants(tx).await? {
        let ends = of(tx, house, tenant, now).await?.ends;
        bring_up(tx, tenant, ends).await?;
    }
    Ok(())
}

/// Whether somebody answers for the clock of the whole town.
pub fn keeps(actor: &Actor) -> bool {
    actor.scopes(Verb::KeepSystem).iter().any(Path::is_root)
}

/// An administrator says which day it is: from here on the clock is believed. A clock
/// that had run ahead, and was believed, is put back so; what was concluded meanwhile
/// stays concluded.
pub async fn confirm(tx: &mut Tx, at: &Counter, day: Option<Day>) -> Result<()> {
    if !at.actor.as_deref().is_some_and(keeps) {
        return Err(Error::NotFound);
    }
    let day = day.ok_or(No::NoDay)?;
    if day != at.today {
        return Err(No::OtherDay(at.today).into());
    }
    let times = times(tx, at).await?;
    if times.doubt.is_none() {
        return Err(No::InStep.into());
    }
    store::set_mark(tx, at.tenant, at.now).await?;
    let told = format!("{} -> {day}", times.ends_on);
    audit::note(tx, at, Act::ClockConfirmed, at.tenant.0, &told).await
}
