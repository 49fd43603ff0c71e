//! A question for people before a post without an account, where many posts come: to
//! one record, or from one address. Nobody is shut out: a whole building behind
//! one address answers a question each. Addresses are counted in memory and kept nowhere.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use civic::Counter;
use civic::directory::human;
use ground::{At, Tx};

use crate::app::App;
use crate::form::Form;

/// How many addresses are remembered; past that the oldest memory goes as a whole.
const ADDRESSES: usize = 20_000;
/// How many posts of one address are remembered: more are not needed to ask.
const POSTS: usize = 32;

/// When posts came, by address.
#[derive(Debug, Default)]
pub(crate) struct Posts(Mutex<HashMap<IpAddr, Vec<At>>>);

impl Posts {
    /// Notes a post; how many came from this address since an instant, with it.
    fn note(&self, from: IpAddr, now: At, since: At) -> usize {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= ADDRESSES {
            all.retain(|_, posts| posts.iter().any(|at| *at > since));
        }
        if all.len() >= ADDRESSES {
            all.clear();
        }
        let posts = all.entry(from).or_default();
        posts.retain(|at| *at > since);
        if posts.len() < POSTS {
            posts.push(now);
        }
        posts.len()
    }
}

/// The address that a post comes from, when it is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sender(Option<IpAddr>);

impl FromRequestParts<App> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let forwarded = parts.headers.get_all("x-forwarded-for");
        let lines: Vec<&str> = forwarded.iter().filter_map(|v| v.to_str().ok()).collect();
        let trusted = &app.settings.trusted_proxies;
        let from = peer.map(|ConnectInfo(peer)| behind(peer.ip(), &lines.join(","), trusted));
        Ok(Self(from.map(network)))
    }
}

/// Who stands behind proxies that are trusted (ruling 4): the last hop that is not one.
/// What an untrusted peer says of itself counts for nothing.
fn behind(peer: IpAddr, forwarded: &str, trusted: &[IpAddr]) -> IpAddr {
    let mut from = peer.to_canonical();
    for hop in forwarded.rsplit(',') {
        if !trusted.contains(&from) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(hop) => from = hop.to_canonical(),
            Err(_) => break,
        }
    }
    from
}

/// A household has one network of the newer kind, and many addresses in it.
fn network(from: IpAddr) -> IpAddr {
    match from {
        IpAddr::V4(_) => from,
        IpAddr::V6(long) => {
            let [a, b, c, d, ..] = long.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Since when posts are counted.
pub(crate) fn since(at: &Counter) -> At {
    at.now.plus_seconds(-at.house.defaults.human_within_seconds)
}

/// Whether many posts came from this address; this one is counted.
pub(crate) fn is_busy(app: &App, at: &Counter, from: Sender) -> bool {
    let count = from
        .0
        .map_or(0, |from| app.posts.note(from, at.now, since(at)));
    is_many(at, i64::try_from(count).unwrap_or(i64::MAX) - 1)
}

/// Whether so many posts before this one are many.
pub(crate) fn is_many(at: &Counter, before: i64) -> bool {
    before >= at.house.defaults.human_after
}

/// Takes the answer that came with a form, in the transaction of what it opens.
pub(crate) async fn take(
    tx: &mut Tx,
    at: &Counter,
    place: &str,
    form: &Form,
) -> ground::Result<()> {
    let (token, typed) = (form.get("human_token"), form.get("human"));
    human::take(tx, at, place, token, typed).await
}

/// Puts the question on a form that was refused: a new one when its answer was, the same
/// one with its answer when something else was.
pub(crate) fn put(at: &Counter, place: &str, form: &mut Form) {
    let kept = human::again(at, place, form.get("human_token"));
    let asked = if form.is_bad("human") {
        form.set("human", "");
        Some(human::ask(at, place))
    } else {
        kept
    };
    let asked = asked.unwrap_or(human::Asked {
        text: String::new(),
        token: String::new(),
    });
    form.set("human_text", &asked.text);
    form.set("human_token", &asked.token);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_a_trusted_proxy_says_who_stands_behind_it() {
        let proxy = [ip("10.0.0.1"), ip("10.0.0.2")];
        assert_eq!(
            behind(ip("203.0.113.9"), "198.51.100.1", &proxy),
            ip("203.0.113.9")
        );
        assert_eq!(
            behind(ip("10.0.0.1"), "198.51.100.1", &proxy),
            ip("198.51.100.1")
        );
        // The visitor wrote the first hop; the second proxy wrote the last one.
        let hops = "1.1.1.1, 198.51.100.7, 10.0.0.2";
        assert_eq!(behind(ip("10.0.0.1"), hops, &proxy), ip("198.51.100.7"));
        assert_eq!(behind(ip("10.0.0.1"), "nonsense", &proxy), ip("10.0.0.1"));
        assert_eq!(
            behind(ip("::ffff:10.0.0.1"), "198.51.100.1", &proxy),
            ip("198.51.100.1")
        );
    }

    #[test]
    fn posts_are_counted_by_address_and_forgotten_with_time() {
        let posts = Posts::default();
        let second = |n: i64| At::from_micros(n * 1_000_000);
        for n in 1..=3 {
            assert_eq!(
                posts.note(ip("198.51.100.1"), second(n), second(0)),
                n as usize
            );
        }
        assert_eq!(posts.note(ip("198.51.100.2"), second(3), second(0)), 1);
        assert_eq!(posts.note(ip("198.51.100.1"), second(9), second(3)), 1);
    }

    #[test]
    fn a_household_counts_as_one_network() {
        assert_eq!(network(ip("2001:db8:1:2:3:4:5:6")), ip("2001:db8:1:2::"));
        assert_eq!(network(ip("198.51.100.1")), ip("198.51.100.1"));
    }
}
