//! What a cell says, in one form: half-width, trimmed, months as months. Pure.

use ground::Day;
use paper::sheet::{Cell, Date};

use super::super::LooseDay;
use super::super::people::particulars::is_masked;
use super::super::rules::half_width;

/// A text field as the sheet gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// Nothing: on a record that is there, unchanged.
    Blank,
    /// A masked value: unchanged (ruling 24), but it tells who is meant.
    Masked(String),
    /// A value; empty for an explicit 无.
    Value(String),
}

impl Given {
    /// The value, where there is one.
    pub(super) fn value(&self) -> Option<&str> {
        match self {
            Self::Value(text) => Some(text),
            _ => None,
        }
    }
}

/// What is wrong with a cell whatever it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A formula.
    Formula,
    /// An error value.
    Broken,
    /// 15 digits are all that a number keeps.
    Ruined,
    /// No such day.
    NoDate,
    /// 1965.1 as a number: January, or October.
    Unsure,
}

impl Wrong {
    /// What to tell the reader, and what to do.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Formula => "这一格是公式。请选中整列复制，用“选择性粘贴—数值”贴回后再导入",
            Self::Broken => "这一格是错误值，请改正",
            Self::Ruined => {
                "号码已被表格软件改成数字，后几位丢了。请把整列设成“文本”格式，再重新填写号码"
            }
            Self::NoDate => "日期读不懂，或没有这一天。请写成 1965.03 或 1965-03-01",
            Self::Unsure => {
                "表格软件把1965.1和1965.10存成同一个数，分不清是几月。请写成“1965年10月”这样的文本"
            }
        }
    }
}

/// A cell as text.
pub(super) fn text(cell: &Cell) -> Result<Given, Wrong> {
    let text = match cell {
        Cell::Empty => return Ok(Given::Blank),
        Cell::Text(text) => half_width(text),
        Cell::Number(number) => number_text(*number).ok_or(Wrong::Ruined)?,
        Cell::Date(date) => loose(*date).ok_or(Wrong::NoDate)?.as_str().to_owned(),
        Cell::Truth(true) => "是".to_owned(),
        Cell::Truth(false) => "否".to_owned(),
        Cell::Formula => return Err(Wrong::Formula),
        Cell::Broken => return Err(Wrong::Broken),
    };
    Ok(match text.as_str() {
        // 'No blanks' is a rule of many forms: a dash says that nothing was entered (field-facts 2.13).
        "" | "-" | "—" | "——" | "--" | "/" | "\\" => Given::Blank,
        "无" => Given::Value(String::new()),
        masked if is_masked(masked) => Given::Masked(text),
        _ => Given::Value(text),
    })
}

/// A cell as a date: months stay months. `by_month` for a column that is headed
/// by the month (出生年月): a serial number for the first of a month says no day there.
pub(super) fn date(cell: &Cell, by_month: bool) -> Result<Option<LooseDay>, Wrong> {
    match cell {
        Cell::Date(date) => {
            let date = match date {
                Date { day: Some(1), .. } if by_month => Date { day: None, ..*date },
                date => *date,
            };
            loose(date).map(Some).ok_or(Wrong::NoDate)
        }
        Cell::Number(number) => of_number(*number, by_month).map(Some),
        other => match text(other)? {
            Given::Blank | Given::Masked(_) => Ok(None),
            Given::Value(text) => text.parse().map(Some).map_err(|_| Wrong::NoDate),
        },
    }
}

/// 196503, 19650301, 1965.03, or a day's serial number.
fn of_number(number: f64, by_month: bool) -> Result<LooseDay, Wrong> {
    let text = number_text(number).ok_or(Wrong::NoDate)?;
    if let Some((year, month)) = text.split_once('.') {
        if year.len() == 4 && month == "1" {
            return Err(Wrong::Unsure);
        }
        return text.parse().map_err(|_| Wrong::NoDate);
    }
    match text.len() {
        6 | 8 => text.parse().map_err(|_| Wrong::NoDate),
        // Days since 1899-12-30; from 1920 to 2064, where no year of four digits is meant.
        5 => {
            let serial: i64 = text.parse().map_err(|_| Wrong::NoDate)?;
            let epoch = Day::new(1899, 12, 30).ok_or(Wrong::NoDate)?;
            let day = epoch.plus(serial);
            let date = Date {
                year: day.0.year(),
                month: day.0.month(),
                day: Some(day.0.day()).filter(|d| !(by_month && *d == 1)),
            };
            loose(date).ok_or(Wrong::NoDate)
        }
        _ => Err(Wrong::NoDate),
    }
}

