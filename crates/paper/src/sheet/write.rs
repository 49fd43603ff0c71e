//! XLSX out: a table with its headings, a row of notes, lists to choose from, and
//! sheets of plain lines beside it. Every cell is text: what begins with `=`, `+`,
//! `-` or `@` is what somebody typed, and nothing else.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet, XlsxError,
};

use super::No;

/// What makes another program take a cell for a formula.
const LIVELY: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// A list within the cell rule ends at 255 characters; a longer one stands on a hidden sheet.
const LIST: usize = 250;
/// The hidden sheet of long lists.
const CHOICES: &str = "选项";

/// A column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// What to write there; a row under the headings when any column has one.
    pub note: String,
    /// Width in half-width characters: automatic widths are too narrow for Chinese.
    pub width: f64,
    /// What may be chosen; empty for anything.
    pub choices: Vec<String>,
}

/// A workbook in the making: one table, written row by row.
pub struct Writer {
    book: Workbook,
    text: Format,
    quoted: Format,
    next: u32,
    long: Vec<Vec<String>>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Writer(row {})", self.next)
    }
}

impl From<XlsxError> for No {
    fn from(cause: XlsxError) -> Self {
        Self::Machine(cause.to_string())
    }
}

impl Writer {
    /// A workbook whose first sheet has these columns; `open_rows` rows below the
    /// headings take their entries from the lists.
    pub fn new(name: &str, columns: &[Column], open_rows: u32) -> Result<Self, No> {
        let text = Format::new()
            .set_num_format("@")
            .set_align(FormatAlign::Top)
            .set_text_wrap();
        let has_notes = columns.iter().any(|c| !c.note.is_empty());
        let mut writer = Self {
            book: Workbook::new(),
            quoted: text.clone().set_quote_prefix(),
            text,
            next: 1 + u32::from(has_notes),
            long: Vec::new(),
        };
        let lists = writer.lists(columns)?;
        let first = writer.next;
        let sheet = writer.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        head(sheet, columns, &writer.text, has_notes)?;
        if open_rows > 0 {
            for (column, list) in lists {
                sheet.add_data_validation(first, column, first + open_rows - 1, column, &list)?;
            }
        }
        Ok(writer)
    }

    /// The lists to choose from, with the column of each.
    fn lists(&mut self, columns: &[Column]) -> Result<Vec<(u16, DataValidation)>, No> {
        let mut lists = Vec::new();
        for (column, Column { title, choices, .. }) in (0..).zip(columns) {
            if choices.is_empty() {
                continue;
            }
            let length: usize = choices.iter().map(|c| c.encode_utf16().count() + 1).sum();
            let fits = length <= LIST && choices.iter().all(|c| !c.contains([',', '"']));
            let list = if fits {
                DataValidation::new().allow_list_strings(choices)?
            } else {
                self.long.push(choices.clone());
                let place = rust_xlsxwriter::utility::column_number_to_name(
                    u16::try_from(self.long.len() - 1).unwrap_or(u16::MAX),
                );
                let last = choices.len();
                let range = format!("={CHOICES}!${place}$1:${place}${last}");
                DataValidation::new().allow_list_formula(Formula::new(range))
            };
            let list = list
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title(title.clone())?
                .set_error_message("不在可选的内容里，请核对")?;
            lists.push((column, list));
        }
        Ok(lists)
    }

    /// Writes the next row.
    pub fn row(&mut self, cells: &[String]) -> Result<(), No> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0..).zip(cells) {
            if cell.is_empty() {
                continue;
            }
            let format = if cell.starts_with(LIVELY) {
                &self.quoted
            } else {
                &self.text
            };
            sheet.write_string_with_format(self.next, column, cell, format)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Adds a sheet of lines, for example who took this file and why.
    pub fn lines(&mut self, name: &str, lines: &[String]) -> Result<(), No> {
        let sheet = self.book.add_worksheet();
        sheet.set_name(name)?.set_column_width(0, 80)?;
        for (row, line) in (0..).zip(lines) {
            let format = if line.starts_with(LIVELY) {
                &self.quoted
            } else {
                &self.text
            };
            sheet.write_string_with_format(row, 0, line, format)?;
        }
        Ok(())
    }

    /// The finished file.
    pub fn finish(mut self) -> Result<Vec<u8>, No> {
        if !self.long.is_empty() {
            let sheet = self.book.add_worksheet();
            sheet.set_name(CHOICES)?.set_hidden(true);
            for (column, list) in (0..).zip(&self.long) {
                for (row, choice) in (0..).zip(list) {
                    sheet.write_string(row, column, choice)?;
                }
            }
        }
        Ok(self.book.save_to_buffer()?)
    }
}

/// Headings, notes, and the format of the whole columns: text also where nothing
/// was written yet, so that Excel leaves long numbers alone (field-facts 2.13).
fn head(
    sheet: &mut Worksheet,
    columns: &[Column],
    text: &Format,
    has_notes: bool,
) -> Result<(), No> {
    let title = Format::new()
        .set_bold()
        .set_num_format("@")
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00F1_EDE4));
    let note = Format::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_font_size(9)
        .set_font_color(Color::RGB(0x006B_6258))
        .set_align(FormatAlign::Top);
    for (column, Column { width, .. }) in (0..).zip(columns) {
        sheet.set_column_width(column, *width)?;
        sheet.set_column_format(column, text)?;
    }
    sheet.set_row_height(0, 24)?;
    for (column, Column { title: words, .. }) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, words, &title)?;
    }
    if has_notes {
        sheet.set_row_height(1, 64)?;
        for (column, Column { note: words, .. }) in (0..).zip(columns) {
            sheet.write_string_with_format(1, column, words, &note)?;
        }
    }
    sheet.set_freeze_panes(1 + u32::from(has_notes), 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}
