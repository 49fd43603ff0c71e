//! `sanzheng roster`: rosters in from files, taken back, and out into files.

use std::fs::File;
use std::io::Seek as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use civic::directory::Org;
use civic::directory::roster::{self, No, Order, Remark, Report};
use civic::{BatchId, Counter, House, desk};
use clap::{Args, Subcommand};
use ground::{Clock, Db, Ids};

use crate::{Done, Store, open, org};

/// The roster in from files and out into files.
#[derive(Debug, Subcommand)]
pub(crate) enum Roster {
    /// Bring people from an XLSX, XLS or ODS file; exit code 2 when it cannot be read.
    Import(Import),
    /// Take an import back.
    Rollback {
        #[command(flatten)]
        place: Place,
        /// The import, as `import` printed it.
        batch: BatchId,
    },
    /// Write the roster to an XLSX file, protected columns masked.
    Export {
        #[command(flatten)]
        place: Place,
        /// Code of the organisation.
        #[arg(long)]
        org: Option<String>,
        /// The file to write.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Write the empty form.
    Template {
        #[command(flatten)]
        place: Place,
        /// Code of the organisation whose branches are to be chosen from.
        #[arg(long)]
        org: Option<String>,
        /// The file to write.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Print the imports, newest first.
    Batches {
        #[command(flatten)]
        place: Place,
    },
}

/// Where the roster is.
#[derive(Debug, Args)]
pub(crate) struct Place {
    #[command(flatten)]
    store: Store,
    /// Code of the town, where there are several.
    #[arg(long)]
    town: Option<String>,
}

/// Bring people from a file.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Code of the organisation: people go there and below.
    #[arg(long)]
    org: String,
    /// Bring people who are on the roster already up to the file.
    #[arg(long)]
    update: bool,
    /// Only check; keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Take nothing when any row is refused.
    #[arg(long)]
    all_or_nothing: bool,
    /// Print one line of JSON: batch, accepted, refused.
    #[arg(long)]
    json: bool,
}

/// An opened town.
struct Opened {
    db: Db,
    at: Counter,
    orgs: Vec<Org>,
}

impl Place {
    async fn open(&self) -> Result<Opened, Box<dyn std::error::Error>> {
        let db = open::existing(&self.store).await?;
        let vault = open::vault(&self.store, &db).await?;
        let house: Arc<House> = House::new(Clock::System(0), Ids::from_os(), vault)?;
        let (tenant, orgs) = org::of_town(&db, self.town.as_deref()).await?;
        let at = org::console(&house, tenant, org::named(&orgs, None)?);
        Ok(Opened { db, at, orgs })
    }
}

impl Roster {
    pub(crate) async fn run(self) -> Done {
        match self {
            Self::Import(import) => import.run().await,
            Self::Rollback { place, batch } => rollback(&place, batch).await,
            Self::Export { place, org, output } => {
                let opened = place.open().await?;
                let (at, org) = (&opened.at, org::named(&opened.orgs, org.as_deref())?);
                let (bytes, count) = opened
                    .db
                    .write(|tx| Box::pin(roster::export(tx, at, org, None)))
                    .await?;
                write(&output, &bytes)?;
                println!("{}：{count}人，受保护的栏目已遮盖", output.display());
                opened.db.close().await;
                Ok(ExitCode::SUCCESS)
            }
            Self::Template { place, org, output } => {
                let opened = place.open().await?;
                let (at, org) = (&opened.at, org::named(&opened.orgs, org.as_deref())?);
                let bytes = opened
                    .db
                    .read(|tx| Box::pin(roster::template(tx, at, org)))
                    .await?;
                write(&output, &bytes)?;
                println!("{}", output.display());
                opened.db.close().await;
                Ok(ExitCode::SUCCESS)
            }
            Self::Batches { place } => batches(&place).await,
        }
    }
}

/// Writes a file that only its owner reads: it holds people.
fn write(path: &PathBuf, bytes: &[u8]) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let said = |e: std::io::Error| format!("{}：{e}", path.display());
    std::fs::write(path, bytes).map_err(said)?;
    // Where the file system knows no such thing, it stays as it is.
    let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
    Ok(())
}

