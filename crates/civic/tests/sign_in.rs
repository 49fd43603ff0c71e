//! Getting in, as stories on both engines: the second step, recovery codes,
//! slips of paper, sessions, and what locks.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a story that cannot go on has failed"
)]

use std::sync::Arc;

use civic::audit::{self, Act};
use civic::directory::access::{self, OpenItems, Successor};
use civic::directory::people::keeping::{self, Leaving};
use civic::directory::{
    self, Entered, HashedPassword, NewAccount, NewSession, NewSlip, No, Role, sign_in,
};
use civic::{Counter, PersonId, SecondFactor};
use ground::Error;
use totp_rs::{Builder, Secret, Totp};
use town::{Town, World, on_both};

type Tried<T> = ground::Result<std::result::Result<T, No>>;

/// A town with somebody at its door.
struct Door {
    world: World,
    town: Town,
}

impl Door {
    async fn of(world: World) -> Self {
        let town = world.town(0).await.unwrap();
        Self { world, town }
    }

    fn at(&self, role: Role) -> Counter {
        self.town.visit(&self.world.house, role)
    }

    fn login(&self, role: Role) -> String {
        self.town.spec.login(role)
    }

    /// Types a password at the door; whether it is right was found out before.
    async fn password(&self, role: Role, fits: bool) -> Tried<Entered> {
        let (house, login) = (&self.world.house, &self.login(role));
        self.world
            .db
            .write(|tx| Box::pin(directory::sign_in(tx, house, login, fits, "手机 · 微信")))
            .await
    }

    /// In by the right password alone.
    async fn inside(&self, role: Role) -> NewSession {
        match self.password(role, true).await.unwrap().unwrap() {
            Entered::In(session) => session,
            Entered::Half(_) => panic!("a code is asked for"),
        }
    }

    /// As far as the code, by the right password.
    async fn half(&self, role: Role) -> String {
        match self.password(role, true).await.unwrap().unwrap() {
            Entered::Half(key) => key,
            Entered::In(_) => panic!("no code is asked for"),
        }
    }

    async fn code(&self, key: &str, typed: &str) -> Tried<NewSession> {
        let house = &self.world.house;
        self.world
            .db
            .write(|tx| Box::pin(directory::enter_code(tx, house, key, typed, "")))
            .await
    }

    /// Sets a second factor up; the authenticator, and the codes of the sheet.
    async fn set_up(&self, role: Role) -> (Totp, Vec<String>) {
        let (db, at) = (&self.world.db, &self.at(role));
        db.write(|tx| Box::pin(directory::start_factor(tx, at)))
            .await
            .unwrap();
        let shown = db
            .read(|tx| Box::pin(directory::pending_factor(tx, at, "青杨社区")))
            .await
            .unwrap()
            .unwrap();
        assert!(shown.address.starts_with("otpauth://totp/"), "{shown:?}");
        let typed = shown.typed.replace(' ', "");
        assert!(shown.address.contains(&typed));
        let secret = Secret::try_from_base32(&typed).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        let code = &self.now(&totp);
        let codes = db
            .write(|tx| Box::pin(directory::confirm_factor(tx, at, code)))
            .await
            .unwrap();
        (totp, codes)
    }

    /// What the authenticator shows now.
    fn now(&self, totp: &Totp) -> String {
        let seconds = self.world.house.clock.now().micros() / 1_000_000;
        totp.generate(u64::try_from(seconds).unwrap()).to_string()
    }

    fn later(&self, seconds: i64) {
        let clock = &self.world.house.clock;
        clock.set(clock.now().plus_seconds(seconds));
    }

    async fn slips(&self, role: Role, people: &[PersonId]) -> ground::Result<Vec<NewSlip>> {
        let at = &self.at(role);
        self.world
            .db
            .write(|tx| Box::pin(directory::make_slips(tx, at, people)))
            .await
    }

