//! The notices of a scope, and one of them: what was frozen, what was objected, what follows.

use askama::Template;
use axum::extract::{Path, State as Within};
use civic::directory::clock::{self, Times};
use civic::directory::{self, Org, Verb};
use civic::notice::{
    self, Answer, Counted, Effect, Folder, Kind, Medium, Objection, Proposal, Publication,
    Signature, Snapshot, State, Topic, Version,
};
use civic::{Counter, ObjectionId, PublicationId};
use ground::{At, Error, Tx};

use crate::app::App;
use crate::bench::{Names, short_hash};
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::public::qr;
use crate::visit::{Visit, id};

pub(crate) use super::acts::{conclude, correct, find, open_signature, withdraw};

/// How many notices the list goes back.
const LIST: i64 = 200;

#[derive(Template)]
#[template(path = "notice/list.html")]
struct ListPage {
    page: Work,
    at: Counter,
    times: Times,
    /// The published plans, with whose they are.
    plans: Vec<(Publication, String)>,
    /// Notice, its current version, whose, objections without a finding.
    notices: Vec<(Publication, Version, String, usize)>,
}

impl ListPage {
    fn day(&self, publication: &Publication) -> String {
        self.at.house.zone.day(publication.published_at).long()
    }

    fn left(&self, version: &Version) -> i64 {
        let calendar = &self.at.house.calendar;
        calendar.workdays_between(self.times.ends_on, version.last_day)
    }

    fn is_over(&self, version: &Version) -> bool {
        self.times.ends >= version.effective_from
    }

    fn running(&self) -> usize {
        let runs = |n: &&(Publication, Version, String, usize)| {
            n.0.state == State::Public && !self.is_over(&n.1)
        };
        self.notices.iter().filter(runs).count()
    }

    fn open(&self) -> usize {
        self.notices.iter().map(|n| n.3).sum()
    }
}

pub(crate) async fn list(Within(app): Within<App>, visit: Visit) -> Result {
    let page = (app.db)
        .read(|tx| {
            Box::pin(async move {
                let at = visit.at.clone();
                let scopes = visit.actor().scopes(Verb::See);
                if scopes.is_empty() {
                    return Err(Error::NotFound);
                }
                let (mut notices, mut plans) = (Vec::new(), Vec::new());
                for below in &scopes {
                    for p in notice::plans(tx, at.tenant, below, LIST).await? {
                        let org = directory::org(tx, at.tenant, p.org_id).await?.name;
                        plans.push((p, org));
                    }
                    let waiting = notice::waiting(tx, at.tenant, below).await?;
                    for (p, version) in notice::notices(tx, at.tenant, below, LIST).await? {
                        let open = waiting.iter().filter(|o| o.publication_id == p.id).count();
                        let org = directory::org(tx, at.tenant, p.org_id).await?.name;
                        notices.push((p, version, org, open));
                    }
                }
                Ok(ListPage {
                    page: Work::of(tx, &visit, "notices").await?,
                    times: clock::times(tx, &at).await?,
                    at,
                    plans,
                    notices,
                })
            })
        })
        .await?;
    html(&page)
}

/// The forms of the page, of which at most one was posted.
#[derive(Default)]
pub(super) struct Forms {
    pub(super) find: Form,
    /// Which objection the finding is on.
    pub(super) on: Option<ObjectionId>,
    pub(super) conclude: Form,
    pub(super) withdraw: Form,
    pub(super) correct: Form,
    pub(super) prove: Form,
    pub(super) answer: Form,
    /// Which objection's signature was opened, and what it says.
    pub(super) signature: Option<(ObjectionId, Option<Signature>)>,
}

/// What the visitor may do with this notice now.
struct May {
    find: bool,
    conclude: bool,
    change: bool,
    /// Writes down where it stood.
    prove: bool,
    /// Puts a correction of a plan before the superior.
    propose: bool,
    /// Is that superior.
    answer: bool,
}

