//! Pledges of members and branches, as stories on both engines: written, checked, kept or
//! not kept, assessed; who lacks what; and what a merge does to them.

#![expect(clippy::expect_used, reason = "a story that cannot begin has failed")]

use civic::campaign;
use civic::directory::access::{OpenItems, Successor};
use civic::directory::people::keeping::{self, Leaving, Matter, NewExemption};
use civic::directory::tree::{self, ChangeKind, ChangeReply, Closing, Goal, NewChange, Plan};
use civic::directory::{Actor, Grant, Person, Role, clock};
use civic::pledge::assessing::{self, NewAssessment};
use civic::pledge::drafts::{self, NewDraft, Typed, What};
use civic::pledge::evidence::{self, Brought};
use civic::pledge::lists::{self, Filter};
use civic::pledge::rules::{Amount, OTHER_AREA, Words};
use civic::pledge::{
    self, Judged, NewCorrection, NewEvidence, NewPledge, No, State, Verdict, Whose,
};
use civic::{CampaignId, Counter, PledgeId, audit, desk, honour, notice};
use ground::{Day, Db, Error, sql};
use paper::intake::{Medium, Taken};
use std::sync::Arc;
use town::{Progress, Spec, Town, World, on_both};

macro_rules! write {
    ($db:expr, |$tx:ident| $verb:expr) => {
        $db.write(|$tx| Box::pin($verb)).await
    };
}

macro_rules! read {
    ($db:expr, |$tx:ident| $verb:expr) => {
        $db.read(|$tx| Box::pin($verb)).await
    };
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A town whose campaign is in force, on the first of June.
async fn in_force(world: &World, spec: Spec) -> (Progress, CampaignId) {
    let town = Town::found(&world.db, &world.house, spec)
        .await
        .expect("a town");
    let story = Progress::new(town, &world.db, &world.house, world.house.today());
    let id = story.read_plan().await.expect("a plan");
    story.approve(id).await.expect("in force");
    world.clock("2026-06-01", 10, 0);
    (story, id)
}

fn words(action: &str) -> NewPledge<'_> {
    NewPledge {
        words: Words {
            area: OTHER_AREA,
            action,
            measure: "教会10人",
            amount: Amount::Of(10, "人"),
            due: Some(day("2026-09-30")),
            beneficiary: "独居老人",
            owner: "组织委员",
        },
        proxy_reason: "",
    }
}

/// One pledge of a member, public.
async fn public(story: &Progress, id: CampaignId, member: &Person) -> PledgeId {
    let writer = &story.town.visit_by(&story.house, member);
    let secretary = &story.town.visit(&story.house, Role::Secretary);
    let (db, person) = (&story.db, member.id);
    let new = &words("教老人用手机");
    let pledge = write!(db, |tx| pledge::write(tx, writer, id, person, new.clone()))
        .expect("a pledge that is public");
    write!(db, |tx| pledge::check(tx, secretary, pledge, Verdict::Pass))
        .expect("a pledge that is public");
    write!(db, |tx| pledge::publish(tx, secretary, pledge, true)).expect("a pledge that is public");
    pledge
}

#[tokio::test]
async fn of_a_hundred_simultaneous_decisions_on_one_pledge_one_wins_and_the_others_learn_it() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let member = &story.town.members[0][3];
        let writer = &story.town.visit_by(&world.house, member);
        let (db, person) = (&world.db, member.id);
        let new = &words("巡查");
        let pledge = write!(db, |tx| pledge::write(tx, writer, id, person, new.clone())).unwrap();
        let mut deciding = tokio::task::JoinSet::new();
        for n in 0..100 {
            let role = if n % 2 == 0 {
                Role::Secretary
            } else {
                Role::Superior
            };
            let (db, at) = (db.clone(), story.town.visit(&world.house, role));
            deciding.spawn(async move {
                let verdict = match n % 3 {
                    0 => Verdict::Return("写明地点"),
                    _ => Verdict::Pass,
                };
                db.write(|tx| Box::pin(pledge::check(tx, &at, pledge, verdict)))
                    .await
            });
        }
        let (mut won, mut learnt) = (0, 0);
        while let Some(done) = deciding.join_next().await {
            match done.unwrap() {
                Ok(()) => won += 1,
                Err(error) => match error.refusal() {
                    Some(No::OutOfOrder(State::Passed | State::Returned)) => learnt += 1,
                    _ => panic!("neither won nor told so: {error}"),
                },
            }
        }
        assert_eq!((won, learnt), (1, 99));
        let at = &story.town.visit(&world.house, Role::Secretary);
        let checks = read!(db, |tx| pledge::checks(tx, at, pledge)).unwrap();
        assert_eq!(checks.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_more_than_five_and_what_is_taken_back_makes_room() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let member = &story.town.members[0][3];
        let at = &story.town.visit_by(&world.house, member);
        let (db, person) = (&world.db, member.id);
        let mut all = Vec::new();
        for action in ["一", "二", "三", "四", "五"] {
            let new = &words(action);
            all.push(write!(db, |tx| pledge::write(tx, at, id, person, new.clone())).unwrap());
        }
        let new = &words("六");
        let sixth = write!(db, |tx| pledge::write(tx, at, id, person, new.clone()));
        assert_eq!(sixth.unwrap_err().refusal(), Some(&No::Enough(5)));
        let first = all[0];
        write!(db, |tx| pledge::withdraw(tx, at, first)).unwrap();
        write!(db, |tx| pledge::write(tx, at, id, person, new.clone())).unwrap();
        let mine = read!(db, |tx| pledge::own(tx, at)).unwrap();
        assert_eq!(mine.len(), 5, "what was taken back is no longer listed");
    })
    .await;
}

