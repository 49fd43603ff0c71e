//! Quotas (名额): over everyone rated, level by level from the highest. Who finds no seat falls to the
//! next level that may be held.

use crate::outcome::QuotaUse;
use crate::place::first;
use crate::points::Points;
use crate::refusal::RateError;
use crate::rules::{Quota, Scheme, Seats, Ties};
use std::cmp::Ordering;

/// One who may hold a level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    /// The level held, none below all.
    pub(crate) level: Option<u8>,
    /// The levels that may be held.
    pub(crate) allowed: u32,
    /// The lowest level to which one may fall.
    pub(crate) protected: Option<u8>,
    /// Set where quotas do not reach: exempt, or under a veto.
    pub(crate) fixed: bool,
    pub(crate) exempt_in_base: Option<bool>,
    pub(crate) vetoed: bool,
}

/// Everyone, and what seats are given by.
pub(crate) struct Hall<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) seats: Vec<Seat>,
    /// For each one, the figures of `order_codes`.
    pub(crate) keys: Vec<Points>,
    /// For each quota that counts pools apart, the pool of each one.
    pub(crate) pools: Vec<Option<Pools>>,
    pub(crate) id: &'a dyn Fn(usize) -> String,
}

/// Names of pools, and the pool of each one.
pub(crate) struct Pools {
    pub(crate) names: Vec<String>,
    pub(crate) of: Vec<u32>,
}

/// Somebody who found no seat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Push {
    pub(crate) who: usize,
    pub(crate) quota: usize,
    pub(crate) from: usize,
    /// Held the level all the same: protected from falling.
    pub(crate) stayed: bool,
}

/// The figures that quotas order by, each once.
pub(crate) fn order_codes(scheme: &Scheme) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in scheme.quotas.iter().flat_map(|quota| &quota.order) {
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    codes
}

/// Bases are counted, small pools merged; then each level is filled.
pub(crate) fn allot(hall: &mut Hall<'_>) -> Result<(Vec<QuotaUse>, Vec<Push>), RateError> {
    let codes = order_codes(hall.scheme);
    let mut books: Vec<Book> = (0..hall.scheme.quotas.len())
        .filter_map(|at| Book::open(hall, at, &codes))
        .collect();
    let mut pushes = Vec::new();
    for level in 0..hall.scheme.levels.len() {
        for at in 0..books.len() {
            if let Some(book) = books.get_mut(at)
                && book.quota.levels.contains(&level)
            {
                book.fill(hall, at, level, codes.len(), &mut pushes)?;
            }
        }
        for book in &mut books {
            book.note(hall, level);
        }
    }
    let uses = books.into_iter().flat_map(|book| book.close(hall));
    Ok((uses.collect(), pushes))
}

/// One quota's seats.
struct Book {
    quota: Quota,
    /// Places of its order among the keys.
    columns: Vec<usize>,
    /// The pool of each one; empty where all are one pool.
    of: Vec<u32>,
    pools: Vec<Pool>,
}

#[derive(Default)]
struct Pool {
    name: String,
    base: usize,
    seats: usize,
    given: usize,
    held_back: Vec<usize>,
    tied: Vec<usize>,
}

impl Book {
    fn open(hall: &Hall<'_>, at: usize, codes: &[String]) -> Option<Book> {
        let quota = hall.scheme.quotas.get(at)?.clone();
        let columns = (quota.order.iter())
            .filter_map(|code| codes.iter().position(|known| known == code))
            .collect();
        let (names, of) = match hall.pools.get(at)? {
            None => (vec![String::new()], Vec::new()),
            Some(pools) => (pools.names.clone(), pools.of.clone()),
        };
        let mut pools: Vec<Pool> = (names.into_iter())
            .map(|name| Pool {
                name,
                ..Pool::default()
            })
            .collect();
        for (who, seat) in hall.seats.iter().enumerate() {
            let counts = match seat.exempt_in_base {
                Some(in_base) => in_base,
                None => !seat.vetoed || quota.vetoed_in_base,
            };
            let pool = of
                .get(who)
                .map_or(0, |pool| usize::try_from(*pool).unwrap_or(0));
            if let (Some(pool), true) = (pools.get_mut(pool), counts) {
                pool.base += 1;
            }
        }
        let mut book = Book {
            quota,
            columns,
            of,
            pools,
        };
        book.merge_small();
        for pool in &mut book.pools {
            pool.seats = match book.quota.seats {
                Seats::Count(count) => count,
                Seats::Share(share, mode) => share.of(pool.base, mode).max(book.quota.least),
            };
        }
        Some(book)
    }

    /// Small pools become one.
    fn merge_small(&mut self) {
        let small = |pool: &Pool| pool.base < self.quota.pool_under;
        let mut kept = Vec::new();
        let mut merged = Pool::default();
        let mut places = Vec::new();
        let any = self.pools.iter().any(small);
        for pool in std::mem::take(&mut self.pools) {
            if pool.base < self.quota.pool_under {
                merged.base += pool.base;
                merged.name = match merged.name.as_str() {
                    "" => pool.name,
                    names => format!("{names}+{}", pool.name),
                };
                places.push(None);
            } else {
                places.push(Some(kept.len()));
                kept.push(pool);
            }
        }
        let last = kept.len();
        if any {
            kept.push(merged);
        }
        self.pools = kept;
        for pool in &mut self.of {
            let place = places
                .get(usize::try_from(*pool).unwrap_or(0))
                .copied()
                .flatten();
            *pool = u32::try_from(place.unwrap_or(last)).unwrap_or(u32::MAX);
        }
    }

