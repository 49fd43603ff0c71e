//! `sanzheng read`: what a plan says.

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
        if self.json {
            println!("{}", draft.to_public_json());
            return Ok(ExitCode::SUCCESS);
        }
        println!(
            "{}",
            draft.doc.title.as_deref().unwrap_or("（没有读出标题）")
        );
        let mut label = "";
        for item in draft
            .items
            .iter()
            .filter(|i| i.field != reader::Field::Outline)
        {
            if item.label != label {
                label = &item.label;
                println!("\n{label}");
            }
            println!("  {}", item.value);
        }
        Ok(ExitCode::SUCCESS)
    }
}
