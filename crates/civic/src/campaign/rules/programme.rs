//! What a confirmed draft runs on, built from the draft and the checks on its items.

use ground::Day;
use reader::Draft;
use serde::{Deserialize, Serialize};

use super::days::{month_end, quarter_end, year_end};
use super::{Edge, day_of, duty_of, phase_of};
use crate::campaign::{Cadence, No, Verdict};
use crate::words::{Defaults, StepKind};

/// A plan item as it stands after its checks.
#[derive(Debug, Clone)]
pub struct Settled<'a> {
    /// Its place in the draft, for example `phases[0]`.
    pub path: &'a str,
    /// The last verdict on it.
    pub verdict: Verdict,
    /// Its value, adjusted or as read.
    pub value: &'a str,
}

/// What a confirmed draft runs on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// Title of the plan.
    pub title: String,
    /// The theme; may be empty.
    pub theme: String,
    /// Document number; may be empty.
    pub doc_no: String,
    /// Spans of time.
    pub phases: Vec<Phase>,
    /// Steps, in order.
    pub steps: Vec<PlannedStep>,
    /// Tracks of honour.
    pub tracks: Vec<Track>,
    /// Focus areas by category.
    pub focus: Vec<(String, Vec<String>)>,
    /// Tasks with a date or a cadence.
    pub tasks: Vec<PlannedTask>,
}

/// A span of time; `ends` is none while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its name.
    pub name: String,
    /// First day.
    pub starts: Day,
    /// Last day.
    pub ends: Option<Day>,
}

/// A step of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// What it waits for.
    pub kind: StepKind,
    /// Its name.
    pub name: String,
    /// When, in the plan's words; may be empty.
    pub note: String,
    /// Whether the platform added it.
    pub added: bool,
}

/// A track of honour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// 为党旗更红
    pub slogan: String,
    /// 党委
    pub subject: String,
    /// 争旗
    pub contest: String,
    /// The title; may be empty.
    pub honour: String,
}

/// A task of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTask {
    /// What is to be done.
    pub title: String,
    /// `once`, `monthly`, `quarterly`, `yearly`.
    pub cadence: Cadence,
    /// First due day.
    pub due: Day,
}

