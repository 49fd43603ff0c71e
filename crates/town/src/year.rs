//! A year of a campaign, stage by stage. Each stage moves the clock itself and
//! leaves it where its last act was.

use std::sync::Arc;

use civic::campaign::{self, Minutes, NewReply, NewTask, ReplyKind};
use civic::directory::{Person, Role, Standing};
use civic::notice::{self, Kind, NewObjection, NewPublication, Snapshot, Topic};
use civic::review::{self, Boxes};
use civic::{
    AppraisalId, CampaignId, House, PledgeId, PublicationId, RatingId, appraisal, desk, honour,
};
use ground::{At, Day, Db, Error, Result};

use crate::in_the_open;
use crate::people::{Spec, Town};

/// What a stage works with.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The town.
    pub town: Town,
    /// Its database.
    pub db: Db,
    /// Its house, with a standing clock.
    pub house: Arc<House>,
    /// The day on which it all began.
    pub began: Day,
}

const PLAN: &str = include_str!("../../../data/demo/plan.txt");
impl Progress {
    /// A town before its campaign, which will begin on this day.
    pub fn new(town: Town, db: &Db, house: &Arc<House>, began: Day) -> Self {
        Self {
            town,
            db: db.clone(),
            house: Arc::clone(house),
            began,
        }
    }

    /// The sample plan with its dates, which follow from the first day.
    pub fn plan(&self) -> String {
        let day = |n| self.began.plus(n).long();
        PLAN.replace("{year}", &self.began.0.year().to_string())
            .replace("{issue_date}", &day(0))
            .replace("{mobilise_end}", &day(25))
            .replace("{pledge_start}", &day(26))
            .replace("{pledge_end}", &day(55))
            .replace("{close}", &day(235))
            .replace("示范社区", &self.town.spec.community)
            .replace("示范支", "示支")
    }

    pub(crate) fn on(&self, days: i64, hour: i8) {
        self.house
            .clock
            .set(self.house.zone.at(self.began.plus(days), hour, 0));
    }

    pub(crate) fn at(&self, role: Role) -> civic::Counter {
        self.town.visit(&self.house, role)
    }

    /// Minutes that carry a resolution, of a meeting on the day of the clock.
    pub fn minutes(&self, meeting: &str, due: i64, resolution: &str) -> Minutes {
        Minutes {
            meeting: meeting.to_owned(),
            held_on: self.house.today(),
            due,
            present: due - due / 10,
            absent: due / 10,
            votes_for: due - due / 10,
            votes_against: 0,
            votes_abstain: 0,
            resolution: resolution.to_owned(),
        }
    }

    /// The plan is read and checked, item by item.
    pub async fn read_plan(&self) -> Result<CampaignId> {
        self.on(0, 9);
        let text = self.plan();
        let draft = reader::read(&text);
        let at = self.at(Role::Clerk);
        let (at, text, draft, org) = (&at, &text, &draft, &self.town.community);
        let id = self
            .db
            .write(|tx| {
                Box::pin(campaign::bring_plan(
                    tx,
                    at,
                    org,
                    "实施方案.txt",
                    text,
                    draft,
                ))
            })
            .await?;
        self.db
            .write(|tx| {
                Box::pin(async move {
                    for item in campaign::items(tx, at, id).await? {
                        campaign::check_item(
                            tx,
                            at,
                            id,
                            item.number,
                            campaign::Verdict::Confirmed,
                            "",
                        )
                        .await?;
                    }
                    campaign::confirm_draft(tx, at, id).await
                })
            })
            .await?;
        Ok(id)
    }

