//! Documents that are zip archives.

use std::io::Cursor;

use zip::ZipArchive;

use super::{Limits, Medium, No};
use crate::archive;

/// What an archive is, if it is a document without programs that unpacks to its end.
pub(super) fn medium(bytes: &[u8], limits: &Limits) -> Result<Medium, No> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| No::Torn)?;
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let has = |part: &str| names.iter().any(|n| n == part);
    let medium = if has("word/document.xml") {
        Medium::Docx
    } else if has("xl/workbook.xml") {
        Medium::Xlsx
    } else {
        return Err(No::Kind("压缩包"));
    };
    if archive::carries_programs(&names) {
        return Err(No::Program);
    }
    archive::unpacks_within(&mut archive, limits.unpacked).map_err(|no| match no {
        archive::No::Bomb => No::Bomb,
        archive::No::Torn(_) => No::Torn,
    })?;
    Ok(medium)
}
