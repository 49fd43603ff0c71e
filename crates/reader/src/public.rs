//! The public shape of a draft: the documented keys, and beside them spans, rules and confidence.

use serde_json::{Map, Value, json};

use crate::draft::{Draft, Named, Span};

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

fn names(list: &[Named]) -> Value {
    list.iter().map(|n| Value::from(n.name.as_str())).collect()
}

/// Leaves out what is missing, as the shape asks.
fn with(
    mut map: Map<String, Value>,
    key: &str,
    value: Option<impl Into<Value>>,
) -> Map<String, Value> {
    if let Some(value) = value {
        map.insert(key.to_owned(), value.into());
    }
    map
}

impl Draft {
    /// The draft in its public shape. Names of persons are masked in every text.
    #[must_use]
    pub fn to_public_json(&self) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        let doc = with(Map::new(), "title", self.doc.title.clone());
        let mut doc = with(doc, "date", self.doc.date.clone());
        doc.insert("issuer".to_owned(), json!(self.doc.issuer));
        put(
            "doc",
            Value::Object(with(doc, "doc_no", self.doc.doc_no.clone())),
        );
        put("outline", self.outline.iter().map(|h| json!({"kind": h.kind, "n": h.n, "title": h.title, "level": h.level, "span": span(h.span)})).collect());
        if let Some(theme) = &self.theme {
            put("theme", json!(theme));
        }
        put(
            "phases",
            self.phases
                .iter()
                .map(|p| {
                    let map = with(Map::new(), "start", p.start.clone());
                    let mut map = with(map, "end", p.end.clone());
                    map.insert("name".to_owned(), json!(p.name));
                    map.insert("text".to_owned(), json!(p.text));
                    map.insert("span".to_owned(), span(p.span));
                    Value::Object(map)
                })
                .collect(),
        );
        put("steps", names(&self.steps));
        put(
            "cadences",
            self.cadences
                .iter()
                .map(|c| json!({"freq": c.freq, "text": c.text, "span": span(c.span)}))
                .collect(),
        );
        put(
            "deadlines",
            self.deadlines
                .iter()
                .map(|d| json!({"date": d.date, "text": d.text, "span": span(d.span)}))
                .collect(),
        );
        put(
            "thresholds",
            self.thresholds
                .iter()
                .map(|t| {
                    let map = with(Map::new(), "applies_to", t.applies_to.clone());
                    let mut map = with(map, "value", Some(t.value.clone()));
                    map.insert("unit".to_owned(), json!(t.unit));
                    map.insert("op".to_owned(), json!(t.op));
                    map.insert("text".to_owned(), json!(t.text));
                    map.insert("span".to_owned(), span(t.span));
                    Value::Object(map)
                })
                .collect(),
        );
        put("activities", names(&self.activities));
        put("practices", names(&self.practices));
        put("honours", names(&self.honours));
        put("criteria", self.criteria.iter().map(|c| json!({"name": c.name, "items": c.items, "text": c.text, "span": span(c.span)})).collect());
        if let Some(g) = &self.leading_group {
            let mut map = Map::new();
            for (key, list) in [
                ("head", &g.head),
                ("deputy", &g.deputy),
                ("members", &g.members),
            ] {
                map.insert(key.to_owned(), json!(list));
            }
            let map = with(map, "head_n", g.head_n);
            let map = with(map, "deputy_n", g.deputy_n);
            let map = with(map, "members_n", g.members_n);
            let mut map = with(map, "office", g.office.clone());
            map.insert("text".to_owned(), json!(g.text));
            map.insert("span".to_owned(), span(g.span));
            put("leading_group", Value::Object(map));
        }
        put("duties", self.duties.iter().map(|d| json!({"category": d.category, "foci": d.foci, "text": d.text, "span": span(d.span)})).collect());
        put(
            "responsible",
            self.responsible
                .iter()
                .map(|r| json!({"party": r.party, "text": r.text, "span": span(r.span)}))
                .collect(),
        );
        put(
            "tracks",
            self.tracks
                .iter()
                .map(|t| {
                    let map = with(Map::new(), "honour", t.honour.clone());
                    let mut map = with(map, "slogan", Some(t.slogan.clone()));
                    map.insert("subject".to_owned(), json!(t.subject));
                    map.insert("contest".to_owned(), json!(t.contest));
                    map.insert("text".to_owned(), json!(t.text));
                    map.insert("span".to_owned(), span(t.span));
                    Value::Object(map)
                })
                .collect(),
        );
        put("objectives", names(&self.objectives));
        put("requirements", names(&self.requirements));
        put(
            "unread",
            self.unread
                .iter()
                .map(|u| json!({"text": u.text, "span": span(u.span)}))
                .collect(),
        );
        put("items", self.items.iter().map(|i| json!({"path": i.path, "span": span(i.span), "rule": i.rule, "confidence": i.confidence, "doubt": i.doubt()})).collect());
        Value::Object(out)
    }
}