#[tokio::test]
async fn a_branch_pledge_is_checked_by_another_hand_and_settled_by_the_superior_alone() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let branch = &story.town.branches[0];
        let secretary = &story.town.visit(&world.house, Role::Secretary);
        let superior = &story.town.visit(&world.house, Role::Superior);
        let member = &story.town.visit_by(&world.house, &story.town.members[0][3]);
        let (db, org) = (&world.db, branch.id);
        let unowned = &NewPledge {
            words: Words {
                owner: "",
                ..words("装灯").words
            },
            proxy_reason: "",
        };
        let refused = write!(db, |tx| pledge::write_for_branch(
            tx,
            secretary,
            id,
            org,
            unowned.clone()
        ));
        assert_eq!(
            refused.unwrap_err().refusal(),
            Some(&No::Empty("owner", "责任人"))
        );
        let new = &words("修好楼道灯");
        let stranger = write!(db, |tx| pledge::write_for_branch(
            tx,
            member,
            id,
            org,
            new.clone()
        ));
        assert!(matches!(stranger, Err(Error::NotFound | Error::Forbidden)));
        let pledge = write!(db, |tx| pledge::write_for_branch(
            tx,
            secretary,
            id,
            org,
            new.clone()
        ))
        .unwrap();
        let own = write!(db, |tx| pledge::check(tx, secretary, pledge, Verdict::Pass));
        assert_eq!(own.unwrap_err().refusal(), Some(&No::OwnWords));
        write!(db, |tx| pledge::check(tx, superior, pledge, Verdict::Pass)).unwrap();
        write!(db, |tx| pledge::publish(tx, secretary, pledge, true)).unwrap();
        write!(db, |tx| pledge::add_evidence(
            tx,
            secretary,
            pledge,
            NewEvidence::words("修好45盏"),
            &[]
        ))
        .unwrap();
        let own = write!(db, |tx| pledge::keep(tx, secretary, pledge, "", true));
        assert!(matches!(own, Err(Error::Forbidden)));
        write!(db, |tx| pledge::keep(tx, superior, pledge, "看过", true)).unwrap();
        let kept = read!(db, |tx| pledge::seen(tx, superior, pledge)).unwrap();
        assert_eq!(
            (kept.state, kept.name.as_str()),
            (State::Kept, branch.name.as_str())
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_not_kept_is_explained_and_excused_or_criticised_and_all_of_it_is_assessed() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let member = &story.town.members[0][3];
        let at = &story.town.visit_by(&world.house, member);
        let (excused, criticised) = (
            public(&story, id, member).await,
            public(&story, id, member).await,
        );
        let db = &world.db;
        let secretary = || story.town.visit(&world.house, Role::Secretary);
        let early = &secretary();
        let not_due = write!(db, |tx| pledge::judge(
            tx,
            early,
            criticised,
            Judged::Criticised("没有做"),
            true
        ));
        assert_eq!(not_due.unwrap_err().refusal(), Some(&No::NotDue));
        let silent = write!(db, |tx| pledge::judge(
            tx,
            early,
            excused,
            Judged::Excused(""),
            true
        ));
        assert_eq!(silent.unwrap_err().refusal(), Some(&No::NotExplained));
        write!(db, |tx| pledge::explain(
            tx,
            at,
            excused,
            "活动室停水维修两个月",
            ""
        ))
        .unwrap();
        write!(db, |tx| pledge::judge(
            tx,
            early,
            excused,
            Judged::Excused("属实"),
            true
        ))
        .unwrap();
        world.clock("2026-10-01", 9, 0);
        let late = &secretary();
        let tenant = story.town.tenant;
        let path = &story.town.community.path;
        let today = world.house.today();
        let counts = read!(db, |tx| pledge::counts(tx, tenant, id, path, today)).unwrap();
        assert_eq!((counts.all, counts.overdue, counts.missed), (2, 1, 1));
        write!(db, |tx| pledge::judge(
            tx,
            late,
            criticised,
            Judged::Criticised("到期没有做，也没有说明"),
            true
        ))
        .unwrap();
        for (pledge, state) in [(excused, State::Excused), (criticised, State::Criticised)] {
            let grade = |grade| NewAssessment {
                grade,
                remark: "",
                proxy_reason: "",
            };
            let own = grade("没有兑现");
            let first = write!(db, |tx| assessing::assess_as_organisation(
                tx, late, pledge, own
            ));
            assert_eq!(first.unwrap_err().refusal(), Some(&No::SelfFirst));
            let at = &story.town.visit_by(&world.house, member);
            write!(db, |tx| assessing::assess_own(tx, at, pledge, own)).unwrap();
            write!(db, |tx| assessing::assess_as_organisation(
                tx, late, pledge, own
            ))
            .unwrap();
            let again = write!(db, |tx| assessing::assess_own(tx, at, pledge, own));
            assert_eq!(again.unwrap_err().refusal(), Some(&No::Assessed(2026)));
            let seen = read!(db, |tx| pledge::seen(tx, at, pledge)).unwrap();
            assert_eq!((seen.state, seen.closed_on), (state, Some(today)));
        }
    })
    .await;
}

