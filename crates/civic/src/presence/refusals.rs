//! What the room says no to.

use std::fmt;

use ground::Refusal;

use super::{CardState, Field, LetterState};

/// What the room says no to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A field is empty.
    Empty(&'static str, &'static str),
    /// A field is too long: field, what, limit in characters.
    TooLong(&'static str, &'static str, usize),
    /// Too short to act on.
    TooShort(&'static str, &'static str),
    /// No telephone by its looks.
    Phone,
    /// Nothing was chosen.
    NothingChosen,
    /// The name comes first: without it there is no card.
    NameFirst,
    /// The roster knows no telephone.
    NoPhone,
    /// There is no such consent to take back.
    NotGiven(Field),
    /// The sheet's day is not one of the last year.
    SheetDay,
    /// Consent on paper is somebody else's.
    OwnSheet,
    /// Somebody who is not on the roster has no card.
    NotOnRoster,
    /// The branch looks before it issues.
    Unchecked,
    /// It was issued or closed before.
    CardIs(CardState),
    /// The card takes no messages.
    NoRelay,
    /// It was passed on, answered or set aside before.
    LetterIs(LetterState),
    /// Explained before.
    Explained,
    /// The same words wait already: the page was sent twice.
    Duplicate,
    /// Too many in this place in an hour.
    TooMany,
    /// No letter has this code.
    Code,
    /// Writing for somebody needs the reason.
    ProxyWithoutReason,
    /// Opening who wrote needs the reason.
    ContactWithoutReason,
    /// Nobody left a name, or its term has ended.
    NoContact,
    /// Several fields at once.
    Fields(Vec<No>),
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(_, what) => write!(f, "请填写{what}"),
            Self::TooLong(_, what, limit) => write!(f, "{what}太长，最多{limit}个字"),
            Self::TooShort(_, what) => write!(f, "{what}太短，再写具体一些"),
            Self::Phone => f.write_str("电话写数字，例如“13800000000”，也可以不留"),
            Self::NothingChosen => f.write_str("请勾选要公开的项目"),
            Self::NameFirst => f.write_str("先同意公开姓名，才能公开别的项目"),
            Self::NoPhone => f.write_str("名册上没有手机号，先请支部登记"),
            Self::NotGiven(field) => write!(f, "“{}”现在没有公开，不用撤回", field.label()),
            Self::SheetDay => f.write_str("签字日期要在一年以内，不能晚于今天"),
            Self::OwnSheet => f.write_str("自己的名片在“我的名片”里办"),
            Self::NotOnRoster => f.write_str("不在名册上的人没有名片"),
            Self::Unchecked => f.write_str("发放前先核对内容，看过再打勾"),
            Self::CardIs(CardState::Issued) => f.write_str("名片已经发放，别人可能刚办过"),
            Self::CardIs(CardState::Closed) => f.write_str("名片已经停用，不能留言"),
            Self::NoRelay => f.write_str("这张名片不收网上留言，请打电话或当面找支部"),
            Self::LetterIs(state) => {
                write!(f, "这条现在是“{}”，别人可能刚办过", state.label())
            }
            Self::Explained => f.write_str("已经说明过了"),
            Self::Duplicate => f.write_str("同样内容已经收到，正在办理，不用再提一次"),
            Self::TooMany => {
                f.write_str("这一小时收到的留言太多，请稍后再提，也可以打电话或当面说")
            }
            Self::Code => f.write_str("没有查到这个查询码。请对照回执再输一遍，共12个字母和数字"),
            Self::ProxyWithoutReason => f.write_str("代写要写明原因"),
            Self::ContactWithoutReason => f.write_str("写明为什么要看，例如“回电话核实情况”"),
            Self::NoContact => f.write_str("对方没有留姓名电话，或保存期已满"),
            Self::Fields(all) => write!(f, "有{}处要补正", all.len()),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty(field, _) | Self::TooLong(field, _, _) | Self::TooShort(field, _) => field,
            Self::Phone => "phone",
            Self::NothingChosen | Self::NameFirst | Self::NoPhone => "fields",
            Self::SheetDay => "day",
            Self::Unchecked => "checked",
            Self::Duplicate => "words",
            Self::Code => "code",
            Self::ProxyWithoutReason => "proxy_reason",
            Self::ContactWithoutReason => "reason",
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
