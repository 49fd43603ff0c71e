//! Pictures, drawn anew.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Rgb, RgbImage};

use super::{Limits, No};

/// Of what a JPEG loses at this quality nobody sees anything on a board.
const QUALITY: u8 = 82;

/// The format of a picture, by its first bytes; none when it is no picture that is taken.
pub(super) fn format(bytes: &[u8]) -> Option<ImageFormat> {
    let format = image::guess_format(bytes).ok()?;
    let taken = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    taken.contains(&format).then_some(format)
}

/// Upright, no larger than it needs to be, on white, and without a word of the
/// camera's: only what can be seen goes over.
pub(super) fn drawn_anew(
    bytes: &[u8],
    format: ImageFormat,
    limits: &Limits,
) -> Result<Vec<u8>, No> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut most = image::Limits::default();
    // Four bytes a pixel, and once more for what a decoder keeps beside them.
    most.max_alloc = Some(limits.pixels.saturating_mul(8));
    reader.limits(most);
    let mut decoder = reader.into_decoder().map_err(|_| No::Torn)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(No::Bomb);
    }
    let orientation = decoder.orientation().map_err(|_| No::Torn)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| No::Torn)?;
    if width.max(height) > limits.side {
        picture = picture.thumbnail(limits.side, limits.side);
    }
    picture.apply_orientation(orientation);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode_image(&on_white(&picture))
        .map_err(|_| No::Torn)?;
    Ok(out)
}

/// What is transparent shows white, as on paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let whole = picture.to_rgba8();
    RgbImage::from_fn(whole.width(), whole.height(), |x, y| {
        let [r, g, b, alpha] = whole.get_pixel(x, y).0;
        let over = |c: u8| {
            let mixed = u32::from(c) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(r), over(g), over(b)])
    })
}
