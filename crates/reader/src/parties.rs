//! Parties with what they must do: a subject with a modal, 由…负责, the first responsible, labelled units.
//!
//! The subject of an official clause stands at its head, ends as bodies and people do (党委, 办, 员, 长), and is
//! followed by the modal at once or after an adverbial (在…中, 每月, 结合实际). What ends so and is followed by
//! anything else is part of a longer name or of another word.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::{Responsible, Span};
use crate::outline::marker;
use crate::page::cut;
use crate::pattern::Pattern;
use crate::sieve::Sieve;

/// Ends of names of bodies and people, longer ones where the last character alone would say too little.
const ENDS: [&str; 89] = [
    "党委",
    "工委",
    "总支",
    "支部",
    "党组",
    "组织",
    "党员",
    "团员",
    "干部",
    "书记",
    "主任",
    "委员",
    "单位",
    "部门",
    "办公室",
    "街道",
    "社区",
    "委员会",
    "居委会",
    "村委会",
    "支委会",
    "业委会",
    "监委会",
    "协会",
    "联合会",
    "工会",
    "商会",
    "理事会",
    "议事会",
    "联席会议",
    "两委",
    "中心",
    "负责人",
    "责任人",
    "各地",
    "学校",
    "企业",
    "团委",
    "妇联",
    "领导",
    "班子",
    "教师",
    "学生",
    "职工",
    "员工",
    "居民",
    "村民",
    "群众",
    "家庭",
    "公司",
    "集团",
    "个人",
    "同志",
    "窗口",
    "机关",
    "系统",
    "民警",
    "一把手",
    "医院",
    "银行",
    "专班",
    "青年",
    "机构",
    "行业",
    "妇女",
    "物业",
    "科",
    "处",
    "部",
    "局",
    "办",
    "站",
    "所",
    "镇",
    "乡",
    "县",
    "市",
    "区",
    "村",
    "院",
    "校",
    "队",
    "组",
    "户",
    "员",
    "长",
    "者",
    "委",
    "人",
];

/// Words that end in a character of [`ENDS`] and name nobody.
const NO_ENDS: [&str; 65] = [
    "全部",
    "内部",
    "外部",
    "局部",
    "大部",
    "场所",
    "增长",
    "特长",
    "成长",
    "延长",
    "擅长",
    "或者",
    "再者",
    "督办",
    "承办",
    "主办",
    "协办",
    "交办",
    "举办",
    "查办",
    "申办",
    "改组",
    "编组",
    "重组",
    "误区",
    "禁区",
    "上市",
    "动员",
    "全员",
    "好处",
    "坏处",
    "到处",
    "深处",
    "长处",
    "难处",
    "实处",
    "用处",
    "短处",
    "处处",
    "入户",
    "到户",
    "账户",
    "挂户",
    "进村",
    "驻村",
    "入村",
    "进社区",
    "进学校",
    "进企业",
    "各方面",
    "一系列",
    "进家庭",
    "人人",
    "他人",
    "别人",
    "本人",
    "做人",
    "育人",
    "用人",
    "为人",
    "动人",
    "引人",
    "主人",
    "待人",
    "令人",
];

/// What looks like a subject and is a clause of another kind: a preposition or a verb opens it.
static NO_PARTY: Pattern = Pattern::new(
    "^(?:对[^口]|把|将|在[^职校册岗编位读]|通过|根据|按照|结合|以|为|凡|如|若|使|让|引导|组织(?:广大|党员|群众|各|全体|开展|动员|实施|好|居民|志愿|相关|有关|召开)|动员|教育[^局科委部系处办体]|加强|推进|推动|开展|坚持|建立|深入|进一步|切实|积极|广泛|及时|认真|努力|不断|严格|没有|是|要|从[^业]|向|与[^会]|同[^级]|并|至|到|充分|确保|落实|发挥|健全|完善|做好|抓好|全面|督促|指导[^员组单站]|帮助|采取|紧紧|着力|突出|强化|注重|创新|深化|牢固|实行|实施|提高|增强|鼓励|支持|号召|倡导|聘请|选派|发动|联系(?:群众|服务)|服务(?:群众|居民|企业|党员|基层)|依靠|关心|帮扶[^单干责队人党]|走访|慰问|成立|设立|建设[^局办部单]|形成|整合|依托|利用|邀请|吸引|带动|带领|吸收|培育|培养[^联人]|选树|评选[^小委]|表彰|授予|围绕|针对|集中|统一|规范|优化|扩大|搭建|打造|构建|营造|宣传[^部委科处干员局文教]|学习[^型小委]|贯彻|凡是|不|只有|只要|通知|要求|涉及|包括|尊重|激发|调动|促进|保障|维护|关于|由|请|望|未|无正当|连续|接受|参加|争做|争当|争创|重点(?:围绕|抓|突出)|主动|自觉|热心|带头|设在|下设|凝聚|筑牢|反映|征求|听取|解决|化解|排查)",
);

