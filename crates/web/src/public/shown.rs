//! What several public pages show alike: the phase line, a line per notice, honours.

use std::collections::BTreeMap;

use civic::campaign::{self, Campaign, Phase, StepRow, Track};
use civic::directory::{self, clock::Times};
use civic::honour::{self, Award};
use civic::notice::{self, Publication, State, Version};
use civic::{Counter, PersonId, StepKind};
use ground::{Day, Tx};

use super::Place;

/// How many notices a list reaches back.
const NOTICES: i64 = 200;

/// One step on the phase line.
#[derive(Debug)]
pub(crate) struct Mark {
    /// Its number, from 1.
    pub(crate) number: i64,
    /// Its name.
    pub(crate) name: String,
    /// When; may be empty.
    pub(crate) note: String,
    /// `done`, `now` or empty.
    pub(crate) standing: &'static str,
}

/// The phase line: the current step is the first that is not closed.
pub(crate) fn marks(steps: &[StepRow], running: &[Line]) -> Vec<Mark> {
    let current = campaign::current(steps).map(|s| s.number);
    steps
        .iter()
        .map(|step| {
            let standing = if step.closed_at.is_some() {
                "done"
            } else if Some(step.number) == current {
                "now"
            } else {
                ""
            };
            // A plan seldom says when the notice ends; the clock of a running one does.
            let until = running
                .last()
                .filter(|_| step.note.is_empty() && step.is(StepKind::Notice) && standing == "now");
            Mark {
                number: step.number,
                name: step.name.clone(),
                note: until.map_or_else(|| step.note.clone(), |n| format!("{}止", n.last)),
                standing,
            }
        })
        .collect()
}

/// A phase with its dates in words.
#[derive(Debug)]
pub(crate) struct Span {
    /// Its name.
    pub(crate) name: String,
    /// `5月6日–31日`, or `6月1日起，截止日未定`.
    pub(crate) dates: String,
    /// Whether it is going on.
    pub(crate) now: bool,
}

/// The phases in words, as seen on a day.
pub(crate) fn spans(phases: &[Phase], today: Day) -> Vec<Span> {
    phases
        .iter()
        .map(|p| Span {
            name: p.name.clone(),
            dates: match p.ends {
                Some(end) => span_words(p.starts, end),
                None if p.starts.year() == today.year() => {
                    format!("{}起，截止日未定", p.starts.short())
                }
                None => format!("{}起，截止日未定", p.starts.long()),
            },
            now: p.starts <= today && p.ends.is_none_or(|end| today <= end),
        })
        .collect()
}

/// `10月1日–7日`, `9月29日–10月12日`.
pub(crate) fn span_words(start: Day, end: Day) -> String {
    let month = |d: Day| (d.0.year(), d.0.month());
    if start == end {
        start.short()
    } else if month(start) == month(end) {
        format!("{}–{}日", start.short(), end.0.day())
    } else {
        format!("{}–{}", start.short(), end.short())
    }
}

/// A day with its year when that is another one than today's.
pub(crate) fn day_words(day: Day, today: Day) -> String {
    if day.0.year() == today.0.year() {
        day.short()
    } else {
        day.long()
    }
}

/// A notice in a list.
#[derive(Debug)]
pub(crate) struct Line {
    /// Where it stands.
    pub(crate) href: String,
    /// Its title.
    pub(crate) title: String,
    /// Whose it is.
    pub(crate) org: String,
    /// When it was published.
    pub(crate) published: String,
    /// Its last day.
    pub(crate) last: String,
    /// Its last day, to be ordered by.
    pub(crate) last_day: Day,
    /// Working days left.
    pub(crate) left: i64,
    /// One per working day: `f` over, `c` today, empty ahead.
    pub(crate) ticks: Vec<&'static str>,
    /// Whether objections are still taken.
    pub(crate) running: bool,
    /// How it stands otherwise.
    pub(crate) state: State,
}

/// Whether the period of a notice still runs.
pub(crate) fn is_running(times: Times, publication: &Publication, version: &Version) -> bool {
    publication.kind == notice::Kind::Notice
        && publication.state == State::Public
        && times.ends < version.effective_from
}

