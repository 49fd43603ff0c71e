//! Rotation: every sealed value sealed again by the key that seals now, a chunk
//! at a time, while others go on reading and writing. Stopped anywhere it is
//! taken up again: only what another key sealed is touched.

use std::collections::BTreeMap;

use serde::Serialize;

use super::places::{Place, present};
use super::{KeyId, Vault};
use crate::backup::rows::{Found, found, quoted};
use crate::backup::value::Value;
use crate::catalogue::{self, Table};
use crate::db::{Db, Tx};
use crate::error::{Fault, Result};

/// Values of one transaction.
const CHUNK: usize = 500;

/// How many values of one place a key sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Use {
    /// The key, in hexadecimal digits; none for bytes that are no sealed value.
    pub key: Option<String>,
    /// `table.column`.
    pub place: String,
    /// How many.
    pub values: i64,
    /// Whether the vault has the key.
    pub is_known: bool,
    /// Whether it is the key that seals now.
    pub is_current: bool,
}

impl Vault {
    /// Which keys sealed what stands in the database.
    pub async fn uses(&self, db: &Db) -> Result<Vec<Use>> {
        let current = self.keys().into_iter().find(|k| k.is_current).map(|k| k.id);
        let counts = db.read(|tx| Box::pin(counts(tx))).await?;
        let one = |((place, key), values): ((String, Option<KeyId>), i64)| Use {
            key: key.map(|k| k.to_string()),
            place,
            values,
            is_known: key.is_some_and(|k| self.knows(k)),
            is_current: key.is_some() && key == current,
        };
        Ok(counts.into_iter().map(one).collect())
    }

    /// Seals again whatever another key than the current one sealed; how many values
    /// that were. `told` hears of each chunk.
    pub async fn reseal(&self, db: &Db, mut told: impl FnMut(u64)) -> Result<u64> {
        let mut done = 0;
        let places = db
            .read(|tx| {
                Box::pin(async move {
                    let tables = catalogue::tables(tx).await?;
                    let with = |p: &'static Place| {
                        let table = tables.iter().find(|t| t.name == p.table)?;
                        Some((p, table.clone()))
                    };
                    Ok(present(tx)
                        .await?
                        .into_iter()
                        .filter_map(with)
                        .collect::<Vec<_>>())
                })
            })
            .await?;
        for (place, table) in &places {
            let mut after: Vec<Value> = Vec::new();
            loop {
                let from = &after;
                let chunk = db
                    .write(|tx| Box::pin(self.chunk(tx, place, table, from)))
                    .await?;
                done += chunk.resealed;
                // A place with nothing left to seal is no progress.
                if chunk.resealed > 0 {
                    told(done);
                }
                match chunk.last {
                    Some(last) => after = last,
                    None => break,
                }
            }
        }
        Ok(done)
    }

    async fn chunk(
        &self,
        tx: &mut Tx,
        place: &Place,
        table: &Table,
        after: &[Value],
    ) -> Result<Chunk> {
        let rows = found(tx, &select(place, table, !after.is_empty()), table, after).await?;
        let last = (rows.len() == CHUNK)
            .then(|| rows.last().map(|r| key(r, table)))
            .flatten();
        let mut resealed = 0;
        for row in rows {
            let Some(Value::Bytes(sealed)) = row.get(place.column) else {
                continue;
            };
            if self.is_current(sealed) {
                continue;
            }
            let about = about(place, &row)?;
            let plain = self.open(sealed, about.as_bytes())?;
            let fresh = self.seal(&plain, about.as_bytes())?;
            tx.replace(place, table, fresh, &key(&row, table)).await?;
            resealed += 1;
        }
        Ok(Chunk { resealed, last })
    }
}

struct Chunk {
    resealed: u64,
    /// The key of its last row, when there may be more.
    last: Option<Vec<Value>>,
}

fn key(row: &Found, table: &Table) -> Vec<Value> {
    let value = |name: &String| row.get(name.as_str()).cloned().unwrap_or(Value::Null);
    table.key.iter().map(value).collect()
}

/// What a value is bound to, as the room that sealed it wrote it.
fn about(place: &Place, row: &Found) -> Result<String> {
    let mut parts = Vec::new();
    for name in place.about {
        let written = row.get(*name).and_then(Value::as_written);
        parts.push(written.ok_or_else(|| Fault::new(format!("{}.{name}: no id", place.table)))?);
    }
    parts.push(place.field.to_owned());
    Ok(parts.join("|"))
}

fn select(place: &Place, table: &Table, goes_on: bool) -> String {
    let key = quoted(table.key.iter());
    let marks: Vec<String> = (1..=table.key.len()).map(|n| format!("${n}")).collect();
    let after = if goes_on {
        format!(" and ({key}) > ({})", marks.join(", "))
    } else {
        String::new()
    };
    format!(
        "select {} from \"{}\" where \"{}\" is not null{after} order by {key} limit {CHUNK}",
        quoted(table.columns.iter().map(|c| &c.name)),
        table.name,
        place.column,
    )
}

impl Tx {
    async fn replace(
        &mut self,
        place: &Place,
        table: &Table,
        fresh: Vec<u8>,
        key: &[Value],
    ) -> Result<()> {
        let is = |(n, name): (usize, &String)| format!("\"{name}\" = ${}", n + 2);
        let row: Vec<String> = table.key.iter().enumerate().map(is).collect();
        let text = format!(
            "update \"{}\" set \"{}\" = $1 where {}",
            table.name,
            place.column,
            row.join(" and ")
        );
        let column = table.columns.iter().find(|c| c.name == place.column);
        let column = column.ok_or_else(|| Fault::new(format!("no column {}", place.column)))?;
        let keys = table
            .key
            .iter()
            .filter_map(|k| table.columns.iter().find(|c| c.name == *k));
        let values = std::iter::once(Value::Bytes(fresh)).chain(key.iter().cloned());
        let bound: Vec<_> = std::iter::once(column).chain(keys).zip(values).collect();
        crate::backup::rows::run(self, text, bound).await
    }
}

async fn counts(tx: &mut Tx) -> Result<BTreeMap<(String, Option<KeyId>), i64>> {
    let mut counts = BTreeMap::new();
    for Place { table, column, .. } in present(tx).await? {
        // Form, algorithm, then four bytes of key.
        let text = format!(
            "select substr(\"{column}\", 1, 6), count(*) from \"{table}\"
             where \"{column}\" is not null group by substr(\"{column}\", 1, 6)"
        );
        for (head, values) in tx.made::<(Vec<u8>, i64)>(text).await? {
            let key = super::key_of_head(&head);
            *counts
                .entry((format!("{table}.{column}"), key))
                .or_default() += values;
        }
    }
    Ok(counts)
}
