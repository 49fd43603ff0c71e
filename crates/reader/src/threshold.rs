//! Numbers that bind: shares, scores, weights, quotas, counts, time limits. Not years, ordinals or names.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::{Op, Span, Threshold, Unit};
use crate::hanzi::number;
use crate::page::{cut, tail};
use crate::pattern::{Captures, Pattern};

static NUMBER: Pattern = Pattern::new(concat!(
    "(?P<half>半数以上|过半数?|超过半数)",
    "|百分之(?P<pct>[一二三四五六七八九十百零]{1,5}|[0-9.]{1,5})",
    "|(?P<den>[二三四五六七八九十])分之(?P<nom>[一二三四五六七八九])",
    "|(?P<fa>[1-9])/(?P<fb>[2-9])",
    "|(?P<a>[0-9]+(?:\\.[0-9]+)?)(?:%)?(?: ?(?:—|-|~|至|到|、) ?(?P<b>[0-9]+(?:\\.[0-9]+)?))? ?(?P<u>%|个百分点|分钟|分|个工作日|工作日|日|天|个月|月|周|星期|年|小时|学时|课时|人次|人|名|户|万元|元|字|个|项|件|条|篇|次|场|期|支|家|所|处|块|份|种|类|轮|遍|本|堂|节|位|对|村|级|岁|倍)",
    "|(?P<ca>[一二三四五六七八九十两]{1,4}|[一二三四五六七八九]?百)(?:(?:—|-|~|至|到)(?P<cb>[一二三四五六七八九十]{1,3}))?(?P<cu>分钟|个工作日|工作日|日|天|个月|周|星期|年|小时|学时|人|名|户|个|项|件|条|篇|次|场|期|支|家|份)",
));
static BEFORE: [(Op, Pattern); 6] = [
    (
        Op::AtMost,
        Pattern::new(
            "(?:不超过|不多于|不高于|不得超过|不得多于|最多|至多|控制在|不大于|限于|≤|上限为?)[^，。；0-9]{0,4}$",
        ),
    ),
    (
        Op::AtLeast,
        Pattern::new(
            "(?:不少于|不低于|不得少于|不得低于|至少|最少|达到?|不小于|≥|确保|力争|提高到|上升到|保持在|起码)[^，。；0-9]{0,8}$",
        ),
    ),
    (Op::Over, Pattern::new("(?:超过|高于|多于|大于|>)$")),
    (
        Op::Under,
        Pattern::new("(?:低于|少于|不足|小于|不满|不到|<)$"),
    ),
    (Op::About, Pattern::new("(?:约|大约|左右)$")),
    (
        Op::Exactly,
        Pattern::new(
            "(?:占|为|各|满分|计|扣|加|得|按|设|共|权重|总分|比例|每[^，。；]{1,6})[^，。；0-9]{0,2}$",
        ),
    ),
];
static AFTER: [(Op, Pattern); 5] = [
    (
        Op::AtLeast,
        Pattern::new("^[^，。；0-9]{0,4}?(?:（含[^）]{0,6}）)?(?:及?以上|或以上|起步)"),
    ),
    (
        Op::AtMost,
        Pattern::new("^(?:（含[^）]{0,6}）)?(?:[^，。；、0-9]{0,3}?(?:及?以内|之内)|内|封顶|为限)"),
    ),
    (Op::Under, Pattern::new("^[^，。；0-9]{0,3}?以下")),
    (Op::About, Pattern::new("^[^，。；0-9]{0,3}?左右")),
    (Op::Under, Pattern::new("^分?的?(?:不满|不足)")),
];
/// A bare count binds when something is to be chosen, built or filled.
static QUOTA: Pattern = Pattern::new(
    "评选|评出|评定|表彰|选树|选出|推荐|命名|打造|培育|建立|建成|创建|设立|配备|招募|组建|每(?:人|名|个|支|户|村|位|组|家|半?年|季度?|月|周)|各(?:推荐|报|选|确定)|名额|公示|公布|任期|有效期|满|扣|加|得|记|权重|占|学习时间|整改|回复|答复|办结|限期|期限|报送|上报",
);
static ORDINAL: Pattern = Pattern::new("(?:第|十[一二三四五六七八九]届|前)$");

