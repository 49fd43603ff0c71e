//! `sanzheng doctor`: whether everything that the site stands on is in order, a
//! line each, with what to do where it is not.

use std::path::Path;
use std::process::ExitCode;

use civic::audit::{self, Act};
use civic::{TenantId, directory};
use clap::Args;
use ground::vault::No;
use ground::{At, Calendar, Clock, Day, Db, Engine, Error, Vault, Zone, newest};
use serde::Serialize;

use crate::open::Keys;
use crate::{Done, Store, open};

/// Look whether everything is in order.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    store: Store,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    /// Worth knowing.
    Note,
    /// To be mended.
    Bad,
}

/// One line.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    told: String,
}

/// The lines so far.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn ok(&mut self, what: &'static str, told: impl Into<String>) {
        self.add(what, State::Ok, told);
    }

    fn note(&mut self, what: &'static str, told: impl Into<String>) {
        self.add(what, State::Note, told);
    }

    fn bad(&mut self, what: &'static str, told: impl Into<String>) {
        self.add(what, State::Bad, told);
    }

    fn add(&mut self, what: &'static str, state: State, told: impl Into<String>) {
        let told = told.into();
        self.0.push(Finding { what, state, told });
    }
}

const SECONDS_A_DAY: i64 = 24 * 3600;

impl Doctor {
    pub(crate) async fn run(self) -> Done {
        let mut all = Findings::default();
        let now = Clock::System(0).now();
        match open::as_is(&self.store).await {
            Err(error) => all.bad("数据库", error.to_string()),
            Ok(db) => {
                if let Err(error) = records(&self.store, &db, now, &mut all).await {
                    all.bad("检查", format!("没有做完：{error}"));
                }
                db.close().await;
            }
        }
        holidays(now, &mut all)?;
        disk(&self.store, &mut all);
        all.note(
            "公开网址",
            "由 sanzheng serve --public-url 指定，二维码和链接都从它来；请用手机扫一次公示二维码看能否打开",
        );
        let is_bad = all.0.iter().any(|f| f.state == State::Bad);
        print(&all.0, self.json)?;
        Ok(if is_bad {
            ExitCode::from(1)
        } else {
            ExitCode::SUCCESS
        })
    }
}

