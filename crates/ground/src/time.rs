//! Time is passed in. An `At` is an instant, a `Day` a day at the site.

use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Type};

/// An instant: microseconds since 1970-01-01T00:00Z. Stored as `integer`/`bigint`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct At(i64);

impl At {
    /// From microseconds.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01T00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant and so many seconds (which may be negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// `2026-10-09T02:05:00Z` (RFC 3339): how other programs read it.
    pub fn rfc3339(self) -> String {
        self.timestamp().to_string()
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// A day at the site. Stored as text `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub Date);

impl Day {
    /// A day from its parts, when there is such a day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// So many days later (earlier when negative).
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        let span = Span::new().try_days(days).unwrap_or_default();
        Self(self.0.saturating_add(span))
    }

    /// The same day so many years later; of 29 February the last of the month.
    #[must_use]
    pub fn years_later(self, years: i16) -> Self {
        let span = Span::new().try_years(years).unwrap_or_default();
        Self(self.0.saturating_add(span))
    }

    /// Whole days from `earlier` to this day.
    pub fn since(self, earlier: Self) -> i64 {
        self.0
            .since(earlier.0)
            .map(|span| i64::from(span.get_days()))
            .unwrap_or_default()
    }

    /// Year, and quarter 1 to 4.
    pub fn quarter(self) -> (i16, i8) {
        (self.0.year(), (self.0.month() - 1) / 3 + 1)
    }

    /// `10月9日`: how people write it, without leading zeros.
    pub fn short(self) -> String {
        format!("{}月{}日", self.0.month(), self.0.day())
    }

    /// `2026年10月9日`.
    pub fn long(self) -> String {
        format!("{}年{}", self.0.year(), self.short())
    }

    /// `星期五`.
    pub fn weekday(self) -> &'static str {
        use jiff::civil::Weekday::*;
        match self.0.weekday() {
            Monday => "星期一",
            Tuesday => "星期二",
            Wednesday => "星期三",
            Thursday => "星期四",
            Friday => "星期五",
            Saturday => "星期六",
            Sunday => "星期日",
        }
    }
}

impl Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl FromStr for Day {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.trim().parse().map(Self)
    }
}

impl<DB: Database> Type<DB> for Day
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <String as Type<DB>>::type_info()
    }
    fn compatible(ty: &DB::TypeInfo) -> bool {
        <String as Type<DB>>::compatible(ty)
    }
}

impl<'q, DB: Database> Encode<'q, DB> for Day
where
    String: Encode<'q, DB>,
{
    fn encode_by_ref(
        &self,
        buffer: &mut <DB as Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        Encode::<DB>::encode(self.to_string(), buffer)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for Day
where
    String: Decode<'r, DB>,
{
    fn decode(value: <DB as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(<String as Decode<DB>>::decode(value)?.parse()?)
    }
}

/// The zone of the site (ruling 6): Asia/Shanghai unless configured.
#[derive(Debug, Clone)]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC))
    }
}

impl Zone {
    /// A zone by its IANA name.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// The day at the site.
    pub fn day(&self, at: At) -> Day {
        Day(at.timestamp().to_zoned(self.0.clone()).date())
    }

    /// The first instant of a day.
    pub fn start_of(&self, day: Day) -> At {
        self.at(day, 0, 0)
    }

    /// An instant by day and wall clock.
    pub fn at(&self, day: Day, hour: i8, minute: i8) -> At {
        let time = Time::new(hour, minute, 0, 0).unwrap_or(Time::midnight());
        day.0
            .to_datetime(time)
            .to_zoned(self.0.clone())
            .map(|z| At(z.timestamp().as_microsecond()))
            .unwrap_or(At(0))
    }

    /// `2026年10月9日10:05`.
    pub fn minute(&self, at: At) -> String {
        let zoned = at.timestamp().to_zoned(self.0.clone());
        format!(
            "{}{:02}:{:02}",
            Day(zoned.date()).long(),
            zoned.hour(),
            zoned.minute()
        )
    }
}

/// Where `now` comes from. Handed to the counter, never to a rule.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock, moved by so many microseconds (0 for the real time).
    System(i64),
    /// A clock that stands until it is moved: for tests and for building the demo.
    Standing(Arc<Hands>),
}

/// The hands of a standing clock.
#[derive(Debug)]
pub struct Hands {
    now: AtomicI64,
    vouched: AtomicI64,
}

impl Clock {
    /// A standing clock.
    pub fn standing(at: At) -> Self {
        Self::Standing(Arc::new(Hands {
            now: AtomicI64::new(at.0),
            vouched: AtomicI64::new(at.0),
        }))
    }

    /// Now.
    pub fn now(&self) -> At {
        match self {
            Self::System(shift) => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "the one place that asks the machine"
                )]
                let now = Timestamp::now().as_microsecond();
                At(now + shift)
            }
            Self::Standing(hands) => At(hands.now.load(Ordering::Acquire)),
        }
    }

    /// Moves a standing clock; a system clock stays. Whoever moves it vouches for it.
    pub fn set(&self, to: At) {
        if let Self::Standing(hands) = self {
            hands.vouched.store(to.0, Ordering::Release);
            hands.now.store(to.0, Ordering::Release);
        }
    }

    /// Moves a standing clock as a machine's clock moves by itself: nobody vouches for it.
    pub fn slip(&self, to: At) {
        if let Self::Standing(hands) = self {
            hands.now.store(to.0, Ordering::Release);
        }
    }

    /// Until when a person vouched for the clock by moving it; nobody moves a machine's.
    pub fn vouched(&self) -> Option<At> {
        match self {
            Self::System(_) => None,
            Self::Standing(hands) => Some(At(hands.vouched.load(Ordering::Acquire))),
        }
    }
}
