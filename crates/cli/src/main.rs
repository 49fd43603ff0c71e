//! `sanzheng`: one binary for the site, the demo and the console.

mod account;
mod backup;
mod boxes;
mod clock;
mod demo;
mod doctor;
mod keys;
mod open;
mod org;
mod passphrase;
mod plan;
mod rate;
mod roster;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use ground::{Calendar, Day};

/// Runs a civic campaign of pledge, review, appraisal and honour.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where the records are.
#[derive(Debug, Args, Clone)]
struct Store {
    /// Folder of the embedded database.
    #[arg(long, default_value = "sanzheng-data")]
    data: PathBuf,
    /// A PostgreSQL database instead: postgres://user@host/name.
    #[arg(long)]
    database: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the first town: its committee, its community, its administrator.
    Init(account::Init),
    /// Open an account, or help someone who is locked out.
    #[command(subcommand)]
    Account(account::Account),
    /// Restore an administrator's access.
    #[command(subcommand)]
    Admin(account::Admin),
    /// Serve the site.
    Serve(serve::Serve),
    /// Build a demo town up to today, and serve it.
    Demo(demo::Demo),
    /// Read a plan and say what was found.
    Read(plan::Read),
    /// Rate facts by a scheme, without a database.
    Rate(rate::Rate),
    /// The roster in from files and out into files.
    #[command(subcommand)]
    Roster(roster::Roster),
    /// Organisations.
    #[command(subcommand)]
    Org(org::Orgs),
    /// Sealed ballot boxes.
    #[command(subcommand, name = "box")]
    Boxes(boxes::Boxes),
    /// The time that is trusted.
    #[command(subcommand)]
    Clock(clock::Clocks),
    /// Working days.
    #[command(subcommand)]
    Workday(Workday),
    /// The record of who did what.
    #[command(subcommand)]
    Audit(Audit),
    /// Write everything into one encrypted file, while the site goes on.
    Backup(backup::Backup),
    /// Bring a backup back into an empty folder or database.
    Restore(backup::Restore),
    /// The keys of what is sealed.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Look whether everything is in order; exit code 1 when something is not.
    Doctor(doctor::Doctor),
}

#[derive(Debug, Subcommand)]
enum Workday {
    /// Print the last counted day of N working days after DAY.
    Add {
        /// Published on, as 2011-09-28.
        day: Day,
        /// How many working days.
        #[arg(value_parser = clap::value_parser!(u32).range(0..=10_000))]
        days: u32,
    },
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Check every chain; name the first broken row.
    Verify {
        #[command(flatten)]
        store: Store,
    },
}

/// What a command ends with.
type Done = Result<ExitCode, Box<dyn std::error::Error>>;

/// Prints what a command has to tell, with an end of line. False where whoever reads it has
/// seen enough (`head`, `less`): that is no error. A full disk is one.
fn say(told: impl std::fmt::Display) -> std::io::Result<bool> {
    use std::io::{ErrorKind, Write as _};
    match writeln!(std::io::stdout(), "{told}") {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(1)
        }
    }
}

async fn run(command: Command) -> Done {
    match command {
        Command::Init(init) => init.run().await,
        Command::Account(account) => account.run().await,
        Command::Admin(admin) => admin.run().await,
        Command::Serve(serve) => serve.run().await,
        Command::Demo(demo) => demo.run().await,
        Command::Read(read) => read.run(),
        Command::Rate(rate) => rate.run(),
        Command::Roster(roster) => roster.run().await,
        Command::Org(orgs) => orgs.run().await,
        Command::Boxes(boxes) => boxes.run(),
        Command::Clock(clocks) => clocks.run().await,
        Command::Workday(Workday::Add { day, days }) => {
            let calendar = Calendar::shipped()?;
            let last = calendar.add_workdays(day, days);
            if !calendar.knows(last) {
                eprintln!("注意：没有{}年的放假安排，只按周末推算", last.year());
            }
            println!("{last}");
            Ok(ExitCode::SUCCESS)
        }
        Command::Audit(Audit::Verify { store }) => verify(&store).await,
        Command::Backup(backup) => backup.run().await,
        Command::Restore(restore) => restore.run().await,
        Command::Keys(keys) => keys.run().await,
        Command::Doctor(doctor) => doctor.run().await,
    }
}

async fn verify(store: &Store) -> Done {
    let db = open::existing(store).await?;
    let mut code = ExitCode::SUCCESS;
    for (tenant, code_word, _) in db
        .read(|tx| Box::pin(civic::directory::tenants(tx)))
        .await?
    {
        match db
            .read(|tx| Box::pin(civic::audit::verify(tx, tenant)))
            .await?
        {
            Ok(lines) => println!("{code_word}：{lines}条，链条完整"),
            Err(broken) => {
                println!("{code_word}：第{}条断裂，{}", broken.seq, broken.why);
                code = ExitCode::from(1);
            }
        }
    }
    Ok(code)
}
