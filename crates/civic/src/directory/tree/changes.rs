//! Set-up, merge, split and abolition: asked for below, approved above, in
//! effect from a day on (S2.4-01). What the spans say is written when a change
//! is approved; [`super::turn_day`] brings it up to today.

use std::collections::{BTreeMap, BTreeSet};

use ground::{At, Day, Error, Result, Tx};

use super::plan::{Goal, Opening, Plan};
use super::{ChangeKind, No, Org, OrgKind, Path, plan, store, turn};
use crate::audit::{self, Act};
use crate::directory::people::{self, membership};
use crate::directory::{Verb, access, clock};
use crate::{ChangeId, Counter, OrgId, PersonId};

ground::words! {
    /// How a change of the tree stands.
    pub enum ChangeState {
        /// Waits for the superior.
        Proposed = "proposed" "待批复",
        /// Approved; in effect from its day on.
        Approved = "approved" "已批准",
        /// Sent back, with the reason.
        Returned = "returned" "已退回",
        /// Taken back by who asked.
        Withdrawn = "withdrawn" "已撤回",
    }
}

ground::words! {
    /// What an organisation is to a change.
    pub enum Part {
        /// It ends.
        Closes = "closes" "撤销",
        /// It stays, and gives or receives people.
        Stays = "stays" "保留",
        /// It is set up.
        Opens = "opens" "设立",
    }
}

/// A change that is asked for.
#[derive(Debug, Clone)]
pub struct NewChange<'a> {
    /// Its kind.
    pub kind: ChangeKind,
    /// The first day on which the new tree holds.
    pub effective: Day,
    /// Why.
    pub reason: &'a str,
    /// What it consists of.
    pub plan: Plan,
}

/// A change of the tree.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// Its kind.
    pub kind: ChangeKind,
    /// The superior's place: who approves covers it.
    pub org_path: Path,
    /// The first day on which the new tree holds.
    pub effective: Day,
    /// Why.
    pub reason: String,
    /// What it consists of, as it is stored.
    plan: String,
    /// How it stands.
    pub state: ChangeState,
    /// Who asked.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: At,
    /// Who answered or took it back.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<At>,
    /// Number of the reply (批复文号); may be empty.
    pub doc_no: String,
    /// What the superior said.
    pub opinion: String,
}

impl Change {
    pub(super) fn plan_text(&self) -> &str {
        &self.plan
    }

    /// What it consists of.
    pub fn plan(&self) -> Result<Plan> {
        Ok(serde_json::from_str(&self.plan)?)
    }
}

/// The superior's answer.
#[derive(Debug, Clone, Copy)]
pub enum ChangeReply<'a> {
    /// Agreed, with the number of the reply and a word.
    Approve {
        /// 批复文号; may be empty.
        doc_no: &'a str,
        /// May be empty.
        opinion: &'a str,
    },
    /// Sent back, with the reason.
    Return {
        /// What is to be amended.
        opinion: &'a str,
    },
}

/// What a change finds: the superior, and each organisation that it touches.
struct Found {
    parent: Org,
    orgs: BTreeMap<OrgId, (Org, Part)>,
    /// Who is to move, with their present organisation.
    people: Vec<membership::Stay>,
}

/// Asks the superior for a change.
pub async fn propose(tx: &mut Tx, at: &Counter, new: NewChange<'_>) -> Result<ChangeId> {
    let found = find(tx, at, &new.plan).await?;
    for (org, part) in found.orgs.values() {
        // What is only named as a receiver must be seen too: a proposal is no way to guess.
        at.require(Verb::ProposeChange, &org.path)?;
        if *part == Part::Closes && !org.kind.is_changed() {
            return Err(No::WrongKind(org.name.clone()).into());
        }
    }
    if new.kind == ChangeKind::SetUp {
        at.require(Verb::ProposeChange, &found.parent.path)?;
    }
    if new.reason.trim().is_empty() {
        return Err(No::Empty("reason", "调整理由").into());
    }
    check(tx, at, new.kind, new.effective, &new.plan, &found).await?;
    let change = Change {
        id: at.id(),
        kind: new.kind,
        org_path: found.parent.path.clone(),
        effective: new.effective,
        reason: new.reason.trim().to_owned(),
        plan: serde_json::to_string(&new.plan)?,
        state: ChangeState::Proposed,
        proposed_by: at.actor_id(),
        proposed_at: at.now,
        decided_by: None,
        decided_at: None,
        doc_no: String::new(),
        opinion: String::new(),
    };
    store::add_change(tx, at.tenant, &change).await?;
    for (org, part) in found.orgs.values() {
        if store::touch(tx, at.tenant, change.id, org.id, *part).await? == 0 {
            return Err(No::Pending(org.name.clone()).into());
        }
    }
    let payload = format!("{} {}", new.kind.word(), new.effective);
    audit::note(tx, at, Act::ChangeProposed, change.id.0, &payload).await?;
    Ok(change.id)
}

