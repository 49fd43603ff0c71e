//! A town is carried from one engine to the other and back, and is the same town.

#![expect(
    clippy::unwrap_used,
    reason = "a story that did not run has not passed"
)]

use civic::audit;
use civic::directory::Role;
use civic::pledge::evidence::Brought;
use civic::pledge::{self, NewEvidence};
use ground::backup::{self, Digest, No, Passphrase};
use ground::{At, Db};
use paper::intake::{Medium, Taken};
use town::{Progress, World};

fn passphrase() -> Passphrase {
    Passphrase::new("青杨街道的恢复口令一二三")
}

/// A year in a town with everything that a year brings, and beside it one where somebody
/// attached a photo to what they did.
async fn year(world: &World) {
    let now = world.house.clock.now();
    town::demo(&world.db, &world.house, now).await.unwrap();
    let town = world.town(7).await.unwrap();
    let story = Progress::new(town, &world.db, &world.house, world.house.today());
    let campaign = story.read_plan().await.unwrap();
    story.approve(campaign).await.unwrap();
    let (pledge, _) = story.pledge(campaign).await.unwrap()[0];
    let at = &story.town.visit(&world.house, Role::Secretary);
    let shown = &[Brought {
        name: "现场.jpg".to_owned(),
        taken: Taken {
            medium: Medium::Picture,
            bytes: (0..=255).cycle().take(300_000).collect(),
        },
    }];
    let added = world.db.write(|tx| {
        let new = NewEvidence::words("教了3人");
        Box::pin(pledge::add_evidence(tx, at, pledge, new, shown))
    });
    added.await.unwrap();
}

/// Carries everything into another database; what the backup said it holds.
async fn carried(from: &World, to: &Db) -> Digest {
    let keys = from.house.vault.to_text().unwrap();
    let (file, written) = from
        .db
        .backup(Vec::new(), &passphrase(), Some(keys), At::from_micros(0))
        .await
        .unwrap();
    assert_eq!(backup::verify(&file[..], &passphrase()).unwrap(), written);
    let passphrase = passphrase();
    let read = to.restore(&file[..], &passphrase, |keys| {
        assert_eq!(**keys.unwrap(), *from.house.vault.to_text()?);
        Ok(())
    });
    assert_eq!(read.await.unwrap(), written);
    written.digest
}

#[tokio::test]
async fn a_town_goes_from_sqlite_to_postgresql_and_back_unchanged() {
    let here = town::sqlite_world().await.unwrap();
    let there = town::postgres_world().await.unwrap();
    let back = town::sqlite_world().await.unwrap();
    year(&here).await;
    let before = here.db.digest().await.unwrap();
    let awards = before.tables.iter().find(|t| t.name == "award").unwrap();
    assert!(awards.rows > 0 && before.rows() > 500, "a year's records");
    let attached = (before.tables.iter()).find(|t| t.name == "pledge_evidence_file");
    assert_eq!(attached.unwrap().rows, 1);
    assert_eq!(carried(&here, &there.db).await, before);
    assert_eq!(there.db.digest().await.unwrap(), before);
    assert_eq!(carried(&there, &back.db).await, before);
    assert_eq!(back.db.digest().await.unwrap(), before);
    for world in [&there, &back] {
        let tenants = civic::directory::tenants;
        for (tenant, ..) in world.db.read(|tx| Box::pin(tenants(tx))).await.unwrap() {
            let chain = world.db.read(|tx| Box::pin(audit::verify(tx, tenant)));
            assert!(chain.await.unwrap().is_ok(), "the chain came whole");
        }
        // The references are there again: nothing points nowhere, and nothing may.
        let stray = world
            .db
            .write(|tx| Box::pin(ground::sql!(tx, "delete from publication_conclusion").run()));
        assert!(stray.await.is_err(), "an award needs its conclusion");
    }
}

#[tokio::test]
async fn a_restore_into_postgresql_that_stops_in_the_middle_leaves_nothing() {
    let here = town::sqlite_world().await.unwrap();
    let there = town::postgres_world().await.unwrap();
    here.town(0).await.unwrap();
    let (file, _) = here
        .db
        .backup(Vec::new(), &passphrase(), None, At::from_micros(0))
        .await
        .unwrap();
    let cut = &file[..file.len() - 1];
    let refused = there.db.restore(cut, &passphrase(), |_| Ok(())).await;
    assert_eq!(refused.unwrap_err().cause(), Some(&No::Truncated));
    assert_eq!(there.db.digest().await.unwrap().rows(), 0);
    carried(&here, &there.db).await;
    let refused = there.db.restore(&file[..], &passphrase(), |_| Ok(())).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("已经有数据") && refused.contains("tenant 1行"));
}

#[tokio::test]
async fn a_backup_is_one_picture_while_others_write() {
    town::on_both(async |world| {
        world.town(0).await.unwrap();
        let before = world.db.digest().await.unwrap();
        let writing = async {
            for n in 1..4 {
                world.town(n).await.unwrap();
            }
        };
        let passphrase = passphrase();
        let picture = world
            .db
            .backup(Vec::new(), &passphrase, None, At::from_micros(0));
        let (taken, ()) = tokio::join!(picture, writing);
        let (file, summary) = taken.unwrap();
        let empty = town::sqlite_world().await.unwrap();
        // References hold in it, whatever was being written.
        let restored = empty.db.restore(&file[..], &passphrase, |_| Ok(())).await;
        assert_eq!(restored.unwrap(), summary);
        assert!(summary.digest.rows() >= before.rows());
    })
    .await;
}
