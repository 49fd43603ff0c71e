//! Bytes to text: byte-order marks, UTF-8, UTF-16, GB18030, and DOCX by way of [`crate::docx`].

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

use crate::docx;
use crate::error::Unreadable;

/// Nothing in this genre comes near it; the bound keeps a mistaken upload cheap.
const MAX_BYTES: usize = 20 * 1024 * 1024;

/// The container that the text came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain text.
    Text,
    /// Office Open XML word-processing document.
    Docx,
}

/// The text as the file holds it: decoded and without NULs, not cleaned. Spans of a draft
/// count in its scalars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The decoded text without a byte-order mark.
    pub text: String,
    /// The container.
    pub format: Format,
    /// The name of the encoding, as the Encoding Standard writes it.
    pub encoding: &'static str,
}

/// Decodes a plan document.
///
/// # Errors
/// [`Unreadable`] says what the bytes are instead, and what to do.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge(bytes.len()));
    }
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if let Some(name) = foreign(bytes) {
        return Err(Unreadable::OldFormat(name));
    }
    if bytes.starts_with(b"PK") {
        let text = docx::text(bytes)?;
        return filled(text, Format::Docx, "UTF-8");
    }
    let (text, encoding) = plain(bytes)?;
    filled(text, Format::Text, encoding)
}

fn filled(mut text: String, format: Format, encoding: &'static str) -> Result<Decoded, Unreadable> {
    // A NUL is no character of any paper, and PostgreSQL keeps none in text.
    text.retain(|c| c != '\0');
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(Unreadable::Empty);
    }
    Ok(Decoded {
        text,
        format,
        encoding,
    })
}

/// Formats known by their first bytes that hold text we do not read.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 3] = [
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "DOC 或 WPS"),
        (b"{\\rtf", "RTF"),
        (b"%PDF", "PDF"),
    ];
    known
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, name)| *name)
}

fn plain(bytes: &[u8]) -> Result<(String, &'static str), Unreadable> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[mark..]).ok_or(Unreadable::UndecodableText);
    }
    if let Some(encoding) = wide(bytes) {
        return strict(encoding, bytes).ok_or(Unreadable::UndecodableText);
    }
    if binary(bytes) {
        return Err(Unreadable::Binary);
    }
    if let Some(found) = strict(UTF_8, bytes) {
        return Ok(found);
    }
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), true);
    let order = if guess == BIG5 {
        [BIG5, GB18030]
    } else {
        [GB18030, BIG5]
    };
    let read = order
        .iter()
        .find_map(|encoding| strict(encoding, bytes).filter(|(text, _)| chinese(text)));
    read.or_else(|| torn(bytes))
        .ok_or(Unreadable::UndecodableText)
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<(String, &'static str)> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some((text.into_owned(), encoding.name()))
}

/// A file cut in the middle of a character, or with a few spoilt bytes, is still worth reading.
fn torn(bytes: &[u8]) -> Option<(String, &'static str)> {
    [UTF_8, GB18030].iter().find_map(|encoding| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let spoilt = text.chars().filter(|c| *c == '\u{fffd}').count();
        let all = text.chars().count();
        (spoilt * 200 <= all + 199 && chinese(&text)).then(|| (text.into_owned(), encoding.name()))
    })
}

/// Most letters are common Chinese ones: rare ones in bulk mean a wrong guess.
fn chinese(text: &str) -> bool {
    let (mut common, mut odd) = (0_usize, 0_usize);
    for c in text.chars() {
        match c {
            '\u{4e00}'..='\u{9fff}' => common += 1,
            '\u{e000}'..='\u{f8ff}' | '\u{80}'..='\u{9f}' | '\u{fffd}' => odd += 1,
            '\u{3400}'..='\u{4dbf}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'.. => odd += 1,
            _ => {}
        }
    }
    odd * 10 <= common
}

/// UTF-16 without a mark: every other byte of spaces, digits and line ends is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let sample = &bytes[..bytes.len().min(65_536)];
    let (mut low_first, mut high_first) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        match pair {
            [b'\n' | b'\r' | b' '..=b'~', 0] | [_, 0x4e..=0x9f] => low_first += 1,
            _ => {}
        }
        match pair {
            [0, b'\n' | b'\r' | b' '..=b'~'] | [0x4e..=0x9f, _] => high_first += 1,
            _ => {}
        }
    }
    let zeros = sample.contains(&0);
    let units = sample.len() / 2;
    let enough = |n: usize| zeros && n * 10 >= units * 6;
    match (enough(low_first), enough(high_first)) {
        (true, false) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        (true, true) if low_first >= high_first => Some(UTF_16LE),
        (true, true) => Some(UTF_16BE),
        _ => None,
    }
}

fn binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(65_536)];
    let control = sample
        .iter()
        .filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127))
        .count();
    sample.contains(&0) || control * 100 > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_in_five_encodings_are_the_same_text() {
        let words = "示范社区开展主题活动实施方案\n一、总体要求\n";
        let mut marked = vec![0xEF, 0xBB, 0xBF];
        marked.extend(words.as_bytes());
        let little: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let (gb, _, _) = GB18030.encode(words);
        for bytes in [words.as_bytes(), &marked, &little, &big, &gb] {
            assert_eq!(decode(bytes).unwrap().text, words);
        }
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        assert_eq!(decode(b""), Err(Unreadable::Empty));
        assert_eq!(decode(" \n\u{3000}".as_bytes()), Err(Unreadable::Empty));
        assert_eq!(
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
            Err(Unreadable::Binary)
        );
        assert_eq!(decode(b"%PDF-1.7 ..."), Err(Unreadable::OldFormat("PDF")));
        assert_eq!(decode(b"{\\rtf1\\ansi"), Err(Unreadable::OldFormat("RTF")));
        assert_eq!(
            decode(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"),
            Err(Unreadable::OldFormat("DOC 或 WPS"))
        );
        assert_eq!(
            decode(&[0xff, 0x81, 0x20].repeat(50)),
            Err(Unreadable::UndecodableText)
        );
        assert!(matches!(
            decode(&vec![b'a'; 50 * 1024 * 1024]),
            Err(Unreadable::TooLarge(_))
        ));
    }
}
