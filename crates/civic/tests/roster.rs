//! Stories of the roster: the tree changes by approval, people come, change and
//! go, roles have a term, and everyone's own record is theirs to see.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on has not passed"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use civic::directory::access::{self, Gift, OpenItem, OpenItems, Successor};
use civic::directory::people::keeping::{
    self, CorrectionState, Entry, Leaving, Matter, NewExemption, NewResidence, Panel, Protected,
};
use civic::directory::people::membership;
use civic::directory::tree::{
    self, ChangeKind, ChangeReply, Closing, Goal, Move, NewChange, NewUnit, Opening, Plan,
    UnitCoverage, UnitKind,
};
use civic::directory::{
    self, Actor, Details, Grant, LooseDay, Org, OrgKind, Particulars, Path, Person, Role, Sex,
    Standing, people,
};
use civic::{ChangeId, Counter, OrgId, PersonId, audit, desk, honour};
use ground::{Day, Error};
use town::{Spec, Town, World, on_both};

/// A town with some branches of some members.
async fn town_of(world: &World, branches: usize, members: usize) -> Town {
    let spec = Spec {
        branches,
        members,
        ..Spec::small(0)
    };
    Town::found(&world.db, &world.house, spec).await.unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn loose(text: &str) -> LooseDay {
    text.parse().unwrap()
}

/// Somebody of the town with one role over one place.
fn holder(world: &World, town: &Town, person: &Person, role: Role, path: &Path) -> Counter {
    let grants = vec![Grant {
        role,
        org_path: path.clone(),
    }];
    with(world, town, person, grants)
}

fn with(world: &World, town: &Town, person: &Person, grants: Vec<Grant>) -> Counter {
    let actor = Actor {
        tenant: town.tenant,
        person: person.id,
        name: person.name.clone(),
        org_id: person.org_id,
        org_path: person.org_path.clone(),
        grants,
    };
    Counter::of(&world.house, Arc::new(actor))
}

macro_rules! write {
    ($world:expr, |$tx:ident| $doing:expr) => {
        $world
            .db
            .write(|$tx| Box::pin(async move { $doing.await }))
            .await
    };
}

macro_rules! read {
    ($world:expr, |$tx:ident| $doing:expr) => {
        $world
            .db
            .read(|$tx| Box::pin(async move { $doing.await }))
            .await
    };
}

fn new_branch(code: &str, name: &str) -> Opening {
    Opening {
        kind: OrgKind::Branch,
        code: code.to_owned(),
        name: name.to_owned(),
    }
}

/// Half of a branch goes to a new one.
fn split(town: &Town, branch: usize, effective: &str) -> NewChange<'static> {
    let moves = (town.members[branch].iter().step_by(2))
        .map(|p| Move {
            person: p.id,
            goal: Goal::New(0),
        })
        .collect();
    NewChange {
        kind: ChangeKind::Split,
        effective: day(effective),
        reason: "党员多，分开好开会",
        plan: Plan {
            parent: town.community.id,
            opens: vec![new_branch("branch-new", "新设党支部")],
            closes: Vec::new(),
            moves,
        },
    }
}

async fn proposed(world: &World, town: &Town, new: NewChange<'_>) -> ground::Result<ChangeId> {
    let at = &town.visit(&world.house, Role::Clerk);
    let new = &new;
    write!(world, |tx| tree::propose(tx, at, new.clone()))
}

async fn approved(world: &World, town: &Town, id: ChangeId) -> ground::Result<()> {
    let at = &town.visit(&world.house, Role::Superior);
    let reply = ChangeReply::Approve {
        doc_no: "示党批〔2026〕3号",
        opinion: "同意",
    };
    write!(world, |tx| tree::reply(tx, at, id, reply))
}

async fn tree_on(world: &World, town: &Town, on: &str) -> Vec<tree::OrgOn> {
    let at = &town.visit(&world.house, Role::Clerk);
    let (below, on) = (&town.community.path, day(on));
    read!(world, |tx| tree::tree_on(tx, at, below, on)).unwrap()
}

fn counts(orgs: &[tree::OrgOn]) -> Vec<(&str, i64)> {
    orgs.iter().map(|o| (o.name.as_str(), o.members)).collect()
}

