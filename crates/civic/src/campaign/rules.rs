//! How a plan becomes a campaign: states, decisions, dates. Pure.

use ground::Day;
use reader::Draft;
use serde::{Deserialize, Serialize};

use super::{No, ReplyKind, State, Verdict};
use crate::words::{Defaults, StepKind};

/// What a meeting decided, as its minutes say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Which meeting: 党员大会, 支部委员会.
    pub meeting: String,
    /// When it was held.
    pub held_on: Day,
    /// Entitled to attend.
    pub due: i64,
    /// Who came.
    pub present: i64,
    /// Who did not.
    pub absent: i64,
    /// Votes in favour.
    pub votes_for: i64,
    /// Votes against.
    pub votes_against: i64,
    /// Abstentions.
    pub votes_abstain: i64,
    /// The resolution's text.
    pub resolution: String,
}

/// Proof that a body decided: made by [`carried`] alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried(Minutes);

impl Carried {
    /// The minutes behind it.
    pub fn minutes(&self) -> &Minutes {
        &self.0
    }
}

/// Whether the minutes carry the resolution (field-facts 2.10, S4.3-02): more
/// than half of those entitled came, and more than half of those entitled were in favour.
pub fn carried(minutes: Minutes, today: Day) -> Result<Carried, No> {
    let m = &minutes;
    if m.meeting.trim().is_empty() {
        return Err(No::Empty("meeting", "会议名称"));
    }
    if m.resolution.trim().is_empty() {
        return Err(No::Empty("resolution", "决议内容"));
    }
    if m.held_on > today {
        return Err(No::MeetingAhead);
    }
    if [
        m.due,
        m.present,
        m.absent,
        m.votes_for,
        m.votes_against,
        m.votes_abstain,
    ]
    .iter()
    .any(|n| !(0..=1_000_000).contains(n))
    {
        return Err(No::Count);
    }
    if m.due != m.present + m.absent {
        return Err(No::Attendance {
            due: m.due,
            present: m.present,
            absent: m.absent,
        });
    }
    if m.votes_for + m.votes_against + m.votes_abstain != m.present {
        return Err(No::Votes {
            present: m.present,
            cast: m.votes_for + m.votes_against + m.votes_abstain,
        });
    }
    if 2 * m.present <= m.due {
        return Err(No::Quorum {
            due: m.due,
            present: m.present,
        });
    }
    if 2 * m.votes_for <= m.due {
        return Err(No::NotCarried {
            due: m.due,
            votes_for: m.votes_for,
        });
    }
    Ok(Carried(minutes))
}

/// The state after an act, or why the act does not fit the state.
pub fn after(state: State, act: Step) -> Result<State, No> {
    use State::*;
    match (state, act) {
        (Reading | Returned, Step::Confirm) => Ok(Confirmed),
        (Confirmed, Step::Resolve) => Ok(Resolved),
        (Resolved, Step::Submit) => Ok(Submitted),
        (Submitted, Step::Reply(ReplyKind::Agreed | ReplyKind::Amended)) => Ok(Approved),
        (Submitted, Step::Reply(ReplyKind::Returned)) => Ok(Returned),
        (Approved, Step::Issue) => Ok(InForce),
        (state, _) => Err(No::OutOfOrder(state)),
    }
}

/// What moves a plan on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The draft is confirmed.
    Confirm,
    /// The body resolved it.
    Resolve,
    /// It went up.
    Submit,
    /// The superior replied.
    Reply(ReplyKind),
    /// It comes in force.
    Issue,
}

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
    pub cadence: super::Cadence,
    /// First due day.
    pub due: Day,
}

