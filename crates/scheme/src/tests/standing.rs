//! Quotas, ties, and what follows from the last result.

use super::fact;
use crate::{Attribute, Direction, RateError, Scheme, Subject, rate};

const HEAD: &str = r#"
title = "名次"
subject = "member"
base = "0"
[[item]]
id = "year"
title = "年度积分"
fact = "year_points"
per_amount = "1"
unit = "分"
[[level]]
code = "a"
name = "甲"
from = "80"
inclusive = true
[[level]]
code = "b"
name = "乙"
from = "60"
inclusive = true
[[level]]
code = "c"
name = "丙"
from = "40"
inclusive = true
"#;

fn of(id: &str, points: &str, previous: &str) -> Subject {
    let mut subject = Subject::new(id, vec![fact("y", "year_points", points)]);
    if !previous.is_empty() {
        let text = Attribute::Text(previous.to_owned());
        subject.attributes.insert("previous".to_owned(), text);
    }
    subject
}

fn results(scheme: &str, subjects: &[Subject]) -> String {
    let outcome = rate(&Scheme::parse("s", scheme).unwrap(), subjects).unwrap();
    let codes = outcome
        .results
        .iter()
        .map(|rated| rated.result.as_deref().unwrap_or("-"));
    codes.collect()
}

#[test]
fn who_ties_for_the_last_seat_is_in_or_out_or_named_as_the_scheme_says() {
    let people = [
        of("p", "95", ""),
        of("q", "90", ""),
        of("r", "90", ""),
        of("s", "85", ""),
    ];
    let with = |ties: &str| {
        format!("{HEAD}[[quota]]\nid = \"q\"\nlevels = [\"a\"]\ncount = 2\nties = \"{ties}\"\n")
    };
    assert_eq!(results(&with("in"), &people), "aaab");
    assert_eq!(results(&with("out"), &people), "abbb");
    let refused = rate(&Scheme::parse("s", &with("refuse")).unwrap(), &people).unwrap_err();
    assert_eq!(
        refused,
        RateError::Tie {
            quota: "q".to_owned(),
            pool: String::new(),
            subjects: vec!["q".to_owned(), "r".to_owned()]
        }
    );
}

#[test]
fn a_share_is_rounded_as_the_scheme_says() {
    // Half of five is two and a half.
    let people: Vec<Subject> = (0..5)
        .map(|n| of(&n.to_string(), &(90 + n).to_string(), ""))
        .collect();
    for (round, seats) in [("down", 2), ("half_up", 3), ("up", 3)] {
        let scheme = format!(
            "{HEAD}[[quota]]\nid = \"q\"\nlevels = [\"a\"]\nshare = \"50%\"\nround = \"{round}\"\nties = \"in\"\n"
        );
        let given = results(&scheme, &people).matches('a').count();
        assert_eq!(given, seats, "{round}");
    }
}

#[test]
fn one_level_up_or_down_in_a_round_and_a_margin_that_keeps() {
    let change = |rows: &str| format!("{HEAD}[change]\nnewcomers = \"b\"\n{rows}");
    let scheme = change("keep_margin = \"2\"\nup_at_most = 1\ndown_at_most = 1\n");
    for (points, previous, result, direction) in [
        ("95", "", "b", Direction::New),
        ("95", "c", "b", Direction::Up),
        ("95", "b", "a", Direction::Up),
        ("78", "a", "a", Direction::Same),
        ("77.99", "a", "b", Direction::Down),
        ("10", "a", "b", Direction::Down),
        ("10", "c", "-", Direction::Down),
        ("38", "", "-", Direction::New),
    ] {
        let scheme = Scheme::parse("s", &scheme).unwrap();
        let rated = rate(&scheme, &[of("p", points, previous)])
            .unwrap()
            .results
            .remove(0);
        assert_eq!(
            rated.result.as_deref().unwrap_or("-"),
            result,
            "{points} after {previous}"
        );
        assert_eq!(rated.change, Some(direction), "{points} after {previous}");
    }
}