    async fn accept(&self, code: &str, login: &str) -> Tried<Entered> {
        let (house, password) = (&self.world.house, &password());
        self.world
            .db
            .write(|tx| {
                let new = NewAccount { login, password };
                Box::pin(directory::accept_invitation(tx, house, code, new, ""))
            })
            .await
    }

    async fn is_in(&self, session: &NewSession) -> bool {
        let house = &self.world.house;
        let found = self
            .world
            .db
            .read(|tx| Box::pin(directory::session(tx, house, &session.key)))
            .await;
        found.unwrap().is_some()
    }

    /// How often this was written down about somebody.
    async fn noted(&self, who: PersonId, act: Act) -> usize {
        let tenant = self.town.tenant;
        let lines = self
            .world
            .db
            .read(|tx| Box::pin(audit::of_subject(tx, tenant, who.0, 100)))
            .await
            .unwrap();
        lines.iter().filter(|l| l.act == act.word()).count()
    }
}

/// How many rows of a table are about somebody.
macro_rules! read_count {
    ($door:expr, $text:literal, $who:expr) => {
        $door
            .world
            .db
            .read(|tx| Box::pin(ground::sql!(tx, $text, $who).value::<i64>()))
            .await
            .unwrap()
    };
}

/// Hashed once: the hashing is slow on purpose.
fn password() -> HashedPassword {
    static HASHED: std::sync::OnceLock<HashedPassword> = std::sync::OnceLock::new();
    HASHED
        .get_or_init(|| directory::hash_password("Xinmima-2026").unwrap())
        .clone()
}

