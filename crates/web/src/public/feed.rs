//! The notices of a place as an Atom feed (RFC 4287), newest first, for readers and for
//! the county's own site.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use civic::directory;
use civic::notice::{self, Publication, State as Stands, Version};
use ground::{At, Tx};

use super::notices::period;
use super::{Look, Place};
use crate::app::App;
use crate::error::Result;

/// How many entries the feed goes back.
const ENTRIES: i64 = 50;

#[derive(Template)]
#[template(path = "public/notices.xml")]
struct Feed {
    org: String,
    /// The address of the list, for people.
    list: String,
    /// The address of the feed itself.
    own: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    href: String,
    org: String,
    published: String,
    updated: String,
    summary: String,
}

pub(crate) async fn feed(State(app): State<App>, look: Look, Path(code): Path<String>) -> Result {
    let feed = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code)))
        .await?;
    let body = feed.render().map_err(ground::Fault::new)?;
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

async fn read(tx: &mut Tx, app: &App, look: &Look, code: &str) -> ground::Result<Feed> {
    let place = Place::open(tx, app, look, code, "home").await?;
    let (url, site) = (&app.settings.public_url, &place.site);
    let mut entries = Vec::new();
    for (publication, version) in notice::notices(tx, place.tenant(), &site.path, ENTRIES).await? {
        if publication.is_open() {
            let org = directory::org(tx, place.tenant(), publication.org_id).await?;
            let changed = changed(tx, &place, &publication, &version).await?;
            entries.push(entry(
                url,
                &site.code,
                &publication,
                &version,
                &org.name,
                changed,
            ));
        }
    }
    // A feed without entries is as old as the trusted time: it has to bear some.
    let newest = entries.iter().map(|e| e.updated.clone()).max();
    Ok(Feed {
        org: plain(&site.name),
        list: format!("{url}/t/{}/notices", site.code),
        own: format!("{url}/t/{}/notices.atom", site.code),
        updated: newest.unwrap_or_else(|| place.times.ends.rfc3339()),
        entries,
    })
}

/// When an entry last changed: its version, or how it ended.
async fn changed(
    tx: &mut Tx,
    place: &Place,
    publication: &Publication,
    version: &Version,
) -> ground::Result<At> {
    if publication.state == Stands::Public {
        return Ok(version.published_at);
    }
    let folder = notice::folder(tx, place.tenant(), publication.id).await?;
    let ended = folder.withdrawn_at.or(folder.conclusion.map(|c| c.at));
    Ok(ended
        .unwrap_or(version.published_at)
        .max(version.published_at))
}

fn entry(
    url: &str,
    site: &str,
    publication: &Publication,
    version: &Version,
    org: &str,
    changed: At,
) -> Entry {
    let period = period(version.first_day, version.last_day);
    let summary = match publication.state {
        Stands::Withdrawn => "这份公示已经撤下。".to_owned(),
        Stands::Concluded => format!("公示期{period}，已有结论。"),
        Stands::Public => {
            format!("公示期{period}24:00。公示期内，任何人都可以提意见，可以不留姓名。")
        }
    };
    Entry {
        // The number of the record: the same under whatever address the site is reached.
        id: format!("urn:uuid:{}", publication.id),
        title: plain(&publication.title),
        href: format!("{url}/t/{site}/notices/{}", publication.id),
        org: plain(org),
        published: publication.published_at.rfc3339(),
        updated: changed.rfc3339(),
        summary,
    }
}

/// Without the control characters that no XML may hold, however they are written.
fn plain(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_may_not_hold_is_left_out_and_markup_is_text() {
        let feed = Feed {
            org: plain("示范\u{0}社区\u{1b}"),
            list: "http://site.test/t/a/notices".to_owned(),
            own: "http://site.test/t/a/notices.atom?a=1&b=2".to_owned(),
            updated: "2026-10-09T02:05:00Z".to_owned(),
            entries: vec![],
        };
        let text = feed.render().unwrap();
        assert!(text.contains("示范社区"), "{text}");
        assert!(text.contains("a=1&#38;b=2"), "{text}");
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    }
}
