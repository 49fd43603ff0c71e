//! What keeping the roster says no to.

use std::fmt;

use ground::{Day, Refusal};

/// A field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, as the form calls it.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub text: String,
}

/// Why a record was not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// Fields to be put right, all at once.
    Fields(Vec<Problem>),
    /// Another one saved in the meantime (ruling 25).
    Meanwhile,
    /// They have left the roster.
    Left,
    /// They left on this day and their record is still kept: they may come back.
    LeftBefore(Day),
    /// The record is still to be kept until this day.
    StillKept(Day),
    /// They are on the roster.
    OnRoster,
    /// They hold roles that the security administrator ends first.
    HoldsRoles(String),
    /// Open items need a word on who takes them.
    OpenItems(usize),
    /// Their own record is another one's to answer.
    OwnRecord,
    /// It was answered already.
    Answered,
}

impl No {
    /// One field.
    pub fn one(field: &'static str, text: &str) -> Self {
        Self::Fields(vec![Problem {
            field,
            text: text.to_owned(),
        }])
    }
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fields(problems) => {
                let texts: Vec<&str> = problems.iter().map(|p| p.text.as_str()).collect();
                f.write_str(&texts.join("；"))
            }
            Self::Meanwhile => f.write_str("别人刚刚改过这个人的信息，对照后再存一次"),
            Self::Left => f.write_str("这个人已移出名册，信息不再修改"),
            Self::LeftBefore(day) => write!(
                f,
                "这个人{}起不在名册，记录还在保存期。本人回来的，勾选“恢复原来的记录”再登记",
                day.long()
            ),
            Self::StillKept(day) => write!(f, "保存期到{}，期满才能删除", day.long()),
            Self::OnRoster => f.write_str("这个人还在名册上，先移出名册"),
            Self::HoldsRoles(roles) => {
                write!(f, "还担任{roles}，先请安全管理员终止，再移出名册")
            }
            Self::OpenItems(n) => write!(f, "还有{n}件没办完，写明交给谁，再移出名册"),
            Self::OwnRecord => f.write_str("自己的申请请别的经办人答复"),
            Self::Answered => f.write_str("这项申请已经答复过了"),
        }
    }
}

impl Refusal for No {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::OpenItems(_) => Some("successor"),
            Self::LeftBefore(_) => Some("returns"),
            _ => None,
        }
    }

    fn parts(&self) -> Vec<(Option<&'static str>, String)> {
        match self {
            Self::Fields(problems) => (problems.iter())
                .map(|p| (Some(p.field), p.text.clone()))
                .collect(),
            _ => vec![(self.field(), self.to_string())],
        }
    }
}