#[tokio::test]
async fn a_second_factor_asks_for_a_code_after_the_password_and_a_code_works_once() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let who = door.at(Role::Clerk).actor_id();
        let (totp, _) = door.set_up(Role::Clerk).await;
        let key = door.half(Role::Clerk).await;
        let used = door.now(&totp);
        let again = door.code(&key, &used).await.unwrap().unwrap_err();
        assert_eq!(
            again,
            No::WrongCode,
            "the code that confirmed it is used up"
        );
        door.later(30);
        let code = door.now(&totp);
        let session = door.code(&key, &code).await.unwrap().unwrap();
        assert!(door.is_in(&session).await);
        let key = door.half(Role::Clerk).await;
        let again = door.code(&key, &code).await.unwrap().unwrap_err();
        assert_eq!(again, No::WrongCode);
        // The clock of a telephone may be half a minute fast.
        let seconds = door.world.house.clock.now().micros() / 1_000_000 + 30;
        let next = totp.generate(u64::try_from(seconds).unwrap()).to_string();
        assert!(door.code(&key, &next).await.unwrap().is_ok());
        assert_eq!(door.noted(who, Act::SignedIn).await, 2);
        assert_eq!(door.noted(who, Act::SignInFailed).await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_step_between_password_and_code_lasts_five_minutes_and_is_used_once() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let (totp, _) = door.set_up(Role::Clerk).await;
        let key = door.half(Role::Clerk).await;
        door.later(301);
        let code = door.now(&totp);
        let late = door.code(&key, &code).await.unwrap().unwrap_err();
        assert_eq!(late, No::StepOver);
        let key = door.half(Role::Clerk).await;
        assert!(door.code(&key, &code).await.unwrap().is_ok());
        door.later(30);
        let code = door.now(&totp);
        let again = door.code(&key, &code).await.unwrap().unwrap_err();
        assert_eq!(again, No::StepOver, "the half-open door was closed");
        let guess = door.code("guess", &code).await.unwrap().unwrap_err();
        assert_eq!(guess, No::StepOver);
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_lock_the_account_like_wrong_passwords_and_the_password_gives_no_new_tries() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let (totp, _) = door.set_up(Role::Clerk).await;
        assert!(door.password(Role::Clerk, false).await.unwrap().is_err());
        for _ in 0..3 {
            let key = door.half(Role::Clerk).await;
            assert!(door.code(&key, "000000").await.unwrap().is_err());
        }
        let key = door.half(Role::Clerk).await;
        assert!(door.code(&key, "000000").await.unwrap().is_err());
        door.later(60);
        let code = door.now(&totp);
        let locked = door.code(&key, &code).await.unwrap().unwrap_err();
        assert_eq!(locked, No::StepOver, "the fifth failure ended the step");
        let locked = door.password(Role::Clerk, true).await.unwrap_err();
        assert!(matches!(locked.refusal(), Some(No::Locked(_))));
        let who = door.at(Role::Clerk).actor_id();
        assert_eq!(door.noted(who, Act::AccountLocked).await, 1);
        door.later(900);
        let (key, code) = (door.half(Role::Clerk).await, door.now(&totp));
        assert!(door.code(&key, &code).await.unwrap().is_ok());
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_tried_at_once_are_counted_one_by_one() {
    on_both(async |world| {
        let door = Door::of(world).await;
        door.set_up(Role::Clerk).await;
        let key = door.half(Role::Clerk).await;
        let wrong = async || door.code(&key, "000000").await;
        let _ = tokio::join!(wrong(), wrong(), wrong(), wrong(), wrong());
        let locked = door.password(Role::Clerk, true).await.unwrap_err();
        assert!(matches!(locked.refusal(), Some(No::Locked(_))));
    })
    .await;
}

#[tokio::test]
async fn one_code_sent_twice_at_once_opens_once() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let (totp, codes) = door.set_up(Role::Clerk).await;
        door.later(30);
        let code = door.now(&totp);
        for typed in [code.as_str(), codes[0].as_str()] {
            let (a, b) = (door.half(Role::Clerk).await, door.half(Role::Clerk).await);
            let (a, b) = tokio::join!(door.code(&a, typed), door.code(&b, typed));
            let opened = [a, b]
                .into_iter()
                .filter(|t| matches!(t, Ok(Ok(_))))
                .count();
            assert_eq!(opened, 1, "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_stands_in_once_and_new_codes_end_the_old() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let (_, codes) = door.set_up(Role::Clerk).await;
        assert_eq!(codes.len(), 10);
        let key = door.half(Role::Clerk).await;
        let typed = codes[0].to_lowercase().replace(' ', "-");
        assert!(door.code(&key, &typed).await.unwrap().is_ok());
        let who = door.at(Role::Clerk).actor_id();
        assert_eq!(door.noted(who, Act::RecoveryUsed).await, 1);
        let key = door.half(Role::Clerk).await;
        let again = door.code(&key, &codes[0]).await.unwrap().unwrap_err();
        assert_eq!(again, No::WrongCode);
        let at = &door.at(Role::Clerk);
        let (house, actor) = (&door.world.house, at.actor.as_ref().unwrap());
        let db = &door.world.db;
        let left = async || {
            let factor = db.read(|tx| Box::pin(directory::factor(tx, house, actor)));
            factor.await.unwrap().codes_left
        };
        assert_eq!(left().await, 9);
        let new = db
            .write(|tx| Box::pin(directory::remake_recovery_codes(tx, at)))
            .await
            .unwrap();
        assert_eq!(left().await, 10);
        let old = door.code(&key, &codes[1]).await.unwrap().unwrap_err();
        assert_eq!(old, No::WrongCode);
        assert!(door.code(&key, &new[1]).await.unwrap().is_ok());
    })
    .await;
}

#[tokio::test]
async fn the_code_of_one_person_is_no_code_of_another() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let (_, codes) = door.set_up(Role::Clerk).await;
        let (totp, _) = door.set_up(Role::Secretary).await;
        door.later(30);
        let key = door.half(Role::Clerk).await;
        for typed in [door.now(&totp), codes[3].replace(' ', "") + "X"] {
            let no = door.code(&key, &typed).await.unwrap().unwrap_err();
            assert_eq!(no, No::WrongCode);
        }
        let key = door.half(Role::Secretary).await;
        let no = door.code(&key, &codes[3]).await.unwrap().unwrap_err();
        assert_eq!(no, No::WrongCode, "the clerk's sheet is the clerk's");
    })
    .await;
}