/// The notices of a place: running ones by their last day, then past ones, newest first.
pub(crate) async fn notices(tx: &mut Tx, place: &Place) -> ground::Result<(Vec<Line>, Vec<Line>)> {
    let at = &place.at;
    let names: BTreeMap<_, _> = directory::orgs(tx, at.tenant, &place.site.path)
        .await?
        .into_iter()
        .map(|o| (o.id, o.name))
        .collect();
    let (mut running, mut past) = (Vec::new(), Vec::new());
    for (publication, version) in notice::notices(tx, at.tenant, &place.site.path, NOTICES).await? {
        if !publication.is_open() {
            continue;
        }
        let org = names.get(&publication.org_id).cloned().unwrap_or_default();
        let line = line(place, &publication, &version, org);
        if line.running {
            running.push(line);
        } else {
            past.push(line);
        }
    }
    running.sort_by_key(|l| l.last_day);
    Ok((running, past))
}

fn line(place: &Place, publication: &Publication, version: &Version, org: String) -> Line {
    let at = &place.at;
    let published = at.house.zone.day(version.published_at);
    let ticks = notice::days(&at.house.calendar, version)
        .iter()
        .filter(|d| d.number.is_some())
        .map(|d| match d.day.cmp(&place.times.ends_on) {
            std::cmp::Ordering::Less => "f",
            std::cmp::Ordering::Equal => "c",
            std::cmp::Ordering::Greater => "n",
        })
        .collect();
    Line {
        href: format!("/t/{}/notices/{}", place.site.code, publication.id),
        title: publication.title.clone(),
        org,
        published: day_words(published, at.today),
        last: day_words(version.last_day, at.today),
        last_day: version.last_day,
        left: left(at, place.times, version.last_day),
        ticks,
        running: is_running(place.times, publication, version),
        state: publication.state,
    }
}

/// Working days left after today.
pub(crate) fn left(at: &Counter, times: Times, last: Day) -> i64 {
    let calendar = &at.house.calendar;
    calendar.workdays_between(times.ends_on, last).max(0)
}

/// A track of honour with what was given on it.
#[derive(Debug)]
pub(crate) struct TrackShown {
    /// The track.
    pub(crate) track: Track,
    /// Its sign.
    pub(crate) icon: &'static str,
    /// Whether persons are honoured on it.
    pub(crate) of_persons: bool,
}

/// The tracks of a campaign with their signs.
pub(crate) async fn tracks(
    tx: &mut Tx,
    place: &Place,
    campaign: &Campaign,
) -> ground::Result<Vec<TrackShown>> {
    let tracks = campaign::tracks(tx, place.tenant(), campaign.id).await?;
    // Honours are given to persons; where no track names them, the last one is theirs.
    let persons = tracks
        .iter()
        .position(|t| t.subject.contains("党员"))
        .unwrap_or(tracks.len().saturating_sub(1));
    Ok(tracks
        .into_iter()
        .enumerate()
        .map(|(i, track)| {
            let of_persons = i == persons;
            let icon = if of_persons {
                "star"
            } else if track.subject.contains("支部") {
                "mark"
            } else {
                "flag"
            };
            TrackShown {
                track,
                icon,
                of_persons,
            }
        })
        .collect())
}

/// The honours of a place, the latest of each person, by surname strokes.
pub(crate) async fn latest_honours(tx: &mut Tx, place: &Place) -> ground::Result<Vec<Award>> {
    let awards = honour::wall(tx, place.tenant(), &place.site.path).await?;
    let mut newest: BTreeMap<PersonId, ground::At> = BTreeMap::new();
    for award in &awards {
        let at = newest.entry(award.person_id).or_insert(award.at);
        *at = award.at.max(*at);
    }
    Ok(awards
        .into_iter()
        .filter(|a| newest.get(&a.person_id) == Some(&a.at))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_says_no_month_twice_and_an_open_phase_says_that_it_is_open() {
        let day = |t: &str| t.parse::<Day>().unwrap();
        assert_eq!(
            span_words(day("2026-10-01"), day("2026-10-07")),
            "10月1日–7日"
        );
        assert_eq!(
            span_words(day("2026-09-29"), day("2026-10-12")),
            "9月29日–10月12日"
        );
        let open = Phase {
            name: "深化".to_owned(),
            starts: day("2026-07-01"),
            ends: None,
        };
        let shown = spans(&[open], day("2026-10-09"));
        assert_eq!(shown[0].dates, "7月1日起，截止日未定");
        assert!(shown[0].now);
    }
}
