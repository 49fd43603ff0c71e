//! `sanzheng rate`: facts rated by a scheme, files in and figures out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use scheme::{FactsFile, Outcome, QuotaUse, Rated, Scheme, Validity};
use serde::Serialize;

use crate::{Done, say};

/// Rate facts by a scheme, without a database.
#[derive(Debug, Args)]
pub(crate) struct Rate {
    /// The scheme, as docs/scheme.md describes it.
    #[arg(long)]
    scheme: PathBuf,
    /// The facts, as docs/scheme.md describes them.
    #[arg(long)]
    facts: PathBuf,
    /// One JSON object instead of lines to read.
    #[arg(long)]
    json: bool,
}

impl Rate {
    /// Prints the results; one line on what was refused, and exit code 2, where nothing is rated.
    pub(crate) fn run(&self) -> Done {
        let told = match self.told() {
            Ok(told) => told,
            Err(refusal) => {
                eprintln!("{refusal}");
                return Ok(ExitCode::from(2));
            }
        };
        say(told)?;
        Ok(ExitCode::SUCCESS)
    }

    fn told(&self) -> Result<String, String> {
        let scheme = Scheme::parse(&name(&self.scheme), &text(&self.scheme)?);
        let scheme = scheme.map_err(|refusal| refusal.to_string())?;
        let facts = FactsFile::parse(&name(&self.facts), &text(&self.facts)?);
        let facts = facts.map_err(|refusal| refusal.to_string())?;
        let outcome = scheme::rate(&scheme, facts.subjects())
            .map_err(|refusal| facts.locate(&refusal).to_string())?;
        if self.json {
            serde_json::to_string_pretty(&Told::of(&outcome, scheme.validity()))
                .map_err(|error| error.to_string())
        } else {
            Ok(lines(&outcome))
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn text(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}：{error}", path.display()))?;
    String::from_utf8(bytes)
        .map_err(|_| format!("{}：不是UTF-8编码的文件，请另存为UTF-8", path.display()))
}

/// The published form of an outcome.
#[derive(Serialize)]
struct Told<'a> {
    results: Vec<ToldResult<'a>>,
    quota: &'a [QuotaUse],
    #[serde(skip_serializing_if = "Option::is_none")]
    valid: Option<Validity>,
    hash: &'a str,
}

#[derive(Serialize)]
struct ToldResult<'a> {
    id: &'a str,
    result: Option<&'a str>,
    points: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    stars: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<scheme::Direction>,
    reasons: Vec<ToldReason<'a>>,
    refused: Option<&'a str>,
}

#[derive(Serialize)]
struct ToldReason<'a> {
    item: &'a str,
    points: String,
    because: &'a str,
    facts: &'a [String],
}

impl<'a> Told<'a> {
    fn of(outcome: &'a Outcome, valid: Option<Validity>) -> Self {
        Told {
            results: outcome.results.iter().map(ToldResult::of).collect(),
            quota: &outcome.quota,
            valid,
            hash: &outcome.hash,
        }
    }
}

impl<'a> ToldResult<'a> {
    fn of(rated: &'a Rated) -> Self {
        let reasons = rated.reasons.iter().map(|reason| ToldReason {
            item: &reason.item,
            points: reason.points.to_string(),
            because: &reason.because,
            facts: &reason.facts,
        });
        ToldResult {
            id: &rated.id,
            result: rated.result.as_deref(),
            points: rated.points.to_string(),
            stars: rated.stars.as_deref(),
            change: rated.change,
            reasons: reasons.collect(),
            refused: rated.refused.as_deref(),
        }
    }
}

/// Each subject with its reasons, then the quotas.
fn lines(outcome: &Outcome) -> String {
    let mut out = String::new();
    for rated in &outcome.results {
        let level = rated.level.as_ref().map(|level| level.name.as_str());
        let result = level.or(rated.result.as_deref()).unwrap_or("未定级");
        out.push_str(&format!("{}　{result}　{}分\n", rated.id, rated.points));
        for reason in &rated.reasons {
            out.push_str(&format!("  {}\n", reason.because));
        }
    }
    for used in &outcome.quota {
        let pool = match used.pool.as_str() {
            "" => String::new(),
            pool => format!("（{pool}）"),
        };
        out.push_str(&format!(
            "名额{}{pool}：基数{}，名额{}，达到{}，列入{}\n",
            used.id, used.base, used.seats, used.reached, used.given
        ));
    }
    out.push_str(&format!("校验值 {}", outcome.hash));
    out
}