#[tokio::test]
async fn two_who_save_one_draft_lose_neither_text_and_a_members_own_draft_is_the_members() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let town = &story.town;
        let secretary = &town.visit(&world.house, Role::Secretary);
        let clerk = &town.visit(&world.house, Role::Clerk);
        let (db, org) = (&world.db, town.branches[0].id);
        let typed = |action: &str| -> Typed {
            [("action".to_owned(), action.to_owned())]
                .into_iter()
                .collect()
        };
        let (first, second, third) = (&typed("修灯"), &typed("修灯和划线"), &typed("修灯，年底前"));
        let draft = write!(db, |tx| async move {
            let whose = Whose::branch(tx, secretary, org).await?;
            let new = NewDraft {
                campaign: id,
                what: What::Pledge,
                whose: &whose,
                record: None,
                typed: first,
            };
            drafts::begin(tx, secretary, new).await
        })
        .unwrap();
        // Both open the first edition; the clerk saves, then the secretary.
        write!(db, |tx| drafts::save(tx, clerk, draft, 1, second)).unwrap();
        let met = write!(db, |tx| drafts::save(tx, secretary, draft, 1, third)).unwrap_err();
        let Some(No::Met(standing)) = met.refusal() else {
            panic!("{met}")
        };
        assert_eq!(
            standing.typed().unwrap(),
            *second,
            "what the other saved is shown"
        );
        assert_eq!(standing.written_by, clerk.actor_id());
        write!(db, |tx| drafts::save(
            tx,
            secretary,
            draft,
            standing.edition,
            third
        ))
        .unwrap();
        // A member's own draft is nobody else's.
        let member = &town.members[0][3];
        let own = &town.visit_by(&world.house, member);
        let person = member.id;
        let draft = write!(db, |tx| async move {
            let whose = Whose::member(tx, own, person).await?;
            let new = NewDraft {
                campaign: id,
                what: What::Pledge,
                whose: &whose,
                record: None,
                typed: first,
            };
            drafts::begin(tx, own, new).await
        })
        .unwrap();
        let peeked = read!(db, |tx| drafts::draft(tx, secretary, draft));
        assert!(matches!(peeked, Err(Error::NotFound)));
        assert_eq!(read!(db, |tx| drafts::own(tx, own)).unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn whom_a_meeting_let_off_does_not_hold_the_gate() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        story.close_step(id).await.unwrap();
        let secretary = &story.town.visit(&world.house, Role::Secretary);
        let clerk = &story.town.visit(&world.house, Role::Clerk);
        let db = &world.db;
        for person in &story.town.members[0] {
            let new = NewExemption {
                matter: Matter::Pledge,
                reason: "长期卧病",
                meeting: "支部党员大会",
                held_on: Some(clerk.today),
                from_day: Some(clerk.today),
                last_day: Some(clerk.today.plus(300)),
            };
            write!(db, |tx| keeping::exempt(tx, clerk, person.id, new)).unwrap();
        }
        let gate = read!(db, |tx| async move {
            let campaign = campaign::seen(tx, secretary, id).await?;
            desk::gate(tx, secretary, &campaign).await
        })
        .unwrap()
        .unwrap();
        let shut: Vec<_> = (gate.conditions().iter())
            .filter(|c| !c.met)
            .map(|c| c.what.as_str())
            .collect();
        assert_eq!(
            shut,
            ["党组织承诺公布10项以上，0/1个支部", "上级实施意见已公布"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_list_is_read_page_by_page_each_pledge_once_the_branch_on_top_and_never_ranked() {
    on_both(async |world| {
        let spec = Spec {
            branches: 2,
            members: 6,
            ..Spec::small(0)
        };
        let (story, id) = in_force(&world, spec).await;
        let pledges = story.pledge(id).await.unwrap();
        story.keep(&pledges[..2]).await.unwrap();
        // The summer is over: six of its eight pledges were not kept.
        let (db, tenant, today) = (&world.db, story.town.tenant, day("2026-09-01"));
        let place = &story.town.community.path;
        let all = async |filter: Filter<'_>, size: usize| {
            let (mut rows, mut after) = (Vec::new(), None);
            loop {
                let key = (tenant, id, place);
                let page = read!(db, |tx| lists::page(tx, key, &filter, after, (today, size)));
                let page = page.unwrap();
                rows.extend(page.rows);
                match page.next {
                    Some(next) => after = Some(next),
                    None => return rows,
                }
            }
        };
        let open = Filter {
            public: true,
            ..Filter::default()
        };
        let (one, small) = (all(open, 1000).await, all(open, 7).await);
        assert_eq!(one.len(), 2 * 10 + 12 * 3);
        let ids = |rows: &[pledge::Pledge]| rows.iter().map(|p| p.id).collect::<Vec<_>>();
        assert_eq!(ids(&one), ids(&small), "pages of seven make the same list");
        let order = |p: &pledge::Pledge| (p.org_path.0.clone(), p.subject, p.name_key.clone());
        assert!(one.is_sorted_by_key(order), "branch first, then by strokes");
        let kept = Filter {
            state: Some(State::Kept),
            ..open
        };
        assert_eq!(all(kept, 7).await.len(), 2);
        let late = Filter {
            state: Some(State::Published),
            overdue: Some(true),
            ..open
        };
        let wanted: Vec<_> = (one.iter().filter(|p| p.is_overdue(today)))
            .map(|p| p.id)
            .collect();
        assert_eq!(wanted.len(), 6);
        assert_eq!(
            ids(&all(late, 4).await),
            wanted,
            "overdue, in the same order"
        );
        for area in one.iter().map(|p| p.area.as_str()) {
            let of_area = Filter { area, ..open };
            let wanted = one.iter().filter(|p| p.area == area).count();
            assert_eq!(all(of_area, 5).await.len(), wanted, "{area}");
        }
        let counts = read!(db, |tx| pledge::counts(tx, tenant, id, place, today)).unwrap();
        assert_eq!(
            (counts.people, counts.all, counts.kept, counts.of_branches),
            (12, 56, 2, 20)
        );
    })
    .await;
}

/// Somebody who holds a role over one branch alone.
fn over(
    town: &Town,
    world: &World,
    role: Role,
    person: &Person,
    path: &civic::directory::Path,
) -> Counter {
    let actor = Actor {
        tenant: town.tenant,
        person: person.id,
        name: person.name.clone(),
        org_id: person.org_id,
        org_path: person.org_path.clone(),
        grants: vec![Grant {
            role,
            org_path: path.clone(),
        }],
    };
    Counter::of(&world.house, Arc::new(actor))
}

#[tokio::test]
async fn after_a_merge_the_receiving_branch_reaches_the_older_pledges_of_its_new_members() {
    on_both(async |world| {
        let spec = Spec {
            branches: 2,
            members: 4,
            ..Spec::small(0)
        };
        let (story, id) = in_force(&world, spec).await;
        let town = &story.town;
        let (first, second) = (&town.branches[0], &town.branches[1]);
        let moving = &town.members[1][2];
        let pledge = public(&story, id, moving).await;
        let db: &Db = &world.db;
        let receiver = &over(
            town,
            &world,
            Role::Secretary,
            &town.members[0][0],
            &first.path,
        );
        let before = read!(db, |tx| pledge::seen(tx, receiver, pledge));
        assert!(matches!(before, Err(Error::NotFound)));
        let secretary = &town.visit(&world.house, Role::Secretary);
        let superior = &town.visit(&world.house, Role::Superior);
        let merge = &NewChange {
            kind: ChangeKind::Merge,
            effective: world.house.today(),
            reason: "人少，合起来好开会",
            plan: Plan {
                parent: town.community.id,
                opens: Vec::new(),
                closes: vec![Closing {
                    org: second.id,
                    heir: Goal::Standing(first.id),
                }],
                moves: Vec::new(),
            },
        };
        let change = write!(db, |tx| tree::propose(tx, secretary, merge.clone())).unwrap();
        let yes = ChangeReply::Approve {
            doc_no: "",
            opinion: "同意",
        };
        write!(db, |tx| tree::reply(tx, superior, change, yes)).unwrap();
        // The same transaction brought the pledge along: it is seen, listed and settled here.
        let seen = read!(db, |tx| pledge::seen(tx, receiver, pledge)).unwrap();
        assert_eq!((seen.org_id, &seen.org_path), (first.id, &first.path));
        let key = (town.tenant, id, &first.path);
        let today = world.house.today();
        let filter = &Filter::default();
        let listed = read!(db, |tx| lists::page(tx, key, filter, None, (today, 50))).unwrap();
        assert_eq!(
            listed.rows.iter().map(|p| p.id).collect::<Vec<_>>(),
            [pledge]
        );
        let counted = read!(db, |tx| pledge::counts(
            tx,
            town.tenant,
            id,
            &first.path,
            today
        ));
        assert_eq!(counted.unwrap().all, 1, "and counted here");
        write!(db, |tx| pledge::add_evidence(
            tx,
            receiver,
            pledge,
            NewEvidence::words("教会11人"),
            &[]
        ))
        .unwrap();
        let new = NewCorrection {
            action: "教3号楼老人用手机",
            measure: "教会10人",
            beneficiary: "独居老人",
            owner: "组织委员",
            reason: "楼号漏写",
        };
        write!(db, |tx| pledge::correct(tx, receiver, pledge, new, true))
            .expect("the branch that has it now puts it right");
        write!(db, |tx| pledge::keep(tx, receiver, pledge, "", true)).unwrap();
        let old = &over(
            town,
            &world,
            Role::Secretary,
            &town.members[1][0],
            &second.path,
        );
        let gone = read!(db, |tx| pledge::seen(tx, old, pledge));
        assert!(matches!(gone, Err(Error::NotFound)), "and no longer there");
    })
    .await;
}

/// Ruling 10: what is published is never edited; a correction links to it.
#[tokio::test]
async fn a_word_that_was_wrong_is_corrected_beside_the_old_one_and_the_promise_stands() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let (town, db) = (&story.town, &world.db);
        let member = &town.members[0][3];
        let pledge = public(&story, id, member).await;
        let (secretary, own) = (
            &town.visit(&world.house, Role::Secretary),
            &town.visit_by(&world.house, member),
        );
        let new = NewCorrection {
            action: "教3号楼老人用手机",
            measure: "教会10人",
            beneficiary: "独居老人",
            owner: "组织委员",
            reason: "楼号漏写",
        };
        let by_member = write!(db, |tx| pledge::correct(tx, own, pledge, new, true));
        assert!(matches!(by_member, Err(Error::Forbidden)));
        let silent = NewCorrection { reason: " ", ..new };
        let refused = write!(db, |tx| pledge::correct(
            tx, secretary, pledge, silent, true
        ));
        assert_eq!(
            refused.unwrap_err().refusal(),
            Some(&No::Empty("reason", "更正的理由"))
        );
        let less = NewCorrection {
            measure: "教会5人",
            ..new
        };
        let refused = write!(db, |tx| pledge::correct(tx, secretary, pledge, less, true));
        assert_eq!(
            refused.unwrap_err().refusal(),
            Some(&No::OtherFigures("measure"))
        );
        let unread = write!(db, |tx| pledge::correct(tx, secretary, pledge, new, false));
        assert_eq!(
            unread.unwrap_err().refusal(),
            Some(&notice::No::SecrecyUnchecked)
        );
        write!(db, |tx| pledge::correct(tx, secretary, pledge, new, true)).unwrap();
        let same = write!(db, |tx| pledge::correct(tx, secretary, pledge, new, true));
        assert_eq!(same.unwrap_err().refusal(), Some(&notice::No::Unchanged));

        let now = read!(db, |tx| pledge::seen(tx, secretary, pledge)).unwrap();
        assert_eq!(now.action, "教3号楼老人用手机");
        assert_eq!(
            (now.amount, now.due_day),
            (10, day("2026-09-30")),
            "what was promised by when is as it was"
        );
        let versions = read!(db, |tx| pledge::versions(tx, secretary, pledge)).unwrap();
        let actions: Vec<&str> = versions.iter().map(|v| v.action.as_str()).collect();
        assert_eq!(actions, ["教3号楼老人用手机", "教老人用手机"]);
        // The paper has a second version, and the first stays.
        let publication = now.publication_id.unwrap();
        let folder = read!(db, |tx| notice::folder(tx, town.tenant, publication)).unwrap();
        assert_eq!(folder.versions.len(), 2);
        assert_eq!(folder.snapshot.rows[0][2], "教3号楼老人用手机");
        // Whom it helps does not stand on the paper, and is put right all the same.
        let helped = NewCorrection {
            beneficiary: "3号楼老人",
            reason: "写了人名",
            ..new
        };
        write!(db, |tx| pledge::correct(
            tx, secretary, pledge, helped, true
        ))
        .unwrap();
        let now = read!(db, |tx| pledge::seen(tx, secretary, pledge)).unwrap();
        assert_eq!(now.beneficiary, "3号楼老人");
        // Everyone reads that it was corrected, and why.
        let told = read!(db, |tx| lists::told(
            tx,
            town.tenant,
            std::slice::from_ref(&now)
        ))
        .unwrap();
        assert_eq!(told[0].corrected.as_ref().unwrap().1, "写了人名");

        let done = NewEvidence::words("教会10人");
        write!(db, |tx| pledge::add_evidence(tx, own, pledge, done, &[])).unwrap();
        write!(db, |tx| pledge::keep(tx, secretary, pledge, "", true)).unwrap();
        let late = NewCorrection {
            action: "教老人上网",
            ..new
        };
        let settled = write!(db, |tx| pledge::correct(tx, secretary, pledge, late, true));
        assert_eq!(
            settled.unwrap_err().refusal(),
            Some(&No::OutOfOrder(State::Kept))
        );
    })
    .await;
}