/// What may stand in front of the subject: a time, a joint.
static LEAD: Pattern = Pattern::new(
    "^(?:[0-9一二三四五六七八九十]{1,3}月(?:份|底|初|末|[上中下]旬|[0-9]{1,2}日)?(?:之?前|起|开始)?|(?:每|今|当|本)?年(?:初|底|末|终|内)(?:之?前)?|每(?:年|月|季度|周|半年)|届时|会后|会前|期间|今后|平时|其中|同时|此外|另外|并|但|且|而|因此|为此|特别是|尤其是|原则上|具体)+",
);

/// What may stand between the subject and the modal, by how it begins.
static ADVERBIAL: Pattern = Pattern::new(
    "^(?:在|于|对|结合|根据|按照|依照|围绕|针对|通过|依托|利用|依据|从|为|就|以|向|会同|都|均|也|还|又|既|再|一律|统一|分别|原则上|一般|同时|共同|具体|切实|积极|主动|认真|自觉|严格|走访|联系|参加|撰写|集中学习|自学|包联|结对|下基层|分片|分工|亲自|轮流|直接|全程|密切|应?当?每|本(?:学期|年度|人|着)|年内|全年|上班|平时|今后|要?立足|紧紧|全面|负责同志|之间|党?内部|每|至少|定期|不|“?[七五]一”|[0-9]{1,2}月|届时|入户|（[^）]{1,30}）)",
);

/// What a body does that is charged with something: 由某某负责.
static CHARGE: Pattern = Pattern::new(
    "^(?:”|（[^）]{1,16}）)?(?:同志)?(?:具体|共同|统一|全面|总体|亲自|逐[村户级个项]+|集体|直接|定期|适时|分别|轮流|负责同志|按照?[^，。；]{0,12}|根据[^，。；]{0,12}|结合[^，。；]{0,12}|在[^，。；]{1,12}|于[^，。；]{1,14})?(?:负(?:总)?责(?:[^人]|$)|牵头|承担|领导|组织(?:[^部委织处科]|$)|审[核定查批]|进行|实施|统筹|命名|表彰|推荐|推选|确定|办理|主办|协办|考[核评]|评[定审议选]|测评|打分|会同|制定|汇总|约谈|谈话|诫勉|对|解释|验收|监督|督促|督查|督导|指导|落实|抓|管理|召集|主持|发放|颁发|授牌|授旗|授|协调|配合|认定|通报|公示|公布|填写|提出|提名|研究|讨论|报送?|上报|送|讲|带队|出具|给予|聘|筹|做|联合|批|宣布|集中|联系|帮|包|登记|收集|调查|划分|开展|建立|编制|完成|处理|调解|核实|签|每|向|将)",
);
static FIRST: Pattern = Pattern::new(
    "^(?P<party>[^，。；：]{2,30}?)(?:是|为|作为)[^，。；]{0,16}?(?:第一责任人|直接责任人|责任主体|主体责任人|具体责任人|总责任人|主要责任人)",
);
static UNITS: Pattern = Pattern::new(
    "(?:责任|牵头|配合|主办|承办|协办|负责|组织)(?:单位|部门|科室|领导|人)：(?P<party>[^。；）\\n]{2,60})",
);
/// What a body is asked to do: 请某某于….
static ASKED: Pattern = Pattern::new(
    "^(?:”|（[^）]{1,16}）)?(?:于|在|将|把|结合|认真|按|高度|遵照|根据|抓紧|尽快|做好|及时|切实|迅速|严格|积极|组织(?:[^部委织处科]|$)|对照|要|务必|每|自行|提前|参照|落实|报|指定|明确|$)",
);
/// 宣传科：负责…
static NAMED: Pattern = Pattern::new(
    "^(?P<party>[^，。；：]{2,24})：(?:主要|具体|全面)?(?:负责(?:[^人]|$)|牵头|承担|组织(?:开展|实施))",
);

