//! One digest a working day, to who asked for it, and nothing else leaves the house.

#![expect(clippy::unwrap_used, reason = "what is due must be there to be told")]

mod common;

use civic::desk;
use civic::directory::Role;
use civic::directory::people::mail;
use civic::reminder::{self, Kind, Security};
use common::group::{Group, SECRET};
use common::server::{Mood, Server};
use common::{SECRETARY, busy, counts, keeper, later, mail_on, postman, robot_on, secretary_asks};
use town::{Town, World, on_both};

/// The names of everybody in the town but one.
fn others(town: &Town, own: &str) -> Vec<String> {
    let names = town.members.iter().flatten().map(|p| p.name.clone());
    names.filter(|n| n != own).collect()
}

async fn due(world: &World, town: &Town, role: Role) -> Vec<desk::Due> {
    let at = &town.visit(&world.house, role);
    world
        .db
        .read(|tx| Box::pin(desk::due(tx, at)))
        .await
        .unwrap()
}

#[tokio::test]
async fn one_letter_comes_on_a_working_day_though_several_things_are_due() {
    on_both(async |world| {
        let town = busy(&world).await;
        let server = Server::open(Mood::Takes).await;
        mail_on(&world, &town, server.port, Security::Plain, "").await;
        secretary_asks(&world, &town).await;
        let due = due(&world, &town, Role::Secretary).await;
        assert!(due.len() >= 3, "{due:?}");
        let postman = postman(&world);
        postman.round().await.unwrap();
        // The next rounds of the day, and another server of the same site, send nothing.
        later(&world, 600);
        postman.round().await.unwrap();
        common::postman(&world).round().await.unwrap();
        let letters = server.letters();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, [SECRETARY]);
        let (subject, text) = letters[0].read();
        assert!(
            subject.starts_with(&format!("今日待办{}件", due.len())),
            "{subject}"
        );
        let secretary = town.visit(&world.house, Role::Secretary);
        let own = &secretary.actor.as_ref().unwrap().name;
        assert!(text.starts_with(&format!("{own}：")), "{text}");
        assert!(text.contains("http://site.test/desk"), "{text}");
        assert!(text.contains("10月14日"), "{text}");
        for name in others(&town, own) {
            assert!(
                !text.contains(&name) && !subject.contains(&name),
                "{name}: {text}"
            );
        }
        // What somebody promised stays in the house too.
        assert!(
            !text.contains("独居老人") && !text.contains("防诈骗"),
            "{text}"
        );
        assert_eq!(counts(&world, &town).await, (0, 0));
        // The next working day brings the next one.
        world.clock("2026-10-15", 9, 5);
        postman.round().await.unwrap();
        assert_eq!(server.letters().len(), 2);
        assert_ne!(server.letters()[0].id(), server.letters()[1].id());
    })
    .await;
}

