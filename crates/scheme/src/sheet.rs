//! Reading a scheme file: every value knows its line, so that every refusal names file, line, item
//! and what to do.

use crate::points::{Points, PointsError};
use crate::ratio::{RoundMode, Rounding};
use crate::shape::{self, Key};
use crate::share::Share;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file refused, of a scheme or of facts: where, what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SchemeError {
    /// The file's name, as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The item, veto, level, subject or fact concerned, where there is one.
    pub item: Option<String>,
    /// What is wrong, in Chinese.
    pub what: String,
    /// What to do about it, in Chinese.
    pub remedy: String,
}

impl fmt::Display for SchemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 第{}行", self.file, self.line)?;
        if let Some(item) = &self.item {
            write!(f, "，{item}")?;
        }
        write!(f, "：{}。{}。", self.what, self.remedy)
    }
}

impl std::error::Error for SchemeError {}

/// The file being read.
#[derive(Clone, Copy)]
pub(crate) struct Sheet<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
}

impl Sheet<'_> {
    pub(crate) fn refuse(
        &self,
        at: usize,
        item: Option<&str>,
        what: String,
        remedy: &str,
    ) -> SchemeError {
        let before = self.text.bytes().take(at);
        SchemeError {
            file: self.file.to_owned(),
            line: before.filter(|byte| *byte == b'\n').count() + 1,
            item: item.map(str::to_owned),
            what,
            remedy: remedy.to_owned(),
        }
    }
}

/// One table of the file: the file itself, an `[[item]]`, a `[[veto]]`, a `[period]` and so on.
pub(crate) struct Row<'a> {
    sheet: Sheet<'a>,
    table: &'a DeTable<'a>,
    start: usize,
    name: Option<String>,
    keys: &'static [Key],
}

