//! Notices as a town lives with them: the end that nothing comes before, clocks that
//! go wrong, who reads what, who signs, who judges.

#![expect(clippy::unwrap_used, reason = "a story that stops has failed")]

use std::sync::Arc;

use civic::directory::{self, Actor, Role, clock, human, tree};
use civic::notice::{
    self, Answer, Effect, Kind, Manner, Medium, NewFinding, NewObjection, NewProof, NewPublication,
    No, Scope, Snapshot, State, Topic,
};
use civic::{Counter, House, PublicationId, audit};
use ground::{Calendar, Error, Ids, Vault, Zone, sql};
use town::{Progress, Town, World, on_both};

macro_rules! write {
    ($world:expr, |$tx:ident| $verb:expr) => {
        $world.db.write(|$tx| Box::pin($verb)).await
    };
}

macro_rules! read {
    ($world:expr, |$tx:ident| $look:expr) => {
        $world.db.read(|$tx| Box::pin($look)).await
    };
}

fn snapshot(lead: &str) -> Snapshot {
    Snapshot {
        lead: lead.to_owned(),
        head: ["姓名", "拟授"].map(str::to_owned).to_vec(),
        rows: ["示甲", "示乙"]
            .map(|n| vec![n.to_owned(), "星".to_owned()])
            .to_vec(),
    }
}

/// A town that begins on this day, at nine.
async fn town_of(world: &World, day: &str) -> Town {
    world.clock(day, 9, 0);
    world.town(0).await.unwrap()
}

async fn publish(world: &World, town: &Town, manner: Manner) -> PublicationId {
    let (at, snapshot) = (
        &town.visit(&world.house, Role::Secretary),
        &snapshot("名单"),
    );
    let org = &town.branches[0];
    let new = &NewPublication {
        kind: Kind::Notice,
        topic: Topic::Honour,
        subject: world.house.ids.uuid(at.now),
        org,
        title: "拟授星名单公示",
        snapshot,
        workdays: Some(5),
        manner,
        secrecy_checked: true,
    };
    write!(world, |tx| notice::publish(tx, at, new.clone())).unwrap()
}

async fn conclude(world: &World, town: &Town, id: PublicationId) -> Result<(), No> {
    let at = &town.visit(&world.house, Role::Secretary);
    let done = write!(world, |tx| notice::conclude(tx, at, id, "结果成立"));
    done.map(drop)
        .map_err(|e| e.refusal::<No>().unwrap().clone())
}

async fn object(world: &World, town: &Town, id: PublicationId, matter: &str) -> Result<(), No> {
    let at = &Counter::visitor(&world.house, town.tenant);
    let new = NewObjection::anonymous("", matter);
    let done = write!(world, |tx| notice::object(tx, at, id, new));
    done.map(drop)
        .map_err(|e| e.refusal::<No>().unwrap().clone())
}

/// S4.4-02, ruling 6: published on 28 September 2011, in effect on 11 October at the earliest.
#[tokio::test]
async fn a_notice_of_28_september_2011_takes_effect_on_11_october_through_no_door_earlier() {
    on_both(async |world| {
        let town = &town_of(&world, "2011-09-28").await;
        let id = publish(&world, town, Manner::default()).await;
        let zone = Zone::default();
        let folder = read!(world, |tx| notice::folder(tx, town.tenant, id)).unwrap();
        assert_eq!(folder.version.last_day.to_string(), "2011-10-10");
        let effective = zone.at("2011-10-11".parse().unwrap(), 0, 0);
        assert_eq!(folder.version.effective_from, effective);

        // The last second hears an objection and concludes nothing.
        world.house.clock.set(effective.plus_seconds(-1));
        assert_eq!(conclude(&world, town, id).await, Err(No::StillRunning));
        // The database says so too: neither early, nor by another end than the published one.
        let (tenant, hash) = (town.tenant, folder.version.hash.as_str());
        let secretary = town.visit(&world.house, Role::Secretary).actor_id();
        for (from, at) in [
            (effective, effective.plus_seconds(-1)),
            (effective.plus_seconds(-1), effective.plus_seconds(-1)),
        ] {
            let direct = write!(world, |tx| sql!(
                tx,
                "insert into publication_conclusion (tenant_id, publication_id, version, hash, effective_from, conclusion, concluded_by, at)
                 values ($1, $2, 1, $3, $4, 'x', $5, $6)",
                tenant, id, hash, from, secretary, at
            )
            .run());
            assert!(matches!(direct, Err(Error::Fault(_))), "{direct:?}");
        }
        object(&world, town, id, "最后一秒提的意见").await.unwrap();
        world.house.clock.set(effective);
        assert_eq!(
            object(&world, town, id, "晚了一秒的意见").await,
            Err(No::PeriodOver)
        );
        assert_eq!(conclude(&world, town, id).await, Err(No::OpenObjections(1)));
        let supervisor = &town.visit(&world.house, Role::Supervisor);
        let waiting = read!(world, |tx| notice::waiting(tx, tenant, town.path())).unwrap();
        let finding = &NewFinding { effect: Effect::Stands, reason: "核对过了，属实" };
        write!(world, |tx| notice::find(tx, supervisor, waiting[0].id, finding.clone())).unwrap();
        assert_eq!(conclude(&world, town, id).await, Ok(()));
    })
    .await;
}