#[derive(Template)]
#[template(path = "notice/show.html")]
pub(super) struct ShowPage {
    page: Work,
    at: Counter,
    times: Times,
    folder: Folder,
    /// Corrections that were put before the superior.
    proposals: Vec<(Proposal, Snapshot)>,
    /// Whose notice it is, and who receives objections.
    receiver: Org,
    /// The way to the public page, for paper.
    qr: String,
    days: Vec<Counted>,
    left: i64,
    is_over: bool,
    /// What stands against a conclusion; empty when nothing does.
    blocked: String,
    author: String,
    names: Names,
    public_page: String,
    may: May,
    forms: Forms,
    empty: Form,
}

impl ShowPage {
    fn day(&self, at: &At) -> String {
        self.at.house.zone.day(*at).long()
    }

    fn fingerprint(&self, version: &Version) -> String {
        short_hash(&version.hash)
    }

    /// Working days until the answer is due; negative when overdue.
    fn answer_left(&self, objection: &Objection) -> i64 {
        let calendar = &self.at.house.calendar;
        calendar.workdays_between(self.times.ends_on, objection.answer_due)
    }

    /// Whether an objection is about the visitor: then somebody else reads and handles it.
    fn is_mine(&self, objection: &Objection) -> bool {
        let me = self.at.actor.as_ref().map_or("", |a| &a.name);
        let named: Vec<&str> = self.folder.snapshot.subjects().collect();
        notice::rules::is_involved(false, &objection.about, me, &named)
    }

    fn is_author(&self) -> bool {
        let me = self.at.actor_id();
        let wrote = |v: &Version| v.published_by == me;
        self.folder.publication.author_id == me || self.folder.versions.iter().any(wrote)
    }

    /// What was opened of an objection's signature on this very page.
    fn opened(&self, objection: &Objection) -> Option<&Signature> {
        let (of, signature) = self.forms.signature.as_ref()?;
        signature.as_ref().filter(|_| *of == objection.id)
    }

    fn asked(&self, proposal: &Proposal) -> bool {
        self.may.answer && !proposal.is_answered() && proposal.asked_by != self.at.actor_id()
    }

    /// Whether it is to stand anywhere but on the pages, which prove themselves.
    fn has_paper(&self) -> bool {
        self.folder.media.iter().any(|m| *m != Medium::Web)
    }

    /// The places where it was to stand and is not known to have stood.
    fn unproved(&self) -> String {
        let proved = |m: &Medium| {
            let version = self.folder.version.version;
            let stood = |p: &notice::Proof| p.medium == *m && p.version == version;
            *m == Medium::Web || self.folder.proofs.iter().any(stood)
        };
        let open = self.folder.media.iter().filter(|m| !proved(m));
        open.map(|m| m.label()).collect::<Vec<_>>().join("、")
    }

    /// The form of one objection: as it was posted, or empty.
    fn finding(&self, objection: &Objection) -> &Form {
        if self.forms.on == Some(objection.id) {
            &self.forms.find
        } else {
            &self.empty
        }
    }

    /// A cell of the correction: as it was typed, or as it stands.
    fn corrected(&self, name: &str, stands: &str) -> String {
        if self.forms.correct.problems.is_empty() {
            stands.to_owned()
        } else {
            self.forms.correct.get(name).to_owned()
        }
    }

    fn cell(&self, row: &usize) -> String {
        let stands = self.folder.snapshot.rows.get(*row).and_then(|r| r.last());
        self.corrected(&format!("r{row}"), stands.map_or("", String::as_str))
    }

    fn lead(&self) -> String {
        self.corrected("lead", &self.folder.snapshot.lead)
    }
}

/// What a conclusion still waits for, in words; empty when it waits for nothing.
fn blocked(times: Times, folder: &Folder) -> String {
    let open = folder
        .objections
        .iter()
        .filter(|o| !o.is_answered())
        .count();
    let version = &folder.version;
    let owed = (folder.objections.iter())
        .filter(|o| o.effect == Some(Effect::Corrected))
        .filter(|o| o.found_version.is_some_and(|v| v >= version.version))
        .count();
    let standing = notice::rules::Standing {
        kind: folder.publication.kind,
        state: folder.publication.state,
        effective_from: version.effective_from,
        open_objections: i64::try_from(open).unwrap_or(i64::MAX),
        owed_corrections: i64::try_from(owed).unwrap_or(i64::MAX),
    };
    let ends = format!("{}24:00期满", version.last_day.short());
    match notice::rules::may_conclude(standing, times.ends) {
        Ok(()) => String::new(),
        Err(notice::No::StillRunning) if open > 0 => format!("{ends}，还有{open}条意见没有办结"),
        Err(notice::No::StillRunning) if owed > 0 => {
            format!("{ends}，有意见认定要更正，先发布更正")
        }
        Err(notice::No::StillRunning) => ends,
        Err(no) => no.to_string(),
    }
}