#[tokio::test]
async fn a_branch_that_is_split_on_the_first_of_july_is_one_on_the_eve_and_two_on_the_day() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 2, 6).await;
        world.clock("2026-06-10", 10, 0);
        let id = proposed(world, town, split(town, 0, "2026-07-01"))
            .await
            .unwrap();
        approved(world, town, id).await.unwrap();
        // The future that was approved is seen already, and today is untouched.
        for _ in 0..2 {
            let before = tree_on(world, town, "2026-06-30").await;
            let after = tree_on(world, town, "2026-07-01").await;
            assert_eq!(
                counts(&before),
                [
                    ("青杨社区党总支", 0),
                    ("青杨社区第一党支部", 6),
                    ("青杨社区第二党支部", 6)
                ]
            );
            assert_eq!(
                counts(&after),
                [
                    ("青杨社区党总支", 0),
                    ("青杨社区第一党支部", 3),
                    ("青杨社区第二党支部", 6),
                    ("新设党支部", 3)
                ]
            );
            assert_eq!(tree::total(&before), 12);
            assert_eq!(tree::total(&before), tree::total(&after));
            world.clock("2026-07-01", 0, 1);
        }
        let at = &town.visit(&world.house, Role::Clerk);
        let below = &town.community.path;
        let moved = town.members[0][0].id;
        let roster_on = |on: &str| {
            let on = day(on);
            async move {
                let all = read!(world, |tx| membership::roster_on(tx, at, below, on)).unwrap();
                all.into_iter()
                    .find(|p| p.person_id == moved)
                    .unwrap()
                    .org_id
            }
        };
        assert_eq!(roster_on("2026-06-30").await, town.branches[0].id);
        assert_ne!(roster_on("2026-07-01").await, town.branches[0].id);
        // Until the day is turned, today is what it was; the turn may come twice.
        let house = &world.house;
        let of_today =
            || async { read!(world, |tx| directory::person(tx, town.tenant, moved)).unwrap() };
        assert_eq!(of_today().await.org_id, town.branches[0].id);
        for _ in 0..2 {
            write!(world, |tx| tree::turn_day(tx, house)).unwrap();
            let person = &of_today().await;
            assert_ne!(person.org_id, town.branches[0].id);
            let found = read!(world, |tx| people::search(tx, at, &person.name, 5)).unwrap();
            assert_eq!(found.iter().map(|p| p.id).collect::<Vec<_>>(), [moved]);
            // Who leads the new branch sees its people; who led the old one no longer does.
            let new = holder(world, town, person, Role::Secretary, &person.org_path);
            let old = holder(world, town, person, Role::Secretary, &town.branches[0].path);
            let (new, old) = (&new, &old);
            assert!(read!(world, |tx| keeping::entry(tx, new, moved)).is_ok());
            let hidden = read!(world, |tx| keeping::entry(tx, old, moved));
            assert!(matches!(hidden, Err(Error::NotFound)));
        }
        let grants = read!(world, |tx| access::grants(
            tx,
            town.tenant,
            moved,
            house.today()
        ));
        let places: Vec<_> = grants
            .unwrap()
            .into_iter()
            .filter(|g| g.role == Role::Member)
            .map(|g| g.org_path)
            .collect();
        assert_eq!(places, [of_today().await.org_path]);
    })
    .await;
}

#[tokio::test]
async fn two_branches_that_merge_keep_everyone_and_what_stood_over_them_ends() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 3, 4).await;
        world.clock("2026-06-10", 10, 0);
        let (first, second, third) = (&town.branches[0], &town.branches[1], &town.branches[2]);
        let leader = &town.members[1][1];
        let security = &town.visit(&world.house, Role::SecurityAdmin);
        let gift = Gift {
            person: leader.id,
            role: Role::Secretary,
            from: world.house.today(),
            until: None,
        };
        write!(world, |tx| access::give(tx, security, second, gift)).unwrap();
        let closing = |org: &Org| Closing {
            org: org.id,
            heir: Goal::New(0),
        };
        let merge = NewChange {
            kind: ChangeKind::Merge,
            effective: day("2026-06-10"),
            reason: "人少，合起来好开会",
            plan: Plan {
                parent: town.community.id,
                opens: vec![new_branch("joint", "联合党支部")],
                closes: vec![closing(first), closing(second)],
                moves: vec![Move {
                    person: leader.id,
                    goal: Goal::Standing(third.id),
                }],
            },
        };
        let id = proposed(world, town, merge).await.unwrap();
        approved(world, town, id).await.unwrap();
        // In effect from today: no turn is waited for.
        let orgs = read!(world, |tx| directory::orgs(
            tx,
            town.tenant,
            &town.community.path
        ))
        .unwrap();
        let names: Vec<_> = orgs.iter().map(|o| o.name.as_str()).collect();
        assert_eq!(
            names,
            ["青杨社区党总支", "青杨社区第三党支部", "联合党支部"]
        );
        let now = tree_on(world, town, "2026-06-10").await;
        assert_eq!(
            counts(&now)[1..],
            [("青杨社区第三党支部", 5), ("联合党支部", 7)]
        );
        assert_eq!(
            tree::total(&now),
            tree::total(&tree_on(world, town, "2026-06-09").await)
        );
        let today = world.house.today();
        let held = read!(world, |tx| access::grants(
            tx,
            town.tenant,
            leader.id,
            today
        ))
        .unwrap();
        assert!(held.iter().all(|g| g.role == Role::Member), "{held:?}");
        assert_eq!(held[0].org_path, third.path);
    })
    .await;
}

#[tokio::test]
async fn a_change_is_asked_for_by_one_and_answered_by_another_once() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 2, 4).await;
        let id = proposed(world, town, split(town, 0, "2026-07-01"))
            .await
            .unwrap();
        // The clerk does not approve, and who holds both roles does not answer their own.
        let clerk = &town.visit(&world.house, Role::Clerk);
        let agree = ChangeReply::Approve {
            doc_no: "",
            opinion: "",
        };
        let refused = write!(world, |tx| tree::reply(tx, clerk, id, agree));
        assert!(matches!(refused, Err(Error::Forbidden)));
        let both = clerk.actor.as_ref().unwrap();
        let mut both = Actor::clone(both);
        both.grants.push(Grant {
            role: Role::Superior,
            org_path: town.committee.path.clone(),
        });
        let both = &Counter::of(&world.house, Arc::new(both));
        let refused = write!(world, |tx| tree::reply(tx, both, id, agree)).unwrap_err();
        assert_eq!(refused.refusal(), Some(&tree::No::OwnProposal));
        // One change of a branch at a time.
        let again = proposed(world, town, split(town, 0, "2026-08-01"))
            .await
            .unwrap_err();
        let name = town.branches[0].name.clone();
        assert_eq!(again.refusal(), Some(&tree::No::Pending(name)));
        // Returned with a reason, and then it is over.
        let superior = &town.visit(&world.house, Role::Superior);
        let silent = ChangeReply::Return { opinion: " " };
        assert!(write!(world, |tx| tree::reply(tx, superior, id, silent)).is_err());
        let back = ChangeReply::Return {
            opinion: "新支部不足三名正式党员",
        };
        write!(world, |tx| tree::reply(tx, superior, id, back)).unwrap();
        let late = approved(world, town, id).await.unwrap_err();
        assert_eq!(late.refusal(), Some(&tree::No::Decided));
        let change = read!(world, |tx| tree::change(tx, clerk, id)).unwrap();
        assert_eq!(change.opinion, "新支部不足三名正式党员");
        // Which frees the branch for the next one, that its author takes back.
        let next = proposed(world, town, split(town, 0, "2026-08-01"))
            .await
            .unwrap();
        write!(world, |tx| tree::withdraw(tx, clerk, next)).unwrap();
        assert_eq!(counts(&tree_on(world, town, "2026-08-01").await)[1].1, 4);
    })
    .await;
}

