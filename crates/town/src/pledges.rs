//! The year's step of public pledges: what members and branches pledge, the personal
//! plans, the papers; and later what became of it.

use civic::campaign;
use civic::directory::{Org, Person, Role};
use civic::pledge::papers::{self, NewOpinion};
use civic::pledge::plans::{self, NewPlan};
use civic::pledge::rules::{OTHER_AREA, Words};
use civic::pledge::{self, NewEvidence, NewPledge, Subject, Verdict};
use civic::{CampaignId, PledgeId};
use ground::{Day, Result};

use crate::year::Progress;

/// What members do, and what can be measured of it.
const DOINGS: [(&str, &str); 6] = [
    ("每月入户看望独居老人，陪聊、代买、代缴", "每月不少于2户次"),
    ("维护单元门前的公共花坛和非机动车停放", "全年清理12次以上"),
    ("给邻居讲防诈骗和用电安全", "讲4场，听众不少于60人"),
    ("参加社区夜间义务巡查", "每月2次，每次1小时"),
    ("教老人用手机挂号、缴费", "教会10人"),
    ("调解楼道内的邻里纠纷", "受理的纠纷7天内有回音"),
];

/// What a branch does, who answers for it, and what can be measured of it.
const BRANCH_DOINGS: [(&str, &str, &str); 10] = [
    (
        "办好一站式窗口，一次说清要带什么",
        "书记",
        "8类事项各一张清单",
    ),
    ("每月开一次居民议事会", "书记", "全年12次，每次公开记录"),
    ("每季度向群众公开党务、居务", "组织委员", "全年4次"),
    ("给独居老人装一键呼叫器", "组织委员", "装好30户"),
    ("修好楼道里坏了的灯", "宣传委员", "修好45盏，全部亮"),
    ("划好非机动车停放线", "宣传委员", "6个院子各一处"),
    ("办暑期儿童托管班", "组织委员", "办2期，每期20人"),
    ("排查消防通道，清走杂物", "纪检委员", "每月1次，当月清完"),
    ("调解邻里纠纷，专人跟到底", "纪检委员", "受理的10天内有结果"),
    ("组织党员结对困难家庭", "书记", "结对15户，每月走访1次"),
];

impl Progress {
    /// Every member pledges three things and writes a plan, every branch pledges ten;
    /// the branch checks, and publishes all of it with the superior's opinion. Says of
    /// each member's pledge whether it is for the summer.
    pub async fn pledge(&self, id: CampaignId) -> Result<Vec<(PledgeId, bool)>> {
        self.publish_opinion(id).await?;
        let mut out = Vec::new();
        let everyone: Vec<&Person> = self.town.members.iter().flatten().collect();
        for (n, person) in everyone.into_iter().enumerate() {
            self.on(28 + i64::try_from(n % 14).unwrap_or(0), 10);
            // Every third member pledges two things for the summer and one for the year,
            // the others three for the year.
            let summer = if n % 3 == 0 { 2 } else { 0 };
            out.extend(self.pledge_of(id, person, n, summer).await?);
        }
        self.on(42, 10);
        for branch in &self.town.branches {
            self.pledge_of_branch(id, branch).await?;
        }
        Ok(out)
    }

    async fn publish_opinion(&self, id: CampaignId) -> Result<()> {
        self.on(27, 9);
        let clerk = self.at(Role::Clerk);
        let title = format!("{}关于开展活动的实施意见", self.town.committee.name);
        let new = NewOpinion {
            title: &title,
            doc_no: &format!("示街发〔{}〕12号", self.began.0.year()),
            text: "各党支部要结合实际制订方案，党员承诺要具体、可量、有期限，向群众公开，接受监督。",
        };
        let (at, new) = (&clerk, &new);
        self.db
            .write(|tx| Box::pin(papers::publish_opinion(tx, at, id, *new, true)))
            .await?;
        Ok(())
    }