#[tokio::test]
async fn changed_content_starts_the_period_again_and_the_old_version_stays() {
    on_both(async |world| {
        let town = &town_of(&world, "2011-09-28").await;
        let id = publish(&world, town, Manner::default()).await;
        world.clock("2011-10-08", 16, 0);
        let (at, second) = (
            &town.visit(&world.house, Role::Clerk),
            &snapshot("名单，更正一处"),
        );
        write!(world, |tx| notice::correct(tx, at, id, second, true)).unwrap();
        // Sunday the 9th is worked (field-facts 2.18): 9, 10, 11, 12, 13.
        world.clock("2011-10-13", 23, 59);
        assert_eq!(conclude(&world, town, id).await, Err(No::StillRunning));
        world.clock("2011-10-14", 0, 0);
        assert_eq!(conclude(&world, town, id).await, Ok(()));
        let folder = read!(world, |tx| notice::open_folder(tx, town.tenant, id)).unwrap();
        let leads: Vec<String> = folder
            .versions
            .iter()
            .map(|v| v.content().unwrap().lead)
            .collect();
        assert_eq!(leads, ["名单，更正一处", "名单"]);
    })
    .await;
}

/// What hung on the board before a correction proves nothing of the corrected version.
#[tokio::test]
async fn a_corrected_version_is_proved_anew() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let manner = Manner {
            media: vec![Medium::Board],
            ..Manner::default()
        };
        let id = publish(&world, town, manner).await;
        let proof = |at: &Counter, day: &str| NewProof {
            medium: Medium::Board,
            place: "3号楼门口",
            day: Some(day.parse().unwrap()).filter(|d| *d <= at.today),
            words: "",
        };
        let at = &town.visit(&world.house, Role::Clerk);
        write!(world, |tx| notice::prove(
            tx,
            at,
            id,
            proof(at, "2026-05-11")
        ))
        .unwrap();
        world.clock("2026-05-13", 9, 0);
        let (at, second) = (
            &town.visit(&world.house, Role::Clerk),
            &snapshot("更正一处"),
        );
        write!(world, |tx| notice::correct(tx, at, id, second, true)).unwrap();
        let before = proof(at, "2026-05-12");
        let no = write!(world, |tx| notice::prove(tx, at, id, before)).unwrap_err();
        assert_eq!(
            no.refusal(),
            Some(&No::ProofDay),
            "the old version hung there"
        );
        write!(world, |tx| notice::prove(
            tx,
            at,
            id,
            proof(at, "2026-05-13")
        ))
        .unwrap();
        let folder = read!(world, |tx| notice::folder(tx, town.tenant, id)).unwrap();
        let versions: Vec<i64> = folder.proofs.iter().map(|p| p.version).collect();
        assert_eq!(versions, [2, 1]);
    })
    .await;
}