#[tokio::test]
async fn a_branch_does_not_end_without_saying_where_its_people_go() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 2, 4).await;
        let (first, second) = (town.branches[0].id, town.branches[1].id);
        let abolish = |heir, effective: &str| NewChange {
            kind: ChangeKind::Abolish,
            effective: day(effective),
            reason: "人数不足",
            plan: Plan {
                parent: town.community.id,
                opens: Vec::new(),
                closes: vec![Closing { org: first, heir }],
                moves: Vec::new(),
            },
        };
        let nowhere = proposed(world, town, abolish(Goal::New(0), "2026-07-01")).await;
        assert!(matches!(
            nowhere.unwrap_err().refusal(),
            Some(tree::No::Shape(_))
        ));
        let itself = proposed(world, town, abolish(Goal::Standing(first), "2026-07-01")).await;
        assert!(itself.is_err());
        for far in ["2020-01-01", "2036-01-01"] {
            let refused = proposed(world, town, abolish(Goal::Standing(second), far)).await;
            assert!(matches!(
                refused.unwrap_err().refusal(),
                Some(tree::No::OutOfRange(..))
            ));
        }
        // Before the town was founded nobody stood there.
        let early = proposed(world, town, abolish(Goal::Standing(second), "2026-05-01")).await;
        assert!(matches!(
            early.unwrap_err().refusal(),
            Some(tree::No::NotThen(_))
        ));
        // Who comes after the approval goes with the others.
        let id = proposed(world, town, abolish(Goal::Standing(second), "2026-07-01"))
            .await
            .unwrap();
        approved(world, town, id).await.unwrap();
        world.clock("2026-06-20", 9, 0);
        let clerk = &town.visit(&world.house, Role::Clerk);
        let branch = &town.branches[0];
        let late = &entry("郑后来");
        let newcomer = write!(world, |tx| keeping::register(tx, clerk, branch, late)).unwrap();
        world.clock("2026-07-03", 9, 0);
        let house = &world.house;
        write!(world, |tx| tree::turn_day(tx, house)).unwrap();
        let person = read!(world, |tx| directory::person(tx, town.tenant, newcomer)).unwrap();
        assert_eq!(person.org_id, second);
        assert_eq!(counts(&tree_on(world, town, "2026-07-03").await)[1].1, 9);
        assert_eq!(counts(&tree_on(world, town, "2026-06-30").await)[1].1, 5);
    })
    .await;
}

fn entry(name: &str) -> Entry {
    Entry {
        name: name.to_owned(),
        post: String::new(),
        category: "社区".to_owned(),
        standing: Standing::Full,
        sex: Sex::Female,
        ethnicity: "汉族".to_owned(),
        rank: 0,
        details: Details {
            birth: loose("1965.03"),
            joined: loose("1990.7"),
            full_since: loose("1991-07-01"),
            ..Details::default()
        },
        particulars: Particulars {
            phone: "19000001234".to_owned(),
            address: "示范街道八号院".to_owned(),
            ..Particulars::default()
        },
    }
}

#[tokio::test]
async fn a_functional_group_holds_members_who_stay_where_they_are() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 2, 4).await;
        let clerk = &town.visit(&world.house, Role::Clerk);
        let community = &town.community;
        let group = write!(world, |tx| tree::set_up_group(
            tx,
            clerk,
            community,
            "courier",
            "快递小哥功能型党小组"
        ))
        .unwrap();
        let before = read!(world, |tx| directory::roster(
            tx,
            town.tenant,
            &town.community.path
        ))
        .unwrap();
        for branch in &town.members {
            let person = branch[1].id;
            write!(world, |tx| tree::join_group(tx, clerk, group.id, person)).unwrap();
        }
        let person = town.members[0][1].id;
        let twice = write!(world, |tx| tree::join_group(tx, clerk, group.id, person)).unwrap_err();
        assert_eq!(twice.refusal(), Some(&tree::No::InGroup));
        let now = tree_on(world, town, "2026-05-06").await;
        let row = now
            .iter()
            .find(|o| o.kind == OrgKind::FunctionalGroup)
            .unwrap();
        assert_eq!((row.members, tree::total(&now)), (2, 8));
        let after = read!(world, |tx| directory::roster(
            tx,
            town.tenant,
            &town.community.path
        ))
        .unwrap();
        let ids = |all: &[Person]| all.iter().map(|p| (p.id, p.org_id)).collect::<Vec<_>>();
        assert_eq!(ids(&before), ids(&after));
        write!(world, |tx| tree::leave_group(tx, clerk, group.id, person)).unwrap();
        let group = &group;
        let left = read!(world, |tx| tree::group_members(
            tx,
            clerk,
            group,
            day("2026-05-06")
        ))
        .unwrap();
        assert_eq!(left.len(), 1);
        // A group that ends is not in the tree of the next day.
        write!(world, |tx| tree::end_group(tx, clerk, group.id)).unwrap();
        assert!(
            tree_on(world, town, "2026-05-07")
                .await
                .iter()
                .all(|o| o.id != group.id)
        );
    })
    .await;
}

