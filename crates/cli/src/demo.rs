//! `sanzheng demo`: a town built through the rooms' own verbs, then served.

use std::process::ExitCode;

use civic::House;
use clap::Args;
use ground::{At, Clock, Day, Ids, Zone};

use crate::serve::Site;
use crate::{Done, Store, open};

/// Build a demo town up to today, and serve it.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Folder for the demo's database; a temporary one when left out.
    #[arg(long)]
    data: Option<std::path::PathBuf>,
    /// A PostgreSQL database instead, empty.
    #[arg(long)]
    database: Option<String>,
    #[command(flatten)]
    site: Site,
    /// Which day it is in the demo.
    #[arg(long)]
    today: Option<Day>,
    /// Only build it.
    #[arg(long)]
    no_serve: bool,
    /// Print address and accounts as one line of JSON.
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(crate) async fn run(self) -> Done {
        let temporary = tempfile::Builder::new()
            .prefix("sanzheng-demo-")
            .tempdir()?;
        let data = self
            .data
            .clone()
            .unwrap_or_else(|| temporary.path().to_owned());
        let store = Store {
            data,
            database: self.database.clone(),
        };
        let db = open::any(&store).await?;
        if !db
            .read(|tx| Box::pin(civic::directory::tenants(tx)))
            .await?
            .is_empty()
        {
            return Err("这里已经有数据，演示要用空的目录或数据库".into());
        }
        let shift = self.shift();
        let now = Clock::System(shift).now();
        let building = House::new(Clock::standing(now), Ids::from_os())?;
        let town = town::demo(&db, &building, now).await?;
        let bound = self.site.bind().await?;
        if self.json {
            let line = serde_json::json!({ "url": bound.url, "accounts": town.accounts });
            println!("{line}");
        } else {
            println!("演示社区已建好：{}", bound.url);
            println!("工作台账号（口令都是 {}）：", town::PASSWORD);
            for account in &town.accounts {
                println!(
                    "  {:<24} {:<14} {}",
                    account.login, account.role, account.name
                );
            }
        }
        if self.no_serve {
            db.close().await;
            return Ok(ExitCode::SUCCESS);
        }
        let house = House::new(Clock::System(shift), Ids::from_os())?;
        bound.serve(db, house).await
    }

    /// How far the demo's clock is from the machine's, in microseconds.
    fn shift(&self) -> i64 {
        let now: At = Clock::System(0).now();
        match self.today {
            Some(day) => Zone::default().at(day, 10, 5).micros() - now.micros(),
            None => 0,
        }
    }
}