async fn find(tx: &mut Tx, at: &Counter, plan: &Plan) -> Result<Found> {
    let parent = super::org(tx, at.tenant, plan.parent).await?;
    let mut parts: BTreeMap<OrgId, Part> = BTreeMap::new();
    for org in plan.receivers() {
        parts.insert(org, Part::Stays);
    }
    if parent.kind.is_changed() {
        parts.insert(parent.id, Part::Stays);
    }
    let mut stays = Vec::new();
    for one in &plan.moves {
        let stay = membership::open(tx, at.tenant, one.person).await?;
        let Some(stay) = stay else {
            let person = crate::directory::person(tx, at.tenant, one.person).await?;
            return Err(No::Gone(person.name).into());
        };
        parts.insert(stay.org_id, Part::Stays);
        stays.push(stay);
    }
    for closing in &plan.closes {
        parts.insert(closing.org, Part::Closes);
        for stay in membership::all_open(tx, at.tenant, closing.org).await? {
            if !stays.iter().any(|s| s.person_id == stay.person_id) {
                stays.push(stay);
            }
        }
    }
    let mut orgs = BTreeMap::new();
    for (id, part) in parts {
        orgs.insert(id, (super::org(tx, at.tenant, id).await?, part));
    }
    Ok(Found {
        parent,
        orgs,
        people: stays,
    })
}

/// Whether the change can be made as things stand.
async fn check(
    tx: &mut Tx,
    at: &Counter,
    kind: ChangeKind,
    effective: Day,
    plan: &Plan,
    found: &Found,
) -> Result<()> {
    let moving = |s: &&membership::Stay| plan.moves.iter().any(|m| m.person == s.person_id);
    let sources: BTreeSet<OrgId> = (found.people.iter())
        .filter(moving)
        .map(|s| s.org_id)
        .collect();
    plan.fits(kind, &sources)?;
    let words = &at.house.defaults;
    let (from, until) = plan::days(at.today, words.change_days_back, words.change_days_ahead);
    if !(from..=until).contains(&effective) {
        return Err(No::OutOfRange(from, until).into());
    }
    for (org, part) in found.orgs.values() {
        if !found.parent.path.covers(&org.path) {
            return Err(No::Apart.into());
        }
        if !store::stood(tx, at.tenant, org.id, effective).await? {
            return Err(No::NotThen(org.name.clone()).into());
        }
        if *part == Part::Closes {
            let below = super::orgs(tx, at.tenant, &org.path).await?;
            let names: Vec<_> = (below.iter())
                .filter(|o| o.id != org.id)
                .map(|o| o.name.as_str())
                .collect();
            if !names.is_empty() {
                return Err(No::HasBelow(names.join("、")).into());
            }
        }
    }
    for new in &plan.opens {
        if store::has_code(tx, at.tenant, &new.code).await? {
            return Err(No::CodeTaken(new.code.clone()).into());
        }
    }
    for stay in &found.people {
        if stay.from_day > effective {
            let person = people::person(tx, at.tenant, stay.person_id).await?;
            return Err(No::CameLater(person.name, stay.from_day).into());
        }
    }
    Ok(())
}

/// The superior answers. Who asked is never who answers.
pub async fn reply(tx: &mut Tx, at: &Counter, id: ChangeId, reply: ChangeReply<'_>) -> Result<()> {
    let change = store::change(tx, at.tenant, id).await?;
    let change = change.ok_or(Error::NotFound)?;
    at.require(Verb::ApproveChange, &change.org_path)?;
    if change.proposed_by == at.actor_id() {
        return Err(No::OwnProposal.into());
    }
    let (state, doc_no, opinion) = match reply {
        ChangeReply::Approve { doc_no, opinion } => (ChangeState::Approved, doc_no, opinion),
        ChangeReply::Return { opinion } => (ChangeState::Returned, "", opinion),
    };
    if state == ChangeState::Returned && opinion.trim().is_empty() {
        return Err(No::Empty("opinion", "退回的理由").into());
    }
    decide(tx, at, &change, state, doc_no.trim(), opinion.trim()).await?;
    if state == ChangeState::Returned {
        return audit::note(tx, at, Act::ChangeReturned, id.0, opinion.trim()).await;
    }
    apply(tx, at, &change).await?;
    audit::note(tx, at, Act::ChangeApproved, id.0, doc_no.trim()).await
}

