//! One pledge: its words and what became of them, with a form for whoever may act.

use askama::Template;
use axum::extract::{Path, State as Within};
use civic::directory::{self, Verb, clock};
use civic::pledge::assessing::{self, Assessment, Side};
use civic::pledge::rules::{self, FILES_EACH};
use civic::pledge::{self, Check, Correction, Pledge, PledgeVersion, State, Subject, evidence};
use civic::{PersonId, PledgeId};
use ground::{Day, Tx};

use super::history::{Event, events};
use super::{Mark, mark};
use crate::app::App;
use crate::attached::MEGABYTES;
use crate::bench::Names;
use crate::error::{Result, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Visit, id};

/// The forms of the page, of which at most one was posted.
#[derive(Default, Clone)]
pub(super) struct Forms {
    /// What was refused as a whole: it is said whatever can be done now.
    pub(super) whole: Form,
    pub(super) check: Form,
    pub(super) publish: Form,
    pub(super) evidence: Form,
    pub(super) keep: Form,
    pub(super) explain: Form,
    pub(super) judge: Form,
    pub(super) assess: Form,
}

/// What the visitor may do with this pledge now.
#[derive(Default)]
struct May {
    check: bool,
    publish: bool,
    add: bool,
    keep: bool,
    amend: bool,
    correct: bool,
    withdraw: bool,
    explain: bool,
    judge: bool,
    assess_own: bool,
    assess: bool,
}

#[derive(Template)]
#[template(path = "pledge/record.html")]
struct Record {
    page: Work,
    pledge: Pledge,
    own: bool,
    /// Whether the visitor writes for somebody else and says why.
    proxy: bool,
    /// Why the visitor may not check it themselves; empty when they may.
    not_checker: &'static str,
    left: i64,
    today: Day,
    may: May,
    versions: Vec<(PledgeVersion, Option<Check>, String)>,
    corrections: Vec<Correction>,
    events: Vec<Event>,
    /// How much was done of what was pledged; empty where nothing was counted.
    progress: String,
    /// How many more files it takes.
    files_left: usize,
    explained: String,
    grades: Vec<String>,
    assessments: Vec<Assessment>,
    public_page: String,
    forms: Forms,
}

impl Record {
    fn mark(&self) -> Mark {
        mark(&self.pledge, &self.today)
    }

    /// What the number of the form counts.
    fn done_label(&self) -> String {
        format!("做了多少（{}）", self.pledge.unit)
    }

    /// What the form says to files.
    fn files_hint(&self) -> String {
        let most = self.files_left.min(FILES_EACH);
        format!(
            "可以不传。照片、PDF、Word、Excel，一次{most}个以内，每个{MEGABYTES}MB以内。只有本人、支部和上级看得到，不公开；照片自动去掉拍摄地点和时间。"
        )
    }

    fn may_act(&self) -> bool {
        let m = &self.may;
        let judging = m.explain || m.judge || m.assess_own || m.assess;
        m.check || m.publish || m.add || m.keep || m.amend || m.correct || m.withdraw || judging
    }

    fn is_late(&self) -> bool {
        self.pledge.is_overdue(self.today)
    }

    /// The correction that made a version, if one did.
    fn corrected(&self, version: &i64) -> Option<&Correction> {
        self.corrections.iter().find(|c| c.version == *version)
    }

    fn is_branch(&self) -> bool {
        self.pledge.subject == Subject::Branch
    }

    /// What happens next, when it is not the visitor's to do.
    fn next(&self) -> &'static str {
        match self.pledge.state {
            State::Submitted => "等支部审核。通过后由支部公布。",
            State::Returned => "等写的人按理由补正。",
            State::Withdrawn => "已经撤回，没有下一步。",
            State::Passed => "审核通过了，等支部公布。",
            State::Published => "在办。做一件记一件，办成后销号。",
            _ if self.pledge.closed_on.is_none() => "年底评定，评定后结项。",
            _ => "已经结项，没有下一步。",
        }
    }
}