/// A member reads what hangs in the own branch and above it, and nothing of the branch
/// beside it, however much that one publishes.
#[tokio::test]
async fn a_member_reads_the_notices_of_the_own_branch_and_of_those_above_it() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let own = publish(&world, town, Manner::default()).await;
        let here = &town.visit_by(&world.house, &town.members[0][3]);
        let elsewhere = Actor {
            org_path: directory::Path("0001/0002/0999/".to_owned()),
            ..Actor::clone(here.actor.as_ref().unwrap())
        };
        let beside = &Counter::of(&world.house, Arc::new(elsewhere));
        let told = |all: Vec<(notice::Publication, notice::Version)>| -> Vec<PublicationId> {
            all.into_iter().map(|(p, _)| p.id).collect()
        };
        let read = read!(world, |tx| notice::notices_for(tx, here, 10)).unwrap();
        assert_eq!(told(read), [own]);
        let read = read!(world, |tx| notice::notices_for(tx, beside, 10)).unwrap();
        assert!(told(read).is_empty());
        let visitor = &Counter::visitor(&world.house, town.tenant);
        let read = read!(world, |tx| notice::notices_for(tx, visitor, 10)).unwrap();
        assert!(told(read).is_empty());
    })
    .await;
}

/// Ruling 7, back: what ended stays ended.
#[tokio::test]
async fn a_clock_that_goes_back_a_week_reopens_nothing() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let id = publish(&world, town, Manner::default()).await;
        let house = &world.house;
        world.clock("2026-05-19", 0, 0);
        write!(world, |tx| clock::tick(tx, house)).unwrap();
        let back = house.clock.now().plus_seconds(-7 * 24 * 3600);
        house.clock.slip(back);
        assert_eq!(
            object(&world, town, id, "时钟倒了").await,
            Err(No::PeriodOver)
        );
        // What is published now begins where the town is, not where its clock is.
        let later = publish(&world, town, Manner::default()).await;
        let folder = read!(world, |tx| notice::folder(tx, town.tenant, later)).unwrap();
        assert_eq!(folder.version.first_day.to_string(), "2026-05-20");
        assert_eq!(conclude(&world, town, later).await, Err(No::StillRunning));
        assert_eq!(conclude(&world, town, id).await, Ok(()));
    })
    .await;
}

/// Ruling 7, forward: more than a day ends nothing before a person says which day it is.
#[tokio::test]
async fn a_clock_that_jumps_a_week_ends_nothing_until_the_administrator_confirms_the_date() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let id = publish(&world, town, Manner::default()).await;
        let house = &world.house;
        house
            .clock
            .slip(house.clock.now().plus_seconds(8 * 24 * 3600));
        write!(world, |tx| clock::tick(tx, house)).unwrap();
        assert_eq!(conclude(&world, town, id).await, Err(No::StillRunning));
        object(&world, town, id, "公示期还没有满").await.unwrap();
        // Published in doubt: from the later of the two days.
        let later = publish(&world, town, Manner::default()).await;
        let folder = read!(world, |tx| notice::folder(tx, town.tenant, later)).unwrap();
        assert_eq!(folder.version.first_day.to_string(), "2026-05-20");
        let today = Some("2026-05-19".parse().unwrap());
        for role in [Role::Secretary, Role::SecurityAdmin, Role::AuditAdmin] {
            let at = &town.visit(house, role);
            let done = write!(world, |tx| clock::confirm(tx, at, today));
            assert!(matches!(done, Err(Error::NotFound)), "{role:?}");
        }
        let at = &town.visit(house, Role::SystemAdmin);
        let other = Some("2026-05-12".parse().unwrap());
        let refused = write!(world, |tx| clock::confirm(tx, at, other)).unwrap_err();
        assert_eq!(
            refused.refusal(),
            Some(&clock::No::OtherDay(at.today)),
            "the machine is put right first"
        );
        write!(world, |tx| clock::confirm(tx, at, today)).unwrap();
        assert_eq!(conclude(&world, town, id).await, Err(No::OpenObjections(1)));
        assert_eq!(
            object(&world, town, id, "现在满了").await,
            Err(No::PeriodOver)
        );
        let again = write!(world, |tx| clock::confirm(tx, at, today)).unwrap_err();
        assert_eq!(again.refusal(), Some(&clock::No::InStep));
    })
    .await;
}

