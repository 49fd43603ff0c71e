//! Passkeys, as stories on both engines, with a device of a few lines.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod authenticator;

use authenticator::Authenticator;
use civic::Counter;
use civic::directory::{self, Ceremony, NewSession, No, PasskeyPlace, Role};
use ground::Error;
use town::{Town, World, on_both};

const ORIGIN: &str = "https://town.example";

struct Door {
    world: World,
    town: Town,
    place: PasskeyPlace,
}

impl Door {
    async fn of(world: World) -> Self {
        let town = world.town(0).await.unwrap();
        let place = PasskeyPlace::of(ORIGIN).unwrap();
        Self { world, town, place }
    }

    fn at(&self, role: Role) -> Counter {
        self.town.visit(&self.world.house, role)
    }

    async fn start(&self, role: Role) -> Ceremony {
        let (at, place) = (&self.at(role), &self.place);
        self.world
            .db
            .write(|tx| Box::pin(directory::start_passkey(tx, at, place)))
            .await
            .unwrap()
    }

    async fn add(&self, role: Role, key: &str, answer: &str) -> ground::Result<()> {
        let (at, place) = (&self.at(role), &self.place);
        self.world
            .db
            .write(|tx| {
                Box::pin(directory::add_passkey(
                    tx,
                    at,
                    place,
                    key,
                    answer,
                    "手机 · 微信",
                ))
            })
            .await
    }

    /// A device with a passkey of this role's account.
    async fn device(&self, role: Role, seed: u8) -> Authenticator {
        let mut device = Authenticator::at(ORIGIN, seed);
        let ceremony = self.start(role).await;
        let answer = device.create(&ceremony.options);
        self.add(role, &ceremony.key, &answer).await.unwrap();
        device
    }

    async fn ask(&self) -> Ceremony {
        let (house, place) = (&self.world.house, &self.place);
        self.world
            .db
            .write(|tx| Box::pin(directory::ask_passkey(tx, house, place)))
            .await
            .unwrap()
    }

    async fn show(&self, key: &str, answer: &str) -> std::result::Result<NewSession, No> {
        let (house, place) = (&self.world.house, &self.place);
        self.world
            .db
            .write(|tx| Box::pin(directory::enter_passkey(tx, house, place, key, answer, "")))
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_passkey_opens_the_door_of_its_owner_without_a_password() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let mut device = door.device(Role::Clerk, 1).await;
        let ceremony = door.ask().await;
        let answer = device.get(&ceremony.options);
        let session = door.show(&ceremony.key, &answer).await.unwrap();
        let (db, house) = (&door.world.db, &door.world.house);
        let seen = db.read(|tx| Box::pin(directory::session(tx, house, &session.key)));
        let seen = seen.await.unwrap().unwrap();
        assert_eq!(seen.actor.person, door.at(Role::Clerk).actor_id());
        let again = door.show(&ceremony.key, &answer).await.unwrap_err();
        assert_eq!(again, No::StepOver, "a challenge is answered once");
        let other = door.ask().await;
        let again = door.show(&other.key, &answer).await.unwrap_err();
        assert_eq!(again, No::Passkey, "and by an answer of its own");
    })
    .await;
}

#[tokio::test]
async fn a_passkey_of_another_page_of_nobody_or_of_a_copy_opens_nothing() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let mut device = door.device(Role::Clerk, 1).await;
        let mut foreign = async |change: &dyn Fn(&mut Authenticator)| {
            change(&mut device);
            let ceremony = door.ask().await;
            let answer = device.get(&ceremony.options);
            let shown = door.show(&ceremony.key, &answer).await;
            device.origin = ORIGIN.to_owned();
            device.flags = 0b101;
            shown
        };
        let elsewhere = foreign(&|d| d.origin = "https://town.example.test".to_owned()).await;
        assert_eq!(elsewhere.unwrap_err(), No::Passkey);
        let found_on_a_bench = foreign(&|d| d.flags = 0b001).await;
        assert_eq!(found_on_a_bench.unwrap_err(), No::Passkey, "not verified");
        assert!(foreign(&|_| ()).await.is_ok());
        let copy = foreign(&|d| d.copied()).await;
        assert_eq!(copy.unwrap_err(), No::Passkey, "its count went back");
        let mut stranger = Authenticator::at(ORIGIN, 9);
        let ceremony = door.start(Role::Clerk).await;
        stranger.create(&ceremony.options);
        let ceremony = door.ask().await;
        let answer = stranger.get(&ceremony.options);
        let unknown = door.show(&ceremony.key, &answer).await.unwrap_err();
        assert_eq!(unknown, No::Passkey, "it was never added");
        let nonsense = door.ask().await;
        let no = door.show(&nonsense.key, "{}").await.unwrap_err();
        assert_eq!(no, No::Passkey);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_added_by_its_owner_within_five_minutes_and_once() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let mut device = Authenticator::at(ORIGIN, 1);
        let ceremony = door.start(Role::Clerk).await;
        let answer = device.create(&ceremony.options);
        let other = door.add(Role::Secretary, &ceremony.key, &answer).await;
        assert_eq!(other.unwrap_err().refusal(), Some(&No::Passkey));
        door.add(Role::Clerk, &ceremony.key, &answer).await.unwrap();
        let twice = door.add(Role::Clerk, &ceremony.key, &answer).await;
        assert_eq!(twice.unwrap_err().refusal(), Some(&No::Passkey));
        let ceremony = door.start(Role::Clerk).await;
        assert!(
            ceremony.options.contains(r#""excludeCredentials":[{"#),
            "the device is told that it has one: {}",
            ceremony.options
        );
        let answer = Authenticator::at(ORIGIN, 2).create(&ceremony.options);
        let clock = &door.world.house.clock;
        clock.set(clock.now().plus_seconds(301));
        let late = door.add(Role::Clerk, &ceremony.key, &answer).await;
        assert_eq!(late.unwrap_err().refusal(), Some(&No::Passkey));
    })
    .await;
}

#[tokio::test]
async fn a_removed_passkey_and_one_of_a_locked_account_open_nothing() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let mut device = door.device(Role::Clerk, 1).await;
        let (db, house) = (&door.world.db, &door.world.house);
        let login = &format!("{}-clerk", door.town.spec.code);
        for _ in 0..5 {
            let _ = db
                .write(|tx| Box::pin(directory::sign_in(tx, house, login, false, "")))
                .await;
        }
        let ceremony = door.ask().await;
        let answer = device.get(&ceremony.options);
        let locked = door.show(&ceremony.key, &answer).await.unwrap_err();
        assert!(matches!(locked, No::Locked(_)));
        house.clock.set(house.clock.now().plus_seconds(901));
        let (at, other) = (&door.at(Role::Clerk), &door.at(Role::Secretary));
        let own = db.read(|tx| Box::pin(directory::own_passkeys(tx, at)));
        let own = own.await.unwrap();
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].label, "手机 · 微信");
        let id = own[0].id;
        let not_mine = db
            .write(|tx| Box::pin(directory::remove_passkey(tx, other, id)))
            .await
            .unwrap_err();
        assert!(matches!(not_mine, Error::NotFound));
        db.write(|tx| Box::pin(directory::remove_passkey(tx, at, id)))
            .await
            .unwrap();
        let ceremony = door.ask().await;
        let answer = device.get(&ceremony.options);
        let gone = door.show(&ceremony.key, &answer).await.unwrap_err();
        assert_eq!(gone, No::Passkey);
    })
    .await;
}
