//! Categories of people with their focus areas, and parties with what they must do.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::{Duty, Responsible, Span};
use crate::pattern::Pattern;
use crate::quotes::items;
use crate::sieve::Sieve;

static FOCUS: Pattern = Pattern::new(
    "^(?P<who>[^，。；：、“”（）]{2,14}?(?:党员|党组织|党支部|支部|党委|干部|职工|单位|居民|群众|教师|学生|人员|团员|青年|志愿者|窗口|行业))(?:，|：)?(?:要|应|应当|须)?(?:重点|着重|主要|突出|紧紧|分别)?(?:是)?(?:围绕|突出|在|就|从|抓好|做好|体现在|落实|聚焦|立足)(?P<list>[^。；：，“”]{4,140})",
);
/// The words with which [`FOCUS`] turns from the people to their list.
static TURN: Pattern = Pattern::new("围绕|突出|在|就|从|抓好|做好|落实|聚焦|立足");
static ENDING: Pattern = Pattern::new(
    "(?:等)?(?:[0-9一二三四五六七八九十]{1,2}个)?(?:几个)?(?:方面|内容|重点|环节)(?:的)?(?:内容)?.*$|等.*$|上(?:下功夫|作表率|见成效|做文章).*$|(?:作出|做出|进行|开展|提出)[^、]*$",
);
static BROAD: Pattern = Pattern::new(
    "^(?:广大|全体|各级|各|每名|每个|基层|党组织和|本)?(?:共产)?(?:党员|党组织|干部|党员干部|党支部|支部|党委|单位|群众|人员)$",
);

pub(crate) fn duties(cx: &Context) -> Vec<Found<Duty>> {
    let page = &cx.page;
    let mut out: Vec<Found<Duty>> = Vec::new();
    for s in cx.sentences_with(&["、"]) {
        let words = page.key(s);
        if !words.contains('、') || !TURN.is_match(words) {
            continue;
        }
        // Categories stand side by side, parted by stops or commas.
        let mut from = s.start;
        for clause in page.clauses(s) {
            if clause.start < from {
                continue;
            }
            let piece = &page.key[clause.start..s.end];
            let lead = piece.len() - piece.trim_start_matches([' ', '“']).len();
            let marker = crate::outline::marker(&piece[lead..]).map_or(0, |m| m.2);
            let start = clause.start + lead + marker;
            let Some(c) = FOCUS.captures(&page.key[start..s.end]) else {
                continue;
            };
            let (Some(who), Some(list)) = (c.name("who"), c.name("list")) else {
                continue;
            };
            if BROAD.is_match(who.as_str()) || NO_PARTY.is_match(who.as_str()) {
                continue;
            }
            let Some(end) = ENDING.find(list.as_str()).map(|m| m.start()) else {
                continue;
            };
            let foci = items(&list.as_str()[..end], start + list.start());
            let sound = foci.len() >= 2
                && foci
                    .iter()
                    .all(|f| (2..=16).contains(&page.key(f).chars().count()));
            if !sound {
                continue;
            }
            let last = foci.last().map_or(start, |f| f.end);
            let at = start
                ..(start + list.end())
                    .min(page.key[last..s.end].find('，').map_or(s.end, |i| last + i));
            from = at.end;
            let what = Duty {
                category: page.show(&(start + who.start()..start + who.end())),
                foci: foci.iter().map(|f| page.show(f)).collect(),
                text: page.show_short(&at, 200),
                span: Span::default(),
            };
            if !out
                .iter()
                .rev()
                .take(20)
                .any(|d| d.what.category == what.category && d.what.foci == what.foci)
            {
                out.push(Found {
                    what,
                    at,
                    rule: "duty-focus",
                    sure: 88,
                });
            }
        }
    }
    out
}