#[tokio::test]
async fn of_twelve_units_nine_are_covered_and_three_are_named() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 4).await;
        let clerk = &town.visit(&world.house, Role::Clerk);
        let (community, branch) = (&town.community, town.branches[0].id);
        let today = world.house.today();
        for n in 1..=12 {
            let name = &format!("{n:02}号楼");
            let new = NewUnit {
                kind: UnitKind::Building,
                name,
                address: "",
            };
            let id = write!(world, |tx| tree::add_unit(tx, clerk, community, new)).unwrap();
            if n > 3 {
                write!(world, |tx| tree::cover(tx, clerk, id, Some(branch), today)).unwrap();
            }
        }
        let again = NewUnit {
            kind: UnitKind::Building,
            name: "01号楼",
            address: "",
        };
        assert!(write!(world, |tx| tree::add_unit(tx, clerk, community, again)).is_err());
        let units = read!(world, |tx| tree::units(tx, clerk, &community.path)).unwrap();
        let coverage = UnitCoverage::of(&units);
        assert_eq!(
            (coverage.percent(), coverage.covered, coverage.all),
            (75, 9, 12)
        );
        assert_eq!(coverage.uncovered, ["01号楼", "02号楼", "03号楼"]);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_change_one_record_the_second_is_told_and_nothing_is_lost() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 4).await;
        let clerk = &town.visit(&world.house, Role::Clerk);
        let branch = &town.branches[0];
        let new = &entry("示小范");
        let id = write!(world, |tx| keeping::register(tx, clerk, branch, new)).unwrap();
        let (record, shown) = read!(world, |tx| keeping::entry(tx, clerk, id)).unwrap();
        assert_eq!(shown.particulars.phone, "190****1234");
        let first = Entry {
            post: "组织委员".to_owned(),
            rank: 2,
            ..shown.clone()
        };
        let second = Entry {
            category: "企业".to_owned(),
            ..shown
        };
        let (first, second, version) = (&first, &second, record.version);
        write!(world, |tx| keeping::change(
            tx, clerk, id, version, first, "改选"
        ))
        .unwrap();
        let late = write!(world, |tx| keeping::change(
            tx, clerk, id, version, second, ""
        ))
        .unwrap_err();
        assert_eq!(late.refusal(), Some(&keeping::No::Meanwhile));
        // The first stands; the second goes over it with its number, and both can be read.
        let (now, _) = read!(world, |tx| keeping::entry(tx, clerk, id)).unwrap();
        assert_eq!(
            (now.person.post.as_str(), now.person.category.as_str()),
            ("组织委员", "社区")
        );
        let both = &Entry {
            post: "组织委员".to_owned(),
            rank: 2,
            ..second.clone()
        };
        write!(world, |tx| keeping::change(
            tx,
            clerk,
            id,
            now.version,
            both,
            "调整类别"
        ))
        .unwrap();
        let versions = read!(world, |tx| keeping::versions(tx, clerk, id)).unwrap();
        let kept: Vec<_> = versions
            .iter()
            .map(|v| {
                let entry = v.entry.as_ref().unwrap();
                (entry.post.as_str(), entry.category.as_str(), v.why.as_str())
            })
            .collect();
        assert_eq!(
            kept,
            [("组织委员", "社区", "调整类别"), ("", "社区", "改选")]
        );
        // A masked telephone that came back with the form did not replace the real one.
        let phone = write!(world, |tx| keeping::unmask(
            tx,
            clerk,
            id,
            Protected::Phone,
            "通知开会"
        ))
        .unwrap();
        assert_eq!(phone, "19000001234");
    })
    .await;
}

#[tokio::test]
async fn a_protected_field_opens_for_a_reason_that_stays_in_the_record() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 4).await;
        let clerk = &town.visit(&world.house, Role::Clerk);
        let branch = &town.branches[0];
        let new = &entry("示小范");
        let id = write!(world, |tx| keeping::register(tx, clerk, branch, new)).unwrap();
        let silent = write!(world, |tx| keeping::unmask(
            tx,
            clerk,
            id,
            Protected::Address,
            " "
        ));
        assert!(silent.is_err());
        let superior = &town.visit(&world.house, Role::Superior);
        let unfit = write!(world, |tx| keeping::unmask(
            tx,
            superior,
            id,
            Protected::Address,
            "想看看"
        ));
        assert!(matches!(unfit, Err(Error::Forbidden)));
        write!(world, |tx| keeping::unmask(
            tx,
            clerk,
            id,
            Protected::Address,
            "走访慰问"
        ))
        .unwrap();
        let lines = read!(world, |tx| audit::latest(tx, town.tenant, 1)).unwrap();
        assert_eq!(
            (lines[0].act.as_str(), lines[0].subject_id),
            ("unmasked", id)
        );
    })
    .await;
}

