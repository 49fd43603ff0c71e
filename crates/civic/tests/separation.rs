//! Over random towns and random roles: what one may not see does not exist, in
//! whatever way it is asked for, and two towns never mix (X-01, X-14, ruling 3).

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on has not passed"
)]

use std::sync::Arc;

use civic::Counter;
use civic::directory::access::{self, OpenItems, Successor};
use civic::directory::people::keeping::{self, Entry, Leaving, Matter, NewExemption, Protected};
use civic::directory::people::membership;
use civic::directory::{Actor, Grant, Org, Particulars, Path, Person, Role, Verb, people, tree};
use ground::{Error, Result};
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use town::{Spec, Town, World, on_both};

/// How many towns are tried on each engine.
const TOWNS: usize = 6;

/// A random town, and somebody in it with random roles over random branches.
#[derive(Debug, Clone)]
struct Case {
    branches: usize,
    members: usize,
    /// Who: branch and number.
    who: (usize, usize),
    /// As what, over which branch.
    grants: Vec<(Role, usize)>,
}

fn cases() -> impl Strategy<Value = Case> {
    (2..=4_usize, 4..=6_usize).prop_flat_map(|(branches, members)| {
        let roles: Vec<Role> = Role::ALL.to_vec();
        let grants = proptest::collection::vec((select(roles), 0..branches), 0..3);
        let home = 0..branches;
        let clerk = any::<bool>();
        (
            Just(branches),
            Just(members),
            (home, 0..members),
            grants,
            clerk,
        )
            .prop_map(|(branches, members, who, mut grants, clerk)| {
                if clerk {
                    grants.push((Role::Clerk, who.0));
                }
                Case {
                    branches,
                    members,
                    who,
                    grants,
                }
            })
    })
}

fn actor(world: &World, town: &Town, case: &Case) -> Counter {
    let person = &town.members[case.who.0][case.who.1];
    let grant = |(role, branch): &(Role, usize)| Grant {
        role: *role,
        org_path: town.branches[*branch].path.clone(),
    };
    let actor = Actor {
        tenant: town.tenant,
        person: person.id,
        name: person.name.clone(),
        org_id: person.org_id,
        org_path: person.org_path.clone(),
        grants: case.grants.iter().map(grant).collect(),
    };
    Counter::of(&world.house, Arc::new(actor))
}

/// Everybody gets a telephone and an ID number by which they could be looked for.
async fn numbered(world: &World, town: &Town, n: usize) {
    let clerk = &town.visit(&world.house, Role::Clerk);
    for (b, branch) in town.members.iter().enumerate() {
        for (m, person) in branch.iter().enumerate() {
            let known = &Particulars {
                phone: phone(n, b, m),
                address: "示范街道".to_owned(),
                ..Particulars::default()
            };
            let put = world
                .db
                .write(|tx| {
                    let path = &person.org_path;
                    Box::pin(people::particulars::put_particulars(
                        tx, clerk, person.id, path, known,
                    ))
                })
                .await;
            assert!(put.unwrap());
        }
    }
}

fn phone(town: usize, branch: usize, member: usize) -> String {
    format!("19000{town:02}{branch:02}{member:02}")
}

/// Whatever is asked of a person who is not to be seen, the answer is that there is none.
fn hidden<T: std::fmt::Debug>(asked: &Result<T>, what: &str, case: &Case) {
    assert!(
        matches!(asked, Err(Error::NotFound)),
        "{what} of one who is not to be seen: {asked:?} in {case:?}"
    );
}

macro_rules! asks {
    ($world:expr, |$tx:ident| $doing:expr) => {
        $world
            .db
            .write(|$tx| Box::pin(async move { $doing.await }))
            .await
    };
}

async fn nothing_of(world: &World, at: &Counter, person: &Person, case: &Case) {
    let id = person.id;
    let blank = &Entry {
        name: "示小范".to_owned(),
        post: String::new(),
        category: "社区".to_owned(),
        standing: person.standing,
        sex: person.sex,
        ethnicity: String::new(),
        rank: 0,
        details: civic::directory::Details::default(),
        particulars: Particulars::default(),
    };
    let nothing = &OpenItems {
        person: id,
        items: Vec::new(),
    };
    let how = Leaving {
        day: Some(at.today),
        reason: "转出",
    };
    let exemption = NewExemption {
        matter: Matter::All,
        reason: "x",
        meeting: "x",
        held_on: Some(at.today),
        from_day: Some(at.today),
        last_day: Some(at.today),
    };
    let said = Successor::Said("x");
    hidden(
        &asks!(world, |tx| keeping::entry(tx, at, id)),
        "the record",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::versions(tx, at, id)),
        "the versions",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::exemptions(tx, at, id)),
        "the exemptions",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::residence(tx, at, id)),
        "the home",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::change(tx, at, id, 1, blank, "")),
        "a change",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::unmask(
            tx,
            at,
            id,
            Protected::Phone,
            "想知道"
        )),
        "the telephone",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::exempt(tx, at, id, exemption)),
        "an exemption",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::settle(tx, at, id, None)),
        "a home",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::leave(tx, at, id, how, said, nothing)),
        "leaving",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::erase(tx, at, id)),
        "erasing",
        case,
    );
}

