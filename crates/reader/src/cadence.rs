//! Repeated actions with their frequency.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::{Cadence, Freq, Span};
use crate::pattern::Pattern;

/// Each frequency, the characters of which one stands wherever it is meant, and its words.
static RULES: [(Freq, &[&str], Pattern); 15] = [
    (
        Freq::QuarterEnd,
        &["季"],
        Pattern::new("每(?:个)?季度?(?:末|底)|季末|季度末"),
    ),
    (
        Freq::MonthEnd,
        &["月"],
        Pattern::new(
            "每(?:个)?月(?:底|末)|(?:^|[^0-9一二三四五六七八九十本当年])月(?:底|末)(?:前|[汇上报总考评])",
        ),
    ),
    (
        Freq::YearEnd,
        &["年"],
        Pattern::new(
            "每年(?:年)?(?:底|末|终)|(?:^|[^0-9今本当〇○一二三四五六七八九到至])年(?:底|终|末)(?:[^前之以奖考评绩]|$|评(?:选|议))",
        ),
    ),
    (
        Freq::YearStart,
        &["初"],
        Pattern::new("每年(?:年)?初|(?:^|[^0-9今本当〇○一二三四五六七八九])年初"),
    ),
    (
        Freq::Biweekly,
        &["周", "星", "半"],
        Pattern::new("每(?:两|2|二)(?:个)?(?:周|星期)|每半(?:个)?月|半月(?:一|1)"),
    ),
    (
        Freq::Bimonthly,
        &["月"],
        Pattern::new("每(?:两|2|二)(?:个)?月|(?:两|2|二)个?月(?:一|1)[次评报]"),
    ),
    (
        Freq::Biennial,
        &["年"],
        Pattern::new("每(?:两|2|二)年|(?:两|2|二)年(?:一|1)[次评届]"),
    ),
    (
        Freq::Semiannual,
        &["年"],
        Pattern::new("每半年|半年(?:一|1|至少|小结|总结|述|考)|每年(?:两|2|二)次"),
    ),
    (
        Freq::Daily,
        &["天", "日"],
        Pattern::new("每(?:天|日|个工作日)|日报告|日调度|天天"),
    ),
    (
        Freq::Weekly,
        &["周", "星"],
        Pattern::new(
            "每(?:个)?(?:周|星期)|(?:一|1)周(?:一|1)[次报评查例]|周(?:例会|调度|报告制|小结)|按周|逐周|周(?:记录|通报|排查|督查|汇报|点评)",
        ),
    ),
    (
        Freq::Monthly,
        &["月"],
        Pattern::new(
            "每(?:个)?月(?:[^底末]|$)|按月|逐月|(?:一|1)月(?:一|1)[次报评查考议讲调]|[^0-9一二三四五六七八九十]月(?:例会|调度|报告|报制|记录|排查|通报|小结|督查|检查|考核|点评)",
        ),
    ),
    (
        Freq::Quarterly,
        &["季"],
        Pattern::new(
            "每(?:个)?季(?:度)?(?:[^末底]|$)|按季|逐季|(?:一|1)季度?(?:一|1)[次报评查考议讲点]|季度?(?:例会|报告|排查|调度|通报|考核|点评|督查|评比|小结)",
        ),
    ),
    (
        Freq::Annual,
        &["年"],
        Pattern::new(
            "每(?:个)?年(?:度)?(?:[^年初底末终两二2]|$)|每年度|按年度?|逐年度|(?:一|1)年(?:一|1)[次评届度考]",
        ),
    ),
    (Freq::Periodic, &["定"], Pattern::new("(?:^|[^不])定期")),
    (
        Freq::PerEvent,
        &["每", "逢"],
        Pattern::new(
            "每次(?:活动|会议|学习|服务|检查|培训|评议|走访|慰问)|每逢|逢年过节|每期|每(?:开展|召开|组织)(?:一|1)次",
        ),
    ),
];

/// The characters with which [`HINT`] begins.
const HINTS: [&str; 12] = [
    "每", "定期", "季", "按", "逐", "月", "年", "周", "半", "日", "天", "逢",
];

