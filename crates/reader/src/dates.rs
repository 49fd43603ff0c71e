//! Dates as plans write them: Arabic and Chinese digits, parts of months, spans, festivals.

use std::ops::Range;

use crate::hanzi::{digit_of, is_numeral, number};
use crate::page::cut;
use crate::pattern::Pattern;

/// A date or a span of dates in a piece of text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Date {
    pub(crate) start: Point,
    pub(crate) end: Option<Point>,
    pub(crate) range: Range<usize>,
}

impl Date {
    /// As `A`, or `A/B` for a span.
    pub(crate) fn written(&self) -> String {
        match &self.end {
            Some(end) => format!("{}/{}", self.start.written(), end.written()),
            None => self.start.written(),
        }
    }
}

/// One point: any part may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Point {
    pub(crate) year: Option<String>,
    pub(crate) month: Option<u32>,
    pub(crate) day: Option<u32>,
    pub(crate) quarter: Option<u32>,
    /// `b`, `m`, `e`: beginning, middle, end of the month (or of the year).
    pub(crate) part: Option<char>,
}

impl Point {
    pub(crate) fn written(&self) -> String {
        let mut out = match (&self.year, self.quarter, self.month) {
            (Some(y), Some(q), _) => format!("{y}-Q{q}"),
            (None, Some(q), _) => format!("--Q{q}"),
            (Some(y), _, Some(m)) => format!("{y}-{m:02}"),
            (None, _, Some(m)) => format!("--{m:02}"),
            (Some(y), _, None) => y.clone(),
            (None, _, None) => String::new(),
        };
        if let (Some(_), Some(d)) = (self.month, self.day) {
            out.push_str(&format!("-{d:02}"));
        }
        if let Some(part) = self.part {
            out.push('+');
            out.push(part);
        }
        out
    }

    fn sound(&self) -> bool {
        self.month.is_none_or(|m| (1..=12).contains(&m))
            && self.day.is_none_or(|d| (1..=31).contains(&d))
            && self.quarter.is_none_or(|q| (1..=4).contains(&q))
            && (self.year.is_some() || self.month.is_some() || self.quarter.is_some())
    }
}

macro_rules! year { () => { "(?:(?P<y>[12][0-9]{3}|20[0-9]?[XxＸ×*＊_?？]{1,2}|[一二][〇○OoＯ零ΟО0-9一二三四五六七八九]{3}) ?年(?:度)?|(?:今|本|当)年(?:度)?)" } }
macro_rules! part {
    () => {
        "(?:的|份)?(?P<p>上旬|中旬|下旬|月初|月中|月底|月末|初|中|底|末)?"
    };
}

static ONE: Pattern = Pattern::new(concat!(
    "^(?:",
    "(?P<iso>[12][0-9]{3})[-./—](?P<im>[0-9]{1,2})[-./—](?P<id>[0-9]{1,2})[日]?",
    "|",
    year!(),
    "? ?(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?月(?:份)? ?(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?[日号]",
    "|",
    "(?:(?P<y2>[12][0-9]{3}|20[0-9]?[XxＸ×*＊_?？]{1,2}|[一二][〇○OoＯ零ΟО0-9一二三四五六七八九]{3}) ?年|(?:今|本|当)年)? ?(?P<m2>[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?月",
    part!(),
    "|",
    "(?:(?P<y3>[12][0-9]{3}|20[XxＸ×*＊_]{2}) ?年|(?:今|本|当)年)?(?:度)?第?(?P<q>[一二三四1-4])季度",
    "|",
    "(?P<y4>[12][0-9]{3}|20[0-9]?[XxＸ×*＊_]{1,2}|[一二][〇○OoＯ零ΟО一二三四五六七八九]{3}) ?年(?P<yp>年?初|年?底|年?末|上半年|下半年)?",
    "|(?:(?P<y5>[12][0-9]{3}) ?年)?(?:党的)?“?(?P<f>七一|五一|十一|八一|三八|六一|五四|双十[一二]|元旦|国庆)”?(?:国际)?(?:妇女|劳动|青年|儿童|建军|建党)?节?(?:之?前夕?|之?后|前后|期间|来临|当天|节|，)",
    ")",
));