static MUST: Pattern = Pattern::new(
    "^(?P<head>[^，。；：“”（）]{2,40}?)(?:，)?(?:都|均|也|还|一律|分别|原则上)?(?P<modal>要|应当|应该|应|必须|须|需|负责(?:[^人]|$)|负总责|不得|务必|具体负责|牵头|定期|每季度|每月|每年|每半年|将)(?P<rest>[^，。；：]{0,4})",
);
static CHARGED: Pattern = Pattern::new(
    "由(?P<party>[^，。；：“”由]{2,30}?)(?:具体|共同|统一|全面|总)?(?:负责|牵头|承担|组织实施|组织开展|审核|审定|进行|实施|统筹|命名|表彰|推荐|确定|办理|主办|协办|考核|评定)",
);
static FIRST: Pattern = Pattern::new(
    "(?P<party>[^，。；：“”]{2,30}?)(?:是|为|作为)[^，。；]{0,14}?(?:第一责任人|直接责任人|责任主体|主体责任人|具体责任人)",
);
static UNITS: Pattern = Pattern::new(
    "(?:责任|牵头|配合|主办|承办|协办|负责)(?:单位|部门|科室|领导|人)：(?P<party>[^。；）\\n]{2,60})",
);
static ASKED: Pattern = Pattern::new(
    "^(?:请|望)(?P<party>[^，。；：“”]{2,24}?)(?:于|在|将|把|结合|认真|按|高度|遵照|根据|抓紧|尽快|做好|及时|，)",
);

static ENDS_PARTY: Pattern = Pattern::new(
    "(?:党委|党工委|工委|党总支|总支|支部|党组织|党组|小组|党员|干部|书记|主任|单位|部门|办公室|街道|社区|村居|村（社区）|居委会|村委会|两委|委员会|中心|科室|部|局|办|站所|人员|责任人|负责人|各地|各村|镇|乡|县|市|区|学校|企业|志愿者|服务队|网格员|网格长|团委|妇联|工会|成员|领导|班子|组织|教师|职工|居民|家庭|公司|协会|楼长|个人|同志|窗口|机关|系统|长|委|组)$",
);
/// What looks like a subject and is a clause of another kind.
static NO_PARTY: Pattern = Pattern::new(
    "^(?:对|把|将|在|通过|根据|按照|结合|以|为|凡|如|若|对于|使|让|引导|组织|动员|教育|加强|推进|开展|坚持|建立|深入|进一步|切实|积极|广泛|及时|认真|努力|不断|严格|没有|是|要|从|向|与|同|并|至|到|充分|确保|落实|发挥|健全|完善|做好|抓好|全面|督促|指导|帮助|采取|紧紧|着力|突出|强化|注重|创新|深化|牢固|实行|实施|提高|增强)",
);

pub(crate) fn responsible(cx: &Context) -> Vec<Found<Responsible>> {
    let page = &cx.page;
    let mut out: Vec<Found<Responsible>> = Vec::new();
    for (s, sieve) in cx.sentences.iter().zip(&cx.sieves) {
        let mut last_end = s.start;
        for clause in page.clauses(s) {
            if clause.start < last_end {
                continue;
            }
            let Some((party, rule, sure)) = party(cx, &clause, sieve) else {
                continue;
            };
            let at = page.trim(&duty(cx, s, &clause));
            last_end = clause.end;
            let what = Responsible {
                party: page.show(&party),
                text: page.show_short(&at, 200),
                span: Span::default(),
            };
            if what.party.is_empty() || out.iter().rev().take(4).any(|r| r.what == what) {
                continue;
            }
            out.push(Found {
                what,
                at,
                rule,
                sure,
            });
        }
    }
    out
}

/// The clause with the one behind it, when the clause alone says little.
fn duty(cx: &Context, s: &Range<usize>, clause: &Range<usize>) -> Range<usize> {
    if s.len() <= 240 {
        return clause.start..s.end;
    }
    let tail = &cx.page.key[clause.end..s.end];
    let next = tail
        .char_indices()
        .skip(1)
        .find(|(_, c)| *c == '，')
        .map_or(tail.len(), |(at, _)| at);
    let end = clause.end + if clause.len() < 120 { next } else { 0 };
    clause.start..end.min(s.end)
}

