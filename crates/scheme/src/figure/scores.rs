//! The value that a panel gives: the mean of each kind of scorer, times its weight.

use crate::points::Points;
use crate::ratio::Ratio;
use crate::refusal::RateError;
use crate::rules::{Item, Panel, Scorer};
use crate::subject::Subject;

/// The value, `None` out of range; and how many scores there were.
pub(super) fn value(
    subject: &Subject,
    item: &Item,
    panel: Option<&Panel>,
    least: Points,
    most: Points,
) -> Result<(Option<Ratio>, i64), RateError> {
    let Some(panel) = panel else {
        return Ok((None, 0));
    };
    let mut means = Vec::new();
    let mut many = 0;
    for scorer in &panel.scorers {
        let given = given(subject, item, scorer, least, most)?;
        many += given.len();
        if given.is_empty() && scorer.weight.num() > 0 && !panel.zero && !panel.spread {
            return Err(missing(subject, item, &scorer.title));
        }
        means.push((scorer, (!given.is_empty()).then(|| mean(scorer, given))));
    }
    let weighty =
        |(scorer, mean): &&(&Scorer, Option<_>)| scorer.weight.num() > 0 && mean.is_some();
    if panel.spread && !means.iter().any(|entry| weighty(&entry)) {
        return Err(missing(subject, item, &panel.title));
    }
    let value = composed(panel.spread, &means);
    Ok((value, i64::try_from(many).unwrap_or(i64::MAX)))
}

fn missing(subject: &Subject, item: &Item, scorer: &str) -> RateError {
    RateError::NoScores {
        subject: subject.id.clone(),
        item: item.frame.title.clone(),
        scorer: scorer.to_owned(),
    }
}

/// The scores of one kind of scorer, lowest first.
fn given(
    subject: &Subject,
    item: &Item,
    scorer: &Scorer,
    least: Points,
    most: Points,
) -> Result<Vec<Points>, RateError> {
    let mut given = Vec::new();
    for score in &subject.scores {
        if score.item != item.frame.id || score.scorer != scorer.id {
            continue;
        }
        if score.points < least || score.points > most {
            return Err(RateError::ScoreRange {
                subject: subject.id.clone(),
                item: item.frame.title.clone(),
                scorer: scorer.title.clone(),
                points: score.points,
                least,
                most,
            });
        }
        given.push(score.points);
    }
    given.sort_unstable();
    Ok(given)
}

fn mean(scorer: &Scorer, mut given: Vec<Points>) -> Option<Ratio> {
    let index = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    if scorer.drop_from > 0 && given.len() >= index(scorer.drop_from) {
        given.truncate(given.len().saturating_sub(index(scorer.drop_highest)));
        given.drain(..index(scorer.drop_lowest).min(given.len()));
    }
    let sum: i128 = given.iter().map(|points| points.wide()).sum();
    let mean = Ratio::new(sum, i128::try_from(given.len()).ok()?)?;
    match scorer.round {
        None => Some(mean),
        Some(rounding) => mean.round(rounding).map(Ratio::of),
    }
}

/// The means times their weights; where missing weights are spread, over the sum of those present.
fn composed(spread: bool, means: &[(&Scorer, Option<Option<Ratio>>)]) -> Option<Ratio> {
    let mut sum = Ratio::ZERO;
    let mut weights = Ratio::ZERO;
    for (scorer, mean) in means {
        let Some(mean) = mean else { continue };
        let (num, den) = (scorer.weight.num(), scorer.weight.den());
        sum = sum.plus((*mean)?.times(num, den)?)?;
        weights = weights.plus(Ratio::new(num, den)?)?;
    }
    if spread { sum.over(weights) } else { Some(sum) }
}
