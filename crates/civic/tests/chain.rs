//! The chain once through, as stories on both engines: from the plan to the first honour.

#![expect(clippy::expect_used, reason = "a story that cannot begin has failed")]

use std::sync::Arc;

use civic::campaign::{self, NewReply, ReplyKind, State, Verdict};
use civic::directory::{Role, Verb};
use civic::notice::{self, Effect, NewFinding, NewObjection};
use civic::pledge::{self, NewEvidence, NewPledge};
use civic::review::{self, Boxes};
use civic::{Counter, appraisal, audit, desk, directory, honour};
use ground::{Day, Error};
use town::{Progress, Town, World, on_both};

async fn beginning(world: &World) -> Progress {
    let town = world.town(0).await.expect("a town");
    Progress::new(town, &world.db, &world.house, world.house.today())
}

fn visit(world: &World, town: &Town, role: Role) -> Counter {
    town.visit(&world.house, role)
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[tokio::test]
async fn a_plan_becomes_a_campaign_only_step_by_step() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let clerk = visit(&world, &story.town, Role::Clerk);
        let secretary = visit(&world, &story.town, Role::Secretary);
        let superior = visit(&world, &story.town, Role::Superior);
        let (db, text, org) = (&world.db, &story.plan(), &story.town.community);
        let draft = &reader::read(text);
        let at = &clerk;
        let id = db
            .write(|tx| Box::pin(campaign::bring_plan(tx, at, org, "plan.txt", text, draft)))
            .await
            .unwrap();

        // Nothing is confirmed while an item is unchecked, and the platform's own settings want a look of their own.
        let early = db
            .write(|tx| Box::pin(campaign::confirm_draft(tx, at, id)))
            .await
            .unwrap_err();
        assert!(matches!(early.refusal(), Some(campaign::No::Unchecked(n)) if *n > 10));
        db.write(|tx| Box::pin(campaign::confirm_rest(tx, at, id)))
            .await
            .unwrap();
        let items = db
            .read(|tx| Box::pin(campaign::items(tx, at, id)))
            .await
            .unwrap();
        let open: Vec<_> = items.iter().filter(|i| i.is_open()).collect();
        assert!(!open.is_empty() && open.iter().all(|i| i.is_platform()));

        // An adjustment must be readable; the last check of an item holds.
        let phase = items
            .iter()
            .find(|i| i.path == "phases[0]")
            .expect("a phase")
            .number;
        let bad = db
            .write(|tx| {
                Box::pin(campaign::check_item(
                    tx,
                    at,
                    id,
                    phase,
                    Verdict::Adjusted,
                    "不是日期",
                ))
            })
            .await;
        assert_eq!(bad.unwrap_err().refusal(), Some(&campaign::No::PhaseWords));
        let words = "动员部署：2026-05-06 至 2026-05-20";
        db.write(|tx| {
            Box::pin(campaign::check_item(
                tx,
                at,
                id,
                phase,
                Verdict::Adjusted,
                words,
            ))
        })
        .await
        .unwrap();
        for item in open {
            let number = item.number;
            db.write(|tx| {
                Box::pin(campaign::check_item(
                    tx,
                    at,
                    id,
                    number,
                    Verdict::Confirmed,
                    "",
                ))
            })
            .await
            .unwrap();
        }
        db.write(|tx| Box::pin(campaign::confirm_draft(tx, at, id)))
            .await
            .unwrap();

        // Submitting before the resolution, issuing before the reply: refused.
        let early = db
            .write(|tx| Box::pin(campaign::submit(tx, at, id)))
            .await
            .unwrap_err();
        assert_eq!(
            early.refusal(),
            Some(&campaign::No::OutOfOrder(State::Confirmed))
        );
        let boss = &secretary;
        assert!(
            db.write(|tx| Box::pin(campaign::issue(tx, boss, id)))
                .await
                .is_err()
        );
        // A meeting with another number of entitled members than the roster, or without a majority, decides nothing.
        let full = 3;
        let wrong = &story.minutes("党员大会", full + 2, "同意");
        let refused = db
            .write(|tx| Box::pin(campaign::resolve(tx, boss, id, wrong.clone())))
            .await
            .unwrap_err();
        assert_eq!(
            refused.refusal(),
            Some(&campaign::No::NotTheRoster { due: 5, roster: 4 })
        );
        let good = &story.minutes("党员大会", 4, "同意方案");
        db.write(|tx| Box::pin(campaign::resolve(tx, boss, id, good.clone())))
            .await
            .unwrap();
        db.write(|tx| Box::pin(campaign::submit(tx, at, id)))
            .await
            .unwrap();

        // The superior returns it with a reason; it is put right and comes again.
        let above = &superior;
        let silent = &NewReply {
            kind: ReplyKind::Returned,
            opinion: " ",
            doc_no: "",
        };
        let refused = db
            .write(|tx| Box::pin(campaign::reply(tx, above, id, silent.clone())))
            .await
            .unwrap_err();
        assert_eq!(refused.refusal(), Some(&campaign::No::ReplyWithoutReason));
        let returned = &NewReply {
            kind: ReplyKind::Returned,
            opinion: "公示期写清楚",
            doc_no: "",
        };
        db.write(|tx| Box::pin(campaign::reply(tx, above, id, returned.clone())))
            .await
            .unwrap();
        db.write(|tx| Box::pin(campaign::confirm_draft(tx, at, id)))
            .await
            .unwrap();
        db.write(|tx| Box::pin(campaign::resolve(tx, boss, id, good.clone())))
            .await
            .unwrap();
        db.write(|tx| Box::pin(campaign::submit(tx, at, id)))
            .await
            .unwrap();
        let agreed = &NewReply {
            kind: ReplyKind::Agreed,
            opinion: "",
            doc_no: "示街发〔2026〕21号",
        };
        db.write(|tx| Box::pin(campaign::reply(tx, above, id, agreed.clone())))
            .await
            .unwrap();

        // No task before it is in force; then its programme stands as it was confirmed.
        let task = &campaign::NewTask {
            title: "送学上门",
            owner: "组织委员",
            cadence: campaign::Cadence::Once,
            due: day("2026-06-01"),
        };
        let early = db
            .write(|tx| Box::pin(campaign::set_task(tx, boss, id, task.clone())))
            .await
            .unwrap_err();
        assert_eq!(early.refusal(), Some(&campaign::No::NotInForce));
        let programme = db
            .write(|tx| Box::pin(campaign::issue(tx, boss, id)))
            .await
            .unwrap();
        assert_eq!(
            programme.phases[0].ends,
            Some(day("2026-05-20")),
            "the adjusted phase holds"
        );
        assert_eq!(programme.tracks.len(), 3);
        let areas: Vec<usize> = programme
            .focus
            .iter()
            .map(|(_, areas)| areas.len())
            .collect();
        assert_eq!(areas, [6, 4, 4]);
        let tenant = story.town.tenant;
        let steps = db
            .read(|tx| Box::pin(campaign::steps(tx, tenant, id)))
            .await
            .unwrap();
        let names: Vec<&str> = steps.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "动员部署",
                "公开承诺",
                "领导点评",
                "群众评议",
                "结果公示",
                "授星挂牌"
            ]
        );
        db.write(|tx| Box::pin(campaign::set_task(tx, boss, id, task.clone())))
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_step_is_not_closed_while_a_member_has_no_public_pledge() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        story.close_step(id).await.unwrap();
        let shut = story.close_step(id).await.unwrap_err();
        let Some(campaign::No::GateShut(missing)) = shut.refusal() else {
            panic!("{shut}")
        };
        let first = &story.town.members[0][0].name;
        let named = missing
            .iter()
            .filter(|m| m.contains(first.as_str()))
            .count();
        assert_eq!(
            named, 2,
            "who has no pledge and no plan is named: {missing:?}"
        );
        let branch = &story.town.branches[0].name;
        for lacking in [branch.as_str(), "上级实施意见"] {
            assert!(missing.iter().any(|m| m.contains(lacking)), "{missing:?}");
        }
        story.pledge(id).await.unwrap();
        story.close_step(id).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_pledge_goes_back_and_forth_and_is_kept_in_public() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        world.clock("2026-06-01", 10, 0);
        let member = &story.town.members[0][3];
        let writer = &story.town.visit_by(&world.house, member);
        let secretary = &visit(&world, &story.town, Role::Secretary);
        let clerk = &visit(&world, &story.town, Role::Clerk);
        let db = &world.db;
        let person = member.id;
        let tenant = story.town.tenant;
        let category = member.category.as_str();
        let areas = db
            .read(|tx| Box::pin(campaign::focus_areas(tx, tenant, id, category)))
            .await
            .unwrap();
        let words = pledge::rules::Words {
            area: &areas[0],
            action: "教老人用手机",
            measure: "教会10人",
            due: Some(day("2026-09-30")),
            ..pledge::rules::Words::default()
        };

        // All problems at once, each with its field.
        let vague = &NewPledge {
            words: pledge::rules::Words {
                measure: "尽力",
                due: None,
                ..words
            },
            proxy_reason: "",
        };
        let refused = db
            .write(|tx| Box::pin(pledge::write(tx, writer, id, person, vague.clone())))
            .await
            .unwrap_err();
        let fields: Vec<_> = refused
            .parts()
            .into_iter()
            .filter_map(|(field, _)| field)
            .collect();
        assert_eq!(fields, ["measure", "due"]);
        // Somebody else writes it only with the reason.
        let silent = &NewPledge {
            words,
            proxy_reason: "",
        };
        let refused = db
            .write(|tx| Box::pin(pledge::write(tx, clerk, id, person, silent.clone())))
            .await
            .unwrap_err();
        assert_eq!(refused.refusal(), Some(&pledge::No::ProxyWithoutReason));

        let pledge = db
            .write(|tx| Box::pin(pledge::write(tx, writer, id, person, silent.clone())))
            .await
            .unwrap();
        let back = pledge::Verdict::Return("写明在哪里教");
        db.write(|tx| Box::pin(pledge::check(tx, secretary, pledge, back)))
            .await
            .unwrap();
        let better = &NewPledge {
            words: pledge::rules::Words {
                action: "周六在活动室教老人用手机",
                ..words
            },
            proxy_reason: "",
        };
        db.write(|tx| Box::pin(pledge::amend(tx, writer, pledge, better.clone())))
            .await
            .unwrap();
        let versions = db
            .read(|tx| Box::pin(pledge::versions(tx, secretary, pledge)))
            .await
            .unwrap();
        assert_eq!(versions.len(), 2, "the returned words stay on record");
        db.write(|tx| Box::pin(pledge::check(tx, secretary, pledge, pledge::Verdict::Pass)))
            .await
            .unwrap();
        let unchecked = db
            .write(|tx| Box::pin(pledge::publish(tx, clerk, pledge, false)))
            .await
            .unwrap_err();
        assert_eq!(unchecked.refusal(), Some(&notice::No::SecrecyUnchecked));
        db.write(|tx| Box::pin(pledge::publish(tx, clerk, pledge, true)))
            .await
            .unwrap();

        // Kept only on evidence; overdue shows by itself.
        let bare = db
            .write(|tx| Box::pin(pledge::keep(tx, secretary, pledge, "", true)))
            .await
            .unwrap_err();
        assert_eq!(bare.refusal(), Some(&pledge::No::NoEvidence));
        let seen = db
            .read(|tx| Box::pin(pledge::seen(tx, secretary, pledge)))
            .await
            .unwrap();
        assert!(!seen.is_overdue(day("2026-09-30")) && seen.is_overdue(day("2026-10-01")));
        db.write(|tx| {
            Box::pin(pledge::add_evidence(
                tx,
                writer,
                pledge,
                NewEvidence::words("教会11人，名单在活动室"),
                &[],
            ))
        })
        .await
        .unwrap();
        db.write(|tx| Box::pin(pledge::keep(tx, secretary, pledge, "核实", true)))
            .await
            .unwrap();
        let kept = db
            .read(|tx| Box::pin(pledge::seen(tx, secretary, pledge)))
            .await
            .unwrap();
        assert_eq!(kept.state, pledge::State::Kept);
    })
    .await;
}

