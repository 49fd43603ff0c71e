//! Random sequences of all that can be done to pledges, clock jumps included, against a
//! small reference model on both engines: what the model allows happens, what it forbids
//! does not, and both say the same of every pledge afterwards.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a property that cannot be tried has failed"
)]

use civic::directory::Role;
use civic::pledge::assessing::{self, NewAssessment};
use civic::pledge::rules::{Amount, OTHER_AREA, Words};
use civic::pledge::{self, Judged, NewCorrection, NewEvidence, NewPledge, State, Verdict};
use civic::{CampaignId, Counter, PledgeId};
use ground::{Day, Result};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use town::{Progress, World};

/// Who acts: the secretary is a member too, and so is one who is nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Secretary,
    Member,
    Clerk,
    Superior,
}

/// Whose a pledge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Secretary,
    Member,
    Branch,
}

impl Of {
    fn is(self, who: Who) -> bool {
        matches!(
            (self, who),
            (Self::Secretary, Who::Secretary) | (Self::Member, Who::Member)
        )
    }
}

#[derive(Debug, Clone, Copy)]
enum Doing {
    Write(Of),
    Amend,
    Withdraw,
    Pass,
    Return,
    Publish,
    Correct,
    Evidence,
    Keep,
    Explain,
    Excuse,
    Criticise,
    AssessOwn,
    Assess,
    Wait(u8),
}

#[derive(Debug, Clone, Copy)]
struct Step {
    who: Who,
    doing: Doing,
    on: usize,
}

/// What the model knows of a pledge.
#[derive(Debug, Clone)]
struct Known {
    of: Of,
    state: State,
    /// Who wrote the words that the branch checks.
    writer: Who,
    /// Who put them right once they were public.
    corrector: Option<Who>,
    due: Day,
    evidence: i64,
    explained: i64,
    own_years: Vec<i16>,
    years: Vec<i16>,
    closed: bool,
}

/// The reference: no database, no verbs, one table of who may what.
#[derive(Default)]
struct Model {
    pledges: Vec<Known>,
}

const DAYS: i64 = 60;

impl Model {
    fn may_write(of: Of, who: Who) -> bool {
        match of {
            Of::Branch => matches!(who, Who::Secretary | Who::Clerk),
            own if own.is(who) => true,
            _ => matches!(who, Who::Secretary | Who::Clerk),
        }
    }

    fn may_settle(known: &Known, who: Who) -> bool {
        match known.of {
            Of::Branch => who == Who::Superior,
            of => matches!(who, Who::Secretary | Who::Superior) && !of.is(who),
        }
    }

    fn overdue(known: &Known, today: Day) -> bool {
        known.state == State::Published && known.due < today
    }

    fn written(&self, of: Of) -> usize {
        let counts = |k: &&Known| k.of == of && k.state != State::Withdrawn;
        self.pledges.iter().filter(counts).count()
    }

