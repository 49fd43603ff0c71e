//! What a scheme leaves open is asked for, and what cannot be is refused, by file, line and item.

use super::examples::worked;
use crate::{Scheme, SchemeError};

/// A worked scheme with one stretch replaced.
fn bent(name: &str, from: &str, to: &str) -> Result<Scheme, SchemeError> {
    let path = format!(
        "{}/../../data/schemes/examples/{name}.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{name}: {from}");
    Scheme::parse("bent.toml", &text.replacen(from, to, 1))
}

#[test]
fn every_open_question_is_asked_and_names_its_place() {
    for (name, from, to, item, what) in [
        (
            "4-branch-grading",
            "between = \"lower\"",
            "",
            Some("等次“fair”"),
            "总分在89和90之间（如89.5）属于哪一档没有写明",
        ),
        (
            "4-branch-grading",
            "cap = \"100\"",
            "",
            Some("等次“good”"),
            "总分可能超过100，属于哪一档没有写明",
        ),
        (
            "4-branch-grading",
            "newcomers = \"free\"",
            "",
            Some("“change”"),
            "缺少设置“newcomers”",
        ),
        (
            "2-named-stars",
            "measure = \"stars\"",
            "",
            None,
            "缺少设置“measure”",
        ),
        (
            "2-named-stars",
            "missing = \"refuse\"",
            "",
            Some("评分组“three”"),
            "缺少设置“missing”",
        ),
        (
            "3-composite-30-30-40",
            "drop_from = 5\n",
            "",
            Some("评分组“inspectors”的评分方“inspector”"),
            "缺少设置“drop_from”",
        ),
        (
            "3-composite-30-30-40",
            "none = \"0\"\n",
            "",
            Some("条目“up”"),
            "缺少设置“none”",
        ),
        (
            "1-base-60",
            "part = \"drop\"\n",
            "",
            Some("条目“service”"),
            "缺少设置“part”",
        ),
        (
            "5-quotas",
            "round = \"down\"\n",
            "",
            Some("名额“five”"),
            "缺少设置“round”",
        ),
        (
            "5-quotas",
            "ties = \"refuse\"\n",
            "",
            Some("名额“five”"),
            "缺少设置“ties”",
        ),
        (
            "5-quotas",
            "vetoed_in_base = true\n",
            "",
            Some("名额“five”"),
            "缺少设置“vetoed_in_base”",
        ),
        (
            "5-quotas",
            "in_quota_base = false\n",
            "",
            Some("免评项“elder”"),
            "缺少设置“in_quota_base”",
        ),
        (
            "6-eighty-twenty",
            "[[item.band]]\nfrom = \"any\"\npoints = \"0\"\n",
            "",
            Some("条目“attendance”的分档“80”"),
            "低于最低一档计几分没有写明",
        ),
    ] {
        let error = bent(name, from, to).unwrap_err();
        assert_eq!(
            (error.item.as_deref(), error.what.as_str()),
            (item, what),
            "{error}"
        );
        assert!(error.line >= 1 && !error.remedy.is_empty());
    }
}