/// A clock that ran ahead and was even believed once is put back, and the days turn again.
#[tokio::test]
async fn the_days_of_a_town_turn_again_after_a_clock_that_ran_ahead() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let house = &world.house;
        let turned = async || {
            let tenant = town.tenant;
            let day: String = read!(world, |tx| sql!(
                tx,
                "select turned from tree_day where tenant_id = $1",
                tenant
            )
            .value())
            .unwrap();
            day
        };
        write!(world, |tx| tree::turn_day(tx, house)).unwrap();
        let start = house.clock.now();
        house.clock.slip(start.plus_seconds(400 * 24 * 3600));
        write!(world, |tx| tree::turn_day(tx, house)).unwrap();
        assert_eq!(turned().await, "2026-05-11", "not by the clock alone");
        let at = &town.visit(house, Role::SystemAdmin);
        let wrong = Some(at.today);
        write!(world, |tx| clock::confirm(tx, at, wrong)).unwrap();
        write!(world, |tx| tree::turn_day(tx, house)).unwrap();
        assert_eq!(turned().await, "2027-06-15");
        // The mistake is seen: the machine is put right, the date confirmed again.
        house.clock.slip(start.plus_seconds(24 * 3600));
        let at = &town.visit(house, Role::SystemAdmin);
        let right = Some(at.today);
        write!(world, |tx| clock::confirm(tx, at, right)).unwrap();
        for day in ["2026-05-12", "2026-05-13"] {
            write!(world, |tx| tree::turn_day(tx, house)).unwrap();
            assert_eq!(turned().await, day);
            house.clock.slip(house.clock.now().plus_seconds(24 * 3600));
        }
    })
    .await;
}

/// The same house with another file of holidays.
fn with_holidays(world: &World, file: &str) -> Arc<House> {
    let mut calendar = Calendar::shipped().unwrap();
    calendar.add(file.as_bytes()).unwrap();
    Arc::new(House {
        calendar,
        zone: Zone::default(),
        ids: Ids::from_os(),
        clock: world.house.clock.clone(),
        defaults: civic::Defaults::shipped().unwrap(),
        vault: Vault::for_tests(7).unwrap(),
    })
}

#[tokio::test]
async fn the_published_end_stays_when_the_holidays_change_meanwhile() {
    on_both(async |world| {
        // Friday before the holidays of October: 30 September, then 8, 9, 10, 12 October 2026.
        let town = &town_of(&world, "2026-09-29").await;
        let id = publish(&world, town, Manner::default()).await;
        let of = async || {
            read!(world, |tx| notice::folder(tx, town.tenant, id))
                .unwrap()
                .version
        };
        let before = of().await;
        // A new file: nothing is a holiday any more. Five working days would end on 6 October.
        let days: Vec<String> = (1..=7)
            .map(|d| format!(r#"{{"name":"国庆节","date":"2026-10-0{d}","isOffDay":false}}"#))
            .collect();
        let file = format!(r#"{{"year":2026,"days":[{}]}}"#, days.join(","));
        let house = with_holidays(&world, &file);
        world.clock("2026-10-07", 0, 0);
        let at = &town.visit(&house, Role::Secretary);
        let early = write!(world, |tx| notice::conclude(tx, at, id, "期满")).unwrap_err();
        assert_eq!(early.refusal(), Some(&No::StillRunning));
        let after = of().await;
        assert_eq!(
            (after.last_day, after.effective_from),
            (before.last_day, before.effective_from)
        );
        assert_eq!(after.last_day.to_string(), "2026-10-12");
    })
    .await;
}

#[tokio::test]
async fn what_is_for_members_alone_does_not_exist_for_visitors_and_leaves_no_name_of_who_objects() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let manner = Manner {
            scope: Scope::Members,
            media: vec![Medium::Web, Medium::Meeting],
        };
        let id = publish(&world, town, manner).await;
        let (tenant, house) = (town.tenant, &world.house);
        let open = read!(world, |tx| notice::open_folder(tx, tenant, id));
        assert!(matches!(open, Err(Error::NotFound)));
        let visitor = &Counter::visitor(house, tenant);
        let new = NewObjection::anonymous("", "外面的人看不到");
        let refused = write!(world, |tx| notice::object(tx, visitor, id, new));
        assert!(matches!(refused, Err(Error::NotFound)));
        let own = &town.visit_by(house, &town.members[0][3]);
        let elsewhere = Actor {
            org_path: directory::Path("0001/0002/0999/".to_owned()),
            ..Actor::clone(own.actor.as_ref().unwrap())
        };
        let other = &Counter::of(house, Arc::new(elsewhere));
        assert!(read!(world, |tx| notice::shown_to_members(tx, own, id)).is_ok());
        let elsewhere = read!(world, |tx| notice::shown_to_members(tx, other, id));
        assert!(matches!(elsewhere, Err(Error::NotFound)), "another branch");
        let new = NewObjection::anonymous("示甲", "会上念的和墙上的不一样");
        write!(world, |tx| notice::object(tx, own, id, new)).unwrap();
        let lines = read!(world, |tx| audit::latest(tx, tenant, 50)).unwrap();
        assert!(lines.iter().all(|l| l.actor_id != own.actor_id()));
        // Written down for the board though it was never to hang there: no.
        let (at, today) = (&town.visit(house, Role::Clerk), Some(own.today));
        let mut proof = NewProof {
            medium: Medium::Board,
            place: "3号楼门口",
            day: today,
            words: "",
        };
        let no = write!(world, |tx| notice::prove(tx, at, id, proof)).unwrap_err();
        assert_eq!(no.refusal(), Some(&No::OtherMedium(Medium::Board)));
        proof.medium = Medium::Meeting;
        proof.day = today.map(|d| d.plus(-1));
        let no = write!(world, |tx| notice::prove(tx, at, id, proof)).unwrap_err();
        assert_eq!(no.refusal(), Some(&No::ProofDay), "before it was published");
        proof.day = today;
        write!(world, |tx| notice::prove(tx, at, id, proof)).unwrap();
        let folder = read!(world, |tx| notice::folder(tx, tenant, id)).unwrap();
        assert_eq!(folder.proofs[0].place, "3号楼门口");
        assert_eq!(folder.media, [Medium::Web, Medium::Meeting]);
    })
    .await;
}

