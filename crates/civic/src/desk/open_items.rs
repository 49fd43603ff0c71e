//! What is open for somebody who goes: what a role of theirs waits for, and what
//! is their own. `directory` takes it as an argument; only this room reads all.

use std::sync::Arc;

use ground::{Result, Tx};

use crate::directory::access::{self, Grant, OpenItem, OpenItems, Term};
use crate::directory::{self, Actor, Org, Role};
use crate::pledge;
use crate::presence::relay;
use crate::{Counter, PersonId, campaign};

/// What waits for the holder of one role.
pub async fn open_of_term(tx: &mut Tx, at: &Counter, term: &Term) -> Result<OpenItems> {
    let grant = Grant {
        role: term.role,
        org_path: term.org_path.clone(),
    };
    let holder = stand_in(tx, at, term.person_id, vec![grant]).await?;
    Ok(OpenItems {
        person: term.person_id,
        items: due(tx, &holder).await?,
    })
}

/// What waits for somebody in all their roles, what bears their name, and their own pledges.
pub async fn open_of_person(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<OpenItems> {
    let mut grants = access::grants(tx, at.tenant, person, at.today).await?;
    // What waits for them in places that the actor does not see is not told here.
    let actor = at.actor.as_ref();
    grants.retain(|g| actor.is_some_and(|a| a.sees(&g.org_path)));
    let holder = stand_in(tx, at, person, grants).await?;
    let mut items = due(tx, &holder).await?;
    let name = holder.actor.as_ref().map_or("", |a| a.name.as_str());
    for campaign in in_force(tx, &holder).await? {
        for task in campaign::tasks(tx, at.tenant, campaign).await? {
            let day = task.open_due();
            let known = items.iter().any(|i| i.what == task.title && i.day == day);
            if day.is_some() && task.owner.contains(name) && !known {
                items.push(OpenItem {
                    what: task.title,
                    whom: task.owner,
                    day,
                });
            }
        }
    }
    for pledge in pledge::own(tx, &holder).await? {
        if !pledge.state.is_settled() {
            items.push(OpenItem {
                what: format!("本人承诺：{}", pledge.action),
                whom: pledge.measure,
                day: Some(pledge.due_day),
            });
        }
    }
    // What was written to them in private goes to nobody: it is told that it waits.
    let waiting = relay::open_of(tx, at, person).await?;
    if waiting.all > 0 {
        items.push(OpenItem {
            what: format!("名片留言{}条没有答复，请本人先答复", waiting.all),
            whom: String::new(),
            day: None,
        });
    }
    Ok(OpenItems { person, items })
}

async fn in_force(tx: &mut Tx, at: &Counter) -> Result<Vec<crate::CampaignId>> {
    let Some(actor) = &at.actor else {
        return Ok(Vec::new());
    };
    let own = campaign::in_force(tx, at.tenant, &actor.org_path).await?;
    Ok(own.into_iter().map(|c| c.id).collect())
}

/// A counter at which somebody would stand with all their roles of today: what is due
/// for them is asked from there while they are away.
pub async fn counter_of(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<Counter> {
    let grants = access::grants(tx, at.tenant, person, at.today).await?;
    stand_in(tx, at, person, grants).await
}

/// A counter at which everyone of a place would stand together: what is due there, whoever
/// does it. It is asked for counts alone, and never acts.
pub fn counter_of_place(at: &Counter, org: &Org) -> Counter {
    let grant = |role: &Role| Grant {
        role: *role,
        org_path: org.path.clone(),
    };
    let actor = Actor {
        tenant: at.tenant,
        person: PersonId::VISITOR,
        name: String::new(),
        org_id: org.id,
        org_path: org.path.clone(),
        grants: Role::ALL.iter().map(grant).collect(),
    };
    Counter {
        actor: Some(Arc::new(actor)),
        ..at.clone()
    }
}

/// A counter at which the holder would stand, to see what is due for them.
async fn stand_in(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    grants: Vec<Grant>,
) -> Result<Counter> {
    let person = directory::person(tx, at.tenant, person).await?;
    let actor = Actor {
        tenant: at.tenant,
        person: person.id,
        name: person.name,
        org_id: person.org_id,
        org_path: person.org_path,
        grants,
    };
    Ok(Counter {
        actor: Some(Arc::new(actor)),
        ..at.clone()
    })
}

async fn due(tx: &mut Tx, holder: &Counter) -> Result<Vec<OpenItem>> {
    // A member alone has no desk.
    let has_desk = |a: &Arc<Actor>| a.grants.iter().any(|g| g.role != Role::Member);
    if !holder.actor.as_ref().is_some_and(has_desk) {
        return Ok(Vec::new());
    }
    // Their own pledges are listed apart.
    let due = super::by_roles(tx, holder).await?;
    let item = |d: super::Due| OpenItem {
        what: d.what,
        whom: d.whom,
        day: d.day,
    };
    Ok(due.into_iter().map(item).collect())
}