#[tokio::test]
async fn a_new_secret_counts_from_its_first_code_and_one_in_use_is_not_replaced() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let (db, at) = (&door.world.db, &door.at(Role::Clerk));
        db.write(|tx| Box::pin(directory::start_factor(tx, at)))
            .await
            .unwrap();
        let wrong = db
            .write(|tx| Box::pin(directory::confirm_factor(tx, at, "000000")))
            .await
            .unwrap_err();
        assert_eq!(wrong.refusal(), Some(&No::WrongCode));
        door.inside(Role::Clerk).await;
        let (totp, _) = door.set_up(Role::Clerk).await;
        // Somebody at an open session starts again: the secret in use stays.
        db.write(|tx| Box::pin(directory::start_factor(tx, at)))
            .await
            .unwrap();
        let shown = db
            .read(|tx| Box::pin(directory::pending_factor(tx, at, "")))
            .await
            .unwrap();
        assert!(shown.is_none(), "it is shown no second time");
        door.later(30);
        let (key, code) = (door.half(Role::Clerk).await, door.now(&totp));
        assert!(door.code(&key, &code).await.unwrap().is_ok());
        db.write(|tx| Box::pin(directory::remove_factor(tx, at)))
            .await
            .unwrap();
        door.inside(Role::Clerk).await;
    })
    .await;
}

#[tokio::test]
async fn where_it_is_required_a_privileged_role_sets_it_up_first_and_keeps_it() {
    on_both(async |mut world| {
        let house = Arc::get_mut(&mut world.house).unwrap();
        assert_eq!(house.defaults.second_factor, SecondFactor::Offered);
        house.defaults.second_factor = SecondFactor::Required;
        let door = Door::of(world).await;
        let house = &door.world.house;
        let owes = async |session: &NewSession| {
            let db = &door.world.db;
            let found = db.read(|tx| Box::pin(directory::session(tx, house, &session.key)));
            let found = found.await.unwrap().unwrap();
            (found.lacks_factor, found.owes_factor)
        };
        let clerk = door.inside(Role::Clerk).await;
        assert_eq!(owes(&clerk).await, (false, false));
        let keeper = door.inside(Role::SystemAdmin).await;
        assert_eq!(owes(&keeper).await, (true, true));
        door.set_up(Role::SystemAdmin).await;
        assert_eq!(owes(&keeper).await, (false, false));
        let at = &door.at(Role::SystemAdmin);
        let kept = door
            .world
            .db
            .write(|tx| Box::pin(directory::remove_factor(tx, at)))
            .await
            .unwrap_err();
        assert_eq!(kept.refusal(), Some(&No::FactorRequired));
    })
    .await;
}

#[tokio::test]
async fn the_console_helps_who_lost_the_telephone_and_ends_what_was_open() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let open = door.inside(Role::SystemAdmin).await;
        door.set_up(Role::SystemAdmin).await;
        let (db, house) = (&door.world.db, &door.world.house);
        let (login, new) = (&door.login(Role::SystemAdmin), &password());
        db.write(|tx| Box::pin(directory::reset_password(tx, house, login, new)))
            .await
            .unwrap();
        assert!(!door.is_in(&open).await, "sessions end");
        door.half(Role::SystemAdmin).await;
        db.write(|tx| Box::pin(directory::recover(tx, house, login, new)))
            .await
            .unwrap();
        door.inside(Role::SystemAdmin).await;
        let who = door.at(Role::SystemAdmin).actor_id();
        assert_eq!(door.noted(who, Act::PasswordReset).await, 2);
        assert_eq!(door.noted(who, Act::FactorRemoved).await, 1);
    })
    .await;
}

