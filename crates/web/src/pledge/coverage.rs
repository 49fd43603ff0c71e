//! Who has no pledge, no plan, no exemption; which branch, which paper: what the step of
//! public pledges still waits for (ruling 11), and the publishing of what is passed.

use askama::Template;
use axum::extract::{Path, Query, State as Within};
use civic::campaign::{self, Campaign};
use civic::directory::{self, Org, OrgKind, Verb};
use civic::pledge::coverage::{self, Coverage, MemberCover};
use civic::pledge::drafts::{self, Draft};
use civic::pledge::papers::{self, Kind, NewOpinion, Paper};
use civic::pledge::plans::{self, PlanState};
use civic::pledge::{self, Subject};
use civic::{CampaignId, OrgId, PublicationId, notice};
use ground::{Error, Tx};

use crate::app::App;
use crate::bench::{Asked, Scope, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// Something passed that waits to be published.
struct Ready {
    org: OrgId,
    name: String,
    /// `branch`, `member` or `plans`.
    what: &'static str,
    label: &'static str,
    count: usize,
}

#[derive(Template)]
#[template(path = "pledge/coverage.html")]
struct CoveragePage {
    page: Work,
    scope: Scope,
    found: Option<Coverage>,
    papers: Vec<Paper>,
    /// The superior's opinion as it stands, for its correction.
    opinion: Option<(PublicationId, i64)>,
    ready: Vec<Ready>,
    drafts: Vec<(Draft, String)>,
    may_proxy: bool,
    may_publish: bool,
    form: Form,
}

impl CoveragePage {
    fn has_all(&self, found: &Coverage) -> bool {
        found.short().next().is_none()
            && found.unplanned().next().is_none()
            && found.short_branches().next().is_none()
            && found.opinion
            && found.plan
    }

    /// What a member lacks, in a few words.
    fn lacks(&self, m: &MemberCover, least: &i64) -> String {
        let pledges = match (m.public, m.written) {
            (public, _) if public >= *least => String::new(),
            (0, 0) => "没写承诺".to_owned(),
            (public, written) => format!("承诺公布{public}项，写了{written}项"),
        };
        let plan = match m.plan {
            Some(PlanState::Published) => "",
            Some(_) => "打算没公布",
            None => "没写打算",
        };
        let parts = [pledges.as_str(), plan];
        let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        parts.join("；")
    }

    /// Who lacks something, by surname strokes.
    fn lacking<'c>(&self, found: &'c Coverage) -> Vec<&'c MemberCover> {
        let lacks =
            |m: &&MemberCover| m.public < found.least || m.plan != Some(PlanState::Published);
        found.members.iter().filter(lacks).collect()
    }
}

async fn load(
    tx: &mut Tx,
    visit: &Visit,
    asked: &str,
    mut form: Form,
) -> ground::Result<CoveragePage> {
    let (at, scope) = (&visit.at, Scope::of(tx, visit, asked).await?);
    let (mut found, mut ready, mut paper) = (None, Vec::new(), Vec::new());
    let mut kept = Vec::new();
    if let Some(campaign) = &scope.campaign {
        for below in &scope.below {
            let below = match below.covers(&campaign.org_path) {
                true => &campaign.org_path,
                false => below,
            };
            merge(
                &mut found,
                coverage::coverage(tx, at, campaign, below).await?,
            );
            ready.extend(ready_below(tx, visit, campaign, below).await?);
        }
        paper = papers::papers(tx, at.tenant, campaign.id).await?;
        for org in scope.branches_for(visit, Verb::WritePledgeFor) {
            for draft in drafts::of_branch(tx, at, org.id).await? {
                let whose = match draft.person_id {
                    Some(person) => directory::person(tx, at.tenant, person).await?.name,
                    None => org.name.clone(),
                };
                kept.push((draft, whose));
            }
        }
    }
    let opinion = paper.iter().find(|p| p.kind == Kind::Opinion);
    let may_correct = scope.campaign.as_ref().is_some_and(|campaign| {
        let actor = visit.actor();
        actor.may(Verb::PublishPledge, &campaign.org_path)
    });
    let opinion = match opinion.filter(|_| may_correct) {
        Some(paper) => {
            let folder = notice::folder(tx, at.tenant, paper.publication_id).await?;
            if form.typed("text").is_none() {
                form.set("text", &folder.snapshot.lead);
            }
            Some((paper.publication_id, folder.version.version))
        }
        None => None,
    };
    Ok(CoveragePage {
        page: Work::of(tx, visit, "pledges").await?,
        may_proxy: visit.actor().can(Verb::WritePledgeFor),
        may_publish: visit.actor().can(Verb::PublishPledge),
        scope,
        found,
        papers: paper,
        opinion,
        ready,
        drafts: kept,
        form,
    })
}