    /// Does it, when it may be done; says whether.
    fn act(&mut self, step: Step, today: Day) -> bool {
        if let Doing::Write(of) = step.doing {
            let room = of == Of::Branch || self.written(of) < 5;
            let may = Self::may_write(of, step.who) && room;
            if may {
                self.pledges.push(Known {
                    of,
                    state: State::Submitted,
                    writer: step.who,
                    corrector: None,
                    due: today.plus(DAYS),
                    evidence: 0,
                    explained: 0,
                    own_years: Vec::new(),
                    years: Vec::new(),
                    closed: false,
                });
            }
            return may;
        }
        let year = today.0.year();
        let who = step.who;
        let Some(known) = self.pledges.get_mut(step.on) else {
            return false;
        };
        let state = known.state;
        let public = state.is_public();
        let writes = Self::may_write(known.of, who);
        let settles = Self::may_settle(known, who);
        let checks = matches!(who, Who::Secretary | Who::Superior)
            && !known.of.is(who)
            && known.writer != who;
        let overdue = Self::overdue(known, today);
        let explained = known.explained > 0;
        let may = match step.doing {
            Doing::Amend => writes && state == State::Returned,
            Doing::Withdraw => {
                let before = [State::Submitted, State::Returned, State::Passed];
                writes && before.contains(&state)
            }
            Doing::Pass | Doing::Return => checks && state == State::Submitted,
            Doing::Publish => matches!(who, Who::Secretary | Who::Clerk) && state == State::Passed,
            Doing::Correct => {
                let publishes = matches!(who, Who::Secretary | Who::Clerk);
                publishes && !known.of.is(who) && known.writer != who && state == State::Published
            }
            Doing::Evidence => {
                let adds = match known.of {
                    Of::Branch => writes,
                    of => of.is(who) || matches!(who, Who::Secretary | Who::Superior),
                };
                adds && state == State::Published
            }
            Doing::Keep => settles && state == State::Published && known.evidence > 0,
            Doing::Explain => writes && state == State::Published,
            Doing::Excuse => settles && state == State::Published && explained,
            Doing::Criticise => settles && state == State::Published && (explained || overdue),
            Doing::AssessOwn => writes && public && !known.own_years.contains(&year),
            Doing::Assess => {
                let after = known.own_years.contains(&year) && !known.years.contains(&year);
                settles && public && after
            }
            Doing::Write(_) | Doing::Wait(_) => false,
        };
        if !may {
            return false;
        }
        match step.doing {
            Doing::Amend => {
                known.state = State::Submitted;
                known.writer = who;
                known.due = today.plus(DAYS);
            }
            Doing::Withdraw => known.state = State::Withdrawn,
            Doing::Pass => known.state = State::Passed,
            Doing::Return => known.state = State::Returned,
            Doing::Publish => known.state = State::Published,
            Doing::Evidence => known.evidence += 1,
            Doing::Keep => known.state = State::Kept,
            Doing::Explain => known.explained += 1,
            Doing::Excuse => known.state = State::Excused,
            Doing::Criticise => known.state = State::Criticised,
            Doing::AssessOwn => known.own_years.push(year),
            Doing::Assess => {
                known.years.push(year);
                known.closed |= known.state.is_settled();
            }
            Doing::Correct => known.corrector = Some(who),
            Doing::Write(_) | Doing::Wait(_) => {}
        }
        true
    }
}

fn of() -> impl Strategy<Value = Of> {
    prop_oneof![Just(Of::Secretary), Just(Of::Member), Just(Of::Branch)]
}

