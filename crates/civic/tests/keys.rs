//! Keys are changed while the town goes on: nothing is lost, nothing is readable
//! in the database, and stopping half-way does no harm.

#![expect(
    clippy::unwrap_used,
    reason = "a story that did not run has not passed"
)]

use civic::PersonId;
use ground::vault::Algorithm;
use ground::{Vault, sql};
use town::{Town, World, on_both};
use uuid::Uuid;

/// More than two chunks of a rotation.
const PEOPLE: u32 = 1203;
const NUMBER: &str = "11010119900307";

fn about(town: &Town, person: PersonId) -> Vec<u8> {
    format!("{}|{person}|particulars", town.tenant).into_bytes()
}

fn people() -> impl Iterator<Item = (u32, PersonId)> {
    (0..PEOPLE).map(|n| (n, PersonId(Uuid::from_u128(u128::from(n) + 1))))
}

/// A town in which each of many people has a sealed number.
async fn sealed_town(world: &World) -> Town {
    let town = world.town(0).await.unwrap();
    let (shadow, house) = (&town, &world.house);
    world
        .db
        .write(|tx| {
            Box::pin(async move {
                for (n, person) in people() {
                    sql!(
                        tx,
                        "insert into person (tenant_id, id, org_id, org_path, name, name_key, post, category, standing, created_at)
                         select tenant_id, $2, id, path, 'x', 'x', '', '', 'staff', 0 from org
                         where tenant_id = $1 and parent_id is null",
                        shadow.tenant,
                        person
                    )
                    .run()
                    .await?;
                    let plain = format!("{NUMBER}{n:04}");
                    let sealed = house.vault.seal(plain.as_bytes(), &about(shadow, person))?;
                    sql!(
                        tx,
                        "insert into person_sealed (tenant_id, person_id, sealed) values ($1, $2, $3)",
                        shadow.tenant,
                        person,
                        sealed
                    )
                    .run()
                    .await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    town
}

async fn sealed(world: &World, person: PersonId) -> Vec<u8> {
    let look = world.db.read(|tx| {
        Box::pin(async move {
            let text = sql!(
                tx,
                "select sealed from person_sealed where person_id = $1",
                person
            );
            text.value().await
        })
    });
    look.await.unwrap()
}

async fn all_open(world: &World, town: &Town) {
    for (n, person) in people() {
        let value = sealed(world, person).await;
        let plain = world
            .house
            .vault
            .open(&value, &about(town, person))
            .unwrap();
        assert_eq!(*plain, format!("{NUMBER}{n:04}").into_bytes());
        assert!(world.house.vault.is_current(&value));
    }
}

#[tokio::test]
async fn a_rotation_seals_everything_again_and_can_be_taken_up_half_way() {
    on_both(async |world| {
        let town = sealed_town(&world).await;
        let vault = &world.house.vault;
        vault.fits(&world.db).await.unwrap();
        let id = vault.add_key(Algorithm::Sm4Gcm).unwrap();
        // Half of it was done when the power failed.
        let (first, shadow) = (PersonId(Uuid::from_u128(1)), &town);
        let value = vault
            .open(&sealed(&world, first).await, &about(shadow, first))
            .unwrap();
        let fresh = &vault.seal(&value, &about(shadow, first)).unwrap();
        world
            .db
            .write(|tx| {
                Box::pin(
                    sql!(
                        tx,
                        "update person_sealed set sealed = $2 where person_id = $1",
                        first,
                        fresh.clone()
                    )
                    .run(),
                )
            })
            .await
            .unwrap();
        let mut chunks = 0;
        let done = vault.reseal(&world.db, |_| chunks += 1).await.unwrap();
        assert_eq!((done, chunks), (u64::from(PEOPLE) - 1, 3));
        all_open(&world, &town).await;
        let uses = vault.uses(&world.db).await.unwrap();
        assert_eq!(uses.len(), 1, "one key seals everything");
        assert_eq!(uses[0].key, Some(id.to_string()));
        assert_eq!(uses[0].values, i64::from(PEOPLE));
        assert!(uses[0].is_current && uses[0].is_known);
        assert_eq!(vault.reseal(&world.db, |_| ()).await.unwrap(), 0, "once");
    })
    .await;
}

#[tokio::test]
async fn neither_a_backup_nor_another_sites_keys_open_anything() {
    let world = town::sqlite_world().await.unwrap();
    sealed_town(&world).await;
    let other = Vault::generate(Algorithm::Aes256Gcm).unwrap();
    let refused = other.fits(&world.db).await.unwrap_err().to_string();
    assert!(refused.contains("密钥文件里没有这一把"), "{refused}");
    let unknown = other.uses(&world.db).await.unwrap();
    assert!(unknown.iter().all(|u| !u.is_known));
    world.db.close().await;
    for entry in std::fs::read_dir(world.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(
            !bytes.windows(NUMBER.len()).any(|w| w == NUMBER.as_bytes()),
            "the database's file holds no plain number"
        );
    }
}