pub(crate) fn responsible(cx: &Context) -> Vec<Found<Responsible>> {
    let page = &cx.page;
    let mut out: Vec<Found<Responsible>> = Vec::new();
    for (s, sieve) in cx.sentences.iter().zip(&cx.sieves) {
        let mut carried: Option<Range<usize>> = None;
        // Few sentences have a clause that opens with a modal and asks for the subject of one before.
        let asks = sieve.may_hold("，") && MODAL_OPENS.iter().any(|w| page.key(s).contains(w));
        for clause in page.clauses(s) {
            let head = headed(cx, &clause);
            let found = party(cx, &head, sieve).or_else(|| inherited(cx, &head, &mut carried));
            let Some((party, rule, sure)) = found else {
                if asks {
                    carried = subject_alone(cx, &head).or(carried);
                }
                continue;
            };
            carried = None;
            let at = duty(cx, s, &clause);
            // A subject that was carried stands in a clause before.
            let at = page.trim(&(at.start.min(party.start)..at.end));
            let what = Responsible {
                party: page.show(&party),
                text: page.show_short(&at, 200),
                span: Span::default(),
            };
            if !out.iter().rev().take(4).any(|r| r.what == what) {
                out.push(Found {
                    what,
                    at,
                    rule,
                    sure,
                });
            }
        }
    }
    out
}