fn may(
    visit: &Visit,
    pledge: &Pledge,
    done: &[Assessment],
    (author, today): (Option<PersonId>, Day),
) -> May {
    let actor = visit.actor();
    let may = |verb| actor.may(verb, &pledge.org_path);
    let own = pledge.is_own(actor.person);
    let running = pledge.state == State::Published;
    let writes = match pledge.subject {
        Subject::Branch => may(Verb::WriteBranchPledge),
        Subject::Member if own => may(Verb::WritePledge),
        Subject::Member => may(Verb::WritePledgeFor),
    };
    let year = i64::from(visit.at.today.0.year());
    let has = |side| done.iter().any(|a| a.year == year && a.side == side);
    let adds = match pledge.subject {
        Subject::Branch => writes,
        Subject::Member => own || may(Verb::KeepPledge),
    };
    let settles = may(pledge.settling());
    let late = pledge.explained_count > 0 || pledge.is_overdue(today);
    May {
        check: pledge.state == State::Submitted && may(Verb::CheckPledge),
        publish: pledge.state == State::Passed && may(Verb::PublishPledge),
        add: running && adds,
        keep: running && settles,
        amend: pledge.state == State::Returned && writes,
        correct: running && may(Verb::PublishPledge) && !own && author != Some(actor.person),
        withdraw: matches!(
            pledge.state,
            State::Submitted | State::Returned | State::Passed
        ) && writes,
        explain: running && writes,
        judge: running && settles && late && !own,
        assess_own: pledge.is_public() && writes && !has(Side::Own),
        assess: pledge.is_public() && settles && !own && has(Side::Own) && !has(Side::Organisation),
    }
}

pub(super) async fn load(
    tx: &mut Tx,
    visit: &Visit,
    id: PledgeId,
    forms: Forms,
) -> ground::Result<impl Template + use<>> {
    let at = &visit.at;
    let pledge = pledge::seen(tx, at, id).await?;
    let own = pledge.is_own(visit.actor().person);
    let page = Work::of(tx, visit, if own { "me" } else { "pledges" }).await?;
    let checks = pledge::checks(tx, at, id).await?;
    let versions = pledge::versions(tx, at, id).await?;
    let assessments = assessing::assessments(tx, at, id).await?;
    let corrections = pledge::corrections(tx, at, id).await?;
    let stands = evidence::of_pledge(tx, at.tenant, id).await?;
    let files = evidence::files(tx, at, id).await?;
    let files_left = rules::files_left(files.len());
    let progress = pledge.progress(stands.iter().map(|e| e.amount));
    let (told, done) = ((&*versions, &*corrections), (&*stands, files));
    let events = events(tx, at, &pledge, told, &checks, done, &assessments).await?;
    let today = clock::times(tx, at).await?.ends_on;
    // Who wrote the words that the branch passed: somebody else corrects them.
    let passed = checks.iter().find(|c| c.verdict == "passed");
    let of_passed = |v: &&PledgeVersion| passed.is_some_and(|c| c.version == v.version);
    let author = versions.iter().find(of_passed).map(|v| v.written_by);
    let names = Names::of(tx, at.tenant, versions.iter().map(|v| v.written_by)).await?;
    let versions = (versions.into_iter())
        .map(|v| {
            let check = checks.iter().find(|c| c.version == v.version).cloned();
            let by = names.get(&v.written_by).to_owned();
            (v, check, by)
        })
        .collect();
    let site = directory::site_of(tx, at.tenant, &pledge.org_path).await?;
    let public_page = match (site, pledge.is_public()) {
        (Some(site), true) => format!("/t/{}/pledges/{}", site.code, pledge.id),
        _ => String::new(),
    };
    let said = pledge::explanations(tx, at, id).await?;
    Ok(Record {
        own,
        proxy: pledge.person_id.is_some() && !own,
        not_checker: match pledge.written_by == visit.actor().person {
            _ if own => "自己的承诺请别的支委审核。",
            true => "自己写的请别人审核：别的支委，或者上级。",
            false => "",
        },
        left: at.house.calendar.workdays_between(today, pledge.due_day),
        today,
        may: may(visit, &pledge, &assessments, (author, today)),
        page,
        pledge,
        versions,
        corrections,
        events,
        progress,
        files_left,
        explained: said
            .into_iter()
            .next()
            .map(|e| e.reason)
            .unwrap_or_default(),
        grades: at.house.defaults.pledge_grades.clone(),
        assessments,
        public_page,
        forms,
    })
}

pub(crate) async fn show(
    Within(app): Within<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result {
    let id = id(&text)?;
    let page = app
        .db
        .read(|tx| Box::pin(async move { load(tx, &visit, id, Forms::default()).await }))
        .await?;
    html(&page)
}
