//! A scheme file says everything, and nothing else.

use super::{SMALL, small};
use crate::{Edge, FORBIDDEN_COUNTERS, Scheme, SchemeError, SubjectKind};

fn refused(from: &str, to: &str) -> SchemeError {
    assert!(SMALL.contains(from), "{from}");
    Scheme::parse("small.toml", &SMALL.replacen(from, to, 1)).unwrap_err()
}

#[test]
fn a_whole_scheme_can_be_looked_at() {
    let scheme = small();
    assert_eq!(
        (scheme.title(), scheme.subject()),
        ("测试方案", SubjectKind::Member)
    );
    assert_eq!(
        (
            scheme.items().len(),
            scheme.vetoes().len(),
            scheme.levels().len()
        ),
        (4, 1, 2)
    );
    assert_eq!(scheme.levels()[1].edge, Edge::MoreThan);
    assert!(
        serde_json::to_string(&scheme)
            .unwrap()
            .contains("\"base\":\"60\"")
    );
}

#[test]
fn a_cut_off_that_does_not_say_whether_it_includes_its_points_is_sent_back() {
    let error = refused("from = \"90\"\ninclusive = true\n", "from = \"90\"\n");
    assert_eq!(
        error.to_string(),
        "small.toml 第43行，等次“star-5”：缺少设置“inclusive”。请补上“inclusive”：\
         inclusive = true（正好达到分数线即算达到）或 inclusive = false（须超过分数线）。"
    );
    assert!(
        !refused("inclusive = true", "inclusive = 1")
            .remedy
            .is_empty()
    );
}

#[test]
fn no_scheme_counts_log_ins_likes_or_minutes() {
    for (code, name) in FORBIDDEN_COUNTERS {
        for kind in ["pledge_kept", "discipline"] {
            let error = refused(&format!("fact = \"{kind}\""), &format!("fact = \"{code}\""));
            assert_eq!(error.what, format!("减负设置不许以“{code}”（{name}）计分"));
            assert!(
                error
                    .remedy
                    .contains("政务移动互联网应用程序规范化管理办法")
            );
        }
    }
}

#[test]
fn every_refusal_names_the_line_the_item_and_what_is_wrong() {
    for (from, to, line, item, what) in [
        (
            "title = \"测试方案\"",
            "titel = \"测试方案\"",
            2,
            None,
            "不认识设置“titel”",
        ),
        ("title = \"测试方案\"\n", "", 1, None, "缺少设置“title”"),
        (
            "title = \"测试方案\"",
            "title = \" \"",
            2,
            None,
            "“title”不是一行文字",
        ),
        (
            "\"member\"",
            "\"person\"",
            3,
            None,
            "“subject”的写法“person”无法识别",
        ),
        (
            "base = \"60\"",
            "base = 60.5",
            4,
            None,
            "“base”不是分数，应为最多两位小数的数，如 95.5",
        ),
        (
            "base = \"60\"",
            "base = \"999999999999999999\"",
            4,
            None,
            "“base”分数超出可表示的范围",
        ),
        ("base = \"60\"", "base = 6 0", 4, None, ""),
        (
            "unit = \"项\"\n",
            "unit = \"项\"\ncolour = \"red\"\n",
            14,
            Some("条目“pledge”"),
            "不认识设置“colour”",
        ),
        (
            "id = \"overdue\"",
            "id = \"pledge\"",
            16,
            Some("条目“pledge”"),
            "条目代号“pledge”重复",
        ),
        (
            "id = \"overdue\"",
            "id = \"base\"",
            16,
            Some("条目“base”"),
            "代号“base”由本平台自用",
        ),
        (
            "id = \"overdue\"",
            "id = \"Over due\"",
            16,
            Some("条目“Over due”"),
            "“id”的写法“Over due”不合规定",
        ),
        (
            "\"pledge_overdue\"",
            "\"pledge_kept\"",
            18,
            Some("条目“overdue”"),
            "事实“pledge_kept”已由条目“pledge”计算",
        ),
        (
            "\"discipline\"",
            "\"pledge_kept\"",
            40,
            Some("否决项“pledge_kept”"),
            "事实“pledge_kept”已由条目“pledge”计算",
        ),
        (
            "per_event = \"5\"",
            "per_event = \"5\"\nper_amount = \"1\"",
            12,
            Some("条目“pledge”"),
            "“per_event”和“per_amount”须有且只有一个",
        ),
        (
            "per_event = \"5\"",
            "",
            7,
            Some("条目“pledge”"),
            "“per_event”和“per_amount”须有且只有一个",
        ),
        (
            "per_event = \"5\"",
            "per_event = \"0\"",
            11,
            Some("条目“pledge”"),
            "“per_event”为0，这一条不起作用",
        ),
        (
            "per_event = \"5\"",
            "per_event = \"5\"\ntake = \"sum\"",
            12,
            Some("条目“pledge”"),
            "“take”只与“per_amount”或“band”同用",
        ),
        (
            "take = \"mean\"",
            "take = \"best\"",
            28,
            Some("条目“satisfaction”"),
            "取数办法“best”无法识别",
        ),
        (
            "cap = \"20\"",
            "cap = \"-20\"",
            12,
            Some("条目“pledge”"),
            "上限“cap”小于0",
        ),
        (
            "floor = \"-6\"",
            "floor = \"6\"",
            20,
            Some("条目“overdue”"),
            "下限“floor”大于0",
        ),
        (
            "because = \"受到党纪处分，本期不评定星级\"",
            "",
            39,
            Some("否决项“discipline”"),
            "缺少设置“because”",
        ),
        (
            "stars = 5",
            "stars = 11",
            46,
            Some("等次“star-5”"),
            "“stars”不是星数",
        ),
        (
            "from = \"80\"",
            "from = \"90\"",
            54,
            Some("等次“star-4”"),
            "分数线90没有低于上一等次“五星”的90",
        ),
        (
            "\"star-4\"",
            "\"star-5\"",
            51,
            Some("等次“star-5”"),
            "等次代号“star-5”重复",
        ),
    ] {
        let error = refused(from, to);
        assert_eq!(
            (error.file.as_str(), error.item.as_deref()),
            ("small.toml", item),
            "{to}: {error}"
        );
        assert_eq!(error.line, line, "{to}: {error}");
        assert!(error.what == what || what.is_empty(), "{to}: {error}");
        assert!(!error.remedy.is_empty());
    }
}