impl<'a> Row<'a> {
    /// The file as one table. Refuses keys that are not in the list.
    pub(crate) fn whole(
        sheet: Sheet<'a>,
        table: &'a DeTable<'a>,
        keys: &'static [Key],
    ) -> Result<Row<'a>, SchemeError> {
        Row {
            sheet,
            table,
            start: 0,
            name: None,
            keys,
        }
        .checked()
    }

    /// The tables `[[key]]` in their order, each called by `label` and the text of its `called` key.
    pub(crate) fn rows(
        &self,
        key: &str,
        label: &str,
        called: &str,
        keys: &'static [Key],
        most: usize,
    ) -> Result<Vec<Row<'a>>, SchemeError> {
        let Some(value) = self.table.get(key) else {
            return Ok(Vec::new());
        };
        let DeValue::Array(array) = value.get_ref() else {
            return Err(self.refuse_at(
                value,
                format!("“{key}”不是表的列表"),
                &format!("请写成 [[{key}]]"),
            ));
        };
        if array.len() > most {
            let over = array.get(most).unwrap_or(value);
            return Err(self.refuse_at(
                over,
                format!("[[{key}]]有{}个，超过{most}个", array.len()),
                "请合并或拆成几份方案",
            ));
        }
        array
            .iter()
            .map(|entry| {
                let DeValue::Table(table) = entry.get_ref() else {
                    return Err(self.refuse_at(
                        entry,
                        format!("“{key}”里有一项不是表"),
                        &format!("请写成 [[{key}]]"),
                    ));
                };
                let name = match table.get(called).map(Spanned::get_ref) {
                    Some(DeValue::String(text)) => Some(format!("{label}“{text}”")),
                    _ => Some(label.to_owned()),
                };
                let name = match (&self.name, name) {
                    (Some(outer), Some(name)) => Some(format!("{outer}的{name}")),
                    (_, name) => name,
                };
                Row {
                    sheet: self.sheet,
                    table,
                    start: entry.span().start,
                    name,
                    keys,
                }
                .checked()
            })
            .collect()
    }

    /// The table `[key]`, if it is there.
    pub(crate) fn table(
        &self,
        key: &str,
        keys: &'static [Key],
    ) -> Result<Option<Row<'a>>, SchemeError> {
        let Some(value) = self.table.get(key) else {
            return Ok(None);
        };
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.refuse_at(
                value,
                format!("“{key}”不是表"),
                &format!("请写成 {key} = {{ … }} 或 [{key}]"),
            ));
        };
        let name = match &self.name {
            Some(outer) => format!("{outer}的“{key}”"),
            None => format!("“{key}”"),
        };
        Row {
            sheet: self.sheet,
            table,
            start: value.span().start,
            name: Some(name),
            keys,
        }
        .checked()
        .map(Some)
    }

    fn checked(self) -> Result<Self, SchemeError> {
        let known = |name: &str| self.keys.iter().any(|key| key.name == name);
        match (self.table.keys()).find(|key| !known(key.get_ref())) {
            None => Ok(self),
            Some(key) => {
                let names: Vec<&str> = self.keys.iter().map(|key| key.name).collect();
                let of_file = shape::FILE.iter().any(|known| known.name == key.get_ref());
                let remedy = if self.name.is_some() && of_file {
                    format!(
                        "“{}”是全文件的设置：一行的设置请移到第一个 [ 之前，表请写在最外层；此处可用的设置有：{}",
                        key.get_ref(),
                        names.join("、")
                    )
                } else {
                    format!("请删去或改正，此处可用的设置有：{}", names.join("、"))
                };
                Err(self.refuse_at(key, format!("不认识设置“{}”", key.get_ref()), &remedy))
            }
        }
    }

    /// A required code: small Latin letters, Chinese characters, digits, `_` and `-`.
    pub(crate) fn code(&self, key: &str) -> Result<String, SchemeError> {
        let code = self.text(key)?;
        self.checked_code(key, code)
    }

    /// A code, if it is there.
    pub(crate) fn maybe_code(&self, key: &str) -> Result<Option<String>, SchemeError> {
        self.has(key).then(|| self.code(key)).transpose()
    }

    fn checked_code(&self, key: &str, code: String) -> Result<String, SchemeError> {
        let plain = |letter: char| {
            letter.is_ascii_lowercase()
                || letter.is_ascii_digit()
                || "_-".contains(letter)
                || ('\u{4e00}'..='\u{9fff}').contains(&letter)
        };
        if (1..=64).contains(&code.chars().count()) && code.chars().all(plain) {
            return Ok(code);
        }
        Err(self.refuse(
            key,
            format!("“{key}”的写法“{code}”不合规定"),
            "请只用小写字母、汉字、数字、下划线和连字符，不超过64个",
        ))
    }

    /// A list of codes, each once, if it is there.
    pub(crate) fn codes(&self, key: &str) -> Result<Option<Vec<String>>, SchemeError> {
        let Some(value) = self.table.get(key) else {
            return Ok(None);
        };
        let DeValue::Array(array) = value.get_ref() else {
            return Err(self.not_codes(key));
        };
        let mut codes = Vec::new();
        for entry in array.iter() {
            let DeValue::String(code) = entry.get_ref() else {
                return Err(self.not_codes(key));
            };
            let code = self.checked_code(key, code.to_string())?;
            if codes.contains(&code) {
                return Err(self.refuse(key, format!("“{key}”里“{code}”重复"), "请只写一次"));
            }
            codes.push(code);
        }
        if codes.is_empty() || codes.len() > shape::MOST_ROWS {
            return Err(self.not_codes(key));
        }
        Ok(Some(codes))
    }

    fn not_codes(&self, key: &str) -> SchemeError {
        self.refuse(
            key,
            format!("“{key}”不是代号的列表"),
            &format!("请写成 {key} = [\"a\", \"b\"]"),
        )
    }

    /// A list of pairs of codes.
    pub(crate) fn pairs(&self, key: &str) -> Result<Vec<[String; 2]>, SchemeError> {
        let Some(value) = self.table.get(key) else {
            return Ok(Vec::new());
        };
        let wrong = || {
            self.refuse(
                key,
                format!("“{key}”不是成对的代号"),
                &format!("请写成 {key} = [[\"a\", \"b\"]]"),
            )
        };
        let DeValue::Array(array) = value.get_ref() else {
            return Err(wrong());
        };
        array
            .iter()
            .map(|entry| {
                let DeValue::Array(pair) = entry.get_ref() else {
                    return Err(wrong());
                };
                let texts: Vec<String> = pair
                    .iter()
                    .filter_map(|code| match code.get_ref() {
                        DeValue::String(code) => Some(code.to_string()),
                        _ => None,
                    })
                    .collect();
                match <[String; 2]>::try_from(texts) {
                    Ok([a, b]) if pair.len() == 2 && a != b => {
                        Ok([self.checked_code(key, a)?, self.checked_code(key, b)?])
                    }
                    _ => Err(wrong()),
                }
            })
            .collect()
    }

    /// A table of codes and points, in the order of the codes.
    pub(crate) fn worth(&self, key: &str) -> Result<Option<Vec<(String, Points)>>, SchemeError> {
        let Some(value) = self.table.get(key) else {
            return Ok(None);
        };
        let wrong = || {
            self.refuse(
                key,
                format!("“{key}”不是票种和分值的表"),
                &format!("请写成 {key} = {{ vote_good = \"100\", vote_fair = \"60\" }}"),
            )
        };
        let DeValue::Table(table) = value.get_ref() else {
            return Err(wrong());
        };
        let mut worth = Vec::new();
        for (code, value) in table.iter() {
            let code = self.checked_code(key, code.get_ref().to_string())?;
            worth.push((code, self.points_of(key, value)?));
        }
        worth.sort();
        if worth.is_empty() {
            Err(wrong())
        } else {
            Ok(Some(worth))
        }
    }

    /// A required line of text.
    pub(crate) fn text(&self, key: &str) -> Result<String, SchemeError> {
        let value = self.required(key, "一行文字")?;
        match value.get_ref() {
            DeValue::String(text)
                if !text.trim().is_empty() && !text.chars().any(char::is_control) =>
            {
                Ok(text.trim().to_owned())
            }
            _ => Err(self.refuse_at(
                value,
                format!("“{key}”不是一行文字"),
                "请写成带引号的一行文字，不可留空",
            )),
        }
    }

    /// A line of text, if it is there.
    pub(crate) fn maybe_text(&self, key: &str) -> Result<Option<String>, SchemeError> {
        self.has(key).then(|| self.text(key)).transpose()
    }

    /// A required number of points.
    pub(crate) fn points(&self, key: &str) -> Result<Points, SchemeError> {
        match self.maybe_points(key)? {
            Some(points) => Ok(points),
            None => Err(self.missing(key, "分数，如 \"90\"")),
        }
    }

    /// A number of points, if it is there: a string such as "95.5", or a whole number.
    pub(crate) fn maybe_points(&self, key: &str) -> Result<Option<Points>, SchemeError> {
        self.table
            .get(key)
            .map(|value| self.points_of(key, value))
            .transpose()
    }

    fn points_of(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Points, SchemeError> {
        let read = match value.get_ref() {
            DeValue::String(text) => Points::parse(text),
            DeValue::Integer(whole) if whole.radix() == 10 => Points::parse(whole.as_str()),
            _ => Err(PointsError::Malformed),
        };
        read.map_err(|error| {
            self.refuse_at(
                value,
                format!("“{key}”{error}"),
                "请写成带引号、最多两位小数的数，如 \"95.5\"",
            )
        })
    }

    /// A required line: a number, or `any` for none.
    pub(crate) fn cut(&self, key: &str, hint: &str) -> Result<Option<Points>, SchemeError> {
        let value = self.required(key, hint)?;
        match value.get_ref() {
            DeValue::String(text) if text.as_ref() == "any" => Ok(None),
            _ => self.points_of(key, value).map(Some),
        }
    }

    /// A share such as "10%", if it is there.
    pub(crate) fn maybe_share(&self, key: &str) -> Result<Option<Share>, SchemeError> {
        let Some(value) = self.table.get(key) else {
            return Ok(None);
        };
        let read = match value.get_ref() {
            DeValue::String(text) => Share::parse(text).map_err(|error| error.to_string()),
            _ => Err("不是带引号的比例".to_owned()),
        };
        read.map(Some).map_err(|error| {
            self.refuse_at(
                value,
                format!("“{key}”{error}"),
                "请写成带引号的比例，如 \"30%\"、\"1/3\"；不能超过100%",
            )
        })
    }

    /// A whole number from 0 to `most`, if it is there.
    pub(crate) fn maybe_whole(&self, key: &str, most: u32) -> Result<Option<u32>, SchemeError> {
        let Some(value) = self.table.get(key) else {
            return Ok(None);
        };
        let read = match value.get_ref() {
            DeValue::Integer(whole) if whole.radix() == 10 => whole.as_str().parse().ok(),
            _ => None,
        };
        let fits = read.filter(|number: &u32| *number <= most);
        fits.map(Some).ok_or_else(|| {
            self.refuse_at(
                value,
                format!("“{key}”不是0到{most}的整数"),
                &format!("请写不带引号的整数，如 {key} = 1"),
            )
        })
    }

    /// A number of stars, 0 to 10; 0, also where it does not say, is a level without stars.
    pub(crate) fn stars(&self, key: &str) -> Result<u8, SchemeError> {
        let Some(value) = self.table.get(key) else {
            return Ok(0);
        };
        let stars = match value.get_ref() {
            DeValue::Integer(whole) if whole.radix() == 10 => whole.as_str().parse().ok(),
            _ => None,
        };
        stars.filter(|stars: &u8| *stars <= 10).ok_or_else(|| {
            self.refuse_at(
                value,
                format!("“{key}”不是星数"),
                "请写0到10的整数；无星写0",
            )
        })
    }

    /// A required yes or no; `hint` says what each means.
    pub(crate) fn flag(&self, key: &str, hint: &str) -> Result<bool, SchemeError> {
        let value = self.required(key, hint)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(self.refuse_at(value, format!("“{key}”不是是非值"), &format!("请写{hint}"))),
        }
    }

    /// A yes or no, if it is there.
    pub(crate) fn maybe_flag(&self, key: &str, hint: &str) -> Result<Option<bool>, SchemeError> {
        self.has(key).then(|| self.flag(key, hint)).transpose()
    }

    /// A required day.
    pub(crate) fn day(&self, key: &str) -> Result<Date, SchemeError> {
        let text = self.text(key)?;
        text.parse()
            .ok()
            .filter(|_| text.len() == 10)
            .ok_or_else(|| {
                self.refuse(
                    key,
                    format!("“{key}”的“{text}”不是日期"),
                    "请写成带引号的日期，如 \"2026-12-31\"",
                )
            })
    }

    /// A required choice among codes.
    pub(crate) fn choice<T: Copy>(
        &self,
        key: &str,
        codes: &[(&'static str, T)],
        hint: &str,
    ) -> Result<T, SchemeError> {
        self.required(key, hint)?;
        let text = self.text(key)?;
        (codes.iter().find(|(code, _)| *code == text))
            .map(|(_, choice)| *choice)
            .ok_or_else(|| {
                self.refuse(
                    key,
                    format!("“{key}”的写法“{text}”无法识别"),
                    &format!("请写{hint}"),
                )
            })
    }

    /// A choice among codes, if it is there.
    pub(crate) fn maybe_choice<T: Copy>(
        &self,
        key: &str,
        codes: &[(&'static str, T)],
        hint: &str,
    ) -> Result<Option<T>, SchemeError> {
        self.has(key)
            .then(|| self.choice(key, codes, hint))
            .transpose()
    }

    /// How something is rounded, if it says so.
    pub(crate) fn rounding(&self, key: &str) -> Result<Option<Rounding>, SchemeError> {
        let Some(row) = self.table(key, shape::ROUND)? else {
            return Ok(None);
        };
        let to = row.points("to")?;
        if to <= Points::ZERO {
            return Err(row.refuse(
                "to",
                "取整的一步须大于0".to_owned(),
                "请写 to = \"0.1\" 或 to = \"1\"",
            ));
        }
        let hint = "half_up（四舍五入）、up（进一）或down（去尾）";
        let mode = row.choice("mode", &RoundMode::CODES, hint)?;
        Ok(Some(Rounding { to, mode }))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The first of these keys that is there.
    pub(crate) fn first_of(&self, keys: &[&'static str]) -> Option<&'static str> {
        keys.iter().copied().find(|key| self.has(key))
    }

    /// Exactly one of these keys.
    pub(crate) fn one_of(
        &self,
        keys: &[&'static str],
        remedy: &str,
    ) -> Result<&'static str, SchemeError> {
        let found: Vec<&'static str> = keys.iter().copied().filter(|key| self.has(key)).collect();
        match found[..] {
            [one] => Ok(one),
            _ => {
                let names: Vec<String> = keys.iter().map(|key| format!("“{key}”")).collect();
                let at = found.get(1).copied().unwrap_or("");
                Err(self.refuse(at, format!("{}须有且只有一个", join(&names)), remedy))
            }
        }
    }

    /// Refuses the first of these keys that is there.
    pub(crate) fn none_of(&self, keys: &[&'static str], why: &str) -> Result<(), SchemeError> {
        match self.first_of(keys) {
            None => Ok(()),
            Some(key) => Err(self.refuse(
                key,
                format!("“{key}”{why}"),
                &format!("请删去{key}，或改写这一条"),
            )),
        }
    }

    /// A refusal at the value of `key`, or at the table's head where there is none.
    pub(crate) fn refuse(&self, key: &str, what: String, remedy: &str) -> SchemeError {
        let at = self
            .table
            .get(key)
            .map_or(self.start, |value| value.span().start);
        self.sheet.refuse(at, self.name.as_deref(), what, remedy)
    }

    fn required(&self, key: &str, hint: &str) -> Result<&'a Spanned<DeValue<'a>>, SchemeError> {
        self.table.get(key).ok_or_else(|| self.missing(key, hint))
    }

    pub(crate) fn missing(&self, key: &str, hint: &str) -> SchemeError {
        self.refuse(
            key,
            format!("缺少设置“{key}”"),
            &format!("请补上“{key}”：{hint}"),
        )
    }

    fn refuse_at<T>(&self, value: &Spanned<T>, what: String, remedy: &str) -> SchemeError {
        self.sheet
            .refuse(value.span().start, self.name.as_deref(), what, remedy)
    }
}

/// Such as “a”、“b”和“c”.
fn join(names: &[String]) -> String {
    match names {
        [all @ .., last] if !all.is_empty() => format!("{}和{last}", all.join("、")),
        names => names.join(""),
    }
}
