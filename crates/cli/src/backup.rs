//! `sanzheng backup` and `sanzheng restore`: everything in one encrypted file,
//! out of either engine and into either (ruling 22).

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use civic::audit::{self, Act};
use civic::{Counter, House};
use clap::Args;
use ground::backup::{self, Passphrase, Summary};
use ground::{Clock, Db, Engine, Fault, Ids, Vault, Zone};
use zeroize::Zeroizing;

use crate::open::Keys;
use crate::{Done, Store, open, passphrase};

/// Write everything into one encrypted file, while the site goes on.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file; with --verify, one that is there.
    file: PathBuf,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    passphrase: passphrase::From,
    /// Read the whole file instead, and say what is in it.
    #[arg(long)]
    verify: bool,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

/// Bring a backup back into an empty folder or database.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup.
    file: PathBuf,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    passphrase: passphrase::From,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(crate) async fn run(self) -> Done {
        if self.verify {
            let summary = backup::verify(reader(&self.file)?, &self.passphrase.known()?)?;
            return print(&summary, self.json, "备份完好，内容：");
        }
        let db = open::as_is(&self.store).await?;
        let passphrase = self.passphrase.chosen()?;
        let summary = write(&self.store, &db, &self.file, &passphrase).await?;
        db.close().await;
        print(&summary, self.json, "已备份：")
    }
}

impl Restore {
    pub(crate) async fn run(self) -> Done {
        let passphrase = self.passphrase.known()?;
        // Read once before anything is touched: a damaged file is found while nothing is begun.
        backup::verify(reader(&self.file)?, &passphrase)?;
        let db = open::bare(&self.store).await?;
        let mut made = None;
        let restored = db
            .restore(reader(&self.file)?, &passphrase, |keys| {
                made = keep_keys(&self.store, keys)?;
                Ok(())
            })
            .await;
        if let (Err(_), Some(path)) = (&restored, &made) {
            // The keys were kept a moment before the records; without those they go again.
            let _ = fs::remove_file(path);
        }
        let summary = restored?;
        // The records stand now, and so do their keys: if a step fails, the next start takes it.
        db.migrate_uncopied().await?;
        db.close().await;
        print(&summary, self.json, "已恢复，与备份逐表核对一致：")
    }
}

/// Writes a backup into a new file, and notes it in every chain: after the picture
/// was taken, so that the picture does not hold the line about itself.
pub(crate) async fn write(
    store: &Store,
    db: &Db,
    path: &Path,
    passphrase: &Passphrase,
) -> Result<Summary, Box<dyn std::error::Error>> {
    if path.exists() {
        return Err(format!("{} 已经有了，换一个文件名", path.display()).into());
    }
    let keys = key_text(store, db).await?;
    let clock = Clock::System(0);
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&part)
        .map_err(|e| format!("写不了 {}：{e}", part.display()))?;
    let out = BufWriter::with_capacity(1 << 20, file);
    let written = db
        .backup(out, passphrase, keys, clock.now())
        .await
        .and_then(|(out, summary)| {
            let file = out.into_inner().map_err(|e| Fault::new(e.into_error()))?;
            file.sync_all()?;
            fs::rename(&part, path)?;
            // The name, too, is to survive a power failure.
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
            Ok(summary)
        });
    let summary = match written {
        Ok(summary) => summary,
        Err(error) => {
            let _ = fs::remove_file(&part);
            return Err(error.into());
        }
    };
    note(db, Act::BackedUp, &summary.digest.hash).await?;
    Ok(summary)
}

/// Notes an act of the console in every tenant's chain.
pub(crate) async fn note(db: &Db, act: Act, payload: &str) -> ground::Result<()> {
    // Nothing is opened or sealed here: no keys are needed.
    let vault = Vault::generate(ground::vault::Algorithm::default())?;
    let house: &Arc<House> = &House::new(Clock::System(0), Ids::from_os(), vault)?;
    let tenants = db
        .read(|tx| Box::pin(civic::directory::tenants(tx)))
        .await?;
    for (tenant, ..) in tenants {
        db.write(|tx| {
            Box::pin(async move {
                let at = Counter::visitor(house, tenant);
                audit::note(tx, &at, act, tenant.0, payload).await
            })
        })
        .await?;
    }
    Ok(())
}

