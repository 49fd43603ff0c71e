//! Rendered public pages. A page is good while nothing was written: at once
//! for writes of this process, within a second for writes of another one. The
//! day is part of the key, so that a clock never stands still over midnight.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ground::{At, Day};

use crate::app::App;
use crate::visit::is_elder;

/// How many pages are kept; past that the store starts anew.
const PAGES: usize = 500;
/// How long a page is good without asking the database, in microseconds.
const TRUST: i64 = 1_000_000;

#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Store>);

#[derive(Debug, Default)]
struct Store {
    pages: HashMap<Key, Bytes>,
    stamp: Stamp,
    checked_at: Option<At>,
}

/// What the database looked like: writes of this process, and lines of all chains.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    generation: u64,
    lines: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    address: String,
    elder: bool,
    day: Day,
}

impl Cache {
    fn store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self, key: &Key, generation: u64, now: At) -> Option<Bytes> {
        let store = self.store();
        let trusted = store
            .checked_at
            .is_some_and(|at| (now.micros() - at.micros()).abs() < TRUST);
        if store.stamp.generation != generation || !trusted {
            return None;
        }
        store.pages.get(key).cloned()
    }

    fn restamp(&self, stamp: Stamp, now: At) {
        let mut store = self.store();
        if store.stamp != stamp || store.pages.len() > PAGES {
            store.pages.clear();
            store.stamp = stamp;
        }
        // Requests overtake each other: the later check stands, and none asks again for being early.
        store.checked_at = store.checked_at.max(Some(now));
    }
}

/// Serves public pages from the cache.
pub(crate) async fn public(State(app): State<App>, request: Request, next: Next) -> Response {
    // A filtered list is not kept: whoever makes up addresses must not push the others out.
    if request.method() != Method::GET || request.uri().query().is_some() {
        return next.run(request).await;
    }
    let now = app.house.clock.now();
    let key = Key {
        address: request.uri().to_string(),
        elder: is_elder(request.headers()),
        day: app.house.zone.day(now),
    };
    let generation = app.db.generation();
    if let Some(bytes) = app.cache.fresh(&key, generation, now) {
        return page(bytes);
    }
    let Ok(lines) = app.db.read(|tx| Box::pin(civic::audit::lines(tx))).await else {
        return next.run(request).await;
    };
    let stamp = Stamp { generation, lines };
    app.cache.restamp(stamp, now);
    if let Some(bytes) = app.cache.fresh(&key, generation, now) {
        return page(bytes);
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let mut store = app.cache.store();
    // Written meanwhile: the page may show what was before, so it is not kept.
    if store.stamp == stamp && app.db.generation() == generation {
        store.pages.insert(key, bytes.clone());
    }
    drop(store);
    Response::from_parts(parts, Body::from(bytes))
}

fn page(bytes: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], bytes).into_response()
}
