//! The rows of any table, read in the order of its key and written in
//! batches: the part that speaks to the engines.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

use super::value::Value;
use crate::catalogue::{Column, Table};
use crate::db::{Kind, Tx};
use crate::error::{Fault, Result};

/// Values a statement binds at most: SQLite takes 32,766.
const MOST_VALUES: usize = 30_000;
/// Rows and bytes of one statement.
const MOST_ROWS: usize = 200;
const MOST_BYTES: usize = 4 << 20;

/// Names as the engines read them, with commas between.
pub(crate) fn quoted(names: impl Iterator<Item = impl AsRef<str>>) -> String {
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
        quoted(table.columns.iter().map(|c| &c.name)),
        table.name,
        quoted(table.key.iter())
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
        let text = self.text();
        let columns = self.table.columns.iter().cycle();
        let waiting = columns.zip(self.waiting.drain(..)).collect();
        run(tx, text, waiting).await
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
            quoted(self.table.columns.iter().map(|c| &c.name)),
            rows.join(", ")
        )
    }
}

/// Runs a text made of names from the catalogue, with values for its columns.
pub(crate) async fn run(tx: &mut Tx, text: String, bound: Vec<(&Column, Value)>) -> Result<()> {
    let text = AssertSqlSafe(text);
    match &mut tx.0 {
        Kind::Sqlite(tx) => {
            let mut arguments = SqliteArguments::default();
            for (column, value) in bound {
                value.bind_sqlite(column, &mut arguments)?;
            }
            sqlx::query_with(text, arguments).execute(&mut **tx).await?;
        }
        Kind::Postgres(tx) => {
            let mut arguments = PgArguments::default();
            for (column, value) in bound {
                value.bind_postgres(column, &mut arguments)?;
            }
            sqlx::query_with(text, arguments).execute(&mut **tx).await?;
        }
    }
    Ok(())
}

/// A row by the names of its columns.
pub(crate) type Found = BTreeMap<String, Value>;

/// The rows that a text finds which selects all columns of a table and is bound to
/// values of its key.
pub(crate) async fn found(
    tx: &mut Tx,
    text: &str,
    table: &Table,
    key: &[Value],
) -> Result<Vec<Found>> {
    let text = AssertSqlSafe(text.to_owned());
    let column = |name: &String| table.columns.iter().find(|c| c.name == *name);
    let bound = table.key.iter().filter_map(column).zip(key.iter().cloned());
    let columns = || table.columns.iter().enumerate();
    let mut all = Vec::new();
    match &mut tx.0 {
        Kind::Sqlite(tx) => {
            let mut arguments = SqliteArguments::default();
            for (column, value) in bound {
                value.bind_sqlite(column, &mut arguments)?;
            }
            for row in sqlx::query_with(text, arguments)
                .fetch_all(&mut **tx)
                .await?
            {
                let value = |(at, c): (usize, &Column)| {
                    Ok((c.name.clone(), Value::of_sqlite(&row, at, c.holds)?))
                };
                all.push(columns().map(value).collect::<Result<_>>()?);
            }
        }
        Kind::Postgres(tx) => {
            let mut arguments = PgArguments::default();
            for (column, value) in bound {
                value.bind_postgres(column, &mut arguments)?;
            }
            for row in sqlx::query_with(text, arguments)
                .fetch_all(&mut **tx)
                .await?
            {
                let value = |(at, c): (usize, &Column)| {
                    Ok((c.name.clone(), Value::of_postgres(&row, at, c.holds)?))
                };
                all.push(columns().map(value).collect::<Result<_>>()?);
            }
        }
    }
    Ok(all)
}

/// How many rows a table has.
pub(super) async fn count(tx: &mut Tx, table: &str) -> Result<i64> {
    let rows: Vec<(i64,)> = tx.made(format!("select count(*) from \"{table}\"")).await?;
    Ok(rows
        .first()
        .ok_or_else(|| Fault::new("a count without a row"))?
        .0)
}
