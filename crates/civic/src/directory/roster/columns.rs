//! The columns of a roster, as data: their order, their headings and how else
//! people head them (`data/roster/columns.toml`).

use std::collections::BTreeMap;

use ground::{Fault, Result};
use serde::Deserialize;

use crate::directory::Standing;

/// What a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A running number; not kept.
    Number,
    /// The branch.
    Branch,
    /// The name.
    Name,
    /// Sex.
    Sex,
    /// Ethnicity.
    Ethnicity,
    /// Born.
    Birth,
    /// The identity number.
    IdNumber,
    /// Native place.
    NativePlace,
    /// Education.
    Education,
    /// Degree.
    Degree,
    /// At work since.
    WorkSince,
    /// Full, provisional or resident.
    Standing,
    /// Category of a member.
    Category,
    /// Admitted.
    Joined,
    /// Full member since.
    FullSince,
    /// Post in the branch.
    Post,
    /// Employer and post there.
    Workplace,
    /// Telephone.
    Phone,
    /// Address.
    Address,
    /// State of the membership.
    PartyStatus,
    /// Out of contact since.
    LostSince,
    /// Where a floating member is.
    Mobility,
    /// Hardship.
    Hardship,
    /// Remark.
    Remark,
}

impl Field {
    /// What an export leaves masked unless a second person agreed (ruling 24).
    pub const PROTECTED: [Self; 4] = [Self::IdNumber, Self::Phone, Self::Address, Self::Hardship];

    /// Whether it is one of those.
    pub fn is_protected(self) -> bool {
        Self::PROTECTED.contains(&self)
    }

    /// Its stored word, for what a request asks for.
    pub fn word(self) -> &'static str {
        match self {
            Self::IdNumber => "id_number",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Hardship => "hardship",
            _ => "",
        }
    }
}

/// One column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    /// What it is about.
    pub(super) field: Field,
    /// Its heading in our own files.
    pub(super) title: String,
    /// Other headings.
    pub(super) also: Vec<String>,
    /// Width in half-width characters.
    pub(super) width: f64,
    /// What the row of notes says.
    pub(super) note: String,
}

/// All columns, in their order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    /// The standing of everybody in a sheet that says nothing of it.
    pub(super) silent_standing: Standing,
    /// Their category.
    pub(super) silent_category: String,
    #[serde(rename = "column")]
    columns: Vec<Column>,
    #[serde(skip)]
    by_heading: BTreeMap<String, Field>,
}

impl Columns {
    /// The columns that ship with the product.
    pub(super) fn shipped() -> Result<Self> {
        let text = include_str!("../../../../../data/roster/columns.toml");
        let mut all: Self = toml::from_str(text)
            .map_err(|e| Fault::new(format!("data/roster/columns.toml: {e}")))?;
        for column in &all.columns {
            for heading in std::iter::once(&column.title).chain(&column.also) {
                all.by_heading.insert(plain(heading), column.field);
            }
        }
        Ok(all)
    }

    /// In their order.
    pub(super) fn all(&self) -> &[Column] {
        &self.columns
    }

    /// What a heading is about, if it is one of ours.
    pub(super) fn field(&self, heading: &str) -> Option<Field> {
        self.by_heading.get(&plain(heading)).copied()
    }

    /// Our own heading of a field.
    pub(super) fn title(&self, field: Field) -> &str {
        self.columns
            .iter()
            .find(|c| c.field == field)
            .map_or("", |c| &c.title)
    }
}

/// A heading without blanks, signs and what stands in brackets.
fn plain(heading: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in heading.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_known_however_people_write_it() {
        let columns = Columns::shipped().unwrap();
        for (heading, field) in [
            ("姓 名", Some(Field::Name)),
            ("*姓名", Some(Field::Name)),
            ("出生日期", Some(Field::Birth)),
            ("公民身份号码", Some(Field::IdNumber)),
            ("手机号码", Some(Field::Phone)),
            ("人员类别(正式/预备)", Some(Field::Standing)),
            ("是否失联\n（失联时间）", Some(Field::LostSince)),
            ("党员类型", Some(Field::Category)),
            ("血型", None),
            ("", None),
        ] {
            assert_eq!(columns.field(heading), field, "{heading}");
        }
    }

    #[test]
    fn no_heading_means_two_columns() {
        let columns = Columns::shipped().unwrap();
        let named: usize = columns.all().iter().map(|c| c.also.len() + 1).sum();
        assert_eq!(named, columns.by_heading.len());
        assert_eq!(columns.all().len(), 24);
    }
}
