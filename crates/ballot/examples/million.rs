//! A million leaves of ten grades, for `cargo xtask bench`:
//!
//! - `million make FILE` seals 1,000,000 leaves into a box and prints `seal_ms`;
//! - `million verify FILE` verifies and counts it, and prints `verify_ms` (without the reading of the
//!   file) and `peak_kb`, the most memory that the process held;
//! - `million plain FILE` hashes each line of it once, and prints `plain_ms`.

use std::error::Error;
use std::time::Instant;

use ballot::{
    Ballot, Closing, Draft, Electorate, FormSeed, Grade, GradeSet, Item, Level, Manifest,
    ReceiptKey, RoundId, Slips, Standing, seal, verify,
};
use sha2::{Digest as _, Sha256};

const SUBJECTS: usize = 10;
const BALLOTS: u64 = 100_000;
const ITEMS: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", file] => make(file),
        ["verify", file] => count(file),
        ["plain", file] => plain(file),
        _ => Err("million make|verify|plain FILE".into()),
    }
}

fn round() -> Result<Manifest, Box<dyn Error>> {
    let names = ["满意", "比较满意", "基本满意", "不满意"];
    let grade = |name: &str| Grade {
        name: name.to_owned(),
        standing: Standing::For,
    };
    let draft = Draft {
        round: RoundId::from_bytes([1; 16]),
        title: "十万人评议".to_owned(),
        level: Level::Open,
        smallest: 5,
        opens: "2026-11-20T00:00:00Z".parse()?,
        closes: "2026-11-24T09:30:00Z".parse()?,
        receipt_key: ReceiptKey::from_secret(&[1; 32]).public(),
        sets: vec![GradeSet {
            title: "四档".to_owned(),
            grades: names.map(grade).to_vec(),
        }],
        items: (1..=ITEMS)
            .map(|n| Item {
                title: format!("第{n}项"),
                set: 0,
            })
            .collect(),
        subjects: (1..=SUBJECTS).map(|n| format!("{n}号")).collect(),
        electorates: vec![Electorate {
            name: "居民".to_owned(),
            roll: 1_000_000,
            least: 0,
            weight: 1,
        }],
    };
    Ok(draft.fix()?)
}

fn make(file: &str) -> Result<(), Box<dyn Error>> {
    let round = round()?;
    let mut leaves = Vec::new();
    for n in 0..BALLOTS {
        let seed = FormSeed::from_random(u128::from(n).to_be_bytes());
        let row = |s: usize| {
            (0..ITEMS)
                .map(|i| Some((n as usize * 31 + s * 7 + i) % 4))
                .collect()
        };
        let ticks: Vec<Vec<Option<usize>>> = (0..SUBJECTS).map(row).collect();
        leaves.extend(Ballot::new(&round, seed, &ticks)?.leaves(&round, 0)?);
    }
    let slips = Slips {
        issued: 1_000_000,
        void: 0,
    };
    let closing = Closing {
        sealed: round.closes,
        slips: vec![slips],
    };
    let started = Instant::now();
    let sealed = seal(&round, &[], &closing, leaves, Vec::new())?;
    println!("seal_ms {}", started.elapsed().as_millis());
    Ok(std::fs::write(file, sealed.file)?)
}

fn count(file: &str) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(file)?;
    let started = Instant::now();
    let verified = verify(&bytes, None)?;
    println!("verify_ms {}", started.elapsed().as_millis());
    println!("leaves {}", verified.head.leaves);
    println!("peak_kb {}", peak()?);
    Ok(())
}

fn plain(file: &str) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(file)?;
    let started = Instant::now();
    let mut last = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        last ^= Sha256::digest(line)[0];
    }
    std::hint::black_box(last);
    println!("plain_ms {}", started.elapsed().as_millis());
    Ok(())
}

/// The most memory that this process ever held, in KiB.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|line| line.trim().strip_suffix("kB"));
    Ok(figure.ok_or("no VmHWM")?.trim().parse()?)
}
