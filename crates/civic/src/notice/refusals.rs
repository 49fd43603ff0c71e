//! What the notice room says no to.

use std::fmt;

use ground::Refusal;

use super::{Medium, State, Topic};

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// A field is too long: field, what, limit in characters.
    TooLong(&'static str, &'static str, usize),
    /// Nobody looked whether it may be public.
    SecrecyUnchecked,
    /// A notice needs its working days.
    Period,
    /// The plan says a longer period.
    Shorter(u32),
    /// This kind of notice runs longer.
    Least(u32),
    /// It is not said where it is made known.
    NoMedium,
    /// Only a notice has objections and a conclusion.
    NotANotice,
    /// It is over: withdrawn or concluded.
    Over(State),
    /// The period still runs.
    StillRunning,
    /// The period is over.
    PeriodOver,
    /// Objections wait for a finding.
    OpenObjections(i64),
    /// A correction was found due and is not published.
    CorrectionOwed,
    /// Author or subject may not judge.
    Involved,
    /// There is a finding already.
    Found,
    /// What rests on it stands: it is not withdrawn or corrected here.
    Standing(Topic),
    /// A plan is corrected after the superior's reply alone.
    ByReply,
    /// A correction waits for the superior already.
    Asked,
    /// Somebody published another version meanwhile.
    NewerVersion,
    /// The correction was answered already.
    Answered,
    /// Who asked for a correction does not answer it.
    OwnCorrection,
    /// A name without a contact, or a contact without a name.
    HalfSigned(&'static str),
    /// It is not said to be made known there.
    OtherMedium(Medium),
    /// The day of a proof lies before the publication or ahead.
    ProofDay,
    /// The same words wait for a finding already: the page was sent twice.
    Duplicate,
    /// Too many objections came to the whole place in an hour.
    TooMany,
    /// The content did not change.
    Unchanged,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::TooLong(_, what, limit) => write!(f, "{what}太长，最多{limit}个字"),
            Self::SecrecyUnchecked => f.write_str("发布前先作保密审查，看过再打勾"),
            Self::Period => f.write_str("公示期要在1到60个工作日之间"),
            Self::Least(days) => write!(f, "这类公示至少{days}个工作日（平台设定）"),
            Self::NoMedium => f.write_str("请选在哪里公开，可以多选"),
            Self::Shorter(days) => write!(f, "方案定的公示期是{days}个工作日，不能更短"),
            Self::NotANotice => f.write_str("这不是公示，没有异议期"),
            Self::Over(state) => write!(f, "这份公示{}", state.label()),
            Self::StillRunning => f.write_str("公示期还没有满"),
            Self::PeriodOver => f.write_str("公示期已经结束，可以直接向受理人反映"),
            Self::OpenObjections(n) => write!(f, "还有{n}条意见没有办结"),
            Self::CorrectionOwed => {
                f.write_str("有意见认定要更正，先发布更正后的内容，公示期重新计算")
            }
            Self::Involved => f.write_str("公示的起草人和当事人不能办理这条意见，请换人"),
            Self::Found => f.write_str("这条意见已经办结"),
            Self::Standing(Topic::Plan) => f.write_str(
                "方案正在施行，不能撤下。内容有误的，报上级答复后更正；不再施行的，由上级另行批复",
            ),
            Self::Standing(topic) => {
                let what = topic.label();
                write!(
                    f,
                    "{what}公布后不撤下。承诺和上级实施意见写错了话的，到各自的页面更正"
                )
            }
            Self::ByReply => f.write_str("方案经上级批复，改动要先报上级，答复同意后发布"),
            Self::Asked => f.write_str("已有一份更正报上级，等答复以后再报"),
            Self::NewerVersion => f.write_str("报请之后又发布了新的一版，请对照新版重新报"),
            Self::Answered => f.write_str("这份更正上级已经答复"),
            Self::OwnCorrection => f.write_str("报请更正的人不能自己答复，请换人"),
            Self::HalfSigned(_) => f.write_str("署名的，姓名和联系方式都要写；不署名的，都空着"),
            Self::OtherMedium(medium) => write!(f, "发布时没有选“{}”", medium.label()),
            Self::ProofDay => f.write_str("填发布当天到今天之间的日期"),
            Self::Duplicate => f.write_str("同样内容的意见已经收到，正在办理，不用再提一次"),
            Self::TooMany => {
                f.write_str("这一小时收到的意见太多，请过一小时再提，也可以打电话或当面说")
            }
            Self::Unchanged => f.write_str("内容没有变化"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) | Self::TooLong(field, _, _) => field,
            Self::SecrecyUnchecked => "secrecy",
            Self::Period | Self::Shorter(_) | Self::Least(_) => "workdays",
            Self::NoMedium => "media",
            Self::HalfSigned(field) => field,
            Self::OtherMedium(_) => "medium",
            Self::ProofDay => "day",
            Self::Involved => "reason",
            Self::Duplicate => "matter",
            _ => return None,
        })
    }
}
