//! Numbers that bind: shares, scores, weights, quotas, counts, time limits. Not years, ordinals or names.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::{Op, Span, Threshold, Unit};
use crate::hanzi::number;
use crate::page::{cut, tail};
use crate::pattern::{Captures, Pattern};

static NUMBER: Pattern = Pattern::new(concat!(
    "(?P<half>半数以上|一半以上|过半数?|超过半数)",
    "|百分之(?P<pct>[一二三四五六七八九十百零]{1,5}|[0-9.]{1,5})",
    "|(?P<den>[二三四五六七八九十])分之(?P<nom>[一二三四五六七八九])",
    "|(?P<fa>[1-9])/(?P<fb>[2-9])",
    "|(?P<a>[0-9]+(?:,[0-9]{3})*(?:\\.[0-9]+)?)(?:(?:%|分|名|人|户|个|天|万元|元)? ?(?:—{1,2}|-|~|至|到) ?(?P<b>[0-9]+(?:\\.[0-9]+)?))? ?(?P<about>余|多)?(?P<u>%|个百分点|分钟|分|个工作日|工作日|日|天|个月|月|周年|周岁|周|星期|年|小时|学时|课时|学分|人次|人|名|户|万元|千元|元|字|个|项|件|条|篇|次|场|期|支|家|所|处|块|份|种|类|轮|遍|本|堂|节|位|对|村|级|岁|倍|座|册|栋|套|台|张|起|批|盏|株|间|辆|面|组|门)",
    "|(?P<ca>[一二三四五六七八九十两]{1,4}|[一二三四五六七八九]?百|[一二三四五六七八九十百千万]{2,6})(?:(?:—|-|~|至|到)(?P<cb>[一二三四五六七八九十]{1,3}))?(?P<cu>元|分钟|个工作日|工作日|日|天|个月|周|星期|年|小时|学时|名|人|户|个|项|件|条|篇|次|场|期|支|家|份)",
));
static BEFORE: [(Op, Pattern); 5] = [
    (
        Op::AtMost,
        Pattern::new(
            "(?:不超过|不多于|不高于|不得超过|不得多于|不得高于|最多|至多|最高|控制在|不大于|限于|限期|≤|上限为?)[^，。；0-9]{0,12}$",
        ),
    ),
    (
        Op::AtLeast,
        Pattern::new(
            "(?:不少于|不低于|不得少于|不得低于|至少|最少|不小于|不下于|≥|提高到|提升到|上升到|增加到|保持在|稳定在|起码|突破)[^，。；0-9]{0,12}$|达(?:到|至)[^，。；0-9]{0,12}$|达[^，。；0-9标]{0,3}$",
        ),
    ),
    (
        Op::Over,
        Pattern::new("(?:超过|高于|多于|大于|>)[^，。；0-9]{0,10}$"),
    ),
    (
        Op::Under,
        Pattern::new("(?:低于|少于|不足|小于|不满|不到|未达到?|<)[^，。；0-9]{0,4}$"),
    ),
    (Op::About, Pattern::new("(?:约|大约|左右)$")),
];
static AFTER: [(Op, Pattern); 5] = [
    (
        Op::AtLeast,
        Pattern::new("^[^，。；、0-9]{0,4}?(?:（含[^）]{0,6}）)?(?:及以上|或以上|以上|起步)"),
    ),
    (
        Op::AtMost,
        Pattern::new("^(?:（含[^）]{0,6}）)?(?:[^，。；、0-9]{0,3}?(?:及?以内|之内)|内|封顶|为限)"),
    ),
    (Op::Under, Pattern::new("^[^，。；、0-9]{0,3}?以下")),
    (Op::About, Pattern::new("^[^，。；、0-9]{0,3}?左右")),
    (Op::Under, Pattern::new("^分?的?(?:不满|不足)")),
];
/// A bare count binds when something is to be chosen, built, filled, done or paid.
static QUOTA: Pattern = Pattern::new(
    "评选|评出|评定|表彰|选树|选出|推选|推荐|推出|命名|打造|培育|培养|发展|建立|建成|创建|创成|建设|新建|改建|扩建|改造|新增|整治|完成|开发|举办|开展|组织|召开|设立?|设置|配备|选派|选聘|聘请|招募|招收|组建|组成|抽调|派出|成立|安排|投入|补助|补贴|奖励|拨付|给予|发放|列支|资助|扶持|帮扶|帮带|帮助|结对|联系|包联|走访|入户|认领|承诺|撰写|每(?:人|名|个|支|户|村|位|组|家|队|处|件|项|次|期|周|月|季度?|半?年)|各(?:推荐|报|选|确定|设)|名额|指标|公示|公布|任期|聘期|周期|有效期|期限|为期|满|扣|加|得|记|积|计|兑换|权重|占|学习时间|整改|回复|答复|办结|报送|上报|其中|连续|提前|遴选|轮训|培训|购置|制作|张贴|发送|读书|上党课|服务时长",
);
/// A limit in Chinese figures, told from turns of phrase such as 三年规划.
static LIMIT: Pattern = Pattern::new(
    "连续|有效期|任期|聘期|周期|期限|限期|限|为期|整改|公示|公布|用|满|不得|保存|培训|学习|轮训",
);
/// People and times in Chinese figures bind when each has a share, or some are to be chosen.
static SHARE: Pattern = Pattern::new(
    "每(?:人|名|个|支|户|村|位|组|家)|[一1]名|评选|推荐|帮带|帮扶|结对|联系|包联|连续|走访|选派|配备",
);
/// What stands right before a number that tells of what is there: 全镇23个村, 共分三个阶段.
static FACT: Pattern = Pattern::new(
    "(?:全[区镇村街县市乡社局校院]?(?:道|区)?|辖区?|现有|共(?:有|计|辖|设有|分为?|划分(?:为|成)?[^，]{0,6})|总共|等|这|那|上述|[本我][市区县镇乡村街局校]|建党|建国|纪念|迎接|下列|以下|如下|分|分为|划分为|前|后|做好|抓好|抓住|突出|围绕|坚持|把握|落实|按照|[第十]|的)$",
);
/// What stands behind a number of parts and kinds, which binds nobody.
static PARTS: Pattern = Pattern::new(
    "^(?:方面|环节|阶段|等次|档次|等级|步骤|层次|部分|重点|问题|关系|转变|类别|时段|结合|到位|统一|坚持|要素|板块|工程|行动|文件|原则|要求|条件|标准|内容|制度|主题|专题研讨班|字|大|代表)",
);
static ORDINAL: Pattern = Pattern::new("(?:第|十[一二三四五六七八九]届|前|后)$");
/// 提前3日, 会议召开前3日, 任期届满前30日: notice that is to be given. 前3名 and 目前3个月 are none.
static NOTICE: Pattern = Pattern::new(
    "(?:提|会议?|召开|举行|举办|开始|启动|结束|到期|届满|期满|换届|选举|表决|投票|评议|实施)前$",
);

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
            // 一次性奖励: no number of times.
            if m.as_str().ends_with('次') && words[m.end()..].starts_with('性') {
                continue;
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
    let op = op(tail(&words[..at.start], 20), &words[at.end..]);
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

/// Whether a unit measures time.
fn timely(unit: Unit) -> bool {
    matches!(
        unit,
        Unit::Day | Unit::Workday | Unit::Month | Unit::Year | Unit::Week
    )
}

/// A number with its unit.
fn counted(words: &str, c: &Captures<'_>, at: Range<usize>, word: &str) -> Vec<(String, Unit, Op)> {
    let (before, after) = (&words[..at.start], &words[at.end..]);
    let near = tail(before, 20);
    let text = |name: &str| c.name(name).map(|m| m.as_str());
    let Some((unit, scale)) = unit(word) else {
        return Vec::new();
    };
    // 分类, 分别, 分管: the sign for points is the head of another word.
    let split = word == "分"
        && after.starts_with([
            '类', '别', '钟', '之', '阶', '片', '管', '工', '头', '步', '组', '级', '层', '批',
            '期',
        ]);
    // Notice is given in days and weeks: 民主评议前3名 counts people all the same.
    let notice = timely(unit) && NOTICE.is_match(near);
    if split || (ORDINAL.is_match(near) && !notice) {
        return Vec::new();
    }
    let value = |name: &str, chinese: &str| {
        text(name)
            .map(|digits| digits.replace(',', ""))
            .or_else(|| text(chinese).and_then(number).map(|n| n.to_string()))
    };
    let Some(first) = value("a", "ca").filter(|v| unit != Unit::Year || v.len() < 4) else {
        return Vec::new();
    };
    let scaled = |v: String| match v.parse::<f64>() {
        Ok(n) if scale > 1 => format!("{}", n * f64::from(scale)),
        _ => v,
    };
    let bound = op(near, after);
    let bare = Bare {
        arabic: text("a").is_some(),
        value: &first,
        unit,
        word,
        clause: context(before),
        after,
    };
    if let Some(second) = value("b", "cb") {
        return if bound.is_some() || (bare.arabic && !timely(unit)) || bare.binds() {
            vec![
                (scaled(first), unit, Op::AtLeast),
                (scaled(second), unit, Op::AtMost),
            ]
        } else {
            Vec::new()
        };
    }
    // 每两年 is a frequency, not a bound.
    if near.ends_with('每') {
        return Vec::new();
    }
    match bound {
        Some(op) => vec![(scaled(first), unit, op)],
        None if text("about").is_some() && bare.binds() => vec![(scaled(first), unit, Op::About)],
        None if bare.binds() => vec![(scaled(first), unit, Op::Exactly)],
        None => Vec::new(),
    }
}

/// A number without a word that says how it binds.
struct Bare<'t> {
    arabic: bool,
    value: &'t str,
    unit: Unit,
    word: &'t str,
    clause: &'t str,
    after: &'t str,
}