/// A file as the intake hands it on.
fn brought(name: &str, medium: Medium) -> Brought {
    Brought {
        name: name.to_owned(),
        taken: Taken {
            medium,
            bytes: name.as_bytes().to_vec(),
        },
    }
}

#[tokio::test]
async fn what_was_done_adds_up_beside_what_was_pledged_and_is_public_once_it_is_kept() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let member = &story.town.members[0][3];
        let pledge = public(&story, id, member).await;
        let at = &story.town.visit_by(&world.house, member);
        let secretary = &story.town.visit(&world.house, Role::Secretary);
        let (db, tenant) = (&world.db, story.town.tenant);
        let deeds = [
            ("六月教了三位", "3"),
            ("七月活动室维修，没有教", ""),
            ("八月教会8人", "8"),
        ];
        for (text, done) in deeds {
            let new = NewEvidence { text, done };
            write!(db, |tx| pledge::add_evidence(tx, at, pledge, new, &[])).unwrap();
        }
        for (text, done, no) in [
            ("少记一点", "-3", No::Done),
            ("什么都没有", "0", No::Done),
            ("多得没有人信", "999999999", No::Done),
            ("", "3", No::Empty("text", "做了什么")),
            (
                "",
                "-3",
                No::Fields(vec![No::Done, No::Empty("text", "做了什么")]),
            ),
        ] {
            let new = NewEvidence { text, done };
            let refused = write!(db, |tx| pledge::add_evidence(tx, at, pledge, new, &[]));
            let refused = refused.unwrap_err();
            let (found, wanted) = (refused.parts(), ground::Error::from(no).parts());
            assert_eq!(found.len(), wanted.len(), "{text} {done}");
            assert!(wanted.iter().all(|part| found.contains(part)), "{found:?}");
        }
        let seen = read!(db, |tx| pledge::seen(tx, at, pledge)).unwrap();
        let stands = read!(db, |tx| evidence::of_pledge(tx, tenant, pledge)).unwrap();
        let sum = seen.progress(stands.iter().map(|e| e.amount));
        assert_eq!((stands.len(), sum.as_str()), (3, "已做11人，承诺10人"));
        let one = std::slice::from_ref(&seen);
        let told = read!(db, |tx| lists::told(tx, tenant, one)).unwrap();
        assert!(told[0].proofs.is_empty(), "not public before it is kept");

        write!(db, |tx| pledge::keep(tx, secretary, pledge, "", true)).unwrap();
        let kept = read!(db, |tx| pledge::seen(tx, at, pledge)).unwrap();
        let one = std::slice::from_ref(&kept);
        let told = read!(db, |tx| lists::told(tx, tenant, one)).unwrap();
        let deeds: Vec<_> = (told[0].proofs.iter())
            .map(|p| kept.deed(&p.text, p.amount))
            .collect();
        assert_eq!(
            deeds,
            [
                "六月教了三位（3人）",
                "七月活动室维修，没有教",
                "八月教会8人"
            ]
        );
        let new = NewEvidence::words("晚了");
        let late = write!(db, |tx| pledge::add_evidence(tx, at, pledge, new, &[]));
        assert_eq!(
            late.unwrap_err().refusal(),
            Some(&No::OutOfOrder(State::Kept))
        );
    })
    .await;
}

