//! Opening the records, and the keys of what is sealed in them.

use std::path::PathBuf;

use ground::vault::{Algorithm, No};
use ground::{Db, Fault, Result, Vault};

use crate::Store;

/// The database, made when there is none, brought up to this version; backed up
/// before, when it holds something (ruling 22).
pub(crate) async fn any(store: &Store) -> Result<Db> {
    let db = bare(store).await?;
    crate::backup::before_upgrade(store, &db).await?;
    if let Some(copy) = db.migrate().await? {
        eprintln!("数据库已升级，升级前的副本：{}", copy.display());
    }
    Ok(db)
}

/// The database as it stands, made when there is none, at whatever version.
pub(crate) async fn bare(store: &Store) -> Result<Db> {
    match &store.database {
        Some(url) => Db::postgres(url).await,
        None => {
            make_folder(store)?;
            Db::sqlite(&store.data.join("sanzheng.db")).await
        }
    }
}

/// The database as it stands: refused when there is none, or when it is newer than
/// this program.
pub(crate) async fn as_is(store: &Store) -> Result<Db> {
    if store.database.is_none() && !store.data.join("sanzheng.db").exists() {
        return Err(missing(store));
    }
    let db = bare(store).await?;
    db.pending().await?;
    if db.version().await? == 0 {
        return Err(missing(store));
    }
    Ok(db)
}

/// The folder of the records; with PostgreSQL, of the keys.
pub(crate) fn make_folder(store: &Store) -> Result<()> {
    if store.data.is_dir() && store.database.is_some() {
        return Ok(());
    }
    std::fs::create_dir_all(&store.data)
        .map_err(|e| Fault::new(format!("建不了目录 {}：{e}", store.data.display())))?;
    close_to_others(&store.data);
    Ok(())
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

/// Where the keys come from: `SANZHENG_KEYS` names the key file, or holds its text
/// (several lines); without it the file stands beside the embedded database.
pub(crate) enum Keys {
    /// A file.
    File(PathBuf),
    /// The text itself.
    Text(String),
}

/// Where the keys of a store are to be found.
pub(crate) fn keys(store: &Store) -> Keys {
    match std::env::var("SANZHENG_KEYS") {
        Ok(text) if text.contains('\n') => Keys::Text(text),
        Ok(path) if !path.is_empty() => Keys::File(path.into()),
        _ => Keys::File(store.data.join("keys.toml")),
    }
}

/// The keys of a database. Made when there are none and nothing was ever sealed;
/// refused when something was (ruling 22), or when they are another site's.
pub(crate) async fn vault(store: &Store, db: &Db) -> Result<Vault> {
    let path = match keys(store) {
        Keys::Text(text) => {
            let vault = Vault::from_text(&text)?;
            vault.fits(db).await?;
            return Ok(vault);
        }
        Keys::File(path) => path,
    };
    if !path.exists() {
        if !db.sealed_samples().await?.is_empty() {
            return Err(No::NoFile(path).into());
        }
        make_folder(store)?;
        match Vault::generate(Algorithm::default())?.save_new(&path) {
            // Another process was first a moment ago: its keys are the site's.
            Err(e) if matches!(e.cause(), Some(No::FileExists(_))) => {}
            made => made?,
        }
    }
    let vault = Vault::load(&path)?;
    vault.fits(db).await?;
    Ok(vault)
}

fn missing(store: &Store) -> ground::Error {
    // Never the whole address: it may hold a password.
    let place = match &store.database {
        Some(url) => url
            .rsplit_once('@')
            .map_or(url.as_str(), |(_, rest)| rest)
            .to_owned(),
        None => store.data.display().to_string(),
    };
    Fault::new(format!(
        "{place} 里还没有数据。先运行 sanzheng init，或换 --data / --database"
    ))
    .into()
}
