//! Rendered public pages, in front of the whole site. A page is good while
//! nothing was written: at once for writes of this process, within a second for
//! writes of another one, and never over midnight.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::ready;
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use ground::{At, Day};
use tower::Service;

use crate::app::App;
use crate::visit::is_elder;

/// How many pages are kept of each kind; past that the store starts anew.
const PAGES: usize = 500;
/// How long a page is good without asking the database, in seconds.
const TRUST_SECONDS: i64 = 1;

#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Store>);

#[derive(Debug, Default)]
struct Store {
    /// By address; those of the elder view apart.
    pages: [HashMap<String, Page>; 2],
    stamp: Stamp,
    /// When the pages may be given without asking the database again.
    good: Option<Range<At>>,
}

/// What pages are made from: writes of this process, lines of all chains, and the day.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    day: Option<Day>,
    generation: u64,
    lines: i64,
}

#[derive(Debug, Clone)]
struct Page {
    headers: HeaderMap,
    body: Bytes,
}

impl Page {
    fn answer(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.headers_mut() = self.headers;
        response
    }
}

impl Store {
    fn page(&self, address: &str, elder: bool, generation: u64, now: At) -> Option<Page> {
        let good = self.good.as_ref().is_some_and(|span| span.contains(&now));
        if !good || self.stamp.generation != generation {
            return None;
        }
        self.pages[usize::from(elder)].get(address).cloned()
    }

    /// The database was looked at: pages of another stamp go.
    fn restamp(&mut self, stamp: Stamp, good: Range<At>) {
        let full = self.pages.iter().any(|kind| kind.len() > PAGES);
        if self.stamp != stamp || full {
            self.pages.iter_mut().for_each(HashMap::clear);
            self.stamp = stamp;
        }
        self.good = Some(good);
    }
}

/// The whole site: its kept public pages, and all that stands behind them.
#[derive(Debug, Clone)]
pub struct Front {
    app: App,
    site: Router,
}

type Answer = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router is always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Answer {
        if !may_be_kept(&request) {
            return Box::pin(self.site.call(request));
        }
        let elder = is_elder(request.headers());
        match self.kept(request.uri().path(), elder) {
            Some(page) => Box::pin(ready(Ok(page.answer()))),
            None => Box::pin(self.clone().rendered(request, elder)),
        }
    }
}

/// Only whole public pages: a filtered list is not kept, so that whoever makes
/// up addresses does not push the others out.
fn may_be_kept(request: &Request) -> bool {
    let uri = request.uri();
    request.method() == Method::GET
        && uri.query().is_none()
        && (uri.path() == "/" || uri.path().starts_with("/t/"))
}

impl Front {
    /// Puts kept pages in front of a site.
    pub(crate) fn new(app: App, site: Router) -> Self {
        Self { app, site }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        let store = &self.app.cache.0;
        store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self, address: &str, elder: bool) -> Option<Page> {
        let (now, generation) = (self.app.house.clock.now(), self.app.db.generation());
        self.store().page(address, elder, generation, now)
    }

    async fn rendered(mut self, request: Request, elder: bool) -> Result<Response, Infallible> {
        let address = request.uri().path().to_owned();
        let generation = self.app.db.generation();
        let lines = self.app.db.read(|tx| Box::pin(civic::audit::lines(tx)));
        let Ok(lines) = lines.await else {
            return self.site.call(request).await;
        };
        let house = &self.app.house;
        let now = house.clock.now();
        let day = house.zone.day(now);
        let midnight = house.zone.start_of(day.plus(1));
        let stamp = Stamp {
            day: Some(day),
            generation,
            lines,
        };
        let good = now..now.plus_seconds(TRUST_SECONDS).min(midnight);
        self.store().restamp(stamp, good);
        if let Some(page) = self.kept(&address, elder) {
            return Ok(page.answer());
        }
        let response = self.site.call(request).await?;
        if response.status() != StatusCode::OK
            || response.headers().contains_key(header::SET_COOKIE)
        {
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let Ok(body) = to_bytes(body, usize::MAX).await else {
            return Ok(Response::from_parts(parts, Body::empty()));
        };
        let page = Page {
            headers: parts.headers,
            body,
        };
        let mut store = self.store();
        // Written meanwhile: the page may show what was before, so it is not kept.
        if store.stamp == stamp && self.app.db.generation() == generation {
            store.pages[usize::from(elder)].insert(address, page.clone());
        }
        drop(store);
        Ok(page.answer())
    }
}
