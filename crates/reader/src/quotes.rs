//! Names in quotation marks told apart by what stands around them: activities, honours, neither.

use std::collections::HashSet;
use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::Named;
use crate::page::{cut, tail};
use crate::pattern::Pattern;
use crate::schedule::named;
use crate::sieve::Sieve;

/// Names in one run “甲”、“乙”等活动 share what stands before and behind the run.
struct Run {
    names: Vec<Range<usize>>,
    whole: Range<usize>,
    sentence: Range<usize>,
}

static JOINT: Pattern =
    Pattern::new("^(?:[0-9一二三四五六七八九十百]{1,4}[名个户支家项件人])?(?:、|和|与|及|以及)?$");
/// Behind the name of something that is carried out.
static ACTION_BEHIND: Pattern = Pattern::new(
    "^(?:等)?(?:[^，。；、“”]{0,10}?(?:活动|行动|工程|机制|制度|工作法|计划|竞赛|比赛|大赛|论坛|讲堂|载体|抓手|模式|服务队|宣讲|大讨论|课堂|大调研|整治|制(?:[，。；]|$)|学习教育|主题教育|主题党日|公约|套餐|热线|做法|举措)|[^，。；、“”]{0,3}?(?:平台|品牌|项目|评选|创建|建设|体系|网络|评议|日|周|月|信箱|通道|档案|台账|服务|教育|实践|试点|考核|管理|工作|清单|方式|形式(?:[^主]|$)|经验|结对))",
);
static NEITHER_BEHIND: Pattern = Pattern::new(
    "^(?:等)?(?:为(?:活动)?(?:主题|主要内容|内容|目标|主线|重点|核心|宗旨|口号|总目标|指导|标准|要求|原则|方针|理念)|这一|重要思想|思想|战略|总体布局|布局|方针|原则|精神|讲话|理论|方略|目标|问题|现象|之风|口号|理念|的?(?:总?要求|原则|方针|理念|思路|目标|标准|宗旨|精神|工作思路|问题|现象|倾向|良好|浓厚|氛围|局面)|[^，。；、“”]{0,4}要求|标准|条件|规划|会议|主义|作风|责任|的主题|主题(?:，|。|为|是|$)|专栏|栏目|专版|标语|字样|向|的(?:格局|工作格局|共识)|等(?:问题|现象|突出问题|方面|内容|精神|要求|思想|标准|原则))",
);
/// Behind a name of people or bodies: “三型”干部.
static PEOPLE_BEHIND: Pattern =
    Pattern::new("^(?:新?(?:党)?组织|干部|成员|人员|班子|代表|队伍|工委|党员|村|机关|社区|支部)");
/// What is carried out beyond doubt, even by people named in between: “六好”党组织创建工程.
static DEED_BEHIND: Pattern = Pattern::new("^[^，。；、“”]{0,10}?(?:活动|行动|工程|评选|竞赛)");
/// Before a title that is given.
static AWARD: Pattern = Pattern::new(
    "(?:授予|评为|荣获|获得|获评|命名为?|表彰|评选出?|评定为|夺取|认定为|推荐为?|推选|参评|申报|创建?成|选树|确定为|定为|评出|评上|颁发|授牌|评比|入选)(?:[^，。；“”]{0,6})?$",
);
/// Before a title that is striven for.
static STRIVE: Pattern = Pattern::new(
    "(?:争创|争当|争做|创建|打造|设立|设置|当好|挂牌|悬挂|培育|建成|争得)(?:[^，。；“”]{0,8})?$",
);
static HONOUR_BEHIND: Pattern = Pattern::new(
    "^(?:等)?(?:的)?(?:光荣|荣誉)?(?:称号|奖牌|奖状|牌匾|牌子|匾牌|证书|奖$|奖[，。；、]|奖项|流动红旗|荣誉|标牌|门牌)",
);
/// “优秀”或“称职”等次
static GRADE_BEHIND: Pattern =
    Pattern::new("^(?:(?:或者?|和|、|及)?“[^”]{1,6}”)?(?:以上|以下)?(?:等次|等级|档次|格次)");