async fn nothing_in(world: &World, at: &Counter, org: &Org, case: &Case) {
    let (path, today) = (&org.path, at.today);
    hidden(
        &asks!(world, |tx| keeping::listed(tx, at, org)),
        "the list",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::left(tx, at, path)),
        "who left",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::asked(tx, at, path)),
        "what is asked",
        case,
    );
    hidden(
        &asks!(world, |tx| keeping::due_for_erasure(tx, at, path)),
        "what is due",
        case,
    );
    hidden(
        &asks!(world, |tx| membership::roster_on(tx, at, path, today)),
        "the roster",
        case,
    );
    hidden(
        &asks!(world, |tx| tree::tree_on(tx, at, path, today)),
        "the tree",
        case,
    );
    hidden(
        &asks!(world, |tx| tree::units(tx, at, path)),
        "the units",
        case,
    );
    hidden(
        &asks!(world, |tx| access::terms(tx, at, path)),
        "the roles",
        case,
    );
}

/// What a search finds lies where the actor may look.
async fn finds_only_ours(world: &World, at: &Counter, town: &Town, question: &str, case: &Case) {
    let found = asks!(world, |tx| people::search(tx, at, question, 100)).unwrap();
    for person in found {
        let ours = town.members.iter().flatten().any(|p| p.id == person.id);
        let actor = at.actor.as_ref().unwrap();
        assert!(
            ours && actor.may(Verb::SeeRoster, &person.org_path),
            "“{question}” finds {} in {case:?}",
            person.org_path.0
        );
    }
}

/// Tries one town; gives it back with how many people were asked for in vain.
async fn try_town(world: &World, n: usize, case: &Case, others: &[Town]) -> (Town, usize) {
    let mut in_vain = 0;
    let spec = Spec {
        branches: case.branches,
        members: case.members,
        ..Spec::small(n)
    };
    let town = Town::found(&world.db, &world.house, spec).await.unwrap();
    numbered(world, &town, n).await;
    let at = &actor(world, &town, case);
    let sees = |path: &Path| {
        let actor = at.actor.as_ref().unwrap();
        // A member sees that the own branch exists; its roster they do not.
        Verb::ALL.iter().any(|v| actor.may(*v, path)) || actor.sees(path)
    };
    for (b, org) in town.branches.iter().enumerate() {
        for (m, person) in town.members[b].iter().enumerate() {
            let phone = phone(n, b, m);
            let tail = &phone[7..];
            for question in [person.name.as_str(), &phone, tail] {
                finds_only_ours(world, at, &town, question, case).await;
            }
            if !sees(&org.path) {
                nothing_of(world, at, person, case).await;
                in_vain += 1;
            }
        }
        if !sees(&org.path) {
            nothing_in(world, at, org, case).await;
        }
    }
    // Another town's people do not exist, whatever one is in one's own.
    for (o, other) in others.iter().enumerate() {
        for (b, branch) in other.members.iter().enumerate() {
            for (m, person) in branch.iter().enumerate().take(2) {
                finds_only_ours(world, at, &town, &phone(o, b, m), case).await;
                nothing_of(world, at, person, case).await;
                in_vain += 1;
            }
        }
    }
    (town, in_vain)
}

#[tokio::test]
async fn nobody_sees_lists_finds_or_guesses_what_is_not_theirs() {
    on_both(async |world| {
        let mut runner = TestRunner::default();
        let mut asked = 0;
        let mut towns: Vec<Town> = Vec::new();
        for n in 0..TOWNS {
            let case = cases().new_tree(&mut runner).unwrap().current();
            let (town, in_vain) = try_town(&world, n, &case, &towns).await;
            towns.push(town);
            asked += in_vain;
        }
        // Each town asks in vain for two of every branch of those before it, at least.
        assert!(asked >= 2 * 2 * (TOWNS - 1), "{asked}");
    })
    .await;
}
