//! Slip codes (评议码): twelve characters on a slip of paper, one right to cast one ballot.
//!
//! Eleven characters carry 55 random bits, the twelfth checks them (ruling 16). The alphabet is
//! 0–9 and A–Z without I, L, O and U, so that no two signs are one to the eye; what is typed may
//! be in small letters, full width, with any dashes and blanks, with O for 0, I or L for 1, U for V.
//!
//! The check is a weighted sum modulo 32 with the odd weights 23, 21 … 3, 1. Odd numbers have
//! inverses modulo 32, so every single wrong character is caught. Two neighbours changed over
//! are caught unless their values lie 16 apart (16 pairs of 496: `0` and `G`, `1` and `H` …);
//! no sum modulo 32 with odd weights does better, since the difference of two odd weights is even.
//! What slips through is an unknown code all the same: the check only spares a visitor the wait
//! that follows a wrong code.

use std::fmt;

use zeroize::Zeroizing;

use crate::digest::Digest;
use crate::manifest::RoundId;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;
const GROUP: usize = 4;

/// A slip's code in the clear: for the printing of the slip and the moment of casting, never kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SlipCode(Zeroizing<[u8; LENGTH]>);

impl SlipCode {
    /// A new code from 56 random bits of the caller's, of which it uses 55.
    #[must_use]
    pub fn from_random(random: [u8; 7]) -> Self {
        let mut bits = random
            .iter()
            .fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
        let mut values = Zeroizing::new([0; LENGTH]);
        for value in values.iter_mut().take(LENGTH - 1) {
            *value = (bits & 31) as u8;
            bits >>= 5;
        }
        values[LENGTH - 1] = (32 - sum(&values)) % 32;
        Self(values)
    }

    /// What somebody typed or scanned.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in words for whoever typed it.
    pub fn parse(typed: &str) -> Result<Self, SlipError> {
        let mut values = Zeroizing::new([0; LENGTH]);
        let mut count = 0;
        for sign in typed.chars().map(narrow).filter(|sign| !is_gap(*sign)) {
            let value = value(sign).ok_or(SlipError::Sign(sign))?;
            // Only so many are kept; the others are counted, for the words of the refusal.
            if let Some(place) = values.get_mut(count) {
                *place = value;
            }
            count += 1;
        }
        if count != LENGTH {
            return Err(SlipError::Length(count));
        }
        if sum(&values) != 0 {
            return Err(SlipError::Check);
        }
        Ok(Self(values))
    }

    /// The code as it is printed: three groups of four, `K7QM-4F9X-2M3N`.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH + 2));
        for (n, value) in self.0.iter().enumerate() {
            if n > 0 && n % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(*value)]));
        }
        text
    }

    /// What the records keep of it: of no use without the key, and of none in another round.
    #[must_use]
    pub fn right(&self, key: &SlipKey, round: RoundId) -> Right {
        key.right(b"slip", round, &self.0[..])
    }
}

/// Never prints the code: it would end in a log.
impl fmt::Debug for SlipCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlipCode(…)")
    }
}

/// The key under which codes are hashed; it stands outside the database (rulings 16 and 22).
#[derive(Clone)]
pub struct SlipKey(Zeroizing<[u8; 32]>);

impl SlipKey {
    /// A key that the caller drew or keeps.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// `kind` keeps rights of different making apart: slips now, blind-signed credentials later.
    fn right(&self, kind: &[u8], round: RoundId, secret: &[u8]) -> Right {
        let parts = [b"sanzheng-right 1 ", kind, b" ", round.as_bytes(), secret];
        Right(Digest::keyed(&self.0[..], &parts))
    }
}

impl fmt::Debug for SlipKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlipKey(…)")
    }
}

/// One right to cast one ballot, as the records know it. Whatever the right was made from, the
/// records spend this, and it says nothing of who holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Right(Digest);

impl Right {
    /// A right as it was kept.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Digest::from_bytes(bytes))
    }

    /// The 32 bytes to be kept.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

/// Why what was typed is no slip code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipError {
    /// A sign that stands on no slip.
    Sign(char),
    /// So many signs instead of twelve.
    Length(usize),
    /// The check character does not fit: something was mistyped.
    Check,
}

impl fmt::Display for SlipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sign(sign) => write!(f, "评议码里没有“{sign}”，请对照评议卡再输一遍"),
            Self::Length(count) => write!(f, "评议码共{LENGTH}位，输入了{count}位"),
            Self::Check => f.write_str("评议码有一位不对，请对照评议卡再输一遍"),
        }
    }
}

impl std::error::Error for SlipError {}

/// The weighted sum modulo 32 of all twelve values; zero where the code is sound.
fn sum(values: &[u8; LENGTH]) -> u8 {
    let weights = (0..LENGTH).rev().map(|n| 2 * n + 1);
    let sum: usize = (values.iter().zip(weights))
        .map(|(value, weight)| usize::from(*value) * weight)
        .sum();
    (sum % 32) as u8
}

/// Full-width signs of Chinese input methods as plain ones, small letters as capitals.
fn narrow(sign: char) -> char {
    let plain = match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    };
    plain.to_ascii_uppercase()
}

fn is_gap(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '-' | '_' | '.' | '·' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

fn value(sign: char) -> Option<u8> {
    let sign = match sign {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        other => other,
    };
    let place = ALPHABET.iter().position(|own| char::from(*own) == sign)?;
    u8::try_from(place).ok()
}
