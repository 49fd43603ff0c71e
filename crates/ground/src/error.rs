//! Refusals are values, faults are accidents.

use std::any::Any;
use std::fmt::{Debug, Display};

/// The result of a verb.
pub type Result<T> = std::result::Result<T, Error>;

/// What a room says no to, in words that the reader can act on.
///
/// Each room has its own enum; `Display` is the Chinese sentence shown to the reader.
pub trait Refusal: Display + Debug + Send + Sync + Any {
    /// The name of the form field that the sentence belongs to, when there is one.
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// Every sentence with its field, when a form has several problems at once.
    fn parts(&self) -> Vec<(Option<&'static str>, String)> {
        vec![(self.field(), self.to_string())]
    }
}

/// Why a verb did not happen.
#[derive(Debug)]
pub enum Error {
    /// It does not exist, or not for this reader (ruling 3).
    NotFound,
    /// The reader sees it, but may not do this.
    Forbidden,
    /// The rules say no.
    Refused(Box<dyn Refusal>),
    /// Something broke: logged once, opaque to the reader.
    Fault(Fault),
}

/// What a full disk means to the reader.
pub const FULL: &str = "磁盘写不进去，多半是满了。这一步没有办，已有的数据没有变；腾出空间再办一次";

/// An accident. Carries its cause for the log, never for the page.
#[derive(Debug)]
pub struct Fault(Box<dyn std::error::Error + Send + Sync>);

impl Fault {
    /// Wraps any cause.
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }

    /// Whether the same transaction may succeed when tried again:
    /// serialization failure or deadlock (PostgreSQL 40001, 40P01), a key that a
    /// simultaneous verb took first (23505: keys that verbs expect to be taken
    /// have an `on conflict`), busy (SQLite 5, 6 and their extensions).
    pub fn may_retry(&self) -> bool {
        let Some(sqlx::Error::Database(cause)) = self.0.downcast_ref::<sqlx::Error>() else {
            return false;
        };
        matches!(
            cause.code().as_deref(),
            Some("40001" | "40P01" | "23505" | "5" | "6" | "261" | "517")
        )
    }

    /// Whether the disk took no more: SQLite 13 (full) and 778 (a write that failed),
    /// PostgreSQL 53100, or the system's own word for it.
    pub fn is_full(&self) -> bool {
        use std::io::ErrorKind;
        if let Some(cause) = self.0.downcast_ref::<std::io::Error>() {
            let full = [
                ErrorKind::StorageFull,
                ErrorKind::QuotaExceeded,
                ErrorKind::FileTooLarge,
            ];
            return full.contains(&cause.kind());
        }
        let Some(sqlx::Error::Database(cause)) = self.0.downcast_ref::<sqlx::Error>() else {
            return false;
        };
        matches!(cause.code().as_deref(), Some("13" | "778" | "53100"))
    }

    /// The cause, when it is one of this type.
    pub fn cause<E: std::error::Error + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }

    /// Whether a unique key or a foreign key stood in the way.
    pub fn is_conflict(&self) -> bool {
        let Some(sqlx::Error::Database(cause)) = self.0.downcast_ref::<sqlx::Error>() else {
            return false;
        };
        cause.is_unique_violation() || cause.is_foreign_key_violation()
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl Error {
    /// What a form shows: every sentence with its field; none when this is not a refusal.
    pub fn parts(&self) -> Vec<(Option<&'static str>, String)> {
        match self {
            Self::Refused(r) => r.parts(),
            _ => Vec::new(),
        }
    }

    /// The cause of a fault, when it is one of this type.
    pub fn cause<E: std::error::Error + 'static>(&self) -> Option<&E> {
        match self {
            Self::Fault(fault) => fault.cause(),
            _ => None,
        }
    }

    /// The refusal of one room, when it is one.
    pub fn refusal<R: Refusal>(&self) -> Option<&R> {
        match self {
            Self::Refused(r) => (&**r as &dyn Any).downcast_ref(),
            _ => None,
        }
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("没有找到"),
            Self::Forbidden => f.write_str("您的身份不能办这件事"),
            Self::Refused(r) => Display::fmt(r, f),
            Self::Fault(fault) if fault.is_full() => write!(f, "{FULL}（{fault}）"),
            Self::Fault(fault) => Display::fmt(fault, f),
        }
    }
}

impl std::error::Error for Error {}

impl<R: Refusal> From<R> for Error {
    fn from(refusal: R) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<sqlx::Error> for Error {
    fn from(cause: sqlx::Error) -> Self {
        Self::Fault(Fault::new(cause))
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::Fault(Fault::new(cause))
    }
}

impl From<std::io::Error> for Error {
    fn from(cause: std::io::Error) -> Self {
        Self::Fault(Fault::new(cause))
    }
}