#[tokio::test]
async fn of_two_simultaneous_decisions_on_a_pledge_exactly_one_wins() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        world.clock("2026-06-01", 10, 0);
        let db = &world.db;
        let secretary = &visit(&world, &story.town, Role::Secretary);
        let member = &story.town.members[0][3];
        let writer = &story.town.visit_by(&world.house, member);
        let person = member.id;
        for round in 0..5 {
            let words = pledge::rules::Words {
                area: "其他",
                action: "巡查",
                measure: "每月2次",
                due: Some(day("2026-12-01")),
                ..pledge::rules::Words::default()
            };
            let new = &NewPledge {
                words,
                proxy_reason: "",
            };
            let pledge = db
                .write(|tx| Box::pin(pledge::write(tx, writer, id, person, new.clone())))
                .await
                .unwrap();
            let pass = db
                .write(|tx| Box::pin(pledge::check(tx, secretary, pledge, pledge::Verdict::Pass)));
            let back = pledge::Verdict::Return("再写具体些");
            let back = db.write(|tx| Box::pin(pledge::check(tx, secretary, pledge, back)));
            let (a, b) = tokio::join!(pass, back);
            assert!(a.is_ok() != b.is_ok(), "round {round}: {a:?} {b:?}");
            let lost = a.err().or(b.err()).expect("one lost");
            assert!(
                matches!(lost.refusal(), Some(pledge::No::OutOfOrder(_))),
                "the other one learns it: {lost}"
            );
            let checks = db
                .read(|tx| Box::pin(pledge::checks(tx, secretary, pledge)))
                .await
                .unwrap();
            assert_eq!(checks.len(), 1);
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_is_reviewed_once_a_quarter_and_who_is_not_is_named() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        story.review(id, 60, 1).await.unwrap();
        let secretary = &visit(&world, &story.town, Role::Secretary);
        let db = &world.db;
        let below = story.town.path();
        let campaign = &db
            .read(|tx| Box::pin(campaign::seen(tx, secretary, id)))
            .await
            .unwrap();
        let coverage = db
            .read(|tx| Box::pin(review::coverage(tx, secretary, campaign, below)))
            .await
            .unwrap();
        assert_eq!(coverage.quarter.label(), "2026年二季度");
        assert_eq!(coverage.missing.len(), 1);
        let missing = coverage.missing[0].id;
        let boxes = Boxes {
            achievements: "有进展",
            problems: "记录慢",
            direction: "当天记",
            none_confirmed: false,
        };
        let boxes = &boxes;
        db.write(|tx| Box::pin(review::write(tx, secretary, id, missing, boxes.clone())))
            .await
            .unwrap();
        let twice = db
            .write(|tx| Box::pin(review::write(tx, secretary, id, missing, boxes.clone())))
            .await
            .unwrap_err();
        assert_eq!(twice.refusal(), Some(&review::No::Done));
        let own = secretary.actor_id();
        let refused = db
            .write(|tx| Box::pin(review::write(tx, secretary, id, own, boxes.clone())))
            .await
            .unwrap_err();
        assert_eq!(refused.refusal(), Some(&review::No::OwnReview));
    })
    .await;
}

