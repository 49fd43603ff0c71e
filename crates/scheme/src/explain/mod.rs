//! The reasons behind a result: one for each figure, the points of all adding up to the total.

mod sentence;

use crate::figure::{Figure, Worked};
use crate::outcome::{Direction, Rated, Reason};
use crate::place::{Standing, measured};
use crate::points::Points;
use crate::prepare::{Lane, Prepared};
use crate::ratio::{Ratio, Rounding};
use crate::refusal::RateError;
use crate::rules::{Frame, Item, Scheme, Source, Take, Trigger};
use crate::seats::Push;
use crate::subject::Subject;
use std::collections::BTreeSet;

/// All that is known of one subject once everyone is rated.
pub(crate) struct Known<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) subject: &'a Subject,
    pub(crate) prepared: &'a Prepared<'a>,
    pub(crate) figure: &'a Figure,
    pub(crate) standing: &'a Standing,
    /// The level after quotas.
    pub(crate) level: Option<usize>,
    pub(crate) pushes: &'a [Push],
}

pub(crate) fn explain(known: &Known<'_>) -> Result<Rated, RateError> {
    let mut tale = Tale {
        known,
        reasons: Vec::new(),
        told: BTreeSet::new(),
    };
    match known.standing.exempt {
        Some(exempt) => tale.exempt(exempt),
        None => {
            tale.points().ok_or_else(|| RateError::Overflow {
                subject: known.subject.id.clone(),
                item: None,
            })?;
            tale.level();
        }
    }
    Ok(tale.close())
}

struct Tale<'a> {
    known: &'a Known<'a>,
    reasons: Vec<Reason>,
    /// Facts that stand in a reason already, as places.
    told: BTreeSet<usize>,
}