#[tokio::test]
async fn a_pledge_that_says_no_number_is_told_of_in_words() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let member = &story.town.members[0][3];
        let at = &story.town.visit_by(&world.house, member);
        let secretary = &story.town.visit(&world.house, Role::Secretary);
        let (db, person) = (&world.db, member.id);
        let mut new = words("每周巡查");
        new.words.amount = Amount::None;
        let new = &new;
        let pledge = write!(db, |tx| pledge::write(tx, at, id, person, new.clone())).unwrap();
        write!(db, |tx| pledge::check(tx, secretary, pledge, Verdict::Pass)).unwrap();
        write!(db, |tx| pledge::publish(tx, secretary, pledge, true)).unwrap();
        let counted = NewEvidence {
            text: "巡查了两次",
            done: "2",
        };
        let refused = write!(db, |tx| pledge::add_evidence(tx, at, pledge, counted, &[]));
        assert_eq!(refused.unwrap_err().refusal(), Some(&No::Uncounted));
        let told = NewEvidence::words(counted.text);
        write!(db, |tx| pledge::add_evidence(tx, at, pledge, told, &[])).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_photo_is_never_needed_and_stays_inside_the_branch() {
    on_both(async |world| {
        let spec = Spec {
            branches: 2,
            members: 4,
            ..Spec::small(0)
        };
        let (story, id) = in_force(&world, spec).await;
        let town = &story.town;
        let member = &town.members[0][3];
        let pledge = public(&story, id, member).await;
        let other = public(&story, id, member).await;
        let at = &town.visit_by(&world.house, member);
        let secretary = &town.visit(&world.house, Role::Secretary);
        let (db, tenant) = (&world.db, town.tenant);
        // Words are enough, here and when it is settled.
        let new = NewEvidence::words("教会11人");
        write!(db, |tx| pledge::add_evidence(tx, at, other, new, &[])).unwrap();
        write!(db, |tx| pledge::keep(tx, secretary, other, "", true)).unwrap();

        let shown = &[
            brought("C:\\照片\\楼道.PNG", Medium::Picture),
            brought("名单.pdf", Medium::Pdf),
        ];
        write!(db, |tx| pledge::add_evidence(tx, at, pledge, new, shown)).unwrap();
        let files = read!(db, |tx| evidence::files(tx, secretary, pledge)).unwrap();
        let names: Vec<_> = files.iter().map(|f| f.file.name.as_str()).collect();
        assert_eq!(names, ["名单.pdf", "楼道.jpg"]);
        assert!(files.iter().all(|f| f.seq == 1));
        let photo = files[1].file.id;
        for who in [at, secretary] {
            let stored = read!(db, |tx| evidence::open(tx, who, pledge, photo)).unwrap();
            assert_eq!(
                (stored.medium, stored.bytes),
                (Medium::Picture, shown[0].taken.bytes.clone())
            );
        }
        // Neither a fellow member, nor the next branch, nor anyone outside; and not
        // beside a pledge that it does not belong to.
        let next = over(
            town,
            &world,
            Role::Secretary,
            &town.members[1][0],
            &town.branches[1].path,
        );
        let fellow = town.visit_by(&world.house, &town.members[0][2]);
        let visitor = Counter::visitor(&world.house, tenant);
        let abroad = world.town(1).await.unwrap();
        let abroad = abroad.visit(&world.house, Role::Secretary);
        let settled = async |who: &Counter| {
            let opened = read!(db, |tx| evidence::open(tx, who, pledge, photo));
            assert!(matches!(opened, Err(Error::NotFound)), "{:?}", who.actor);
            let listed = read!(db, |tx| evidence::files(tx, who, pledge));
            assert!(matches!(listed, Err(Error::NotFound)));
        };
        for who in [&next, &fellow, &visitor, &abroad] {
            settled(who).await;
        }
        let astray = read!(db, |tx| evidence::open(tx, secretary, other, photo));
        assert!(matches!(astray, Err(Error::NotFound)));
        // Kept, its words are public: the photo is not.
        write!(db, |tx| pledge::keep(tx, secretary, pledge, "", true)).unwrap();
        for who in [&next, &fellow, &visitor, &abroad] {
            settled(who).await;
        }
        let own = read!(db, |tx| evidence::own_files(tx, at)).unwrap();
        let own: Vec<_> = own
            .iter()
            .map(|f| (f.file.name.as_str(), f.action.as_str()))
            .collect();
        assert_eq!(own.len(), 2);
        assert!(own.contains(&("楼道.jpg", "教老人用手机")));
        let others = read!(db, |tx| evidence::own_files(tx, &fellow)).unwrap();
        assert!(others.is_empty());
        let whole = read!(db, |tx| audit::verify(tx, tenant)).unwrap();
        assert!(whole.is_ok());
    })
    .await;
}