#[tokio::test]
async fn who_signs_is_read_by_the_handler_alone_and_the_register_says_only_that_it_was_signed() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let id = publish(&world, town, Manner::default()).await;
        let (tenant, house) = (town.tenant, &world.house);
        let visitor = &Counter::visitor(house, tenant);
        let new = NewObjection::anonymous("示乙", "走访那天人不在").signed("示范居民", "一号院101");
        let receipt = write!(world, |tx| notice::object(tx, visitor, id, new)).unwrap();
        let objection = read!(world, |tx| notice::by_code(tx, tenant, &receipt.code)).unwrap();
        let sealed = objection.sealed.clone().unwrap();
        for word in ["示范居民", "一号院101"] {
            let hidden = sealed.windows(word.len()).all(|w| w != word.as_bytes());
            assert!(hidden, "{word} is sealed");
        }
        let supervisor = &town.visit(house, Role::Supervisor);
        let seen = write!(world, |tx| notice::signature(tx, supervisor, objection.id)).unwrap();
        assert_eq!(seen.unwrap().name, "示范居民");
        let lines = read!(world, |tx| audit::latest(tx, tenant, 1)).unwrap();
        assert_eq!(lines[0].act, audit::Act::Unmasked.word());
        // A supervisor of that very name is its subject.
        let named = Actor {
            name: "示乙".to_owned(),
            ..Actor::clone(supervisor.actor.as_ref().unwrap())
        };
        let subject = &Counter::of(house, Arc::new(named));
        let no = write!(world, |tx| notice::signature(tx, subject, objection.id)).unwrap_err();
        assert_eq!(no.refusal(), Some(&No::Involved));
        for role in [Role::Secretary, Role::Clerk] {
            let at = &town.visit(house, role);
            let no = write!(world, |tx| notice::signature(tx, at, objection.id));
            assert!(matches!(no, Err(Error::Forbidden)), "{role:?}");
        }
        let register = read!(world, |tx| notice::register(
            tx,
            supervisor,
            town.path(),
            None,
            10
        ));
        let register = register.unwrap();
        assert_eq!((register.len(), register[0].signed), (1, 1));
        let before = Some((register[0].at, register[0].id));
        let rest = read!(world, |tx| notice::register(
            tx,
            supervisor,
            town.path(),
            before,
            10
        ));
        assert!(rest.unwrap().is_empty());
    })
    .await;
}