    fn pool_of(&self, who: usize) -> usize {
        let pool = self.of.get(who).map(|pool| usize::try_from(*pool));
        pool.and_then(Result::ok).unwrap_or(0)
    }

    /// Gives the seats that are left to those at a level, in order; the others fall.
    fn fill(
        &mut self,
        hall: &mut Hall<'_>,
        at: usize,
        level: usize,
        stride: usize,
        pushes: &mut Vec<Push>,
    ) -> Result<(), RateError> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.pools.len()];
        let mut settled = vec![0_usize; self.pools.len()];
        for (who, seat) in hall.seats.iter().enumerate() {
            if seat.level.map(usize::from) != Some(level) {
                continue;
            }
            let pool = self.pool_of(who);
            if !seat.fixed {
                members
                    .get_mut(pool)
                    .into_iter()
                    .for_each(|list| list.push(who));
            } else if seat.exempt_in_base != Some(false) {
                settled
                    .get_mut(pool)
                    .into_iter()
                    .for_each(|many| *many += 1);
            }
        }
        for (n, mut list) in members.into_iter().enumerate() {
            let settled = settled.get(n).copied().unwrap_or(0);
            let left = (self.pools.get(n))
                .map_or(0, |pool| pool.seats.saturating_sub(pool.given + settled));
            if list.len() <= left {
                continue;
            }
            list.sort_by(|a, b| self.compare(hall, stride, *a, *b).then(a.cmp(b)));
            let kept = self.kept(hall, stride, n, &list, left)?;
            for who in list.split_off(kept.min(list.len())) {
                self.push(hall, at, level, n, who, pushes);
            }
        }
        Ok(())
    }

    /// How many of the list keep the level; those who tie at the edge are noted.
    fn kept(
        &mut self,
        hall: &Hall<'_>,
        stride: usize,
        pool: usize,
        list: &[usize],
        left: usize,
    ) -> Result<usize, RateError> {
        let (Some(in_front), Some(behind)) = (
            left.checked_sub(1).and_then(|n| list.get(n)),
            list.get(left),
        ) else {
            return Ok(left);
        };
        if self.compare(hall, stride, *in_front, *behind) != Ordering::Equal {
            return Ok(left);
        }
        let same = |who: &&usize| self.compare(hall, stride, **who, *behind) == Ordering::Equal;
        let first = list.iter().position(|who| same(&who)).unwrap_or(left);
        let tied: Vec<usize> = list.iter().filter(same).copied().collect();
        let after = first + tied.len();
        let Some(book) = self.pools.get_mut(pool) else {
            return Ok(left);
        };
        match self.quota.ties {
            Ties::In => {
                book.tied.extend(tied);
                Ok(after)
            }
            Ties::Out => {
                book.tied.extend(tied);
                Ok(first)
            }
            Ties::Refuse => Err(RateError::Tie {
                quota: self.quota.id.clone(),
                pool: book.name.clone(),
                subjects: tied.into_iter().map(hall.id).collect(),
            }),
        }
    }

    /// Best first.
    fn compare(&self, hall: &Hall<'_>, stride: usize, a: usize, b: usize) -> Ordering {
        let key = |who: usize, column: usize| hall.keys.get(who * stride + column);
        (self.columns.iter())
            .map(|column| key(b, *column).cmp(&key(a, *column)))
            .find(|order| *order != Ordering::Equal)
            .unwrap_or(Ordering::Equal)
    }

    fn push(
        &mut self,
        hall: &mut Hall<'_>,
        at: usize,
        level: usize,
        pool: usize,
        who: usize,
        pushes: &mut Vec<Push>,
    ) {
        let over = (hall.scheme.change.as_ref()).is_some_and(|change| change.down_over_quota);
        let Some(seat) = hall.seats.get_mut(who) else {
            return;
        };
        let stayed = over && seat.protected.map(usize::from) == Some(level);
        if !stayed {
            seat.level = first(seat.allowed, level + 1).and_then(|level| u8::try_from(level).ok());
            if let Some(pool) = self.pools.get_mut(pool) {
                pool.held_back.push(who);
            }
        }
        pushes.push(Push {
            who,
            quota: at,
            from: level,
            stayed,
        });
    }

    /// The seats taken once a level is settled.
    fn note(&mut self, hall: &Hall<'_>, level: usize) {
        if !self.quota.levels.contains(&level) {
            return;
        }
        for (who, seat) in hall.seats.iter().enumerate() {
            let counts = seat.exempt_in_base != Some(false);
            if counts && seat.level.map(usize::from) == Some(level) {
                let pool = self.pool_of(who);
                if let Some(pool) = self.pools.get_mut(pool) {
                    pool.given += 1;
                }
            }
        }
    }

    fn close(self, hall: &Hall<'_>) -> Vec<QuotaUse> {
        let ids = |mut list: Vec<usize>| {
            list.sort_unstable();
            list.dedup();
            list.into_iter().map(hall.id).collect::<Vec<String>>()
        };
        let quota = &self.quota;
        (self.pools.into_iter())
            .map(|pool| {
                // Who found no seat at one level may hold a lower one of the same quota.
                let seated = |who: &usize| {
                    let level = hall.seats.get(*who).and_then(|seat| seat.level);
                    level.is_some_and(|level| quota.levels.contains(&usize::from(level)))
                };
                let mut unseated = pool.held_back.clone();
                unseated.retain(|who| !seated(who));
                QuotaUse {
                    id: quota.id.clone(),
                    pool: pool.name,
                    base: pool.base,
                    seats: pool.seats,
                    reached: pool.given + ids(unseated).len(),
                    given: pool.given,
                    held_back: ids(pool.held_back),
                    tied: ids(pool.tied),
                }
            })
            .collect()
    }
}
