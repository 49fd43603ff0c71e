//! Where sealed values stand in the database: what a rotation seals again, and
//! what must not be left without its keys.

use super::{No, Vault};
use crate::catalogue;
use crate::db::{Db, Tx};
use crate::error::Result;

/// A column of sealed values.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column; nulls are left alone.
    pub column: &'static str,
    /// The ids whose text leads `about`, in this order.
    pub about: &'static [&'static str],
    /// The word that ends it.
    pub field: &'static str,
}

/// All of them. A room that seals adds its column here.
pub const PLACES: &[Place] = &[
    // `about`: `tenant|person|particulars`.
    Place {
        table: "person_sealed",
        column: "sealed",
        about: &["tenant_id", "person_id"],
        field: "particulars",
    },
    // `about`: `tenant|person|totp`.
    Place {
        table: "second_factor",
        column: "secret",
        about: &["tenant_id", "person_id"],
        field: "totp",
    },
    // `about`: `tenant|person|version`, of every version and of what is staged for them.
    Place {
        table: "person_version",
        column: "sealed",
        about: &["tenant_id", "person_id"],
        field: "version",
    },
    Place {
        table: "import_row",
        column: "sealed",
        about: &["tenant_id", "person_id"],
        field: "particulars",
    },
    Place {
        table: "import_row",
        column: "before",
        about: &["tenant_id", "person_id"],
        field: "version",
    },
    // `about`: `tenant|correction|correction`.
    Place {
        table: "correction",
        column: "sealed",
        about: &["tenant_id", "id"],
        field: "correction",
    },
    // `about`: `tenant|letter|words`, `…|contact`, and `…|step` of every step.
    Place {
        table: "letter",
        column: "words",
        about: &["tenant_id", "id"],
        field: "words",
    },
    Place {
        table: "letter",
        column: "contact",
        about: &["tenant_id", "id"],
        field: "contact",
    },
    Place {
        table: "letter_step",
        column: "words",
        about: &["tenant_id", "letter_id"],
        field: "step",
    },
    // `about`: `tenant|objection|signature`.
    Place {
        table: "objection",
        column: "sealed",
        about: &["tenant_id", "id"],
        field: "signature",
    },
    // `about`: `tenant|person|mail`.
    Place {
        table: "person_mail",
        column: "sealed",
        about: &["tenant_id", "person_id"],
        field: "mail",
    },
    // `about`: `tenant|channel|channel`.
    Place {
        table: "reminder_channel",
        column: "sealed",
        about: &["tenant_id", "id"],
        field: "channel",
    },
];

/// The places whose tables this database has.
pub(crate) async fn present(tx: &mut Tx) -> Result<Vec<&'static Place>> {
    let tables = catalogue::tables(tx).await?;
    let has = |p: &&Place| {
        tables
            .iter()
            .any(|t| t.name == p.table && t.columns.iter().any(|c| c.name == p.column))
    };
    Ok(PLACES.iter().filter(has).collect())
}

impl Vault {
    /// Refuses when a value in the database was sealed by keys other than these:
    /// one value of each place is looked at, `sanzheng doctor` looks at all.
    pub async fn fits(&self, db: &Db) -> Result<()> {
        for sealed in db.sealed_samples().await? {
            let id = Self::key_of(&sealed)?;
            if !self.knows(id) {
                return Err(No::UnknownKey(id).into());
            }
        }
        Ok(())
    }
}

impl Db {
    /// One sealed value of each place that has any: none when nothing was sealed yet,
    /// and a missing key file may be made.
    pub async fn sealed_samples(&self) -> Result<Vec<Vec<u8>>> {
        self.read(|tx| {
            Box::pin(async move {
                let mut samples = Vec::new();
                for Place { table, column, .. } in present(tx).await? {
                    let text =
                        format!("select {column} from {table} where {column} is not null limit 1");
                    samples.extend(tx.made::<(Vec<u8>,)>(text).await?.into_iter().map(|r| r.0));
                }
                Ok(samples)
            })
        })
        .await
    }
}
