//! The key file: read, written whole, for its owner alone.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::ring::Ring;
use super::{No, Vault};
use crate::error::Result;

/// Owner reads and writes, nobody else.
const MODE: u32 = 0o600;

fn failed(path: &Path) -> impl Fn(std::io::Error) -> No {
    move |cause| match cause.kind() {
        ErrorKind::NotFound => No::NoFile(path.to_owned()),
        ErrorKind::AlreadyExists => No::FileExists(path.to_owned()),
        ErrorKind::PermissionDenied => No::File(path.to_owned(), "没有权限".to_owned()),
        _ => No::File(path.to_owned(), cause.to_string()),
    }
}

impl Vault {
    /// The keys of a file.
    pub fn load(path: &Path) -> Result<Self> {
        let text = Zeroizing::new(fs::read_to_string(path).map_err(failed(path))?);
        Ok(Self::over(Ring::from_text(&text)?, Some(path.to_owned())))
    }

    /// Writes the key file in place of the one that is there: all of it or nothing.
    pub fn save(&self, path: &Path) -> Result<()> {
        let written = self.write_beside(path)?;
        fs::rename(&written, path).map_err(failed(path))?;
        Ok(sync_folder(path)?)
    }

    /// Writes the first key file; refuses when there is one, also when another
    /// process made it a moment ago.
    pub fn save_new(&self, path: &Path) -> Result<()> {
        let written = self.write_beside(path)?;
        let linked = fs::hard_link(&written, path).map_err(failed(path));
        fs::remove_file(&written).map_err(failed(&written))?;
        linked?;
        Ok(sync_folder(path)?)
    }

    /// The file it was loaded from, for [`Vault::save`]; refused when the keys came
    /// by the environment.
    pub fn file(&self) -> Result<&Path> {
        Ok(self.file.as_deref().ok_or(No::NotAFile)?)
    }

    /// Who besides the owner may read the key file: none when it is as it should be.
    pub fn too_open(&self) -> Option<u32> {
        let mode = fs::metadata(self.file.as_deref()?)
            .ok()?
            .permissions()
            .mode()
            & 0o777;
        (mode & 0o077 != 0).then_some(mode)
    }

    fn write_beside(&self, path: &Path) -> Result<PathBuf> {
        let text = self.to_text()?;
        // Named by process: two that write at once do not write into each other's file.
        let beside = path.with_extension(format!("new-{}", std::process::id()));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(MODE)
            .open(&beside)
            .map_err(failed(&beside))?;
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| file.set_permissions(fs::Permissions::from_mode(MODE)))
            .and_then(|()| file.sync_all());
        if let Err(cause) = written {
            // A full disk leaves nothing half written behind.
            let _ = fs::remove_file(&beside);
            return Err(failed(&beside)(cause).into());
        }
        Ok(beside)
    }

    /// Reads the file again; whether that was possible.
    pub(super) fn reload(&self) -> bool {
        let Some(path) = &self.file else {
            return false;
        };
        match Self::load(path) {
            Ok(fresh) => {
                let ring = fresh.ring.into_inner();
                let ring = ring.unwrap_or_else(std::sync::PoisonError::into_inner);
                *self
                    .ring
                    .write()
                    .unwrap_or_else(std::sync::PoisonError::into_inner) = ring;
                true
            }
            Err(_) => false,
        }
    }
}

/// Makes the name as durable as the file.
fn sync_folder(path: &Path) -> std::result::Result<(), No> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|f| f.sync_all())
        .map_err(failed(folder))
}
