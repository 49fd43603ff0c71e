//! Members in the open, as stories on both engines: consent that can be taken back at
//! once, and comments whose writer the member never learns.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on has not passed"
)]

use std::sync::Arc;

use civic::audit::{self, Act};
use civic::directory::access::Successor;
use civic::directory::people::keeping::{self, Leaving};
use civic::directory::people::particulars::put_particulars;
use civic::directory::{Actor, Grant, Particulars, Person, Role, human};
use civic::presence::cards::{Consent, Reader};
use civic::presence::{
    Answer, CardState, Field, LetterState, NewLetter, No, cards, letters, relay, supervision,
};
use civic::{CardId, Counter, LetterId, PledgeId, desk};
use ground::{Day, Error};
use town::{Progress, Spec, Town, World, on_both};

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

/// Two branches of three members.
async fn town(world: &World) -> Town {
    let spec = Spec {
        branches: 2,
        members: 3,
        ..Spec::small(0)
    };
    Town::found(&world.db, &world.house, spec).await.unwrap()
}

/// A campaign in force in which everyone has pledged; the pledges of each member.
async fn pledged(world: &World, town: &Town) -> Vec<PledgeId> {
    let today = world.house.today();
    let progress = Progress::new(town.clone(), &world.db, &world.house, today);
    let campaign = progress.read_plan().await.unwrap();
    progress.approve(campaign).await.unwrap();
    let pledges = progress.pledge(campaign).await.unwrap();
    world.clock("2026-07-01", 9, 0);
    pledges.into_iter().map(|(id, _)| id).collect()
}

/// A pledge of one of these members.
async fn pledge_of(world: &World, town: &Town, pledges: &[PledgeId], person: &Person) -> PledgeId {
    let at = &town.visit_by(&world.house, person);
    for id in pledges {
        let id = *id;
        if read!(world, |tx| civic::pledge::seen(tx, at, id))
            .is_ok_and(|p| p.person_id == Some(person.id))
        {
            return id;
        }
    }
    unreachable!("everyone pledged")
}

/// A member who also holds a role over their own branch alone.
fn officer(world: &World, town: &Town, person: &Person, role: Role) -> Counter {
    let grant = |role| Grant {
        role,
        org_path: person.org_path.clone(),
    };
    let actor = Actor {
        tenant: town.tenant,
        person: person.id,
        name: person.name.clone(),
        org_id: person.org_id,
        org_path: person.org_path.clone(),
        grants: vec![grant(role), grant(Role::Member)],
    };
    Counter::of(&world.house, Arc::new(actor))
}

async fn give_phone(world: &World, at: &Counter, person: &Person, phone: &str) {
    let known = &Particulars {
        phone: phone.to_owned(),
        ..Particulars::default()
    };
    let fits = write!(world, |tx| put_particulars(
        tx,
        at,
        person.id,
        &person.org_path,
        known
    ));
    assert!(fits.unwrap());
}

fn visitor(world: &World, town: &Town) -> Counter {
    Counter::visitor(&world.house, town.tenant)
}

fn letter(words: &str) -> NewLetter<'_> {
    NewLetter {
        words,
        name: "示范居民",
        phone: "0000-5550199",
        busy: false,
        answer: Answer::default(),
    }
}

fn on_sheet(place: &str) -> Consent<'_> {
    Consent::Sheet {
        day: Day::new(2026, 5, 5),
        place,
    }
}

async fn shown(world: &World, town: &Town, card: CardId) -> Option<cards::Shown> {
    let at = &visitor(world, town);
    read!(world, |tx| cards::shown(tx, at, card)).unwrap()
}

/// The one comment that waits for an officer.
async fn only(world: &World, at: &Counter, below: &civic::directory::Path) -> LetterId {
    let waiting = read!(world, |tx| supervision::waiting(tx, at, below)).unwrap();
    assert_eq!(waiting.len(), 1);
    waiting[0].id
}