/// The end of a span may leave out year and month, its start may leave out the word 月 or 日.
static SHORT_SPAN: Pattern = Pattern::new(concat!(
    "^",
    year!(),
    "? ?(?:",
    "(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?月(?:份)?(?P<d1>[0-9]{1,2}) ?(?:—|——|-|~|至|到) ?(?P<d2>[0-9]{1,2}) ?[日号]",
    "|(?P<m1>[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?(?:—|——|-|~|至|到) ?(?P<m2>[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?月(?:份)?(?P<p2>上旬|中旬|下旬|初|底|末)?",
    ")",
));

static JOINT: Pattern = Pattern::new("^ ?(?:起|开始|启动)?(?:，)?(?:直)?(?:至|到|——|—|-|~|－) ?");
static BARE_DAY: Pattern = Pattern::new("^(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?[日号]");
static BARE_PART: Pattern = Pattern::new("^(?:当月|本月|月)?(?P<p>上旬|中旬|下旬|月?底|月?末)");
static YEAR_END: Pattern = Pattern::new("^(?:今年|当年|本年)?年?(?P<p>年底|年末|年终)");

/// A character with which a date can begin.
fn begins(c: char) -> bool {
    matches!(
        c,
        '0'..='9' | '〇' | '○' | '第' | '今' | '本' | '当' | '“' | '元' | '国' | '双'
    ) || is_numeral(c)
}

/// A word stands here without which there is no date.
fn told(words: &str) -> bool {
    let mut before = ' ';
    words.chars().any(|c| {
        let pair = (before, c);
        before = c;
        matches!(c, '年' | '月' | '-' | '.' | '/')
            || matches!(
                pair,
                ('季', '度')
                    | ('七' | '五' | '十' | '八' | '六', '一')
                    | ('元', '旦')
                    | ('国', '庆')
                    | ('三', '八')
                    | ('五', '四')
            )
    })
}

/// All dates in a piece, left to right, not overlapping. The scan only tries where a date can begin.
pub(crate) fn dates(words: &str) -> Vec<Date> {
    let mut out: Vec<Date> = Vec::new();
    if !told(words) {
        return out;
    }
    let mut at = 0;
    while let Some(next) = words[at..].find(begins) {
        let from = at + next;
        let head = &words[from..];
        let inside = words[..from]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_digit() || c == '.');
        // Most digits begin no date: a mark of one must stand near.
        let near = || {
            cut(head, 12).contains(|c| {
                matches!(
                    c,
                    '年' | '月'
                        | '季'
                        | '节'
                        | '前'
                        | '后'
                        | '期'
                        | '，'
                        | '来'
                        | '-'
                        | '.'
                        | '/'
                        | '—'
                )
            })
        };
        let found = if inside || !near() {
            None
        } else {
            let head = cut(head, 60);
            short_span(head).or_else(|| span(head))
        };
        match found {
            Some((start, end, len)) => {
                out.push(Date {
                    start,
                    end,
                    range: from..from + len,
                });
                at = from + len;
            }
            None => at = from + head.chars().next().map_or(1, char::len_utf8),
        }
    }
    out
}

/// The piece is a date and nothing else, blanks and a stop apart.
pub(crate) fn whole(words: &str) -> Option<Date> {
    let dropped = |c: char| matches!(c, ' ' | '。' | '（' | '）');
    // Nearly every piece asked about is none: its first character tells, or that it names no year.
    if !words.trim_start_matches(dropped).starts_with(begins)
        || !words.contains(['年', '-', '.', '/', '—'])
    {
        return None;
    }
    // Longer than any date: what is cut off would make it none.
    let tight: String = words.chars().filter(|c| !dropped(*c)).take(40).collect();
    let (start, end, len) = span(&tight)?;
    let rest = &tight[len..];
    (end.is_none()
        && start.year.is_some()
        && start.month.is_some()
        && matches!(rest, "" | "印发" | "发布"))
    .then_some(Date {
        start,
        end: None,
        range: 0..words.len(),
    })
}

