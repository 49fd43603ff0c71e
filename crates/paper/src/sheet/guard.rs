//! What a file really is, and whether it is safe to read: programs, passwords,
//! and archives that unpack without end are turned away before a reader sees them.

use std::io::{Read, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Limits, No, Source};
use crate::archive;

/// The kinds that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
    Xls,
}

/// The kind of a file, by what it holds.
pub(super) fn kind(source: &mut impl Source, limits: &Limits) -> Result<Kind, No> {
    let length = source.seek(SeekFrom::End(0))?;
    if length > limits.bytes {
        return Err(No::TooLong(limits.bytes >> 20));
    }
    source.rewind()?;
    let mut head = Vec::new();
    source.by_ref().take(512).read_to_end(&mut head)?;
    source.rewind()?;
    let kind = if head.starts_with(b"PK") {
        in_archive(source, limits)
    } else if head.starts_with(b"\xd0\xcf\x11\xe0") {
        in_compound(source)
    } else {
        Err(No::NotASheet(seems(&head)))
    };
    source.rewind()?;
    kind
}

/// Web systems hand out pages and plain text under the name of a workbook.
fn seems(head: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(head).to_lowercase();
    let start = text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    if head.is_empty() {
        "空文件"
    } else if start.starts_with("%pdf") {
        "PDF 文件"
    } else if start.starts_with('<') {
        "其实是网页"
    } else if head.iter().filter(|b| **b < 9).count() == 0 {
        "其实是文本"
    } else {
        "认不出的内容"
    }
}

/// A zip archive: XLSX, ODS, or something else. Each part is unpacked once into
/// nothing, as what an archive says of its own sizes need not be true.
fn in_archive(source: &mut impl Source, limits: &Limits) -> Result<Kind, No> {
    let mut archive = ZipArchive::new(source).map_err(torn)?;
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let has = |part: &str| names.iter().any(|n| n == part);
    if archive::carries_programs(&names) {
        return Err(No::Macro);
    }
    let kind = if has("xl/workbook.xml") {
        Kind::Xlsx
    } else if has("xl/workbook.bin") {
        return Err(No::NotASheet("xlsb 格式"));
    } else if has("content.xml") && mimetype(&mut archive).contains("spreadsheet") {
        Kind::Ods
    } else {
        return Err(No::NotASheet("压缩包或别的文档"));
    };
    if kind == Kind::Ods
        && names
            .iter()
            .any(|n| n.starts_with("Basic/") || n.starts_with("Scripts/"))
    {
        return Err(No::Macro);
    }
    archive::unpacks_within(&mut archive, limits.unpacked).map_err(|no| match no {
        archive::No::Bomb => No::Bomb,
        archive::No::Torn(cause) => cause.map_or(No::Torn("压缩包"), torn),
    })?;
    Ok(kind)
}

fn mimetype(archive: &mut ZipArchive<&mut impl Source>) -> String {
    let mut text = String::new();
    if let Ok(part) = archive.by_name("mimetype") {
        // What cannot be read is no kind that we know.
        let _ = part.take(200).read_to_string(&mut text);
    }
    text
}

pub(super) fn torn(cause: ZipError) -> No {
    match cause {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => No::Locked,
        ZipError::Io(cause) => cause.into(),
        _ => No::Torn("压缩包"),
    }
}

/// A compound file: XLS, a locked XLSX, or another old document. The names of
/// its streams stand in it as UTF-16.
fn in_compound(source: &mut impl Source) -> Result<Kind, No> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide)
    };
    if has("EncryptedPackage") {
        Err(No::Locked)
    } else if has("_VBA_PROJECT") {
        Err(No::Macro)
    } else if has("Workbook") || has("Book") {
        Ok(Kind::Xls)
    } else {
        Err(No::NotASheet("旧版文档"))
    }
}