#[tokio::test]
async fn a_tally_stands_when_two_persons_entered_the_same() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        let clerk = &visit(&world, &story.town, Role::Clerk);
        let supervisor = &visit(&world, &story.town, Role::Supervisor);
        let (db, org) = (&world.db, &story.town.branches[0]);
        let round = db
            .write(|tx| Box::pin(appraisal::open(tx, clerk, id, org, "年度评议")))
            .await
            .unwrap();
        let row = vec![30, 10, 5, 1, 0];
        let sheet = &appraisal::Sheet {
            issued: 50,
            returned: 48,
            valid: 46,
            void: 2,
            counts: vec![row; 4],
        };
        let unbalanced = &appraisal::Sheet {
            void: 1,
            ..sheet.clone()
        };
        assert!(
            db.write(|tx| Box::pin(appraisal::enter(tx, clerk, round, unbalanced)))
                .await
                .is_err()
        );
        let enter = async |at: &Counter, sheet: &appraisal::Sheet| {
            db.write(|tx| Box::pin(appraisal::enter(tx, at, round, sheet)))
                .await
                .unwrap()
        };
        assert_eq!(enter(clerk, sheet).await, appraisal::Entered::First);
        assert_eq!(
            enter(clerk, sheet).await,
            appraisal::Entered::First,
            "one person twice is not two persons"
        );
        let mut slip = sheet.clone();
        slip.counts[0] = vec![31, 9, 5, 1, 0];
        let appraisal::Entered::Differs(cells) = enter(supervisor, &slip).await else {
            panic!("they differ")
        };
        assert_eq!(cells.len(), 2, "the differing cells are named: {cells:?}");
        assert_eq!(enter(supervisor, sheet).await, appraisal::Entered::Agreed);
        let late = db
            .write(|tx| Box::pin(appraisal::enter(tx, clerk, round, sheet)))
            .await
            .unwrap_err();
        assert_eq!(late.refusal(), Some(&appraisal::No::Closed));
    })
    .await;
}

