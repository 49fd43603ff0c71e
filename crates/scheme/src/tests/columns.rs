//! Figures from columns are the figures from whole subjects.

use super::SMALL;
use crate::{Columns, ColumnsError, Scheme, Subject, rate, rate_columns};
use jiff::civil::date;
use proptest::prelude::*;
use std::num::NonZeroUsize;

const PLAIN: &str = r#"
title = "只加减"
subject = "member"
base = "60"
cap = "200"
uncounted = "all"
[[item]]
id = "a"
title = "甲"
facts = ["pledge_kept", "lecture"]
per_event = "5"
cap = "20"
unit = "项"
[[item]]
id = "b"
title = "乙"
fact = "service_hours"
per_amount = "-0.33"
base = "10"
floor = "-15"
unit = "小时"
[[level]]
code = "x"
name = "上"
from = "70"
inclusive = false
[[level]]
code = "y"
name = "下"
from = "any"
[[quota]]
id = "q"
levels = ["x"]
share = "1/3"
round = "half_up"
ties = "in"
"#;

const RICH: &str = r#"
title = "样样有"
measure = "points"
subject = "member"
base = "0"
uncounted = ["pledge_overdue", "lecture"]
[[section]]
id = "s"
title = "大项"
weight = "60%"
base = "20"
cap = "100"
floor = "0"
[[section]]
id = "t"
title = "另一项"
weight = "40%"
take = "highest"
[[item]]
id = "a"
title = "甲"
section = "s"
fact = "pledge_kept"
per_event = "5"
cap_month = "5"
cap_year = "40"
unit = "项"
[[item]]
id = "early"
title = "多的"
section = "s"
when = 'count.service_hours >= 2'
fact = "service_hours"
per_amount = "1"
each = "3"
part = "drop"
unit = "小时"
[[item]]
id = "few"
title = "少的"
section = "t"
fact = "service_hours"
take = "last"
per_amount = "0.5"
unit = "小时"
[[item]]
id = "share"
title = "满意率"
section = "t"
fact = "appraisal_satisfaction"
take = "mean"
none = "1"
unit = "%"
[[item.band]]
from = "60"
inclusive = false
points = "77.77"
[[item.band]]
from = "any"
points = "3"
[[star]]
id = "one"
title = "一星"
of = "s"
from = "30"
inclusive = true
[[veto]]
fact = "discipline"
because = "受到处分"
[[limit]]
when = 'count.pledge_overdue > 1 && points > 10'
down = 1
because = "多次逾期"
[[level]]
code = "x"
name = "上"
from = "30"
inclusive = true
[[level]]
code = "y"
name = "中"
from = "10"
inclusive = false
[[quota]]
id = "q"
levels = ["x"]
share = "50%"
round = "up"
vetoed_in_base = false
ties = "out"
order = ["stars", "s", "points"]
"#;

const KINDS: [&str; 6] = [
    "pledge_kept",
    "pledge_overdue",
    "appraisal_satisfaction",
    "service_hours",
    "discipline",
    "lecture",
];

#[derive(Debug)]
struct Town {
    starts: Vec<u32>,
    kinds: Vec<u16>,
    amounts: Vec<i32>,
    days: Vec<u16>,
    names: Vec<String>,
}

impl Town {
    fn columns(&self) -> Columns<'_> {
        Columns {
            starts: &self.starts,
            kinds: &self.kinds,
            amounts: &self.amounts,
            days: &self.days,
            first_day: date(2026, 1, 1),
            names: &self.names,
        }
    }
}

fn any_town() -> impl Strategy<Value = Town> {
    let fact = (0..6_u16, -2_000..20_000_i32, 0..365_u16);
    let subject = prop::collection::vec(fact, 0..9);
    prop::collection::vec(subject, 1..9).prop_map(|subjects| {
        let mut town = Town {
            starts: vec![0],
            kinds: Vec::new(),
            amounts: Vec::new(),
            days: Vec::new(),
            names: KINDS.map(str::to_owned).to_vec(),
        };
        for mut facts in subjects {
            facts.sort_by_key(|(_, _, day)| *day);
            for (kind, amount, day) in facts {
                town.kinds.push(kind);
                town.amounts.push(amount);
                town.days.push(day);
            }
            town.starts.push(u32::try_from(town.kinds.len()).unwrap());
        }
        town
    })
}

