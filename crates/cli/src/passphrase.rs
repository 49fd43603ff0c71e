//! Where the recovery passphrase comes from: a file, the environment, or the
//! keyboard. Never the command line, which other users of the machine can read.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;
use ground::backup::Passphrase;
use zeroize::Zeroizing;

/// The environment's name for it.
pub(crate) const VARIABLE: &str = "SANZHENG_PASSPHRASE";

/// Where the recovery passphrase is.
#[derive(Debug, Args, Clone)]
pub(crate) struct From {
    /// A file with the recovery passphrase; otherwise SANZHENG_PASSPHRASE, or it is asked for.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

impl From {
    /// The passphrase of a new backup: asked for twice.
    pub(crate) fn chosen(&self) -> Result<Passphrase, Box<dyn std::error::Error>> {
        self.found(true)
    }

    /// The passphrase of a backup that is there.
    pub(crate) fn known(&self) -> Result<Passphrase, Box<dyn std::error::Error>> {
        self.found(false)
    }

    fn found(&self, is_new: bool) -> Result<Passphrase, Box<dyn std::error::Error>> {
        if let Some(file) = &self.passphrase_file {
            let text = std::fs::read_to_string(file)
                .map_err(|e| format!("读不了口令文件 {}：{e}", file.display()))?;
            return Ok(Passphrase::new(&Zeroizing::new(text)));
        }
        if let Some(set) = environment() {
            return Ok(set);
        }
        if !std::io::stdin().is_terminal() {
            return Err(
                format!("要有恢复口令：用 --passphrase-file 文件，或设置 {VARIABLE}").into(),
            );
        }
        let typed = Zeroizing::new(rpassword::prompt_password("恢复口令：")?);
        if is_new && *typed != rpassword::prompt_password("再输一遍：")? {
            return Err("两遍口令不一样".into());
        }
        Ok(Passphrase::new(&typed))
    }
}

/// The passphrase that the environment holds.
pub(crate) fn environment() -> Option<Passphrase> {
    let text = Zeroizing::new(std::env::var(VARIABLE).ok()?);
    (!text.is_empty()).then(|| Passphrase::new(&text))
}
