//! The cards of the branches: who agreed to what, who waits for a card, whose messages
//! lie unanswered; and a sheet of cards to cut.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use civic::directory::{self, Org, OrgKind, Path, Verb};
use civic::presence::relay::{self, Message, Open};
use civic::presence::{Holder, Shown, cards};
use civic::{OrgId, PersonId};
use ground::{Error, Tx};

use crate::app::App;
use crate::bench::Asked;
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::public::qr;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "presence/cards.html")]
struct CardsPage {
    page: Work,
    branches: Vec<Org>,
    asked: Form,
    holders: Vec<Holder>,
    names: BTreeMap<OrgId, String>,
    open: BTreeMap<PersonId, Open>,
    to_read: Vec<Message>,
    issued: usize,
    waiting: usize,
}

impl CardsPage {
    fn branch(&self, id: &OrgId) -> &str {
        self.names.get(id).map_or("", String::as_str)
    }

    fn open(&self, id: &PersonId) -> Open {
        self.open.get(id).copied().unwrap_or_default()
    }

    fn given(&self, holder: &Holder) -> String {
        let given = holder.given();
        let words: Vec<&str> = given.iter().map(|f| f.label()).collect();
        words.join("、")
    }
}

/// The branches in which the actor keeps cards, and the sub-trees that were asked for.
async fn scope(tx: &mut Tx, visit: &Visit, asked: &Form) -> ground::Result<(Vec<Org>, Vec<Path>)> {
    let below = visit.actor().scopes(Verb::KeepCards);
    if below.is_empty() {
        return Err(Error::NotFound);
    }
    let mut branches = Vec::new();
    for path in &below {
        branches.extend(directory::orgs(tx, visit.at.tenant, path).await?);
    }
    branches.retain(|o| o.kind == OrgKind::Branch);
    let chosen = branches.iter().find(|o| o.code == asked.get("org"));
    let below = chosen.map_or(below, |o| vec![o.path.clone()]);
    Ok((branches, below))
}

pub(crate) async fn list(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = &Form::new(asked);
    let visit = &visit;
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (branches, below) = scope(tx, visit, asked).await?;
                let (mut holders, mut open, mut to_read) =
                    (Vec::new(), BTreeMap::new(), Vec::new());
                for path in &below {
                    holders.extend(cards::holders(tx, &visit.at, path).await?);
                    open.extend(relay::open_counts(tx, &visit.at, path).await?);
                    to_read.extend(relay::to_read_out(tx, &visit.at, path).await?);
                }
                let names = branches.iter().map(|o| (o.id, o.name.clone()));
                Ok(CardsPage {
                    page: Work::of(tx, visit, "cards").await?,
                    issued: holders.iter().filter(|h| h.issued().is_some()).count(),
                    waiting: holders.iter().filter(|h| h.waits()).count(),
                    names: names.collect(),
                    branches,
                    asked: asked.clone(),
                    holders,
                    open,
                    to_read,
                })
            })
        })
        .await?;
    html(&page)
}

#[derive(Template)]
#[template(path = "presence/sheet.html")]
struct SheetPage {
    page: Work,
    /// Eight to a sheet of paper.
    sheets: Vec<Vec<(Shown, String)>>,
}

impl SheetPage {
    fn count(&self) -> usize {
        self.sheets.iter().map(Vec::len).sum()
    }
}

/// All public cards of the branches, eight to an A4 sheet.
pub(crate) async fn sheet(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    const ON_A_SHEET: usize = 8;
    let asked = &Form::new(asked);
    let (app, visit) = (&app, &visit);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (_, below) = scope(tx, visit, asked).await?;
                let mut all: Vec<Vec<(Shown, String)>> = Vec::new();
                for path in &below {
                    for holder in cards::holders(tx, &visit.at, path).await? {
                        let Some(card) = holder.issued() else {
                            continue;
                        };
                        let Some(shown) = cards::shown(tx, &visit.at, card.id).await? else {
                            continue;
                        };
                        let site = directory::site_of(tx, visit.at.tenant, &shown.org_path).await?;
                        let site = site.map(|s| s.code).unwrap_or_default();
                        let qr = qr(app, &format!("/t/{site}/cards/{}", card.id), "扫码看名片")?;
                        match all.last_mut() {
                            Some(sheet) if sheet.len() < ON_A_SHEET => sheet.push((shown, qr)),
                            _ => all.push(vec![(shown, qr)]),
                        }
                    }
                }
                Ok(SheetPage {
                    page: Work::of(tx, visit, "cards").await?,
                    sheets: all,
                })
            })
        })
        .await?;
    html(&page)
}
