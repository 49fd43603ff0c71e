//! What a citizen may expect of a rating, sentence by sentence; numbers worked out by hand.

mod columns;
mod data;
mod examples;
mod files;
mod golden;
mod handbook;
mod laws;
mod loading;
mod near_cel;
mod numbers;
mod questions;
mod rating;
mod standing;

use crate::{Fact, Points, Rated, Scheme, Subject, rate};
use jiff::civil::date;

const SMALL: &str = r#"
title = "测试方案"
subject = "member"
base = "60"
uncounted = "all"

[[item]]
id = "pledge"
title = "公开承诺按期办结"
fact = "pledge_kept"
per_event = "5"
cap = "20"
unit = "项"

[[item]]
id = "overdue"
title = "公开承诺逾期未办结"
fact = "pledge_overdue"
per_event = "-3"
floor = "-6"
unit = "项"

[[item]]
id = "satisfaction"
title = "民主评议满意率"
fact = "appraisal_satisfaction"
per_amount = "0.15"
take = "mean"
cap = "15"
unit = "%"

[[item]]
id = "hours"
title = "志愿服务"
fact = "service_hours"
per_amount = "0.5"
unit = "小时"

[[veto]]
fact = "discipline"
because = "受到党纪处分，本期不评定星级"

[[level]]
code = "star-5"
name = "五星"
stars = 5
from = "90"
inclusive = true

[[level]]
code = "star-4"
name = "四星"
stars = 4
from = "80"
inclusive = false
"#;

fn small() -> Scheme {
    Scheme::parse("small.toml", SMALL).unwrap()
}

fn points(text: &str) -> Points {
    Points::parse(text).unwrap()
}

fn fact(id: &str, kind: &str, amount: &str) -> Fact {
    Fact::new(id, kind, points(amount), date(2026, 3, 1))
}

/// Facts of one kind and amount, called by the kind and a number.
fn facts(kind: &str, amount: &str, how_many: usize) -> Vec<Fact> {
    (1..=how_many)
        .map(|n| fact(&format!("{kind}-{n}"), kind, amount))
        .collect()
}

fn rated(scheme: &Scheme, facts: Vec<Fact>) -> Rated {
    rate(scheme, &[Subject::new("zhang", facts)])
        .unwrap()
        .results
        .remove(0)
}

/// The sentence and points of one item.
fn said(rated: &Rated, item: &str) -> (String, Points) {
    let reason = rated
        .reasons
        .iter()
        .find(|reason| reason.item == item)
        .unwrap();
    (reason.because.clone(), reason.points)
}