async fn records(store: &Store, db: &Db, now: At, all: &mut Findings) -> ground::Result<()> {
    let (has, knows) = (db.version().await?, newest(db.engine())?);
    let engine = match db.engine() {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    if has == knows {
        all.ok("数据库", format!("{engine}，第{has}版"));
    } else {
        all.note(
            "数据库",
            format!("第{has}版，下次启动会升到第{knows}版，升级前自动备份"),
        );
    }
    let wrong = db.integrity().await?;
    match wrong.first() {
        None => all.ok("完整性", "没有发现损坏"),
        Some(first) => all.bad(
            "完整性",
            format!(
                "{}处不对，第一处：{first}。先停下服务，用最近的备份恢复",
                wrong.len()
            ),
        ),
    }
    let tenants = db.read(|tx| Box::pin(directory::tenants(tx))).await?;
    let tenants: Vec<(TenantId, String)> = tenants.into_iter().map(|t| (t.0, t.1)).collect();
    for (tenant, code) in &tenants {
        chain(db, *tenant, code, now, all).await?;
        jobs(db, *tenant, code, all).await?;
    }
    keys(store, db, all).await?;
    backups(db, &tenants, now, all).await
}

/// One tenant's chain, and whether the clock agrees with its newest line.
async fn chain(
    db: &Db,
    tenant: TenantId,
    code: &str,
    now: At,
    all: &mut Findings,
) -> ground::Result<()> {
    let (verified, newest) = db
        .read(|tx| {
            Box::pin(async move {
                let verified = audit::verify(tx, tenant).await?;
                Ok((verified, audit::latest(tx, tenant, 1).await?))
            })
        })
        .await?;
    match verified {
        Ok(lines) => all.ok("操作记录", format!("{code}：{lines}条，链条完整")),
        Err(broken) => all.bad(
            "操作记录",
            format!(
                "{code}：第{}条断裂，{}。不要改动数据，取最近的备份对照",
                broken.seq, broken.why
            ),
        ),
    }
    match newest.first().filter(|l| l.at > now.plus_seconds(300)) {
        None => all.ok(
            "时钟",
            format!("{}，晚于最后一条记录", Zone::default().minute(now)),
        ),
        Some(line) => all.bad(
            "时钟",
            format!(
                "现在是{}，{code}最后一条记录却在{}。请校准系统时间",
                Zone::default().minute(now),
                Zone::default().minute(line.at)
            ),
        ),
    }
    Ok(())
}

/// What one tenant has waiting to be sent, and what could not be.
async fn jobs(db: &Db, tenant: TenantId, code: &str, all: &mut Findings) -> ground::Result<()> {
    // An older database has no jobs yet.
    if db.pending().await?.is_some() {
        return Ok(());
    }
    let counts = db
        .read(|tx| Box::pin(ground::jobs::counts(tx, tenant.0)))
        .await?;
    match (counts.open, counts.dead) {
        (0, 0) => all.ok("提醒", format!("{code}：没有积压")),
        (open, 0) => all.ok("提醒", format!("{code}：{open}条待发")),
        (_, dead) => all.note(
            "提醒",
            format!("{code}：{dead}条没有发成。系统管理员在“提醒设置”里看原因，可以再试"),
        ),
    }
    Ok(())
}

async fn keys(store: &Store, db: &Db, all: &mut Findings) -> ground::Result<()> {
    let has_sealed = !db.sealed_samples().await?.is_empty();
    let vault = match open::keys(store) {
        Keys::Text(text) => Vault::from_text(&text),
        Keys::File(path) if !path.exists() && !has_sealed => {
            all.note("密钥", "还没有密钥文件，第一次用到时会自动生成");
            return Ok(());
        }
        Keys::File(path) if !path.exists() => Err(No::NoFile(path).into()),
        Keys::File(path) => Vault::load(&path),
    };
    let vault = match vault {
        Ok(vault) => vault,
        Err(Error::Fault(fault)) => {
            all.bad("密钥", fault.to_string());
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    if let Some(mode) = vault.too_open() {
        let path = vault.file()?.display();
        all.bad(
            "密钥",
            format!("{path} 的权限是{mode:o}，别的用户也能读。运行 chmod 600 {path}"),
        );
    }
    let uses = vault.uses(db).await?;
    let lost: i64 = uses.iter().filter(|u| !u.is_known).map(|u| u.values).sum();
    let old: i64 = uses
        .iter()
        .filter(|u| u.is_known && !u.is_current)
        .map(|u| u.values)
        .sum();
    if lost > 0 {
        all.bad(
            "密钥",
            format!("{lost}项内容的密钥不在密钥文件里，打不开。请换回原来的密钥文件"),
        );
    } else if old > 0 {
        all.note(
            "密钥",
            format!("{old}项内容还是旧密钥封存的。运行 sanzheng keys rotate 做完轮换"),
        );
    } else {
        let sealed: i64 = uses.iter().map(|u| u.values).sum();
        all.ok(
            "密钥",
            format!("{}把，封存{sealed}项，都能打开", vault.keys().len()),
        );
    }
    Ok(())
}

/// How old the newest backup is that every chain tells of; without one, the records.
async fn backups(
    db: &Db,
    tenants: &[(TenantId, String)],
    now: At,
    all: &mut Findings,
) -> ground::Result<()> {
    let mut oldest: Option<(At, bool)> = None;
    for (tenant, _) in tenants {
        let tenant = *tenant;
        let since = db
            .read(|tx| {
                Box::pin(async move {
                    let last = audit::last(tx, tenant, Act::BackedUp).await?;
                    Ok(match last {
                        Some(at) => Some((at, true)),
                        None => audit::first(tx, tenant).await?.map(|at| (at, false)),
                    })
                })
            })
            .await?;
        oldest = match (oldest, since) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    let Some((at, is_backup)) = oldest else {
        return Ok(());
    };
    let days = (now.micros() - at.micros()) / 1_000_000 / SECONDS_A_DAY;
    let told = if is_backup {
        format!("最近一次在{days}天前")
    } else {
        format!("还没有备份过，最早的记录在{days}天前")
    };
    match days {
        ..=7 if is_backup => all.ok("备份", told),
        ..=30 => all.note("备份", format!("{told}。运行 sanzheng backup 文件")),
        _ => all.bad("备份", format!("{told}。请尽快运行 sanzheng backup 文件")),
    }
    Ok(())
}

fn holidays(now: At, all: &mut Findings) -> ground::Result<()> {
    let calendar = Calendar::shipped()?;
    let today = Zone::default().day(now);
    let (this, next) = (today.year(), today.year() + 1);
    if !calendar.knows(today) {
        all.bad(
            "放假安排",
            format!("没有{this}年的，工作日只按周末推算，公示期会算错。请换用新版程序"),
        );
    } else if !Day::new(next, 1, 1).is_some_and(|day| calendar.knows(day)) {
        all.note(
            "放假安排",
            format!("有{this}年的；{next}年的一般在十一月公布，届时换用新版程序"),
        );
    } else {
        all.ok("放假安排", format!("{this}年、{next}年都有"));
    }
    Ok(())
}

fn disk(store: &Store, all: &mut Findings) {
    const MIB: u64 = 1 << 20;
    let folder = if store.data.is_dir() {
        store.data.as_path()
    } else {
        Path::new(".")
    };
    let Ok(space) = rustix::fs::statvfs(folder) else {
        all.note("磁盘", "看不到剩余空间");
        return;
    };
    let free = space.f_bavail.saturating_mul(space.f_frsize) / MIB;
    let told = format!("剩余{free} MB");
    match free {
        0..200 => all.bad(
            "磁盘",
            format!("{told}，快满了。请清理或扩容，不然写不进去"),
        ),
        200..2000 => all.note("磁盘", format!("{told}，不多了")),
        _ => all.ok("磁盘", told),
    }
}

fn print(all: &[Finding], json: bool) -> Result<(), serde_json::Error> {
    if json {
        println!("{}", serde_json::to_string(all)?);
        return Ok(());
    }
    for f in all {
        let mark = match f.state {
            State::Ok => "好  ",
            State::Note => "注意",
            State::Bad => "不好",
        };
        println!("{mark}  {}：{}", f.what, f.told);
    }
    Ok(())
}
