//! The rows of any table, read in the order of its key and written in
//! batches: the part that speaks to the engines.

use futures_util::TryStreamExt as _;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

use super::value::Value;
use crate::catalogue::Table;
use crate::db::{Kind, Tx};
use crate::error::{Fault, Result};

/// Values a statement binds at most: SQLite takes 32,766.
const MOST_VALUES: usize = 30_000;
/// Rows and bytes of one statement.
const MOST_ROWS: usize = 200;
const MOST_BYTES: usize = 4 << 20;

fn list(names: impl Iterator<Item = impl AsRef<str>>) -> String {
    let quoted: Vec<String> = names.map(|n| format!("\"{}\"", n.as_ref())).collect();
    quoted.join(", ")
}

/// Hands every row of a table to `take`, one at a time, in the order of the
/// primary key: the same on both engines, as text is compared by bytes.
pub(super) async fn each(
    tx: &mut Tx,
    table: &Table,
    mut take: impl FnMut(&[Value]) -> Result<()> + Send,
) -> Result<()> {
    let text = format!(
        "select {} from \"{}\" order by {}",
        list(table.columns.iter().map(|c| &c.name)),
        table.name,
        list(table.key.iter())
    );
    let text = AssertSqlSafe(text);
    let mut values = Vec::with_capacity(table.columns.len());
    match &mut tx.0 {
        Kind::Sqlite(tx) => {
            let mut rows = sqlx::query(text).fetch(&mut **tx);
            while let Some(row) = rows.try_next().await? {
                values.clear();
                for (at, column) in table.columns.iter().enumerate() {
                    values.push(Value::of_sqlite(&row, at, column.holds)?);
                }
                take(&values)?;
            }
        }
        Kind::Postgres(tx) => {
            let mut rows = sqlx::query(text).fetch(&mut **tx);
            while let Some(row) = rows.try_next().await? {
                values.clear();
                for (at, column) in table.columns.iter().enumerate() {
                    values.push(Value::of_postgres(&row, at, column.holds)?);
                }
                take(&values)?;
            }
        }
    }
    Ok(())
}

/// Fills one table.
pub(super) struct Filling<'t> {
    table: &'t Table,
    waiting: Vec<Value>,
    bytes: usize,
}

impl<'t> Filling<'t> {
    pub(super) fn of(table: &'t Table) -> Self {
        Self {
            table,
            waiting: Vec::new(),
            bytes: 0,
        }
    }

    /// Takes a row; writes when enough of them wait.
    pub(super) async fn add(&mut self, tx: &mut Tx, row: Vec<Value>) -> Result<()> {
        self.bytes += row.iter().map(Value::len).sum::<usize>();
        self.waiting.extend(row);
        let width = self.table.columns.len();
        let most = (MOST_VALUES / width).clamp(1, MOST_ROWS) * width;
        if self.waiting.len() >= most || self.bytes >= MOST_BYTES {
            self.write(tx).await?;
        }
        Ok(())
    }

    /// Writes what still waits.
    pub(super) async fn write(&mut self, tx: &mut Tx) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.bytes = 0;
        let text = AssertSqlSafe(self.text());
        let columns = self.table.columns.iter().cycle();
        let waiting = columns.zip(self.waiting.drain(..));
        match &mut tx.0 {
            Kind::Sqlite(tx) => {
                let mut arguments = SqliteArguments::default();
                for (column, value) in waiting {
                    value.bind_sqlite(column, &mut arguments)?;
                }
                sqlx::query_with(text, arguments).execute(&mut **tx).await?;
            }
            Kind::Postgres(tx) => {
                let mut arguments = PgArguments::default();
                for (column, value) in waiting {
                    value.bind_postgres(column, &mut arguments)?;
                }
                sqlx::query_with(text, arguments).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    fn text(&self) -> String {
        let width = self.table.columns.len();
        let row = |n: usize| {
            let marks: Vec<String> = (1..=width).map(|c| format!("${}", n * width + c)).collect();
            format!("({})", marks.join(", "))
        };
        let rows: Vec<String> = (0..self.waiting.len() / width).map(row).collect();
        format!(
            "insert into \"{}\" ({}) values {}",
            self.table.name,
            list(self.table.columns.iter().map(|c| &c.name)),
            rows.join(", ")
        )
    }
}

/// How many rows a table has.
pub(super) async fn count(tx: &mut Tx, table: &str) -> Result<i64> {
    let rows: Vec<(i64,)> = tx.made(format!("select count(*) from \"{table}\"")).await?;
    Ok(rows
        .first()
        .ok_or_else(|| Fault::new("a count without a row"))?
        .0)
}