static HONOUR_NAME: Pattern = Pattern::new(
    "先进|优秀|示范|标兵|模范|星级|[一二三四五十]星|文明|红旗|旗帜|标杆|先锋|十佳|[十百]强|最美|最佳|能手|之星|好[^，]{1,3}$|放心|满意|奖$|(?:党员|支部|单位|个人|集体|家庭|户|岗|社区|村|组织|队|志愿者|店|庭院|窗口|机关|使者|达人|榜样|网格|楼栋|小区|企业|学校)$",
);
/// Names of days, which open no campaign: two figures alone (七一, 五四, 双十二), and feasts.
/// Three figures are a way of working: 五四三.
static FEAST: Pattern =
    Pattern::new("^(?:双?[一二三四五六七八九十]{2}|一二九|九一八|元旦|国庆|春节|两会)$");
static SHORT_COUNT: Pattern = Pattern::new("^[二三四五六七八九十两双][^日周月节]$");
/// A day, a week, a month that bears a name: 志愿服务日.
static NAMED_DAY: Pattern = Pattern::new("^[^，。；、]{2,8}(?:日|周|月|节)$");
static DOCTRINE_LEFT: Pattern = Pattern::new(
    "(?:增强|坚定|做到|树牢|树立|践行|贯彻|贯彻落实|领悟|忠诚|反对|整治|解决|克服|防止|杜绝|不搞|不准|避免|消除|拥护|围绕|高举|秉承|本着|遵循|按照|根据|学习|落实好?|弘扬|统筹推进|协调推进|体现|突出|纠正|查摆|切实做到|实现)(?:好|了|“|的|党的|党中央|上级|省委|市委|县委)?$",
);
static ACTION_LEFT: Pattern = Pattern::new(
    "(?:开展|深化|实施|推行|推进|构筑|构建|搭建|打造|建立|坚持|举办|启动|通过|参与|创新|完善|健全|执行|巩固|创办|设立|开设|实行|探索|推广|形成|做好|抓好|开通|建好|开好|上好|办好|组建|结合|以|简称|认领|领办|依托|利用|点亮|落实|兑换|采取)(?:好|了|“|各类|全面|[一-龥]{0,4}(?:的)?)?$|组织(?:好|开展|实施|举办|了)?$",
);
static UNQUOTED_LIST: Pattern = Pattern::new(
    "(?:开展|坚持|实施|推行|推进|落实|建立|健全|完善|组织|通过|结合|以|做好|执行|严格)(?P<list>[^，。；“”：]{3,60}?)等(?:[^，。；“”]{0,6}?)(?P<kind>活动|制度|工程|机制|行动|形式|方式|载体)",
);
/// 实施甲、乙和丙工程; 开展甲活动.
static UNQUOTED_ONE: Pattern = Pattern::new(
    "(?:实施|推行|推进)(?P<l1>[^，。；“”：《》]{4,40}?)(?:工程|行动|计划)|(?:开展|举办|组织)好?(?P<l2>[^，。；“”：《》、的]{3,14}?)(?:主题)?活动|推行(?P<l3>[^，。；“”：《》、的]{4,12})(?:，|。|$)",
);
static VAGUE: Pattern = Pattern::new(
    "^(?:关于|这|本|该|此|各|系列|形式|丰富|相关|有关|上述|一系列|多种|全)|各项|系列|参加|情况|方案",
);
static SIBLING: Pattern = Pattern::new(
    "^(?P<list>(?:、[^，。；“”、]{2,16}){1,6}?)等(?:[^，。；“”]{0,6}?)(?:活动|制度|工程|机制|行动)",
);

pub(crate) struct Names {
    pub(crate) activities: Vec<Found<Named>>,
    pub(crate) practices: Vec<Found<Named>>,
    pub(crate) honours: Vec<Found<Named>>,
}

pub(crate) fn names(cx: &Context) -> Names {
    let page = &cx.page;
    let mut seen: HashSet<String> = HashSet::new();
    let mut out = Names {
        activities: Vec::new(),
        practices: Vec::new(),
        honours: Vec::new(),
    };
    let title = cx.frame.title.clone();
    let title = title.map(|t| (Sieve::of(page.key(&t)), t));
    let sentences = cx.sieves.iter().copied().zip(cx.sentences.iter().cloned());
    for (sieve, s) in title.into_iter().chain(sentences) {
        let s = &s;
        for run in runs(cx, s) {
            sort(cx, &run, &mut seen, &mut out);
        }
        let words = page.key(s);
        if words.contains('等') {
            for m in UNQUOTED_LIST.all(words).filter_map(|c| c.name("list")) {
                let list = s.start + m.start()..s.start + m.end();
                push_list(cx, &list, s, &mut seen, &mut out.practices);
            }
        }
        let practises = ["开展", "实施", "推行", "举办"];
        if sieve.may_hold_any(&practises) && practises.iter().any(|w| words.contains(w)) {
            for m in UNQUOTED_ONE
                .all(words)
                .filter_map(|c| ["l1", "l2", "l3"].iter().find_map(|n| c.name(n)))
            {
                let list = s.start + m.start()..s.start + m.end();
                if !VAGUE.is_match(m.as_str()) {
                    push_list(cx, &list, s, &mut seen, &mut out.practices);
                }
            }
        }
        if sieve.may_hold_any(&AWARDS) {
            plain_honours(cx, s, &mut seen, &mut out.honours);
        }
        if sieve.may_hold_any(&["等次", "档", "等级", "星级", "级别", "格次"]) {
            grades(cx, s, &mut seen, &mut out.honours);
        }
    }
    out
}