    /// One member's three pledges and plan, written and passed.
    async fn pledge_of(
        &self,
        id: CampaignId,
        person: &Person,
        n: usize,
        summer: usize,
    ) -> Result<Vec<(PledgeId, bool)>> {
        let writer = self.town.visit_by(&self.house, person);
        let secretary = self.at(Role::Secretary);
        let superior = self.at(Role::Superior);
        let checker = match person.id == secretary.actor_id() {
            true => &superior,
            false => &secretary,
        };
        let (writer, began) = (&writer, self.began);
        self.db
            .write(|tx| {
                Box::pin(async move {
                    let areas =
                        campaign::focus_areas(tx, writer.tenant, id, &person.category).await?;
                    let area = areas
                        .get(n % areas.len().max(1))
                        .map_or(OTHER_AREA, String::as_str);
                    let mut made = Vec::new();
                    let doings = DOINGS.iter().cycle().skip(n).take(3);
                    for (k, (action, measure)) in doings.enumerate() {
                        let is_summer = k < summer;
                        let due = began.plus(if is_summer { 110 } else { 230 });
                        let words = words(area, action, measure, due);
                        let new = NewPledge {
                            words,
                            proxy_reason: "",
                        };
                        let pledge = pledge::write(tx, writer, id, person.id, new).await?;
                        pledge::check(tx, checker, pledge, Verdict::Pass).await?;
                        made.push((pledge, is_summer));
                    }
                    let new = NewPlan {
                        aims: "把承诺的事做实，让邻居看得见。",
                        actions: "每月做一件，做完记一笔，遇到难处找支部。",
                        dates: "每月下旬做，年底前做完。",
                        proxy_reason: "",
                    };
                    let plan = plans::write(tx, writer, id, person.id, new).await?;
                    plans::check(tx, checker, plan, Verdict::Pass).await?;
                    Ok(made)
                })
            })
            .await
    }

    /// What one branch pledges, and all that is passed there made public.
    async fn pledge_of_branch(&self, id: CampaignId, branch: &Org) -> Result<()> {
        let (clerk, secretary) = (self.at(Role::Clerk), self.at(Role::Secretary));
        let (clerk, secretary) = (&clerk, &secretary);
        let due = self.began.plus(230);
        self.db
            .write(|tx| {
                Box::pin(async move {
                    for (action, owner, measure) in BRANCH_DOINGS {
                        let words = Words {
                            owner,
                            ..words(OTHER_AREA, action, measure, due)
                        };
                        let new = NewPledge {
                            words,
                            proxy_reason: "",
                        };
                        let one = pledge::write_for_branch(tx, clerk, id, branch.id, new).await?;
                        pledge::check(tx, secretary, one, Verdict::Pass).await?;
                    }
                    for subject in [Subject::Branch, Subject::Member] {
                        pledge::publish_passed(tx, clerk, id, branch, subject, true).await?;
                    }
                    plans::publish(tx, clerk, id, branch, true).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Of the pledges that fall due in the summer, most are kept and one is not.
    pub async fn keep(&self, pledges: &[(PledgeId, bool)]) -> Result<()> {
        let summer = pledges.iter().filter(|(_, summer)| *summer).enumerate();
        for (n, (pledge, _)) in summer {
            if n == 4 {
                continue;
            }
            self.on(100 + i64::try_from(n % 9).unwrap_or(0), 16);
            let (secretary, superior) = (self.at(Role::Secretary), self.at(Role::Superior));
            let (secretary, superior, pledge) = (&secretary, &superior, *pledge);
            self.db
                .write(|tx| {
                    Box::pin(async move {
                        let text = "按承诺做完，记录在支部工作手册，居民当面确认。";
                        let new = NewEvidence::words(text);
                        pledge::add_evidence(tx, secretary, pledge, new, &[]).await?;
                        let own = pledge::seen(tx, secretary, pledge).await?;
                        let own = own.is_own(secretary.actor_id());
                        let at = if own { superior } else { secretary };
                        pledge::keep(tx, at, pledge, "核实无误", true).await
                    })
                })
                .await?;
        }
        Ok(())
    }
}

fn words<'a>(area: &'a str, action: &'a str, measure: &'a str, due: Day) -> Words<'a> {
    Words {
        area,
        action,
        measure,
        due: Some(due),
        ..Words::default()
    }
}