#[tokio::test]
async fn who_leaves_hands_over_is_kept_for_the_term_and_then_erased() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 5).await;
        let who = &town.members[0][3];
        world.clock("2026-06-20", 9, 0);
        let clerk = &town.visit(&world.house, Role::Clerk);
        let how = Leaving {
            day: Some(day("2026-06-19")),
            reason: "组织关系转出",
        };
        let open = OpenItems {
            person: who.id,
            items: vec![OpenItem {
                what: "任务".into(),
                whom: String::new(),
                day: None,
            }],
        };
        let open = &open;
        let silent = write!(world, |tx| keeping::leave(
            tx,
            clerk,
            who.id,
            how,
            Successor::Said(""),
            open
        ))
        .unwrap_err();
        assert_eq!(silent.refusal(), Some(&keeping::No::OpenItems(1)));
        let to = Successor::Said("由组织委员接着办");
        write!(world, |tx| keeping::leave(tx, clerk, who.id, how, to, open)).unwrap();
        let record = read!(world, |tx| directory::record(tx, town.tenant, who.id)).unwrap();
        assert_eq!(
            (record.left_on.as_str(), record.keep_until.as_str()),
            ("2026-06-19", "2029-06-19")
        );
        let handed = read!(world, |tx| access::hand_overs(tx, clerk, who.id)).unwrap();
        assert_eq!(
            (handed[0].to_whom.as_str(), handed[0].items().unwrap().len()),
            ("由组织委员接着办", 1)
        );
        // On the roster of the eve, not on that of the day, and found by nobody.
        assert_eq!(counts(&tree_on(world, town, "2026-06-18").await)[1].1, 5);
        assert_eq!(counts(&tree_on(world, town, "2026-06-19").await)[1].1, 4);
        // A meeting of the eve was as large as the roster of the eve.
        for (on, full) in [("2026-06-18", 5), ("2026-06-19", 4)] {
            let below = &town.community.path;
            let counted = read!(world, |tx| directory::full_members(
                tx,
                town.tenant,
                below,
                day(on)
            ));
            assert_eq!(counted.unwrap(), full, "{on}");
        }
        assert!(
            read!(world, |tx| people::search(tx, clerk, &who.name, 5))
                .unwrap()
                .is_empty()
        );
        let roster = read!(world, |tx| directory::roster(
            tx,
            town.tenant,
            &town.community.path
        ))
        .unwrap();
        assert!(roster.iter().all(|p| p.id != who.id));
        let grants = read!(world, |tx| access::grants(
            tx,
            town.tenant,
            who.id,
            day("2026-06-20")
        ))
        .unwrap();
        assert!(grants.is_empty(), "{grants:?}");
        // Erased by the security administrator, and not a day early.
        let security = || town.visit(&world.house, Role::SecurityAdmin);
        let early = &security();
        let refused = write!(world, |tx| keeping::erase(tx, early, who.id)).unwrap_err();
        assert_eq!(
            refused.refusal(),
            Some(&keeping::No::StillKept(day("2029-06-19")))
        );
        world.clock("2029-06-20", 9, 0);
        let unfit = &town.visit(&world.house, Role::Clerk);
        assert!(write!(world, |tx| keeping::erase(tx, unfit, who.id)).is_err());
        let late = &security();
        let gone = write!(world, |tx| keeping::erase(tx, late, who.id)).unwrap();
        assert_eq!(gone.person(), who.id);
        let erased = read!(world, |tx| directory::person(tx, town.tenant, who.id)).unwrap();
        assert_eq!(erased.name, "（已删除）");
        assert_eq!(counts(&tree_on(world, town, "2026-06-18").await)[1].1, 5);
        let whole = read!(world, |tx| audit::verify(tx, town.tenant)).unwrap();
        assert!(whole.is_ok());
    })
    .await;
}

