//! Each 'must not' with how the product holds it, and what shows it: the schema, every
//! SQL text, the scheme engine, the addresses. The page and the test ask the same. Pure.

use std::collections::BTreeSet;

use ground::ColumnName;
use scheme::{FORBIDDEN_COUNTERS, Scheme};

use super::No;
use crate::words::FieldWords;

/// What the checks look at.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// Every column of the schema.
    pub columns: &'a [ColumnName],
    /// Every SQL text of the program: where it stands, and what it says.
    pub statements: &'a [(&'a str, &'a str)],
    /// What a record of a person holds, and why.
    pub fields: &'a [FieldWords],
    /// Every address of the site.
    pub addresses: &'a [&'a str],
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at and found.
    pub told: String,
    /// Whether it is as it should be.
    pub holds: bool,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What must not be.
    pub must_not: &'static str,
    /// How the product keeps to it.
    pub how: &'static str,
    /// What shows it; empty where people decide.
    pub checks: Vec<Check>,
}

impl Rule {
    /// Whether everything that was looked at is as it should be.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|c| c.holds)
    }
}

/// A reason that everyone may read.
pub(super) fn reason(typed: &str) -> Result<&str, No> {
    let reason = typed.trim();
    match reason.chars().count() {
        ..10 => Err(No::NoReason),
        10..=200 => Ok(reason),
        _ => Err(No::LongReason),
    }
}

/// The tables in which signing in leaves traces, and the one part of the program that
/// reads each: nothing that rates anybody can count what it never reads.
pub const TRACES: [(&str, &[&str]); 14] = [
    ("session", &["directory/sign_in"]),
    ("account", &["directory"]),
    ("door_step", &["directory/sign_in"]),
    ("door_try", &["directory/sign_in"]),
    ("second_factor", &["directory/sign_in"]),
    ("recovery_code", &["directory/sign_in"]),
    ("invitation", &["directory/sign_in"]),
    ("passkey", &["directory/sign_in"]),
    ("audit", &["audit"]),
    ("audit_payload", &["audit"]),
    ("job", &["jobs"]),
    ("reminder_channel", &["reminder"]),
    ("person_mail", &["directory/people/mail"]),
    ("audit_head", &["audit"]),
];

/// Words in the name of a column that would count what must not be counted.
const COUNTERS: [&str; 18] = [
    "login", "logins", "online", "minutes", "like", "likes", "forward", "forwards", "share",
    "shares", "view", "views", "visit", "visits", "checkin", "streak", "install", "installs",
];

/// Columns that have such a word in their name and count nothing.
const NO_COUNTERS: [(&str, &str); 1] = [("account", "login")];

/// Words in the name of a column that would hold a picture, a film or a track.
const PICTURES: [&str; 9] = [
    "photo",
    "image",
    "picture",
    "video",
    "film",
    "track",
    "gps",
    "latitude",
    "longitude",
];

/// Words in the name of a column that would belong to a business.
const BUSINESS: [&str; 7] = [
    "price", "payment", "pay", "invoice", "advert", "coupon", "fee",
];

/// Words in an address that would belong to a function that must not be.
const ADDRESSES: [&str; 8] = [
    "rank", "ranking", "top", "checkin", "punch", "install", "download", "shop",
];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|w| !w.is_empty())
}

/// The part of the program that a statement stands in: what follows `src/`.
fn part(place: &str) -> &str {
    let file = place.rsplit_once("/src/").map_or(place, |(_, rest)| rest);
    file.split(':').next().unwrap_or(file)
}

/// Statements that read a trace of signing in outside the part whose own it is.
pub fn strays(statements: &[(&str, &str)]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for (place, text) in statements {
        let part = part(place);
        for word in words(text) {
            if let Some((table, own)) = TRACES.iter().find(|(table, _)| *table == word)
                && !own.iter().any(|o| part.starts_with(o))
            {
                found.insert(format!("{part} → {table}"));
            }
        }
    }
    found.into_iter().collect()
}

/// Statements that put rows in the order of a score.
fn rankings(statements: &[(&str, &str)]) -> usize {
    let ranks = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.split("order by").skip(1).any(|order| {
            let order = order.split(')').next().unwrap_or(order);
            words(order)
                .flat_map(|w| w.split('_'))
                .any(|w| ["points", "score", "scores", "total", "stars"].contains(&w))
        })
    };
    statements.iter().filter(|(_, text)| ranks(text)).count()
}