/// The party in a clause; `sieve` is that of the sentence around it.
fn party(
    cx: &Context,
    clause: &Range<usize>,
    sieve: &Sieve,
) -> Option<(Range<usize>, &'static str, u8)> {
    let page = &cx.page;
    let clause = page.trim(clause);
    let words = page.key(&clause);
    let shift = |m: regex::Match<'_>, base: usize| base + m.start()..base + m.end();
    if sieve.may_hold("由")
        && words.contains('由')
        && let Some(m) = CHARGED.captures(words).and_then(|c| c.name("party"))
        && m.as_str().chars().count() >= 2
        && ENDS_PARTY.is_match(m.as_str())
    {
        return Some((shift(m, clause.start), "party-charged", 82));
    }
    if sieve.may_hold("责任")
        && words.contains("责任")
        && let Some(m) = FIRST
            .captures(words)
            .and_then(|c| c.name("party"))
            .filter(|m| ENDS_PARTY.is_match(m.as_str()))
    {
        return Some((shift(m, clause.start), "party-first", 85));
    }
    if sieve.may_hold("：")
        && words.contains('：')
        && let Some(m) = UNITS.captures(words).and_then(|c| c.name("party"))
    {
        return Some((page.trim(&shift(m, clause.start)), "party-label", 85));
    }
    if words.starts_with(['请', '望'])
        && let Some(m) = ASKED
            .captures(words)
            .and_then(|c| c.name("party"))
            .filter(|m| ENDS_PARTY.is_match(m.as_str()))
    {
        return Some((shift(m, clause.start), "party-asked", 75));
    }
    let marker = crate::outline::marker(words).map_or(0, |m| m.2);
    // Run-in titles and colons come before the sentence's own subject.
    let lead = words[marker..]
        .rfind('：')
        .map_or(marker, |at| marker + at + '：'.len_utf8());
    let start = clause.start + lead;
    let head = page.key(&(start..clause.end));
    let start = start
        + if head.starts_with('由') {
            '由'.len_utf8()
        } else {
            0
        };
    let head = page.key(&(start..clause.end));
    if !head.contains(modal) {
        return None;
    }
    let c = MUST.captures(head)?;
    let (subject, modal) = (c.name("head")?, c.name("modal")?);
    let name = subject.as_str().trim();
    // 要求, 需求, 将来, 主要: the modal is part of another word.
    let rest = &head[modal.start()..];
    let fused = [
        "要求", "要素", "要点", "要害", "需求", "需要", "将来", "应急", "应用", "要闻", "须知",
    ]
    .iter()
    .any(|w| rest.starts_with(w))
        || name.ends_with([
            '主', '重', '只', '还', '必', '不', '首', '纪', '摘', '响', '反', '供', '相', '即',
            '无', '概', '简',
        ]);
    if fused
        || NO_PARTY.is_match(name)
        || !ENDS_PARTY.is_match(name)
        || name.contains('的') && name.chars().count() > 16
    {
        return None;
    }
    Some((
        start + subject.start()..start + subject.start() + subject.as_str().trim_end().len(),
        "party-must",
        75,
    ))
}

/// A character of which each modal of [`MUST`] has one.
fn modal(c: char) -> bool {
    matches!(
        c,
        '要' | '应' | '须' | '需' | '负' | '得' | '务' | '牵' | '定' | '每' | '将'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cx(text: &str) -> Context {
        Context::new(&format!("某社区活动方案\n一、内容\n{text}\n"))
    }

    #[test]
    fn a_party_with_its_duty() {
        for (text, party) in [
            ("各党支部要高度重视。", "各党支部"),
            ("社区党组织和党员要带头参加。", "社区党组织和党员"),
            ("考核工作由街道党建办负责。", "街道党建办"),
            ("党支部书记是第一责任人。", "党支部书记"),
            ("请各单位于5月底前报送。", "各单位"),
            ("责任单位：宣传科、各村党支部", "宣传科、各村党支部"),
            ("每名党员应当参加一次活动。", "每名党员"),
        ] {
            let got: Vec<String> = responsible(&cx(text))
                .into_iter()
                .map(|f| f.what.party)
                .collect();
            assert_eq!(got, [party], "{text}");
        }
    }

    #[test]
    fn no_subject_no_party() {
        for text in [
            "要加强领导。",
            "通过活动，提高认识。",
            "主要内容如下。",
            "对党员要加强教育。",
            "按照上级要求开展工作。",
        ] {
            assert!(responsible(&cx(text)).is_empty(), "{text}");
        }
    }

    #[test]
    fn categories_with_foci_and_general_subjects_without() {
        let got = duties(&cx(
            "农村党员重点围绕致富带富、移风易俗、邻里互助等方面作出承诺；窗口党员要在热情服务、提速增效等方面作表率。",
        ));
        assert_eq!(got.len(), 2);
        assert_eq!(got[0].what.foci, ["致富带富", "移风易俗", "邻里互助"]);
        assert_eq!(got[1].what.category, "窗口党员");
        assert!(duties(&cx("广大党员要在学习、工作、生活中作表率。")).is_empty());
    }
}