#[tokio::test]
async fn one_sees_ones_own_sessions_and_ends_them() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let first = door.inside(Role::Clerk).await;
        door.later(90);
        let second = door.inside(Role::Clerk).await;
        let third = door.inside(Role::Clerk).await;
        let stranger = door.inside(Role::Secretary).await;
        let (db, at, house) = (&door.world.db, &door.at(Role::Clerk), &door.world.house);
        let own = async || {
            let now = &door.at(Role::Clerk);
            let sessions = db.read(|tx| Box::pin(directory::own_sessions(tx, now)));
            sessions.await.unwrap()
        };
        let seen = own().await;
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|s| s.device == "手机 · 微信"));
        assert!(seen[0].seen_at > seen[2].seen_at, "the last seen first");
        let oldest = seen[2].id;
        // Another's session does not exist.
        let other = &door.at(Role::Secretary);
        let no = db
            .write(|tx| Box::pin(directory::end_session(tx, other, oldest)))
            .await
            .unwrap_err();
        assert!(matches!(no, Error::NotFound));
        db.write(|tx| Box::pin(directory::end_session(tx, at, oldest)))
            .await
            .unwrap();
        assert!(!door.is_in(&first).await);
        let this = db.read(|tx| Box::pin(directory::session(tx, house, &second.key)));
        let this = this.await.unwrap().unwrap().id;
        let ended = db
            .write(|tx| Box::pin(directory::end_other_sessions(tx, at, this)))
            .await
            .unwrap();
        assert_eq!(ended, 1);
        assert!(door.is_in(&second).await && !door.is_in(&third).await);
        assert!(door.is_in(&stranger).await, "of others none ended");
        // What fell asleep is not listed.
        door.later(1801);
        assert!(own().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_slip_opens_an_account_once() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let member = door.town.members[0][1].clone();
        let slips = door.slips(Role::SystemAdmin, &[member.id]).await.unwrap();
        let code = &slips[0].code;
        assert_eq!(slips[0].name, member.name);
        assert_eq!(code.split(' ').map(str::len).collect::<Vec<_>>(), [4, 4, 4]);
        let house = &door.world.house;
        let invited = door
            .world
            .db
            .write(|tx| Box::pin(directory::invitation(tx, house, code)))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(invited.name, member.name);
        assert_eq!(invited.org, door.town.branches[0].name);
        assert_eq!(invited.proposed, "branch-1-01");
        // A login that is taken is refused, and the slip stays good.
        let taken = door.accept(code, &door.login(Role::Clerk)).await;
        assert_eq!(taken.unwrap_err().refusal(), Some(&No::LoginTaken));
        let bad = door.accept(code, "a b").await.unwrap_err();
        assert_eq!(bad.refusal(), Some(&No::Login));
        let typed = code.to_lowercase().replace(' ', "");
        let entered = door
            .accept(&typed, &invited.proposed)
            .await
            .unwrap()
            .unwrap();
        let Entered::In(session) = entered else {
            panic!("straight in");
        };
        assert!(door.is_in(&session).await);
        let again = door.accept(code, "other").await.unwrap().unwrap_err();
        assert_eq!(again, No::Slip);
        assert_eq!(door.noted(member.id, Act::SlipUsed).await, 1);
        assert_eq!(door.noted(member.id, Act::AccountOpened).await, 1);
        // The next one gets the next number.
        let next = door.town.members[0][2].id;
        let slips = door.slips(Role::SystemAdmin, &[next]).await.unwrap();
        let invited = door
            .world
            .db
            .write(|tx| Box::pin(directory::invitation(tx, house, &slips[0].code)))
            .await;
        assert_eq!(invited.unwrap().unwrap().proposed, "branch-1-02");
    })
    .await;
}