    /// The branch resolves, submits; the superior agrees; the plan comes in force and is published.
    pub async fn approve(&self, id: CampaignId) -> Result<()> {
        self.on(2, 15);
        let secretary = self.at(Role::Secretary);
        let members = self.town.members.iter().flatten();
        let due =
            i64::try_from(members.filter(|p| p.standing == Standing::Full).count()).unwrap_or(0);
        let minutes = self.minutes("党员大会", due, "同意活动实施方案，报上级党委审批。");
        let (at, minutes) = (&secretary, &minutes);
        self.db
            .write(|tx| {
                Box::pin(async move {
                    campaign::resolve(tx, at, id, minutes.clone()).await?;
                    campaign::submit(tx, at, id).await
                })
            })
            .await?;
        self.on(5, 10);
        let superior = self.at(Role::Superior);
        let doc_no = format!("{}发〔{}〕21号", "示街", self.began.0.year());
        let (at, doc_no) = (&superior, doc_no.as_str());
        let reply = NewReply {
            kind: ReplyKind::Agreed,
            opinion: "同意实施。",
            doc_no,
        };
        let reply = &reply;
        self.db
            .write(|tx| Box::pin(campaign::reply(tx, at, id, reply.clone())))
            .await?;
        self.on(6, 9);
        let secretary = self.at(Role::Secretary);
        let (at, org) = (&secretary, &self.town.community);
        self.db
            .write(|tx| {
                Box::pin(async move {
                    let programme = campaign::issue(tx, at, id).await?;
                    let snapshot = Snapshot {
                        lead: programme.theme.clone(),
                        head: ["步骤", "安排"].map(str::to_owned).to_vec(),
                        rows: programme
                            .steps
                            .iter()
                            .map(|s| vec![s.name.clone(), s.note.clone()])
                            .collect(),
                    };
                    let new = NewPublication {
                        kind: Kind::Publication,
                        topic: Topic::Plan,
                        subject: id.0,
                        org,
                        title: &programme.title,
                        snapshot: &snapshot,
                        workdays: None,
                        manner: notice::Manner::default(),
                        secrecy_checked: true,
                    };
                    let publication = notice::publish(tx, at, new).await?;
                    campaign::note_publication(tx, at, id, publication).await?;
                    let task = NewTask {
                        title: "把方案送到不便出门的老党员家里",
                        owner: "组织委员",
                        cadence: campaign::Cadence::Once,
                        due: at.today.plus(14),
                    };
                    let task = campaign::set_task(tx, at, id, task).await?;
                    campaign::finish_task(tx, at, task, "走访完成").await
                })
            })
            .await
    }

    /// Closes the step that stands open.
    pub async fn close_step(&self, id: CampaignId) -> Result<()> {
        let at = self.at(Role::Secretary);
        let at = &at;
        self.db
            .write(|tx| {
                Box::pin(async move {
                    let campaign = campaign::seen(tx, at, id).await?;
                    let report = desk::gate(tx, at, &campaign)
                        .await?
                        .ok_or(Error::NotFound)?;
                    campaign::close_step(tx, at, &report).await
                })
            })
            .await
    }