#[tokio::test]
async fn who_keeps_the_roster_takes_no_office_by_sending_its_holder_away() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 5).await;
        world.clock("2026-06-20", 9, 0);
        let clerk = &town.visit(&world.house, Role::Clerk);
        let secretary = town.visit(&world.house, Role::Secretary).actor_id();
        let how = Leaving {
            day: Some(day("2026-06-19")),
            reason: "组织关系转出",
        };
        let open = &OpenItems {
            person: secretary,
            items: Vec::new(),
        };
        for to in [
            Successor::Takes(clerk.actor_id()),
            Successor::Said("另行研究"),
        ] {
            let refused = write!(world, |tx| keeping::leave(
                tx, clerk, secretary, how, to, open
            ))
            .unwrap_err();
            assert!(
                matches!(refused.refusal(), Some(keeping::No::HoldsRoles(_))),
                "{refused:?}"
            );
        }
        // Nor is anybody sent away so long ago that the record would go at once.
        let who = town.members[0][3].id;
        let long_ago = Leaving {
            day: Some(day("2021-06-19")),
            ..how
        };
        let open = &OpenItems {
            person: who,
            items: Vec::new(),
        };
        let to = Successor::Said("");
        assert!(
            write!(world, |tx| keeping::leave(
                tx, clerk, who, long_ago, to, open
            ))
            .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn a_role_has_a_term_and_the_three_administrators_are_three_persons() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 2, 4).await;
        let security = &town.visit(&world.house, Role::SecurityAdmin);
        let (one, two) = (&town.members[0][1], &town.members[0][2]);
        let today = world.house.today();
        let branch = &town.branches[0];
        let gift = |person: &Person, role, until: Option<&str>| Gift {
            person: person.id,
            role,
            from: today,
            until: until.map(day),
        };
        let term_of = |gift: Gift, org| async move {
            write!(world, |tx| access::give(tx, security, org, gift))
        };
        term_of(gift(one, Role::Clerk, Some("2026-06-01")), branch)
            .await
            .unwrap();
        let held = |on: &str| {
            let on = day(on);
            async move {
                read!(world, |tx| access::grants(tx, town.tenant, one.id, on))
                    .unwrap()
                    .iter()
                    .any(|g| g.role == Role::Clerk)
            }
        };
        assert!(held("2026-05-31").await);
        assert!(!held("2026-06-01").await);
        let again = term_of(gift(one, Role::Clerk, None), branch)
            .await
            .unwrap_err();
        assert_eq!(again.refusal(), Some(&access::No::Held));
        let astray = term_of(gift(one, Role::GroupLeader, None), branch)
            .await
            .unwrap_err();
        assert!(matches!(astray.refusal(), Some(access::No::Misplaced(..))));
        // Nobody gives themselves anything, and nobody holds two of the three.
        let oneself = Gift {
            person: security.actor_id(),
            role: Role::Superior,
            from: today,
            until: None,
        };
        assert_eq!(
            term_of(oneself, &town.committee)
                .await
                .unwrap_err()
                .refusal(),
            Some(&access::No::Oneself)
        );
        let system = town.visit(&world.house, Role::SystemAdmin).actor_id();
        let both = Gift {
            person: system,
            role: Role::AuditAdmin,
            from: today,
            until: None,
        };
        assert_eq!(
            term_of(both, &town.committee).await.unwrap_err().refusal(),
            Some(&access::No::ThreePersons)
        );
        // The last of a kind stays until there is another.
        let terms = read!(world, |tx| access::terms(
            tx,
            security,
            &town.committee.path
        ))
        .unwrap();
        let auditor = terms.iter().find(|t| t.role == Role::AuditAdmin).unwrap();
        let nothing = &OpenItems {
            person: auditor.person_id,
            items: Vec::new(),
        };
        let id = auditor.id;
        let end = |to: Successor<'static>| async move {
            write!(world, |tx| access::end(
                tx, security, id, today, to, nothing
            ))
        };
        let last = end(Successor::Said("")).await.unwrap_err();
        assert!(matches!(last.refusal(), Some(access::No::LastOne(_))));
        // To end another's role is no way to give it to oneself.
        let oneself = end(Successor::Takes(security.actor_id()))
            .await
            .unwrap_err();
        assert_eq!(oneself.refusal(), Some(&access::No::Oneself));
        end(Successor::Takes(two.id)).await.unwrap();
        let heir = read!(world, |tx| access::grants(tx, town.tenant, two.id, today)).unwrap();
        assert!(heir.iter().any(|g| g.role == Role::AuditAdmin));
        // The secretary names group leaders and committee members, and nobody else.
        let secretary = &town.visit(&world.house, Role::Secretary);
        let named = gift(two, Role::CommitteeMember, None);
        write!(world, |tx| access::give(tx, secretary, branch, named)).unwrap();
        let too_much = gift(two, Role::Clerk, None);
        assert!(matches!(
            write!(world, |tx| access::give(tx, secretary, branch, too_much)),
            Err(Error::Forbidden)
        ));
    })
    .await;
}

#[tokio::test]
async fn who_goes_leaves_a_list_and_the_successor_takes_the_role() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 5).await;
        let progress =
            town::Progress::new(town.clone(), &world.db, &world.house, world.house.today());
        let campaign = progress.read_plan().await.unwrap();
        let security = &town.visit(&world.house, Role::SecurityAdmin);
        let terms = read!(world, |tx| access::terms(
            tx,
            security,
            &town.committee.path
        ))
        .unwrap();
        let clerk = terms.iter().find(|t| t.role == Role::Clerk).unwrap();
        let open = &read!(world, |tx| desk::open_of_term(tx, security, clerk)).unwrap();
        assert_eq!(
            open.items
                .iter()
                .map(|i| i.what.as_str())
                .collect::<Vec<_>>(),
            ["方案待会议决议"]
        );
        let heir = &town.members[0][1];
        let today = world.house.today();
        let silent = write!(world, |tx| access::end(
            tx,
            security,
            clerk.id,
            today,
            Successor::Said(" "),
            open
        ))
        .unwrap_err();
        assert_eq!(silent.refusal(), Some(&access::No::OpenItems(1)));
        write!(world, |tx| access::end(
            tx,
            security,
            clerk.id,
            today,
            Successor::Takes(heir.id),
            open
        ))
        .unwrap();
        // What was open is on the successor's desk.
        let grants = read!(world, |tx| access::grants(tx, town.tenant, heir.id, today)).unwrap();
        let at = &with(world, town, heir, grants);
        let due = read!(world, |tx| desk::due(tx, at)).unwrap();
        assert_eq!(
            due.iter().map(|d| d.place).collect::<Vec<_>>(),
            [desk::Place::Campaign(campaign)]
        );
        let handed = read!(world, |tx| access::hand_overs(tx, at, heir.id)).unwrap();
        assert_eq!((handed.len(), handed[0].to_person), (1, Some(heir.id)));
    })
    .await;
}

#[tokio::test]
async fn a_scheme_for_organisations_does_not_rate_members() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 4).await;
        let progress =
            town::Progress::new(town.clone(), &world.db, &world.house, world.house.today());
        let campaign = progress.read_plan().await.unwrap();
        progress.approve(campaign).await.unwrap();
        let at = &town.visit(&world.house, Role::Secretary);
        let (name, text) = honour::member_scheme();
        let other = &text.replace("subject = \"member\"", "subject = \"branch\"");
        let org = &town.branches[0];
        let rated = write!(world, |tx| honour::rate(
            tx,
            at,
            campaign,
            org,
            "评定",
            (name, other)
        ));
        let refused = rated.unwrap_err();
        assert_eq!(refused.refusal(), Some(&honour::No::OtherSubject));
    })
    .await;
}

