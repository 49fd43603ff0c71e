//! The sample plan, and ways to wrap it.

use std::io::Write;

pub(crate) fn plan() -> String {
    let raw = include_str!("../../../../data/demo/plan.txt");
    let tokens = [
        ("{year}", "2026"),
        ("{issue_date}", "2026年5月6日"),
        ("{mobilise_end}", "2026年5月20日"),
        ("{pledge_start}", "2026年5月21日"),
        ("{pledge_end}", "2026年6月18日"),
        ("{close}", "2026年12月20日"),
    ];
    tokens.iter().fold(raw.to_owned(), |text, (token, date)| {
        text.replace(token, date)
    })
}

pub(crate) fn notice() -> &'static str {
    include_str!("../samples/notice.txt")
}

/// A DOCX of one paragraph a line, as small as the format allows.
pub(crate) fn docx(text: &str) -> Vec<u8> {
    let escape = |l: &str| {
        l.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let lines: String = text
        .lines()
        .map(|l| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escape(l)))
        .collect();
    archive(&format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{lines}</w:body></w:document>"
    ))
}

pub(crate) fn archive(document: &str) -> Vec<u8> {
    archive_of(&[("word/document.xml", document)])
}

/// A DOCX of these parts.
pub(crate) fn archive_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let written = parts
        .iter()
        .try_for_each(|(name, part)| {
            out.start_file(*name, options)?;
            Ok(out.write_all(part.as_bytes())?)
        })
        .and_then(|()| out.finish());
    written.map(std::io::Cursor::into_inner).unwrap_or_default()
}

pub(crate) fn slice(text: &str, span: reader::Span) -> String {
    text.chars()
        .skip(span.start)
        .take(span.end - span.start)
        .collect()
}
