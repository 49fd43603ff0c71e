//! What every zip archive is asked before a reader sees it: whether it unpacks
//! without end, and whether it carries programs.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

/// More parts than this has no document.
const PARTS: usize = 4096;

/// Why an archive is not read.
#[derive(Debug)]
pub(crate) enum No {
    /// It unpacks to more than anybody sends.
    Bomb,
    /// It is damaged; the archive's own word, when it has one.
    Torn(Option<ZipError>),
}

/// Unpacks each part once into nothing, as what an archive says of its own sizes
/// need not be true.
pub(crate) fn unpacks_within<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    bytes: u64,
) -> Result<(), No> {
    if archive.len() > PARTS {
        return Err(No::Bomb);
    }
    let mut left = bytes;
    for index in 0..archive.len() {
        let part = archive
            .by_index(index)
            .map_err(|cause| No::Torn(Some(cause)))?;
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|_| No::Torn(None))?;
        left = left.checked_sub(unpacked).ok_or(No::Bomb)?;
    }
    Ok(())
}

/// Whether an office document of these parts carries macros or things to start.
pub(crate) fn carries_programs(names: &[String]) -> bool {
    names.iter().any(|name| {
        let name = name.to_lowercase();
        ["vbaproject", "macrosheets/", "activex/", "oleobject"]
            .iter()
            .any(|word| name.contains(word))
    })
}
