//! The database: SQLite embedded, or PostgreSQL, behind one door.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::Rng as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::error::{Error, Fault, Result};

/// Which engine a database runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, the default.
    Sqlite,
    /// PostgreSQL or an engine that speaks its protocol and dialect.
    Postgres,
}

#[derive(Debug, Clone)]
enum Pools {
    Sqlite {
        writer: SqlitePool,
        reader: SqlitePool,
    },
    Postgres(PgPool),
}

/// A database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pools: Pools,
    generation: Arc<AtomicU64>,
}

pub(crate) enum Kind {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction on either engine. Rolls back when dropped.
pub struct Tx(pub(crate) Kind);

/// A transaction as [`Db::write`] and [`Db::read`] hand it to a closure; verbs
/// take the [`Tx`] that it derefs to.
///
/// `'env` is what the closure may borrow: `&'a mut Open<'env>` implies `'env: 'a`,
/// so that the boxed future can hold references of the caller and still be `Send`.
#[derive(Debug)]
pub struct Open<'env>(Tx, PhantomData<&'env ()>);

impl Deref for Open<'_> {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.0
    }
}

impl DerefMut for Open<'_> {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.0
    }
}

/// A verb on its way: what a closure given to [`Db::write`] or [`Db::read`] returns.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Tx").field(&self.engine()).finish()
    }
}

impl Tx {
    /// The engine that it runs on.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Kind::Sqlite(_) => Engine::Sqlite,
            Kind::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a text of this crate's own that stands in no other: one for the engine's catalogue.
    pub(crate) async fn fixed<R: crate::sql::Row>(&mut self, text: &'static str) -> Result<Vec<R>> {
        self.made(text.to_owned()).await
    }

    /// Runs a text made of names from the catalogue, never of anybody's input.
    pub(crate) async fn made<R: crate::sql::Row>(&mut self, text: String) -> Result<Vec<R>> {
        let query = sqlx::AssertSqlSafe(text);
        Ok(match &mut self.0 {
            Kind::Sqlite(tx) => sqlx::query_as(query).fetch_all(&mut **tx).await?,
            Kind::Postgres(tx) => sqlx::query_as(query).fetch_all(&mut **tx).await?,
        })
    }