/// Builds the programme from the draft and the checks on its items.
/// A dropped item is left out; an adjusted one is read from its adjusted words.
pub fn programme(
    draft: &Draft,
    items: &[Settled<'_>],
    words: &Defaults,
    today: Day,
) -> Result<Programme, No> {
    let find = |path: &str| items.iter().find(|i| i.path == path);
    let kept = |path: &str| find(path).is_none_or(|i| i.verdict != Verdict::Dropped);
    let adjusted = |path: &str| {
        find(path)
            .filter(|i| i.verdict == Verdict::Adjusted)
            .map(|i| i.value)
    };
    let issued = draft
        .doc
        .date
        .as_deref()
        .and_then(|d| day_of(d, today, Edge::Start))
        .unwrap_or(today);
    let text = |path: &str, read: Option<&String>| {
        adjusted(path)
            .map(str::to_owned)
            .or_else(|| read.filter(|_| kept(path)).cloned())
            .unwrap_or_default()
    };

    let mut out = Programme {
        title: text("doc.title", draft.doc.title.as_ref()),
        theme: text("theme", draft.theme.as_ref()),
        doc_no: text("doc.doc_no", draft.doc.doc_no.as_ref()),
        ..Programme::default()
    };
    if out.title.trim().is_empty() {
        return Err(No::Empty("title", "方案标题"));
    }
    // Phases, and the steps among them: a time-bound block of the process counts as both.
    let mut steps: Vec<(usize, PlannedStep)> = Vec::new();
    for (i, phase) in draft.phases.iter().enumerate() {
        let path = format!("phases[{i}]");
        if !kept(&path) {
            continue;
        }
        let read = match adjusted(&path) {
            Some(value) => phase_of(value, today)?,
            None => Phase {
                name: phase.name.clone(),
                starts: phase
                    .start
                    .as_deref()
                    .and_then(|d| day_of(d, issued, Edge::Start))
                    .unwrap_or(issued),
                ends: phase
                    .end
                    .as_deref()
                    .and_then(|d| day_of(d, issued, Edge::End)),
            },
        };
        let kind = words.step_kind(&read.name);
        if kind != StepKind::Other {
            steps.push((
                phase.span.start,
                PlannedStep {
                    kind,
                    name: step_name(&read.name),
                    note: span_words(&read),
                    added: false,
                },
            ));
        }
        out.phases.push(read);
    }
    for (i, step) in draft.steps.iter().enumerate() {
        let path = format!("steps[{i}]");
        if !kept(&path) {
            continue;
        }
        let name = adjusted(&path).unwrap_or(&step.name).to_owned();
        let kind = words.step_kind(&name);
        if steps.iter().any(|(_, s)| s.kind == kind && s.name == name) {
            continue;
        }
        let note = if kind == StepKind::Review {
            "每季度一次".to_owned()
        } else {
            String::new()
        };
        steps.push((
            step.span.start,
            PlannedStep {
                kind,
                name,
                note,
                added: false,
            },
        ));
    }
    steps.sort_by_key(|(place, _)| *place);
    out.steps = steps.into_iter().map(|(_, s)| s).collect();
    for extra in words.steps.iter().filter(|s| !s.added_as.is_empty()) {
        if !out.steps.iter().any(|s| s.kind == extra.kind) {
            out.steps.push(PlannedStep {
                kind: extra.kind,
                name: extra.added_as.clone(),
                note: String::new(),
                added: true,
            });
        }
    }
    for (i, track) in draft.tracks.iter().enumerate() {
        let path = format!("tracks[{i}]");
        if kept(&path) {
            out.tracks.push(Track {
                slogan: track.slogan.clone(),
                subject: track.subject.clone(),
                contest: track.contest.clone(),
                honour: adjusted(&path)
                    .map(str::to_owned)
                    .or_else(|| track.honour.clone())
                    .unwrap_or_default(),
            });
        }
    }
    for (i, duty) in draft.duties.iter().enumerate() {
        let path = format!("duties[{i}]");
        if !kept(&path) {
            continue;
        }
        let (category, foci) = match adjusted(&path) {
            Some(value) => duty_of(value)?,
            None => (duty.category.clone(), duty.foci.clone()),
        };
        // 机关党员 → 机关: the roster's word for the category.
        let category = words
            .categories
            .iter()
            .find(|c| category.starts_with(c.as_str()))
            .cloned()
            .unwrap_or(category);
        out.focus.push((category, foci));
    }
    out.tasks = tasks(draft, &kept, issued, issued.max(today));
    Ok(out)
}

fn tasks(
    draft: &Draft,
    kept: &impl Fn(&str) -> bool,
    issued: Day,
    starts: Day,
) -> Vec<PlannedTask> {
    use reader::Freq;
    let mut tasks = Vec::new();
    for (i, deadline) in draft.deadlines.iter().enumerate() {
        let last = deadline.date.rsplit('/').next().unwrap_or_default();
        if let Some(due) = day_of(last, issued, Edge::End)
            && kept(&format!("deadlines[{i}]"))
        {
            tasks.push(PlannedTask {
                title: brief(&deadline.text),
                cadence: super::Cadence::Once,
                due,
            });
        }
    }
    for (i, cadence) in draft.cadences.iter().enumerate() {
        let (kind, due) = match cadence.freq {
            Freq::Monthly | Freq::MonthEnd => (super::Cadence::Monthly, month_end(starts)),
            Freq::Quarterly | Freq::QuarterEnd | Freq::Periodic => {
                (super::Cadence::Quarterly, quarter_end(starts))
            }
            Freq::Annual | Freq::YearEnd | Freq::Semiannual => {
                (super::Cadence::Yearly, year_end(starts))
            }
            _ => continue,
        };
        if kept(&format!("cadences[{i}]")) {
            tasks.push(PlannedTask {
                title: brief(&cadence.text),
                cadence: kind,
                due,
            });
        }
    }
    tasks
}

/// The due day after this one, for a task that comes again.
pub fn next_due(cadence: super::Cadence, due: Day) -> Option<Day> {
    match cadence {
        super::Cadence::Once => None,
        super::Cadence::Monthly => Some(month_end(due.plus(1))),
        super::Cadence::Quarterly => Some(quarter_end(due.plus(1))),
        super::Cadence::Yearly => Some(year_end(due.plus(1))),
    }
}

/// The last day of the month.
pub fn month_end(day: Day) -> Day {
    Day(day.0.last_of_month())
}

/// The last day of the quarter.
pub fn quarter_end(day: Day) -> Day {
    let (year, quarter) = day.quarter();
    Day::new(year, quarter * 3, 1).map_or(day, month_end)
}

fn year_end(day: Day) -> Day {
    Day(day.0.last_of_year())
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

/// Which end of a vague date is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its first day.
    Start,
    /// Its last day.
    End,
}

/// A day from the reader's normal form: `2011-05-16`, `2011-07`, `2011`, `--06`,
/// `2011-06+e`, `now`. Open forms (`before:…`) have none. A missing year is the
/// year of `near`.
pub fn day_of(form: &str, near: Day, edge: Edge) -> Option<Day> {
    if form == "now" {
        return Some(near);
    }
    let (form, part) = match form.split_once('+') {
        Some((form, part)) => (form, Some(part)),
        None => (form, None),
    };
    let (year, rest) = match form.strip_prefix("--") {
        Some(rest) => (near.0.year(), rest),
        None => match form.split_once('-') {
            Some((year, rest)) => (year.parse().ok()?, rest),
            None => (form.parse().ok()?, ""),
        },
    };
    let mut parts = rest
        .split('-')
        .filter(|p| !p.is_empty())
        .map(|p| p.trim_start_matches('Q').parse::<i8>());
    let first = parts.next().transpose().ok()?;
    let day = parts.next().transpose().ok()?;
    let month = match (first, rest.starts_with('Q'), edge) {
        (None, _, Edge::Start) => return Day::new(year, 1, 1),
        (None, _, Edge::End) => return Day::new(year, 12, 31),
        (Some(quarter), true, Edge::Start) => {
            return Day::new(year, quarter.checked_mul(3)?.checked_sub(2)?, 1);
        }
        (Some(quarter), true, Edge::End) => {
            return Day::new(year, quarter.checked_mul(3)?, 1).map(month_end);
        }
        (Some(month), false, _) => month,
    };
    if let Some(day) = day {
        return Day::new(year, month, day);
    }
    let first = Day::new(year, month, 1)?;
    Some(match (part, edge) {
        (Some("b"), Edge::Start) | (None, Edge::Start) => first,
        (Some("m"), Edge::Start) => first.plus(10),
        (Some(_), Edge::Start) => first.plus(20),
        (Some("b"), Edge::End) => first.plus(9),
        (Some("m"), Edge::End) => first.plus(19),
        (_, Edge::End) => month_end(first),
    })
}

/// The number before 个工作日 that follows a word: 5 of `评议结果公示5个工作日`.
pub fn workdays_after(text: &str, word: &str) -> Option<u32> {
    let (_, rest) = text.split_once(word)?;
    let (before, _) = rest.split_once("个工作日")?;
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|n| (1..=60).contains(n))
}

