//! Which cells of an XLSX are shown as days or months: by their number formats.

use std::collections::BTreeMap;
use std::io::Read;

use quick_xml::events::Event;

use super::No;
use super::date::Shown;
use super::xml;

/// How the cells of each style are shown.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Shown>);

impl Styles {
    pub(super) fn shown(&self, style: usize) -> Shown {
        self.0.get(style).copied().unwrap_or(Shown::Number)
    }

    pub(super) fn read(part: impl Read) -> Result<Self, No> {
        let mut parser = xml::parser(part);
        let (mut buffer, mut in_cells) = (Vec::new(), false);
        let (mut codes, mut styles) = (BTreeMap::new(), Vec::new());
        loop {
            match parser.read_event_into(&mut buffer).map_err(xml::torn)? {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    b"numFmt" => {
                        let code = xml::attribute(&tag, b"formatCode");
                        codes.insert(xml::attribute(&tag, b"numFmtId"), of_code(&code));
                    }
                    b"cellXfs" => in_cells = true,
                    b"xf" if in_cells && styles.len() < 1 << 16 => {
                        let id = xml::attribute(&tag, b"numFmtId");
                        let shown = codes.get(&id).copied();
                        styles.push(shown.unwrap_or_else(|| built_in(id.parse().unwrap_or(0))));
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == b"cellXfs" => in_cells = false,
                Event::Eof => break,
                _ => {}
            }
            buffer.clear();
        }
        Ok(Self(styles))
    }
}

/// The formats that have numbers but no codes (ECMA-376 18.8.30, with those of Chinese).
fn built_in(id: u32) -> Shown {
    match id {
        17 | 27 | 36 | 50 | 52 | 57 => Shown::Month,
        14..=16 | 22 | 28..=31 | 51 | 53 | 54 | 58 => Shown::Day,
        _ => Shown::Number,
    }
}

/// What a format code shows: `yyyy"年"m"月"` a month, `yyyy/m/d;@` a day.
fn of_code(code: &str) -> Shown {
    let mut plain = String::new();
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => break,
            '"' => letters.by_ref().take_while(|c| *c != '"').for_each(drop),
            '[' => letters.by_ref().take_while(|c| *c != ']').for_each(drop),
            '\\' | '_' | '*' => drop(letters.next()),
            other => plain.push(other.to_ascii_lowercase()),
        }
    }
    let has = |c| plain.contains(c);
    if plain.contains("general") {
        Shown::Number
    } else if has('d') {
        Shown::Day
    } else if has('m') && (has('y') || has('e')) {
        Shown::Month
    } else {
        Shown::Number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_tells_a_day_from_a_month_and_from_a_number() {
        for (code, shown) in [
            ("yyyy\"年\"m\"月\"", Shown::Month),
            ("yyyy\\.mm", Shown::Month),
            ("[$-804]yyyy\"年\"m\"月\";@", Shown::Month),
            ("yyyy/m/d;@", Shown::Day),
            ("yyyy\"年\"m\"月\"d\"日\"", Shown::Day),
            ("General", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("@", Shown::Number),
            ("h:mm", Shown::Number),
            ("0\" days\"", Shown::Number),
        ] {
            assert_eq!(of_code(code), shown, "{code}");
        }
    }
}