    /// A review sheet for everyone but `left_out`, in the quarter under review on that day.
    pub async fn review(&self, id: CampaignId, days: i64, left_out: usize) -> Result<()> {
        self.on(days, 14);
        let secretary = self.at(Role::Secretary);
        let superior = self.at(Role::Superior);
        let everyone: Vec<&Person> = self.town.members.iter().flatten().collect();
        let (secretary, superior, everyone) = (&secretary, &superior, &everyone);
        self.db
            .write(|tx| {
                Box::pin(async move {
                    for person in everyone.iter().take(everyone.len() - left_out) {
                        let boxes = Boxes {
                            achievements: "承诺事项有进展，群众有反映好的地方。",
                            problems: "走访后的记录不够及时。",
                            direction: "走访当天补好记录，下季度多到两户。",
                            none_confirmed: false,
                        };
                        let at = if person.id == secretary.actor_id() {
                            superior
                        } else {
                            secretary
                        };
                        review::write(tx, at, id, person.id, boxes).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// A paper appraisal of one branch, entered by two persons who agree.
    pub async fn appraise(&self, id: CampaignId, branch: usize, days: i64) -> Result<AppraisalId> {
        self.on(days, 15);
        let clerk = self.at(Role::Clerk);
        let supervisor = self.at(Role::Supervisor);
        let org = &self.town.branches[branch];
        let title = format!("{}群众评议", org.name);
        let (clerk, supervisor, title) = (&clerk, &supervisor, &title);
        self.db
            .write(|tx| {
                Box::pin(async move {
                    let round = appraisal::open(tx, clerk, id, org, title).await?;
                    let subjects = appraisal::subjects(tx, clerk.tenant, round).await?;
                    let counts = (0..)
                        .zip(&subjects)
                        .map(|(n, _)| vec![30 - n % 5, 12 + n % 5, 3, 0, 1])
                        .collect();
                    let sheet = appraisal::Sheet {
                        issued: 50,
                        returned: 48,
                        valid: 46,
                        void: 2,
                        counts,
                    };
                    appraisal::enter(tx, clerk, round, &sheet).await?;
                    appraisal::enter(tx, supervisor, round, &sheet).await?;
                    Ok(round)
                })
            })
            .await
    }

    /// A branch's members are rated, a meeting decides, the notice goes out at this instant.
    pub async fn rate(
        &self,
        id: CampaignId,
        branch: usize,
        at: At,
    ) -> Result<(RatingId, PublicationId)> {
        self.house.clock.set(at);
        let secretary = self.at(Role::Secretary);
        let org = &self.town.branches[branch];
        let title = format!("{}党员星级评定结果", org.name);
        let minutes = self.minutes("支部委员会", 5, "同意按评定方案汇总的结果，提交公示。");
        let (at, title, minutes, workdays) = (
            &secretary,
            &title,
            &minutes,
            self.house.defaults.notice_workdays,
        );
        self.db
            .write(|tx| {
                Box::pin(async move {
                    let round =
                        honour::rate(tx, at, id, org, title, honour::member_scheme()).await?;
                    honour::decide(tx, at, round, minutes.clone()).await?;
                    let publication =
                        honour::publish(tx, at, round, workdays, &notice::Manner::default(), true)
                            .await?;
                    Ok((round, publication))
                })
            })
            .await
    }

    /// Ticks off every task that was due before this day, as often as it came.
    pub async fn finish_tasks(&self, id: CampaignId, today: Day) -> Result<()> {
        let at = self.at(Role::Secretary);
        let at = &at;
        self.db
            .write(|tx| {
                Box::pin(async move {
                    loop {
                        let tasks = campaign::tasks(tx, at.tenant, id).await?;
                        let late = |t: &&campaign::Task| t.open_due().is_some_and(|d| d < today);
                        let Some(task) = tasks.iter().find(late) else {
                            return Ok(());
                        };
                        campaign::finish_task(tx, at, task.id, "按期办结").await?;
                    }
                })
            })
            .await
    }

    /// The notice is concluded on its first possible morning, and the honours are given.
    pub async fn award(&self, round: RatingId, publication: PublicationId) -> Result<usize> {
        let tenant = self.town.tenant;
        let folder = self
            .db
            .read(|tx| Box::pin(notice::folder(tx, tenant, publication)))
            .await?;
        self.house
            .clock
            .set(folder.version.effective_from.plus_seconds(9 * 3600));
        let at = self.at(Role::Secretary);
        let at = &at;
        self.db
            .write(|tx| {
                Box::pin(async move {
                    let text = "公示期满，没有收到影响结果的意见，按公示结果授星。";
                    let proof = notice::conclude(tx, at, publication, text).await?;
                    honour::award(tx, at, round, &proof).await
                })
            })
            .await
    }
}

/// Builds the demo town up to `now` and moves the clock there.
///
/// A day is chosen for each stage so that on the last one a notice runs, with
/// an objection on it, and earlier honours hang on the wall.
pub async fn demo(db: &Db, house: &Arc<House>, now: At) -> Result<Town> {
    demo_of(db, house, now, Spec::demo()).await
}

/// Builds a town of this look like the demo's. Ids come from the house.
pub async fn demo_of(db: &Db, house: &Arc<House>, now: At, spec: Spec) -> Result<Town> {
    let today = house.zone.day(now);
    let began = today.plus(-156);
    house.clock.set(house.zone.at(began, 8, 0));
    let town = Town::found(db, house, spec).await?;
    let progress = Progress::new(town, db, house, began);
    let id = progress.read_plan().await?;
    progress.approve(id).await?;
    progress.close_step(id).await?;
    let pledges = progress.pledge(id).await?;
    progress.on(56, 9);
    progress.close_step(id).await?;
    progress.review(id, 60, 0).await?;
    progress.on(61, 9);
    progress.close_step(id).await?;
    progress.keep(&pledges).await?;
    for branch in 0..progress.town.branches.len() {
        progress.appraise(id, branch, 120).await?;
    }
    progress.on(121, 9);
    progress.close_step(id).await?;
    let public: Vec<PledgeId> = pledges.iter().map(|(id, _)| *id).collect();
    in_the_open::summer(&progress, &public).await?;
    let (round, publication) = progress
        .rate(id, 0, house.zone.at(today.plus(-31), 17, 0))
        .await?;
    progress.award(round, publication).await?;
    // The second branch's notice has two of its five working days behind it today.
    let mut published = today;
    while house.calendar.workdays_between(published, today) < 2 {
        published = published.plus(-1);
    }
    let (_, publication) = progress
        .rate(id, 1, house.zone.at(published, 9, 30))
        .await?;
    // What is done in the day's own hours was done yesterday: the demo may begin at any hour.
    let yesterday = today.plus(-1);
    latest_reviews(&progress, id, yesterday).await?;
    progress.finish_tasks(id, today).await?;
    house.clock.set(house.zone.at(today, 8, 30).min(now));
    let visitor = civic::Counter::visitor(house, progress.town.tenant);
    let visitor = &visitor;
    db.write(|tx| {
        Box::pin(notice::object(
            tx,
            visitor,
            publication,
            NewObjection::anonymous("", "第三页的走访次数和楼里记得的不一样，请核一下。"),
        ))
    })
    .await?;
    in_the_open::today(&progress, &public).await?;
    house.clock.set(now);
    Ok(progress.town)
}

/// The newest quarter is reviewed too, all but two members; the first one stands already.
async fn latest_reviews(progress: &Progress, id: CampaignId, today: Day) -> Result<()> {
    let began = progress.began;
    let first = review::rules::under_review(began, began.plus(60));
    if review::rules::under_review(began, today) == first {
        return Ok(());
    }
    progress.review(id, today.since(began), 2).await
}