fn runs(cx: &Context, s: &Range<usize>) -> Vec<Run> {
    let words = cx.page.key(s);
    let mut out: Vec<Run> = Vec::new();
    if !words.contains('”') {
        return out;
    }
    let mut open = None;
    for (at, c) in words.char_indices() {
        match c {
            '“' => open = Some(at + c.len_utf8()),
            '”' => {
                let Some(from) = open.take() else { continue };
                let name = s.start + from..s.start + at;
                let whole = name.start - '“'.len_utf8()..name.end + '”'.len_utf8();
                let count = words[from..at].chars().count();
                if !(2..=40).contains(&count) {
                    continue;
                }
                match out.last_mut() {
                    Some(run) if JOINT.is_match(cx.page.key(&(run.whole.end..whole.start))) => {
                        run.whole.end = whole.end;
                        run.names.push(name);
                    }
                    _ => out.push(Run {
                        names: vec![name],
                        whole,
                        sentence: s.clone(),
                    }),
                }
            }
            _ => {}
        }
    }
    out
}

fn sort(cx: &Context, run: &Run, seen: &mut HashSet<String>, out: &mut Names) {
    let page = &cx.page;
    let s = &run.sentence;
    let before = page.key(&(s.start..run.whole.start));
    let before = tail(before, 14)
        .rsplit(['，', '、', '：'])
        .next()
        .unwrap_or("");
    let after = cut(page.key(&(run.whole.end..s.end)), 60);
    let sibling = SIBLING.captures(after);
    let neither = NEITHER_BEHIND.is_match(after)
        || (PEOPLE_BEHIND.is_match(after) && !DEED_BEHIND.is_match(after));
    let action = !neither && (sibling.is_some() || ACTION_BEHIND.is_match(after));
    for name in &run.names {
        let words = page.key(name);
        // 三亮, 四优: so short a count names demands, no campaign.
        if FEAST.is_match(words) || SHORT_COUNT.is_match(words) {
            continue;
        }
        let clause = page.clause_at(name, s);
        let short = words.chars().count() <= 14;
        let honoured = HONOUR_NAME.is_match(words);
        // 创建“学习型机关”为抓手: what it is made a means of stands behind, what it is before.
        let means = ["为抓手", "为载体"].iter().any(|w| after.starts_with(w));
        let titled = HONOUR_BEHIND.is_match(after)
            || GRADE_BEHIND.is_match(after)
            || (short && AWARD.is_match(before))
            || (honoured && STRIVE.is_match(before));
        let contest = action
            && honoured
            && !words.starts_with('好')
            && ["评选", "创建", "争创", "命名"]
                .iter()
                .any(|w| after.starts_with(w));
        if contest || (titled && (!action || means)) {
            if seen.insert(format!("h{words}")) {
                out.honours
                    .push(named(cx, name, &clause, "honour-quoted", 88));
            }
            if !contest {
                continue;
            }
        }
        let doctrine = neither || (DOCTRINE_LEFT.is_match(before) && !action);
        let wordy = words.chars().filter(|c| crate::hanzi::is_han(*c)).count() >= 2;
        let day = NAMED_DAY.is_match(words);
        if doctrine
            || !wordy
            || !(action || day || ACTION_LEFT.is_match(before))
            || page.key(name).contains(['。', '；'])
        {
            continue;
        }
        let trimmed = if words.starts_with("开展") && words.chars().count() > 4 {
            name.start + "开展".len()..name.end
        } else {
            name.clone()
        };
        if seen.insert(format!("a{}", page.key(&trimmed))) {
            out.activities.push(named(
                cx,
                &trimmed,
                &clause,
                "activity-quoted",
                if action { 90 } else { 72 },
            ));
        }
    }
    if let (Some(m), true) = (sibling.and_then(|c| c.name("list")), action) {
        let list = run.whole.end + m.start()..run.whole.end + m.end();
        push_list(cx, &list, s, seen, &mut out.activities);
    }
}