#[tokio::test]
async fn no_honour_before_the_notice_has_run_its_course_through_any_door() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        story.pledge(id).await.unwrap();
        let start = world.house.zone.at(day("2026-09-28"), 9, 0);
        let (round, publication) = story.rate(id, 0, start).await.unwrap();
        let secretary = || visit(&world, &story.town, Role::Secretary);
        let db = &world.db;
        let tenant = story.town.tenant;
        let folder = db.read(|tx| Box::pin(notice::folder(tx, tenant, publication))).await.unwrap();
        // 5 working days from 28 September 2026: 29, 30, then 8, 9, 10 October (a make-up Saturday).
        assert_eq!(folder.version.last_day, day("2026-10-10"));

        // Too early, by the verb ...
        world.clock("2026-10-10", 23, 59);
        let at = &secretary();
        let early = db.write(|tx| Box::pin(notice::conclude(tx, at, publication, "期满"))).await.unwrap_err();
        assert_eq!(early.refusal(), Some(&notice::No::StillRunning));
        let early = db.write(|tx| Box::pin(honour::award_concluded(tx, at, round))).await.unwrap_err();
        assert_eq!(early.refusal(), Some(&honour::No::NotConcluded));
        // ... and by the database itself.
        let direct = db
            .write(|tx| {
                Box::pin(
                    ground::sql!(
                        tx,
                        "insert into publication_conclusion (tenant_id, publication_id, version, hash, effective_from, conclusion, concluded_by, at)
                         select tenant_id, publication_id, version, hash, effective_from, 'x', published_by, effective_from - 1
                         from publication_version where tenant_id = $1 and publication_id = $2",
                        tenant, publication
                    )
                    .run(),
                )
            })
            .await;
        assert!(direct.is_err(), "the database refuses a conclusion before the end");
        let direct = db
            .write(|tx| {
                Box::pin(
                    ground::sql!(
                        tx,
                        "insert into award (tenant_id, id, round_id, publication_id, org_path, person_id, name_key, level_name, stars, plate_no, awarded_by, at)
                         select tenant_id, person_id, round_id, $2, '', person_id, '', level_name, stars, 'x', person_id, 0
                         from rating_result where tenant_id = $1 and stars > 0 limit 1",
                        tenant, publication
                    )
                    .run(),
                )
            })
            .await;
        assert!(direct.is_err(), "the database refuses an honour without a concluded notice");

        // An objection in the last minute is heard, and holds the notice.
        let visitor = &Counter::visitor(&world.house, tenant);
        let receipt = db.write(|tx| Box::pin(notice::object(tx, visitor, publication, NewObjection::anonymous("", "走访次数请再核一下")))).await.unwrap();
        world.clock("2026-10-11", 0, 0);
        let at = &secretary();
        let held = db.write(|tx| Box::pin(notice::conclude(tx, at, publication, "期满"))).await.unwrap_err();
        assert_eq!(held.refusal(), Some(&notice::No::OpenObjections(1)));
        let visitor = &Counter::visitor(&world.house, tenant);
        let late = db.write(|tx| Box::pin(notice::object(tx, visitor, publication, NewObjection::anonymous("", "晚了一步的意见")))).await.unwrap_err();
        assert_eq!(late.refusal(), Some(&notice::No::PeriodOver));

        // The supervisor finds, the objector reads it by the code, the notice is concluded, honours are given.
        let seen = db.read(|tx| Box::pin(notice::by_code(tx, tenant, &receipt.code))).await.unwrap();
        assert!(!seen.is_answered());
        let supervisor = &visit(&world, &story.town, Role::Supervisor);
        let finding = &NewFinding { effect: Effect::Stands, reason: "查了走访记录，次数属实。" };
        db.write(|tx| Box::pin(notice::find(tx, supervisor, seen.id, finding.clone()))).await.unwrap();
        let again = db.write(|tx| Box::pin(notice::find(tx, supervisor, seen.id, finding.clone()))).await.unwrap_err();
        assert_eq!(again.refusal(), Some(&notice::No::Found));
        let spoken = receipt.code.to_lowercase();
        let answer = db.read(|tx| Box::pin(notice::by_code(tx, tenant, &spoken))).await.unwrap();
        assert_eq!(answer.effect, Some(Effect::Stands));
        let given = db
            .write(|tx| {
                Box::pin(async move {
                    let proof = notice::conclude(tx, at, publication, "期满，维持").await?;
                    honour::award(tx, at, round, &proof).await
                })
            })
            .await
            .unwrap();
        assert_eq!(given, 4);
        let twice = db.write(|tx| Box::pin(honour::award_concluded(tx, at, round))).await.unwrap_err();
        assert_eq!(twice.refusal(), Some(&honour::No::OutOfOrder(honour::State::Awarded)));
    })
    .await;
}

