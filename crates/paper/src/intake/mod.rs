//! What people attach: pictures, PDF, and documents of WPS and Word (X-03, field-facts 2.15).
//!
//! What a file is, it says by its bytes, not by its name. A picture is drawn anew:
//! smaller, upright, and without the place, the time and the device that cameras
//! write into it. Everything else is kept as it came, and never runs in a browser.

mod document;
mod picture;

use std::fmt;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A picture, drawn anew as JPEG.
    Picture,
    /// PDF.
    Pdf,
    /// A text document (DOCX).
    Docx,
    /// A workbook (XLSX).
    Xlsx,
}

impl Medium {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Picture, Self::Pdf, Self::Docx, Self::Xlsx];

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Picture => "image/jpeg",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The end of its name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Picture => "jpg",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }

    /// The medium of that media type.
    pub fn of(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.media_type() == media_type)
    }
}

/// What a file may be at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes as it comes in.
    pub bytes: usize,
    /// Bytes that an archive unpacks to.
    pub unpacked: u64,
    /// Pixels of a picture as it comes in, width times height.
    pub pixels: u64,
    /// The longer side of a picture as it is kept, in pixels.
    pub side: u32,
}

impl Limits {
    /// For a telephone's camera, a scan of some pages.
    pub const USUAL: Self = Self {
        bytes: 10 << 20,
        unpacked: 200 << 20,
        pixels: 64_000_000,
        side: 1600,
    };
}

/// A file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What it is.
    pub medium: Medium,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a file is not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// Nothing is in it.
    Empty,
    /// Longer than so many MB.
    TooLong(usize),
    /// None of the kinds; what it seems to be.
    Kind(&'static str),
    /// It carries programs.
    Program,
    /// A picture of more pixels than any camera makes, or an archive without end.
    Bomb,
    /// It is damaged.
    Torn,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("这个文件是空的，换一个"),
            Self::TooLong(limit) => write!(f, "文件超过{limit}MB，请压缩后再传"),
            Self::Kind(seems) => write!(
                f,
                "{seems}不能传。可以传照片（JPG、PNG、WEBP）、PDF、Word（docx）和Excel（xlsx）"
            ),
            Self::Program => f.write_str("这个文件带有程序（宏），请另存为不带宏的文件再传"),
            Self::Bomb => f.write_str("这个文件展开后太大，请缩小后再传"),
            Self::Torn => f.write_str("这个文件打不开，可能没有传完整，请重新传"),
        }
    }
}

impl std::error::Error for No {}

/// Takes a file in.
///
/// # Errors
/// Why it is not taken, in words for the one who sent it.
pub fn take(bytes: Vec<u8>, limits: &Limits) -> Result<Taken, No> {
    if bytes.is_empty() {
        return Err(No::Empty);
    }
    if bytes.len() > limits.bytes {
        return Err(No::TooLong(limits.bytes >> 20));
    }
    if let Some(format) = picture::format(&bytes) {
        let bytes = picture::drawn_anew(&bytes, format, limits)?;
        return Ok(Taken {
            medium: Medium::Picture,
            bytes,
        });
    }
    if bytes.starts_with(b"%PDF-") {
        return Ok(Taken {
            medium: Medium::Pdf,
            bytes,
        });
    }
    if bytes.starts_with(b"PK") {
        let medium = document::medium(&bytes, limits)?;
        return Ok(Taken { medium, bytes });
    }
    Err(No::Kind(seems(&bytes)))
}

/// What turned-away bytes seem to be.
fn seems(bytes: &[u8]) -> &'static str {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    let heif = bytes.get(4..12).is_some_and(|b| {
        b.starts_with(b"ftyp") && [&b"heic"[..], b"heix", b"mif1", b"msf1"].contains(&&b[4..])
    });
    if starts(b"MZ") || starts(b"\x7fELF") || starts(b"#!") || starts(b"\xca\xfe\xba\xbe") {
        "程序"
    } else if heif {
        "苹果的HEIC照片"
    } else if bytes.get(4..8) == Some(&b"ftyp"[..]) {
        "视频"
    } else if starts(b"\xd0\xcf\x11\xe0") {
        "旧版Word、Excel或WPS文件（请另存为docx或xlsx）"
    } else if starts(b"GIF8") {
        "GIF动图"
    } else if starts(b"<") || starts(b"\xef\xbb\xbf<") {
        "网页"
    } else {
        "这种文件"
    }
}

#[cfg(test)]
mod tests;
