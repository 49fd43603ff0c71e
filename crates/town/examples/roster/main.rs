//! What `cargo xtask bench` measures of the roster, each step in a process of its
//! own so that its memory is its own: a file is made, imported, its rows written
//! bare, and people are looked for among many. Prints `name value` lines.

mod bare;
mod file;
mod look;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use civic::directory::Role;
use civic::directory::roster::{self, Order};
use civic::{BatchId, Counter, House};
use ground::{Clock, Db, Ids, Result, Vault};
use town::{Spec, Town};

type Done = std::result::Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["file", path, from, count] => file::write(Path::new(path), from.parse()?, count.parse()?)?,
        ["found", place] => {
            let bench = Bench::open(place).await?;
            Town::found(&bench.db, &bench.house, spec()).await?;
            bench.db.close().await;
        }
        ["import", place, files @ ..] => import(place, files).await?,
        ["bare", from, to] => bare::write(Path::new(from), Path::new(to)).await?,
        ["look", place] => look::run(&Bench::open(place).await?).await?,
        _ => return Err("roster file|found|import|bare|look".into()),
    }
    Ok(())
}

/// Forty branches, nearly empty: what is measured is what the files bring.
fn spec() -> Spec {
    Spec {
        branches: file::BRANCHES,
        members: 4,
        ..Spec::demo()
    }
}

/// A database with its house.
pub(crate) struct Bench {
    pub(crate) db: Db,
    pub(crate) house: Arc<House>,
}

impl Bench {
    /// A file of the embedded engine, or an address of PostgreSQL.
    async fn open(place: &str) -> Result<Self> {
        let db = if place.starts_with("postgres") {
            Db::postgres(place).await?
        } else {
            Db::sqlite(Path::new(place)).await?
        };
        db.migrate().await?;
        let house = House::new(Clock::System(0), Ids::from_os(), Vault::for_tests(1)?)?;
        Ok(Self { db, house })
    }

    /// A visit of the one who keeps the roster of the whole town.
    pub(crate) async fn keeper(&self) -> Result<(Counter, civic::directory::Org)> {
        use civic::directory::{self, Actor, Grant};
        let tenants = self.db.read(|tx| Box::pin(directory::tenants(tx))).await?;
        let tenant = tenants.first().ok_or(ground::Error::NotFound)?.0;
        let all = &directory::Path(String::new());
        let orgs = self
            .db
            .read(|tx| Box::pin(directory::orgs(tx, tenant, all)))
            .await?;
        let root = orgs.into_iter().next().ok_or(ground::Error::NotFound)?;
        let actor = Actor {
            tenant,
            person: civic::PersonId::VISITOR,
            name: "测速".to_owned(),
            org_id: root.id,
            org_path: root.path.clone(),
            grants: vec![Grant {
                role: Role::Clerk,
                org_path: root.path.clone(),
            }],
        };
        Ok((Counter::of(&self.house, Arc::new(actor)), root))
    }
}

/// Imports files one after the other: reading, checking, sealing, taking over,
/// the record of who did it, and sweeping up.
async fn import(place: &str, files: &[&str]) -> Done {
    let bench = Bench::open(place).await?;
    let (at, org) = bench.keeper().await?;
    let (at, db) = (&at, &bench.db);
    let started = Instant::now();
    for path in files {
        let order = Order {
            org: org.clone(),
            file_name: (*path).to_owned(),
            file_hash: ground::fingerprint_of(File::open(path)?)?,
            updates: false,
            whole: true,
        };
        let id: BatchId = at.id();
        let report = roster::stage(db, at, &order, id, File::open(path)?, &mut |_| {}).await?;
        if let Some(remark) = report.refused.first() {
            return Err(format!("row {} {}: {}", remark.row, remark.column, remark.reason).into());
        }
        let staged = Instant::now();
        db.write(|tx| Box::pin(roster::apply(tx, at, id))).await?;
        println!("applied_ms {}", staged.elapsed().as_millis());
        roster::sweep(db, at).await?;
    }
    println!("import_ms {}", started.elapsed().as_millis());
    println!("peak_kb {}", peak()?);
    bench.db.close().await;
    Ok(())
}

/// The most memory that this process ever held, in KiB.
fn peak() -> std::result::Result<u64, Box<dyn std::error::Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|l| l.trim().strip_suffix("kB"));
    Ok(figure.ok_or("no VmHWM")?.trim().parse()?)
}