#[tokio::test]
async fn who_works_for_two_branches_sees_both_and_not_the_third() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 3, 4).await;
        let who = &town.members[0][1];
        let grants = [0, 2].map(|n| Grant {
            role: Role::Clerk,
            org_path: town.branches[n].path.clone(),
        });
        let at = &with(world, town, who, grants.to_vec());
        let mut seen: BTreeMap<OrgId, usize> = BTreeMap::new();
        for branch in &town.members {
            for person in branch {
                let found = read!(world, |tx| people::search(tx, at, &person.name, 50)).unwrap();
                for p in found {
                    *seen.entry(p.org_id).or_default() += 1;
                }
            }
        }
        let both = BTreeMap::from([(town.branches[0].id, 4), (town.branches[2].id, 4)]);
        assert_eq!(seen, both);
    })
    .await;
}

#[tokio::test]
async fn an_exemption_holds_from_its_first_to_its_last_day() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 4).await;
        let clerk = &town.visit(&world.house, Role::Clerk);
        let who = town.members[0][3].id;
        let new = NewExemption {
            matter: Matter::Pledge,
            reason: "年高多病，本人申请",
            meeting: "支部党员大会",
            held_on: Some(day("2026-05-06")),
            from_day: Some(day("2026-05-10")),
            last_day: Some(day("2026-12-31")),
        };
        write!(world, |tx| keeping::exempt(tx, clerk, who, new)).unwrap();
        for (on, is) in [
            ("2026-05-09", false),
            ("2026-05-10", true),
            ("2026-12-31", true),
            ("2027-01-01", false),
        ] {
            let on = day(on);
            let exempt = read!(world, |tx| keeping::exempt_on(
                tx,
                town.tenant,
                Matter::Pledge,
                on
            ))
            .unwrap();
            assert_eq!(exempt == [who], is, "{on}");
            let other = read!(world, |tx| keeping::exempt_on(
                tx,
                town.tenant,
                Matter::Appraisal,
                on
            ))
            .unwrap();
            assert!(other.is_empty());
        }
        let unfounded = NewExemption { meeting: "", ..new };
        assert!(write!(world, |tx| keeping::exempt(tx, clerk, who, unfounded)).is_err());
    })
    .await;
}

#[tokio::test]
async fn a_member_is_a_resident_of_another_place_too() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 4).await;
        let clerk = &town.visit(&world.house, Role::Clerk);
        let who = town.members[0][2].id;
        let new = NewResidence {
            org: &town.community,
            panel: Panel::ResidentRep,
        };
        write!(world, |tx| keeping::settle(tx, clerk, who, Some(new))).unwrap();
        let home = read!(world, |tx| keeping::residence(tx, clerk, who))
            .unwrap()
            .unwrap();
        assert_eq!(
            (home.org_id, home.panel),
            (town.community.id, Panel::ResidentRep)
        );
        write!(world, |tx| keeping::settle(tx, clerk, who, None)).unwrap();
        assert!(
            read!(world, |tx| keeping::residence(tx, clerk, who))
                .unwrap()
                .is_none()
        );
        let full = read!(world, |tx| directory::full_members(
            tx,
            town.tenant,
            &town.community.path,
            world.house.today()
        ))
        .unwrap();
        assert_eq!(full, 4);
    })
    .await;
}

#[tokio::test]
async fn a_provisional_member_counts_in_the_quorum_from_the_day_of_full_membership() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 4).await;
        let clerk = || town.visit(&world.house, Role::Clerk);
        let branch = &town.branches[0];
        let full = || async {
            read!(world, |tx| directory::full_members(
                tx,
                town.tenant,
                &town.branches[0].path,
                world.house.today()
            ))
            .unwrap()
        };
        let mut new = entry("示小范");
        new.standing = Standing::Provisional;
        new.details.full_since = LooseDay::default();
        let (at, new) = (&clerk(), &new);
        let id: PersonId = write!(world, |tx| keeping::register(tx, at, branch, new)).unwrap();
        assert_eq!(full().await, 4);
        world.clock("2026-06-01", 9, 0);
        let at = &clerk();
        let (record, mut entry) = read!(world, |tx| keeping::entry(tx, at, id)).unwrap();
        entry.standing = Standing::Full;
        entry.details.full_since = loose("2026-06-01");
        let entry = &entry;
        write!(world, |tx| keeping::change(
            tx,
            at,
            id,
            record.version,
            entry,
            "转正"
        ))
        .unwrap();
        assert_eq!(full().await, 5);
        let (before, after) = (
            tree_on(world, town, "2026-05-31").await,
            tree_on(world, town, "2026-06-01").await,
        );
        assert_eq!(
            (
                before[1].full,
                after[1].full,
                before[1].members,
                after[1].members
            ),
            (4, 5, 5, 5)
        );
    })
    .await;
}