pub(crate) fn thresholds(cx: &Context) -> Vec<Found<Threshold>> {
    let page = &cx.page;
    let mut out = Vec::new();
    for s in &cx.sentences {
        let words = page.key(s);
        let mut quoted = 0_i32;
        let mut last = 0;
        let mut previous = 0;
        for m in NUMBER.finds(words) {
            for ch in words[last..m.start()].chars() {
                quoted += match ch {
                    '“' | '《' => 1,
                    '”' | '》' => -1,
                    _ => 0,
                };
            }
            let from = previous;
            last = m.start();
            previous = m.end();
            if quoted > 0 || dated(words, m.range()) {
                continue;
            }
            let Some(c) = NUMBER.captures(m.as_str()) else {
                continue;
            };
            let place = s.start + m.start()..s.start + m.end();
            for (value, unit, op) in read(words, &c, m.range()) {
                let clause = page.clause_at(&place, s);
                let applies = applies_to(cx, words, s.start, m.start(), from);
                out.push(Found {
                    what: Threshold {
                        value,
                        unit,
                        op,
                        applies_to: applies,
                        text: page.show_short(&clause, 200),
                        span: Span::default(),
                    },
                    at: clause,
                    rule: "number-bound",
                    sure: 80,
                });
            }
        }
    }
    out
}

