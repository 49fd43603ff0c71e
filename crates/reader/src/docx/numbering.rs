//! Numbers that a word processor draws and does not store: the definitions of `word/numbering.xml`, and the
//! counters that run through the text.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Levels are numbered from 0 to 8 in the format; more is mischief.
const LEVELS: usize = 9;
/// Definitions beyond this are ignored.
const MAX_LISTS: usize = 4_000;

/// How one level is written.
#[derive(Clone, Debug, Default)]
struct Level {
    format: String,
    /// As `%1、` or `（%2）`.
    text: String,
    start: u32,
}

/// The numbering of a document and how far it has come.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<String, Vec<Level>>,
    /// The abstract definition of each list.
    lists: HashMap<String, String>,
    /// The counters of each abstract definition: lists that share one run on.
    counters: HashMap<String, [u32; LEVELS]>,
}

impl Numbering {
    /// Reads the definitions; a damaged part numbers nothing.
    pub(super) fn of(xml: &[u8]) -> Self {
        let mut out = Self::default();
        let mut reader = Reader::from_reader(xml);
        let (mut list, mut definition, mut level) = (None, None, 0_usize);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    b"abstractNum" => {
                        definition = value(&tag, b"abstractNumId");
                        list = None;
                        if let Some(id) = definition
                            .clone()
                            .filter(|_| out.abstracts.len() < MAX_LISTS)
                        {
                            out.abstracts.insert(id, vec![Level::default(); LEVELS]);
                        }
                    }
                    b"num" => {
                        list = value(&tag, b"numId");
                        definition = None;
                    }
                    b"abstractNumId" => {
                        if let (Some(list), Some(of)) = (&list, value(&tag, b"val"))
                            && out.lists.len() < MAX_LISTS
                        {
                            out.lists.insert(list.clone(), of);
                        }
                    }
                    b"lvl" => {
                        let at = value(&tag, b"ilvl").and_then(|v| v.parse().ok());
                        level = at.filter(|l| *l < LEVELS).unwrap_or(0);
                    }
                    name => {
                        let known = definition.as_ref().and_then(|d| out.abstracts.get_mut(d));
                        if let (Some(levels), Some(value)) = (known, value(&tag, b"val")) {
                            let level = &mut levels[level];
                            match name {
                                b"numFmt" => level.format = value,
                                b"lvlText" => level.text = value.chars().take(40).collect(),
                                b"start" => level.start = value.parse().unwrap_or(1),
                                _ => {}
                            }
                        }
                    }
                },
                Event::Eof => break,
                _ => {}
            }
        }
        out
    }

    /// The words before the next paragraph of a list.
    pub(super) fn next(&mut self, list: &str, level: usize) -> String {
        let Some(definition) = self.lists.get(list).cloned() else {
            return String::new();
        };
        let Some(levels) = self.abstracts.get(&definition) else {
            return String::new();
        };
        let level = level.min(LEVELS - 1);
        let counters = self.counters.entry(definition).or_insert([0; LEVELS]);
        let first = levels[level].start.max(1);
        counters[level] = if counters[level] == 0 {
            first
        } else {
            counters[level].saturating_add(1)
        };
        counters[level + 1..].fill(0);
        let mut out = String::new();
        let mut chars = levels[level].text.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                out.push(c);
                continue;
            }
            let at = chars.next().and_then(|d| d.to_digit(10)).unwrap_or(1) as usize;
            let at = at.clamp(1, LEVELS) - 1;
            out.push_str(&written(counters[at].max(1), &levels[at].format));
        }
        // A bullet is no number; a dash is one of the markers that plans use.
        let numbers = out.chars().any(|c| c.is_alphanumeric());
        if levels[level].format == "bullet" || !numbers {
            return if out.starts_with(['—', '-', '–']) {
                "——".to_owned()
            } else {
                String::new()
            };
        }
        out
    }
}

/// The value of an attribute, whatever its prefix.
pub(super) fn value(tag: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let attribute = tag
        .attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)?;
    Some(String::from_utf8_lossy(&attribute.value).into_owned())
}

/// A number as its format writes it.
fn written(n: u32, format: &str) -> String {
    match format {
        f if f.starts_with("chinese")
            || f.starts_with("japanese")
            || f.starts_with("ideograph")
            || f.starts_with("taiwanese") =>
        {
            chinese(n)
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&n) => {
            char::from_u32('①' as u32 + n - 1)
                .map(String::from)
                .unwrap_or_default()
        }
        "upperLetter" | "lowerLetter" => char::from_digit(9 + n.clamp(1, 26), 36)
            .map(String::from)
            .unwrap_or_default(),
        _ => n.to_string(),
    }
}

/// One to ninety-nine in Chinese.
fn chinese(n: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: u32| DIGITS.get(d as usize).copied().unwrap_or("");
    match n {
        1..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", digit(n - 10)),
        20..=99 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_numbered_as_they_are_drawn() {
        let xml = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"7\">\
            <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
            <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%2．\"/></w:lvl>\
            </w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>";
        let mut numbering = Numbering::of(xml.as_bytes());
        let drawn: Vec<String> = [0, 1, 1, 0, 1]
            .iter()
            .map(|level| numbering.next("3", *level))
            .collect();
        assert_eq!(drawn, ["一、", "1．", "2．", "二、", "1．"]);
        assert_eq!(numbering.next("99", 0), "");
        assert_eq!(Numbering::of(b"<broken").next("3", 0), "");
        assert_eq!(chinese(21), "二十一");
    }
}
