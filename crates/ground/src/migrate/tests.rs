//! What an upgrade promises.

use super::*;

async fn at_version(file: &Path, version: i64) -> Db {
    let db = Db::sqlite(file).await.unwrap();
    let mut bare = db.begin_bare().await.unwrap();
    bare.tx.build(version).await.unwrap();
    bare.commit().await.unwrap();
    db
}

#[tokio::test]
async fn an_older_database_is_copied_before_it_is_brought_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sanzheng.db");
    let db = at_version(&file, 2).await;
    let newest = newest(Engine::Sqlite).unwrap();
    assert_eq!(
        db.pending().await.unwrap(),
        Some(Pending {
            from: 2,
            to: newest
        })
    );
    let copy = db.migrate().await.unwrap().unwrap();
    assert_eq!(copy, folder.path().join("sanzheng-v2.db"));
    assert_eq!(db.version().await.unwrap(), newest);
    let before = Db::sqlite(&copy).await.unwrap();
    assert_eq!(before.version().await.unwrap(), 2);
    let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(db.migrate().await.unwrap(), None, "once");
}

#[tokio::test]
async fn a_new_database_needs_no_copy_and_an_older_copy_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let new = Db::sqlite(&folder.path().join("new.db")).await.unwrap();
    assert_eq!(new.migrate().await.unwrap(), None);
    let file = folder.path().join("sanzheng.db");
    let taken = folder.path().join("sanzheng-v1.db");
    std::fs::write(&taken, "kept").unwrap();
    let copy = at_version(&file, 1).await.migrate().await.unwrap();
    assert_eq!(copy, Some(folder.path().join("sanzheng-v1-2.db")));
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "kept");
}

#[tokio::test]
async fn a_step_that_leaves_a_row_pointing_nowhere_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let db = at_version(&folder.path().join("sanzheng.db"), 2).await;
    let mut bare = db.begin_bare().await.unwrap();
    let lost = "insert into audit_head (tenant_id, seq, hash) values (x'01', 0, '')";
    bare.tx.script(lost.to_owned()).await.unwrap();
    let said = bare.commit().await.unwrap_err().to_string();
    assert!(
        said.contains("audit_head") && said.contains("tenant"),
        "{said}"
    );
    let heads = db
        .read(|tx| Box::pin(sql!(tx, "select count(*) from audit_head").value::<i64>()))
        .await
        .unwrap();
    assert_eq!(heads, 0);
}