/// The words end as a date does, a stop and 印发 apart.
pub(crate) fn ends(words: &str) -> bool {
    let words = words.trim_end_matches(['。', ' ', '）']);
    let words = words.strip_suffix("印发").unwrap_or(words);
    words
        .trim_end_matches(['。', ' ', '）'])
        .ends_with(|c: char| {
            c.is_ascii_digit()
                || matches!(
                    c,
                    '日' | '号' | '月' | '份' | '的' | '旬' | '初' | '中' | '底' | '末'
                )
        })
}

fn short_span(words: &str) -> Option<(Point, Option<Point>, usize)> {
    if !cut(words, 20).contains(['—', '-', '~', '至', '到']) {
        return None;
    }
    let c = SHORT_SPAN.captures(words)?;
    let year = c.name("y").and_then(|m| year(m.as_str()));
    let value = |name: &str| c.name(name).and_then(|m| number(m.as_str()));
    let point = |month, day, part| Point {
        year: year.clone(),
        month,
        day,
        quarter: None,
        part,
    };
    let (start, end) = if let Some(month) = value("m") {
        (
            point(Some(month), value("d1"), None),
            point(Some(month), value("d2"), None),
        )
    } else {
        (
            point(value("m1"), None, None),
            point(
                value("m2"),
                None,
                c.name("p2").and_then(|m| part(m.as_str())),
            ),
        )
    };
    // “3月1日—4月” is read by the longer rule.
    let len = c.get(0)?.end();
    let tail = &words[len..];
    let day_follows = c.name("m2").is_some() && BARE_DAY.is_match(tail);
    (start.sound() && end.sound() && !day_follows).then_some((start, Some(end), len))
}

fn span(words: &str) -> Option<(Point, Option<Point>, usize)> {
    let (start, mut len) = one(words)?;
    let rest = &words[len..];
    // A note of the weekday does not part the two ends.
    if let Some(joint) = JOINT.find(rest) {
        let tail = &rest[joint.end()..];
        if let Some((mut end, more)) = one(tail) {
            if end.year.is_none() {
                end.year.clone_from(&start.year);
            }
            len += joint.end() + more;
            return Some((start, Some(end), len));
        }
        let day = BARE_DAY
            .captures(tail)
            .and_then(|c| Some((number(&c["d"])?, c.get(0)?.end())));
        if let (Some((day, more)), Some(_)) = (day, start.month) {
            let end = Point {
                day: Some(day),
                part: None,
                ..start.clone()
            };
            return end
                .sound()
                .then(|| (start, Some(end), len + joint.end() + more));
        }
        if let Some(c) = YEAR_END.captures(tail) {
            let end = Point {
                year: start.year.clone(),
                month: Some(12),
                part: Some('e'),
                ..Point::default()
            };
            return Some((start, Some(end), len + joint.end() + c.get(0)?.end()));
        }
        if let (Some(c), Some(_)) = (BARE_PART.captures(tail), start.month) {
            let end = Point {
                day: None,
                part: part(&c["p"]),
                ..start.clone()
            };
            return Some((start, Some(end), len + joint.end() + c.get(0)?.end()));
        }
    }
    match start.part {
        // A half-year is a span by itself.
        Some('1') => Some((month_of(&start, 1), Some(month_of(&start, 6)), len)),
        Some('2') => Some((month_of(&start, 7), Some(month_of(&start, 12)), len)),
        _ => Some((start, None, len)),
    }
}

fn month_of(point: &Point, month: u32) -> Point {
    Point {
        year: point.year.clone(),
        month: Some(month),
        ..Point::default()
    }
}

