//! The notice room against a small model of it: random sequences of everything that
//! is done with a notice, with a clock that goes back, jumps and is confirmed, and
//! holidays that change meanwhile. Both engines say what the model says, and no step
//! leaves a state that may not be.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a model that cannot be walked has failed"
)]

use std::sync::Arc;

use civic::directory::{Actor, Role, clock};
use civic::notice::{
    self, Effect, Kind, Manner, NewFinding, NewObjection, NewPublication, No, Snapshot, State,
    Topic,
};
use civic::{Counter, Defaults, House, ObjectionId, PublicationId};
use ground::{At, Calendar, Ids, Vault, Zone, sql};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use town::{Town, World};

const DAY: i64 = 24 * 3600;
/// Who is on the list: an objection can name either of them.
const LISTED: [&str; 2] = ["示甲", "示乙"];

/// Who looks at an objection.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Judge {
    /// The supervisor.
    Supervisor,
    /// The author, who supervises too.
    Author,
    /// A supervisor of the first name on the list.
    Listed,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Publish {
        workdays: u32,
        looked: bool,
    },
    Correct {
        changed: bool,
    },
    Withdraw,
    /// About nobody, or one of the list.
    Object {
        about: usize,
    },
    Find {
        which: usize,
        effect: usize,
        judge: Judge,
    },
    Conclude,
    /// The server's beat.
    Tick,
    /// The server runs for so many days.
    Days(i64),
    /// The server runs until so many seconds from the end of the period.
    Edge(i64),
    Back {
        hours: i64,
    },
    Jump {
        hours: i64,
    },
    /// An administrator says which day it is, rightly or wrongly.
    Confirm {
        right: bool,
    },
    /// Another file of holidays is used.
    Holidays(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let judge = prop_oneof![
        4 => Just(Judge::Supervisor),
        1 => Just(Judge::Author),
        1 => Just(Judge::Listed),
    ];
    prop_oneof![
        3 => (4u32..8, prop::bool::weighted(0.9)).prop_map(|(workdays, looked)| Step::Publish { workdays, looked }),
        2 => prop::bool::weighted(0.8).prop_map(|changed| Step::Correct { changed }),
        1 => Just(Step::Withdraw),
        3 => (0usize..3).prop_map(|about| Step::Object { about }),
        4 => (0usize..4, 0usize..5, judge).prop_map(|(which, effect, judge)| Step::Find { which, effect, judge }),
        4 => Just(Step::Conclude),
        2 => Just(Step::Tick),
        3 => (1i64..9).prop_map(Step::Days),
        3 => (-1i64..2).prop_map(Step::Edge),
        2 => (1i64..300).prop_map(|hours| Step::Back { hours }),
        2 => (1i64..400).prop_map(|hours| Step::Jump { hours }),
        2 => prop::bool::weighted(0.7).prop_map(|right| Step::Confirm { right }),
        1 => (0usize..3).prop_map(Step::Holidays),
    ]
}

/// A walk: most of them begin on the way that most notices go, so that the guards at its
/// end are reached, and go on at random.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let publish = Step::Publish {
        workdays: 5,
        looked: true,
    };
    let opening = (0usize..3, 0usize..4, -1i64..2).prop_map(move |(about, effect, edge)| {
        vec![
            publish,
            Step::Object { about },
            Step::Find {
                which: 0,
                effect,
                judge: Judge::Supervisor,
            },
            Step::Edge(edge),
            Step::Conclude,
        ]
    });
    let late = (0usize..3, -1i64..2).prop_map(move |(about, edge)| {
        vec![
            publish,
            Step::Edge(edge),
            Step::Object { about },
            Step::Conclude,
        ]
    });
    let opening = prop_oneof![2 => opening, 1 => late, 2 => Just(Vec::new())];
    let rest = prop::collection::vec(step(), 10..36);
    (opening, rest).prop_map(|(opening, rest)| [opening, rest].concat())
}

/// What the model remembers of a version.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Frozen {
    last: ground::Day,
    effective: At,
}

/// The model: what a clerk with paper and a calendar would know.
#[derive(Debug)]
struct Model {
    now: At,
    mark: At,
    state: Option<State>,
    workdays: u32,
    versions: Vec<Frozen>,
    /// About whom, and the finding with the version that stood.
    objections: Vec<(usize, Option<(Effect, usize)>)>,
}