#[test]
fn what_cannot_be_is_refused_and_the_fix_is_named() {
    for (name, from, to, what) in [
        (
            "3-composite-30-30-40",
            "weight = \"40%\"",
            "weight = \"30%\"",
            "总分各部分的权重合计为90%，不是100%",
        ),
        (
            "2-named-stars",
            "weight = \"1/3\"",
            "weight = \"1/2\"",
            "各评分方的权重合计为7/6，不是100%",
        ),
        (
            "5-quotas",
            "share = \"10%\"",
            "share = \"10\"",
            "“share”比例超过1（百分之百）",
        ),
        (
            "5-quotas",
            "share = \"10%\"",
            "share = \"120%\"",
            "“share”比例超过1（百分之百）",
        ),
        (
            "6-eighty-twenty",
            "title = \"平时表现\"\n",
            "title = \"平时表现\"\nsection = \"honour\"\n",
            "互相引用成了环：daily→honour→daily",
        ),
        (
            "1-base-60",
            "section = \"bonus\"",
            "section = \"bonuses\"",
            "大项“bonuses”没有在 [[section]] 中写明",
        ),
        (
            "1-base-60",
            "count.meeting_missed >= 4",
            "count.meting_missed >= 4",
            "“when”：条件里的事实“meting_missed”没有在本方案出现",
        ),
        (
            "1-base-60",
            "count.meeting_missed >= 4",
            "count.meeting / count.meeting_missed > 1",
            "“when”：除数可能为0",
        ),
        (
            "1-base-60",
            "count.meeting_missed >= 4",
            "count.meeting / 0 > 1",
            "“when”：除数可能为0",
        ),
        (
            "1-base-60",
            "count.meeting_missed >= 4",
            "points >= 89.5",
            "“when”：条件里不能写带小数点的数89.5",
        ),
        (
            "1-base-60",
            "count.meeting_missed >= 4",
            "groups.all(g, g != \"a\")",
            "“when”：条件里不能逐项循环（all、exists、map、filter）",
        ),
        (
            "1-base-60",
            "count.meeting_missed >= 4",
            "count.meeting_missed",
            "“when”：条件的结果是整数（个数），不是是非",
        ),
        (
            "1-base-60",
            "count.meeting_missed >= 4",
            "num.online_minutes > 4",
            "“when”：减负设置不许以“online_minutes”（在线时长）作为条件",
        ),
        (
            "1-base-60",
            "title = \"受上级表彰\"",
            "title = \"朋友圈转发\"",
            "减负设置不许以“朋友圈转发”（转发数）计分",
        ),
        (
            "1-base-60",
            "fact = \"award\"",
            "fact = \"monthly_logins\"",
            "减负设置不许以“monthly_logins”（登录次数）计分",
        ),
        (
            "4-branch-grading",
            "at_most = \"common\"",
            "at_most = \"commons\"",
            "等次“commons”没有在 [[level]] 中写明",
        ),
        (
            "4-branch-grading",
            "to = \"89\"",
            "to = \"91\"",
            "上端91高于上一等次“好”的分数线90，两档重叠",
        ),
        (
            "6-eighty-twenty",
            "groups = [\"floating\"]",
            "groups = [\"flowing\"]",
            "人员类别“flowing”没有在 [[group]] 中写明",
        ),
    ] {
        let error = bent(name, from, to).unwrap_err();
        assert_eq!(error.what, what, "{error}");
        assert!(!error.remedy.is_empty());
    }
}

#[test]
fn a_circle_of_formulas_is_shown() {
    let error = bent(
        "1-base-60",
        "[[veto]]",
        "[[item]]\nid = \"a\"\ntitle = \"甲\"\nformula = 'item.b + 1'\n\
         [[item]]\nid = \"b\"\ntitle = \"乙\"\nformula = 'share(item.a, \"50%\")'\n[[veto]]",
    )
    .unwrap_err();
    assert_eq!(error.what, "互相引用成了环：a→b→a");
    assert_eq!(error.item.as_deref(), Some("条目“a”"));
}

#[test]
fn ten_thousand_items_are_refused_not_loaded() {
    let mut text = "title = \"长\"\nsubject = \"member\"\nbase = \"0\"\n".to_owned();
    for n in 0..10_000 {
        text.push_str(&format!(
            "[[item]]\nid = \"i{n}\"\ntitle = \"第{n}项\"\nfact = \"f{n}\"\nper_event = \"1\"\nunit = \"次\"\n"
        ));
    }
    let error = Scheme::parse("long.toml", &text).unwrap_err();
    assert_eq!(error.what, "[[item]]有10000个，超过500个");
    // Three lines of head, then six to each of the five hundred that may stand.
    assert_eq!(error.line, 3 + 500 * 6 + 1);
}

#[test]
fn a_condition_that_is_too_deep_or_too_long_is_refused_and_does_not_fall_over() {
    for condition in [
        format!("{}true{}", "(".repeat(200), ")".repeat(200)),
        format!("{}true", "!".repeat(450)),
        "true && ".repeat(70) + "true",
        "[".repeat(499),
        "\"a\" in [".to_owned() + &"\"a\",".repeat(60) + "\"a\"]",
    ] {
        let error = bent("1-base-60", "count.meeting_missed >= 4", &condition).unwrap_err();
        assert!(!error.remedy.is_empty(), "{error}");
    }
}

#[test]
fn the_worked_schemes_load_as_they_stand() {
    for name in ["1-base-60", "4-branch-grading", "6-eighty-twenty"] {
        assert_eq!(worked(name).0.hash().len(), 64);
    }
}