#[tokio::test]
async fn a_card_shows_what_its_holder_agreed_to_and_what_is_taken_back_is_gone_at_once() {
    on_both(async |world| {
        let world = &world;
        let town = &town(world).await;
        let person = &town.members[0][1];
        let own = &town.visit_by(&world.house, person);
        let clerk = &town.visit(&world.house, Role::Clerk);
        let phone = "19000001234";
        give_phone(world, clerk, person, phone).await;

        // Nothing is shown without the name, nothing is issued without the member's word.
        let early = write!(world, |tx| cards::issue(tx, clerk, person.id, true)).unwrap_err();
        assert_eq!(early.refusal(), Some(&No::NameFirst));
        let nameless = &[Field::Phone];
        let refused = write!(world, |tx| cards::consent(
            tx,
            own,
            person.id,
            nameless,
            Consent::Own
        ));
        assert_eq!(refused.unwrap_err().refusal(), Some(&No::NameFirst));
        // Nobody agrees for somebody else without the sheet that they signed.
        let name = &[Field::Name];
        let for_them = write!(world, |tx| cards::consent(
            tx,
            clerk,
            person.id,
            name,
            Consent::Own
        ));
        assert!(matches!(for_them.unwrap_err(), Error::Forbidden));

        let some = &[Field::Name, Field::Branch];
        write!(world, |tx| cards::consent(
            tx,
            own,
            person.id,
            some,
            Consent::Own
        ))
        .unwrap();
        let unseen = write!(world, |tx| cards::issue(tx, clerk, person.id, false)).unwrap_err();
        assert_eq!(unseen.refusal(), Some(&No::Unchecked));
        let card = write!(world, |tx| cards::issue(tx, clerk, person.id, true)).unwrap();
        let twice = write!(world, |tx| cards::issue(tx, clerk, person.id, true)).unwrap_err();
        assert_eq!(twice.refusal(), Some(&No::CardIs(CardState::Issued)));
        let page = shown(world, town, card).await.unwrap();
        assert_eq!(page.name, person.name);
        assert!(!page.branch.is_empty() && page.post.is_empty() && page.category.is_empty());
        assert!(page.phone.is_empty() && page.relay.is_none() && page.pledges.is_empty());

        // The telephone is a word of its own, to this number: another one is not shown.
        let more = &[Field::Phone, Field::Post];
        write!(world, |tx| cards::consent(
            tx,
            own,
            person.id,
            more,
            Consent::Own
        ))
        .unwrap();
        let page = shown(world, town, card).await.unwrap();
        assert_eq!((page.phone.as_str(), &page.post), (phone, &person.post));
        give_phone(world, clerk, person, "19000009999").await;
        assert_eq!(shown(world, town, card).await.unwrap().phone, "");
        give_phone(world, clerk, person, phone).await;
        assert_eq!(shown(world, town, card).await.unwrap().phone, phone);

        // What is taken back is gone with the same breath; the rest stays.
        write!(world, |tx| cards::withdraw(
            tx,
            own,
            person.id,
            Field::Phone,
            Consent::Own
        ))
        .unwrap();
        let page = shown(world, town, card).await.unwrap();
        assert_eq!((page.phone.as_str(), &page.post), ("", &person.post));
        let again = write!(world, |tx| cards::withdraw(
            tx,
            own,
            person.id,
            Field::Phone,
            Consent::Own
        ));
        assert_eq!(
            again.unwrap_err().refusal(),
            Some(&No::NotGiven(Field::Phone))
        );

        // With the name the card goes, and with the card every consent: the old code is dead for good.
        write!(world, |tx| cards::withdraw(
            tx,
            own,
            person.id,
            Field::Name,
            Consent::Own
        ))
        .unwrap();
        assert!(shown(world, town, card).await.is_none());
        let mine = read!(world, |tx| cards::own(tx, own)).unwrap();
        assert!(mine.given().is_empty());
        write!(world, |tx| cards::consent(
            tx,
            own,
            person.id,
            some,
            Consent::Own
        ))
        .unwrap();
        let new = write!(world, |tx| cards::issue(tx, clerk, person.id, true)).unwrap();
        assert_ne!(new, card);
        assert!(shown(world, town, card).await.is_none());
        assert!(shown(world, town, new).await.is_some());

        // Each word is on record with its day, and the record holds no name.
        let mut acts = Vec::new();
        for line in read!(world, |tx| audit::latest(tx, town.tenant, 40)).unwrap() {
            acts.push(line.act);
        }
        for act in [
            Act::CardConsented,
            Act::CardWithdrawn,
            Act::CardIssued,
            Act::CardClosed,
        ] {
            assert!(acts.iter().any(|a| a == act.word()), "{act:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_signed_sheet_speaks_for_who_has_no_account_and_the_branch_then_reads_messages_out() {
    on_both(async |world| {
        let world = &world;
        let town = &town(world).await;
        let person = &town.members[1][2];
        let clerk = &officer(world, town, &town.members[1][1], Role::Clerk);
        let fields = &[Field::Name, Field::Relay];
        let tomorrow = Consent::Sheet {
            day: Some(world.house.today().plus(1)),
            place: "",
        };
        let refused = write!(world, |tx| cards::consent(
            tx, clerk, person.id, fields, tomorrow
        ));
        assert_eq!(
            refused.unwrap_err().parts().len(),
            2,
            "the day, and where the sheet lies"
        );
        let sheet = on_sheet("支部档案盒2");
        write!(world, |tx| cards::consent(
            tx, clerk, person.id, fields, sheet
        ))
        .unwrap();
        let card = write!(world, |tx| cards::issue(tx, clerk, person.id, true)).unwrap();
        let page = shown(world, town, card).await.unwrap();
        assert_eq!(page.relay, Some(Reader::Branch));

        let anyone = &visitor(world, town);
        let new = &letter("楼道灯坏了，能不能帮忙看看");
        let code = write!(world, |tx| relay::write(tx, anyone, card, new)).unwrap();
        let to_read = read!(world, |tx| relay::to_read_out(tx, clerk, &person.org_path)).unwrap();
        assert_eq!(to_read.len(), 1);
        let id = to_read[0].id;
        let alone =
            write!(world, |tx| relay::answer(tx, clerk, id, "周六上午去看", "")).unwrap_err();
        assert_eq!(alone.refusal(), Some(&No::ProxyWithoutReason));
        write!(world, |tx| relay::answer(
            tx,
            clerk,
            id,
            "周六上午去看",
            "本人口述"
        ))
        .unwrap();
        let code = code.as_str();
        let found = write!(world, |tx| letters::by_code(tx, anyone, code))
            .unwrap()
            .unwrap();
        assert_eq!(found.state, LetterState::Answered);
        assert_eq!(found.answer.unwrap().0, "周六上午去看");
    })
    .await;
}

#[tokio::test]
async fn a_message_reaches_the_member_alone_and_the_answer_whoever_has_the_code() {
    on_both(async |world| {
        let world = &world;
        let town = &town(world).await;
        let person = &town.members[0][2];
        let own = &town.visit_by(&world.house, person);
        let other = &town.visit_by(&world.house, &town.members[0][1]);
        let secretary = &town.visit(&world.house, Role::Secretary);
        let name = &[Field::Name];
        write!(world, |tx| cards::consent(
            tx,
            own,
            person.id,
            name,
            Consent::Own
        ))
        .unwrap();
        let card = write!(world, |tx| cards::issue(tx, secretary, person.id, true)).unwrap();
        let anyone = &visitor(world, town);
        let new = &letter("想请您教我用手机挂号");
        let refused = write!(world, |tx| relay::write(tx, anyone, card, new)).unwrap_err();
        assert_eq!(refused.refusal(), Some(&No::NoRelay));
        let relayed = &[Field::Relay];
        write!(world, |tx| cards::consent(
            tx,
            own,
            person.id,
            relayed,
            Consent::Own
        ))
        .unwrap();
        let code = write!(world, |tx| relay::write(tx, anyone, card, new)).unwrap();
        let twice = write!(world, |tx| relay::write(tx, anyone, card, new)).unwrap_err();
        assert_eq!(twice.refusal(), Some(&No::Duplicate));

        // The member reads it, with the name that was left for them; nobody beside them does.
        let mine = read!(world, |tx| relay::own(tx, own)).unwrap();
        assert_eq!(mine[0].words, "想请您教我用手机挂号");
        assert_eq!(mine[0].contact.as_ref().unwrap().name, "示范居民");
        let id = mine[0].id;
        for stranger in [other, secretary, anyone] {
            let refused = read!(world, |tx| relay::message(tx, stranger, id));
            assert!(matches!(refused.unwrap_err(), Error::NotFound));
        }
        // The branch learns that something waits, and how long.
        let path = &town.community.path;
        let open = read!(world, |tx| relay::open_counts(tx, secretary, path)).unwrap();
        assert_eq!(
            (open[0].0, open[0].1.all, open[0].1.overdue),
            (person.id, 1, 0)
        );
        world.clock("2026-06-30", 9, 0);
        let late = &town.visit(&world.house, Role::Secretary);
        let open = read!(world, |tx| relay::open_counts(tx, late, path)).unwrap();
        assert_eq!(open[0].1.overdue, 1);

        let own = &town.visit_by(&world.house, person);
        write!(world, |tx| relay::answer(
            tx,
            own,
            id,
            "每周三下午在活动室",
            ""
        ))
        .unwrap();
        let second =
            write!(world, |tx| relay::answer(tx, own, id, "改成周四下午", "")).unwrap_err();
        assert_eq!(second.refusal(), Some(&No::LetterIs(LetterState::Answered)));
        let (anyone, code) = (&visitor(world, town), code.as_str());
        let found = write!(world, |tx| letters::by_code(tx, anyone, code))
            .unwrap()
            .unwrap();
        assert_eq!(found.answer.unwrap().0, "每周三下午在活动室");
        // It is nobody else's town's.
        let elsewhere = &world.town(1).await.unwrap();
        let there = &visitor(world, elsewhere);
        let none = write!(world, |tx| letters::by_code(tx, there, code)).unwrap();
        assert_eq!(none.unwrap_err(), No::Code);
    })
    .await;
}

#[tokio::test]
async fn the_member_learns_what_was_said_and_never_who_said_it() {
    on_both(async |world| {
        let world = &world;
        let town = &town(world).await;
        let pledges = pledged(world, town).await;
        let person = &town.members[0][1];
        let pledge = pledge_of(world, town, &pledges, person).await;
        let anyone = &visitor(world, town);
        let secretary = &town.visit(&world.house, Role::Secretary);
        let new = &letter("我住三单元，答应每月来两次，这个月一次也没来");
        let code = write!(world, |tx| supervision::comment(tx, anyone, pledge, new)).unwrap();
        let (id, code) = (
            only(world, secretary, &town.community.path).await,
            code.as_str(),
        );

        // Whom it is about meets nothing of it, whatever office they hold.
        let own = &officer(world, town, person, Role::Secretary);
        assert!(
            read!(world, |tx| supervision::told(tx, own))
                .unwrap()
                .is_empty()
        );
        let path = &person.org_path;
        assert!(
            read!(world, |tx| supervision::waiting(tx, own, path))
                .unwrap()
                .is_empty()
        );
        for refused in [
            read!(world, |tx| supervision::record(tx, own, id)).map(drop),
            write!(world, |tx| supervision::open_contact(
                tx,
                own,
                id,
                "看看是谁"
            ))
            .map(drop),
            write!(world, |tx| supervision::answer(tx, own, id, "没有这回事")),
            write!(world, |tx| supervision::explain(tx, own, id, "没有这回事")),
        ] {
            assert!(matches!(refused.unwrap_err(), Error::NotFound));
        }

        // The branch passes on what was said, in its own words.
        let words = "有群众反映这个月还没有上门";
        write!(world, |tx| supervision::pass_on(tx, secretary, id, words)).unwrap();
        let told = read!(world, |tx| supervision::told(tx, own)).unwrap();
        assert_eq!((told.len(), told[0].words.as_str()), (1, words));
        let all = format!("{told:?}");
        for secret in ["三单元", "示范居民", "5550199"] {
            assert!(!all.contains(secret), "{secret}");
        }
        write!(world, |tx| supervision::explain(
            tx,
            own,
            id,
            "上周住院，周日补上"
        ))
        .unwrap();
        let twice = write!(world, |tx| supervision::explain(tx, own, id, "还是住院")).unwrap_err();
        assert_eq!(twice.refusal(), Some(&No::Explained));
        let answer = "本人住院，周日补上，支部再看一次";
        write!(world, |tx| supervision::answer(tx, secretary, id, answer)).unwrap();
        let own_again = read!(world, |tx| supervision::told(tx, own)).unwrap();
        assert!(own_again[0].settled && !format!("{own_again:?}").contains("支部再看"));

        // The resident reads the answer by the code; the branch opens the name for a reason that is noted.
        let found = write!(world, |tx| letters::by_code(tx, anyone, code));
        assert_eq!(found.unwrap().unwrap().answer.unwrap().0, answer);
        let why = write!(world, |tx| supervision::open_contact(tx, secretary, id, "")).unwrap_err();
        assert_eq!(why.refusal(), Some(&No::ContactWithoutReason));
        let who = write!(world, |tx| supervision::open_contact(
            tx,
            secretary,
            id,
            "回电话"
        ));
        assert_eq!(who.unwrap().name, "示范居民");
        let lines = read!(world, |tx| audit::of_subject(tx, town.tenant, id.0, 9)).unwrap();
        assert!(lines.iter().any(|l| l.act == Act::ContactOpened.word()));
    })
    .await;
}

#[tokio::test]
async fn no_branch_sees_the_comments_of_another_and_a_second_answer_is_refused() {
    on_both(async |world| {
        let world = &world;
        let town = &town(world).await;
        let pledges = pledged(world, town).await;
        let person = &town.members[1][1];
        let pledge = pledge_of(world, town, &pledges, person).await;
        let anyone = &visitor(world, town);
        let new = &letter("答应的夜间巡查没有看到人");
        write!(world, |tx| supervision::comment(tx, anyone, pledge, new)).unwrap();
        let here = &officer(world, town, &town.members[1][0], Role::CommitteeMember);
        let there = &officer(world, town, &town.members[0][1], Role::CommitteeMember);
        let clerk = &town.visit(&world.house, Role::Clerk);
        let path = &person.org_path;
        let id = only(world, here, path).await;

        for stranger in [there, anyone] {
            let seen = read!(world, |tx| supervision::record(tx, stranger, id));
            assert!(matches!(seen.unwrap_err(), Error::NotFound));
            let listed = read!(world, |tx| supervision::waiting(tx, stranger, path));
            assert!(matches!(listed.unwrap_err(), Error::NotFound));
        }
        let other = &town.members[0][1].org_path;
        assert!(
            read!(world, |tx| supervision::waiting(tx, there, other))
                .unwrap()
                .is_empty()
        );
        // The clerk sees the branch and not its supervision.
        let seen = read!(world, |tx| supervision::record(tx, clerk, id));
        assert!(matches!(seen.unwrap_err(), Error::Forbidden));
        // It waits on the desk of who handles it, with its day.
        let due = read!(world, |tx| desk::due(tx, here)).unwrap();
        assert!(due.iter().any(|d| d.what.contains("监督意见")), "{due:?}");

        write!(world, |tx| supervision::answer(
            tx,
            here,
            id,
            "查过巡查记录，补上了"
        ))
        .unwrap();
        for refused in [
            write!(world, |tx| supervision::answer(tx, here, id, "另一种说法")),
            write!(world, |tx| supervision::set_aside(tx, here, id, "不属实")),
            write!(world, |tx| supervision::pass_on(tx, here, id, "请你看看")),
        ] {
            let refused = refused.unwrap_err();
            assert!(
                matches!(
                    refused.refusal(),
                    Some(No::LetterIs(LetterState::Answered) | No::TooShort(..))
                ),
                "{refused:?}"
            );
        }
        let rest = read!(world, |tx| supervision::settled(tx, here, path, None, 10)).unwrap();
        assert_eq!(rest.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_comment_is_looked_at_within_three_working_days_and_answered_within_ten() {
    on_both(async |world| {
        let world = &world;
        let town = &town(world).await;
        let pledges = pledged(world, town).await;
        let person = &town.members[0][1];
        let pledge = pledge_of(world, town, &pledges, person).await;
        let anyone = &visitor(world, town);
        // Wednesday 1 July: three working days end on Monday the 6th, ten on Wednesday the 15th.
        let new = &letter("花坛还没有清理，请看一看");
        write!(world, |tx| supervision::comment(tx, anyone, pledge, new)).unwrap();
        let path = &town.community.path;
        let overdue = async |day| {
            world.clock(day, 9, 0);
            let at = &town.visit(&world.house, Role::Secretary);
            read!(world, |tx| supervision::waiting(tx, at, path)).unwrap()[0].overdue
        };
        assert!(!overdue("2026-07-06").await);
        assert!(overdue("2026-07-07").await);
        let at = &town.visit(&world.house, Role::Secretary);
        let id = only(world, at, path).await;
        write!(world, |tx| supervision::pass_on(
            tx,
            at,
            id,
            "花坛有人提意见"
        ))
        .unwrap();
        assert!(!overdue("2026-07-15").await);
        assert!(overdue("2026-07-16").await);
        // Set aside with a reason, which the resident reads; half a year later nobody does.
        let at = &town.visit(&world.house, Role::Secretary);
        write!(world, |tx| supervision::answer(tx, at, id, "周六已经清理")).unwrap();
        world.clock("2027-02-01", 9, 0);
        let anyone = &visitor(world, town);
        let again = &letter("花坛又没有人清理了");
        write!(world, |tx| supervision::comment(tx, anyone, pledge, again)).unwrap();
        let at = &town.visit(&world.house, Role::Secretary);
        let next = only(world, at, path).await;
        write!(world, |tx| supervision::set_aside(
            tx,
            at,
            next,
            "冬天不用清理"
        ))
        .unwrap();
        // Nobody needs to act on a letter for that: the turn of the day sees to it.
        write!(world, |tx| letters::forget(tx, at)).unwrap();
        let (old, steps) = read!(world, |tx| supervision::record(tx, at, id)).unwrap();
        assert!(
            old.words.is_empty() && !old.signed,
            "what its term has ended is erased"
        );
        assert!(steps.iter().all(|s| s.words.is_empty()));
        let (new, _) = read!(world, |tx| supervision::record(tx, at, next)).unwrap();
        assert!(!new.words.is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_leaves_the_roster_has_no_card_and_agrees_anew_when_they_come_back() {
    on_both(async |world| {
        let world = &world;
        let town = &town(world).await;
        let person = &town.members[0][1];
        let own = &town.visit_by(&world.house, person);
        let secretary = &town.visit(&world.house, Role::Secretary);
        let (record, mut known) =
            read!(world, |tx| keeping::entry(tx, secretary, person.id)).unwrap();
        known.particulars.phone = "19000001234".to_owned();
        known.particulars.id_number = "110101199003078072".to_owned();
        let (known, version) = (&known, record.version);
        write!(world, |tx| keeping::change(
            tx, secretary, person.id, version, known, "补登"
        ))
        .unwrap();
        let fields = &[Field::Name, Field::Relay, Field::Phone];
        write!(world, |tx| cards::consent(
            tx,
            own,
            person.id,
            fields,
            Consent::Own
        ))
        .unwrap();
        let card = write!(world, |tx| cards::issue(tx, secretary, person.id, true)).unwrap();
        let anyone = &visitor(world, town);
        let new = &letter("想请您来讲一讲防诈骗");
        let code = write!(world, |tx| relay::write(tx, anyone, card, new)).unwrap();

        world.clock("2026-05-20", 9, 0);
        let secretary = &town.visit(&world.house, Role::Secretary);
        let how = Leaving {
            day: Some(secretary.today),
            reason: "组织关系转出",
        };
        write!(world, |tx| async move {
            let open = desk::open_of_person(tx, secretary, person.id).await?;
            assert!(
                open.items.iter().any(|i| i.what.contains("留言")),
                "{open:?}"
            );
            let to = Successor::Said("由组织委员接着办");
            keeping::leave(tx, secretary, person.id, how, to, &open).await
        })
        .unwrap();
        assert!(shown(world, town, card).await.is_none());
        let path = &town.community.path;
        let listed = read!(world, |tx| cards::public(tx, town.tenant, path, None, 9)).unwrap();
        assert!(listed.is_empty());
        let anyone = &visitor(world, town);
        let refused = write!(world, |tx| relay::write(tx, anyone, card, new)).unwrap_err();
        assert_eq!(refused.refusal(), Some(&No::CardIs(CardState::Closed)));
        let code = code.as_str();
        let found = write!(world, |tx| letters::by_code(tx, anyone, code))
            .unwrap()
            .unwrap();
        assert!(!found.reaches && found.about.is_empty());

        write!(world, |tx| cards::end_of_left(tx, secretary, person.id)).unwrap();
        let marks = read!(world, |tx| cards::holder(tx, secretary, person.id));
        assert!(matches!(marks.unwrap_err(), Error::NotFound));
        let branch = &town.branches[0];
        write!(world, |tx| keeping::rejoin(tx, secretary, branch, known)).unwrap();
        assert!(shown(world, town, card).await.is_none());
        let back = read!(world, |tx| cards::holder(tx, secretary, person.id)).unwrap();
        assert!(back.given().is_empty() && back.issued().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_flood_meets_a_question_and_who_guesses_codes_is_slowed() {
    on_both(async |world| {
        let world = &world;
        let town = &town(world).await;
        let pledges = pledged(world, town).await;
        let one = pledge_of(world, town, &pledges, &town.members[0][1]).await;
        let other = pledge_of(world, town, &pledges, &town.members[1][1]).await;
        let anyone = &visitor(world, town);
        let limit = world.house.defaults.human_after;
        let mut code = String::new();
        for n in 0..limit {
            let words = format!("第{n}次来看，还没有人来");
            let new = &letter(&words);
            code = write!(world, |tx| supervision::comment(tx, anyone, one, new)).unwrap();
        }
        let new = &letter("又来看了一次，没有人");
        let asked = write!(world, |tx| supervision::comment(tx, anyone, one, new)).unwrap_err();
        assert_eq!(asked.refusal(), Some(&human::No::Wrong));
        // Who answers goes on, other pledges are as open as before, and where many come from
        // one address each of them answers.
        let place = letters::place_of_pledge(one);
        let question = human::ask(anyone, &place);
        let typed = answer_to(&question.text).to_string();
        let answered = &NewLetter {
            answer: Answer {
                token: &question.token,
                typed: &typed,
            },
            ..new.clone()
        };
        write!(world, |tx| supervision::comment(tx, anyone, one, answered)).unwrap();
        write!(world, |tx| supervision::comment(tx, anyone, other, new)).unwrap();
        let busy = &NewLetter {
            busy: true,
            ..letter("同一个地方来的第二条")
        };
        let asked = write!(world, |tx| supervision::comment(tx, anyone, other, busy)).unwrap_err();
        assert_eq!(asked.refusal(), Some(&human::No::Wrong));

        let unasked = Answer::default();
        for _ in 0..world.house.defaults.code_tries_per_hour {
            write!(world, |tx| letters::may_look(tx, anyone, unasked)).unwrap();
            let wrong = write!(world, |tx| letters::by_code(tx, anyone, "222222222222"));
            assert_eq!(wrong.unwrap().unwrap_err(), No::Code);
        }
        let slowed = write!(world, |tx| letters::may_look(tx, anyone, unasked)).unwrap_err();
        assert_eq!(slowed.refusal(), Some(&human::No::Wrong));
        // An answer opens one look, and no second one.
        let question = human::ask(anyone, letters::PLACE_OF_CODES);
        let typed = answer_to(&question.text).to_string();
        let answer = Answer {
            token: &question.token,
            typed: &typed,
        };
        write!(world, |tx| letters::may_look(tx, anyone, answer)).unwrap();
        let code = code.as_str();
        assert!(
            write!(world, |tx| letters::by_code(tx, anyone, code))
                .unwrap()
                .is_ok()
        );
        let again = write!(world, |tx| letters::may_look(tx, anyone, answer)).unwrap_err();
        assert_eq!(again.refusal(), Some(&human::No::Old));
        world.clock("2026-07-01", 10, 0);
        let later = &visitor(world, town);
        write!(world, |tx| letters::may_look(tx, later, unasked)).unwrap();
    })
    .await;
}

/// What a person answers.
fn answer_to(question: &str) -> i64 {
    let digits = "零一二三四五六七八九";
    let numbers: Vec<i64> = question
        .chars()
        .filter_map(|c| digits.chars().position(|d| d == c))
        .map(|n| i64::try_from(n).unwrap())
        .collect();
    match (numbers.as_slice(), question.contains("减")) {
        ([a, b, c], true) => a + b - c,
        // 「一共几个」 ends with a number that is none of them.
        ([a, b, ..], _) => a + b,
        _ => unreachable!("{question}"),
    }
}

#[tokio::test]
async fn what_is_no_letter_is_refused_with_every_reason() {
    on_both(async |world| {
        let world = &world;
        let town = &town(world).await;
        let pledges = pledged(world, town).await;
        let pledge = pledges[0];
        let anyone = &visitor(world, town);
        let long = "长".repeat(1001);
        for (words, phone, problems) in [("", "", 1), (&*long, "找老王", 2), ("可以的呀", "1", 1)]
        {
            let new = &NewLetter {
                words,
                name: "",
                phone,
                busy: false,
                answer: Answer::default(),
            };
            let refused = write!(world, |tx| supervision::comment(tx, anyone, pledge, new));
            assert_eq!(refused.unwrap_err().parts().len(), problems);
        }
        // Unsigned is as good; control characters do no harm.
        let new = &NewLetter {
            words: "<script>alert(1)</script>\u{0}看看",
            name: "",
            phone: "",
            busy: false,
            answer: Answer::default(),
        };
        write!(world, |tx| supervision::comment(tx, anyone, pledge, new)).unwrap();
        // The first pledge is the secretary's own: it waits for the superior.
        let superior = &town.visit(&world.house, Role::Superior);
        let id = only(world, superior, &town.community.path).await;
        let refused = write!(world, |tx| supervision::open_contact(
            tx,
            superior,
            id,
            "回电话"
        ));
        assert_eq!(refused.unwrap_err().refusal(), Some(&No::NoContact));
        // A pledge that nobody published is no pledge to comment on.
        let unknown = PledgeId(uuid::Uuid::nil());
        let none = write!(world, |tx| supervision::comment(tx, anyone, unknown, new));
        assert!(matches!(none.unwrap_err(), Error::NotFound));
    })
    .await;
}
