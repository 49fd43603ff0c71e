//! Cuts a source file into the tokens that the scanner cares for.

/// One token that the scanner cares for, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Word(String),
    /// `::`
    Colons,
    /// Any other sign; of several characters, each on its own.
    Sign(char),
}

/// The tokens of a file with their lines; comments, strings, characters, lifetimes and blanks are left out.
pub(crate) fn tokens(text: &str) -> Vec<(Token, usize)> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (length, token) = if first.is_alphabetic() || first == '_' {
            word(rest)
        } else if rest.starts_with("::") {
            (2, Some(Token::Colons))
        } else if let Some(length) = unspoken(rest) {
            (length, None)
        } else {
            (
                first.len_utf8(),
                Some(Token::Sign(first)).filter(|_| !first.is_whitespace()),
            )
        };
        let (taken, left) = rest.split_at(length.min(rest.len()));
        tokens.extend(token.map(|token| (token, line)));
        line += taken.matches('\n').count();
        rest = left;
    }
    tokens
}

/// A word, a raw word (`r#type`), or a string with letters before it (`r#"…"#`, `b"…"`).
fn word(rest: &str) -> (usize, Option<Token>) {
    let length = rest
        .find(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .unwrap_or(rest.len());
    let (word, after) = rest.split_at(length);
    match word {
        "r" | "br" | "cr" => match raw_string(after) {
            Some(string) => (length + string, None),
            None if after.starts_with('#') => (length + 1, None),
            None => (length, Some(Token::Word(word.to_owned()))),
        },
        "b" | "c" if after.starts_with(['"', '\'']) => (length, None),
        _ => (length, Some(Token::Word(word.to_owned()))),
    }
}

/// The length of a comment, a literal or a lifetime at the start of `rest`.
fn unspoken(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    if rest.starts_with('"') {
        return Some(quoted(rest, '"'));
    }
    if !rest.starts_with('\'') {
        return None;
    }
    let mut signs = rest.chars().skip(1);
    let (second, third) = (signs.next(), signs.next());
    // `'a'` and `'\n'` are characters, `'a` is a lifetime, whose name is then read as a word of its own: harmless.
    if second == Some('\\') || third == Some('\'') {
        Some(quoted(rest, '\''))
    } else {
        Some(1)
    }
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|&(_, sign)| {
        let ends = sign == quote && !escaped;
        escaped = sign == '\\' && !escaped;
        ends
    });
    end.map_or(rest.len(), |(at, _)| at + quote.len_utf8())
}

/// The length of `#"…"#` with any number of `#`, also none.
fn raw_string(after: &str) -> Option<usize> {
    let hashes = after.find(|sign| sign != '#')?;
    let body = after.get(hashes..)?.strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = body.find(&close).unwrap_or(body.len());
    Some(hashes + 1 + end + close.len())
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(left) = rest.get(at..).filter(|left| !left.is_empty()) {
        if left.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if left.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += left.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}
