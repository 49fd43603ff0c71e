//! Backup and restore, engine-neutral (ruling 22): one picture of the database,
//! streamed into an envelope that only the recovery passphrase opens, and out of
//! it into an empty database of either engine.

mod digest;
mod envelope;
mod no;
mod record;
mod restore;
pub(crate) mod rows;
pub(crate) mod value;

use std::io::{Read, Write};

use serde::Serialize;
use zeroize::Zeroizing;

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::migrate;
use crate::time::At;
use digest::Running;
use record::{Head, Names, Next, Reading, Writing};

pub use digest::{Digest, TableDigest};
pub use no::No;

/// Tables that no backup holds. `migration` is rebuilt from the schema's version,
/// sessions end with the machine, and what waits to be sent is sent by one site, not by its copy too. Boxes of open ballots belong here (ruling 18).
pub(crate) const LEFT_OUT: &[&str] = &["migration", "session", "door_step", "job"];

/// How short the passphrase of a new backup may be.
const SHORTEST_PASSPHRASE: usize = 10;

/// The recovery passphrase.
pub struct Passphrase(Zeroizing<String>);

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

impl Passphrase {
    /// As it was typed or stood in a file: a line's end does not belong to it.
    pub fn new(text: &str) -> Self {
        let trimmed = text.trim_end_matches(['\r', '\n']);
        Self(Zeroizing::new(trimmed.to_owned()))
    }
}

/// What was written or read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Version of the schema.
    pub schema: i64,
    /// When the picture was taken.
    pub at: At,
    /// Whether the key file is inside.
    pub has_keys: bool,
    /// Counts and hashes.
    #[serde(flatten)]
    pub digest: Digest,
}

impl Db {
    /// Writes a backup of one unmoving picture of the database, while others go on
    /// writing; never more than a part of it in memory. `keys` is the text of the key
    /// file. What was written into comes back for its owner to sync.
    pub async fn backup<W: Write + Send>(
        &self,
        out: W,
        passphrase: &Passphrase,
        keys: Option<Zeroizing<String>>,
        at: At,
    ) -> Result<(W, Summary)> {
        if passphrase.0.chars().count() < SHORTEST_PASSPHRASE {
            return Err(No::ShortPassphrase.into());
        }
        self.read(|tx| Box::pin(write(tx, out, passphrase, keys, at)))
            .await
    }
}

async fn write<W: Write + Send>(
    tx: &mut Tx,
    out: W,
    passphrase: &Passphrase,
    keys: Option<Zeroizing<String>>,
    at: At,
) -> Result<(W, Summary)> {
    let tables = digest::tables(tx).await?;
    let names = |t: &crate::catalogue::Table| Names {
        name: t.name.clone(),
        columns: t.columns.iter().map(|c| c.name.clone()).collect(),
    };
    let head = Head {
        schema: migrate::version(tx).await?,
        at: at.micros(),
        tables: tables.iter().map(names).collect(),
        keys,
    };
    let mut writing = Writing::new(out, passphrase, &head)?;
    let mut done = Vec::new();
    for table in &tables {
        let mut running = Running::of(table);
        rows::each(tx, table, |row| {
            running.row(row)?;
            writing.row(row)
        })
        .await?;
        let table = running.done();
        writing.end_of_table(&table)?;
        done.push(table);
    }
    let digest = Digest::of(done);
    let out = writing.end(&digest)?;
    Ok((out, head.summary(digest)))
}

impl Head {
    fn summary(&self, digest: Digest) -> Summary {
        Summary {
            schema: self.schema,
            at: At::from_micros(self.at),
            has_keys: self.keys.is_some(),
            digest,
        }
    }
}

/// Reads a whole backup without restoring it: whoever gets a summary holds a file
/// that opens, is complete and says what was written.
pub fn verify<R: Read>(from: R, passphrase: &Passphrase) -> Result<Summary> {
    let (mut reading, head) = Reading::new(from, passphrase)?;
    let mut done = Vec::new();
    for names in &head.tables {
        let mut running = Running::of(&names.nameless());
        let told = loop {
            match reading.next(names.columns.len())? {
                Next::Row(row) => running.row(&row)?,
                Next::End(told) => break told,
            }
        };
        done.push(agreed(running, &told)?);
    }
    let digest = Digest::of(done);
    reading.end(&digest)?;
    Ok(head.summary(digest))
}

/// What was counted, when it is what was told.
fn agreed(running: Running, told: &TableDigest) -> Result<TableDigest> {
    let found = running.done();
    if found == *told {
        Ok(found)
    } else {
        Err(No::Mismatch(found.name).into())
    }
}

#[cfg(test)]
mod tests;
