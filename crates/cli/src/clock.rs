//! `sanzheng clock`: the time that each town trusts, and a person's word on the date
//! when the machine's clock is in doubt (ruling 7).

use std::process::ExitCode;
use std::sync::Arc;

use civic::directory::clock::{self, Doubt};
use civic::directory::{self, Role};
use civic::{Counter, House};
use clap::{Args, Subcommand};
use ground::{Clock, Day, Db, Ids};

use crate::{Done, Store, open, org};

/// The clock.
#[derive(Debug, Subcommand)]
pub(crate) enum Clocks {
    /// Print what the clock says and what is trusted; exit code 1 when it is in doubt.
    Show(Show),
    /// Say which day it is: from then on the clock is trusted.
    Confirm(Confirm),
}

/// Print the times.
#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    store: Store,
}

/// Confirm the date.
#[derive(Debug, Args)]
pub(crate) struct Confirm {
    #[command(flatten)]
    store: Store,
    /// Today, as 2026-10-09: from a calendar, not from the machine.
    day: Day,
}

impl Clocks {
    pub(crate) async fn run(self) -> Done {
        match self {
            Self::Show(show) => show.run().await,
            Self::Confirm(confirm) => confirm.run().await,
        }
    }
}

async fn opened(store: &Store) -> Result<(Db, Arc<House>), Box<dyn std::error::Error>> {
    let db = open::existing(store).await?;
    let vault = open::vault(store, &db).await?;
    let house = House::new(Clock::System(0), Ids::from_os(), vault)?;
    Ok((db, house))
}

impl Show {
    async fn run(self) -> Done {
        let (db, house) = opened(&self.store).await?;
        println!("时钟：{}", house.zone.minute(house.clock.now()));
        let mut code = ExitCode::SUCCESS;
        let tenants = db.read(|tx| Box::pin(directory::tenants(tx))).await?;
        for (tenant, name, _) in tenants {
            let at = &Counter::visitor(&house, tenant);
            let times = db.read(|tx| Box::pin(clock::times(tx, at))).await?;
            let trusted = house.zone.minute(times.ends);
            match times.doubt {
                None => println!("{name}：正常，期限按{trusted}算"),
                Some(doubt) => {
                    let why = match doubt {
                        Doubt::Ahead => "时钟往前跳了一天以上",
                        Doubt::Back => "时钟往回走了",
                    };
                    println!(
                        "{name}：{why}，期限停在{trusted}。看日历确认：sanzheng clock confirm 今天的日期"
                    );
                    code = ExitCode::from(1);
                }
            }
        }
        db.close().await;
        Ok(code)
    }
}

impl Confirm {
    async fn run(self) -> Done {
        let (db, house) = opened(&self.store).await?;
        let confirmed = confirm_all(&db, &house, self.day).await?;
        match confirmed {
            0 => println!("时钟没有异常，不用确认"),
            n => println!("已确认今天是{}，{n}个地方恢复计算期限", self.day.long()),
        }
        db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// Confirms the date in every town whose clock is in doubt; how many there were.
pub(crate) async fn confirm_all(
    db: &Db,
    house: &Arc<House>,
    day: Day,
) -> Result<usize, Box<dyn std::error::Error>> {
    let mut confirmed = 0;
    for (tenant, code, _) in db.read(|tx| Box::pin(directory::tenants(tx))).await? {
        let (_, orgs) = org::of_town(db, Some(&code)).await?;
        let root = org::named(&orgs, None)?;
        let at = &org::console_as(Role::SystemAdmin, house, tenant, root);
        let times = db.read(|tx| Box::pin(clock::times(tx, at))).await?;
        if times.doubt.is_some() {
            db.write(|tx| Box::pin(clock::confirm(tx, at, Some(day))))
                .await?;
            confirmed += 1;
        }
    }
    Ok(confirmed)
}
