//! XLSX, read row by row. Ours, not calamine's: it tells formulas, number
//! formats and values in one pass and holds one row at a time.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::date::{Date, Shown};
use super::guard::torn;
use super::shared::Shared;
use super::styles::Styles;
use super::{Cell, Go, Limits, No, Row, Source, Told, workbook, xml};

const STRINGS: &str = "xl/sharedStrings.xml";
const STYLES: &str = "xl/styles.xml";

/// What the sheets of a workbook refer to.
struct Book {
    shared: Shared,
    styles: Styles,
    from_1904: bool,
    limits: Limits,
}

pub(super) fn read(
    source: impl Source,
    limits: &Limits,
    tell: &mut dyn FnMut(Told) -> Go,
) -> Result<(), No> {
    let mut archive = ZipArchive::new(source).map_err(torn)?;
    let (sheets, from_1904) = workbook::sheets(archive.by_name("xl/workbook.xml").map_err(torn)?)?;
    let links = workbook::links(
        archive
            .by_name("xl/_rels/workbook.xml.rels")
            .map_err(torn)?,
    )?;
    let mut book = Book {
        shared: Shared::default(),
        styles: Styles::default(),
        from_1904,
        limits: *limits,
    };
    if let Some(strings) = found(&mut archive, STRINGS) {
        book.shared = Shared::read(archive.by_index(strings).map_err(torn)?, limits.letters)?;
    }
    if let Some(styles) = found(&mut archive, STYLES) {
        book.styles = Styles::read(archive.by_index(styles).map_err(torn)?)?;
    }
    for sheet in sheets {
        let Some(part) = links.get(&sheet.link).and_then(|l| found(&mut archive, l)) else {
            continue;
        };
        let (name, hidden) = (sheet.name, sheet.hidden);
        match tell(Told::Sheet { name, hidden }) {
            Go::On => {}
            Go::NextSheet => continue,
            Go::Stop => return Ok(()),
        }
        let part = archive.by_index(part).map_err(torn)?;
        if book.sheet(part, tell)? == Go::Stop {
            return Ok(());
        }
    }
    Ok(())
}

/// A part by its name; some programs write it in another case.
fn found(archive: &mut ZipArchive<impl Source>, name: &str) -> Option<usize> {
    (0..archive.len()).find(|n| {
        archive
            .name_for_index(*n)
            .is_some_and(|part| part.eq_ignore_ascii_case(name))
    })
}

/// A cell as it is being read.
#[derive(Default)]
struct Open {
    column: usize,
    style: usize,
    kind: String,
    value: String,
    has_formula: bool,
}