fn named<'a>(columns: &'a [ColumnName], of: &'a [&str]) -> Vec<&'a ColumnName> {
    let has = |c: &&ColumnName| {
        c.name.split('_').any(|w| of.contains(&w))
            && !NO_COUNTERS.contains(&(c.table.as_str(), c.name.as_str()))
    };
    columns.iter().filter(has).collect()
}

fn none_named(what: &str, columns: &[ColumnName], of: &[&str]) -> Check {
    let found = named(columns, of);
    let names: Vec<String> = (found.iter())
        .map(|c| format!("{}.{}", c.table, c.name))
        .collect();
    Check {
        holds: found.is_empty(),
        told: if found.is_empty() {
            format!("数据库{}个栏目，没有{what}", columns.len())
        } else {
            format!("这些栏目像是{what}：{}", names.join("、"))
        },
    }
}

/// Each forbidden counter in a scheme of its own: all must be refused.
pub fn refused_counters() -> Vec<(&'static str, bool)> {
    let refused = |kind: &str| {
        let text = format!(
            "title = \"试\"\nsubject = \"member\"\nbase = \"0\"\n[[item]]\nid = \"a\"\ntitle = \"试\"\n\
             fact = \"{kind}\"\nper_event = \"1\"\nunit = \"次\"\n[[level]]\ncode = \"l\"\nname = \"级\"\n\
             stars = 1\nfrom = \"0\"\ninclusive = true\n"
        );
        Scheme::parse("试", &text).is_err()
    };
    // Were a kind that may be counted refused too, the scheme itself would be wrong.
    let is_sound = !refused("pledge_kept");
    (FORBIDDEN_COUNTERS.iter())
        .map(|(kind, name)| (*name, is_sound && refused(kind)))
        .collect()
}

fn fields(fields: &[FieldWords]) -> Check {
    let codes: BTreeSet<&str> = fields.iter().map(|f| f.code.as_str()).collect();
    let without: Vec<&str> = (fields.iter())
        .filter(|f| f.why.trim().is_empty())
        .map(|f| f.label.as_str())
        .collect();
    let twice = fields.len() - codes.len();
    Check {
        holds: twice == 0 && without.is_empty(),
        told: if without.is_empty() {
            format!(
                "名册{}项内容，每项只登记一处，重复{twice}项；每项写明用途",
                fields.len()
            )
        } else {
            format!("没有写明用途：{}", without.join("、"))
        },
    }
}

fn scores(statements: &[(&str, &str)]) -> Check {
    let strays = strays(statements);
    Check {
        holds: strays.is_empty(),
        told: if strays.is_empty() {
            format!(
                "全部{}条数据库语句，登录和操作痕迹只有登录、审计自己读，评定不读",
                statements.len()
            )
        } else {
            format!("有语句读了登录痕迹：{}", strays.join("、"))
        },
    }
}

fn ranked(statements: &[(&str, &str)]) -> Check {
    let count = rankings(statements);
    Check {
        holds: count == 0,
        told: match count {
            0 => "没有一条语句按得分或星级排列人员，名单按姓氏笔画".to_owned(),
            n => format!("有{n}条语句按得分排列"),
        },
    }
}

fn addresses(all: &[&str]) -> Check {
    let bad: Vec<&str> = (all.iter().copied())
        .filter(|a| a.split(['/', '-', '_']).any(|w| ADDRESSES.contains(&w)))
        .collect();
    Check {
        holds: bad.is_empty(),
        told: if bad.is_empty() {
            format!("全站{}个网址，没有排名、打卡、下载安装的页面", all.len())
        } else {
            format!("这些网址要查：{}", bad.join("、"))
        },
    }
}

fn counters() -> Check {
    let all = refused_counters();
    let names = |want: bool| {
        let some = all.iter().filter(|(_, refused)| *refused == want);
        some.map(|(name, _)| *name).collect::<Vec<_>>().join("、")
    };
    let passed = names(false);
    Check {
        holds: passed.is_empty(),
        told: if passed.is_empty() {
            format!("把{}逐个写进评定办法试过，都被拒绝", names(true))
        } else {
            format!("评定办法没有拒绝：{passed}")
        },
    }
}

fn pictures(columns: &[ColumnName]) -> Check {
    let found = named(columns, &PICTURES);
    let must: Vec<String> = (found.iter())
        .filter(|c| c.required == 1)
        .map(|c| format!("{}.{}", c.table, c.name))
        .collect();
    Check {
        holds: must.is_empty(),
        told: if must.is_empty() {
            "照片、视频、轨迹没有一处是必填的，文字和数字就能办结".to_owned()
        } else {
            format!("这些照片栏目是必填的：{}", must.join("、"))
        },
    }
}