/// 5月1日, 2012年, 一年来: points in time and turns of phrase.
/// Most numbers are such; the words tell, before the groups of the pattern are asked for.
fn dated(words: &str, at: Range<usize>) -> bool {
    let (before, number, after) = (&words[..at.start], &words[at.clone()], &words[at.end..]);
    let month = number.ends_with('月');
    let day = number.ends_with(['日', '天']) && !number.ends_with("工作日");
    if month || day {
        let glued =
            before.ends_with(['月', '年', '-', '.', '—']) || after.starts_with(['月', '日']);
        return glued || (month && !number.contains('个'));
    }
    let year = number.strip_suffix('年').map(str::trim_end);
    year.is_some_and(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// What one number in its surroundings binds: nothing, one bound, or the two ends of a range.
fn read(words: &str, c: &Captures<'_>, at: Range<usize>) -> Vec<(String, Unit, Op)> {
    match c.name("u").or_else(|| c.name("cu")) {
        Some(unit) => counted(words, c, at, unit.as_str()),
        None => share(words, c, at).into_iter().collect(),
    }
}

/// A half, a percentage in words, a fraction.
fn share(words: &str, c: &Captures<'_>, at: Range<usize>) -> Option<(String, Unit, Op)> {
    let text = |name: &str| c.name(name).map(|m| m.as_str());
    if let Some(half) = text("half") {
        let op = if half.contains("以上") {
            Op::AtLeast
        } else {
            Op::Over
        };
        return Some(("1/2".to_owned(), Unit::Fraction, op));
    }
    let op = op(tail(&words[..at.start], 14), &words[at.end..]);
    if let Some(p) = text("pct") {
        let value = number(p).map_or_else(|| p.to_owned(), |n| n.to_string());
        return Some((value, Unit::Percent, op.unwrap_or(Op::Exactly)));
    }
    if let (Some(d), Some(n)) = (text("den").and_then(number), text("nom").and_then(number)) {
        let value = format!("{n}/{d}");
        return Some((value, Unit::Fraction, op.unwrap_or(Op::Exactly)));
    }
    Some((
        format!("{}/{}", text("fa")?, text("fb")?),
        Unit::Fraction,
        op?,
    ))
}

/// A number with its unit.
fn counted(words: &str, c: &Captures<'_>, at: Range<usize>, word: &str) -> Vec<(String, Unit, Op)> {
    let (before, after) = (&words[..at.start], &words[at.end..]);
    let tail = tail(before, 14);
    let text = |name: &str| c.name(name).map(|m| m.as_str());
    let one = |value: String, unit, op| vec![(value, unit, op)];
    let Some((unit, scale)) = unit(word) else {
        return Vec::new();
    };
    let ordinal = tail.ends_with(['第', '届', '前']) && ORDINAL.is_match(tail);
    if ordinal && !tail.ends_with("提前") {
        return Vec::new();
    }
    let arabic = text("a").is_some();
    let value = |name: &str, chinese: &str| {
        text(name)
            .map(str::to_owned)
            .or_else(|| text(chinese).and_then(number).map(|n| n.to_string()))
    };
    let Some(first) = value("a", "ca") else {
        return Vec::new();
    };
    if unit == Unit::Year && first.len() == 4 {
        return Vec::new();
    }
    let second = value("b", "cb");
    let op = op(tail, after);
    if unit == Unit::Year && op.is_none() && !QUOTA.is_match(tail) {
        return Vec::new();
    }
    let scaled = |v: String| {
        if scale == 1 {
            v
        } else {
            v.parse::<u64>().map_or(v, |n| (n * scale).to_string())
        }
    };
    let chosen = || QUOTA.is_match(context(before));
    if let Some(second) = second {
        return if unit == Unit::Points || op.is_some() || chosen() {
            vec![
                (scaled(first), unit, Op::AtLeast),
                (scaled(second), unit, Op::AtMost),
            ]
        } else {
            Vec::new()
        };
    }
    // 每两年 is a frequency, not a bound.
    if tail.ends_with('每') && op.is_none_or(|op| op == Op::Exactly) {
        return Vec::new();
    }
    if let Some(op) = op.filter(|op| *op != Op::Exactly) {
        return one(scaled(first), unit, op);
    }
    let always = matches!(unit, Unit::Percent | Unit::Points | Unit::Workday);
    let quota = arabic && !tail.ends_with('“');
    let limit = matches!(
        unit,
        Unit::Day | Unit::Month | Unit::Hour | Unit::Week | Unit::Year
    ) && first != "1";
    if always || ((quota || limit) && chosen()) {
        one(scaled(first), unit, Op::Exactly)
    } else {
        Vec::new()
    }
}

/// The clause before the number.
fn context(before: &str) -> &str {
    let clause = before.rsplit(['，', '。', '：']).next().unwrap_or("");
    cut(clause, 60)
}

fn op(before: &str, after: &str) -> Option<Op> {
    let before = before.rsplit(['，', '；', '。']).next().unwrap_or("");
    let after = cut(after, 12);
    // Each pattern behind the number ends in one of these.
    let ahead = after
        .contains(|c| {
            matches!(
                c,
                '上' | '步' | '内' | '顶' | '限' | '下' | '右' | '满' | '足'
            )
        })
        .then(|| AFTER.iter().find(|(_, p)| p.is_match(after)))
        .flatten();
    let found = ahead.or_else(|| BEFORE.iter().find(|(_, p)| p.is_match(before)));
    found.map(|(op, _)| *op)
}

fn unit(word: &str) -> Option<(Unit, u64)> {
    Some(match word {
        "%" | "个百分点" => (Unit::Percent, 1),
        "分" => (Unit::Points, 1),
        "个工作日" | "工作日" => (Unit::Workday, 1),
        "日" | "天" => (Unit::Day, 1),
        "个月" | "月" => (Unit::Month, 1),
        "周" | "星期" => (Unit::Week, 1),
        "年" => (Unit::Year, 1),
        "小时" | "学时" | "课时" => (Unit::Hour, 1),
        "人" | "名" | "人次" | "位" => (Unit::Person, 1),
        "户" => (Unit::Household, 1),
        "元" => (Unit::Yuan, 1),
        "万元" => (Unit::Yuan, 10_000),
        "字" => (Unit::Chars, 1),
        "次" | "场" | "轮" | "遍" | "期" | "堂" => (Unit::Times, 1),
        "分钟" | "级" | "岁" | "倍" => return None,
        _ => (Unit::Count, 1),
    })
}

static LEAD: Pattern = Pattern::new(
    "^(?:其中|并|要|应|须|确保|力争|使|且|原则上|一般|对|将|以及|和|同时|达到|争取|保证)+",
);
static TRAIL: Pattern = Pattern::new(
    "(?:要|应|须|必须|一般|原则上|为|占|达|达到|不得|不少于|不低于|不超过|不得少于|不得低于|不得超过|至少|最多|控制在|提高到|在|按|以|计|超过|低于|高于|约|得|扣|加|不多于|不高于|到|各)+$",
);

static PERIOD: Pattern = Pattern::new("^(?:到|至|截至|在)?[^，]{0,8}(?:年|月|底|末|前|时)$");
static BEHIND: Pattern = Pattern::new(
    "^(?:[^，。；的]{1,12}(?:以上|以下|以内)?的|[0-9]{1,5}[名个户支家项件人])(?P<who>[^，。；]{2,16}?)(?:达到|达|要|实现|建成|完成|参加|成为|，|。|$)",
);
static BOUND: Pattern =
    Pattern::new("不低于|不少于|不超过|不高于|不得少于|不得低于|不得超过|至少|最多|达到|控制在");

/// The subject before the number in its clause, at most 60 characters.
fn applies_to(cx: &Context, words: &str, base: usize, at: usize, from: usize) -> Option<String> {
    let mut start = words[..at]
        .rfind(['，', '；', '。', '：'])
        .map_or(0, |i| i + '，'.len_utf8());
    // In a row of numbers each has its own subject: 甲20名、乙5个.
    if from > start && from <= at {
        start = words[from..at]
            .rfind('、')
            .map_or(from, |i| from + i + '、'.len_utf8());
    }
    let clause = &words[start..at];
    let lead = LEAD.find(clause).map_or(0, |m| m.end());
    let mut end = TRAIL.find(clause).map_or(clause.len(), |m| m.start());
    // 到年底，80%以上的党组织达到: the subject stands behind the number.
    if (end <= lead || PERIOD.is_match(clause))
        && let Some(m) = BEHIND.captures(&words[at..]).and_then(|c| c.name("who"))
    {
        return Some(cx.page.show(&(base + at + m.start()..base + at + m.end())));
    }
    if end <= lead {
        // The subject is the clause before: 群众满意率，不低于90%.
        let before = words[..start].trim_end_matches(['，', '；', '。', '：']);
        let from = before
            .rfind(['，', '；', '。', '：'])
            .map_or(0, |i| i + '，'.len_utf8());
        let range = cx.page.trim(&(base + from..base + before.len()));
        let words = cx.page.show(&range);
        return (!words.is_empty()).then(|| cut(&words, 60).to_owned());
    }
    end = end.max(lead);
    // What stands before the bound is the subject: 户数不低于总户数的 is about 户数.
    if let Some(bound) = BOUND.find(&clause[lead..end]).filter(|m| m.start() > 0) {
        end = lead + bound.start();
        end = TRAIL
            .find(&clause[lead..end])
            .filter(|m| m.start() > 0)
            .map_or(end, |m| lead + m.start());
    }
    let range = cx.page.trim(&(base + start + lead..base + start + end));
    let shown = cx.page.show(&range);
    (!shown.is_empty()).then(|| cut(&shown, 60).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(String, Unit, Op)> {
        let cx = Context::new(&format!("某社区活动方案\n一、内容\n{text}\n"));
        thresholds(&cx)
            .into_iter()
            .map(|f| (f.what.value, f.what.unit, f.what.op))
            .collect()
    }

    #[test]
    fn numbers_that_bind() {
        for (text, value, unit, op) in [
            ("群众知晓率达到90%以上。", "90", Unit::Percent, Op::AtLeast),
            ("表彰比例不超过15%。", "15", Unit::Percent, Op::AtMost),
            (
                "须经三分之二以上党员同意。",
                "2/3",
                Unit::Fraction,
                Op::AtLeast,
            ),
            ("公示时间不少于5个工作日。", "5", Unit::Workday, Op::AtLeast),
            ("评议结果公示7天。", "7", Unit::Day, Op::Exactly),
            ("整改时间不超过3个月。", "3", Unit::Month, Op::AtMost),
            ("心得体会不少于1000字。", "1000", Unit::Chars, Op::AtLeast),
            ("每年至少参加两次志愿服务。", "2", Unit::Times, Op::AtLeast),
            ("评选表彰优秀党员20名。", "20", Unit::Person, Op::Exactly),
            ("民主测评占30%。", "30", Unit::Percent, Op::Exactly),
            ("安排经费2万元以内。", "20000", Unit::Yuan, Op::AtMost),
            ("80分以下的不得参评。", "80", Unit::Points, Op::Under),
        ] {
            assert_eq!(values(text), [(value.to_owned(), unit, op)], "{text}");
        }
        assert_eq!(values("每名党员承诺3至5项。").len(), 2);
    }

    #[test]
    fn numbers_that_name_or_date() {
        for text in [
            "做到“五个好”。",
            "2012年3月5日召开大会。",
            "纪念建党90周年。",
            "按照第3项规定办理。",
            "贯彻十七届四中全会精神。",
            "每季度召开一次会议。",
            "这是一项重要工作。",
            "制定3年规划。",
        ] {
            assert!(values(text).is_empty(), "{text} {:?}", values(text));
        }
    }
}
