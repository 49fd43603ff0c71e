//! What goes wrong: two at once, a reader that falls, files that are none.

#![expect(clippy::unwrap_used, reason = "a story that stops has failed")]

use civic::directory;
use civic::directory::roster::{self, BatchState, No};
use ground::{Engine, sql};
use town::{World, on_both};

use crate::files::{Desk, How, Person, file, person, table};

/// What a thief reads: every text and every sealed value of the tables that know
/// people, and on the embedded engine the very bytes of its files.
pub(crate) async fn dump(world: &World) -> Vec<u8> {
    let texts = world
        .db
        .read(|tx| {
            Box::pin(async move {
                let mut texts: Vec<(String,)> = Vec::new();
                texts.extend(sql!(tx, "select name || post || category || ethnicity || birth || joined || mobility from person").all::<(String,)>().await?);
                texts.extend(sql!(tx, "select coalesce(id_index, '') || coalesce(phone_index, '') from person_sealed").all::<(String,)>().await?);
                texts.extend(sql!(tx, "select token from person_token").all::<(String,)>().await?);
                texts.extend(sql!(tx, "select name || post || category || ethnicity || birth || joined || mobility || coalesce(id_index, '') from import_row").all::<(String,)>().await?);
                texts.extend(sql!(tx, "select token from import_token").all::<(String,)>().await?);
                texts.extend(sql!(tx, "select heading || reason from import_remark").all::<(String,)>().await?);
                texts.extend(sql!(tx, "select note || file_name from import_batch").all::<(String,)>().await?);
                texts.extend(sql!(tx, "select payload from audit_payload").all::<(String,)>().await?);
                Ok(texts)
            })
        })
        .await
        .unwrap();
    let sealed = world
        .db
        .read(|tx| {
            Box::pin(async move {
                let mut all: Vec<(Vec<u8>,)> =
                    sql!(tx, "select sealed from person_sealed").all().await?;
                all.extend(
                    sql!(tx, "select sealed from person_version")
                        .all::<(Vec<u8>,)>()
                        .await?,
                );
                all.extend(
                    sql!(tx, "select before from import_row")
                        .all::<(Vec<u8>,)>()
                        .await?,
                );
                Ok(all)
            })
        })
        .await
        .unwrap();
    assert!(
        texts.len() > 100 && sealed.len() > 10,
        "there is something to read"
    );
    let mut all: Vec<u8> = texts.into_iter().flat_map(|(t,)| t.into_bytes()).collect();
    all.extend(sealed.into_iter().flat_map(|(b,)| b));
    if world.engine() == Engine::Sqlite {
        for entry in std::fs::read_dir(world.folder.path()).unwrap() {
            all.extend(std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
    all
}

async fn people_of(desk: &Desk<'_>) -> usize {
    let (tenant, path) = (desk.town.tenant, &desk.branch().path);
    desk.world
        .db
        .read(|tx| Box::pin(directory::roster(tx, tenant, path)))
        .await
        .unwrap()
        .len()
}

#[tokio::test]
async fn two_imports_at_once_both_end_and_nobody_is_there_twice() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let before = people_of(&desk).await;
        let branch = desk.branch().name.clone();
        let people = |from: usize| -> Vec<u8> {
            let people: Vec<Person> = (from..from + 300).map(|n| person(n, &branch)).collect();
            file(&people)
        };
        let (first, second) = tokio::join!(
            desk.import(people(0), How::default()),
            desk.import(people(200), How::default())
        );
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.added + second.added, 500, "{first:?} {second:?}");
        assert_eq!(first.refused.len() + second.refused.len(), 100);
        let late = first.refused.iter().chain(&second.refused);
        assert!(late.clone().all(|r| r.reason.contains("已在名册")));
        assert_eq!(people_of(&desk).await, before + 500);
    })
    .await;
}