static VERB: Pattern = Pattern::new(
    "^(?:通过|继续|深入|积极|认真|广泛|组织|开展|坚持|实施|推行|推进|落实|建立|健全|完善|结合|做好|执行|严格)+",
);

fn push_list(
    cx: &Context,
    list: &Range<usize>,
    s: &Range<usize>,
    seen: &mut HashSet<String>,
    out: &mut Vec<Found<Named>>,
) {
    let items = items(cx.page.key(list), list.start);
    if items.len() < 2 && cx.page.key(list).chars().count() > 14 {
        return;
    }
    for mut item in items {
        item.start += VERB.find(cx.page.key(&item)).map_or(0, |m| m.end());
        let words = cx.page.key(&item);
        let fit = (3..=16).contains(&words.chars().count()) && !words.contains(['的', '是', '了']);
        if fit && seen.insert(format!("a{words}")) {
            let clause = cx.page.clause_at(&item, s);
            out.push(named(cx, &item, &clause, "activity-listed", 65));
        }
    }
}

/// The items of 甲、乙、丙和丁.
pub(crate) fn items(words: &str, base: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        let piece = &words[from..to];
        let skip = piece.len() - piece.trim_start_matches([' ', '“']).len();
        let end = from + piece.trim_end_matches([' ', '”']).len();
        if end > from + skip {
            out.push(base + from + skip..base + end);
        }
    };
    for (at, c) in words.char_indices() {
        if matches!(c, '、' | '，' | '；') {
            push(start, at);
            start = at + c.len_utf8();
        }
    }
    // The last joint is often 和; a short first half keeps 和谐 whole.
    let last = &words[start..];
    let joint = ["和", "及", "以及", "与"]
        .iter()
        .filter_map(|j| last.rfind(j).map(|at| (at, j.len())))
        .find(|(at, len)| {
            *at >= 6
                && !last[*at + len..].starts_with('谐')
                && last[at + len..].chars().count() >= 2
        });
    match joint {
        Some((at, len)) if start > 0 => {
            push(start, start + at);
            push(start + at + len, words.len());
        }
        _ => push(start, words.len()),
    }
    out
}

static PLAIN_HONOUR: Pattern = Pattern::new(
    "(?:争创|争当|争做|授予|评为|命名为?|表彰(?:一批)?|评选(?:表彰|出|命名)?|创建|荣获|评定为|推荐)(?:[0-9一二三四五六七八九十百]{1,3}[个名])?(?P<list>(?:[^，。；“”、的和]{0,6}(?:先进|优秀|示范|模范|标兵|文明|十佳|最美|五好|满意|放心|红旗|[一二三四五]星级?)[^，。；“”、的和为]{1,10}(?:[、和及])?){1,6})",
);
/// The words with which [`PLAIN_HONOUR`] begins.
const AWARDS: [&str; 12] = [
    "争创",
    "争当",
    "争做",
    "授予",
    "评为",
    "命名",
    "表彰",
    "评选",
    "创建",
    "荣获",
    "评定为",
    "推荐",
];
/// 推进五星级党组织创建: the title stands before what is done for it.
static STARRED: Pattern = Pattern::new(
    "(?P<h>[一二三四五六七八九十]星级[^，。；“”、的为]{2,8}?)(?:的?创建|的?评选|评定)",
);
/// 评出服务明星10名、优质窗口5个: a title is what so many are chosen for.
static NUMBERED: Pattern = Pattern::new(
    "(?:评出|评选出?|评选表彰|表彰|命名|选树|推选)(?P<list>(?:[^，。；：“”、0-9的和]{2,12}?(?:各)?[0-9]{1,4}[名个户家支](?:、|和|，)?){1,6})",
);
static COUNT_BEHIND: Pattern = Pattern::new("各?[0-9]{1,4}[名个户家支]$");
static STRIVING: Pattern = Pattern::new(
    "^(?:争创|争当|争做|评选|表彰|创建|授予|推荐|一批|[0-9一二三四五六七八九十百]{1,3}[个名])+",
);
static HONOUR_END: Pattern = Pattern::new(
    "(?:组织|党组织|支部|党委|总支|党员|工作者|个人|集体|单位|社区|家庭|户|标兵|模范|干部|岗|示范点|示范区|城市|村|村镇|团队|志愿者|项目|窗口|员工|职工|小区|楼栋|院落|先锋|能手|站|学校|机关|企业|行业|称号)$",
);

