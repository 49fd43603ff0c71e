//! The JSON Schema of scheme files, for editors: written from the list of keys.

use super::{FILE, Key, Kind};
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a scheme file; `data/schemes/scheme.schema.json` holds its text.
#[must_use]
pub fn json_schema() -> String {
    let mut schema = table(FILE);
    if let Value::Object(map) = &mut schema {
        map.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        map.insert("title".to_owned(), json!("评分方案"));
    }
    format!("{schema:#}\n")
}

fn table(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let mut value = kind(&key.kind);
            if let Value::Object(map) = &mut value {
                map.insert("description".to_owned(), json!(key.says));
            }
            (key.name.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.must)
        .map(|key| key.name)
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn kind(kind: &Kind) -> Value {
    let decimal = json!({"type": "string", "pattern": r"^-?[0-9]{1,17}(\.[0-9]{1,2})?$"});
    let points = json!({"anyOf": [decimal, {"type": "integer"}]});
    let code = json!({"type": "string", "pattern": r"^[a-z0-9_\u4e00-\u9fff-]{1,64}$"});
    let codes = json!({"type": "array", "items": code, "minItems": 1});
    match kind {
        Kind::Text => json!({"type": "string", "minLength": 1}),
        Kind::Code => code,
        Kind::Points => points,
        Kind::Cut => json!({"anyOf": [{"const": "any"}, decimal, {"type": "integer"}]}),
        Kind::Share => json!({
            "type": "string",
            "pattern": r"^([0-9]{1,3}(\.[0-9]{1,4})?%|[0-9]{1,5}/[0-9]{1,5}|[01](\.[0-9]{1,4})?)$",
        }),
        Kind::Whole => json!({"type": "integer", "minimum": 0}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Day => json!({"type": "string", "format": "date"}),
        Kind::Condition => json!({"type": "string", "minLength": 1, "maxLength": 500}),
        Kind::Choice(words) => json!({"enum": words}),
        Kind::Codes => codes,
        Kind::CodesOrAll => json!({"anyOf": [{"const": "all"}, codes]}),
        Kind::Pairs => json!({
            "type": "array",
            "items": {"type": "array", "items": code, "minItems": 2, "maxItems": 2},
        }),
        Kind::Worth => {
            json!({"type": "object", "additionalProperties": points, "minProperties": 1})
        }
        Kind::Table(keys) => table(keys),
        Kind::Rows(keys) => json!({"type": "array", "items": table(keys)}),
    }
}
