//! XML of a workbook's parts: bounded pieces, names without their prefixes.

use std::io::{self, BufRead, BufReader, Read};

use quick_xml::events::{BytesRef, BytesStart, BytesText};
use quick_xml::{Reader, escape};

use super::No;

/// The longest run without a tag. A cell ends at 32,767 characters.
const LONGEST: usize = 1 << 20;

/// Bytes of a part, given up when a piece of it never ends: the parser holds a
/// piece in memory.
pub(super) struct Pieces<R> {
    inner: R,
    since: usize,
}

impl<R: Read> Read for Pieces<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match buffer[..count].iter().rposition(|b| *b == b'<') {
            Some(last) => self.since = count - last,
            None => self.since += count,
        }
        if self.since > LONGEST {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a piece without end",
            ));
        }
        Ok(count)
    }
}

/// A parser over a part.
pub(super) fn parser<R: Read>(part: R) -> Reader<impl BufRead> {
    let pieces = Pieces {
        inner: part,
        since: 0,
    };
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, pieces));
    // A part that is torn may still be told apart by its end.
    reader.config_mut().check_end_names = false;
    reader
}

/// What is said of a part that does not parse.
pub(super) fn torn(_: quick_xml::Error) -> No {
    No::Torn("表格内容")
}

/// The value of an attribute, by its name without prefix; empty when there is none.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> String {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| {
            let text = String::from_utf8_lossy(&a.value).into_owned();
            escape::unescape(&text).map(|t| t.into_owned()).ok()
        })
        .unwrap_or_default()
}

/// Adds text to a cell, up to a length.
pub(super) fn say(out: &mut String, text: &BytesText<'_>, most: usize) {
    if out.len() < most * 4
        && let Ok(text) = text.decode()
    {
        out.push_str(&text);
    }
}

/// Adds what an entity stands for.
pub(super) fn say_entity(out: &mut String, entity: &BytesRef<'_>) {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        out.push(c);
    } else if let Ok(name) = entity.decode() {
        out.push_str(escape::resolve_predefined_entity(&name).unwrap_or(""));
    }
}

/// The text of a cell: `_x000D_` stands for a character that XML cannot hold.
pub(super) fn finished(mut text: String, most: usize) -> String {
    if text.contains("_x") {
        text = unescaped(&text);
    }
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
    }
    text
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("_x") {
        out.push_str(&rest[..start]);
        let code = rest.get(start + 2..start + 7);
        let letter = code
            .and_then(|code| code.strip_suffix('_'))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        match letter {
            Some(letter) => {
                out.push(letter);
                rest = &rest[start + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[start + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_xml_cannot_hold_is_put_back() {
        assert_eq!(finished("甲_x000D_乙".into(), 10), "甲\r乙");
        assert_eq!(finished("a_xyz_b_x0".into(), 20), "a_xyz_b_x0");
        assert_eq!(finished("一二三四".into(), 2), "一二");
    }
}