fn loose(date: Date) -> Option<LooseDay> {
    match date.day {
        Some(day) => Day::new(date.year, date.month, day).map(LooseDay::whole),
        None => LooseDay::month(date.year, date.month),
    }
}

/// A number as it was typed; none when it has more digits than a number keeps.
fn number_text(number: f64) -> Option<String> {
    if !number.is_finite() || number.abs() >= 1e15 {
        return None;
    }
    if number.fract() == 0.0 {
        return Some(format!("{number:.0}"));
    }
    // What a decimal fraction gains on its way through binary goes again.
    let text = format!("{number:.6}");
    Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// A word of the sheet as a message repeats it: short, and without a number that
/// stands in the wrong column.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    let mut digits = 0;
    for c in text.chars().take(20) {
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        out.push(if digits > 3 { '*' } else { c });
    }
    if text.chars().count() > 20 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_the_same_in_half_and_full_width() {
        let value = |text: &str| Given::Value(text.to_owned());
        for (cell, given) in [
            (
                Cell::Text("１３８００１３８０００".into()),
                value("13800138000"),
            ),
            (Cell::Text("　丁文博 ".into()), value("丁文博")),
            (Cell::Number(13_800_138_000.0), value("13800138000")),
            (Cell::Text("—".into()), Given::Blank),
            (Cell::Text("无".into()), value("")),
            (
                Cell::Text("138****8000".into()),
                Given::Masked("138****8000".into()),
            ),
            (Cell::Truth(true), value("是")),
        ] {
            assert_eq!(text(&cell), Ok(given), "{cell:?}");
        }
        assert_eq!(text(&Cell::Number(4.403e17)), Err(Wrong::Ruined));
        assert_eq!(text(&Cell::Formula), Err(Wrong::Formula));
    }

    #[test]
    fn a_date_is_read_from_text_number_and_serial_and_a_month_stays_a_month() {
        let serial = |year, month, day| Cell::Date(Date { year, month, day });
        for (cell, by_month, kept) in [
            (Cell::Text("1965.03".into()), true, "1965-03"),
            (Cell::Text("１９６５．０３".into()), true, "1965-03"),
            (Cell::Number(1965.03), true, "1965-03"),
            (Cell::Number(196_503.0), true, "1965-03"),
            (Cell::Number(19_650_301.0), false, "1965-03-01"),
            (Cell::Number(23_802.0), false, "1965-03-01"),
            (Cell::Number(23_802.0), true, "1965-03"),
            (serial(1965, 3, Some(1)), false, "1965-03-01"),
            (serial(1965, 3, Some(1)), true, "1965-03"),
            (serial(1965, 3, Some(9)), true, "1965-03-09"),
            (serial(1965, 3, None), false, "1965-03"),
        ] {
            let read = date(&cell, by_month).unwrap().unwrap();
            assert_eq!(read.as_str(), kept, "{cell:?}");
        }
        assert_eq!(date(&Cell::Number(1965.1), true), Err(Wrong::Unsure));
        assert_eq!(
            date(&Cell::Text("2001-02-30".into()), false),
            Err(Wrong::NoDate)
        );
        assert_eq!(date(&Cell::Number(1965.0), true), Err(Wrong::NoDate));
        assert_eq!(date(&Cell::Empty, true), Ok(None));
    }

    #[test]
    fn a_message_does_not_repeat_a_number() {
        let hidden = format!("110{}X", "*".repeat(14));
        assert_eq!(quoted("11010119900101123X"), hidden);
        assert_eq!(quoted("第三党支部"), "第三党支部");
    }
}