/// Both are checked before either is taken over: the second one sees the first.
#[tokio::test]
async fn of_two_checked_files_the_second_sees_what_the_first_brought() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let branch = desk.branch().name.clone();
        let mut people: Vec<Person> = (0..10).map(|n| person(n, &branch)).collect();
        // Half of them without a number: they are known by name, birth and branch.
        people[5..].iter_mut().for_each(|p| p.id_number.clear());
        let first = desk.stage(file(&people), How::default()).await.unwrap();
        people.push(person(90, &branch));
        let second = desk.stage(file(&people), How::default()).await.unwrap();
        assert_eq!((first.added, second.added), (10, 11));
        let at = &desk.at();
        for (report, late) in [(first, 0), (second, 10)] {
            let id = report.batch.unwrap();
            let refused = world
                .db
                .write(|tx| Box::pin(roster::apply(tx, at, id)))
                .await
                .unwrap();
            assert_eq!(refused.len(), late);
        }
    })
    .await;
}

/// As when the process ends: the reading stops in the middle, or the one
/// transaction does not reach its end.
#[tokio::test]
async fn an_import_that_stops_anywhere_leaves_nothing() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let before = desk.holds().await;
        let branch = desk.branch().name.clone();
        let people: Vec<Person> = (0..2000).map(|n| person(n, &branch)).collect();
        let at = desk.at();
        let order = desk.order(How::default());
        let id = at.id();
        {
            let (sender, mut first) = tokio::sync::mpsc::unbounded_channel();
            let mut progress = |rows| {
                let _ = sender.send(rows);
            };
            let source = std::io::Cursor::new(file(&people));
            let reading = roster::stage(&world.db, &at, &order, id, source, &mut progress);
            tokio::select! {
                done = reading => panic!("it was to be stopped: {done:?}"),
                rows = async { while first.recv().await.unwrap() == 0 {} } => rows,
            }
        }
        let mut outside: Vec<_> = desk.holds().await;
        outside.retain(|(table, ..)| !table.starts_with("import_"));
        let mut expected = before.clone();
        expected.retain(|(table, ..)| !table.starts_with("import_"));
        assert_eq!(outside, expected, "nothing of it is on the roster");
        let at = &desk.at();
        let report = desk.stage(file(&people), How::default()).await.unwrap();
        let whole = report.batch.unwrap();
        let broken = world
            .db
            .write(|tx| {
                Box::pin(async move {
                    roster::apply(tx, at, whole).await?;
                    Err::<(), _>(ground::Fault::new("the power went").into())
                })
            })
            .await;
        assert!(broken.is_err());
        let state = world
            .db
            .read(|tx| Box::pin(roster::batch(tx, at, whole)))
            .await
            .unwrap();
        assert_eq!(state.state, BatchState::Staged);
        world.clock("2026-05-09", 9, 0);
        roster::sweep(&world.db, &desk.at()).await.unwrap();
        assert_eq!(desk.holds().await, before, "what was staged is swept away");
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_none_leaves_no_trace() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let before = world.db.digest().await.unwrap();
        let mut cut = file(&[person(0, &desk.branch().name)]);
        cut.truncate(cut.len() / 2);
        for (bytes, no) in [
            (cut, None),
            (b"PK\x03\x04".to_vec(), None),
            (table(&["血型", "备注"], &[]), Some(No::NoHead)),
            (table(&["姓名", "性别"], &[]), Some(No::Nobody)),
        ] {
            let refused = desk.import(bytes, How::default()).await.unwrap_err();
            let found = refused.refusal::<No>();
            assert!(found.is_some(), "{refused}");
            assert!(no.is_none() || found == no.as_ref(), "{refused}");
        }
        assert_eq!(world.db.digest().await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_import_cannot_be_taken_over() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let report = desk
            .stage(file(&[person(0, &desk.branch().name)]), How::default())
            .await
            .unwrap();
        let (at, id) = (&desk.at(), report.batch.unwrap());
        world
            .db
            .write(|tx| Box::pin(roster::cancel(tx, at, id, "选错了文件")))
            .await
            .unwrap();
        let refused = world
            .db
            .write(|tx| Box::pin(roster::apply(tx, at, id)))
            .await
            .unwrap_err();
        assert_eq!(
            refused.refusal::<No>(),
            Some(&No::Settled(BatchState::Cancelled))
        );
    })
    .await;
}