/// The text of the key file, when there is one: of the keys that the database was
/// sealed with, for a backup that opens nothing saves nothing.
async fn key_text(store: &Store, db: &Db) -> ground::Result<Option<Zeroizing<String>>> {
    let vault = match open::keys(store) {
        Keys::Text(text) => Vault::from_text(&text)?,
        Keys::File(path) if path.exists() => Vault::load(&path)?,
        Keys::File(_) if db.sealed_samples().await?.is_empty() => return Ok(None),
        Keys::File(path) => return Err(ground::vault::No::NoFile(path).into()),
    };
    vault.fits(db).await?;
    vault.to_text().map(Some)
}

/// Keeps the keys of a backup where this store looks for them; the file that was made.
fn keep_keys(store: &Store, keys: Option<&Zeroizing<String>>) -> ground::Result<Option<PathBuf>> {
    let Some(text) = keys else {
        return Ok(None);
    };
    let vault = Vault::from_text(text)?;
    let (there, place) = match open::keys(store) {
        Keys::Text(text) => (Vault::from_text(&text)?, "SANZHENG_KEYS".to_owned()),
        Keys::File(path) if path.exists() => (Vault::load(&path)?, path.display().to_string()),
        Keys::File(path) => {
            open::make_folder(store)?;
            vault.save_new(&path)?;
            return Ok(Some(path));
        }
    };
    if *there.to_text()? == *vault.to_text()? {
        return Ok(None);
    }
    Err(Fault::new(format!(
        "{place} 里是另一套密钥，与备份里的不同。请先把它移开，再恢复；没有恢复任何内容"
    ))
    .into())
}

/// Backs up a PostgreSQL database that is about to be brought up: an embedded one is
/// copied as a file. Refused when nothing was backed up in the last day and no
/// passphrase is at hand.
pub(crate) async fn before_upgrade(store: &Store, db: &Db) -> ground::Result<()> {
    let Some(pending) = db.pending().await? else {
        return Ok(());
    };
    if pending.from == 0 || db.engine() == Engine::Sqlite || is_fresh(db).await? {
        return Ok(());
    }
    let step = format!("数据库要从第{}版升到第{}版", pending.from, pending.to);
    let Some(passphrase) = passphrase::environment() else {
        return Err(Fault::new(format!(
            "{step}，升级前要有备份：先运行 sanzheng backup 文件 --database …，或设置 {} 让程序自己备份到 {}",
            passphrase::VARIABLE,
            store.data.display()
        ))
        .into());
    };
    open::make_folder(store)?;
    let now = Clock::System(0).now().micros() / 1_000_000;
    let path = store
        .data
        .join(format!("before-v{}-{now}.sanzheng", pending.to));
    write(store, db, &path, &passphrase)
        .await
        .map_err(|e| Fault::new(format!("{step}，升级前的备份没有做成：{e}")))?;
    eprintln!("{step}，升级前的备份：{}", path.display());
    Ok(())
}

/// Whether every chain tells of a backup within a day; true when there are none.
async fn is_fresh(db: &Db) -> ground::Result<bool> {
    let since = Clock::System(0).now().plus_seconds(-24 * 3600);
    db.read(|tx| {
        Box::pin(async move {
            for (tenant, ..) in civic::directory::tenants(tx).await? {
                let last = audit::last(tx, tenant, Act::BackedUp).await?;
                if last.is_none_or(|at| at < since) {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    })
    .await
}

fn reader(path: &Path) -> Result<BufReader<File>, String> {
    let file = File::open(path).map_err(|e| format!("读不了 {}：{e}", path.display()))?;
    Ok(BufReader::with_capacity(1 << 20, file))
}

fn print(summary: &Summary, json: bool, told: &str) -> Done {
    if json {
        println!("{}", serde_json::to_string(summary)?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{told}");
    println!("{}", summary.digest);
    let keys = if summary.has_keys { "在内" } else { "没有" };
    println!(
        "数据库第{}版，取于{}，密钥文件{keys}",
        summary.schema,
        Zone::default().minute(summary.at)
    );
    Ok(ExitCode::SUCCESS)
}
