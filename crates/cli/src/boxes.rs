//! `sanzheng box`: sealed ballot boxes, checked by whoever has the file. No database is asked.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ballot::{Defect, Digest, Manifest, Receipt, RestsOn, Satisfaction, Verified, verify};
use clap::{Args, Subcommand};
use ground::{At, Zone};

use crate::{Done, say};

/// A million leaves of forty items come to 100 MB; nothing that is longer is read.
const LARGEST: u64 = 1 << 30;

/// Sealed ballot boxes.
#[derive(Debug, Subcommand)]
pub(crate) enum Boxes {
    /// Check a sealed box and count it; name the first defect.
    Verify(Verify),
}

/// Check a sealed box.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The box.
    file: PathBuf,
    /// The root that the notice published: without it, the box can only be held against itself.
    #[arg(long)]
    root: Option<Digest>,
    /// The leaves of a closed box, as tellers hold them.
    #[arg(long)]
    leaves: Option<PathBuf>,
    /// A receipt: was what it promised kept?
    #[arg(long)]
    receipt: Option<Receipt>,
}

impl Boxes {
    pub(crate) fn run(&self) -> Done {
        match self {
            Self::Verify(verify) => verify.run(),
        }
    }
}

impl Verify {
    fn run(&self) -> Done {
        let (file, leaves) = match (
            read(&self.file),
            self.leaves.as_deref().map(read).transpose(),
        ) {
            (Ok(file), Ok(leaves)) => (file, leaves),
            (Err(unread), _) | (_, Err(unread)) => {
                eprintln!("{unread}");
                return Ok(ExitCode::from(2));
            }
        };
        let refused = |path: &Path, defect: Defect| {
            eprintln!("{}：{defect}", path.display());
            Ok(ExitCode::from(1))
        };
        let mut verified = match verify(&file, self.root) {
            Ok(verified) => verified,
            Err(defect) => return refused(&self.file, defect),
        };
        if let (Some(path), Some(leaves)) = (&self.leaves, leaves) {
            match verified.count(&leaves) {
                Ok(counts) => verified.head.counts = counts,
                Err(defect) => return refused(path, defect),
            }
        }
        let mut told = summary(&verified);
        let mut code = ExitCode::SUCCESS;
        if let Some(receipt) = &self.receipt {
            let (kept, said) = kept(&verified, receipt);
            told.push_str(&said);
            if !kept {
                code = ExitCode::from(1);
            }
        }
        say(told.trim_end())?;
        Ok(code)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let unread = |why: &dyn std::fmt::Display| format!("{}：{why}", path.display());
    let file = File::open(path).map_err(|error| unread(&error))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unread(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(unread(&"超过1 GiB，不是票箱文件"));
    }
    Ok(bytes)
}

/// Turn-out, counts, root, and what the check is worth.
fn summary(verified: &Verified) -> String {
    let (head, manifest) = (&verified.head, &verified.head.manifest);
    let mut told = format!("{}\n", manifest.title);
    // Writing to a String cannot fail.
    for (one, turnout) in manifest.electorates.iter().zip(&head.turnout) {
        let _ = writeln!(
            told,
            "{}：名册{}，发出{}，收回{}，有效{}，作废{}{}",
            one.name,
            one.roll,
            turnout.issued,
            turnout.returned,
            turnout.valid,
            turnout.void,
            if turnout.returned < one.least {
                "，没有达到最低参评数"
            } else {
                ""
            },
        );
    }
    for subject in 0..manifest.subjects.len() {
        let _ = write!(told, "\n{}\n", manifest.subjects[subject]);
        for (item, title) in manifest.items.iter().map(|item| &item.title).enumerate() {
            let _ = writeln!(told, "  {title}");
            for electorate in 0..manifest.electorates.len() {
                told.push_str(&row(verified, electorate, subject, item));
            }
        }
    }
    // A box holds no zone of a site: this is said in the zone that everybody here knows.
    let sealed = Zone::default().minute(At::from_micros(head.sealed.as_microsecond()));
    let _ = writeln!(told, "\n共{}张，{sealed}（北京时间）封箱，根", head.leaves);
    let _ = writeln!(told, "{}", verified.root);
    told.push_str(match verified.rests_on {
        RestsOn::PublishedRoot => "核对无误：就是公布的那个票箱，人数、票数、计票数都对得上。\n",
        RestsOn::ItselfAlone => {
            "票箱自身没有矛盾。这还不能说明它就是公布的那一个：请加 --root，后面写公示里的根，再核对一次。\n"
        }
    });
    told
}

fn row(verified: &Verified, electorate: usize, subject: usize, item: usize) -> String {
    let (counts, manifest) = (&verified.head.counts, &verified.head.manifest);
    let mut said: Vec<String> = names(manifest, item)
        .zip(counts.row(electorate, subject, item))
        .filter_map(|(name, count)| count.map(|count| format!("{name}{count}")))
        .collect();
    if let Some(merged) = counts.merged(electorate, subject, item) {
        said.push(format!("其余不单列，合计{merged}"));
    }
    if let Satisfaction::Share(share) = counts.satisfaction(manifest, electorate, subject, item) {
        let hundredths = share.hundredths();
        said.push(format!(
            "满意率{}.{:02}%",
            hundredths / 100,
            hundredths % 100
        ));
    }
    format!(
        "    {}：{}\n",
        manifest.electorates[electorate].name,
        said.join("，")
    )
}

/// The grades of an item, and the word for blanks.
fn names(manifest: &Manifest, item: usize) -> impl Iterator<Item = &str> {
    let grades = &manifest.sets[manifest.items[item].set].grades;
    grades
        .iter()
        .map(|grade| grade.name.as_str())
        .chain(["未填"])
}

fn kept(verified: &Verified, receipt: &Receipt) -> (bool, String) {
    match verified.missing(receipt) {
        Err(bad) => (false, format!("回执：{bad}\n")),
        Ok(missing) if missing.is_empty() => (true, "回执：签名有效，这张票已计入。\n".to_owned()),
        Ok(missing) => {
            let places: Vec<String> = missing
                .iter()
                .map(|place| (place + 1).to_string())
                .collect();
            let said = "签名有效，票箱里却没有对第";
            (
                false,
                format!(
                    "回执：{said}{}位的评议。请把回执交监票人。\n",
                    places.join("、")
                ),
            )
        }
    }
}
