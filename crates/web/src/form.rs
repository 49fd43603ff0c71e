//! A form as it was typed: values, and errors in place. Nothing typed is lost.

use std::collections::BTreeMap;

use ground::{Day, Error};

use crate::error::Result;

/// One error: the field it belongs to, when it belongs to one, and the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) field: Option<String>,
    pub(crate) text: String,
}

/// A form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    values: BTreeMap<String, String>,
    pub(crate) problems: Vec<Problem>,
}

impl Form {
    /// From name and value pairs.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            form.set(&name, &value);
        }
        form
    }

    /// With these values to start from.
    pub(crate) fn filled<const N: usize>(pairs: [(&str, String); N]) -> Self {
        Self::new(pairs.map(|(name, value)| (name.to_owned(), value)))
    }

    /// Puts a value in, with line ends as they are kept, whatever the browser makes of them,
    /// and without the NULs that no keyboard types and PostgreSQL does not keep.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.values.insert(
            name.to_owned(),
            value.replace('\0', "").replace("\r\n", "\n"),
        );
    }

    /// What was typed; empty when nothing was.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// What was typed, when the form had such a field.
    pub(crate) fn typed(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Whether a field of this name came, be it empty.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Whether nothing came at all.
    pub(crate) fn is_blank(&self) -> bool {
        self.values.is_empty() && self.problems.is_empty()
    }

    /// The fields of these names, as they were typed.
    pub(crate) fn some(&self, names: &[&str]) -> BTreeMap<String, String> {
        let one = |name: &&str| ((*name).to_owned(), self.get(name).to_owned());
        names.iter().map(one).collect()
    }

    /// Whether a box was ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// What follows the prefix in the names of all boxes that were ticked.
    pub(crate) fn all_ticked<'f>(&'f self, prefix: &'f str) -> impl Iterator<Item = &'f str> {
        let ticked = self.values.iter().filter(|(_, value)| !value.is_empty());
        ticked.filter_map(move |(name, _)| name.strip_prefix(prefix))
    }

    /// Whether an option is the chosen one.
    pub(crate) fn chose(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }

    /// A whole number; nonsense counts as -1, which every rule refuses.
    pub(crate) fn count(&self, name: &str) -> i64 {
        self.get(name).trim().parse().unwrap_or(-1)
    }

    /// A day, if it is one.
    pub(crate) fn day(&self, name: &str) -> Option<Day> {
        self.get(name).parse().ok()
    }

    /// The first sentence against a field; empty when there is none.
    pub(crate) fn error(&self, name: &str) -> &str {
        self.problems
            .iter()
            .find(|p| p.field.as_deref() == Some(name))
            .map_or("", |p| &p.text)
    }

    /// Whether a field has a problem.
    pub(crate) fn is_bad(&self, name: &str) -> bool {
        !self.error(name).is_empty()
    }

    /// Adds a problem.
    pub(crate) fn refuse(&mut self, field: &str, text: &str) {
        self.problems.push(Problem {
            field: Some(field.to_owned()),
            text: text.to_owned(),
        });
    }

    /// Takes in a refusal; anything else goes on as an error.
    pub(crate) fn take(&mut self, error: Error) -> Result<()> {
        if !matches!(error, Error::Refused(_)) {
            return Err(error.into());
        }
        let problems = error.parts().into_iter();
        self.problems.extend(problems.map(|(field, text)| Problem {
            field: field.map(str::to_owned),
            text,
        }));
        Ok(())
    }
}
