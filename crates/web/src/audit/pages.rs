//! The tenant's audit chain, a page at a time, and whether it holds.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect};
use civic::PersonId;
use civic::audit::{self, Act, Line, Wanted};
use civic::directory::{self, Verb};
use ground::{Error, Tx, Zone};

use super::marks::Mark;
use crate::app::App;
use crate::bench::Asked;
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit};

/// How many lines one page shows.
const SHOWN: i64 = 100;
/// How many unchecked lines a page checks in passing; more are for the button.
const IN_PASSING: i64 = 5000;

/// A line as it is shown.
struct Row {
    seq: i64,
    when: String,
    actor: PersonId,
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
    asked: Form,
    /// The name of the person asked for.
    who: String,
    rows: Vec<Row>,
    mark: Mark,
    /// When the check began at the first line.
    checked_at: String,
    /// Where older lines begin, when there are more.
    older: Option<i64>,
}

/// What may stand in the address.
const NAMES: [&str; 4] = ["act", "who", "from", "until"];

impl AuditPage {
    /// The address of the same question with one more word.
    fn with(&self, name: &str, value: &impl ToString) -> String {
        let mut kept: Vec<(&str, String)> = NAMES
            .into_iter()
            .map(|n| (n, self.asked.get(n).to_owned()))
            .filter(|(n, v)| !v.is_empty() && *n != name)
            .collect();
        kept.push((name, value.to_string()));
        let rest = serde_urlencoded::to_string(kept).unwrap_or_default();
        format!("/audit?{rest}")
    }

    fn is_filtered(&self) -> bool {
        NAMES.iter().any(|n| !self.asked.get(n).is_empty())
    }
}

/// What is asked for; what is no day and no person is said at its field.
fn wanted(asked: &mut Form, zone: &Zone) -> Wanted {
    let mut day = |name: &str| {
        let day = asked.day(name);
        if day.is_none() && !asked.get(name).is_empty() {
            asked.refuse(name, "写成2026-05-06这样的日期");
        }
        day
    };
    let (from, until) = (day("from"), day("until"));
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        asked.refuse("until", "止于不能早于起于");
    }
    Wanted {
        act: asked.get("act").parse().ok(),
        actor: asked.get("who").parse().ok(),
        from: from.map(|day| zone.start_of(day)),
        until: until.map(|day| zone.start_of(day.plus(1))),
        before: asked.get("before").parse().ok(),
    }
}

/// Refuses whoever does not read the chain.
fn reads(visit: &Visit) -> ground::Result<()> {
    let actor = visit.actor();
    if actor.audits() {
        Ok(())
    } else if actor.can(Verb::See) {
        Err(Error::Forbidden)
    } else {
        Err(Error::NotFound)
    }
}

pub(crate) async fn list(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    reads(&visit)?;
    let tenant = visit.at.tenant;
    let earlier = app.audited.of(tenant);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let since = earlier.as_ref().map_or(visit.at.now, |m| m.since);
                let from = earlier.map(|m| m.checked);
                let checked = audit::check_on(tx, tenant, from, IN_PASSING).await?;
                shown(tx, &visit, Form::new(asked), Mark { checked, since }).await
            })
        })
        .await?;
    app.audited.keep(tenant, page.mark.clone());
    html(&page)
}

/// Checks the whole chain anew: what was edited in its old part is found so.
pub(crate) async fn check(State(app): State<App>, Posted { visit, .. }: Posted) -> Result {
    reads(&visit)?;
    let (tenant, since) = (visit.at.tenant, visit.at.now);
    let checked = app
        .db
        .read(|tx| Box::pin(audit::check_on(tx, tenant, None, i64::MAX)))
        .await?;
    app.audited.keep(tenant, Mark { checked, since });
    Ok(Redirect::to("/audit").into_response())
}

async fn shown(
    tx: &mut Tx,
    visit: &Visit,
    mut asked: Form,
    mark: Mark,
) -> ground::Result<AuditPage> {
    let zone = &visit.at.house.zone;
    let wanted = wanted(&mut asked, zone);
    let mut lines = audit::page(tx, visit.at.tenant, &wanted, SHOWN + 1).await?;
    let has_more = lines.len() > usize::try_from(SHOWN).unwrap_or(usize::MAX);
    if has_more {
        lines.pop();
    }
    let names = names(tx, visit, &lines, wanted.actor).await?;
    let broken = mark.checked.broken.as_ref().map(|b| b.seq);
    let row = |l: &Line| Row {
        seq: l.seq,
        when: zone.minute(l.at),
        actor: l.actor_id,
        who: names.get(&l.actor_id).cloned().unwrap_or_default(),
        act: l
            .act
            .parse::<Act>()
            .map_or_else(|_| l.act.clone(), |act| act.label().to_owned()),
        hash: l.hash.chars().take(12).collect(),
        // Each shown line is held against its own hash, wherever the check has come to.
        is_broken: broken == Some(l.seq) || l.hash != audit::rules::hash(visit.at.tenant, l),
    };
    Ok(AuditPage {
        page: Work::of(tx, visit, "audit").await?,
        who: wanted
            .actor
            .and_then(|who| names.get(&who).cloned())
            .unwrap_or_default(),
        rows: lines.iter().map(row).collect(),
        older: lines.last().filter(|_| has_more).map(|l| l.seq),
        checked_at: zone.minute(mark.since),
        mark,
        asked,
    })
}

/// Who acted, by name: the chain itself keeps ids only.
async fn names(
    tx: &mut Tx,
    visit: &Visit,
    lines: &[Line],
    asked: Option<PersonId>,
) -> ground::Result<BTreeMap<PersonId, String>> {
    let mut names = BTreeMap::from([(PersonId::VISITOR, "来访者或控制台".to_owned())]);
    for who in lines.iter().map(|l| l.actor_id).chain(asked) {
        if names.contains_key(&who) {
            continue;
        }
        let name = match directory::person(tx, visit.at.tenant, who).await {
            Ok(person) => person.name,
            Err(Error::NotFound) => "名册上已没有".to_owned(),
            Err(error) => return Err(error),
        };
        names.insert(who, name);
    }
    Ok(names)
}
