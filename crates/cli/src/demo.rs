//! `sanzheng demo`: a town built through the rooms' own verbs, then served.

use std::process::ExitCode;

use civic::House;
use clap::Args;
use ground::{At, Clock, Day, Db, Ids, Vault, Zone};
use town::{Account, Spec, Town};

use crate::serve::Site;
use crate::{Done, Store, clock, open};

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
    /// How many towns; those beside the first have people and no campaign yet.
    #[arg(long, default_value_t = 1)]
    towns: usize,
    /// How many branches the first town has; six make a full one.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=6))]
    branches: u8,
    /// How many members each of them has; thirty make a full one.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u8).range(14..=50))]
    members: u8,
    /// Serve a demo that was built earlier, its clock moved to --today.
    #[arg(long)]
    resume: bool,
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
        let tenants = db
            .read(|tx| Box::pin(civic::directory::tenants(tx)))
            .await?;
        let shift = self.shift();
        let accounts = if self.resume {
            // The clock is moved for towns of the demo alone.
            if tenants.is_empty() || !tenants.iter().all(|(_, code, _)| Spec::is_demo(code)) {
                return Err("这里没有演示数据，或不只有演示数据，不能接着演示".into());
            }
            Vec::new()
        } else if tenants.is_empty() {
            let vault = open::vault(&store, &db).await?;
            self.build(&db, vault, Clock::System(shift).now()).await?
        } else {
            return Err(
                "这里已经有数据。接着演示上次的，加 --resume；重新建，换一个空的目录或数据库"
                    .into(),
            );
        };
        let bound = self.site.bind().await?;
        if self.json {
            let line = serde_json::json!({ "url": bound.url, "accounts": accounts });
            println!("{line}");
        } else {
            if self.resume {
                println!("接着演示：{}", bound.url);
                println!("账号和建好时一样，密码都是 {}", town::PASSWORD);
            } else {
                println!("演示社区已建好：{}", bound.url);
                println!("工作台账号（密码都是 {}）：", town::PASSWORD);
            }
            for account in &accounts {
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
        let vault = open::vault(&store, &db).await?;
        let house = House::new(Clock::System(shift), Ids::from_os(), vault)?;
        // The demo's date is moved on purpose, and only for towns of the demo.
        clock::confirm_all(&db, &house, house.today()).await?;
        bound.serve(db, house).await
    }

    async fn build(
        &self,
        db: &Db,
        vault: Vault,
        now: At,
    ) -> Result<Vec<Account>, Box<dyn std::error::Error>> {
        let spec = Spec {
            branches: usize::from(self.branches),
            members: usize::from(self.members),
            ..Spec::demo()
        };
        let house = House::new(Clock::standing(now), Ids::from_os(), vault)?;
        let mut accounts = town::demo_of(db, &house, now, spec).await?.accounts;
        for n in 1..self.towns {
            accounts.extend(Town::found(db, &house, Spec::small(n)).await?.accounts);
        }
        Ok(accounts)
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