impl Tale<'_> {
    fn tell(&mut self, item: &str, title: &str, points: Points, because: String, facts: &[usize]) {
        let all = &self.known.prepared.facts;
        let ids = facts.iter().filter_map(|at| all.get(*at));
        self.reasons.push(Reason {
            item: item.to_owned(),
            title: title.to_owned(),
            points,
            because,
            facts: ids.map(|(fact, _)| fact.id.clone()).collect(),
        });
        self.told.extend(facts);
    }

    /// The facts in a lane that are not told yet.
    fn lane(&self, wanted: impl Fn(&Lane) -> bool) -> Vec<usize> {
        (self.known.prepared.facts.iter().enumerate())
            .filter(|(at, (_, lane))| wanted(lane) && !self.told.contains(at))
            .map(|(at, _)| at)
            .collect()
    }

    fn exempt(&mut self, exempt: usize) {
        let all = self.lane(|_| true);
        if let Some(exempt) = self.known.scheme.exempt.get(exempt) {
            self.tell(
                "exempt",
                "不参加评定",
                Points::ZERO,
                exempt.because.clone(),
                &all,
            );
        }
    }

    /// Base, items, sections, total, and the facts that earn nothing.
    fn points(&mut self) -> Option<()> {
        let scheme = self.known.scheme;
        let nothing = self.known.subject.facts.is_empty() && self.known.subject.scores.is_empty();
        let because = sentence::base(scheme.base, nothing);
        self.tell("base", "基础分", scheme.base, because, &[]);
        for (at, item) in scheme.items.iter().enumerate() {
            self.item(at, item)?;
        }
        for at in 0..scheme.sections.len() {
            self.section(scheme.items.len() + at)?;
        }
        self.total()?;
        let lanes: [(Lane, &str, &str, &str); 4] = [
            (
                Lane::Elsewhere,
                "other",
                "不计分的记录",
                "由其他组织登记，按本方案不计",
            ),
            (Lane::Outside, "other", "不计分的记录", "不在评定期内，不计"),
            (
                Lane::Other,
                "other",
                "不计分的记录",
                "不在本方案计分范围内，不加分也不扣分",
            ),
            (
                Lane::Condition,
                "condition",
                "只供条件使用的记录",
                "只用于判断条件，本身不计分",
            ),
        ];
        for (lane, item, title, why) in lanes {
            // Conditions that fire tell their own facts; what is left is told here.
            let facts = match lane {
                Lane::Condition => self.idle_conditions(),
                lane => self.lane(|found| *found == lane),
            };
            if !facts.is_empty() {
                let because = format!("另有{}条记录{why}", facts.len());
                self.tell(item, title, Points::ZERO, because, &facts);
            }
        }
        Some(())
    }

    fn item(&mut self, at: usize, item: &Item) -> Option<()> {
        let Some(worked) = self.known.figure.items.get(at).copied().flatten() else {
            return Some(());
        };
        let facts = self.lane(|lane| match (lane, &item.source) {
            (Lane::Item(of) | Lane::Beaten(of), _) => *of == at,
            _ => false,
        });
        let beaten = self.lane(|lane| *lane == Lane::Beaten(at)).len();
        let idle = matches!(item.source, Source::Facts { .. } | Source::Votes(_))
            && facts.is_empty()
            && worked.points == Points::ZERO;
        if idle {
            return Some(());
        }
        let part = contribution(self.known.scheme, at, &item.frame, worked.points)?;
        let because = sentence::item(self.known.scheme, item, &worked, part, beaten);
        self.tell(&item.frame.id, &item.frame.title, part, because, &facts);
        Some(())
    }

    fn section(&mut self, node: usize) -> Option<()> {
        let (scheme, figure) = (self.known.scheme, self.known.figure);
        let at = node - scheme.items.len();
        let section = scheme.sections.get(at)?;
        let points = figure.nodes.get(node).copied().unwrap_or_default();
        let part = contribution(scheme, node, &section.frame, points)?;
        let below = self.parts(Some(node))?;
        let change = part.checked_sub(below)?;
        let frame = &section.frame;
        let plain = frame.weight.is_none()
            && frame.cap.is_none()
            && frame.floor.is_none()
            && frame.base == Points::ZERO
            && section.take == Take::Sum;
        let idle = points == Points::ZERO && change == Points::ZERO;
        if (plain && change == Points::ZERO) || idle {
            return Some(());
        }
        let raw = figure.raw.get(at).copied().unwrap_or_default();
        let because = sentence::section(section, raw, points, part, change);
        self.tell(&frame.id, &frame.title, change, because, &[]);
        Some(())
    }

    /// What the parts of a whole have been told to contribute.
    fn parts(&self, whole: Option<usize>) -> Option<Points> {
        let (scheme, figure) = (self.known.scheme, self.known.figure);
        let mut sum = Points::ZERO;
        for (node, frame) in scheme.children(whole) {
            if node < scheme.items.len() && figure.items.get(node).is_none_or(Option::is_none) {
                continue;
            }
            let points = figure.nodes.get(node).copied().unwrap_or_default();
            sum = sum.checked_add(contribution(scheme, node, frame, points)?)?;
        }
        Some(sum)
    }

    fn total(&mut self) -> Option<()> {
        let (scheme, figure) = (self.known.scheme, self.known.figure);
        let below = self.parts(None)?.checked_add(scheme.base)?;
        let change = figure.total.checked_sub(below)?;
        if change != Points::ZERO {
            let because = sentence::total(scheme, below, figure.total);
            self.tell("total", "总分", change, because, &[]);
        }
        Some(())
    }

    /// The facts of conditions that are told by no veto or limit.
    fn idle_conditions(&self) -> Vec<usize> {
        let scheme = self.known.scheme;
        let fired = (self.known.standing.vetoes.iter())
            .filter_map(|at| Some(&scheme.vetoes.get(*at)?.trigger))
            .chain(
                (self.known.standing.limits.iter())
                    .filter_map(|at| Some(&scheme.limits.get(*at)?.trigger)),
            );
        let mut spoken: BTreeSet<usize> = BTreeSet::new();
        for trigger in fired {
            spoken.extend(self.of_trigger(trigger));
        }
        let all = self.lane(|lane| matches!(lane, Lane::Condition | Lane::Trigger(_)));
        all.into_iter().filter(|at| !spoken.contains(at)).collect()
    }

    /// The facts that a trigger rests on, which earn no points elsewhere.
    fn of_trigger(&self, trigger: &Trigger) -> Vec<usize> {
        match trigger {
            Trigger::Group(_) => Vec::new(),
            Trigger::Fact(kind) => self.lane(|lane| *lane == Lane::Trigger(*kind)),
            Trigger::When(condition) => {
                let kinds: Vec<&String> = (condition.uses().kinds.iter())
                    .filter_map(|(_, kind)| self.known.scheme.kinds.get(*kind))
                    .collect();
                let facts = self.lane(|lane| *lane == Lane::Condition);
                let all = &self.known.prepared.facts;
                facts
                    .into_iter()
                    .filter(|at| {
                        all.get(*at)
                            .is_some_and(|(fact, _)| kinds.contains(&&fact.kind))
                    })
                    .collect()
            }
        }
    }

    /// Stars, limits, vetoes, the last result, quotas, and the level itself.
    fn level(&mut self) {
        let (scheme, standing) = (self.known.scheme, self.known.standing);
        for (at, star) in scheme.stars.iter().enumerate() {
            let won = self.known.figure.stars.get(at).copied().unwrap_or(false);
            let because = sentence::star(scheme, self.known.figure, star, won);
            self.tell("star", &star.title, Points::ZERO, because, &[]);
        }
        for limit in standing
            .limits
            .iter()
            .filter_map(|at| scheme.limits.get(*at))
        {
            let facts = self.of_trigger(&limit.trigger);
            let because = sentence::limit(scheme, limit);
            self.tell("limit", "封顶", Points::ZERO, because, &facts);
        }
        for veto in standing
            .vetoes
            .iter()
            .filter_map(|at| scheme.vetoes.get(*at))
        {
            let facts = self.of_trigger(&veto.trigger);
            self.tell(
                "veto",
                "一票否决",
                Points::ZERO,
                veto.because.clone(),
                &facts,
            );
        }
        if let Some(because) = sentence::change(scheme, standing) {
            self.tell("change", "升降", Points::ZERO, because, &[]);
        }
        for push in self.known.pushes {
            let because = sentence::quota(scheme, push);
            self.tell("quota", "名额", Points::ZERO, because, &[]);
        }
        let figure = self.known.figure;
        let measure = measured(scheme, figure.total, &figure.stars);
        let because = match self.refused() {
            Some(why) => sentence::refused(figure.total, &why),
            None => sentence::level(scheme, standing, self.known.level, figure.total, measure),
        };
        self.tell("level", "定级", Points::ZERO, because, &[]);
    }

    /// Why no level may be given.
    fn refused(&self) -> Option<String> {
        let (scheme, standing) = (self.known.scheme, self.known.standing);
        if !standing.fixed || self.known.level.is_some() {
            return None;
        }
        if let Some(exempt) = standing.exempt.and_then(|at| scheme.exempt.get(at)) {
            return Some(exempt.because.clone());
        }
        let whys: Vec<&str> = (standing.vetoes.iter())
            .filter_map(|at| scheme.vetoes.get(*at))
            .map(|veto| veto.because.as_str())
            .collect();
        Some(whys.join("；"))
    }

    fn close(self) -> Rated {
        let (scheme, standing) = (self.known.scheme, self.known.standing);
        let refused = self.refused();
        let level = self.known.level.and_then(|at| scheme.levels.get(at));
        let stars: Option<Vec<String>> = (!scheme.stars.is_empty()).then(|| {
            (scheme.stars.iter().zip(&self.known.figure.stars))
                .filter(|(_, won)| **won)
                .map(|(star, _)| star.id.clone())
                .collect()
        });
        let result = match level {
            Some(cutoff) => Some(cutoff.level.code.clone()),
            None if scheme.levels.is_empty() && !standing.fixed => {
                stars.as_ref().map(|stars| stars.len().to_string())
            }
            None => None,
        };
        let change = scheme
            .change
            .as_ref()
            .map(|_| direction(standing.previous, self.known.level));
        Rated {
            id: self.known.subject.id.clone(),
            result,
            level: level.map(|cutoff| cutoff.level.clone()),
            stars,
            change,
            points: self.known.figure.total,
            reasons: self.reasons,
            refused,
        }
    }
}

