//! What the postman's stories stand on: a mail server on this machine (the protocol is
//! `mailin`'s), a group's robot that listens, and a town in which things are due.

#![expect(clippy::unwrap_used, reason = "a world that cannot be made has failed")]
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test file uses its own part"
)]

pub(crate) mod group;
pub(crate) mod server;

use std::time::Duration;

use civic::directory::Role;
use civic::directory::people::mail;
use civic::reminder::{self, Kind, NewMail, NewRobot, Security};
use civic::{ChannelId, Counter};
use ground::jobs;
use post::{Postman, Settings};
use town::{Progress, Spec, Town, World};

/// Where the secretary asks letters to be sent.
pub(crate) const SECRETARY: &str = "shuji@example.test";

/// A town with a campaign in force, at nine on a working day on which things are due.
pub(crate) async fn busy(world: &World) -> Town {
    let spec = Spec {
        all_roles: true,
        ..Spec::small(0)
    };
    let town = Town::found(&world.db, &world.house, spec).await.unwrap();
    let progress = Progress::new(town.clone(), &world.db, &world.house, world.house.today());
    let campaign = progress.read_plan().await.unwrap();
    progress.approve(campaign).await.unwrap();
    progress.pledge(campaign).await.unwrap();
    // A Wednesday: tasks, pledges and reviews are overdue by then.
    world.clock("2026-10-14", 9, 0);
    town
}

pub(crate) fn postman(world: &World) -> Postman {
    with(world, Settings::new("http://site.test"))
}

/// A postman with settings of its own; not patient.
pub(crate) fn with(world: &World, settings: Settings) -> Postman {
    let settings = Settings {
        patience: Duration::from_millis(2000),
        ..settings
    };
    Postman::new(world.db.clone(), world.house.clone(), settings).unwrap()
}

/// Who keeps the system.
pub(crate) fn keeper(world: &World, town: &Town) -> Counter {
    town.visit(&world.house, Role::SystemAdmin)
}

/// Sets the mail server up, and turns it on.
pub(crate) async fn mail_on(
    world: &World,
    town: &Town,
    port: u16,
    security: Security,
    login: &str,
) -> ChannelId {
    let at = &keeper(world, town);
    let new = NewMail {
        host: if security == Security::Plain {
            "127.0.0.1"
        } else {
            "localhost"
        },
        port: i64::from(port),
        security,
        sender: "zhiban@site.test",
        login,
        password: if login.is_empty() {
            ""
        } else {
            server::PASSWORD
        },
        hour: 9,
    };
    let set = world.db.write(|tx| {
        Box::pin(async move {
            let id = reminder::set_mail(tx, at, new).await?;
            reminder::turn(tx, at, id, true).await?;
            Ok(id)
        })
    });
    set.await.unwrap()
}

/// Sets a group's robot up, and turns it on.
pub(crate) async fn robot_on(
    world: &World,
    town: &Town,
    kind: Kind,
    address: &str,
    secret: &str,
) -> ChannelId {
    let at = &keeper(world, town);
    let new = NewRobot {
        kind,
        label: "支部工作群",
        org: Some(town.community.id),
        address,
        secret,
        hour: 9,
    };
    let set = world.db.write(|tx| {
        Box::pin(async move {
            let id = reminder::set_robot(tx, at, new).await?;
            reminder::turn(tx, at, id, true).await?;
            Ok(id)
        })
    });
    set.await.unwrap()
}

/// The secretary asks for letters.
pub(crate) async fn secretary_asks(world: &World, town: &Town) {
    let at = &town.visit(&world.house, Role::Secretary);
    world
        .db
        .write(|tx| Box::pin(mail::choose(tx, at, SECRETARY)))
        .await
        .unwrap();
}

/// How many jobs wait, and how many lie dead.
pub(crate) async fn counts(world: &World, town: &Town) -> (i64, i64) {
    let tenant = town.tenant.0;
    let counts = world
        .db
        .read(|tx| Box::pin(jobs::counts(tx, tenant)))
        .await
        .unwrap();
    (counts.open, counts.dead)
}

/// What the keeper is told of the message that did not go out.
pub(crate) async fn told(world: &World, town: &Town) -> String {
    let at = &keeper(world, town);
    let sent = world
        .db
        .read(|tx| Box::pin(reminder::sent(tx, at)))
        .await
        .unwrap();
    let told = sent.into_iter().find(|s| !s.why.is_empty());
    told.map(|s| s.why).unwrap_or_default()
}

/// Moves the clock on.
pub(crate) fn later(world: &World, seconds: i64) {
    let clock = &world.house.clock;
    clock.set(clock.now().plus_seconds(seconds));
}
