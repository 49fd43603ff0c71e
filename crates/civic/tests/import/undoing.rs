//! Taking an import back, and when it is too late for that.

use civic::PersonId;
use civic::directory::people::search;
use civic::directory::roster::{self, No};
use civic::directory::{self, Role};
use town::on_both;

use crate::files::{Desk, How, Person, file, person};

const UPDATE: How = How {
    updates: true,
    whole: false,
};

#[tokio::test]
async fn people_who_were_changed_are_as_before_to_the_version() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let branch = desk.branch().name.clone();
        let mut people: Vec<Person> = (0..120).map(|n| person(n, &branch)).collect();
        desk.import(file(&people), How::default()).await.unwrap();
        world.clock("2026-06-01", 9, 0);
        let before = desk.holds().await;
        for (n, one) in people.iter_mut().enumerate().take(80) {
            one.phone = format!("1910000{n:04}");
            one.name.push('新');
        }
        people.push(person(500, &branch));
        let report = desk.import(file(&people), UPDATE).await.unwrap();
        assert_eq!(
            (report.added, report.changed, report.unchanged),
            (1, 80, 40)
        );
        assert_ne!(desk.holds().await, before);
        desk.undo(report.batch.unwrap()).await.unwrap();
        assert_eq!(desk.holds().await, before);
        let twice = desk.undo(report.batch.unwrap()).await.unwrap_err();
        assert!(twice.to_string().contains("已经撤销"), "{twice}");
    })
    .await;
}

#[tokio::test]
async fn what_was_built_on_an_import_keeps_it_there_and_is_named() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let branch = desk.branch().clone();
        let mut people: Vec<Person> = (0..8).map(|n| person(n, &branch.name)).collect();
        let first = desk.import(file(&people), How::default()).await.unwrap();
        let at = &desk.at();
        let name = people[0].name.as_str();
        let found = world
            .db
            .read(|tx| Box::pin(search(tx, at, name, 1)))
            .await
            .unwrap();
        let (id, org) = (found[0].id, &branch);
        world
            .db
            .write(|tx| Box::pin(directory::grant(tx, at, id, Role::GroupLeader, org)))
            .await
            .unwrap();
        people[1].phone = "19912345678".into();
        desk.import(file(&people), UPDATE).await.unwrap();
        let refused = desk.undo(first.batch.unwrap()).await.unwrap_err();
        let Some(No::LeantOn(told, 0)) = refused.refusal::<No>() else {
            panic!("{refused}");
        };
        let mut told = told.clone();
        told.sort();
        let mut expected = [
            format!("{}（已授予角色）", people[0].name),
            format!("{}（之后又改过资料）", people[1].name),
        ];
        expected.sort();
        assert_eq!(told, expected);
    })
    .await;
}

/// A room above says what it has of them; the directory only asks.
#[tokio::test]
async fn a_pledge_keeps_an_import_there() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let began = world.house.today();
        let year = town::Progress::new(desk.town.clone(), &world.db, &world.house, began);
        let campaign = year.read_plan().await.unwrap();
        year.approve(campaign).await.unwrap();
        let one = person(0, &desk.branch().name);
        let report = desk.import(file(std::slice::from_ref(&one)), How::default()).await.unwrap();
        let (tenant, batch) = (desk.town.tenant, report.batch.unwrap());
        world
            .db
            .write(|tx| {
                Box::pin(async move {
                    let at = tenant;
                    let id: (PersonId,) = ground::sql!(
                        tx,
                        "select person_id from person_version where tenant_id = $1 and batch_id = $2",
                        at,
                        batch
                    )
                    .opt()
                    .await?
                    .unwrap();
                    ground::sql!(
                        tx,
                        "insert into pledge (tenant_id, id, campaign_id, org_id, org_path, person_id, name_key,
                             category, area, state, version, due_day, created_at, subject, subject_id)
                         select p.tenant_id, p.id, c.id, p.org_id, p.org_path, p.id, p.name_key, p.category, '服务',
                             'submitted', 1, '2026-12-31', 0, 'member', p.id
                         from person p join campaign c on c.tenant_id = p.tenant_id
                         where p.tenant_id = $1 and p.id = $2",
                        at,
                        id.0
                    )
                    .run()
                    .await
                })
            })
            .await
            .unwrap();
        let refused = desk.undo(batch).await.unwrap_err();
        assert!(refused.to_string().contains("已写承诺"), "{refused}");
        let at = &desk.at();
        let unasked = world
            .db
            .write(|tx| Box::pin(roster::undo(tx, at, batch, &[])))
            .await
            .unwrap_err();
        assert!(unasked.refusal::<No>().is_some(), "the database says no too: {unasked}");
    })
    .await;
}
