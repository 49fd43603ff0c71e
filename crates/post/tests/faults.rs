//! A server that is down, slow, or will not: tried again, then given up, and nothing
//! else is harmed.

mod common;

use civic::desk;
use civic::directory::Role;
use civic::reminder::{self, Kind, Security};
use common::group::{Group, SECRET};
use common::server::{Mood, Server, nobody};
use common::{busy, counts, keeper, later, mail_on, postman, robot_on, secretary_asks, told, with};
use ground::jobs;
use post::Settings;
use town::{on_both, sqlite_world};

/// Longer than any pause between two tries.
const HOURS_3: i64 = 3 * 3600 + 60;

#[tokio::test]
async fn a_server_that_is_down_is_tried_again_and_then_given_up_while_the_group_is_told() {
    on_both(async |world| {
        let town = busy(&world).await;
        let group = Group::open(Kind::Wecom).await;
        mail_on(&world, &town, nobody().await, Security::Plain, "").await;
        robot_on(&world, &town, Kind::Wecom, &group.address, "").await;
        secretary_asks(&world, &town).await;
        let postman = postman(&world);
        assert_eq!(postman.round().await.unwrap(), 2);
        assert_eq!(group.texts().len(), 1, "the group is told all the same");
        assert_eq!(counts(&world, &town).await, (1, 0));
        // Not before the pause is over; then the tries of `jobs::rules`, and no more.
        assert_eq!(postman.round().await.unwrap(), 0);
        for seconds in [60, 300, 1800, 7200, 10_800] {
            later(&world, seconds);
            assert_eq!(postman.round().await.unwrap(), 1, "{seconds}");
        }
        assert_eq!(counts(&world, &town).await, (0, 1));
        assert_eq!(
            told(&world, &town).await,
            "连不上邮件服务器，核对地址和端口"
        );
        later(&world, HOURS_3);
        assert_eq!(postman.round().await.unwrap(), 0);
        // The counter works on as ever.
        let at = &town.visit(&world.house, Role::Secretary);
        let due = world.db.read(|tx| Box::pin(desk::due(tx, at))).await;
        assert!(!due.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_server_that_comes_back_gets_the_letter_once() {
    let world = sqlite_world().await.unwrap();
    let town = busy(&world).await;
    mail_on(&world, &town, nobody().await, Security::Plain, "").await;
    secretary_asks(&world, &town).await;
    let postman = postman(&world);
    postman.round().await.unwrap();
    let server = Server::open(Mood::Takes).await;
    mail_on(&world, &town, server.port, Security::Plain, "").await;
    later(&world, 61);
    postman.round().await.unwrap();
    later(&world, HOURS_3);
    postman.round().await.unwrap();
    assert_eq!(server.letters().len(), 1);
    assert_eq!(counts(&world, &town).await, (0, 0));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for() {
    let world = sqlite_world().await.unwrap();
    let town = busy(&world).await;
    let server = Server::open(Mood::Silent).await;
    let group = Group::open(Kind::Feishu).await;
    mail_on(&world, &town, server.port, Security::Plain, "").await;
    robot_on(&world, &town, Kind::Feishu, &group.address, SECRET).await;
    secretary_asks(&world, &town).await;
    assert_eq!(postman(&world).round().await.unwrap(), 2);
    assert_eq!(group.texts().len(), 1);
    assert_eq!(counts(&world, &town).await, (1, 0));
    assert!(
        told(&world, &town).await.contains("没有应答"),
        "{}",
        told(&world, &town).await
    );
}

#[tokio::test]
async fn a_refused_recipient_is_told_without_saying_who() {
    let world = sqlite_world().await.unwrap();
    let town = busy(&world).await;
    let server = Server::open(Mood::RefusesRecipient).await;
    mail_on(&world, &town, server.port, Security::Plain, "").await;
    secretary_asks(&world, &town).await;
    let postman = postman(&world);
    for seconds in [0, 60, 300, 1800, 7200, 10_800] {
        later(&world, seconds);
        assert_eq!(postman.round().await.unwrap(), 1, "{seconds}");
    }
    assert_eq!(counts(&world, &town).await, (0, 1));
    assert_eq!(
        told(&world, &town).await,
        "邮件服务器拒收（550），核对收件人和发件人"
    );
    assert!(server.letters().is_empty());
}

#[tokio::test]
async fn a_letter_goes_over_starttls_and_over_tls_with_an_account_to_a_server_that_is_trusted() {
    for (mood, security) in [
        (Mood::StartTls, Security::StartTls),
        (Mood::Tls, Security::Tls),
    ] {
        let world = sqlite_world().await.unwrap();
        let town = busy(&world).await;
        let server = Server::open(mood).await;
        mail_on(&world, &town, server.port, security, "zhiban").await;
        secretary_asks(&world, &town).await;
        let settings = Settings {
            trusted: vec![server.certificate.clone()],
            ..Settings::new("http://site.test")
        };
        with(&world, settings).round().await.unwrap();
        let letters = server.letters();
        assert_eq!(letters.len(), 1, "{mood:?}: {}", told(&world, &town).await);
        assert!(letters[0].is_signed_in);
    }
}

#[tokio::test]
async fn a_server_that_is_not_trusted_or_offers_no_tls_gets_neither_letter_nor_password() {
    for (mood, security) in [
        (Mood::StartTls, Security::StartTls),
        (Mood::Tls, Security::Tls),
        (Mood::Takes, Security::StartTls),
    ] {
        let world = sqlite_world().await.unwrap();
        let town = busy(&world).await;
        let server = Server::open(mood).await;
        mail_on(&world, &town, server.port, security, "zhiban").await;
        secretary_asks(&world, &town).await;
        postman(&world).round().await.unwrap();
        assert!(server.letters().is_empty(), "{mood:?}");
        assert_eq!(counts(&world, &town).await, (1, 0), "{mood:?}");
    }
}

#[tokio::test]
async fn a_robot_that_does_not_know_the_secret_is_no_delivery() {
    let world = sqlite_world().await.unwrap();
    let town = busy(&world).await;
    let group = Group::open(Kind::Dingtalk).await;
    robot_on(&world, &town, Kind::Dingtalk, &group.address, "SECwrong").await;
    postman(&world).round().await.unwrap();
    assert!(group.texts().is_empty());
    assert_eq!(counts(&world, &town).await, (1, 0));
    assert!(told(&world, &town).await.contains("310000"));
}

#[tokio::test]
async fn a_message_to_try_the_way_with_goes_to_the_sender_while_the_way_is_off() {
    let world = sqlite_world().await.unwrap();
    let town = busy(&world).await;
    let server = Server::open(Mood::Takes).await;
    let id = mail_on(&world, &town, server.port, Security::Plain, "").await;
    let at = &keeper(&world, &town);
    let asked = world.db.write(|tx| {
        Box::pin(async move {
            reminder::turn(tx, at, id, false).await?;
            reminder::test(tx, at, id).await
        })
    });
    asked.await.unwrap();
    postman(&world).round().await.unwrap();
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, ["zhiban@site.test"]);
    assert_eq!(letters[0].read().0, "试发提醒");
}

#[tokio::test]
async fn what_could_not_be_sent_is_tried_again_when_the_keeper_says_so() {
    let world = sqlite_world().await.unwrap();
    let town = busy(&world).await;
    mail_on(&world, &town, nobody().await, Security::Plain, "").await;
    secretary_asks(&world, &town).await;
    let postman = postman(&world);
    for seconds in [0, 60, 300, 1800, 7200, 10_800] {
        later(&world, seconds);
        postman.round().await.unwrap();
    }
    let server = Server::open(Mood::Takes).await;
    mail_on(&world, &town, server.port, Security::Plain, "").await;
    let at = &keeper(&world, &town);
    let dead = world.db.read(|tx| Box::pin(reminder::sent(tx, at))).await;
    let id = dead.unwrap()[0].id;
    let again = || world.db.write(|tx| Box::pin(reminder::revive(tx, at, id)));
    again().await.unwrap();
    assert!(again().await.is_err(), "once is enough");
    postman.round().await.unwrap();
    assert_eq!(server.letters().len(), 1);
}

/// At least once, and one at a time: of a hundred who ask for the same job one gets it;
/// when that one dies, another gets it after the lease; who comes late changes nothing.
#[tokio::test]
async fn a_job_is_claimed_by_one_and_after_its_death_by_another() {
    on_both(async |world| {
        let town = busy(&world).await;
        mail_on(&world, &town, nobody().await, Security::Plain, "").await;
        secretary_asks(&world, &town).await;
        let house = &world.house;
        world
            .db
            .write(|tx| Box::pin(reminder::enqueue(tx, house)))
            .await
            .unwrap();
        let now = house.clock.now();
        let mut going = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let db = world.db.clone();
            going.spawn(async move { db.write(|tx| Box::pin(jobs::claim(tx, now))).await });
        }
        let mut claims = Vec::new();
        while let Some(done) = going.join_next().await {
            claims.extend(done.unwrap().unwrap());
        }
        let [first] = &claims[..] else {
            panic!("{claims:?}");
        };
        later(&world, jobs::rules::LEASE_SECONDS + 1);
        let now = house.clock.now();
        let claim = world.db.write(|tx| Box::pin(jobs::claim(tx, now))).await;
        let second = &claim.unwrap().unwrap();
        assert_eq!((first.id, second.tries), (second.id, 2));
        let late = world
            .db
            .write(|tx| Box::pin(jobs::done(tx, now, first, "")))
            .await;
        assert!(!late.unwrap(), "the first one lost it");
        let done = world
            .db
            .write(|tx| Box::pin(jobs::done(tx, now, second, "")))
            .await;
        assert!(done.unwrap());
        assert_eq!(counts(&world, &town).await, (0, 0));
    })
    .await;
}
