//! `sanzheng read`: what a plan says.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::Done;

/// Read a plan and say what was found.
#[derive(Debug, Args)]
pub(crate) struct Read {
    /// A text file (UTF-8, UTF-16, GB18030) or a DOCX.
    file: PathBuf,
    /// One JSON object instead of a summary.
    #[arg(long)]
    json: bool,
}

impl Read {
    pub(crate) fn run(&self) -> Done {
        let refuse = |why: &dyn std::fmt::Display| {
            eprintln!("{}：{why}", self.file.display());
            Ok(ExitCode::from(2))
        };
        let bytes = match std::fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) => return refuse(&error),
        };
        let decoded = match reader::decode(&bytes) {
            Ok(decoded) => decoded,
            Err(unreadable) => return refuse(&unreadable),
        };
        let draft = reader::read(&decoded.text);
        if let Err(not_a_plan) = reader::verdict(&draft) {
            return refuse(&not_a_plan);
        }
        let told = if self.json {
            draft.to_public_json().to_string()
        } else {
            summary(&draft)
        };
        // A reader of the output that has seen enough (head, less) is no error.
        match writeln!(std::io::stdout(), "{told}") {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(ExitCode::SUCCESS),
        }
    }
}

fn summary(draft: &reader::Draft) -> String {
    let mut out = draft
        .doc
        .title
        .clone()
        .unwrap_or_else(|| "（没有读出标题）".to_owned());
    let mut label = "";
    for item in draft
        .items
        .iter()
        .filter(|i| i.field != reader::Field::Outline)
    {
        if item.label != label {
            label = &item.label;
            out.push_str(&format!("\n\n{label}"));
        }
        out.push_str(&format!("\n  {}", item.value));
    }
    out
}
