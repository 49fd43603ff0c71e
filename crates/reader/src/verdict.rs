//! Is it a plan at all? A plan has a title of its genre, numbered parts, and something to do, by someone, at some time.

use crate::draft::{Draft, Kind};
use crate::error::NotAPlan;

/// Says honestly whether a draft was read from a plan.
///
/// # Errors
/// [`NotAPlan`] names what was looked for in vain.
pub fn verdict(draft: &Draft) -> Result<(), NotAPlan> {
    let headings = draft
        .outline
        .iter()
        .filter(|h| matches!(h.kind, Kind::Cn | Kind::Cnp | Kind::Num | Kind::Di))
        .count();
    let named = draft.outline.iter().filter(|h| official(&h.title)).count();
    let time = !draft.phases.is_empty()
        || !draft.steps.is_empty()
        || !draft.cadences.is_empty()
        || !draft.deadlines.is_empty();
    let tasks = !draft.activities.is_empty()
        || !draft.tracks.is_empty()
        || !draft.duties.is_empty()
        || !draft.requirements.is_empty()
        || !draft.objectives.is_empty()
        || !draft.criteria.is_empty();
    let who = draft.leading_group.is_some() || draft.responsible.len() >= 2;
    let signs = [
        (draft.doc.title.is_some(), 3, "方案、意见、通知一类的标题"),
        (headings >= 2, 2, "编号的章节"),
        (named >= 1, 2, "“目标”“内容”“步骤”“要求”一类的章节"),
        (time, 1, "时间安排或步骤"),
        (tasks, 1, "活动或任务"),
        (who, 1, "责任方或领导小组"),
    ];
    let score: u32 = signs
        .iter()
        .filter(|(held, ..)| *held)
        .map(|(_, weight, _)| weight)
        .sum();
    let body = headings >= 1 || draft.responsible.len() >= 2 || draft.activities.len() >= 2;
    if score >= 5 && body && (draft.doc.title.is_some() || named >= 2) {
        return Ok(());
    }
    let missed = signs
        .iter()
        .filter(|(held, ..)| !held)
        .map(|(.., name)| (*name).to_owned())
        .collect();
    Err(NotAPlan { missed })
}

/// Titles of sections as the genre has them.
fn official(title: &str) -> bool {
    [
        "指导思想",
        "目标",
        "内容",
        "步骤",
        "要求",
        "任务",
        "组织",
        "领导",
        "措施",
        "原则",
        "安排",
        "保障",
        "对象",
        "范围",
        "条件",
        "程序",
        "办法",
        "标准",
        "意义",
        "重点",
        "方法",
        "时间",
        "考核",
        "宣传",
        "主题",
    ]
    .iter()
    .any(|w| title.contains(w))
}
