//! Honest confidence: what is sure enough to start confirmed, why the rest is not, and what was not understood.

use crate::context::Context;
use crate::draft::{Draft, Item, Span, Unread};
use crate::pattern::Pattern;

/// From here on an item starts confirmed.
const SURE: u8 = 70;

impl Item {
    /// Why the item should start unconfirmed; none where the rule is sure enough.
    #[must_use]
    pub fn doubt(&self) -> Option<&'static str> {
        if self.confidence >= SURE {
            return None;
        }
        Some(match self.rule.as_str() {
            "activity-listed" => "由相邻的活动推断，原文没有加引号",
            "honour-plain" => "名称没有加引号，起止可能不准",
            "criteria-named" => "只读到名称，没有读到条目",
            "party-carried" => "主语在前一分句，由上文推断",
            "date-event" => "以事件为期，需要定出日期",
            "date" => "只写了日期，没有写明是期限",
            _ => "依据不足，请对照原文",
        })
    }
}

/// A number that could bind: with a unit, not an ordinal, a year or a mark of the outline.
static FIGURES: Pattern = Pattern::new(
    "[0-9]+(?:\\.[0-9]+)?(?:%|分|天|日|个|名|人|户|次|场|条|篇|元|万元|小时|项|件|家|周|月|年)|百分之|分之[一二三四五六七八九]",
);

/// Sentences with numbers of which no item was read; the headings themselves say nothing about numbers.
pub(crate) fn unread(cx: &Context, draft: &Draft) -> Vec<Unread> {
    let mut read: Vec<Span> = Vec::new();
    read.extend(draft.thresholds.iter().map(|x| x.span));
    read.extend(draft.deadlines.iter().map(|x| x.span));
    read.extend(draft.phases.iter().map(|x| x.span));
    read.extend(draft.cadences.iter().map(|x| x.span));
    let signed = cx.frame.date.iter().map(|(_, at)| cx.page.span(at));
    read.extend(signed);
    read.sort_by_key(|s| s.start);
    let mut out = Vec::new();
    let mut from = 0;
    for s in cx
        .sentences
        .iter()
        .filter(|s| FIGURES.is_match(cx.page.key(s)))
    {
        let at = cx.page.span(&cx.page.trim(s));
        // Spans are in order and short: those that end before this sentence end before all later ones.
        while read.get(from).is_some_and(|r| r.end <= at.start) {
            from += 1;
        }
        // The one long span stands apart, or it would hold up the walk over the short ones.
        let group = draft.leading_group.as_ref().map(|g| g.span);
        let known = group.is_some_and(|g| g.start < at.end && at.start < g.end)
            || read[from..]
                .iter()
                .take_while(|r| r.start < at.end)
                .any(|r| r.end > at.start);
        if !known {
            out.push(Unread {
                text: cx.page.show_short(&cx.page.trim(s), 200),
                span: at,
            });
        }
    }
    out
}
