//! A program that serves pages on this machine, started to be measured.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take to answer for the first time.
const LIMIT: Duration = Duration::from_secs(60);

/// A server that has answered once. It is killed when this value is dropped.
pub(crate) struct Served {
    child: Child,
    address: SocketAddr,
    /// From the start of the process to the whole of its first answer with status 200 on `/`.
    pub(crate) first_page: Duration,
    /// The size of that answer without its head.
    pub(crate) bytes: usize,
}

impl Served {
    /// Starts the program with these arguments and `--listen` on a free loopback port.
    pub(crate) fn start(program: &Path, arguments: &[&str]) -> Result<Self, String> {
        let address = free_address().map_err(|fault| format!("no free port: {fault}"))?;
        let started = Instant::now();
        let child = Command::new(program)
            .args(arguments)
            .args(["--listen", &address.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|fault| format!("{}: {fault}", program.display()))?;
        let mut served = Self {
            child,
            address,
            first_page: Duration::ZERO,
            bytes: 0,
        };
        while started.elapsed() < LIMIT {
            if let Some(bytes) = page_of(address) {
                served.first_page = started.elapsed();
                served.bytes = bytes;
                return Ok(served);
            }
            if let Ok(Some(status)) = served.child.try_wait() {
                return Err(format!(
                    "{} ended before it answered ({status})",
                    program.display()
                ));
            }
            thread::park_timeout(Duration::from_millis(1));
        }
        Err(format!(
            "{} gave no page within {} seconds",
            program.display(),
            LIMIT.as_secs()
        ))
    }

    /// Its home page.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Its resident memory in KiB.
    pub(crate) fn resident(&self) -> Result<f64, String> {
        let file = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(&file).map_err(|fault| format!("{file}: {fault}"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let figure = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
        figure.ok_or_else(|| format!("{file} tells no VmRSS"))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if self.child.kill().and_then(|()| self.child.wait()).is_err() {
            eprintln!(
                "xtask: a measured server may still run as process {}",
                self.child.id()
            );
        }
    }
}

fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// Asks for `/`; answers with the size of the body if the status was 200.
fn page_of(address: SocketAddr) -> Option<usize> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(LIMIT)).ok()?;
    stream
        .write_all(
            format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes(),
        )
        .ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    answer
        .starts_with(b"HTTP/1.1 200")
        .then(|| answer.len() - head)
}