#[tokio::test]
async fn a_corrected_notice_starts_its_clock_again_and_a_withdrawn_one_gives_nothing() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        let start = world.house.zone.at(day("2026-09-28"), 9, 0);
        let (_, publication) = story.rate(id, 0, start).await.unwrap();
        let tenant = story.town.tenant;
        let db = &world.db;
        world.clock("2026-10-09", 9, 0);
        let visitor = &Counter::visitor(&world.house, tenant);
        let receipt = db
            .write(|tx| {
                Box::pin(notice::object(
                    tx,
                    visitor,
                    publication,
                    NewObjection::anonymous("", "有一处写错了"),
                ))
            })
            .await
            .unwrap();
        let objection = db
            .read(|tx| Box::pin(notice::by_code(tx, tenant, &receipt.code)))
            .await
            .unwrap()
            .id;
        let supervisor = &visit(&world, &story.town, Role::Supervisor);
        let finding = &NewFinding {
            effect: Effect::Corrected,
            reason: "确有一处要改。",
        };
        db.write(|tx| Box::pin(notice::find(tx, supervisor, objection, finding.clone())))
            .await
            .unwrap();

        // A correction is owed: the end of the period alone does not help.
        world.clock("2026-10-12", 9, 0);
        let at = &visit(&world, &story.town, Role::Secretary);
        let owed = db
            .write(|tx| Box::pin(notice::conclude(tx, at, publication, "期满")))
            .await
            .unwrap_err();
        assert_eq!(owed.refusal(), Some(&notice::No::CorrectionOwed));
        let folder = db
            .read(|tx| Box::pin(notice::folder(tx, tenant, publication)))
            .await
            .unwrap();
        let same = &folder.snapshot;
        let unchanged = db
            .write(|tx| Box::pin(notice::correct(tx, at, publication, same, true)))
            .await
            .unwrap_err();
        assert_eq!(unchanged.refusal(), Some(&notice::No::Unchanged));
        let mut corrected = folder.snapshot.clone();
        corrected.lead.push_str("更正一处。");
        let corrected = &corrected;
        db.write(|tx| Box::pin(notice::correct(tx, at, publication, corrected, true)))
            .await
            .unwrap();
        let folder = db
            .read(|tx| Box::pin(notice::folder(tx, tenant, publication)))
            .await
            .unwrap();
        assert_eq!(folder.version.version, 2);
        assert_eq!(
            folder.version.first_day,
            day("2026-10-13"),
            "counted from the day after the correction"
        );
        assert_eq!(folder.versions.len(), 2, "the first version stays");
        let early = db
            .write(|tx| Box::pin(notice::conclude(tx, at, publication, "期满")))
            .await
            .unwrap_err();
        assert_eq!(early.refusal(), Some(&notice::No::StillRunning));

        db.write(|tx| Box::pin(notice::withdraw(tx, at, publication, "名单重议")))
            .await
            .unwrap();
        world.clock("2026-12-01", 9, 0);
        let at = &visit(&world, &story.town, Role::Secretary);
        let over = db
            .write(|tx| Box::pin(notice::conclude(tx, at, publication, "期满")))
            .await
            .unwrap_err();
        assert_eq!(
            over.refusal(),
            Some(&notice::No::Over(notice::State::Withdrawn))
        );
    })
    .await;
}

#[tokio::test]
async fn the_author_of_a_notice_does_not_judge_objections_to_it() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        let start = world.house.zone.at(day("2026-09-28"), 9, 0);
        let (_, publication) = story.rate(id, 0, start).await.unwrap();
        let tenant = story.town.tenant;
        let db = &world.db;
        let visitor = &Counter::visitor(&world.house, tenant);
        let receipt = db
            .write(|tx| {
                Box::pin(notice::object(
                    tx,
                    visitor,
                    publication,
                    NewObjection::anonymous("", "请核实一下"),
                ))
            })
            .await
            .unwrap();
        let objection = db
            .read(|tx| Box::pin(notice::by_code(tx, tenant, &receipt.code)))
            .await
            .unwrap()
            .id;
        let finding = &NewFinding {
            effect: Effect::Stands,
            reason: "没有问题的。",
        };
        for role in [Role::Secretary, Role::Clerk, Role::Superior, Role::Member] {
            let at = &visit(&world, &story.town, role);
            let refused = db
                .write(|tx| Box::pin(notice::find(tx, at, objection, finding.clone())))
                .await
                .unwrap_err();
            assert!(
                matches!(refused, Error::Forbidden | Error::NotFound),
                "{role:?}: {refused}"
            );
        }
        // Not even the author who is a supervisor too.
        let author = visit(&world, &story.town, Role::Secretary);
        let supervisor = visit(&world, &story.town, Role::Supervisor);
        let mut both = directory::Actor::clone(author.actor.as_ref().expect("an actor"));
        both.grants
            .extend(supervisor.actor.expect("an actor").grants.clone());
        let at = &Counter::of(&world.house, Arc::new(both));
        let refused = db
            .write(|tx| Box::pin(notice::find(tx, at, objection, finding.clone())))
            .await
            .unwrap_err();
        assert_eq!(refused.refusal(), Some(&notice::No::Involved));
    })
    .await;
}