/// The clause without the marker before it, and without the blanks around it.
fn headed(cx: &Context, clause: &Range<usize>) -> Range<usize> {
    let clause = cx.page.trim(clause);
    let len = marker(cx.page.key(&clause)).map_or(0, |m| m.2);
    let rest = clause.start + len..clause.end;
    let blank = cx.page.key(&rest).len() - cx.page.key(&rest).trim_start().len();
    rest.start + blank..rest.end
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

const MODAL_OPENS: [&str; 7] = [
    "，要",
    "，应",
    "，须",
    "，必须",
    "，务必",
    "，不得",
    "，负责",
];

type Hit = (Range<usize>, &'static str, u8);

/// The party in a clause; `sieve` is that of the sentence around it.
fn party(cx: &Context, clause: &Range<usize>, sieve: &Sieve) -> Option<Hit> {
    let page = &cx.page;
    let words = page.key(clause);
    let shift = |m: regex::Match<'_>| clause.start + m.start()..clause.start + m.end();
    let of = |pattern: &'static Pattern| pattern.captures(words).and_then(|c| c.name("party"));
    if sieve.may_hold("责任")
        && words.contains("责任")
        && let Some(m) = of(&FIRST).filter(|m| is_party(m.as_str()))
    {
        return Some((shift(m), "party-first", 88));
    }
    if sieve.may_hold("由")
        && words.contains('由')
        && let Some(at) = charged(words)
    {
        return Some((
            clause.start + at.start..clause.start + at.end,
            "party-charged",
            85,
        ));
    }
    if sieve.may_hold("：") && words.contains('：') {
        if let Some(m) = of(&UNITS) {
            return Some((page.trim(&shift(m)), "party-label", 90));
        }
        if let Some(m) = of(&NAMED).filter(|m| is_party(m.as_str())) {
            return Some((shift(m), "party-named", 88));
        }
    }
    if let Some(at) = asked(words) {
        return Some((
            clause.start + at.start..clause.start + at.end,
            "party-asked",
            85,
        ));
    }
    // A run-in title stands before the sentence's own subject.
    let behind = words.rfind('：').map_or(0, |at| at + '：'.len_utf8());
    let before = words.find('：').unwrap_or(0);
    // A list may follow the colon: 党员应做到“五带头”：带头学习….
    [(behind, words.len()), (0, before)]
        .into_iter()
        .find_map(|(from, to)| {
            let lead = from + LEAD.find(&words[from..to]).map_or(0, |m| m.end());
            let (party, rule, sure) = subject(&words[lead..to])?;
            let start = clause.start + lead;
            Some((start + party.start..start + party.end, rule, sure))
        })
}

/// 由某某负责: the shortest name of a body behind 由 that does something.
fn charged(words: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(found) = words[from..].find('由') {
        let start = from + found + '由'.len_utf8();
        from = start;
        if let Some(end) = body_end(&words[start..], &CHARGE) {
            return Some(start..start + end);
        }
    }
    None
}

/// 请某某于…; 望各单位….
fn asked(words: &str) -> Option<Range<usize>> {
    let rest = ["请", "希望", "望各", "望全", "望你", "望有"]
        .iter()
        .find_map(|w| {
            words.strip_prefix(w).map(|rest| {
                if w.len() > 3 && *w != "希望" {
                    &words[3..]
                } else {
                    rest
                }
            })
        })?;
    let start = words.len() - rest.len();
    let end = body_end(rest, &ASKED)?;
    Some(start..start + end)
}

/// Where the name of a body ends that the words begin with, if what follows fits the pattern.
fn body_end(words: &str, follows: &Pattern) -> Option<usize> {
    let words = cut(words, 40);
    let stop = words
        .find(['，', '。', '；', '：', '由'])
        .unwrap_or(words.len());
    let ends = words[..stop]
        .char_indices()
        .map(|(at, c)| at + c.len_utf8());
    ends.filter(|end| *end >= 6 && ends_party(words[..*end].trim_end_matches('”')))
        .find(|end| follows.is_match(&words[*end..]))
        .filter(|end| !APPOINTED.is_match(&words[..*end]))
}

/// A list of appointments is no duty: 由甲任组长、乙任副组长.
static APPOINTED: Pattern = Pattern::new("[任为](?:副?组长|副?主任|成员)");

/// The subject that stands before the first modal of a clause.
fn subject(words: &str) -> Option<Hit> {
    if modals(words).next().is_none() || NO_PARTY.is_match(words) {
        return None;
    }
    let end = modals(words)
        .take(4)
        .find_map(|at| subject_end(&words[..at]))?;
    Some((0..end, "party-must", 82))
}

/// Where the subject ends in the words before a modal: at the first end of a party behind which nothing or
/// an adverbial stands.
fn subject_end(region: &str) -> Option<usize> {
    // No subject is longer; what is has lost its stops.
    if region.len() > 240 {
        return None;
    }
    let region = region.trim_end();
    let ends = region.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.filter(|end| ends_party(&region[..*end])).find(|end| {
        let mut rest = &region[*end..];
        rest = rest.strip_prefix('”').unwrap_or(rest);
        (*end >= 6) && (rest.is_empty() || ADVERBIAL.is_match(rest))
    })
}

/// The places of modals in a clause. Only what the contract names binds: 各支部每月召开一次会议 and
/// 每名党员至少提一条建议 say how often and how much, and no word of theirs says that it must be.
fn modals(words: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    words.char_indices().filter_map(move |(at, c)| {
        let last = before;
        before = c;
        if at == 0 {
            return None;
        }
        let rest = &words[at..];
        let opens = |list: &[&str]| list.iter().any(|w| rest.starts_with(w));
        let must = match c {
            '要' => {
                !"主重只需必首纪摘概简扼险机不还想就".contains(last)
                    && !opens(&["要求", "要素", "要点", "要害", "要闻", "要么", "要件"])
            }
            '应' => {
                !"响反供相对适效感".contains(last)
                    && !opens(&["应急", "应用", "应对", "应届", "应有", "应到", "应邀"])
            }
            '须' => last != '必' && last != '无' && !opens(&["须知"]),
            '需' => !opens(&["需求", "需要"]) && !"所急按必供无".contains(last),
            '将' => !opens(&["将来", "将军"]) && !"即".contains(last),
            '必' => opens(&["必须"]),
            '务' => opens(&["务必"]),
            '负' => {
                (opens(&["负责"]) && !opens(&["负责人", "负责同志", "负责制"]))
                    || opens(&["负总责"])
            }
            '牵' => opens(&["牵头"]) && !opens(&["牵头单位", "牵头部门", "牵头领导", "牵头人"]),
            '不' => opens(&["不得", "不准", "不能", "不许"]),
            '严' => opens(&["严禁"]),
            '一' => opens(&["一律"]),
            '配' => rest == "配合",
            _ => false,
        };
        must.then_some(at)
    })
}

/// 各支部结合实际，要制定…: the subject of the clause before is that of one which opens with the modal.
fn inherited(
    cx: &Context,
    clause: &Range<usize>,
    carried: &mut Option<Range<usize>>,
) -> Option<Hit> {
    let words = cx.page.key(clause);
    let opens = ["要", "应", "须", "必须", "务必", "不得", "负责"];
    let modal = opens.iter().any(|w| words.starts_with(w))
        && !["要求", "应急", "应用", "须知", "要点", "应对"]
            .iter()
            .any(|w| words.starts_with(w));
    if !modal {
        return None;
    }
    carried.take().map(|at| (at, "party-carried", 70))
}

/// A clause that names a subject and goes on with an adverbial, its modal still to come.
fn subject_alone(cx: &Context, clause: &Range<usize>) -> Option<Range<usize>> {
    let words = cx.page.key(clause);
    if words.len() > 180 {
        return None;
    }
    let lead = words.rfind('：').map_or(0, |at| at + '：'.len_utf8());
    let lead = lead + LEAD.find(&words[lead..]).map_or(0, |m| m.end());
    let words = &words[lead..];
    if NO_PARTY.is_match(words) {
        return None;
    }
    let end = subject_end(words)
        .filter(|end| !words[*end..].starts_with('为') && !words[..*end].contains("下设"))?;
    let start = clause.start + lead;
    Some(start..start + end)
}

/// The words are a name of bodies or people and nothing else.
fn is_party(words: &str) -> bool {
    ends_party(words.trim_end_matches('”')) && !NO_PARTY.is_match(words)
}

/// The words end as names of bodies and people do.
fn ends_party(words: &str) -> bool {
    words.ends_with(last)
        && ENDS.iter().any(|end| words.ends_with(end))
        && !NO_ENDS.iter().any(|end| words.ends_with(end))
}

/// A character with which one of [`ENDS`] ends: nearly every place is told by it.
fn last(c: char) -> bool {
    "委支部组织员记任位门室道区会议心人地校业联导子师生工民众庭司团志口关统警手院行班年女构科处局办站所镇乡县市村队户长者总"
        .contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let cx = Context::new(&format!("某社区活动方案\n一、内容\n{text}\n"));
        responsible(&cx).into_iter().map(|f| f.what.party).collect()
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
            ("各单位主要负责人要亲自抓。", "各单位主要负责人"),
            ("在职党员上班期间须佩戴党徽。", "在职党员"),
            ("党员对结果有异议的，应在三日内提出。", "党员"),
            ("宣传科：负责信息报送。", "宣传科"),
            ("由上级党组织负责人进行谈话。", "上级党组织负责人"),
            ("年底前，各支部将开展评议。", "各支部"),
            ("党员志愿者每周应至少上门一次。", "党员志愿者"),
            ("村（社区）党组织书记要承担责任。", "村（社区）党组织书记"),
        ] {
            assert_eq!(read(text), [party], "{text}");
        }
        assert_eq!(
            read("教导处负责评比，政教处负责检查。"),
            ["教导处", "政教处"]
        );
    }

    #[test]
    fn no_subject_no_party() {
        for text in [
            "要加强领导。",
            "通过活动，提高认识。",
            "主要内容如下。",
            "对党员要加强教育。",
            "按照上级要求开展工作。",
            "引导党员要讲奉献。",
            "动员大会要开好。",
            "居民的特长要发挥好。",
            "组长由党支部书记担任。",
            "座谈会将于近期召开。",
            "党员志愿者每周至少上门一次。",
            "社区党委每年召开一次表彰大会。",
            "各支部定期通报情况。",
        ] {
            assert!(read(text).is_empty(), "{text} {:?}", read(text));
        }
    }
}
