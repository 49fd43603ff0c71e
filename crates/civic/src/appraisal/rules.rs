//! When a tally sheet balances, and where two sheets differ. Pure. Field-facts 2.7.

use serde::{Deserialize, Serialize};

use super::No;

/// A tally sheet as one person entered it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Ballots handed out.
    pub issued: i64,
    /// Ballots that came back.
    pub returned: i64,
    /// Valid ones.
    pub valid: i64,
    /// Void ones.
    pub void: i64,
    /// For each subject, votes for each grade, and at the end those without an opinion.
    pub counts: Vec<Vec<i64>>,
}

/// Checks that a sheet balances, for subjects in this order and so many grades.
/// Names every line that does not.
pub fn balanced(sheet: &Sheet, subjects: &[String], grades: usize) -> Result<(), No> {
    let s = sheet;
    let mut wrong = Vec::new();
    let all = [s.issued, s.returned, s.valid, s.void];
    if all
        .iter()
        .chain(s.counts.iter().flatten())
        .any(|n| !(0..=1_000_000).contains(n))
    {
        return Err(No::Unbalanced(vec!["张数要填0或正整数".to_owned()]));
    }
    if s.issued == 0 {
        wrong.push("发出票数没有填".to_owned());
    }
    if s.returned > s.issued {
        wrong.push(format!("收回{}张，多于发出{}张", s.returned, s.issued));
    }
    if s.valid + s.void != s.returned {
        wrong.push(format!(
            "有效{}张加无效{}张，不等于收回{}张",
            s.valid, s.void, s.returned
        ));
    }
    if s.counts.len() != subjects.len() || s.counts.iter().any(|c| c.len() != grades + 1) {
        wrong.push("评议对象或等次与本次评议不一致".to_owned());
    } else {
        for (name, counts) in subjects.iter().zip(&s.counts) {
            let sum: i64 = counts.iter().sum();
            if sum != s.valid {
                wrong.push(format!(
                    "{name}各等次合计{sum}张，不等于有效票{}张",
                    s.valid
                ));
            }
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(No::Unbalanced(wrong))
    }
}

/// The cells in which two sheets differ; empty when they agree. Not what either
/// says there: the paper decides, and neither person is to see the other's count.
pub fn differences(a: &Sheet, b: &Sheet, subjects: &[String], grades: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for (what, x, y) in [
        ("发出", a.issued, b.issued),
        ("收回", a.returned, b.returned),
        ("有效", a.valid, b.valid),
        ("无效", a.void, b.void),
    ] {
        if x != y {
            out.push(format!("{what}票数"));
        }
    }
    for (i, name) in subjects.iter().enumerate() {
        for (j, grade) in grades
            .iter()
            .map(String::as_str)
            .chain(["不了解"])
            .enumerate()
        {
            let cell = |s: &Sheet| s.counts.get(i).and_then(|c| c.get(j)).copied().unwrap_or(0);
            if cell(a) != cell(b) {
                out.push(format!("{name}“{grade}”"));
            }
        }
    }
    out
}

/// The share of those with an opinion who are satisfied, in hundredths of a per cent; none without opinions.
pub fn satisfied_share(counts: &[i64], satisfied: &[bool]) -> Option<i64> {
    let opinions: i64 = counts.iter().take(satisfied.len()).sum();
    let good: i64 = counts
        .iter()
        .zip(satisfied)
        .filter(|(_, s)| **s)
        .map(|(n, _)| n)
        .sum();
    (opinions > 0).then(|| good * 10_000 / opinions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        vec!["甲".into(), "乙".into()]
    }

    fn sheet() -> Sheet {
        Sheet {
            issued: 50,
            returned: 48,
            valid: 46,
            void: 2,
            counts: vec![vec![30, 10, 5, 1, 0], vec![20, 20, 4, 1, 1]],
        }
    }

    #[test]
    fn fifty_issued_forty_eight_returned_forty_six_valid_two_void_balance() {
        assert_eq!(balanced(&sheet(), &names(), 4), Ok(()));
    }

    #[test]
    fn a_sheet_that_does_not_balance_says_which_line() {
        let cases = [
            (
                Sheet { void: 3, ..sheet() },
                "有效46张加无效3张，不等于收回48张",
            ),
            (
                Sheet {
                    issued: 40,
                    ..sheet()
                },
                "收回48张，多于发出40张",
            ),
            (
                Sheet {
                    counts: vec![vec![30, 10, 5, 1, 0], vec![20, 20, 4, 1, 0]],
                    ..sheet()
                },
                "乙各等次合计45张，不等于有效票46张",
            ),
            (
                Sheet {
                    counts: vec![],
                    ..sheet()
                },
                "评议对象或等次与本次评议不一致",
            ),
        ];
        for (sheet, line) in cases {
            assert_eq!(
                balanced(&sheet, &names(), 4),
                Err(No::Unbalanced(vec![line.to_owned()]))
            );
        }
    }

    #[test]
    fn two_sheets_that_differ_say_in_which_cell() {
        let grades: Vec<String> = ["好", "较好", "一般", "差"].map(str::to_owned).to_vec();
        let mut other = sheet();
        other.counts[1] = vec![21, 19, 4, 1, 1];
        assert_eq!(
            differences(&sheet(), &sheet(), &names(), &grades),
            Vec::<String>::new()
        );
        assert_eq!(
            differences(&sheet(), &other, &names(), &grades),
            ["乙“好”", "乙“较好”"]
        );
    }

    #[test]
    fn satisfaction_is_a_share_of_those_with_an_opinion() {
        let satisfied = [true, true, false, false];
        assert_eq!(satisfied_share(&[30, 10, 5, 1, 4], &satisfied), Some(8695));
        assert_eq!(satisfied_share(&[0, 0, 0, 0, 4], &satisfied), None);
    }
}