#[tokio::test]
async fn nothing_leaves_while_every_way_is_off_and_everything_works_all_the_same() {
    on_both(async |world| {
        let town = busy(&world).await;
        let server = Server::open(Mood::Takes).await;
        let group = Group::open(Kind::Wecom).await;
        let mail = mail_on(&world, &town, server.port, Security::Plain, "").await;
        let robot = robot_on(&world, &town, Kind::Wecom, &group.address, "").await;
        secretary_asks(&world, &town).await;
        let at = &keeper(&world, &town);
        let off = world.db.write(|tx| {
            Box::pin(async move {
                reminder::turn(tx, at, mail, false).await?;
                reminder::turn(tx, at, robot, false).await
            })
        });
        off.await.unwrap();
        assert_eq!(postman(&world).round().await.unwrap(), 0);
        assert!(server.letters().is_empty() && group.texts().is_empty());
        assert!(!due(&world, &town, Role::Secretary).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_way_is_off_when_it_is_set_up_until_somebody_turns_it_on() {
    let world = town::sqlite_world().await.unwrap();
    let town = busy(&world).await;
    let group = Group::open(Kind::Wecom).await;
    let at = &keeper(&world, &town);
    let new = reminder::NewRobot {
        kind: Kind::Wecom,
        label: "支部工作群",
        org: Some(town.community.id),
        address: &group.address,
        secret: "",
        hour: 9,
    };
    world
        .db
        .write(|tx| Box::pin(reminder::set_robot(tx, at, new)))
        .await
        .unwrap();
    postman(&world).round().await.unwrap();
    assert!(group.texts().is_empty());
}

#[tokio::test]
async fn a_rest_day_and_the_hours_before_the_set_one_bring_nothing() {
    let world = town::sqlite_world().await.unwrap();
    let town = busy(&world).await;
    let server = Server::open(Mood::Takes).await;
    mail_on(&world, &town, server.port, Security::Plain, "").await;
    secretary_asks(&world, &town).await;
    let postman = postman(&world);
    // National Day, a Sunday, and a working day before nine.
    for (day, hour) in [("2026-10-01", 10), ("2026-10-18", 10), ("2026-10-19", 8)] {
        world.clock(day, hour, 59);
        assert_eq!(postman.round().await.unwrap(), 0, "{day}");
    }
    assert!(server.letters().is_empty());
    world.clock("2026-10-19", 9, 0);
    postman.round().await.unwrap();
    assert_eq!(server.letters().len(), 1);
}

#[tokio::test]
async fn who_has_nothing_due_gets_no_letter() {
    let world = town::sqlite_world().await.unwrap();
    let town = world.town(0).await.unwrap();
    let server = Server::open(Mood::Takes).await;
    // The small town has no system administrator of its own: its settings need one.
    let spec = town::Spec {
        all_roles: true,
        ..town::Spec::small(1)
    };
    let idle = Town::found(&world.db, &world.house, spec).await.unwrap();
    drop(town);
    mail_on(&world, &idle, server.port, Security::Plain, "").await;
    secretary_asks(&world, &idle).await;
    world.clock("2026-10-14", 9, 0);
    postman(&world).round().await.unwrap();
    assert!(server.letters().is_empty());
    assert_eq!(counts(&world, &idle).await, (0, 0));
}

#[tokio::test]
async fn an_address_that_was_taken_back_gets_nothing_not_even_what_was_already_on_its_way() {
    on_both(async |world| {
        let town = busy(&world).await;
        let port = common::server::nobody().await;
        mail_on(&world, &town, port, Security::Plain, "").await;
        secretary_asks(&world, &town).await;
        let postman = postman(&world);
        postman.round().await.unwrap();
        assert_eq!(
            counts(&world, &town).await,
            (1, 0),
            "it waits for its next try"
        );
        let at = &town.visit(&world.house, Role::Secretary);
        world
            .db
            .write(|tx| Box::pin(mail::take_back(tx, at)))
            .await
            .unwrap();
        // The server is up again, at the same port.
        let server = Server::open(Mood::Takes).await;
        mail_on(&world, &town, server.port, Security::Plain, "").await;
        later(&world, 3600);
        postman.round().await.unwrap();
        assert!(server.letters().is_empty());
        assert_eq!(counts(&world, &town).await, (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_member_is_told_of_an_own_pledge_whose_day_is_near() {
    let world = town::sqlite_world().await.unwrap();
    let town = busy(&world).await;
    let server = Server::open(Mood::Takes).await;
    mail_on(&world, &town, server.port, Security::Plain, "").await;
    // Everybody's pledges are due by then, and this member holds no office.
    let member = town.visit_by(&world.house, &town.members[0][3]);
    let at = &member;
    world
        .db
        .write(|tx| Box::pin(mail::choose(tx, at, "dangyuan@example.test")))
        .await
        .unwrap();
    world.clock("2027-01-04", 9, 0);
    postman(&world).round().await.unwrap();
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let (_, text) = letters[0].read();
    assert!(text.contains("本人的承诺"), "{text}");
}

#[tokio::test]
async fn each_makers_robot_takes_a_signed_message_with_counts_and_no_name() {
    on_both(async |world| {
        let town = busy(&world).await;
        let kinds = [Kind::Wecom, Kind::Dingtalk, Kind::Feishu];
        let mut groups = Vec::new();
        for kind in kinds {
            let group = Group::open(kind).await;
            let secret = if kind == Kind::Wecom { "" } else { SECRET };
            robot_on(&world, &town, kind, &group.address, secret).await;
            groups.push(group);
        }
        let postman = postman(&world);
        postman.round().await.unwrap();
        postman.round().await.unwrap();
        for (group, kind) in groups.iter().zip(kinds) {
            let texts = group.texts();
            assert_eq!(texts.len(), 1, "{kind:?}");
            assert!(texts[0].starts_with(&town.community.name), "{}", texts[0]);
            assert!(texts[0].contains("今日待办"), "{}", texts[0]);
            for name in others(&town, "") {
                assert!(!texts[0].contains(&name), "{name}: {}", texts[0]);
            }
        }
        assert_eq!(counts(&world, &town).await, (0, 0));
    })
    .await;
}