/// Reads an adjusted phase: `名称：2026-05-06 至 2026-05-31`, the end left out while it is open.
pub fn phase_of(words: &str, _today: Day) -> Result<Phase, No> {
    let (name, span) = words.split_once(['：', ':']).ok_or(No::PhaseWords)?;
    let mut days = span.split('至').map(str::trim).filter(|d| !d.is_empty());
    let starts = days
        .next()
        .and_then(|d| d.parse().ok())
        .ok_or(No::PhaseWords)?;
    let ends = match days.next() {
        Some(day) => Some(day.parse().map_err(|_| No::PhaseWords)?),
        None => None,
    };
    if name.trim().is_empty() || ends.is_some_and(|e: Day| e < starts) {
        return Err(No::PhaseWords);
    }
    Ok(Phase {
        name: name.trim().to_owned(),
        starts,
        ends,
    })
}

/// Reads adjusted focus areas: `社区：服务群众、居容整洁`.
pub fn duty_of(words: &str) -> Result<(String, Vec<String>), No> {
    let (category, foci) = words.split_once(['：', ':']).ok_or(No::DutyWords)?;
    let foci: Vec<String> = foci
        .split('、')
        .map(|f| f.trim().to_owned())
        .filter(|f| !f.is_empty())
        .collect();
    if category.trim().is_empty() || foci.is_empty() {
        return Err(No::DutyWords);
    }
    Ok((category.trim().to_owned(), foci))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn minutes(due: i64, present: i64, votes_for: i64) -> Minutes {
        Minutes {
            meeting: "党员大会".into(),
            held_on: day("2026-05-08"),
            due,
            present,
            absent: due - present,
            votes_for,
            votes_against: present - votes_for,
            votes_abstain: 0,
            resolution: "同意".into(),
        }
    }

    #[test]
    fn a_meeting_of_21_needs_11_present_and_11_in_favour() {
        // S4.3-02
        let today = day("2026-05-09");
        assert_eq!(
            carried(minutes(21, 10, 10), today),
            Err(No::Quorum {
                due: 21,
                present: 10
            })
        );
        assert_eq!(
            carried(minutes(21, 11, 10), today),
            Err(No::NotCarried {
                due: 21,
                votes_for: 10
            })
        );
        assert!(carried(minutes(21, 11, 11), today).is_ok());
        assert!(
            carried(minutes(20, 11, 10), today).is_err(),
            "half is not more than half"
        );
    }

    #[test]
    fn minutes_must_add_up_and_lie_in_the_past() {
        let today = day("2026-05-09");
        let mut m = minutes(21, 15, 15);
        m.absent = 5;
        assert_eq!(
            carried(m, today),
            Err(No::Attendance {
                due: 21,
                present: 15,
                absent: 5
            })
        );
        let mut m = minutes(21, 15, 15);
        m.votes_abstain = 1;
        assert_eq!(
            carried(m, today),
            Err(No::Votes {
                present: 15,
                cast: 16
            })
        );
        assert_eq!(
            carried(minutes(21, 15, 15), day("2026-05-07")),
            Err(No::MeetingAhead)
        );
        let mut m = minutes(21, 15, 15);
        m.due = -1;
        assert_eq!(carried(m, today), Err(No::Count));
    }

    #[test]
    fn a_plan_goes_its_way_step_by_step_and_no_other() {
        use State::*;
        let acts = [
            Step::Confirm,
            Step::Resolve,
            Step::Submit,
            Step::Reply(ReplyKind::Agreed),
            Step::Reply(ReplyKind::Returned),
            Step::Issue,
        ];
        let allowed = [
            (Reading, Step::Confirm, Confirmed),
            (Returned, Step::Confirm, Confirmed),
            (Confirmed, Step::Resolve, Resolved),
            (Resolved, Step::Submit, Submitted),
            (Submitted, Step::Reply(ReplyKind::Agreed), Approved),
            (Submitted, Step::Reply(ReplyKind::Returned), Returned),
            (Approved, Step::Issue, InForce),
        ];
        for state in State::ALL {
            for act in acts {
                let expected = allowed
                    .iter()
                    .find(|(s, a, _)| s == state && *a == act)
                    .map(|(_, _, to)| *to);
                assert_eq!(after(*state, act).ok(), expected, "{state:?} {act:?}");
            }
        }
    }

    #[test]
    fn dates_of_the_plan_become_days() {
        let near = day("2011-05-16");
        for (form, edge, expected) in [
            ("2011-05-16", Edge::Start, Some("2011-05-16")),
            ("now", Edge::Start, Some("2011-05-16")),
            ("2011-07", Edge::Start, Some("2011-07-01")),
            ("2011-07", Edge::End, Some("2011-07-31")),
            ("2011-06+b", Edge::End, Some("2011-06-10")),
            ("2011-06+m", Edge::Start, Some("2011-06-11")),
            ("2011-06+e", Edge::Start, Some("2011-06-21")),
            ("2011-02+e", Edge::End, Some("2011-02-28")),
            ("--09-15", Edge::End, Some("2011-09-15")),
            ("--Q3", Edge::End, Some("2011-09-30")),
            ("2011", Edge::End, Some("2011-12-31")),
            ("before:党的十八大召开", Edge::End, None),
            ("2011-13-01", Edge::Start, None),
            ("", Edge::Start, None),
        ] {
            assert_eq!(
                day_of(form, near, edge),
                expected.map(day),
                "{form} {edge:?}"
            );
        }
    }

    #[test]
    fn a_quarterly_task_comes_again_at_the_end_of_the_next_quarter() {
        use super::super::Cadence;
        assert_eq!(
            next_due(Cadence::Quarterly, day("2026-06-30")),
            Some(day("2026-09-30"))
        );
        assert_eq!(
            next_due(Cadence::Monthly, day("2026-01-31")),
            Some(day("2026-02-28"))
        );
        assert_eq!(
            next_due(Cadence::Yearly, day("2026-12-31")),
            Some(day("2027-12-31"))
        );
        assert_eq!(next_due(Cadence::Once, day("2026-12-31")), None);
    }

    #[test]
    fn the_period_of_a_notice_is_read_from_the_plans_words() {
        for (text, word, days) in [
            (
                "评议结果公示5个工作日，公示期间收到的意见要答复",
                "公示",
                Some(5),
            ),
            ("7个工作日，次日起算", "", Some(7)),
            ("在5个工作日内审核", "公示", None),
            ("公示若干个工作日", "公示", None),
            ("公示900个工作日", "公示", None),
        ] {
            assert_eq!(workdays_after(text, word), days, "{text}");
        }
    }

    #[test]
    fn an_adjusted_phase_is_read_back_from_its_words() {
        let today = day("2026-05-01");
        let phase = phase_of("动员部署：2026-05-06 至 2026-05-31", today).unwrap();
        assert_eq!(
            (phase.starts, phase.ends),
            (day("2026-05-06"), Some(day("2026-05-31")))
        );
        assert_eq!(phase_of("深化：2026-07-01", today).unwrap().ends, None);
        assert_eq!(
            phase_of("深化：2026-07-01 至 2026-06-01", today),
            Err(No::PhaseWords)
        );
        assert_eq!(phase_of("没有日期", today), Err(No::PhaseWords));
        assert_eq!(
            duty_of("社区：服务群众、居容整洁").unwrap().1,
            ["服务群众", "居容整洁"]
        );
        assert!(duty_of("社区").is_err());
    }
}
