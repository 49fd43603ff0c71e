//! The development set: `tests/corpus/NN-name.txt` with its labels in `NN-name.json`, in the shape that
//! `sanzheng read --json` prints. Odd numbers are for writing rules, even ones are only scored.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// One half of the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    /// Looked at while rules are written.
    Rules,
    /// Only scored.
    HeldOut,
}

impl Half {
    /// For a heading.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules half (odd numbers)",
            Self::HeldOut => "held-out half (even numbers)",
        }
    }
}

/// A document with its labels and what was read from it.
#[derive(Debug)]
pub(crate) struct Document {
    /// `NN-name`.
    pub(crate) name: String,
    /// What it says.
    pub(crate) labels: Value,
    /// What was read.
    pub(crate) read: Value,
}

impl Document {
    /// By the parity of its number.
    pub(crate) fn half(&self) -> Half {
        let number = self.name.chars().take_while(char::is_ascii_digit);
        let last = number.last().and_then(|c| c.to_digit(10)).unwrap_or(0);
        if last % 2 == 1 {
            Half::Rules
        } else {
            Half::HeldOut
        }
    }
}

/// Every document of the set, in the order of its number.
pub(crate) fn documents() -> Result<Vec<Document>, String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .map_err(|fault| format!("{}: {fault}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ext| ext == "txt"))
        .collect();
    paths.sort();
    paths.iter().map(document).collect()
}

fn document(path: &PathBuf) -> Result<Document, String> {
    let told = |fault: &dyn std::fmt::Display| format!("{}: {fault}", path.display());
    let bytes = fs::read(path).map_err(|fault| told(&fault))?;
    let labels = fs::read_to_string(path.with_extension("json")).map_err(|fault| told(&fault))?;
    let decoded = reader::decode(&bytes).map_err(|fault| told(&fault))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Document {
        name: name.into_owned(),
        labels: serde_json::from_str(&labels).map_err(|fault| told(&fault))?,
        read: reader::read(&decoded.text).to_public_json(),
    })
}
