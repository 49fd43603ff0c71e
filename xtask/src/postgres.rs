//! A throw-away PostgreSQL for one test run: its own folder, a private socket, no network.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::machine::is_root;

const KEEPER: &str = include_str!("postgres.sh");

/// A running server. It stops, and its folder goes, when this value is dropped or its process ends.
pub(crate) struct Postgres {
    /// The shell that runs `postgres.sh`; closing its input ends the server.
    keeper: Child,
    /// The address of its first database, as tests and journeys take it.
    pub(crate) url: String,
}

impl Postgres {
    /// Starts a server of the version whose programs lie in `bin`.
    pub(crate) fn start(bin: &Path) -> Result<Self, String> {
        let mut keeper = ordinary_user(Command::new("sh"))?
            .args(["-c", KEEPER, "postgres.sh"])
            .arg(bin)
            .args(collation(bin))
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A Ctrl-C in the terminal is for us; the keeper hears of it as the end of its input.
            .process_group(0)
            .spawn()
            .map_err(|fault| format!("PostgreSQL could not be started: {fault}"))?;
        let mut folder = String::new();
        if let Some(stdout) = keeper.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut folder)
                .map_err(|fault| fault.to_string())?;
        }
        let url = url(folder.trim());
        let server = Self { keeper, url };
        if folder.is_empty() {
            return Err("PostgreSQL did not start; its last lines stand above".to_owned());
        }
        Ok(server)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(fault) = self.keeper.wait() {
            eprintln!("xtask: PostgreSQL may still run: {fault}");
        }
    }
}

/// PostgreSQL refuses to run as root, so root hands it to another user of the machine.
fn ordinary_user(command: Command) -> Result<Command, String> {
    if !is_root() {
        return Ok(command);
    }
    let users =
        fs::read_to_string("/etc/passwd").map_err(|fault| format!("/etc/passwd: {fault}"))?;
    let (name, group) = ["postgres", "nobody"]
        .iter()
        .find_map(|name| Some((*name, group_of(&users, name)?)))
        .ok_or("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")?;
    let mut lowered = Command::new("setpriv");
    lowered
        .args(["--reuid", name, "--regid", group, "--clear-groups"])
        .arg(command.get_program());
    Ok(lowered)
}

/// The number of the first group of a user in the text of `/etc/passwd`.
fn group_of<'a>(users: &'a str, name: &str) -> Option<&'a str> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name))
            .then(|| fields.nth(2))
            .flatten()
    })
}

/// A linguistic order by default, as a town's own server may have: a column that forgot `collate "C"` shows itself.
fn collation(bin: &Path) -> &'static [&'static str] {
    const PLAIN: [&str; 1] = ["--locale=C.UTF-8"];
    const LINGUISTIC: [&str; 3] = [
        "--locale=C.UTF-8",
        "--locale-provider=icu",
        "--icu-locale=zh-CN",
    ];
    let version = bin
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str()?.parse::<u32>().ok());
    if version.is_some_and(|version| version >= 15) {
        &LINGUISTIC
    } else {
        &PLAIN
    }
}

/// The address of the database `postgres` over the socket in `folder`.
fn url(folder: &str) -> String {
    let mut host = String::new();
    for byte in folder.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            host.push(char::from(byte));
        } else {
            host.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("postgres://postgres@localhost/postgres?host={host}")
}

#[cfg(test)]
mod tests {
    use super::{group_of, url};

    #[test]
    fn the_sockets_folder_is_percent_encoded_in_the_address() {
        let address = "postgres://postgres@localhost/postgres?host=%2Ftmp%2Fa%20b.x";
        assert_eq!(url("/tmp/a b.x"), address);
    }

    #[test]
    fn a_users_group_is_found_by_the_whole_name() {
        let users = "root:x:0:0:root:/root:/bin/sh\nnobody2:x:7:8:::\nnobody:x:65534:65533:::\n";
        assert_eq!(group_of(users, "nobody"), Some("65533"));
        assert_eq!(group_of(users, "postgres"), None);
    }
}