/// Who asked takes it back, as long as it was not answered.
pub async fn withdraw(tx: &mut Tx, at: &Counter, id: ChangeId) -> Result<()> {
    let change = change(tx, at, id).await?;
    if change.proposed_by != at.actor_id() {
        return Err(Error::Forbidden);
    }
    decide(tx, at, &change, ChangeState::Withdrawn, "", "").await?;
    audit::note(tx, at, Act::ChangeWithdrawn, id.0, "").await
}

async fn decide(
    tx: &mut Tx,
    at: &Counter,
    change: &Change,
    state: ChangeState,
    doc_no: &str,
    opinion: &str,
) -> Result<()> {
    if store::decide(tx, at, change.id, state, (doc_no, opinion)).await? == 0 {
        return Err(No::Decided.into());
    }
    if state != ChangeState::Approved {
        store::release(tx, at.tenant, change.id).await?;
    }
    Ok(())
}

/// Writes what the approved change says into the spans, and brings today along.
async fn apply(tx: &mut Tx, at: &Counter, change: &Change) -> Result<()> {
    let plan = change.plan()?;
    let found = find(tx, at, &plan).await?;
    for one in &plan.moves {
        let stay = found.people.iter().find(|s| s.person_id == one.person);
        let touched = stay.map(|s| s.org_id);
        if !store::is_touched(tx, at.tenant, change.id, touched).await? {
            let person = people::person(tx, at.tenant, one.person).await?;
            return Err(No::Gone(person.name).into());
        }
    }
    check(tx, at, change.kind, change.effective, &plan, &found).await?;
    let mut opened = Vec::new();
    for opening in &plan.opens {
        opened.push(open(tx, at, change, &found.parent, opening).await?);
    }
    let org_of = |goal| match goal {
        Goal::New(n) => opened.get(n),
        Goal::Standing(id) => found.orgs.get(&id).map(|(org, _)| org),
    };
    for stay in &found.people {
        let Some(to) = plan.goal_of(stay.person_id, stay.org_id).and_then(org_of) else {
            continue;
        };
        if to.id != stay.org_id {
            membership::move_to(tx, at.tenant, stay, to, change.effective).await?;
            access::follow(tx, at, stay, to, change.effective).await?;
        }
    }
    for closing in &plan.closes {
        let heir = org_of(closing.heir).ok_or(Error::NotFound)?;
        store::close_org(tx, at.tenant, closing.org, change.effective).await?;
        store::name_heir(tx, at.tenant, change.id, closing.org, heir.id).await?;
        access::end_over(tx, at, closing.org, change.effective.max(at.today)).await?;
    }
    let at = &clock::settled(tx, at).await?;
    turn::turn(tx, at, change.effective.min(at.today)).await
}

async fn open(
    tx: &mut Tx,
    at: &Counter,
    change: &Change,
    parent: &Org,
    new: &Opening,
) -> Result<Org> {
    let number = store::orgs_count(tx, at.tenant).await? + 1;
    let org = Org {
        id: at.id(),
        kind: new.kind,
        code: new.code.clone(),
        name: new.name.clone(),
        path: Path(format!("{}{number:04}/", parent.path.0)),
        address: parent.address.clone(),
        phone: parent.phone.clone(),
    };
    store::add_org(tx, at, &org, Some(parent.id), change.effective).await?;
    store::touch(tx, at.tenant, change.id, org.id, Part::Opens).await?;
    audit::note(tx, at, Act::OrgAdded, org.id.0, &org.name).await?;
    Ok(org)
}

/// A change, for those who may ask for or answer it.
pub async fn change(tx: &mut Tx, at: &Counter, id: ChangeId) -> Result<Change> {
    let change = store::change(tx, at.tenant, id).await?;
    let change = change.ok_or(Error::NotFound)?;
    let actor = at.actor.as_ref().ok_or(Error::NotFound)?;
    let sees = actor.may(Verb::ApproveChange, &change.org_path)
        || actor.may(Verb::ProposeChange, &change.org_path)
        || change.proposed_by == actor.person;
    if sees {
        Ok(change)
    } else {
        Err(Error::NotFound)
    }
}

/// The changes that the actor may see, newest first.
pub async fn changes(tx: &mut Tx, at: &Counter) -> Result<Vec<Change>> {
    let Some(actor) = &at.actor else {
        return Ok(Vec::new());
    };
    let mut changes = store::changes(tx, at.tenant).await?;
    changes.retain(|c| {
        actor.may(Verb::ApproveChange, &c.org_path)
            || actor.may(Verb::ProposeChange, &c.org_path)
            || c.proposed_by == actor.person
    });
    Ok(changes)
}

impl OrgKind {
    /// Whether it is set up and ended by a change that the superior approves.
    pub fn is_changed(self) -> bool {
        matches!(self, Self::GeneralBranch | Self::Branch | Self::Group)
    }
}
