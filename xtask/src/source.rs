//! Just enough of Rust's grammar to find the paths that a source file names: no comments, no literals.

mod tokens;

pub(crate) use tokens::{Token, tokens};

/// A path such as `crate::campaign::StepId`, with every `{…}` of a `use` taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) words: Vec<String>,
    /// The line on which its last word stands, counted from 1.
    pub(crate) line: usize,
    /// The modules opened in this file around it, outermost first.
    pub(crate) inside: Vec<String>,
}

/// All paths of a file, in order; a path of one word is a path too.
pub(crate) fn paths(text: &str) -> Vec<Named> {
    let tokens = tokens(text);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        scopes: Vec::new(),
        found: Vec::new(),
    };
    reader.file();
    reader.found
}

struct Reader<'a> {
    tokens: &'a [(Token, usize)],
    at: usize,
    /// For each open brace the module that it opened, if it did.
    scopes: Vec<Option<String>>,
    found: Vec<Named>,
}

impl Reader<'_> {
    fn file(&mut self) {
        while let Some(token) = self.token(0) {
            match token {
                Token::Word(word) if word == "mod" => self.module(),
                Token::Word(_) | Token::Colons => self.tree(Vec::new()),
                Token::Sign('{') => {
                    self.scopes.push(None);
                    self.at += 1;
                }
                Token::Sign('}') => {
                    self.scopes.pop();
                    self.at += 1;
                }
                Token::Sign(_) => self.at += 1,
            }
        }
    }

    /// `mod name;` or `mod name {`.
    fn module(&mut self) {
        if let (Some(Token::Word(name)), Some(Token::Sign('{'))) = (self.token(1), self.token(2)) {
            self.scopes.push(Some(name.clone()));
            self.at += 3;
        } else {
            self.at += 2;
        }
    }

    /// A path from here on, after the words that stand before it.
    fn tree(&mut self, mut words: Vec<String>) {
        loop {
            match self.token(0).cloned() {
                Some(Token::Colons) => self.at += 1,
                Some(Token::Word(word)) => {
                    words.push(word);
                    self.at += 1;
                    if self.token(0) != Some(&Token::Colons) {
                        return self.found(words);
                    }
                }
                Some(Token::Sign('*')) if self.after_colons() => {
                    words.push("*".to_owned());
                    self.at += 1;
                    return self.found(words);
                }
                Some(Token::Sign('{')) if self.after_colons() => return self.group(&words),
                _ => return self.found(words),
            }
        }
    }

    /// `{a, b::c as d}` after the words of a `use`.
    fn group(&mut self, words: &[String]) {
        self.at += 1;
        while let Some(token) = self.token(0) {
            match token {
                Token::Sign('}') => {
                    self.at += 1;
                    return;
                }
                // The new name after `as` names nothing of ours.
                Token::Word(word) if word == "as" => self.at += 2,
                Token::Word(_) => self.tree(words.to_vec()),
                _ => self.at += 1,
            }
        }
    }

    fn found(&mut self, words: Vec<String>) {
        let line = self
            .at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(1, |(_, line)| *line);
        let inside = self.scopes.iter().flatten().cloned().collect();
        self.found.push(Named {
            words,
            line,
            inside,
        });
    }

    fn after_colons(&self) -> bool {
        self.at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .is_some_and(|(last, _)| *last == Token::Colons)
    }

    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }
}

#[cfg(test)]
mod tests {
    use super::paths;

    /// The paths of more than one word, each with its line.
    fn seen(text: &str) -> Vec<(String, usize)> {
        let paths = paths(text).into_iter().filter(|path| path.words.len() > 1);
        paths
            .map(|path| (path.words.join("::"), path.line))
            .collect()
    }

    #[test]
    fn groups_are_taken_apart_and_keep_their_lines() {
        let text =
            "use crate::{\n    audit,\n    campaign::{Step, gate::* },\n    pledge as p,\n};\n";
        let expected = [
            ("crate::audit", 2),
            ("crate::campaign::Step", 3),
            ("crate::campaign::gate::*", 3),
            ("crate::pledge", 4),
        ];
        assert_eq!(
            seen(text),
            expected.map(|(path, line)| (path.to_owned(), line))
        );
    }

    #[test]
    fn comments_strings_and_characters_name_nothing() {
        let text = r####"// crate::a
/* crate::b /* crate::c */ crate::d */ /// [`crate::e`]
let s = "crate::f \" crate::g"; let r = r#"crate::h " "#; let b = b"crate::i"; let c = '"'; let d = '\'';
fn f<'a>(x: &'a str) -> crate::found::It<'a> {}
"####;
        assert_eq!(seen(text), [("crate::found::It".to_owned(), 4)]);
    }

    #[test]
    fn paths_within_code_are_found_and_turbofish_ends_them() {
        let text = "let x = super::super::desk::open::<u8>(y) * 2; m! { $crate::notice::post }";
        let expected = [("super::super::desk::open", 1), ("crate::notice::post", 1)];
        assert_eq!(
            seen(text),
            expected.map(|(path, line)| (path.to_owned(), line))
        );
    }

    #[test]
    fn a_path_knows_the_modules_around_it() {
        let text = "fn f() { a::b }\nmod inner {\n  mod deep { use super::x; }\n  fn g() { c::d }\n}\nuse e::f;";
        let inside: Vec<_> = paths(text)
            .into_iter()
            .filter(|path| path.words.len() > 1)
            .map(|path| (path.words.join("::"), path.inside.join("/")))
            .collect();
        let expected = [
            ("a::b", ""),
            ("super::x", "inner/deep"),
            ("c::d", "inner"),
            ("e::f", ""),
        ];
        assert_eq!(
            inside,
            expected.map(|(path, inside)| (path.to_owned(), inside.to_owned()))
        );
    }
}