pub(super) async fn load(
    tx: &mut Tx,
    app: &App,
    visit: &Visit,
    id: PublicationId,
    forms: Forms,
) -> ground::Result<ShowPage> {
    let at = &visit.at;
    let folder = notice::seen(tx, at, id).await?;
    let publication = &folder.publication;
    let path = &publication.org_path;
    let is_public = publication.state == State::Public;
    let is_notice = publication.kind == Kind::Notice;
    let may = |verb| visit.actor().may(verb, path);
    // The first one is who may publish such a thing: notices of the platform are about honours.
    let changes = is_public && is_notice && publication.topic == Topic::Honour;
    let is_plan = publication.topic == Topic::Plan;
    let mut proposals = Vec::new();
    for proposal in notice::proposals(tx, at.tenant, id).await? {
        let snapshot = serde_json::from_str(&proposal.snapshot)?;
        proposals.push((proposal, snapshot));
    }
    let waits = proposals.iter().any(|(p, _)| !p.is_answered());
    let times = clock::times(tx, at).await?;
    let handlers = folder.objections.iter().filter_map(Objection::handler);
    let askers = proposals.iter().map(|(p, _)| p.asked_by);
    let askers = askers.chain(proposals.iter().filter_map(|(p, _)| p.answered_by));
    let provers = folder.proofs.iter().map(|p| p.actor_id);
    let handlers = handlers.chain(askers).chain(provers);
    let others = [publication.author_id].into_iter();
    let others = others.chain(folder.conclusion.iter().map(|c| c.concluded_by));
    let names = Names::of(tx, at.tenant, handlers.chain(others)).await?;
    let site = directory::site_of(tx, at.tenant, path).await?;
    let site = site.filter(|_| publication.is_open());
    let public_page = site.map_or_else(String::new, |s| format!("/t/{}/notices/{id}", s.code));
    Ok(ShowPage {
        page: Work::of(tx, visit, "notices").await?,
        receiver: directory::org(tx, at.tenant, publication.org_id).await?,
        qr: if is_notice && !public_page.is_empty() {
            qr(app, &public_page, "扫码看这份公示")?
        } else {
            String::new()
        },
        days: if is_notice {
            notice::days(&at.house.calendar, &folder.version)
        } else {
            vec![]
        },
        left: at
            .house
            .calendar
            .workdays_between(times.ends_on, folder.version.last_day),
        is_over: times.ends >= folder.version.effective_from,
        blocked: blocked(times, &folder),
        author: names.get(&publication.author_id).to_owned(),
        public_page,
        may: May {
            find: may(Verb::HandleObjection),
            conclude: is_public && is_notice && may(Verb::KeepNotice),
            change: changes && may(Verb::KeepNotice),
            prove: is_public
                && match publication.topic {
                    Topic::Plan => may(Verb::IssuePlan),
                    Topic::Pledge => may(Verb::PublishPledge),
                    Topic::Honour => may(Verb::KeepNotice),
                },
            propose: is_plan && is_public && may(Verb::IssuePlan) && !waits,
            answer: is_plan && may(Verb::ReplyPlan),
        },
        proposals,
        times,
        at: at.clone(),
        names,
        folder,
        forms,
        empty: Form::default(),
    })
}

pub(crate) async fn show(
    Within(app): Within<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let publication: PublicationId = id(&text)?;
    let app = &app;
    let page = (app.db)
        .read(|tx| {
            Box::pin(async move { load(tx, app, &visit, publication, Forms::default()).await })
        })
        .await?;
    html(&page)
}
