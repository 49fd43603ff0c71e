//! A value as both engines mean it, and the bytes that stand for it in a
//! backup and in a digest.

use std::io::{Read, Result as Io, Write};

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, ColumnIndex, Decode, Row, Type};
use uuid::Uuid;

use super::No;
use crate::catalogue::{Column, Holds};
use crate::error::{Fault, Result};

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    /// Raw bytes, and ids.
    Bytes(Vec<u8>),
}

/// No value is longer: what says so is damaged. 1 GiB, the most that an engine stores.
const LONGEST: u32 = 1 << 30;

impl Value {
    /// Tag, then eight bytes, or length and bytes; big-endian.
    pub(crate) fn write(&self, out: &mut impl Write) -> Io<()> {
        let mut long = |tag: u8, bytes: &[u8]| {
            let len = u32::try_from(bytes.len()).map_err(std::io::Error::other)?;
            out.write_all(&[tag])?;
            out.write_all(&len.to_be_bytes())?;
            out.write_all(bytes)
        };
        match self {
            Self::Null => out.write_all(&[0]),
            Self::Int(n) => {
                out.write_all(&[1])?;
                out.write_all(&n.to_be_bytes())
            }
            Self::Text(text) => long(2, text.as_bytes()),
            Self::Bytes(bytes) => long(3, bytes),
        }
    }

    pub(crate) fn read(from: &mut impl Read) -> Io<Self> {
        let mut tag = [0];
        from.read_exact(&mut tag)?;
        Ok(match tag[0] {
            0 => Self::Null,
            1 => {
                let mut number = [0; 8];
                from.read_exact(&mut number)?;
                Self::Int(i64::from_be_bytes(number))
            }
            2 => {
                let text = String::from_utf8(long(from)?);
                Self::Text(text.map_err(|e| No::Strange(e.to_string()))?)
            }
            3 => Self::Bytes(long(from)?),
            other => return Err(No::Strange(format!("value tag {other}")).into()),
        })
    }

    /// As a room writes it into a text: an id in its usual form, a number in digits.
    pub(crate) fn as_written(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Int(n) => Some(n.to_string()),
            Self::Text(text) => Some(text.clone()),
            Self::Bytes(bytes) => Uuid::from_slice(bytes).ok().map(|id| id.to_string()),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Null => 1,
            Self::Int(_) => 9,
            Self::Text(text) => 5 + text.len(),
            Self::Bytes(bytes) => 5 + bytes.len(),
        }
    }

    pub(crate) fn of_sqlite(row: &SqliteRow, at: usize, holds: Holds) -> Result<Self> {
        Ok(match holds {
            Holds::Int => got::<_, i64>(row, at)?.map_or(Self::Null, Self::Int),
            Holds::Text => got(row, at)?.map_or(Self::Null, Self::Text),
            Holds::Bytes | Holds::Id => got(row, at)?.map_or(Self::Null, Self::Bytes),
        })
    }

    pub(crate) fn of_postgres(row: &PgRow, at: usize, holds: Holds) -> Result<Self> {
        Ok(match holds {
            Holds::Int => got::<_, i64>(row, at)?.map_or(Self::Null, Self::Int),
            Holds::Text => got(row, at)?.map_or(Self::Null, Self::Text),
            Holds::Bytes => got(row, at)?.map_or(Self::Null, Self::Bytes),
            Holds::Id => got::<_, Uuid>(row, at)?
                .map_or(Self::Null, |id| Self::Bytes(id.into_bytes().to_vec())),
        })
    }

    pub(crate) fn bind_sqlite(self, column: &Column, to: &mut SqliteArguments) -> Result<()> {
        match (self, column.holds) {
            (Self::Null, _) => to.add(None::<i64>),
            (Self::Int(n), Holds::Int) => to.add(n),
            (Self::Text(text), Holds::Text) => to.add(text),
            (Self::Bytes(bytes), Holds::Bytes) => to.add(bytes),
            _ => return Err(unfit(column)),
        }
        .map_err(|cause| Fault::new(cause).into())
    }

    pub(crate) fn bind_postgres(self, column: &Column, to: &mut PgArguments) -> Result<()> {
        match (self, column.holds) {
            (Self::Null, Holds::Int) => to.add(None::<i64>),
            (Self::Null, Holds::Text) => to.add(None::<String>),
            (Self::Null, Holds::Bytes) => to.add(None::<Vec<u8>>),
            (Self::Null, Holds::Id) => to.add(None::<Uuid>),
            (Self::Int(n), Holds::Int) => to.add(n),
            (Self::Text(text), Holds::Text) => to.add(text),
            (Self::Bytes(bytes), Holds::Bytes) => to.add(bytes),
            (Self::Bytes(bytes), Holds::Id) => {
                to.add(Uuid::from_slice(&bytes).map_err(|_| unfit(column))?)
            }
            _ => return Err(unfit(column)),
        }
        .map_err(|cause| Fault::new(cause).into())
    }
}

fn unfit(column: &Column) -> crate::Error {
    No::Strange(format!("a value does not fit column {}", column.name)).into()
}

fn got<'r, R: Row, T>(row: &'r R, at: usize) -> Result<Option<T>>
where
    T: Decode<'r, R::Database> + Type<R::Database>,
    usize: ColumnIndex<R>,
{
    Ok(row.try_get(at)?)
}

fn long(from: &mut impl Read) -> Io<Vec<u8>> {
    let mut len = [0; 4];
    from.read_exact(&mut len)?;
    let len = u32::from_be_bytes(len);
    if len > LONGEST {
        return Err(No::Strange(format!("a value of {len} bytes")).into());
    }
    let mut bytes = Vec::new();
    // Grows with what is there: a wrong length does not reserve a gigabyte.
    let have = from.take(u64::from(len)).read_to_end(&mut bytes)?;
    if have < len as usize {
        return Err(No::Truncated.into());
    }
    Ok(bytes)
}
