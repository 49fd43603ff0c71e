//! The theme: the words after 以…为主题, 主题是, 活动主题. Guiding ideology is none.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::pattern::Pattern;

static QUOTED: Pattern =
    Pattern::new("以“(?P<t>[^”]{2,60})”(?:为|作为)(?:活动|总|本次|学习|教育)?主题");
static STATED: Pattern = Pattern::new("主题(?:是|为|：|定为|确定为)[：]?“(?P<t>[^”]{2,60})”");
static AROUND: Pattern =
    Pattern::new("围绕“(?P<t>[^”]{2,60})”(?:的|这一|这个)?(?:活动)?主题(?:[，、开]|$)");
static BARE: Pattern = Pattern::new("(?:^|[，、])以(?P<t>[^。；“”]{4,60}?)为(?:活动)?主题");
/// 以…为指导，以…为主题: the nearer 以 begins the theme.
static NEARER: Pattern = Pattern::new("为[^，]{2,8}[，、]以");
static LABELLED: Pattern = Pattern::new(
    "^(?:[一二三四五六七八九十]{1,2}、)?(?:活动|教育|学习|创建)?主题(?:：|是|为| )(?P<t>[^。；]{3,60})",
);
static HEADING: Pattern = Pattern::new("^(?:活动|教育|学习教育|创建|实践)?主题$");

pub(crate) fn theme(cx: &Context) -> Option<Found<String>> {
    let page = &cx.page;
    let found = |at: Range<usize>, rule, sure| {
        let at = page.trim(&at);
        Found {
            what: page.show(&at),
            at,
            rule,
            sure,
        }
    };
    let rules: [(&Pattern, &str, u8); 4] = [
        (&QUOTED, "theme-quoted", 95),
        (&STATED, "theme-stated", 92),
        (&AROUND, "theme-around", 85),
        (&BARE, "theme-bare", 75),
    ];
    let themed = |r: &Range<usize>| page.key(r).contains("主题");
    let sentences: Vec<_> = cx.sentences_with(&["主题"]).filter(|s| themed(s)).collect();
    for (pattern, rule, sure) in rules {
        for s in &sentences {
            if let Some(m) = pattern.captures(page.key(s)).and_then(|c| c.name("t")) {
                let nearer = NEARER.finds(m.as_str()).last().map_or(0, |n| n.end());
                let start = s.start + m.start() + nearer;
                return Some(found(start..s.start + m.end(), rule, sure));
            }
        }
    }
    for line in cx.lines().filter(themed) {
        if let Some(m) = LABELLED.captures(page.key(&line)).and_then(|c| c.name("t")) {
            return Some(found(
                unquoted(cx, line.start + m.start()..line.start + m.end()),
                "theme-label",
                85,
            ));
        }
    }
    // A heading 活动主题 with the words below it.
    let node = cx
        .nodes
        .iter()
        .find(|n| HEADING.is_match(page.key(&n.title)))?;
    let below = page
        .sentences(&(node.title.end..node.body.end))
        .into_iter()
        .map(|r| page.trim(&r))
        .find(|r| !r.is_empty())?;
    (page.key(&below).chars().count() <= 50)
        .then(|| found(unquoted(cx, below), "theme-heading", 80))
}

/// The words inside the quotation marks, if the piece is wholly quoted.
fn unquoted(cx: &Context, at: Range<usize>) -> Range<usize> {
    let words = cx.page.key(&at);
    match (words.find('“'), words.rfind('”')) {
        (Some(open), Some(close)) if open < close && open < 6 => {
            at.start + open + '“'.len_utf8()..at.start + close
        }
        _ => at,
    }
}