impl Bare<'_> {
    /// Whether it binds all the same: by its unit, or by what is to be done with so many.
    fn binds(&self) -> bool {
        if matches!(self.unit, Unit::Percent | Unit::Points | Unit::Workday) {
            return true;
        }
        let timely = matches!(
            self.unit,
            Unit::Day | Unit::Month | Unit::Hour | Unit::Week | Unit::Year
        );
        if timely && NOTICE.is_match(self.clause) {
            return true;
        }
        if FACT.is_match(self.clause) || (self.unit == Unit::Count && PARTS.is_match(self.after)) {
            return false;
        }
        // 每月10日、20日 are days of the month.
        if self.word == "日" || (timely && self.unit != Unit::Hour) {
            return LIMIT.is_match(self.clause);
        }
        if self.arabic || self.unit == Unit::Yuan {
            return QUOTA.is_match(self.clause) || self.unit == Unit::Yuan;
        }
        let people = matches!(self.unit, Unit::Person | Unit::Household | Unit::Times);
        // 连续两个季度: so many in a row, whatever they are.
        self.value != "1"
            && ((people && SHARE.is_match(self.clause)) || self.clause.ends_with("连续"))
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

fn unit(word: &str) -> Option<(Unit, u32)> {
    Some(match word {
        "%" | "个百分点" => (Unit::Percent, 1),
        "分" | "学分" => (Unit::Points, 1),
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
        "千元" => (Unit::Yuan, 1_000),
        "字" => (Unit::Chars, 1),
        "次" | "场" | "轮" | "遍" | "期" | "堂" => (Unit::Times, 1),
        "分钟" | "级" | "岁" | "周岁" | "周年" | "倍" | "批" => return None,
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
    if let Some(name) = respectively(cx, words, base, at) {
        return Some(name);
    }
    let mut start = words[..at]
        .rfind(['，', '；', '。', '：'])
        .map_or(0, |i| i + '，'.len_utf8());
    // In a row of numbers each has its own subject: 甲20名、乙5个.
    if from > start && from <= at {
        start = words[from..at]
            .rfind('、')
            .map_or(from, |i| from + i + '、'.len_utf8());
    }
    start += crate::outline::marker(&words[start..at]).map_or(0, |m| m.2);
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
    let shown = bare(&shown);
    (!shown.is_empty()).then(|| cut(shown, 60).to_owned())
}

/// Without the brackets and joints of the row that the number stands in: 甲（80分）和乙（20分）.
fn bare(words: &str) -> &str {
    let words = words.trim_end_matches(['（', '(', '：', ':', '、', ' ']);
    let words = words.trim_start_matches(['）', ')', '、', ' ', '；']);
    let joint = ["和", "与", "及", "以及"]
        .iter()
        .find_map(|joint| words.strip_prefix(joint))
        .filter(|rest| !rest.starts_with('谐') && rest.chars().count() >= 2);
    joint.unwrap_or(words)
}

/// 知晓率、满意率分别达到90%、85%: the names stand in one row, the numbers in another.
fn respectively(cx: &Context, words: &str, base: usize, at: usize) -> Option<String> {
    let clause = words[..at]
        .rfind(['；', '。', '：'])
        .map_or(0, |i| i + '；'.len_utf8());
    let split = clause + words[clause..at].rfind("分别")?;
    let head = words[clause..split].trim_end_matches('，');
    let from = clause + head.rfind('，').map_or(0, |i| i + '，'.len_utf8());
    let names = crate::quotes::items(&words[from..clause + head.len()], base + from);
    let before = NUMBER.finds(&words[split..at]).count();
    let behind = NUMBER.finds(cut(&words[at..], 40)).count();
    let name = names
        .get(before)
        .filter(|_| names.len() >= 2 && before + behind >= names.len())?;
    Some(cut(&cx.page.show(name), 60).to_owned())
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
            (
                "连续两个季度排名末位的要说明。",
                "2",
                Unit::Count,
                Op::Exactly,
            ),
            ("连续三期不达标的要说明。", "3", Unit::Times, Op::Exactly),
            ("任期届满前30日提出名单。", "30", Unit::Day, Op::Exactly),
            ("选举前5日公布名单。", "5", Unit::Day, Op::Exactly),
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
            "全街道共划分网格126个。",
            "全镇共有党员1200名。",
            "街道共辖社区12个。",
            "考核前3名的支部。",
            "目前3个月已过。",
        ] {
            assert!(values(text).is_empty(), "{text} {:?}", values(text));
        }
    }
}