/// Votes are counted as a whole, so that `groups`, `when` and `where` keep nothing apart.
#[test]
fn votes_that_another_place_counts_are_refused_at_load() {
    const HEAD: &str = "title = \"测评\"\nsubject = \"member\"\nbase = \"0\"\n";
    const LEVEL: &str = "[[level]]\ncode = \"a\"\nname = \"甲\"\nfrom = \"any\"\n";
    let votes = |id: &str, more: &str| {
        format!(
            "[[item]]\nid = \"{id}\"\ntitle = \"测评{id}\"\n\
             votes = {{ v_good = \"100\", v_fair = \"80\" }}\nnone = \"0\"\n{more}"
        )
    };
    let some_facts = "[[item]]\nid = \"late\"\ntitle = \"迟交票\"\nfact = \"v_good\"\n\
                      where = 'amount > 3'\nper_event = \"1\"\nunit = \"次\"\n";
    let some_people = "when = 'num.age >= 70'\n";
    let load = |items: &str| Scheme::parse("votes.toml", &format!("{HEAD}{items}{LEVEL}"));
    assert!(load(&votes("a", some_people)).is_ok(), "alone");
    for (items, line, item, key) in [
        (
            format!("{}{}", votes("a", some_people), votes("b", "")),
            13,
            "条目“b”",
            "条目“a”",
        ),
        (
            format!("{some_facts}{}", votes("b", "")),
            14,
            "条目“b”",
            "条目“late”",
        ),
        (
            format!("{}{some_facts}", votes("a", some_people)),
            13,
            "条目“late”",
            "条目“a”",
        ),
    ] {
        let error = load(&items).unwrap_err();
        assert_eq!(
            (error.file.as_str(), error.line, error.item.as_deref()),
            ("votes.toml", line, Some(item)),
            "{error}"
        );
        assert!(error.what.ends_with(&format!("已由{key}计算")), "{error}");
        assert!(error.remedy.contains("一张票只计一次"), "{error}");
    }
}

#[test]
fn a_scheme_without_items_or_levels_is_no_scheme() {
    let head = "title = \"空\"\nsubject = \"branch\"\nbase = 0\n";
    assert_eq!(
        Scheme::parse("s", head).unwrap_err().what,
        "没有任何计分条目"
    );
    let (without_levels, _) = SMALL.split_once("[[level]]").unwrap();
    assert_eq!(
        Scheme::parse("s", without_levels).unwrap_err().what,
        "没有任何等次"
    );
    for odd in ["item = 3\n", "item = [3]\n", "[item]\n"] {
        let error = Scheme::parse("s", &format!("{head}{odd}")).unwrap_err();
        assert_eq!(
            (error.line, error.remedy.as_str()),
            (4, "请写成 [[item]]"),
            "{odd}"
        );
    }
}

#[test]
fn the_hash_follows_the_rules_and_not_the_spelling() {
    let hash = small().hash();
    assert_eq!(hash.len(), 64);
    for same in [
        SMALL.replace("\"60\"", "60"),
        SMALL.replace("\"60\"", "\"60.00\"  # base"),
        SMALL.replace('\n', "\r\n"),
        format!("\u{feff}{SMALL}"),
        SMALL.replace("unit = \"小时\"", "take = \"sum\"\nunit = \"小时\""),
    ] {
        assert_eq!(
            Scheme::parse("other-name.toml", &same).unwrap().hash(),
            hash
        );
    }
    for (from, to) in [
        ("\"60\"", "\"60.01\""),
        ("\"member\"", "\"branch\""),
        ("cap = \"20\"", ""),
        ("take = \"mean\"", "take = \"sum\""),
        ("inclusive = false", "inclusive = true"),
        ("本期不评定", "本年不评定"),
        ("stars = 4", "stars = 3"),
    ] {
        assert_ne!(
            Scheme::parse("s", &SMALL.replacen(from, to, 1))
                .unwrap()
                .hash(),
            hash,
            "{to}"
        );
    }
}
