//! The reference: the very rows of an import, written to an empty database of the
//! same schema in one transaction of prepared statements, fifty rows each, with
//! nothing read, checked or sealed.

use std::path::Path;
use std::time::Instant;

use ground::Db;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, Column as _, Connection as _, Row as _, SqliteConnection, TypeInfo as _,
    ValueRef as _,
};

use crate::Done;

/// The tables that an import leaves rows in, those first that others refer to.
const TABLES: [&str; 9] = [
    "tenant",
    "org",
    "person",
    "person_sealed",
    "membership",
    "person_token",
    "person_version",
    "audit",
    "audit_payload",
];
const WIDTH: usize = 50;

enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

struct Table {
    name: &'static str,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

async fn connect(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true);
    SqliteConnection::connect_with(&options).await
}

/// Copies the rows of `from` into the new database `to`, and prints how long the
/// writing took and how many rows it were.
pub(crate) async fn write(from: &Path, to: &Path) -> Done {
    let db = Db::sqlite(to).await?;
    db.migrate().await?;
    db.close().await;
    let mut source = connect(from).await?;
    let mut tables = Vec::new();
    for name in TABLES {
        tables.push(read(&mut source, name).await?);
    }
    let rows: usize = tables.iter().map(|t| t.rows.len()).sum();
    let mut target = connect(to).await?;
    let started = Instant::now();
    let mut tx = target.begin_with("begin immediate").await?;
    for table in &tables {
        for rows in table.rows.chunks(WIDTH) {
            let text = insert(table, rows.len());
            let mut query = sqlx::query(AssertSqlSafe(text));
            for value in rows.iter().flatten() {
                query = match value {
                    Value::Null => query.bind(None::<i64>),
                    Value::Int(n) => query.bind(*n),
                    Value::Text(text) => query.bind(text.as_str()),
                    Value::Blob(bytes) => query.bind(bytes.as_slice()),
                };
            }
            query.execute(&mut *tx).await?;
        }
    }
    tx.commit().await?;
    println!("bare_ms {}", started.elapsed().as_millis());
    println!("rows {rows}");
    Ok(())
}

fn insert(table: &Table, rows: usize) -> String {
    let group = format!("({})", vec!["?"; table.columns.len()].join(","));
    let groups = vec![group; rows].join(",");
    format!(
        "insert into {} ({}) values {groups}",
        table.name,
        table.columns.join(",")
    )
}

async fn read(source: &mut SqliteConnection, name: &'static str) -> Result<Table, sqlx::Error> {
    let text = AssertSqlSafe(format!("select * from {name} order by rowid"));
    let found: Vec<SqliteRow> = sqlx::query(text).fetch_all(source).await?;
    let columns = found.first().map_or_else(Vec::new, |row| {
        row.columns().iter().map(|c| c.name().to_owned()).collect()
    });
    let mut rows = Vec::with_capacity(found.len());
    for row in &found {
        let mut values = Vec::with_capacity(columns.len());
        for n in 0..columns.len() {
            values.push(value(row, n)?);
        }
        rows.push(values);
    }
    Ok(Table {
        name,
        columns,
        rows,
    })
}

fn value(row: &SqliteRow, n: usize) -> Result<Value, sqlx::Error> {
    let raw = row.try_get_raw(n)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().name().to_owned();
    Ok(match kind.as_str() {
        "INTEGER" => Value::Int(row.try_get_unchecked(n)?),
        "TEXT" => Value::Text(row.try_get_unchecked(n)?),
        _ => Value::Blob(row.try_get_unchecked(n)?),
    })
}