#[tokio::test]
async fn everyone_sees_their_own_record_and_asks_for_a_correction() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 1, 4).await;
        let clerk = &town.visit(&world.house, Role::Clerk);
        let branch = &town.branches[0];
        let new = &entry("示小范");
        let id = write!(world, |tx| keeping::register(tx, clerk, branch, new)).unwrap();
        let person = read!(world, |tx| directory::person(tx, town.tenant, id)).unwrap();
        let me = &town.visit_by(&world.house, &person);
        let own = read!(world, |tx| keeping::own(tx, me)).unwrap();
        let fields = own.fields(&world.house.defaults.fields);
        let value = |code: &str| fields.iter().find(|f| f.code == code).unwrap();
        assert_eq!(
            (value("phone").value.as_str(), value("birth").value.as_str()),
            ("19000001234", "1965年3月")
        );
        assert!(fields.iter().all(|f| !f.why.is_empty()));
        let asked = write!(world, |tx| keeping::ask_correction(
            tx,
            me,
            "birth",
            "应为1965年5月"
        ))
        .unwrap();
        let waiting = read!(world, |tx| keeping::asked(tx, clerk, &town.community.path)).unwrap();
        assert_eq!(
            (waiting.len(), waiting[0].wanted.as_str()),
            (1, "应为1965年5月")
        );
        let silent = write!(world, |tx| keeping::answer(
            tx,
            clerk,
            asked,
            CorrectionState::Declined,
            ""
        ));
        assert!(silent.is_err());
        write!(world, |tx| keeping::answer(
            tx,
            clerk,
            asked,
            CorrectionState::Declined,
            "身份证上是3月"
        ))
        .unwrap();
        let twice = write!(world, |tx| keeping::answer(
            tx,
            clerk,
            asked,
            CorrectionState::Accepted,
            ""
        ))
        .unwrap_err();
        assert_eq!(twice.refusal(), Some(&keeping::No::Answered));
        let own = read!(world, |tx| keeping::own(tx, me)).unwrap();
        assert_eq!(
            (own.corrections[0].state, own.corrections[0].answer.as_str()),
            (CorrectionState::Declined, "身份证上是3月")
        );
    })
    .await;
}

#[tokio::test]
async fn who_comes_back_within_the_term_goes_on_under_the_old_record() {
    on_both(async |world| {
        let world = &world;
        let town = &town_of(world, 2, 3).await;
        let who = &town.members[0][2];
        world.clock("2026-06-20", 9, 0);
        let clerk = &town.visit(&world.house, Role::Clerk);
        let (_, entry) = read!(world, |tx| keeping::entry(tx, clerk, who.id)).unwrap();
        let number = "11010519491231002X";
        let mut known = entry.clone();
        known.sex = directory::Sex::Unsaid;
        known.details.birth = directory::LooseDay::default();
        known.particulars.id_number = number.into();
        known.particulars.native_place = "河北".into();
        known.details.joined = "1985.07".parse().unwrap();
        known.details.full_since = "1986.07".parse().unwrap();
        let known = &known;
        write!(world, |tx| async move {
            let version = directory::record(tx, town.tenant, who.id).await?.version;
            keeping::change(tx, clerk, who.id, version, known, "补登").await
        })
        .unwrap();
        let how = Leaving {
            day: Some(day("2026-06-19")),
            reason: "组织关系转出",
        };
        let open = &OpenItems {
            person: who.id,
            items: Vec::new(),
        };
        let to = Successor::Said("");
        write!(world, |tx| keeping::leave(tx, clerk, who.id, how, to, open)).unwrap();

        world.clock("2026-07-20", 9, 0);
        let clerk = &town.visit(&world.house, Role::Clerk);
        let org = &town.branches[0];
        // The form of a newcomer starts empty.
        let mut back = known.clone();
        back.particulars.native_place = String::new();
        back.details = directory::Details::default();
        // The number alone, under another name, tells nothing.
        let mut stranger = back.clone();
        stranger.name = "示范某某".into();
        let (back, stranger) = (&back, &stranger);
        let no = write!(world, |tx| keeping::register(tx, clerk, org, stranger)).unwrap_err();
        assert!(matches!(no.refusal(), Some(keeping::No::Fields(_))), "{no}");
        let no = write!(world, |tx| keeping::rejoin(tx, clerk, org, stranger)).unwrap_err();
        assert!(matches!(no.refusal(), Some(keeping::No::Fields(_))), "{no}");
        // With the name, registering says what to do, and returning does it.
        let no = write!(world, |tx| keeping::register(tx, clerk, org, back)).unwrap_err();
        assert_eq!(
            no.refusal(),
            Some(&keeping::No::LeftBefore(day("2026-06-19")))
        );
        let id = write!(world, |tx| keeping::rejoin(tx, clerk, org, back)).unwrap();
        assert_eq!(id, who.id);
        let record = read!(world, |tx| directory::record(tx, town.tenant, id)).unwrap();
        assert_eq!(
            (record.left_on.as_str(), record.keep_until.as_str()),
            ("", "")
        );
        let (_, entry) = read!(world, |tx| keeping::entry(tx, clerk, id)).unwrap();
        assert_eq!(
            (&entry.details.joined, &entry.details.full_since),
            (&known.details.joined, &known.details.full_since),
            "what was left blank stays"
        );
        assert_eq!(entry.particulars.native_place, "河北");
        let found = read!(world, |tx| people::search(tx, clerk, &who.name, 5)).unwrap();
        assert_eq!(found.len(), 1, "found again");
        // Off the roster in between, on it before and since.
        for (on, full) in [("2026-06-18", 3), ("2026-07-01", 2), ("2026-07-20", 3)] {
            let counted = read!(world, |tx| directory::full_members(
                tx,
                town.tenant,
                &org.path,
                day(on)
            ));
            assert_eq!(counted.unwrap(), full, "{on}");
        }
        // Nobody comes back twice.
        let no = write!(world, |tx| keeping::rejoin(tx, clerk, org, back)).unwrap_err();
        assert!(matches!(no.refusal(), Some(keeping::No::Fields(_))), "{no}");
    })
    .await;
}
