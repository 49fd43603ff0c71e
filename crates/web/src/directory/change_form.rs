//! Asking for a change of the tree: first what and where, then who goes where.

use askama::Template;
use axum::extract::{Query, State};
use civic::directory::tree::{self, ChangeKind, Closing, Goal, Move, NewChange, Opening, Plan};
use civic::directory::{self, Org, OrgKind, Person, Verb};
use ground::{Error, Tx};

use super::bench::{self, Options};
use crate::app::App;
use crate::bench::{Asked, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// How many new organisations one change may open from this form.
const OPENINGS: usize = 2;

#[derive(Template)]
#[template(path = "directory/change_form.html")]
struct FormPage {
    page: Work,
    form: Form,
    /// What is changed; none while it is not chosen.
    kind: Option<ChangeKind>,
    org: Option<Org>,
    /// What a change can be asked for.
    orgs: Options,
    /// Those beside it that stand below the same superior.
    siblings: Vec<Org>,
    members: Vec<Person>,
}

impl FormPage {
    fn kinds(&self) -> Options {
        let option = |k: &ChangeKind| (k.word().to_owned(), k.label().to_owned());
        ChangeKind::ALL.iter().map(option).collect()
    }

    fn new_kinds(&self) -> Options {
        let changed = OrgKind::ALL.iter().filter(|k| k.is_changed());
        changed
            .map(|k| (k.word().to_owned(), k.label().to_owned()))
            .collect()
    }

    fn heirs(&self) -> Options {
        let mut heirs = vec![(String::new(), "选一个去向".to_owned())];
        heirs.extend(bench::by_code(&self.siblings));
        heirs
    }

    fn is(&self, kind: &str) -> bool {
        self.kind.is_some_and(|k| k.word() == kind)
    }

    fn goes(&self, person: &Person, goal: &str) -> bool {
        self.form.get(&format!("to-{}", person.id)) == goal
    }

    fn joins(&self, org: &Org) -> bool {
        self.form.ticked(&format!("with-{}", org.code))
    }
}

async fn page(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<FormPage> {
    let tenant = visit.at.tenant;
    let mut places = bench::places(tx, visit, Verb::ProposeChange).await?;
    let kind = form.get("kind").parse::<ChangeKind>().ok();
    places.retain(|o| match kind {
        // A new one stands below; the others are changed themselves.
        Some(ChangeKind::SetUp) => !matches!(o.kind, OrgKind::Group | OrgKind::FunctionalGroup),
        _ => o.kind.is_changed(),
    });
    let org = places.iter().find(|o| o.code == form.get("org")).cloned();
    let (mut siblings, mut members) = (Vec::new(), Vec::new());
    if let (Some(org), Some(kind)) = (&org, kind)
        && kind != ChangeKind::SetUp
    {
        let parent = org.path.parent();
        siblings = bench::places(tx, visit, Verb::ProposeChange).await?;
        siblings.retain(|o| o.id != org.id && o.kind == org.kind && o.path.parent() == parent);
        members = directory::roster(tx, tenant, &org.path).await?;
        members.retain(|p| p.org_id == org.id);
    }
    Ok(FormPage {
        page: Work::of(tx, visit, "tree").await?,
        orgs: bench::by_code(&places),
        kind: kind.filter(|_| org.is_some()),
        org,
        siblings,
        members,
        form,
    })
}

pub(crate) async fn show(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let mut form = Form::new(asked);
    if form.get("new_kind").is_empty() {
        form.set("new_kind", OrgKind::Branch.word());
    }
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, form).await }))
        .await?;
    html(&page)
}

pub(crate) async fn propose(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let kind: ChangeKind = id(form.get("kind"))?;
    let plan = {
        let (visit, form) = (&visit, &mut form);
        app.db
            .read(|tx| Box::pin(plan(tx, visit, kind, form)))
            .await?
    };
    if form.day("effective").is_none() {
        form.refuse("effective", "请填写生效日期");
    }
    if let (Some(plan), Some(effective)) = (plan, form.day("effective"))
        && form.problems.is_empty()
    {
        let done = {
            let (at, form, plan) = (&visit.at, &form, &plan);
            app.db
                .write(|tx| {
                    let new = NewChange {
                        kind,
                        effective,
                        reason: form.get("reason"),
                        plan: plan.clone(),
                    };
                    Box::pin(tree::propose(tx, at, new))
                })
                .await
        };
        match done {
            Ok(change) => return go(&format!("/roster/changes/{change}")),
            Err(error) => form.take(error)?,
        }
    }
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, form).await }))
        .await?;
    again(&page)
}

