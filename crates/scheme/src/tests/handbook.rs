//! What `docs/scheme.md` says beside its tables.

use super::{fact, points};
use crate::{Attribute, Fact, Points, Rated, Scheme, Subject, rate};

const HEAD: &str = "title = \"手册\"\nsubject = \"member\"\nbase = \"0\"\n";

fn items(ids: &[&str], aside: bool) -> String {
    let item = |id: &&str| {
        let aside = if aside { "aside = true\n" } else { "" };
        format!(
            "[[item]]\nid = \"{id}\"\ntitle = \"{id}项\"\nfact = \"{id}\"\nper_amount = \"1\"\nunit = \"分\"\n{aside}"
        )
    };
    ids.iter().map(item).collect()
}

fn level(code: &str, line: &str) -> String {
    format!("[[level]]\ncode = \"{code}\"\nname = \"{code}档\"\n{line}\n")
}

fn one(scheme: &str, subject: Subject) -> Rated {
    let scheme = Scheme::parse("s", scheme).unwrap();
    rate(&scheme, &[subject]).unwrap().results.remove(0)
}

fn refused(scheme: &str) -> String {
    Scheme::parse("s", scheme).unwrap_err().what
}

/// 80 and 90 points: 80 % and 20 % make 82, halves make 85.
#[test]
fn weights_that_differ_by_group_are_said_by_formulas_over_items_kept_aside() {
    let mut scheme = format!("{HEAD}{}", items(&["daily", "review"], true));
    for (group, daily, review) in [("office", "80%", "20%"), ("floating", "50%", "50%")] {
        scheme.push_str(&format!(
            "[[group]]\nid = \"{group}\"\ntitle = \"{group}类\"\n\
             [[item]]\nid = \"whole-{group}\"\ntitle = \"综合得分\"\ngroups = [\"{group}\"]\n\
             formula = 'share(item.daily, \"{daily}\") + share(item.review, \"{review}\")'\n"
        ));
    }
    scheme.push_str(&level("a", "from = \"any\""));
    for (group, total) in [("office", "82"), ("floating", "85")] {
        let facts = vec![fact("d", "daily", "80"), fact("r", "review", "90")];
        let mut subject = Subject::new("m", facts);
        subject.groups = vec![group.to_owned()];
        assert_eq!(one(&scheme, subject).points, points(total), "{group}");
    }
}

/// 出席率90%以上10分，80%以上5分.
#[test]
fn a_rate_from_counts_is_said_by_votes() {
    let scheme = format!(
        "{HEAD}[[item]]\nid = \"rate\"\ntitle = \"出席率\"\nvotes = {{ attended = \"100\", absent = \"0\" }}\n\
         none = \"0\"\n[[item.band]]\nfrom = \"90\"\ninclusive = true\npoints = \"10\"\n\
         [[item.band]]\nfrom = \"80\"\ninclusive = true\npoints = \"5\"\n\
         [[item.band]]\nfrom = \"any\"\npoints = \"0\"\n{}",
        level("a", "from = \"any\"")
    );
    let rated = |facts: Vec<Fact>| one(&scheme, Subject::new("m", facts)).points;
    let meetings = |attended: &str, absent: &str| {
        vec![fact("a", "attended", attended), fact("b", "absent", absent)]
    };
    assert_eq!(rated(meetings("9", "1")), points("10"), "90 %");
    assert_eq!(rated(meetings("8", "1")), points("5"), "88.9 %");
    assert_eq!(rated(meetings("7", "2")), points("0"), "77.8 %");
    let each: Vec<Fact> = (0..10)
        .map(|n| {
            fact(
                &n.to_string(),
                if n < 8 { "attended" } else { "absent" },
                "1",
            )
        })
        .collect();
    assert_eq!(rated(each), points("5"), "8 of 10, meeting by meeting");
    assert_eq!(rated(Vec::new()), points("0"));
}