/// 评选表彰先进基层党组织、优秀共产党员: titles without quotation marks.
fn plain_honours(
    cx: &Context,
    s: &Range<usize>,
    seen: &mut HashSet<String>,
    out: &mut Vec<Found<Named>>,
) {
    let words = cx.page.key(s);
    let starred = words.contains("星级").then(|| STARRED.all(words));
    for m in starred.into_iter().flatten().filter_map(|c| c.name("h")) {
        if seen.insert(format!("h{}", m.as_str())) {
            let item = s.start + m.start()..s.start + m.end();
            let clause = cx.page.clause_at(&item, s);
            out.push(named(cx, &item, &clause, "honour-plain", 65));
        }
    }
    for m in NUMBERED.all(words).filter_map(|c| c.name("list")) {
        for mut item in items(m.as_str(), s.start + m.start()) {
            let name = cx.page.key(&item);
            let Some(count) = COUNT_BEHIND.find(name) else {
                continue;
            };
            item.end = item.start + count.start();
            let name = cx.page.key(&item);
            if name.chars().count() >= 2 && !VAGUE.is_match(name) && seen.insert(format!("h{name}"))
            {
                let clause = cx.page.clause_at(&item, s);
                out.push(named(cx, &item, &clause, "honour-plain", 72));
            }
        }
    }
    for m in PLAIN_HONOUR.all(words).filter_map(|c| c.name("list")) {
        for item in items(m.as_str(), s.start + m.start()) {
            let mut item = item;
            item.start += STRIVING.find(cx.page.key(&item)).map_or(0, |m| m.end());
            for tail in ["活动", "工作", "荣誉称号", "称号", "评选", "创建"] {
                if cx.page.key(&item).ends_with(tail) {
                    item.end -= tail.len();
                }
            }
            let name = cx.page.key(&item);
            if HONOUR_END.is_match(name)
                && name.chars().count() >= 4
                && seen.insert(format!("h{name}"))
            {
                let clause = cx.page.clause_at(&item, s);
                out.push(named(cx, &item, &clause, "honour-plain", 70));
            }
        }
    }
}

static GRADES: Pattern = Pattern::new(
    "(?:分为|评为|确定为|划分为|按照|设|分|按|为|：)(?P<list>[“]?[^，。；：、“”]{1,8}[”]?(?:[、和][“]?[^，。；：、“”]{1,8}[”]?){1,5}?)(?:等)?(?:(?:[二三四五六2-6]|几)?个?(?:等次|档次|等级|星级|级别)|[二三四五六2-6]个?档)",
);

/// 年度考核不得评为优秀等次: one grade by its name.
static GRADE: Pattern = Pattern::new(
    "(?:评为|评定为|确定为|定为|列为|考核为)(?P<g>优秀|良好|合格|称职|基本合格|不合格|基本称职|不称职|先进|一般|后进|较?好|较?差)(?:以上|以下|及以上|及以下)?(?:等次|等级|档次|格次)",
);

static COUNT_TAIL: Pattern = Pattern::new("(?:等)?[二三四五六七八2-8]个?$");

/// 分为好、较好、一般、差四个等次: grades.
fn grades(cx: &Context, s: &Range<usize>, seen: &mut HashSet<String>, out: &mut Vec<Found<Named>>) {
    let words = cx.page.key(s);
    for m in GRADE.all(words).filter_map(|c| c.name("g")) {
        if seen.insert(format!("h{}", m.as_str())) {
            let item = s.start + m.start()..s.start + m.end();
            let clause = cx.page.clause_at(&item, s);
            out.push(named(cx, &item, &clause, "grade", 75));
        }
    }
    for m in GRADES.all(words).filter_map(|c| c.name("list")) {
        for item in items(m.as_str(), s.start + m.start()) {
            let mut item = item;
            let name = cx.page.key(&item);
            if let Some(m) = COUNT_TAIL.find(name).filter(|m| m.start() > 0) {
                item.end = item.start + m.start();
            }
            let name = cx.page.key(&item).to_owned();
            if (1..=6).contains(&name.chars().count()) && seen.insert(format!("h{name}")) {
                let clause = cx.page.clause_at(&item, s);
                out.push(named(cx, &item, &clause, "grade", 75));
            }
        }
    }
}
