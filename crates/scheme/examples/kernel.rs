//! Measures the kernel on columns: prints lines of `name figure` for `cargo xtask bench`.
//!
//! `kernel [SUBJECTS]`: so many subjects (a million unless told) with 100 facts each.

use jiff::civil::date;
use scheme::{Columns, Scheme, rate_columns};
use std::error::Error;
use std::num::NonZeroUsize;
use std::time::Instant;

/// Facts of each subject.
const FACTS: usize = 100;
const KINDS: usize = 8;
const WORKERS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

fn main() -> Result<(), Box<dyn Error>> {
    let subjects = match std::env::args().nth(1) {
        Some(many) => many.parse()?,
        None => 1_000_000,
    };
    let town = Town::of(subjects);
    let (rich, plain) = (
        Scheme::parse("rich.toml", &rich())?,
        Scheme::parse("plain.toml", &plain())?,
    );
    let columns = town.columns();

    let started = Instant::now();
    let standings = rate_columns(&rich, &columns, WORKERS)?;
    println!("kernel_ms {}", started.elapsed().as_millis());

    let started = Instant::now();
    let asked = 1_000.min(subjects);
    for who in 0..asked {
        let rated = standings.explain(&rich, &columns, who)?;
        if standings.points(who) != Some(rated.points) {
            return Err("reasons and figures differ".into());
        }
    }
    println!(
        "explain_us {}",
        started.elapsed().as_micros() / asked.max(1) as u128
    );

    let one = NonZeroUsize::MIN;
    let started = Instant::now();
    let standings = rate_columns(&plain, &columns, one)?;
    println!("plain_us {}", started.elapsed().as_micros());
    let started = Instant::now();
    let bare = town.bare();
    println!("bare_us {}", started.elapsed().as_micros());
    for (who, points) in bare.iter().enumerate() {
        if standings.points(who).map(|points| points.hundredths()) != Some(*points) {
            return Err("bare loop and kernel differ".into());
        }
    }
    println!("peak_kb {}", peak()?);
    Ok(())
}

/// Facts as columns, made by a simple generator: the same in every run.
struct Town {
    starts: Vec<u32>,
    kinds: Vec<u16>,
    amounts: Vec<i32>,
    days: Vec<u16>,
    names: Vec<String>,
}

impl Town {
    fn of(subjects: usize) -> Town {
        let facts = subjects * FACTS;
        let mut town = Town {
            starts: Vec::with_capacity(subjects + 1),
            kinds: Vec::with_capacity(facts),
            amounts: Vec::with_capacity(facts),
            days: Vec::with_capacity(facts),
            names: (0..KINDS).map(|kind| format!("kind-{kind}")).collect(),
        };
        let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
        for subject in 0..=subjects {
            town.starts.push((subject * FACTS) as u32);
        }
        for fact in 0..facts {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            town.kinds.push(((seed >> 33) % KINDS as u64) as u16);
            town.amounts.push(((seed >> 40) % 1_000) as i32 * 100);
            town.days.push((fact % FACTS * 365 / FACTS) as u16);
        }
        town
    }

    fn columns(&self) -> Columns<'_> {
        Columns {
            starts: &self.starts,
            kinds: &self.kinds,
            amounts: &self.amounts,
            days: &self.days,
            first_day: date(2026, 1, 1),
            names: &self.names,
        }
    }

    /// What the plain scheme says, as a loop.
    fn bare(&self) -> Vec<i64> {
        let rates: [i64; KINDS] = std::array::from_fn(|kind| kind as i64 + 1);
        let pairs = self.starts.iter().zip(self.starts.iter().skip(1));
        pairs
            .map(|(from, to)| {
                let range = *from as usize..*to as usize;
                let facts = self.kinds[range.clone()].iter().zip(&self.amounts[range]);
                facts
                    .map(|(kind, amount)| rates[usize::from(*kind)] * i64::from(*amount))
                    .sum()
            })
            .collect()
    }
}

/// Points for each 1 of the amount, and levels: sums and nothing else.
fn plain() -> String {
    let mut text = head();
    for kind in 0..KINDS {
        text.push_str(&format!(
            "[[item]]\nid = \"i{kind}\"\ntitle = \"第{kind}项\"\nfact = \"kind-{kind}\"\nper_amount = \"{}\"\nunit = \"分\"\n",
            kind + 1
        ));
    }
    text.push_str(LEVELS);
    text
}

/// Sections, caps, months, bands, a condition, quotas.
fn rich() -> String {
    let mut text = head();
    text.push_str(
        "[[section]]\nid = \"daily\"\ntitle = \"平时\"\nweight = \"80%\"\ncap = \"100\"\n\
         [[section]]\nid = \"year\"\ntitle = \"年终\"\nweight = \"20%\"\ncap = \"100\"\n",
    );
    for kind in 0..KINDS {
        let section = if kind < 6 { "daily" } else { "year" };
        let rate = match kind {
            0 => "per_event = \"1\"\ncap_month = \"1\"",
            1 => "per_event = \"-0.5\"\nfloor = \"-5\"",
            2 => "per_amount = \"0.05\"\ntake = \"mean\"\ncap = \"30\"",
            6 => "per_amount = \"0.1\"\ntake = \"mean\"\ncap = \"60\"",
            _ => "per_amount = \"0.01\"\ncap = \"30\"",
        };
        text.push_str(&format!(
            "[[item]]\nid = \"i{kind}\"\ntitle = \"第{kind}项\"\nsection = \"{section}\"\nfact = \"kind-{kind}\"\n{rate}\nunit = \"次\"\n"
        ));
    }
    text.push_str(
        "[[limit]]\nwhen = 'count[\"kind-1\"] >= 20'\nbecause = \"缺席过多\"\nat_most = \"c\"\n\
         [[quota]]\nid = \"best\"\nlevels = [\"a\"]\nshare = \"10%\"\nround = \"down\"\nties = \"out\"\n",
    );
    text.push_str(LEVELS);
    text
}

fn head() -> String {
    "title = \"量一量\"\nsubject = \"member\"\nbase = \"0\"\n".to_owned()
}

const LEVELS: &str = "[[level]]\ncode = \"a\"\nname = \"甲\"\nfrom = \"80\"\ninclusive = true\n\
    [[level]]\ncode = \"b\"\nname = \"乙\"\nfrom = \"60\"\ninclusive = true\n\
    [[level]]\ncode = \"c\"\nname = \"丙\"\nfrom = \"any\"\n";

/// The most memory that was held, as the kernel of the system tells it.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|line| line.split_whitespace().next());
    Ok(figure.ok_or("no VmHWM in /proc/self/status")?.parse()?)
}