fn doing() -> impl Strategy<Value = Doing> {
    prop_oneof![
        2 => of().prop_map(Doing::Write),
        2 => Just(Doing::Amend),
        1 => Just(Doing::Withdraw),
        6 => Just(Doing::Pass),
        1 => Just(Doing::Return),
        6 => Just(Doing::Publish),
        2 => Just(Doing::Correct),
        3 => Just(Doing::Evidence),
        3 => Just(Doing::Keep),
        2 => Just(Doing::Explain),
        2 => Just(Doing::Excuse),
        3 => Just(Doing::Criticise),
        3 => Just(Doing::AssessOwn),
        3 => Just(Doing::Assess),
        1 => (0_u8..70).prop_map(Doing::Wait),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = prop_oneof![
        3 => Just(Who::Secretary),
        2 => Just(Who::Member),
        2 => Just(Who::Clerk),
        3 => Just(Who::Superior),
    ];
    let one = (who, doing(), 0_usize..60).prop_map(|(who, doing, on)| Step { who, doing, on });
    prop::collection::vec(one, 30..90)
}

/// A town in which pledges are written, and the ids of those that the model counts.
struct Told {
    world: World,
    story: Progress,
    campaign: CampaignId,
    ids: Vec<PledgeId>,
}

impl Told {
    async fn new(world: World) -> Self {
        let town = world.town(0).await.unwrap();
        let story = Progress::new(town, &world.db, &world.house, world.house.today());
        let campaign = story.read_plan().await.unwrap();
        story.approve(campaign).await.unwrap();
        Self {
            world,
            story,
            campaign,
            ids: Vec::new(),
        }
    }

    fn at(&self, who: Who) -> Counter {
        let (town, house) = (&self.story.town, &self.world.house);
        match who {
            Who::Secretary => town.visit(house, Role::Secretary),
            Who::Member => town.visit_by(house, &town.members[0][3]),
            Who::Clerk => town.visit(house, Role::Clerk),
            Who::Superior => town.visit(house, Role::Superior),
        }
    }

    /// Does the step through the room's verbs; says whether it was done.
    async fn act(&mut self, step: Step) -> bool {
        let at = self.at(step.who);
        let pledge = match (step.doing, self.ids.get(step.on)) {
            (Doing::Write(of), _) => return self.write(of, &at).await,
            (_, Some(id)) => *id,
            (_, None) => return false,
        };
        let at = &at;
        let done = self
            .world
            .db
            .write(|tx| Box::pin(async move { act(tx, at, pledge, step.doing).await }))
            .await;
        happened(done)
    }

    async fn write(&mut self, of: Of, at: &Counter) -> bool {
        let (town, campaign) = (&self.story.town, self.campaign);
        let new = &words(at.today);
        let org = town.branches[0].id;
        let person = match of {
            Of::Secretary => town.members[0][0].id,
            _ => town.members[0][3].id,
        };
        let done = self
            .world
            .db
            .write(|tx| {
                Box::pin(async move {
                    match of {
                        Of::Branch => {
                            pledge::write_for_branch(tx, at, campaign, org, new.clone()).await
                        }
                        _ => pledge::write(tx, at, campaign, person, new.clone()).await,
                    }
                })
            })
            .await;
        match done {
            Ok(id) => {
                self.ids.push(id);
                true
            }
            Err(error) => happened(Err(error)),
        }
    }

    /// What the room says of every pledge and of their counts is what the model says.
    async fn agrees(&self, model: &Model) {
        let superior = &self.at(Who::Superior);
        let (tenant, campaign) = (superior.tenant, self.campaign);
        let (place, today) = (&self.story.town.community.path, superior.today);
        for (id, known) in self.ids.iter().zip(&model.pledges) {
            let id = *id;
            let (seen, checks) = self
                .world
                .db
                .read(|tx| {
                    Box::pin(async move {
                        let seen = pledge::seen(tx, superior, id).await?;
                        Ok((seen, pledge::checks(tx, superior, id).await?))
                    })
                })
                .await
                .unwrap();
            assert_eq!(seen.state, known.state, "{known:?}");
            let writer = self.at(known.writer).actor_id();
            let hand = self.at(known.corrector.unwrap_or(known.writer));
            assert_eq!(seen.written_by, hand.actor_id());
            assert_eq!(
                (seen.evidence_count, seen.explained_count),
                (known.evidence, known.explained)
            );
            assert_eq!(seen.closed_on.is_some(), known.closed, "{known:?}");
            assert_eq!(seen.is_overdue(today), Model::overdue(known, today));
            // The forbidden state: public, and passed by whose it is or by who wrote it.
            if seen.is_public() {
                let last = checks.first().expect("it was passed");
                assert_eq!(last.verdict, "passed");
                assert_ne!(Some(last.actor_id), seen.person_id);
                assert_ne!(last.actor_id, writer);
            }
        }
        let counts = self
            .world
            .db
            .read(|tx| Box::pin(pledge::counts(tx, tenant, campaign, place, today)))
            .await
            .unwrap();
        let count = |fits: &dyn Fn(&Known) -> bool| {
            i64::try_from(model.pledges.iter().filter(|k| fits(k)).count()).unwrap()
        };
        assert_eq!(counts.all, count(&|k| k.state.is_public()));
        assert_eq!(counts.kept, count(&|k| k.state == State::Kept));
        assert_eq!(counts.overdue, count(&|k| Model::overdue(k, today)));
        let of_branch = |k: &Known| k.of == Of::Branch && k.state.is_public();
        assert_eq!(counts.of_branches, count(&of_branch));
    }
}

/// Refused and not seen are both no; an accident is neither.
fn happened(done: Result<()>) -> bool {
    match done {
        Ok(()) => true,
        Err(ground::Error::Fault(fault)) => panic!("an accident: {fault}"),
        Err(_) => false,
    }
}

fn words(today: Day) -> NewPledge<'static> {
    NewPledge {
        words: Words {
            area: OTHER_AREA,
            action: "教老人用手机",
            measure: "教会10人",
            amount: Amount::None,
            due: Some(today.plus(DAYS)),
            beneficiary: "",
            owner: "组织委员",
        },
        proxy_reason: "口述代填",
    }
}