/// Builds the programme from the draft and the checks on its items.
/// A dropped item is left out; an adjusted one is read from its adjusted words.
///
/// # Errors
/// A plan without a title; adjusted words of a phase or a duty that cannot be read.
pub fn programme(
    draft: &Draft,
    items: &[Settled<'_>],
    words: &Defaults,
    today: Day,
) -> Result<Programme, No> {
    let checks = Checks(items);
    let title = checks.text("doc.title", draft.doc.title.as_ref());
    if title.trim().is_empty() {
        return Err(No::Empty("title", "方案标题"));
    }
    let issued = draft.doc.date.as_deref();
    let issued = issued
        .and_then(|d| day_of(d, today, Edge::Start))
        .unwrap_or(today);
    let phases = phases(draft, &checks, issued)?;
    Ok(Programme {
        title,
        theme: checks.text("theme", draft.theme.as_ref()),
        doc_no: checks.text("doc.doc_no", draft.doc.doc_no.as_ref()),
        steps: steps(draft, &checks, &phases, words),
        phases: phases.into_iter().map(|(_, phase)| phase).collect(),
        tracks: tracks(draft, &checks),
        focus: focus(draft, &checks, words)?,
        tasks: tasks(draft, &checks, issued, issued.max(today)),
    })
}

/// What was found on the items of a draft.
struct Checks<'a>(&'a [Settled<'a>]);

impl<'a> Checks<'a> {
    fn on(&self, path: &str) -> Option<&'a Settled<'a>> {
        self.0.iter().find(|i| i.path == path)
    }

    fn keep(&self, path: &str) -> bool {
        self.on(path).is_none_or(|i| i.verdict != Verdict::Dropped)
    }

    fn adjusted(&self, path: &str) -> Option<&'a str> {
        self.on(path)
            .filter(|i| i.verdict == Verdict::Adjusted)
            .map(|i| i.value)
    }

    fn text(&self, path: &str, read: Option<&String>) -> String {
        self.adjusted(path)
            .map(str::to_owned)
            .or_else(|| read.filter(|_| self.keep(path)).cloned())
            .unwrap_or_default()
    }
}

/// The phases with the place in the text where each stands.
fn phases(draft: &Draft, checks: &Checks<'_>, issued: Day) -> Result<Vec<(usize, Phase)>, No> {
    let mut phases = Vec::new();
    for (i, phase) in draft.phases.iter().enumerate() {
        let path = format!("phases[{i}]");
        if !checks.keep(&path) {
            continue;
        }
        let day = |form: &Option<String>, edge| day_of(form.as_deref()?, issued, edge);
        let read = match checks.adjusted(&path) {
            Some(words) => phase_of(words)?,
            None => Phase {
                name: phase.name.clone(),
                starts: day(&phase.start, Edge::Start).unwrap_or(issued),
                ends: day(&phase.end, Edge::End),
            },
        };
        phases.push((phase.span.start, read));
    }
    Ok(phases)
}

/// The steps in the order of the text, then those that the plan leaves out. A phase
/// that bears the name of a step is one too.
fn steps(
    draft: &Draft,
    checks: &Checks<'_>,
    phases: &[(usize, Phase)],
    words: &Defaults,
) -> Vec<PlannedStep> {
    let mut steps: Vec<(usize, PlannedStep)> = phases
        .iter()
        .map(|(place, phase)| (*place, step_of(phase, words)))
        .filter(|(_, step)| step.kind != StepKind::Other)
        .collect();
    for (i, step) in draft.steps.iter().enumerate() {
        let path = format!("steps[{i}]");
        if !checks.keep(&path) {
            continue;
        }
        let name = checks.adjusted(&path).unwrap_or(&step.name);
        let kind = words.step_kind(name);
        if !steps.iter().any(|(_, s)| s.kind == kind && s.name == name) {
            steps.push((step.span.start, planned(kind, name, words)));
        }
    }
    steps.sort_by_key(|(place, _)| *place);
    let mut steps: Vec<PlannedStep> = steps.into_iter().map(|(_, s)| s).collect();
    for extra in words.steps.iter().filter(|s| !s.added_as.is_empty()) {
        if !steps.iter().any(|s| s.kind == extra.kind) {
            steps.push(PlannedStep {
                kind: extra.kind,
                name: extra.added_as.clone(),
                note: String::new(),
                added: true,
            });
        }
    }
    steps
}

fn step_of(phase: &Phase, words: &Defaults) -> PlannedStep {
    PlannedStep {
        kind: words.step_kind(&phase.name),
        name: step_name(&phase.name),
        note: span_words(phase),
        added: false,
    }
}

fn planned(kind: StepKind, name: &str, words: &Defaults) -> PlannedStep {
    let known = words.steps.iter().find(|s| s.kind == kind);
    PlannedStep {
        kind,
        name: name.to_owned(),
        note: known.map(|s| s.note.clone()).unwrap_or_default(),
        added: false,
    }
}

fn tracks(draft: &Draft, checks: &Checks<'_>) -> Vec<Track> {
    let paths = (0..).map(|i| format!("tracks[{i}]"));
    (draft.tracks.iter().zip(paths))
        .filter(|(_, path)| checks.keep(path))
        .map(|(track, path)| Track {
            slogan: track.slogan.clone(),
            subject: track.subject.clone(),
            contest: track.contest.clone(),
            honour: checks.text(&path, track.honour.as_ref()),
        })
        .collect()
}

fn focus(
    draft: &Draft,
    checks: &Checks<'_>,
    words: &Defaults,
) -> Result<Vec<(String, Vec<String>)>, No> {
    let mut focus = Vec::new();
    for (i, duty) in draft.duties.iter().enumerate() {
        let path = format!("duties[{i}]");
        if !checks.keep(&path) {
            continue;
        }
        let (category, areas) = match checks.adjusted(&path) {
            Some(value) => duty_of(value)?,
            None => (duty.category.clone(), duty.foci.clone()),
        };
        // 机关党员 → 机关: the roster's word for the category.
        let known = words
            .categories
            .iter()
            .find(|c| category.starts_with(c.as_str()));
        focus.push((known.cloned().unwrap_or(category), areas));
    }
    Ok(focus)
}

fn tasks(draft: &Draft, checks: &Checks<'_>, issued: Day, starts: Day) -> Vec<PlannedTask> {
    let mut tasks = Vec::new();
    for (i, deadline) in draft.deadlines.iter().enumerate() {
        let last = deadline.date.rsplit('/').next().unwrap_or_default();
        if let Some(due) = day_of(last, issued, Edge::End)
            && checks.keep(&format!("deadlines[{i}]"))
        {
            tasks.push(PlannedTask {
                title: brief(&deadline.text),
                cadence: Cadence::Once,
                due,
            });
        }
    }
    for (i, cadence) in draft.cadences.iter().enumerate() {
        if let Some((cadence_of, due)) = recurring(cadence.freq, starts)
            && checks.keep(&format!("cadences[{i}]"))
        {
            tasks.push(PlannedTask {
                title: brief(&cadence.text),
                cadence: cadence_of,
                due,
            });
        }
    }
    tasks
}

/// How often that comes, and when first; none for what has no calendar.
fn recurring(freq: reader::Freq, starts: Day) -> Option<(Cadence, Day)> {
    use reader::Freq;
    Some(match freq {
        Freq::Monthly | Freq::MonthEnd => (Cadence::Monthly, month_end(starts)),
        Freq::Quarterly | Freq::QuarterEnd | Freq::Periodic => {
            (Cadence::Quarterly, quarter_end(starts))
        }
        Freq::Annual | Freq::YearEnd | Freq::Semiannual => (Cadence::Yearly, year_end(starts)),
        _ => return None,
    })
}

fn brief(text: &str) -> String {
    const LONGEST: usize = 40;
    let text = text.trim().trim_end_matches(['。', '；', '，', ',', ';']);
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn step_name(phase: &str) -> String {
    let name = phase.trim_end_matches("阶段");
    if name.is_empty() {
        phase.to_owned()
    } else {
        name.to_owned()
    }
}

fn span_words(phase: &Phase) -> String {
    match phase.ends {
        Some(end)
            if end.0.year() == phase.starts.0.year() && end.0.month() == phase.starts.0.month() =>
        {
            format!("{}–{}日", phase.starts.short(), end.0.day())
        }
        Some(end) => format!("{}–{}", phase.starts.short(), end.short()),
        None => format!("{}起", phase.starts.short()),
    }
}
