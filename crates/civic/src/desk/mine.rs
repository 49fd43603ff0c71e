//! What is due of one's own promises: a pledge that came back, or whose day is near.

use ground::{Result, Tx};

use super::{Due, Place};
use crate::directory::clock;
use crate::pledge::{self, State};
use crate::{Counter, PersonId};

pub(super) async fn due(tx: &mut Tx, at: &Counter) -> Result<Vec<Due>> {
    if at.actor_id() == PersonId::VISITOR {
        return Ok(Vec::new());
    }
    let today = clock::times(tx, at).await?.ends_on;
    let near = at.house.defaults.pledge_near_workdays;
    let mut out = Vec::new();
    for pledge in pledge::own(tx, at).await? {
        let left = at.house.calendar.workdays_between(today, pledge.due_day);
        let (what, day, act) = match pledge.state {
            State::Returned => (format!("补正承诺：{}", pledge.action), None, "去补正"),
            State::Published if left <= near => (
                format!("我的承诺到期：{}", pledge.action),
                Some(pledge.due_day),
                "去记录",
            ),
            _ => continue,
        };
        out.push(Due {
            what,
            whom: String::new(),
            day,
            left: day.map(|_| left),
            place: Place::Own(pledge.id),
            act,
        });
    }
    Ok(out)
}
