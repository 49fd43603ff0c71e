//! One SQL text, two engines. `sql!` registers each text, so that a test can
//! prepare every one of them on both.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, Encode, FromRow, Postgres, Sqlite, Type};

use crate::db::{Engine, Kind, Tx};
use crate::error::{Fault, Result};

/// One registered SQL text.
#[derive(Debug)]
pub struct Statement {
    /// The text, the same for both engines.
    pub text: &'static str,
    /// `file:line`, for the message of the test that prepares it.
    pub place: &'static str,
}

inventory::collect!(Statement);

/// Every SQL text that is linked into this program.
pub fn statements() -> impl Iterator<Item = &'static Statement> {
    inventory::iter::<Statement>.into_iter()
}

/// A row that both engines can give.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// A value that both engines can take.
pub trait Bind:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}
impl<T> Bind for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}

enum Arguments {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

/// A statement with its values, ready to run in a transaction. Made by `sql!`.
#[must_use = "a query does nothing until it is run"]
pub struct Query<'t> {
    tx: &'t mut Kind,
    text: &'static str,
    arguments: Arguments,
    error: Option<Fault>,
}

impl<'t> Query<'t> {
    /// Used by `sql!` alone, which registers the text.
    #[doc(hidden)]
    pub fn new(tx: &'t mut Tx, text: &'static str) -> Self {
        let arguments = match tx.engine() {
            Engine::Sqlite => Arguments::Sqlite(SqliteArguments::default()),
            Engine::Postgres => Arguments::Postgres(PgArguments::default()),
        };
        Self {
            tx: &mut tx.0,
            text,
            arguments,
            error: None,
        }
    }

    /// Adds the next value.
    #[doc(hidden)]
    pub fn bind<T: Bind>(mut self, value: T) -> Self {
        let added = match &mut self.arguments {
            Arguments::Sqlite(a) => a.add(value),
            Arguments::Postgres(a) => a.add(value),
        };
        if let Err(cause) = added {
            self.error = Some(Fault::new(cause));
        }
        self
    }

    /// Runs it; the number of rows that were written.
    pub async fn run(self) -> Result<u64> {
        if let Some(fault) = self.error {
            return Err(fault.into());
        }
        Ok(match (self.tx, self.arguments) {
            (Kind::Sqlite(tx), Arguments::Sqlite(a)) => sqlx::query_with(self.text, a)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            (Kind::Postgres(tx), Arguments::Postgres(a)) => sqlx::query_with(self.text, a)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            _ => return Err(Fault::new("a query was moved to another engine").into()),
        })
    }

    /// All rows.
    pub async fn all<R: Row>(self) -> Result<Vec<R>> {
        if let Some(fault) = self.error {
            return Err(fault.into());
        }
        Ok(match (self.tx, self.arguments) {
            (Kind::Sqlite(tx), Arguments::Sqlite(a)) => {
                sqlx::query_as_with(self.text, a)
                    .fetch_all(&mut **tx)
                    .await?
            }
            (Kind::Postgres(tx), Arguments::Postgres(a)) => {
                sqlx::query_as_with(self.text, a)
                    .fetch_all(&mut **tx)
                    .await?
            }
            _ => return Err(Fault::new("a query was moved to another engine").into()),
        })
    }

    /// The first row, if any.
    pub async fn opt<R: Row>(self) -> Result<Option<R>> {
        if let Some(fault) = self.error {
            return Err(fault.into());
        }
        Ok(match (self.tx, self.arguments) {
            (Kind::Sqlite(tx), Arguments::Sqlite(a)) => {
                sqlx::query_as_with(self.text, a)
                    .fetch_optional(&mut **tx)
                    .await?
            }
            (Kind::Postgres(tx), Arguments::Postgres(a)) => {
                sqlx::query_as_with(self.text, a)
                    .fetch_optional(&mut **tx)
                    .await?
            }
            _ => return Err(Fault::new("a query was moved to another engine").into()),
        })
    }

    /// The one value of a one-column, one-row query.
    pub async fn value<T>(self) -> Result<T>
    where
        (T,): Row,
    {
        Ok(self.opt::<(T,)>().await?.ok_or(crate::Error::NotFound)?.0)
    }
}

/// `sql!(tx, "text", value, …)`: a [`Query`], its text registered. What several
/// statements share may be given in parts, `["select … ", "where …"]`: one text still.
#[macro_export]
macro_rules! sql {
    ($tx:expr, [$($part:literal),+ $(,)?] $(, $value:expr)* $(,)?) => {{
        $crate::re::inventory::submit! {
            $crate::Statement { text: concat!($($part),+), place: concat!(file!(), ":", line!()) }
        }
        $crate::Query::new($tx, concat!($($part),+))$(.bind($value))*
    }};
    ($tx:expr, $text:literal $(, $value:expr)* $(,)?) => {
        $crate::sql!($tx, [$text] $(, $value)*)
    };
}