async fn rollback(place: &Place, batch: BatchId) -> Done {
    let opened = place.open().await?;
    let at = &opened.at;
    opened
        .db
        .write(|tx| {
            Box::pin(async move {
                let above = desk::leaning_on_import(tx, at, batch).await?;
                roster::undo(tx, at, batch, &above).await
            })
        })
        .await?;
    println!("已撤销");
    opened.db.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn batches(place: &Place) -> Done {
    let opened = place.open().await?;
    let at = &opened.at;
    let all = opened
        .db
        .read(|tx| Box::pin(roster::batches(tx, at, 100)))
        .await?;
    for batch in &all {
        println!(
            "{}  {}  {}  新增{} 更新{} 没有通过{}  {}",
            batch.id,
            at.house.zone.minute(batch.created_at),
            batch.state.label(),
            batch.added,
            batch.changed,
            batch.refused,
            batch.file_name
        );
    }
    opened.db.close().await;
    Ok(ExitCode::SUCCESS)
}

/// What came of an import.
struct Outcome {
    batch: Option<BatchId>,
    accepted: i64,
    report: Report,
}

impl Import {
    pub(crate) async fn run(self) -> Done {
        let (file, hash) = match self.open_file() {
            Ok(opened) => opened,
            Err(why) => return Ok(unreadable(&self, &why)),
        };
        let opened = self.place.open().await?;
        let org = org::named(&opened.orgs, Some(&self.org))?.clone();
        let name = self.file.file_name().unwrap_or_default();
        let order = Order {
            org,
            file_name: name.to_string_lossy().into_owned(),
            file_hash: hash,
            updates: self.update,
            whole: self.all_or_nothing,
        };
        let done = self.bring(&opened, &order, file).await;
        opened.db.close().await;
        match done {
            Ok(outcome) => Ok(self.tell(&outcome)),
            Err(error) => match error.refusal::<No>() {
                Some(no @ (No::File(_) | No::NoHead | No::Nobody)) => {
                    Ok(unreadable(&self, &no.to_string()))
                }
                _ => Err(error.into()),
            },
        }
    }

    fn open_file(&self) -> Result<(File, String), String> {
        let mut file = File::open(&self.file).map_err(|e| e.to_string())?;
        let hash = ground::fingerprint_of(&mut file).map_err(|e| e.to_string())?;
        file.rewind().map_err(|e| e.to_string())?;
        Ok((file, hash))
    }

    async fn bring(&self, opened: &Opened, order: &Order, file: File) -> ground::Result<Outcome> {
        let (db, at) = (&opened.db, &opened.at);
        let mut told = 0;
        let mut progress = |rows: i64| {
            if rows - told >= 5000 {
                told = rows;
                eprintln!("已核对{rows}行");
            }
        };
        if self.dry_run {
            let report = roster::check(db, at, order, file, &mut progress).await?;
            return Ok(Outcome {
                batch: None,
                accepted: report.accepted(),
                report,
            });
        }
        roster::sweep(db, at).await?;
        let id: BatchId = at.id();
        let staged = roster::stage(db, at, order, id, file, &mut progress).await;
        if staged.is_err() {
            db.write(|tx| Box::pin(roster::discard(tx, at, id))).await?;
        }
        let mut report = staged?;
        if order.whole && !report.refused.is_empty() {
            let why = "有行没有通过";
            db.write(|tx| Box::pin(roster::cancel(tx, at, id, why)))
                .await?;
            roster::sweep(db, at).await?;
            return Ok(Outcome {
                batch: None,
                accepted: 0,
                report,
            });
        }
        let late = db.write(|tx| Box::pin(roster::apply(tx, at, id))).await?;
        roster::sweep(db, at).await?;
        let accepted = report.accepted() - i64::try_from(late.len()).unwrap_or(0);
        report.refused.extend(late);
        report.refused.sort_by_key(|r| r.row);
        Ok(Outcome {
            batch: Some(id),
            accepted,
            report,
        })
    }

    /// Prints the outcome; success when anybody was taken, or nobody was refused.
    fn tell(&self, outcome: &Outcome) -> ExitCode {
        let report = &outcome.report;
        if self.json {
            let refused: &[Remark] = &report.refused;
            let line = serde_json::json!({
                "batch": outcome.batch,
                "accepted": outcome.accepted,
                "refused": refused,
            });
            println!("{line}");
        } else {
            match outcome.batch {
                Some(id) => println!("已导入{}人，批次 {id}", outcome.accepted),
                None if self.dry_run => println!("核对通过{}人，没有导入", outcome.accepted),
                None => println!("有行没有通过，按要求一行也没有导入"),
            }
            for remark in &report.refused {
                println!("第{}行 {}：{}", remark.row, remark.column, remark.reason);
            }
        }
        for remark in &report.noted {
            eprintln!(
                "请核对 第{}行 {}：{}",
                remark.row, remark.column, remark.reason
            );
        }
        if !report.unknown.is_empty() {
            eprintln!("没有读这些栏：{}", report.unknown.join("、"));
        }
        if outcome.accepted > 0 || report.refused.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
        }
    }
}

/// One line, exit code 2, nothing stored: as for every file that is not what it should be.
fn unreadable(import: &Import, why: &str) -> ExitCode {
    eprintln!("{}：{why}", import.file.display());
    ExitCode::from(2)
}
