//! Writing a pledge: one's own, for somebody who cannot, the branch's, or again after a
//! return; kept as a draft until it is handed in.

use askama::Template;
use axum::extract::{Path, Query, State as Within};
use civic::campaign;
use civic::directory::{self, OrgKind, Person, Verb};
use civic::pledge::drafts::{self, Draft, NewDraft, What};
use civic::pledge::rules::{Amount, OTHER_AREA, Words};
use civic::pledge::{self, NewPledge, No, Pledge, Subject, Whose};
use civic::{Counter, DraftId, OrgId, PersonId, PledgeId};
use ground::{Error, Tx};

use super::waiting::without_pledges;
use crate::app::App;
use crate::bench::{Asked, Names, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// The fields of the form, as a draft keeps them.
const FIELDS: [&str; 9] = [
    "area",
    "action",
    "measure",
    "amount",
    "unit",
    "due",
    "beneficiary",
    "owner",
    "proxy_reason",
];

/// What is written.
enum Aim {
    /// Somebody is to be chosen first.
    Choose,
    /// A new pledge.
    New(Whose),
    /// A returned pledge again.
    Again(Box<Pledge>, Whose),
}

impl Aim {
    fn whose(&self) -> Option<&Whose> {
        match self {
            Self::Choose => None,
            Self::New(whose) | Self::Again(_, whose) => Some(whose),
        }
    }

    async fn again(tx: &mut Tx, visit: &Visit, id: PledgeId) -> ground::Result<Self> {
        let old = pledge::seen(tx, &visit.at, id).await?;
        let whose = match old.person_id {
            Some(person) => Whose::member(tx, &visit.at, person).await?,
            None => Whose::branch(tx, &visit.at, old.org_id).await?,
        };
        Ok(Self::Again(Box::new(old), whose))
    }
}

/// What stands in a draft that somebody else saved in between.
struct Standing {
    by: String,
    lines: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "pledge/write.html")]
struct WritePage {
    page: Work,
    form: Form,
    /// Where the form goes.
    address: String,
    /// Whose it is: name and category; none while somebody is to be chosen.
    name: Option<(String, String)>,
    person: Option<PersonId>,
    branch: Option<OrgId>,
    is_proxy: bool,
    /// Members who owe a pledge and have written none.
    waiting: Vec<Person>,
    areas: Vec<String>,
    in_force: bool,
    /// How many are written, and how many are wanted at least and at most.
    count: (i64, i64, i64),
    /// Why it was returned; empty for a new one.
    returned: String,
    is_again: bool,
    draft: Option<(DraftId, i64)>,
    standing: Option<Standing>,
    saved: bool,
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    aim: Aim,
    draft: Option<Draft>,
    mut form: Form,
) -> ground::Result<WritePage> {
    let (at, actor) = (&visit.at, visit.actor());
    let mut returned = String::new();
    let mut address = "/pledges".to_owned();
    if let Aim::Again(old, _) = &aim {
        let last = pledge::checks(tx, at, old.id).await?.into_iter().next();
        returned = last.map(|c| c.reason).unwrap_or_default();
        address = format!("/pledges/{}/amendment", old.id);
        if form.is_blank() && draft.is_none() {
            form = filled(old);
        }
    }
    if let Some(draft) = draft.as_ref().filter(|_| form.is_blank()) {
        form = Form::new(draft.typed()?);
    }
    let scopes = actor.scopes(Verb::WritePledgeFor);
    let place = match aim.whose() {
        Some(whose) => {
            whose.may_write(at)?;
            whose.path().clone()
        }
        None => scopes.first().cloned().ok_or(Error::NotFound)?,
    };
    let campaign = campaign::in_force(tx, at.tenant, &place).await?;
    let (mut areas, mut waiting, mut written) = (Vec::new(), Vec::new(), 0);
    if let Some(campaign) = &campaign {
        match aim.whose() {
            Some(whose) => {
                areas = whose.areas(tx, at, campaign.id).await?;
                let all = pledge::of_subject(tx, at.tenant, campaign.id, whose.id()).await?;
                written = i64::try_from(all.len()).unwrap_or(0);
            }
            None => waiting = without_pledges(tx, visit, campaign, &scopes).await?,
        }
    }
    areas.retain(|a| a != OTHER_AREA);
    areas.push(OTHER_AREA.to_owned());
    let whose = aim.whose();
    let is_proxy = whose.is_none_or(|w| w.is_proxy(at));
    let words = &at.house.defaults;
    let count = match whose.map(Whose::subject) {
        Some(Subject::Branch) => (words.branch_pledges_least, words.branch_pledges_most),
        _ => (words.pledges_least, words.pledges_most),
    };
    let own = whose.is_some_and(|w| w.is_own(at));
    Ok(WritePage {
        page: Work::of(tx, visit, if own { "me" } else { "pledges" }).await?,
        form,
        address,
        name: whose.map(|w| (w.name().to_owned(), w.category().to_owned())),
        person: whose.and_then(Whose::person).filter(|_| is_proxy),
        branch: whose
            .filter(|w| w.subject() == Subject::Branch)
            .map(Whose::org),
        is_proxy,
        waiting,
        areas,
        in_force: campaign.is_some(),
        count: (written, count.0, count.1),
        returned,
        is_again: matches!(aim, Aim::Again(..)),
        draft: draft.map(|d| (d.id, d.edition)),
        standing: None,
        saved: false,
    })
}

