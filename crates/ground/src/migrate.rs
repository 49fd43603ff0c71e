//! Migrations: one file per step and engine, applied in order. A binary
//! refuses a database that is newer than itself (ruling 22).

use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::catalogue;
use crate::db::{Db, Engine, Tx};
use crate::error::{Fault, Result};
use crate::sql;

#[derive(rust_embed::Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../migrations"]
#[include = "*.sql"]
struct Files;

/// One step.
#[derive(Debug, Clone)]
pub struct Migration {
    /// 1, 2, …
    pub number: i64,
    /// `0003_campaign`.
    pub name: String,
    /// The text for the engine asked for.
    pub text: &'static str,
}

/// The steps of one engine, in order.
pub fn migrations(engine: Engine) -> Result<Vec<Migration>> {
    let folder = match engine {
        Engine::Sqlite => "sqlite/",
        Engine::Postgres => "postgres/",
    };
    let mut steps = Vec::new();
    for path in Files::iter().filter(|p| p.starts_with(folder)) {
        let name = path
            .trim_start_matches(folder)
            .trim_end_matches(".sql")
            .to_owned();
        let number = name
            .split('_')
            .next()
            .and_then(|n| n.parse().ok())
            .ok_or_else(|| Fault::new(format!("migrations/{path}: 文件名要以四位数字开头")))?;
        let file = Files::get(&path).ok_or_else(|| Fault::new(format!("migrations/{path}")))?;
        let text = std::str::from_utf8(&file.data).map_err(Fault::from)?;
        // A handful of texts, once per process: kept for its whole life.
        let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
        steps.push(Migration { number, name, text });
    }
    steps.sort_by_key(|m| m.number);
    Ok(steps)
}

/// Where the numbers of the steps that were taken are kept.
const TAKEN: &str =
    "create table if not exists migration (number bigint primary key, name text not null)";

/// A database that waits to be brought up to this binary's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// The version it has; 0 when it is new.
    pub from: i64,
    /// The version it will have.
    pub to: i64,
}

/// The newest version that this binary knows.
pub fn newest(engine: Engine) -> Result<i64> {
    Ok(migrations(engine)?.last().map_or(0, |m| m.number))
}

impl Db {
    /// The version of the database; 0 when nothing was ever made in it.
    pub async fn version(&self) -> Result<i64> {
        self.read(|tx| Box::pin(async move { version(tx).await }))
            .await
    }

    /// Whether the database is older than this binary; one that is newer is refused.
    pub async fn pending(&self) -> Result<Option<Pending>> {
        let (from, to) = (self.version().await?, newest(self.engine())?);
        if from > to {
            return Err(Fault::new(format!(
                "数据库是第{from}版，本程序只认到第{to}版。请换用新版程序"
            ))
            .into());
        }
        Ok((from < to).then_some(Pending { from, to }))
    }

    /// Brings the database up to this binary's version; refuses a newer one. An embedded
    /// database that holds something is copied first (ruling 22): the file, if one was
    /// made. For PostgreSQL the caller asks [`Db::pending`] and takes a backup.
    pub async fn migrate(&self) -> Result<Option<PathBuf>> {
        let Some(pending) = self.pending().await? else {
            return Ok(None);
        };
        let copy = match self.file() {
            Some(file) if pending.from > 0 => Some(self.copy_beside(&file, pending.from).await?),
            _ => None,
        };
        self.migrate_uncopied().await?;
        Ok(copy)
    }

    /// The steps alone, each in one transaction with the note of it: a crash leaves both
    /// or neither. For a database that has just been filled from a backup, which is its copy.
    ///
    /// # Errors
    /// A step that the database refuses.
    pub async fn migrate_uncopied(&self) -> Result<()> {
        let done = self.version().await?;
        for step in migrations(self.engine())?
            .iter()
            .filter(|m| m.number > done)
        {
            let mut bare = self.begin_bare().await?;
            bare.tx.script(TAKEN.to_owned()).await?;
            bare.tx.step(step).await?;
            bare.commit().await?;
        }
        Ok(())
    }

    /// `sanzheng.db` → `sanzheng-v8.db`, or `sanzheng-v8-2.db` when that is taken.
    async fn copy_beside(&self, file: &Path, version: i64) -> Result<PathBuf> {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let name = |n: u32| match n {
            1 => format!("{stem}-v{version}.db"),
            n => format!("{stem}-v{version}-{n}.db"),
        };
        let free = (1..1000)
            .map(|n| file.with_file_name(name(n)))
            .find(|p| !p.exists())
            .ok_or_else(|| Fault::new("升级前的旧副本太多了，请先移走一些"))?;
        self.copy_file(&free).await.map_err(|e| {
            Fault::new(format!(
                "升级前要先留一份副本 {}，没有做成，所以没有升级：{e}",
                free.display()
            ))
        })?;
        let copy = File::open(&free)?;
        copy.set_permissions(Permissions::from_mode(0o600))?;
        copy.sync_all()?;
        Ok(free)
    }
}

impl Tx {
    /// Takes one step.
    async fn step(&mut self, step: &Migration) -> Result<()> {
        let note = format!(
            "insert into migration (number, name) values ({}, '{}');",
            step.number,
            step.name.replace('\'', "''")
        );
        self.script(format!("{}\n{note}", step.text)).await
    }

    /// Makes the tables of a version in an empty database.
    pub(crate) async fn build(&mut self, version: i64) -> Result<()> {
        self.script(TAKEN.to_owned()).await?;
        for step in migrations(self.engine())?
            .iter()
            .filter(|m| m.number <= version)
        {
            self.step(step).await?;
        }
        Ok(())
    }
}

/// The version that a transaction sees.
pub(crate) async fn version(tx: &mut Tx) -> Result<i64> {
    if !catalogue::names(tx).await?.iter().any(|t| t == "migration") {
        return Ok(0);
    }
    sql!(
        tx,
        "select coalesce(max(number), cast(0 as bigint)) from migration"
    )
    .value()
    .await
}

#[cfg(test)]
mod tests;
