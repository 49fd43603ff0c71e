//! What is taken in and what is not.

use std::io::{Cursor, Write as _};

use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A picture whose left half is red and whose right half is blue.
fn halves(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 20, 220])
        }
    })
    .into()
}

/// The segment that a telephone writes: turned by a quarter, and where it was taken.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    // GPSInfo: an address of a place that stands behind, as text that can be looked for.
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"39.90N116.40E");
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(tiff);
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(length);
    out.extend(segment);
    out.extend(&jpeg[2..]);
    out
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|w| w == what)
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_photo_loses_the_place_it_was_taken_at_and_stands_upright() {
    let sent = with_exif(&encoded(&halves(40, 20), ImageFormat::Jpeg), 6);
    assert!(holds(&sent, b"39.90N") && holds(&sent, b"Exif"));
    let taken = take(sent, &Limits::USUAL).unwrap();
    assert_eq!(taken.medium, Medium::Picture);
    assert!(!holds(&taken.bytes, b"39.90N") && !holds(&taken.bytes, b"Exif"));
    let seen = image::load_from_memory(&taken.bytes).unwrap();
    assert_eq!(seen.dimensions(), (20, 40));
    let (top, bottom) = (seen.get_pixel(10, 5), seen.get_pixel(10, 35));
    assert!(
        top[0] > top[2] && bottom[2] > bottom[0],
        "{top:?} {bottom:?}"
    );
}

#[test]
fn a_large_picture_is_kept_no_larger_than_a_board_needs() {
    let sent = encoded(&halves(2400, 1200), ImageFormat::Png);
    let taken = take(sent, &Limits::USUAL).unwrap();
    let seen = image::load_from_memory(&taken.bytes).unwrap();
    assert_eq!(seen.dimensions(), (1600, 800));
}

#[test]
fn what_is_transparent_shows_white() {
    let clear = RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0]));
    let sent = encoded(&clear.into(), ImageFormat::Png);
    let taken = take(sent, &Limits::USUAL).unwrap();
    let seen = image::load_from_memory(&taken.bytes).unwrap();
    assert!(seen.get_pixel(4, 4).0[..3].iter().all(|c| *c > 250));
}

#[test]
fn a_picture_that_unfolds_without_end_is_turned_away_before_it_unfolds() {
    let small = Limits {
        pixels: 10_000,
        ..Limits::USUAL
    };
    let sent = encoded(&halves(200, 100), ImageFormat::Png);
    assert_eq!(take(sent, &small), Err(No::Bomb));
    // A few bytes that claim 60,000 by 60,000 pixels.
    let mut claims = encoded(&halves(8, 8), ImageFormat::Png);
    claims[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    assert!(take(claims, &Limits::USUAL).is_err());
}

#[test]
fn a_file_is_what_it_holds_whatever_it_is_called() {
    for (bytes, seems) in [
        (&b"MZ\x90\0"[..], "程序"),
        (b"\x7fELF\x02", "程序"),
        (b"#!/bin/sh", "程序"),
        (b"<script>alert(1)</script>", "网页"),
        (b"\0\0\0\x18ftypheic\0\0", "苹果的HEIC照片"),
        (b"\0\0\0\x18ftypmp42\0\0", "视频"),
        (b"GIF89a", "GIF动图"),
        (b"just words", "这种文件"),
    ] {
        let refused = take(bytes.to_vec(), &Limits::USUAL);
        assert_eq!(refused, Err(No::Kind(seems)));
    }
    assert_eq!(take(Vec::new(), &Limits::USUAL), Err(No::Empty));
    let long = Limits {
        bytes: 1 << 20,
        ..Limits::USUAL
    };
    assert_eq!(take(vec![0; (1 << 20) + 1], &long), Err(No::TooLong(1)));
}

#[test]
fn documents_are_taken_as_they_are_and_macros_and_bombs_are_not() {
    let word = archive(&[("word/document.xml", b"<w/>")]);
    let taken = take(word.clone(), &Limits::USUAL).unwrap();
    assert_eq!((taken.medium, taken.bytes), (Medium::Docx, word));
    let sheet = archive(&[("xl/workbook.xml", b"<w/>")]);
    let taken = take(sheet, &Limits::USUAL).unwrap();
    assert_eq!(taken.medium, Medium::Xlsx);
    let macros = archive(&[
        ("word/document.xml", b"<w/>"),
        ("word/vbaProject.bin", b"x"),
    ]);
    assert_eq!(take(macros, &Limits::USUAL), Err(No::Program));
    let other = archive(&[("run.exe", b"MZ")]);
    assert_eq!(take(other, &Limits::USUAL), Err(No::Kind("压缩包")));
    let zeros = vec![0; 1 << 20];
    let bomb = archive(&[("word/document.xml", &zeros), ("word/two.xml", &zeros)]);
    let small = Limits {
        unpacked: 1 << 20,
        ..Limits::USUAL
    };
    assert_eq!(take(bomb, &small), Err(No::Bomb));
    let mut torn = archive(&[("word/document.xml", b"<w/>")]);
    torn.truncate(torn.len() / 2);
    assert_eq!(take(torn, &Limits::USUAL), Err(No::Torn));
    let pdf = b"%PDF-1.7 words".to_vec();
    assert_eq!(take(pdf, &Limits::USUAL).unwrap().medium, Medium::Pdf);
}

#[test]
fn a_medium_is_known_by_its_type() {
    for medium in Medium::ALL {
        assert_eq!(Medium::of(medium.media_type()), Some(medium));
    }
    assert_eq!(Medium::of("text/html"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever bytes come after a mark that is known, the answer is a file or a word.
    #[test]
    fn nothing_that_is_sent_stops_the_intake(
        mark in prop::sample::select(vec![
            &b"\xff\xd8\xff\xe0"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 ", b"PK\x03\x04", b"%PDF-", b"",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let taken = take([mark, &rest].concat(), &Limits::USUAL);
        if let Ok(taken) = taken {
            prop_assert!(!taken.bytes.is_empty());
        }
    }
}