/// Every rule, in the order of the Measures (field-facts 2.0).
pub fn rules(grounds: &Grounds<'_>) -> Vec<Rule> {
    let Grounds {
        columns,
        statements,
        ..
    } = *grounds;
    let rule = |must_not, how, checks| Rule {
        must_not,
        how,
        checks,
    };
    vec![
        rule(
            "随意、重复要求基层填表报送材料",
            "一件事只登记一次，各处自动带出；要个人信息的表都写明为什么要；名册能整表导入导出。",
            vec![fields(grounds.fields)],
        ),
        rule(
            "打卡签到、积分排名、在线时长统计",
            "没有签到，不记在线时长，不设排行榜。会话只为登录而存，闲置就删，不累计。",
            vec![
                none_named("登录、在线、点赞、转发一类的计数", columns, &COUNTERS),
                ranked(statements),
                addresses(grounds.addresses),
            ],
        ),
        rule(
            "强制下载使用、通报安装率使用率、强制定期登录",
            "只有网页，没有要装的程序；看公示、提意见不用账号；提醒默认都不发，不开也不影响办事；纸面办理、代填都算数。",
            vec![scores(statements)],
        ),
        rule(
            "把平台当作日常考核、在线监督的主要载体，以点赞、网络投票、转发、学习时长作评价依据；非必要不得要求上传照片、视频、轨迹",
            "评定只取支部登记的事实，票数只是一项参考，由会议决定；照片从不必填。",
            vec![counters(), pictures(columns)],
        ),
        rule(
            "经营活动",
            "没有广告、收费和外链的第三方内容，页面不从外面取任何东西。",
            vec![none_named("价格、付款、广告一类的内容", columns, &BUSINESS)],
        ),
        rule(
            "县级以下单位原则上不开发政务移动互联网应用程序",
            "本平台只是网页，可由县级统一部署、多个街道共用。党支部自用的网站是否适用这一条，由部署单位按当地规定判断。",
            Vec::new(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_that_would_count_sign_ins_for_a_rating_is_found() {
        let own = (
            "crates/civic/src/directory/sign_in/store/sessions.rs:9",
            "select id from session where x = $1",
        );
        let stray = (
            "crates/civic/src/honour/store.rs:7",
            "select count(*) from session where person_id = $1",
        );
        let joined = (
            "crates/civic/src/review/store.rs:7",
            "select 1 from person p join audit a on a.actor_id = p.id",
        );
        assert!(strays(&[own]).is_empty());
        assert_eq!(
            strays(&[own, stray, joined]),
            ["honour/store.rs → session", "review/store.rs → audit"]
        );
    }

    #[test]
    fn a_column_that_counts_is_found_and_a_name_to_sign_in_by_is_none() {
        let column = |table: &str, name: &str| ColumnName {
            table: table.to_owned(),
            name: name.to_owned(),
            required: 1,
        };
        assert!(none_named("x", &[column("account", "login")], &COUNTERS).holds);
        for name in ["login_count", "online_seconds", "study_minutes", "likes"] {
            assert!(
                !none_named("x", &[column("person", name)], &COUNTERS).holds,
                "{name}"
            );
        }
        assert!(!pictures(&[column("pledge_evidence", "photo_hash")]).holds);
        let free = ColumnName {
            required: 0,
            ..column("pledge_evidence", "photo_hash")
        };
        assert!(pictures(&[free]).holds);
    }

    #[test]
    fn a_list_by_points_is_a_ranking() {
        let by = |order| ("x", order);
        assert_eq!(rankings(&[by("select 1 from a order by name_key, id")]), 0);
        assert_eq!(rankings(&[by("select 1 from a order by points desc")]), 1);
        assert_eq!(rankings(&[by("select 1 from a order by total_points")]), 1);
        assert!(!addresses(&["/t/{site}/ranking"]).holds);
        assert!(addresses(&["/t/{site}/honours", "/sign-in"]).holds);
    }

    #[test]
    fn every_forbidden_counter_is_refused_by_name() {
        let all = refused_counters();
        assert_eq!(all.len(), 7);
        for (name, refused) in all {
            assert!(refused, "{name}");
        }
    }

    #[test]
    fn a_reason_says_something_and_is_no_letter() {
        assert_eq!(reason(" 没有 "), Err(No::NoReason));
        assert!(reason("上级文件要求试点，见某发〔2026〕9号").is_ok());
        assert_eq!(reason(&"长".repeat(201)), Err(No::LongReason));
    }
}