/// What was typed, as a plan; none when the form has a problem.
async fn plan(
    tx: &mut Tx,
    visit: &Visit,
    kind: ChangeKind,
    form: &mut Form,
) -> ground::Result<Option<Plan>> {
    let tenant = visit.at.tenant;
    let places = bench::places(tx, visit, Verb::ProposeChange).await?;
    let by_code = |code: &str| places.iter().find(|o| o.code == code).cloned();
    let org = by_code(form.get("org")).ok_or(Error::NotFound)?;
    let parent = match kind {
        ChangeKind::SetUp => org.clone(),
        _ => (tree::parent(tx, tenant, &org).await?).ok_or(Error::NotFound)?,
    };
    let mut plan = Plan {
        parent: parent.id,
        opens: openings(kind, &org, form),
        closes: Vec::new(),
        moves: Vec::new(),
    };
    match kind {
        ChangeKind::SetUp => {
            for name in form.get("names").to_owned().split_whitespace() {
                form.set("one", name);
                let person = bench::one_named(tx, visit, form, "one").await?;
                plan.moves.extend(person.map(|p| Move {
                    person: p.id,
                    goal: Goal::New(0),
                }));
            }
            renamed(form, "one", "names");
        }
        ChangeKind::Split => {
            for person in directory::roster(tx, tenant, &org.path).await? {
                let goal = form.get(&format!("to-{}", person.id)).parse().ok();
                plan.moves.extend(goal.map(|n| Move {
                    person: person.id,
                    goal: Goal::New(n),
                }));
            }
            if form.ticked("ends") {
                let heir = Goal::New(0);
                plan.closes.push(Closing { org: org.id, heir });
            }
        }
        ChangeKind::Merge => {
            let into = by_code(form.get("into"));
            let heir = into.as_ref().map_or(Goal::New(0), |o| Goal::Standing(o.id));
            let joins = |o: &&Org| o.id == org.id || form.ticked(&format!("with-{}", o.code));
            let stays = |o: &&Org| into.as_ref().is_some_and(|i| i.id == o.id);
            let closing = places.iter().filter(joins).filter(|o| !stays(o));
            plan.closes
                .extend(closing.map(|o| Closing { org: o.id, heir }));
        }
        ChangeKind::Abolish => match by_code(form.get("into")) {
            Some(into) => plan.closes.push(Closing {
                org: org.id,
                heir: Goal::Standing(into.id),
            }),
            None => form.refuse("into", "选出这里的人到哪个组织去"),
        },
    }
    Ok(form.problems.is_empty().then_some(plan))
}

/// The new organisations that were named.
fn openings(kind: ChangeKind, org: &Org, form: &Form) -> Vec<Opening> {
    let may_open = match kind {
        ChangeKind::SetUp => 1,
        ChangeKind::Split => OPENINGS,
        ChangeKind::Merge if form.get("into").is_empty() => 1,
        ChangeKind::Merge | ChangeKind::Abolish => 0,
    };
    let new_kind = match kind {
        ChangeKind::SetUp => form.get("new_kind").parse().unwrap_or(OrgKind::Branch),
        _ => org.kind,
    };
    let one = |n: usize| {
        let at = |field: &str| match n {
            0 => form.get(field).trim().to_owned(),
            n => form.get(&format!("{field}{}", n + 1)).trim().to_owned(),
        };
        (at("name"), at("code"))
    };
    (0..may_open)
        .map(one)
        // The second is asked for only when something of it was written.
        .enumerate()
        .filter(|(n, (name, code))| *n == 0 || !name.is_empty() || !code.is_empty())
        .map(|(_, (name, code))| Opening {
            kind: new_kind,
            code,
            name,
        })
        .collect()
}

/// Points the problems of one field at another.
fn renamed(form: &mut Form, from: &str, to: &str) {
    for problem in &mut form.problems {
        if problem.field.as_deref() == Some(from) {
            problem.field = Some(to.to_owned());
        }
    }
}
