//! `sanzheng read`: what a plan says; of a folder, what each of its plans says.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::{Done, say};

/// Read a plan and say what was found.
#[derive(Debug, Args)]
pub(crate) struct Read {
    /// A text file (UTF-8, UTF-16, GB18030) or a DOCX; or a folder of such.
    file: PathBuf,
    /// One JSON object instead of a summary; of a folder, one object a line as each file is read.
    #[arg(long)]
    json: bool,
}

impl Read {
    pub(crate) fn run(&self) -> Done {
        if self.file.is_dir() {
            return self.folder();
        }
        match read(&self.file) {
            Ok(draft) if self.json => said(draft.to_public_json()),
            Ok(draft) => said(summary(&draft)),
            Err(why) => {
                eprintln!("{}：{why}", self.file.display());
                Ok(ExitCode::from(2))
            }
        }
    }

    /// Every file of the folder in the order of its name; one that cannot be read says so in its place.
    fn folder(&self) -> Done {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.file)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        let mut refused = 0;
        for file in &files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let draft = read(file);
            refused += usize::from(draft.is_err());
            let line = match (draft, self.json) {
                (Ok(draft), true) => {
                    let mut told = draft.to_public_json();
                    told["file"] = name.as_ref().into();
                    told.to_string()
                }
                (Err(why), true) => serde_json::json!({"file": name, "refused": why}).to_string(),
                (Ok(draft), false) => {
                    let title = draft.doc.title.as_deref().unwrap_or("（没有读出标题）");
                    format!("{name}：{title}，{}项", draft.items.len())
                }
                (Err(why), false) => format!("{name}：{why}"),
            };
            if !say(line)? {
                return Ok(ExitCode::SUCCESS);
            }
        }
        if refused > 0 {
            eprintln!(
                "{}：{}份文件中有{refused}份没有读成",
                self.file.display(),
                files.len()
            );
            return Ok(ExitCode::from(2));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The draft of a file, or why there is none.
fn read(file: &Path) -> Result<reader::Draft, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let decoded = reader::decode(&bytes).map_err(|unreadable| unreadable.to_string())?;
    let draft = reader::read(&decoded.text);
    reader::verdict(&draft).map_err(|not_a_plan| not_a_plan.to_string())?;
    Ok(draft)
}

fn said(told: impl std::fmt::Display) -> Done {
    say(told)?;
    Ok(ExitCode::SUCCESS)
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
        if let Some(doubt) = item.doubt() {
            out.push_str(&format!("（待核：{doubt}）"));
        }
    }
    if !draft.unread.is_empty() {
        out.push_str(&format!("\n\n有{}句带数字的话没有读懂", draft.unread.len()));
        for sentence in &draft.unread {
            out.push_str(&format!("\n  {}", sentence.text));
        }
    }
    out
}
