//! The register of supervision (监督台账): what waits, the most urgent first, and what was
//! settled, newest first.

use askama::Template;
use axum::extract::{Query, State};
use civic::LetterId;
use civic::directory::Verb;
use civic::presence::{Comment, LetterState, supervision};
use ground::{At, Error, Zone};

use super::{Mark, mark};
use crate::app::App;
use crate::bench::Asked;
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::Visit;

/// How many settled comments one page shows.
const PAGE: i64 = 100;

#[derive(Template)]
#[template(path = "presence/register.html")]
struct RegisterPage {
    page: Work,
    zone: Zone,
    waiting: Vec<Comment>,
    settled: Vec<Comment>,
    from: bool,
    next: Option<LetterId>,
    check_within: u32,
    answer_within: u32,
}

impl RegisterPage {
    fn mark(&self, comment: &Comment) -> Mark {
        mark(comment.state, comment.overdue)
    }

    fn day(&self, at: &At) -> String {
        self.zone.day(*at).short()
    }

    fn closed(&self, comment: &Comment) -> String {
        comment
            .settled_at
            .map(|at| self.day(&at))
            .unwrap_or_default()
    }

    /// Whose pledge it is about.
    fn whose<'c>(&self, comment: &'c Comment) -> &'c str {
        if comment.name.is_empty() {
            &comment.org_name
        } else {
            &comment.name
        }
    }

    fn overdue(&self) -> usize {
        self.waiting.iter().filter(|c| c.overdue).count()
    }
}

pub(crate) async fn list(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let before: Option<LetterId> = Form::new(asked).get("before").parse().ok();
    let (visit, house) = (&visit, &app.house);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let below = visit.actor().scopes(Verb::HandleComment);
                if below.is_empty() {
                    return Err(Error::NotFound);
                }
                let (mut waiting, mut settled) = (Vec::new(), Vec::new());
                for path in &below {
                    if before.is_none() {
                        waiting.extend(supervision::waiting(tx, &visit.at, path).await?);
                    }
                    let more = supervision::settled(tx, &visit.at, path, before, PAGE + 1).await?;
                    settled.extend(more);
                }
                settled.sort_by_key(|c: &Comment| std::cmp::Reverse((c.at, c.id)));
                let full = usize::try_from(PAGE).unwrap_or(usize::MAX);
                let more = settled.len() > full;
                settled.truncate(full);
                let d = &house.defaults;
                Ok(RegisterPage {
                    page: Work::of(tx, visit, "supervision").await?,
                    zone: house.zone.clone(),
                    next: settled.last().map(|c| c.id).filter(|_| more),
                    from: before.is_some(),
                    waiting,
                    settled,
                    check_within: d.comment_check_workdays,
                    answer_within: d.comment_answer_workdays,
                })
            })
        })
        .await?;
    html(&page)
}