/// No dead end: a published plan is put right by the superior's reply, and the sentence
/// against taking it down says so.
#[tokio::test]
async fn a_published_plan_is_corrected_on_the_superiors_reply() {
    on_both(async |world| {
        let town = world.town(0).await.unwrap();
        let story = Progress::new(town, &world.db, &world.house, world.house.today());
        let campaign = story.read_plan().await.unwrap();
        story.approve(campaign).await.unwrap();
        let (town, house) = (&story.town, &world.house);
        let plans = read!(world, |tx| notice::plans(tx, town.tenant, town.path(), 5)).unwrap();
        let id = plans[0].id;
        let secretary = &town.visit(house, Role::Secretary);
        let superior = &town.visit(house, Role::Superior);
        let mut words = read!(world, |tx| notice::folder(tx, town.tenant, id))
            .unwrap()
            .snapshot;
        words.lead.push_str("（更正：日期）");
        let words = &words;
        let no = write!(world, |tx| notice::correct(tx, secretary, id, words, true)).unwrap_err();
        assert_eq!(no.refusal(), Some(&No::ByReply));
        let no = write!(world, |tx| notice::withdraw(tx, secretary, id, "不要了")).unwrap_err();
        assert!(no.to_string().contains("上级答复后更正"), "{no}");
        let ask = async || {
            write!(world, |tx| notice::propose(
                tx,
                secretary,
                id,
                words,
                "日期写错",
                true
            ))
        };
        let first = ask().await.unwrap();
        assert_eq!(ask().await.unwrap_err().refusal(), Some(&No::Asked));
        let reply = async |at: &Counter, which, answer, opinion: &str| {
            write!(world, |tx| notice::answer(tx, at, which, answer, opinion))
        };
        let own = reply(secretary, first, Answer::Agreed, "").await;
        assert!(matches!(own, Err(Error::Forbidden)));
        let bare = reply(superior, first, Answer::Returned, " ")
            .await
            .unwrap_err();
        assert!(matches!(bare.refusal(), Some(No::Empty("opinion", _))));
        reply(superior, first, Answer::Returned, "写明依据")
            .await
            .unwrap();
        let second = ask().await.unwrap();
        reply(superior, second, Answer::Agreed, "").await.unwrap();
        let late = reply(superior, second, Answer::Returned, "反悔")
            .await
            .unwrap_err();
        assert_eq!(late.refusal(), Some(&No::Answered));
        let folder = read!(world, |tx| notice::folder(tx, town.tenant, id)).unwrap();
        assert_eq!((folder.version.version, &folder.snapshot), (2, words));
        assert_eq!(folder.version.published_by, secretary.actor_id());
        assert_eq!(folder.publication.state, State::Public);
    })
    .await;
}

#[tokio::test]
async fn a_question_for_people_opens_one_post_at_one_place_for_a_short_time() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let at = || Counter::visitor(&world.house, town.tenant);
        // As somebody answers who has it read out: the numbers of the question, reckoned.
        let reckon = |text: &str| {
            let digit = |c| "零一二三四五六七八九".chars().position(|d| d == c);
            let numbers: Vec<usize> = text.replace("一共", "").chars().filter_map(digit).collect();
            let taken = if text.contains('减') { numbers[2] } else { 0 };
            (numbers[0] + numbers[1] - taken).to_string()
        };
        let take = async |place: &str, token: &str, typed: &str| {
            let at = &at();
            write!(world, |tx| human::take(tx, at, place, token, typed))
                .map_err(|e| e.refusal::<human::No>().unwrap().clone())
        };
        let asked = human::ask(&at(), "here");
        let answer = reckon(&asked.text);
        assert_eq!(take("here", "", "").await, Err(human::No::Wrong));
        assert_eq!(
            take("here", &asked.token, "99").await,
            Err(human::No::Wrong)
        );
        assert_eq!(
            take("there", &asked.token, &answer).await,
            Err(human::No::Old)
        );
        let forged = asked.token.replace('-', "-2");
        assert_eq!(take("here", &forged, &answer).await, Err(human::No::Old));
        assert_eq!(take("here", &asked.token, &answer).await, Ok(()));
        assert_eq!(
            take("here", &asked.token, &answer).await,
            Err(human::No::Old),
            "once"
        );
        let asked = human::ask(&at(), "here");
        let answer = reckon(&asked.text);
        world.clock("2026-05-11", 9, 16);
        assert_eq!(
            take("here", &asked.token, &answer).await,
            Err(human::No::Old),
            "too late"
        );
    })
    .await;
}

