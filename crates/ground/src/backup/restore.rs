//! A backup back into an empty database: all of it or nothing.

use std::io::Read;

use zeroize::Zeroizing;

use super::digest::{self, Digest, Running};
use super::record::{Head, Names, Next, Reading};
use super::rows::{self, Filling};
use super::{No, Passphrase, Summary, agreed};
use crate::catalogue::{self, Column, Holds, Table};
use crate::db::{Db, Engine, Tx};
use crate::error::Result;
use crate::migrate;

impl Names {
    /// The table as far as a digest needs to know it.
    pub(super) fn nameless(&self) -> Table {
        let column = |name: &String| Column {
            name: name.clone(),
            holds: Holds::Bytes,
        };
        Table {
            name: self.name.clone(),
            columns: self.columns.iter().map(column).collect(),
            key: Vec::new(),
        }
    }
}

impl Db {
    /// Restores a backup into this database, which must be empty, in one transaction. It
    /// has the version of the backup then: the caller brings it up. Before the transaction ends, what
    /// stands in the database is read again and compared with the backup, and
    /// `keep_keys` gets the text of the key file, when there is one: if it cannot keep
    /// it, nothing is restored.
    pub async fn restore<R: Read>(
        &self,
        from: R,
        passphrase: &Passphrase,
        keep_keys: impl FnOnce(Option<&Zeroizing<String>>) -> Result<()>,
    ) -> Result<Summary> {
        let (reading, head) = Reading::new(from, passphrase)?;
        let newest = migrate::newest(self.engine())?;
        if head.schema > newest {
            return Err(No::NewerSchema(head.schema, newest).into());
        }
        let mut bare = self.begin_bare().await?;
        let tx = &mut bare.tx;
        clear(tx).await?;
        tx.build(head.schema).await?;
        let digest = fill(tx, reading, &head).await?;
        keep_keys(head.keys.as_ref())?;
        bare.commit().await?;
        Ok(head.summary(digest))
    }
}

/// Refuses when there is anything; takes away the empty tables of an earlier visit.
async fn clear(tx: &mut Tx) -> Result<()> {
    let names = catalogue::names(tx).await?;
    if names.is_empty() {
        return Ok(());
    }
    if !names.iter().any(|n| n == "migration") {
        return Err(No::Foreign(names).into());
    }
    let mut there = Vec::new();
    for name in names.iter().filter(|n| *n != "migration") {
        let rows = rows::count(tx, name).await?;
        if rows > 0 {
            there.push((name.clone(), rows));
        }
    }
    if !there.is_empty() {
        return Err(No::NotEmpty(there).into());
    }
    let cascade = match tx.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => " cascade",
    };
    for name in &names {
        tx.script(format!("drop table \"{name}\"{cascade}")).await?;
    }
    Ok(())
}

/// A reference that stands aside while rows come in the order of names.
type Reference = (String, String, String);

const REFERENCES: &str = "select c.conname::text, t.relname::text, pg_get_constraintdef(c.oid)
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    join pg_namespace n on n.oid = t.relnamespace
    where c.contype = 'f' and n.nspname = current_schema()";

async fn fill<R: Read>(tx: &mut Tx, mut reading: Reading<R>, head: &Head) -> Result<Digest> {
    let tables = here(tx, head).await?;
    // SQLite's are off on this connection, and are checked before it commits.
    let references: Vec<Reference> = match tx.engine() {
        Engine::Sqlite => Vec::new(),
        Engine::Postgres => tx.fixed(REFERENCES).await?,
    };
    for (name, table, _) in &references {
        tx.script(format!(
            "alter table \"{table}\" drop constraint \"{name}\""
        ))
        .await?;
    }
    let mut done = Vec::new();
    for table in &tables {
        let mut running = Running::of(table);
        let mut filling = Filling::of(table);
        let told = loop {
            match reading.next(table.columns.len())? {
                Next::Row(row) => {
                    running.row(&row)?;
                    filling.add(tx, row).await?;
                }
                Next::End(told) => break told,
            }
        };
        filling.write(tx).await?;
        done.push(agreed(running, &told)?);
    }
    let written = Digest::of(done);
    reading.end(&written)?;
    for (name, table, definition) in &references {
        tx.script(format!(
            "alter table \"{table}\" add constraint \"{name}\" {definition}"
        ))
        .await?;
    }
    let found = digest::digest(tx, &tables).await?;
    for (a, b) in found.tables.iter().zip(&written.tables) {
        if a != b {
            return Err(No::Mismatch(a.name.clone()).into());
        }
    }
    Ok(written)
}

/// The tables of the backup as this engine has them, in the backup's order.
async fn here(tx: &mut Tx, head: &Head) -> Result<Vec<Table>> {
    let all = catalogue::tables(tx).await?;
    let mut tables = Vec::new();
    for names in &head.tables {
        let strange = || No::Strange(format!("{} 的列对不上", names.name));
        let table = all.iter().find(|t| t.name == names.name);
        let mut table = table.cloned().ok_or_else(strange)?;
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        if !table.columns.iter().map(|c| &c.name).eq(&names.columns) {
            return Err(strange().into());
        }
        tables.push(table);
    }
    Ok(tables)
}
