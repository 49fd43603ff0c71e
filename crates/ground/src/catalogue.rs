//! What tables a database has, asked of its engine: what is written for all
//! tables (backup, key rotation) needs no list that could be forgotten.

use std::collections::BTreeMap;

use crate::db::{Engine, Tx};
use crate::error::{Fault, Result};

/// What a column holds, as its engine stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Numbers, instants, flags.
    Int,
    /// Text, days, words.
    Text,
    /// Raw bytes; on SQLite also ids.
    Bytes,
    /// Ids, on PostgreSQL.
    Id,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) holds: Holds,
}

/// A table with its columns in the order of the migrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// The columns of the primary key, in its order.
    pub(crate) key: Vec<String>,
}

/// Table, column, type, place in the key (0 for none), in the order of the columns.
type Row = (String, String, String, i64);

// One text an engine: what stands in a catalogue is the engine's own affair, so
// these two do not go through `sql!`.
const SQLITE_NAMES: &str = "select name from sqlite_master
    where type = 'table' and name not like 'sqlite!_%' escape '!' order by name";
const POSTGRES_NAMES: &str = "select table_name::text from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'
    order by table_name collate \"C\"";
const SQLITE: &str = "select m.name, c.name, c.type, cast(c.pk as integer)
    from sqlite_master m join pragma_table_info(m.name) c
    where m.type = 'table' and m.name not like 'sqlite!_%' escape '!'
    order by m.name, c.cid";
// The views of information_schema say the same, and take a second to.
const POSTGRES: &str =
    "select c.relname::text, a.attname::text, format_type(a.atttypid, null)::text,
        coalesce(array_position(i.indkey::smallint[], a.attnum) + 1, 0)::bigint
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where n.nspname = current_schema() and c.relkind in ('r', 'p')
    order by c.relname collate \"C\", a.attnum";

/// The names of all tables.
pub(crate) async fn names(tx: &mut Tx) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = match tx.engine() {
        Engine::Sqlite => tx.fixed(SQLITE_NAMES).await?,
        Engine::Postgres => tx.fixed(POSTGRES_NAMES).await?,
    };
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// All tables, by name.
pub(crate) async fn tables(tx: &mut Tx) -> Result<Vec<Table>> {
    let rows: Vec<Row> = match tx.engine() {
        Engine::Sqlite => tx.fixed(SQLITE).await?,
        Engine::Postgres => tx.fixed(POSTGRES).await?,
    };
    let mut tables: BTreeMap<String, (Vec<Column>, BTreeMap<i64, String>)> = BTreeMap::new();
    for (table, name, kind, place) in rows {
        let (columns, key) = tables.entry(table.clone()).or_default();
        if place > 0 {
            key.insert(place, name.clone());
        }
        let holds = holds(&kind)
            .ok_or_else(|| Fault::new(format!("{table}.{name}: unknown type {kind}")))?;
        columns.push(Column { name, holds });
    }
    let table = |(name, (columns, key)): (String, (Vec<Column>, BTreeMap<_, _>))| Table {
        name,
        columns,
        key: key.into_values().collect(),
    };
    Ok(tables.into_iter().map(table).collect())
}

fn holds(kind: &str) -> Option<Holds> {
    Some(match kind.to_ascii_lowercase().as_str() {
        "integer" | "bigint" => Holds::Int,
        "text" => Holds::Text,
        "blob" | "bytea" => Holds::Bytes,
        "uuid" => Holds::Id,
        _ => return None,
    })
}

/// A column, for who looks at what the schema asks for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ColumnName {
    /// Its table.
    pub table: String,
    /// Its name.
    pub name: String,
    /// 1 when a row must have it.
    pub required: i64,
}

const SQLITE_COLUMNS: &str =
    "select m.name as \"table\", c.name as name, cast(c.\"notnull\" as integer) as required
    from sqlite_master m join pragma_table_info(m.name) c
    where m.type = 'table' and m.name not like 'sqlite!_%' escape '!' order by m.name, c.cid";
const POSTGRES_COLUMNS: &str = "select c.relname::text as \"table\", a.attname::text as name,
        case when a.attnotnull then 1::bigint else 0::bigint end as required
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname = current_schema() and c.relkind in ('r', 'p')
    order by c.relname collate \"C\", a.attnum";

/// Every column of every table, and whether a row must have it.
pub async fn columns(tx: &mut Tx) -> Result<Vec<ColumnName>> {
    match tx.engine() {
        Engine::Sqlite => tx.fixed(SQLITE_COLUMNS).await,
        Engine::Postgres => tx.fixed(POSTGRES_COLUMNS).await,
    }
}