/// One pass that spares most sentences the rules.
static HINT: Pattern = Pattern::new(
    "每|定期|逢年|季|按[年月周]|逐[年月]|月[底末例调报通小督检考点一1]|[年][底末终初一1]|周|半[年月]|日[报调]|天天",
);

/// A date with its year beside a word such as 年底 is a date, not a habit.
static POINT: Pattern = Pattern::new("(?:19|20)[0-9]{2} ?年(?:年)?(?:底|末|初|终)");

pub(crate) fn cadences(cx: &Context) -> Vec<Found<Cadence>> {
    let page = &cx.page;
    let mut out: Vec<Found<Cadence>> = Vec::new();
    for (s, sieve) in cx.sentences.iter().zip(&cx.sieves) {
        let words = page.key(s);
        if !sieve.may_hold_any(&HINTS) || !HINT.is_match(words) {
            continue;
        }
        let mut seen: Vec<(Freq, Range<usize>)> = Vec::new();
        for (freq, marks, pattern) in &RULES {
            if !sieve.may_hold_any(marks) {
                continue;
            }
            for m in pattern.finds(words).take(6) {
                let at = s.start + m.start()..s.start + m.end();
                if ends_year(*freq) && POINT.is_match(words) {
                    continue;
                }
                // 每年年底 is the end of each year, not each year; the finer rule stands first.
                if seen
                    .iter()
                    .any(|(_, r)| r.start < at.end && at.start < r.end)
                {
                    continue;
                }
                // Two habits of one frequency in a sentence stand in two clauses.
                let clause = if seen.iter().any(|(f, _)| f == freq) {
                    page.comma_clause(&at, s)
                } else {
                    page.clause_at(&at, s)
                };
                if seen.iter().any(|(f, _)| f == freq)
                    && out
                        .iter()
                        .rev()
                        .take(8)
                        .any(|f| f.what.freq == *freq && f.at == clause)
                {
                    continue;
                }
                seen.push((*freq, at));
                let sure = if matches!(freq, Freq::Periodic | Freq::YearStart | Freq::YearEnd) {
                    70
                } else {
                    88
                };
                out.push(Found {
                    what: Cadence {
                        freq: *freq,
                        text: page.show_short(&clause, 200),
                        span: Span::default(),
                    },
                    at: clause,
                    rule: "cadence-word",
                    sure,
                });
            }
        }
    }
    out.sort_by_key(|f| f.at.start);
    out.dedup_by(|a, b| a.what == b.what && a.at == b.at);
    out
}

fn ends_year(freq: Freq) -> bool {
    matches!(freq, Freq::YearEnd | Freq::YearStart)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Freq> {
        cadences(&Context::new(&format!(
            "某社区活动方案\n一、内容\n{text}\n"
        )))
        .into_iter()
        .map(|f| f.what.freq)
        .collect()
    }

    #[test]
    fn each_frequency_has_its_words() {
        for (text, want) in [
            ("党支部每季度点评一次活动情况。", Freq::Quarterly),
            ("每月召开一次支委会。", Freq::Monthly),
            ("每两个月走访一次。", Freq::Bimonthly),
            ("每周五报送进展情况。", Freq::Weekly),
            ("每半年汇报一次。", Freq::Semiannual),
            ("每年评选一次。", Freq::Annual),
            ("每两年评选一届。", Freq::Biennial),
            ("每年年底进行述职。", Freq::YearEnd),
            ("每季度末报送小结。", Freq::QuarterEnd),
            ("每月底公布结果。", Freq::MonthEnd),
            ("坚持定期通报。", Freq::Periodic),
            ("每半月调度一次。", Freq::Biweekly),
        ] {
            assert_eq!(read(text), [want], "{text}");
        }
    }

    #[test]
    fn single_dates_and_each_person_are_no_cadence() {
        for text in [
            "2012年底前完成。",
            "每名党员作出承诺。",
            "不定期抽查。",
            "5月底召开大会。",
            "每个支部报一份。",
        ] {
            assert!(read(text).is_empty(), "{text} {:?}", read(text));
        }
    }
}
