//! What no scheme may count, under the burden-relief profile (减负设置).
//!
//! Source: 《政务移动互联网应用程序规范化管理办法》 (State Council General Office, January 2026):
//! likes, vote totals of web sites, forwards and study time must not be the basis of appraisal;
//! no ranking by log-ins or time online. Attending a lecture is a fact; minutes are not.

/// The forbidden counters: fact kind and its Chinese name.
pub const FORBIDDEN_COUNTERS: [(&str, &str); 6] = [
    ("login", "登录次数"),
    ("online_minutes", "在线时长"),
    ("like", "点赞数"),
    ("forward", "转发数"),
    ("web_vote", "网络投票数"),
    ("study_minutes", "学习时长"),
];

/// The Chinese name of a forbidden counter; none for a kind that may be counted.
pub(crate) fn forbidden(kind: &str) -> Option<&'static str> {
    FORBIDDEN_COUNTERS
        .iter()
        .find(|(code, _)| *code == kind)
        .map(|(_, name)| *name)
}
