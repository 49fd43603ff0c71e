//! XLS and ODS, by calamine, which reads them whole.

use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Ods, Range, Reader, SheetVisible, Xls};

use super::date::{Date, Shown};
use super::guard::Kind;
use super::{Cell, Go, Limits, No, Row, Source, Told};

/// More cells than this, counted with the empty ones between them, has no roster
/// of 65,536 rows.
const CELLS: usize = 65_536 * 64;

pub(super) fn read(
    source: impl Source,
    kind: Kind,
    limits: &Limits,
    tell: &mut dyn FnMut(Told) -> Go,
) -> Result<(), No> {
    let source = BufReader::new(source);
    // A torn file of these kinds can make the reader lose its footing; it has no other harm to do.
    let told = catch_unwind(AssertUnwindSafe(|| match kind {
        Kind::Ods => book(Ods::new(source).map_err(|_| No::Torn("ods"))?, limits, tell),
        _ => match Xls::new(source) {
            Ok(xls) => book(xls, limits, tell),
            Err(calamine::XlsError::Password) => Err(No::Locked),
            Err(_) => Err(No::Torn("xls")),
        },
    }));
    told.unwrap_or(Err(No::Torn("内容")))
}

fn book<RS: std::io::Read + std::io::Seek, B: Reader<RS>>(
    mut book: B,
    limits: &Limits,
    tell: &mut dyn FnMut(Told) -> Go,
) -> Result<(), No> {
    let sheets: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .map(|s| (s.name.clone(), s.visible != SheetVisible::Visible))
        .collect();
    for (name, hidden) in sheets {
        let told = Told::Sheet {
            name: name.clone(),
            hidden,
        };
        match tell(told) {
            Go::On => {}
            Go::NextSheet => continue,
            Go::Stop => return Ok(()),
        }
        // A chart has a name among the sheets, and no cells.
        let Ok(values) = book.worksheet_range(&name) else {
            continue;
        };
        let formulas = book
            .worksheet_formula(&name)
            .unwrap_or_else(|_| Range::empty());
        if values.width().saturating_mul(values.height()) > CELLS {
            return Err(No::Bomb);
        }
        if rows(&values, &formulas, limits, tell)? == Go::Stop {
            return Ok(());
        }
    }
    Ok(())
}

fn rows(
    values: &Range<Data>,
    formulas: &Range<String>,
    limits: &Limits,
    tell: &mut dyn FnMut(Told) -> Go,
) -> Result<Go, No> {
    let Some((top, left)) = values.start() else {
        return Ok(Go::On);
    };
    for (number, values) in (top..).zip(values.rows()) {
        if number >= limits.rows {
            return Err(No::TooManyRows(limits.rows));
        }
        let mut cells = Vec::new();
        for (column, value) in (left..).zip(values) {
            let place = usize::try_from(column).unwrap_or(usize::MAX);
            let has_formula = formulas
                .get_value((number, column))
                .is_some_and(|f| !f.is_empty());
            let cell = if has_formula {
                Cell::Formula
            } else {
                cell(value, limits)
            };
            if cell != Cell::Empty && place < limits.columns {
                cells.resize(place, Cell::Empty);
                cells.push(cell);
            }
        }
        if cells.is_empty() {
            continue;
        }
        match tell(Told::Row(Row {
            number: number + 1,
            cells,
        })) {
            Go::On => {}
            go => return Ok(go),
        }
    }
    Ok(Go::On)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "what is that long is refused by its length"
)]
fn cell(value: &Data, limits: &Limits) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) if text.is_empty() => Cell::Empty,
        Data::String(text) => Cell::Text(text.chars().take(limits.letters).collect()),
        Data::Bool(truth) => Cell::Truth(*truth),
        Data::DateTime(time) if time.is_datetime() => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            let date = || {
                Some(Date {
                    year: year.try_into().ok()?,
                    month: month.try_into().ok()?,
                    day: Some(day.try_into().ok()?),
                })
            };
            date().map_or(Cell::Broken, Cell::Date)
        }
        Data::DateTime(time) => Date::of_serial(time.as_f64(), false, Shown::Day)
            .map_or(Cell::Number(time.as_f64()), Cell::Date),
        Data::DateTimeIso(text) => Date::of_iso(text).map_or(Cell::Broken, Cell::Date),
        Data::DurationIso(_) | Data::Error(_) => Cell::Broken,
    }
}
