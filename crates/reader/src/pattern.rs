//! Patterns that compile once and never panic: one that does not compile matches nothing and fails the tests.

use std::ops::Index;
use std::sync::OnceLock;

use regex::{Match, Regex};

/// A regular expression declared as a constant.
pub(crate) struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Compiled>>,
}

struct Compiled {
    regex: Regex,
    /// The names of the groups by their number.
    groups: Vec<Option<String>>,
}

/// What a pattern found, group by group.
/// A pattern has a dozen names at most: to compare them costs less than the hashing of [`regex::Captures::name`].
pub(crate) struct Captures<'t> {
    found: regex::Captures<'t>,
    groups: &'static [Option<String>],
}

impl Pattern {
    pub(crate) const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    fn compiled(&self) -> Option<&Compiled> {
        let compiled = self.compiled.get_or_init(|| {
            let regex = Regex::new(self.source).ok()?;
            let groups = regex.capture_names().map(|name| name.map(str::to_owned));
            Some(Compiled {
                groups: groups.collect(),
                regex,
            })
        });
        debug_assert!(
            compiled.is_some(),
            "pattern does not compile: {}",
            self.source
        );
        compiled.as_ref()
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.compiled().is_some_and(|c| c.regex.is_match(text))
    }

    pub(crate) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.compiled()?.regex.find(text)
    }

    /// All matches, where their groups do not matter.
    pub(crate) fn finds<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        self.compiled()
            .into_iter()
            .flat_map(move |c| c.regex.find_iter(text))
    }

    pub(crate) fn captures<'t>(&'static self, text: &'t str) -> Option<Captures<'t>> {
        let Compiled { regex, groups } = self.compiled()?;
        let found = regex.captures(text)?;
        Some(Captures { found, groups })
    }

    pub(crate) fn all<'t>(&'static self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        self.compiled()
            .into_iter()
            .flat_map(move |Compiled { regex, groups }| {
                regex
                    .captures_iter(text)
                    .map(move |found| Captures { found, groups })
            })
    }
}

impl<'t> Captures<'t> {
    /// The group of that number; the whole match is number 0.
    pub(crate) fn get(&self, number: usize) -> Option<Match<'t>> {
        self.found.get(number)
    }

    /// The named groups that took part, with their words.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&str, &'t str)> {
        let groups = self.groups.iter().zip(self.found.iter());
        groups.filter_map(|(name, m)| Some((name.as_deref()?, m?.as_str())))
    }

    /// The group of that name, if it took part in the match.
    pub(crate) fn name(&self, name: &str) -> Option<Match<'t>> {
        let number = self.groups.iter().position(|g| g.as_deref() == Some(name));
        self.found.get(number?)
    }
}

/// The words of a group; none if it took no part in the match.
impl Index<&str> for Captures<'_> {
    type Output = str;

    fn index(&self, name: &str) -> &str {
        self.name(name).map_or("", |m| m.as_str())
    }
}
