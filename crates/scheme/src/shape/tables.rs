//! The tables of a scheme file, key by key.

use super::Kind::{
    Choice, Code, Codes, CodesOrAll, Condition, Cut, Day, Flag, Pairs, Points, Rows, Share, Table,
    Text, Whole, Worth,
};
use super::{Key, may, must};

/// The largest numbers of rows, so that a slip of the hand is told and not obeyed.
pub(crate) const MOST_ROWS: usize = 500;
/// More levels than that no scheme has; places among them fit into one word.
pub(crate) const MOST_LEVELS: usize = 30;
pub(crate) const MOST_STARS: usize = 30;

pub(crate) const FILE: &[Key] = &[
    must("title", Text, "标题"),
    must(
        "subject",
        Choice(&["member", "branch", "committee"]),
        "评定对象：党员、党支部、党委",
    ),
    must("base", Points, "基础分，人人都有"),
    may("cap", Points, "总分上限"),
    may("floor", Points, "总分下限"),
    may("round", Table(ROUND), "总分取整"),
    may(
        "measure",
        Choice(&["points", "stars"]),
        "按什么定等次：总分或点亮的星数",
    ),
    may(
        "between",
        Choice(&["lower", "higher", "round"]),
        "分数落在两档之间的空隙时怎么办",
    ),
    may("uncounted", CodesOrAll, "允许登记、但不计分的事实"),
    may(
        "elsewhere",
        Choice(&["count", "list", "refuse"]),
        "在别的组织登记的事实怎么办",
    ),
    may("contradictions", Pairs, "就同一事项不能并存的两种事实"),
    may("period", Table(PERIOD), "评定期"),
    may("validity", Table(VALIDITY), "结果的有效期"),
    may("change", Table(CHANGE), "升级晋档：与上一次结果的关系"),
    may("group", Rows(GROUP), "人员类别"),
    may("exempt", Rows(EXEMPT), "不参加评定的人"),
    may("panel", Rows(PANEL), "评分方和权重"),
    may("section", Rows(SECTION), "大项"),
    may("item", Rows(ITEM), "条目"),
    may("star", Rows(STAR), "具名的星"),
    may("level", Rows(LEVEL), "等次，从高到低"),
    may("veto", Rows(VETO), "一票否决"),
    may("limit", Rows(LIMIT), "封顶和降档"),
    may("quota", Rows(QUOTA), "名额"),
];

pub(crate) const ROUND: &[Key] = &[
    must("to", Points, "取整到多少，如 0.1 或 1"),
    must(
        "mode",
        Choice(&["half_up", "up", "down"]),
        "四舍五入、进一、去尾",
    ),
];

pub(crate) const PERIOD: &[Key] = &[
    must("from", Day, "第一天"),
    must("to", Day, "最后一天"),
    must(
        "outside",
        Choice(&["refuse", "list"]),
        "评定期以外的事实：拒绝，或列出不计",
    ),
];

pub(crate) const VALIDITY: &[Key] = &[
    must("from", Day, "生效日"),
    must("months", Whole, "有效几个月"),
];

pub(crate) const CHANGE: &[Key] = &[
    must(
        "newcomers",
        Code,
        "没有上一次结果的人：free，或最高可评的等次代号",
    ),
    may(
        "keep_margin",
        Points,
        "已在该等次的，低于分数线不超过多少分仍可保留",
    ),
    may("up_at_most", Whole, "一次最多升几级"),
    may("down_at_most", Whole, "一次最多降几级"),
    may("down_over_quota", Flag, "保护降级时是否可以超过名额"),
];

pub(crate) const GROUP: &[Key] = &[must("id", Code, "代号"), must("title", Text, "名称")];

pub(crate) const EXEMPT: &[Key] = &[
    may("group", Code, "这一类人"),
    may("fact", Code, "有这种事实的人"),
    may("when", Condition, "符合条件的人"),
    must("because", Text, "本人读到的理由"),
    may("result", Code, "直接给予的等次代号"),
    may("in_quota_base", Flag, "是否计入名额基数"),
];

pub(crate) const PANEL: &[Key] = &[
    must("id", Code, "代号"),
    must("title", Text, "名称"),
    must(
        "missing",
        Choice(&["refuse", "zero", "spread"]),
        "某一方没有评分时怎么办",
    ),
    must("scorer", Rows(SCORER), "各评分方"),
];

pub(crate) const SCORER: &[Key] = &[
    must("id", Code, "代号"),
    must("title", Text, "名称"),
    must("weight", Share, "权重，各方合计为1"),
    may("drop_highest", Whole, "去掉几个最高分"),
    may("drop_lowest", Whole, "去掉几个最低分"),
    may("drop_from", Whole, "至少有几个评分才去掉"),
    may("round", Table(ROUND), "该方平均分取整"),
];

pub(crate) const SECTION: &[Key] = &[
    must("id", Code, "代号"),
    must("title", Text, "名称"),
    may("section", Code, "所属大项"),
    may("weight", Share, "在上一级中的权重"),
    may("aside", Flag, "只供条件和星使用，不计入总分"),
    may("base", Points, "起始分"),
    may("cap", Points, "上限"),
    may("floor", Points, "下限"),
    may("round", Table(ROUND), "取整"),
    may(
        "take",
        Choice(&["sum", "highest", "lowest", "mean"]),
        "各条合计、取最高、取最低、取平均",
    ),
    may("same_about", Choice(&["highest"]), "同一事项只计最高分"),
];

