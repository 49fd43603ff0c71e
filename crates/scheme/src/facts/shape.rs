//! The shapes of a facts file. Nothing unknown is passed over, nothing is given twice.

use crate::points::Points;
use crate::subject::{Attribute, Fact, Score};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileShape<'a> {
    #[serde(borrow)]
    pub(super) subjects: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectShape<'a> {
    pub(super) id: String,
    #[serde(default)]
    pub(super) groups: Vec<String>,
    #[serde(default)]
    pub(super) attributes: Once<Value>,
    #[serde(borrow, default)]
    pub(super) facts: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) scores: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactShape {
    id: String,
    kind: String,
    amount: Option<Number>,
    date: String,
    about: Option<String>,
    org: Option<String>,
    #[serde(default)]
    tags: Once<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScoreShape {
    scorer: String,
    item: String,
    points: Number,
}

impl FactShape {
    pub(super) fn fact(self) -> Result<Fact, (String, &'static str)> {
        let day: Option<Date> = self.date.parse().ok().filter(|_| self.date.len() == 10);
        let day = day.ok_or_else(|| {
            (
                format!("事实“{}”的日期“{}”无法识别", self.id, self.date),
                "请写成 \"2026-03-01\"",
            )
        })?;
        if self.id.trim().is_empty() {
            return Err(("一条事实的“id”是空的".to_owned(), "请写出id"));
        }
        Ok(Fact {
            id: self.id,
            kind: self.kind,
            amount: self.amount.map(|amount| amount.0),
            day,
            about: self.about,
            org: self.org,
            tags: self.tags.0,
        })
    }
}

impl ScoreShape {
    pub(super) fn score(self) -> Score {
        Score {
            scorer: self.scorer,
            item: self.item,
            points: self.points.0,
        }
    }
}

/// A decimal string, or a whole number; never a binary fraction.
struct Number(Points);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        match deserializer.deserialize_any(Plain)? {
            Word::Text(text) => Points::parse(&text)
                .map(Number)
                .map_err(|error| D::Error::custom(format!("“{text}”{error}"))),
            Word::Flag(_) => Err(D::Error::custom("此处应为数，如 \"95.5\"")),
        }
    }
}

/// The value of an attribute.
pub(super) struct Value(Attribute);

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        Ok(Value(match deserializer.deserialize_any(Plain)? {
            Word::Text(text) => Attribute::Text(text),
            Word::Flag(flag) => Attribute::Flag(flag),
        }))
    }
}

struct Plain;

enum Word {
    Text(String),
    Flag(bool),
}

impl Visitor<'_> for Plain {
    type Value = Word;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("带引号的文字或数（如 \"95.5\"）、整数、true 或 false")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Word, E> {
        Ok(Word::Text(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Word, E> {
        Ok(Word::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Word, E> {
        Ok(Word::Text(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Word, E> {
        Ok(Word::Text(number.to_string()))
    }
}

/// A map in which no key stands twice.
pub(super) struct Once<T: Kept>(pub(super) BTreeMap<String, T::As>);

/// What a value is kept as.
pub(super) trait Kept {
    type As;
    fn kept(self) -> Self::As;
}

impl Kept for Value {
    type As = Attribute;
    fn kept(self) -> Attribute {
        self.0
    }
}

impl Kept for String {
    type As = String;
    fn kept(self) -> String {
        self
    }
}

impl<T: Kept> Default for Once<T> {
    fn default() -> Self {
        Once(BTreeMap::new())
    }
}

impl<'de, T: Kept + Deserialize<'de>> Deserialize<'de> for Once<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OnceVisitor(PhantomData))
    }
}

struct OnceVisitor<T>(PhantomData<T>);

impl<'de, T: Kept + Deserialize<'de>> Visitor<'de> for OnceVisitor<T> {
    type Value = Once<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("名称和值的表")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once<T>, A::Error> {
        let mut all = BTreeMap::new();
        while let Some((key, value)) = map.next_entry::<String, T>()? {
            if all.contains_key(&key) {
                return Err(A::Error::custom(format!("“{key}”写了两次")));
            }
            all.insert(key, value.kept());
        }
        Ok(Once(all))
    }
}