impl Book {
    /// Reads one sheet; says whether the reader wants more.
    fn sheet(&self, part: impl Read, tell: &mut dyn FnMut(Told) -> Go) -> Result<Go, No> {
        let mut parser = xml::parser(part);
        let mut buffer = Vec::new();
        let (mut row, mut cell) = (Row::default(), Open::default());
        let (mut last, mut next_column) = (0_u32, 0_usize);
        let (mut in_value, mut in_phonetic) = (false, false);
        loop {
            let event = parser.read_event_into(&mut buffer).map_err(xml::torn)?;
            let is_empty = matches!(event, Event::Empty(_));
            match &event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    b"row" => {
                        let told = xml::attribute(tag, b"r").parse().unwrap_or(last + 1);
                        // Rows stand in their order; a number that goes back is none.
                        last = told.max(last + 1);
                        (row.number, next_column) = (last, 0);
                        row.cells.clear();
                    }
                    b"c" => {
                        cell = Self::open(tag, next_column);
                        next_column = cell.column + 1;
                    }
                    b"f" => cell.has_formula = true,
                    b"v" | b"t" => in_value = !is_empty,
                    b"rPh" => in_phonetic = !is_empty,
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    b"v" | b"t" => in_value = false,
                    b"rPh" => in_phonetic = false,
                    b"c" => self.close(std::mem::take(&mut cell), &mut row),
                    b"row" => {
                        if row.number > self.limits.rows {
                            return Err(No::TooManyRows(self.limits.rows));
                        }
                        match give(&mut row, tell) {
                            Go::On => {}
                            go => return Ok(go),
                        }
                    }
                    b"sheetData" => return Ok(Go::On),
                    _ => {}
                },
                Event::Text(text) if in_value && !in_phonetic => {
                    xml::say(&mut cell.value, text, self.limits.letters);
                }
                Event::GeneralRef(entity) if in_value && !in_phonetic => {
                    xml::say_entity(&mut cell.value, entity);
                }
                // The data ends by its own tag, or by being empty: this was cut.
                Event::Eof if last > 0 => return Err(No::Torn("表格内容")),
                Event::Eof => return Ok(Go::On),
                _ => {}
            }
            buffer.clear();
        }
    }

    fn open(tag: &BytesStart<'_>, next: usize) -> Open {
        let mut cell = Open {
            column: next,
            ..Open::default()
        };
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.local_name().as_ref() {
                b"r" => cell.column = column(&attribute.value).unwrap_or(next),
                b"s" => {
                    let number = std::str::from_utf8(&attribute.value).ok();
                    cell.style = number.and_then(|n| n.parse().ok()).unwrap_or(0);
                }
                b"t" => cell.kind = String::from_utf8_lossy(&attribute.value).into_owned(),
                _ => {}
            }
        }
        cell
    }

    fn close(&self, open: Open, row: &mut Row) {
        let column = open.column;
        let cell = self.cell(open);
        if cell == Cell::Empty || column >= self.limits.columns {
            return;
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        row.cells[column] = cell;
    }

    fn cell(&self, open: Open) -> Cell {
        if open.has_formula {
            return Cell::Formula;
        }
        let text = |text: String| {
            if text.is_empty() {
                Cell::Empty
            } else {
                Cell::Text(text)
            }
        };
        match open.kind.as_str() {
            "s" => {
                let index = open.value.trim().parse().ok();
                text(
                    index
                        .and_then(|n| self.shared.get(n))
                        .unwrap_or("")
                        .to_owned(),
                )
            }
            "str" | "inlineStr" => text(xml::finished(open.value, self.limits.letters)),
            "b" => Cell::Truth(open.value.trim() == "1"),
            "e" => Cell::Broken,
            "d" => Date::of_iso(&open.value).map_or(Cell::Broken, Cell::Date),
            _ if open.value.trim().is_empty() => Cell::Empty,
            _ => match open.value.trim().parse::<f64>() {
                Ok(number) => self.number(number, open.style),
                Err(_) => Cell::Broken,
            },
        }
    }

    fn number(&self, number: f64, style: usize) -> Cell {
        match self.styles.shown(style) {
            Shown::Number => Cell::Number(number),
            shown => Date::of_serial(number, self.from_1904, shown)
                .map_or(Cell::Number(number), Cell::Date),
        }
    }
}

fn give(row: &mut Row, tell: &mut dyn FnMut(Told) -> Go) -> Go {
    if row.cells.is_empty() {
        return Go::On;
    }
    let cells = std::mem::take(&mut row.cells);
    let number = row.number;
    tell(Told::Row(Row { number, cells }))
}

/// The column of a reference: `A1` is 0, `AB7` is 27.
fn column(reference: &[u8]) -> Option<usize> {
    let letters = reference.iter().take_while(|b| b.is_ascii_alphabetic());
    let mut number = 0_usize;
    for letter in letters {
        let place = usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        number = number.checked_mul(26)?.checked_add(place)?;
    }
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_counted_from_its_letters() {
        for (reference, expected) in [
            ("A1", Some(0)),
            ("Z9", Some(25)),
            ("AB7", Some(27)),
            ("7", None),
        ] {
            assert_eq!(column(reference.as_bytes()), expected);
        }
    }
}
