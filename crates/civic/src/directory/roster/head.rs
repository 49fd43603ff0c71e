//! Finding the headings of a sheet: below a title, in one row or merged over
//! several, with a row of notes under them. Pure.

use paper::sheet::{Cell, Row};

use super::cells;
use super::columns::{Columns, Field};

/// Headings stand within so many rows of the top.
pub(super) const WITHIN: usize = 20;
/// Merged headings take at most so many rows.
const DEEPEST: usize = 3;

/// The headings of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// For each column of the sheet, what it is about and how it is headed there.
    pub(super) columns: Vec<Option<(Field, String)>>,
    /// Headings that nobody knows, and second columns of the same kind.
    pub(super) unknown: Vec<String>,
    /// The sheet's number of the last row of headings.
    pub(super) last_row: u32,
}

impl Head {
    /// Looks for headings among the first rows of a sheet: the place where most
    /// of them are, the name among them.
    pub(super) fn find(columns: &Columns, rows: &[Row]) -> Option<Self> {
        let mut best: Option<(usize, Self)> = None;
        for first in 0..rows.len() {
            for depth in 1..=DEEPEST.min(rows.len() - first) {
                let head = Self::of(columns, &rows[first..first + depth]);
                let known = head.columns.iter().flatten().count();
                let better = best.as_ref().is_none_or(|(most, _)| known > *most);
                if known >= 2 && head.has(Field::Name) && better {
                    best = Some((known, head));
                }
            }
        }
        best.map(|(_, head)| head)
    }

    /// What some rows say as headings: of a column with several, the lowest that is known.
    fn of(columns: &Columns, rows: &[Row]) -> Self {
        let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
        let mut head = Self {
            columns: vec![None; width],
            unknown: Vec::new(),
            last_row: rows.last().map_or(0, |r| r.number),
        };
        for place in 0..width {
            let texts: Vec<String> = rows
                .iter()
                .filter_map(|row| row.cells.get(place).and_then(heading))
                .collect();
            let whole = texts.concat();
            let known = texts
                .iter()
                .rev()
                .chain(std::iter::once(&whole))
                .find_map(|text| {
                    columns
                        .field(text)
                        .map(|field| (field, text.trim().to_owned()))
                });
            match known {
                Some((field, _)) if head.has(field) => head.unknown.push(shown(&texts)),
                Some(known) => head.columns[place] = Some(known),
                None if !whole.is_empty() => head.unknown.push(shown(&texts)),
                None => {}
            }
        }
        head
    }

    /// Whether the sheet has such a column.
    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.iter().flatten().any(|(f, _)| *f == field)
    }

    /// How a column is headed in the sheet; our own heading where it has none.
    pub(super) fn title<'a>(&'a self, columns: &'a Columns, field: Field) -> &'a str {
        self.columns
            .iter()
            .flatten()
            .find(|(f, _)| *f == field)
            .map_or_else(|| columns.title(field), |(_, heading)| heading)
    }
}

fn heading(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => {
            Some(text.split_whitespace().collect()).filter(|t: &String| !t.is_empty())
        }
        _ => None,
    }
}

fn shown(texts: &[String]) -> String {
    texts.last().map_or_else(String::new, |t| cells::quoted(t))
}

/// Whether a row below the headings explains them instead of naming somebody.
pub(super) fn is_note(head: &Head, row: &Row) -> bool {
    const FIRST: [&str; 5] = ["说明", "填写说明", "填表说明", "注", "示例"];
    const WORDS: [&str; 6] = ["必填", "选填", "填写", "说明", "例如", "格式"];
    let text = |place: usize| match row.cells.get(place) {
        Some(Cell::Text(text)) => text.trim(),
        _ => "",
    };
    let name = head
        .columns
        .iter()
        .position(|c| c.as_ref().is_some_and(|(f, _)| *f == Field::Name));
    let name = name.map_or("", text);
    FIRST
        .iter()
        .any(|word| text(0).trim_end_matches(['：', ':']) == *word)
        || WORDS.iter().any(|word| name.contains(word))
}

/// Whether a row closes the table: who filled it in, a total, a remark.
pub(super) fn is_foot(row: &Row) -> bool {
    const WORDS: [&str; 8] = [
        "填表",
        "制表",
        "审核",
        "合计",
        "总计",
        "注：",
        "注:",
        "备注：",
    ];
    let texts: Vec<&str> = row
        .cells
        .iter()
        .filter_map(|cell| match cell {
            Cell::Text(text) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        })
        .collect();
    let first: String = texts.first().map_or("", |t| t).split_whitespace().collect();
    WORDS.iter().any(|word| first.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, cells: &[&str]) -> Row {
        let cell = |text: &&str| match *text {
            "" => Cell::Empty,
            text => Cell::Text(text.to_owned()),
        };
        Row {
            number,
            cells: cells.iter().map(cell).collect(),
        }
    }

    fn fields(head: &Head) -> Vec<Option<Field>> {
        head.columns
            .iter()
            .map(|c| c.as_ref().map(|(f, _)| *f))
            .collect()
    }

    #[test]
    fn headings_are_found_below_a_title() {
        let columns = Columns::shipped().unwrap();
        let rows = [
            row(1, &["示范社区党员花名册"]),
            row(3, &["序号", "姓 名", "身份证", "血型"]),
            row(4, &["1", "丁文博", "", "A"]),
        ];
        let head = Head::find(&columns, &rows).unwrap();
        assert_eq!(head.last_row, 3);
        assert_eq!(
            fields(&head),
            [
                Some(Field::Number),
                Some(Field::Name),
                Some(Field::IdNumber),
                None
            ]
        );
        assert_eq!(head.unknown, ["血型"]);
        assert_eq!(head.title(&columns, Field::IdNumber), "身份证");
    }

    #[test]
    fn headings_that_are_merged_over_two_rows_are_read_together() {
        let columns = Columns::shipped().unwrap();
        let rows = [
            row(1, &["姓名", "基本情况", "", "入党情况", "", "备注"]),
            row(2, &["", "性别", "民族", "入党时间", "转正时间", ""]),
            row(3, &["丁文博", "男", "汉族", "1991.07", "1992.07", ""]),
        ];
        let head = Head::find(&columns, &rows).unwrap();
        assert_eq!(head.last_row, 2);
        assert_eq!(
            fields(&head),
            [
                Field::Name,
                Field::Sex,
                Field::Ethnicity,
                Field::Joined,
                Field::FullSince,
                Field::Remark
            ]
            .map(Some)
        );
        assert!(head.unknown.is_empty(), "{:?}", head.unknown);
    }

    #[test]
    fn a_sheet_without_a_name_has_no_headings() {
        let columns = Columns::shipped().unwrap();
        assert_eq!(Head::find(&columns, &[row(1, &["性别", "民族"])]), None);
        assert_eq!(Head::find(&columns, &[]), None);
    }

    #[test]
    fn a_row_of_notes_and_the_foot_are_nobody() {
        let columns = Columns::shipped().unwrap();
        let head = Head::find(&columns, &[row(1, &["序号", "姓名"])]).unwrap();
        assert!(is_note(&head, &row(2, &["填写说明", "x"])));
        assert!(is_note(&head, &row(2, &["", "必填，写全名"])));
        assert!(!is_note(&head, &row(2, &["1", "丁文博"])));
        assert!(!is_note(&head, &row(2, &["1", "阿依古丽·示例"])));
        assert!(is_foot(&row(9, &["填表人：", "", "审核人："])));
        assert!(is_foot(&row(9, &["合　计", "20"])));
        assert!(!is_foot(&row(9, &["1", "", "男"])));
    }
}