/// Several sub-trees of one visitor read as one.
fn merge(into: &mut Option<Coverage>, more: Coverage) {
    match into {
        None => *into = Some(more),
        Some(all) => {
            all.members.extend(more.members);
            all.exempt.extend(more.exempt);
            all.branches.extend(more.branches);
        }
    }
}

async fn ready_below(
    tx: &mut Tx,
    visit: &Visit,
    campaign: &Campaign,
    below: &directory::Path,
) -> ground::Result<Vec<Ready>> {
    let at = &visit.at;
    let may = |org: &Org| visit.actor().may(Verb::PublishPledge, &org.path);
    let mut out = Vec::new();
    for (org, subject, count) in pledge::waiting_to_publish(tx, at, campaign.id, below).await? {
        let (what, label) = match subject {
            Subject::Branch => ("branch", "党组织承诺"),
            Subject::Member => ("member", "党员承诺"),
        };
        if may(&org) {
            let count = usize::try_from(count).unwrap_or(0);
            out.push(Ready {
                org: org.id,
                name: org.name,
                what,
                label,
                count,
            });
        }
    }
    let all = plans::below(tx, at.tenant, campaign.id, below).await?;
    let passed = |p: &&plans::Plan| p.state == PlanState::Passed;
    for org in directory::orgs(tx, at.tenant, below).await? {
        let here = |p: &&plans::Plan| org.path.covers(&p.org_path);
        let count = all.iter().filter(passed).filter(here).count();
        if org.kind == OrgKind::Branch && count > 0 && may(&org) {
            out.push(Ready {
                org: org.id,
                name: org.name,
                what: "plans",
                label: "具体打算",
                count,
            });
        }
    }
    Ok(out)
}

pub(crate) async fn show(Within(app): Within<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let campaign = asked.get("campaign").to_owned();
                load(tx, &visit, &campaign, Form::default()).await
            })
        })
        .await?;
    html(&page)
}

/// The page again after a refusal, or as it is now.
async fn finish<T>(app: &App, visit: Visit, mut form: Form, done: ground::Result<T>) -> Result {
    let Err(error) = done else {
        return go("/pledges/coverage");
    };
    form.take(error)?;
    let page = app
        .db
        .read(|tx| {
            let (visit, form) = (&visit, form.clone());
            Box::pin(async move {
                let campaign = form.get("campaign").to_owned();
                load(tx, visit, &campaign, form).await
            })
        })
        .await?;
    again(&page)
}

/// Publishes what is passed of one branch: its pledges, its members', or their plans.
pub(crate) async fn publish(Within(app): Within<App>, Posted { visit, form }: Posted) -> Result {
    let org: OrgId = id(form.get("org"))?;
    let campaign: CampaignId = id(form.get("campaign"))?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let campaign = campaign::campaign(tx, at.tenant, campaign).await?;
                let org = directory::org(tx, at.tenant, org).await?;
                // Who works for one branch does not see the campaign's own page.
                if !campaign.org_path.covers(&org.path) {
                    return Err(Error::NotFound);
                }
                let campaign = campaign.id;
                let looked = typed.ticked("secrecy");
                match typed.get("what") {
                    "branch" => {
                        let own = Subject::Branch;
                        pledge::publish_passed(tx, at, campaign, &org, own, looked).await
                    }
                    "member" => {
                        let members = Subject::Member;
                        pledge::publish_passed(tx, at, campaign, &org, members, looked).await
                    }
                    "plans" => plans::publish(tx, at, campaign, &org, looked).await,
                    _ => Err(Error::NotFound),
                }
            })
        })
        .await;
    finish(&app, visit, form, done).await
}

/// Publishes the superior's opinion.
pub(crate) async fn publish_opinion(
    Within(app): Within<App>,
    Posted { visit, form }: Posted,
) -> Result {
    let campaign: CampaignId = id(form.get("campaign"))?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            Box::pin(async move {
                let new = NewOpinion {
                    title: typed.get("title"),
                    doc_no: typed.get("doc_no"),
                    text: typed.get("text"),
                };
                papers::publish_opinion(tx, at, campaign, new, typed.ticked("secrecy")).await
            })
        })
        .await;
    finish(&app, visit, form, done).await
}

/// Puts the published opinion right.
pub(crate) async fn correct_opinion(
    Within(app): Within<App>,
    Path(text): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let publication: PublicationId = id(&text)?;
    let (at, typed) = (&visit.at, &form);
    let done = (app.db)
        .write(|tx| {
            let (words, looked) = (typed.get("text"), typed.ticked("secrecy"));
            let read = (publication, typed.count("version"));
            Box::pin(papers::correct_opinion(tx, at, read, words, looked))
        })
        .await;
    finish(&app, visit, form, done).await
}
