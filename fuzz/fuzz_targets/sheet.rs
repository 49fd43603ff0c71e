//! Bytes of any kind as a workbook, and as the sheet of one. Run: `cargo +nightly fuzz run sheet`.

#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use paper::sheet::{Go, Limits, read};
use zip::write::SimpleFileOptions;

const WORKBOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &str = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// Bytes as the sheet of a workbook that is sound otherwise: no fuzzer finds its way
/// through an archive's checksums.
fn wrapped(sheet: &[u8]) -> Option<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 4] = [
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/sharedStrings.xml", sheet),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(name, stored).ok()?;
        zip.write_all(bytes).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        unpacked: 8 << 20,
        ..Limits::default()
    };
    let mut rows = 0;
    let mut count = |_| {
        rows += 1;
        Go::On
    };
    // What calamine trips over in XLS and ODS is caught by the reader, and stops a
    // fuzzer all the same: those two kinds are fuzzed by their own project.
    let old = bytes.starts_with(b"\xd0\xcf\x11\xe0") || bytes.starts_with(b"PK");
    if !old {
        let _ = read(Cursor::new(bytes), &limits, &mut count);
    }
    if let Some(whole) = wrapped(bytes) {
        let _ = read(Cursor::new(whole), &limits, &mut count);
    }
});