fn direction(previous: Option<usize>, level: Option<usize>) -> Direction {
    match (previous, level) {
        (None, _) => Direction::New,
        (Some(_), None) => Direction::Down,
        (Some(before), Some(now)) => match now.cmp(&before) {
            std::cmp::Ordering::Less => Direction::Up,
            std::cmp::Ordering::Equal => Direction::Same,
            std::cmp::Ordering::Greater => Direction::Down,
        },
    }
}

/// What a node adds to the whole above it; nothing where the whole is kept aside.
fn contribution(scheme: &Scheme, node: usize, frame: &Frame, points: Points) -> Option<Points> {
    if aside(scheme, node) {
        return Some(Points::ZERO);
    }
    match frame.weight {
        None => Some(points),
        Some(weight) => {
            (Ratio::of(points).times(weight.num(), weight.den())?).round(Rounding::HUNDREDTHS)
        }
    }
}

/// Whether a node or one of the sections around it is kept aside.
fn aside(scheme: &Scheme, node: usize) -> bool {
    let mut frame = scheme.frame(node);
    while let Some(here) = frame {
        if here.aside {
            return true;
        }
        frame = here
            .section
            .and_then(|at| Some(&scheme.sections.get(at)?.frame));
    }
    false
}

/// Whether the points of an item are its value as it stands.
fn as_is(item: &Item, worked: &Worked) -> bool {
    worked.value == Some(worked.earned) && matches!(item.rate, crate::rules::Rate::AsIs)
}
