//! The fields of the contract: how one document's items of a field are listed, and when two say the same.

use serde_json::{Value, json};

/// A field that is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Issuer,
    Date,
    DocNo,
    Outline,
    Theme,
    Phases,
    Steps,
    Cadences,
    Deadlines,
    Thresholds,
    Activities,
    Honours,
    Criteria,
    LeadingGroup,
    Duties,
    Responsible,
    Tracks,
}

use Field::{
    Activities, Cadences, Criteria, Date, Deadlines, DocNo, Duties, Honours, Issuer, LeadingGroup,
    Outline, Phases, Responsible, Steps, Theme, Thresholds, Title, Tracks,
};

impl Field {
    /// All of them, in the order of the contract.
    pub(crate) const ALL: [Self; 18] = [
        Title,
        Issuer,
        Date,
        DocNo,
        Outline,
        Theme,
        Phases,
        Steps,
        Cadences,
        Deadlines,
        Thresholds,
        Activities,
        Honours,
        Criteria,
        LeadingGroup,
        Duties,
        Responsible,
        Tracks,
    ];

    /// The items of this field in a document.
    pub(crate) fn items(self, document: &Value) -> Vec<Value> {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let one = |value: &Value| match value {
            Value::Null => Vec::new(),
            value => vec![value.clone()],
        };
        let doc = &document["doc"];
        match self {
            Title => one(&doc["title"]),
            Issuer => list(&doc["issuer"]),
            Date => one(&doc["date"]),
            DocNo => one(&doc["doc_no"]),
            Theme => one(&document["theme"]),
            LeadingGroup => group(&document["leading_group"]),
            Outline => list(&document["outline"]),
            Phases => list(&document["phases"]),
            Steps => list(&document["steps"]),
            Cadences => list(&document["cadences"]),
            Deadlines => list(&document["deadlines"]),
            Thresholds => list(&document["thresholds"]),
            Activities => list(&document["activities"]),
            Honours => list(&document["honours"]),
            Criteria => list(&document["criteria"]),
            Duties => list(&document["duties"]),
            Responsible => list(&document["responsible"]),
            Tracks => list(&document["tracks"]),
        }
    }

    /// Whether two items say the same.
    pub(crate) fn same(self, a: &Value, b: &Value) -> bool {
        let equal = |key: &str| words(&a[key]) == words(&b[key]);
        let near = || overlap(&words(&a["text"]), &words(&b["text"]));
        let lists = |key: &str| shared(&a[key], &b[key]);
        match self {
            // Their marks are part of what they say: 〔2021〕, 2021-04.
            Date | DocNo => a == b,
            Title | Issuer | Theme | Steps | Activities | Honours => words(a) == words(b),
            LeadingGroup => a["part"] == b["part"] && words(&a["value"]) == words(&b["value"]),
            Outline => {
                a["kind"] == b["kind"]
                    && a["n"] == b["n"]
                    && a["level"] == b["level"]
                    && equal("title")
            }
            Phases => equal("name") && a["start"] == b["start"] && a["end"] == b["end"],
            Cadences => a["freq"] == b["freq"] && near(),
            Deadlines => a["date"] == b["date"] && near(),
            Thresholds => {
                a["value"] == b["value"] && a["unit"] == b["unit"] && a["op"] == b["op"] && near()
            }
            Criteria => equal("name") && lists("items"),
            Duties => equal("category") && lists("foci"),
            Responsible => equal("party") && near(),
            Tracks => equal("slogan") && equal("subject") && equal("contest"),
        }
    }
}

/// A leading group as its single statements.
fn group(value: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    for part in ["head", "deputy", "members"] {
        for post in value[part].as_array().into_iter().flatten() {
            out.push(json!({"part": part, "value": post}));
        }
    }
    for part in ["head_n", "deputy_n", "members_n", "office"] {
        if !value[part].is_null() {
            out.push(json!({"part": part, "value": value[part].to_string()}));
        }
    }
    out
}

/// The letters, characters and digits of a value: blanks and marks say nothing about meaning.
fn words(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Two clauses of one place: half of the pairs of characters of the shorter stand in the longer.
fn overlap(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() || long.contains(short) {
        return true;
    }
    let chars: Vec<char> = short.chars().collect();
    let pairs: Vec<String> = chars.windows(2).map(|p| p.iter().collect()).collect();
    let held = pairs.iter().filter(|p| long.contains(p.as_str())).count();
    held * 2 >= pairs.len()
}

/// Two lists that have half of their items in common; both may be empty.
fn shared(a: &Value, b: &Value) -> bool {
    let list =
        |v: &Value| -> Vec<String> { v.as_array().into_iter().flatten().map(words).collect() };
    let (a, b) = (list(a), list(b));
    let alike = |x: &String, y: &String| x.starts_with(y.as_str()) || y.starts_with(x.as_str());
    let common = a.iter().filter(|x| b.iter().any(|y| alike(x, y))).count();
    a.is_empty() || common * 2 >= a.len().max(b.len())
}