#[tokio::test]
async fn an_objection_that_floods_or_cannot_be_read_is_refused_in_words() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let id = publish(&world, town, Manner::default()).await;
        let huge = "长".repeat(10 << 20);
        let no = object(&world, town, id, &huge).await.unwrap_err();
        assert!(matches!(no, No::TooLong("matter", _, 2000)));
        assert!(object(&world, town, id, " \n ").await.is_err());
        let script = "<script>alert(1)</script>' or 1=1 --";
        object(&world, town, id, script).await.unwrap();
        assert_eq!(object(&world, town, id, script).await, Err(No::Duplicate));
        let waiting = read!(world, |tx| notice::waiting(tx, town.tenant, town.path())).unwrap();
        assert_eq!(waiting[0].matter, script, "kept as it was written");
    })
    .await;
}

/// An actor of the town as its records have it: for a process that only knows the database.
async fn secretary_of(db: &ground::Db, house: &Arc<House>) -> (Counter, directory::Org) {
    db.read(|tx| {
        Box::pin(async move {
            let (tenant, _, _) = directory::tenants(tx).await?.remove(0);
            let all = &directory::Path(String::new());
            let org = directory::orgs(tx, tenant, all).await?.pop().unwrap();
            let actor = Actor {
                tenant,
                person: civic::PersonId(tenant.0),
                name: "示书记".to_owned(),
                org_id: org.id,
                org_path: org.path.clone(),
                grants: vec![directory::Grant {
                    role: Role::Secretary,
                    org_path: org.path.clone(),
                }],
            };
            Ok((Counter::of(house, Arc::new(actor)), org))
        })
    })
    .await
    .unwrap()
}

const VICTIM: &str = "SANZHENG_TEST_VICTIM";

/// Not a story by itself: the process that the next one kills. It publishes until then.
#[tokio::test]
async fn publishes_until_it_is_killed() {
    let Ok(address) = std::env::var(VICTIM) else {
        return;
    };
    let world = World::opened(&address).await.unwrap();
    let (at, org) = &secretary_of(&world.db, &world.house).await;
    // Large, so that there is a middle to be killed in.
    let snapshot = &snapshot(&"很长的说明。".repeat(20_000));
    loop {
        let new = &NewPublication {
            kind: Kind::Notice,
            topic: Topic::Honour,
            subject: at.house.ids.uuid(at.now),
            org,
            title: "拟授星名单公示",
            snapshot,
            workdays: Some(5),
            manner: Manner {
                scope: Scope::Public,
                media: Medium::ALL.to_vec(),
            },
            secrecy_checked: true,
        };
        write!(world, |tx| notice::publish(tx, at, new.clone())).unwrap();
    }
}

/// Power loss while publishing: all of a publication or nothing.
#[tokio::test]
async fn a_publication_that_is_killed_is_there_wholly_or_not_at_all() {
    on_both(async |world| {
        let town = &town_of(&world, "2026-05-11").await;
        let tenant = town.tenant;
        let mut most = 0;
        for _ in 0..4 {
            let mut victim = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "publishes_until_it_is_killed"])
                .env(VICTIM, &world.address)
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap();
            // Killed as soon as something new is there: in the middle of the next one.
            let count = loop {
                let found: i64 = read!(world, |tx| sql!(
                    tx,
                    "select count(*) from publication where tenant_id = $1",
                    tenant
                )
                .value())
                .unwrap();
                if found > most {
                    break found;
                }
                assert!(victim.try_wait().unwrap().is_none(), "it ended by itself");
            };
            victim.kill().unwrap();
            victim.wait().unwrap();
            most = count;
        }
        let whole: (i64, i64) = read!(world, |tx| sql!(
            tx,
            "select count(*),
                count(*) filter (where
                    (select count(*) from publication_version v
                     where v.tenant_id = p.tenant_id and v.publication_id = p.id) = 1
                    and (select count(*) from publication_medium m
                     where m.tenant_id = p.tenant_id and m.publication_id = p.id) = 3
                    and (select count(*) from audit a
                     where a.tenant_id = p.tenant_id and a.subject_id = p.id and a.act = 'published') = 1)
             from publication p where p.tenant_id = $1",
            tenant
        )
        .opt())
        .unwrap()
        .unwrap();
        assert!(whole.0 >= 4 && whole.0 == whole.1, "{whole:?}");
        let chain = read!(world, |tx| audit::verify(tx, tenant)).unwrap();
        assert!(chain.is_ok(), "{chain:?}");
        // And the place goes on.
        publish(&world, town, Manner::default()).await;
    })
    .await;
}