#[tokio::test]
async fn three_files_at_once_and_twelve_on_a_pledge_and_what_is_refused_leaves_none() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let member = &story.town.members[0][3];
        let pledge = public(&story, id, member).await;
        let at = &story.town.visit_by(&world.house, member);
        let (db, tenant) = (&world.db, story.town.tenant);
        let files = |count: usize| -> Vec<Brought> {
            let names = (0..count).map(|n| format!("照片{n}.jpg"));
            names.map(|n| brought(&n, Medium::Picture)).collect()
        };
        let add = async |count: usize| {
            let (new, files) = (NewEvidence::words("教了3人"), &files(count));
            write!(db, |tx| pledge::add_evidence(tx, at, pledge, new, files))
        };
        let four = add(4).await.unwrap_err();
        assert_eq!(four.refusal(), Some(&No::ManyFiles(3)));
        for count in [3, 3, 3, 2] {
            add(count).await.unwrap();
        }
        let two = add(2).await.unwrap_err();
        assert_eq!(two.refusal(), Some(&No::FilesFull(1)));
        add(1).await.unwrap();
        assert_eq!(add(1).await.unwrap_err().refusal(), Some(&No::FilesFull(0)));
        add(0).await.unwrap();
        let stands = read!(db, |tx| evidence::of_pledge(tx, tenant, pledge)).unwrap();
        let files = read!(db, |tx| evidence::files(tx, at, pledge)).unwrap();
        assert_eq!((stands.len(), files.len()), (6, 12));
        // A verb that does not come to its end leaves no file behind.
        let new = NewEvidence::words("教了3人");
        let other = public(&story, id, member).await;
        let shown = &[brought("照片.jpg", Medium::Picture)];
        let broken: Result<(), Error> = write!(db, |tx| async move {
            pledge::add_evidence(tx, at, other, new, shown).await?;
            Err(No::Changed.into())
        });
        assert!(broken.is_err());
        let own = read!(db, |tx| evidence::own_files(tx, at)).unwrap();
        assert_eq!(own.len(), 12);
    })
    .await;
}

