//! What a file is called. Pure.

use paper::intake::Medium;

/// Longer names are cut: no page and no paper has room for them.
const LONGEST: usize = 60;

/// The name without its path, without what a page or a disk stumbles over, and with
/// the ending of what the file is, whatever it was called.
pub(super) fn name(sent: &str, medium: Medium) -> String {
    let base = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let kept: String = stem
        .chars()
        .filter(|c| !c.is_control() && !is_direction(*c) && !"<>:\"|?*".contains(*c))
        .take(LONGEST)
        .collect();
    let stem = match kept.trim() {
        "" => "附件",
        stem => stem,
    };
    format!("{stem}.{}", medium.ending())
}

/// Marks that turn the direction of writing: with them `gpj.exe` reads `exe.jpg`.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A size in words.
pub(super) fn size(bytes: i64) -> String {
    match bytes {
        ..=1023 => "1 KB".to_owned(),
        1024..=1_048_575 => format!("{} KB", bytes / 1024),
        _ => format!("{} MB", (bytes + 524_288) / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_the_file_is() {
        for (sent, medium, kept) in [
            ("楼道照片.JPG", Medium::Picture, "楼道照片.jpg"),
            ("C:\\fakepath\\表.xlsx", Medium::Xlsx, "表.xlsx"),
            ("../../etc/passwd", Medium::Pdf, "passwd.pdf"),
            ("照片\u{202e}gpj.exe", Medium::Picture, "照片gpj.jpg"),
            ("", Medium::Pdf, "附件.pdf"),
            ("<script>.png", Medium::Picture, "script.jpg"),
        ] {
            assert_eq!(name(sent, medium), kept);
        }
        assert_eq!(name(&"长".repeat(300), Medium::Pdf).chars().count(), 64);
    }

    #[test]
    fn a_size_is_said_in_words() {
        assert_eq!(size(10), "1 KB");
        assert_eq!(size(123_456), "120 KB");
        assert_eq!(size(3_000_000), "3 MB");
    }
}