#[tokio::test]
async fn a_slip_that_ran_out_was_replaced_or_taken_back_opens_nothing_and_all_get_one_answer() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let member = door.town.members[0][1].id;
        let old = door.slips(Role::SystemAdmin, &[member]).await.unwrap();
        let new = door.slips(Role::SystemAdmin, &[member]).await.unwrap();
        let replaced = door.accept(&old[0].code, "one").await.unwrap().unwrap_err();
        let (db, at) = (&door.world.db, &door.at(Role::SystemAdmin));
        let org = door.town.branches[0].id;
        let people = db
            .read(|tx| Box::pin(directory::sought(tx, at, org)))
            .await
            .unwrap();
        let slip = people
            .iter()
            .find(|p| p.id == member)
            .unwrap()
            .slip
            .unwrap();
        db.write(|tx| Box::pin(directory::revoke_slip(tx, at, slip)))
            .await
            .unwrap();
        let revoked = door.accept(&new[0].code, "one").await.unwrap().unwrap_err();
        let last = door.slips(Role::SystemAdmin, &[member]).await.unwrap();
        // Made at nine in the morning, it is good to the end of its thirtieth day.
        door.later(30 * 86_400 + 15 * 3600);
        let expired = door
            .accept(&last[0].code, "one")
            .await
            .unwrap()
            .unwrap_err();
        let unknown = door
            .accept("2222 3333 4444", "one")
            .await
            .unwrap()
            .unwrap_err();
        assert_eq!(
            [replaced, revoked, expired, unknown],
            [const { No::Slip }; 4]
        );
        assert_eq!(door.noted(member, Act::SlipRevoked).await, 1);
    })
    .await;
}

#[tokio::test]
async fn one_slip_used_twice_at_once_opens_once() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let member = door.town.members[0][1].id;
        let slips = door.slips(Role::SystemAdmin, &[member]).await.unwrap();
        let code = &slips[0].code;
        let (a, b) = tokio::join!(door.accept(code, "one"), door.accept(code, "two"));
        let opened = [a, b]
            .into_iter()
            .filter(|t| matches!(t, Ok(Ok(_))))
            .count();
        assert_eq!(opened, 1);
    })
    .await;
}

#[tokio::test]
async fn for_who_has_an_account_a_slip_gives_a_new_password_and_leaves_the_second_step() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let clerk = door.at(Role::Clerk).actor_id();
        let open = door.inside(Role::Clerk).await;
        for _ in 0..5 {
            let _ = door.password(Role::Clerk, false).await;
        }
        let slips = door.slips(Role::SystemAdmin, &[clerk]).await.unwrap();
        assert_eq!(slips[0].login, Some(door.login(Role::Clerk)));
        let entered = door.accept(&slips[0].code, "ignored").await.unwrap();
        assert!(matches!(entered, Ok(Entered::In(_))), "the lock is lifted");
        assert!(!door.is_in(&open).await, "older sessions end");
        door.set_up(Role::Clerk).await;
        let slips = door.slips(Role::SystemAdmin, &[clerk]).await.unwrap();
        let entered = door.accept(&slips[0].code, "").await.unwrap();
        assert!(
            matches!(entered, Ok(Entered::Half(_))),
            "paper is one factor"
        );
    })
    .await;
}