#[tokio::test]
async fn with_the_record_of_a_person_goes_what_shows_their_face() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let (town, member) = (&story.town, &story.town.members[0][3]);
        let pledge = public(&story, id, member).await;
        let stays = public(&story, id, &town.members[0][2]).await;
        let secretary = &town.visit(&world.house, Role::Secretary);
        let db = &world.db;
        for pledge in [pledge, stays] {
            let (new, shown) = (
                NewEvidence::words("教了3人"),
                &[brought("合影.jpg", Medium::Picture)],
            );
            write!(db, |tx| pledge::add_evidence(
                tx, secretary, pledge, new, shown
            ))
            .unwrap();
        }
        let how = Leaving {
            day: Some(secretary.today),
            reason: "组织关系转出",
        };
        let said = Successor::Said("");
        let nothing = &OpenItems {
            person: member.id,
            items: Vec::new(),
        };
        write!(db, |tx| keeping::leave(
            tx, secretary, member.id, how, said, nothing
        ))
        .unwrap();
        world.clock("2029-07-01", 9, 0);
        let security = &town.visit(&world.house, Role::SecurityAdmin);
        write!(db, |tx| async move {
            let erased = keeping::erase(tx, security, member.id).await?;
            evidence::erase_files(tx, security, &erased).await
        })
        .unwrap();
        let secretary = &town.visit(&world.house, Role::Secretary);
        let left = read!(db, |tx| evidence::files(tx, secretary, pledge)).unwrap();
        let kept = read!(db, |tx| evidence::files(tx, secretary, stays)).unwrap();
        assert_eq!((left.len(), kept.len()), (0, 1));
        let tenant = town.tenant;
        let words = read!(db, |tx| evidence::of_pledge(tx, tenant, pledge)).unwrap();
        assert_eq!(words[0].text, "教了3人", "the record itself stands");
    })
    .await;
}

