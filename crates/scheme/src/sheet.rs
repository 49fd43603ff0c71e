//! Reading a scheme file: every value knows its line, so that every refusal names file, line, item
//! and what to do.

use crate::points::{Points, PointsError};
use serde::Serialize;
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A scheme file refused: where, what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SchemeError {
    /// The file's name, as given to `Scheme::parse`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The item, veto or level concerned, where there is one.
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

/// One table of the file: the file itself, an `[[item]]`, a `[[veto]]` or a `[[level]]`.
pub(crate) struct Row<'a> {
    sheet: Sheet<'a>,
    table: &'a DeTable<'a>,
    start: usize,
    name: Option<String>,
}

impl<'a> Row<'a> {
    /// The file as one table. Refuses keys that are not among `keys`.
    pub(crate) fn whole(
        sheet: Sheet<'a>,
        table: &'a DeTable<'a>,
        keys: &[&str],
    ) -> Result<Row<'a>, SchemeError> {
        Row {
            sheet,
            table,
            start: 0,
            name: None,
        }
        .with_keys(keys)
    }

    /// The tables `[[key]]` in their order, each called by `label` and the text of its `called` key.
    pub(crate) fn rows(
        &self,
        key: &str,
        label: &str,
        called: &str,
        keys: &[&str],
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
        array
            .iter()
            .map(|entry| self.row(entry, key, label, called, keys))
            .collect()
    }

    fn row(
        &self,
        entry: &'a Spanned<DeValue<'a>>,
        key: &str,
        label: &str,
        called: &str,
        keys: &[&str],
    ) -> Result<Row<'a>, SchemeError> {
        let DeValue::Table(table) = entry.get_ref() else {
            return Err(self.refuse_at(
                entry,
                format!("“{key}”里有一项不是表"),
                &format!("请写成 [[{key}]]"),
            ));
        };
        let name = match table.get(called).map(Spanned::get_ref) {
            Some(DeValue::String(text)) => format!("{label}“{text}”"),
            _ => label.to_owned(),
        };
        Row {
            sheet: self.sheet,
            table,
            start: entry.span().start,
            name: Some(name),
        }
        .with_keys(keys)
    }

    fn with_keys(self, keys: &[&str]) -> Result<Row<'a>, SchemeError> {
        match self
            .table
            .keys()
            .find(|key| !keys.contains(&key.get_ref().as_ref()))
        {
            None => Ok(self),
            Some(key) => Err(self.refuse_at(
                key,
                format!("不认识设置“{}”", key.get_ref()),
                &format!("请删去或改正，此处可用的设置有：{}", keys.join("、")),
            )),
        }
    }

    /// A required code: small Latin letters, digits, `_` and `-`.
    pub(crate) fn code(&self, key: &str) -> Result<String, SchemeError> {
        let code = self.text(key)?;
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        if code.len() <= 64 && code.bytes().all(plain) {
            return Ok(code);
        }
        Err(self.refuse(
            key,
            format!("“{key}”的写法“{code}”不合规定"),
            "请只用小写字母、数字、下划线和连字符，不超过64个",
        ))
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

    /// A required number of points.
    pub(crate) fn points(&self, key: &str) -> Result<Points, SchemeError> {
        match self.maybe_points(key)? {
            Some(points) => Ok(points),
            None => Err(self.missing(key, "分数，如 \"90\"")),
        }
    }

    /// A number of points, if it is there: a string such as "95.5", or a whole number.
    pub(crate) fn maybe_points(&self, key: &str) -> Result<Option<Points>, SchemeError> {
        let Some(value) = self.table.get(key) else {
            return Ok(None);
        };
        let read = match value.get_ref() {
            DeValue::String(text) => Points::parse(text),
            DeValue::Integer(whole) if whole.radix() == 10 => Points::parse(whole.as_str()),
            _ => Err(PointsError::Malformed),
        };
        read.map(Some).map_err(|error| {
            self.refuse_at(
                value,
                format!("“{key}”{error}"),
                "请写成带引号、最多两位小数的数，如 \"95.5\"",
            )
        })
    }

    /// A required number of stars, 0 to 10; 0 is a level without stars.
    pub(crate) fn stars(&self, key: &str) -> Result<u8, SchemeError> {
        let value = self.required(key, "0到10的整数；无星写0")?;
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

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
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

    fn missing(&self, key: &str, hint: &str) -> SchemeError {
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
