//! Deadlines: a date by which one thing is due. Phases, citations and things past are none.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::dates::{self, Date};
use crate::draft::{Deadline, Span};
use crate::pattern::Pattern;

static CITED: Pattern = Pattern::new(
    "^[日]?(?:，)?[^，。；]{0,14}?(?:印发|下发|发布|颁布|通过|出台|修订|以来|讲话|批示|指示|来信|考察|视察|文件|会议精神|成立|牺牲|诞生|逝世)",
);

static POINTED: Pattern =
    Pattern::new("(?:于|在|到|至|截至|截止到?|力争|争取|自|从|拟于|定于|确保)[“]?$");

static BY: Pattern = Pattern::new(
    "^[”]?(?:以|之)?(?:前|底|末|起|开始|期间|后)|^[，]?(?:完成|上报|报送|召开|组织|开展|进行|启动|举办|集中)",
);

static TITLED: Pattern = Pattern::new("^(?:度)?(?:工作|计划|总结|考核|目标|版|度|民主|级|第)");

static RELATIVE: Pattern = Pattern::new(
    "(?:^|[^0-9一二三四五六七八九十])(?P<m>(?:每个?|当|本)?月(?:底|末)(?:之?前))|(?:^|[^0-9〇○一二三四五六七八九])(?P<y>(?:每|今|本|当)?年(?:底|末|终)(?:之?前))|(?:到|至|截至)(?P<y2>(?:今|本|当)?年(?:底|末))|(?P<q>(?:每个?)?季度?(?:末|底)(?:之?前))",
);

static EVENT: Pattern = Pattern::new(
    "(?:^|[在于到至，])(?P<e>[^，。；、“”在于到至0-9]{2,16}(?:召开|到来|来临|开幕|换届|节日|结束|闭幕|届满|到期)|春节|清明节?|端午节?|中秋节?|重阳节?)(?:之)?前",
);

/// `dates` are those of each sentence, `used` the places that phases have taken, in order.
pub(crate) fn deadlines(
    cx: &Context,
    dates: &[Vec<Date>],
    used: &[Range<usize>],
) -> Vec<Found<Deadline>> {
    let page = &cx.page;
    let issue = cx.frame.date.as_ref().map(|(d, _)| d.clone());
    let mut out: Vec<Found<Deadline>> = Vec::new();
    let mut push = |date: String, place: Range<usize>, s: &Range<usize>, rule, sure| {
        let clause = page.clause_at(&place, s);
        let text = page.show_short(&clause, 200);
        let known = out
            .iter()
            .rev()
            .take(6)
            .any(|d| d.what.date == date && d.at == clause);
        if !known {
            out.push(Found {
                what: Deadline {
                    date,
                    text,
                    span: Span::default(),
                },
                at: clause,
                rule,
                sure,
            });
        }
    };
    for (s, dates) in cx.sentences.iter().zip(dates) {
        let words = page.key(s);
        // A line that is a date and nothing else dates a signature.
        if s.len() < 80 && dates::whole(words).is_some() {
            continue;
        }
        for date in dates {
            let place = s.start + date.range.start..s.start + date.range.end;
            let known = used.partition_point(|u| u.start < place.end);
            if used[known.saturating_sub(3)..known]
                .iter()
                .any(|u| u.end > place.start)
            {
                continue;
            }
            let (before, after) = (&words[..date.range.start], &words[date.range.end..]);
            if cited(before, after, date, issue.as_deref()) {
                continue;
            }
            // 每年12月 is a habit; 每年12月底前 has its date too.
            if before.ends_with("每年") && !after.starts_with('前') && !after.starts_with("之前")
            {
                continue;
            }
            let firm = BY.is_match(after) || POINTED.is_match(before);
            let year_only =
                date.start.month.is_none() && date.start.quarter.is_none() && date.end.is_none();
            if year_only
                && (!firm
                    || TITLED.is_match(after)
                    || (date.start.part.is_none()
                        && !before.ends_with(['到', '至'])
                        && !after.starts_with('前')))
            {
                continue;
            }
            push(date.written(), place, s, "date", if firm { 85 } else { 70 });
        }
        if words.contains(['前', '底', '末']) {
            for c in RELATIVE.all(words) {
                let hits = [
                    ("m", "rel:month_end"),
                    ("y", "rel:year_end"),
                    ("y2", "rel:year_end"),
                    ("q", "rel:quarter_end"),
                ];
                if let Some((m, value)) = hits.iter().find_map(|(n, v)| c.name(n).map(|m| (m, *v)))
                {
                    push(
                        value.to_owned(),
                        s.start + m.start()..s.start + m.end(),
                        s,
                        "date-relative",
                        75,
                    );
                }
            }
            for m in EVENT.all(words).filter_map(|c| c.name("e")) {
                push(
                    format!("before:{}", m.as_str()),
                    s.start + m.start()..s.start + m.end(),
                    s,
                    "date-event",
                    65,
                );
            }
        }
    }
    out.sort_by_key(|d| d.at.start);
    out
}

/// A date inside a title or number of another document, or of something past.
fn cited(before: &str, after: &str, date: &Date, issue: Option<&str>) -> bool {
    let open = |a: char, b: char| before.rfind(a).is_some_and(|at| !before[at..].contains(b));
    if open('《', '》') || open('〔', '〕') || after.starts_with(['〕', ']', '】']) {
        return true;
    }
    let year = date.start.year.as_deref();
    if let (Some(y), Some(issue)) = (year, issue) {
        let here = date.end.as_ref().unwrap_or(&date.start).written();
        let here: String = here.chars().take_while(|c| *c != '+').collect();
        let n = here.len().min(issue.len());
        if !y.contains('X') && here[..n] < issue[..n] {
            return true;
        }
    }
    year.is_some() && date.end.is_none() && CITED.is_match(after) && !BY.is_match(after)
}