#[tokio::test]
async fn two_towns_side_by_side_never_mix() {
    on_both(async |world| {
        let here = beginning(&world).await;
        let there = world.town(1).await.unwrap();
        let id = here.read_plan().await.unwrap();
        here.approve(id).await.unwrap();
        let pledges = here.pledge(id).await.unwrap();
        let db = &world.db;
        for role in [
            Role::Secretary,
            Role::Clerk,
            Role::Superior,
            Role::Supervisor,
            Role::SystemAdmin,
        ] {
            let stranger = &visit(&world, &there, role);
            assert!(matches!(
                db.read(|tx| Box::pin(campaign::seen(tx, stranger, id)))
                    .await,
                Err(Error::NotFound)
            ));
            let (pledge, _) = pledges[0];
            assert!(matches!(
                db.read(|tx| Box::pin(pledge::seen(tx, stranger, pledge)))
                    .await,
                Err(Error::NotFound)
            ));
            assert!(
                db.read(|tx| Box::pin(campaign::campaigns(tx, stranger)))
                    .await
                    .unwrap()
                    .is_empty()
            );
            assert!(
                db.read(|tx| Box::pin(desk::due(tx, stranger)))
                    .await
                    .unwrap()
                    .is_empty()
            );
        }
        // The same tree, another tenant: paths are alike, records are not shared.
        let everything = &directory::Path(String::new());
        let (a, b) = (here.town.tenant, there.tenant);
        let ours = db
            .read(|tx| Box::pin(directory::roster(tx, a, everything)))
            .await
            .unwrap();
        let theirs = db
            .read(|tx| Box::pin(directory::roster(tx, b, everything)))
            .await
            .unwrap();
        assert!(ours.iter().all(|p| theirs.iter().all(|q| q.id != p.id)));
        assert_eq!((ours.len(), theirs.len()), (4, 4));
    })
    .await;
}

#[tokio::test]
async fn an_edited_audit_row_is_named() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        let tenant = story.town.tenant;
        let db = &world.db;
        let lines = db
            .read(|tx| Box::pin(audit::verify(tx, tenant)))
            .await
            .unwrap()
            .unwrap();
        assert!(lines > 20);
        db.write(|tx| {
            Box::pin(
                ground::sql!(
                    tx,
                    "update audit set act = 'signed_in' where tenant_id = $1 and seq = 17",
                    tenant
                )
                .run(),
            )
        })
        .await
        .unwrap();
        let broken = db
            .read(|tx| Box::pin(audit::verify(tx, tenant)))
            .await
            .unwrap()
            .unwrap_err();
        assert_eq!(broken.seq, 17);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_end_of_the_audit_chain_is_noticed_and_an_erased_payload_is_not_a_break() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let tenant = story.town.tenant;
        let db = &world.db;
        let lines = db
            .read(|tx| Box::pin(audit::verify(tx, tenant)))
            .await
            .unwrap()
            .unwrap();
        db.write(|tx| {
            Box::pin(
                ground::sql!(
                    tx,
                    "delete from audit_payload where tenant_id = $1 and seq = 3",
                    tenant
                )
                .run(),
            )
        })
        .await
        .unwrap();
        assert_eq!(
            db.read(|tx| Box::pin(audit::verify(tx, tenant)))
                .await
                .unwrap(),
            Ok(lines),
            "ruling 23"
        );
        db.write(|tx| {
            Box::pin(
                ground::sql!(
                    tx,
                    "delete from audit_payload where tenant_id = $1 and seq = $2",
                    tenant,
                    lines
                )
                .run(),
            )
        })
        .await
        .unwrap();
        db.write(|tx| {
            Box::pin(
                ground::sql!(
                    tx,
                    "delete from audit where tenant_id = $1 and seq = $2",
                    tenant,
                    lines
                )
                .run(),
            )
        })
        .await
        .unwrap();
        let broken = db
            .read(|tx| Box::pin(audit::verify(tx, tenant)))
            .await
            .unwrap()
            .unwrap_err();
        assert_eq!(broken.seq, lines);
    })
    .await;
}