#[test]
fn a_margin_below_a_band_that_begins_over_the_lower_end_counts_from_that_end() {
    let scheme = format!(
        "{}between = \"higher\"\ncap = \"100\"\n{}{}{}[change]\nnewcomers = \"free\"\nkeep_margin = \"3\"\n",
        HEAD,
        items(&["year"], false),
        level("excellent", "from = \"96\"\ninclusive = true"),
        level("good", "from = \"90\"\nto = \"95\"\ninclusive = true"),
    );
    for (total, previous, result) in [
        ("95.01", "", "excellent"),
        ("95", "", "good"),
        ("92.01", "excellent", "excellent"),
        ("92", "excellent", "good"),
    ] {
        let mut subject = Subject::new("m", vec![fact("y", "year", total)]);
        let previous = Attribute::Text(previous.to_owned());
        subject.attributes.insert("previous".to_owned(), previous);
        let rated = one(&scheme, subject);
        assert_eq!(rated.result.as_deref(), Some(result), "{total}");
    }
}

#[test]
fn a_band_that_ends_a_hundredth_below_the_next_leaves_a_gap_to_be_answered() {
    let scheme = |between: &str, to: &str| {
        format!(
            "{HEAD}{between}{}{}{}",
            items(&["year"], false),
            level("a", "from = \"70\"\ninclusive = true"),
            level(
                "b",
                &format!("from = \"60\"\nto = \"{to}\"\ninclusive = true")
            ),
        )
    };
    let gap = "总分在69.99和70之间属于哪一档没有写明";
    assert_eq!(refused(&scheme("", "69.99")), gap);
    assert!(refused(&scheme("", "69.98")).contains("（如69.99）"));
    assert!(Scheme::parse("s", &scheme("", "70")).is_ok());
    let of = |between: &str, total: &str| {
        let subject = Subject::new("m", vec![fact("y", "year", total)]);
        one(&scheme(between, "69.99"), subject).result
    };
    let lower = "between = \"lower\"\n";
    assert_eq!(of(lower, "69.99").as_deref(), Some("b"));
    assert_eq!(of(lower, "70").as_deref(), Some("a"));
    let round = "between = \"round\"\n";
    assert_eq!(of(round, "69.5").as_deref(), Some("a"));
}

#[test]
fn a_fixed_number_of_seats_has_nothing_to_round_and_no_base() {
    for more in ["round = \"down\"", "least = 1", "vetoed_in_base = true"] {
        let scheme = format!(
            "{HEAD}{}{}{}[[quota]]\nid = \"q\"\nlevels = [\"a\"]\ncount = 2\nties = \"in\"\n{more}\n",
            items(&["year"], false),
            level("a", "from = \"60\"\ninclusive = true"),
            level("b", "from = \"any\""),
        );
        let what = refused(&scheme);
        assert!(what.contains("只与share同用"), "{more}: {what}");
    }
}

/// Somebody exempt holds 甲档 by decision; there is one seat.
#[test]
fn the_exempt_use_a_seat_only_where_they_count_in_the_base() {
    for (in_base, result) in [(true, "b"), (false, "a")] {
        let scheme = format!(
            "{HEAD}{}[[exempt]]\nwhen = 'flag.elder'\nbecause = \"年老\"\nresult = \"a\"\nin_quota_base = {in_base}\n{}{}\
             [[quota]]\nid = \"q\"\nlevels = [\"a\"]\ncount = 1\nties = \"in\"\n",
            items(&["year"], false),
            level("a", "from = \"60\"\ninclusive = true"),
            level("b", "from = \"any\""),
        );
        let person = |id: &str, elder: bool| {
            let mut subject = Subject::new(id, vec![fact("y", "year", "90")]);
            let elder = Attribute::Flag(elder);
            subject.attributes.insert("elder".to_owned(), elder);
            subject
        };
        let people = [person("elder", true), person("m", false)];
        let outcome = rate(&Scheme::parse("s", &scheme).unwrap(), &people).unwrap();
        let results: Vec<_> = (outcome.results.iter())
            .map(|rated| rated.result.as_deref())
            .collect();
        assert_eq!(
            results,
            [Some("a"), Some(result)],
            "in_quota_base = {in_base}"
        );
        assert_eq!(outcome.results[0].points, Points::ZERO);
    }
}
