//! What an example prints of its measurements.

/// Lines of `name figure`.
pub(super) struct Said(pub(super) String);

impl Said {
    /// The figure of that name.
    pub(super) fn figure(&self, name: &str) -> Result<f64, String> {
        self.0
            .lines()
            .filter_map(|line| line.split_once(' '))
            .find(|(word, _)| *word == name)
            .and_then(|(_, figure)| figure.parse().ok())
            .ok_or_else(|| format!("the example printed no `{name}`: {}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Said;

    #[test]
    fn a_figure_is_read_by_its_name() {
        let said = Said("applied_ms 12\nimport_ms 2500\n".to_owned());
        assert_eq!(said.figure("import_ms"), Ok(2500.0));
        assert!(said.figure("peak_kb").is_err());
    }
}
