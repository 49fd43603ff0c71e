//! What no scheme may count, under the burden-relief profile (减负设置, X-16).
//!
//! Source: 《政务移动互联网应用程序规范化管理办法》 (State Council General Office, January 2026):
//! likes, vote totals of web sites, forwards and study time must not be the basis of appraisal;
//! no ranking by log-ins, check-ins or time online. Attending a lecture is a fact; minutes are not.

/// The forbidden counters: fact kind and its Chinese name.
pub const FORBIDDEN_COUNTERS: [(&str, &str); 7] = [
    ("login", "登录次数"),
    ("online_minutes", "在线时长"),
    ("like", "点赞数"),
    ("forward", "转发数"),
    ("web_vote", "网络投票数"),
    ("study_minutes", "学习时长"),
    ("check_in", "打卡签到次数"),
];

/// Other spellings: all words of one line standing in a code make it that counter.
const SPELLINGS: [(&[&str], &[&str], usize); 10] = [
    (&["login", "logins", "logon", "logons"], &[], 0),
    (&["log"], &["in", "ins", "on"], 0),
    (&["online"], TIMES, 1),
    (&["like", "likes", "thumbs"], &[], 2),
    (&["forward", "forwards", "repost", "reposts"], &[], 3),
    (&["web", "online", "net", "internet"], &["vote", "votes"], 4),
    (
        &["study", "learning", "watch", "watched", "viewing"],
        TIMES,
        5,
    ),
    (TIMES, &["watched", "studied"], 5),
    (&["checkin", "checkins"], &[], 6),
    (&["check", "clock"], &["in", "ins"], 6),
];
const TIMES: &[&str] = &["minutes", "hours", "time", "duration", "seconds"];

/// Words of titles and Chinese codes.
const WORDS: [(&str, usize); 15] = [
    ("登录次数", 0),
    ("登录天数", 0),
    ("登陆次数", 0),
    ("在线时长", 1),
    ("在线时间", 1),
    ("点赞", 2),
    ("转发", 3),
    ("网络投票", 4),
    ("网上投票", 4),
    ("网络票数", 4),
    ("学习时长", 5),
    ("观看时长", 5),
    ("学习分钟", 5),
    ("打卡", 6),
    ("每日签到", 6),
];

/// The Chinese name of a forbidden counter that a code or a title speaks of; none for what may be
/// counted.
pub(crate) fn forbidden(words: &str) -> Option<&'static str> {
    let tokens: Vec<&str> = words.split(['_', '-']).collect();
    let spelt = |(any, with, _): &&(&[&str], &[&str], usize)| {
        let has = |list: &[&str]| tokens.iter().any(|token| list.contains(token));
        has(any) && (with.is_empty() || has(with))
    };
    let code = SPELLINGS.iter().find(spelt).map(|(_, _, at)| *at);
    let word = || WORDS.iter().find(|(word, _)| words.contains(word));
    let at = code.or_else(|| word().map(|(_, at)| *at))?;
    FORBIDDEN_COUNTERS.get(at).map(|(_, name)| *name)
}