#[tokio::test]
async fn roles_reach_as_far_as_their_scope_and_no_farther() {
    let world = town::sqlite_world().await.unwrap();
    let spec = town::Spec {
        branches: 2,
        ..town::Spec::small(0)
    };
    let town = Town::found(&world.db, &world.house, spec).await.unwrap();
    let secretary = town.visit(&world.house, Role::Secretary);
    let mut actor = directory::Actor::clone(secretary.actor.as_ref().expect("an actor"));
    actor.grants.retain(|g| g.role == Role::Secretary);
    actor.grants[0].org_path = town.branches[0].path.clone();
    let at = Counter::of(&world.house, Arc::new(actor));
    assert!(
        at.require(Verb::CheckPledge, &town.branches[0].path)
            .is_ok()
    );
    assert!(matches!(
        at.require(Verb::CheckPledge, &town.branches[1].path),
        Err(Error::NotFound)
    ));
    assert!(matches!(
        at.require(Verb::ReplyPlan, &town.branches[0].path),
        Err(Error::Forbidden)
    ));
    let rated = world
        .db
        .write(|tx| {
            let (at, org) = (&at, &town.branches[1]);
            Box::pin(honour::rate(
                tx,
                at,
                civic::CampaignId(Default::default()),
                org,
                "评定",
                honour::member_scheme(),
            ))
        })
        .await;
    assert!(matches!(rated, Err(Error::NotFound)));
}

#[tokio::test]
async fn verbs_on_different_things_of_one_town_may_meet_and_both_happen() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        world.clock("2026-06-01", 10, 0);
        let db = &world.db;
        let members = &story.town.members[0];
        let write = async |n: usize| {
            let at = &story.town.visit_by(&world.house, &members[n]);
            let person = members[n].id;
            let words = pledge::rules::Words {
                area: "其他",
                action: "巡查",
                measure: "每月2次",
                due: Some(day("2026-12-01")),
                ..pledge::rules::Words::default()
            };
            let new = &NewPledge {
                words,
                proxy_reason: "",
            };
            db.write(|tx| Box::pin(pledge::write(tx, at, id, person, new.clone())))
                .await
        };
        for _ in 0..5 {
            let (a, b, c) = tokio::join!(write(1), write(2), write(3));
            assert!(a.is_ok() && b.is_ok() && c.is_ok(), "{a:?} {b:?} {c:?}");
        }
        let tenant = story.town.tenant;
        let chain = db
            .read(|tx| Box::pin(audit::verify(tx, tenant)))
            .await
            .unwrap();
        assert!(chain.is_ok(), "the chain is whole: {chain:?}");
    })
    .await;
}

#[tokio::test]
async fn passwords_tried_at_once_are_counted_one_by_one() {
    on_both(async |world| {
        let town = world.town(0).await.unwrap();
        let login = format!("{}-clerk", town.spec.code);
        let (db, house, login) = (&world.db, &world.house, login.as_str());
        let wrong = async || {
            db.write(|tx| Box::pin(directory::sign_in(tx, house, login, false, "")))
                .await
        };
        let _ = tokio::join!(wrong(), wrong(), wrong(), wrong(), wrong());
        let right = db
            .write(|tx| Box::pin(directory::sign_in(tx, house, login, true, "")))
            .await
            .unwrap_err();
        assert!(matches!(right.refusal(), Some(directory::No::Locked(_))));
    })
    .await;
}

#[tokio::test]
async fn who_a_correction_took_out_of_the_notice_gets_no_honour() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        let start = world.house.zone.at(day("2026-09-28"), 9, 0);
        let (round, publication) = story.rate(id, 0, start).await.unwrap();
        let tenant = story.town.tenant;
        let db = &world.db;
        let at = &visit(&world, &story.town, Role::Secretary);
        let folder = db
            .read(|tx| Box::pin(notice::folder(tx, tenant, publication)))
            .await
            .unwrap();
        let mut shorter = folder.snapshot.clone();
        let out = shorter.rows.remove(0);
        let shorter = &shorter;
        let unchecked = db
            .write(|tx| Box::pin(notice::correct(tx, at, publication, shorter, false)))
            .await
            .unwrap_err();
        assert_eq!(unchecked.refusal(), Some(&notice::No::SecrecyUnchecked));
        db.write(|tx| Box::pin(notice::correct(tx, at, publication, shorter, true)))
            .await
            .unwrap();
        let given = story.award(round, publication).await.unwrap();
        assert_eq!(given, shorter.rows.len());
        let below = story.town.path();
        let wall = db
            .read(|tx| Box::pin(honour::wall(tx, tenant, below)))
            .await
            .unwrap();
        assert!(
            wall.iter().all(|a| a.name != out[0]),
            "{} is not on it",
            out[0]
        );
    })
    .await;
}

#[tokio::test]
async fn a_correction_found_due_after_another_one_is_owed_too() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        let start = world.house.zone.at(day("2026-09-28"), 9, 0);
        let (_, publication) = story.rate(id, 0, start).await.unwrap();
        let tenant = story.town.tenant;
        let db = &world.db;
        let mut objections = Vec::new();
        for matter in ["甲的次数写错了", "乙的次数也写错了"] {
            let visitor = &Counter::visitor(&world.house, tenant);
            let receipt = db
                .write(|tx| {
                    Box::pin(notice::object(
                        tx,
                        visitor,
                        publication,
                        NewObjection::anonymous("", matter),
                    ))
                })
                .await
                .unwrap();
            let seen = db
                .read(|tx| Box::pin(notice::by_code(tx, tenant, &receipt.code)))
                .await
                .unwrap();
            objections.push(seen.id);
        }
        let finding = &NewFinding {
            effect: Effect::Corrected,
            reason: "确有一处要改。",
        };
        let find = async |n: usize| {
            let at = &visit(&world, &story.town, Role::Supervisor);
            let objection = objections[n];
            db.write(|tx| Box::pin(notice::find(tx, at, objection, finding.clone())))
                .await
                .unwrap();
        };
        world.clock("2026-09-29", 9, 0);
        find(0).await;
        world.clock("2026-09-29", 10, 0);
        let at = &visit(&world, &story.town, Role::Secretary);
        let folder = db
            .read(|tx| Box::pin(notice::folder(tx, tenant, publication)))
            .await
            .unwrap();
        let mut second = folder.snapshot.clone();
        second.lead.push_str("更正一处。");
        let second = &second;
        db.write(|tx| Box::pin(notice::correct(tx, at, publication, second, true)))
            .await
            .unwrap();
        world.clock("2026-09-29", 11, 0);
        find(1).await;
        world.clock("2026-11-02", 9, 0);
        let at = &visit(&world, &story.town, Role::Secretary);
        let owed = db
            .write(|tx| Box::pin(notice::conclude(tx, at, publication, "期满")))
            .await
            .unwrap_err();
        assert_eq!(owed.refusal(), Some(&notice::No::CorrectionOwed));
    })
    .await;
}