fn filled(old: &Pledge) -> Form {
    let amount = match old.amount {
        0 => String::new(),
        n => n.to_string(),
    };
    Form::filled([
        ("area", old.area.clone()),
        ("action", old.action.clone()),
        ("measure", old.measure.clone()),
        ("amount", amount),
        ("unit", old.unit.clone()),
        ("due", old.due_day.to_string()),
        ("beneficiary", old.beneficiary.clone()),
        ("owner", old.owner.clone()),
        ("proxy_reason", old.proxy_reason.clone()),
    ])
}

fn new_pledge(form: &Form) -> NewPledge<'_> {
    NewPledge {
        words: Words {
            area: form.get("area"),
            action: form.get("action"),
            measure: form.get("measure"),
            amount: Amount::typed(form.get("amount"), form.get("unit")),
            due: form.day("due"),
            beneficiary: form.get("beneficiary"),
            owner: form.get("owner"),
        },
        proxy_reason: form.get("proxy_reason"),
    }
}

/// Whose a new pledge is, as the address or the form says.
async fn named(tx: &mut Tx, visit: &Visit, form: &Form) -> ground::Result<Aim> {
    let at = &visit.at;
    let parsed = |text: &str| text.parse().map_err(|_| Error::NotFound);
    if !form.get("org").is_empty() {
        let org = OrgId(parsed(form.get("org"))?);
        return Ok(Aim::New(Whose::branch(tx, at, org).await?));
    }
    let person = match form.get("for") {
        "" if form.has("for") || !visit.actor().has(directory::Role::Member) => {
            return Ok(Aim::Choose);
        }
        "" => visit.actor().person,
        text => PersonId(parsed(text)?),
    };
    Ok(Aim::New(Whose::member(tx, at, person).await?))
}

/// What a draft is of.
async fn of_draft(tx: &mut Tx, visit: &Visit, draft: &Draft) -> ground::Result<Aim> {
    if draft.what != What::Pledge {
        return Err(Error::NotFound);
    }
    match (draft.record_id, draft.person_id) {
        (Some(record), _) => Aim::again(tx, visit, PledgeId(record)).await,
        (None, Some(person)) => Ok(Aim::New(Whose::member(tx, &visit.at, person).await?)),
        (None, None) => Ok(Aim::New(Whose::branch(tx, &visit.at, draft.org_id).await?)),
    }
}

pub(crate) async fn page(Within(app): Within<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let draft = match asked.get("draft").parse::<DraftId>() {
                    Ok(id) => Some(drafts::draft(tx, &visit.at, id).await?),
                    Err(_) => None,
                };
                let aim = match &draft {
                    Some(draft) => of_draft(tx, &visit, draft).await?,
                    None => named(tx, &visit, &asked).await?,
                };
                let mut page = load(tx, &visit, aim, draft, Form::default()).await?;
                page.saved = asked.ticked("saved");
                Ok(page)
            })
        })
        .await?;
    html(&page)
}

pub(crate) async fn write(Within(app): Within<App>, Posted { visit, form }: Posted) -> Result {
    hand_in(&app, visit, form, None).await
}

pub(crate) async fn amend_page(
    Within(app): Within<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let pledge: PledgeId = id(&text)?;
    let page = (app.db)
        .read(|tx| {
            Box::pin(async move {
                let aim = Aim::again(tx, &visit, pledge).await?;
                if let Aim::Again(old, _) = &aim
                    && old.state != pledge::State::Returned
                {
                    return Err(No::OutOfOrder(old.state).into());
                }
                load(tx, &visit, aim, None, Form::default()).await
            })
        })
        .await?;
    html(&page)
}

pub(crate) async fn amend(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let pledge: PledgeId = id(&text)?;
    hand_in(&app, visit, form, Some(pledge)).await
}

/// What became of a form that was sent.
enum Sent {
    /// It was handed in.
    In(PledgeId),
    /// It was kept as a draft.
    Kept(DraftId),
}