impl Model {
    fn ends(&self) -> At {
        let step = self.now.micros() - self.mark.micros();
        if (0..=DAY * 1_000_000).contains(&step) {
            self.now
        } else {
            self.mark
        }
    }

    /// A write that went through brings the mark along, when it lags by a minute.
    fn keep(&mut self) {
        let ends = self.ends();
        if ends.micros() - self.mark.micros() > 60_000_000 {
            self.mark = ends;
        }
    }

    fn freeze(&mut self, calendar: &Calendar) {
        let zone = Zone::default();
        let begins = self.now.max(self.mark);
        let (mut last, mut left) = (zone.day(begins), self.workdays);
        while left > 0 {
            last = last.plus(1);
            left -= u32::from(calendar.is_workday(last));
        }
        let effective = zone.start_of(last.plus(1));
        self.versions.push(Frozen { last, effective });
        self.keep();
    }

    fn publish(&mut self, workdays: u32, looked: bool, calendar: &Calendar) -> Result<(), No> {
        if !looked {
            return Err(No::SecrecyUnchecked);
        }
        if workdays < 5 {
            return Err(No::Least(5));
        }
        self.state = Some(State::Public);
        self.workdays = workdays;
        self.freeze(calendar);
        Ok(())
    }

    fn public(&self) -> Result<(), No> {
        match self.state {
            Some(State::Public) => Ok(()),
            Some(over) => Err(No::Over(over)),
            None => unreachable!("no step comes before the publication"),
        }
    }

    fn effective(&self) -> At {
        self.versions.last().unwrap().effective
    }

    fn correct(&mut self, changed: bool, calendar: &Calendar) -> Result<(), No> {
        self.public()?;
        if !changed {
            return Err(No::Unchanged);
        }
        self.freeze(calendar);
        Ok(())
    }

    fn withdraw(&mut self) -> Result<(), No> {
        self.public()?;
        self.state = Some(State::Withdrawn);
        Ok(())
    }

    fn object(&mut self, about: usize) -> Result<(), No> {
        self.public()?;
        if self.ends() >= self.effective() {
            return Err(No::PeriodOver);
        }
        self.objections.push((about, None));
        self.keep();
        Ok(())
    }

    fn find(&mut self, which: usize, effect: Effect, judge: Judge) -> Result<(), No> {
        let (about, found) = self.objections[which];
        // 0 is the whole list, 1 the first name, 2 the second.
        let involved = match judge {
            Judge::Supervisor => false,
            Judge::Author => true,
            Judge::Listed => about < 2,
        };
        if involved {
            return Err(No::Involved);
        }
        if effect != Effect::Stands {
            self.public()?;
        }
        if found.is_some() {
            return Err(No::Found);
        }
        self.objections[which].1 = Some((effect, self.versions.len()));
        if effect == Effect::Withdrawn {
            self.withdraw()?;
        }
        Ok(())
    }

    fn open(&self) -> i64 {
        let open = self.objections.iter().filter(|o| o.1.is_none());
        i64::try_from(open.count()).unwrap()
    }

    fn owes(&self) -> bool {
        let newest = self.versions.len();
        let owed = |o: &(usize, Option<(Effect, usize)>)| o.1 == Some((Effect::Corrected, newest));
        self.objections.iter().any(owed)
    }

    fn conclude(&mut self) -> Result<(), No> {
        self.public()?;
        if self.ends() < self.effective() {
            return Err(No::StillRunning);
        }
        if self.open() > 0 {
            return Err(No::OpenObjections(self.open()));
        }
        if self.owes() {
            return Err(No::CorrectionOwed);
        }
        self.state = Some(State::Concluded);
        self.keep();
        Ok(())
    }
}

/// The real thing, beside the model.
struct Walk<'w> {
    world: &'w World,
    town: &'w Town,
    house: Arc<House>,
    model: Model,
    id: Option<PublicationId>,
    objections: Vec<ObjectionId>,
    words: usize,
}