pub(crate) const ITEM: &[Key] = &[
    must("id", Code, "代号"),
    must("title", Text, "名称"),
    may("section", Code, "所属大项"),
    may("weight", Share, "在上一级中的权重"),
    may("aside", Flag, "只供条件和星使用，不计入总分"),
    may("groups", Codes, "只适用于这些类别的人"),
    may("when", Condition, "只适用于符合条件的人"),
    may("fact", Code, "一种事实"),
    may("facts", Codes, "几种事实，同样计分"),
    may("where", Condition, "只计符合条件的事实"),
    may("attribute", Code, "取本人的一项属性"),
    may("panel", Code, "取评分方的评分"),
    may("most", Points, "评分最高可打几分"),
    may("least", Points, "评分最低可打几分，不写为0"),
    may("votes", Worth, "各种票值多少分"),
    may("formula", Condition, "用算式取值"),
    may("per_event", Points, "每件几分"),
    may("per_amount", Points, "每1个数量几分"),
    may("each", Points, "每满多少数量计一次"),
    may(
        "part",
        Choice(&["count", "drop"]),
        "不满each的零头：按比例计，或不计",
    ),
    may("over", Points, "只计超过此数的部分"),
    may("under", Points, "只计不足此数的部分"),
    may(
        "take",
        Choice(&["count", "sum", "mean", "highest", "lowest", "last"]),
        "几件事实取件数、合计、平均、最高、最低、最近一次",
    ),
    may("band", Rows(BAND), "分档计分，从高到低"),
    may("none", Points, "没有事实时计几分"),
    may("same_about", Choice(&["highest"]), "同一事项只计最高分"),
    may("base", Points, "起始分"),
    may("cap", Points, "上限"),
    may("floor", Points, "下限"),
    may("cap_month", Points, "每月上限"),
    may("cap_quarter", Points, "每季上限"),
    may("cap_year", Points, "每年上限"),
    may("floor_month", Points, "每月下限"),
    may("floor_quarter", Points, "每季下限"),
    may("floor_year", Points, "每年下限"),
    may("round", Table(ROUND), "取整"),
    may("unit", Text, "量词或单位"),
];

pub(crate) const BAND: &[Key] = &[
    must("from", Cut, "从多少起；最低一档写 any"),
    may("inclusive", Flag, "正好等于时算不算"),
    must("points", Points, "计几分"),
];

pub(crate) const STAR: &[Key] = &[
    must("id", Code, "代号"),
    must("title", Text, "名称"),
    may("of", Code, "看哪个条目或大项的分"),
    may("from", Points, "点亮的分数线"),
    may("inclusive", Flag, "正好等于时算不算"),
    may("when", Condition, "还须符合的条件"),
    may("because", Text, "条件的说明"),
];

pub(crate) const LEVEL: &[Key] = &[
    must("code", Code, "代号，即结果"),
    must("name", Text, "名称"),
    may("stars", Whole, "星数，不写为0"),
    must("from", Cut, "分数线（或星数）；any 为不设线"),
    may("inclusive", Flag, "正好等于时算不算"),
    may("to", Points, "本档上端，写了就核对各档是否衔接"),
    may("when", Condition, "还须符合的条件"),
    may("because", Text, "条件的说明"),
];

pub(crate) const VETO: &[Key] = &[
    may("fact", Code, "有这种事实即否决"),
    may("when", Condition, "符合条件即否决"),
    must("because", Text, "本人读到的理由"),
    may("result", Code, "否决后直接定为此等次；不写则不予定级"),
];

pub(crate) const LIMIT: &[Key] = &[
    may("fact", Code, "有这种事实时"),
    may("when", Condition, "符合条件时"),
    must("because", Text, "本人读到的理由"),
    may("at_most", Code, "最高只能评此等次"),
    may("down", Whole, "降几级"),
];

pub(crate) const QUOTA: &[Key] = &[
    must("id", Code, "代号"),
    may("levels", Codes, "占用名额的等次"),
    may("at_least", Code, "此等次及以上合计占用名额"),
    may("share", Share, "占基数的比例"),
    may("count", Whole, "固定名额数"),
    may(
        "round",
        Choice(&["half_up", "up", "down"]),
        "比例算出的名额怎样取整",
    ),
    may("least", Whole, "至少几名"),
    may("vetoed_in_base", Flag, "被否决的人是否计入基数"),
    may("per", Code, "按此属性分别计算名额，如所在支部"),
    may("pool_under", Whole, "基数少于几人的合并计算"),
    must(
        "ties",
        Choice(&["in", "out", "refuse"]),
        "末位同分：都入、都不入、拒绝并请明确",
    ),
    may("order", Codes, "先后依据，不写为总分"),
    may(
        "below",
        Choice(&["none"]),
        "没有名额、以下又没有等次可降的人：不评等次",
    ),
];
