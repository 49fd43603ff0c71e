//! Whether the engine finds its own files in order.

use crate::db::{Db, Engine};
use crate::error::Result;

// Each engine is asked in its own words.
const SQLITE: &str = "select integrity_check from pragma_integrity_check
    where integrity_check <> 'ok'";
const DANGLING: &str = "select \"table\" || ' → ' || parent from pragma_foreign_key_check limit 20";
const POSTGRES: &str = "select c.relname::text from pg_index i
        join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = current_schema() and not (i.indisvalid and i.indisready)
    union all
    select c.conname::text from pg_constraint c join pg_namespace n on n.oid = c.connamespace
        where n.nspname = current_schema() and not c.convalidated";

impl Db {
    /// What the engine finds wrong with what it stored; nothing when all is well. Reads
    /// an embedded database as a whole; of PostgreSQL only that every index and
    /// constraint is in force.
    pub async fn integrity(&self) -> Result<Vec<String>> {
        self.read(|tx| {
            Box::pin(async move {
                let mut wrong: Vec<(String,)> = match tx.engine() {
                    Engine::Sqlite => tx.fixed(SQLITE).await?,
                    Engine::Postgres => tx.fixed(POSTGRES).await?,
                };
                if tx.engine() == Engine::Sqlite {
                    wrong.extend(tx.fixed::<(String,)>(DANGLING).await?);
                }
                Ok(wrong.into_iter().map(|w| w.0).collect())
            })
        })
        .await
    }
}
