//! What a database holds, in a few lines: rows and a hash for each table, and
//! one hash over all. Equal on both engines when the records are.

use std::fmt;
use std::io::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::rows;
use super::value::Value;
use crate::catalogue::{self, Table};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::text::hex;

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: i64,
    /// SHA-256 of its columns' names and its rows in the order of their key.
    pub hash: String,
}

/// All tables that a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// By name.
    pub tables: Vec<TableDigest>,
    /// SHA-256 over the lines of the tables.
    pub hash: String,
}

impl Digest {
    pub(super) fn of(tables: Vec<TableDigest>) -> Self {
        let mut all = Sha256::new();
        for t in &tables {
            all.update(format!("{} {} {}\n", t.name, t.rows, t.hash));
        }
        Self {
            hash: hex(&all.finalize()),
            tables,
        }
    }

    /// All rows together.
    pub fn rows(&self) -> i64 {
        self.tables.iter().map(|t| t.rows).sum()
    }
}

impl fmt::Display for Digest {
    /// A line for each table that has rows, then the hash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for t in self.tables.iter().filter(|t| t.rows > 0) {
            writeln!(f, "{:<28}{:>10}  {}", t.name, t.rows, &t.hash[..16])?;
        }
        writeln!(f, "{:<28}{:>10}", "共", self.rows())?;
        write!(f, "校验值 {}", self.hash)
    }
}

/// The hash of a table on its way.
pub(super) struct Running {
    name: String,
    rows: i64,
    hash: Sha256,
}

impl Running {
    pub(super) fn of(table: &Table) -> Self {
        let mut hash = Sha256::new();
        hash.update(&table.name);
        for column in &table.columns {
            hash.update([b'|']);
            hash.update(&column.name);
        }
        hash.update([b'\n']);
        Self {
            name: table.name.clone(),
            rows: 0,
            hash,
        }
    }

    pub(super) fn row(&mut self, row: &[Value]) -> Result<()> {
        self.rows += 1;
        for value in row {
            value.write(&mut Hashing(&mut self.hash))?;
        }
        Ok(())
    }

    pub(super) fn done(self) -> TableDigest {
        TableDigest {
            name: self.name,
            rows: self.rows,
            hash: hex(&self.hash.finalize()),
        }
    }
}

struct Hashing<'h>(&'h mut Sha256);

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The tables that a backup holds, their columns by name: the engines may have been
/// given new columns in another order.
pub(super) async fn tables(tx: &mut Tx) -> Result<Vec<Table>> {
    let mut tables = catalogue::tables(tx).await?;
    tables.retain(|t| !super::LEFT_OUT.contains(&t.name.as_str()));
    for table in &mut tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Ok(tables)
}

pub(super) async fn digest(tx: &mut Tx, tables: &[Table]) -> Result<Digest> {
    let mut done = Vec::new();
    for table in tables {
        let mut running = Running::of(table);
        rows::each(tx, table, |row| running.row(row)).await?;
        done.push(running.done());
    }
    Ok(Digest::of(done))
}

impl Db {
    /// What the database holds now, as one unmoving picture of it.
    pub async fn digest(&self) -> Result<Digest> {
        self.read(|tx| {
            Box::pin(async move {
                let tables = tables(tx).await?;
                digest(tx, &tables).await
            })
        })
        .await
    }
}