/// `p` and `q` reach 甲; there is one seat. 乙 asks for a deed, and `p` has none.
#[test]
fn who_finds_no_seat_falls_no_further_than_the_scheme_lets_anyone_fall() {
    let rows = HEAD
        .replace("base = \"0\"\n", "base = \"0\"\nuncounted = [\"deed\"]\n")
        .replace(
            "name = \"乙\"\n",
            "name = \"乙\"\nwhen = 'count.deed >= 1'\nbecause = \"须有先进事迹\"\n",
        );
    let quota = |level: &str, count: u32| {
        format!(
            "[[quota]]\nid = \"{level}\"\nlevels = [\"{level}\"]\ncount = {count}\nties = \"out\"\n"
        )
    };
    let change = |over: bool| {
        format!("[change]\nnewcomers = \"free\"\ndown_at_most = 1\ndown_over_quota = {over}\n")
    };
    let people = [of("p", "85", "a"), of("q", "95", "a")];
    let one = quota("a", 1);
    assert_eq!(
        results(&format!("{rows}{}{one}", change(false)), &people),
        "ba"
    );
    let newcomers = [of("p", "85", ""), of("q", "95", "")];
    assert_eq!(
        results(&format!("{rows}{}{one}", change(false)), &newcomers),
        "ca",
        "nothing protects who held no level"
    );
    let both = format!("{one}{}", quota("b", 0));
    assert_eq!(
        results(&format!("{rows}{}{both}", change(false)), &people),
        "ca",
        "the seats of 乙 go before protection"
    );
    assert_eq!(
        results(&format!("{rows}{}{both}", change(true)), &people),
        "ba",
        "protection goes before the seats of 乙"
    );
}

#[test]
fn a_quota_that_leaves_people_without_any_level_has_to_say_so() {
    let quota = |levels: &str, more: &str| {
        format!("[[quota]]\nid = \"q\"\n{levels}\ncount = 1\nties = \"out\"\n{more}")
    };
    let load = |text: String| Scheme::parse("s", &text).map_err(|refused| refused.what);
    let lacking = Err("缺少设置“below”".to_owned());
    let idle = Err("“below”没有用处：得不到名额的人都有下一等次可降".to_owned());
    let what = |text: String| load(text).map(|_| ());
    let none = "below = \"none\"\n";
    // Below 丙 there is nothing; below 甲 and 乙 there is 丙.
    let last = "at_least = \"c\"";
    assert_eq!(what(format!("{HEAD}{}", quota(last, ""))), lacking);
    assert_eq!(what(format!("{HEAD}{}", quota(last, none))), Ok(()));
    let upper = "levels = [\"a\", \"b\"]";
    assert_eq!(what(format!("{HEAD}{}", quota(upper, ""))), Ok(()));
    assert_eq!(what(format!("{HEAD}{}", quota(upper, none))), idle);
    assert!(what(format!("{HEAD}{}", quota(last, "below = \"c\"\n"))).is_err());
    let two = [of("p", "50", ""), of("q", "45", "")];
    assert_eq!(results(&format!("{HEAD}{}", quota(last, none)), &two), "c-");
    // A condition that people of 乙 need not meet, and a line that they need not reach.
    let narrow = HEAD.replace(
        "name = \"丙\"\n",
        "name = \"丙\"\nwhen = 'points < 60'\nbecause = \"不到60分\"\n",
    );
    assert_eq!(what(format!("{narrow}{}", quota(upper, ""))), lacking);
    let any = HEAD.replace("from = \"60\"\ninclusive = true", "from = \"any\"");
    assert_eq!(what(format!("{any}{}", quota(upper, ""))), lacking);
    let equal = HEAD.replace(
        "from = \"40\"\ninclusive = true",
        "from = \"60\"\ninclusive = false",
    );
    assert_eq!(what(format!("{equal}{}", quota(upper, ""))), lacking);
    // Held by the margin alone, somebody with 57 points has 乙 and not 丙 from 58.
    let margin = "[change]\nnewcomers = \"free\"\nkeep_margin = \"3\"\n";
    let near = HEAD.replace("from = \"40\"", "from = \"58\"");
    assert_eq!(what(format!("{near}{}{margin}", quota(upper, ""))), lacking);
    assert_eq!(what(format!("{HEAD}{}{margin}", quota(upper, ""))), Ok(()));
}

