//! What giving and ending roles says no to.

use std::fmt;

use ground::{Day, Refusal};

/// Why a role was not given or not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// Nobody gives themselves a role, or takes it from themselves.
    Oneself,
    /// They hold it there already.
    Held,
    /// The role is not one of this kind of organisation.
    Misplaced(&'static str, &'static str),
    /// The three administrators are three persons (field-facts 2.14).
    ThreePersons,
    /// The last of the three administrators of a kind stays until there is another.
    LastOne(&'static str),
    /// The first day has passed.
    Past(Day),
    /// It ends before it begins.
    Backwards,
    /// They have left the roster.
    Left(String),
    /// Only members of that place hold it.
    NotOfPlace(String),
    /// It has ended already.
    Ended,
    /// Open items need a successor, or a word on who takes them.
    OpenItems(usize),
    /// The successor is the one who goes.
    SameOne,
    /// Nobody of this name, or several.
    Nobody(String),
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Oneself => f.write_str("自己的角色请另一位安全管理员来办"),
            Self::Held => f.write_str("已经在这里担任这个角色，不用再给"),
            Self::Misplaced(role, kind) => write!(f, "{role}不设在{kind}，换一个组织"),
            Self::ThreePersons => {
                f.write_str("系统、安全、审计三个管理员要由三个人分别担任，换一个人")
            }
            Self::LastOne(role) => write!(f, "这是唯一的{role}，先给接任的人，再终止"),
            Self::Past(day) => write!(f, "起止日期不能早于{}", day.long()),
            Self::Backwards => f.write_str("终止日期要晚于开始日期"),
            Self::Left(name) => write!(f, "{name}已移出名册，不能再担任"),
            Self::NotOfPlace(name) => write!(f, "{name}不在这个组织里，换一个人"),
            Self::Ended => f.write_str("这个角色已经终止"),
            Self::OpenItems(n) => write!(f, "还有{n}件没办完，写明交给谁，再终止"),
            Self::SameOne => f.write_str("接任的人不能是离任的人，换一个人"),
            Self::Nobody(name) => write!(f, "没有找到“{name}”，或不止一位，从名单里选"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Oneself
            | Self::Held
            | Self::ThreePersons
            | Self::Left(_)
            | Self::NotOfPlace(_)
            | Self::Nobody(_) => "person",
            Self::Misplaced(..) => "org",
            Self::Past(_) => "from",
            Self::Backwards => "until",
            Self::OpenItems(_) | Self::SameOne => "successor",
            Self::LastOne(_) | Self::Ended => return None,
        })
    }
}