/// A house with the same clock and other holidays: as shipped; a week off that nobody
/// knew; every day a working day.
fn house(world: &World, holidays: usize, from: At) -> Arc<House> {
    let zone = Zone::default();
    let mut calendar = Calendar::shipped().unwrap();
    let from = zone.day(from);
    let days: Vec<String> = (0..40)
        .filter(|n| holidays == 2 || (holidays == 1 && *n < 9))
        .map(|n| {
            let (date, off) = (from.plus(n), holidays == 1);
            format!(r#"{{"name":"临时安排","date":"{date}","isOffDay":{off}}}"#)
        })
        .collect();
    let file = format!(r#"{{"year":{},"days":[{}]}}"#, from.year(), days.join(","));
    calendar.add(file.as_bytes()).unwrap();
    let mut defaults = Defaults::shipped().unwrap();
    defaults.objections_per_hour = i64::MAX;
    Arc::new(House {
        calendar,
        zone,
        ids: Ids::from_os(),
        clock: world.house.clock.clone(),
        defaults,
        vault: Vault::for_tests(7).unwrap(),
    })
}

impl<'w> Walk<'w> {
    /// Begins where the trusted time stands, with the clock in step.
    async fn begin(world: &'w World, town: &'w Town) -> Self {
        let tenant = town.tenant;
        let mark: At = At::from_micros(
            world
                .db
                .read(|tx| {
                    Box::pin(async move {
                        sql!(
                            tx,
                            "select mark from site_clock where tenant_id = $1",
                            tenant
                        )
                        .value()
                        .await
                    })
                })
                .await
                .unwrap(),
        );
        // Nobody vouches for this clock: it moves as a machine's does.
        world.house.clock.set(At::from_micros(0));
        world.house.clock.slip(mark);
        Self {
            world,
            town,
            house: house(world, 0, mark),
            model: Model {
                now: mark,
                mark,
                state: None,
                workdays: 0,
                versions: Vec::new(),
                objections: Vec::new(),
            },
            id: None,
            objections: Vec::new(),
            words: 0,
        }
    }

    fn at(&self, role: Role) -> Counter {
        self.town.visit(&self.house, role)
    }

    fn judge(&self, judge: Judge) -> Counter {
        let supervisor = self.at(Role::Supervisor).actor.unwrap();
        let actor = match judge {
            Judge::Supervisor => return self.at(Role::Supervisor),
            Judge::Author => {
                let author = self.at(Role::Secretary).actor.unwrap();
                let grants = [author.grants.clone(), supervisor.grants.clone()].concat();
                Actor {
                    grants,
                    ..Actor::clone(&author)
                }
            }
            Judge::Listed => Actor {
                name: LISTED[0].to_owned(),
                ..Actor::clone(&supervisor)
            },
        };
        Counter::of(&self.house, Arc::new(actor))
    }

    fn move_clock(&mut self, to: At) {
        self.world.house.clock.slip(to);
        self.model.now = to;
    }

    async fn tick(&mut self) {
        let house = &self.house;
        let ticked = self.world.db.write(|tx| Box::pin(clock::tick(tx, house)));
        ticked.await.unwrap();
        self.model.keep();
    }

    /// Goes on in the steps of a server that runs: after a jump it runs in doubt.
    async fn run_until(&mut self, to: At) {
        while self.model.now < to {
            let next = self.model.now.plus_seconds(DAY / 2).min(to);
            self.move_clock(next);
            self.tick().await;
        }
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            lead: format!("第{}稿", self.words),
            head: ["姓名", "拟授"].map(str::to_owned).to_vec(),
            rows: LISTED.map(|n| vec![n.to_owned(), "星".to_owned()]).to_vec(),
        }
    }

    /// What moves without anybody's act.
    async fn drift(&mut self, step: Step) {
        let now = self.model.now;
        match step {
            Step::Tick => self.tick().await,
            Step::Days(days) => self.run_until(now.plus_seconds(days * DAY)).await,
            Step::Edge(seconds) if self.id.is_some() => {
                let to = self.model.effective().plus_seconds(seconds);
                self.run_until(to).await;
            }
            Step::Back { hours } => self.move_clock(now.plus_seconds(-hours * 3600)),
            Step::Jump { hours } => self.move_clock(now.plus_seconds(hours * 3600)),
            Step::Holidays(which) => self.house = house(self.world, which, now),
            _ => {}
        }
    }

    /// Takes one step on both sides and compares.
    async fn take(&mut self, step: Step) -> Result<(), TestCaseError> {
        self.drift(step).await;
        let (expected, done) = match step {
            Step::Publish { workdays, looked } if self.id.is_none() => {
                self.publish(workdays, looked).await
            }
            Step::Confirm { right } => return self.confirm(right).await,
            _ if self.id.is_none() => return Ok(()),
            Step::Correct { changed } => self.correct(changed).await,
            Step::Withdraw => self.withdraw().await,
            Step::Object { about } => self.object(about).await,
            Step::Find { .. } if self.objections.is_empty() => return Ok(()),
            Step::Find {
                which,
                effect,
                judge,
            } => {
                // 'Stands' and 'corrected' more often than the end of it all.
                let effect = [
                    Effect::Stands,
                    Effect::Stands,
                    Effect::Corrected,
                    Effect::Corrected,
                    Effect::Withdrawn,
                ][effect];
                let which = which % self.objections.len();
                self.find(which, effect, judge).await
            }
            Step::Conclude => self.conclude().await,
            _ => return Ok(()),
        };
        prop_assert_eq!(done, expected, "{:?} in {:?}", step, self.model);
        Ok(())
    }

    async fn publish(&mut self, workdays: u32, looked: bool) -> Told {
        let expected = self.model.publish(workdays, looked, &self.house.calendar);
        let (at, snapshot) = (&self.at(Role::Secretary), &self.snapshot());
        let (org, subject) = (&self.town.branches[0], self.house.ids.uuid(at.now));
        let new = &NewPublication {
            kind: Kind::Notice,
            topic: Topic::Honour,
            subject,
            org,
            title: "拟授星名单公示",
            snapshot,
            workdays: Some(workdays),
            manner: Manner::default(),
            secrecy_checked: looked,
        };
        let done = self
            .world
            .db
            .write(|tx| Box::pin(notice::publish(tx, at, new.clone())))
            .await;
        (expected, told(done.map(|id| self.id = Some(id))))
    }

    async fn correct(&mut self, changed: bool) -> Told {
        let expected = self.model.correct(changed, &self.house.calendar);
        self.words += usize::from(changed && expected.is_ok());
        let mut snapshot = self.snapshot();
        if changed && expected.is_err() {
            snapshot.lead.push_str("，改过");
        }
        let (at, id, snapshot) = (&self.at(Role::Secretary), self.id.unwrap(), &snapshot);
        let done = self
            .world
            .db
            .write(|tx| Box::pin(notice::correct(tx, at, id, snapshot, true)));
        (expected, told(done.await))
    }

    async fn withdraw(&mut self) -> Told {
        let expected = self.model.withdraw();
        let (at, id) = (&self.at(Role::Secretary), self.id.unwrap());
        let done = self
            .world
            .db
            .write(|tx| Box::pin(notice::withdraw(tx, at, id, "写错了人")));
        (expected, told(done.await))
    }

    async fn object(&mut self, about: usize) -> Told {
        let expected = self.model.object(about);
        let at = &Counter::visitor(&self.house, self.town.tenant);
        let (id, tenant) = (self.id.unwrap(), self.town.tenant);
        let matter = format!("第{}条意见，请核实", self.objections.len());
        let about = ["", LISTED[0], LISTED[1]][about];
        let new = NewObjection::anonymous(about, &matter);
        let done = self
            .world
            .db
            .write(|tx| {
                Box::pin(async move {
                    let receipt = notice::object(tx, at, id, new).await?;
                    notice::by_code(tx, tenant, &receipt.code).await
                })
            })
            .await;
        (expected, told(done.map(|o| self.objections.push(o.id))))
    }

    async fn find(&mut self, which: usize, effect: Effect, judge: Judge) -> Told {
        let expected = self.model.find(which, effect, judge);
        let (at, objection) = (&self.judge(judge), self.objections[which]);
        let finding = &NewFinding {
            effect,
            reason: "查过了，就是这样",
        };
        let done = self
            .world
            .db
            .write(|tx| Box::pin(notice::find(tx, at, objection, finding.clone())));
        (expected, told(done.await))
    }

    async fn conclude(&mut self) -> Told {
        let expected = self.model.conclude();
        let (at, id) = (&self.at(Role::Clerk), self.id.unwrap());
        let done = self
            .world
            .db
            .write(|tx| Box::pin(notice::conclude(tx, at, id, "结果成立")));
        (expected, told(done.await.map(drop)))
    }

    async fn confirm(&mut self, right: bool) -> Result<(), TestCaseError> {
        let at = &self.at(Role::SystemAdmin);
        let day = at.today.plus(i64::from(!right));
        let ahead = self.model.now.micros() - self.model.mark.micros();
        let in_doubt = !(-300_000_000..=DAY * 1_000_000).contains(&ahead);
        let expected = match (right, in_doubt) {
            (false, _) => Err(clock::No::OtherDay(at.today)),
            (true, false) => Err(clock::No::InStep),
            (true, true) => Ok(()),
        };
        let done = self
            .world
            .db
            .write(|tx| Box::pin(clock::confirm(tx, at, Some(day))))
            .await;
        let done = done.map_err(|e| e.refusal::<clock::No>().unwrap().clone());
        prop_assert_eq!(&done, &expected);
        if done.is_ok() {
            self.model.mark = self.model.now;
        }
        Ok(())
    }

    /// What must hold after every step, whatever led to it.
    async fn look(&self) -> Result<(), TestCaseError> {
        let (Some(id), tenant) = (self.id, self.town.tenant) else {
            return Ok(());
        };
        let folder = self
            .world
            .db
            .read(|tx| Box::pin(notice::folder(tx, tenant, id)))
            .await
            .unwrap();
        let state = folder.publication.state;
        prop_assert_eq!(Some(state), self.model.state);
        let mut frozen: Vec<Frozen> = folder
            .versions
            .iter()
            .map(|v| Frozen {
                last: v.last_day,
                effective: v.effective_from,
            })
            .collect();
        frozen.reverse();
        prop_assert_eq!(&frozen, &self.model.versions, "a published end never moves");
        prop_assert_eq!(folder.conclusion.is_some(), state == State::Concluded);
        prop_assert_eq!(folder.withdrawal.is_some(), state == State::Withdrawn);
        if let Some(conclusion) = &folder.conclusion {
            prop_assert!(conclusion.at >= folder.version.effective_from);
            prop_assert_eq!(&conclusion.hash, &folder.version.hash);
            prop_assert!(folder.objections.iter().all(notice::Objection::is_answered));
            let owed = |o: &notice::Objection| {
                o.effect == Some(Effect::Corrected) && o.found_version == Some(conclusion.version)
            };
            prop_assert!(!folder.objections.iter().any(owed));
        }
        Ok(())
    }
}

/// What the model said, and what the room said.
type Told = (Result<(), No>, Result<(), No>);

fn told(done: ground::Result<()>) -> Result<(), No> {
    done.map_err(|e| match e.refusal::<No>() {
        Some(no) => no.clone(),
        None => panic!("neither done nor refused: {e}"),
    })
}

async fn walk(world: &World, town: &Town, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut walk = Walk::begin(world, town).await;
    for step in steps {
        walk.take(*step).await?;
        walk.look().await?;
    }
    Ok(())
}

#[test]
fn no_sequence_of_acts_and_clocks_leads_to_a_state_that_may_not_be() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let worlds = runtime.block_on(async {
        let mut worlds = Vec::new();
        for world in [town::sqlite_world().await, town::postgres_world().await] {
            let world = world.unwrap();
            let town = world.town(0).await.unwrap();
            worlds.push((world, town));
        }
        worlds
    });
    let cases = std::env::var("NOTICE_CASES")
        .ok()
        .and_then(|n| n.parse().ok());
    let mut runner = TestRunner::new(Config {
        cases: cases.unwrap_or(16),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    });
    let found = runner.run(&steps(), |steps| {
        runtime.block_on(async {
            for (world, town) in &worlds {
                walk(world, town, &steps).await?;
            }
            Ok(())
        })
    });
    runtime.block_on(async {
        for (world, _) in &worlds {
            world.db.close().await;
        }
    });
    found.unwrap();
}
