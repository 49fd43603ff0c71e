//! The newest lines of the tenant's audit chain, and whether the chain holds.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use civic::PersonId;
use civic::audit::{self, Act, Broken, Line};
use civic::directory::{self, Verb};
use ground::{Error, Tx};

use crate::app::App;
use crate::error::{Result, html};
use crate::layout::Work;
use crate::visit::Visit;

/// How many lines are shown.
const SHOWN: i64 = 200;

/// A line as it is shown.
struct Row {
    seq: i64,
    when: String,
    who: String,
    act: String,
    /// The first digits of its hash.
    hash: String,
    is_broken: bool,
}

#[derive(Template)]
#[template(path = "audit/list.html")]
struct AuditPage {
    page: Work,
    rows: Vec<Row>,
    /// How many lines the chain has, when all of them hold.
    whole: i64,
    broken: Option<Broken>,
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let actor = visit.actor().clone();
    if !actor.audits() {
        let seen = actor.can(Verb::See);
        let error = if seen {
            Error::Forbidden
        } else {
            Error::NotFound
        };
        return Err(error.into());
    }
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let tenant = visit.at.tenant;
                let (whole, broken) = match audit::verify(tx, tenant).await? {
                    Ok(lines) => (lines, None),
                    Err(broken) => (0, Some(broken)),
                };
                let lines = audit::latest(tx, tenant, SHOWN).await?;
                let names = names(tx, &visit, &lines).await?;
                let zone = &visit.at.house.zone;
                let row = |l: Line| Row {
                    seq: l.seq,
                    when: zone.minute(l.at),
                    who: names.get(&l.actor_id).cloned().unwrap_or_default(),
                    act: l
                        .act
                        .parse::<Act>()
                        .map_or(l.act, |act| act.label().to_owned()),
                    hash: l.hash.chars().take(12).collect(),
                    is_broken: broken.as_ref().is_some_and(|b| b.seq == l.seq),
                };
                Ok(AuditPage {
                    page: Work::of(tx, &visit, "audit").await?,
                    rows: lines.into_iter().map(row).collect(),
                    whole,
                    broken: broken.clone(),
                })
            })
        })
        .await?;
    html(&page)
}

/// Who acted, by name: the chain itself keeps ids only.
async fn names(
    tx: &mut Tx,
    visit: &Visit,
    lines: &[Line],
) -> ground::Result<BTreeMap<PersonId, String>> {
    let mut names = BTreeMap::from([(PersonId::VISITOR, "来访者或控制台".to_owned())]);
    for line in lines {
        if names.contains_key(&line.actor_id) {
            continue;
        }
        let name = match directory::person(tx, visit.at.tenant, line.actor_id).await {
            Ok(person) => person.name,
            Err(Error::NotFound) => "名册上已没有".to_owned(),
            Err(error) => return Err(error),
        };
        names.insert(line.actor_id, name);
    }
    Ok(names)
}
