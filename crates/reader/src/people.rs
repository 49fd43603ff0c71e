//! The leading group: posts, bodies and head counts.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::{LeadingGroup, Span};
use crate::hanzi::is_han;
use crate::names::{NO_NAMES, personal};
use crate::page::{Page, cut};
use crate::pattern::{Captures, Pattern};

/// Words that end a post; a name may stand right behind.
const POSTS: [&str; 41] = [
    "书记",
    "主任",
    "副主任",
    "委员",
    "常委",
    "部长",
    "局长",
    "组长",
    "主席",
    "镇长",
    "乡长",
    "区长",
    "县长",
    "市长",
    "处长",
    "科长",
    "所长",
    "站长",
    "院长",
    "校长",
    "园长",
    "会长",
    "秘书长",
    "经理",
    "董事长",
    "干事",
    "专员",
    "站员",
    "队长",
    "主管",
    "负责人",
    "联络员",
    "专干",
    "网格长",
    "厅长",
    "司长",
    "行长",
    "社长",
    "班长",
    "股长",
    "干部",
];
/// The last characters of [`POSTS`].
const POST_ENDS: &str = "记任员委长席理事管人干部";
const BODY_ENDS: &str =
    "局办委部所站会院校室科组处队中心厂社村街道镇乡司团联行店馆园区县市党门位家们员长任记";

static ROLE: Pattern = Pattern::new(
    "(?P<posts>[^。；：\\n]{1,220}?)(?:同志)?(?:等)?(?:任|为|担任|兼任)(?:[^，。；、：]{0,16}?)(?P<role>副组长|常务副组长|第一副组长|组长|副主仼|主仼|成员)",
);
/// 组长由某某担任，成员由各支部书记组成: the role first.
static ROLE_FIRST: Pattern = Pattern::new(
    "(?P<role>副组长|组长|成员)(?:分别)?由(?P<posts>[^。；]{2,160}?)(?:同志)?(?:等)?(?:担任|兼任|组成)",
);
static LABEL: Pattern = Pattern::new(
    "^(?:[一-龥]{0,10}?领导小组)?(?:第一|常务)?(?P<role>副 ?组 ?长|组 {0,4}长|成 {0,4}员(?:单位)?|副 ?主 ?任|主 {0,4}任|政 {0,2}委|顾 {0,2}问)(?:由)?[： ] *(?P<rest>.*)$",
);
static OFFICE: Pattern = Pattern::new(
    "(?:下设|设立?)[^，。；]{0,14}?办公室[^。；]{0,10}?(?:设在|设于|挂靠(?:在)?)(?P<where>[^，。；（）]{2,30})|办公室[，：]?(?:设在|设于|挂靠(?:在)?)(?P<where2>[^，。；（）]{2,30})",
);
static SET_UP: Pattern = Pattern::new(
    "(?:成立|建立|设立|组建)[^，。；]{0,24}(?:领导小组|工作小组|指挥部|专班|委员会|协调小组)",
);
static CONTEXT: Pattern = Pattern::new("组长|组 +长|领导小组|委员会(?:由|名单)|副主任|指挥部|专班");
static WHOLE_BODIES: Pattern = Pattern::new(
    "各|全体|有关|相关|所属|所有|等|其他|其它|班子成员|(?:党委|支部|总支|党组|党工委|村委会|居委会|工委)(?:成员|委员)$|代表$",
);

/// One entry of a list: a post or body, a name, or both.
#[derive(Debug, PartialEq)]
struct Entry {
    post: Option<Range<usize>>,
    name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Head,
    Deputy,
    Member,
}

fn role(words: &str) -> Role {
    let tight: String = words.chars().filter(|c| *c != ' ').collect();
    match tight.as_str() {
        "组长" | "主任" | "主仼" | "政委" | "顾问" => Role::Head,
        w if w.starts_with("成员") => Role::Member,
        _ => Role::Deputy,
    }
}

/// A stretch of the page that lists the holders of one role.
#[derive(Clone)]
pub(crate) struct Stretch {
    role: Role,
    list: Range<usize>,
    whole: Range<usize>,
}

/// The names in the lists of leading groups, anywhere on the page.
pub(crate) fn listed_names(page: &Page, rolls: &[Stretch]) -> Vec<String> {
    rolls
        .iter()
        .flat_map(|s| entries(page, &s.list))
        .filter_map(|e| e.name)
        .collect()
}

