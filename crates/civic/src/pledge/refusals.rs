//! What the pledge room says no to.

use std::fmt;

use ground::Refusal;

use super::State;

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// A field is too long.
    TooLong(&'static str, &'static str, usize),
    /// Not an area of the member's category.
    Area,
    /// No result that can be measured.
    NotMeasurable,
    /// The day lies behind.
    DuePast,
    /// An amount that is no whole number, or one without its unit.
    Amount,
    /// Several fields at once.
    Fields(Vec<No>),
    /// The move does not fit the state.
    OutOfOrder(State),
    /// The campaign is not in force.
    NotInForce,
    /// As many as one may write are written.
    Enough(i64),
    /// Writing for somebody needs the reason.
    ProxyWithoutReason,
    /// Returning needs the reason.
    ReturnWithoutReason,
    /// One's own pledge is checked by somebody else.
    OwnPledge,
    /// Who wrote the words does not check them.
    OwnWords,
    /// One's own pledge is settled by somebody else.
    OwnKeeping,
    /// One's own public pledge is corrected by somebody else.
    OwnCorrection,
    /// A correction changes no figure of what was promised.
    OtherFigures(&'static str),
    /// Nothing shows that it was kept.
    NoEvidence,
    /// How much was done is no whole number, or one that no pledge reaches.
    Done,
    /// How much was done of a pledge that says no number.
    Uncounted,
    /// More files than stand beside one piece of evidence.
    ManyFiles(usize),
    /// More files than stand beside one pledge; how many more it takes.
    FilesFull(usize),
    /// There is no explanation to accept.
    NotExplained,
    /// It is neither overdue nor explained.
    NotDue,
    /// Criticism needs its reason.
    CriticisedWithoutReason,
    /// Not one of the grades.
    Grade,
    /// That side has assessed it for this year.
    Assessed(i64),
    /// The organisation assesses after whose it is.
    SelfFirst,
    /// Somebody saved the draft in between: their words.
    Met(Box<super::drafts::Draft>),
    /// The opinion was corrected after the page was opened.
    NewerOpinion,
    /// It changed after the page was opened.
    Changed,
    /// The draft was handed in or thrown away by somebody meanwhile.
    DraftGone,
    /// There is nothing passed to publish.
    NothingPassed,
    /// A heading is empty and not marked as not applicable.
    Heading(String),
    /// There is a plan already.
    PlanThere,
    /// The plan is in another state.
    PlanState(super::plans::PlanState),
    /// Nothing was declared.
    NothingDeclared,
    /// The declaration was read out already.
    ReadOut,
    /// A meeting in the time to come.
    MeetingAhead,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::TooLong(_, what, limit) => write!(f, "{what}太长，最多{limit}个字"),
            Self::Area => f.write_str("选一个承诺方面"),
            Self::NotMeasurable => f.write_str("写上可量的结果，例如“教会10人”"),
            Self::DuePast => f.write_str("完成日期要在今天以后"),
            Self::Amount => f.write_str("数量写整数，后面写单位，例如“10”“人”；不好计数就都空着"),
            Self::Fields(all) => write!(f, "有{}处要补正", all.len()),
            Self::OutOfOrder(state) => {
                write!(f, "这项承诺现在是“{}”，别人可能刚办过", state.label())
            }
            Self::NotInForce => f.write_str("方案施行之后才能写承诺"),
            Self::Enough(most) => {
                write!(
                    f,
                    "已经写满{most}项。先把写好的做实；要换一项，撤回一项没公布的"
                )
            }
            Self::ProxyWithoutReason => f.write_str("代填要写明原因"),
            Self::ReturnWithoutReason => f.write_str("退回要写明哪里要补正"),
            Self::OwnPledge => f.write_str("自己的承诺请别的支委审核"),
            Self::OwnWords => f.write_str("自己写的请别人审核：别的支委，或者上级"),
            Self::OwnKeeping => f.write_str("自己的承诺请上级来销号"),
            Self::OwnCorrection => f.write_str("自己写的请别人更正；做不到的，写明原因"),
            Self::OtherFigures(_) => f.write_str("承诺的数量不能用更正改；做不到的，写明原因"),
            Self::NoEvidence => f.write_str("先补一条佐证，一两句话就行"),
            Self::Done => f.write_str("数量写整数，从1到1亿；不好计数就空着"),
            Self::Uncounted => f.write_str("这项承诺没有写数量，做了多少写在文字里"),
            Self::ManyFiles(most) => write!(f, "一次最多传{most}个附件，先挑要紧的"),
            Self::FilesFull(0) => f.write_str("这项承诺的附件已经存满，不能再传"),
            Self::FilesFull(left) => write!(f, "这项承诺还能传{left}个附件，先挑要紧的"),
            Self::NotExplained => f.write_str("本人还没有说明原因，先请本人说明"),
            Self::NotDue => f.write_str("还没有到期，也没有说明，现在不作认定"),
            Self::CriticisedWithoutReason => f.write_str("批评要写明理由，本人和群众都看得到"),
            Self::Grade => f.write_str("选一个评定结果"),
            Self::Assessed(year) => write!(f, "{year}年度已经评过，不再改动"),
            Self::SelfFirst => f.write_str("先请本人自评；本人写不了的，由支部代填"),
            Self::Changed => f.write_str("您打开页面以后又有改动，看过新的再办"),
            Self::NewerOpinion => {
                f.write_str("您打开页面以后又发布了新的一版。您写的还在下面，看过新的再改")
            }
            Self::DraftGone => {
                f.write_str("这份草稿已经交了或删了。您写的还在下面，要另交一份，就再交一次")
            }
            Self::Met(_) => f.write_str("别人刚保存过这份草稿。两份都在下面，看过再保存一次"),
            Self::NothingPassed => f.write_str("眼下没有审核通过、等着公布的内容"),
            Self::Heading(name) => write!(f, "“{name}”没有写；确实没有的，勾上“不涉及”"),
            Self::PlanThere => f.write_str("具体打算已经写过，在“我的承诺和荣誉”里看"),
            Self::PlanState(state) => {
                write!(f, "这份打算现在是“{}”，别人可能刚办过", state.label())
            }
            Self::NothingDeclared => f.write_str("还没有写承诺书"),
            Self::ReadOut => f.write_str("这一版已经宣读签字，要改请重新写一版"),
            Self::MeetingAhead => f.write_str("会议日期不能晚于今天"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) | Self::TooLong(field, _, _) => field,
            Self::Area => "area",
            Self::NotMeasurable => "measure",
            Self::OtherFigures(field) => field,
            Self::DuePast => "due",
            Self::Amount => "amount",
            Self::ProxyWithoutReason => "proxy_reason",
            Self::ReturnWithoutReason
            | Self::OwnPledge
            | Self::OwnWords
            | Self::CriticisedWithoutReason
            | Self::NotExplained => "reason",
            Self::NoEvidence => "text",
            Self::Done | Self::Uncounted => "done",
            Self::ManyFiles(_) | Self::FilesFull(_) => "file",
            Self::Grade => "grade",
            Self::MeetingAhead => "read_on",
            _ => return None,
        })
    }

    fn parts(&self) -> Vec<(Option<&'static str>, String)> {
        match self {
            Self::Fields(all) => all.iter().map(|no| (no.field(), no.to_string())).collect(),
            one => vec![(one.field(), one.to_string())],
        }
    }
}

/// What is wrong with a text that has to be there, of so many characters at most.
pub(super) fn unfit(
    field: &'static str,
    what: &'static str,
    text: &str,
    most: usize,
) -> Option<No> {
    match text.trim().chars().count() {
        0 => Some(No::Empty(field, what)),
        n if n > most => Some(No::TooLong(field, what, most)),
        _ => None,
    }
}

/// Nothing, or every problem at once.
pub(super) fn all_of(mut problems: Vec<No>) -> Result<(), No> {
    match problems.pop() {
        None => Ok(()),
        Some(one) if problems.is_empty() => Err(one),
        Some(last) => {
            problems.push(last);
            Err(No::Fields(problems))
        }
    }
}