/// Ruling 7: what counts as late is frozen with a rating, and a clock that jumped makes
/// nobody late.
#[tokio::test]
async fn a_rating_after_the_clock_jumped_finds_nobody_late() {
    on_both(async |world| {
        let (story, id) = in_force(&world, Spec::small(0)).await;
        let (town, db) = (&story.town, &world.db);
        public(&story, id, &town.members[0][3]).await;
        let org = &town.branches[0];
        let late = async |at: &Counter| {
            let round = write!(db, |tx| honour::rate(
                tx,
                at,
                id,
                org,
                "星级评定",
                honour::member_scheme()
            ))
            .unwrap();
            let (tenant, db) = (town.tenant, &world.db);
            let facts: String = read!(db, |tx| sql!(
                tx,
                "select facts from rating_round where tenant_id = $1 and id = $2",
                tenant,
                round
            )
            .value())
            .unwrap();
            facts.contains("pledge_overdue")
        };
        let jumped = world.house.clock.now().plus_seconds(300 * 24 * 3600);
        world.house.clock.slip(jumped);
        assert!(!late(&town.visit(&world.house, Role::Secretary)).await);
        world.house.clock.set(jumped);
        let house = &world.house;
        write!(db, |tx| clock::tick(tx, house)).unwrap();
        assert!(
            late(&town.visit(&world.house, Role::Secretary)).await,
            "once the administrator vouches for the day"
        );
    })
    .await;
}
