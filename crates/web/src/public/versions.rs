//! An earlier version of a publication, as it stood: a correction replaces nothing (ruling 10).

use askama::Template;
use axum::extract::{Path, State};
use civic::PublicationId;
use civic::notice::{self, Publication, Snapshot, Version};
use ground::{Error, Tx};

use super::{Look, Place, grouped};
use crate::app::App;
use crate::error::{Result, html};
use crate::layout::Pub;
use crate::visit::id;

#[derive(Template)]
#[template(path = "public/version.html")]
struct VersionPage {
    page: Pub,
    publication: Publication,
    version: Version,
    snapshot: Snapshot,
    published: String,
    /// When the next version replaced it; empty for the current one.
    replaced: String,
    fingerprint: String,
}

impl VersionPage {
    fn head(&self, column: &usize) -> &str {
        self.snapshot.head.get(*column).map_or("", String::as_str)
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    look: Look,
    Path((code, notice, number)): Path<(String, String, String)>,
) -> Result {
    let notice: PublicationId = id(&notice)?;
    let number: i64 = id(&number)?;
    let (app, look, code) = (&app, &look, &code);
    let page = app
        .db
        .read(|tx| Box::pin(async move { read(tx, app, look, code, notice, number).await }))
        .await?;
    html(&page)
}

async fn read(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
    notice: PublicationId,
    number: i64,
) -> ground::Result<VersionPage> {
    let place = Place::open(tx, app, look, code, "home").await?;
    let folder = notice::open_folder(tx, place.tenant(), notice).await?;
    place.require(&folder.publication.org_path)?;
    // What was withdrawn is not shown any more, in no version.
    if folder.withdrawal.is_some() {
        return Err(Error::NotFound);
    }
    let day = |v: &Version| place.at.house.zone.day(v.published_at).long();
    let of = |n: i64| folder.versions.iter().find(|v| v.version == n);
    let version = of(number).ok_or(Error::NotFound)?.clone();
    Ok(VersionPage {
        snapshot: version.content()?,
        published: day(&version),
        replaced: of(number + 1).map_or_else(String::new, day),
        fingerprint: grouped(version.hash.get(..12).unwrap_or(&version.hash)),
        version,
        publication: folder.publication,
        page: place.page,
    })
}
