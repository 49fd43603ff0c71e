//! What a backup promises, on the embedded engine; both engines are in
//! `crates/civic/tests/backup.rs`.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::db::Engine;

const PASSPHRASE: &str = "青杨街道-恢复口令-甲";

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text)
}

fn ours() -> Passphrase {
    passphrase(PASSPHRASE)
}

async fn at_version(folder: &Path, version: i64) -> Db {
    let db = Db::sqlite(&folder.join("sanzheng.db")).await.unwrap();
    let mut bare = db.begin_bare().await.unwrap();
    bare.tx.build(version).await.unwrap();
    bare.commit().await.unwrap();
    db
}

/// A database with rows enough for several parts, and with what is easily lost.
async fn filled(folder: &Path) -> Db {
    let db = at_version(folder, migrate::newest(Engine::Sqlite).unwrap()).await;
    let mut bare = db.begin_bare().await.unwrap();
    for n in 0..3000_u32 {
        // Hashes do not compress.
        let (id, name) = (n, crate::fingerprint(&n.to_string()));
        bare.tx
            .script(format!(
                "insert into tenant (id, code, name, created_at) values (x'{id:032x}', '𬭎·㛃 {n}', '{name}', -{n})"
            ))
            .await
            .unwrap();
    }
    let org = "insert into org (tenant_id, id, parent_id, kind, code, name, path, address, phone, created_at)
        values (x'00000000000000000000000000000000', x'01', null, 'branch', 'b', '', '0001/', '', '', 0)";
    bare.tx.script(org.to_owned()).await.unwrap();
    bare.commit().await.unwrap();
    db
}

async fn written(db: &Db) -> (Vec<u8>, Summary) {
    let keys = Some(Zeroizing::new("the keys".to_owned()));
    let at = At::from_micros(1);
    db.backup(Vec::new(), &ours(), keys, at).await.unwrap()
}

async fn a_backup() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    written(&filled(folder.path()).await).await.0
}

fn why(bytes: &[u8]) -> No {
    let error = verify(bytes, &ours()).unwrap_err();
    error.cause::<No>().unwrap().clone()
}

async fn empty(folder: &Path) -> Db {
    Db::sqlite(&folder.join("other.db")).await.unwrap()
}

async fn tables_of(db: &Db) -> Vec<String> {
    db.read(|tx| Box::pin(async move { crate::catalogue::names(tx).await }))
        .await
        .unwrap()
}

/// Where each part begins, after the head.
fn parts(bytes: &[u8]) -> Vec<usize> {
    let mut at = envelope::BEFORE_PARTS;
    let mut parts = Vec::new();
    while at < bytes.len() {
        parts.push(at);
        let len = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        at += envelope::AROUND_PART + usize::try_from(len).unwrap();
    }
    parts
}

#[tokio::test]
async fn what_was_written_comes_back_with_equal_counts_and_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let db = filled(folder.path()).await;
    let (bytes, summary) = written(&db).await;
    assert_eq!(summary.digest, db.digest().await.unwrap());
    assert_eq!(summary.digest.rows(), 3001);
    assert_eq!(verify(&bytes[..], &ours()).unwrap(), summary);
    assert!(parts(&bytes).len() > 2, "several parts");
    let other = empty(folder.path()).await;
    let mut kept = String::new();
    let restored = other
        .restore(&bytes[..], &ours(), |keys| {
            kept.push_str(keys.unwrap());
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(restored, summary);
    assert_eq!(other.digest().await.unwrap(), summary.digest);
    assert_eq!(kept, "the keys");
}

#[tokio::test]
async fn the_file_holds_nothing_readable() {
    let bytes = a_backup().await;
    for plain in ["tenant", "the keys", "𬭎"] {
        assert!(!bytes.windows(plain.len()).any(|w| w == plain.as_bytes()));
    }
}

#[tokio::test]
async fn the_passphrase_is_long_enough_and_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let db = filled(folder.path()).await;
    let short = passphrase("九个字的口令太短了");
    let refused = db
        .backup(Vec::new(), &short, None, At::from_micros(0))
        .await;
    assert_eq!(refused.unwrap_err().cause(), Some(&No::ShortPassphrase));
    let (bytes, _) = written(&db).await;
    let other = verify(&bytes[..], &passphrase("青杨街道-恢复口令-乙")).unwrap_err();
    assert_eq!(other.cause(), Some(&No::WrongPassphrase));
    let from_file = passphrase(&format!("{PASSPHRASE}\r\n"));
    verify(&bytes[..], &from_file).unwrap();
}

