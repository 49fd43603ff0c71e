//! The items beside the source: grouped by field, each with what it may be adjusted to.

use std::collections::BTreeMap;

use civic::campaign::rules::{Edge, day_of};
use civic::campaign::{Item, Verdict};
use ground::Day;
use reader::Draft;

use super::marked;

ground::words! {
    /// Which items are listed.
    pub enum Show {
        /// All of them.
        All = "all" "全部",
        /// Those that wait for a check.
        Open = "open" "待确认",
        /// Those that the plan left open.
        Platform = "platform" "平台设定",
        /// Those that were confirmed, as read or adjusted.
        Done = "done" "已确认",
        /// Those that are left out.
        Dropped = "dropped" "不采用",
    }
}

impl Show {
    /// Whether an item is listed.
    pub(crate) fn lists(self, item: &Item) -> bool {
        match self {
            Self::All => true,
            Self::Open => item.is_open(),
            Self::Platform => item.is_platform(),
            Self::Done => matches!(item.verdict, Some(Verdict::Confirmed | Verdict::Adjusted)),
            Self::Dropped => item.verdict == Some(Verdict::Dropped),
        }
    }
}

/// One item as it is listed.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The item.
    pub(crate) item: Item,
    /// The colour of its number.
    pub(crate) tone: &'static str,
    /// The mark in the source; 0 for none.
    pub(crate) mark: i64,
    /// What the box for an adjustment starts with.
    pub(crate) prefill: String,
    /// How an adjustment is written; empty where any words will do.
    pub(crate) hint: &'static str,
    /// The days that a phase comes to; empty for other items.
    pub(crate) days: String,
}

impl Row {
    /// Whether the last check changed the words.
    pub(crate) fn is_adjusted(&self) -> bool {
        self.item.verdict == Some(Verdict::Adjusted)
    }

    /// Whether it is left out.
    pub(crate) fn is_dropped(&self) -> bool {
        self.item.verdict == Some(Verdict::Dropped)
    }

    /// Whether it was confirmed as read.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.item.verdict == Some(Verdict::Confirmed)
    }

    /// Whether the source clause says more than the value.
    pub(crate) fn has_more_words(&self) -> bool {
        let words = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        words(&self.item.source) != words(&self.item.value)
    }

    /// Whether the box for an adjustment needs several lines.
    pub(crate) fn is_long(&self) -> bool {
        self.prefill.chars().count() > 24
    }
}

/// Items of one field.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// Its word in anchors.
    pub(crate) code: String,
    /// Its name.
    pub(crate) label: String,
    /// Its items.
    pub(crate) rows: Vec<Row>,
}

/// The listed items, grouped in the order in which the fields come.
pub(crate) fn groups(
    items: &[Item],
    show: Show,
    draft: &Draft,
    read_on: Day,
    seen_at: &BTreeMap<i64, i64>,
) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    for item in items.iter().filter(|i| show.lists(i)) {
        let (code, label) = match item.field.as_str() {
            "title" | "issuer" | "date" | "doc_no" => ("doc", "文件"),
            "setting" => ("setting", "平台设定"),
            field => (field, item.label.as_str()),
        };
        let row = row(item, draft, read_on, seen_at);
        match out.iter_mut().find(|g| g.code == code) {
            Some(group) => group.rows.push(row),
            None => out.push(Group {
                code: code.to_owned(),
                label: label.to_owned(),
                rows: vec![row],
            }),
        }
    }
    out
}

fn row(item: &Item, draft: &Draft, read_on: Day, seen_at: &BTreeMap<i64, i64>) -> Row {
    let settled = item.settled_value().to_owned();
    let (mut prefill, mut hint, mut days) = (settled, "", String::new());
    if let Some(phase) = index(&item.path, "phases").and_then(|i| draft.phases.get(i)) {
        hint = "写成“名称：2026-05-06 至 2026-05-31”，没有截止日就只写起始日";
        if item.verdict != Some(Verdict::Adjusted) {
            let (starts, ends) = span(phase, draft, read_on);
            let until = |w: &dyn Fn(Day) -> String| ends.map(w).unwrap_or_default();
            prefill = format!("{}：{starts} 至{}", phase.name, until(&|d| format!(" {d}")));
            days = match ends {
                Some(ends) => format!("排期{}至{}", starts.long(), ends.long()),
                None => format!("排期{}起", starts.long()),
            };
        }
    }
    if let Some(duty) = index(&item.path, "duties").and_then(|i| draft.duties.get(i)) {
        hint = "写成“类别：方面、方面”";
        if item.verdict != Some(Verdict::Adjusted) {
            prefill = format!("{}：{}", duty.category, duty.foci.join("、"));
        }
    }
    if let Some(track) = index(&item.path, "tracks").and_then(|i| draft.tracks.get(i)) {
        hint = "这里只改荣誉的名称";
        if item.verdict != Some(Verdict::Adjusted) {
            prefill = track.honour.clone().unwrap_or_default();
        }
    }
    Row {
        tone: marked::tone(&item.tone),
        mark: seen_at.get(&item.number).copied().unwrap_or(0),
        item: item.clone(),
        prefill,
        hint,
        days,
    }
}

/// The days that the platform takes a phase for, as the programme does.
fn span(phase: &reader::Phase, draft: &Draft, read_on: Day) -> (Day, Option<Day>) {
    let date = draft.doc.date.as_deref();
    let issued = date
        .and_then(|d| day_of(d, read_on, Edge::Start))
        .unwrap_or(read_on);
    let day = |form: &Option<String>, edge| form.as_deref().and_then(|f| day_of(f, issued, edge));
    (
        day(&phase.start, Edge::Start).unwrap_or(issued),
        day(&phase.end, Edge::End),
    )
}

/// `phases[2]` is the third of the phases.
fn index(path: &str, list: &str) -> Option<usize> {
    path.strip_prefix(list)?
        .strip_prefix('[')?
        .strip_suffix(']')?
        .parse()
        .ok()
}