async fn act(tx: &mut ground::Tx, at: &Counter, id: PledgeId, doing: Doing) -> Result<()> {
    let graded = NewAssessment {
        grade: "兑现",
        remark: "",
        proxy_reason: "口述代填",
    };
    match doing {
        Doing::Amend => pledge::amend(tx, at, id, words(at.today)).await,
        Doing::Withdraw => pledge::withdraw(tx, at, id).await,
        Doing::Pass => pledge::check(tx, at, id, Verdict::Pass).await,
        Doing::Return => pledge::check(tx, at, id, Verdict::Return("写明地点")).await,
        Doing::Publish => pledge::publish(tx, at, id, true).await,
        Doing::Correct => {
            let longer = format!("{}，", pledge::seen(tx, at, id).await?.action);
            let new = NewCorrection {
                action: &longer,
                measure: "教会10人",
                beneficiary: "",
                owner: "组织委员",
                reason: "漏了一个字",
            };
            pledge::correct(tx, at, id, new, true).await
        }
        Doing::Evidence => {
            let new = NewEvidence::words("教会了第1位");
            pledge::add_evidence(tx, at, id, new, &[]).await
        }
        Doing::Keep => pledge::keep(tx, at, id, "", true).await,
        Doing::Explain => pledge::explain(tx, at, id, "活动室维修", "口述代填").await,
        Doing::Excuse => pledge::judge(tx, at, id, Judged::Excused(""), true).await,
        Doing::Criticise => pledge::judge(tx, at, id, Judged::Criticised("没有做"), true).await,
        Doing::AssessOwn => assessing::assess_own(tx, at, id, graded).await,
        Doing::Assess => assessing::assess_as_organisation(tx, at, id, graded).await,
        Doing::Write(_) | Doing::Wait(_) => Ok(()),
    }
}

/// Lives one sequence through and compares after every step.
async fn live(world: World, steps: &[Step]) {
    let mut told = Told::new(world).await;
    let mut model = Model::default();
    for step in steps {
        // Of the pledges that there are: a step on none of them would try nothing.
        let step = &Step {
            on: step.on % model.pledges.len().max(1),
            ..*step
        };
        if let Doing::Wait(days) = step.doing {
            let house = &told.world.house;
            let then = house.today().plus(i64::from(days));
            house.clock.set(house.zone.at(then, 9, 0));
            continue;
        }
        let today = told.world.house.today();
        let allowed = model.act(*step, today);
        let done = told.act(*step).await;
        assert_eq!(
            done,
            allowed,
            "{step:?} on {:?}",
            model.pledges.get(step.on)
        );
    }
    told.agrees(&model).await;
    told.world.db.close().await;
}

fn tried(cases: u32, world: impl AsyncFn() -> World) {
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 60,
        ..Config::default()
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let lived = runner.run(&steps(), |steps| {
        let told = std::panic::AssertUnwindSafe(|| {
            runtime.block_on(async { live(world().await, &steps).await });
        });
        std::panic::catch_unwind(told).map_err(|why| {
            let text = why.downcast_ref::<String>().cloned().unwrap_or_default();
            TestCaseError::fail(text)
        })
    });
    if let Err(found) = lived {
        panic!("{found}");
    }
}

#[test]
fn whatever_is_done_to_pledges_the_room_and_the_model_agree_on_the_embedded_engine() {
    tried(24, async || town::sqlite_world().await.expect("a world"));
}

#[test]
fn whatever_is_done_to_pledges_the_room_and_the_model_agree_on_postgresql() {
    tried(12, async || town::postgres_world().await.expect("a world"));
}
