//! A sieve of the characters of a sentence, filled once: it spares most sentences most rules.

/// A Bloom filter by the low byte of each character: `false` is certain, `true` wants a closer look.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sieve([u64; 4]);

impl Sieve {
    pub(crate) fn of(words: &str) -> Self {
        let mut sieve = Self::default();
        for c in words.chars() {
            let (part, bit) = place(c);
            sieve.0[part] |= bit;
        }
        sieve
    }

    /// Whether the word may stand in the sentence.
    pub(crate) fn may_hold(&self, word: &str) -> bool {
        word.chars().all(|c| {
            let (part, bit) = place(c);
            self.0[part] & bit != 0
        })
    }

    /// Whether one of the words may.
    pub(crate) fn may_hold_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.may_hold(word))
    }
}

fn place(c: char) -> (usize, u64) {
    let low = c as u32 & 0xff;
    ((low >> 6) as usize, 1 << (low & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_there_always_passes_and_little_else() {
        let sieve = Sieve::of("各党支部要在5月底前完成。");
        for word in ["党支部", "5月", "前", "。"] {
            assert!(sieve.may_hold(word), "{word}");
        }
        assert!(!sieve.may_hold_any(&["主题", "阶段", "办公室"]));
    }
}
