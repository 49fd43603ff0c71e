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

/// An empty PostgreSQL database of its own.
async fn on_postgres() -> Db {
    let server = std::env::var("SANZHENG_TEST_POSTGRES").unwrap();
    let name = format!("upgrade_{}", std::process::id());
    let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&server)
        .await
        .unwrap();
    for make in [
        format!("drop database if exists {name}"),
        format!("create database {name}"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(make))
            .execute(&mut connection)
            .await
            .unwrap();
    }
    let (head, options) = server.split_once('?').unwrap_or((&server, ""));
    let (head, _) = head.rsplit_once('/').unwrap();
    Db::postgres(&format!("{head}/{name}?{options}"))
        .await
        .unwrap()
}

/// A town as version 8 kept it: a branch, its secretary, an administrator.
fn town_of_version_8(id: impl Fn(u8) -> String) -> String {
    let (tenant, org, first, second) = (id(1), id(2), id(3), id(4));
    format!(
        "insert into tenant (id, code, name, created_at) values ({tenant}, 't', 'T', 1);
         insert into org (tenant_id, id, parent_id, kind, code, name, path, address, phone, created_at)
             values ({tenant}, {org}, null, 'branch', 'b', 'B', '0001/', '', '', 1);
         insert into site (code, tenant_id, org_id) values ('t', {tenant}, {org});
         insert into person (tenant_id, id, org_id, org_path, name, name_key, post, category, standing, created_at)
             values ({tenant}, {first}, {org}, '0001/', '甲', '00', '', '社区', 'full', 1),
                    ({tenant}, {second}, {org}, '0001/', '乙', '01', '', '', 'staff', 1);
         insert into role_grant (tenant_id, person_id, role, org_id, org_path, granted_at)
             values ({tenant}, {first}, 'secretary', {org}, '0001/', 1), ({tenant}, {second}, 'administrator', {org}, '0001/', 1);"
    )
}

async fn words(db: &Db, text: &'static str) -> Vec<String> {
    let mut bare = db.begin_bare().await.unwrap();
    let rows: Vec<(String,)> = bare.tx.fixed(text).await.unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

#[tokio::test]
async fn a_town_of_an_earlier_version_keeps_its_people_and_their_roles() {
    let folder = tempfile::tempdir().unwrap();
    let lite = Db::sqlite(&folder.path().join("sanzheng.db"))
        .await
        .unwrap();
    for db in [lite, on_postgres().await] {
        let mut bare = db.begin_bare().await.unwrap();
        bare.tx.build(8).await.unwrap();
        let is_lite = db.engine() == Engine::Sqlite;
        let town = town_of_version_8(|n| match is_lite {
            true => format!("x'{n:032x}'"),
            false => format!("'{n:032x}'"),
        });
        bare.tx.script(town).await.unwrap();
        bare.commit().await.unwrap();
        db.migrate().await.unwrap();
        for (asked, said) in [
            ("select name from org", vec!["B"]),
            (
                "select name from person order by name_key",
                vec!["甲", "乙"],
            ),
            (
                "select role from role_term order by role",
                vec!["secretary", "system_admin"],
            ),
            ("select standing from membership", vec!["full"]),
            ("select path from org_span", vec!["0001/"]),
            (
                "select o.name from site s join org o on o.id = s.org_id",
                vec!["B"],
            ),
        ] {
            assert_eq!(words(&db, asked).await, said, "{asked}");
        }
        db.close().await;
    }
}

#[tokio::test]
async fn both_engines_end_with_the_same_columns() {
    let folder = tempfile::tempdir().unwrap();
    let lite = Db::sqlite(&folder.path().join("sanzheng.db"))
        .await
        .unwrap();
    let server = std::env::var("SANZHENG_TEST_POSTGRES").unwrap();
    let full = Db::postgres(&server).await.unwrap();
    let mut said = Vec::new();
    for db in [lite, full] {
        let mut bare = db.begin_bare().await.unwrap();
        if db.engine() == Engine::Postgres {
            // In a schema of its own, gone with the transaction.
            let own = "create schema parity; set local search_path to parity";
            bare.tx.script(own.to_owned()).await.unwrap();
        }
        bare.tx.build(i64::MAX).await.unwrap();
        let tables = catalogue::tables(&mut bare.tx).await.unwrap();
        // Ids are bytes to the one and ids to the other.
        said.push(format!("{tables:#?}").replace("holds: Id,", "holds: Bytes,"));
    }
    assert!(said[0].contains("role_term"));
    assert_eq!(said[0], said[1]);
}
