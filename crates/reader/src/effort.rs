//! How far rules look ahead. Tests count it: a rule that looks to the end of a long page from each of
//! its words shows in the count at once, on any machine, where a clock would need minutes.

#[cfg(test)]
std::thread_local! {
    static LOOKED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// A search of a rule through what lies ahead of it: what it searches is what is counted.
pub(crate) fn search(ahead: &str, find: impl FnOnce(&str) -> Option<usize>) -> Option<usize> {
    let found = find(ahead);
    #[cfg(test)]
    LOOKED.with(|looked| looked.set(looked.get() + found.unwrap_or(ahead.len())));
    found
}

#[cfg(test)]
mod tests {
    use super::LOOKED;

    fn effort(text: &str) -> usize {
        LOOKED.with(|looked| looked.set(0));
        let _draft = crate::read(text);
        LOOKED.with(std::cell::Cell::get)
    }

    /// Eight times the text may take eight times the looks, and a little for the edges.
    #[test]
    fn looking_ahead_grows_with_the_text_even_where_no_stop_ends_the_look() {
        for piece in [
            "抓五好",
            "抓“五好",
            "抓好。一是",
            "抓好。首先，",
            "抓好：1、",
            "抓好。一、",
        ] {
            let plan = |times| {
                let head = "某街道基层党建工作实施方案\n一、工作目标\n";
                format!("{head}{}", piece.repeat(times))
            };
            let (short, long) = (effort(&plan(1_000)), effort(&plan(8_000)));
            assert!(short > 0, "{piece}: no rule looked ahead");
            assert!(long <= 9 * short, "{piece}: {short} bytes, then {long}");
        }
    }

    /// Each place is looked at by at most a few looks: the constant stays small as well.
    #[test]
    fn a_text_of_first_items_alone_is_not_searched_anew_from_each() {
        let text = format!(
            "某街道基层党建工作实施方案\n{}",
            "抓好。一是学".repeat(4_000)
        );
        assert!(effort(&text) <= 4 * text.len(), "{}", effort(&text));
    }
}
