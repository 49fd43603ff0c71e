//! What is due, what the gate waits for, who is covered.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use civic::desk::{self, Board, Due, Place};
use civic::{campaign, directory};

use crate::app::App;
use crate::error::{Result, html};
use crate::layout::Work;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "desk/desk.html")]
struct DeskPage {
    page: Work,
    due: Vec<Due>,
    overdue: usize,
    soon: usize,
    board: Option<Board>,
    may_close: bool,
}

/// Where a due thing is done.
pub(crate) fn href(place: &Place) -> String {
    match place {
        Place::Campaign(id) => format!("/campaigns/{id}"),
        Place::Tasks => "/tasks".to_owned(),
        Place::Pledges => "/pledges".to_owned(),
        Place::Reviews => "/reviews".to_owned(),
        Place::Tally(id) => format!("/tallies/{id}"),
        Place::Notice(id) => format!("/notices/{id}"),
        Place::Honours => "/honours".to_owned(),
        Place::Pledge(id) | Place::Own(id) => format!("/pledges/{id}"),
        Place::Plans => "/plans".to_owned(),
        Place::Comment(id) => format!("/supervision/{id}"),
        Place::Letters => "/letters".to_owned(),
    }
}

impl DeskPage {
    fn href(&self, place: &Place) -> String {
        href(place)
    }

    /// The width class of a bar, in steps of five per cent: styles are not set in the page.
    fn width(&self, have: &usize, of: &usize) -> usize {
        if *of == 0 { 0 } else { have * 20 / of * 5 }
    }
}

pub(crate) async fn desk(State(app): State<App>, visit: Visit) -> Result {
    let actor = visit.actor().clone();
    if !actor.can(directory::Verb::See) {
        let to = if actor.has(directory::Role::Member) {
            "/me"
        } else if actor.can(directory::Verb::GrantRole) {
            "/roster/roles"
        } else if actor.audits() {
            "/audit"
        } else {
            "/me/security"
        };
        return Ok(Redirect::to(to).into_response());
    }
    // The first who comes in the morning brings the tree up to today, should the server not have.
    let house = &app.house;
    let behind = app
        .db
        .read(|tx| Box::pin(directory::tree::is_behind(tx, house)))
        .await?;
    if behind {
        app.db
            .write(|tx| Box::pin(directory::tree::turn_day(tx, house)))
            .await?;
    }
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let mut page = Work::of(tx, &visit, "desk").await?;
                let due = desk::due(tx, &visit.at).await?;
                page.due = due.len();
                let running = campaign::campaigns(tx, &visit.at)
                    .await?
                    .into_iter()
                    .find(|c| c.state == campaign::State::InForce);
                let board = match running {
                    Some(campaign) => Some(desk::board(tx, &visit.at, campaign).await?),
                    None => None,
                };
                let may_close = board
                    .as_ref()
                    .is_some_and(|b| actor.may(directory::Verb::CloseStep, &b.campaign.org_path));
                let overdue = due.iter().filter(|d| d.left.is_some_and(|l| l < 0)).count();
                let soon = due
                    .iter()
                    .filter(|d| d.left.is_some_and(|l| (0..=1).contains(&l)))
                    .count();
                Ok(DeskPage {
                    page,
                    due,
                    overdue,
                    soon,
                    board,
                    may_close,
                })
            })
        })
        .await?;
    html(&page)
}