/// `q` and `r` tie for the second of two seats at 甲 and fall; `q` finds the seat that is left at 乙,
/// for which `r` lacks the deed.
#[test]
fn who_finds_a_lower_seat_of_the_same_quota_is_counted_once() {
    let text = HEAD
        .replace("base = \"0\"\n", "base = \"0\"\nuncounted = [\"deed\"]\n")
        .replace(
            "name = \"乙\"\n",
            "name = \"乙\"\nwhen = 'count.deed >= 1'\nbecause = \"须有先进事迹\"\n",
        );
    let quota = "[[quota]]\nid = \"ab\"\nlevels = [\"a\", \"b\"]\ncount = 2\nties = \"out\"\n";
    let mut people = [of("p", "95", ""), of("q", "90", ""), of("r", "90", "")];
    people[1].facts.push(fact("d", "deed", "1"));
    let scheme = Scheme::parse("s", &format!("{text}{quota}")).unwrap();
    let outcome = rate(&scheme, &people).unwrap();
    assert_eq!(results(&format!("{text}{quota}"), &people), "abc");
    let used = &outcome.quota[0];
    assert_eq!((used.seats, used.given, used.reached), (2, 2, 3));
    assert_eq!(used.held_back, ["q", "r"]);
}

/// Who came up and who stayed may read the same sentences: the hash still tells one from the other.
#[test]
fn the_outcomes_hash_covers_the_change_from_the_last_result() {
    let scheme = Scheme::parse("s", &format!("{HEAD}[change]\nnewcomers = \"free\"\n")).unwrap();
    let mut hashes = Vec::new();
    for (previous, change) in [
        ("", Direction::New),
        ("a", Direction::Down),
        ("b", Direction::Same),
        ("c", Direction::Up),
    ] {
        let outcome = rate(&scheme, &[of("p", "70", previous)]).unwrap();
        assert_eq!(outcome.results[0].change, Some(change));
        assert_eq!(outcome.results[0].result.as_deref(), Some("b"));
        assert!(!hashes.contains(&outcome.hash), "after {previous:?}");
        hashes.push(outcome.hash);
    }
}

#[test]
fn ninety_one_points_and_88_percent_satisfied_make_at_most_fair() {
    // S3.2-08: 91 points, satisfaction 88 %.
    let scheme = format!(
        "{HEAD}[[limit]]\nwhen = 'num.satisfaction < 90'\nat_most = \"c\"\nbecause = \"满意率低于90%\"\n"
    );
    let mut branch = of("z", "91", "");
    branch
        .attributes
        .insert("satisfaction".to_owned(), Attribute::Text("88".to_owned()));
    let outcome = rate(&Scheme::parse("s", &scheme).unwrap(), &[branch]).unwrap();
    let rated = &outcome.results[0];
    assert_eq!(rated.result.as_deref(), Some("c"));
    let said: Vec<&str> = rated
        .reasons
        .iter()
        .map(|reason| reason.because.as_str())
        .collect();
    assert!(said.contains(&"满意率低于90%，最高评为丙"), "{said:?}");
    assert!(said.contains(&"合计91分，按分数甲，最后定为丙"), "{said:?}");
}

#[test]
fn nine_stars_of_ten_do_not_make_the_title() {
    let mut text =
        "title = \"十星\"\nsubject = \"member\"\nbase = \"0\"\nmeasure = \"stars\"\n".to_owned();
    for n in 0..10 {
        text.push_str(&format!(
            "[[item]]\nid = \"i{n}\"\ntitle = \"第{n}项\"\nfact = \"f{n}\"\nper_amount = \"1\"\nunit = \"分\"\n\
             [[star]]\nid = \"s{n}\"\ntitle = \"第{n}星\"\nof = \"i{n}\"\nfrom = \"8\"\ninclusive = true\n"
        ));
    }
    let titled = format!(
        "{text}[[level]]\ncode = \"ten\"\nname = \"十星级优秀党员\"\nstars = 10\nfrom = 10\n"
    );
    let member = |last: &str| {
        let facts = (0..10).map(|n| {
            fact(
                &n.to_string(),
                &format!("f{n}"),
                if n == 9 { last } else { "8" },
            )
        });
        Subject::new("m", facts.collect())
    };
    assert_eq!(results(&titled, &[member("8")]), "ten");
    assert_eq!(results(&titled, &[member("7.99")]), "-");
    assert_eq!(results(&text, &[member("7.99")]), "9");
}