proptest! {
    #[test]
    fn columns_and_whole_subjects_give_the_same_figures_reasons_and_quotas(
        town in any_town(),
        workers in 1..4_usize,
    ) {
        for text in [PLAIN, RICH, SMALL] {
            let scheme = Scheme::parse("s", text).unwrap();
            let columns = town.columns();
            let standings = rate_columns(&scheme, &columns, NonZeroUsize::new(workers).unwrap()).unwrap();
            // Ids of one digit sort as numbers do.
            let subjects: Vec<Subject> = (0..town.starts.len() - 1).map(|who| columns.subject(who)).collect();
            let outcome = rate(&scheme, &subjects).unwrap();
            prop_assert_eq!(standings.quota(), outcome.quota.as_slice());
            for (who, rated) in outcome.results.iter().enumerate() {
                prop_assert_eq!(standings.points(who), Some(rated.points));
                let level = standings.level(who).map(|at| scheme.levels()[at].level.clone());
                prop_assert_eq!(&level, &rated.level);
                prop_assert_eq!(&standings.explain(&scheme, &columns, who).unwrap(), rated);
                let sum: i64 = rated.reasons.iter().map(|reason| reason.points.hundredths()).sum();
                prop_assert_eq!(sum, rated.points.hundredths());
            }
        }
    }
}

/// Which of two kinds came last, tallies by kind cannot tell.
#[test]
fn the_latest_of_several_kinds_is_not_read_from_columns() {
    let of = |kinds: &str| {
        let text = PLAIN.replace(
            "fact = \"service_hours\"\nper_amount",
            &format!("{kinds}\ntake = \"last\"\nper_amount"),
        );
        Scheme::parse("s", &text).unwrap()
    };
    let names = ["service_hours", "appraisal_satisfaction"].map(str::to_owned);
    let columns = Columns {
        starts: &[0, 2],
        kinds: &[1, 0],
        amounts: &[10_000, 2_000],
        days: &[1, 2],
        first_day: date(2026, 1, 1),
        names: &names,
    };
    let rate = |kinds: &str| {
        rate_columns(&of(kinds), &columns, NonZeroUsize::MIN).map(|all| all.points(0))
    };
    // 60 + 10 − 20 hours × 0.33 = 63.4.
    assert_eq!(
        rate("fact = \"service_hours\"").unwrap(),
        Some(super::points("63.4"))
    );
    let refused = rate("facts = [\"service_hours\", \"appraisal_satisfaction\"]").unwrap_err();
    assert_eq!(refused, ColumnsError::Needs("几种事实的先后"));
    assert_eq!(
        refused.to_string(),
        "这份方案要用到几种事实的先后，各列里没有，请逐人评定"
    );
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let scheme = Scheme::parse("s", PLAIN).unwrap();
    let mut town = Town {
        starts: vec![0, 2],
        kinds: vec![0],
        amounts: vec![0],
        days: vec![0],
        names: vec!["pledge_kept".to_owned()],
    };
    let one = NonZeroUsize::MIN;
    let refused = |town: &Town| {
        rate_columns(&scheme, &town.columns(), one)
            .map(|_| ())
            .unwrap_err()
    };
    assert_eq!(refused(&town), ColumnsError::Ragged);
    town.starts = vec![0, 1];
    town.kinds = vec![7];
    assert_eq!(refused(&town), ColumnsError::Ragged);
    let (stars, _) = super::examples::worked("2-named-stars");
    town.kinds = vec![0];
    assert_eq!(
        rate_columns(&stars, &town.columns(), one)
            .map(|_| ())
            .unwrap_err(),
        ColumnsError::Needs("评分")
    );
}