    /// Runs a script: the text of a migration that ships in this program, or one made of
    /// names from the catalogue.
    pub(crate) async fn script(&mut self, text: String) -> Result<()> {
        let text = sqlx::AssertSqlSafe(text);
        match &mut self.0 {
            Kind::Sqlite(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(drop)?,
            Kind::Postgres(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(drop)?,
        }
        Ok(())
    }

    async fn commit(self) -> Result<()> {
        match self.0 {
            Kind::Sqlite(tx) => tx.commit().await?,
            Kind::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// See [`Db::begin_bare`]. Rolls back when dropped.
pub(crate) struct Bare {
    pub(crate) tx: Tx,
    alone: Option<SqlitePool>,
}

impl Bare {
    /// Keeps what was done; refused when a row of an embedded database points nowhere.
    pub(crate) async fn commit(mut self) -> Result<()> {
        if self.alone.is_some() {
            let dangling: Vec<(String, String)> = self
                .tx
                .fixed("select \"table\", parent from pragma_foreign_key_check limit 1")
                .await?;
            if let Some((child, parent)) = dangling.first() {
                let told = format!("{child} 里有一行找不到它在 {parent} 里的上家，这一步没有做");
                return Err(Fault::new(told).into());
            }
        }
        self.tx.commit().await?;
        if let Some(alone) = self.alone {
            alone.close().await;
        }
        Ok(())
    }
}

impl Pools {
    async fn begin(&self, write: bool) -> Result<Kind> {
        Ok(match self {
            Self::Sqlite { writer, .. } if write => {
                Kind::Sqlite(writer.begin_with("begin immediate").await?)
            }
            Self::Sqlite { reader, .. } => Kind::Sqlite(reader.begin().await?),
            Self::Postgres(pool) if write => Kind::Postgres(
                pool.begin_with("begin isolation level serializable")
                    .await?,
            ),
            Self::Postgres(pool) => Kind::Postgres(
                pool.begin_with("begin isolation level repeatable read read only")
                    .await?,
            ),
        })
    }
}

/// How often a verb is tried again when two of them met, before the reader is told.
const TRIES: u32 = 12;

impl Db {
    /// Opens (or makes) the embedded database in a file.
    pub async fn sqlite(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is erased is overwritten: a face does not stay in a free page (PIPL 47).
            .pragma("secure_delete", "on")
            .busy_timeout(Duration::from_secs(20));
        // When the disk is full SQLite takes the transaction back by itself; the connection
        // that still counts one is given up, or no write would go through any more.
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .before_acquire(|conn, _| Box::pin(async { Ok(!conn.is_in_transaction()) }))
            .connect_with(options.clone())
            .await?;
        let reader = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await?;
        Ok(Self::over(Pools::Sqlite { writer, reader }))
    }

    /// Connects to PostgreSQL by its URL.
    pub async fn postgres(url: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?.application_name("sanzheng");
        let pool = PgPoolOptions::new()
            .max_connections(8)
            .connect_with(options)
            .await?;
        Ok(Self::over(Pools::Postgres(pool)))
    }

    fn over(pools: Pools) -> Self {
        Self {
            pools,
            generation: Arc::default(),
        }
    }

    /// The engine.
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// A counter that moves with every committed write of this process: what
    /// was rendered under an older one may be out of date.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Begins on a task of its own. A visitor who goes away drops the future that
    /// waits here; were the engine's answer still on its way, the connection would
    /// go back to the pool with a transaction open in it.
    async fn begin<'env>(&self, write: bool) -> Result<Open<'env>> {
        let pools = self.pools.clone();
        let kind = tokio::spawn(async move { pools.begin(write).await })
            .await
            .map_err(Fault::new)??;
        Ok(Open(Tx(kind), PhantomData))
    }

    /// Runs a verb in one serializable transaction, and the whole verb again,
    /// a bounded number of times, when it met another one.
    pub async fn write<'env, T, F>(&self, verb: F) -> Result<T>
    where
        F: for<'a> Fn(&'a mut Open<'env>) -> Doing<'a, T>,
    {
        let mut tries = 0;
        loop {
            match self.write_once(&verb).await {
                Err(Error::Fault(fault)) if fault.may_retry() && tries < TRIES => {
                    tries += 1;
                    let longest = 4_u64 << tries.min(6);
                    let pause = rand::rng().random_range(1..=longest);
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                done => return done,
            }
        }
    }

    async fn write_once<'env, T, F>(&self, verb: &F) -> Result<T>
    where
        F: for<'a> Fn(&'a mut Open<'env>) -> Doing<'a, T>,
    {
        let mut tx = self.begin(true).await?;
        let done = verb(&mut tx).await?;
        tx.0.commit().await?;
        self.generation.fetch_add(1, Ordering::AcqRel);
        Ok(done)
    }

    /// Runs a look-up over one unmoving picture of the database.
    pub async fn read<'env, T, F>(&self, look: F) -> Result<T>
    where
        F: for<'a> FnOnce(&'a mut Open<'env>) -> Doing<'a, T>,
    {
        let mut tx = self.begin(false).await?;
        let seen = look(&mut tx).await?;
        tx.0.commit().await?;
        Ok(seen)
    }

    /// Prepares one statement without running it; what the engine says against it.
    pub async fn prepare(&self, text: &'static str) -> std::result::Result<(), String> {
        use sqlx::{Executor as _, SqlSafeStr as _};
        let text = text.into_sql_str();
        match &self.pools {
            Pools::Sqlite { reader, .. } => reader.prepare(text).await.map(drop),
            Pools::Postgres(pool) => pool.prepare(text).await.map(drop),
        }
        .map_err(|cause| cause.to_string())
    }

    /// A transaction to change the schema in, or to fill it: on SQLite over a connection
    /// of its own without foreign keys, which only there can be left off (`pragma
    /// foreign_keys` is deaf inside a transaction); [`Bare::commit`] checks them all.
    pub(crate) async fn begin_bare(&self) -> Result<Bare> {
        let (kind, alone) = match &self.pools {
            Pools::Sqlite { writer, .. } => {
                let options = (*writer.connect_options()).clone().foreign_keys(false);
                let alone = SqlitePoolOptions::new()
                    .max_connections(1)
                    .connect_with(options)
                    .await?;
                let tx = alone.begin_with("begin immediate").await?;
                (Kind::Sqlite(tx), Some(alone))
            }
            Pools::Postgres(pool) => (Kind::Postgres(pool.begin().await?), None),
        };
        Ok(Bare {
            tx: Tx(kind),
            alone,
        })
    }

    /// Copies an embedded database, as it stands, into a new file.
    pub(crate) async fn copy_file(&self, to: &Path) -> Result<()> {
        if let Pools::Sqlite { reader, .. } = &self.pools {
            sqlx::query("vacuum into $1")
                .bind(to.to_string_lossy().into_owned())
                .execute(reader)
                .await?;
        }
        Ok(())
    }

    /// The file of an embedded database.
    pub fn file(&self) -> Option<PathBuf> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Some(writer.connect_options().get_filename().to_owned())
            }
            Pools::Postgres(_) => None,
        }
    }

    /// Ends all connections; the file can be moved afterwards.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl From<std::str::Utf8Error> for Fault {
    fn from(cause: std::str::Utf8Error) -> Self {
        Self::new(cause)
    }
}
