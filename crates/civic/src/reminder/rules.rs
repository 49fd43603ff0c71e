//! What settings must say, when a digest is due, and what it says. Pure.

use ground::{Calendar, Day};

use super::{Kind, MailServer, NewMail, NewRobot, No, Robot, Security};
use crate::desk::{Due, Place};

/// A mail server as it was typed. The known one's password is kept for that very server
/// and account: whoever types another host may never have known it.
pub(super) fn mail_server(new: NewMail<'_>, known: Option<&MailServer>) -> Result<MailServer, No> {
    let host = new.host.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    if host.is_empty() || host.len() > 253 || !host.chars().all(plain) {
        return Err(No::Host);
    }
    let port = u16::try_from(new.port).ok().filter(|p| *p > 0);
    let sender = new.sender.trim();
    let is_address = matches!(sender.split_once('@'), Some((name, domain))
        if !name.is_empty() && !domain.is_empty() && !domain.contains('@'));
    if !is_address
        || !sender
            .chars()
            .all(|c| c.is_ascii_graphic() && !"<>,;\"".contains(c))
    {
        return Err(No::Sender);
    }
    let login = new.login.trim();
    let kept = known.filter(|k| {
        k.host == host
            && i64::from(k.port) == new.port
            && k.security == new.security
            && k.login == login
    });
    let password = match kept {
        Some(kept) if new.password.is_empty() => kept.password.as_str(),
        _ => new.password,
    };
    if login.is_empty() != password.is_empty() {
        return Err(No::HalfLogin);
    }
    if !login.is_empty() && new.security == Security::Plain {
        return Err(No::OpenPassword);
    }
    Ok(MailServer {
        host: host.to_owned(),
        port: port.ok_or(No::Port)?,
        security: new.security,
        sender: sender.to_owned(),
        login: login.to_owned(),
        password: password.to_owned(),
    })
}

/// The hosts of the three makers: an address of one is not taken for another's robot.
const HOSTS: [(Kind, &str); 3] = [
    (Kind::Wecom, "qyapi.weixin.qq.com"),
    (Kind::Dingtalk, "oapi.dingtalk.com"),
    (Kind::Feishu, "open.feishu.cn"),
];

/// A robot as it was typed. Its address may be on the makers' hosts or on one's own:
/// some towns run these systems themselves.
pub(super) fn robot(new: NewRobot<'_>) -> Result<Robot, No> {
    if new.kind == Kind::Mail {
        return Err(No::Address);
    }
    if new.label.trim().is_empty() || new.label.chars().count() > 40 {
        return Err(No::Label);
    }
    let address = new.address.trim();
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    let host = rest.map(|r| r.split(['/', '?', '#']).next().unwrap_or_default());
    let plain = address.len() < 1000 && address.bytes().all(|b| b.is_ascii_graphic());
    match host {
        Some(host) if plain && !host.is_empty() && !host.contains('@') => {
            let its = HOSTS.iter().find(|(_, h)| host.eq_ignore_ascii_case(h));
            if its.is_some_and(|(kind, _)| *kind != new.kind) {
                return Err(No::OtherRobot);
            }
        }
        _ => return Err(No::Address),
    }
    Ok(Robot {
        address: address.to_owned(),
        secret: new.secret.trim().to_owned(),
    })
}

/// An hour of the day.
pub(super) fn hour(typed: i64) -> Result<i64, No> {
    (0..24).contains(&typed).then_some(typed).ok_or(No::Hour)
}

/// Whether the digests of a day are to be enqueued: once a day, on working days alone,
/// from the set hour on. A clock that went back sends nothing twice, as a digest is
/// enqueued under the name of its day (ruling 7).
pub fn is_time(calendar: &Calendar, today: Day, has_struck: bool, last: Option<Day>) -> bool {
    has_struck && calendar.is_workday(today) && last != Some(today)
}