#[tokio::test]
async fn last_years_notice_does_not_open_this_years_gate() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        let start = world.house.zone.at(day("2026-06-08"), 9, 0);
        let (round, publication) = story.rate(id, 0, start).await.unwrap();
        story.award(round, publication).await.unwrap();
        let next = Progress::new(
            story.town.clone(),
            &world.db,
            &world.house,
            day("2026-07-01"),
        );
        let second = next.read_plan().await.unwrap();
        next.approve(second).await.unwrap();
        next.close_step(second).await.unwrap();
        next.pledge(second).await.unwrap();
        next.close_step(second).await.unwrap();
        next.review(second, 60, 0).await.unwrap();
        next.close_step(second).await.unwrap();
        next.appraise(second, 0, 61).await.unwrap();
        next.close_step(second).await.unwrap();
        let shut = next.close_step(second).await.unwrap_err();
        assert!(
            matches!(shut.refusal(), Some(campaign::No::GateShut(_))),
            "{shut}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_the_superior_amends_is_what_comes_in_force() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        let db = &world.db;
        world.clock("2026-05-08", 15, 0);
        let secretary = &visit(&world, &story.town, Role::Secretary);
        let clerk = &visit(&world, &story.town, Role::Clerk);
        let superior = &visit(&world, &story.town, Role::Superior);
        let minutes = &story.minutes("党员大会", 4, "同意方案");
        db.write(|tx| Box::pin(campaign::resolve(tx, secretary, id, minutes.clone())))
            .await
            .unwrap();
        db.write(|tx| Box::pin(campaign::submit(tx, clerk, id)))
            .await
            .unwrap();
        let amended = &NewReply {
            kind: ReplyKind::Amended,
            opinion: "公示期改为7个工作日。",
            doc_no: "",
        };
        db.write(|tx| Box::pin(campaign::reply(tx, superior, id, amended.clone())))
            .await
            .unwrap();
        let items = db
            .read(|tx| Box::pin(campaign::items(tx, clerk, id)))
            .await
            .unwrap();
        let phase = items
            .iter()
            .find(|i| i.path == "phases[0]")
            .expect("a phase")
            .number;
        let words = "动员部署：2026-05-10 至 2026-05-28";
        db.write(|tx| {
            Box::pin(campaign::check_item(
                tx,
                clerk,
                id,
                phase,
                Verdict::Adjusted,
                words,
            ))
        })
        .await
        .unwrap();
        let programme = db
            .write(|tx| Box::pin(campaign::issue(tx, secretary, id)))
            .await
            .unwrap();
        assert_eq!(programme.phases[0].ends, Some(day("2026-05-28")));
        // In force, nothing is adjusted any more.
        let late = db
            .write(|tx| {
                Box::pin(campaign::check_item(
                    tx,
                    clerk,
                    id,
                    phase,
                    Verdict::Confirmed,
                    "",
                ))
            })
            .await
            .unwrap_err();
        assert_eq!(
            late.refusal(),
            Some(&campaign::No::OutOfOrder(State::InForce))
        );
    })
    .await;
}

#[tokio::test]
async fn a_notice_is_not_shorter_than_the_plan_says() {
    on_both(async |world| {
        let story = beginning(&world).await;
        let id = story.read_plan().await.unwrap();
        story.approve(id).await.unwrap();
        let db = &world.db;
        let at = &visit(&world, &story.town, Role::Secretary);
        let days = db
            .read(|tx| Box::pin(campaign::notice_workdays(tx, at, id)))
            .await
            .unwrap();
        assert_eq!(days, 5, "the sample plan says 公示5个工作日");
        let org = &story.town.branches[0];
        let round = db
            .write(|tx| {
                Box::pin(honour::rate(
                    tx,
                    at,
                    id,
                    org,
                    "评定",
                    honour::member_scheme(),
                ))
            })
            .await
            .unwrap();
        let minutes = &story.minutes("支部委员会", 3, "同意");
        db.write(|tx| Box::pin(honour::decide(tx, at, round, minutes.clone())))
            .await
            .unwrap();
        let manner = &notice::Manner::default();
        let short = db
            .write(|tx| Box::pin(honour::publish(tx, at, round, 3, manner, true)))
            .await
            .unwrap_err();
        assert_eq!(short.refusal(), Some(&notice::No::Shorter(5)));
        db.write(|tx| Box::pin(honour::publish(tx, at, round, 7, manner, true)))
            .await
            .unwrap();
    })
    .await;
}