#[tokio::test]
async fn a_keeper_makes_slips_for_their_own_people_and_never_for_the_powerful() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let member = door.town.members[0][1].id;
        for role in [Role::Member, Role::Supervisor] {
            let no = door.slips(role, &[member]).await.unwrap_err();
            assert!(
                matches!(no, Error::NotFound | Error::Forbidden),
                "{role:?}: {no}"
            );
        }
        let keeper = door.at(Role::SystemAdmin).actor_id();
        let no = door.slips(Role::SystemAdmin, &[keeper]).await.unwrap_err();
        assert!(matches!(no.refusal(), Some(No::SlipBeyond(_))));
        // Beside an office is not above it.
        let secretary = door.at(Role::Secretary).actor_id();
        let no = door.slips(Role::Clerk, &[secretary]).await.unwrap_err();
        assert!(matches!(no.refusal(), Some(No::SlipBeyond(_))));
        let own = door.town.members[0][2].id;
        assert!(door.slips(Role::Clerk, &[own]).await.is_ok());
        let above = door.slips(Role::SystemAdmin, &[secretary]).await;
        assert!(above.is_ok());
        let no = door.slips(Role::SystemAdmin, &[]).await.unwrap_err();
        assert_eq!(no.refusal(), Some(&No::NobodyChosen));
        // Of another town nobody exists, and one bad choice makes no slip at all.
        let other = door.world.town(1).await.unwrap();
        let stranger = other.members[0][1].id;
        let no = door
            .slips(Role::SystemAdmin, &[member, stranger])
            .await
            .unwrap_err();
        assert!(matches!(no, Error::NotFound));
        assert_eq!(door.noted(member, Act::SlipMade).await, 0);
        let (at, org) = (&door.at(Role::SystemAdmin), other.branches[0].id);
        let no = door
            .world
            .db
            .read(|tx| Box::pin(directory::sought(tx, at, org)))
            .await
            .unwrap_err();
        assert!(matches!(no, Error::NotFound));
    })
    .await;
}

#[tokio::test]
async fn who_guesses_at_slips_is_stopped_and_shuts_nobody_out() {
    on_both(async |mut world| {
        let house = Arc::get_mut(&mut world.house).unwrap();
        house.defaults.invitation_tries_per_hour = 3;
        let door = Door::of(world).await;
        let member = door.town.members[0][1].id;
        let slips = door.slips(Role::SystemAdmin, &[member]).await.unwrap();
        for _ in 0..3 {
            let no = door
                .accept("2222 3333 4444", "one")
                .await
                .unwrap()
                .unwrap_err();
            assert_eq!(no, No::Slip);
        }
        let no = door.accept("2222 3333 4444", "one").await.unwrap();
        assert_eq!(no.unwrap_err(), No::TooManySlips);
        assert!(door.accept(&slips[0].code, "one").await.unwrap().is_ok());
        door.later(3600);
        let no = door.accept("2222 3333 4444", "one").await.unwrap();
        assert_eq!(no.unwrap_err(), No::Slip, "the next hour counts anew");
    })
    .await;
}

#[tokio::test]
async fn a_second_factor_outlives_a_change_of_keys() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let (totp, _) = door.set_up(Role::Clerk).await;
        let (vault, db) = (&door.world.house.vault, &door.world.db);
        vault.add_key(ground::vault::Algorithm::Sm4Gcm).unwrap();
        assert_eq!(vault.reseal(db, |_| ()).await.unwrap(), 1);
        door.later(30);
        let (key, code) = (door.half(Role::Clerk).await, door.now(&totp));
        assert!(door.code(&key, &code).await.unwrap().is_ok());
    })
    .await;
}

#[tokio::test]
async fn neither_a_secret_nor_a_code_can_be_read_in_the_database() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let (totp, codes) = door.set_up(Role::Clerk).await;
        let member = door.town.members[0][1].id;
        let slips = door.slips(Role::SystemAdmin, &[member]).await.unwrap();
        let (sealed, hashes) = door
            .world
            .db
            .read(|tx| {
                Box::pin(async move {
                    let sealed: Vec<(Vec<u8>,)> =
                        ground::sql!(tx, "select secret from second_factor")
                            .all()
                            .await?;
                    let mut hashes: Vec<(String,)> =
                        ground::sql!(tx, "select code_hash from recovery_code")
                            .all()
                            .await?;
                    let slips: Vec<(String,)> =
                        ground::sql!(tx, "select code_hash from invitation")
                            .all()
                            .await?;
                    hashes.extend(slips);
                    Ok((sealed, hashes))
                })
            })
            .await
            .unwrap();
        let secret: &[u8] = totp.secret().as_ref();
        assert_eq!(secret.len(), 20);
        assert!(sealed[0].0.windows(20).all(|part| part != secret));
        assert_eq!(hashes.len(), 11);
        for code in codes.iter().chain([&slips[0].code]) {
            let plain = code.replace(' ', "");
            let bare = ground::code_hash(&plain);
            assert!(hashes.iter().all(|(h,)| *h != plain && *h != bare));
        }
        // The rules that web reads codes by take what the sheets print.
        assert_eq!(
            sign_in::rules::typed(&codes[0]),
            sign_in::rules::Typed::Recovery(codes[0].replace(' ', ""))
        );
    })
    .await;
}

