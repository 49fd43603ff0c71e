//! What the tree says no to.

use std::fmt;

use ground::{Day, Refusal};

/// Why a change of the tree, a group or a coverage unit was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// The change does not fit its kind: what is missing.
    Shape(&'static str),
    /// A field is empty: its name in the form, and what it is called.
    Empty(&'static str, &'static str),
    /// Another change of this organisation has not come into effect yet.
    Pending(String),
    /// The effective day lies outside of what can be asked for.
    OutOfRange(Day, Day),
    /// The organisation did not stand so on the effective day.
    NotThen(String),
    /// Somebody came to the branch after the effective day.
    CameLater(String, Day),
    /// Organisations below it would be left without a superior.
    HasBelow(String),
    /// Somebody named is no longer where the change found them.
    Gone(String),
    /// The code is taken.
    CodeTaken(String),
    /// What is changed does not stand below one superior.
    Apart,
    /// This kind of organisation is not set up or ended by a change.
    WrongKind(String),
    /// Who asked does not answer.
    OwnProposal,
    /// It was answered or withdrawn already.
    Decided,
    /// They are in the group already.
    InGroup,
    /// Only members of the roster join a functional group.
    NoMember,
    /// The place has a unit of this name already.
    UnitTaken,
    /// A unit is covered from a day that has not come.
    NotYet,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(what) => f.write_str(what),
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::Pending(name) => {
                write!(f, "{name}还有一项调整没有生效，等它生效、退回或撤回后再报")
            }
            Self::OutOfRange(from, until) => {
                write!(f, "生效日期要在{}到{}之间", from.long(), until.long())
            }
            Self::NotThen(name) => write!(f, "生效那天{name}还没有设立或已经撤销，换个日期"),
            Self::CameLater(name, day) => write!(
                f,
                "{name}{}才到这个支部，生效日期不能早于这一天",
                day.long()
            ),
            Self::HasBelow(names) => write!(f, "下面还有{names}，先调整它们再撤并"),
            Self::Gone(name) => write!(f, "{name}已不在原来的组织，重新选一次去向"),
            Self::CodeTaken(code) => write!(f, "代码{code}已经用过，换一个"),
            Self::Apart => f.write_str("一次调整的组织要在同一个上级下面"),
            Self::WrongKind(name) => write!(f, "{name}不能这样调整，只有支部、总支和小组可以"),
            Self::OwnProposal => f.write_str("自己报的调整请别人来批"),
            Self::Decided => f.write_str("这项调整已经有了结果，刷新看看"),
            Self::InGroup => f.write_str("已经在这个小组里"),
            Self::NoMember => f.write_str("功能型党小组只编入名册上的党员"),
            Self::UnitTaken => f.write_str("这里已经登记过同名的单位"),
            Self::NotYet => f.write_str("覆盖日期不能晚于今天"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) => field,
            Self::OutOfRange(..) | Self::NotThen(_) | Self::CameLater(..) => "effective",
            Self::CodeTaken(_) => "code",
            Self::UnitTaken => "name",
            Self::NotYet => "since",
            Self::InGroup | Self::NoMember => "person",
            _ => return None,
        })
    }
}