/// What is due, as it may leave the house: counts and days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How many things.
    pub count: usize,
    /// How many of them are late.
    pub late: usize,
    /// A line for each kind: `任务2件，最早10月9日到期`.
    pub lines: Vec<String>,
}

/// The kind of a due thing. Its own words may name somebody, or say what a person
/// promised: they stay in the house.
pub fn heading(place: &Place) -> &'static str {
    match place {
        Place::Campaign(_) => "活动方案",
        Place::Tasks => "任务",
        Place::Pledges | Place::Pledge(_) => "公开承诺",
        Place::Plans => "个人具体打算",
        Place::Comment(_) => "群众监督",
        Place::Letters => "群众来信",
        Place::Reviews => "领导点评",
        Place::Tally(_) => "评议计票",
        Place::Notice(_) => "公示",
        Place::Honours => "授星挂牌",
        Place::Own(_) => "本人的承诺",
    }
}

/// What of all that is due may leave the house; none when nothing is due.
pub fn summary(due: &[Due]) -> Option<Summary> {
    if due.is_empty() {
        return None;
    }
    let mut kinds: Vec<(&'static str, usize, Option<Day>)> = Vec::new();
    for d in due {
        let name = heading(&d.place);
        match kinds.iter_mut().find(|(n, ..)| *n == name) {
            Some((_, count, first)) => {
                *count += 1;
                *first = (*first).into_iter().chain(d.day).min();
            }
            None => kinds.push((name, 1, d.day)),
        }
    }
    let line = |(name, count, first): (&str, usize, Option<Day>)| match first {
        Some(day) => format!("{name}{count}件，最早{}到期", day.short()),
        None => format!("{name}{count}件"),
    };
    Some(Summary {
        count: due.len(),
        late: due.iter().filter(|d| d.left.is_some_and(|l| l < 0)).count(),
        lines: kinds.into_iter().map(line).collect(),
    })
}

impl Summary {
    /// `今日待办3件，1件逾期`.
    pub fn title(&self) -> String {
        match self.late {
            0 => format!("今日待办{}件", self.count),
            late => format!("今日待办{}件，{late}件逾期", self.count),
        }
    }

    /// The letter to who asked for it.
    pub fn letter(&self, name: &str, today: Day, site: &str) -> String {
        format!(
            "{name}：\n\n{}（{}）等您办的事：\n{}\n\n打开工作台：{site}/desk\n\n\
             每个工作日最多一封，没有待办不发。只写件数，内容请登录后看。\n不想再收：{site}/me/reminders\n",
            today.short(),
            today.weekday(),
            self.bullets()
        )
    }

    /// The message of a robot to its group.
    pub fn message(&self, place: &str, site: &str) -> String {
        format!("{place}{}\n{}\n{site}/desk", self.title(), self.bullets())
    }

    fn bullets(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(|l| format!("· {l}")).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn mail() -> NewMail<'static> {
        NewMail {
            host: "mail.example.test",
            port: 465,
            security: Security::Tls,
            sender: "zhiban@example.test",
            login: "zhiban",
            password: "secret",
            hour: 9,
        }
    }

    #[test]
    fn a_mail_server_is_refused_with_the_field_that_is_wrong() {
        assert!(mail_server(mail(), None).is_ok());
        let other = |change: fn(&mut NewMail<'static>)| {
            let mut new = mail();
            change(&mut new);
            mail_server(new, None).unwrap_err()
        };
        assert_eq!(other(|m| m.host = "mail example"), No::Host);
        assert_eq!(other(|m| m.port = 0), No::Port);
        assert_eq!(other(|m| m.port = 70_000), No::Port);
        assert_eq!(other(|m| m.sender = "zhiban"), No::Sender);
        assert_eq!(other(|m| m.sender = "a@b\r\nbcc: c@d"), No::Sender);
        assert_eq!(other(|m| m.password = ""), No::HalfLogin);
        assert_eq!(other(|m| m.login = ""), No::HalfLogin);
        assert_eq!(other(|m| m.security = Security::Plain), No::OpenPassword);
    }

    #[test]
    fn a_password_that_is_not_typed_again_is_kept_for_its_own_server_alone() {
        let known = mail_server(mail(), None).unwrap();
        let typed = |host, port| NewMail {
            host,
            port,
            password: "",
            ..mail()
        };
        let same = mail_server(typed(mail().host, mail().port), Some(&known)).unwrap();
        assert_eq!(same.password, "secret");
        for (host, port) in [("192.0.2.66", mail().port), (mail().host, 587)] {
            let other = mail_server(typed(host, port), Some(&known));
            assert_eq!(other.unwrap_err(), No::HalfLogin, "{host}:{port}");
        }
    }

    #[test]
    fn a_server_on_the_local_network_needs_neither_account_nor_encryption() {
        let new = NewMail {
            host: "192.0.2.25",
            port: 25,
            security: Security::Plain,
            login: "",
            password: "",
            ..mail()
        };
        assert!(mail_server(new, None).is_ok());
    }

    #[test]
    fn an_address_of_one_maker_is_not_taken_for_anothers_robot() {
        let new = |kind, address| NewRobot {
            kind,
            label: "支部群",
            org: None,
            address,
            secret: "",
            hour: 9,
        };
        let wecom = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k";
        assert!(robot(new(Kind::Wecom, wecom)).is_ok());
        assert_eq!(robot(new(Kind::Feishu, wecom)), Err(No::OtherRobot));
        assert!(robot(new(Kind::Wecom, "http://192.0.2.9/send")).is_ok());
        for bad in [
            "",
            "ftp://x/y",
            "https://",
            "https://a@b/c",
            "https://a/\u{597d}",
            "file:///etc",
        ] {
            assert_eq!(robot(new(Kind::Wecom, bad)), Err(No::Address), "{bad}");
        }
    }

    #[test]
    fn a_digest_is_due_once_a_working_day_from_its_hour_on() {
        let calendar = Calendar::shipped().unwrap();
        // 2026-10-10 is a Saturday on which work is done; 1 October is a holiday.
        for (today, struck, last, due) in [
            ("2026-10-09", true, None, true),
            ("2026-10-09", false, None, false),
            ("2026-10-09", true, Some("2026-10-09"), false),
            ("2026-10-09", true, Some("2026-10-08"), true),
            ("2026-10-01", true, None, false),
            ("2026-10-10", true, None, true),
            ("2026-10-11", true, None, false),
            // The clock was wrong and went back.
            ("2026-10-09", true, Some("2030-01-02"), true),
        ] {
            let last = last.map(day);
            assert_eq!(is_time(&calendar, day(today), struck, last), due, "{today}");
        }
    }

    #[test]
    fn what_leaves_the_house_holds_counts_and_days_and_no_name() {
        let due = |whom: &str, day, left, place| Due {
            what: format!("审核承诺：教{whom}用手机"),
            whom: whom.to_owned(),
            day,
            left,
            place,
            act: "去办",
        };
        let all = [
            due("苏明", Some(day("2026-10-12")), Some(1), Place::Tasks),
            due("罗小满", Some(day("2026-10-08")), Some(-1), Place::Tasks),
            due("苏明", None, None, Place::Pledges),
        ];
        let summary = summary(&all).unwrap();
        assert_eq!(summary.title(), "今日待办3件，1件逾期");
        assert_eq!(summary.lines, ["任务2件，最早10月8日到期", "公开承诺1件"]);
        let letter = summary.letter("丁文博", day("2026-10-09"), "http://site.test");
        let message = summary.message("青杨社区党总支", "http://site.test");
        for text in [&letter, &message] {
            assert!(!text.contains("苏明") && !text.contains("罗小满"), "{text}");
            assert!(text.contains("http://site.test/desk"), "{text}");
        }
        assert!(letter.starts_with("丁文博：") && !message.contains("丁文博"));
    }

    #[test]
    fn nothing_due_is_nothing_to_say() {
        assert_eq!(summary(&[]), None);
    }
}