/// In a list of a group, what is no post and no body is a name, whatever its surname.
fn listed_name(words: &str) -> bool {
    let n = words.chars().count();
    personal(words)
        || ((2..=3).contains(&n)
            && words.chars().all(is_han)
            && !words
                .chars()
                .next_back()
                .is_some_and(|c| BODY_ENDS.contains(c))
            && !NO_NAMES.iter().any(|w| words.contains(w))
            && !WHOLE_BODIES.is_match(words))
}

/// The stretches in the lines of a body, in their order.
pub(crate) fn stretches(page: &Page, body: &Range<usize>) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let mut open: Option<usize> = None;
    for line in page
        .lines
        .iter()
        .map(|l| l.range.clone())
        .filter(|r| r.start >= body.start && r.end <= body.end)
    {
        let words = page.key(&line);
        if let Some(c) = label(words) {
            let rest = c.name("rest").map_or(0..0, |m| m.range());
            out.push(Stretch {
                role: role(&c["role"]),
                list: line.start + rest.start..line.start + rest.end,
                whole: line.clone(),
            });
            open = Some(out.len() - 1);
            continue;
        }
        // A column of entries under its label: short lines that hold names or posts and no stop.
        if let Some(at) = open {
            let entry = words.chars().count() <= 40
                && !words.contains(['。', '：', '；'])
                && crate::outline::marker(words).is_none();
            let whole = words.chars().count() <= 24
                && words.starts_with(['各', '其', '全'])
                && last_post(words) == Some(words.len());
            if entry && (whole || entries(page, &line).iter().any(|e| e.name.is_some())) {
                out.push(Stretch {
                    role: out[at].role,
                    list: line.clone(),
                    whole: line,
                });
                continue;
            }
            open = None;
        }
        if !CONTEXT.is_match(words) {
            continue;
        }
        for sentence in page.sentences(&line) {
            // 任 inside 主任 and 责任 is no verb: put out of the way, byte for byte.
            let guarded = page
                .key(&sentence)
                .replace("主任", "主仼")
                .replace("责任", "责仼");
            let words = guarded.as_str();
            let mut from = 0;
            if ROLE_FIRST.is_match(words) {
                for c in ROLE_FIRST.all(words) {
                    let (Some(all), Some(posts)) = (c.get(0), c.name("posts")) else {
                        continue;
                    };
                    let list = sentence.start + posts.start()..sentence.start + posts.end();
                    out.push(Stretch {
                        role: role(&c["role"]),
                        list,
                        whole: sentence.start + all.start()..sentence.start + all.end(),
                    });
                }
                continue;
            }
            while let Some(c) = ROLE.captures(&words[from..]) {
                let (Some(all), Some(posts)) = (c.get(0), c.name("posts")) else {
                    break;
                };
                let start = from + posts.start() + lead(posts.as_str());
                let list = sentence.start + start..sentence.start + from + posts.end();
                out.push(Stretch {
                    role: role(&c["role"]),
                    list: list.clone(),
                    whole: list.start..sentence.start + from + all.end(),
                });
                from += all.end();
            }
        }
    }
    out
}

/// 组长：某某 at the start of a line that is no endless one.
fn label(words: &str) -> Option<Captures<'_>> {
    let bare = words.starts_with(['第', '常', '副', '组', '成', '主', '政', '顾']);
    if words.len() >= 1500 || !(bare || cut(words, 14).contains("领导小组")) {
        return None;
    }
    LABEL.captures(words)
}

/// What introduces a list, in bytes: 成立由, 领导小组由, a clause before.
fn lead(posts: &str) -> usize {
    let colon = posts.rfind('：').map_or(0, |at| at + '：'.len_utf8());
    let bracket = posts
        .rfind('（')
        .filter(|at| !posts[*at..].contains('）'))
        .map_or(0, |at| at + '（'.len_utf8());
    let comma = colon.max(bracket);
    // A clause that speaks of setting up the group ends before the list.
    let setup = posts.split_inclusive('，').scan(0, |end, part| {
        *end += part.len();
        Some((*end, part))
    });
    let setup = setup
        .filter(|(_, p)| {
            p.contains("小组")
                || p.contains("成立")
                || p.contains("组建")
                || p.contains("组织领导")
                || p.contains("要")
        })
        .last();
    let setup = match setup {
        Some((end, part)) if part.ends_with('，') => end,
        _ => 0,
    };
    let mut start = comma.max(setup);
    for word in [
        "成立由",
        "成立以",
        "组成以",
        "小组由",
        "小组，由",
        "小组，",
        "委员会由",
        "办公室由",
        "建立由",
        "建立以",
    ] {
        if let Some(at) = posts[start..].rfind(word) {
            start += at + word.len();
        }
    }
    loop {
        let rest = &posts[start..];
        let skip = ["，", "、", "由", "以", "其中", "并", " ", "的"]
            .iter()
            .find(|w| rest.starts_with(**w));
        match skip {
            Some(w) => start += w.len(),
            None => return start,
        }
    }
}

