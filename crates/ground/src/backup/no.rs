//! What backup and restore say no to: each kind of damage by its own name, so
//! that who stands before it knows what to do next.

use std::fmt;

use crate::error::{Error, Fault};

/// Why a backup was not written, or not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// The passphrase for a new backup is too short.
    ShortPassphrase,
    /// The file begins as no backup does.
    NotABackup,
    /// A later version of the program wrote it in another form.
    NewerForm(u16),
    /// The passphrase is not the one that it was written with.
    WrongPassphrase,
    /// Its first bytes, which are not secret, were changed.
    DamagedHead,
    /// A part was changed; its number from 1.
    Damaged(u64),
    /// Parts stand in another order, or one is missing between them: the number that
    /// was due, and the one that stands there.
    OutOfOrder(u64, u64),
    /// It ends before its end.
    Truncated,
    /// Something stands after its end.
    Appended,
    /// It opens, and says what this program does not understand.
    Strange(String),
    /// It comes from a later schema: the backup's version, and the newest known one.
    NewerSchema(i64, i64),
    /// The place to restore into holds something: tables and their rows.
    NotEmpty(Vec<(String, i64)>),
    /// Another program's tables stand there.
    Foreign(Vec<String>),
    /// What was read is not what was written: the table.
    Mismatch(String),
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShortPassphrase => {
                write!(f, "恢复口令太短，至少要{}个字", super::SHORTEST_PASSPHRASE)
            }
            Self::NotABackup => f.write_str("这不是 sanzheng backup 做的备份文件"),
            Self::NewerForm(form) => {
                write!(f, "备份是第{form}版格式，本程序不认识。请换用新版程序")
            }
            Self::WrongPassphrase => f.write_str("恢复口令不对"),
            Self::DamagedHead => f.write_str("备份文件开头被改动过或损坏了。请用另一份备份"),
            Self::Damaged(n) => write!(
                f,
                "备份文件的第{n}段被改动过或损坏了，后面的不能再信。请用另一份备份"
            ),
            Self::OutOfOrder(due, there) => write!(
                f,
                "备份文件的次序乱了：该是第{due}段，却是第{there}段。请用另一份备份"
            ),
            Self::Truncated => {
                f.write_str("备份文件不完整，后面缺了一截。请重新拷贝或用另一份备份")
            }
            Self::Appended => f.write_str("备份文件结尾之后还有别的内容，不是原来的文件"),
            Self::Strange(what) => write!(f, "备份能打开，但内容本程序不懂：{what}"),
            Self::NewerSchema(file, known) => write!(
                f,
                "备份是数据库第{file}版，本程序只认到第{known}版。请换用新版程序"
            ),
            Self::NotEmpty(tables) => {
                f.write_str("这里已经有数据，恢复要用空的目录或数据库。现有：")?;
                for (n, (table, rows)) in tables.iter().enumerate() {
                    let comma = if n == 0 { "" } else { "、" };
                    write!(f, "{comma}{table} {rows}行")?;
                }
                Ok(())
            }
            Self::Foreign(tables) => write!(
                f,
                "这个数据库里有别的程序的表，恢复要用空的数据库。现有：{}",
                tables.join("、")
            ),
            Self::Mismatch(table) => {
                write!(
                    f,
                    "恢复出来的 {table} 与备份不一致，没有保留。请用另一份备份"
                )
            }
        }
    }
}

impl std::error::Error for No {}

impl From<No> for Error {
    fn from(no: No) -> Self {
        Self::Fault(Fault::new(no))
    }
}

impl From<No> for std::io::Error {
    fn from(no: No) -> Self {
        Self::other(no)
    }
}

/// What a reader or writer said, with our own refusals taken out of it again.
pub(super) fn told(cause: std::io::Error) -> Error {
    match cause.get_ref().and_then(|c| c.downcast_ref::<No>()) {
        Some(no) => no.clone().into(),
        None if cause.kind() == std::io::ErrorKind::UnexpectedEof => No::Truncated.into(),
        None => cause.into(),
    }
}
