//! Opening the records.

use ground::{Db, Fault, Result};

use crate::Store;

/// The database, made when there is none, brought up to this version.
pub(crate) async fn any(store: &Store) -> Result<Db> {
    let db = match &store.database {
        Some(url) => Db::postgres(url).await?,
        None => {
            std::fs::create_dir_all(&store.data)
                .map_err(|e| Fault::new(format!("建不了目录 {}：{e}", store.data.display())))?;
            close_to_others(&store.data);
            Db::sqlite(&store.data.join("sanzheng.db")).await?
        }
    };
    db.migrate().await?;
    Ok(db)
}

/// The folder is for its owner alone. Where the file system knows no such thing, it stays as it is.
fn close_to_others(folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700));
}

/// The database, refused when nothing was ever founded in it.
pub(crate) async fn existing(store: &Store) -> Result<Db> {
    let file = store.data.join("sanzheng.db");
    if store.database.is_none() && !file.exists() {
        return Err(missing(store));
    }
    let db = any(store).await?;
    let tenants = db
        .read(|tx| Box::pin(civic::directory::tenants(tx)))
        .await?;
    if tenants.is_empty() {
        Err(missing(store))
    } else {
        Ok(db)
    }
}

fn missing(store: &Store) -> ground::Error {
    let place = store
        .database
        .clone()
        .unwrap_or_else(|| store.data.display().to_string());
    Fault::new(format!(
        "{place} 里还没有数据。先运行 sanzheng init，或换 --data / --database"
    ))
    .into()
}