#[tokio::test]
async fn each_kind_of_damage_has_its_name() {
    let bytes = a_backup().await;
    let parts = parts(&bytes);
    let flipped = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        bytes
    };
    assert_eq!(why(b"PK\x03\x04 something else"), No::NotABackup);
    assert_eq!(why(b""), No::NotABackup);
    assert_eq!(why(&flipped(0)), No::NotABackup);
    assert_eq!(why(&flipped(20)), No::DamagedHead);
    assert_eq!(why(&flipped(parts[0] + 100)), No::Damaged(1));
    assert_eq!(why(&flipped(parts[1] + 100)), No::Damaged(2));
    assert_eq!(
        why(&flipped(bytes.len() - 1)),
        No::Damaged(parts.len() as u64)
    );
    let swapped = [
        &bytes[..parts[0]],
        &bytes[parts[1]..parts[2]],
        &bytes[parts[0]..parts[1]],
        &bytes[parts[2]..],
    ]
    .concat();
    assert_eq!(why(&swapped), No::OutOfOrder(1, 2));
    let missing = [&bytes[..parts[1]], &bytes[parts[2]..]].concat();
    assert_eq!(why(&missing), No::OutOfOrder(2, 3));
    assert_eq!(why(&bytes[..parts[1]]), No::Truncated, "between two parts");
    assert_eq!(why(&bytes[..parts[1] + 50]), No::Truncated, "inside one");
    assert_eq!(why(&[bytes.as_slice(), b"x"].concat()), No::Appended);
    let mut relabelled = bytes.clone();
    // The number of a part is authenticated too.
    relabelled[parts[0] + 11] = 2;
    assert_eq!(why(&relabelled), No::Damaged(1));
}

#[test]
fn no_cut_and_no_flipped_bit_passes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let bytes = runtime.block_on(a_backup());
    proptest!(|(at: prop::sample::Index, bit in 0..8_u8)| {
        let at = at.index(bytes.len());
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << bit;
        prop_assert!(verify(&flipped[..], &ours()).is_err());
        prop_assert!(verify(&bytes[..at], &ours()).is_err());
    });
}

#[tokio::test]
async fn a_restore_that_stops_in_the_middle_leaves_nothing() {
    let bytes = a_backup().await;
    let parts = parts(&bytes);
    let folder = tempfile::tempdir().unwrap();
    let db = empty(folder.path()).await;
    let cut = &bytes[..parts[parts.len() - 1]];
    let refused = db.restore(cut, &ours(), |_| Ok(())).await.unwrap_err();
    assert_eq!(refused.cause(), Some(&No::Truncated));
    assert!(tables_of(&db).await.is_empty());
    let full = std::io::Error::other("the disk is full");
    let refused = db.restore(&bytes[..], &ours(), |_| Err(full.into())).await;
    assert!(refused.is_err(), "keys that cannot be kept");
    assert!(tables_of(&db).await.is_empty());
    db.restore(&bytes[..], &ours(), |_| Ok(())).await.unwrap();
}

#[tokio::test]
async fn a_restore_goes_into_an_empty_database_only() {
    let bytes = a_backup().await;
    let folder = tempfile::tempdir().unwrap();
    let db = filled(folder.path()).await;
    let refused = db.restore(&bytes[..], &ours(), |_| Ok(())).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("org 1行、tenant 3000行"), "{refused}");
    let migrated = empty(folder.path()).await;
    migrated.migrate().await.unwrap();
    migrated
        .restore(&bytes[..], &ours(), |_| Ok(()))
        .await
        .unwrap();
    let foreign = Db::sqlite(&folder.path().join("foreign.db")).await.unwrap();
    let mut bare = foreign.begin_bare().await.unwrap();
    bare.tx
        .script("create table till (id integer primary key)".to_owned())
        .await
        .unwrap();
    bare.commit().await.unwrap();
    let refused = foreign.restore(&bytes[..], &ours(), |_| Ok(())).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.cause(), Some(&No::Foreign(vec!["till".to_owned()])));
}

#[tokio::test]
async fn an_older_backup_is_brought_up_and_a_newer_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let newest = migrate::newest(Engine::Sqlite).unwrap();
    let db = at_version(folder.path(), 2).await;
    let (bytes, summary) = written(&db).await;
    assert_eq!(summary.schema, 2);
    let other = empty(folder.path()).await;
    other
        .restore(&bytes[..], &ours(), |_| Ok(()))
        .await
        .unwrap();
    assert_eq!(other.version().await.unwrap(), 2);
    other.migrate_uncopied().await.unwrap();
    assert_eq!(other.version().await.unwrap(), newest);
    let mut bare = db.begin_bare().await.unwrap();
    let later = "insert into migration (number, name) values (9999, 'later')";
    bare.tx.script(later.to_owned()).await.unwrap();
    bare.commit().await.unwrap();
    let (bytes, _) = written(&db).await;
    let third = Db::sqlite(&folder.path().join("third.db")).await.unwrap();
    let refused = third.restore(&bytes[..], &ours(), |_| Ok(())).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.cause(), Some(&No::NewerSchema(9999, newest)));
}
