//! Categories of people with their focus areas.

use crate::context::{Context, Found};
use crate::draft::{Duty, Span};
use crate::page::cut;
use crate::pattern::Pattern;
use crate::quotes::items;

static FOCUS: Pattern = Pattern::new(
    "^(?P<who>[^，。；：、（）]{2,16}?(?:党员|党组织|党支部|支部|党委|干部|职工|单位|居民|群众|教师|学生|人员|团员|青年|志愿者|窗口|行业))(?:，|：)?(?:要|应|应当|须)?(?:重点|着重|主要|突出|紧紧|分别)?(?:是)?(?:围绕|突出|在|就|从|抓好|做好|体现在|落实|聚焦|立足)(?P<list>[^。；：，“”]{4,140})",
);
/// The words with which [`FOCUS`] turns from the people to their list.
static TURN: Pattern = Pattern::new("围绕|突出|在|就|从|抓好|做好|落实|聚焦|立足");
static ENDING: Pattern = Pattern::new(
    "(?:等)?(?:[0-9一二三四五六七八九十]{1,2}个)?(?:几个)?(?:方面|内容|重点|环节)(?:的)?(?:内容)?.*$|等.*$|上(?:下功夫|作表率|见成效|做文章).*$|(?:作出|做出|进行|开展|提出|查找|承诺|发挥|强化|改进)[^、]*$",
);
static BROAD: Pattern = Pattern::new(
    "^(?:广大|全体|各级|各|每名|每个|基层|党组织和|本)?(?:共产)?(?:党员|党组织|干部|党员干部|党支部|支部|党委|单位|群众|人员)$",
);

/// The list under a heading that is a category: 机关党员。重点围绕….
static UNDER: Pattern = Pattern::new(
    "^[。：\n ]*(?:要|应|应当|须)?(?:重点|着重|主要|突出|紧紧)?(?:是)?(?:围绕|突出|在|就|从|抓好|做好|体现在|落实|聚焦|立足)(?P<list>[^。；：，“”]{4,140})",
);
/// What names a category of people.
static CATEGORY: Pattern = Pattern::new(
    "^[^，。；：、“”（）的]{2,14}?(?:党员|党组织|党支部|支部|党委|干部|职工|单位|居民|教师|学生|人员|团员|青年|志愿者|窗口|行业)$",
);

/// Categories that head their own item, with the list in its first sentence.
fn headed(cx: &Context, out: &mut Vec<Found<Duty>>) {
    let page = &cx.page;
    for node in &cx.nodes {
        let title = page.key(&node.title);
        if title.len() > 60 || !CATEGORY.is_match(title) || BROAD.is_match(title) {
            continue;
        }
        let rest = node.title.end..node.body.end;
        let words = cut(page.key(&rest), 200);
        let Some(list) = UNDER.captures(words).and_then(|c| c.name("list")) else {
            continue;
        };
        let Some(end) = ENDING.find(list.as_str()).map(|m| m.start()) else {
            continue;
        };
        let foci = items(&list.as_str()[..end], rest.start + list.start());
        if foci.len() < 2 {
            continue;
        }
        let at = node.title.start..rest.start + list.end();
        out.push(Found {
            what: Duty {
                category: page.show(&node.title),
                foci: foci.iter().map(|f| page.show(f)).collect(),
                text: page.show_short(&at, 200),
                span: Span::default(),
            },
            at,
            rule: "duty-headed",
            sure: 85,
        });
    }
}

pub(crate) fn duties(cx: &Context) -> Vec<Found<Duty>> {
    let page = &cx.page;
    let mut out: Vec<Found<Duty>> = Vec::new();
    headed(cx, &mut out);
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
    out.sort_by_key(|d| d.at.start);
    out
}

/// What looks like a category of people and is a clause of another kind.
static NO_PARTY: Pattern = Pattern::new(
    "^(?:重点|主要|调查|了解|听取|检查|对|把|将|在[^职校册岗读]|通过|根据|按照|结合|以|为|凡|如|若|对于|使|让|引导|组织|动员|教育|加强|推进|开展|坚持|建立|深入|进一步|切实|积极|广泛|及时|认真|努力|不断|严格|没有|是|要|从|向|与|同|并|至|到|充分|确保|落实|发挥|健全|完善|做好|抓好|全面|督促|指导|帮助|采取|紧紧|着力|突出|强化|注重|创新|深化|牢固|实行|实施|提高|增强)",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn cx(text: &str) -> Context {
        Context::new(&format!("某社区活动方案\n一、内容\n{text}\n"))
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
