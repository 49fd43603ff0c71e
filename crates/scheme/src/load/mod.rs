//! Loading a scheme: nothing unknown, nothing missing, nothing guessed, nothing counted twice.

mod bars;
mod file;
mod items;
mod levels;
mod names;
mod quotas;
mod tree;

use crate::rules::{Measure, Scheme, SubjectKind, Uncounted};
use crate::shape;
use crate::sheet::{Row, SchemeError, Sheet};
use names::Loader;
use toml::de::DeTable;

/// A scheme file is shorter than this, in bytes.
const LONGEST: usize = 1 << 20;

impl Scheme {
    /// Reads a scheme file. `file_name` only serves the messages.
    ///
    /// # Errors
    /// Refuses what is unknown, missing, doubtful or forbidden: the first such place, with what to do.
    pub fn parse(file_name: &str, toml: &str) -> Result<Scheme, SchemeError> {
        let sheet = Sheet {
            file: file_name,
            text: toml,
        };
        if toml.len() > LONGEST {
            return Err(sheet.refuse(0, None, "方案文件超过1MB".to_owned(), "请拆成几份方案"));
        }
        let table = DeTable::parse(toml).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            sheet.refuse(
                at,
                None,
                format!("不是合格的TOML文件（{}）", error.message()),
                "请改正这一行的写法",
            )
        })?;
        scheme(&Row::whole(sheet, table.get_ref(), shape::FILE)?)
    }
}

fn scheme(file: &Row<'_>) -> Result<Scheme, SchemeError> {
    let title = file.text("title")?;
    let hint = "member（党员）、branch（党支部）或 committee（党委）";
    let subject = file.choice("subject", &SubjectKind::CODES, hint)?;
    let base = file.points("base")?;
    let (cap, floor) = file::limits(file)?;
    let mut loader = Loader::read(file)?;
    let exempt = loader.exempt(file)?;
    let panels = loader.panels(file)?;
    let sections = loader.sections(file)?;
    let items = loader.items(file, &panels)?;
    let vetoes = loader.vetoes(file)?;
    let limits = loader.limit_rows(file)?;
    let stars = loader.stars(file)?;
    let measure = loader.measure(file)?;
    let (levels, between) = loader.levels(file, measure, cap)?;
    let mut scheme = Scheme {
        title,
        subject,
        base,
        cap,
        floor,
        round: file.rounding("round")?,
        measure,
        between,
        uncounted: if loader.any_kind {
            Uncounted::All
        } else {
            Uncounted::Named
        },
        elsewhere: file::elsewhere(file)?,
        contradictions: loader.contradictions(file)?,
        period: file::period(file)?,
        validity: file::validity(file)?,
        change: None,
        groups: std::mem::take(&mut loader.groups),
        exempt,
        panels,
        sections,
        items,
        stars,
        levels,
        vetoes,
        limits,
        quotas: Vec::new(),
        kinds: std::mem::take(&mut loader.kinds),
        order: Vec::new(),
    };
    scheme.order = tree::order(file, &scheme)?;
    tree::check_weights(file, &scheme)?;
    scheme.quotas = quotas::quotas(file, &scheme)?;
    scheme.change = quotas::change(file, &scheme)?;
    quotas::check_falls(file, &scheme)?;
    quotas::check_exempt(file, &scheme)?;
    debug_assert!(scheme.measure == Measure::Points || !scheme.stars.is_empty());
    Ok(scheme)
}
