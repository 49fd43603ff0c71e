//! Migrations: one file per step and engine, applied in order. A binary
//! refuses a database that is newer than itself (ruling 22).

use crate::db::{Db, Engine};
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

impl Db {
    /// Brings the database up to this binary's version; refuses a newer one.
    pub async fn migrate(&self) -> Result<()> {
        self.script(
            "create table if not exists migration (number bigint primary key, name text not null)"
                .to_owned(),
        )
        .await?;
        let done = self
            .read(|tx| {
                Box::pin(
                    sql!(
                        tx,
                        "select coalesce(max(number), cast(0 as bigint)) from migration"
                    )
                    .value::<i64>(),
                )
            })
            .await?;
        let steps = migrations(self.engine())?;
        let newest = steps.last().map_or(0, |m| m.number);
        if done > newest {
            return Err(Fault::new(format!(
                "数据库是第{done}版，本程序只认到第{newest}版。请换用新版程序"
            ))
            .into());
        }
        for step in steps.into_iter().filter(|m| m.number > done) {
            // The step and the note of it in one transaction: a crash leaves both or neither.
            let note = format!(
                "insert into migration (number, name) values ({}, '{}');",
                step.number,
                step.name.replace('\'', "''")
            );
            self.script(format!("{}\n{note}", step.text)).await?;
        }
        Ok(())
    }
}