fn one(words: &str) -> Option<(Point, usize)> {
    if !words.starts_with(|c| begins(c) || matches!(c, ' ' | '度')) {
        return None;
    }
    let c = ONE.captures(words)?;
    let len = c.get(0)?.end();
    let mut point = Point::default();
    for (name, words) in c.named() {
        match name {
            "y" | "y2" | "y3" | "y4" | "y5" | "iso" => point.year = year(words),
            "m" | "m2" | "im" => point.month = number(words),
            "d" | "id" => point.day = number(words),
            "q" => point.quarter = number(words),
            "p" | "yp" => point.part = part(words),
            _ => (point.month, point.day) = feast(words),
        }
    }
    // 一月一评 is a frequency: the numeral counts months.
    let rhythm =
        point.day.is_none() && words.starts_with(is_numeral) && words[len..].starts_with('一');
    // The stop behind a feast belongs to the sentence.
    let len = if words[..len].ends_with('，') {
        len - '，'.len_utf8()
    } else {
        len
    };
    (point.sound() && !rhythm).then_some((point, len))
}

/// Month and day of a festival.
fn feast(words: &str) -> (Option<u32>, Option<u32>) {
    let (month, day) = match words {
        "七一" => (7, 1),
        "五一" => (5, 1),
        "八一" => (8, 1),
        "三八" => (3, 8),
        "六一" => (6, 1),
        "五四" => (5, 4),
        "双十一" => (11, 11),
        "双十二" => (12, 12),
        "元旦" => (1, 1),
        _ => (10, 1),
    };
    (Some(month), Some(day))
}

fn part(words: &str) -> Option<char> {
    Some(match words {
        "上半年" => '1',
        "下半年" => '2',
        w if w.contains('上') || w.contains('初') => 'b',
        w if w.contains("中") => 'm',
        _ => 'e',
    })
}

/// Four digits, or a masked year as 20XX.
fn year(words: &str) -> Option<String> {
    let mut out = String::new();
    for c in words.chars() {
        match digit_of(c) {
            Some(d) => out.push(char::from_digit(d, 10)?),
            None => out.push('X'),
        }
    }
    if out.starts_with("20") && out.len() == 3 {
        out.push('X');
    }
    let plausible = out.contains('X') || (1900..2100).contains(&out.parse::<u32>().ok()?);
    (out.len() == 4 && plausible).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Vec<String> {
        dates(words).iter().map(Date::written).collect()
    }

    #[test]
    fn every_way_of_writing_a_date() {
        for (words, want) in [
            ("二O一一年五月十六日", "2011-05-16"),
            ("二〇一一年十二月三十一日", "2011-12-31"),
            ("二○一二年三月", "2012-03"),
            ("二Ｏ一二年三月九日", "2012-03-09"),
            ("2012年3月9日", "2012-03-09"),
            ("2012.3.9", "2012-03-09"),
            ("2012-03-09", "2012-03-09"),
            ("于9月15日前", "--09-15"),
            ("20XX年6月", "20XX-06"),
            ("4月底前", "--04+e"),
            ("5月上旬", "--05+b"),
            ("2013年6月中旬", "2013-06+m"),
            ("第三季度", "--Q3"),
            ("2012年第一季度", "2012-Q1"),
            ("“七一”前", "--07-01"),
            ("2012年3月初至5月底", "2012-03+b/2012-05+e"),
            ("2012年3月1日—15日", "2012-03-01/2012-03-15"),
            ("3月1日至4月10日", "--03-01/--04-10"),
            ("2012年3—5月", "2012-03/2012-05"),
            ("2012年3月-2013年2月", "2012-03/2013-02"),
            ("3月10-20日", "--03-10/--03-20"),
            ("2012年上半年", "2012-01/2012-06"),
            ("2012年3月至年底", "2012-03/2012-12+e"),
            ("6月5日至月底", "--06-05/--06+e"),
        ] {
            assert_eq!(read(words), [want], "{words}");
        }
    }

    #[test]
    fn numbers_that_are_no_dates() {
        for words in [
            "建党90周年",
            "13月1日",
            "3.5万元",
            "十月怀胎的故事"[..0].as_ref(),
            "五年规划",
            "每月一次",
            "一年来",
        ] {
            assert!(read(words).is_empty(), "{words}: {:?}", read(words));
        }
    }
}
