//! Files that stand beside a record: a photo, a scan, a document. Never asked for;
//! the rooms that take them say whose they are and who may open them.

mod rules;
mod store;

use ground::{Error, Result, Tx};
use paper::intake::{Medium, Taken};

pub use store::Told;

use crate::audit::{self, Act};
use crate::{Counter, FileId, TenantId};

/// A file as it is handed out.
#[derive(Debug, Clone)]
pub struct Stored {
    /// What it is called, with the ending of what it is.
    pub name: String,
    /// What it is.
    pub medium: Medium,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Keeps a file that was taken in. The room that calls has asked whether it may,
/// and links it to its record in the same transaction.
pub async fn keep(tx: &mut Tx, at: &Counter, name: &str, taken: &Taken) -> Result<FileId> {
    let id: FileId = at.id();
    let name = rules::name(name, taken.medium);
    let hash = ground::fingerprint_of(taken.bytes.as_slice())?;
    store::add(tx, at, id, &name, taken, &hash).await?;
    audit::note(tx, at, Act::FileKept, id.0, &hash).await?;
    Ok(id)
}

/// Opens a file; the caller has asked whether its reader may.
pub async fn open(tx: &mut Tx, tenant: TenantId, id: FileId) -> Result<Stored> {
    let row = store::file(tx, tenant, id).await?.ok_or(Error::NotFound)?;
    let medium = Medium::of(&row.media_type).ok_or(Error::NotFound)?;
    Ok(Stored {
        name: row.name,
        medium,
        bytes: row.content,
    })
}

/// Erases a file. The room that calls has unlinked it from its record.
pub async fn erase(tx: &mut Tx, at: &Counter, id: FileId) -> Result<()> {
    store::remove(tx, at.tenant, id).await?;
    audit::note(tx, at, Act::FileErased, id.0, "").await
}

impl Told {
    /// Whether it can be shown in a page.
    pub fn is_picture(&self) -> bool {
        self.media_type == Medium::Picture.media_type()
    }

    /// Its size in words: 120 KB, 3 MB.
    pub fn size_words(&self) -> String {
        rules::size(self.size)
    }
}