#[tokio::test]
async fn a_slip_printed_for_a_member_is_no_key_to_the_office_that_follows() {
    on_both(async |world| {
        let door = Door::of(world).await;
        let member = door.town.members[0][1].id;
        let slips = door.slips(Role::Clerk, &[member]).await.unwrap();
        let (db, security) = (&door.world.db, &door.at(Role::SecurityAdmin));
        let gift = access::Gift {
            person: member,
            role: Role::Leader,
            from: security.today.plus(3),
            until: None,
        };
        let place = &door.town.community;
        db.write(|tx| {
            Box::pin(async move { access::give(tx, security, place, gift).await.map(drop) })
        })
        .await
        .unwrap();
        let tried = door.accept(&slips[0].code, "one").await.unwrap();
        assert_eq!(tried.unwrap_err(), No::Slip);
        // Nor is a new one printed beside the office, though it has not begun.
        let refused = door.slips(Role::Clerk, &[member]).await.unwrap_err();
        assert!(matches!(refused.refusal(), Some(No::SlipBeyond(_))));
    })
    .await;
}

#[tokio::test]
async fn who_is_erased_leaves_no_key_behind() {
    on_both(async |world| {
        let door = Door::of(world).await;
        // Nobody leaves on the day that they come.
        door.later(86_400);
        let who = door.at(Role::Member).actor_id();
        let session = door.inside(Role::Member).await;
        door.set_up(Role::Member).await;
        let slips = door.slips(Role::Clerk, &[who]).await.unwrap();
        let (db, clerk) = (&door.world.db, &door.at(Role::Clerk));
        db.write(|tx| {
            let how = Leaving {
                day: Some(clerk.today),
                reason: "组织关系转出",
            };
            let open = OpenItems {
                person: who,
                items: Vec::new(),
            };
            Box::pin(async move {
                keeping::leave(tx, clerk, who, how, Successor::Said("无"), &open).await
            })
        })
        .await
        .unwrap();
        // Within the hour, so that neither slip nor session ends by age alone.
        let short = clerk.today.years_later(-1).to_string();
        let short = short.as_str();
        db.write(|tx| {
            Box::pin(
                ground::sql!(
                    tx,
                    "update person set keep_until = $2 where id = $1",
                    who,
                    short
                )
                .run(),
            )
        })
        .await
        .unwrap();
        let security = &door.at(Role::SecurityAdmin);
        let gone = db
            .write(|tx| Box::pin(keeping::erase(tx, security, who)))
            .await
            .unwrap();
        assert_eq!(gone.person(), who);
        assert!(!door.is_in(&session).await);
        let tried = door.password(Role::Member, true).await.unwrap();
        assert_eq!(tried.unwrap_err(), No::WrongPassword);
        let tried = door.accept(&slips[0].code, "").await.unwrap();
        assert_eq!(tried.unwrap_err(), No::Slip);
        for (table, left) in [
            (
                "second_factor",
                read_count!(
                    door,
                    "select count(*) from second_factor where person_id = $1",
                    who
                ),
            ),
            (
                "recovery_code",
                read_count!(
                    door,
                    "select count(*) from recovery_code where person_id = $1",
                    who
                ),
            ),
            (
                "passkey",
                read_count!(
                    door,
                    "select count(*) from passkey where person_id = $1",
                    who
                ),
            ),
        ] {
            assert_eq!(left, 0, "{table}");
        }
    })
    .await;
}