async fn hand_in(app: &App, visit: Visit, mut form: Form, again_of: Option<PledgeId>) -> Result {
    // No one to write for was named: that is the writer's own.
    let (seen, typed) = (&visit, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                match typed.get("do") {
                    "draft" => keep(tx, seen, typed, again_of).await.map(Sent::Kept),
                    _ => send(tx, seen, typed, again_of).await.map(Sent::In),
                }
            })
        })
        .await;
    let error = match done {
        Ok(Sent::In(id)) => return go(&format!("/pledges/{id}")),
        Ok(Sent::Kept(id)) => return go(&format!("/pledges/new?draft={id}&saved=1")),
        Err(error) => error,
    };
    let met = match error.refusal() {
        Some(No::Met(standing)) => Some((**standing).clone()),
        _ => None,
    };
    form.take(error)?;
    let page = (app.db)
        .read(|tx| {
            let (visit, form, met) = (&visit, form.clone(), met.clone());
            Box::pin(async move {
                let aim = aim_of(tx, visit, &form, again_of).await?;
                let standing = match &met {
                    Some(draft) => standing(tx, visit, draft).await?,
                    None => None,
                };
                let draft = match (met, form.get("draft").parse::<DraftId>()) {
                    (Some(standing), _) => Some(standing),
                    (None, Ok(id)) => drafts::draft(tx, &visit.at, id).await.ok(),
                    (None, Err(_)) => None,
                };
                let mut page = load(tx, visit, aim, draft, form).await?;
                page.standing = standing;
                Ok(page)
            })
        })
        .await?;
    again(&page)
}

async fn aim_of(
    tx: &mut Tx,
    visit: &Visit,
    form: &Form,
    again_of: Option<PledgeId>,
) -> ground::Result<Aim> {
    match again_of {
        Some(id) => Aim::again(tx, visit, id).await,
        None if form.get("for").is_empty() && form.get("org").is_empty() => {
            let own = visit.actor().person;
            Ok(Aim::New(Whose::member(tx, &visit.at, own).await?))
        }
        None => named(tx, visit, form).await,
    }
}

async fn send(
    tx: &mut Tx,
    visit: &Visit,
    form: &Form,
    again_of: Option<PledgeId>,
) -> ground::Result<PledgeId> {
    let (at, new) = (&visit.at, new_pledge(form));
    let id = match (again_of, aim_of(tx, visit, form, again_of).await?) {
        (Some(id), _) => {
            hand_in_draft(tx, at, form).await?;
            pledge::amend(tx, at, id, new).await?;
            return Ok(id);
        }
        (None, Aim::New(whose)) => {
            let campaign = pledge::campaign_of(tx, at, &whose).await?;
            match &whose {
                Whose::Member(p) => pledge::write(tx, at, campaign, p.id, new).await?,
                Whose::Branch(o) => pledge::write_for_branch(tx, at, campaign, o.id, new).await?,
            }
        }
        (None, _) => return Err(Error::NotFound),
    };
    hand_in_draft(tx, at, form).await?;
    Ok(id)
}

/// The draft that was handed in, in the edition that was read.
async fn hand_in_draft(tx: &mut Tx, at: &Counter, form: &Form) -> ground::Result<()> {
    match form.get("draft").parse::<DraftId>() {
        Ok(draft) => drafts::hand_in(tx, at, draft, form.count("edition")).await,
        Err(_) => Ok(()),
    }
}

async fn keep(
    tx: &mut Tx,
    visit: &Visit,
    form: &Form,
    again_of: Option<PledgeId>,
) -> ground::Result<DraftId> {
    let at = &visit.at;
    let typed = form.some(&FIELDS);
    if let Ok(id) = form.get("draft").parse::<DraftId>() {
        drafts::save(tx, at, id, form.count("edition"), &typed).await?;
        return Ok(id);
    }
    let aim = aim_of(tx, visit, form, again_of).await?;
    let whose = aim.whose().ok_or(Error::NotFound)?;
    let new = NewDraft {
        campaign: pledge::campaign_of(tx, at, whose).await?,
        what: What::Pledge,
        whose,
        record: again_of.map(|id| id.0),
        typed: &typed,
    };
    drafts::begin(tx, at, new).await
}

/// The words of a draft that stands, beside those that were typed meanwhile.
async fn standing(tx: &mut Tx, visit: &Visit, draft: &Draft) -> ground::Result<Option<Standing>> {
    const SHOWN: [(&str, &str); 7] = [
        ("area", "承诺方面"),
        ("action", "做什么事"),
        ("measure", "可量的结果"),
        ("amount", "数量"),
        ("due", "完成日期"),
        ("beneficiary", "受益的人"),
        ("owner", "责任人"),
    ];
    let typed = draft.typed()?;
    let line = |(name, label): (&str, &'static str)| {
        let value = typed.get(name).filter(|v| !v.is_empty())?;
        Some((label, value.clone()))
    };
    let names = Names::of(tx, visit.at.tenant, [draft.written_by]).await?;
    Ok(Some(Standing {
        by: names.get(&draft.written_by).to_owned(),
        lines: SHOWN.into_iter().filter_map(line).collect(),
    }))
}

pub(crate) async fn forget(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, .. }: Posted,
) -> Result {
    let draft: DraftId = id(&text)?;
    let at = &visit.at;
    (app.db)
        .write(|tx| Box::pin(drafts::forget(tx, at, draft)))
        .await?;
    go(if visit.actor().can(Verb::See) {
        "/pledges"
    } else {
        "/me"
    })
}

/// The organisations that write pledges of their own, of those given.
pub(crate) fn writes_own(kind: OrgKind) -> bool {
    !matches!(kind, OrgKind::Group | OrgKind::FunctionalGroup)
}
