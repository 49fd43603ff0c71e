//! SHA-256 over a list of fields: each is written as its length in bytes, a colon and its text, so
//! that no two different lists run together to the same bytes.

use sha2::{Digest, Sha256};

/// A hash in the making.
pub(crate) struct Seal(Sha256);

impl Seal {
    /// Starts with a label that says what is sealed, and in which version of the form.
    pub(crate) fn new(label: &str) -> Seal {
        let mut seal = Seal(Sha256::new());
        seal.text(label);
        seal
    }

    pub(crate) fn text(&mut self, field: &str) {
        self.0.update(field.len().to_string());
        self.0.update(":");
        self.0.update(field);
    }

    /// A list: how many there are, then each.
    pub(crate) fn list<T>(&mut self, entries: &[T], mut each: impl FnMut(&mut Seal, &T)) {
        self.text(&entries.len().to_string());
        for entry in entries {
            each(self, entry);
        }
    }

    /// A field that may be missing: missing and empty differ.
    pub(crate) fn maybe(&mut self, field: Option<&str>) {
        match field {
            Some(text) => {
                self.text("+");
                self.text(text);
            }
            None => self.text("-"),
        }
    }

    /// 64 lower-case hexadecimal digits.
    pub(crate) fn close(self) -> String {
        self.0
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