fn entries(page: &Page, list: &Range<usize>) -> Vec<Entry> {
    let words = page.key(list);
    let mut out = Vec::new();
    let mut start = 0;
    let mut depth = 0_i32;
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for (at, c) in words.char_indices() {
        match c {
            '（' => depth += 1,
            '）' => depth -= 1,
            '、' | '，' | '；' | '。' if depth <= 0 => {
                pieces.push(start..at);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(start..words.len());
    for piece in pieces.into_iter().take(400) {
        match joint(&words[piece.clone()]) {
            Some((left, right)) => {
                row(
                    words,
                    &(piece.start..piece.start + left),
                    list.start,
                    &mut out,
                );
                row(
                    words,
                    &(piece.start + right..piece.end),
                    list.start,
                    &mut out,
                );
            }
            None => row(words, &piece, list.start, &mut out),
        }
    }
    one_person(page, out)
}

/// 副书记和纪检书记: two posts with a joint between them; 人力资源和社会保障局 is one body.
fn joint(piece: &str) -> Option<(usize, usize)> {
    ["以及", "和", "及", "与"].iter().find_map(|word| {
        let at = piece.find(word)?;
        let left = piece[..at].trim_end();
        let right = &piece[at + word.len()..];
        let body = left
            .chars()
            .next_back()
            .is_some_and(|c| BODY_ENDS.contains(c));
        let whole = last_post(left) == Some(left.len())
            || (body && left.starts_with('各') && right.chars().count() >= 3);
        (whole && !right.is_empty()).then_some((left.len(), at + word.len()))
    })
}

/// 镇党委副书记、镇长: by custom one person, the deputy of the committee who heads the government.
fn dual_posts(page: &Page, list: Vec<Entry>) -> Vec<Entry> {
    const HEADS: [&str; 7] = [
        "镇长",
        "乡长",
        "区长",
        "县长",
        "市长",
        "办事处主任",
        "村委会主任",
    ];
    let mut out: Vec<Entry> = Vec::with_capacity(list.len());
    for entry in list {
        let words = entry.post.as_ref().map_or("", |p| page.key(p));
        let heads = HEADS.iter().any(|h| words.ends_with(h)) && !words.contains('副');
        let last = out.last_mut().and_then(|e| e.post.as_mut());
        match (last, &entry.post) {
            (Some(held), Some(post)) if heads && page.key(held).ends_with("委副书记") => {
                held.end = post.end;
            }
            _ => out.push(entry),
        }
    }
    out
}

/// 党委副书记、镇长某某: posts of one person, whose name stands behind the last or beside the first.
fn one_person(page: &Page, list: Vec<Entry>) -> Vec<Entry> {
    let names = list.iter().filter(|e| e.name.is_some()).count();
    if names == 0 {
        return dual_posts(page, list);
    }
    if names == list.len() {
        return list;
    }
    let single = |e: &Entry| {
        e.name.is_none()
            && e.post.as_ref().is_some_and(|p| {
                let words = page.key(p);
                last_post(words) == Some(words.len()) && !WHOLE_BODIES.is_match(words)
            })
    };
    let beside = names == 1
        && list
            .first()
            .is_some_and(|e| e.name.is_some() && e.post.is_some());
    let mut out: Vec<Entry> = Vec::with_capacity(list.len());
    let mut waiting: Option<Range<usize>> = None;
    for entry in list {
        if single(&entry) {
            let post = entry.post.clone().unwrap_or_default();
            if let (
                true,
                Some(Entry {
                    post: Some(held),
                    name: Some(_),
                }),
            ) = (beside, out.last_mut())
            {
                held.end = post.end;
                continue;
            }
            waiting = Some(waiting.map_or(post.start, |w| w.start)..post.end);
            continue;
        }
        match (waiting.take(), entry) {
            (
                Some(held),
                Entry {
                    post: Some(post),
                    name: Some(name),
                },
            ) => out.push(Entry {
                post: Some(held.start..post.end),
                name: Some(name),
            }),
            (held, entry) => {
                out.extend(held.map(|at| Entry {
                    post: Some(at),
                    name: None,
                }));
                out.push(entry);
            }
        }
    }
    out.extend(waiting.map(|at| Entry {
        post: Some(at),
        name: None,
    }));
    out
}

/// One piece may be a name with its post beside it (张 三  党委书记), a post with a name, or several names parted by blanks.
fn row(words: &str, piece: &Range<usize>, base: usize, out: &mut Vec<Entry>) {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut start = piece.start;
    for token in words[piece.clone()].split(' ') {
        let at = start..start + token.len();
        start = at.end + 1;
        if token.is_empty() {
            continue;
        }
        let single = |r: &Range<usize>| words[r.clone()].chars().count() == 1;
        match tokens.last_mut() {
            // 张 三 and 张 三（书记）: a blank inside a name.
            Some(last)
                if single(last)
                    && (single(&at) || words[at.clone()].chars().nth(1) == Some('（')) =>
            {
                last.end = at.end;
            }
            _ => tokens.push(at),
        }
    }
    let first_new = out.len();
    for token in tokens {
        let entry = entry(words, &token, base);
        let beside = out.len() > first_new;
        match (out.last_mut(), entry) {
            (
                Some(Entry {
                    post: post @ None,
                    name: Some(_),
                }),
                Entry {
                    post: Some(found),
                    name: None,
                },
            ) if beside => *post = Some(found),
            (
                Some(Entry {
                    post: Some(_),
                    name: name @ None,
                }),
                Entry {
                    post: None,
                    name: Some(found),
                },
            ) if beside => *name = Some(found),
            (
                _,
                Entry {
                    post: None,
                    name: None,
                },
            ) => {}
            (_, entry) => out.push(entry),
        }
    }
}

fn entry(words: &str, token: &Range<usize>, base: usize) -> Entry {
    let mut at = token.clone();
    let text = |r: &Range<usize>| words[r.clone()].to_owned();
    for lead in ["和", "及", "以及", "由", "以"] {
        if words[at.clone()].starts_with(lead) && words[at.clone()].chars().count() > 3 {
            at.start += lead.len();
        }
    }
    for tail in ["等", "同志", "分别", "兼", "二人", "两人"] {
        if words[at.clone()].ends_with(tail) {
            at.end -= tail.len();
        }
    }
    let place = |r: Range<usize>| base + r.start..base + r.end;
    // 张三（党委书记） and 党委书记（张三）
    if let Some(open) = words[at.clone()].find('（') {
        let outer = at.start..at.start + open;
        let inner_start = outer.end + '（'.len_utf8();
        let inner = inner_start
            ..words[..at.end]
                .rfind('）')
                .filter(|e| *e >= inner_start)
                .unwrap_or(at.end);
        let compact = |r: &Range<usize>| text(r).replace(' ', "");
        if listed_name(&compact(&outer)) {
            return Entry {
                post: Some(place(inner)),
                name: Some(compact(&outer)),
            };
        }
        if personal(&compact(&inner)) {
            return Entry {
                post: Some(place(outer)),
                name: Some(compact(&inner)),
            };
        }
        return Entry {
            post: Some(place(at)),
            name: None,
        };
    }
    let mut whole = text(&at);
    if whole.chars().count() == 3 && whole.contains(' ') {
        whole = whole.replace(' ', "");
        return Entry {
            post: None,
            name: listed_name(&whole).then_some(whole),
        };
    }
    if let Some(split) = last_post(&whole) {
        let rest = whole[split..].replace(' ', "");
        if listed_name(&rest) {
            return Entry {
                post: Some(place(at.start..at.start + split)),
                name: Some(rest),
            };
        }
        return Entry {
            post: Some(place(at)),
            name: None,
        };
    }
    if whole.is_empty() {
        return Entry {
            post: None,
            name: None,
        };
    }
    if listed_name(&whole) {
        return Entry {
            post: None,
            name: Some(whole),
        };
    }
    let n = whole.chars().count();
    let body = (2..=30).contains(&n)
        && (whole
            .chars()
            .next_back()
            .is_some_and(|c| BODY_ENDS.contains(c))
            || whole.ends_with("支部")
            || whole.ends_with("单位"));
    Entry {
        post: body.then(|| place(at)),
        name: None,
    }
}

/// Where the last post in the words ends, in bytes.
fn last_post(words: &str) -> Option<usize> {
    words
        .char_indices()
        .rev()
        .filter(|(_, c)| POST_ENDS.contains(*c))
        .map(|(at, c)| at + c.len_utf8())
        .find(|end| POSTS.iter().any(|post| words[..*end].ends_with(post)))
}

/// The stretches of the body. A label above it may hold a column that runs into it: then the body is read anew.
fn rolls(cx: &Context) -> Vec<Stretch> {
    let body = &cx.frame.body;
    if cx.rolls.iter().any(|s| s.whole.start < body.start) {
        return stretches(&cx.page, body);
    }
    let within = |s: &&Stretch| s.whole.end <= body.end;
    cx.rolls.iter().filter(within).cloned().collect()
}

/// The leading group, if the plan sets one up.
pub(crate) fn leading_group(cx: &Context) -> Option<Found<LeadingGroup>> {
    let page = &cx.page;
    let mut group = LeadingGroup::default();
    let mut range: Option<Range<usize>> = None;
    let mut heads_done = false;
    let mut open_members = false;
    for stretch in rolls(cx) {
        // A second head begins another body: its office, or a sub-group.
        if stretch.role == Role::Head && group.head_n.is_some() && heads_done {
            break;
        }
        let list = entries(page, &stretch.list);
        if list.is_empty() {
            continue;
        }
        // 县委常委、组织部长某某 is one person with two posts.
        let named = list.iter().filter(|e| e.name.is_some()).count();
        let heads = if stretch.role != Role::Member && named > 0 {
            named
        } else {
            list.len()
        };
        let n = u32::try_from(heads).unwrap_or(u32::MAX);
        let posts = list.iter().filter_map(|e| e.post.as_ref()).map(|r| {
            let words = page.show(&page.trim(r));
            words
                .split("等单位")
                .next()
                .and_then(|w| w.split("等部门").next())
                .unwrap_or("")
                .to_owned()
        });
        let uncounted = list.iter().any(|e| {
            e.name.is_none()
                && e.post
                    .as_ref()
                    .is_some_and(|p| WHOLE_BODIES.is_match(page.key(p)))
        });
        let counted = (!uncounted).then_some(n);
        match stretch.role {
            Role::Head => {
                group.head.extend(posts);
                group.head_n = counted.map(|n| group.head_n.unwrap_or(0) + n);
            }
            Role::Deputy => {
                heads_done = true;
                group.deputy.extend(posts);
                group.deputy_n = counted.map(|n| group.deputy_n.unwrap_or(0) + n);
            }
            Role::Member => {
                heads_done = true;
                group.members.extend(posts);
                open_members |= uncounted;
                group.members_n =
                    (!open_members).then(|| group.members_n.unwrap_or(0).saturating_add(n));
            }
        }
        let first = range.as_ref().map_or(stretch.whole.start, |r| r.start);
        range = Some(first..stretch.whole.end);
    }
    let office = cx
        .sentences_with(&["办公室"])
        .filter(|s| page.key(s).contains("办公室"))
        .find_map(|s| {
            let c = OFFICE.captures(page.key(s))?;
            let at = c.name("where").or_else(|| c.name("where2"))?;
            Some(page.trim(&(s.start + at.start()..s.start + at.end())))
        });
    // An office alone belongs to a group that is set up elsewhere in words.
    let set_up = office.as_ref().is_some_and(|at| {
        let from = cx.sentences.partition_point(|s| s.end <= at.start);
        cx.sentences[from.saturating_sub(2)..(from + 1).min(cx.sentences.len())]
            .iter()
            .any(|s| SET_UP.is_match(page.key(s)))
    });
    if group.head.is_empty()
        && group.head_n.is_none()
        && group.deputy_n.is_none()
        && (group.members_n.is_none() || office.is_none())
        && !set_up
    {
        return None;
    }
    group.office = office.as_ref().map(|r| page.show(r));
    let at = range.or(office)?;
    group.text = page.show_short(&at, 200);
    group.span = Span::default();
    Some(Found {
        what: group,
        at,
        rule: "leading-group",
        sure: 85,
    })
}
